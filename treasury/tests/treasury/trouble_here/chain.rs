//! A chain that is slow, down, another one, or says no.

use std::{fs, sync::Arc, time::Duration};

use civic_treasury::{
	chain::{simulated::Simulated, Call, Chain, Settlement},
	engine::{act, bank_step, follow, machine_clock, reconcile, Core, Engine},
	error::Error,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::CaseKind,
		intents::{self, IntentKind},
		redemptions::RedemptionStatus,
	},
};

use super::e2e;
use crate::{
	common::{
		bank::{credit, debit, notice},
		World, DAY,
	},
	on_both,
};

on_both! {
	lost_answers_of_the_chain_do_no_harm;
	a_node_that_is_down_is_waited_for;
	payments_begun_by_somebody_else_are_not_paid;
	settlements_by_somebody_else_are_seen;
	a_settlement_that_overtakes_a_return_is_a_late_return;
	what_was_called_off_is_not_handed_in;
	a_beginning_that_is_refused_holds_up_no_settlement;
	another_chain_is_refused;
	a_node_that_does_not_answer_blocks_no_writer;
	what_was_begun_elsewhere_is_not_refused_by_old_books;
	days_of_downtime_are_caught_up;
	an_old_chain_is_read_from_a_block_without_redemptions_before_it;
}

