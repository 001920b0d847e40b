//! From the proposal to its enactment, with the referenda, scheduler and preimages of a chain.

use frame_support::{
	assert_noop, assert_ok,
	traits::{schedule::DispatchTime, PollStatus, Polling, QueryPreimage, StorePreimage},
};
use frame_system::RawOrigin;
use pallet_referenda::ReferendumInfoFor;

use crate::{mock::*, Error, PollIndex};

/// A referendum that can be voted on and will be decided.
fn begin() -> PollIndex {
	let poll = open();
	assert_ok!(Referenda::place_decision_deposit(by(CLERK), poll));
	poll
}

fn run_to(block: u64) {
	System::run_to_block::<AllPalletsWithSystem>(block);
}

/// How it ended, if it was decided.
fn decision(poll: PollIndex) -> Option<bool> {
	Referenda::access_poll(poll, |status| match status {
		PollStatus::Completed(_, approved) => Some(approved),
		_ => None,
	})
}

fn enacted() -> bool {
	Balances::free_balance(ENACTED.0) == ENACTED.1
}

/// Past preparation, decision, confirmation and enactment, at their longest.
const END: u64 = 30;

#[test]
fn what_the_city_wants_is_enacted() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = begin();
		for id in [1, 2, 3] {
			assert_ok!(vote(id, poll, true));
		}
		// Prepared in block 3 with three of five for it: confirmed two blocks later.
		run_to(4);
		assert_eq!((decision(poll), enacted()), (None, false));
		run_to(6);
		assert_eq!((decision(poll), enacted()), (Some(true), false));
		run_to(END);
		assert!(enacted());
	});
}

#[test]
fn what_the_city_rejects_is_not() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = begin();
		assert_ok!(vote(1, poll, true));
		assert_ok!(vote(2, poll, false));
		assert_ok!(vote(3, poll, false));
		run_to(END);
		assert_eq!((decision(poll), enacted()), (Some(false), false));
	});
}

#[test]
fn what_nobody_votes_on_is_rejected() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = begin();
		run_to(END);
		assert_eq!((decision(poll), enacted()), (Some(false), false));
	});
}

#[test]
fn an_empty_electorate_never_passes_anything() {
	ExtBuilder::default().citizens(1).build_and_execute(|| {
		strike_off(1);
		let poll = begin();
		// The only citizen there ever was returns; the support that is asked for falls to nothing.
		restore(1);
		assert_noop!(vote(1, poll, true), Error::<Test>::Absent);
		assert_eq!(counted(poll), (0, 0, 0, 0));
		run_to(END);
		assert_eq!((decision(poll), enacted()), (Some(false), false));
	});
}

/// Were they let in, three who were struck off would decide for the two who are counted.
#[test]
fn nobody_who_returns_later_moves_the_turnout() {
	ExtBuilder::default().build_and_execute(|| {
		for id in [1, 2, 3] {
			strike_off(id);
		}
		let poll = begin();
		assert_eq!(tally(poll).snapshot.citizens, 2);
		Now::mutate(|now| *now += 1);
		for id in [1, 2, 3] {
			restore(id);
			assert_noop!(vote(id, poll, true), Error::<Test>::Absent);
		}
		assert_ok!(vote(4, poll, true));
		assert_eq!(counted(poll), (1, 0, 1, 1));
		assert_eq!(tally(poll).snapshot.citizens, 2);
	});
}

#[test]
fn nobody_who_comes_later_moves_the_turnout() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = begin();
		for id in [1, 2, 3] {
			assert_ok!(vote(id, poll, true));
		}
		run_to(3);
		for _ in 0..100 {
			let newcomer = enrol(civic_primitives::MemberKind::Citizen);
			assert_noop!(
				Assembly::vote(by(newcomer), poll, false),
				Error::<Test>::Newcomer
			);
		}
		run_to(END);
		assert_eq!((decision(poll), enacted()), (Some(true), true));
	});
}

#[test]
fn contribution_decides_the_approval_but_not_the_turnout() {
	ExtBuilder::default().citizens(40).build_and_execute(|| {
		// One who weighs ten, against four who weigh one each.
		weigh(1, 10);
		let poll = begin();
		assert_ok!(vote(1, poll, true));
		for id in 2..6 {
			assert_ok!(vote(id, poll, false));
		}
		assert_eq!(counted(poll), (10, 4, 1, 5));
		// At 70 % approval, and the 2.5 % support of one in forty, late in the decision period.
		run_to(8);
		assert_eq!(decision(poll), None);
		run_to(END);
		assert_eq!((decision(poll), enacted()), (Some(true), true));
	});
}

