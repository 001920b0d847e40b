//! Redemptions that officers refuse, one by one or all of a refused file: one asks for it, another agrees.

use std::fmt;

use serde::Serialize;
use sqlx::any::AnyRow;

use super::{row, Conn};
use crate::error::Result;

/// What is to be refused; in words as in the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
	/// A redemption.
	Redemption(u64),
	/// All redemptions of a case.
	Case(i64),
}

impl fmt::Display for Subject {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Redemption(id) => write!(f, "redemption {id}"),
			Self::Case(id) => write!(f, "case {id}"),
		}
	}
}

/// What was asked for, and whether another officer agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
	/// What is to be refused: `redemption 7`, or all redemptions of `case 7`.
	pub subject: String,
	/// Why, as the chain is told: four characters.
	pub reason: String,
	/// Why, in words.
	pub note: String,
	/// Who asked.
	pub asked_by: String,
	/// When, in Unix seconds.
	pub asked_at: i64,
	/// Who agreed.
	pub agreed_by: Option<String>,
	/// When.
	pub agreed_at: Option<i64>,
}

fn read(r: &AnyRow) -> Result<Rejection> {
	Ok(Rejection {
		subject: row::text(r, "subject")?,
		reason: row::text(r, "reason")?,
		note: row::text(r, "note")?,
		asked_by: row::text(r, "asked_by")?,
		asked_at: row::int(r, "asked_at")?,
		agreed_by: row::text_or_none(r, "agreed_by")?,
		agreed_at: row::int_or_none(r, "agreed_at")?,
	})
}

/// What was asked for.
pub async fn get(conn: &mut Conn, of: Subject) -> Result<Option<Rejection>> {
	sqlx::query("SELECT * FROM refusals WHERE subject = $1")
		.bind(of.to_string())
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// An officer asks; what nobody has agreed to yet is replaced.
pub async fn ask(
	conn: &mut Conn,
	of: Subject,
	reason: &str,
	note: &str,
	officer: &str,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"INSERT INTO refusals (subject, reason, note, asked_by, asked_at) \
		 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject) DO UPDATE SET \
		 reason = excluded.reason, note = excluded.note, asked_by = excluded.asked_by, \
		 asked_at = excluded.asked_at WHERE refusals.agreed_by IS NULL",
	)
	.bind(of.to_string())
	.bind(reason)
	.bind(note)
	.bind(officer)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// Another officer agrees.
pub async fn agree(conn: &mut Conn, of: Subject, officer: &str, now: i64) -> Result<()> {
	sqlx::query("UPDATE refusals SET agreed_by = $2, agreed_at = $3 WHERE subject = $1")
		.bind(of.to_string())
		.bind(officer)
		.bind(now)
		.execute(conn)
		.await?;
	Ok(())
}

/// Nobody asks for it any more, or it was refused before and is to be anew.
pub async fn forget(conn: &mut Conn, of: Subject) -> Result<()> {
	sqlx::query("DELETE FROM refusals WHERE subject = $1")
		.bind(of.to_string())
		.execute(conn)
		.await?;
	Ok(())
}
