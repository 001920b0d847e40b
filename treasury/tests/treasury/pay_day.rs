//! Paying: from the queue to the settled redemption, and back again.

use std::fs;

use civic_treasury::{
	engine::{bank_step, payees::Payees},
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::{CaseKind, CaseStatus},
		payments::PaymentStatus,
		redemptions::RedemptionStatus,
		reserve::ProposalStatus,
	},
	words,
};

use crate::{
	common::{
		bank::{credit, debit, notice, paid_in, refused, returned, statement, status, Line},
		iban, tools, World, DAY,
	},
	on_both,
};

on_both! {
	a_pay_day_ends_each_redemption_once;
	bookings_may_come_before_status_reports;
	a_completed_status_settles_and_the_booking_changes_nothing;
	two_officers_release_and_neither_twice;
	a_batch_can_be_withdrawn_until_it_is_released;
	a_redemption_cancelled_in_time_is_not_paid;
	a_payee_must_be_registered_by_the_account_that_redeems;
	limits_cut_batches_and_calls;
	a_late_return_is_paid_again_to_a_corrected_payee;
	a_repayment_may_come_back_too;
	a_return_before_settlement_is_a_rejection;
	a_return_told_before_its_debit_is_a_rejection;
	a_refused_file_is_sent_again;
	the_redemptions_of_a_refused_file_can_be_refused;
	a_short_reserve_pays_what_the_chain_says;
	reserves_are_proposed_less_what_is_owed;
	an_attestation_that_no_statement_says_is_a_case;
	a_reserve_is_proposed_when_what_left_is_settled;
	a_reserve_is_of_the_day_of_its_statement;
	batches_are_made_without_an_officer_if_so_set;
}

fn e2e(id: u64) -> String {
	format!("CL{id}X1")
}

async fn a_pay_day_ends_each_redemption_once(w: World) {
	let (ids, msg_id) = w.sent(&[12_345, 5_000, 7_700]).await;
	let [a, b, c] = ids[..] else { panic!() };
	for id in [a, b, c] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
		assert_eq!(w.on_chain(id).message, Some(Hex32::sha256(&msg_id)));
		assert_eq!(w.payment_status(id).await, PaymentStatus::Instructed);
	}
	let files = w.outbox();
	let [file] = files.as_slice() else {
		panic!("{files:?}")
	};
	assert_eq!(
		file.file_stem().expect("a name").to_str(),
		Some(msg_id.as_str())
	);
	tools::must_be_valid(file, "pain.001.001.09");
	let text = fs::read_to_string(file).expect("it can be read");
	for id in [a, b, c] {
		assert!(text.contains(&format!("<EndToEndId>{}</EndToEndId>", e2e(id))));
	}
	assert!(text.contains("<CtrlSum>250.45</CtrlSum>"), "{text}");

	let report = status(
		"P2",
		&msg_id,
		&[
			(&e2e(a), "ACCP", None),
			(&e2e(b), "RJCT", Some("AC04")),
			(&e2e(c), "ACCP", None),
		],
	);
	w.bank_sends(report).await;
	assert_eq!(w.payment_status(a).await, PaymentStatus::Accepted);
	assert_eq!(w.payment_status(b).await, PaymentStatus::Rejected);
	assert_eq!(w.chain_status(b), RedemptionStatus::Rejected);
	assert_eq!(w.chain_status(a), RedemptionStatus::Paying);

	let lines = [debit(&e2e(a), 12_345), debit(&e2e(c), 7_700)];
	w.bank_sends(notice("C54", &lines)).await;
	for (id, cents) in [(a, 12_345), (c, 7_700)] {
		let state = w.on_chain(id);
		assert_eq!(state.status, RedemptionStatus::Settled);
		assert_eq!(state.paid, Some(Cents(cents)));
		let detail = w.desk.redemption(id).await.expect("it is there");
		assert_eq!(detail.redemption.reference, Some(format!("MB-{}", e2e(id))));
		assert_eq!(detail.payments[0].debit_day, Some(DAY));
	}
	let before = w.must_balance().await;
	assert_eq!(before.in_transit, Cents(20_045));
	let mut all = vec![paid_in("GRANT", 1_000_000)];
	all.extend(lines);
	w.bank_sends(statement(1, DAY, 500_000, 1_479_955, &all))
		.await;
	let report = w.must_balance().await;
	assert_eq!(report.closing, Some(Cents(1_479_955)));
	assert_eq!(report.settled, Cents(20_045));
	assert_eq!(report.in_transit, Cents::ZERO);
	assert_eq!(report.paid_in, Cents(1_000_000));
	assert_eq!(w.open_cases().await, vec![]);
	// Nothing was handed in twice: one beginning, one refusal, one settlement.
	assert_eq!(w.chain.submissions(), 3);
	let figures = w.desk.figures().await.expect("figures");
	assert_eq!(figures.currencies[0].balanced, Some(true));
	assert_eq!(figures.intents, 0);
	assert_eq!(figures.payments["booked"], 2);
}

