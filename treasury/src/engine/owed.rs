//! What is owed still: asked before a redemption is paid once more or refused, before a case about it is
//! closed, and again right before a payment goes into a file. A bank may say one thing and do another.

use super::{effects, reconcile::not_on_statement};
use crate::{
	bank::calendar,
	error::{Error, Result},
	money::Cents,
	store::{
		audit,
		cases::{self, About, Case, CaseKind, CaseStatus},
		entries::{self, Direction},
		intents::{self, IntentKind},
		payments::{self, Payment, PaymentStatus},
		redemptions::{self, Redemption, RedemptionStatus},
		Conn, SERVICE,
	},
};

/// Whether nothing but this attempt pays its redemption or ends it.
async fn is_owed(conn: &mut Conn, payment: &Payment) -> Result<bool> {
	if payment.debit_day.is_some() && payment.return_day.is_none() {
		return Ok(false);
	}
	let id = payment.redemption;
	let open = match redemptions::must(conn, id).await?.status {
		RedemptionStatus::Paying => {
			!intents::waits(conn, id, IntentKind::Settle).await?
				&& !intents::waits(conn, id, IntentKind::Reject).await?
		},
		// Settled and not paid: it came back.
		RedemptionStatus::Settled => true,
		_ => false,
	};
	Ok(open && !payments::another_pays(conn, payment).await?)
}

/// The payments of a refused file that are owed still.
async fn refused_payments(conn: &mut Conn, case: &Case) -> Result<Vec<Payment>> {
	let mut owed = Vec::new();
	let Some(batch) = case.batch else {
		return Ok(owed);
	};
	for payment in payments::of_batch(conn, batch).await? {
		if payment.status == PaymentStatus::Rejected && is_owed(conn, &payment).await? {
			owed.push(payment);
		}
	}
	Ok(owed)
}

/// What of a refused file an officer can deal with. Refused while the bank contradicts itself about it: what
/// it says it refused it may be paying.
pub(super) async fn to_deal_with(conn: &mut Conn, case: &Case) -> Result<Vec<Payment>> {
	let contradiction = match case.batch {
		Some(batch) => cases::unclosed_of_batch(conn, CaseKind::Contradiction, batch).await?,
		None => None,
	};
	match contradiction {
		Some(other) => Err(Error::refused(format!(
			"the bank contradicts itself about this file: ask it in writing what it pays, and close case {} with \
			 its answer first",
			other.id
		))),
		None => refused_payments(conn, case).await,
	}
}

/// What keeps a case from being closed by hand, and what ends it instead.
pub(super) async fn keeps_open(conn: &mut Conn, case: &Case) -> Result<Option<String>> {
	Ok(match case.kind {
		CaseKind::FileRefused => match refused_payments(conn, case).await?.len() {
			0 => None,
			owed => Some(format!(
				"{owed} of its payments are owed still: send them again, or refuse the redemptions"
			)),
		},
		CaseKind::LateReturn => {
			let Some(id) = case.redemption else {
				return Ok(None);
			};
			let status = redemptions::must(conn, id).await?.status;
			let paid = payments::of_redemption(conn, id)
				.await?
				.iter()
				.any(|p| p.status == PaymentStatus::Booked);
			let owed = !paid
				&& matches!(status, RedemptionStatus::Paying | RedemptionStatus::Settled)
				&& entries::unknown_debit(conn, id).await?.is_none();
			owed.then(|| {
				"the money is owed still: pay again, to a payee that the citizen has corrected; the case closes when \
				 that is booked"
					.to_owned()
			})
		},
		CaseKind::NoAnswer => {
			let payment = match &case.payment {
				Some(name) => payments::get(conn, name).await?,
				None => None,
			};
			payment.filter(|p| p.status.is_with_bank()).map(|_| {
				"the payment may be carried out still: ask the bank; the case closes when it books, returns or \
					 refuses it"
						.to_owned()
			})
		},
		_ => None,
	})
}

