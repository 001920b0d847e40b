//! Paying: from the queue to the settled redemption.

use std::fs;

use civic_treasury::{
	hex32::Hex32,
	money::{Cents, Currency},
	store::{batches::BatchStatus, payments::PaymentStatus, redemptions::RedemptionStatus},
	words,
};

use crate::{
	common::{
		bank::{debit, notice, paid_in, statement, status},
		e2e, iban, tools, World, DAY,
	},
	on_both,
};

on_both! {
	a_pay_day_ends_each_redemption_once;
	bookings_may_come_before_status_reports;
	a_completed_status_settles_and_the_booking_changes_nothing;
	a_payee_must_be_registered_by_the_account_that_redeems;
	a_redemption_cancelled_in_time_is_not_paid;
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
