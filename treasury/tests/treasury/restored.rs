//! Books that came from a copy: nothing is sent twice, and what the copy does not know ends rightly.

use civic_treasury::{
	engine::{act, follow, restored},
	error::Error,
	money::Currency,
	store::{batches::BatchStatus, cases::CaseKind, redemptions::RedemptionStatus},
};

use crate::{
	common::{
		bank::{credit, debit, notice, statement, status},
		iban, World, DAY,
	},
	on_both,
};

on_both! {
	a_message_that_the_books_do_not_know_is_taken_over;
	nothing_of_a_copy_is_sent_by_itself;
	what_was_paid_again_after_the_copy_is_not_paid_once_more;
	a_copy_is_not_held_while_the_service_runs;
}

fn e2e(id: u64) -> String {
	format!("CL{id}X1")
}

async fn a_message_that_the_books_do_not_know_is_taken_over(lost: World) {
	let (ids, msg_id) = lost.sent(&[1_000, 2_000, 3_000]).await;
	let booked = notice("C1", &[debit(&e2e(ids[0]), 1_000)]);
	lost.bank_sends(&booked).await;
	let refused = status("P1", &msg_id, &[(&e2e(ids[2]), "RJCT", Some("AC04"))]);
	lost.bank_sends(&refused).await;
	assert_eq!(lost.chain_status(ids[2]), RedemptionStatus::Rejected);

	// The oldest copy there can be.
	let w = lost.with_new_books().await;
	w.run().await;
	let mut expected = vec![CaseKind::UnknownMessage; 3];
	expected.push(CaseKind::ChainDiffers);
	expected.sort();
	assert_eq!(w.open_cases().await, expected);
	// What the bank says meanwhile is not lost.
	w.bank_sends(&booked).await;
	assert!(w.open_cases().await.contains(&CaseKind::UnknownPayment));

	let unknown = w
		.cases(true)
		.await
		.into_iter()
		.find(|c| c.kind == CaseKind::UnknownMessage)
		.expect("there is one")
		.id;
	match w
		.desk
		.adopt(unknown, "anna", "CL-20261130-1-0000000000")
		.await
	{
		Err(Error::Refused(why)) => assert!(why.contains("another message"), "{why}"),
		other => panic!("{other:?}"),
	}
	let batch = w
		.desk
		.adopt(unknown, "anna", &msg_id)
		.await
		.expect("taken over");
	assert!(matches!(
		w.desk.adopt(unknown, "anna", &msg_id).await,
		Err(Error::Refused(_))
	));
	w.run().await;
	assert_eq!(w.open_cases().await, vec![]);
	let detail = w.desk.batch(batch).await.expect("it is there");
	assert_eq!(
		(
			detail.batch.status,
			detail.batch.payments,
			detail.batch.msg_id
		),
		(BatchStatus::Sent, 3, msg_id.clone())
	);
	assert_eq!(w.outbox().len(), 0, "nothing is sent again");

	// The rest of it goes on as if nothing had been.
	let second = debit(&e2e(ids[1]), 2_000);
	w.bank_sends(notice("C2", std::slice::from_ref(&second)))
		.await;
	assert_eq!(w.chain_status(ids[1]), RedemptionStatus::Settled);
	w.bank_sends(&refused).await;
	let lines = [debit(&e2e(ids[0]), 1_000), second];
	w.bank_sends(statement(1, DAY, 9_000, 6_000, &lines)).await;
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn nothing_of_a_copy_is_sent_by_itself(w: World) {
	let make = || async {
		follow::catch_up(&w.core).await.expect("followed");
		w.desk
			.make_batches(Currency::EUR, "maker")
			.await
			.expect("made")[0]
	};
	let begun = w.redeem(1_000);
	let first = make().await;
	w.release(first).await;
	act::step(&w.core).await.expect("begun");
	let released = w.redeem(2_000);
	let second = make().await;
	w.release(second).await;
	let drafted = w.redeem(3_000);
	let third = make().await;

	let held = restored::hold(&w.core.db, "root", w.core.today(), w.core.now())
		.await
		.expect("held");
	assert_eq!(held.withdrawn, [third, second]);
	assert_eq!(held.presumed_sent, [first]);
	w.run().await;
	assert_eq!(w.outbox().len(), 0);
	assert_eq!(w.chain_status(begun), RedemptionStatus::Paying);
	assert_eq!(w.chain_status(released), RedemptionStatus::Open);

	// What was not begun is paid by a new batch, once.
	w.pay_day().await;
	assert_eq!(w.outbox().len(), 1);
	for id in [released, drafted] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	}
	// The bank had the first, or says nothing.
	w.wait(7 * 86_400);
	w.run().await;
	assert_eq!(w.open_cases().await, vec![CaseKind::NoAnswer; 3]);
	let lines = [(begun, 1_000), (released, 2_000), (drafted, 3_000)]
		.map(|(id, cents)| debit(&e2e(id), cents));
	w.bank_sends(statement(1, DAY + 7, 10_000, 4_000, &lines))
		.await;
	for id in [begun, released, drafted] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	}
	assert_eq!(w.open_cases().await, vec![]);
	w.must_balance().await;
}

async fn what_was_paid_again_after_the_copy_is_not_paid_once_more(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let id = ids[0];
	let name = e2e(id);
	w.bank_sends(notice("C1", &[debit(&name, 1_000)])).await;
	w.bank_sends(notice("C2", &[credit(&name, 1_000)])).await;
	let case = w.cases(true).await[0].id;
	let account = w
		.desk
		.redemption(id)
		.await
		.expect("it is there")
		.redemption
		.account;
	let payee = w.payees.register(account, &iban(8), "J. de Vries");
	// From here on these are the books of the copy: the bank booked what they never sent.
	w.bank_sends(notice("C3", &[debit(&format!("CL{id}X2"), 1_000)]))
		.await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::LateReturn, CaseKind::UnknownPayment]
	);
	match w.desk.pay_again(case, "anna", payee).await {
		Err(Error::Refused(why)) => assert!(why.contains(&format!("CL{id}X2")), "{why}"),
		other => panic!("{other:?}"),
	}
	w.desk
		.close_case(case, "anna", "the payee has it, says the bank")
		.await
		.expect("closed");
}

async fn a_copy_is_not_held_while_the_service_runs(w: World) {
	let _service = w.core.db.lock_engine().await.expect("the first");
	assert!(matches!(
		restored::hold(&w.core.db, "root", w.core.today(), w.core.now()).await,
		Err(Error::Refused(_))
	));
}
