use civic_primitives::{ContributionKind, MemberKind};
use frame_support::assert_ok;

use crate::{mock::*, *};

#[test]
fn an_owner_earns_by_the_award() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 99);
		assert_eq!(
			events(),
			vec![Event::Earned {
				member: ANNA,
				kind: ContributionKind::Measured,
				period: FIRST,
				points: 9,
				counted: 9
			}]
		);
		assert_eq!(Contributions::running(ANNA), measured(9));
	});
}

#[test]
fn what_makes_no_point_leaves_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 9);
		award(ANNA, &[], 0);
		assert_eq!(events(), vec![]);
		assert!(!Histories::<Test>::contains_key(ANNA));
	});
}

#[test]
fn whatever_comes_in_one_period_its_cap_counts() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 700);
		Now::mutate(|now| *now += PERIOD - 1);
		events();
		award(ANNA, &[], 400);
		let earned = |points, counted| Event::Earned {
			member: ANNA,
			kind: ContributionKind::Measured,
			period: FIRST,
			points,
			counted,
		};
		assert_eq!(events(), vec![earned(40, 30)]);
		award(ANNA, &[], u128::MAX);
		assert_eq!(events(), vec![earned(u64::MAX, 0)]);
		assert_eq!(Contributions::running(ANNA), measured(100));
		// The next second is another period.
		Now::mutate(|now| *now += 1);
		award(ANNA, &[], 400);
		assert_eq!(Contributions::running(ANNA), measured(40));
		assert_eq!(Contributions::points(ANNA), measured(100));
	});
}

#[test]
fn points_halve_with_each_half_life() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 990);
		assert!(Contributions::points(ANNA).is_zero());
		for (period, points) in [
			(1, 99),
			(11, 99),
			(12, 49),
			(23, 49),
			(24, 24),
			(36, 12),
			(72, 1),
			(84, 0),
			(10_000, 0),
		] {
			to_period(period);
			assert_eq!(Contributions::points(ANNA), measured(points), "{period}");
		}
	});
}

#[test]
fn what_verifiers_earn_waits_for_a_rule() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[METER, GAUGE], 0);
		let held = |holder| Event::Held {
			holder,
			kind: ContributionKind::Verified,
			points: 5,
		};
		assert_eq!(events(), vec![held(METER), held(GAUGE)]);
		award(BELA, &[METER], 0);
		assert_eq!(Contributions::held(METER), verified(10));
		assert_eq!(Contributions::held(GAUGE), verified(5));
		assert!(Contributions::points(METER).is_zero());
	});
}

#[test]
fn a_collective_earns_for_its_people() {
	ExtBuilder::default().build_and_execute(|| {
		award(COOP, &[], 300);
		assert_eq!(Contributions::held(COOP), measured(30));
		assert_ok!(share_out(COOP, &[(ANNA, 1), (BELA, 1)]));
		assert!(Contributions::held(COOP).is_zero());
		award(COOP, &[], 500);
		assert_eq!(Contributions::held(COOP), measured(50));
		assert_eq!(Due::<Test>::get(COOP), measured(50));
		idle_block();
		assert!(Contributions::held(COOP).is_zero());
		assert_eq!(Contributions::running(ANNA), measured(40));
		assert_eq!(Contributions::running(BELA), measured(40));
	});
}

#[test]
fn businesses_agencies_and_strangers_earn_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		for owner in [SHOP, AGENCY, STRANGER] {
			award(owner, &[], 1_000);
			assert!(Contributions::held(owner).is_zero());
			assert!(Contributions::running(owner).is_zero());
		}
		assert_eq!(events(), vec![]);
	});
}

/// As its tokens do: what was done is not undone when an enrolment lapses.
#[test]
fn an_expired_citizen_earns() {
	ExtBuilder::default().build_and_execute(|| {
		Register::mutate(|all| all.insert(ANNA, (MemberKind::Citizen, false)));
		award(ANNA, &[], 100);
		assert_eq!(Contributions::running(ANNA), measured(10));
	});
}
