//! The redemptions, as the final blocks tell them.

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
	/// Where a redemption is, by the chain.
	RedemptionStatus {
		/// In the queue.
		Open = "open",
		/// Its payment was begun: nobody can cancel it.
		Paying = "paying",
		/// Paid; the tokens are burned.
		Settled = "settled",
		/// Refused; the tokens are the holder's again.
		Rejected = "rejected",
		/// Taken back by its owner.
		Cancelled = "cancelled",
		/// Not paid in time; the tokens are the holder's again.
		Expired = "expired",
	}
}

impl RedemptionStatus {
	/// Whether nothing more will come.
	pub fn is_ended(self) -> bool {
		!matches!(self, Self::Open | Self::Paying)
	}
}

/// A redemption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Redemption {
	/// Its number on the chain.
	pub id: u64,
	/// The window it was made in.
	pub window: u64,
	/// The member, by the chain's number.
	pub member: String,
	/// The account that redeemed.
	pub account: Hex32,
	/// Tokens, in their smallest unit.
	#[schema(value_type = String)]
	#[serde(serialize_with = "as_text")]
	pub amount: u128,
	/// The currency.
	pub currency: Currency,
	/// What was promised for it.
	pub quote: Cents,
	/// The commitment to the payee.
	pub payee: Hex32,
	/// Where it is.
	pub status: RedemptionStatus,
	/// What is to be paid, from when its payment was begun.
	pub due: Option<Cents>,
	/// The hash of the message it was begun with.
	pub message: Option<Hex32>,
	/// What was paid.
	pub paid: Option<Cents>,
	/// The bank's reference it was settled with.
	pub reference: Option<String>,
	/// Why it was rejected.
	pub reason: Option<String>,
	/// The block it was made in.
	pub opened_block: u64,
	/// When, in Unix seconds.
	pub opened_at: i64,
	/// The block it ended in.
	pub ended_block: Option<u64>,
	/// When, in Unix seconds.
	pub ended_at: Option<i64>,
}

fn as_text<S: serde::Serializer>(amount: &u128, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(amount)
}

/// What a redemption is when it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
	/// Its number on the chain.
	pub id: u64,
	/// The window.
	pub window: u64,
	/// The member.
	pub member: String,
	/// The account.
	pub account: Hex32,
	/// Tokens.
	pub amount: u128,
	/// The currency.
	pub currency: Currency,
	/// What is promised.
	pub quote: Cents,
	/// The commitment to the payee.
	pub payee: Hex32,
}

fn read(r: &AnyRow) -> Result<Redemption> {
	Ok(Redemption {
		id: row::id(r, "id")?,
		window: row::id(r, "window_id")?,
		member: row::text(r, "member")?,
		account: row::hex32(r, "account")?,
		amount: row::parsed(r, "amount")?,
		currency: row::currency(r, "currency")?,
		quote: row::cents(r, "quote")?,
		payee: row::hex32(r, "payee")?,
		status: row::parsed(r, "status")?,
		due: row::cents_or_none(r, "due")?,
		message: row::parsed_or_none(r, "message")?,
		paid: row::cents_or_none(r, "paid")?,
		reference: row::text_or_none(r, "reference")?,
		reason: row::text_or_none(r, "reason")?,
		opened_block: row::id(r, "opened_block")?,
		opened_at: row::int(r, "opened_at")?,
		ended_block: row::id_or_none(r, "ended_block")?,
		ended_at: row::int_or_none(r, "ended_at")?,
	})
}

