//! Notices and statements (camt.054, camt.053).

use std::collections::{BTreeMap, BTreeSet};

use super::{
	came_back_in_part, same_money,
	twice::{self, Told},
	with_references, Context,
};
use crate::{
	bank::camt::{AccountReport, Line, Report},
	error::Result,
	money::{Cents, Currency},
	store::{
		cases::{self, About, CaseKind},
		entries::{self, Direction, NewEntry, Source},
		payments::{self, PaymentStatus},
		statements::{self, Statement},
		Conn,
	},
};

pub(super) async fn apply(
	conn: &mut Conn,
	context: &Context<'_>,
	report: &Report,
	source: Source,
) -> Result<()> {
	if report.accounts.is_empty() {
		let detail = "the message speaks of no account";
		let mark = format!("file {}", context.file.id);
		return context
			.case(conn, CaseKind::Unreadable, &mark, context.about(), detail)
			.await;
	}
	for account in &report.accounts {
		let ours = account
			.iban
			.as_deref()
			.and_then(|iban| context.settings.account_of(iban));
		let Some(ours) = ours else {
			let detail = "the message is of an account that is not the city's";
			let mark = format!("{} in file {}", account.id, context.file.id);
			context
				.case(conn, CaseKind::WrongAccount, &mark, context.about(), detail)
				.await?;
			continue;
		};
		let iban = ours.electronic_iban();
		let statement = match source {
			Source::Statement => statement(conn, context, account, &iban, ours.currency).await?,
			Source::Notice => None,
		};
		// What left before what came back, in whatever order they stand: so a credit is known for what it takes back.
		let (left, came): (Vec<_>, Vec<_>) = account
			.lines
			.iter()
			.partition(|line| line.direction == Direction::Debit);
		// Of what more left than was known.
		let mut booked = BTreeSet::new();
		for line in left.into_iter().chain(came) {
			let entry = NewEntry {
				file: context.file.id,
				source,
				statement,
				account: iban.clone(),
				booking: line.booking.clone(),
				direction: line.direction,
				amount: line.amount,
				currency: line.currency,
				day: match source {
					Source::Statement => line.day,
					Source::Notice => context.told_day(line.day),
				},
				end_to_end: line.end_to_end.clone(),
				reference: line.reference.clone(),
			};
			if entries::insert(conn, &entry).await?
				&& line_effects(conn, context, line, source, ours.currency).await?
			{
				booked.extend(line.end_to_end.as_deref());
			}
		}
		let Some(statement) = statement else {
			continue;
		};
		let came = account
			.lines
			.iter()
			.rev()
			.filter(|line| line.direction == Direction::Credit);
		// Of several the first.
		let reasons: BTreeMap<_, _> = came
			.filter_map(|line| Some((line.end_to_end.as_deref()?, line.return_reason.as_deref()?)))
			.collect();
		for name in entries::told_of(conn, statement).await? {
			let reason = reasons.get(name.as_str()).copied();
			let is_news = booked.contains(name.as_str());
			twice::read_whole(conn, context, &name, reason, is_news).await?;
		}
	}
	Ok(())
}

/// Keep a statement; its number, unless one of this name is kept already.
async fn statement(
	conn: &mut Conn,
	context: &Context<'_>,
	report: &AccountReport,
	iban: &str,
	currency: Currency,
) -> Result<Option<i64>> {
	let Some(balances) = report.balances else {
		return Ok(None);
	};
	let mark = gap_mark(&report.id, context.file.id);
	if balances.currency != currency {
		let detail = format!(
			"the account is in {currency}, its statement in {}",
			balances.currency
		);
		context
			.case(
				conn,
				CaseKind::CurrencyDiffers,
				&mark,
				context.about(),
				&detail,
			)
			.await?;
		return Ok(None);
	}
	let sum = |wanted| {
		report
			.lines
			.iter()
			.filter(|l| l.direction == wanted)
			.map(|l| l.amount)
			.sum::<Cents>()
	};
	let (credits, debits) = (sum(Direction::Credit), sum(Direction::Debit));
	let ((opening, opening_day), (closing, day)) = (balances.opening, balances.closing);
	let adds_up = opening
		.checked_add(credits)
		.and_then(|s| s.checked_sub(debits))
		== Some(closing);
	let money = |about: About| About {
		money: Some((closing, currency)),
		..about
	};
	if !adds_up {
		let right = statements::all(conn, iban).await?;
		let has_right = right
			.iter()
			.any(|s| s.day == day || s.statement == report.id);
		let mut detail = format!(
			"the statement does not add up: {opening} + {credits} - {debits} is not {closing}"
		);
		if has_right {
			detail.push_str(
				". One of that day or name that does is in the books: ask the bank whether it sent this one, and close \
				 the case",
			);
		}
		let about = money(context.about());
		context
			.case(conn, CaseKind::StatementGap, &mark, about, &detail)
			.await?;
	}
	let new = Statement {
		id: 0,
		file: context.file.id,
		account: iban.to_owned(),
		currency,
		statement: report.id.clone(),
		sequence: report.sequence.and_then(|n| i64::try_from(n).ok()),
		day,
		opening,
		opening_day,
		closing,
		credits,
		debits,
		sha256: context.file.sha256,
		sound: adds_up,
	};
	let figures = |s: &Statement| {
		let balances = (s.opening, s.opening_day, s.closing, s.day);
		(balances, s.credits, s.debits)
	};
	match statements::named(conn, iban, &report.id).await? {
		None => {
			if adds_up {
				in_place_of_wrong(conn, context, &new).await?;
			}
			statements::insert(conn, &new).await
		},
		Some(known)
			if figures(&known) == figures(&new)
				&& tells_no_more(conn, &known, &new, report).await? =>
		{
			Ok(Some(known.id))
		},
		Some(known) if adds_up && !known.sound => {
			let gap = gap_mark(&known.statement, known.file);
			let how = "the bank sent a right one of the same name";
			cases::close_marked(conn, CaseKind::StatementGap, &gap, how, context.now).await?;
			in_place_of_wrong(conn, context, &new).await?;
			statements::replace(conn, known.id, &new).await?;
			Ok(Some(known.id))
		},
		// That it does not add up is a case already.
		Some(_) if !adds_up => Ok(None),
		Some(_) => {
			let detail = "another statement of the same name came before, with other figures or lines: ask the bank which \
			              is its own";
			let (about, mark) = (money(context.about()), format!("again {mark}"));
			context
				.case(conn, CaseKind::StatementGap, &mark, about, detail)
				.await?;
			Ok(None)
		},
	}
}

