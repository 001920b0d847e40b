use civic_primitives::MemberKind;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, Event, Opinions};

#[test]
fn those_who_may_not_vote_say_what_they_think() {
	ExtBuilder::default().build_and_execute(|| {
		let business = enrol(MemberKind::Business);
		let poll = open_with(ROOT, &[3]);
		let newcomer = enrol(MemberKind::Citizen);
		events();
		for (member, aye) in [
			(business, true),
			(3, true),
			(newcomer, false),
			(CLERK, true),
		] {
			assert_ok!(Assembly::opine(by(member), poll, aye));
			assert_eq!(Assembly::opinion_of(poll, member), Some(aye));
			assert_eq!(events(), [Event::Opined { poll, member, aye }]);
		}
		assert_eq!(Assembly::opinions(poll), Opinions { ayes: 3, nays: 1 });
		assert_eq!(counted(poll), (0, 0, 0, 0), "opinions decide nothing");
	});
}

#[test]
fn an_opinion_can_be_changed_and_counts_once() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		for aye in [true, true, false, true] {
			assert_ok!(Assembly::opine(by(CLERK), poll, aye));
			let counts = Opinions {
				ayes: aye.into(),
				nays: (!aye).into(),
			};
			assert_eq!(Assembly::opinions(poll), counts);
		}
	});
}

#[test]
fn who_may_vote_votes() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_noop!(Assembly::opine(by(1), poll, true), Error::<Test>::MayVote);
	});
}

#[test]
fn opine_fails_for_strangers_and_for_what_is_not_ongoing_or_not_examined() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = propose_on(ROOT);
		// Whether a citizen may vote is not known before.
		assert_noop!(
			Assembly::opine(by(1), poll, true),
			Error::<Test>::NotExamined
		);
		assert_noop!(
			Assembly::opine(by(CLERK), poll, true),
			Error::<Test>::NotExamined
		);
		let poll = open();
		assert_noop!(
			Assembly::opine(RuntimeOrigin::root(), poll, true),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Assembly::opine(RuntimeOrigin::signed(STRANGER), poll, true),
			Error::<Test>::NotMember
		);
		edit(CLERK, |entry| entry.active = false);
		assert_noop!(
			Assembly::opine(by(CLERK), poll, true),
			Error::<Test>::NotMember
		);
		restore(CLERK);
		kill(poll);
		assert_noop!(
			Assembly::opine(by(CLERK), poll, true),
			Error::<Test>::NotOngoing
		);
	});
}

#[test]
fn who_was_struck_off_when_it_was_submitted_says_what_they_think() {
	ExtBuilder::default().build_and_execute(|| {
		strike_off(1);
		let poll = open();
		restore(1);
		assert_ok!(Assembly::opine(by(1), poll, true));
		assert_eq!(Assembly::opinions(poll), Opinions { ayes: 1, nays: 0 });
		assert_eq!(counted(poll), (0, 0, 0, 0));
	});
}

/// Before and after the snapshot is the same second for one who was struck off in it.
#[test]
fn who_has_voted_retracts_before_saying_what_they_think() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(vote(1, poll, true));
		strike_off(1);
		restore(1);
		assert_noop!(vote(1, poll, false), Error::<Test>::Absent);
		assert_noop!(Assembly::opine(by(1), poll, true), Error::<Test>::MayVote);
		assert_ok!(Assembly::retract(by(1), poll));
		assert_ok!(Assembly::opine(by(1), poll, true));
	});
}
