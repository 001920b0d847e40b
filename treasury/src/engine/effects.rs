//! What a bank's message does to the books. All of it happens in the transaction that marks the
//! message as handled; messages may come in any order, and tell the same thing several times.

use std::collections::BTreeSet;

use super::{settings::Settings, Core};
use crate::{
	bank::{
		camt::{AccountReport, Line, Report},
		pacs004::Returns,
		pain002::{self, Verdict},
		Message,
	},
	error::Result,
	money::{Cents, Currency},
	store::{
		batches::{self, Batch, BatchStatus},
		cases::{self, About, CaseKind, CaseStatus},
		entries::{self, Direction, NewEntry, Source, Statement},
		inbox::BankFile,
		intents,
		payments::{self, Payment, PaymentStatus, Returned},
		redemptions::{self, RedemptionStatus},
		Conn, SERVICE,
	},
};

/// What the effects are worked out with.
pub(super) struct Context<'a> {
	settings: &'a Settings,
	file: &'a BankFile,
	now: i64,
	today: u32,
}

impl<'a> Context<'a> {
	pub(super) fn new(core: &'a Core, file: &'a BankFile) -> Self {
		Self {
			settings: &core.settings,
			file,
			now: core.now(),
			today: crate::bank::target::number(core.today()).unwrap_or_default(),
		}
	}

	fn about(&self) -> About {
		About {
			file: Some(self.file.id),
			..About::default()
		}
	}

	fn about_payment(&self, payment: &Payment) -> About {
		About {
			redemption: Some(payment.redemption),
			payment: Some(payment.end_to_end.clone()),
			batch: Some(payment.batch),
			money: Some((payment.amount, payment.currency)),
			..self.about()
		}
	}

	async fn case(
		&self,
		conn: &mut Conn,
		kind: CaseKind,
		mark: &str,
		about: About,
		detail: &str,
	) -> Result<()> {
		cases::open(conn, kind, mark, about, detail, self.now).await?;
		Ok(())
	}
}

/// Carry out a message.
pub(super) async fn apply(conn: &mut Conn, context: &Context<'_>, message: &Message) -> Result<()> {
	match message {
		Message::Status(report) => status(conn, context, report).await,
		Message::Notice(report) => accounts(conn, context, report, Source::Notice).await,
		Message::Statement(report) => accounts(conn, context, report, Source::Statement).await,
		Message::Return(returns) => returned(conn, context, returns).await,
	}
}

// Status reports

async fn status(conn: &mut Conn, context: &Context<'_>, report: &pain002::Report) -> Result<()> {
	let sent = batches::by_msg_id(conn, &report.original).await?.filter(|b| {
		matches!(
			b.status,
			BatchStatus::Made | BatchStatus::Staged | BatchStatus::Sent
		)
	});
	let Some(batch) = sent else {
		let detail = "a status report on a message that was never sent";
		return context
			.case(
				conn,
				CaseKind::UnknownPayment,
				&format!("message in file {}", context.file.id),
				context.about(),
				detail,
			)
			.await;
	};
	if report.payments.is_empty() {
		let verdict = report.group.iter().chain(&report.parts).find_map(|v| match v {
			Verdict::Rejected(reason) => Some(reason.as_str()),
			_ => None,
		});
		return match verdict {
			Some(reason) if pain002::is_duplicate(reason) => {
				// The file came to the bank twice and was carried out once. Nothing to do.
				tracing::info!(batch = batch.id, reason, "the bank has this message already");
				Ok(())
			},
			Some(reason) => file_refused(conn, context, &batch, reason).await,
			None => Ok(()),
		};
	}
	for one in &report.payments {
		let Some(payment) = find(conn, context, one.end_to_end.as_deref(), Some(batch.id)).await?
		else {
			continue;
		};
		let mark = format!("{} in file {}", payment.end_to_end, context.file.id);
		if let Some((amount, currency)) = one.amount {
			if !same_money(
				conn,
				context,
				&payment,
				amount,
				currency.unwrap_or(payment.currency),
				&mark,
			)
			.await?
			{
				continue;
			}
		}
		if one.debtor.is_some() && one.debtor != batch.debtor_iban {
			let detail = "a status report on a payment from an account that is not the city's";
			let about = context.about_payment(&payment);
			context
				.case(conn, CaseKind::WrongAccount, &mark, about, detail)
				.await?;
			continue;
		}
		match &one.verdict {
			Verdict::Accepted => accepted(conn, context, &payment).await?,
			Verdict::Completed if context.settings.inbox.settle_on_acsc => {
				let day = report.day.unwrap_or(context.today);
				book(conn, context, &payment, None, day).await?;
			},
			Verdict::Completed => accepted(conn, context, &payment).await?,
			Verdict::Rejected(reason) if pain002::is_duplicate(reason) => {
				tracing::info!(payment = payment.end_to_end, reason, "a duplicate, by the bank");
			},
			Verdict::Rejected(reason) => refuse(conn, context, &payment, reason).await?,
			Verdict::Other(_) => {},
		}
	}
	Ok(())
}

