//! Reading notices (camt.054) and statements (camt.053).

use sepa::{
	camt::{AccountRef, BalanceType, CashEntry, EntryStatus},
	camt053, camt054, CreditDebitIndicator,
};

use super::message::{day, limits, NotReadable};
use crate::{
	money::{Cents, Currency},
	store::entries::Direction,
};

/// What a notice or a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
	/// The bank's name of the message.
	pub msg_id: String,
	/// For each account.
	pub accounts: Vec<AccountReport>,
}

/// What is said of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountReport {
	/// The bank's name of it.
	pub id: String,
	/// The account.
	pub iban: Option<String>,
	/// The bank's running number.
	pub sequence: Option<u64>,
	/// Opening and closing balance, in a statement.
	pub balances: Option<Balances>,
	/// What was booked.
	pub lines: Vec<Line>,
}

/// The booked balances of a statement, with their days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balances {
	/// Before.
	pub opening: (Cents, u32),
	/// After.
	pub closing: (Cents, u32),
	/// In what.
	pub currency: Currency,
}

/// One booked payment: a line, or a part of a line that was booked for several together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
	/// Which way the money went.
	pub direction: Direction,
	/// How much.
	pub amount: Cents,
	/// In what.
	pub currency: Currency,
	/// The day.
	pub day: u32,
	/// The bank's reference.
	pub reference: Option<String>,
	/// What the payment is called.
	pub end_to_end: Option<String>,
	/// Why it came back, if it did.
	pub return_reason: Option<String>,
	/// What makes it one booking and no other.
	pub booking: String,
}

/// The largest sum that is taken for money, in minor units: a hundred thousand million euros. Sums of many stay far from
/// where a database stops counting.
const MOST: u64 = 10_000_000_000_000;

fn iban(account: &AccountRef) -> Option<String> {
	account
		.iban
		.as_ref()
		.map(|iban| iban.chars().filter(|c| !c.is_whitespace()).collect())
}

/// `NOTPROVIDED` is how a bank says nothing.
fn named(text: Option<&String>) -> Option<String> {
	text.map(|t| t.trim().to_owned())
		.filter(|t| !t.is_empty() && t != "NOTPROVIDED")
}

fn lines(entries: &[CashEntry], account: &str) -> Result<Vec<Line>, NotReadable> {
	let lacks = |what: &str| NotReadable::Lacks(what.to_owned());
	let mut lines: Vec<Line> = Vec::new();
	// What comes later (PDNG, FUTR) or is for information is not booked: the booking will be told.
	for entry in entries.iter().filter(|e| e.status == EntryStatus::Booked) {
		let signed = entry
			.signed_ct()
			.filter(|ct| ct.unsigned_abs() <= MOST)
			.ok_or_else(|| lacks("Ntry/Amt"))?;
		let currency: Currency = entry
			.amount
			.currency
			.as_deref()
			.and_then(|code| code.parse().ok())
			.ok_or_else(|| lacks("Ntry/Amt/@Ccy"))?;
		let booked = entry
			.booking_date_raw
			.as_deref()
			.or(entry.value_date_raw.as_deref())
			.and_then(day)
			.ok_or_else(|| lacks("Ntry/BookgDt"))?;
		let reference = named(entry.account_servicer_ref.as_ref());
		let mut push = |signed: i64, end_to_end: Option<String>, reason: Option<String>| {
			lines.push(Line {
				direction: match signed < 0 {
					true => Direction::Debit,
					false => Direction::Credit,
				},
				amount: Cents(signed.saturating_abs()),
				currency,
				day: booked,
				reference: reference.clone(),
				end_to_end,
				return_reason: reason,
				booking: String::new(),
			});
		};
		match entry.details.as_slice() {
			[] => push(signed, None, None),
			// The line's amount is what moved; a detail may tell another one (charges, exchange).
			[detail] => push(
				signed,
				named(detail.end_to_end_id.as_ref()),
				detail.return_reason_code.clone(),
			),
			details => {
				let mut sum = 0i64;
				for detail in details {
					let part = detail
						.signed_ct()
						.filter(|ct| ct.unsigned_abs() <= MOST)
						.ok_or_else(|| lacks("TxDtls/Amt"))?;
					sum = sum.saturating_add(part);
					push(
						part,
						named(detail.end_to_end_id.as_ref()),
						detail.return_reason_code.clone(),
					);
				}
				// Parts that do not add up to the line would book money that never moved.
				if sum != signed {
					return Err(lacks("sum of Ntry's details"));
				}
			},
		}
	}
	// The same booking has the same key in every file that tells of it; two that look the same in one
	// file are two.
	let mut seen = std::collections::HashMap::new();
	for line in &mut lines {
		let key = format!(
			"{account}|{}|{}|{}|{}|{}",
			line.direction,
			line.reference.as_deref().unwrap_or("-"),
			line.end_to_end.as_deref().unwrap_or("-"),
			line.amount,
			line.day,
		);
		let nth = seen.entry(key.clone()).or_insert(0u32);
		*nth += 1;
		line.booking = format!("{key}|{nth}");
	}
	Ok(lines)
}

