//! The reserve: what the statements say, for treasurer and auditor to attest, and what is in force.

use serde::Serialize;
use sqlx::any::AnyRow;

use super::{
	row::{self, words},
	statements::Statement,
	Conn,
};
use crate::{
	error::Result,
	hex32::Hex32,
	money::{Cents, Currency},
};

words! {
	/// How far a proposal is.
	ProposalStatus {
		/// Waits for the treasurer.
		Proposed = "proposed",
		/// The treasurer attested it; waits for the auditor.
		Attested = "attested",
		/// Countersigned.
		InForce = "in-force",
		/// A newer one took its place.
		Superseded = "superseded",
	}
}

/// A reserve to attest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
	/// Its number.
	pub id: i64,
	/// The currency.
	pub currency: Currency,
	/// SHA-256 of the statement's file.
	pub sha256: Hex32,
	/// The number of that file.
	pub file: i64,
	/// What it is called in the archive.
	pub archived_as: String,
	/// The day of the closing balance, in days since 1970.
	pub day: u32,
	/// The closing balance.
	pub closing: Cents,
	/// What came back after it was settled and is owed again.
	pub owed: Cents,
	/// What to attest: the closing balance less what is owed.
	pub balance: Cents,
	/// How far it is.
	pub status: ProposalStatus,
	/// When it was proposed, in Unix seconds.
	pub proposed_at: i64,
}

/// The reserve in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InForce {
	/// The balance.
	pub balance: Cents,
	/// As of this day.
	pub day: u32,
	/// SHA-256 of the statement's file.
	pub sha256: Hex32,
	/// When it was countersigned, in Unix seconds.
	pub in_force_at: i64,
	/// Whether it does not cover what is owed: paid pro rata.
	pub short: bool,
}

fn read(r: &AnyRow) -> Result<Proposal> {
	let file = row::int(r, "file")?;
	Ok(Proposal {
		file,
		archived_as: super::inbox::archived_as(file, &row::text(r, "name")?),
		id: row::int(r, "id")?,
		currency: row::currency(r, "currency")?,
		sha256: row::hex32(r, "sha256")?,
		day: row::day(r, "day")?,
		closing: row::cents(r, "closing")?,
		owed: row::cents(r, "owed")?,
		balance: row::cents(r, "balance")?,
		status: row::parsed(r, "status")?,
		proposed_at: row::int(r, "proposed_at")?,
	})
}

/// What may be attested of a statement.
pub fn balance(statement: &Statement, owed: Cents) -> Cents {
	Cents(statement.closing.0.saturating_sub(owed.0).max(0))
}

