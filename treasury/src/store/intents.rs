//! What is to be done on chain: written down before anything is handed in.

use serde::Serialize;
use sqlx::any::AnyRow;

use super::{
	row::{self, words},
	Conn,
};
use crate::error::Result;

words! {
	/// What is to be done.
	IntentKind {
		/// Begin the payment of a redemption in a batch.
		Begin = "begin",
		/// Settle it with the bank's reference.
		Settle = "settle",
		/// Refuse it.
		Reject = "reject",
	}
}

words! {
	/// Whether it is still to be done.
	IntentStatus {
		/// It is.
		Waiting = "waiting",
		/// The chain has it, finally.
		Done = "done",
		/// The chain went another way: it cannot be done any more.
		Moot = "moot",
	}
}

/// Something to do on chain with one redemption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Intent {
	/// Its number.
	pub id: i64,
	/// What.
	pub kind: IntentKind,
	/// With which redemption.
	pub redemption: u64,
	/// For which batch.
	pub batch: Option<i64>,
	/// The bank's reference.
	pub reference: Option<String>,
	/// The day it was booked.
	pub day: Option<u32>,
	/// Why it is refused.
	pub reason: Option<String>,
	/// Whether it is still to be done.
	pub status: IntentStatus,
	/// How often it was handed in.
	pub tries: i64,
	/// Why the chain refused it last.
	pub last_error: Option<String>,
	/// Since when the chain refuses it, in Unix seconds.
	pub refused_since: Option<i64>,
	/// When it is tried again; none when it was never refused, or a try is under way.
	pub next_try_at: Option<i64>,
	/// When it was written down, in Unix seconds.
	pub written_at: i64,
}

fn read(r: &AnyRow) -> Result<Intent> {
	Ok(Intent {
		id: row::int(r, "id")?,
		kind: row::parsed(r, "kind")?,
		redemption: row::id(r, "redemption")?,
		batch: row::int_or_none(r, "batch")?,
		reference: row::text_or_none(r, "reference")?,
		day: row::day_or_none(r, "day")?,
		reason: row::text_or_none(r, "reason")?,
		status: row::parsed(r, "status")?,
		tries: row::int(r, "tries")?,
		last_error: row::text_or_none(r, "last_error")?,
		refused_since: row::int_or_none(r, "refused_since")?,
		next_try_at: row::int_or_none(r, "next_try_at")?,
		written_at: row::int(r, "written_at")?,
	})
}

/// Write one down, unless it was before. What was called off is written anew, by another number: nobody who
/// read the old one takes it for this.
async fn insert(
	conn: &mut Conn,
	kind: IntentKind,
	redemption: u64,
	batch: Option<i64>,
	booking: Option<(&str, u32)>,
	reason: Option<&str>,
	now: i64,
) -> Result<bool> {
	let id = row::next_id(conn, "intents").await?;
	let done = sqlx::query(
		"INSERT INTO intents (id, kind, redemption, batch, reference, day, reason, status, tries, \
		 written_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8) \
		 ON CONFLICT (redemption, kind) DO UPDATE SET id = excluded.id, reference = excluded.reference, \
		 day = excluded.day, reason = excluded.reason, status = 'waiting', tries = 0, \
		 next_try_at = NULL, refused_since = NULL, last_error = NULL, written_at = excluded.written_at \
		 WHERE intents.status = 'moot' AND (intents.tries = 0 OR intents.next_try_at IS NOT NULL) \
		 AND intents.kind <> 'begin'",
	)
	.bind(id)
	.bind(kind.as_str())
	.bind(row::big(redemption)?)
	.bind(batch)
	.bind(booking.map(|(reference, _)| reference))
	.bind(booking.map(|(_, day)| i64::from(day)))
	.bind(reason)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(done.rows_affected() == 1)
}

