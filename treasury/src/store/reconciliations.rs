//! Reports on whether chain, books and bank agree.

use sqlx::any::AnyRow;

use super::{row, Conn};
use crate::{
	error::{Error, Result},
	money::Currency,
};

/// A stored report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
	/// Its number.
	pub id: i64,
	/// When it was made, in Unix seconds.
	pub made_at: i64,
	/// The currency.
	pub currency: Currency,
	/// The final block it is as of.
	pub block: u64,
	/// Whether everything agrees to the cent.
	pub balanced: bool,
	/// The report, as JSON.
	pub report: String,
}

fn read(r: &AnyRow) -> Result<Stored> {
	Ok(Stored {
		id: row::int(r, "id")?,
		made_at: row::int(r, "made_at")?,
		currency: row::currency(r, "currency")?,
		block: row::id(r, "block")?,
		balanced: row::int(r, "balanced")? != 0,
		report: row::text(r, "report")?,
	})
}

/// Keep a report.
pub async fn insert(
	conn: &mut Conn,
	currency: Currency,
	block: u64,
	balanced: bool,
	report: &str,
	now: i64,
) -> Result<i64> {
	let id = row::next_id(conn, "reconciliations").await?;
	sqlx::query(
		"INSERT INTO reconciliations (id, made_at, currency, block, balanced, report) \
		 VALUES ($1, $2, $3, $4, $5, $6)",
	)
	.bind(id)
	.bind(now)
	.bind(currency.to_string())
	.bind(row::big(block)?)
	.bind(i64::from(balanced))
	.bind(report)
	.execute(conn)
	.await?;
	Ok(id)
}

/// The newest reports.
pub async fn latest(conn: &mut Conn, currency: Currency, limit: u32) -> Result<Vec<Stored>> {
	sqlx::query("SELECT * FROM reconciliations WHERE currency = $1 ORDER BY id DESC LIMIT $2")
		.bind(currency.to_string())
		.bind(i64::from(limit))
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// A report by its number.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Stored> {
	sqlx::query("SELECT * FROM reconciliations WHERE id = $1")
		.bind(id)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.ok_or(Error::NotFound("report"))?
}
