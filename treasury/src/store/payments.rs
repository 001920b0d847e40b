//! Payments: each is one attempt to pay one redemption.

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
	/// How far a payment is, by what the bank said.
	PaymentStatus {
		/// In a batch that was not sent.
		Drafted = "drafted",
		/// In a file that was made for the bank.
		Instructed = "instructed",
		/// The bank took it.
		Accepted = "accepted",
		/// The money left the account.
		Booked = "booked",
		/// The bank refused it; no money moved.
		Rejected = "rejected",
		/// The money came back.
		Returned = "returned",
		/// Given up before anything was sent.
		Withdrawn = "withdrawn",
	}
}

impl PaymentStatus {
	/// Whether the bank may carry it out still.
	pub fn is_with_bank(self) -> bool {
		matches!(self, Self::Instructed | Self::Accepted)
	}
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
	/// What the bank knows it by: `CL<redemption>X<attempt>`.
	pub end_to_end: String,
	/// The redemption it pays.
	pub redemption: u64,
	/// Which attempt it is, from 1.
	pub attempt: u32,
	/// The batch it is in.
	pub batch: i64,
	/// The commitment to the payee it goes to.
	pub payee: Hex32,
	/// How much.
	pub amount: Cents,
	/// In what.
	pub currency: Currency,
	/// How far it is.
	pub status: PaymentStatus,
	/// The bank's reason, if it gave one.
	pub status_reason: Option<String>,
	/// The bank's reference of the debit.
	pub debit_reference: Option<String>,
	/// The day it was booked.
	pub debit_day: Option<u32>,
	/// The bank's reference of the return.
	pub return_reference: Option<String>,
	/// The day it came back.
	pub return_day: Option<u32>,
	/// Why it came back.
	pub return_reason: Option<String>,
	/// How much came back.
	pub return_amount: Option<Cents>,
	/// When this last changed, in Unix seconds.
	pub changed_at: i64,
}

/// What the bank knows an attempt by.
pub fn end_to_end(redemption: u64, attempt: u32) -> String {
	format!("CL{redemption}X{attempt}")
}

fn read(r: &AnyRow) -> Result<Payment> {
	Ok(Payment {
		end_to_end: row::text(r, "end_to_end")?,
		redemption: row::id(r, "redemption")?,
		attempt: row::day(r, "attempt")?,
		batch: row::int(r, "batch")?,
		payee: row::hex32(r, "payee")?,
		amount: row::cents(r, "amount")?,
		currency: row::currency(r, "currency")?,
		status: row::parsed(r, "status")?,
		status_reason: row::text_or_none(r, "status_reason")?,
		debit_reference: row::text_or_none(r, "debit_reference")?,
		debit_day: row::day_or_none(r, "debit_day")?,
		return_reference: row::text_or_none(r, "return_reference")?,
		return_day: row::day_or_none(r, "return_day")?,
		return_reason: row::text_or_none(r, "return_reason")?,
		return_amount: row::cents_or_none(r, "return_amount")?,
		changed_at: row::int(r, "changed_at")?,
	})
}

/// A payment that is to be drafted.
#[derive(Clone, Debug)]
pub struct NewPayment {
	/// The redemption.
	pub redemption: u64,
	/// The batch.
	pub batch: i64,
	/// Its place in the batch, from 0.
	pub position: i64,
	/// The payee.
	pub payee: Hex32,
	/// How much.
	pub amount: Cents,
	/// In what.
	pub currency: Currency,
}

