//! Chain, database, settings and payees that are not as they should be: waited for or refused,
//! nothing lost, nothing paid twice.

use std::{fs, sync::Arc, time::Duration};

use civic_treasury::{
	chain::{simulated::Simulated, Call, Chain, Settlement},
	engine::{
		act, bank_step, desk::Desk, follow, machine_clock, reconcile, settings::Settings, Core,
		Engine,
	},
	error::Error,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::{self, About, CaseKind},
		intents::{self, IntentKind},
		payments::{Need, PaymentStatus},
		redemptions::RedemptionStatus,
		Db,
	},
};

use crate::{
	common::{
		bank::{credit, debit, notice, refused, returned, statement, Line},
		iban, World, DAY,
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
	what_the_tables_do_not_allow_is_not_tried_for_ever;
	a_file_is_made_once_whatever_the_settings_say_later;
	a_payee_that_is_gone_is_not_paid;
	a_payee_is_needed_while_anything_is_open;
	the_payees_of_an_account_are_needed_while_money_is_owed_to_it;
	a_refused_file_stays_a_case_until_its_payments_are_dealt_with;
	a_late_return_stays_a_case_until_it_is_paid;
	silence_stays_a_case_until_the_bank_answers;
	a_batch_before_a_released_one_is_not_withdrawn;
	a_batch_that_its_member_empties_says_so;
	one_that_can_never_be_paid_is_refused_by_two_officers;
	one_engine_at_a_time;
	a_node_that_does_not_answer_blocks_no_writer;
	nothing_is_released_while_the_books_are_in_doubt;
	a_difference_that_only_the_bank_can_mend_stops_no_pay_day;
	a_payee_that_is_missing_for_too_long_is_refused_without_batches;
	an_outage_takes_nothing_from_the_time_to_register;
	what_was_begun_elsewhere_is_not_refused_by_old_books;
	days_of_downtime_are_caught_up;
	an_old_chain_is_read_from_a_block_without_redemptions_before_it;
}

fn e2e(id: u64) -> String {
	format!("CL{id}X1")
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

async fn what_the_tables_do_not_allow_is_not_tried_for_ever(w: World) {
	let mut write = w.core.db.write().await.expect("a transaction");
	let refused = sqlx::query("INSERT INTO facts (name, value) VALUES ('genesis', 'x')")
		.execute(&mut *write)
		.await;
	let error = Error::from(refused.expect_err("it is there already"));
	assert!(!error.is_transient(), "{error}");
	write.rollback().await.expect("undone");
	let mut conn = w.core.db.read().await.expect("a connection");
	let wrong = sqlx::query("SELECT * FROM nowhere")
		.fetch_all(&mut *conn)
		.await;
	assert!(wrong.is_err());
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

async fn a_file_is_made_once_whatever_the_settings_say_later(mut w: World) {
	let id = w.redeem(1_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	// The outbox cannot be written: the batch stays where it is.
	fs::remove_dir(w.path("out")).expect("it is empty");
	fs::write(w.path("out"), "in the way").expect("written");
	assert!(w.step().await.is_err());
	let made = w.desk.batch(batch).await.expect("it exists").batch;
	assert_eq!(made.status, BatchStatus::Made);
	let hash = made.file_hash.expect("it is fixed");
	fs::remove_file(w.path("out")).expect("removed");
	fs::create_dir(w.path("out")).expect("a folder");
	w.change(|s| {
		s.accounts[0].holder = "Another Name".into();
		s.batch.remittance = "Another text".into();
	});
	w.wait(86_400 * 5);
	w.run().await;
	let file = fs::read(&w.outbox()[0]).expect("it is there");
	assert_eq!(Hex32::sha256(&file), hash);
	let text = String::from_utf8(file).expect("UTF-8");
	assert!(text.contains("Gemeente Voorbeeldstad") && !text.contains("Another"));
	assert_eq!(
		w.desk.batch(batch).await.expect("it exists").batch.status,
		BatchStatus::Sent
	);
	assert_eq!(w.payment_status(id).await, PaymentStatus::Instructed);

	// Should the payee change between the two, nothing is sent and a person is told.
	let id = w.redeem(2_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	fs::rename(w.path("out"), w.path("out2")).expect("moved");
	fs::write(w.path("out"), "in the way").expect("written");
	assert!(w.step().await.is_err());
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	w.payees.put(r.payee, r.account, &iban(99), "Mallory");
	fs::remove_file(w.path("out")).expect("removed");
	fs::rename(w.path("out2"), w.path("out")).expect("moved");
	w.run().await;
	assert_eq!(w.outbox().len(), 1);
	assert!(w.open_cases().await.contains(&CaseKind::Unpayable));
}

async fn a_payee_that_is_gone_is_not_paid(w: World) {
	let ids = [w.redeem(1_000), w.redeem(2_000)];
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	let r = w
		.desk
		.redemption(ids[0])
		.await
		.expect("it is there")
		.redemption;
	w.payees.forget(r.payee);
	w.run().await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Rejected);
	let detail = w.desk.batch(batch).await.expect("it exists");
	assert_eq!(detail.batch.status, BatchStatus::Sent);
	assert_eq!(
		(detail.batch.payments, detail.batch.total),
		(1, Cents(2_000))
	);
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;

	// A batch with nobody left is nothing.
	let id = w.redeem(3_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	w.payees.forget(r.payee);
	w.run().await;
	assert_eq!(
		w.desk.batch(batch).await.expect("it exists").batch.status,
		BatchStatus::Withdrawn
	);
	assert_eq!(w.chain_status(id), RedemptionStatus::Rejected);
	assert_eq!(w.outbox().len(), 1);
}

async fn a_payee_is_needed_while_anything_is_open(w: World) {
	use civic_treasury::store::payments::payee_needed;
	let needed = |payee| {
		let db = w.core.db.clone();
		async move {
			let mut conn = db.read().await.expect("a connection");
			payee_needed(&mut conn, payee).await.expect("an answer")
		}
	};
	assert_eq!(needed(Hex32::sha256(b"nobody")).await, None);
	let (ids, _) = w.sent(&[1_000]).await;
	let payee = w.payment(ids[0]).await.payee;
	assert_eq!(needed(payee).await, Some(Need::Open));
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	assert!(matches!(needed(payee).await, Some(Need::Ended(_))));
}

/// Pays one redemption and has it come back: its case.
async fn late_return(w: &World) -> (u64, i64) {
	let (ids, _) = w.sent(&[5_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 5_000)])).await;
	w.bank_sends(returned("R1", &name, 5_000)).await;
	let both = [debit(&name, 5_000), credit(&name, 5_000)];
	w.bank_sends(statement(1, DAY, 100_000, 100_000, &both))
		.await;
	let cases = w.cases(true).await;
	assert_eq!(cases.len(), 1, "{cases:?}");
	assert_eq!(cases[0].kind, CaseKind::LateReturn);
	(ids[0], cases[0].id)
}

/// A corrected payee of the account that redeemed.
async fn corrected(w: &World, id: u64) -> Hex32 {
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	w.payees
		.register(r.account, &iban(id + 1_000), "J. de Vries")
}

async fn the_payees_of_an_account_are_needed_while_money_is_owed_to_it(w: World) {
	use civic_treasury::store::{payees, payments::payee_needed};
	let (id, case) = late_return(&w).await;
	let first = w.payment(id).await.payee;
	let right = corrected(&w, id).await;
	let account = w
		.desk
		.redemption(id)
		.await
		.expect("it is there")
		.redemption
		.account;
	let mut write = w.core.db.write().await.expect("a transaction");
	for payee in [first, right] {
		sqlx::query(
			"INSERT INTO payees (commitment, account, signed_at, registered_at) VALUES ($1, $2, $3, $3)",
		)
		.bind(payee.to_string())
		.bind(account.to_string())
		.bind(crate::common::START)
		.execute(&mut *write)
		.await
		.expect("written");
	}
	write.commit().await.expect("written");
	let needs = || async {
		let mut conn = w.core.db.read().await.expect("a connection");
		let mut needs = Vec::new();
		for payee in [first, right] {
			needs.push(payee_needed(&mut conn, payee).await.expect("an answer"));
		}
		needs
	};
	assert_eq!(needs().await, [Some(Need::Open), Some(Need::Open)]);
	let later = crate::common::START + 60 * 86_400;
	let erased = payees::erase_unneeded(&w.core.db, 30, 0, later).await;
	assert_eq!(erased.expect("it works"), 0);
	let mut write = w.core.db.write().await.expect("a transaction");
	for payee in [first, right] {
		assert!(payees::erase(&mut write, payee, "asked for", true, later)
			.await
			.is_err());
	}
	write.rollback().await.expect("undone");
	// Once it is paid, the usual time begins.
	let batch = w.desk.pay_again(case, "maker", right).await.expect("made");
	w.release(batch).await;
	w.run().await;
	w.bank_sends(notice("C55", &[debit(&format!("CL{id}X2"), 5_000)]))
		.await;
	assert!(matches!(
		needs().await[..],
		[Some(Need::Ended(_)), Some(Need::Ended(_))]
	));
}

async fn a_refused_file_stays_a_case_until_its_payments_are_dealt_with(w: World) {
	let (ids, msg_id) = w.sent(&[1_000, 2_000]).await;
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	let case = w.cases(true).await[0].id;
	let close = || w.desk.close_case(case, "anna", "a mistake");
	let why = close()
		.await
		.expect_err("its redemptions would be forgotten");
	assert!(why.to_string().contains("send"), "{why}");
	// What was to be sent again and is not, is where it was.
	let batch = w.desk.send_again(case, "maker").await.expect("a batch");
	assert_eq!(w.open_cases().await, vec![]);
	w.desk
		.withdraw(batch, "anna", "a doubt")
		.await
		.expect("withdrawn");
	assert_eq!(w.open_cases().await, vec![CaseKind::FileRefused]);
	assert_eq!(w.cases(true).await[0].id, case);
	assert!(close().await.is_err());
	for officer in ["anna", "bert"] {
		let done = w.desk.reject_all(case, "AG01", "none", officer).await;
		done.expect("asked and agreed");
	}
	w.run().await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Rejected);
	}
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn a_late_return_stays_a_case_until_it_is_paid(w: World) {
	let (id, case) = late_return(&w).await;
	let close = |case: i64| w.desk.close_case(case, "anna", "a mistake");
	let why = close(case).await.expect_err("the money is owed");
	assert!(why.to_string().contains("pay again"), "{why}");
	for _ in 0..2 {
		let payee = corrected(&w, id).await;
		let batch = w.desk.pay_again(case, "maker", payee).await.expect("made");
		assert!(close(case).await.is_err());
		w.desk.withdraw(batch, "anna", "no").await.expect("done");
		assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
		assert!(close(case).await.is_err());
	}
	// The file of the second attempt is refused: sent again or given up, never left.
	let payee = corrected(&w, id).await;
	let batch = w.desk.pay_again(case, "maker", payee).await.expect("made");
	w.release(batch).await;
	w.run().await;
	let msg_id = w.desk.batch(batch).await.expect("it exists").batch.msg_id;
	w.bank_sends(refused("P2", &msg_id, "FF01")).await;
	let open = w.cases(true).await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::LateReturn, CaseKind::FileRefused]
	);
	assert!(close(open[0].id).await.is_err());
	assert!(close(open[1].id).await.is_err());
	let batch = w.desk.send_again(open[0].id, "maker").await.expect("made");
	w.desk.withdraw(batch, "anna", "no").await.expect("done");
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let payee = corrected(&w, id).await;
	let batch = w.desk.pay_again(case, "maker", payee).await.expect("made");
	w.release(batch).await;
	w.run().await;
	let name = w.payment(id).await.end_to_end;
	let paid = Line {
		day: DAY + 1,
		..debit(&name, 5_000)
	};
	w.bank_sends(notice("C55", &[paid])).await;
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn silence_stays_a_case_until_the_bank_answers(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	w.wait(3 * 86_400);
	w.run().await;
	assert_eq!(w.open_cases().await, vec![CaseKind::NoAnswer]);
	let case = w.cases(true).await[0].id;
	assert!(w.desk.close_case(case, "anna", "hm").await.is_err());
	w.bank_sends(notice("C54", &[debit(&e2e(ids[0]), 1_000)]))
		.await;
	assert_eq!(w.open_cases().await, vec![]);
}

async fn a_batch_before_a_released_one_is_not_withdrawn(mut w: World) {
	w.change(|s| s.batch.max_payments = 1);
	let ids = [w.redeem(1_000), w.redeem(2_000)];
	w.run().await;
	let made = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made");
	w.release(made[1]).await;
	w.run().await;
	let why = w
		.desk
		.withdraw(made[0], "anna", "a doubt")
		.await
		.expect_err("the chain pays in order");
	assert!(why.to_string().contains("release"), "{why}");
	w.release(made[0]).await;
	w.run().await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	}
}

