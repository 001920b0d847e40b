use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, Event, WeightInfo};

#[test]
fn retract_takes_a_vote_back() {
	ExtBuilder::default().build_and_execute(|| {
		weigh(2, 4);
		let poll = open();
		assert_ok!(vote(1, poll, true));
		assert_ok!(vote(2, poll, false));
		events();
		assert_ok!(Assembly::retract(by(2), poll));
		assert_eq!(counted(poll), (1, 0, 1, 1));
		assert_eq!(Assembly::vote_of(poll, 2), None);
		assert_eq!(
			events(),
			[Event::Retracted {
				poll,
				member: 2,
				via: None,
			}]
		);
		assert_noop!(Assembly::retract(by(2), poll), Error::<Test>::NotVoted);
	});
}

#[test]
fn a_delegate_takes_back_what_was_cast_for_others_and_nothing_else() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_ok!(Assembly::delegate(by(2), ROOT, 1));
		assert_ok!(Assembly::delegate(by(3), ROOT, 1));
		assert_ok!(Assembly::delegate(by(4), ROOT, 1));
		let poll = open();
		assert_ok!(vote(1, poll, true));
		assert_ok!(vote(3, poll, true));
		assert_eq!(counted(poll), (4, 0, 4, 4));
		// 4 relies on 1 no longer, so 1 can undo nothing of 4's.
		assert_ok!(Assembly::undelegate(by(4), ROOT));
		events();
		let done = Assembly::retract(by(1), poll).expect("retracts");
		assert_eq!(done.actual_weight, Some(<() as WeightInfo>::retract(2)));
		let retracted = |member, via| Event::Retracted { poll, member, via };
		assert_eq!(events(), [retracted(1, None), retracted(2, Some(1))]);
		assert_eq!(counted(poll), (2, 0, 2, 2));
		// What was cast for 4 is 4's to take back.
		assert_ok!(Assembly::retract(by(4), poll));
		assert_eq!(counted(poll), (1, 0, 1, 1));
	});
}

#[test]
fn what_another_delegate_has_cast_is_not_the_next_ones_to_take_back() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_ok!(Assembly::stand(by(3), ROOT));
		assert_ok!(Assembly::delegate(by(2), ROOT, 1));
		let poll = open();
		assert_ok!(vote(3, poll, true));
		assert_ok!(vote(1, poll, true));
		assert_ok!(Assembly::delegate(by(2), ROOT, 3));
		assert_ok!(Assembly::retract(by(3), poll));
		assert_eq!(counted(poll), (2, 0, 2, 2));
	});
}

#[test]
fn retract_fails_for_strangers_and_for_what_is_not_ongoing() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_ok!(vote(1, poll, true));
		assert_noop!(
			Assembly::retract(RuntimeOrigin::root(), poll),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Assembly::retract(RuntimeOrigin::signed(STRANGER), poll),
			Error::<Test>::NotMember
		);
		assert_noop!(Assembly::retract(by(2), poll), Error::<Test>::NotVoted);
		assert_noop!(
			Assembly::retract(by(1), poll + 1),
			Error::<Test>::NotOngoing
		);
		kill(poll);
		assert_noop!(Assembly::retract(by(1), poll), Error::<Test>::NotOngoing);
	});
}
