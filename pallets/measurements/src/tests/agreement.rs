use crate::agreement::{weigh, Finding, Outcome};
use proptest::prelude::*;
use sp_runtime::Permill;

const TENTH: Permill = Permill::from_percent(10);

/// Verifiers 1, 2, 3 … found this.
fn found(numbers: &[(u64, u64)]) -> Vec<Finding> {
	(1..)
		.zip(numbers)
		.map(|(verifier, (quantity, uncertainty))| Finding {
			verifier,
			quantity: *quantity,
			uncertainty: *uncertainty,
		})
		.collect()
}

fn agreed(quantity: u64, uncertainty: u64, agreeing: &[u64]) -> Outcome {
	Outcome::Agreed {
		quantity,
		uncertainty,
		agreeing: agreeing.to_vec(),
	}
}

#[test]
fn a_quorum_within_the_tolerance_agrees_on_the_most_careful_numbers() {
	let findings = found(&[(1_000, 10), (900, 30), (950, 20)]);
	assert_eq!(weigh(&findings, 0, 3, TENTH), agreed(900, 30, &[1, 2, 3]));
	assert_eq!(weigh(&findings, 2, 2, TENTH), agreed(900, 30, &[1, 2, 3]));
}

#[test]
fn the_tolerance_is_of_the_largest_and_inclusive() {
	assert_eq!(
		weigh(&found(&[(1_000, 0), (900, 0)]), 0, 2, TENTH),
		agreed(900, 0, &[1, 2])
	);
	assert_eq!(
		weigh(&found(&[(1_000, 0), (899, 0)]), 0, 2, TENTH),
		Outcome::Impossible
	);
	assert_eq!(
		weigh(&found(&[(7, 0), (7, 0)]), 0, 2, Permill::zero()),
		agreed(7, 0, &[1, 2])
	);
	assert_eq!(
		weigh(&found(&[(7, 0), (8, 0)]), 0, 2, Permill::zero()),
		Outcome::Impossible
	);
	let all = Permill::one();
	assert_eq!(
		weigh(&found(&[(1, 0), (u64::MAX, 0)]), 0, 2, all),
		agreed(1, 0, &[1, 2])
	);
}

#[test]
fn uncertainties_must_agree_too() {
	// A tenth of 1,000 is 100.
	let near = found(&[(1_000, 100), (1_000, 200)]);
	assert_eq!(weigh(&near, 0, 2, TENTH), agreed(1_000, 200, &[1, 2]));
	let far = found(&[(1_000, 100), (1_000, 201)]);
	assert_eq!(weigh(&far, 0, 2, TENTH), Outcome::Impossible);
}

#[test]
fn of_two_agreements_the_lower_counts() {
	let findings = found(&[(2_000, 0), (1_000, 0), (2_000, 0), (1_010, 0)]);
	assert_eq!(weigh(&findings, 0, 2, TENTH), agreed(1_000, 0, &[2, 4]));
	// And of the same quantity the wider.
	let findings = found(&[(1_000, 0), (1_000, 500), (1_000, 0), (1_000, 510)]);
	assert_eq!(weigh(&findings, 0, 2, TENTH), agreed(1_000, 510, &[2, 4]));
}

#[test]
fn who_lies_outside_does_not_count_and_does_no_harm() {
	let findings = found(&[(1_000, 10), (1, 10), (1_000, u64::MAX), (1_000, 10)]);
	assert_eq!(weigh(&findings, 0, 2, TENTH), agreed(1_000, 10, &[1, 4]));
}

#[test]
fn outcome_is_open_as_long_as_outstanding_answers_can_decide() {
	assert_eq!(weigh(&[], 3, 3, TENTH), Outcome::Open);
	assert_eq!(weigh(&[], 2, 3, TENTH), Outcome::Impossible);
	assert_eq!(weigh(&found(&[(5, 0)]), 1, 2, TENTH), Outcome::Open);
	assert_eq!(weigh(&found(&[(5, 0)]), 0, 2, TENTH), Outcome::Impossible);
	// Two who disagree and one to come: that one can agree with either, not with both.
	assert_eq!(
		weigh(&found(&[(5, 0), (500, 0)]), 1, 2, TENTH),
		Outcome::Open
	);
	assert_eq!(
		weigh(&found(&[(5, 0), (500, 0)]), 1, 3, TENTH),
		Outcome::Impossible
	);
	// A quorum of nobody is a quorum of one.
	assert_eq!(weigh(&[], 0, 0, TENTH), Outcome::Impossible);
}

