//! What a bank's message does to the books. All of it happens in the transaction that marks the
//! message as handled; messages may come in any order, and tell the same thing several times.

mod accounts;
mod returns;
mod status;
mod twice;

use super::{batch, owed, settings::Settings, Core};
use crate::{
	bank::Message,
	error::Result,
	money::{Cents, Currency},
	store::{
		cases::{self, About, CaseKind, CaseStatus},
		entries::{self, Direction, Source},
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

/// A notice tells of what was booked or will be in the next days. What it says of later counts then: no
/// statement of its day would show soon that it was none.
const AHEAD_DAYS: u32 = 10;

impl<'a> Context<'a> {
	pub(super) fn new(core: &'a Core, file: &'a BankFile) -> Self {
		Self {
			settings: &core.settings,
			file,
			now: core.now(),
			today: crate::bank::calendar::number(core.today()).unwrap_or_default(),
		}
	}

	/// The day that a notice says, or the last one it can tell of.
	fn told_day(&self, day: u32) -> u32 {
		day.min(self.today.saturating_add(AHEAD_DAYS))
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

/// What happened, with what the bank knows it by.
fn with_references(what: &str, end_to_end: &str, references: &[Option<&str>]) -> String {
	let known: Vec<_> = references.iter().copied().flatten().collect();
	let known = match known.is_empty() {
		true => "none".to_owned(),
		false => known.join(" and "),
	};
	format!("{what}: {end_to_end}, the bank's reference {known}")
}

/// Carry out a message.
pub(super) async fn apply(conn: &mut Conn, context: &Context<'_>, message: &Message) -> Result<()> {
	match message {
		Message::Status(report) => status::apply(conn, context, report).await,
		Message::Notice(report) => accounts::apply(conn, context, report, Source::Notice).await,
		Message::Statement(report) => {
			accounts::apply(conn, context, report, Source::Statement).await
		},
		Message::Return(returns) => returns::apply(conn, context, returns).await,
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
	cases::raise(conn, CaseKind::LateReturn, mark, about, detail, now).await
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
			if !booked_although_refused(conn, context, payment).await? {
				return Ok(());
			}
		},
		// Told before, or the money is back already.
		_ => return Ok(()),
	}
	payments::set_status(conn, end_to_end, PaymentStatus::Booked, None, context.now).await?;
	answered(conn, context, payment).await?;
	let how = format!("paid again: {end_to_end}");
	stays(conn, context, payment, (reference, day), &how).await
}

/// The payee has the money of a payment: what follows for its redemption. `how` says how a late return of it ends.
async fn stays(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	(reference, day): (Option<&str>, u32),
	how: &str,
) -> Result<()> {
	let end_to_end = payment.end_to_end.as_str();
	// An attempt that follows this one and was not sent is not needed any more.
	if let Some(drafted_in) = payments::withdraw_of(conn, payment.redemption, context.now).await? {
		batch::refresh(conn, drafted_in, context.now).await?;
	}
	if paid_by_another(conn, payment).await? {
		let about = context.about_payment(payment);
		let what =
			"the bank paid this redemption twice, with two attempts: ask it for the money of one";
		let detail = with_references(what, end_to_end, &[reference]);
		let (kind, now) = (CaseKind::BookedTwice, context.now);
		return cases::raise(conn, kind, end_to_end, about, &detail, now).await;
	}
	match redemptions::must(conn, payment.redemption).await?.status {
		// It may have come back meanwhile, and its refusal be under way.
		RedemptionStatus::Paying if owed::may_settle(conn, payment).await? => {
			let reference = reference.unwrap_or(end_to_end);
			intents::settle(conn, payment.redemption, reference, day, context.now).await?;
		},
		RedemptionStatus::Settled => {
			let case = cases::unclosed(conn, CaseKind::LateReturn, payment.redemption).await?;
			if let Some(case) = case {
				cases::close(conn, case.id, SERVICE, how, context.now).await?;
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

/// The bank booked what it had refused. Whether the redemption can be settled with it; the officers are told
/// in any case.
async fn booked_although_refused(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
) -> Result<bool> {
	let settles = owed::may_settle(conn, payment).await?;
	let current = payments::current(conn, payment.redemption).await?;
	let detail = match current.filter(|c| c.attempt > payment.attempt) {
		_ if !settles => "the bank booked a payment it had refused: ask it for the money".to_owned(),
		Some(later) if later.status != PaymentStatus::Drafted => format!(
			"the bank booked a payment it had refused, and {} was sent since: ask it to carry out only one",
			later.end_to_end
		),
		_ => "the bank booked a payment it had refused; it counts as paid. Ask the bank what became of the others in \
		      its file"
			.to_owned(),
	};
	let about = context.about_payment(payment);
	let mark = &payment.end_to_end;
	context
		.case(conn, CaseKind::Contradiction, mark, about, &detail)
		.await?;
	Ok(settles)
}

/// Whether the money of another attempt stayed with the payee.
async fn paid_by_another(conn: &mut Conn, payment: &Payment) -> Result<bool> {
	Ok(payments::of_redemption(conn, payment.redemption)
		.await?
		.iter()
		.any(|other| other.attempt != payment.attempt && other.status == PaymentStatus::Booked))
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
	let redemption = redemptions::must(conn, payment.redemption).await?;
	let is_paid_again = payments::another_pays(conn, payment).await?;
	if is_paid_again
		&& (redemption.status != RedemptionStatus::Settled
			|| paid_by_another(conn, payment).await?)
	{
		return Ok(());
	}
	if !matches!(
		redemption.status,
		RedemptionStatus::Paying | RedemptionStatus::Settled
	) {
		// Booked in error and booked back: its tokens are the holder's already.
		return Ok(());
	}
	let settling = payment.status == PaymentStatus::Booked;
	let unsettled = redemption.status == RedemptionStatus::Paying
		&& (!settling || intents::call_off_settle(conn, payment.redemption).await?);
	if unsettled {
		intents::reject(conn, payment.redemption, &reason, context.now).await?;
		return Ok(());
	}
	let about = context.about_payment(payment);
	let money = match payment.amount.checked_sub(back.amount) {
		Some(kept) if kept.is_positive() => format!(
			"{} of {} {} came back ({reason}), the bank kept {kept},",
			back.amount, payment.amount, payment.currency
		),
		_ => format!("the money came back ({reason})"),
	};
	let what = format!(
		"{money} after the redemption was settled: pay again, all that was due, to a payee that the citizen has \
		 corrected"
	);
	let detail = with_references(&what, end_to_end, &[back.reference]);
	let (kind, now) = (CaseKind::LateReturn, context.now);
	// Of a payment made again, the case it was made for goes on. It may have ended: the bank disowned a notice of the
	// return, or booked the payment once more, and it came back after all.
	if cases::unclosed(conn, kind, payment.redemption)
		.await?
		.is_none()
	{
		cases::raise(conn, kind, end_to_end, about, &detail, now).await?;
	}
	let status = match is_paid_again {
		true => CaseStatus::Working,
		false => CaseStatus::Open,
	};
	match cases::unclosed(conn, kind, payment.redemption).await? {
		Some(case) => cases::set_status(conn, case.id, status).await,
		None => Ok(()),
	}
}

/// Whether less than all of a payment came back: the bank kept its charges. What takes back a debit that was
/// not as ordered is no return.
async fn came_back_in_part(conn: &mut Conn, payment: &Payment, amount: Cents) -> Result<bool> {
	let in_part = amount.is_positive() && amount < payment.amount && payment.debit_day.is_some();
	Ok(in_part && !entries::is_wrong_debit(conn, &payment.end_to_end, amount).await?)
}

/// The payment a bank speaks of, if there is one that was sent; else a case.
async fn find(
	conn: &mut Conn,
	context: &Context<'_>,
	end_to_end: Option<&str>,
	reference: Option<&str>,
	batch: Option<i64>,
) -> Result<Option<Payment>> {
	let payment = match end_to_end {
		Some(name) => payments::get(conn, name).await?,
		None => None,
	};
	let sent = payment.filter(|p| {
		!matches!(p.status, PaymentStatus::Drafted | PaymentStatus::Withdrawn)
			&& batch.is_none_or(|b| b == p.batch)
	});
	if sent.is_none() {
		let mark = format!(
			"{} in file {}",
			end_to_end.unwrap_or("no name"),
			context.file.id
		);
		let what = "the bank speaks of a payment that was never sent";
		let detail = with_references(what, end_to_end.unwrap_or("no name"), &[reference]);
		context
			.case(
				conn,
				CaseKind::UnknownPayment,
				&mark,
				context.about(),
				&detail,
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
	(amount, currency): (Cents, Currency),
	way: Option<Direction>,
	reference: Option<&str>,
	mark: &str,
) -> Result<bool> {
	let about = context.about_payment(payment);
	let detail = |what: &str| with_references(what, &payment.end_to_end, &[reference]);
	if currency != payment.currency {
		let detail = detail(&format!(
			"ordered in {}, told in {currency}",
			payment.currency
		));
		context
			.case(conn, CaseKind::CurrencyDiffers, mark, about, &detail)
			.await?;
		return Ok(false);
	}
	if amount != payment.amount {
		let what = match way {
			Some(Direction::Credit) => {
				let takes_back = entries::is_wrong_debit(conn, &payment.end_to_end, amount).await?;
				let what = match takes_back {
					true => "a credit, which takes back the debit that was not as ordered",
					false => "a credit, which is no return of what was paid",
				};
				format!(
					"{what}: ordered {} {currency}, {amount} {currency} came in",
					payment.amount
				)
			},
			_ => format!(
				"ordered {} {currency}, told {amount} {currency}",
				payment.amount
			),
		};
		let detail = detail(&what);
		context
			.case(conn, CaseKind::AmountDiffers, mark, about, &detail)
			.await?;
		return Ok(false);
	}
	Ok(true)
}