/// Draft the next attempt. An attempt that was withdrawn was never sent: its number is used again.
pub async fn insert(conn: &mut Conn, new: &NewPayment, now: i64) -> Result<String> {
	let redemption = row::big(new.redemption)?;
	sqlx::query("DELETE FROM payments WHERE redemption = $1 AND status = 'withdrawn'")
		.bind(redemption)
		.execute(&mut *conn)
		.await?;
	let last = sqlx::query(
		"SELECT COALESCE(MAX(attempt), 0) AS n, \
		 CAST(COALESCE(SUM(CASE WHEN status = 'returned' \
		 OR (status = 'rejected' AND (debit_day IS NULL OR return_day IS NOT NULL)) \
		 THEN 0 ELSE 1 END), 0) AS BIGINT) AS live FROM payments WHERE redemption = $1",
	)
	.bind(redemption)
	.fetch_one(&mut *conn)
	.await?;
	if row::int(&last, "live")? > 0 {
		return Err(Error::Inconsistent(format!(
			"redemption {} already has a payment under way",
			new.redemption
		)));
	}
	let attempt = row::day(&last, "n")?.saturating_add(1);
	let end_to_end = end_to_end(new.redemption, attempt);
	sqlx::query(
		"INSERT INTO payments (end_to_end, redemption, attempt, batch, position, payee, amount, \
		 currency, status, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'drafted', $9)",
	)
	.bind(&end_to_end)
	.bind(redemption)
	.bind(i64::from(attempt))
	.bind(new.batch)
	.bind(new.position)
	.bind(new.payee.to_string())
	.bind(new.amount.0)
	.bind(new.currency.to_string())
	.bind(now)
	.execute(conn)
	.await?;
	Ok(end_to_end)
}

