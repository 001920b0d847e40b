use civic_primitives::{Shares, Terms, MAX_PANEL, WHOLE};
use proptest::prelude::*;
use rstest::rstest;
use sp_runtime::Permill;

use crate::{
	award::{amount, split, Split},
	mock::{pv, trees},
};

#[rstest]
// The real PV series of 2,941.907 kWh, at 383.78 g/kWh.
#[case::rooftop_pv(pv(), 2_941_907, 0, 1_129_045_068)]
#[case::the_whole_uncertainty_is_deducted(pv(), 2_941_907, 41_907, 1_112_962_000)]
#[case::uncertainty_eats_it_all(pv(), 1_000, 1_000, 0)]
#[case::uncertainty_beyond_the_quantity(pv(), 1_000, u64::MAX, 0)]
#[case::nothing_measured(pv(), 0, 0, 0)]
// 1 Wh avoids 383.78 mg: rounded down.
#[case::one_unit(pv(), 1, 0, 383)]
// Half of 1,000,001 g is deducted, rounded up to 500,001 g; 5 % of the rest leaks, rounded up.
#[case::trees(trees(), 26_056_800, 1_000_001, 24_278_959_050)]
#[case::leakage_is_rounded_up(Terms { baseline_factor: 1_000, ..trees() }, 1, 0, 0)]
#[case::only_the_difference_counts(
	Terms { baseline_factor: 383_780, project_factor: 83_780, ..pv() }, 1_000, 0, 300_000
)]
#[case::the_largest(
	Terms { baseline_factor: u64::MAX, ..pv() },
	u64::MAX,
	0,
	340_282_366_920_938_463_426_481_119_284_349_108 // (2^64 - 1)^2 / 1000
)]
#[case::project_above_baseline(Terms { project_factor: u64::MAX, ..pv() }, 1_000, 0, 0)]
fn an_award_is(
	#[case] terms: Terms,
	#[case] quantity: u64,
	#[case] uncertainty: u64,
	#[case] expected: u128,
) {
	assert_eq!(amount(quantity, uncertainty, &terms), expected);
}

#[test]
fn shares_are_rounded_down_and_the_commons_gets_the_rest() {
	let shares = Shares {
		owner: 700_000,
		commons: 150_000,
		verifiers: 50_000,
		buffer: 100_000,
	};
	assert_eq!(
		split(1_129_045_068, &shares, 3),
		Split {
			owner: 790_331_547,
			commons: 169_356_764,
			each_verifier: 18_817_417,
			verifiers: 56_452_251,
			buffer: 112_904_506,
		}
	);
	assert_eq!(
		split(1, &shares, 3),
		Split {
			commons: 1,
			..Default::default()
		}
	);
	assert_eq!(split(0, &shares, 3), Split::default());
}

#[test]
fn without_verifiers_their_part_falls_to_the_commons() {
	let shares = Shares {
		verifiers: WHOLE,
		..Default::default()
	};
	assert_eq!(
		split(100, &shares, 0),
		Split {
			commons: 100,
			..Default::default()
		}
	);
}

/// Shares that make a whole.
fn shares() -> impl Strategy<Value = Shares> {
	(0..=WHOLE, 0..=WHOLE, 0..=WHOLE).prop_map(|(a, b, c)| {
		let mut cuts = [a, b, c];
		cuts.sort();
		Shares {
			owner: cuts[0],
			commons: cuts[1] - cuts[0],
			verifiers: cuts[2] - cuts[1],
			buffer: WHOLE - cuts[2],
		}
	})
}

/// Terms with any factors and fractions.
fn terms() -> impl Strategy<Value = Terms> {
	(any::<u64>(), any::<u64>(), 0..=WHOLE, 0..=WHOLE).prop_map(
		|(baseline_factor, project_factor, deduction, leakage)| Terms {
			baseline_factor,
			project_factor,
			deduction: Permill::from_parts(deduction),
			leakage: Permill::from_parts(leakage),
			..pv()
		},
	)
}

proptest! {
	#[test]
	fn more_never_earns_less(terms in terms(), less: u64, more: u64, uncertainty: u64) {
		let (less, more) = (less.min(more), less.max(more));
		prop_assert!(amount(less, uncertainty, &terms) <= amount(more, uncertainty, &terms));
	}

	#[test]
	fn a_wider_uncertainty_never_earns_more(
		terms in terms(), quantity: u64, narrow: u64, wide: u64,
	) {
		let (narrow, wide) = (narrow.min(wide), narrow.max(wide));
		prop_assert!(amount(quantity, wide, &terms) <= amount(quantity, narrow, &terms));
	}

	#[test]
	fn nobody_earns_more_than_was_avoided(terms in terms(), quantity: u64, uncertainty: u64) {
		let factor = terms.baseline_factor.saturating_sub(terms.project_factor);
		let gross = u128::from(quantity) * u128::from(factor) / 1_000;
		prop_assert!(amount(quantity, uncertainty, &terms) <= gross);
	}

	#[test]
	fn claiming_in_pieces_never_earns_more(terms in terms(), first: u32, second: u32) {
		let whole = amount(u64::from(first) + u64::from(second), 0, &terms);
		let pieces = amount(first.into(), 0, &terms) + amount(second.into(), 0, &terms);
		prop_assert!(pieces <= whole);
	}

	#[test]
	fn the_parts_add_up(amount: u128, shares in shares(), panel in 0..=MAX_PANEL) {
		let parts = split(amount, &shares, panel);
		prop_assert_eq!(parts.verifiers, parts.each_verifier * u128::from(panel));
		prop_assert_eq!(
			parts.owner
				.checked_add(parts.commons)
				.and_then(|sum| sum.checked_add(parts.verifiers))
				.and_then(|sum| sum.checked_add(parts.buffer)),
			Some(amount)
		);
	}

	#[test]
	fn each_part_is_what_its_share_says(amount in 0..u128::MAX >> 20, shares in shares()) {
		let part = |share: u32| amount * u128::from(share) / u128::from(WHOLE);
		let parts = split(amount, &shares, 3);
		prop_assert_eq!(parts.owner, part(shares.owner));
		prop_assert_eq!(parts.buffer, part(shares.buffer));
		prop_assert_eq!(parts.each_verifier, part(shares.verifiers) / 3);
		// At most one unit is lost by each of owner, buffer and verifiers, and two by the panel.
		prop_assert!(parts.commons >= part(shares.commons));
		prop_assert!(parts.commons <= part(shares.commons) + 5);
	}
}