/// What has to come before a redemption whose money came back is paid again, in words; none where nothing has to.
pub(super) async fn why_not_again(
	conn: &mut Conn,
	redemption: &Redemption,
) -> Result<Option<String>> {
	if redemption.paid.is_none() {
		return Ok(Some(
			"the redemption is not settled yet: wait until the chain has it".into(),
		));
	}
	if let Some(unknown) = entries::unknown_debit(conn, redemption.id).await? {
		return Ok(Some(format!(
			"the bank booked {unknown}, which these books do not know: it was paid again before they were restored, or \
			 not as ordered. Ask the bank; if the payee has the money, close the case"
		)));
	}
	if let Some(why) = not_yet_payable(conn, redemption.id).await? {
		return Ok(Some(why));
	}
	let attempts = payments::of_redemption(conn, redemption.id).await?;
	let waits = attempts.into_iter().find(|p| p.status.is_with_bank());
	Ok(waits.map(|waits| {
		format!(
			"{} is with the bank: ask it what becomes of that; if it will not pay, have it refuse it (pain.002) first",
			waits.end_to_end
		)
	}))
}

/// Why a settled redemption may not be paid again yet. Statements that add up say it, by sums: anybody who can put a
/// file into the inbox can write a notice, and a credit may only take back what was booked twice.
pub(super) async fn not_yet_payable(conn: &mut Conn, redemption: u64) -> Result<Option<String>> {
	let redemption = redemptions::must(conn, redemption).await?;
	let mut has = Cents::ZERO;
	let attempts = payments::of_redemption(conn, redemption.id).await?;
	for payment in &attempts {
		let name = &payment.end_to_end;
		let stated = entries::stated(conn, name).await?;
		// Whole orders: what is less than one the bank kept of a return.
		let left = stated.debits.less(stated.credits).0;
		let orders = left.checked_div(payment.amount.0).unwrap_or_default();
		has = Cents(
			has.0
				.saturating_add(orders.saturating_mul(payment.amount.0)),
		);
		let Some(day) = payment.return_day else {
			continue;
		};
		if !stated.came_back(payment.amount).is_positive() {
			return Ok(Some(format!(
				"no statement has the money of {name} back yet, a notice alone says so: wait for the statement of {}. \
				 If that has no credit of it, a case not-on-statement says what to do",
				calendar::date(day)
			)));
		}
		if let (Some(day), false) = (payment.debit_day, stated.debits.is_positive()) {
			return Ok(Some(format!(
				"the statement of {} is missing, on which {name} left: it says whether the bank booked it once. Get it \
				 from the bank and put it into the inbox",
				calendar::date(day)
			)));
		}
	}
	let due = redemption
		.paid
		.or(redemption.due)
		.unwrap_or(redemption.quote);
	if has >= due {
		return Ok(Some(format!(
			"by the bank's statements {has} {} left for it and did not come back: nothing is missing. What came back was \
			 booked too much",
			redemption.currency
		)));
	}
	for Payment { end_to_end, .. } in attempts {
		if let Some(day) = entries::awaited_debit(conn, &end_to_end).await? {
			return Ok(Some(format!(
				"a message tells that {end_to_end} was booked on {date}, and no statement has it so: another statement \
				 of that day may. Wait for one of a later day than {date}",
				date = calendar::date(day)
			)));
		}
	}
	Ok(None)
}