async fn a_batch_that_its_member_empties_says_so(w: World) {
	let id = w.redeem(1_000);
	w.run().await;
	let eur = Currency::EUR;
	let batch = w.desk.make_batches(eur, "maker").await.expect("made")[0];
	assert!(w.chain.with(|l| l.cancel(id)));
	w.run().await;
	let shown = w.desk.batch(batch).await.expect("it is there").batch;
	assert_eq!(shown.status, BatchStatus::Withdrawn);
	assert!(shown.is_empty());
	let deeds = w.desk.audit(None, 1).await.expect("the trail");
	let (what, to) = (deeds[0].action.as_str(), deeds[0].subject.clone());
	assert_eq!((what, to), ("emptied", format!("batch {batch}")));
	assert!(deeds[0].detail.contains("taken back"), "{deeds:?}");
	// One that officers withdraw is not empty.
	w.redeem(1_000);
	w.run().await;
	let batch = w.desk.make_batches(eur, "maker").await.expect("made")[0];
	w.desk.withdraw(batch, "anna", "no").await.expect("done");
	let shown = w.desk.batch(batch).await.expect("it is there").batch;
	assert!(!shown.is_empty());
}

async fn one_that_can_never_be_paid_is_refused_by_two_officers(mut w: World) {
	w.change(|s| s.batch.max_total = Cents(1_000));
	let (large, behind) = (w.redeem(2_000), w.redeem(500));
	w.run().await;
	let eur = Currency::EUR;
	assert!(w.desk.make_batches(eur, "maker").await.is_err());
	w.change(|s| s.batch.automatic = true);
	w.run().await;
	assert_eq!(w.open_cases().await, vec![CaseKind::Unpayable]);
	w.change(|s| s.batch.automatic = false);
	let reject = |reason: &'static str, officer: &'static str| {
		w.desk.reject(
			large,
			reason,
			"too large, asked to redeem in parts",
			officer,
		)
	};
	assert!(reject("am02", "anna").await.is_err());
	let asked = reject("AM02", "anna").await.expect("asked for");
	assert_eq!(asked.agreed_by, None, "one officer is not two");
	let twice = reject("AM02", "anna").await.expect_err("the same officer");
	assert!(twice.to_string().contains("another officer"), "{twice}");
	w.run().await;
	assert_eq!(w.chain_status(large), RedemptionStatus::Open);
	assert!(reject("NARR", "bert").await.is_err(), "another reason");
	let agreed = reject("AM02", "bert").await.expect("agreed");
	assert_eq!(agreed.agreed_by.as_deref(), Some("bert"));
	assert!(reject("AM02", "carl").await.is_err(), "once");
	w.run().await;
	assert_eq!(w.chain_status(large), RedemptionStatus::Rejected);
	let detail = w.desk.redemption(large).await.expect("it is there");
	assert_eq!(detail.redemption.reason.as_deref(), Some("AM02"));
	assert_eq!(detail.rejection, Some(agreed));
	assert_eq!(w.open_cases().await, vec![]);
	// Those behind it are paid; and what is being paid is the bank's to end.
	w.pay_day().await;
	assert_eq!(w.chain_status(behind), RedemptionStatus::Paying);
	assert!(w.desk.reject(behind, "NARR", "no", "anna").await.is_err());
	w.must_balance().await;
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

async fn nothing_is_released_while_the_books_are_in_doubt(w: World) {
	w.redeem(1_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	for kind in [
		CaseKind::Unbalanced,
		CaseKind::ChainDiffers,
		CaseKind::UnknownMessage,
	] {
		let mut write = w.core.db.write().await.expect("a transaction");
		let case = cases::open(&mut write, kind, "test", About::default(), "", 0)
			.await
			.expect("written")
			.expect("a new one");
		write.commit().await.expect("written");
		// The first signature releases nothing; the second would.
		let _ = w.desk.release(batch, "anna").await;
		match w.desk.release(batch, "bert").await {
			Err(Error::Refused(why)) => {
				assert!(why.contains(&format!("case {case} ({kind})")), "{why}");
				assert!(why.contains(&format!("case show {case}")), "{why}");
			},
			other => panic!("{kind}: {other:?}"),
		}
		w.run().await;
		let detail = w.desk.batch(batch).await.expect("it exists");
		assert_eq!(detail.batch.status, BatchStatus::Drafted);
		assert_eq!(detail.releases.len(), 1, "the second was not counted");
		w.desk
			.close_case(case, "chris", "looked at it")
			.await
			.expect("closed");
	}
	// Trouble of other kinds is no doubt about the books.
	let mut write = w.core.db.write().await.expect("a transaction");
	for kind in CaseKind::ALL {
		cases::open(&mut write, *kind, "other", About::default(), "", 0)
			.await
			.expect("written");
	}
	for kind in [
		CaseKind::Unbalanced,
		CaseKind::ChainDiffers,
		CaseKind::UnknownMessage,
	] {
		cases::close_marked(&mut write, kind, "other", "", 0)
			.await
			.expect("closed");
	}
	write.commit().await.expect("written");
	assert!(
		w.desk
			.release(batch, "bert")
			.await
			.expect("released")
			.complete
	);
}

async fn a_difference_that_only_the_bank_can_mend_stops_no_pay_day(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	let again = Line {
		reference: "MB-OTHER".into(),
		..debit(&name, 1_000)
	};
	let twice = [debit(&name, 1_000), again];
	w.bank_sends(statement(1, DAY, 10_000, 8_000, &twice)).await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
	w.redeem(500);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.desk.release(batch, "anna").await.expect("the first");
	assert!(w.desk.release(batch, "bert").await.is_err());
	let case = w.cases(true).await[0].id;
	w.desk
		.close_case(
			case,
			"chris",
			"booked twice, ticket 7, comes back in a week",
		)
		.await
		.expect("closed");
	// Of just this difference there is no other case, however often it is compared; it still does not balance.
	for _ in 0..3 {
		assert!(!w.reconcile().await.balanced);
		assert_eq!(w.open_cases().await, vec![CaseKind::BookedTwice]);
	}
	let figures = w.desk.figures().await.expect("figures");
	assert_eq!(figures.currencies[0].balanced, Some(false));
	assert!(
		w.desk
			.release(batch, "bert")
			.await
			.expect("released")
			.complete
	);
	w.run().await;
	// Of any other there is.
	w.bank_sends(statement(3, DAY + 1, 7_999, 7_999, &[])).await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
}

async fn a_payee_that_is_missing_for_too_long_is_refused_without_batches(mut w: World) {
	w.change(|s| s.batch.payee_grace = 3_600);
	let account = Hex32::sha256(b"somebody");
	let nobody = Hex32::sha256(b"no payee");
	let first = w.redeem(1_000);
	let missing = w.redeem_to(account, nobody, 1_000);
	let stolen = w.payees.register(Hex32::sha256(b"x"), &iban(5), "X");
	let stolen = w.redeem_to(account, stolen, 1_000);
	let drafted = w.redeem(1_000);
	w.run().await;
	let opened = w
		.desk
		.redemption(missing)
		.await
		.expect("it is there")
		.redemption
		.opened_at;
	w.pass(opened + 3_599 - w.core.now()).await;
	assert_eq!(w.chain_status(missing), RedemptionStatus::Open);
	w.wait(60);
	// The blocks' time goes on as well.
	for _ in 0..100 {
		w.chain.with(|l| l.tick());
	}
	let late = w.redeem_to(account, nobody, 1_000);
	w.run().await;
	for (id, reason) in [(missing, "NPAY"), (stolen, "FPAY")] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Rejected);
		let detail = w.desk.redemption(id).await.expect("it is there");
		assert_eq!(detail.redemption.reason.as_deref(), Some(reason));
	}
	for id in [first, drafted] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Open);
	}
	// Its own hour counts for one that came later.
	assert_eq!(w.chain_status(late), RedemptionStatus::Open);
	w.pass(2 * 3_600).await;
	assert_eq!(w.chain_status(late), RedemptionStatus::Rejected);
	w.pay_day().await;
	assert_eq!(w.chain_status(drafted), RedemptionStatus::Paying);
	w.must_balance().await;
}

