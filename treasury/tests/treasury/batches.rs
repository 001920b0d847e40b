//! Batches: how large they are, who makes, releases and withdraws them, and what is done when the bank takes none of one.

use civic_treasury::{
	engine::payees::Payees,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus, cases::CaseKind, payments::PaymentStatus,
		redemptions::RedemptionStatus,
	},
};

use crate::{
	common::{
		bank::{debit, notice, refused},
		e2e, tools, World,
	},
	on_both,
};

on_both! {
	two_officers_release_and_neither_twice;
	a_batch_can_be_withdrawn_until_it_is_released;
	limits_cut_batches_and_calls;
	calls_are_no_larger_than_the_chain_takes_them;
	a_refused_file_is_sent_again;
	the_redemptions_of_a_refused_file_can_be_refused;
	batches_are_made_without_an_officer_if_so_set;
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

async fn calls_are_no_larger_than_the_chain_takes_them(w: World) {
	w.chain.with(|l| l.take_at_once(2));
	let (ids, _) = w.sent(&[1_000, 2_000, 3_000, 4_000, 5_000]).await;
	assert_eq!(w.chain.submissions(), 3);
	let debits: Vec<_> = ids
		.iter()
		.zip(1i64..)
		.map(|(id, n)| debit(&e2e(*id), n * 1_000))
		.collect();
	w.bank_sends(notice("C54", &debits)).await;
	assert_eq!(w.chain.submissions(), 6);
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	}
	assert_eq!(w.open_cases().await, vec![]);
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
