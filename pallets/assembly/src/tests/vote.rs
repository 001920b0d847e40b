use civic_primitives::{MemberKind, WeightRule};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
};
use sp_runtime::DispatchError;

use crate::{mock::*, Bar, Call, Error, Event, Vote, WeightInfo};

fn own(aye: bool, weight: u32) -> Option<Vote> {
	Some(Vote {
		aye,
		weight,
		via: None,
	})
}

#[test]
fn vote_counts_a_person_and_their_weight() {
	ExtBuilder::default().build_and_execute(|| {
		weigh(2, 4);
		let poll = open();
		events();
		assert_ok!(vote(1, poll, true));
		assert_ok!(vote(2, poll, false));
		assert_eq!(counted(poll), (1, 4, 1, 2));
		assert_eq!(Assembly::vote_of(poll, 1), own(true, 1));
		assert_eq!(Assembly::vote_of(poll, 2), own(false, 4));
		let voted = |member, aye, weight| Event::Voted {
			poll,
			member,
			aye,
			weight,
			via: None,
		};
		assert_eq!(events(), [voted(1, true, 1), voted(2, false, 4)]);
	});
}

#[test]
fn a_vote_can_be_changed_and_counts_once() {
	ExtBuilder::default().build_and_execute(|| {
		weigh(2, 4);
		let poll = open();
		for aye in [true, false, false, true] {
			assert_ok!(vote(2, poll, aye));
			let weights = if aye { (4, 0, 1, 1) } else { (0, 4, 0, 1) };
			assert_eq!(counted(poll), weights);
		}
	});
}

#[test]
fn only_the_first_vote_is_free_of_allowance() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		let pays = |aye| Assembly::vote(by(1), poll, aye).expect("votes").pays_fee;
		assert_eq!(pays(true), Pays::No);
		assert_eq!(pays(true), Pays::Yes);
		assert_eq!(pays(false), Pays::Yes);
	});
}

#[test]
fn a_vote_weighs_as_many_as_rely_on_the_voter() {
	ExtBuilder::default().build_and_execute(|| {
		let charged = Call::<Test>::vote { poll: 0, aye: true }.get_dispatch_info();
		assert_eq!(charged.call_weight, <() as WeightInfo>::vote(3));
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_ok!(Assembly::delegate(by(2), ROOT, 1));
		let poll = open();
		let weight = |id| {
			Assembly::vote(by(id), poll, true)
				.expect("votes")
				.actual_weight
		};
		assert_eq!(weight(1), Some(<() as WeightInfo>::vote(1)));
		assert_eq!(weight(3), Some(<() as WeightInfo>::vote(0)));
	});
}

#[test]
fn the_weight_is_capped() {
	ExtBuilder::default().build_and_execute(|| {
		earn(1, u64::MAX);
		Now::mutate(|now| *now += 1);
		let poll = open();
		assert_ok!(vote(1, poll, true));
		assert_eq!(counted(poll), (10, 0, 1, 1));
	});
}

#[test]
fn what_is_gained_after_the_submission_does_not_count() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		// In the same second, and later: neither had ended when it was submitted.
		earn(1, 10_000);
		weigh(1, 5);
		Rule::set(WeightRule { scale: 1, cap: 99 });
		assert_eq!(Assembly::may_vote(poll, 1_001), Ok(1));
		assert_ok!(vote(1, poll, true));
		assert_eq!(counted(poll), (1, 0, 1, 1));
		// For what is submitted afterwards it does, by the rule of then.
		let later = open();
		assert_ok!(vote(1, later, true));
		assert_eq!(counted(later), (99, 0, 1, 1));
		assert_ok!(vote(1, poll, false));
		assert_eq!(counted(poll), (0, 1, 0, 1));
	});
}

#[test]
fn tokens_weigh_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(Balances::force_set_balance(
			RuntimeOrigin::root(),
			1_001,
			u64::MAX / 2
		));
		assert_ok!(vote(1, poll, true));
		assert_ok!(vote(2, poll, false));
		assert_eq!(counted(poll), (1, 1, 1, 2));
		// An account that is rich and nobody's has no vote at all.
		assert_ok!(Balances::force_set_balance(
			RuntimeOrigin::root(),
			STRANGER,
			u64::MAX / 4
		));
		assert_noop!(
			Assembly::vote(RuntimeOrigin::signed(STRANGER), poll, true),
			Error::<Test>::NotMember
		);
	});
}