/// A payment by what the bank knows it by.
pub async fn get(conn: &mut Conn, end_to_end: &str) -> Result<Option<Payment>> {
	sqlx::query("SELECT * FROM payments WHERE end_to_end = $1")
		.bind(end_to_end)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// A payment that must be there.
pub async fn must(conn: &mut Conn, end_to_end: &str) -> Result<Payment> {
	get(conn, end_to_end)
		.await?
		.ok_or_else(|| Error::Inconsistent(format!("there is no payment {end_to_end}")))
}

/// The payments of a batch in order, without those given up.
pub async fn of_batch(conn: &mut Conn, batch: i64) -> Result<Vec<Payment>> {
	sqlx::query(
		"SELECT * FROM payments WHERE batch = $1 AND status <> 'withdrawn' ORDER BY position",
	)
	.bind(batch)
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// The attempts to pay a redemption, in order.
pub async fn of_redemption(conn: &mut Conn, redemption: u64) -> Result<Vec<Payment>> {
	sqlx::query("SELECT * FROM payments WHERE redemption = $1 ORDER BY attempt")
		.bind(row::big(redemption)?)
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// The last attempt to pay a redemption, unless it was given up.
pub async fn current(conn: &mut Conn, redemption: u64) -> Result<Option<Payment>> {
	sqlx::query(
		"SELECT * FROM payments WHERE redemption = $1 AND status <> 'withdrawn' \
		 ORDER BY attempt DESC LIMIT 1",
	)
	.bind(row::big(redemption)?)
	.fetch_optional(conn)
	.await?
	.as_ref()
	.map(read)
	.transpose()
}

/// The attempt that tells how a redemption ended: the one whose money stayed with the payee, else the last.
pub async fn telling(conn: &mut Conn, redemption: u64) -> Result<Option<Payment>> {
	let mut attempts = of_redemption(conn, redemption).await?;
	attempts.retain(|p| p.status != PaymentStatus::Withdrawn);
	let booked = attempts
		.iter()
		.position(|p| p.status == PaymentStatus::Booked);
	Ok(match booked {
		Some(at) => Some(attempts.swap_remove(at)),
		None => attempts.pop(),
	})
}

/// Whether another attempt than this one pays the redemption, or may yet.
pub async fn another_pays(conn: &mut Conn, payment: &Payment) -> Result<bool> {
	Ok(of_redemption(conn, payment.redemption)
		.await?
		.iter()
		.filter(|other| other.attempt != payment.attempt)
		.any(|other| match other.status {
			PaymentStatus::Returned | PaymentStatus::Withdrawn => false,
			// The bank may have booked what it refused.
			PaymentStatus::Rejected => other.debit_day.is_some() && other.return_day.is_none(),
			_ => true,
		}))
}

/// Payments from the one after `after` on, in the order of their names.
pub async fn page(conn: &mut Conn, after: &str, limit: u32) -> Result<Vec<Payment>> {
	sqlx::query("SELECT * FROM payments WHERE end_to_end > $1 ORDER BY end_to_end LIMIT $2")
		.bind(after)
		.bind(i64::from(limit))
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// How many payments are in each state.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(PaymentStatus, i64)>> {
	sqlx::query("SELECT status, COUNT(*) AS n FROM payments GROUP BY status ORDER BY status")
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| Ok((row::parsed(r, "status")?, row::int(r, "n")?)))
		.collect()
}

/// Those the bank has said nothing about although they were to be carried out by `day`.
pub async fn unanswered(conn: &mut Conn, day: u32) -> Result<Vec<Payment>> {
	sqlx::query(
		"SELECT p.* FROM payments p JOIN batches b ON b.id = p.batch \
		 WHERE p.status IN ('instructed', 'accepted') AND b.status = 'sent' \
		 AND b.execution_day <= $1 ORDER BY p.batch, p.position",
	)
	.bind(i64::from(day))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// What is to be paid, when the chain fixed it.
pub async fn set_amount(conn: &mut Conn, end_to_end: &str, amount: Cents, now: i64) -> Result<()> {
	sqlx::query("UPDATE payments SET amount = $2, changed_at = $3 WHERE end_to_end = $1")
		.bind(end_to_end)
		.bind(amount.0)
		.bind(now)
		.execute(conn)
		.await?;
	Ok(())
}

/// How far it is, with the bank's reason if it gave one.
pub async fn set_status(
	conn: &mut Conn,
	end_to_end: &str,
	status: PaymentStatus,
	reason: Option<&str>,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"UPDATE payments SET status = $2, status_reason = COALESCE($3, status_reason), \
		 changed_at = $4 WHERE end_to_end = $1",
	)
	.bind(end_to_end)
	.bind(status.as_str())
	.bind(reason)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// All payments of a batch are in its file.
pub async fn set_instructed(conn: &mut Conn, batch: i64, now: i64) -> Result<()> {
	sqlx::query(
		"UPDATE payments SET status = 'instructed', changed_at = $2 \
		 WHERE batch = $1 AND status = 'drafted'",
	)
	.bind(batch)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// All drafted payments of a batch are given up.
pub async fn withdraw(conn: &mut Conn, batch: i64, now: i64) -> Result<()> {
	sqlx::query(
		"UPDATE payments SET status = 'withdrawn', changed_at = $2 \
		 WHERE batch = $1 AND status = 'drafted'",
	)
	.bind(batch)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// The drafted payment of a redemption is given up (the redemption ended before it began).
pub async fn withdraw_of(conn: &mut Conn, redemption: u64, now: i64) -> Result<Option<i64>> {
	let Some(payment) = current(conn, redemption).await? else {
		return Ok(None);
	};
	if payment.status != PaymentStatus::Drafted {
		return Ok(None);
	}
	set_status(
		conn,
		&payment.end_to_end,
		PaymentStatus::Withdrawn,
		None,
		now,
	)
	.await?;
	Ok(Some(payment.batch))
}

/// The money left: the bank's reference and the day.
pub async fn set_debit(
	conn: &mut Conn,
	end_to_end: &str,
	reference: &str,
	day: u32,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"UPDATE payments SET debit_reference = $2, debit_day = $3, changed_at = $4 \
		 WHERE end_to_end = $1",
	)
	.bind(end_to_end)
	.bind(reference)
	.bind(i64::from(day))
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// The bank disowns the debit: nothing is known of the payment but that the bank has it.
pub async fn forget_debit(conn: &mut Conn, end_to_end: &str, now: i64) -> Result<()> {
	sqlx::query(
		"UPDATE payments SET debit_reference = NULL, debit_day = NULL, status = 'instructed', \
		 changed_at = $2 WHERE end_to_end = $1",
	)
	.bind(end_to_end)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// The bank disowns the return: the money is where it was before.
pub async fn forget_return(conn: &mut Conn, end_to_end: &str, now: i64) -> Result<()> {
	sqlx::query(
		"UPDATE payments SET return_reference = NULL, return_day = NULL, return_reason = NULL, \
		 return_amount = NULL, status_reason = NULL, changed_at = $2, \
		 status = CASE WHEN debit_day IS NULL THEN 'instructed' ELSE 'booked' END WHERE end_to_end = $1",
	)
	.bind(end_to_end)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// How money came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned<'a> {
	/// How much.
	pub amount: Cents,
	/// The day.
	pub day: u32,
	/// The bank's reference.
	pub reference: Option<&'a str>,
	/// Why.
	pub reason: Option<&'a str>,
}

/// The money came back. The day is the one said last: a booking says it better than an
/// announcement.
pub async fn set_return(
	conn: &mut Conn,
	end_to_end: &str,
	Returned {
		amount,
		day,
		reference,
		reason,
	}: Returned<'_>,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"UPDATE payments SET return_amount = $2, return_day = $3, \
		 return_reference = COALESCE(return_reference, $4), \
		 return_reason = COALESCE(return_reason, $5), changed_at = $6 WHERE end_to_end = $1",
	)
	.bind(end_to_end)
	.bind(amount.0)
	.bind(i64::from(day))
	.bind(reference)
	.bind(reason)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// Whether what is stored of a payee is still needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
	/// Something may still have to be paid to it.
	Open,
	/// Everything ended; the last at this time, in Unix seconds.
	Ended(i64),
}

/// Whether a payee is still needed; none if nobody ever redeemed to it. Money that came back and is owed may
/// be paid to any payee of the account.
pub async fn payee_needed(conn: &mut Conn, payee: Hex32) -> Result<Option<Need>> {
	let payee = payee.to_string();
	let r = sqlx::query(
		"SELECT (SELECT COUNT(*) FROM redemptions WHERE payee = $1) AS redeemed, \
		 (SELECT COUNT(*) FROM redemptions WHERE payee = $1 AND ended_at IS NULL) AS open, \
		 (SELECT COALESCE(MAX(ended_at), 0) FROM redemptions WHERE payee = $1) AS ended, \
		 (SELECT COUNT(*) FROM payments WHERE payee = $1) AS paid, \
		 (SELECT COUNT(*) FROM payments WHERE payee = $1 \
		 AND status IN ('drafted', 'instructed', 'accepted')) AS under_way, \
		 (SELECT COUNT(*) FROM cases c JOIN redemptions r ON r.id = c.redemption \
		 LEFT JOIN moved m ON m.member = r.member \
		 WHERE c.kind = 'late-return' AND c.status <> 'closed' AND (r.payee = $1 \
		 OR COALESCE(m.account, r.account) = (SELECT y.account FROM payees y WHERE y.commitment = $1))) AS owed, \
		 (SELECT COALESCE(MAX(changed_at), 0) FROM payments WHERE payee = $1) AS changed",
	)
	.bind(payee)
	.fetch_one(conn)
	.await?;
	if row::int(&r, "open")? + row::int(&r, "under_way")? + row::int(&r, "owed")? > 0 {
		return Ok(Some(Need::Open));
	}
	if row::int(&r, "redeemed")? + row::int(&r, "paid")? == 0 {
		return Ok(None);
	}
	Ok(Some(Need::Ended(
		row::int(&r, "ended")?.max(row::int(&r, "changed")?),
	)))
}

/// Settled redemptions whose money came back and about which there is no case: there must be none. Where the
/// chain and the bank disagreed a person has said how that ended.
pub async fn forgotten(conn: &mut Conn, currency: Currency) -> Result<Vec<u64>> {
	sqlx::query(
		"SELECT r.id FROM redemptions r WHERE r.currency = $1 AND r.status = 'settled' \
		 AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.redemption = r.id AND p.status = 'booked') \
		 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.redemption = r.id \
		 AND (c.kind = 'chain-differs' OR (c.kind = 'late-return' AND c.status <> 'closed'))) \
		 ORDER BY r.id",
	)
	.bind(currency.to_string())
	.fetch_all(conn)
	.await?
	.iter()
	.map(|r| row::id(r, "id"))
	.collect()
}

/// What payments of a currency come to, by what the bank said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Books {
	/// All that left the account.
	pub debited: Cents,
	/// All that came back.
	pub returned: Cents,
	/// What came back and was not yet seen to leave: the bank told of the return first.
	pub ahead: Cents,
	/// What banks kept of what came back.
	pub deducted: Cents,
	/// What left and is not yet settled on chain.
	pub unsettled: Cents,
	/// What came back after it was settled, and is owed again.
	pub owed: Cents,
}

/// What the balance of a day holds that the ledger takes for paid by then: of redemptions settled with a booking of no
/// later day, what the statements up to that day do not say has left, or say has come back. Notices are in no balance.
/// Whole orders are counted: what is missing of a return the bank kept.
pub async fn owed_by(conn: &mut Conn, currency: Currency, day: u32) -> Result<Cents> {
	let r = sqlx::query(
		"SELECT CAST(COALESCE(SUM(r.paid), 0) AS BIGINT) AS owed FROM redemptions r \
		 LEFT JOIN intents i ON i.redemption = r.id AND i.kind = 'settle' \
		 WHERE r.currency = $1 AND r.status = 'settled' AND COALESCE(i.day, 0) <= $2 AND r.paid > (\
		 SELECT COALESCE(SUM(p.amount * ((SELECT CAST(COALESCE(SUM(\
		 CASE WHEN e.direction = 'debit' THEN e.amount ELSE - e.amount END), 0) AS BIGINT) \
		 FROM entries e JOIN statements s ON s.id = e.statement \
		 WHERE e.matched = p.end_to_end AND s.sound = 1 AND s.day <= $2) / p.amount)), 0) \
		 FROM payments p WHERE p.redemption = r.id)",
	)
	.bind(currency.to_string())
	.bind(i64::from(day))
	.fetch_one(conn)
	.await?;
	row::cents(&r, "owed")
}

/// The sums of a currency.
pub async fn books(conn: &mut Conn, currency: Currency) -> Result<Books> {
	let r = sqlx::query(
		"SELECT \
		 CAST(COALESCE(SUM(CASE WHEN p.debit_day IS NOT NULL THEN p.amount ELSE 0 END), 0) AS BIGINT) \
		 AS debited, \
		 CAST(COALESCE(SUM(CASE WHEN p.return_day IS NOT NULL THEN p.return_amount ELSE 0 END), 0) \
		 AS BIGINT) AS returned, \
		 CAST(COALESCE(SUM(CASE WHEN p.return_day IS NOT NULL AND p.debit_day IS NULL \
		 THEN p.amount ELSE 0 END), 0) AS BIGINT) AS ahead, \
		 CAST(COALESCE(SUM(CASE WHEN p.return_day IS NOT NULL THEN p.amount - p.return_amount ELSE 0 END), 0) \
		 AS BIGINT) AS deducted, \
		 CAST(COALESCE(SUM(CASE WHEN p.status = 'booked' AND r.status = 'paying' \
		 THEN p.amount ELSE 0 END), 0) AS BIGINT) AS unsettled \
		 FROM payments p JOIN redemptions r ON r.id = p.redemption WHERE p.currency = $1",
	)
	.bind(currency.to_string())
	.fetch_one(&mut *conn)
	.await?;
	// Owed: of each settled redemption whose last sent attempt did not stay with the payee, what was
	// to be paid.
	let owed = sqlx::query(
		"SELECT CAST(COALESCE(SUM(r.paid), 0) AS BIGINT) AS owed FROM redemptions r \
		 WHERE r.currency = $1 AND r.status = 'settled' AND NOT EXISTS (\
		 SELECT 1 FROM payments p WHERE p.redemption = r.id AND p.status = 'booked')",
	)
	.bind(currency.to_string())
	.fetch_one(conn)
	.await?;
	Ok(Books {
		debited: row::cents(&r, "debited")?,
		returned: row::cents(&r, "returned")?,
		ahead: row::cents(&r, "ahead")?,
		deducted: row::cents(&r, "deducted")?,
		unsettled: row::cents(&r, "unsettled")?,
		owed: row::cents(&owed, "owed")?,
	})
}
