use crate::{
	mock::*, Attestation, Challenge, Challenges, Claims, Error, Event, HoldReason, Readings, Round,
	Ruling, Status, VoidCause,
};
use civic_primitives::{Fault, Panelists};
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::{Inspect, InspectHold, Mutate},
};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, DispatchResult};

const REASONS: H256 = H256::repeat_byte(0xc);

fn challenge(who: AccountId, claim: u64) -> DispatchResult {
	Measurements::challenge(RuntimeOrigin::signed(who), claim, REASONS)
}

fn held(who: AccountId) -> u128 {
	Balances::balance_on_hold(&HoldReason::ChallengeBond.into(), &who)
}

fn ruling(claim: u64) -> Option<Ruling> {
	Challenges::<Test>::get(claim).and_then(|challenge| challenge.ruling)
}

#[test]
fn challenge_holds_the_bond_and_queues_a_second_panel() {
	ExtBuilder.build_and_execute(|| {
		let claim = verified_claim();
		assert_ok!(challenge(CAROL, claim));
		assert_eq!(
			Challenges::<Test>::get(claim),
			Some(Challenge {
				challenger: id(CAROL),
				account: CAROL,
				bond: BOND,
				evidence: REASONS,
				at: Now::get(),
				ruling: None,
			})
		);
		assert_eq!((held(CAROL), Balances::balance(&CAROL)), (BOND, 900));
		assert_eq!(status(claim), Status::Challenged);
		assert_eq!(
			events().last(),
			Some(&Event::ClaimChallenged {
				claim,
				challenger: id(CAROL),
				evidence: REASONS,
				bond: BOND,
			})
		);
		draw();
		let first = panel_of(claim, Round::First);
		let second = panel_of(claim, Round::Second);
		assert_eq!(second.len(), 3);
		assert!(second.iter().all(|who| !first.contains(who)));
		// The first panel is out of it.
		assert_noop!(
			Measurements::attest(RuntimeOrigin::signed(first[2]), claim, Attestation::Reject),
			Error::<Test>::NotOnPanel
		);
	});
}

#[test]
fn challenge_is_for_members_other_than_the_owner_inside_the_window_and_once() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(challenge(CAROL, 0), Error::<Test>::ClaimNotFound);
		let claim = claim_with_panel();
		assert_noop!(challenge(CAROL, claim), Error::<Test>::NotVerified);
		answer(claim, 0, confirm(800, 20));
		answer(claim, 1, confirm(800, 20));
		assert_noop!(challenge(STRANGER, claim), Error::<Test>::NotMember);
		assert_noop!(challenge(ALICE, claim), Error::<Test>::OwnClaim);
		assert_noop!(
			Measurements::challenge(RuntimeOrigin::root(), claim, REASONS),
			BadOrigin
		);
		pass(terms().challenge_within - 1);
		assert_ok!(challenge(CAROL, claim));
		assert_noop!(challenge(BOB, claim), Error::<Test>::AlreadyChallenged);
	});
}

#[test]
fn challenge_comes_too_late_when_the_window_is_over() {
	ExtBuilder.build_and_execute(|| {
		let claim = verified_claim();
		pass(terms().challenge_within);
		assert_noop!(challenge(CAROL, claim), Error::<Test>::WindowClosed);
		assert_ok!(Measurements::settle(RuntimeOrigin::signed(BOB), claim));
		assert_noop!(challenge(CAROL, claim), Error::<Test>::NotVerified);
	});
}

#[test]
fn challenge_needs_the_bond() {
	ExtBuilder.build_and_execute(|| {
		let claim = verified_claim();
		Balances::set_balance(&CAROL, BOND);
		// The existential deposit stays free.
		assert_noop!(challenge(CAROL, claim), Error::<Test>::BondNotCovered);
		assert_noop!(
			challenge(VERIFIERS[0], claim),
			Error::<Test>::BondNotCovered
		);
		Balances::set_balance(&CAROL, BOND + 1);
		assert_ok!(challenge(CAROL, claim));
	});
}

#[test]
fn challenge_is_upheld_when_the_second_panel_rejects() {
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		let verdict = Claims::<Test>::get(claim)
			.and_then(|claim| claim.verdict)
			.expect("verified");
		answer(claim, 0, Attestation::Reject);
		assert_eq!(status(claim), Status::Challenged);
		answer(claim, 1, Attestation::Reject);

		assert_eq!(status(claim), Status::Void(VoidCause::Overturned));
		assert_eq!(ruling(claim), Some(Ruling::Upheld));
		assert_eq!((held(CAROL), Balances::balance(&CAROL)), (0, 1_000 + BOND));
		assert_eq!(Balances::balance(&COMMONS), 1_000 - BOND);
		// Those who had agreed, and not the third of the panel.
		let marked: Vec<_> = verdict
			.agreeing
			.iter()
			.map(|who| (*who, Fault::Wrong))
			.collect();
		assert_eq!((Marks::get(), marked.len()), (marked, 2));
		let last: Vec<_> = events().into_iter().rev().take(2).collect();
		assert_eq!(
			last,
			vec![
				Event::ClaimVoided {
					claim,
					cause: VoidCause::Overturned
				},
				Event::ChallengeUpheld {
					claim,
					challenger: id(CAROL),
					reward: BOND
				},
			]
		);
		// Everyone is free again, and so are the readings.
		assert!(VERIFIERS
			.iter()
			.all(|who| Register::open_duties(id(*who)) == 0));
		assert_eq!(Readings::<Test>::iter().count(), 0);
		assert_noop!(challenge(BOB, claim), Error::<Test>::AlreadyChallenged);
	});
}

