use civic_primitives::{Balance, MemberKind};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn set_capacity(capacity: Balance) -> sp_runtime::DispatchResult {
	Allowance::set_capacity(RuntimeOrigin::root(), MemberKind::Citizen, capacity)
}

#[test]
fn a_capacity_applies_at_once() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(CITIZENS).run(CITIZEN));
		assert_ok!(set_capacity(2 * CITIZENS));
		assert_eq!(Capacities::<Test>::get(MemberKind::Citizen), 2 * CITIZENS);
		assert_eq!(left(CITIZEN), CITIZENS, "what was used stays used");
		assert_eq!(left(VERIFIER), VERIFIERS, "other kinds keep theirs");
		System::assert_last_event(
			Event::CapacitySet {
				kind: MemberKind::Citizen,
				capacity: 2 * CITIZENS,
			}
			.into(),
		);
	});
}

#[test]
fn a_lower_capacity_leaves_nobody_waiting_for_more_than_a_refill_period() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(CITIZENS).run(CITIZEN));
		let lower = CITIZENS / 1_000;
		assert_ok!(set_capacity(lower));
		assert_eq!(left(CITIZEN), 0);
		Now::set(START + DAY);
		assert_eq!(left(CITIZEN), lower);
	});
}

#[test]
fn no_capacity_stops_a_kind() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(set_capacity(0));
		assert_eq!(left(CITIZEN), 0);
		assert!(costing(CITIZENS).run(CITIZEN).is_err());
		assert_ok!(set_capacity(CITIZENS));
		assert_ok!(costing(CITIZENS).run(CITIZEN));
	});
}

#[test]
fn agencies_stay_able_to_act() {
	ExtBuilder.build_and_execute(|| {
		let set =
			|capacity| Allowance::set_capacity(RuntimeOrigin::root(), MemberKind::Agency, capacity);
		for low in [0, AGENCY_FLOOR - 1] {
			assert_noop!(set(low), Error::<Test>::AgencyCapacityTooLow);
		}
		assert_ok!(set(AGENCY_FLOOR));
		assert_eq!(Capacities::<Test>::get(MemberKind::Agency), AGENCY_FLOOR);
	});
}

#[test]
fn a_capacity_has_a_bound() {
	ExtBuilder.build_and_execute(|| {
		let most = Balance::MAX / Balance::from(DAY);
		assert_noop!(set_capacity(most + 1), Error::<Test>::CapacityTooLarge);
		assert_noop!(set_capacity(Balance::MAX), Error::<Test>::CapacityTooLarge);
		assert_ok!(set_capacity(most));
		assert_eq!(left(CITIZEN), most);
		assert_ok!(costing(CITIZENS).run(CITIZEN));
		assert_eq!(left(CITIZEN), most - CITIZENS);
	});
}

#[test]
fn set_capacity_fails_for_all_but_who_makes_policy() {
	ExtBuilder.build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(CITIZEN), RuntimeOrigin::none()] {
			assert_noop!(
				Allowance::set_capacity(origin, MemberKind::Citizen, 1),
				DispatchError::BadOrigin
			);
		}
	});
}