/// The bank says that it never booked what a notice told: the books are as if it had not been told.
pub(super) async fn disown(conn: &mut Conn, case: &Case, officer: &str, now: i64) -> Result<()> {
	let name = case
		.payment
		.as_deref()
		.ok_or_else(|| Error::Inconsistent("a case of no payment".into()))?;
	let payment = payments::must(conn, name).await?;
	let redemption = redemptions::must(conn, payment.redemption).await?;
	let mark = cases::mark(conn, case).await?;
	let direction = match mark == not_on_statement(name, Direction::Credit) {
		true => Direction::Credit,
		false => Direction::Debit,
	};
	let stated = entries::stated(conn, name).await?;
	let is_stated = match direction {
		Direction::Debit => stated.debits.is_positive(),
		Direction::Credit => stated.came_back(payment.amount).is_positive(),
	};
	if is_stated {
		// A statement came since, and the next report closes the case.
		return Ok(());
	}
	let late = cases::unclosed(conn, CaseKind::LateReturn, redemption.id).await?;
	if direction == Direction::Credit {
		if late
			.as_ref()
			.is_some_and(|c| c.status == CaseStatus::Working)
		{
			return Err(Error::refused(
				"it is being paid again: withdraw that batch first; if it is with the bank, ask the bank to stop it",
			));
		}
		entries::forget_notices(conn, name, direction).await?;
		payments::forget_return(conn, name, now).await?;
		if let Some(late) = late {
			let how = format!("the bank has not given it back: case {}", case.id);
			cases::close(conn, late.id, officer, &how, now).await?;
		}
		let stayed = payment.debit_day.is_some();
		let trouble = match redemption.status {
			RedemptionStatus::Rejected if stayed => Some((
				CaseKind::ChainDiffers,
				redemption.id.to_string(),
				"the bank paid a redemption that the chain has ended otherwise",
			)),
			_ if stayed && payments::another_pays(conn, &payment).await? => Some((
				CaseKind::BookedTwice,
				name.to_owned(),
				"it was paid again although it had not come back: ask the payee, or the bank, for the money of one",
			)),
			_ => None,
		};
		if let Some((kind, mark, detail)) = trouble {
			cases::raise(conn, kind, &mark, about(&payment), detail, now).await?;
		}
		return Ok(());
	}
	entries::forget_notices(conn, name, direction).await?;
	payments::forget_debit(conn, name, now).await?;
	intents::call_off_settle(conn, redemption.id).await?;
	if redemption.status == RedemptionStatus::Settled && late.is_none() {
		let detail = "it was settled by a notice that the bank disowns, and the citizen has no money: ask the bank \
		              whether it still pays. If it refuses the payment (pain.002), pay again; if it books it, the case \
		              closes";
		cases::raise(
			conn,
			CaseKind::LateReturn,
			name,
			about(&payment),
			detail,
			now,
		)
		.await?;
	}
	Ok(())
}

fn about(payment: &Payment) -> About {
	About {
		redemption: Some(payment.redemption),
		payment: Some(payment.end_to_end.clone()),
		batch: Some(payment.batch),
		money: Some((payment.amount, payment.currency)),
		..About::default()
	}
}

/// The payments of a batch are given up, and nothing of them was sent: what they were to remedy is a case
/// once more.
pub(super) async fn given_up(conn: &mut Conn, again: &[Payment], now: i64) -> Result<()> {
	for payment in again {
		if !is_owed(conn, payment).await? {
			continue;
		}
		let status = redemptions::must(conn, payment.redemption).await?.status;
		if status == RedemptionStatus::Settled {
			let detail = "the batch that was to pay it again was withdrawn";
			effects::reopen(conn, payment, detail, now).await?;
		} else if let Some(before) = payments::current(conn, payment.redemption).await? {
			let about = About {
				batch: Some(before.batch),
				money: Some((before.amount, before.currency)),
				..About::default()
			};
			let mark = format!("batch {}", before.batch);
			let detail = "its payments were to be sent again, and the batch was withdrawn";
			cases::raise(conn, CaseKind::FileRefused, &mark, about, detail, now).await?;
		}
	}
	Ok(())
}

/// Whether a drafted payment may go into a file. One that may not is given up: something else pays its
/// redemption or ends it.
pub(super) async fn may_be_sent(conn: &mut Conn, payment: &Payment, now: i64) -> Result<bool> {
	if is_owed(conn, payment).await? {
		return Ok(true);
	}
	let name = &payment.end_to_end;
	payments::set_status(conn, name, PaymentStatus::Withdrawn, None, now).await?;
	let subject = format!("payment {name}");
	let why = "its redemption is paid or ended otherwise";
	audit::note(conn, now, SERVICE, "not-sent", &subject, why).await?;
	tracing::warn!(payment = name, "not sent: {why}");
	Ok(false)
}

/// The bank booked what it had refused: whether the redemption can be settled with it. A refusal the chain
/// was not told is called off.
pub(super) async fn may_settle(conn: &mut Conn, payment: &Payment) -> Result<bool> {
	let id = payment.redemption;
	Ok(match redemptions::must(conn, id).await?.status {
		RedemptionStatus::Settled => true,
		RedemptionStatus::Paying => {
			intents::call_off(conn, id, IntentKind::Reject).await?
				|| !intents::waits(conn, id, IntentKind::Reject).await?
		},
		_ => false,
	})
}