async fn accepted(conn: &mut Conn, context: &Context<'_>, payment: &Payment) -> Result<()> {
	if payment.status == PaymentStatus::Instructed {
		payments::set_status(
			conn,
			&payment.end_to_end,
			PaymentStatus::Accepted,
			None,
			context.now,
		)
		.await?;
	}
	Ok(())
}

/// The bank refused a whole file: not the citizens' fault, so a person decides.
async fn file_refused(
	conn: &mut Conn,
	context: &Context<'_>,
	batch: &Batch,
	reason: &str,
) -> Result<()> {
	let mut contradicts = false;
	for payment in payments::of_batch(conn, batch.id).await? {
		match payment.status {
			PaymentStatus::Instructed | PaymentStatus::Accepted => {
				payments::set_status(
					conn,
					&payment.end_to_end,
					PaymentStatus::Rejected,
					Some(reason),
					context.now,
				)
				.await?;
				answered(conn, context, &payment).await?;
			},
			PaymentStatus::Booked => contradicts = true,
			_ => {},
		}
	}
	let about = About {
		batch: Some(batch.id),
		money: Some((batch.total, batch.currency)),
		..context.about()
	};
	let mark = format!("batch {}", batch.id);
	match contradicts {
		true => {
			let detail = format!("the bank refused ({reason}) a file it has booked payments of");
			context
				.case(conn, CaseKind::Contradiction, &mark, about, &detail)
				.await
		},
		false => {
			let detail = format!(
				"the bank refused the whole file ({reason}): send again, or refuse its redemptions"
			);
			context
				.case(conn, CaseKind::FileRefused, &mark, about, &detail)
				.await
		},
	}
}

/// The bank refused a payment.
async fn refuse(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	reason: &str,
) -> Result<()> {
	match payment.status {
		PaymentStatus::Instructed | PaymentStatus::Accepted => {},
		PaymentStatus::Booked => {
			let about = context.about_payment(payment);
			let detail = format!("the bank refused ({reason}) a payment it has booked");
			return context
				.case(
					conn,
					CaseKind::Contradiction,
					&payment.end_to_end,
					about,
					&detail,
				)
				.await;
		},
		_ => return Ok(()),
	}
	payments::set_status(
		conn,
		&payment.end_to_end,
		PaymentStatus::Rejected,
		Some(reason),
		context.now,
	)
	.await?;
	answered(conn, context, payment).await?;
	let redemption = redemptions::must(conn, payment.redemption).await?;
	match redemption.status {
		RedemptionStatus::Paying => {
			intents::reject(conn, payment.redemption, reason, context.now).await?;
			Ok(())
		},
		_ => {
			let detail = format!("the payment made again was refused ({reason})");
			reopen(conn, payment, &detail, context.now).await
		},
	}
}

/// The case a payment was made again for is open once more.
pub(super) async fn reopen(
	conn: &mut Conn,
	payment: &Payment,
	detail: &str,
	now: i64,
) -> Result<()> {
	if let Some(case) = cases::unclosed(conn, CaseKind::LateReturn, payment.redemption).await? {
		return cases::set_status(conn, case.id, CaseStatus::Open).await;
	}
	let about = About {
		redemption: Some(payment.redemption),
		payment: Some(payment.end_to_end.clone()),
		batch: Some(payment.batch),
		money: Some((payment.amount, payment.currency)),
		..About::default()
	};
	let mark = &payment.end_to_end;
	cases::open(conn, CaseKind::LateReturn, mark, about, detail, now).await?;
	Ok(())
}

