//! Who did what. Nothing personal is written here.

use serde::Serialize;

use super::{row, Conn};
use crate::error::Result;

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deed {
	/// Its number.
	pub id: i64,
	/// When, in Unix seconds.
	pub at: i64,
	/// An officer's login name, or `service`.
	pub actor: String,
	/// What was done, a word.
	pub action: String,
	/// To what, as `batch 12`.
	pub subject: String,
	/// Anything else.
	pub detail: String,
}

/// Write it down.
pub async fn note(
	conn: &mut Conn,
	now: i64,
	actor: &str,
	action: &str,
	subject: &str,
	detail: &str,
) -> Result<()> {
	let id = row::next_id(conn, "audit").await?;
	sqlx::query(
		"INSERT INTO audit (id, at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
	)
	.bind(id)
	.bind(now)
	.bind(actor)
	.bind(action)
	.bind(subject)
	.bind(detail)
	.execute(conn)
	.await?;
	Ok(())
}

/// The newest deeds before the one numbered `before`.
pub async fn latest(conn: &mut Conn, before: Option<i64>, limit: u32) -> Result<Vec<Deed>> {
	sqlx::query("SELECT * FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2")
		.bind(before.unwrap_or(i64::MAX))
		.bind(i64::from(limit))
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| {
			Ok(Deed {
				id: row::int(r, "id")?,
				at: row::int(r, "at")?,
				actor: row::text(r, "actor")?,
				action: row::text(r, "action")?,
				subject: row::text(r, "subject")?,
				detail: row::text(r, "detail")?,
			})
		})
		.collect()
}
