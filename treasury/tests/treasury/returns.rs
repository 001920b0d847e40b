//! What was paid comes back.

use std::fs;

use civic_treasury::{
	hex32::Hex32,
	money::Cents,
	store::{
		cases::{CaseKind, CaseStatus},
		payments::PaymentStatus,
		redemptions::RedemptionStatus,
	},
};

use crate::{
	common::{
		bank::{credit, debit, notice, returned, statement, status, Line},
		e2e, iban, World, DAY,
	},
	on_both,
};

on_both! {
	a_late_return_is_paid_again_to_a_corrected_payee;
	a_repayment_may_come_back_too;
	a_return_before_settlement_is_a_rejection;
	a_return_told_before_its_debit_is_a_rejection;
}

/// Pays one redemption and has it come back: its case.
pub(crate) async fn late_return(w: &World) -> (u64, i64) {
	let (ids, _) = w.sent(&[5_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 5_000)])).await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	w.bank_sends(returned("R1", &name, 5_000)).await;
	let cases = w.cases(true).await;
	assert_eq!(cases.len(), 1, "{cases:?}");
	assert_eq!(cases[0].kind, CaseKind::LateReturn);
	(ids[0], cases[0].id)
}

async fn a_late_return_is_paid_again_to_a_corrected_payee(w: World) {
	let (id, case) = late_return(&w).await;
	let name = e2e(id);
	// Notice and statement tell the same return: still one case.
	w.bank_sends(notice("C54-2", &[credit(&name, 5_000)])).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let report = w.must_balance().await;
	assert_eq!(report.owed, Cents(5_000));
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	let both = [debit(&name, 5_000), credit(&name, 5_000)];

	let account = w
		.desk
		.redemption(id)
		.await
		.expect("it is there")
		.redemption
		.account;
	let strangers = w.payees.register(Hex32::sha256(b"x"), &iban(7), "X");
	assert!(w
		.desk
		.pay_again(case, "anna", Hex32::sha256(b"none"))
		.await
		.is_err());
	assert!(w.desk.pay_again(case, "anna", strangers).await.is_err());
	let right = w.payees.register(account, &iban(8), "J. de Vries");
	// Anybody can write a notice: the bank's statement says whether it is so.
	let early = w.desk.pay_again(case, "maker", right).await;
	let early = early.expect_err("a notice only").to_string();
	assert!(
		early.contains("wait for the statement of 2026-11-30"),
		"{early}"
	);
	w.bank_sends(statement(1, DAY, 100_000, 100_000, &both))
		.await;
	let batch = w
		.desk
		.pay_again(case, "maker", right)
		.await
		.expect("a batch");
	assert!(
		w.desk.pay_again(case, "maker", right).await.is_err(),
		"once"
	);
	assert!(
		w.desk.close_case(case, "anna", "x").await.is_err(),
		"under way"
	);
	assert_eq!(
		w.desk.case(case).await.expect("it is there").status,
		CaseStatus::Working
	);
	w.release(batch).await;
	w.run().await;
	let again = w.payment(id).await;
	assert_eq!(again.end_to_end, format!("CL{id}X2"));
	assert_eq!(again.status, PaymentStatus::Instructed);
	let files = w.outbox();
	assert_eq!(files.len(), 2);
	let all: String = files
		.iter()
		.map(|f| fs::read_to_string(f).expect("read"))
		.collect();
	assert!(all.contains(&iban(8)) && all.contains(&again.end_to_end));

	let paid_again = Line {
		day: DAY + 1,
		..debit(&again.end_to_end, 5_000)
	};
	w.bank_sends(notice("C54-3", std::slice::from_ref(&paid_again)))
		.await;
	let closed = w.desk.case(case).await.expect("it is there");
	assert_eq!(closed.status, CaseStatus::Closed);
	assert!(closed.resolution.expect("it says how").contains("CL"));
	w.bank_sends(statement(2, DAY + 1, 100_000, 95_000, &[paid_again]))
		.await;
	let report = w.must_balance().await;
	assert_eq!((report.owed, report.settled), (Cents::ZERO, Cents(5_000)));
	assert_eq!(w.open_cases().await, vec![]);
}

async fn a_repayment_may_come_back_too(w: World) {
	let (id, case) = late_return(&w).await;
	let account = w
		.desk
		.redemption(id)
		.await
		.expect("it is there")
		.redemption
		.account;
	let name = e2e(id);
	let both = [debit(&name, 5_000), credit(&name, 5_000)];
	w.bank_sends(statement(1, DAY, 100_000, 100_000, &both))
		.await;
	for (attempt, refuse) in [(2u32, true), (3, false), (4, false)] {
		let payee = w
			.payees
			.register(account, &iban(attempt.into()), "J. de Vries");
		let open = w.cases(true).await;
		assert_eq!(open.len(), 1, "{open:?}");
		if attempt < 4 {
			assert_eq!(open[0].id, case);
		}
		let batch = w
			.desk
			.pay_again(open[0].id, "maker", payee)
			.await
			.expect("a batch");
		w.release(batch).await;
		w.run().await;
		let msg_id = w.desk.batch(batch).await.expect("it exists").batch.msg_id;
		let name = format!("CL{id}X{attempt}");
		if refuse {
			w.bank_sends(status("P", &msg_id, &[(&name, "RJCT", Some("AC06"))]))
				.await;
		} else {
			let day = DAY + attempt;
			let left = Line {
				day,
				..debit(&name, 5_000)
			};
			let back = Line {
				day,
				..credit(&name, 5_000)
			};
			w.bank_sends(notice(&name, std::slice::from_ref(&left)))
				.await;
			assert_eq!(w.open_cases().await, vec![]);
			if attempt == 3 {
				w.bank_sends(returned(&name, &name, 5_000)).await;
				w.bank_sends(statement(2, day, 100_000, 100_000, &[left, back]))
					.await;
			}
		}
	}
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	w.must_balance().await;
}

async fn a_return_before_settlement_is_a_rejection(w: World) {
	let (ids, _) = w.sent(&[5_000]).await;
	let name = e2e(ids[0]);
	// Debit and return come together, before the chain could be told.
	let both = [debit(&name, 5_000), credit(&name, 5_000)];
	fs::write(w.path("in/a.xml"), notice("C54", &both)).expect("written");
	w.run().await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Rejected);
	let detail = w.desk.redemption(ids[0]).await.expect("it is there");
	assert_eq!(detail.redemption.reason.as_deref(), Some("AC04"));
	assert_eq!(detail.payments[0].status, PaymentStatus::Returned);
	assert_eq!(w.open_cases().await, vec![]);
	w.bank_sends(statement(1, DAY, 9_000, 9_000, &both)).await;
	w.must_balance().await;
}

async fn a_return_told_before_its_debit_is_a_rejection(w: World) {
	let (ids, msg_id) = w.sent(&[5_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(returned("R1", &name, 5_000)).await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Rejected);
	w.must_balance().await;
	w.bank_sends(notice("C54", &[debit(&name, 5_000)])).await;
	w.bank_sends(notice("C54-2", &[credit(&name, 5_000)])).await;
	w.bank_sends(status("P2", &msg_id, &[(&name, "ACCP", None)]))
		.await;
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Returned);
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}
