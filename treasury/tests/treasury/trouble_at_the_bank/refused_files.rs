//! Files that the bank refuses as a whole, and carries out all the same.

use civic_treasury::{
	money::Cents,
	store::{
		batches::BatchStatus,
		cases::CaseKind,
		payments::{self, PaymentStatus},
		redemptions::RedemptionStatus,
	},
};

use super::{case_of, read_only, sent_files};
use crate::{
	common::{
		bank::{credit, debit, notice, refused, returned, status},
		e2e, World, DAY,
	},
	on_both,
};

on_both! {
	what_a_refused_file_paid_all_the_same_is_settled_and_not_sent_again;
	a_booking_takes_its_payment_out_of_what_is_sent_again;
	right_before_a_file_is_made_it_is_asked_what_is_owed;
	what_was_refused_singly_is_not_sent_again_with_its_file;
	a_refusal_of_a_file_that_was_taken_changes_nothing;
	an_acceptance_after_a_refused_file_is_a_case;
	what_is_paid_twice_is_a_case_and_comes_back_without_being_owed;
	a_return_of_what_a_refused_file_paid_ends_it;
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