#[test]
fn challenge_is_upheld_when_the_second_panel_finds_less_or_knows_less() {
	for found in [confirm(700, 20), confirm(790, 200)] {
		ExtBuilder.build_and_execute(|| {
			// The verdict is 790 ± 25, the tolerance a tenth.
			let claim = challenged_claim();
			answer(claim, 0, found);
			answer(claim, 1, found);
			assert_eq!(status(claim), Status::Void(VoidCause::Overturned));
		});
	}
}

#[test]
fn challenge_is_upheld_when_the_second_panel_does_not_agree() {
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		answer(claim, 0, confirm(790, 25));
		answer(claim, 1, Attestation::Reject);
		assert_eq!(status(claim), Status::Challenged);
		answer(claim, 2, confirm(100, 25));
		assert_eq!(status(claim), Status::Void(VoidCause::Overturned));
	});
}

/// To have found more, or another margin, than the next one does not speak against the verdict.
#[test]
fn challenge_is_dismissed_by_who_supports_the_verdict_though_not_each_other() {
	for (found, careful) in [
		([confirm(500, 20), confirm(800, 20)], (500, 20)),
		// The tolerance is 50: both lie just inside, at opposite ends.
		([confirm(450, 20), confirm(500, 70)], (450, 70)),
	] {
		ExtBuilder.build_and_execute(|| {
			let claim = claim_with_panel();
			answer(claim, 0, confirm(500, 20));
			answer(claim, 1, confirm(500, 20));
			assert_ok!(challenge(CAROL, claim));
			draw();
			answer(claim, 0, found[0]);
			assert_eq!(status(claim), Status::Challenged);
			answer(claim, 1, found[1]);
			assert_eq!(ruling(claim), Some(Ruling::Dismissed));
			assert!(Marks::get().is_empty());
			let verdict = Claims::<Test>::get(claim)
				.and_then(|claim| claim.verdict)
				.expect("verified");
			assert_eq!((verdict.quantity, verdict.uncertainty), careful);
		});
	}
}

#[test]
fn challenge_reward_is_what_the_commons_can_pay() {
	for (commons, reward) in [(0, 0), (1, 0), (41, 40), (BOND, BOND - 1), (BOND + 1, BOND)] {
		ExtBuilder.build_and_execute(|| {
			Balances::set_balance(&COMMONS, commons);
			let claim = challenged_claim();
			answer(claim, 0, Attestation::Reject);
			answer(claim, 1, Attestation::Reject);
			assert_eq!(Balances::balance(&CAROL), 1_000 + reward);
			assert!(events().contains(&Event::ChallengeUpheld {
				claim,
				challenger: id(CAROL),
				reward,
			}));
		});
	}
}

#[test]
fn challenge_is_dismissed_when_the_second_panel_confirms() {
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		// To find more is no reason to overturn the verdict of 790 ± 25.
		answer(claim, 0, confirm(5_000, 0));
		answer(claim, 1, Attestation::Reject);
		answer(claim, 2, confirm(780, 22));

		assert_eq!(status(claim), Status::Verified { until: Now::get() });
		assert_eq!(ruling(claim), Some(Ruling::Dismissed));
		assert_eq!(
			(held(CAROL), Balances::total_balance(&CAROL)),
			(0, 1_000 - BOND)
		);
		assert_eq!(Balances::balance(&COMMONS), 1_000 + BOND);
		assert!(Marks::get().is_empty());
		assert!(events().contains(&Event::ChallengeDismissed {
			claim,
			challenger: id(CAROL),
			forfeited: BOND,
		}));
		// The more careful of both panels counts.
		let verdict = Claims::<Test>::get(claim)
			.and_then(|claim| claim.verdict)
			.expect("verified");
		assert_eq!((verdict.quantity, verdict.uncertainty), (780, 25));
		// The window is over: no second challenge, and it can be settled at once.
		assert_noop!(challenge(BOB, claim), Error::<Test>::AlreadyChallenged);
		assert_ok!(Measurements::settle(RuntimeOrigin::signed(BOB), claim));
	});
}

#[test]
fn challenge_reward_follows_the_member_to_a_new_key() {
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		let mut enrolled = Enrolled::get();
		let member = enrolled.remove(&CAROL).expect("enrolled");
		enrolled.insert(77, member);
		Enrolled::set(&enrolled);
		answer(claim, 0, Attestation::Reject);
		answer(claim, 1, Attestation::Reject);
		// Tokens lie on the account that put them up; standing has moved.
		assert_eq!(
			(Balances::balance(&CAROL), Balances::balance(&77)),
			(1_000, BOND)
		);
	});
}