async fn bookings_may_come_before_status_reports(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	let lines = [debit(&e2e(ids[0]), 1_000), debit(&e2e(ids[1]), 2_000)];
	w.bank_sends(statement(1, DAY, 10_000, 7_000, &lines)).await;
	for id in &ids {
		assert_eq!(w.chain_status(*id), RedemptionStatus::Settled);
	}
	w.bank_sends(notice("C54", &lines)).await;
	let (one, two) = (e2e(ids[0]), e2e(ids[1]));
	w.bank_sends(status(
		"P2",
		&msg_id,
		&[(&one, "ACCP", None), (&two, "ACSP", None)],
	))
	.await;
	for id in ids {
		assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
	}
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
	assert_eq!(w.chain.submissions(), 2);
}

async fn a_completed_status_settles_and_the_booking_changes_nothing(mut w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	// Unless so set it is the booking that settles, for it has the bank's day and reference.
	w.bank_sends(status("P1", &msg_id, &[(&e2e(ids[1]), "ACSC", None)]))
		.await;
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Paying);
	let batch = w.payment(ids[0]).await.batch;
	let of = || async { w.desk.batch(batch).await.expect("it exists").batch };
	assert_eq!(of().await.unanswered, 2);
	w.bank_sends(notice("C53", &[debit(&e2e(ids[1]), 2_000)]))
		.await;
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Settled);
	assert_eq!(words::batch(&of().await), "with the bank");
	w.change(|s| s.inbox.settle_on_acsc = true);
	let before = w.chain.submissions();
	let name = e2e(ids[0]);
	w.bank_sends(status("P2", &msg_id, &[(&name, "ACSC", None)]))
		.await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	assert_eq!(w.payment(ids[0]).await.debit_reference, Some(name.clone()));
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	assert_eq!(
		w.payment(ids[0]).await.debit_reference,
		Some(format!("MB-{name}"))
	);
	let batch = w.desk.batch(batch).await.expect("it exists").batch;
	assert_eq!(words::batch(&batch), "answered by the bank");
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
	assert_eq!(w.chain.submissions() - before, 1);
}

async fn a_reserve_is_proposed_when_what_left_is_settled(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let file = statement(1, DAY, 5_000, 4_000, &[debit(&e2e(ids[0]), 1_000)]);
	std::fs::write(w.path("in/c53.xml"), file).expect("written");
	bank_step(&w.core).await.expect("it is read");
	let view = w.desk.reserve(Currency::EUR).await.expect("it is there");
	// Attested now it would be short by what is due on chain and gone from the bank.
	assert_eq!((view.unsettled, view.proposals), (Cents(1_000), vec![]));
	w.run().await;
	let view = w.desk.reserve(Currency::EUR).await.expect("it is there");
	assert_eq!(view.unsettled, Cents::ZERO);
	assert_eq!(view.proposals[0].balance, Cents(4_000));
}

