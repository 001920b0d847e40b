use civic_primitives::{EndUse, Methods};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn publish(methodology: Methodology) {
	assert_ok!(Methodologies::publish(
		RuntimeOrigin::signed(ALICE),
		methodology.into()
	));
}

fn adopt(id: u32) -> sp_runtime::DispatchResult {
	Methodologies::adopt(RuntimeOrigin::root(), id)
}

#[test]
fn adopt_opens_a_methodology_for_claims() {
	ExtBuilder::default().build_and_execute(|| {
		publish(methodology(1));
		assert_ok!(adopt(0));
		assert!(Methodologies::is_open(0));
		assert_eq!(Methodologies::in_force(0), Some(0));
		assert_eq!(
			Methodologies::end_use(0),
			Some(EndUse::ElectricityGeneration)
		);
		assert!(
			!Drafts::<Test>::contains_key(ALICE_ID),
			"the place is free again"
		);
		System::assert_last_event(Event::Adopted { id: 0, family: 0 }.into());
	});
}

#[test]
fn adopting_a_successor_retires_its_predecessor() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			publish(successor(2, 0));
			assert_ok!(adopt(1));

			assert!(!Methodologies::is_open(0));
			assert!(Methodologies::is_open(1));
			assert_eq!(Versions::<Test>::get(0).unwrap().status, Status::Retired);
			assert_eq!(Methodologies::in_force(0), Some(1));
			assert_eq!(
				Methodologies::terms(0),
				Some(terms()),
				"running claims finish by its terms"
			);
			System::assert_has_event(
				Event::Retired {
					id: 0,
					family: 0,
					successor: Some(1),
				}
				.into(),
			);
			System::assert_last_event(Event::Adopted { id: 1, family: 0 }.into());
		});
}

#[test]
fn a_draft_that_supersedes_an_older_version_is_outdated() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			publish(successor(2, 0));
			publish(successor(3, 0));
			assert_ok!(adopt(1));
			assert_noop!(adopt(2), Error::<Test>::Outdated);
			publish(successor(4, 1));
			assert_ok!(adopt(3));
			assert_eq!(Methodologies::in_force(0), Some(3));
		});
}

#[test]
fn a_retired_family_is_revived_by_a_new_version() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			assert_ok!(Methodologies::retire(RuntimeOrigin::signed(RETIRER), 0));
			publish(successor(2, 0));
			assert_ok!(adopt(1));
			assert_eq!(Methodologies::in_force(0), Some(1));
		});
}

#[test]
fn only_what_waits_can_be_adopted() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			assert_noop!(adopt(1), Error::<Test>::NotFound);
			assert_noop!(adopt(0), Error::<Test>::NotPublished);
			assert_ok!(Methodologies::retire(RuntimeOrigin::signed(RETIRER), 0));
			assert_noop!(adopt(0), Error::<Test>::NotPublished);
		});
}

#[test]
fn adopt_fails_for_everyone_else() {
	ExtBuilder::default().build_and_execute(|| {
		publish(methodology(1));
		for who in [ALICE, RETIRER, STRANGER] {
			assert_noop!(
				Methodologies::adopt(RuntimeOrigin::signed(who), 0),
				DispatchError::BadOrigin
			);
		}
	});
}