async fn an_outage_takes_nothing_from_the_time_to_register(mut w: World) {
	w.change(|s| s.batch.payee_grace = 3_600);
	let nobody = Hex32::sha256(b"no payee");
	let id = w.redeem_to(Hex32::sha256(b"somebody"), nobody, 1_000);
	w.run().await;
	w.wait(3 * 3_600);
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Open);
	// Its hour begins when the service is back. A restart is no outage.
	w.pass(3_000).await;
	w.wait(500);
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Open);
	w.pass(101).await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Rejected);
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

async fn one_engine_at_a_time(w: World) {
	let lock = w.core.db.lock_engine().await.expect("the first");
	assert!(matches!(
		w.core.db.lock_engine().await,
		Err(Error::Refused(_))
	));
	drop(lock);
	let until = std::time::Instant::now() + Duration::from_secs(10);
	while w.core.db.lock_engine().await.is_err() {
		assert!(std::time::Instant::now() < until, "it is free again");
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
}

#[tokio::test]
async fn an_engine_that_lost_its_lock_to_another_ends() {
	let Some(w) = World::postgres().await else {
		return;
	};
	let running = tokio::spawn(Engine::with(w.core.clone()).run(std::future::pending()));
	let until = std::time::Instant::now() + Duration::from_secs(30);
	let mut other = None;
	// As when the server restarts, until another process is faster.
	while other.is_none() {
		assert!(std::time::Instant::now() < until, "the lock is free");
		w.end_sessions_with_session_locks().await;
		other = w.core.db.lock_engine().await.ok();
	}
	let ended = tokio::time::timeout(Duration::from_secs(30), running).await;
	assert!(matches!(ended, Ok(Ok(Err(Error::Refused(_))))), "{ended:?}");
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

#[test]
fn settings_that_cannot_work_are_refused() {
	let dir = tempfile::tempdir().expect("a folder");
	let wrong = |change: &dyn Fn(&mut Settings)| {
		let mut settings = crate::common::settings(dir.path());
		change(&mut settings);
		settings.check().is_err()
	};
	assert!(!wrong(&|_| ()));
	assert!(wrong(&|s| s.accounts[0].iban = "NL00MOCK0000000001".into()));
	assert!(wrong(&|s| s.accounts[0].bic = Some("NOPE".into())));
	assert!(wrong(&|s| s.accounts[0].holder = " ".into()));
	assert!(wrong(
		&|s| s.accounts[0].currency = "USD".parse().expect("a code")
	));
	assert!(wrong(&|s| s.accounts.push(s.accounts[0].clone())));
	assert!(wrong(&|s| s.batch.max_payments = 0));
	assert!(wrong(&|s| s.batch.max_total = Cents::ZERO));
	assert!(wrong(&|s| s.batch.remittance = "x".repeat(101)));
	assert!(wrong(&|s| s.batch.time_zone = "Nowhere/Land".into()));
	assert!(wrong(&|s| s.pace.tick_ms = 0));
}

#[tokio::test]
async fn a_database_that_is_down_is_waited_for() {
	let server = tokio::task::spawn_blocking(crate::common::postgres::Server::start)
		.await
		.expect("it can be started");
	let Some(mut server) = server else {
		return crate::common::tools::missing("PostgreSQL (/usr/lib/postgresql/*/bin)");
	};
	let url = server.new_database().await;
	let dir = tempfile::tempdir().expect("a folder");
	let mut settings = crate::common::settings(dir.path());
	settings.pace.tick_ms = 20;
	settings.pace.max_backoff_ms = 300;
	let chain = Simulated::new();
	let payees = Arc::new(crate::common::Book::default());
	let db = Db::open(&url).await.expect("the database opens");
	let desk = Desk::new(db.clone(), payees.clone(), settings.clone());
	let engine =
		Engine::new(db, Arc::new(chain.clone()), payees.clone(), settings).expect("an engine");
	let health = engine.health();
	let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
	let running = tokio::spawn(engine.run(async {
		let _ = stopped.await;
	}));
	let account = Hex32::sha256(b"me");
	let redeem = || {
		let payee = payees.register(account, &iban(1), "Me");
		chain.with(|l| {
			l.redeem(civic_treasury::chain::simulated::NewRedemption {
				account,
				currency: Currency::EUR,
				quote: Cents(1_000),
				payee,
			})
		})
	};
	let queue_is = |n: usize| {
		let desk = desk.clone();
		async move {
			for _ in 0..500 {
				let queue = desk.queue(Currency::EUR, None, 10).await;
				if queue.is_ok_and(|q| q.len() == n) {
					return;
				}
				tokio::time::sleep(Duration::from_millis(50)).await;
			}
			panic!("the queue is never {n} long");
		}
	};
	redeem();
	queue_is(1).await;
	server.stop();
	redeem();
	redeem();
	let until = std::time::Instant::now() + Duration::from_secs(60);
	while !health.loops().values().any(|l| l.error.is_some()) {
		assert!(std::time::Instant::now() < until, "{:?}", health.loops());
		tokio::time::sleep(Duration::from_millis(100)).await;
	}
	assert!(!running.is_finished());
	server.run();
	queue_is(3).await;
	let _ = stop.send(());
	running.await.expect("it ends").expect("in peace");
}
