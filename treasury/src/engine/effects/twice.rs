//! What the bank books for one payment, summed up. It may book an order twice and give the second booking back: that
//! credit is no return of the payment. What is owed again is what came back less what was booked too much.

use super::{book, give_back, stays, with_references, Context};
use crate::{
	bank::camt::Line,
	error::Result,
	money::Cents,
	store::{
		cases::{self, CaseKind},
		entries::{self, Direction, Moved},
		payments::{self, Payment, PaymentStatus, Returned},
		Conn,
	},
};

/// What was told of a payment before a line, and with it.
pub(super) struct Told {
	pub(super) before: Moved,
	pub(super) after: Moved,
}

/// What is known of a payment: by bookings, and where none is told yet by what was announced (ACSC, pacs.004).
/// `read` is the file that is being read.
pub(super) async fn standing(
	conn: &mut Conn,
	payment: &Payment,
	read: Option<i64>,
) -> Result<Moved> {
	let told = entries::told(conn, &payment.end_to_end, read).await?;
	let left = payment.debit_day.map(|_| payment.amount);
	let came = payment.return_day.and(payment.return_amount);
	Ok(Moved {
		debits: told.debits.max(left.unwrap_or_default()),
		credits: told.credits.max(came.unwrap_or_default()),
	})
}

/// The mark of the case that a payee has a payment so many times.
fn mark(payment: &Payment, times: i64) -> String {
	format!("{} {times} times", payment.end_to_end)
}

/// How often, by the mark of such a case of this payment.
fn times(payment: &Payment, mark: &str) -> Option<i64> {
	let rest = mark.strip_prefix(payment.end_to_end.as_str())?;
	rest.strip_prefix(' ')?.strip_suffix(" times")?.parse().ok()
}

/// The bank says that money left for a payment.
pub(super) async fn debited(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	line: &Line,
	told: Told,
) -> Result<()> {
	let (ordered, name) = (payment.amount, payment.end_to_end.as_str());
	if told.after.debits > told.before.debits {
		paid_too_often(conn, context, payment, told.after).await?;
	}
	let reference = line.reference.as_deref().unwrap_or(name);
	if payment.status == PaymentStatus::Returned && told.after.is_paid(ordered) {
		return booked_again(conn, context, payment, (reference, line.day)).await;
	}
	// The reference and the day of a payment are those of its first booking.
	if told.after.too_much(ordered).is_positive() && payment.debit_day.is_some() {
		return Ok(());
	}
	book(conn, context, payment, Some(reference), line.day).await
}

/// The payee has a payment more than once: a case.
async fn paid_too_often(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	moved: Moved,
) -> Result<()> {
	let what = match moved.times(payment.amount) {
		..=1 => return Ok(()),
		2 => "the bank booked this payment twice: ask it for the money".to_owned(),
		times => format!("the bank booked this payment {times} times: ask it for the money"),
	};
	let mark = mark(payment, moved.times(payment.amount));
	too_often(conn, context, payment, &what, &mark).await
}

/// What had come back is with the payee again.
async fn booked_again(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	(reference, day): (&str, u32),
) -> Result<()> {
	let name = payment.end_to_end.as_str();
	payments::forget_return(conn, name, context.now).await?;
	if let Some(other) = under_way(conn, payment).await? {
		let what = format!(
			"the bank booked this payment again after it had given it back, and {other} was sent since: ask it to \
			 carry out only one"
		);
		too_often(conn, context, payment, &what, name).await?;
	}
	let how = format!("the bank booked it again ({reference}): the payee has the money");
	stays(conn, context, payment, (Some(reference), day), &how).await
}

/// The bank says that money of a payment came back.
pub(super) async fn credited(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	line: &Line,
	told: Told,
) -> Result<()> {
	let ordered = payment.amount;
	let after = told.after;
	if after.credits > after.debits.max(ordered) {
		if after.credits > told.before.credits {
			let what = "the bank gave this payment back twice";
			too_often(conn, context, payment, what, &line.booking).await?;
		}
		return Ok(());
	}
	if !after.is_paid(ordered) {
		let back = Returned {
			amount: came_back(conn, payment, after).await?,
			day: line.day,
			reference: line.reference.as_deref(),
			reason: line.return_reason.as_deref(),
		};
		give_back(conn, context, payment, back).await?;
	}
	undone(conn, context, payment, after).await
}

