//! Bookings that are not as ordered, and silence.

use civic_treasury::{
	money::{Cents, Currency},
	store::{
		cases::{CaseKind, CaseStatus},
		payments::PaymentStatus,
		redemptions::RedemptionStatus,
	},
};

use super::{case_of, read_only};
use crate::{
	common::{
		bank::{credit, debit, notice, paid_in, returned, returned_to, statement, status, Line},
		e2e, World, CITY, DAY,
	},
	on_both,
};

on_both! {
	an_unknown_payment_is_a_case;
	another_amount_is_a_case;
	another_currency_is_a_case;
	a_booking_twice_is_a_case;
	a_contradiction_is_a_case_and_does_not_balance;
	a_credit_that_takes_back_a_wrong_debit_is_no_return;
	silence_is_a_case_until_the_bank_answers;
	refusals_and_returns_of_what_is_over_change_nothing;
	a_booking_calls_off_a_refusal_the_chain_was_not_told;
}

async fn an_unknown_payment_is_a_case(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	let lines = [
		debit("CL999X1", 1_000),
		debit("SOMEBODY", 1_000),
		credit("CL998X1", 1_000),
	];
	w.bank_sends(notice("C54", &lines)).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::UnknownPayment; 3]);
	// The statement tells the same: no new cases but that it does not balance.
	let and_unbalanced = |unknown: usize| {
		let mut cases = vec![CaseKind::UnknownPayment; unknown];
		cases.push(CaseKind::Unbalanced);
		cases
	};
	w.bank_sends(statement(1, DAY, 100_000, 99_000, &lines))
		.await;
	assert_eq!(w.open_cases().await, and_unbalanced(3));
	w.bank_sends(status("P2", &msg_id, &[("CL997X1", "RJCT", Some("AC04"))]))
		.await;
	w.bank_sends(returned("R1", "CL996X1", 1_000)).await;
	w.bank_sends(status(
		"P3",
		"NEVER-SENT",
		&[(&e2e(ids[0]), "RJCT", Some("AC04"))],
	))
	.await;
	assert_eq!(w.open_cases().await, and_unbalanced(6));
	// Whoever pays in has names of their own.
	let gift = Line {
		reason: None,
		..credit("GIFT-1", 5)
	};
	w.bank_sends(notice("C55", &[gift, paid_in("GRANT", 7)]))
		.await;
	assert_eq!(w.open_cases().await.len(), 7);
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Instructed);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	// A payment that was drafted and never sent is not known to the bank either.
	let drafted = w.redeem(3_000);
	w.run().await;
	w.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made");
	w.bank_sends(notice("C56", &[debit(&e2e(drafted), 3_000)]))
		.await;
	assert_eq!(w.open_cases().await, and_unbalanced(7));
	assert_eq!(w.chain_status(drafted), RedemptionStatus::Open);
}

async fn another_amount_is_a_case(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 999)])).await;
	w.bank_sends(returned("R1", &name, 998)).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::AmountDiffers; 2]);
	let cases = w.cases(true).await;
	let case = &cases[1];
	assert_eq!(
		(case.redemption, case.amount),
		(Some(ids[0]), Some(Cents(1_000)))
	);
	// What the bank asks for on the telephone.
	for (case, reference) in [(case, format!("MB-{name}")), (&cases[0], "RTR-R1".into())] {
		assert!(case.detail.contains(&name), "{}", case.detail);
		assert!(case.detail.contains(&reference), "{}", case.detail);
	}
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Instructed);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	// In the end it does not balance, and says by how much.
	w.bank_sends(statement(1, DAY, 5_000, 4_001, &[debit(&name, 999)]))
		.await;
	let report = w.reconcile().await;
	assert_eq!(report.other_debits, Cents(999));
	assert!(!report.balanced);
	assert_eq!(
		report.differences,
		[format!(
			"9.99 EUR left the account as {name}: case {}",
			case.id
		)]
	);
	// An officer looks at it and says how it ended.
	let case = case.id;
	assert!(w.desk.close_case(case, "anna", "  ").await.is_err());
	w.desk
		.close_case(case, "anna", "the bank will correct it")
		.await
		.expect("closed");
	assert!(w.desk.close_case(case, "anna", "again").await.is_err());
	let closed = w.desk.case(case).await.expect("it is there");
	assert_eq!(
		(closed.status, closed.closed_by.as_deref()),
		(CaseStatus::Closed, Some("anna"))
	);
	w.must_balance().await;
}

async fn another_currency_is_a_case(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	let dollars = Line {
		currency: "USD",
		..debit(&name, 1_000)
	};
	w.bank_sends(notice("C54", &[dollars])).await;
	w.bank_sends(returned_to(CITY, "USD", "R1", &name, 1_000))
		.await;
	let other = statement(1, DAY, 0, 0, &[]).replace("Ccy=\"EUR\"", "Ccy=\"USD\"");
	w.bank_sends(other).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::CurrencyDiffers; 3]);
	for (case, reference) in w.cases(true).await[1..].iter().zip(["RTR-R1", "MB-CL"]) {
		assert!(case.detail.contains(&name), "{}", case.detail);
		assert!(case.detail.contains(reference), "{}", case.detail);
	}
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Instructed);
}

