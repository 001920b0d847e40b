//! Status reports (pain.002).

use super::{answered, book, find, reopen, same_money, Context};
use crate::{
	bank::pain002::{self, Verdict},
	error::Result,
	store::{
		batches::{self, Batch, BatchStatus},
		cases::{self, About, CaseKind},
		intents,
		payments::{self, Payment, PaymentStatus},
		redemptions::{self, RedemptionStatus},
		Conn,
	},
};

pub(super) async fn apply(
	conn: &mut Conn,
	context: &Context<'_>,
	report: &pain002::Report,
) -> Result<()> {
	let sent = batches::by_msg_id(conn, &report.original)
		.await?
		.filter(|b| {
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
		let verdict = report
			.group
			.iter()
			.chain(&report.parts)
			.find_map(|v| match v {
				Verdict::Rejected(reason) => Some(reason.as_str()),
				_ => None,
			});
		return match verdict {
			Some(reason) if pain002::is_duplicate(reason) => {
				// The file came to the bank twice and was carried out once. Nothing to do.
				tracing::info!(
					batch = batch.id,
					reason,
					"the bank has this message already"
				);
				Ok(())
			},
			Some(reason) => file_refused(conn, context, &batch, reason).await,
			None => Ok(()),
		};
	}
	for one in &report.payments {
		let Some(payment) = find(
			conn,
			context,
			one.end_to_end.as_deref(),
			None,
			Some(batch.id),
		)
		.await?
		else {
			continue;
		};
		let mark = format!("{} in file {}", payment.end_to_end, context.file.id);
		if let Some((amount, currency)) = one.amount {
			if !same_money(
				conn,
				context,
				&payment,
				(amount, currency.unwrap_or(payment.currency)),
				None,
				None,
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
				tracing::info!(
					payment = payment.end_to_end,
					reason,
					"a duplicate, by the bank"
				);
			},
			Verdict::Rejected(reason) => refuse(conn, context, &payment, reason).await?,
			Verdict::Other(_) => {},
		}
	}
	Ok(())
}

async fn accepted(conn: &mut Conn, context: &Context<'_>, payment: &Payment) -> Result<()> {
	let refused_with_its_file = payment.status == PaymentStatus::Rejected
		&& cases::unclosed_of_batch(conn, CaseKind::FileRefused, payment.batch)
			.await?
			.is_some();
	if refused_with_its_file {
		let about = context.about_payment(payment);
		let mark = format!("{} accepted", payment.end_to_end);
		let detail = "the bank accepted a payment of a file it had refused: ask it which holds";
		return context
			.case(conn, CaseKind::Contradiction, &mark, about, detail)
			.await;
	}
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

/// The bank refused a whole file: not the citizens' fault, so a person decides. What it has accepted or
/// carried out of it says that it took the file, whatever it refuses since (a second copy, perhaps): then
/// nothing changes, and a person asks it.
async fn file_refused(
	conn: &mut Conn,
	context: &Context<'_>,
	batch: &Batch,
	reason: &str,
) -> Result<()> {
	let about = About {
		batch: Some(batch.id),
		money: Some((batch.total, batch.currency)),
		..context.about()
	};
	let mark = format!("batch {}", batch.id);
	let payments = payments::of_batch(conn, batch.id).await?;
	let taken = payments.iter().any(|p| {
		p.debit_day.is_some()
			|| matches!(
				p.status,
				PaymentStatus::Accepted | PaymentStatus::Booked | PaymentStatus::Returned
			)
	});
	if taken {
		let detail = format!(
			"the bank refused ({reason}) a file it has accepted or carried out payments of: ask it in writing. What \
			 it will not pay, let it refuse payment by payment"
		);
		return context
			.case(conn, CaseKind::Contradiction, &mark, about, &detail)
			.await;
	}
	for payment in payments {
		if payment.status == PaymentStatus::Instructed {
			let (name, refused) = (&payment.end_to_end, PaymentStatus::Rejected);
			payments::set_status(conn, name, refused, Some(reason), context.now).await?;
			answered(conn, context, &payment).await?;
		}
	}
	let detail = format!(
		"the bank refused the whole file ({reason}): send again, or refuse its redemptions"
	);
	context
		.case(conn, CaseKind::FileRefused, &mark, about, &detail)
		.await
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
	if payments::another_pays(conn, payment).await? {
		return Ok(());
	}
	let redemption = redemptions::must(conn, payment.redemption).await?;
	match redemption.status {
		RedemptionStatus::Paying => {
			intents::reject(conn, payment.redemption, reason, context.now).await?;
			Ok(())
		},
		_ => {
			let detail = format!(
				"the bank refused ({reason}) the payment of a settled redemption: pay again, to a payee that the \
				 citizen has corrected"
			);
			reopen(conn, payment, &detail, context.now).await
		},
	}
}
