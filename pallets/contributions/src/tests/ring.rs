//! The ring against what is defined: each slot by itself, halved once a half-life.

use civic_primitives::Points;
use codec::{Encode, MaxEncodedLen};
use proptest::prelude::*;

use crate::{
	ring::{PeriodIndex, Ring, HALF_LIFE},
	History, MAX_CAP,
};

const CAP: Points = MAX_CAP;

/// What `period` finds of `earned`, in ascending order of periods: all that were earned in a slot
/// brought to `period` one half-life at a time.
fn model(earned: &[(PeriodIndex, Points)], period: PeriodIndex) -> Points {
	(0..HALF_LIFE)
		.map(|slot| {
			let mut left = 0;
			let mut at = slot;
			while at < period {
				left = left / 2
					+ earned
						.iter()
						.filter(|(earned_in, _)| *earned_in == at)
						.map(|(_, points)| points)
						.sum::<Points>();
				at += HALF_LIFE;
			}
			// The last half-life is over when the slot comes round again in or before `period`.
			if at == period {
				left / 2
			} else {
				left
			}
		})
		.sum()
}

#[test]
fn after_k_half_lives_a_2_to_the_kth_is_left() {
	for points in [1, 2, 3, 1_000, 123_456_789_012_345, CAP - 1, CAP] {
		let mut ring = Ring::default();
		assert_eq!(ring.earn(7, points, CAP), points);
		for k in 0..=40 {
			let until = 7 + k * HALF_LIFE;
			for period in until.max(8)..until + HALF_LIFE {
				assert_eq!(
					ring.points_before(period),
					points / (1 << k),
					"{k} {period}"
				);
			}
		}
		assert_eq!(ring.points_before(7 + 63 * HALF_LIFE), 0);
		assert_eq!(ring.points_before(7 + 64 * HALF_LIFE), 0);
		assert_eq!(ring.points_before(PeriodIndex::MAX), 0);
	}
}

#[test]
fn nothing_counts_in_a_past_that_is_closed() {
	let mut ring = Ring::default();
	ring.earn(24, 10, CAP);
	assert_eq!(ring.earn(12, 10, CAP), 0);
	assert_eq!(ring.points_before(30), 10);
	assert!(ring.is_sound(24));
	assert!(!ring.is_sound(23), "a record lies in the future");
}

#[test]
fn what_is_stored_is_bounded() {
	let mut ring = Ring::default();
	for period in 0..100 {
		ring.earn(period, CAP, CAP);
	}
	assert_eq!(ring.0.len(), 12);
	assert_eq!(ring.encoded_size(), Ring::max_encoded_len());
	// What the README says.
	assert_eq!(History::max_encoded_len(), 903);
}

prop_compose! {
	/// Earnings in ascending order of periods.
	fn earnings()(mut all in prop::collection::vec((0..200u32, 0..1_000_000u64), 0..60))
		-> Vec<(PeriodIndex, Points)>
	{
		all.sort();
		all
	}
}

proptest! {
	/// Between the earnings nothing, or something, is earned and read: it makes no difference.
	#[test]
	fn a_ring_is_its_model_whenever_it_is_read_or_written(
		earned in earnings(),
		idle in prop::collection::btree_set(0..200u32, 0..100),
	) {
		let mut ring = Ring::default();
		let mut done = Vec::new();
		let mut touched = idle.into_iter().peekable();
		for (period, points) in &earned {
			while let Some(idle) = touched.next_if(|idle| idle <= period) {
				// A record of nothing carries out the halvings so far.
				ring.earn(idle, 0, CAP);
				prop_assert_eq!(ring.points_before(idle), model(&done, idle));
			}
			ring.earn(*period, *points, CAP);
			done.push((*period, *points));
			prop_assert!(ring.is_sound(*period));
			for later in 1..=40 {
				let at = period + 1 + later;
				prop_assert_eq!(ring.points_before(at), model(&done, at));
			}
		}
	}

	/// For a half-life, what was known at a moment is known of it.
	#[test]
	fn the_past_is_read_as_it_was(earned in earnings()) {
		let mut ring = Ring::default();
		let mut known = Vec::new();
		let mut earned = earned.into_iter().peekable();
		for now in 0..200u32 {
			known.push(ring.points_before(now));
			while let Some((_, points)) = earned.next_if(|(period, _)| *period == now) {
				ring.earn(now, points, CAP);
			}
			for (then, points) in (0..=now).zip(&known) {
				let read = ring.points_before(then);
				if now - then < HALF_LIFE {
					prop_assert_eq!(read, *points, "{} at {}", then, now);
				} else {
					prop_assert!(read <= *points, "{} at {}", then, now);
				}
			}
		}
	}

	/// Of what comes in one period, in whatever pieces and order, no more than the cap counts, and
	/// no less than would of the sum.
	#[test]
	fn pieces_count_as_their_sum(
		before in 0..1_000u64,
		pieces in prop::collection::vec(0..500u64, 1..20),
		cap in 0..1_000u64,
	) {
		let mut ring = Ring::default();
		ring.earn(3, before, CAP);
		let counted: Points = pieces.iter().map(|piece| ring.earn(15, *piece, cap)).sum();
		prop_assert_eq!(counted, pieces.iter().sum::<Points>().min(cap));
		prop_assert_eq!(ring.earned_in(15), counted);
		prop_assert_eq!(ring.points_before(16), before / 2 + counted);
	}

	#[test]
	fn points_only_decay(points in 0..=CAP, period in 0..1_000u32) {
		let mut ring = Ring::default();
		ring.earn(period, points, CAP);
		let mut last = points;
		for later in 1..1_000 {
			let left = ring.points_before(period + later);
			prop_assert!(left <= last);
			last = left;
		}
		prop_assert_eq!(last, 0);
	}
}