/// Propose, unless this very proposal waits already or is in force; others that wait are superseded.
pub async fn propose(
	conn: &mut Conn,
	currency: Currency,
	statement: &Statement,
	owed: Cents,
	now: i64,
) -> Result<()> {
	withdraw_others(conn, currency, statement, owed).await?;
	let balance = balance(statement, owed);
	let in_force = in_force(conn, currency).await?;
	if in_force.is_some_and(|r| (r.sha256, r.balance) == (statement.sha256, balance)) {
		return Ok(());
	}
	let id = row::next_id(conn, "reserve_proposals").await?;
	// One that was there and waits no longer is proposed anew: what took its place is no longer so.
	sqlx::query(
		"INSERT INTO reserve_proposals (id, currency, statement, sha256, day, closing, owed, balance, \
		 status, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9) \
		 ON CONFLICT (currency, sha256, owed) DO UPDATE SET status = 'proposed', proposed_at = $9 \
		 WHERE reserve_proposals.status IN ('superseded', 'in-force')",
	)
	.bind(id)
	.bind(currency.to_string())
	.bind(statement.id)
	.bind(statement.sha256.to_string())
	.bind(i64::from(statement.day))
	.bind(statement.closing.0)
	.bind(owed.0)
	.bind(balance.0)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// Nothing but this is to be attested: what else waits is superseded.
pub async fn withdraw_others(
	conn: &mut Conn,
	currency: Currency,
	statement: &Statement,
	owed: Cents,
) -> Result<()> {
	sqlx::query(
		"UPDATE reserve_proposals SET status = 'superseded' WHERE currency = $1 \
		 AND NOT (sha256 = $2 AND owed = $3) AND status IN ('proposed', 'attested')",
	)
	.bind(currency.to_string())
	.bind(statement.sha256.to_string())
	.bind(owed.0)
	.execute(conn)
	.await?;
	Ok(())
}

/// The newest proposals.
pub async fn proposals(conn: &mut Conn, currency: Currency, limit: u32) -> Result<Vec<Proposal>> {
	sqlx::query(
		"SELECT p.*, s.file, i.name FROM reserve_proposals p JOIN statements s ON s.id = p.statement \
		 JOIN inbox i ON i.id = s.file WHERE p.currency = $1 ORDER BY p.id DESC LIMIT $2",
	)
	.bind(currency.to_string())
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// Whether this balance was proposed from this statement, now or before.
pub async fn was_proposed(
	conn: &mut Conn,
	currency: Currency,
	sha256: Hex32,
	balance: Cents,
) -> Result<bool> {
	Ok(sqlx::query(
		"SELECT id FROM reserve_proposals WHERE currency = $1 AND sha256 = $2 AND balance = $3 LIMIT 1",
	)
	.bind(currency.to_string())
	.bind(sha256.to_string())
	.bind(balance.0)
	.fetch_optional(conn)
	.await?
	.is_some())
}

/// A reserve was attested or countersigned on chain: the proposal it was made from, if it was. One alone waits
/// for the auditor, and one is in force.
pub async fn advance(
	conn: &mut Conn,
	currency: Currency,
	sha256: Hex32,
	balance: Cents,
	status: ProposalStatus,
) -> Result<()> {
	let replaced = match status {
		// Of the ledger's too one waits for the auditor, and this is it.
		ProposalStatus::Attested => "'attested'",
		_ => "'attested', 'in-force'",
	};
	let query = format!(
		"UPDATE reserve_proposals SET status = 'superseded' WHERE currency = $1 AND status IN ({replaced})"
	);
	sqlx::query(&query)
		.bind(currency.to_string())
		.execute(&mut *conn)
		.await?;
	sqlx::query(
		"UPDATE reserve_proposals SET status = $4 \
		 WHERE currency = $1 AND sha256 = $2 AND balance = $3",
	)
	.bind(currency.to_string())
	.bind(sha256.to_string())
	.bind(balance.0)
	.bind(status.as_str())
	.execute(conn)
	.await?;
	Ok(())
}

/// The reserve in force.
pub async fn in_force(conn: &mut Conn, currency: Currency) -> Result<Option<InForce>> {
	sqlx::query("SELECT * FROM reserves WHERE currency = $1")
		.bind(currency.to_string())
		.fetch_optional(conn)
		.await?
		.map(|r| {
			Ok(InForce {
				balance: row::cents(&r, "balance")?,
				day: row::day(&r, "day")?,
				sha256: row::hex32(&r, "sha256")?,
				in_force_at: row::int(&r, "in_force_at")?,
				short: row::int(&r, "short")? != 0,
			})
		})
		.transpose()
}

/// A reserve came into force.
pub async fn set_in_force(
	conn: &mut Conn,
	currency: Currency,
	balance: Cents,
	day: u32,
	sha256: Hex32,
	at: i64,
) -> Result<()> {
	sqlx::query(
		"INSERT INTO reserves (currency, balance, day, sha256, in_force_at, short) \
		 VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (currency) DO UPDATE SET \
		 balance = excluded.balance, day = excluded.day, sha256 = excluded.sha256, \
		 in_force_at = excluded.in_force_at",
	)
	.bind(currency.to_string())
	.bind(balance.0)
	.bind(i64::from(day))
	.bind(sha256.to_string())
	.bind(at)
	.execute(conn)
	.await?;
	Ok(())
}

/// Whether it covers what is owed.
pub async fn set_short(conn: &mut Conn, currency: Currency, short: bool) -> Result<()> {
	sqlx::query("UPDATE reserves SET short = $2 WHERE currency = $1")
		.bind(currency.to_string())
		.bind(i64::from(short))
		.execute(conn)
		.await?;
	Ok(())
}