/// The bank said something of a payment it had been silent about.
async fn answered(conn: &mut Conn, context: &Context<'_>, payment: &Payment) -> Result<()> {
	cases::close_marked(
		conn,
		CaseKind::NoAnswer,
		&payment.end_to_end,
		"the bank answered",
		context.now,
	)
	.await
}

// Bookings

/// The money of a payment left the account. Without a reference it is the bank's word that it will
/// have (ACSC), which a booking puts right later.
async fn book(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	reference: Option<&str>,
	day: u32,
) -> Result<()> {
	let end_to_end = payment.end_to_end.as_str();
	if payment.debit_day.is_none() || reference.is_some() {
		let said = reference.unwrap_or(end_to_end);
		payments::set_debit(conn, end_to_end, said, day, context.now).await?;
	}
	match payment.status {
		PaymentStatus::Instructed | PaymentStatus::Accepted => {},
		PaymentStatus::Rejected => {
			let about = context.about_payment(payment);
			let detail = "the bank booked a payment it had refused: ask it for the money";
			return context
				.case(conn, CaseKind::Contradiction, end_to_end, about, detail)
				.await;
		},
		// Told before, or the money is back already.
		_ => return Ok(()),
	}
	payments::set_status(
		conn,
		end_to_end,
		PaymentStatus::Booked,
		None,
		context.now,
	)
	.await?;
	answered(conn, context, payment).await?;
	match redemptions::must(conn, payment.redemption).await?.status {
		RedemptionStatus::Paying => {
			let reference = reference.unwrap_or(end_to_end);
			intents::settle(conn, payment.redemption, reference, day, context.now).await?;
		},
		RedemptionStatus::Settled => {
			let case = cases::unclosed(conn, CaseKind::LateReturn, payment.redemption).await?;
			if let Some(case) = case {
				let how = format!("paid again: {end_to_end}");
				cases::close(conn, case.id, SERVICE, &how, context.now).await?;
			}
		},
		_ => {
			let about = context.about_payment(payment);
			let detail = "the bank paid a redemption that the chain has ended otherwise";
			context
				.case(
					conn,
					CaseKind::ChainDiffers,
					&payment.redemption.to_string(),
					about,
					detail,
				)
				.await?;
		},
	}
	Ok(())
}

/// The money of a payment came back.
async fn give_back(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	back: Returned<'_>,
) -> Result<()> {
	let end_to_end = payment.end_to_end.as_str();
	payments::set_return(conn, end_to_end, back, context.now).await?;
	if payment.status == PaymentStatus::Returned {
		// Told by several messages.
		return Ok(());
	}
	let reason = back
		.reason
		.map(str::to_owned)
		.or_else(|| payment.return_reason.clone())
		.unwrap_or_else(|| "NARR".into());
	payments::set_status(
		conn,
		end_to_end,
		PaymentStatus::Returned,
		Some(&reason),
		context.now,
	)
	.await?;
	answered(conn, context, payment).await?;
	if payment.status == PaymentStatus::Rejected {
		// Booked in error and booked back: its redemption was refused already.
		return Ok(());
	}
	let redemption = redemptions::must(conn, payment.redemption).await?;
	let settling = payment.status == PaymentStatus::Booked;
	let unsettled = redemption.status == RedemptionStatus::Paying
		&& (!settling || intents::call_off_settle(conn, payment.redemption).await?);
	if unsettled {
		intents::reject(conn, payment.redemption, &reason, context.now).await?;
		return Ok(());
	}
	let about = context.about_payment(payment);
	let detail = format!(
		"the money came back ({reason}) after the redemption was settled: pay again, to a payee \
		 that the citizen has corrected"
	);
	// Of a payment made again, the case it was made for goes on.
	match cases::unclosed(conn, CaseKind::LateReturn, payment.redemption).await? {
		Some(case) => cases::set_status(conn, case.id, CaseStatus::Open).await,
		None => {
			context
				.case(conn, CaseKind::LateReturn, end_to_end, about, &detail)
				.await
		},
	}
}

