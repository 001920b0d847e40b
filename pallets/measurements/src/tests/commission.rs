use crate::{mock::*, Commissioning, Error, Event, Premises, Sources};
use civic_primitives::EndUse;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, DispatchResult};

fn register(owner: AccountId, family: u32) {
	let origin = RuntimeOrigin::signed(owner);
	assert_ok!(Measurements::register_source(
		origin,
		family,
		place(1),
		NAMEPLATE,
		None
	));
}

fn commission(who: AccountId, source: u64) -> DispatchResult {
	Measurements::commission(RuntimeOrigin::signed(who), source, START)
}

#[test]
fn commission_takes_the_premises() {
	ExtBuilder.build_and_execute(|| {
		register(ALICE, SOLAR);
		let by = id(VERIFIERS[3]);
		assert_ok!(Measurements::commission(
			RuntimeOrigin::signed(VERIFIERS[3]),
			0,
			17
		));
		let source = Sources::<Test>::get(0).expect("registered");
		assert_eq!(source.commissioned, Some(Commissioning { since: 17, by }));
		let premises = (place(1), EndUse::ElectricityGeneration);
		assert_eq!(Premises::<Test>::get(premises), Some(0));
		assert_eq!(
			events().last(),
			Some(&Event::SourceCommissioned {
				source: 0,
				by,
				since: 17
			})
		);
	});
}

#[test]
fn commission_is_done_once() {
	ExtBuilder.build_and_execute(|| {
		register(ALICE, SOLAR);
		assert_noop!(commission(VERIFIERS[0], 1), Error::<Test>::SourceNotFound);
		assert_ok!(commission(VERIFIERS[0], 0));
		assert_noop!(
			commission(VERIFIERS[1], 0),
			Error::<Test>::AlreadyCommissioned
		);
		assert_ok!(Measurements::decommission(RuntimeOrigin::signed(ALICE), 0));
		assert_noop!(commission(VERIFIERS[1], 0), Error::<Test>::Decommissioned);
	});
}

#[test]
fn commission_looks_back_not_ahead() {
	ExtBuilder.build_and_execute(|| {
		register(ALICE, SOLAR);
		let ahead = |since| Measurements::commission(RuntimeOrigin::signed(VERIFIERS[0]), 0, since);
		assert_noop!(ahead(START + 1), Error::<Test>::CommissioningInFuture);
		assert_ok!(ahead(START));
	});
}

#[test]
fn commission_is_for_verifiers_who_may_judge_the_owner() {
	ExtBuilder.build_and_execute(|| {
		register(ALICE, SOLAR);
		assert_noop!(commission(STRANGER, 0), Error::<Test>::NotMember);
		assert_noop!(commission(BOB, 0), Error::<Test>::NotEligible);
		assert_noop!(
			Measurements::commission(RuntimeOrigin::root(), 0, START),
			BadOrigin
		);
		// Tied to the owner, out of scope, expired.
		tie(VERIFIERS[0], ALICE);
		assert_noop!(commission(VERIFIERS[0], 0), Error::<Test>::NotEligible);
		accredit(VERIFIERS[1], &[BUILDING]);
		assert_noop!(commission(VERIFIERS[1], 0), Error::<Test>::NotEligible);
		expire(VERIFIERS[2]);
		assert_noop!(commission(VERIFIERS[2], 0), Error::<Test>::NotMember);
		// Nobody commissions their own.
		register(VERIFIERS[3], SOLAR);
		assert_noop!(commission(VERIFIERS[3], 1), Error::<Test>::NotEligible);
	});
}

#[test]
fn commission_keeps_one_source_per_premises_and_end_use() {
	ExtBuilder.build_and_execute(|| {
		register(ALICE, SOLAR);
		register(BOB, SOLAR);
		register(BOB, BUILDING);
		assert_ok!(commission(VERIFIERS[0], 1));
		assert_noop!(commission(VERIFIERS[0], 0), Error::<Test>::PremisesTaken);
		// A different end use at the same premises: only its claims must not overlap.
		assert_ok!(commission(VERIFIERS[0], 2));
		assert_ok!(Measurements::decommission(RuntimeOrigin::signed(BOB), 1));
		assert_ok!(commission(VERIFIERS[0], 0));
	});
}