/// A redemption by its number.
pub async fn get(conn: &mut Conn, id: u64) -> Result<Option<Redemption>> {
	sqlx::query("SELECT * FROM redemptions WHERE id = $1")
		.bind(row::big(id)?)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// A redemption that must be there.
pub async fn must(conn: &mut Conn, id: u64) -> Result<Redemption> {
	get(conn, id)
		.await?
		.ok_or_else(|| Error::Inconsistent(format!("redemption {id} is not in the books")))
}

/// The redemptions that the chain pays with a message, in order.
pub async fn of_message(conn: &mut Conn, message: Hex32) -> Result<Vec<Redemption>> {
	sqlx::query("SELECT * FROM redemptions WHERE message = $1 ORDER BY id")
		.bind(message.to_string())
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// Redemptions from the one numbered `from` on, in order.
pub async fn page(conn: &mut Conn, from: u64, limit: u32) -> Result<Vec<Redemption>> {
	sqlx::query("SELECT * FROM redemptions WHERE id >= $1 ORDER BY id LIMIT $2")
		.bind(row::big(from)?)
		.bind(i64::from(limit))
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// One that began.
pub async fn insert(conn: &mut Conn, r: &Opened, block: u64, at: i64) -> Result<()> {
	sqlx::query(
		"INSERT INTO redemptions (id, window_id, member, account, amount, currency, quote, payee, \
		 status, opened_block, opened_at) \
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10)",
	)
	.bind(row::big(r.id)?)
	.bind(row::big(r.window)?)
	.bind(&r.member)
	.bind(r.account.to_string())
	.bind(r.amount.to_string())
	.bind(r.currency.to_string())
	.bind(r.quote.0)
	.bind(r.payee.to_string())
	.bind(row::big(block)?)
	.bind(at)
	.execute(conn)
	.await?;
	Ok(())
}

/// Its payment was begun.
pub async fn set_paying(conn: &mut Conn, id: u64, due: Cents, message: Hex32) -> Result<()> {
	let done = sqlx::query(
		"UPDATE redemptions SET status = 'paying', due = $2, message = $3 \
		 WHERE id = $1 AND status = 'open'",
	)
	.bind(row::big(id)?)
	.bind(due.0)
	.bind(message.to_string())
	.execute(conn)
	.await?;
	one(done.rows_affected(), id)
}

/// How one ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
	/// Paid.
	Settled {
		/// What.
		paid: Cents,
		/// Tokens that left the supply.
		burned: u128,
		/// The bank's reference.
		reference: String,
	},
	/// Refused.
	Rejected {
		/// Why: four characters.
		reason: String,
	},
	/// Taken back.
	Cancelled,
	/// Not paid in time.
	Expired,
}

impl Ending {
	/// The status it leads to.
	pub fn status(&self) -> RedemptionStatus {
		match self {
			Self::Settled { .. } => RedemptionStatus::Settled,
			Self::Rejected { .. } => RedemptionStatus::Rejected,
			Self::Cancelled => RedemptionStatus::Cancelled,
			Self::Expired => RedemptionStatus::Expired,
		}
	}
}

/// It ended: once only.
pub async fn end(conn: &mut Conn, id: u64, how: &Ending, block: u64, at: i64) -> Result<()> {
	let (paid, burned, reference, reason) = match how {
		Ending::Settled {
			paid,
			burned,
			reference,
		} => (
			Some(paid.0),
			Some(burned.to_string()),
			Some(reference.clone()),
			None,
		),
		Ending::Rejected { reason } => (None, None, None, Some(reason.clone())),
		Ending::Cancelled | Ending::Expired => (None, None, None, None),
	};
	let done = sqlx::query(
		"UPDATE redemptions SET status = $2, paid = $3, burned = $4, reference = $5, reason = $6, \
		 ended_block = $7, ended_at = $8 WHERE id = $1 AND ended_block IS NULL",
	)
	.bind(row::big(id)?)
	.bind(how.status().as_str())
	.bind(paid)
	.bind(burned)
	.bind(reference)
	.bind(reason)
	.bind(row::big(block)?)
	.bind(at)
	.execute(conn)
	.await?;
	one(done.rows_affected(), id)
}

fn one(rows: u64, id: u64) -> Result<()> {
	match rows {
		1 => Ok(()),
		_ => Err(Error::Inconsistent(format!(
			"redemption {id} is not in the state that a final block presumes"
		))),
	}
}

/// The currencies anybody redeemed into.
pub async fn currencies(conn: &mut Conn) -> Result<Vec<Currency>> {
	sqlx::query("SELECT DISTINCT currency FROM redemptions ORDER BY currency")
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| row::currency(r, "currency"))
		.collect()
}

/// A place in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
	/// The redemption.
	pub redemption: Redemption,
	/// The batch its payment is in, if it is in one.
	pub batch: Option<i64>,
	/// Whether its refusal was already written down.
	pub refused: bool,
}

/// The queue of a currency: open redemptions in order, after the one numbered `after`.
pub async fn queue(
	conn: &mut Conn,
	currency: Currency,
	after: Option<u64>,
	limit: u32,
) -> Result<Vec<Place>> {
	sqlx::query(
		"SELECT r.*, (SELECT MAX(p.batch) FROM payments p WHERE p.redemption = r.id \
		 AND p.status = 'drafted') AS in_batch, \
		 (SELECT COUNT(*) FROM intents i WHERE i.redemption = r.id AND i.kind = 'reject' \
		 AND i.status = 'waiting') AS refusals \
		 FROM redemptions r WHERE r.currency = $1 AND r.status = 'open' AND r.id > $2 \
		 ORDER BY r.id LIMIT $3",
	)
	.bind(currency.to_string())
	.bind(after.map(row::big).transpose()?.unwrap_or(-1))
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(|r| {
		Ok(Place {
			redemption: read(r)?,
			batch: row::int_or_none(r, "in_batch")?,
			refused: row::int(r, "refusals")? > 0,
		})
	})
	.collect()
}

/// How many redemptions of a currency are in a state, and their money: the quote of open ones, what
/// is due of those being paid, what was paid of settled ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Total {
	/// How many.
	pub count: i64,
	/// Their money.
	pub sum: Cents,
}

/// The total of one state.
pub async fn total(conn: &mut Conn, currency: Currency, status: RedemptionStatus) -> Result<Total> {
	let r = sqlx::query(
		"SELECT COUNT(*) AS n, CAST(COALESCE(SUM(COALESCE(paid, due, quote)), 0) AS BIGINT) AS s \
		 FROM redemptions WHERE currency = $1 AND status = $2",
	)
	.bind(currency.to_string())
	.bind(status.as_str())
	.fetch_one(conn)
	.await?;
	Ok(Total {
		count: row::int(&r, "n")?,
		sum: row::cents(&r, "s")?,
	})
}
