//! Everything a bank can send that is wrong: refused or made a visible case, nothing lost, nothing
//! paid.

mod booked_twice;

use std::fs;

use civic_treasury::{
	engine::{bank_step, inbox as bank_inbox},
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::{CaseKind, CaseStatus},
		inbox::FileStatus,
		payments::{self, PaymentStatus},
		redemptions::RedemptionStatus,
	},
};

use crate::{
	common::{
		bank::{
			credit, debit, notice, notice_of, paid_in, refused, returned, returned_to, statement,
			status, Line,
		},
		iban, World, CITY, DAY,
	},
	on_both,
};

on_both! {
	a_replayed_file_has_no_effect;
	a_file_that_could_not_be_moved_is_no_replay;
	what_cannot_be_read_is_kept_and_shown;
	an_unknown_payment_is_a_case;
	another_amount_is_a_case;
	another_currency_is_a_case;
	another_account_is_a_case;
	a_booking_twice_is_a_case;
	a_contradiction_is_a_case_and_does_not_balance;
	a_statement_that_lies_is_a_case;
	a_right_statement_takes_the_place_of_one_that_does_not_add_up;
	a_missing_line_is_an_alarm_until_it_comes;
	a_return_that_no_statement_has_is_not_paid_again;
	a_payment_that_no_statement_has_is_a_case_and_can_be_disowned;
	what_comes_back_in_part_is_owed_whole;
	a_credit_that_takes_back_a_wrong_debit_is_no_return;
	silence_is_a_case_until_the_bank_answers;
	hundreds_are_settled_together;
	a_status_report_on_another_message_pays_nobody;
	a_batch_of_bookings_in_one_line_is_taken_apart;
	refusals_and_returns_of_what_is_over_change_nothing;
	what_a_refused_file_paid_all_the_same_is_settled_and_not_sent_again;
	a_booking_takes_its_payment_out_of_what_is_sent_again;
	right_before_a_file_is_made_it_is_asked_what_is_owed;
	what_was_refused_singly_is_not_sent_again_with_its_file;
	a_refusal_of_a_file_that_was_taken_changes_nothing;
	an_acceptance_after_a_refused_file_is_a_case;
	what_is_paid_twice_is_a_case_and_comes_back_without_being_owed;
	a_booking_calls_off_a_refusal_the_chain_was_not_told;
	a_return_of_what_a_refused_file_paid_ends_it;
}

fn e2e(id: u64) -> String {
	format!("CL{id}X1")
}

async fn a_replayed_file_has_no_effect(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let file = notice("C54", &[debit(&e2e(ids[0]), 1_000)]);
	w.bank_sends(&file).await;
	w.must_balance().await;
	let deeds = w.chain.submissions();
	for _ in 0..2 {
		w.bank_sends(&file).await;
	}
	assert_eq!(w.chain.submissions(), deeds);
	let files = w.desk.inbox(None, 10).await.expect("the inbox");
	assert_eq!(
		files.iter().map(|f| f.status).collect::<Vec<_>>(),
		[
			FileStatus::Duplicate,
			FileStatus::Duplicate,
			FileStatus::Handled
		]
	);
	assert_eq!(files[0].duplicate_of, Some(files[2].id));
	let replays = w.cases(false).await;
	assert_eq!(
		replays
			.iter()
			.filter(|c| c.kind == CaseKind::Replay)
			.count(),
		2
	);
	assert_eq!(w.open_cases().await, vec![]);
	// The bytes of a replay are those of the first.
	let bytes = w.desk.inbox_file(files[0].id).await.expect("the bytes");
	assert_eq!(bytes, file.as_bytes());
	w.must_balance().await;
}

async fn a_file_that_could_not_be_moved_is_no_replay(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let file = notice("C54", &[debit(&e2e(ids[0]), 1_000)]);
	// Stored, and killed before it was moved away.
	bank_inbox::store(&w.core, "a.xml", file.as_bytes())
		.await
		.expect("stored");
	fs::write(w.path("in/a.xml"), &file).expect("written");
	w.run().await;
	let files = w.desk.inbox(None, 10).await.expect("the inbox");
	assert_eq!(files.len(), 1);
	assert_eq!(files[0].status, FileStatus::Handled);
	assert_eq!(fs::read_dir(w.path("in")).expect("the inbox").count(), 0);
	assert_eq!(fs::read_dir(w.path("old")).expect("the archive").count(), 1);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
}

