use crate::{
	mock::*, Challenges, Claims, Error, Event, HoldReason, Queue, Readings, Round, Ruling, Status,
	Timeline, VoidCause,
};
use civic_primitives::Panelists;
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, DispatchResult};

fn give_up(who: AccountId, claim: u64) -> DispatchResult {
	Measurements::give_up(RuntimeOrigin::signed(who), claim)
}

/// As long as it takes to be judged.
fn patience() -> u64 {
	terms().attest_within + terms().challenge_within
}

/// A claim of Alice's for which there is one verifier too few.
fn stranded() -> u64 {
	let source = source_of(ALICE, SOLAR, place(1));
	limit_verifiers(2);
	let claim = submit(ALICE, source, measure(last_hour()));
	draw();
	assert_eq!(status(claim), Status::Submitted);
	claim
}

/// A claim that Carol challenged, with one verifier too few for a second panel.
fn stranded_dispute() -> u64 {
	let claim = verified_claim();
	let seats = panel_of(claim, Round::First);
	for verifier in VERIFIERS.iter().filter(|who| !seats.contains(who)).skip(2) {
		expire(*verifier);
	}
	let challenge = Measurements::challenge(RuntimeOrigin::signed(CAROL), claim, H256::zero());
	assert_ok!(challenge);
	draw();
	assert!(panel_of(claim, Round::Second).is_empty());
	claim
}

#[test]
fn give_up_voids_a_claim_that_nobody_can_judge() {
	ExtBuilder.build_and_execute(|| {
		let claim = stranded();
		pass(patience() - 1);
		assert_noop!(give_up(ALICE, claim), Error::<Test>::WaitNotOver);
		pass(1);
		assert_ok!(give_up(ALICE, claim));
		assert_eq!(status(claim), Status::Void(VoidCause::Unjudged));
		let cause = VoidCause::Unjudged;
		assert_eq!(events().last(), Some(&Event::ClaimVoided { claim, cause }));
		// It holds nothing, and no lot is drawn for it.
		assert_eq!(Queue::<Test>::iter().count(), 0);
		assert_eq!(Timeline::<Test>::iter().count(), 0);
		assert_eq!(Readings::<Test>::iter().count(), 0);
		assert_noop!(give_up(ALICE, claim), Error::<Test>::NotAwaitingPanel);
		let readings = Claims::<Test>::get(claim).expect("kept").measurement;
		submit(ALICE, 0, readings);
	});
}

#[test]
fn give_up_is_for_the_owner() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(give_up(ALICE, 0), Error::<Test>::ClaimNotFound);
		let claim = stranded();
		pass(patience());
		assert_noop!(give_up(STRANGER, claim), Error::<Test>::NotMember);
		assert_noop!(give_up(BOB, claim), Error::<Test>::NotParty);
		assert_noop!(
			Measurements::give_up(RuntimeOrigin::root(), claim),
			BadOrigin
		);
		assert_ok!(give_up(ALICE, claim));
	});
}

/// Else an owner could look at the panel, or at those who may be on it, and try again.
#[test]
fn give_up_is_for_claims_that_no_lot_can_help() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let claim = submit(ALICE, source, measure(last_hour()));
		pass(patience());
		assert_noop!(give_up(ALICE, claim), Error::<Test>::VerifiersAvailable);
		draw();
		assert_noop!(give_up(ALICE, claim), Error::<Test>::NotAwaitingPanel);
		answer(claim, 0, confirm(800, 20));
		answer(claim, 1, confirm(800, 20));
		assert_noop!(give_up(ALICE, claim), Error::<Test>::NotAwaitingPanel);
	});
}

#[test]
fn give_up_frees_those_who_had_answered() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		limit_verifiers(4);
		let claim = submit(ALICE, source, measure(last_hour()));
		draw();
		answer(claim, 0, confirm(800, 20));
		pass(terms().attest_within);
		assert_ok!(Measurements::replace_silent(
			RuntimeOrigin::signed(BOB),
			claim
		));
		// The wait begins with the deadline of the lot that was drawn.
		pass(patience() - 1);
		assert_noop!(give_up(ALICE, claim), Error::<Test>::WaitNotOver);
		pass(1);
		assert_ok!(give_up(ALICE, claim));
		let duties = VERIFIERS.map(|who| Register::open_duties(id(who)));
		assert_eq!(duties, [0; 10]);
	});
}

#[test]
fn give_up_ends_a_dispute_that_nobody_can_rule_on() {
	for party in [ALICE, CAROL] {
		ExtBuilder.build_and_execute(|| {
			let claim = stranded_dispute();
			pass(patience() - 1);
			assert_noop!(give_up(party, claim), Error::<Test>::WaitNotOver);
			pass(1);
			assert_noop!(give_up(BOB, claim), Error::<Test>::NotParty);
			assert_ok!(give_up(party, claim));

			assert_eq!(status(claim), Status::Void(VoidCause::Unjudged));
			let ruling = Challenges::<Test>::get(claim).and_then(|challenge| challenge.ruling);
			assert_eq!(ruling, Some(Ruling::Lapsed));
			// The bond is back and nothing more; nobody is marked.
			let held = Balances::balance_on_hold(&HoldReason::ChallengeBond.into(), &CAROL);
			assert_eq!((held, Balances::free_balance(CAROL)), (0, 1_000));
			assert_eq!(Balances::free_balance(COMMONS), 1_000);
			assert!(Marks::get().is_empty());
			let challenger = id(CAROL);
			let cause = VoidCause::Unjudged;
			assert!(events().ends_with(&[
				Event::ChallengeLapsed { claim, challenger },
				Event::ClaimVoided { claim, cause },
			]));
		});
	}
}
