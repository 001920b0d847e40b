//! What statements have and have not.

use civic_treasury::{
	chain::Reserve,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		cases::CaseKind, payments::PaymentStatus, redemptions::RedemptionStatus,
		reserve::ProposalStatus,
	},
};

use super::{case_of, corrected};
use crate::{
	common::{
		bank::{credit, debit, notice, paid_in, returned, statement, status, Line},
		e2e, World, DAY,
	},
	on_both,
};

on_both! {
	a_statement_of_a_known_name_with_other_lines_counts_for_nothing;
	a_statement_that_lies_is_a_case;
	a_right_statement_takes_the_place_of_one_that_does_not_add_up;
	a_missing_line_is_an_alarm_until_it_comes;
	a_return_that_no_statement_has_is_not_paid_again;
	a_return_that_no_statement_has_leaves_the_reserve_as_it_is;
	a_payment_that_no_statement_has_is_a_case_and_can_be_disowned;
	no_reserve_is_proposed_that_is_more_than_statements_hold;
	what_is_attested_by_mistake_takes_nothing_from_what_is_proposed;
	what_comes_back_in_part_is_owed_whole;
}

async fn a_statement_that_lies_is_a_case(w: World) {
	w.bank_sends(statement(1, DAY, 10_000, 9_999, &[])).await;
	let both = vec![CaseKind::StatementGap, CaseKind::Unbalanced];
	assert_eq!(w.open_cases().await, both);
	// It counts for nothing; that there is no right one is all that is wrong.
	let report = w.reconcile().await;
	assert_eq!((report.closing, report.differences.len()), (None, 1));
	// The right one of the same name takes its place.
	w.bank_sends(statement(1, DAY, 10_000, 10_000, &[])).await;
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(w.must_balance().await.closing, Some(Cents(10_000)));
	// Another one of that name, with other figures.
	w.bank_sends(statement(1, DAY, 9_000, 9_000, &[])).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::StatementGap]);
	// One that does not go on from it.
	w.bank_sends(statement(3, DAY + 2, 5_000, 5_000, &[])).await;
	assert!(!w.reconcile().await.balanced);
}

async fn a_right_statement_takes_the_place_of_one_that_does_not_add_up(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let left = debit(&e2e(ids[0]), 1_000);
	let before = statement(1, DAY - 1, 10_000, 10_000, &[]);
	w.bank_sends(before).await;
	// A line too many, and the balance of neither.
	let lines = [left.clone(), debit("BY-MISTAKE", 500)];
	w.bank_sends(statement(2, DAY, 10_000, 9_010, &lines)).await;
	assert!(w.open_cases().await.contains(&CaseKind::StatementGap));
	let unknown = case_of(&w, CaseKind::UnknownPayment).await;
	w.desk
		.close_case(unknown, "anna", "the bank: an error of the statement")
		.await
		.expect("closed");
	// What is on it alone is on no statement, and its balance is nobody's.
	let report = w.reconcile().await;
	assert_eq!(report.differences.len(), 1, "{report:?}");
	assert!(report.checks.iter().all(|c| c.difference == Cents::ZERO));
	assert_eq!(
		(report.in_transit, report.closing),
		(Cents(1_000), Some(Cents(10_000)))
	);
	let view = w.desk.reserve(Currency::EUR).await.expect("it is there");
	assert_eq!(view.proposals[0].balance, Cents(10_000));
	// The bank sends the right one under another name.
	w.bank_sends(statement(
		3,
		DAY,
		10_000,
		9_000,
		std::slice::from_ref(&left),
	))
	.await;
	w.bank_sends(statement(4, DAY + 1, 9_000, 9_000, &[])).await;
	assert_eq!(w.open_cases().await, vec![]);
	let report = w.must_balance().await;
	assert_eq!(
		(report.in_transit, report.closing),
		(Cents::ZERO, Some(Cents(9_000)))
	);
	assert_eq!(report.other_debits, Cents::ZERO);
}