/// The payment a bank speaks of, if there is one that was sent; else a case.
async fn find(
	conn: &mut Conn,
	context: &Context<'_>,
	end_to_end: Option<&str>,
	batch: Option<i64>,
) -> Result<Option<Payment>> {
	let payment = match end_to_end {
		Some(name) => payments::get(conn, name).await?,
		None => None,
	};
	let sent = payment.filter(|p| {
		!matches!(
			p.status,
			PaymentStatus::Drafted | PaymentStatus::Withdrawn
		) && batch.is_none_or(|b| b == p.batch)
	});
	if sent.is_none() {
		let mark = format!(
			"{} in file {}",
			end_to_end.unwrap_or("no name"),
			context.file.id
		);
		let detail = "the bank speaks of a payment that was never sent";
		context
			.case(
				conn,
				CaseKind::UnknownPayment,
				&mark,
				context.about(),
				detail,
			)
			.await?;
	}
	Ok(sent)
}

/// Whether a message speaks of the money that was ordered; else a case.
async fn same_money(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	amount: Cents,
	currency: Currency,
	mark: &str,
) -> Result<bool> {
	let about = context.about_payment(payment);
	if currency != payment.currency {
		let detail = format!("ordered in {}, told in {currency}", payment.currency);
		context
			.case(conn, CaseKind::CurrencyDiffers, mark, about, &detail)
			.await?;
		return Ok(false);
	}
	if amount != payment.amount {
		let detail = format!(
			"ordered {} {currency}, told {amount} {currency}",
			payment.amount
		);
		context
			.case(conn, CaseKind::AmountDiffers, mark, about, &detail)
			.await?;
		return Ok(false);
	}
	Ok(true)
}

// Notices and statements