async fn a_reserve_is_of_the_day_of_its_statement(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	let left = debit(&name, 1_000);
	w.bank_sends(statement(1, DAY, 5_000, 4_000, &[left])).await;
	let newest = || async {
		let view = w.desk.reserve(Currency::EUR).await.expect("it is there");
		let p = view.proposals.into_iter().next().expect("there is one");
		(p.balance, p.owed, p.status)
	};
	assert_eq!(
		newest().await,
		(Cents(4_000), Cents::ZERO, ProposalStatus::Proposed)
	);
	// It comes back on the next day: the balance of the first has nothing of it.
	let back = Line {
		day: DAY + 1,
		..credit(&name, 1_000)
	};
	w.bank_sends(notice("C54", std::slice::from_ref(&back)))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(
		newest().await,
		(Cents(4_000), Cents::ZERO, ProposalStatus::Proposed)
	);
	w.bank_sends(statement(2, DAY + 1, 4_000, 5_000, &[back]))
		.await;
	assert_eq!(
		newest().await,
		(Cents(4_000), Cents(1_000), ProposalStatus::Proposed)
	);
	// A statement that does not add up is proposed to nobody.
	w.bank_sends(statement(3, DAY + 2, 5_000, 9_000, &[])).await;
	assert_eq!(
		newest().await,
		(Cents(4_000), Cents(1_000), ProposalStatus::Proposed)
	);
}

async fn two_officers_release_and_neither_twice(mut w: World) {
	let id = w.redeem(1_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "anna")
		.await
		.expect("made")[0];
	assert!(w.desk.release(batch, "anna").await.is_err(), "the maker");
	let first = w.desk.release(batch, "bert").await.expect("the first");
	assert_eq!((first.releases, first.complete), (1, false));
	assert!(
		w.desk.release(batch, "bert").await.is_err(),
		"twice the same"
	);
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Open);
	assert!(w.outbox().is_empty());
	let second = w.desk.release(batch, "carl").await.expect("the second");
	assert!(second.complete);
	assert!(w.desk.release(batch, "dora").await.is_err(), "too late");
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	assert_eq!(w.outbox().len(), 1);

	// The maker counts as one of the two only if the settings say so, and never as both.
	w.change(|s| s.batch.maker_releases = true);
	w.redeem(1_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "anna")
		.await
		.expect("made")[0];
	assert!(
		!w.desk
			.release(batch, "anna")
			.await
			.expect("the maker")
			.complete
	);
	assert!(w.desk.release(batch, "anna").await.is_err());
	assert!(
		w.desk
			.release(batch, "bert")
			.await
			.expect("another")
			.complete
	);
	let deeds = w.desk.audit(None, 100).await.expect("the audit trail");
	assert_eq!(deeds.iter().filter(|d| d.action == "released").count(), 4);
}

async fn a_batch_can_be_withdrawn_until_it_is_released(mut w: World) {
	w.change(|s| s.batch.max_payments = 1);
	let ids = [w.redeem(1_000), w.redeem(2_000), w.redeem(3_000)];
	w.run().await;
	let made = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made");
	assert_eq!(made.len(), 3);
	w.release(made[0]).await;
	assert!(w.desk.withdraw(made[0], "anna", "no").await.is_err());
	// The third goes with the second: the chain pays in order.
	let gone = w
		.desk
		.withdraw(made[1], "anna", "a doubt")
		.await
		.expect("withdrawn");
	assert_eq!(gone, made[1..]);
	assert!(w.desk.release(made[2], "anna").await.is_err());
	w.run().await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Open);
	// They are paid with the next batches, by the same names: nothing of them was ever sent.
	w.pay_day().await;
	assert_eq!(w.outbox().len(), 3);
	assert_eq!(w.payment(ids[1]).await.end_to_end, e2e(ids[1]));
}

