//! What officers may close, withdraw, refuse and release, and what not.

use civic_treasury::{
	error::Error,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::{self, About, CaseKind},
		redemptions::RedemptionStatus,
	},
};

use super::{corrected, e2e, late_return};
use crate::{
	common::{
		bank::{debit, notice, refused, statement, Line},
		World, DAY,
	},
	on_both,
};

on_both! {
	a_refused_file_stays_a_case_until_its_payments_are_dealt_with;
	a_late_return_stays_a_case_until_it_is_paid;
	silence_stays_a_case_until_the_bank_answers;
	a_batch_before_a_released_one_is_not_withdrawn;
	a_batch_that_its_member_empties_says_so;
	one_that_can_never_be_paid_is_refused_by_two_officers;
	nothing_is_released_while_the_books_are_in_doubt;
	a_difference_that_only_the_bank_can_mend_stops_no_pay_day;
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