/// Begin the payment of a redemption; false if it was begun before.
pub async fn begin(conn: &mut Conn, redemption: u64, batch: i64, now: i64) -> Result<bool> {
	insert(
		conn,
		IntentKind::Begin,
		redemption,
		Some(batch),
		None,
		None,
		now,
	)
	.await
}

/// Settle a redemption; whether this is the first to say so.
pub async fn settle(
	conn: &mut Conn,
	redemption: u64,
	reference: &str,
	day: u32,
	now: i64,
) -> Result<bool> {
	insert(
		conn,
		IntentKind::Settle,
		redemption,
		None,
		Some((reference, day)),
		None,
		now,
	)
	.await
}

/// Refuse a redemption; whether this is the first to say so.
pub async fn reject(conn: &mut Conn, redemption: u64, reason: &str, now: i64) -> Result<bool> {
	insert(
		conn,
		IntentKind::Reject,
		redemption,
		None,
		None,
		Some(reason),
		now,
	)
	.await
}

/// The intent of a kind about a redemption.
pub async fn get(conn: &mut Conn, redemption: u64, kind: IntentKind) -> Result<Option<Intent>> {
	sqlx::query("SELECT * FROM intents WHERE redemption = $1 AND kind = $2")
		.bind(row::big(redemption)?)
		.bind(kind.as_str())
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// What waits and is not held back, oldest first.
pub async fn due(conn: &mut Conn, kind: IntentKind, now: i64, limit: u32) -> Result<Vec<Intent>> {
	sqlx::query(
		"SELECT * FROM intents WHERE status = 'waiting' AND kind = $1 \
		 AND (next_try_at IS NULL OR next_try_at <= $2) ORDER BY id LIMIT $3",
	)
	.bind(kind.as_str())
	.bind(now)
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// What waits because the chain refused it, oldest first, after the one numbered `after`.
pub async fn refused(conn: &mut Conn, after: Option<i64>, limit: u32) -> Result<Vec<Intent>> {
	sqlx::query(
		"SELECT * FROM intents WHERE status = 'waiting' AND refused_since IS NOT NULL AND id > $1 \
		 ORDER BY id LIMIT $2",
	)
	.bind(after.unwrap_or(i64::MIN))
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// What waits to be done with a redemption.
pub async fn of_redemption(conn: &mut Conn, redemption: u64) -> Result<Vec<Intent>> {
	sqlx::query("SELECT * FROM intents WHERE status = 'waiting' AND redemption = $1 ORDER BY id")
		.bind(row::big(redemption)?)
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// The waiting beginnings of a batch, in the order of the queue.
pub async fn begins_of(conn: &mut Conn, batch: i64) -> Result<Vec<Intent>> {
	sqlx::query(
		"SELECT * FROM intents WHERE status = 'waiting' AND kind = 'begin' AND batch = $1 \
		 ORDER BY redemption",
	)
	.bind(batch)
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// The beginnings of a batch that was released are not to be done.
pub async fn forget_begins(conn: &mut Conn, batch: i64) -> Result<()> {
	sqlx::query("DELETE FROM intents WHERE batch = $1 AND kind = 'begin' AND status = 'waiting'")
		.bind(batch)
		.execute(conn)
		.await?;
	Ok(())
}

/// What waits to be done on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
	/// How many calls.
	pub waiting: i64,
	/// How many of them the chain refused.
	pub refused: i64,
	/// Since when the oldest waits, of those that could be done: not of a booking of a day that has not
	/// begun.
	pub oldest: Option<i64>,
}

/// How much waits, on a day that is the latest that has begun anywhere.
pub async fn backlog(conn: &mut Conn, latest_day: u32) -> Result<Backlog> {
	let r = sqlx::query(
		"SELECT COUNT(*) AS n, COUNT(refused_since) AS refused, \
		 MIN(CASE WHEN refused_since IS NOT NULL AND day > $1 THEN NULL ELSE written_at END) AS oldest \
		 FROM intents WHERE status = 'waiting'",
	)
	.bind(i64::from(latest_day))
	.fetch_one(conn)
	.await?;
	Ok(Backlog {
		waiting: row::int(&r, "n")?,
		refused: row::int(&r, "refused")?,
		oldest: row::int_or_none(&r, "oldest")?,
	})
}

/// Numbers as a query lists them: one question about a whole call, not one about each of its payments.
fn list(ids: &[i64]) -> String {
	let ids: Vec<_> = ids.iter().map(i64::to_string).collect();
	ids.join(", ")
}

/// Whether all of these still wait: what was read a moment ago may have been called off since.
pub async fn all_wait(conn: &mut Conn, ids: &[i64]) -> Result<bool> {
	let query = format!(
		"SELECT COUNT(*) AS n FROM intents WHERE status = 'waiting' AND id IN ({})",
		list(ids)
	);
	let r = sqlx::query(&query)
		.persistent(false)
		.fetch_one(conn)
		.await?;
	Ok(usize::try_from(row::int(&r, "n")?) == Ok(ids.len()))
}

/// They are about to be handed in: from here on they cannot be called off.
pub async fn tried(conn: &mut Conn, ids: &[i64], now: i64) -> Result<()> {
	let query = format!(
		"UPDATE intents SET tries = tries + 1, last_try = $1, next_try_at = NULL WHERE id IN ({})",
		list(ids)
	);
	sqlx::query(&query)
		.persistent(false)
		.bind(now)
		.execute(conn)
		.await?;
	Ok(())
}

/// The chain refused it: from here on nothing of it is under way, until the next try. `since` is none
/// while it may have been refused for another's sake.
pub async fn hold_back(
	conn: &mut Conn,
	id: i64,
	why: &str,
	since: Option<i64>,
	next_try_at: i64,
) -> Result<()> {
	sqlx::query(
		"UPDATE intents SET last_error = $2, refused_since = $3, next_try_at = $4 WHERE id = $1",
	)
	.bind(id)
	.bind(why)
	.bind(since)
	.bind(next_try_at)
	.execute(conn)
	.await?;
	Ok(())
}

/// It is done, or cannot be done any more.
pub async fn close(
	conn: &mut Conn,
	redemption: u64,
	kind: IntentKind,
	status: IntentStatus,
) -> Result<()> {
	sqlx::query(
		"UPDATE intents SET status = $3 WHERE redemption = $1 AND kind = $2 AND status = 'waiting'",
	)
	.bind(row::big(redemption)?)
	.bind(kind.as_str())
	.bind(status.as_str())
	.execute(conn)
	.await?;
	Ok(())
}

/// Whether one of this kind about a redemption waits.
pub async fn waits(conn: &mut Conn, redemption: u64, kind: IntentKind) -> Result<bool> {
	Ok(get(conn, redemption, kind)
		.await?
		.is_some_and(|intent| intent.status == IntentStatus::Waiting))
}

/// What is not under way to the chain is not to be done: the bank did otherwise meanwhile. Nobody has handed
/// it in yet, or the chain refused it. False when it may be under way, or was never written down. The row
/// stays: its number must never be another's.
pub async fn call_off(conn: &mut Conn, redemption: u64, kind: IntentKind) -> Result<bool> {
	let done = sqlx::query(
		"UPDATE intents SET status = 'moot' WHERE redemption = $1 AND kind = $2 \
		 AND (status = 'moot' OR (status = 'waiting' AND (tries = 0 OR next_try_at IS NOT NULL)))",
	)
	.bind(row::big(redemption)?)
	.bind(kind.as_str())
	.execute(conn)
	.await?;
	Ok(done.rows_affected() == 1)
}

/// A settlement nobody has handed in yet is not to be made: the money came back first.
pub async fn call_off_settle(conn: &mut Conn, redemption: u64) -> Result<bool> {
	call_off(conn, redemption, IntentKind::Settle).await
}
