use crate::{mock::*, Error, Event, NextSource, Premises, Source, Sources};
use civic_primitives::EndUse;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, ArithmeticError};

fn register(
	owner: AccountId,
	family: u32,
	place_: u8,
	nameplate: u64,
) -> sp_runtime::DispatchResult {
	let device = Some([5; 32]);
	let origin = RuntimeOrigin::signed(owner);
	Measurements::register_source(origin, family, place(place_), nameplate, device)
}

#[test]
fn register_source_stores_the_source_and_holds_no_premises() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(register(ALICE, SOLAR, 1, 1));
		let details = Source {
			owner: id(ALICE),
			family: SOLAR,
			end_use: EndUse::ElectricityGeneration,
			place: place(1),
			nameplate: 1,
			device: Some([5; 32]),
			commissioned: None,
			decommissioned_at: None,
			last_submission: None,
		};
		assert_eq!(Sources::<Test>::get(0), Some(details.clone()));
		assert_eq!(
			events(),
			vec![Event::SourceRegistered { source: 0, details }]
		);
		assert_eq!(Premises::<Test>::iter().count(), 0);
		// Someone else may say the same until a verifier has seen who is right.
		assert_ok!(register(BOB, SOLAR, 1, u64::MAX));
		assert_eq!(NextSource::<Test>::get(), 2);
	});
}

#[test]
fn register_source_is_for_active_members() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(register(STRANGER, SOLAR, 1, 1), Error::<Test>::NotMember);
		expire(ALICE);
		assert_noop!(register(ALICE, SOLAR, 1, 1), Error::<Test>::NotMember);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Measurements::register_source(origin, SOLAR, place(1), 1, None),
				BadOrigin
			);
		}
	});
}

#[test]
fn register_source_needs_an_adopted_family_and_a_nameplate() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(register(ALICE, 99, 1, 1), Error::<Test>::FamilyNotFound);
		assert_noop!(register(ALICE, SOLAR, 1, 0), Error::<Test>::ZeroNameplate);
	});
}

#[test]
fn register_source_is_refused_at_taken_premises() {
	ExtBuilder.build_and_execute(|| {
		source_of(ALICE, SOLAR, place(1));
		assert_noop!(register(BOB, SOLAR, 1, 1), Error::<Test>::PremisesTaken);
		// Another place, and another use of the same place, are free.
		assert_ok!(register(BOB, SOLAR, 2, 1));
		assert_ok!(register(BOB, BUILDING, 1, 1));
	});
}

#[test]
fn register_source_fails_when_numbers_are_used_up() {
	ExtBuilder.build().execute_with(|| {
		NextSource::<Test>::put(u64::MAX);
		assert_noop!(register(ALICE, SOLAR, 1, 1), ArithmeticError::Overflow);
	});
}
