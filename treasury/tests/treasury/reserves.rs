//! The reserve: what is proposed for attestation, and what is attested.

use std::fs;

use civic_treasury::{
	engine::bank_step,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{cases::CaseKind, reserve::ProposalStatus},
};

use crate::{
	common::{
		bank::{credit, debit, notice, paid_in, statement, Line},
		e2e, World, DAY,
	},
	on_both,
	returns::late_return,
};

on_both! {
	a_short_reserve_pays_what_the_chain_says;
	reserves_are_proposed_less_what_is_owed;
	an_attestation_that_no_statement_says_is_a_case;
	a_reserve_is_proposed_when_what_left_is_settled;
	a_reserve_is_of_the_day_of_its_statement;
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
