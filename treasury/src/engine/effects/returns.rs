//! Payments that come back (pacs.004).

use std::collections::BTreeSet;

use super::{came_back_in_part, find, give_back, same_money, twice, with_references, Context};
use crate::{
	bank::pacs004::Returns,
	error::Result,
	store::{
		cases::CaseKind,
		entries::Direction,
		payments::{PaymentStatus, Returned},
		Conn,
	},
};

pub(super) async fn apply(conn: &mut Conn, context: &Context<'_>, returns: &Returns) -> Result<()> {
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
		let Some(payment) = find(
			conn,
			context,
			one.end_to_end.as_deref(),
			one.id.as_deref(),
			None,
		)
		.await?
		else {
			continue;
		};
		let mark = format!("{} in file {}", payment.end_to_end, context.file.id);
		let (money, reference) = ((one.amount, one.currency), one.id.as_deref());
		let in_part = one.currency == payment.currency
			&& came_back_in_part(conn, &payment, one.amount).await?;
		let way = Some(Direction::Credit);
		if !in_part && !same_money(conn, context, &payment, money, way, reference, &mark).await? {
			continue;
		}
		if !told.insert(payment.end_to_end.clone()) {
			let what = "one message gives this payment back twice";
			let detail = with_references(what, &payment.end_to_end, &[reference]);
			let about = context.about_payment(&payment);
			context
				.case(conn, CaseKind::BookedTwice, &mark, about, &detail)
				.await?;
			continue;
		}
		if payment.status == PaymentStatus::Returned {
			// The booking says better when.
			continue;
		}
		let standing = twice::standing(conn, &payment, None).await?;
		if standing.too_much(payment.amount).is_positive() {
			// Booked more than once: the credit says by sums what comes back, an announcement does not.
			tracing::info!(
				payment = payment.end_to_end,
				"a return of what was booked twice is waited for"
			);
			continue;
		}
		let back = Returned {
			amount: one.amount,
			day: context.told_day(one.day),
			reference: one.id.as_deref(),
			reason: Some(&one.reason),
		};
		give_back(conn, context, &payment, back).await?;
	}
	Ok(())
}