#[test]
fn a_key_move_keeps_the_vote_and_gives_no_other() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(vote(1, poll, true));
		edit(1, |entry| entry.account = 5_555);
		assert_noop!(
			Assembly::vote(RuntimeOrigin::signed(1_001), poll, true),
			Error::<Test>::NotMember
		);
		assert_ok!(Assembly::vote(RuntimeOrigin::signed(5_555), poll, false));
		assert_eq!(counted(poll), (0, 1, 0, 1));
	});
}

#[test]
fn who_leaves_keeps_the_vote_and_stays_counted() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(vote(1, poll, true));
		strike_off(1);
		assert_noop!(
			Assembly::vote(RuntimeOrigin::signed(1_001), poll, false),
			Error::<Test>::NotMember
		);
		assert_eq!(counted(poll), (1, 0, 1, 1));
		assert_eq!(tally(poll).snapshot.citizens, 5);
	});
}

/// Each who may not vote, with the reason the view function gives and the call's error.
#[test]
fn vote_fails_for_all_but_the_electorate() {
	ExtBuilder::default().build_and_execute(|| {
		let verifier = enrol(MemberKind::Verifier);
		strike_off(2);
		let poll = open_with(ROOT, &[3]);
		restore(2);
		let newcomer = enrol(MemberKind::Citizen);
		edit(4, |entry| entry.active = false);
		for (id, bar, error) in [
			(verifier, Bar::NotCitizen, Error::<Test>::NotCitizen),
			(CLERK, Bar::NotCitizen, Error::<Test>::NotCitizen),
			(newcomer, Bar::Newcomer, Error::<Test>::Newcomer),
			(2, Bar::Absent, Error::<Test>::Absent),
			(3, Bar::Recused, Error::<Test>::Recused),
			(4, Bar::NotMember, Error::<Test>::NotMember),
		] {
			assert_eq!(Assembly::may_vote(poll, 1_000 + id), Err(bar));
			assert_noop!(Assembly::vote(by(id), poll, true), error);
		}
		assert_eq!(Assembly::may_vote(poll, STRANGER), Err(Bar::NotMember));
		assert_eq!(Assembly::may_vote(poll, 1_005), Ok(1));
		assert_noop!(
			Assembly::vote(RuntimeOrigin::root(), poll, true),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Assembly::vote(RuntimeOrigin::none(), poll, true),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_last_who_was_enrolled_before_may_vote() {
	ExtBuilder::default().build_and_execute(|| {
		let last = enrol(MemberKind::Citizen);
		let poll = open();
		assert_ok!(vote(last, poll, true));
	});
}

#[test]
fn vote_fails_for_what_is_not_ongoing_or_not_examined() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = propose_on(ROOT);
		assert_eq!(Assembly::may_vote(poll, 1_001), Err(Bar::NotExamined));
		assert_noop!(
			Assembly::vote(by(1), poll, true),
			Error::<Test>::NotExamined
		);
		assert_eq!(Assembly::may_vote(poll + 1, 1_001), Err(Bar::NotOngoing));
		assert_noop!(
			Assembly::vote(by(1), poll + 1, true),
			Error::<Test>::NotOngoing
		);
		let ended = open();
		kill(ended);
		assert_eq!(Assembly::may_vote(ended, 1_001), Err(Bar::NotOngoing));
		assert_noop!(
			Assembly::vote(by(1), ended, true),
			Error::<Test>::NotOngoing
		);
	});
}

#[test]
fn who_was_struck_off_when_it_was_submitted_has_no_vote_on_it() {
	ExtBuilder::default().build_and_execute(|| {
		let before = open();
		Now::mutate(|now| *now += 1);
		strike_off(1);
		Now::mutate(|now| *now += 1);
		let meanwhile = open();
		Now::mutate(|now| *now += 1);
		restore(1);
		Now::mutate(|now| *now += 1);
		let after = open();
		for (poll, may) in [
			(before, Ok(1)),
			(meanwhile, Err(Bar::Absent)),
			(after, Ok(1)),
		] {
			assert_eq!(Assembly::may_vote(poll, 1_001), may);
			assert_eq!(vote(1, poll, true).is_ok(), may.is_ok());
		}
		assert_noop!(vote(1, meanwhile, true), Error::<Test>::Absent);
		// To be struck off and return again changes nothing of it.
		Now::mutate(|now| *now += 1);
		strike_off(1);
		Now::mutate(|now| *now += 1);
		restore(1);
		assert_noop!(vote(1, meanwhile, true), Error::<Test>::Absent);
		assert_ok!(vote(1, after, false));
	});
}
