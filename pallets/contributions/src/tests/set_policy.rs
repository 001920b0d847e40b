use civic_primitives::{Standing, WeightRule};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn another_policy_counts_from_here_on() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 500);
		let policy = Policy {
			units_per_point: 1,
			points_per_claim: 7,
			cap: 60,
			rule: WeightRule { scale: 1, cap: 3 },
		};
		events();
		assert_ok!(set_policy(policy));
		assert_eq!(events(), vec![Event::PolicySet { policy }]);
		assert_eq!(Contributions::policy(), policy);
		assert_eq!(<Contributions as Standing>::rule(), policy.rule);
		assert_eq!(
			HighestCap::<Test>::get(),
			100,
			"of all the caps there have been"
		);

		// What was earned stays, and leaves that much less room.
		award(ANNA, &[], 500);
		assert_eq!(Contributions::running(ANNA), measured(60));
		award(BELA, &[], 50);
		assert_eq!(Contributions::running(BELA), measured(50));
		to_period(1);
		assert_eq!(Contributions::weight(ANNA), 3);
	});
}

#[test]
fn a_lower_cap_takes_nothing_back() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 900);
		assert_ok!(set_policy(Policy {
			cap: 10,
			..policy()
		}));
		award(ANNA, &[], 900);
		assert_eq!(Contributions::running(ANNA), measured(90));
		to_period(1);
		award(ANNA, &[], 900);
		assert_eq!(Contributions::running(ANNA), measured(10));
	});
}

#[test]
fn a_cap_of_nothing_stops_earning() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_policy(Policy { cap: 0, ..policy() }));
		award(ANNA, &[], 900);
		assert_eq!(Contributions::running(ANNA), measured(0));
		assert!(!Histories::<Test>::contains_key(ANNA), "nothing is stored");
	});
}

#[test]
fn the_highest_cap_is_allowed_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_policy(Policy {
			cap: MAX_CAP,
			..policy()
		}));
		assert_noop!(
			set_policy(Policy {
				cap: MAX_CAP + 1,
				..policy()
			}),
			Error::<Test>::CapTooHigh
		);
		// Sums of the highest points still fit.
		for period in 0..100 {
			to_period(period);
			award(ANNA, &[], u128::MAX);
			assert_ok!(recognise(ANNA, u64::MAX));
			assert_eq!(Contributions::running(ANNA).measured, MAX_CAP);
		}
		to_period(100);
		let points = Contributions::points(ANNA);
		assert!(points.measured > 22 * MAX_CAP && points.measured <= 23 * MAX_CAP);
		assert_eq!(points.total(), 2 * points.measured);
	});
}

#[test]
fn set_policy_fails() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none(), by(ANNA)] {
			assert_noop!(
				Contributions::set_policy(origin, policy()),
				DispatchError::BadOrigin
			);
		}
		assert_noop!(
			set_policy(Policy {
				units_per_point: 0,
				..policy()
			}),
			Error::<Test>::UnitsPerPointZero
		);
		let most = WeightRule::MAX_CAP;
		for (scale, cap) in [(0, 1), (1, 0), (1, most + 1), (1, u32::MAX)] {
			let rule = WeightRule { scale, cap };
			assert_noop!(
				set_policy(Policy { rule, ..policy() }),
				Error::<Test>::RuleNotValid
			);
		}
	});
}

#[test]
fn votes_weigh_at_most_what_a_tally_can_count() {
	ExtBuilder::default().build_and_execute(|| {
		let rule = WeightRule {
			scale: 1,
			cap: WeightRule::MAX_CAP,
		};
		assert_ok!(set_policy(Policy { rule, ..policy() }));
		assert_eq!(Contributions::policy().rule, rule);
	});
}
