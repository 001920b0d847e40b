//! The laws of the meter, over random sequences.

use civic_primitives::{Balance, Moment};
use proptest::{collection::vec, prelude::*};

use crate::Meter;

/// One use: after so many seconds, so much, of which some turns out not to be used.
#[derive(Clone, Copy, Debug)]
struct Use {
	after: Moment,
	cost: Balance,
	unused: Balance,
}

fn uses(largest: Balance) -> impl Strategy<Value = Vec<Use>> {
	let one = (0..100u64, 0..=largest).prop_flat_map(|(after, cost)| {
		(0..=cost).prop_map(move |unused| Use {
			after,
			cost,
			unused,
		})
	});
	vec(one, 1..200)
}

/// What was used when, of what was asked for.
fn play(uses: &[Use], capacity: Balance, period: Moment) -> Vec<(Moment, Balance)> {
	let mut now = 1_000;
	let mut meter = Meter::default();
	let mut used = vec![];
	for Use {
		after,
		cost,
		unused,
	} in uses
	{
		now += after;
		meter = meter.at(now, capacity, period);
		let left = meter.left(capacity, period);
		assert!(left <= capacity, "never more than full");
		match meter.charge(*cost, capacity, period) {
			Some(charged) => {
				assert!(*cost <= left, "charged what was not left");
				meter = charged.refund(*unused, period);
				used.push((now, cost - unused));
			},
			None => assert!(*cost > left, "refused what was left"),
		}
	}
	used
}

proptest! {
	/// In any W seconds no more than C + C × W ÷ P.
	#[test]
	fn no_window_sees_more_than_its_share(
		(capacity, uses) in (1..1_000u128).prop_flat_map(|c| (Just(c), uses(c))),
		period in 1..500u64,
	) {
		let used = play(&uses, capacity, period);
		for (first, (from, _)) in used.iter().enumerate() {
			let mut sum = 0;
			for (until, cost) in &used[first..] {
				sum += cost;
				let share = capacity + capacity * Balance::from(until - from) / Balance::from(period);
				prop_assert!(sum <= share, "{sum} of {share} from {from} to {until}");
			}
		}
	}

	/// Reading it in between changes nothing.
	#[test]
	fn reading_it_often_loses_nothing(
		capacity in 1..1_000_000u128,
		period in 1..100_000u64,
		share in 0..=100u128,
		reads in vec(0..50u64, 0..100),
	) {
		let cost = capacity * share / 100;
		let start = Meter::default().at(1_000, capacity, period);
		let start = start.charge(cost, capacity, period).expect("full");
		let end = 1_000 + reads.iter().sum::<u64>();
		let mut now = 1_000;
		let mut often = start;
		for read in reads {
			now += read;
			often = often.at(now, capacity, period);
		}
		prop_assert_eq!(often, start.at(end, capacity, period));
	}

	/// What it says about the future comes true, and not a second earlier.
	#[test]
	fn it_is_affordable_when_it_says(
		capacity in 1..1_000_000u128,
		period in 1..100_000u64,
		used in 0..=1_000_000u128,
		cost in 0..=1_000_000u128,
	) {
		let meter = Meter::default().at(1_000, capacity, period);
		let meter = meter.charge(used.min(capacity), capacity, period).expect("full");
		let left_at = |when| meter.at(when, capacity, period).left(capacity, period);
		match meter.affordable_at(cost, capacity, period) {
			None => prop_assert!(cost > capacity),
			Some(when) => {
				prop_assert!(left_at(when) >= cost);
				prop_assert!(when == 1_000 || left_at(when - 1) < cost);
			},
		}
		let full_at = meter.full_at(capacity);
		prop_assert_eq!(left_at(full_at), capacity);
		prop_assert!(full_at <= 1_000 + period);
		prop_assert!(full_at == 1_000 || left_at(full_at - 1) < capacity);
	}

	/// No figures overflow or panic.
	#[test]
	fn it_is_total(
		capacity: u128, period: u64, first: u64, second: u64, cost: u128, unused: u128,
	) {
		let meter = Meter::default().at(first, capacity, period);
		let meter = meter.charge(cost, capacity, period).unwrap_or(meter);
		let meter = meter.at(second, capacity, period).refund(unused, period);
		prop_assert!(meter.left(capacity, period) <= capacity);
		let _ = (meter.full_at(capacity), meter.affordable_at(cost, capacity, period));
	}
}

#[test]
fn a_clock_that_stands_or_steps_back_refills_nothing() {
	let (capacity, period) = (100, 10);
	let meter = Meter::default().at(1_000, capacity, period);
	let meter = meter.charge(100, capacity, period).expect("full");
	assert_eq!(meter.at(1_000, capacity, period), meter);
	assert_eq!(meter.at(900, capacity, period), meter);
	assert_eq!(meter.at(1_001, capacity, period).left(capacity, period), 10);
}