/// Read a notice.
pub(super) fn read_notice(text: &str) -> Result<Report, NotReadable> {
	let document = camt054::parse_camt054_with_limits(text, limits())
		.map_err(|_| NotReadable::NotXml("camt.054".into()))?;
	let accounts = document
		.notifications
		.iter()
		.map(|notice| {
			let iban = iban(&notice.account);
			Ok(AccountReport {
				id: notice.notification_id.clone(),
				lines: lines(&notice.entries, iban.as_deref().unwrap_or("-"))?,
				iban,
				sequence: None,
				balances: None,
			})
		})
		.collect::<Result<Vec<_>, NotReadable>>()?;
	Ok(Report {
		msg_id: document.msg_id,
		accounts,
	})
}

/// Read statements.
pub(super) fn read_statement(text: &str) -> Result<Report, NotReadable> {
	let document = camt053::parse_camt053_with_limits(text, limits())
		.map_err(|_| NotReadable::NotXml("camt.053".into()))?;
	let accounts = document
		.statements
		.iter()
		.map(|statement| {
			let iban = iban(&statement.account);
			Ok(AccountReport {
				id: statement.stmt_id.clone(),
				lines: lines(&statement.entries, iban.as_deref().unwrap_or("-"))?,
				iban,
				sequence: statement.sequence_number,
				balances: Some(balances(statement)?),
			})
		})
		.collect::<Result<Vec<_>, NotReadable>>()?;
	Ok(Report {
		msg_id: document.msg_id,
		accounts,
	})
}

fn balances(statement: &camt053::Camt053Statement) -> Result<Balances, NotReadable> {
	let find = |wanted: &[BalanceType]| {
		let balance = wanted
			.iter()
			.find_map(|kind| statement.balances.iter().find(|b| b.balance_type == *kind))?;
		// A balance has no direction of its own in the amount: a debit balance is an overdraft.
		let direction = balance.amount.direction?;
		let minor = balance.signed_ct().filter(|ct| ct.unsigned_abs() <= MOST)?;
		debug_assert!((minor <= 0) || direction == CreditDebitIndicator::Credit);
		Some((
			(Cents(minor), day(&balance.date_raw)?),
			balance.amount.currency.clone()?,
		))
	};
	// `PRCD`, the closing balance of the statement before, is what some banks call the opening one.
	let (opening, _) = find(&[
		BalanceType::OpeningBooked,
		BalanceType::Other("PRCD".into()),
	])
	.ok_or_else(|| NotReadable::Lacks("Bal OPBD".into()))?;
	let (closing, currency) =
		find(&[BalanceType::ClosingBooked]).ok_or_else(|| NotReadable::Lacks("Bal CLBD".into()))?;
	Ok(Balances {
		opening,
		closing,
		currency: currency
			.parse()
			.map_err(|_| NotReadable::Lacks("Bal/Amt/@Ccy".into()))?,
	})
}
