//! Batches: payments that are released together and travel in one pain.001.

use serde::Serialize;
use sqlx::any::AnyRow;

use super::{
	row::{self, words},
	Conn,
};
use crate::{
	error::{Error, Result},
	hex32::Hex32,
	money::{Cents, Currency},
};

words! {
	/// What a batch is of.
	BatchKind {
		/// The head of the queue.
		Redemption = "redemption",
		/// Payments that came back or were refused as a whole file, sent once more.
		Again = "again",
	}
}

words! {
	/// How far a batch is. Each step is durable before the next begins.
	BatchStatus {
		/// Waits for two officers.
		Drafted = "drafted",
		/// Two officers agreed; the chain is being told.
		Released = "released",
		/// The chain knows, finally: nobody can cancel these any more.
		Begun = "begun",
		/// What its file will hold is fixed, by hash.
		Made = "made",
		/// The file lies complete next to the outbox.
		Staged = "staged",
		/// The file was put into the outbox, once.
		Sent = "sent",
		/// Given up before anything was sent.
		Withdrawn = "withdrawn",
	}
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
	/// Its number.
	pub id: i64,
	/// What it is of.
	pub kind: BatchKind,
	/// The currency.
	pub currency: Currency,
	/// The `MsgId` of its pain.001, unique for ever.
	pub msg_id: String,
	/// SHA-256 of the `MsgId`, as the chain keeps it.
	pub msg_hash: Hex32,
	/// How far it is.
	pub status: BatchStatus,
	/// How many payments are in it.
	pub payments: i64,
	/// Their sum.
	pub total: Cents,
	/// The officer who made it, or `service`.
	pub maker: String,
	/// When, in Unix seconds.
	pub made_at: i64,
	/// When the second officer released it.
	pub released_at: Option<i64>,
	/// When its file was put into the outbox.
	pub sent_at: Option<i64>,
	/// The day the bank is asked to pay on, in days since 1970.
	pub execution_day: Option<u32>,
	/// SHA-256 of its file.
	pub file_hash: Option<Hex32>,
	/// Of how many of its payments the bank has not said yet what becomes of them.
	pub unanswered: i64,
	/// The city's account it is paid from.
	#[serde(skip)]
	pub debtor_iban: Option<String>,
	/// What its file was made with.
	#[serde(skip)]
	pub file: Option<FileFacts>,
}

impl Batch {
	/// Whether it ended because nothing was left in it. One that officers withdrew says how much was in it.
	pub fn is_empty(&self) -> bool {
		self.status == BatchStatus::Withdrawn && self.payments == 0
	}
}

/// What a batch's file is made from besides its payments: kept, so that making it once more gives
/// the same bytes whatever the settings say by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
	/// The city, as its bank knows it.
	pub debtor_name: String,
	/// Its account.
	pub debtor_iban: String,
	/// Its bank.
	pub debtor_bic: Option<String>,
	/// The day the bank is asked to pay on.
	pub execution_day: u32,
	/// The file's own time, in Unix seconds.
	pub created_at: i64,
	/// What the remittance texts begin with.
	pub remittance: String,
}

/// All batches, to be narrowed down.
const BATCHES: &str = "SELECT b.*, (SELECT COUNT(*) FROM payments p WHERE p.batch = b.id \
                       AND p.status IN ('instructed', 'accepted')) AS unanswered FROM batches b";

fn read(r: &AnyRow) -> Result<Batch> {
	let file = match (
		row::text_or_none(r, "debtor_name")?,
		row::text_or_none(r, "debtor_iban")?,
		row::day_or_none(r, "execution_day")?,
		row::int_or_none(r, "created_at")?,
		row::text_or_none(r, "remittance")?,
	) {
		(
			Some(debtor_name),
			Some(debtor_iban),
			Some(execution_day),
			Some(created_at),
			Some(remittance),
		) => Some(FileFacts {
			debtor_name,
			debtor_iban,
			debtor_bic: row::text_or_none(r, "debtor_bic")?,
			execution_day,
			created_at,
			remittance,
		}),
		_ => None,
	};
	Ok(Batch {
		id: row::int(r, "id")?,
		kind: row::parsed(r, "kind")?,
		currency: row::currency(r, "currency")?,
		msg_id: row::text(r, "msg_id")?,
		msg_hash: row::hex32(r, "msg_hash")?,
		status: row::parsed(r, "status")?,
		payments: row::int(r, "payments")?,
		total: row::cents(r, "total")?,
		maker: row::text(r, "maker")?,
		made_at: row::int(r, "made_at")?,
		released_at: row::int_or_none(r, "released_at")?,
		sent_at: row::int_or_none(r, "sent_at")?,
		execution_day: row::day_or_none(r, "execution_day")?,
		file_hash: row::parsed_or_none(r, "file_hash")?,
		unanswered: row::int(r, "unanswered")?,
		debtor_iban: row::text_or_none(r, "debtor_iban")?,
		file,
	})
}