async fn a_redemption_cancelled_in_time_is_not_paid(w: World) {
	let ids = [w.redeem(1_000), w.redeem(2_000), w.redeem(3_000)];
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	assert!(w.chain.with(|l| l.cancel(ids[0])));
	w.run().await;
	let detail = w.desk.batch(batch).await.expect("it exists");
	assert_eq!(
		(detail.batch.payments, detail.batch.total),
		(2, Cents(5_000))
	);
	w.release(batch).await;
	// Between the release and the chain's word another one goes.
	assert!(w.chain.with(|l| l.expire(ids[1])));
	w.run().await;
	let detail = w.desk.batch(batch).await.expect("it exists");
	assert_eq!(detail.batch.status, BatchStatus::Sent);
	assert_eq!(
		(detail.batch.payments, detail.batch.total),
		(1, Cents(3_000))
	);
	let text = fs::read_to_string(&w.outbox()[0]).expect("it can be read");
	assert!(text.contains(&e2e(ids[2])) && !text.contains(&e2e(ids[0])));
	assert!(!text.contains(&e2e(ids[1])));
	assert!(!w.chain.with(|l| l.cancel(ids[2])), "too late");

	// A batch all of which is cancelled is nothing.
	let id = w.redeem(1_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.chain.with(|l| l.cancel(id));
	w.run().await;
	let detail = w.desk.batch(batch).await.expect("it exists");
	assert_eq!(detail.batch.status, BatchStatus::Withdrawn);
	w.must_balance().await;
}

async fn a_payee_must_be_registered_by_the_account_that_redeems(mut w: World) {
	// The chain's clock is a little ahead of this test's.
	w.wait(60);
	let (me, other) = (Hex32::sha256(b"me"), Hex32::sha256(b"other"));
	let unknown = w.redeem_to(me, Hex32::sha256(b"unknown"), 1_000);
	let others = w.payees.register(other, &iban(1), "Somebody Else");
	let foreign = w.redeem_to(me, others, 1_000);
	let unreadable = w.payees.register(me, "NL00MOCK0000000001", "Me");
	let broken = w.redeem_to(me, unreadable, 1_000);
	let good = w.redeem(2_000);
	w.pay_day().await;
	for (id, reason) in [(unknown, "NPAY"), (foreign, "FPAY"), (broken, "AC01")] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Rejected);
		let detail = w.desk.redemption(id).await.expect("it is there");
		assert_eq!(detail.redemption.reason.as_deref(), Some(reason));
		assert!(detail.payments.is_empty());
	}
	assert_eq!(w.payment_status(good).await, PaymentStatus::Instructed);

	// Within its time of grace a payee can still be registered; those behind wait as well.
	w.change(|s| s.batch.payee_grace = 3_600);
	let late = Hex32::sha256(b"late");
	let id = w.redeem_to(me, late, 1_000);
	let behind = w.redeem(1_000);
	w.run().await;
	assert!(w.desk.make_batches(Currency::EUR, "maker").await.is_err());
	let queue = w
		.desk
		.queue(Currency::EUR, None, 10)
		.await
		.expect("the queue");
	assert_eq!(
		queue
			.iter()
			.map(|q| (q.id, q.payee_known))
			.collect::<Vec<_>>(),
		[(id, false), (behind, true)]
	);
	w.payees.put(late, me, &iban(2), "Me");
	w.pay_day().await;
	assert_eq!(w.payment_status(id).await, PaymentStatus::Instructed);
	assert_eq!(w.payment_status(behind).await, PaymentStatus::Instructed);
	w.must_balance().await;
}

async fn limits_cut_batches_and_calls(mut w: World) {
	w.change(|s| {
		s.batch.max_payments = 250;
		s.batch.max_total = Cents(1_000_000);
	});
	for _ in 0..260 {
		w.redeem(1_000);
	}
	w.redeem(900_000);
	w.redeem(100_001);
	let made = w.pay_day().await;
	let mut sizes = Vec::new();
	for batch in made {
		let b = w.desk.batch(batch).await.expect("it exists").batch;
		assert_eq!(b.status, BatchStatus::Sent);
		assert!(b.total <= Cents(1_000_000));
		sizes.push(b.payments);
	}
	assert_eq!(sizes, [250, 11, 1]);
	// 100 + 100 + 50, 11, 1.
	assert_eq!(w.chain.submissions(), 5);
	for file in w.outbox() {
		tools::must_be_valid(&file, "pain.001.001.09");
	}
	// What is larger than a batch may be waits for a person.
	w.redeem(1_000_001);
	w.run().await;
	assert!(w.desk.make_batches(Currency::EUR, "maker").await.is_err());
}