async fn what_cannot_be_read_is_kept_and_shown(mut w: World) {
	let good = notice("C54", &[debit("CL0X1", 1_000)]);
	let bad: Vec<Vec<u8>> =
		vec![
		b"".to_vec(),
		b"\xff\xfe\x00".to_vec(),
		b"not XML at all".to_vec(),
		good.as_bytes()[..good.len() / 2].to_vec(),
		good.replace("camt.054.001.08", "camt.054.001.99").into_bytes(),
		good.replace("1000", "").replace("10.00", "ten").into_bytes(),
		good.replace("10.00", "10.001").into_bytes(),
		good.replace("10.00", "99999999999999999999.00").into_bytes(),
		good.replace("<CdtDbtInd>DBIT", "<CdtDbtInd>DEBT").into_bytes(),
		good.replace("2026-11-30</Dt>", "2026-13-45</Dt>").into_bytes(),
		b"<!DOCTYPE a [<!ENTITY x \"y\">]><Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>"
			.to_vec(),
		b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf/>\
		  </Document>"
			.to_vec(),
		returned("R", "CL0X1", 5).replace("<TxInf>", "<Tx>").replace("</TxInf>", "</Tx>").into_bytes(),
		returned("R", "CL0X1", 5).replace("Ccy=\"EUR\"", "").into_bytes(),
		statement(1, DAY, 0, 0, &[]).replace("CLBD", "ITBD").into_bytes(),
		format!("<a>{}</a>", "<b>".repeat(10_000)).into_bytes(),
	];
	let count = bad.len();
	for bytes in &bad {
		w.bank_sends(bytes).await;
	}
	let files = w.desk.inbox(None, 100).await.expect("the inbox");
	assert_eq!(files.len(), count);
	for (file, bytes) in files.iter().rev().zip(&bad) {
		assert_eq!(
			file.status,
			FileStatus::Failed,
			"{}: {:?}",
			file.name,
			file.error
		);
		assert_eq!(&w.desk.inbox_file(file.id).await.expect("the bytes"), bytes);
	}
	assert_eq!(w.open_cases().await, vec![CaseKind::Unreadable; count]);
	assert_eq!(w.chain.submissions(), 0);
	// Too large a file is not even taken; it stays where it is.
	w.change(|s| s.inbox.max_bytes = 100);
	w.bank_sends("x".repeat(101)).await;
	assert_eq!(w.open_cases().await.len(), count + 1);
	assert_eq!(fs::read_dir(w.path("in")).expect("the inbox").count(), 1);
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

async fn another_account_is_a_case(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice_of(&iban(5), "C54", &[debit(&name, 1_000)]))
		.await;
	w.bank_sends(returned_to(&iban(5), "EUR", "R1", &name, 1_000))
		.await;
	let report = status("P2", &msg_id, &[(&name, "RJCT", Some("AC04"))]).replace(
		"</TxInfAndSts>",
		&format!(
			"<OrgnlTxRef><DbtrAcct><Id><IBAN>{}</IBAN></Id></DbtrAcct></OrgnlTxRef></TxInfAndSts>",
			iban(5)
		),
	);
	w.bank_sends(report).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::WrongAccount; 3]);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Instructed);
	w.must_balance().await;
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

/// A corrected payee of the account that redeemed.
async fn corrected(w: &World, id: u64) -> Hex32 {
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	w.payees
		.register(r.account, &iban(id + 1_000), "J. de Vries")
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

async fn a_payment_that_no_statement_has_is_a_case_and_can_be_disowned(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	w.bank_sends(statement(1, DAY, 10_000, 10_000, &[])).await;
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

async fn hundreds_are_settled_together(w: World) {
	let (ids, _) = w.sent(&[1_000; 230]).await;
	let lines: Vec<_> = ids.iter().map(|id| debit(&e2e(*id), 1_000)).collect();
	let before = w.chain.submissions();
	w.bank_sends(notice("C54", &lines)).await;
	assert_eq!(w.chain.submissions() - before, 3);
	w.must_balance().await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	}
}

async fn a_status_report_on_another_message_pays_nobody(w: World) {
	let (first, _) = w.sent(&[1_000]).await;
	let (_, second) = w.sent(&[2_000]).await;
	// The payment is of the first message, the report is on the second.
	w.bank_sends(status("P2", &second, &[(&e2e(first[0]), "ACSC", None)]))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::UnknownPayment]);
	assert_eq!(w.chain_status(first[0]), RedemptionStatus::Paying);
}