async fn a_missing_line_is_an_alarm_until_it_comes(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	// On the way it is until the statement of its day.
	w.bank_sends(statement(1, DAY - 1, 9_000, 9_000, &[])).await;
	assert_eq!(w.must_balance().await.in_transit, Cents(1_000));
	w.bank_sends(statement(2, DAY, 9_000, 9_000, &[])).await;
	let report = w.reconcile().await;
	assert!(!report.balanced);
	assert!(
		report.differences[0].contains(&name),
		"{:?}",
		report.differences
	);
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::Unbalanced, CaseKind::NotOnStatement]
	);
	let late = Line {
		day: DAY + 1,
		..debit(&name, 1_000)
	};
	w.bank_sends(statement(3, DAY + 1, 9_000, 8_000, &[late]))
		.await;
	w.must_balance().await;
	assert_eq!(w.open_cases().await, vec![]);
}

async fn a_return_that_no_statement_has_is_not_paid_again(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	// Whoever can write into the inbox says that it came back.
	w.bank_sends(notice("C55", &[credit(&name, 1_000)])).await;
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	assert!(w.desk.pay_again(late, "maker", payee).await.is_err());
	// The bank's statement of that day has the payment and no credit.
	w.bank_sends(statement(1, DAY, 10_000, 9_000, &[debit(&name, 1_000)]))
		.await;
	assert_eq!(
		w.open_cases().await,
		vec![
			CaseKind::LateReturn,
			CaseKind::Unbalanced,
			CaseKind::NotOnStatement
		]
	);
	let report = w.reconcile().await;
	assert!(!report.balanced);
	assert!(report.differences[0].contains(&name), "{report:?}");
	let case = case_of(&w, CaseKind::NotOnStatement).await;
	let told = w.desk.case(case).await.expect("it is there");
	assert!(told.detail.contains(&format!("MB-RTR-{name}")), "{told:?}");
	assert!(told.detail.contains("in file 2"), "{told:?}");
	assert_eq!((told.amount, told.file), (Some(Cents(1_000)), Some(2)));
	assert!(w.desk.pay_again(late, "maker", payee).await.is_err());
	assert!(w.desk.close_case(late, "anna", "hm").await.is_err());
	// The bank says that it booked nothing: as if that file had not come.
	w.desk
		.close_case(case, "anna", "not the bank's file, ticket 7")
		.await
		.expect("closed");
	w.run().await;
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(w.must_balance().await.owed, Cents::ZERO);
	assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
	// And then it does come back.
	let back = Line {
		day: DAY + 1,
		..credit(&name, 1_000)
	};
	w.bank_sends(statement(2, DAY + 1, 9_000, 10_000, &[back]))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(w.must_balance().await.owed, Cents(1_000));
	w.desk
		.pay_again(late, "maker", payee)
		.await
		.expect("a batch");
}

async fn a_return_that_no_statement_has_leaves_the_reserve_as_it_is(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	let file = statement(1, DAY, 10_000, 9_000, &[debit(&name, 1_000)]);
	w.bank_sends(&file).await;
	let proposed = || async {
		let view = w.desk.reserve(Currency::EUR).await.expect("it is there");
		let told = view.proposals.iter().map(|p| (p.balance, p.status));
		told.collect::<Vec<_>>()
	};
	assert_eq!(proposed().await, [(Cents(9_000), ProposalStatus::Proposed)]);
	let attest = async |balance: i64| {
		let reserve = Reserve {
			currency: Currency::EUR,
			balance: Cents(balance),
			day: DAY,
			sha256: Hex32::sha256(&file),
		};
		w.chain.with(|ledger| ledger.attest(reserve));
		w.run().await;
		w.open_cases().await
	};
	assert_eq!(attest(9_000).await, vec![]);
	let in_force = [(Cents(9_000), ProposalStatus::InForce)];
	assert_eq!(proposed().await, in_force);
	// Whoever can write into the inbox says that it came back: it is in no statement's balance.
	w.bank_sends(notice("C55", &[credit(&name, 1_000)])).await;
	assert_eq!(proposed().await, in_force);
	assert!(!w.reconcile().await.balanced);
	let case = case_of(&w, CaseKind::NotOnStatement).await;
	w.desk
		.close_case(case, "anna", "not the bank's file, ticket 7")
		.await
		.expect("closed");
	w.run().await;
	assert_eq!(proposed().await, in_force);
	// What is attested otherwise is a case, and the right one is proposed anew.
	let differs = vec![CaseKind::AttestationDiffers];
	assert_eq!(attest(8_000).await, differs);
	assert_eq!(proposed().await, [(Cents(9_000), ProposalStatus::Proposed)]);
	assert_eq!(attest(9_000).await, vec![]);
	assert_eq!(proposed().await, in_force);
	w.must_balance().await;
}