#[test]
fn findings_speak_for_no_more_than_was_claimed() {
	let finding = Finding {
		verifier: 1,
		quantity: 500,
		uncertainty: 5,
	};
	assert_eq!(
		finding.capped(400, 9),
		Finding {
			verifier: 1,
			quantity: 400,
			uncertainty: 9
		}
	);
	assert_eq!(finding.capped(600, 1), finding);
}

#[test]
fn findings_support_a_verdict_from_one_side() {
	let finding = |quantity, uncertainty| Finding {
		verifier: 1,
		quantity,
		uncertainty,
	};
	// A verdict of 1,000 ± 50 with a tenth of slack.
	for (quantity, uncertainty, supports) in [
		(1_000, 50, true),
		(900, 150, true),
		(899, 50, false),
		(1_000, 151, false),
		(u64::MAX, 0, true),
		(0, 0, false),
	] {
		let finding = finding(quantity, uncertainty);
		assert_eq!(finding.supports(1_000, 50, TENTH), supports, "{finding:?}");
	}
}

fn findings() -> impl Strategy<Value = Vec<Finding>> {
	prop::collection::vec((1u64..50, 0u64..20), 0..8).prop_map(|numbers| found(&numbers))
}

/// Every subset of `all`.
fn subsets(all: &[Finding]) -> impl Iterator<Item = Vec<Finding>> + '_ {
	(0..1u32 << all.len()).map(|mask| {
		all.iter()
			.enumerate()
			.filter(|(n, _)| mask & (1 << n) != 0)
			.map(|(_, finding)| *finding)
			.collect()
	})
}

/// The definition, word by word.
fn agree(set: &[Finding], tolerance: Permill) -> bool {
	let quantities = || set.iter().map(|finding| finding.quantity);
	let uncertainties = || set.iter().map(|finding| finding.uncertainty);
	let (low, high) = (
		quantities().min().unwrap_or(0),
		quantities().max().unwrap_or(0),
	);
	let (narrow, wide) = (
		uncertainties().min().unwrap_or(0),
		uncertainties().max().unwrap_or(0),
	);
	high - low <= tolerance.mul_floor(high) && wide - narrow <= tolerance.mul_floor(low)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(512))]

	#[test]
	fn weigh_is_the_definition(
		all in findings(), pending in 0usize..4, quorum in 1usize..6, percent in 0u32..100,
	) {
		let tolerance = Permill::from_percent(percent);
		let largest = subsets(&all)
			.filter(|set| agree(set, tolerance))
			.map(|set| set.len())
			.max()
			.unwrap_or(0);
		match weigh(&all, pending, quorum, tolerance) {
			Outcome::Agreed { quantity, uncertainty, agreeing } => {
				let set: Vec<_> = all
					.iter()
					.copied()
					.filter(|finding| agreeing.contains(&finding.verifier))
					.collect();
				prop_assert!(set.len() >= quorum && set.len() == agreeing.len());
				prop_assert!(agree(&set, tolerance));
				prop_assert_eq!(set.iter().map(|finding| finding.quantity).min(), Some(quantity));
				prop_assert_eq!(
					set.iter().map(|finding| finding.uncertainty).max(),
					Some(uncertainty)
				);
			},
			Outcome::Open => prop_assert!(largest < quorum && largest + pending >= quorum),
			Outcome::Impossible => prop_assert!(largest + pending < quorum),
		}
	}

	#[test]
	fn weigh_does_not_depend_on_the_order(
		all in findings(), quorum in 1usize..6, rotate in 0usize..8,
	) {
		let mut turned = all.clone();
		turned.rotate_left(rotate.min(all.len()));
		prop_assert_eq!(weigh(&all, 1, quorum, TENTH), weigh(&turned, 1, quorum, TENTH));
	}
}