async fn a_batch_of_bookings_in_one_line_is_taken_apart(w: World) {
	let (ids, _) = w.sent(&[1_000, 2_000]).await;
	let one = |id: u64, amount: &str| {
		format!(
			"<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt>\
			 <CdtDbtInd>DBIT</CdtDbtInd></TxDtls>",
			e2e(id)
		)
	};
	let file = |total: &str, second: &str| {
		let both = format!("{}{}", one(ids[0], "10.00"), one(ids[1], second));
		let plain = notice("C54", &[debit("ALL", 3_000)]).replace("30.00", total);
		let (before, rest) = plain.split_once("<TxDtls>").expect("there is one");
		let (_, after) = rest.split_once("</TxDtls>").expect("it ends");
		format!("{before}{both}{after}")
	};
	// Parts that are not the whole are refused as a whole.
	w.bank_sends(file("30.00", "20.01")).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::Unreadable]);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	w.bank_sends(file("30.00", "20.00")).await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	}
	w.must_balance().await;
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

/// What is with the bank, as text.
fn sent_files(w: &World) -> String {
	w.outbox()
		.iter()
		.map(|file| fs::read_to_string(file).expect("it can be read"))
		.collect()
}

/// The case of a kind that is open.
async fn case_of(w: &World, kind: CaseKind) -> i64 {
	let open = w.cases(true).await;
	open.iter().find(|c| c.kind == kind).expect("it is open").id
}

/// The bank sends a file, and the chain is not told of it yet.
async fn read_only(w: &World, content: String) {
	let name = format!("{}.xml", Hex32::sha256(&content));
	fs::write(w.path("in").join(name), content).expect("written");
	bank_step(&w.core).await.expect("it is read");
}

async fn what_a_refused_file_paid_all_the_same_is_settled_and_not_sent_again(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	let file = case_of(&w, CaseKind::FileRefused).await;
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	// The money left: its tokens are burned, and the officers are told.
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Booked);
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::FileRefused, CaseKind::Contradiction]
	);
	w.must_balance().await;
	// Before they have asked the bank, nothing of the file is sent or refused.
	assert!(w.desk.send_again(file, "maker").await.is_err());
	let all = w.desk.reject_all(file, "AG01", "none", "anna").await;
	assert!(all.is_err());
	let contradiction = case_of(&w, CaseKind::Contradiction).await;
	w.desk
		.close_case(contradiction, "anna", "the rest was not paid, ticket 5")
		.await
		.expect("closed");
	let batch = w.desk.send_again(file, "maker").await.expect("a batch");
	w.release(batch).await;
	w.run().await;
	let sent = sent_files(&w);
	assert!(!sent.contains(&format!("CL{}X2", ids[0])), "paid twice");
	assert!(sent.contains(&format!("CL{}X2", ids[1])));
	w.bank_sends(notice("C55", &[debit(&format!("CL{}X2", ids[1]), 2_000)]))
		.await;
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Settled);
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn a_booking_takes_its_payment_out_of_what_is_sent_again(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	let file = case_of(&w, CaseKind::FileRefused).await;
	let batch = w.desk.send_again(file, "maker").await.expect("a batch");
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	let detail = w.desk.batch(batch).await.expect("it exists");
	assert_eq!(
		(detail.batch.payments, detail.batch.total),
		(1, Cents(2_000))
	);
	// The other one is booked between the release and the file.
	w.release(batch).await;
	w.bank_sends(notice("C55", &[debit(&e2e(ids[1]), 2_000)]))
		.await;
	assert_eq!(w.outbox().len(), 1);
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Settled);
	let batch = w.desk.batch(batch).await.expect("it exists").batch;
	assert_eq!(batch.status, BatchStatus::Withdrawn);
	w.must_balance().await;
}

async fn right_before_a_file_is_made_it_is_asked_what_is_owed(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	let file = case_of(&w, CaseKind::FileRefused).await;
	let batch = w.desk.send_again(file, "maker").await.expect("a batch");
	w.release(batch).await;
	// As if a booking had come by any way that leaves the new attempt where it is.
	let mut write = w.core.db.write().await.expect("a transaction");
	payments::set_debit(&mut write, &e2e(ids[0]), "MB-X", DAY, 0)
		.await
		.expect("written");
	write.commit().await.expect("written");
	w.run().await;
	let sent = sent_files(&w);
	assert!(!sent.contains(&format!("CL{}X2", ids[0])), "paid twice");
	assert!(sent.contains(&format!("CL{}X2", ids[1])));
	let batch = w.desk.batch(batch).await.expect("it exists").batch;
	assert_eq!((batch.payments, batch.total), (1, Cents(2_000)));
}