/// A batch that is to be made.
#[derive(Clone, Debug)]
pub struct NewBatch<'a> {
	/// What it is of.
	pub kind: BatchKind,
	/// The currency.
	pub currency: Currency,
	/// Who makes it.
	pub maker: &'a str,
	/// How many payments.
	pub payments: i64,
	/// Their sum.
	pub total: Cents,
	/// The city's account.
	pub debtor_iban: &'a str,
}

/// Make it; its `MsgId` is durable with it, and was never used before.
pub async fn insert(conn: &mut Conn, new: NewBatch<'_>, now: i64) -> Result<Batch> {
	let id = row::next_id(conn, "batches").await?;
	put(conn, id, &new, &msg_id(id, now), now).await
}

/// One whose `MsgId` another copy of these books gave it.
pub async fn insert_as(
	conn: &mut Conn,
	new: NewBatch<'_>,
	msg_id: &str,
	now: i64,
) -> Result<Batch> {
	let id = row::next_id(conn, "batches").await?;
	put(conn, id, &new, msg_id, now).await
}

async fn put(
	conn: &mut Conn,
	id: i64,
	new: &NewBatch<'_>,
	msg_id: &str,
	now: i64,
) -> Result<Batch> {
	sqlx::query(
		"INSERT INTO batches (id, kind, currency, msg_id, msg_hash, status, payments, total, maker, \
		 made_at, debtor_iban) VALUES ($1, $2, $3, $4, $5, 'drafted', $6, $7, $8, $9, $10)",
	)
	.bind(id)
	.bind(new.kind.as_str())
	.bind(new.currency.to_string())
	.bind(msg_id)
	.bind(Hex32::sha256(msg_id).to_string())
	.bind(new.payments)
	.bind(new.total.0)
	.bind(new.maker)
	.bind(now)
	.bind(new.debtor_iban)
	.execute(&mut *conn)
	.await?;
	must(conn, id).await
}

/// The `MsgId`: the day, the batch and 40 random bits, for books that were restored from a copy
/// count their batches from the copy on.
fn msg_id(id: i64, now: i64) -> String {
	let day = jiff::Timestamp::from_second(now)
		.unwrap_or_default()
		.strftime("%Y%m%d");
	let random: [u8; 5] = rand::random();
	format!("CL-{day}-{id}-{}", hex::encode_upper(random))
}

/// A batch by its number.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Batch>> {
	sqlx::query(&format!("{BATCHES} WHERE id = $1"))
		.bind(id)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// A batch that must be there.
pub async fn must(conn: &mut Conn, id: i64) -> Result<Batch> {
	get(conn, id)
		.await?
		.ok_or_else(|| Error::Inconsistent(format!("batch {id} is not in the books")))
}

