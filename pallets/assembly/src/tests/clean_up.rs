use frame_support::{
	assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::PollStatus, traits::Polling,
};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event, OpinionCounts, Opinions, Votes, WeightInfo};

/// Four votes and two opinions, on a referendum that has ended.
fn ended() -> u32 {
	let poll = open_with(ROOT, &[5]);
	for id in 1..5 {
		assert_ok!(vote(id, poll, true));
	}
	assert_ok!(Assembly::opine(by(CLERK), poll, true));
	assert_ok!(Assembly::opine(by(5), poll, false));
	kill(poll);
	events();
	poll
}

fn cleaned(poll: u32, removed: u32, complete: bool) -> Event<Test> {
	Event::CleanedUp {
		poll,
		removed,
		complete,
	}
}

#[test]
fn anyone_cleans_up_some_at_a_time() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = ended();
		// The votes of another referendum stay.
		let other = open();
		assert_ok!(vote(1, other, true));
		events();
		let stranger = RuntimeOrigin::signed(STRANGER);
		let done = Assembly::clean_up(stranger.clone(), poll, 3).expect("cleans up");
		assert_eq!(done.actual_weight, Some(<() as WeightInfo>::clean_up(3)));
		assert_eq!(Votes::<Test>::iter_prefix(poll).count(), 1);
		assert_ok!(Assembly::do_try_state());

		// The last vote and the first opinion, in the same block.
		assert_ok!(Assembly::clean_up(stranger.clone(), poll, 2));
		assert_eq!(Assembly::opinions(poll), Opinions { ayes: 1, nays: 1 });
		assert_ok!(Assembly::do_try_state());

		let done = Assembly::clean_up(stranger.clone(), poll, 5).expect("cleans up");
		assert_eq!(done.actual_weight, Some(<() as WeightInfo>::clean_up(1)));
		assert_eq!(
			events(),
			[
				cleaned(poll, 3, false),
				cleaned(poll, 2, false),
				cleaned(poll, 1, true)
			]
		);
		assert!(!OpinionCounts::<Test>::contains_key(poll));
		assert_eq!(Assembly::interested(poll), None);
		assert_eq!(counted(other), (1, 0, 1, 1));
		assert_noop!(
			Assembly::clean_up(stranger, poll, 5),
			Error::<Test>::NothingToCleanUp
		);
	});
}

#[test]
fn one_call_cleans_up_no_more_than_it_pays_for() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = ended();
		let call = |limit| Call::<Test>::clean_up { poll, limit }.get_dispatch_info();
		assert_eq!(call(2).call_weight, <() as WeightInfo>::clean_up(2));
		assert_eq!(call(u32::MAX).call_weight, <() as WeightInfo>::clean_up(5));
		assert_ok!(Assembly::clean_up(by(1), poll, u32::MAX));
		assert_eq!(events(), [cleaned(poll, 5, false)]);
		assert_ok!(Assembly::clean_up(by(1), poll, 0));
		assert_eq!(events(), [cleaned(poll, 0, false)]);
	});
}

#[test]
fn a_referendum_nobody_voted_on_is_cleaned_up_too() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		kill(poll);
		events();
		assert_ok!(Assembly::clean_up(by(1), poll, 1));
		assert_eq!(events(), [cleaned(poll, 0, true)]);
	});
}

#[test]
fn a_referendum_that_was_decided_is_cleaned_up_too() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(vote(1, poll, false));
		assert_ok!(Referenda::place_decision_deposit(by(1), poll));
		System::run_to_block::<AllPalletsWithSystem>(30);
		let decided = Referenda::access_poll(poll, |status| {
			matches!(status, PollStatus::Completed(_, false))
		});
		assert!(decided, "it was rejected");
		assert_ok!(Assembly::clean_up(by(1), poll, 1));
		assert_eq!(Assembly::vote_of(poll, 1), None);
	});
}

#[test]
fn clean_up_fails_for_what_is_ongoing_or_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(vote(1, poll, true));
		assert_noop!(
			Assembly::clean_up(RuntimeOrigin::root(), poll, 1),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Assembly::clean_up(by(1), poll, 1),
			Error::<Test>::StillOngoing
		);
		assert_noop!(
			Assembly::clean_up(by(1), poll + 1, 1),
			Error::<Test>::NothingToCleanUp
		);
	});
}
