//! What the chain refuses waits, longer each time and over restarts, for the officers to see; and what
//! it will never take is theirs at once.

use civic_treasury::{
	chain::{Call, Chain, Settlement},
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::CaseKind,
		intents::{self, Intent, IntentKind, IntentStatus},
		redemptions::RedemptionStatus,
	},
};

use crate::{
	common::{
		bank::{credit, debit, notice, Line},
		World, DAY,
	},
	on_both,
};

on_both! {
	a_refused_settlement_waits_longer_each_time_and_over_restarts;
	what_is_refused_for_long_becomes_a_case_that_closes_by_itself;
	a_refused_settlement_holds_up_no_other;
	what_can_never_be_taken_is_a_case_at_once;
	money_that_comes_back_while_it_is_refused_is_no_late_return;
	what_was_refused_and_called_off_is_wanted_anew;
	a_refused_beginning_waits;
	a_redemption_that_ended_otherwise_is_not_retried;
}

fn e2e(id: u64) -> String {
	format!("CL{id}X1")
}

fn booked_on(day: u32, id: u64, cents: i64) -> Line {
	Line {
		day,
		..debit(&e2e(id), cents)
	}
}

async fn refused(w: &World) -> Vec<Intent> {
	w.desk.refused(None, 100).await.expect("a list")
}

/// A redemption that the bank booked tomorrow, which the chain does not take.
async fn booked_tomorrow(w: &World) -> u64 {
	let (ids, _) = w.sent(&[1_000]).await;
	w.chain.with(|l| l.take_bookings_of(0..=DAY));
	w.bank_sends(notice("C54", &[booked_on(DAY + 1, ids[0], 1_000)]))
		.await;
	ids[0]
}

async fn a_refused_settlement_waits_longer_each_time_and_over_restarts(mut w: World) {
	let id = booked_tomorrow(&w).await;
	assert_eq!(w.chain.submissions(), 2, "one beginning, one try to settle");
	for pause in [10, 10, 20, 40] {
		let before = w.chain.submissions();
		w.change(|_| ());
		w.wait(pause - 1);
		w.run().await;
		assert_eq!(w.chain.submissions(), before, "it waits {pause} s");
		w.wait(1);
		w.run().await;
		assert_eq!(w.chain.submissions(), before + 1, "and is tried again");
	}
	let waiting = refused(&w).await;
	let [one] = waiting.as_slice() else {
		panic!("one, not {waiting:?}")
	};
	assert_eq!((one.kind, one.redemption), (IntentKind::Settle, id));
	assert!(one
		.last_error
		.as_ref()
		.is_some_and(|why| why.contains("DateInFuture")));
	let now = w.core.now();
	assert_eq!(one.refused_since, Some(now - 80));
	assert_eq!(one.next_try_at, Some(now + 80));
	let shown = w.desk.redemption(id).await.expect("it is there").waiting;
	assert_eq!(shown, waiting);
	let figures = w.desk.figures().await.expect("figures");
	assert_eq!((figures.intents, figures.refused), (1, 1));
	assert_eq!(figures.oldest_intent, None, "the day has not begun");

	w.chain.with(|l| l.take_bookings_of(0..=DAY + 1));
	w.wait(80);
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	assert_eq!(refused(&w).await, vec![]);
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn what_is_refused_for_long_becomes_a_case_that_closes_by_itself(mut w: World) {
	w.change(|s| s.pace.refused_case_seconds = 7_200);
	let id = booked_tomorrow(&w).await;
	// Tomorrow begins in two hours where the clocks are earliest: until then it is nobody's fault.
	for _ in 0..3 {
		w.wait(3_600);
		w.run().await;
	}
	assert_eq!(w.open_cases().await, vec![]);
	// By the machine's clock the day is there, and the chain still says no.
	for _ in 0..4 {
		w.wait(3_600);
		w.run().await;
	}
	assert_eq!(w.open_cases().await, vec![CaseKind::ChainRefuses]);
	let case = w.cases(true).await.remove(0);
	assert_eq!(
		(case.redemption, case.amount),
		(Some(id), Some(Cents(1_000)))
	);
	assert!(case.detail.contains("DateInFuture"), "{}", case.detail);
	assert!(w
		.desk
		.figures()
		.await
		.expect("figures")
		.oldest_intent
		.is_some());
	assert!(w.chain.submissions() < 20, "an hour apart");
	assert_eq!(refused(&w).await.len(), 1, "it is never lost");

	w.chain.with(|l| l.take_bookings_of(0..=DAY + 1));
	w.wait(3_600);
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn a_refused_settlement_holds_up_no_other(w: World) {
	let (ids, _) = w.sent(&[1_000, 2_000, 3_000]).await;
	w.chain.with(|l| l.take_bookings_of(0..=DAY));
	w.bank_sends(notice(
		"C54",
		&[
			booked_on(DAY + 1, ids[0], 1_000),
			booked_on(DAY, ids[1], 2_000),
			booked_on(DAY + 1, ids[2], 3_000),
		],
	))
	.await;
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Settled);
	assert_eq!(refused(&w).await.len(), 2);
	// A beginning, the three together, each alone.
	assert_eq!(w.chain.submissions(), 5);
	w.must_balance().await;
}

async fn what_can_never_be_taken_is_a_case_at_once(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	w.chain.with(|l| l.take_bookings_of(DAY..=DAY));
	w.bank_sends(notice("C54", &[booked_on(DAY - 9, ids[0], 1_000)]))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::ChainRefuses]);
	let case = w.cases(true).await.remove(0);
	assert!(case.detail.contains("BookedTooEarly"), "{}", case.detail);
	let before = w.chain.submissions();
	w.wait(1_000_000);
	w.run().await;
	assert_eq!(w.chain.submissions(), before, "it is not tried again");
	assert_eq!(refused(&w).await, vec![]);
	// The administrator settles it with the right day, and the case is over.
	let settle = Call::Settle(vec![Settlement {
		redemption: ids[0],
		reference: "BY-HAND".into(),
		booked: DAY,
	}]);
	w.chain.submit(&[settle]).await.expect("carried out");
	w.run().await;
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn money_that_comes_back_while_it_is_refused_is_no_late_return(w: World) {
	let id = booked_tomorrow(&w).await;
	w.bank_sends(notice("C55", &[credit(&e2e(id), 1_000)]))
		.await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Rejected);
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(refused(&w).await, vec![]);
	w.must_balance().await;
}