async fn accounts(
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
		let iban: String = ours.iban.chars().filter(|c| !c.is_whitespace()).collect();
		let statement = match source {
			Source::Statement => statement(conn, context, account, &iban, ours.currency).await?,
			Source::Notice => None,
		};
		for line in &account.lines {
			let entry = NewEntry {
				file: context.file.id,
				source,
				statement,
				account: iban.clone(),
				booking: line.booking.clone(),
				direction: line.direction,
				amount: line.amount,
				currency: line.currency,
				day: line.day,
				end_to_end: line.end_to_end.clone(),
				reference: line.reference.clone(),
			};
			if entries::insert(conn, &entry).await? {
				line_effects(conn, context, line, source, ours.currency).await?;
			}
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
	let mark = format!("{} in file {}", report.id, context.file.id);
	if balances.currency != currency {
		let detail = format!("the account is in {currency}, its statement in {}", balances.currency);
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
		let detail = format!(
			"the statement does not add up: {opening} + {credits} - {debits} is not {closing}"
		);
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
	};
	let id = entries::insert_statement(conn, &new).await?;
	if id.is_none() {
		let known = entries::statements(conn, iban)
			.await?
			.into_iter()
			.find(|s| s.statement == report.id);
		let same = known.is_some_and(|k| {
			(k.opening, k.closing, k.credits, k.debits) == (opening, closing, credits, debits)
		});
		if !same {
			let detail = "another statement of the same name came before, with other figures";
			let about = money(context.about());
			context
				.case(
					conn,
					CaseKind::StatementGap,
					&format!("again {mark}"),
					about,
					detail,
				)
				.await?;
		}
	}
	Ok(id)
}

async fn line_effects(
	conn: &mut Conn,
	context: &Context<'_>,
	line: &Line,
	source: Source,
	currency: Currency,
) -> Result<()> {
	// A booking is told by notice and statement: of what is wrong with it there is one case.
	let mark = line.booking.as_str();
	let money = Some((line.amount, line.currency));
	if line.currency != currency {
		let about = About {
			money,
			..context.about()
		};
		let detail = format!("the account is in {currency}, the booking in {}", line.currency);
		return context
			.case(conn, CaseKind::CurrencyDiffers, mark, about, &detail)
			.await;
	}
	let Some(end_to_end) = line.end_to_end.as_deref() else {
		// Fees, interest, payments in: they show in the reconciliation.
		return Ok(());
	};
	let payment = payments::get(conn, end_to_end).await?.filter(|p| {
		!matches!(
			p.status,
			PaymentStatus::Drafted | PaymentStatus::Withdrawn
		)
	});
	let Some(payment) = payment else {
		// Whoever pays in gives a name of their own.
		let is_ours = line.direction == Direction::Debit
			|| line.return_reason.is_some()
			|| looks_like_ours(end_to_end);
		if !is_ours {
			return Ok(());
		}
		let about = About {
			money,
			..context.about()
		};
		let detail = match line.direction {
			Direction::Debit => "money left the account for a payment that was never sent",
			Direction::Credit => "money came back for a payment that was never sent",
		};
		return context
			.case(conn, CaseKind::UnknownPayment, mark, about, detail)
			.await;
	};
	if !same_money(conn, context, &payment, line.amount, line.currency, mark).await? {
		return Ok(());
	}
	let other = entries::other_booking(conn, source, line.direction, end_to_end, mark).await?;
	entries::set_matched(conn, source, mark, end_to_end).await?;
	if other.is_some() {
		let detail = match line.direction {
			Direction::Debit => "the bank booked this payment twice: ask it for the money",
			Direction::Credit => "the bank gave this payment back twice",
		};
		let about = context.about_payment(&payment);
		return context
			.case(conn, CaseKind::BookedTwice, mark, about, detail)
			.await;
	}
	match line.direction {
		Direction::Debit => {
			let reference = line.reference.as_deref().unwrap_or(end_to_end);
			book(conn, context, &payment, Some(reference), line.day).await
		},
		Direction::Credit => {
			let back = Returned {
				amount: line.amount,
				day: line.day,
				reference: line.reference.as_deref(),
				reason: line.return_reason.as_deref(),
			};
			give_back(conn, context, &payment, back).await
		},
	}
}

/// Whether a name is of the form this service gives.
fn looks_like_ours(end_to_end: &str) -> bool {
	let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
	end_to_end
		.strip_prefix("CL")
		.and_then(|rest| rest.split_once('X'))
		.is_some_and(|(id, attempt)| digits(id) && digits(attempt))
}

// Returns

async fn returned(conn: &mut Conn, context: &Context<'_>, returns: &Returns) -> Result<()> {
	let mut told = BTreeSet::new();
	for one in &returns.payments {
		if let Some(debtor) = &one.debtor {
			if context.settings.account_of(debtor).is_none() {
				let detail = "a payment comes back to an account that is not the city's";
				let name = one.end_to_end.as_deref().unwrap_or("no name");
				let mark = format!("{name} in file {}", context.file.id);
				context
					.case(conn, CaseKind::WrongAccount, &mark, context.about(), detail)
					.await?;
				continue;
			}
		}
		let Some(payment) = find(conn, context, one.end_to_end.as_deref(), None).await? else {
			continue;
		};
		let mark = format!("{} in file {}", payment.end_to_end, context.file.id);
		if !same_money(conn, context, &payment, one.amount, one.currency, &mark).await? {
			continue;
		}
		if !told.insert(payment.end_to_end.clone()) {
			let detail = "one message gives this payment back twice";
			let about = context.about_payment(&payment);
			context
				.case(conn, CaseKind::BookedTwice, &mark, about, detail)
				.await?;
			continue;
		}
		if payment.status == PaymentStatus::Returned {
			// The booking says better when.
			continue;
		}
		let back = Returned {
			amount: one.amount,
			day: one.day,
			reference: one.id.as_deref(),
			reason: Some(&one.reason),
		};
		give_back(conn, context, &payment, back).await?;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_name_of_ours_is_known() {
		for ours in ["CL0X1", "CL18446744073709551615X12"] {
			assert!(looks_like_ours(ours));
		}
		for other in ["", "CL", "CLX", "CL1X", "CLX1", "RDM-000011", "CL1Y1", "CL1X1a"] {
			assert!(!looks_like_ours(other), "{other}");
		}
	}
}