async fn lost_answers_of_the_chain_do_no_harm(w: World) {
	let id = w.redeem(1_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	w.chain.lose_answers(1);
	assert!(matches!(w.step().await, Err(Error::Chain(_))));
	assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	w.run().await;
	assert_eq!(w.chain.submissions(), 1, "not handed in again");
	assert_eq!(w.outbox().len(), 1);
	fs::write(w.path("in/a.xml"), notice("C54", &[debit(&e2e(id), 1_000)])).expect("written");
	w.step().await.expect("it is read");
	w.chain.lose_answers(1);
	assert!(w.step().await.is_err());
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	assert_eq!(w.chain.submissions(), 2);
	w.must_balance().await;
}

async fn an_old_chain_is_read_from_a_block_without_redemptions_before_it(w: World) {
	for _ in 0..50 {
		w.chain.with(|ledger| ledger.tick());
	}
	let id = w.redeem(1_000);
	let head = w.chain.head().await.expect("there is one").number;
	for (first, why) in [
		(head + 1, "there are redemptions before"),
		(head + 2, "is not there yet"),
	] {
		w.chain.begin_at(first);
		match follow::catch_up(&w.core).await {
			Err(Error::Settings(text)) => assert!(text.contains(why), "{text}"),
			other => panic!("{first}: {other:?}"),
		}
	}
	w.chain.begin_at(head);
	w.pay_day().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	w.must_balance().await;
}

async fn a_node_that_is_down_is_waited_for(w: World) {
	let id = w.redeem(1_000);
	for asked in 1..6 {
		w.chain.go_down(asked);
		assert!(matches!(
			follow::catch_up(&w.core).await,
			Err(Error::Chain(_))
		));
		w.chain.go_down(0);
	}
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	w.chain.go_down(1);
	assert!(act::step(&w.core).await.is_err());
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	// The bank's files are read all the same, and the chain is told when it answers.
	w.chain.go_down(1);
	fs::write(w.path("in/a.xml"), notice("C54", &[debit(&e2e(id), 1_000)])).expect("written");
	assert!(follow::catch_up(&w.core).await.is_err());
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
}

async fn payments_begun_by_somebody_else_are_not_paid(w: World) {
	let ids = [w.redeem(1_000), w.redeem(2_000)];
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	let foreign = Call::Begin {
		currency: Currency::EUR,
		redemptions: vec![ids[0]],
		message: Hex32::sha256(b"another treasury's"),
	};
	w.chain.submit(&[foreign]).await.expect("carried out");
	w.release(batch).await;
	w.run().await;
	assert_eq!(w.open_cases().await, vec![CaseKind::UnknownMessage]);
	let sent: String = w
		.outbox()
		.iter()
		.map(|f| fs::read_to_string(f).expect("read"))
		.collect();
	assert!(!sent.contains(&e2e(ids[0])));
	assert!(sent.contains(&e2e(ids[1])));
}

async fn settlements_by_somebody_else_are_seen(w: World) {
	let (ids, _) = w.sent(&[1_000, 2_000, 3_000]).await;
	let settle = Call::Settle(vec![Settlement {
		redemption: ids[0],
		reference: "BY-HAND".into(),
		booked: DAY,
	}]);
	let reject = Call::Reject {
		redemption: ids[1],
		reason: *b"NARR",
	};
	w.chain
		.submit(&[settle, reject])
		.await
		.expect("carried out");
	w.run().await;
	assert_eq!(w.open_cases().await, vec![CaseKind::ChainDiffers; 2]);
	let lines: Vec<_> = ids
		.iter()
		.zip([1_000, 2_000, 3_000])
		.map(|(id, c)| debit(&e2e(*id), c))
		.collect();
	w.bank_sends(notice("C54", &lines)).await;
	assert_eq!(w.chain_status(ids[2]), RedemptionStatus::Settled);
	// What was rejected by hand and paid by the bank is missing.
	let report = w.reconcile().await;
	assert!(!report.balanced);
	let wrong: Vec<_> = report
		.checks
		.iter()
		.filter(|c| c.difference != Cents::ZERO)
		.collect();
	assert_eq!(wrong[0].difference, Cents(2_000));
}

async fn a_settlement_that_overtakes_a_return_is_a_late_return(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	let both = [debit(&name, 1_000), credit(&name, 1_000)];
	fs::write(w.path("in/a.xml"), notice("C54", &both)).expect("written");
	bank_step(&w.core).await.expect("it is read");
	// The chain is to be told that it is refused; but it has it as settled.
	let settle = Call::Settle(vec![Settlement {
		redemption: ids[0],
		reference: "OVERTAKES".into(),
		booked: DAY,
	}]);
	w.chain.submit(&[settle]).await.expect("carried out");
	w.run().await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(w.must_balance().await.owed, Cents(1_000));
}

async fn what_was_called_off_is_not_handed_in(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let mut write = w.core.db.write().await.expect("a transaction");
	intents::settle(&mut write, ids[0], "R", DAY, 0)
		.await
		.expect("written");
	let waiting = intents::due(&mut write, IntentKind::Settle, 0, 10)
		.await
		.expect("read");
	let these = [waiting[0].id];
	assert!(intents::all_wait(&mut write, &these)
		.await
		.expect("an answer"));
	assert!(intents::call_off_settle(&mut write, ids[0])
		.await
		.expect("called off"));
	assert!(!intents::all_wait(&mut write, &these)
		.await
		.expect("an answer"));
	// Nor is what is written down next taken for it.
	intents::reject(&mut write, ids[0], "AC04", 0)
		.await
		.expect("written");
	assert!(!intents::all_wait(&mut write, &these)
		.await
		.expect("an answer"));
	write.rollback().await.expect("undone");

	let mut write = w.core.db.write().await.expect("a transaction");
	// Once it may be under way to the chain it cannot be called off.
	intents::settle(&mut write, ids[0], "R", DAY, 0)
		.await
		.expect("written");
	let waiting = intents::due(&mut write, IntentKind::Settle, 0, 10)
		.await
		.expect("read");
	intents::tried(&mut write, &[waiting[0].id], 0)
		.await
		.expect("noted");
	assert!(!intents::call_off_settle(&mut write, ids[0])
		.await
		.expect("an answer"));
	write.rollback().await.expect("undone");
}

async fn a_beginning_that_is_refused_holds_up_no_settlement(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let stuck = w.redeem(2_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	// Something is at the head of the queue that these books do not expect there.
	w.chain.with(|l| l.put_first(Currency::EUR, 4_711));
	w.release(batch).await;
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
	assert_eq!(w.chain_status(stuck), RedemptionStatus::Open);
	assert_eq!(
		w.desk.batch(batch).await.expect("it exists").batch.status,
		BatchStatus::Released
	);
}

async fn another_chain_is_refused(w: World) {
	w.redeem(1_000);
	w.run().await;
	let other = Simulated::new();
	let core = Core::new(
		w.core.db.clone(),
		Arc::new(other),
		w.payees.clone(),
		(*w.core.settings).clone(),
		machine_clock(),
	)
	.expect("right settings");
	assert!(matches!(
		core.must_be_same_chain().await,
		Err(Error::OtherChain { .. })
	));
	assert!(matches!(
		follow::catch_up(&core).await,
		Err(Error::OtherChain { .. }) | Ok(0)
	));
	let engine = Engine::with(core);
	assert!(matches!(
		engine.run(std::future::pending()).await,
		Err(Error::OtherChain { .. })
	));
}

async fn a_node_that_does_not_answer_blocks_no_writer(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let cursor = async || {
		let figures = w.desk.figures().await.expect("figures");
		figures.block.expect("there is one")
	};
	let before = cursor().await;
	w.chain.be_silent(true);
	let core = w.core.clone();
	let comparing = tokio::spawn(async move { reconcile::run_all(&core).await });
	let until = std::time::Instant::now() + Duration::from_secs(10);
	while w.chain.unanswered() == 0 {
		assert!(std::time::Instant::now() < until, "it is asked");
		tokio::time::sleep(Duration::from_millis(10)).await;
	}
	// Everything goes on: blocks and the bank's files are taken in, officers act.
	let writing = async {
		w.chain.with(|l| l.tick());
		let other = w.redeem(2_000);
		fs::write(
			w.path("in/a.xml"),
			notice("C54", &[debit(&e2e(ids[0]), 1_000)]),
		)
		.expect("written");
		follow::catch_up(&w.core).await.expect("followed");
		bank_step(&w.core).await.expect("it is read");
		act::step(&w.core).await.expect("settled");
		follow::catch_up(&w.core).await.expect("followed");
		w.desk
			.make_batches(Currency::EUR, "maker")
			.await
			.expect("made");
		other
	};
	let other = tokio::time::timeout(Duration::from_secs(8), writing)
		.await
		.expect("no writer waits for the node");
	assert!(!comparing.is_finished());
	assert!(cursor().await > before);
	w.chain.be_silent(false);
	let reports = comparing.await.expect("it ends").expect("a report");
	// As of one block, and the books as they were at that block.
	assert!(reports[0].balanced, "{:#?}", reports[0]);
	assert_eq!((reports[0].block, reports[0].compared), (before, 1));
	assert_eq!(reports[0].settled, Cents::ZERO);
	let after = w.must_balance().await;
	assert_eq!((after.compared, after.settled), (2, Cents(1_000)));
	assert_eq!(w.chain_status(other), RedemptionStatus::Open);
}

async fn what_was_begun_elsewhere_is_not_refused_by_old_books(w: World) {
	let (account, nobody) = (Hex32::sha256(b"somebody"), Hex32::sha256(b"no payee"));
	let id = w.redeem_to(account, nobody, 1_000);
	follow::catch_up(&w.core).await.expect("followed");
	// As far as a copy of the books goes. What they do not know: it is with the bank since.
	let foreign = Call::Begin {
		currency: Currency::EUR,
		redemptions: vec![id],
		message: Hex32::sha256(b"sent after the copy"),
	};
	w.chain.submit(&[foreign]).await.expect("carried out");
	w.wait(60);
	bank_step(&w.core).await.expect("NPAY is written down");
	let waiting = w.desk.redemption(id).await.expect("it is there").waiting;
	assert_eq!(waiting.len(), 1);
	act::step(&w.core).await.expect("a turn");
	assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	assert_eq!(w.open_cases().await, vec![CaseKind::UnknownMessage]);
	let waiting = w.desk.redemption(id).await.expect("it is there").waiting;
	assert_eq!(waiting, vec![]);
}

async fn days_of_downtime_are_caught_up(w: World) {
	w.run().await;
	let mut ids = Vec::new();
	for n in 0..700 {
		match n % 100 {
			50 => ids.push(w.redeem(1_000)),
			_ => w.chain.with(|l| l.tick()),
		}
	}
	assert!(w.chain.with(|l| l.cancel(ids[3])));
	w.run().await;
	let figures = w.desk.figures().await.expect("figures");
	assert_eq!(figures.block, Some(701));
	let queue = w
		.desk
		.queue(Currency::EUR, None, 100)
		.await
		.expect("the queue");
	ids.remove(3);
	assert_eq!(queue.iter().map(|q| q.id).collect::<Vec<_>>(), ids);
	w.must_balance().await;
}