/// What came back of a payment: a statement says better than a notice how much.
async fn came_back(conn: &mut Conn, payment: &Payment, moved: Moved) -> Result<Cents> {
	let stated = entries::stated(conn, &payment.end_to_end).await?;
	let stated = stated.came_back(payment.amount);
	Ok(match stated.is_positive() {
		true => stated,
		false => moved.came_back(payment.amount),
	})
}

/// All lines of a statement are known: what was told of its days and is not on it counts no longer, neither a debit
/// that made a payment paid again nor a credit that hid one too much. `reason` is why the money came back, if the
/// statement says it; `is_news` says that by it more left than was known.
pub(super) async fn read_whole(
	conn: &mut Conn,
	context: &Context<'_>,
	end_to_end: &str,
	reason: Option<&str>,
	is_news: bool,
) -> Result<()> {
	let payment = payments::must(conn, end_to_end).await?;
	let (ordered, moved) = (payment.amount, standing(conn, &payment, None).await?);
	match payment.status {
		PaymentStatus::Booked if !moved.is_paid(ordered) => {
			if let Some(credit) = entries::last(conn, end_to_end, Direction::Credit).await? {
				let amount = came_back(conn, &payment, moved).await?;
				if amount > ordered {
					let what = "the bank gave this payment back twice";
					too_often(conn, context, &payment, what, &credit.booking).await?;
				}
				let back = Returned {
					amount: amount.min(ordered),
					day: credit.day,
					reference: credit.reference.as_deref(),
					reason,
				};
				give_back(conn, context, &payment, back).await?;
				undone(conn, context, &payment, moved).await?;
			}
		},
		PaymentStatus::Returned if moved.is_paid(ordered) => {
			if let Some(debit) = entries::last(conn, end_to_end, Direction::Debit).await? {
				let reference = debit.reference.as_deref().unwrap_or(end_to_end);
				booked_again(conn, context, &payment, (reference, debit.day)).await?;
			}
		},
		_ => {},
	}
	// The return may have been of a notice, and be forgotten.
	let payment = payments::must(conn, end_to_end).await?;
	let moved = standing(conn, &payment, None).await?;
	let kind = CaseKind::BookedTwice;
	let mark = mark(&payment, moved.times(ordered));
	if !is_news && cases::closed_by_hand(conn, kind, &mark).await? {
		return Ok(());
	}
	paid_too_often(conn, context, &payment, moved).await
}

/// Another attempt that the bank may carry out still.
async fn under_way(conn: &mut Conn, payment: &Payment) -> Result<Option<String>> {
	let attempts = payments::of_redemption(conn, payment.redemption).await?;
	let other = attempts
		.into_iter()
		.find(|p| p.attempt != payment.attempt && p.status.is_with_bank());
	Ok(other.map(|p| p.end_to_end))
}

async fn too_often(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	what: &str,
	mark: &str,
) -> Result<()> {
	let name = payment.end_to_end.as_str();
	let mut known = Vec::new();
	for direction in [Direction::Debit, Direction::Credit] {
		known.extend(entries::references(conn, name, direction).await?);
	}
	let known: Vec<_> = known.iter().map(|r| Some(r.as_str())).collect();
	let detail = with_references(what, name, &known);
	let (about, kind) = (context.about_payment(payment), CaseKind::BookedTwice);
	cases::raise(conn, kind, mark, about, &detail, context.now).await
}

/// The cases of what was booked too much are over when a statement has the money back: a notice is written by
/// anybody.
async fn undone(
	conn: &mut Conn,
	context: &Context<'_>,
	payment: &Payment,
	after: Moved,
) -> Result<()> {
	let (ordered, name) = (payment.amount, payment.end_to_end.as_str());
	let stated = entries::stated(conn, name).await?;
	if !stated.credits.is_positive() {
		return Ok(());
	}
	let how = "the bank gave it back: by its statement nothing was paid too often";
	let left = stated.times(ordered).max(after.times(ordered)).max(1);
	let kind = CaseKind::BookedTwice;
	for mark in cases::unclosed_marks(conn, kind, payment.currency).await? {
		if times(payment, &mark).is_some_and(|times| times > left) {
			cases::close_marked(conn, kind, &mark, how, context.now).await?;
		}
	}
	// Paid with two attempts, and one of them came back.
	let attempts = payments::of_redemption(conn, payment.redemption).await?;
	let paid = attempts
		.iter()
		.filter(|p| p.status == PaymentStatus::Booked)
		.count();
	if paid > 1 || !stated.came_back(ordered).is_positive() {
		return Ok(());
	}
	for attempt in attempts {
		let mark = &attempt.end_to_end;
		cases::close_marked(conn, kind, mark, how, context.now).await?;
	}
	Ok(())
}
