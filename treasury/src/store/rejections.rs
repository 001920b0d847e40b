//! Redemptions that officers refuse, one by one or all of a refused file: one asks for it, another agrees.

use serde::Serialize;
use sqlx::any::AnyRow;

use super::{row, Conn};
use crate::error::Result;

/// What was asked for, and whether another officer agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
	/// The redemption.
	pub redemption: u64,
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
		redemption: row::id(r, "redemption")?,
		reason: row::text(r, "reason")?,
		note: row::text(r, "note")?,
		asked_by: row::text(r, "asked_by")?,
		asked_at: row::int(r, "asked_at")?,
		agreed_by: row::text_or_none(r, "agreed_by")?,
		agreed_at: row::int_or_none(r, "agreed_at")?,
	})
}

/// What was asked for about a redemption.
pub async fn get(conn: &mut Conn, redemption: u64) -> Result<Option<Rejection>> {
	sqlx::query("SELECT * FROM rejections WHERE redemption = $1")
		.bind(row::big(redemption)?)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// An officer asks; what nobody has agreed to yet is replaced.
pub async fn ask(
	conn: &mut Conn,
	redemption: u64,
	reason: &str,
	note: &str,
	officer: &str,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"INSERT INTO rejections (redemption, reason, note, asked_by, asked_at) \
		 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (redemption) DO UPDATE SET \
		 reason = excluded.reason, note = excluded.note, asked_by = excluded.asked_by, \
		 asked_at = excluded.asked_at WHERE rejections.agreed_by IS NULL",
	)
	.bind(row::big(redemption)?)
	.bind(reason)
	.bind(note)
	.bind(officer)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// Another officer agrees.
pub async fn agree(conn: &mut Conn, redemption: u64, officer: &str, now: i64) -> Result<()> {
	sqlx::query("UPDATE rejections SET agreed_by = $2, agreed_at = $3 WHERE redemption = $1")
		.bind(row::big(redemption)?)
		.bind(officer)
		.bind(now)
		.execute(conn)
		.await?;
	Ok(())
}

/// What was asked for about all redemptions of a case, and whether another officer agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseRejection {
	/// The case.
	pub case: i64,
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

/// What was asked for about a case.
pub async fn of_case(conn: &mut Conn, case: i64) -> Result<Option<CaseRejection>> {
	sqlx::query("SELECT * FROM case_rejections WHERE case_id = $1")
		.bind(case)
		.fetch_optional(conn)
		.await?
		.map(|r| {
			Ok(CaseRejection {
				case: row::int(&r, "case_id")?,
				reason: row::text(&r, "reason")?,
				note: row::text(&r, "note")?,
				asked_by: row::text(&r, "asked_by")?,
				asked_at: row::int(&r, "asked_at")?,
				agreed_by: row::text_or_none(&r, "agreed_by")?,
				agreed_at: row::int_or_none(&r, "agreed_at")?,
			})
		})
		.transpose()
}

/// An officer asks for all of a case; what was asked before is replaced.
pub async fn ask_all(
	conn: &mut Conn,
	case: i64,
	reason: &str,
	note: &str,
	officer: &str,
	now: i64,
) -> Result<()> {
	forget_all(conn, case).await?;
	sqlx::query(
		"INSERT INTO case_rejections (case_id, reason, note, asked_by, asked_at) \
		 VALUES ($1, $2, $3, $4, $5)",
	)
	.bind(case)
	.bind(reason)
	.bind(note)
	.bind(officer)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// Another officer agrees.
pub async fn agree_all(conn: &mut Conn, case: i64, officer: &str, now: i64) -> Result<()> {
	sqlx::query("UPDATE case_rejections SET agreed_by = $2, agreed_at = $3 WHERE case_id = $1")
		.bind(case)
		.bind(officer)
		.bind(now)
		.execute(conn)
		.await?;
	Ok(())
}

/// Nobody asks for it any more: something else is done about the case.
pub async fn forget_all(conn: &mut Conn, case: i64) -> Result<()> {
	sqlx::query("DELETE FROM case_rejections WHERE case_id = $1")
		.bind(case)
		.execute(conn)
		.await?;
	Ok(())
}