/// A batch by its `MsgId`.
pub async fn by_msg_id(conn: &mut Conn, msg_id: &str) -> Result<Option<Batch>> {
	sqlx::query(&format!("{BATCHES} WHERE msg_id = $1"))
		.bind(msg_id)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// A batch by the hash of its `MsgId`.
pub async fn by_msg_hash(conn: &mut Conn, hash: Hex32) -> Result<Option<Batch>> {
	sqlx::query(&format!("{BATCHES} WHERE msg_hash = $1"))
		.bind(hash.to_string())
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// The batches in a state, oldest first.
pub async fn in_status(conn: &mut Conn, status: BatchStatus) -> Result<Vec<Batch>> {
	sqlx::query(&format!("{BATCHES} WHERE status = $1 ORDER BY id"))
		.bind(status.as_str())
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// The newest batches before the one numbered `before`.
pub async fn latest(
	conn: &mut Conn,
	status: Option<BatchStatus>,
	before: Option<i64>,
	limit: u32,
) -> Result<Vec<Batch>> {
	sqlx::query(&format!(
		"{BATCHES} WHERE id < $1 AND ($2 = '' OR status = $2) ORDER BY id DESC LIMIT $3"
	))
	.bind(before.unwrap_or(i64::MAX))
	.bind(status.map_or("", BatchStatus::as_str))
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// How many batches are in each state.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(BatchStatus, i64)>> {
	sqlx::query("SELECT status, COUNT(*) AS n FROM batches GROUP BY status ORDER BY status")
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| Ok((row::parsed(r, "status")?, row::int(r, "n")?)))
		.collect()
}

/// One step on: refused when the batch is not where the step begins.
pub async fn step(conn: &mut Conn, id: i64, from: BatchStatus, to: BatchStatus) -> Result<()> {
	let done = sqlx::query("UPDATE batches SET status = $3 WHERE id = $1 AND status = $2")
		.bind(id)
		.bind(from.as_str())
		.bind(to.as_str())
		.execute(conn)
		.await?;
	match done.rows_affected() {
		1 => Ok(()),
		_ => Err(Error::Inconsistent(format!("batch {id} is not {from}"))),
	}
}

/// Two officers agreed.
pub async fn set_released(conn: &mut Conn, id: i64, now: i64) -> Result<()> {
	sqlx::query("UPDATE batches SET released_at = $2 WHERE id = $1")
		.bind(id)
		.bind(now)
		.execute(&mut *conn)
		.await?;
	step(conn, id, BatchStatus::Drafted, BatchStatus::Released).await
}

/// The file is in the outbox.
pub async fn set_sent(conn: &mut Conn, id: i64, now: i64) -> Result<()> {
	sqlx::query("UPDATE batches SET sent_at = $2 WHERE id = $1")
		.bind(id)
		.bind(now)
		.execute(&mut *conn)
		.await?;
	step(conn, id, BatchStatus::Staged, BatchStatus::Sent).await
}

/// The bank may have it, by what another copy of these books did: its answer is waited for from
/// `day` on.
pub async fn presume_sent(
	conn: &mut Conn,
	id: i64,
	from: BatchStatus,
	day: u32,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"UPDATE batches SET sent_at = $2, execution_day = COALESCE(execution_day, $3) WHERE id = $1",
	)
	.bind(id)
	.bind(now)
	.bind(i64::from(day))
	.execute(&mut *conn)
	.await?;
	step(conn, id, from, BatchStatus::Sent).await
}

/// What the file is made from, and its hash.
pub async fn set_file(conn: &mut Conn, id: i64, facts: &FileFacts, hash: Hex32) -> Result<()> {
	sqlx::query(
		"UPDATE batches SET debtor_name = $2, debtor_iban = $3, debtor_bic = $4, execution_day = $5, \
		 created_at = $6, file_hash = $7, remittance = $8 WHERE id = $1",
	)
	.bind(id)
	.bind(&facts.debtor_name)
	.bind(&facts.debtor_iban)
	.bind(facts.debtor_bic.as_deref())
	.bind(i64::from(facts.execution_day))
	.bind(facts.created_at)
	.bind(hash.to_string())
	.bind(&facts.remittance)
	.execute(&mut *conn)
	.await?;
	step(conn, id, BatchStatus::Begun, BatchStatus::Made).await
}

/// How many payments it has and their sum, counted anew.
pub async fn recount(conn: &mut Conn, id: i64) -> Result<Batch> {
	sqlx::query(
		"UPDATE batches SET \
		 payments = (SELECT COUNT(*) FROM payments WHERE batch = $1 AND status <> 'withdrawn'), \
		 total = (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payments \
		 WHERE batch = $1 AND status <> 'withdrawn') WHERE id = $1",
	)
	.bind(id)
	.execute(&mut *conn)
	.await?;
	must(conn, id).await
}

/// A release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Release {
	/// The officer.
	pub officer: String,
	/// When, in Unix seconds.
	pub at: i64,
}

/// Who released a batch, in order.
pub async fn releases(conn: &mut Conn, id: i64) -> Result<Vec<Release>> {
	sqlx::query("SELECT * FROM releases WHERE batch = $1 ORDER BY released_at, officer")
		.bind(id)
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| {
			Ok(Release {
				officer: row::text(r, "officer")?,
				at: row::int(r, "released_at")?,
			})
		})
		.collect()
}

/// An officer releases it; whether this is their first time.
pub async fn add_release(conn: &mut Conn, id: i64, officer: &str, now: i64) -> Result<bool> {
	let done = sqlx::query(
		"INSERT INTO releases (batch, officer, released_at) VALUES ($1, $2, $3) \
		 ON CONFLICT (batch, officer) DO NOTHING",
	)
	.bind(id)
	.bind(officer)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_msg_id_fits_and_is_never_the_same() {
		let one = msg_id(i64::MAX, 1_790_000_000);
		assert!(one.len() <= 35 + 8, "{one}");
		let usual = msg_id(9_999_999, 1_790_000_000);
		assert!(usual.len() <= 35, "{usual}");
		assert_ne!(usual, msg_id(9_999_999, 1_790_000_000));
	}
}
