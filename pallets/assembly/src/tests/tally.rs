//! What is counted, as pure arithmetic.

use civic_primitives::{MemberId, Snapshot, WeightRule};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::traits::VoteTally;
use proptest::prelude::*;
use sp_runtime::{ArithmeticError, Perbill};

use crate::{mock::*, Tally, TallyOf, Vote};

fn snapshot(citizens: u32) -> Snapshot {
	Snapshot {
		at: START,
		citizens,
		next_member: MemberId::from(citizens),
		rule: ROOTS,
	}
}

fn of(ayes: u32, nays: u32, supporters: u32, citizens: u32) -> TallyOf<Test> {
	let mut tally = Tally::at(snapshot(citizens));
	tally.ayes = ayes;
	tally.nays = nays;
	tally.supporters = supporters;
	tally.voters = supporters;
	tally
}

fn support(tally: &TallyOf<Test>) -> Perbill {
	VoteTally::<u32, u16>::support(tally, ROOT)
}

fn approval(tally: &TallyOf<Test>) -> Perbill {
	VoteTally::<u32, u16>::approval(tally, ROOT)
}

#[test]
fn support_counts_persons_and_approval_weight() {
	let tally = of(30, 10, 4, 16);
	assert_eq!(support(&tally), Perbill::from_percent(25));
	assert_eq!(approval(&tally), Perbill::from_percent(75));
	assert_eq!(VoteTally::<u32, u16>::ayes(&tally, ROOT), 30);
}

#[test]
fn without_votes_both_are_nothing() {
	let tally = of(0, 0, 0, 16);
	assert_eq!(
		(support(&tally), approval(&tally)),
		(Perbill::zero(), Perbill::zero())
	);
}

#[test]
fn without_citizens_both_are_nothing_whatever_was_cast() {
	for tally in [
		of(0, 0, 0, 0),
		of(10, 0, 1, 0),
		of(u32::MAX, 0, u32::MAX, 0),
	] {
		assert_eq!(
			(support(&tally), approval(&tally)),
			(Perbill::zero(), Perbill::zero())
		);
	}
}

#[test]
fn more_supporters_than_citizens_are_no_more_than_all() {
	assert_eq!(support(&of(3, 0, 3, 2)), Perbill::one());
}

#[test]
fn sums_that_do_not_fit_are_refused() {
	let vote = |aye| Vote {
		aye,
		weight: 2,
		via: None,
	};
	let full = of(u32::MAX - 1, u32::MAX - 1, 0, 5);
	for aye in [true, false] {
		assert_eq!(full.clone().add(&vote(aye)), Err(ArithmeticError::Overflow));
		assert_eq!(
			of(1, 1, 1, 5).remove(&vote(aye)),
			Err(ArithmeticError::Underflow)
		);
	}
}

#[test]
fn large_sums_are_not_rounded_into_each_other() {
	let tally = of(u32::MAX, u32::MAX, 1, 5);
	assert_eq!(approval(&tally), Perbill::from_percent(50));
}

#[test]
fn a_tally_is_stored_as_it_was_and_within_its_bound() {
	let tally = of(u32::MAX, u32::MAX, u32::MAX, u32::MAX);
	assert!(tally.encoded_size() <= TallyOf::<Test>::max_encoded_len());
	assert_eq!(TallyOf::<Test>::decode(&mut &tally.encode()[..]), Ok(tally));
}

#[test]
fn a_tally_begins_with_the_moment_it_is_made_in() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(civic_primitives::MemberKind::Verifier);
		strike_off(2);
		Rule::set(WeightRule { scale: 7, cap: 3 });
		Now::set(START + 9);
		let tally: TallyOf<Test> = VoteTally::<u32, u16>::new(ROOT);
		assert_eq!(
			tally.snapshot,
			Snapshot {
				at: START + 9,
				citizens: 4,
				next_member: 7,
				rule: WeightRule { scale: 7, cap: 3 },
			}
		);
		assert_eq!(tally, Tally::at(tally.snapshot));
	});
}

proptest! {
	#[test]
	fn ratios_are_ratios(ayes: u32, nays: u32, supporters: u32, citizens: u32) {
		let tally = of(ayes, nays, supporters, citizens);
		if citizens == 0 {
			prop_assert!(support(&tally).is_zero() && approval(&tally).is_zero());
		} else {
			let persons = f64::from(supporters.min(citizens)) / f64::from(citizens);
			prop_assert!((parts(support(&tally)) - persons).abs() < 2e-9);
			let cast = f64::from(ayes) + f64::from(nays);
			let weight = if cast > 0.0 { f64::from(ayes) / cast } else { 0.0 };
			prop_assert!((parts(approval(&tally)) - weight).abs() < 2e-9);
		}
	}

	#[test]
	fn what_is_taken_back_was_never_counted(
		votes in prop::collection::vec((any::<bool>(), 1..=10u32), 1..40),
	) {
		let mut tally = of(0, 0, 0, 40);
		let votes: Vec<_> = votes
			.into_iter()
			.map(|(aye, weight)| Vote { aye, weight, via: None })
			.collect();
		for vote in &votes {
			tally.add(vote).unwrap();
		}
		prop_assert_eq!(tally.voters as usize, votes.len());
		for vote in votes.iter().rev() {
			tally.remove(vote).unwrap();
		}
		prop_assert_eq!(tally, of(0, 0, 0, 40));
	}
}

fn parts(ratio: Perbill) -> f64 {
	f64::from(ratio.deconstruct()) / 1e9
}
