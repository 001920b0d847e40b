//! That `do_try_state` finds what is broken.

use civic_primitives::MemberId;
use frame_support::{
	assert_ok,
	traits::{ConstU32, Polling},
	BoundedVec,
};
use sp_runtime::TryRuntimeError;

use crate::{mock::*, *};

/// Votes, opinions and delegations of every sort; then `damage`, which must be found as `why`.
#[track_caller]
fn finds(why: &'static str, damage: impl FnOnce(PollIndex)) {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_ok!(Assembly::delegate(by(2), ROOT, 1));
		let poll = open_with(ROOT, &[5]);
		assert_ok!(vote(1, poll, true));
		assert_ok!(vote(3, poll, false));
		assert_ok!(Assembly::opine(by(5), poll, true));
		assert_ok!(Assembly::opine(by(CLERK), poll, false));
		assert_ok!(Assembly::do_try_state());
		damage(poll);
		assert_eq!(Assembly::do_try_state(), Err(TryRuntimeError::Other(why)));
	});
}

fn of_weight(weight: u32) -> Vote {
	Vote {
		aye: true,
		weight,
		via: None,
	}
}

#[test]
fn a_vote_that_is_not_counted() {
	finds("1: a tally is not the sum of the votes", |poll| {
		Votes::<Test>::insert(poll, 4, of_weight(1));
	});
}

#[test]
fn a_vote_that_is_counted_and_not_there() {
	finds("1: a tally is not the sum of the votes", |poll| {
		Votes::<Test>::remove(poll, 3);
	});
}

#[test]
fn a_count_without_votes() {
	finds("1: a tally is not the sum of the votes", |poll| {
		Referenda::access_poll(poll, |status| {
			let (tally, _) = status.ensure_ongoing().expect("is ongoing");
			tally.supporters += 1;
		});
	});
}

#[test]
fn a_vote_above_the_cap_or_of_no_weight() {
	for weight in [0, 11] {
		finds("2: a vote weighs more than the cap, or nothing", |poll| {
			Votes::<Test>::insert(poll, 1, of_weight(weight));
		});
	}
}

#[test]
fn a_vote_of_one_with_an_interest() {
	finds("3: one who is interested has a vote", |poll| {
		Votes::<Test>::insert(poll, 5, of_weight(1));
	});
}

#[test]
fn a_vote_of_a_newcomer() {
	finds("3: a newcomer has a vote", |poll| {
		Votes::<Test>::insert(poll, 6, of_weight(1));
	});
}

#[test]
fn a_vote_before_the_examination() {
	finds("3: a vote precedes the examination", |poll| {
		Interested::<Test>::remove(poll);
	});
}

#[test]
fn interested_who_are_not_in_order() {
	finds("3: the interested are not in order", |poll| {
		let unordered = BoundedVec::<MemberId, ConstU32<4>>::truncate_from(vec![5, 4]);
		Interested::<Test>::insert(poll, unordered);
	});
}

#[test]
fn a_vote_cast_for_oneself() {
	finds("4: a vote is cast by its owner for its owner", |poll| {
		let via = Some(1);
		Votes::<Test>::insert(
			poll,
			1,
			Vote {
				via,
				..of_weight(1)
			},
		);
	});
}

#[test]
fn an_opinion_beside_a_vote() {
	finds("5: one who votes has an opinion too", |poll| {
		OpinionsOf::<Test>::insert(poll, 1, true);
	});
}

#[test]
fn an_opinion_that_is_not_counted() {
	finds("5: an opinion is not counted", |poll| {
		OpinionsOf::<Test>::insert(poll, 4, true);
	});
}

#[test]
fn an_opinion_that_is_counted_and_not_there() {
	finds("5: a count is not the opinions'", |poll| {
		OpinionsOf::<Test>::remove(poll, 5);
	});
}

#[test]
fn an_opinion_before_the_examination() {
	finds("5: an opinion precedes the examination", |poll| {
		OpinionsOf::<Test>::insert(poll + 1, 5, true);
	});
}

#[test]
fn a_count_that_was_not_cleaned_up() {
	finds("5: a count is left of what was cleaned up", |poll| {
		OpinionCounts::<Test>::insert(poll + 1, Opinions::default());
	});
}

#[test]
fn a_delegation_one_side_does_not_know() {
	for damage in [
		(|| Delegations::<Test>::remove(ROOT, 2)) as fn(),
		|| Delegates::<Test>::remove(ROOT, 1),
		|| Delegations::<Test>::insert(OTHER, 2, 1),
	] {
		finds("6: a delegation is known to one side only", |_| damage());
	}
}

#[test]
fn a_chain() {
	finds("6: a delegate relies on another", |_| {
		Delegations::<Test>::insert(ROOT, 1, 3);
	});
}