/// What waits to be attested.
async fn waiting(w: &World) -> Vec<Cents> {
	let view = w.desk.reserve(Currency::EUR).await.expect("it is there");
	let waits = view
		.proposals
		.iter()
		.filter(|p| p.status == ProposalStatus::Proposed);
	waits.map(|p| p.balance).collect()
}

async fn no_reserve_is_proposed_that_is_more_than_statements_hold(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	let both = [debit(&name, 1_000), credit(&name, 1_000)];
	w.bank_sends(statement(1, DAY, 10_000, 10_000, &both)).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(waiting(&w).await, [Cents(9_000)]);
	// That the bank books it again is in no balance yet.
	let second = Line {
		day: DAY + 1,
		reference: "SECOND".into(),
		..debit(&name, 1_000)
	};
	w.bank_sends(notice("C55", &[second])).await;
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(waiting(&w).await, [Cents(9_000)]);
	// Nobody knows what is on the statement that is missing.
	w.bank_sends(statement(3, DAY + 2, 9_500, 9_500, &[])).await;
	assert_eq!(waiting(&w).await, [Cents(9_000)]);
	let fee = Line {
		credit: false,
		day: DAY + 1,
		..paid_in("FEE", 500)
	};
	w.bank_sends(statement(2, DAY + 1, 10_000, 9_500, &[fee]))
		.await;
	assert_eq!(waiting(&w).await, [Cents(8_500)]);
}

async fn what_is_attested_by_mistake_takes_nothing_from_what_is_proposed(w: World) {
	let file = statement(1, DAY, 10_000, 10_000, &[]);
	w.bank_sends(&file).await;
	assert_eq!(waiting(&w).await, [Cents(10_000)]);
	let attest_only = async |balance: i64| {
		let reserve = Reserve {
			currency: Currency::EUR,
			balance: Cents(balance),
			day: DAY,
			sha256: Hex32::sha256(&file),
		};
		w.chain.with(|ledger| ledger.attest_only(reserve));
		w.run().await;
	};
	attest_only(10_000).await;
	assert_eq!(waiting(&w).await, []);
	// Another waits for the auditor instead.
	attest_only(8_000).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::AttestationDiffers]);
	assert_eq!(waiting(&w).await, [Cents(10_000)]);
	attest_only(10_000).await;
	assert_eq!((waiting(&w).await, w.open_cases().await), (vec![], vec![]));
}

