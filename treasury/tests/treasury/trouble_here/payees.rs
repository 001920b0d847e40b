//! Payees that are missing, gone, or needed still.

use std::sync::Arc;

use civic_treasury::{
	hex32::Hex32,
	money::{Cents, Currency},
	seal::Vault,
	store::{
		batches::BatchStatus,
		cases::CaseKind,
		payees::{PayeeStore, Registered},
		payments::Need,
		redemptions::RedemptionStatus,
	},
};
use subxt_signer::sr25519::{dev, Keypair};

use super::{corrected, e2e, late_return};
use crate::{
	common::{
		bank::{debit, notice},
		iban, World,
	},
	faces::setting::{registration, GENESIS, IBAN},
	on_both,
};

on_both! {
	a_payee_that_is_gone_is_not_paid;
	a_payee_is_needed_while_anything_is_open;
	the_payees_of_an_account_are_needed_while_money_is_owed_to_it;
	a_member_with_another_account_is_paid_again_to_a_payee_of_that_one;
	a_payee_that_is_missing_for_too_long_is_refused_without_batches;
	an_outage_takes_nothing_from_the_time_to_register;
	a_payee_whose_key_is_lost_holds_up_nothing_but_its_own_payment;
	a_released_batch_goes_on_when_its_payee_is_registered_again;
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

async fn a_member_with_another_account_is_paid_again_to_a_payee_of_that_one(w: World) {
	let (id, case) = late_return(&w).await;
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	let (old, new) = (r.account, Hex32::sha256(b"another account"));
	w.chain.with(|ledger| ledger.move_member(old, new));
	w.run().await;
	// Whoever has the lost key has no say.
	let of_old = corrected(&w, id).await;
	let refused = w.desk.pay_again(case, "maker", of_old).await;
	let refused = refused.expect_err("it was moved").to_string();
	assert!(refused.contains("another account since"), "{refused}");
	let of_new = w.payees.register(new, &iban(77), "J. de Vries");
	let batch = w.desk.pay_again(case, "maker", of_new).await.expect("made");
	w.release(batch).await;
	w.run().await;
	let again = w.payment(id).await;
	assert_eq!((again.attempt, again.payee), (2, of_new));
	// Moved once more, the last account speaks.
	let third = Hex32::sha256(b"a third account");
	w.chain.with(|ledger| ledger.move_member(old, third));
	w.run().await;
	let mut conn = w.core.db.read().await.expect("a connection");
	let speaks = civic_treasury::store::members::account_of(&mut conn, &r).await;
	assert_eq!(speaks.expect("an answer"), third);
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

/// A member registers at the city's time; its account, and the payee.
async fn registered(
	w: &World,
	store: &PayeeStore,
	key: &Keypair,
	expected: Registered,
) -> (Hex32, Hex32) {
	let checked = registration(key, IBAN, 1, w.core.now())
		.check(GENESIS)
		.expect("it is right");
	let mut write = w.core.db.write().await.expect("a transaction");
	let what = store.register(&mut write, &checked, 8, w.core.now()).await;
	assert_eq!(what.expect("an answer"), expected);
	write.commit().await.expect("written");
	(checked.account, checked.commitment)
}

/// Payees under one key, and the same payees when only another key is left.
fn before_and_after() -> (PayeeStore, PayeeStore) {
	let with = |key| PayeeStore::new(Vault::new(key, []));
	(with(&[1; 32]), with(&[2; 32]))
}

async fn a_payee_whose_key_is_lost_holds_up_nothing_but_its_own_payment(mut w: World) {
	let (before, after) = before_and_after();
	let (alice, sealed) = registered(&w, &before, &dev::alice(), Registered::New).await;
	let (bob, known) = registered(&w, &after, &dev::bob(), Registered::New).await;
	w.with_payees(Arc::new(after.clone()));
	let first = w.redeem_to(bob, known, 1_000);
	let closed = w.redeem_to(alice, sealed, 2_000);
	let missing = w.redeem_to(bob, Hex32::sha256(b"no payee"), 3_000);
	let behind = w.redeem_to(bob, known, 4_000);
	// The blocks are ahead of the clock.
	w.wait(60);
	w.run().await;
	assert_eq!(w.chain_status(missing), RedemptionStatus::Rejected);
	assert_eq!(w.chain_status(closed), RedemptionStatus::Open);
	let cases = w.cases(true).await;
	let [case] = cases.as_slice() else {
		panic!("one case, not {cases:?}")
	};
	assert_eq!(
		(case.kind, case.redemption),
		(CaseKind::Unpayable, Some(closed))
	);
	assert!(
		case.detail.contains("secrets.previous_payee_key_files"),
		"{case:?}"
	);
	assert!(
		case.detail.contains("register the same account again"),
		"{case:?}"
	);
	// The queue can be looked at, and who is before it is paid.
	let queue = w
		.desk
		.queue(Currency::EUR, None, 10)
		.await
		.expect("the queue");
	let known: Vec<_> = queue.iter().map(|q| (q.id, q.payee_known)).collect();
	assert_eq!(known, [(first, true), (closed, false), (behind, true)]);
	w.pay_day().await;
	assert_eq!(w.chain_status(first), RedemptionStatus::Paying);
	// Who closed the case knows of it.
	w.desk
		.close_case(case.id, "anna", "asked")
		.await
		.expect("closed");
	assert!(w.desk.make_batches(Currency::EUR, "maker").await.is_err());
	assert_eq!(w.open_cases().await, vec![]);
	// The wallet sends the same payee again.
	registered(&w, &after, &dev::alice(), Registered::New).await;
	registered(&w, &after, &dev::alice(), Registered::Again).await;
	w.pay_day().await;
	for id in [closed, behind] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	}
	w.must_balance().await;
}

async fn a_released_batch_goes_on_when_its_payee_is_registered_again(mut w: World) {
	let (before, after) = before_and_after();
	let (alice, payee) = registered(&w, &before, &dev::alice(), Registered::New).await;
	w.with_payees(Arc::new(before));
	let (paid, waits) = (
		w.redeem_to(alice, payee, 1_000),
		w.redeem_to(alice, payee, 2_000),
	);
	w.run().await;
	let made = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made");
	w.release(made[0]).await;
	w.with_payees(Arc::new(after.clone()));
	let later = w.redeem_to(alice, payee, 3_000);
	w.wait(60);
	w.run().await;
	assert_eq!(w.outbox().len(), 0);
	assert_eq!(
		w.open_cases().await,
		[CaseKind::Unpayable, CaseKind::Unpayable]
	);
	let cases = w.cases(true).await;
	let of_batch = cases
		.iter()
		.find(|c| c.batch == Some(made[0]))
		.expect("a case");
	assert!(of_batch.detail.contains(&e2e(paid)), "{of_batch:?}");
	registered(&w, &after, &dev::alice(), Registered::New).await;
	w.run().await;
	assert_eq!(w.outbox().len(), 1);
	for id in [paid, waits] {
		assert_eq!(w.chain_status(id), RedemptionStatus::Paying);
	}
	assert_eq!(w.chain_status(later), RedemptionStatus::Open);
	// Both cases ended by themselves.
	assert_eq!(w.open_cases().await, vec![]);
}