/// Pays one redemption and has it come back: its case.
async fn late_return(w: &World) -> (u64, i64) {
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

async fn a_refused_file_is_sent_again(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::FileRefused]);
	for id in &ids {
		assert_eq!(w.chain_status(*id), RedemptionStatus::Paying);
	}
	let case = w.cases(true).await[0].id;
	let batch = w.desk.send_again(case, "maker").await.expect("a batch");
	assert!(w.desk.send_again(case, "maker").await.is_err(), "once");
	w.release(batch).await;
	w.run().await;
	let detail = w.desk.batch(batch).await.expect("it exists");
	assert_eq!(detail.batch.status, BatchStatus::Sent);
	assert_ne!(detail.batch.msg_id, msg_id);
	let lines: Vec<_> = ids
		.iter()
		.zip([1_000, 2_000])
		.map(|(id, cents)| debit(&format!("CL{id}X2"), cents))
		.collect();
	w.bank_sends(notice("C54", &lines)).await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	}
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn the_redemptions_of_a_refused_file_can_be_refused(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	// That the bank has a message already says nothing about its payments.
	w.bank_sends(refused("P1", &msg_id, "DUPL")).await;
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Instructed);
	w.bank_sends(refused("P2", &msg_id, "AG01")).await;
	let case = w.cases(true).await[0].id;
	// It cannot be undone: one officer is not two.
	let reject = |reason: &'static str, officer: &'static str| {
		w.desk.reject_all(case, reason, "no agreement", officer)
	};
	assert!(reject("ag01", "anna").await.is_err());
	let asked = reject("AG01", "anna").await.expect("asked for");
	assert_eq!(asked.agreed_by, None);
	let twice = reject("AG01", "anna").await.expect_err("the same officer");
	assert!(twice.to_string().contains("another officer"), "{twice}");
	let other = reject("AM02", "bert").await.expect_err("another reason");
	assert!(other.to_string().contains("AG01"), "{other}");
	w.run().await;
	for id in &ids {
		assert_eq!(w.chain_status(*id), RedemptionStatus::Paying);
	}
	let shown = w.desk.case_detail(case).await.expect("it is there");
	assert_eq!(shown.rejection, Some(asked));
	let agreed = reject("AG01", "bert").await.expect("agreed");
	assert_eq!(agreed.agreed_by.as_deref(), Some("bert"));
	assert!(reject("AG01", "chris").await.is_err(), "once");
	w.run().await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Rejected);
		let r = w.desk.redemption(id).await.expect("it is there").redemption;
		assert_eq!(r.reason.as_deref(), Some("AG01"));
	}
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn a_short_reserve_pays_what_the_chain_says(w: World) {
	let id = w.redeem(1_001);
	w.chain.with(|l| l.be_short(Currency::EUR, 1, 2));
	let batch = w.pay_day().await[0];
	let b = w.desk.batch(batch).await.expect("it exists").batch;
	assert_eq!(b.total, Cents(500));
	assert_eq!(w.on_chain(id).due, Some(Cents(500)));
	let text = fs::read_to_string(&w.outbox()[0]).expect("it can be read");
	assert!(text.contains(">5.00</InstdAmt>"), "{text}");
	w.bank_sends(notice("C54", &[debit(&e2e(id), 500)])).await;
	assert_eq!(w.on_chain(id).paid, Some(Cents(500)));
	w.must_balance().await;
}

async fn reserves_are_proposed_less_what_is_owed(w: World) {
	use civic_treasury::chain::Reserve;
	let first = statement(1, DAY, 0, 100_000, &[paid_in("GRANT", 100_000)]);
	w.bank_sends(&first).await;
	let view = w.desk.reserve(Currency::EUR).await.expect("the reserve");
	let [proposal] = view.proposals.as_slice() else {
		panic!()
	};
	assert_eq!(proposal.balance, Cents(100_000));
	assert_eq!(proposal.sha256, Hex32::sha256(&first));
	// Under this name the treasurer finds it.
	let archived = fs::read(w.path("old").join(&proposal.archived_as)).expect("it is there");
	assert_eq!(archived, first.as_bytes());
	assert_eq!(
		(proposal.day, proposal.status),
		(DAY, ProposalStatus::Proposed)
	);
	w.chain.with(|l| {
		l.attest(Reserve {
			currency: Currency::EUR,
			balance: proposal.balance,
			day: proposal.day,
			sha256: proposal.sha256,
		});
	});
	w.run().await;
	let view = w.desk.reserve(Currency::EUR).await.expect("the reserve");
	assert_eq!(view.proposals[0].status, ProposalStatus::InForce);
	assert_eq!(view.in_force.expect("in force").balance, Cents(100_000));

	let (id, _) = late_return(&w).await;
	let name = e2e(id);
	let lines = [debit(&name, 5_000), credit(&name, 5_000)];
	w.bank_sends(statement(2, DAY + 1, 100_000, 100_000, &lines))
		.await;
	let view = w.desk.reserve(Currency::EUR).await.expect("the reserve");
	let newest = &view.proposals[0];
	assert_eq!(
		(newest.closing, newest.owed),
		(Cents(100_000), Cents(5_000))
	);
	assert_eq!(newest.balance, Cents(95_000));
	assert_eq!(view.owed, Cents(5_000));
	let history = w.desk.history(Currency::EUR).await.expect("the history");
	assert_eq!(history.len(), 2);
}