/// The bank's right one of that day: nobody has to ask for it any more.
async fn in_place_of_wrong(conn: &mut Conn, context: &Context<'_>, new: &Statement) -> Result<()> {
	for wrong in statements::unsound(conn, &new.account, new.day).await? {
		let how = format!("{} took its place", new.statement);
		let mark = gap_mark(&wrong.statement, wrong.file);
		cases::close_marked(conn, CaseKind::StatementGap, &mark, &how, context.now).await?;
	}
	Ok(())
}

/// Whether a statement that came before comes again: the same file, or another with no line that is not known.
async fn tells_no_more(
	conn: &mut Conn,
	known: &Statement,
	new: &Statement,
	report: &AccountReport,
) -> Result<bool> {
	if known.sha256 == new.sha256 {
		return Ok(true);
	}
	for line in &report.lines {
		if !entries::is_on_statement(conn, &line.booking).await? {
			return Ok(false);
		}
	}
	Ok(true)
}

fn gap_mark(statement: &str, file: i64) -> String {
	format!("{statement} in file {file}")
}

/// What follows from a line; whether by it more left for a payment than was known.
async fn line_effects(
	conn: &mut Conn,
	context: &Context<'_>,
	line: &Line,
	source: Source,
	currency: Currency,
) -> Result<bool> {
	// A booking is told by notice and statement: of what is wrong with it there is one case.
	let mark = line.booking.as_str();
	let money = Some((line.amount, line.currency));
	if line.currency != currency {
		let about = About {
			money,
			..context.about()
		};
		let what = format!(
			"the account is in {currency}, the booking in {}",
			line.currency
		);
		let name = line.end_to_end.as_deref().unwrap_or("no name");
		let detail = with_references(&what, name, &[line.reference.as_deref()]);
		context
			.case(conn, CaseKind::CurrencyDiffers, mark, about, &detail)
			.await?;
		return Ok(false);
	}
	let Some(end_to_end) = line.end_to_end.as_deref() else {
		// Fees, interest, payments in: they show in the reconciliation.
		return Ok(false);
	};
	let payment = payments::get(conn, end_to_end)
		.await?
		.filter(|p| !matches!(p.status, PaymentStatus::Drafted | PaymentStatus::Withdrawn));
	let Some(payment) = payment else {
		// Whoever pays in gives a name of their own.
		let is_ours = line.direction == Direction::Debit
			|| line.return_reason.is_some()
			|| looks_like_ours(end_to_end);
		if !is_ours {
			return Ok(false);
		}
		let about = About {
			money,
			..context.about()
		};
		let what = match line.direction {
			Direction::Debit => "money left the account for a payment that was never sent",
			Direction::Credit => "money came back for a payment that was never sent",
		};
		let detail = with_references(what, end_to_end, &[line.reference.as_deref()]);
		context
			.case(conn, CaseKind::UnknownPayment, mark, about, &detail)
			.await?;
		return Ok(false);
	};
	let (money, reference) = ((line.amount, line.currency), line.reference.as_deref());
	let in_part = line.direction == Direction::Credit
		&& came_back_in_part(conn, &payment, line.amount).await?;
	let way = Some(line.direction);
	if !in_part && !same_money(conn, context, &payment, money, way, reference, mark).await? {
		return Ok(false);
	}
	let read = Some(context.file.id);
	let before = twice::standing(conn, &payment, read).await?;
	entries::set_matched(conn, source, mark, end_to_end).await?;
	let after = twice::standing(conn, &payment, read).await?;
	let told = Told { before, after };
	match line.direction {
		Direction::Debit => twice::debited(conn, context, &payment, line, told).await?,
		Direction::Credit => twice::credited(conn, context, &payment, line, told).await?,
	}
	Ok(after.debits > before.debits)
}

/// Whether a name is of the form this service gives.
fn looks_like_ours(end_to_end: &str) -> bool {
	let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
	end_to_end
		.strip_prefix("CL")
		.and_then(|rest| rest.split_once('X'))
		.is_some_and(|(id, attempt)| digits(id) && digits(attempt))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_name_of_ours_is_known() {
		for ours in ["CL0X1", "CL18446744073709551615X12"] {
			assert!(looks_like_ours(ours));
		}
		for other in [
			"",
			"CL",
			"CLX",
			"CL1X",
			"CLX1",
			"RDM-000011",
			"CL1Y1",
			"CL1X1a",
		] {
			assert!(!looks_like_ours(other), "{other}");
		}
	}
}
