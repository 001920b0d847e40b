use crate::{panel::draw, Round};
use proptest::prelude::*;
use sp_core::H256;
use std::collections::{BTreeMap, BTreeSet};

fn seed(number: u32) -> H256 {
	sp_io::hashing::blake2_256(&number.to_le_bytes()).into()
}

#[test]
fn the_same_lot_gives_the_same_panel() {
	let candidates: Vec<u64> = (1_000..1_020).collect();
	let drawn = |round, lot, claim| draw(&seed(1), claim, round, lot, &candidates, 5);
	assert_eq!(drawn(Round::First, 0, 7), drawn(Round::First, 0, 7));
	// Claim, round, lot and seed each make it another lot.
	let lots = [
		drawn(Round::First, 0, 7),
		drawn(Round::First, 0, 8),
		drawn(Round::Second, 0, 7),
		drawn(Round::First, 1, 7),
		draw(&seed(2), 7, Round::First, 0, &candidates, 5),
	];
	assert_eq!(BTreeSet::from(lots).len(), 5);
}

/// Changing the algorithm would make panels drawn before unrepeatable. The numbers were computed
/// independently, from the description at the head of `panel.rs`.
#[test]
fn a_known_lot() {
	let candidates: Vec<u64> = (1..=10).collect();
	assert_eq!(
		draw(&H256::repeat_byte(0x2a), 1, Round::First, 0, &candidates, 5),
		KNOWN_FIRST
	);
	assert_eq!(
		draw(
			&H256::repeat_byte(0x2a),
			258,
			Round::Second,
			3,
			&candidates,
			10
		),
		KNOWN_SECOND
	);
}

const KNOWN_FIRST: [u64; 5] = [3, 8, 9, 2, 7];
const KNOWN_SECOND: [u64; 10] = [4, 7, 8, 9, 10, 6, 5, 2, 1, 3];

#[test]
fn too_few_candidates_are_all_drawn() {
	assert_eq!(
		draw(&seed(1), 0, Round::First, 0, &[], 3),
		Vec::<u64>::new()
	);
	assert_eq!(draw(&seed(1), 0, Round::First, 0, &[5], 3), vec![5]);
	assert_eq!(
		draw(&seed(1), 0, Round::First, 0, &[5, 6], 0),
		Vec::<u64>::new()
	);
}

/// Chi-square of 3 out of 10 over 20,000 fixed seeds: everyone, in each seat, and each pair.
#[test]
fn everyone_is_as_likely_as_everyone_else() {
	const LOTS: u32 = 20_000;
	let candidates: Vec<u64> = (0..10).collect();
	let mut seats = BTreeMap::<(usize, u64), u32>::new();
	let mut pairs = BTreeMap::<(u64, u64), u32>::new();
	for number in 0..LOTS {
		let drawn = draw(&seed(number), 3, Round::First, 0, &candidates, 3);
		for (seat, who) in drawn.iter().enumerate() {
			*seats.entry((seat, *who)).or_default() += 1;
			for other in &drawn {
				if who < other {
					*pairs.entry((*who, *other)).or_default() += 1;
				}
			}
		}
	}
	let chi_square = |counts: Vec<u32>, expected: f64| -> f64 {
		counts
			.into_iter()
			.map(|count| (f64::from(count) - expected).powi(2) / expected)
			.sum()
	};
	// 9 degrees of freedom: above 27.9 once in a thousand.
	for seat in 0..3 {
		let counts: Vec<_> = candidates
			.iter()
			.map(|who| seats.get(&(seat, *who)).copied().unwrap_or(0))
			.collect();
		let chi = chi_square(counts, f64::from(LOTS) / 10.0);
		assert!(chi < 27.9, "seat {seat}: {chi}");
	}
	// 45 pairs, each in 1 of 15 lots; about 44 degrees of freedom: above 78.8 once in a thousand.
	assert_eq!(pairs.len(), 45);
	let chi = chi_square(pairs.into_values().collect(), f64::from(LOTS) / 15.0);
	assert!(chi < 78.8, "pairs: {chi}");
}

proptest! {
	#[test]
	fn a_panel_has_no_one_twice(
		bytes: [u8; 32],
		claim: u64,
		lot: u32,
		candidates in prop::collection::btree_set(any::<u64>(), 0..200),
		seats in 0usize..20,
	) {
		let candidates: Vec<_> = candidates.into_iter().collect();
		let drawn = draw(&H256(bytes), claim, Round::First, lot, &candidates, seats);
		prop_assert_eq!(drawn.len(), seats.min(candidates.len()));
		let unique: BTreeSet<_> = drawn.iter().collect();
		prop_assert_eq!(unique.len(), drawn.len());
		prop_assert!(drawn.iter().all(|who| candidates.binary_search(who).is_ok()));
	}

	/// Nobody gains another panel by adding or removing candidates once the seed is known.
	#[test]
	fn whoever_comes_or_goes_changes_one_seat_at_most(
		bytes: [u8; 32],
		candidates in prop::collection::btree_set(0u64..1_000, 4..40),
		leaves in any::<prop::sample::Index>(),
		seats in 1usize..4,
	) {
		let all: Vec<_> = candidates.iter().copied().collect();
		let gone = all[leaves.index(all.len())];
		let rest: Vec<_> = all.iter().copied().filter(|who| *who != gone).collect();
		let panel = |of: &[u64]| draw(&H256(bytes), 1, Round::First, 0, of, seats);
		let (before, after) = (panel(&all), panel(&rest));
		let stay = before.iter().filter(|who| **who != gone).count();
		prop_assert_eq!(stay, before.iter().filter(|who| after.contains(who)).count());
	}
}