async fn what_was_refused_singly_is_not_sent_again_with_its_file(w: World) {
	for refuse_all in [false, true] {
		let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
		let report = status(&msg_id, &msg_id, &[(&e2e(ids[0]), "RJCT", Some("AC04"))]);
		w.bank_sends(report).await;
		assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Rejected);
		w.bank_sends(refused(&format!("R-{msg_id}"), &msg_id, "FF01"))
			.await;
		let file = case_of(&w, CaseKind::FileRefused).await;
		if refuse_all {
			for officer in ["anna", "bert"] {
				let done = w.desk.reject_all(file, "AG01", "none", officer).await;
				done.expect("asked and agreed");
			}
			w.run().await;
			assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Rejected);
			continue;
		}
		let batch = w.desk.send_again(file, "maker").await.expect("a batch");
		let detail = w.desk.batch(batch).await.expect("it exists");
		assert_eq!(detail.payments.len(), 1);
		assert_eq!(detail.payments[0].redemption, ids[1]);
		w.release(batch).await;
		w.run().await;
		assert!(!sent_files(&w).contains(&format!("CL{}X2", ids[0])));
	}
	w.must_balance().await;
}

async fn a_refusal_of_a_file_that_was_taken_changes_nothing(w: World) {
	for booked in [false, true] {
		let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
		let (one, two) = (e2e(ids[0]), e2e(ids[1]));
		if booked {
			w.bank_sends(notice(&one, &[debit(&one, 1_000)])).await;
		} else {
			w.bank_sends(status(&one, &msg_id, &[(&one, "ACCP", None)]))
				.await;
		}
		// A bank that names no reason of a duplicate when the file comes a second time.
		w.bank_sends(refused(&two, &msg_id, "NARR")).await;
		assert_eq!(w.open_cases().await, vec![CaseKind::Contradiction]);
		let taken = match booked {
			true => PaymentStatus::Booked,
			false => PaymentStatus::Accepted,
		};
		assert_eq!(w.payment_status(ids[0]).await, taken);
		assert_eq!(w.payment_status(ids[1]).await, PaymentStatus::Instructed);
		let lines = [debit(&one, 1_000), debit(&two, 2_000)];
		w.bank_sends(notice(&two, &lines)).await;
		for id in ids {
			assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
		}
		let case = case_of(&w, CaseKind::Contradiction).await;
		w.desk
			.close_case(case, "anna", "it had the file twice")
			.await
			.expect("closed");
	}
	w.must_balance().await;
}

async fn an_acceptance_after_a_refused_file_is_a_case(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	w.bank_sends(refused("P2", &msg_id, "NARR")).await;
	let file = case_of(&w, CaseKind::FileRefused).await;
	w.bank_sends(status("P3", &msg_id, &[(&e2e(ids[0]), "ACCP", None)]))
		.await;
	let both = vec![CaseKind::FileRefused, CaseKind::Contradiction];
	assert_eq!(w.open_cases().await, both);
	assert!(w.desk.send_again(file, "maker").await.is_err());
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	// Nothing of it is owed any more: it can be closed.
	w.desk
		.close_case(file, "anna", "all of it was paid")
		.await
		.expect("closed");
	w.must_balance().await;
}

async fn what_is_paid_twice_is_a_case_and_comes_back_without_being_owed(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	let (first, second) = (e2e(ids[0]), format!("CL{}X2", ids[0]));
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	let file = case_of(&w, CaseKind::FileRefused).await;
	let batch = w.desk.send_again(file, "maker").await.expect("a batch");
	w.release(batch).await;
	w.run().await;
	let again = w.desk.batch(batch).await.expect("it exists").batch;
	assert_eq!(again.status, BatchStatus::Sent);
	// Too late to stop the second here: the bank has both.
	w.bank_sends(notice("C54", &[debit(&first, 1_000)])).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::Contradiction]);
	let told = &w.cases(true).await[0].detail;
	assert!(told.contains(&second), "{told}");
	// What the bank says of the second changes nothing for the redemption.
	read_only(&w, status("P3", &again.msg_id, &[(&second, "ACCP", None)])).await;
	w.bank_sends(notice("C55", &[debit(&second, 1_000)])).await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Contradiction]
	);
	assert!(!w.reconcile().await.balanced);
	w.bank_sends(notice("C56", &[credit(&second, 1_000)])).await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	assert!(!w.open_cases().await.contains(&CaseKind::LateReturn));
	assert_eq!(w.must_balance().await.owed, Cents::ZERO);
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

async fn a_return_of_what_a_refused_file_paid_ends_it(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	// It was paid and came back, and the return is told first.
	w.bank_sends(returned("R1", &e2e(ids[0]), 1_000)).await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Rejected);
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	let file = case_of(&w, CaseKind::FileRefused).await;
	assert!(w.desk.send_again(file, "maker").await.is_err());
	w.desk
		.close_case(file, "anna", "over")
		.await
		.expect("closed");
	w.must_balance().await;
}
