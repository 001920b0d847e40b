//! What the treasurer and the auditor may attest: the bank's closing balance, less what came back and
//! is owed again. And whether what they attested is that.

use super::settings::{BankAccount, Settings};
use crate::{
	bank::calendar,
	chain::Reserve,
	error::Result,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		cases::{self, About, CaseKind},
		cursor, payments, reserve, statements, Conn,
	},
};

/// Propose from the newest statement of each account that adds up, if that says anything new.
pub(super) async fn propose(conn: &mut Conn, settings: &Settings, now: i64) -> Result<()> {
	for account in &settings.accounts {
		let iban = account.electronic_iban();
		let currency = account.currency;
		let all = statements::all(conn, &iban).await?;
		let Some(statement) = all.last() else {
			continue;
		};
		// What came back on a day that is missing is in the balance, and nobody knows that it is owed.
		let since = reserve::in_force(conn, currency)
			.await?
			.map_or(0, |r| r.day);
		let misses = all
			.windows(2)
			.any(|two| matches!(two, [a, b] if b.day > since && a.closing != b.opening));
		let unmended = statements::unmended(conn, &iban).await?;
		if misses
			|| unmended
				.iter()
				.any(|s| s.day > since && s.day < statement.day)
		{
			continue;
		}
		let books = payments::books(conn, currency).await?;
		// Of the day of the statement: what came back later is not in its balance.
		let owed = payments::owed_by(conn, currency, statement.day).await?;
		// What left the account and is not settled yet is still due on chain: attested now it would
		// count twice, and those who wait would be paid in part without need.
		if books.unsettled.is_positive() {
			reserve::withdraw_others(conn, currency, statement, owed).await?;
			continue;
		}
		reserve::propose(conn, currency, statement, owed, now).await?;
	}
	Ok(())
}

/// The fact that says what is attested and waits for the auditor.
fn pending(currency: Currency) -> String {
	format!("attested-{currency}")
}

/// The treasurer attested.
pub(super) async fn attested(conn: &mut Conn, r: &Reserve) -> Result<()> {
	let says = format!("{} {} {}", r.balance.0, r.day, r.sha256);
	cursor::set_fact(conn, &pending(r.currency), &says).await
}

/// The auditor countersigned.
pub(super) async fn countersigned(conn: &mut Conn, currency: Currency) -> Result<()> {
	cursor::set_fact(conn, &pending(currency), "").await
}

/// What is attested: the balance, its day, the statement.
type Says = (Cents, u32, Hex32);

async fn waits(conn: &mut Conn, currency: Currency) -> Result<Option<Says>> {
	let fact = cursor::fact(conn, &pending(currency)).await?;
	let fact = fact.unwrap_or_default();
	let mut words = fact.split(' ');
	let mut next = || words.next().unwrap_or_default();
	let says = (next().parse(), next().parse(), next().parse());
	Ok(match says {
		(Ok(minor), Ok(day), Ok(sha256)) => Some((Cents(minor), day, sha256)),
		_ => None,
	})
}

/// What is attested on the chain that no statement says is a case, until something right took its place. Asked
/// when something is attested (`anew`), and when a statement comes.
pub(super) async fn check(
	conn: &mut Conn,
	settings: &Settings,
	anew: bool,
	now: i64,
) -> Result<()> {
	for account in &settings.accounts {
		let currency = account.currency;
		let waits = waits(conn, currency).await?.map(|says| {
			let what = "the treasurer attested, and the auditor has not countersigned";
			let to_do = "do not countersign it; attest what Reserve proposes";
			(says, what, to_do)
		});
		let in_force = reserve::in_force(conn, currency).await?.map(|r| {
			let to_do = "attest what Reserve proposes, and have it countersigned";
			((r.balance, r.day, r.sha256), "in force is", to_do)
		});
		let mut wrong = Vec::new();
		for ((balance, day, sha256), what, to_do) in waits.into_iter().chain(in_force) {
			let says = (balance, day, sha256);
			let Some(why) = differs(conn, account, says).await? else {
				continue;
			};
			let detail = format!(
				"{what}: {balance} {currency} as of {} with the statement {sha256}, {why}: {to_do}",
				calendar::date(day)
			);
			// In force it is another matter than attested: what to do is another thing.
			let mark = format!("{what} {currency} {balance} {day} {sha256}");
			let about = About {
				money: Some((balance, currency)),
				..About::default()
			};
			let kind = CaseKind::AttestationDiffers;
			match anew {
				true => cases::raise(conn, kind, &mark, about, &detail, now).await?,
				// What an officer closed stays closed.
				false => {
					cases::open(conn, kind, &mark, about, &detail, now).await?;
				},
			}
			wrong.push(mark);
		}
		let kind = CaseKind::AttestationDiffers;
		for mark in cases::unclosed_marks(conn, kind, currency).await? {
			if !wrong.contains(&mark) {
				let how = "what is attested now is what a statement says";
				cases::close_marked(conn, kind, &mark, how, now).await?;
			}
		}
	}
	Ok(())
}

/// Why what is attested is not what a statement says; none if it is.
async fn differs(
	conn: &mut Conn,
	account: &BankAccount,
	(balance, day, sha256): Says,
) -> Result<Option<String>> {
	let currency = account.currency;
	let found = statements::of_file(conn, &account.electronic_iban(), sha256).await?;
	let Some(statement) = found.iter().find(|s| s.day == day).or(found.first()) else {
		let why = "which is no statement of the city's account that these books know (if the bank sent it, put it into \
		           the inbox)";
		return Ok(Some(why.into()));
	};
	let name = format!("{} in file {}", statement.statement, statement.file);
	if !statement.sound {
		return Ok(Some(format!("which is {name} and does not add up")));
	}
	if statement.day != day {
		let of = calendar::date(statement.day);
		return Ok(Some(format!("which is {name} and closes on {of}")));
	}
	let owed = payments::owed_by(conn, currency, day).await?;
	let right = reserve::balance(statement, owed);
	if balance == right
		|| (balance < right && reserve::was_proposed(conn, currency, sha256, balance).await?)
	{
		return Ok(None);
	}
	Ok(Some(format!(
		"which is {name} and closes at {}, so that {right} could be attested",
		statement.closing
	)))
}
