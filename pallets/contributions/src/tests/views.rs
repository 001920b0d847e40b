use civic_primitives::Standing;
use frame_support::assert_ok;

use crate::{mock::*, *};

#[test]
fn the_period_that_runs_counts_when_it_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(
			Contributions::current_period(),
			(FIRST, START, START + PERIOD)
		);
		award(ANNA, &[], 400);
		assert_ok!(recognise(ANNA, 50));
		Now::set(START + PERIOD - 1);
		assert_eq!(Contributions::points(ANNA), PointsByKind::default());
		assert_eq!(Contributions::weight(ANNA), 1);
		let both = measured(40).saturating_add(&stewarded(50));
		assert_eq!(Contributions::running(ANNA), both);

		Now::set(START + PERIOD);
		assert_eq!(Contributions::points(ANNA), both);
		assert_eq!(Contributions::running(ANNA), PointsByKind::default());
		// 1 + isqrt(90 / 10).
		assert_eq!(Contributions::weight(ANNA), 4);
		assert_eq!(Contributions::weight(BELA), 1);
	});
}

#[test]
fn the_weight_of_a_moment_is_told_for_a_half_life() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 400);
		to_period(1);
		award(ANNA, &[], 500);
		let at = Now::get();
		assert_eq!(Contributions::weight_at(ANNA, at), Some(3));
		assert_eq!(Contributions::weight_at(ANNA, at - 1), Some(1));
		assert_eq!(Contributions::weight_at(ANNA, at + 1), None, "the future");

		to_period(2);
		assert_eq!(Contributions::weight(ANNA), 4);
		assert_eq!(Contributions::weight_at(ANNA, at), Some(3));
		to_period(12);
		// 20 and 50.
		assert_eq!(Contributions::weight(ANNA), 3);
		assert_eq!(Contributions::weight_at(ANNA, at), Some(3));
		assert_eq!(Contributions::weight_at(ANNA, at - 1), None, "too long ago");
	});
}

#[test]
fn later_gains_do_not_change_an_earlier_moment() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 1_000);
		to_period(5);
		let at = Now::get();
		assert_eq!(Contributions::points_at(ANNA, at), 100);
		for period in 5..17 {
			to_period(period);
			award(ANNA, &[], 1_000);
			assert_ok!(recognise(ANNA, 1_000));
			assert_eq!(Contributions::points_at(ANNA, at), 100, "{period}");
		}
		// A slot keeps two records: the moment is forgotten, never overstated.
		to_period(24);
		award(ANNA, &[], 1_000);
		assert_eq!(Contributions::points_at(ANNA, at), 0);
	});
}

#[test]
fn nobody_has_points_in_the_first_period_of_all() {
	Now::set(0);
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 1_000);
		assert_eq!(Contributions::current_period(), (0, 0, PERIOD));
		assert_eq!(Contributions::points_at(ANNA, 0), 0);
		Now::set(PERIOD);
		assert_eq!(Contributions::points_at(ANNA, PERIOD), 100);
	});
}