async fn a_booking_twice_is_a_case(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	let again = Line {
		reference: "MB-OTHER".into(),
		..debit(&name, 1_000)
	};
	let lines = [debit(&name, 1_000), again];
	w.bank_sends(notice("C54", &lines)).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::BookedTwice]);
	let told = w.cases(true).await.remove(0).detail;
	for what in [&name, &format!("MB-{name}"), "MB-OTHER"] {
		assert!(told.contains(what), "{told}");
	}
	w.bank_sends(statement(1, DAY, 10_000, 8_000, &lines)).await;
	let report = w.reconcile().await;
	assert!(!report.balanced);
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Booked);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	let figures = w.desk.figures().await.expect("figures");
	assert_eq!(figures.currencies[0].balanced, Some(false));
	assert_eq!(figures.currencies[0].difference, Cents(1_000));
}

async fn a_contradiction_is_a_case_and_does_not_balance(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	let (one, two) = (e2e(ids[0]), e2e(ids[1]));
	w.bank_sends(status("P2", &msg_id, &[(&one, "RJCT", Some("AC04"))]))
		.await;
	w.bank_sends(notice("C54", &[debit(&one, 1_000), debit(&two, 2_000)]))
		.await;
	w.bank_sends(status("P3", &msg_id, &[(&two, "RJCT", Some("AC04"))]))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::Contradiction; 2]);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Rejected);
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Settled);
	let report = w.reconcile().await;
	let wrong: Vec<_> = report
		.checks
		.iter()
		.filter(|c| c.difference != Cents::ZERO)
		.collect();
	assert_eq!(wrong.len(), 1);
	assert_eq!(wrong[0].difference, Cents(1_000));
	assert!(w.open_cases().await.contains(&CaseKind::Unbalanced));
	// The bank books it back: all is well again, by itself.
	w.bank_sends(notice("C55", &[credit(&one, 1_000)])).await;
	w.must_balance().await;
	assert!(!w.open_cases().await.contains(&CaseKind::Unbalanced));
}

async fn a_credit_that_takes_back_a_wrong_debit_is_no_return(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 999), debit(&name, 1_000)]))
		.await;
	w.bank_sends(notice("C55", &[credit(&name, 999)])).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::AmountDiffers; 2]);
	let detail = w.cases(true).await.remove(0).detail;
	assert!(detail.starts_with("a credit, which takes back"), "{detail}");
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Booked);
}

async fn silence_is_a_case_until_the_bank_answers(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	w.wait(86_400);
	w.run().await;
	assert_eq!(w.open_cases().await, vec![]);
	w.wait(86_400);
	w.run().await;
	assert_eq!(w.open_cases().await, vec![CaseKind::NoAnswer]);
	assert_eq!(w.outbox().len(), 1, "nothing is sent again");
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	assert_eq!(w.open_cases().await, vec![]);
}

async fn refusals_and_returns_of_what_is_over_change_nothing(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	let (one, two) = (e2e(ids[0]), e2e(ids[1]));
	let refusal = |n: &str| status(n, &msg_id, &[(&one, "RJCT", Some("AC04"))]);
	w.bank_sends(refusal("P2")).await;
	w.bank_sends(refusal("P3")).await;
	w.bank_sends(notice("C54", &[debit(&two, 2_000)])).await;
	w.bank_sends(returned("R1", &two, 2_000)).await;
	w.bank_sends(returned("R2", &two, 2_000)).await;
	w.bank_sends(status("P4", &msg_id, &[(&two, "RJCT", Some("AC04"))]))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Rejected);
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Settled);
	w.must_balance().await;
}

async fn a_booking_calls_off_a_refusal_the_chain_was_not_told(w: World) {
	for comes_back in [false, true] {
		let (ids, msg_id) = w.sent(&[1_000]).await;
		let name = e2e(ids[0]);
		let refusal = status(&msg_id, &msg_id, &[(&name, "RJCT", Some("AC04"))]);
		read_only(&w, refusal).await;
		read_only(&w, notice(&name, &[debit(&name, 1_000)])).await;
		if comes_back {
			let back = notice(&msg_id, &[credit(&name, 1_000)]);
			read_only(&w, back).await;
		}
		w.run().await;
		let ended = match comes_back {
			true => RedemptionStatus::Rejected,
			false => RedemptionStatus::Settled,
		};
		assert_eq!(w.chain_status(ids[0]), ended);
		let case = case_of(&w, CaseKind::Contradiction).await;
		w.desk
			.close_case(case, "anna", "the bank apologised")
			.await
			.expect("closed");
	}
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}
