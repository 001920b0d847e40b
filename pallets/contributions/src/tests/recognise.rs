use civic_primitives::{ContributionKind, MemberKind};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_citizen_is_recognised() {
	ExtBuilder::default().build_and_execute(|| {
		let (origin, reason) = (RuntimeOrigin::signed(RECOGNISER), H256::repeat_byte(7));
		assert_ok!(Contributions::recognise(origin, ANNA, 30, reason));
		assert_eq!(
			events(),
			vec![
				Event::Recognised {
					member: ANNA,
					points: 30,
					reason
				},
				Event::Earned {
					member: ANNA,
					kind: ContributionKind::Stewarded,
					period: FIRST,
					points: 30,
					counted: 30
				},
			]
		);
		assert_eq!(Contributions::running(ANNA), stewarded(30));
		assert!(Contributions::points(ANNA).is_zero(), "the period runs");
		to_period(1);
		assert_eq!(Contributions::points(ANNA), stewarded(30));
	});
}

#[test]
fn recognition_has_a_cap_of_its_own() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 1_000);
		assert_ok!(recognise(ANNA, 99));
		// The last point of the period, out of two.
		assert_ok!(recognise(ANNA, 2));
		assert_eq!(Contributions::running(ANNA).stewarded, 100);
		assert_noop!(recognise(ANNA, 1), Error::<Test>::CapReached);
		to_period(1);
		assert_ok!(recognise(ANNA, 1));
	});
}

#[test]
fn a_collective_is_recognised_in_its_people() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(recognise(COOP, 30));
		assert_eq!(Contributions::held(COOP), stewarded(30));
		assert_ok!(share_out(COOP, &[(ANNA, 2), (BELA, 1)]));
		assert_eq!(Contributions::running(ANNA), stewarded(20));
		assert_eq!(Contributions::running(BELA), stewarded(10));
	});
}

#[test]
fn recognise_fails() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none(), by(ANNA)] {
			assert_noop!(
				Contributions::recognise(origin, ANNA, 1, H256::zero()),
				DispatchError::BadOrigin
			);
		}
		assert_noop!(recognise(ANNA, 0), Error::<Test>::PointsZero);
		assert_noop!(recognise(STRANGER, 1), Error::<Test>::NotMember);
		assert_noop!(recognise(SHOP, 1), Error::<Test>::NotContributor);
		assert_noop!(recognise(AGENCY, 1), Error::<Test>::NotContributor);
		Register::mutate(|all| all.insert(ANNA, (MemberKind::Citizen, false)));
		assert_noop!(recognise(ANNA, 1), Error::<Test>::NotMember);
	});
}