async fn an_attestation_that_no_statement_says_is_a_case(w: World) {
	use civic_treasury::chain::Reserve;
	let first = statement(1, DAY, 0, 245_600, &[paid_in("GRANT", 245_600)]);
	w.bank_sends(&first).await;
	let right = Reserve {
		currency: Currency::EUR,
		balance: Cents(245_600),
		day: DAY,
		sha256: Hex32::sha256(&first),
	};
	let attest = async |reserve: Reserve, countersign: bool| {
		w.chain.with(|l| match countersign {
			true => l.attest(reserve),
			false => l.attest_only(reserve),
		});
		w.run().await;
		let open = w.cases(true).await;
		assert!(open.iter().all(|c| c.kind == CaseKind::AttestationDiffers));
		open.into_iter().map(|c| c.detail).collect::<Vec<_>>()
	};
	let too_much = Reserve {
		balance: Cents(300_000),
		..right
	};
	let told = attest(too_much, false).await;
	assert_eq!(told.len(), 1);
	assert!(
		told[0].contains("3000.00") && told[0].contains("2456.00"),
		"{told:?}"
	);
	assert!(told[0].contains("do not countersign"), "{told:?}");
	// Another one in its place, which is right: nothing is wrong any more.
	assert_eq!(attest(right, false).await, Vec::<String>::new());
	let told = attest(too_much, true).await;
	assert_eq!(told.len(), 1);
	assert!(told[0].starts_with("in force"), "{told:?}");
	// In force it stays wrong until the right one is.
	assert_eq!(attest(right, false).await.len(), 1);
	assert_eq!(attest(right, true).await, Vec::<String>::new());
	let another_day = Reserve {
		day: DAY + 1,
		..right
	};
	let told = attest(another_day, false).await;
	assert!(told[0].contains("closes on 2026-11-30"), "{told:?}");
	assert_eq!(attest(right, true).await, Vec::<String>::new());
	// A file that is no statement; unless it comes.
	let next = statement(2, DAY + 1, 245_600, 245_600, &[]);
	let ahead = Reserve {
		day: DAY + 1,
		sha256: Hex32::sha256(&next),
		..right
	};
	let told = attest(ahead, true).await;
	assert!(told[0].contains("no statement"), "{told:?}");
	w.bank_sends(&next).await;
	assert_eq!(w.open_cases().await, vec![]);
}

async fn batches_are_made_without_an_officer_if_so_set(mut w: World) {
	w.change(|s| s.batch.automatic = true);
	let id = w.redeem(1_000);
	w.run().await;
	let drafted = w
		.desk
		.batches(Some(BatchStatus::Drafted), None, 10)
		.await
		.expect("batches");
	assert_eq!(drafted.len(), 1);
	// What comes meanwhile waits for the next one.
	w.redeem(1_000);
	w.run().await;
	assert_eq!(
		w.desk.batches(None, None, 10).await.expect("batches").len(),
		1
	);
	w.release(drafted[0].id).await;
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	assert_eq!(
		w.desk.batches(None, None, 10).await.expect("batches").len(),
		2
	);
	let mut conn = w.core.db.read().await.expect("a connection");
	assert_eq!(
		w.payees
			.find(&mut conn, Hex32::sha256(b"nobody"))
			.await
			.expect("an answer"),
		None
	);
}