async fn what_was_refused_and_called_off_is_wanted_anew(w: World) {
	let id = booked_tomorrow(&w).await;
	let mut write = w.core.db.write().await.expect("a transaction");
	let kind = IntentKind::Settle;
	let again = intents::settle(&mut write, id, "R2", DAY, 0);
	assert!(!again.await.expect("read"), "it waits already");
	assert!(intents::call_off(&mut write, id, kind)
		.await
		.expect("written"));
	let anew = intents::settle(&mut write, id, "R2", DAY, 0);
	assert!(anew.await.expect("written"));
	let wanted = intents::get(&mut write, id, kind).await.expect("read");
	let wanted = wanted.expect("there");
	assert_eq!(wanted.status, IntentStatus::Waiting);
	assert_eq!((wanted.tries, wanted.next_try_at), (0, None));
	assert_eq!((wanted.refused_since, wanted.last_error), (None, None));
	write.commit().await.expect("kept");
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
}

async fn a_refused_beginning_waits(mut w: World) {
	w.change(|s| s.batch.max_payments = 1);
	let ids = [w.redeem(1_000), w.redeem(2_000)];
	w.run().await;
	let made = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made");
	// Something is at the head of the queue that these books do not expect there.
	w.chain.with(|l| l.put_first(Currency::EUR, 4_711));
	for batch in &made {
		w.release(*batch).await;
	}
	for _ in 0..6 {
		w.wait(3_600);
		w.run().await;
	}
	// Both once, and then the first alone.
	assert!(w.chain.submissions() <= 8, "{}", w.chain.submissions());
	assert_eq!(w.open_cases().await, vec![CaseKind::ChainRefuses]);
	assert_eq!(w.cases(true).await[0].batch, Some(made[0]));
	w.chain.with(|l| l.take_out(Currency::EUR, 4_711));
	w.wait(3_600);
	w.run().await;
	for (id, batch) in ids.iter().zip(&made) {
		assert_eq!(w.chain_status(*id), RedemptionStatus::Paying);
		let batch = w.desk.batch(*batch).await.expect("it exists").batch;
		assert_eq!(batch.status, BatchStatus::Sent);
	}
	assert_eq!(w.open_cases().await, vec![]);
}

async fn a_redemption_that_ended_otherwise_is_not_retried(w: World) {
	let id = booked_tomorrow(&w).await;
	let reject = Call::Reject {
		redemption: id,
		reason: *b"NARR",
	};
	w.chain.submit(&[reject]).await.expect("carried out");
	let before = w.chain.submissions();
	w.run().await;
	w.wait(100_000);
	w.run().await;
	assert!(w.open_cases().await.contains(&CaseKind::ChainDiffers));
	assert_eq!(w.chain.submissions(), before);
	assert_eq!(refused(&w).await, vec![]);
}