#[test]
fn the_rich_decide_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		for account in [STRANGER, 1_001] {
			assert_ok!(Balances::force_set_balance(
				RuntimeOrigin::root(),
				account,
				u64::MAX / 4
			));
		}
		let poll = begin();
		assert_ok!(vote(1, poll, true));
		assert_ok!(vote(2, poll, false));
		assert_ok!(vote(3, poll, false));
		run_to(END);
		assert_eq!((decision(poll), enacted()), (Some(false), false));
	});
}

#[test]
fn votes_change_until_the_end_and_not_after() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = begin();
		for id in [1, 2, 3] {
			assert_ok!(vote(id, poll, true));
		}
		run_to(4);
		// The last block before it would be confirmed.
		assert_ok!(vote(2, poll, false));
		assert_ok!(vote(3, poll, false));
		run_to(8);
		assert_eq!(decision(poll), None);
		assert_ok!(vote(2, poll, true));
		run_to(END);
		assert_eq!(decision(poll), Some(true));
		assert_noop!(
			Assembly::vote(by(2), poll, false),
			Error::<Test>::NotOngoing
		);
		assert_noop!(Assembly::retract(by(2), poll), Error::<Test>::NotOngoing);
	});
}

#[test]
fn what_nobody_examined_gets_no_votes_and_is_rejected() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = propose_on(ROOT);
		assert_ok!(Referenda::place_decision_deposit(by(CLERK), poll));
		assert_noop!(
			Assembly::vote(by(1), poll, true),
			Error::<Test>::NotExamined
		);
		run_to(END);
		assert_eq!(decision(poll), Some(false));
	});
}

#[test]
fn what_is_never_decided_times_out_and_is_cleaned_up() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(vote(1, poll, true));
		run_to(END);
		assert!(matches!(
			ReferendumInfoFor::<Test>::get(poll),
			Some(pallet_referenda::ReferendumInfo::TimedOut(..))
		));
		assert_ok!(Assembly::clean_up(by(1), poll, 5));
		assert_eq!(Assembly::vote_of(poll, 1), None);
	});
}

/// A proposal by hash, whose preimage is handed in after the vote has begun.
#[test]
fn a_preimage_is_enacted_as_it_was_voted_on() {
	ExtBuilder::default().build_and_execute(|| {
		let call = RuntimeCall::System(frame_system::Call::remark_with_event {
			remark: vec![7; 500],
		});
		let bytes = codec::Encode::encode(&call);
		let proposal = <Preimage as StorePreimage>::bound(call).expect("is noted");
		let hash = proposal.lookup_hash().expect("is too long to be inline");
		assert_eq!(Preimage::len(&hash), Some(bytes.len() as u32));
		let poll = pallet_referenda::ReferendumCount::<Test>::get();
		assert_ok!(Referenda::submit(
			by(1),
			Box::new(RawOrigin::Root.into()),
			proposal,
			DispatchTime::After(0)
		));
		assert_ok!(Referenda::place_decision_deposit(by(1), poll));
		assert_ok!(Assembly::examine(by(1), poll));
		for id in 1..=5 {
			assert_ok!(vote(id, poll, true));
		}
		run_to(END);
		assert_eq!(decision(poll), Some(true));
		let dispatched = System::events().into_iter().any(|record| {
			matches!(
				record.event,
				RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { .. })
			)
		});
		assert!(dispatched);
	});
}

/// Ten thousand have voted, and a vote touches as many keys as the first.
#[test]
fn a_vote_touches_as_much_however_many_have_voted() {
	let touched = |voters: u32| {
		let mut ext = ExtBuilder::default().citizens(voters + 1).build();
		let poll = ext.execute_with(|| {
			let poll = open();
			for id in 1..=voters {
				assert_ok!(vote(id.into(), poll, true));
			}
			poll
		});
		ext.commit_all().expect("commits");
		let last = u64::from(voters) + 1;
		ext.execute_with(|| {
			sp_io::storage::start_transaction();
			assert_ok!(vote(last, poll, true));
			assert_eq!(tally(poll).voters, voters + 1);
		});
		let changed = ext.overlayed_changes().clone().changes_mut().count();
		ext.execute_with(sp_io::storage::commit_transaction);
		changed
	};
	assert_eq!(touched(1), touched(10_000));
}