async fn a_payment_that_no_statement_has_is_a_case_and_can_be_disowned(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	w.bank_sends(statement(1, DAY, 10_000, 10_000, &[])).await;
	// The ledger takes it for paid, and the balance holds it.
	let view = w.desk.reserve(Currency::EUR).await.expect("it is there");
	assert_eq!(view.proposals[0].balance, Cents(9_000));
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::Unbalanced, CaseKind::NotOnStatement]
	);
	let case = case_of(&w, CaseKind::NotOnStatement).await;
	w.desk
		.close_case(case, "anna", "the bank has not paid it, ticket 8")
		.await
		.expect("closed");
	w.run().await;
	// The tokens are burned and nobody was paid: owed, and nothing is paid while the bank has the payment.
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(w.must_balance().await.owed, Cents(1_000));
	let late = case_of(&w, CaseKind::LateReturn).await;
	assert!(w.desk.close_case(late, "anna", "hm").await.is_err());
	let payee = corrected(&w, id).await;
	let early = w.desk.pay_again(late, "maker", payee).await;
	let early = early.expect_err("the bank has it").to_string();
	assert!(early.contains("with the bank"), "{early}");
	w.bank_sends(status("P2", &msg_id, &[(&name, "RJCT", Some("AC04"))]))
		.await;
	let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
	w.release(batch).await;
	w.run().await;
	let again = Line {
		day: DAY + 1,
		..debit(&format!("CL{id}X2"), 1_000)
	};
	w.bank_sends(statement(2, DAY + 1, 10_000, 9_000, &[again]))
		.await;
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn what_comes_back_in_part_is_owed_whole(w: World) {
	for by_notice in [false, true] {
		let (ids, _) = w.sent(&[6_000]).await;
		let (id, name) = (ids[0], e2e(ids[0]));
		let day = DAY + u32::from(by_notice);
		let of_day = |line: Line| Line { day, ..line };
		let (left, back) = (of_day(debit(&name, 6_000)), of_day(credit(&name, 5_990)));
		w.bank_sends(notice(&name, std::slice::from_ref(&left)))
			.await;
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
		let told = match by_notice {
			true => notice(&format!("B-{name}"), std::slice::from_ref(&back)),
			false => returned(&name, &name, 5_990),
		};
		w.bank_sends(told).await;
		assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
		let case = w.cases(true).await.remove(0);
		assert!(case.detail.contains("the bank kept 0.10"), "{case:?}");
		assert!(w.desk.close_case(case.id, "anna", "hm").await.is_err());
		let (opening, closing) = match by_notice {
			true => (93_990, 93_980),
			false => (100_000, 99_990),
		};
		let number = 1 + u32::from(by_notice) * 2;
		w.bank_sends(statement(number, day, opening, closing, &[left, back]))
			.await;
		let report = w.must_balance().await;
		assert_eq!(report.owed, Cents(6_000));
		assert_eq!(report.deducted, Cents(10 * i64::from(number.div_ceil(2))));
		// Paid again is all that was due.
		let payee = corrected(&w, id).await;
		let batch = w
			.desk
			.pay_again(case.id, "maker", payee)
			.await
			.expect("made");
		w.release(batch).await;
		w.run().await;
		if by_notice {
			continue;
		}
		let again = Line {
			day: DAY + 1,
			..debit(&format!("CL{id}X2"), 6_000)
		};
		w.bank_sends(statement(2, DAY + 1, 99_990, 93_990, &[again]))
			.await;
		assert_eq!(w.open_cases().await, vec![]);
		assert_eq!(w.must_balance().await.owed, Cents::ZERO);
	}
}

async fn a_statement_of_a_known_name_with_other_lines_counts_for_nothing(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let first = [debit(&name, 1_000), paid_in("SPONSOR", 1_000)];
	w.bank_sends(statement(1, DAY, 100_000, 100_000, &first))
		.await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	assert_eq!(w.open_cases().await, vec![]);
	// The same once more, in other words of the bank's that say nothing else.
	let again = statement(1, DAY, 100_000, 100_000, &first).replace("T09:00:00", "T10:00:00");
	w.bank_sends(again).await;
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
	// The same sums, and money that never came back.
	let fee = Line {
		credit: false,
		..paid_in("FEE", 1_000)
	};
	let forged = [credit(&name, 1_000), fee];
	w.bank_sends(statement(1, DAY, 100_000, 100_000, &forged))
		.await;
	let open = w.open_cases().await;
	assert!(open.contains(&CaseKind::StatementGap), "{open:?}");
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	assert!(w.desk.pay_again(late, "maker", payee).await.is_err());
	// Nor does it by coming twice, or behind one that does not add up.
	let file = statement(1, DAY, 100_000, 100_000, &forged);
	w.bank_sends(file.replace("T09:00:00", "T11:00:00")).await;
	w.bank_sends(statement(9, DAY, 100_000, 100_001, &forged))
		.await;
	w.bank_sends(file.replace("T09:00:00", "T12:00:00")).await;
	assert!(!w.reconcile().await.balanced);
	let again = w.desk.pay_again(late, "maker", payee).await;
	again.expect_err("it never came back");
}
