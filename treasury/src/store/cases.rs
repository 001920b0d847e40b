//! Cases: what a person has to look at.

use serde::Serialize;
use sqlx::any::AnyRow;

use super::{
	row::{self, words},
	Conn,
};
use crate::{
	error::{Error, Result},
	money::{Cents, Currency},
};

words! {
	/// What kind of trouble it is. The remedies are in `docs/treasury.md`.
	CaseKind {
		/// The money came back after the redemption was settled: pay again to a corrected payee.
		LateReturn = "late-return",
		/// The bank refused a whole file: send again, or refuse its redemptions.
		FileRefused = "file-refused",
		/// A file cannot be read.
		Unreadable = "unreadable",
		/// The same file came again. Nothing to do.
		Replay = "replay",
		/// A file or statement is of an account that is not the city's.
		WrongAccount = "wrong-account",
		/// The bank speaks of a payment nobody ordered.
		UnknownPayment = "unknown-payment",
		/// The amount is not what was ordered.
		AmountDiffers = "amount-differs",
		/// The currency is not what was ordered.
		CurrencyDiffers = "currency-differs",
		/// The bank booked a payment twice.
		BookedTwice = "booked-twice",
		/// The bank booked a payment it had refused, or refused one it had booked.
		Contradiction = "contradiction",
		/// The chain and the bank disagree about a redemption.
		ChainDiffers = "chain-differs",
		/// The chain pays with a message these books do not know (restored from an old copy?).
		UnknownMessage = "unknown-message",
		/// A payment that cannot be written into a file.
		Unpayable = "unpayable",
		/// The chain refuses a call, for long or for ever.
		ChainRefuses = "chain-refuses",
		/// The bank has not answered in time.
		NoAnswer = "no-answer",
		/// A statement does not add up, or does not go on from the one before.
		StatementGap = "statement-gap",
		/// Chain, books and bank do not agree.
		Unbalanced = "unbalanced",
		/// A notice told of a booking, and the statement of its day does not have it.
		NotOnStatement = "not-on-statement",
		/// What is attested on the chain is not what a statement says.
		AttestationDiffers = "attestation-differs",
	}
}

words! {
	/// Whether somebody has dealt with it.
	CaseStatus {
		/// Nobody has.
		Open = "open",
		/// The remedy is under way.
		Working = "working",
		/// It is over.
		Closed = "closed",
	}
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Case {
	/// Its number.
	pub id: i64,
	/// What kind of trouble it is.
	pub kind: CaseKind,
	/// Whether somebody has dealt with it.
	pub status: CaseStatus,
	/// The redemption it is about.
	pub redemption: Option<u64>,
	/// The payment it is about.
	pub payment: Option<String>,
	/// The batch it is about.
	pub batch: Option<i64>,
	/// The bank's file it is about.
	pub file: Option<i64>,
	/// The money it is about.
	pub amount: Option<Cents>,
	/// Its currency.
	pub currency: Option<Currency>,
	/// What happened, in words.
	pub detail: String,
	/// When it was opened, in Unix seconds.
	pub opened_at: i64,
	/// When it was closed.
	pub closed_at: Option<i64>,
	/// By whom: an officer, or `service`.
	pub closed_by: Option<String>,
	/// How it ended.
	pub resolution: Option<String>,
}

/// What a case is about.
#[derive(Clone, Debug, Default)]
pub struct About {
	/// The redemption.
	pub redemption: Option<u64>,
	/// The payment.
	pub payment: Option<String>,
	/// The batch.
	pub batch: Option<i64>,
	/// The bank's file.
	pub file: Option<i64>,
	/// The money.
	pub money: Option<(Cents, Currency)>,
}

fn read(r: &AnyRow) -> Result<Case> {
	Ok(Case {
		id: row::int(r, "id")?,
		kind: row::parsed(r, "kind")?,
		status: row::parsed(r, "status")?,
		redemption: row::id_or_none(r, "redemption")?,
		payment: row::text_or_none(r, "payment")?,
		batch: row::int_or_none(r, "batch")?,
		file: row::int_or_none(r, "file")?,
		amount: row::cents_or_none(r, "amount")?,
		currency: row::parsed_or_none(r, "currency")?,
		detail: row::text(r, "detail")?,
		opened_at: row::int(r, "opened_at")?,
		closed_at: row::int_or_none(r, "closed_at")?,
		closed_by: row::text_or_none(r, "closed_by")?,
		resolution: row::text_or_none(r, "resolution")?,
	})
}

/// Open a case, unless one with this mark was opened before; its number if it is new.
pub async fn open(
	conn: &mut Conn,
	kind: CaseKind,
	mark: &str,
	about: About,
	detail: &str,
	now: i64,
) -> Result<Option<i64>> {
	let id = row::next_id(conn, "cases").await?;
	let done = sqlx::query(
		"INSERT INTO cases (id, kind, mark, status, redemption, payment, batch, file, amount, \
		 currency, detail, opened_at) VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11) \
		 ON CONFLICT (mark) DO NOTHING",
	)
	.bind(id)
	.bind(kind.as_str())
	.bind(format!("{kind}:{mark}"))
	.bind(about.redemption.map(row::big).transpose()?)
	.bind(about.payment)
	.bind(about.batch)
	.bind(about.file)
	.bind(about.money.map(|(Cents(minor), _)| minor))
	.bind(about.money.map(|(_, currency)| currency.to_string()))
	.bind(detail)
	.bind(now)
	.execute(conn)
	.await?;
	let is_new = done.rows_affected() == 1;
	if is_new {
		tracing::warn!(case = id, %kind, detail, "a case was opened");
	}
	Ok(is_new.then_some(id))
}

/// Open a case, or open it once more if one with this mark was closed: what it was about is back.
pub async fn raise(
	conn: &mut Conn,
	kind: CaseKind,
	mark: &str,
	about: About,
	detail: &str,
	now: i64,
) -> Result<()> {
	if open(conn, kind, mark, about, detail, now).await?.is_some() {
		return Ok(());
	}
	sqlx::query(
		"UPDATE cases SET status = 'open', closed_at = NULL, closed_by = NULL, resolution = NULL, \
		 detail = $2 WHERE mark = $1 AND status = 'closed'",
	)
	.bind(format!("{kind}:{mark}"))
	.bind(detail)
	.execute(conn)
	.await?;
	Ok(())
}

/// A case by its number.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Case> {
	sqlx::query("SELECT * FROM cases WHERE id = $1")
		.bind(id)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.ok_or(Error::NotFound("case"))?
}

/// The newest cases before the one numbered `before`.
pub async fn latest(
	conn: &mut Conn,
	open_only: bool,
	before: Option<i64>,
	limit: u32,
) -> Result<Vec<Case>> {
	sqlx::query(
		"SELECT * FROM cases WHERE id < $1 AND (status <> 'closed' OR $2 = 0) \
		 ORDER BY id DESC LIMIT $3",
	)
	.bind(before.unwrap_or(i64::MAX))
	.bind(i64::from(open_only))
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// The cases that are not closed, those about money that may be lost first, then the newest.
pub async fn pressing(conn: &mut Conn, limit: u32) -> Result<Vec<Case>> {
	let money = [
		CaseKind::NotOnStatement,
		CaseKind::UnknownPayment,
		CaseKind::BookedTwice,
		CaseKind::AmountDiffers,
		CaseKind::CurrencyDiffers,
		CaseKind::Contradiction,
		CaseKind::LateReturn,
		CaseKind::Unbalanced,
		CaseKind::ChainDiffers,
		CaseKind::UnknownMessage,
		CaseKind::AttestationDiffers,
		CaseKind::NoAnswer,
		CaseKind::FileRefused,
	]
	.map(|kind| format!("'{kind}'"))
	.join(", ");
	let query = format!(
		"SELECT * FROM cases WHERE status <> 'closed' \
		 ORDER BY CASE WHEN kind IN ({money}) THEN 0 ELSE 1 END, id DESC LIMIT $1"
	);
	sqlx::query(&query)
		.bind(i64::from(limit))
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// The cases about a redemption.
pub async fn of_redemption(conn: &mut Conn, redemption: u64) -> Result<Vec<Case>> {
	sqlx::query("SELECT * FROM cases WHERE redemption = $1 ORDER BY id")
		.bind(row::big(redemption)?)
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// How many cases of each kind are not closed.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(CaseKind, i64)>> {
	sqlx::query("SELECT kind, COUNT(*) AS n FROM cases WHERE status <> 'closed' GROUP BY kind ORDER BY kind")
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| Ok((row::parsed(r, "kind")?, row::int(r, "n")?)))
		.collect()
}

/// The case of a kind about a redemption that is not closed.
pub async fn unclosed(conn: &mut Conn, kind: CaseKind, redemption: u64) -> Result<Option<Case>> {
	sqlx::query(
		"SELECT * FROM cases WHERE kind = $1 AND redemption = $2 AND status <> 'closed' \
		 ORDER BY id DESC LIMIT 1",
	)
	.bind(kind.as_str())
	.bind(row::big(redemption)?)
	.fetch_optional(conn)
	.await?
	.as_ref()
	.map(read)
	.transpose()
}

/// A case of a kind about a batch, or a payment of it, that is not closed.
pub async fn unclosed_of_batch(
	conn: &mut Conn,
	kind: CaseKind,
	batch: i64,
) -> Result<Option<Case>> {
	sqlx::query(
		"SELECT * FROM cases WHERE kind = $1 AND batch = $2 AND status <> 'closed' \
		 ORDER BY id LIMIT 1",
	)
	.bind(kind.as_str())
	.bind(batch)
	.fetch_optional(conn)
	.await?
	.as_ref()
	.map(read)
	.transpose()
}

/// The marks of the unclosed cases of a kind in a currency.
pub async fn unclosed_marks(
	conn: &mut Conn,
	kind: CaseKind,
	currency: Currency,
) -> Result<Vec<String>> {
	let prefix = format!("{kind}:");
	sqlx::query(
		"SELECT mark FROM cases WHERE kind = $1 AND currency = $2 AND status <> 'closed' ORDER BY id",
	)
	.bind(kind.as_str())
	.bind(currency.to_string())
	.fetch_all(conn)
	.await?
	.iter()
	.map(|r| row::text(r, "mark").map(|mark| mark.trim_start_matches(&prefix).to_owned()))
	.collect()
}

/// The mark of a case, without its kind.
pub async fn mark(conn: &mut Conn, case: &Case) -> Result<String> {
	let r = sqlx::query("SELECT mark FROM cases WHERE id = $1")
		.bind(case.id)
		.fetch_one(conn)
		.await?;
	let prefix = format!("{}:", case.kind);
	Ok(row::text(&r, "mark")?
		.trim_start_matches(&prefix)
		.to_owned())
}

/// The oldest unclosed case that says that these books may not be what they seem: they do not balance, or
/// somebody else, or a later copy of them, did something on the chain.
pub async fn of_doubt(conn: &mut Conn) -> Result<Option<Case>> {
	sqlx::query(
		"SELECT * FROM cases WHERE kind IN ('unbalanced', 'chain-differs', 'unknown-message') \
		 AND status <> 'closed' ORDER BY id LIMIT 1",
	)
	.fetch_optional(conn)
	.await?
	.as_ref()
	.map(read)
	.transpose()
}

/// The remedy is under way, or is no longer.
pub async fn set_status(conn: &mut Conn, id: i64, status: CaseStatus) -> Result<()> {
	sqlx::query("UPDATE cases SET status = $2 WHERE id = $1 AND status <> 'closed'")
		.bind(id)
		.bind(status.as_str())
		.execute(conn)
		.await?;
	Ok(())
}

/// Whether a person closed the case with this mark.
pub async fn closed_by_hand(conn: &mut Conn, kind: CaseKind, mark: &str) -> Result<bool> {
	Ok(sqlx::query(
		"SELECT id FROM cases WHERE mark = $1 AND status = 'closed' AND closed_by <> 'service'",
	)
	.bind(format!("{kind}:{mark}"))
	.fetch_optional(conn)
	.await?
	.is_some())
}

/// It is over; once only.
pub async fn close(conn: &mut Conn, id: i64, by: &str, how: &str, now: i64) -> Result<bool> {
	let done = sqlx::query(
		"UPDATE cases SET status = 'closed', closed_at = $2, closed_by = $3, resolution = $4 \
		 WHERE id = $1 AND status <> 'closed'",
	)
	.bind(id)
	.bind(now)
	.bind(by)
	.bind(how)
	.execute(conn)
	.await?;
	Ok(done.rows_affected() == 1)
}

/// Close the unclosed cases with this mark: the trouble passed by itself.
pub async fn close_marked(
	conn: &mut Conn,
	kind: CaseKind,
	mark: &str,
	how: &str,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"UPDATE cases SET status = 'closed', closed_at = $2, closed_by = 'service', resolution = $3 \
		 WHERE mark = $1 AND status <> 'closed'",
	)
	.bind(format!("{kind}:{mark}"))
	.bind(now)
	.bind(how)
	.execute(conn)
	.await?;
	Ok(())
}
