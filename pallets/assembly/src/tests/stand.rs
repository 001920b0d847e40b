use civic_primitives::MemberKind;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, Event, WeightInfo};

#[test]
fn stand_lets_others_rely_on_the_caller_on_that_track() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Assembly::delegators(ROOT, 1), None);
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_eq!(Assembly::delegators(ROOT, 1), Some(vec![]));
		assert_eq!(Assembly::delegators(OTHER, 1), None);
		assert_eq!(
			events(),
			[Event::Stood {
				track: ROOT,
				member: 1,
			}]
		);
		assert_noop!(Assembly::stand(by(1), ROOT), Error::<Test>::AlreadyStanding);
		assert_ok!(Assembly::stand(by(1), OTHER));
	});
}

#[test]
fn stand_fails_for_all_but_citizens_who_rely_on_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		let collective = enrol(MemberKind::Collective);
		assert_noop!(
			Assembly::stand(RuntimeOrigin::root(), ROOT),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Assembly::stand(RuntimeOrigin::signed(STRANGER), ROOT),
			Error::<Test>::NotMember
		);
		assert_noop!(
			Assembly::stand(by(collective), ROOT),
			Error::<Test>::NotCitizen
		);
		assert_noop!(Assembly::stand(by(1), 2), Error::<Test>::UnknownTrack);
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_ok!(Assembly::delegate(by(2), ROOT, 1));
		assert_noop!(Assembly::stand(by(2), ROOT), Error::<Test>::IsDelegating);
		assert_ok!(Assembly::stand(by(2), OTHER));
	});
}

#[test]
fn stand_down_frees_those_who_relied_on_the_caller() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_ok!(Assembly::delegate(by(2), ROOT, 1));
		assert_ok!(Assembly::delegate(by(3), ROOT, 1));
		let poll = open();
		assert_ok!(vote(1, poll, true));
		events();
		let done = Assembly::stand_down(by(1), ROOT).expect("stands down");
		assert_eq!(done.actual_weight, Some(<() as WeightInfo>::stand_down(2)));
		let undelegated = |member| Event::Undelegated {
			track: ROOT,
			member,
			from: 1,
		};
		let stood_down = Event::StoodDown {
			track: ROOT,
			member: 1,
		};
		assert_eq!(events(), [undelegated(2), undelegated(3), stood_down]);
		assert_eq!(Assembly::delegation(ROOT, 2), None);
		assert_eq!(Assembly::delegators(ROOT, 1), None);
		// What was cast stays, and is not changed by the former delegate.
		assert_ok!(vote(1, poll, false));
		assert_eq!(counted(poll), (2, 1, 2, 3));
		// Both are free to choose again.
		assert_ok!(Assembly::stand(by(2), ROOT));
		assert_ok!(Assembly::delegate(by(1), ROOT, 2));
	});
}

#[test]
fn stand_down_fails_for_who_does_not_stand() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Assembly::stand(by(1), ROOT));
		assert_noop!(
			Assembly::stand_down(RuntimeOrigin::root(), ROOT),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Assembly::stand_down(RuntimeOrigin::signed(STRANGER), ROOT),
			Error::<Test>::NotMember
		);
		assert_noop!(
			Assembly::stand_down(by(CLERK), ROOT),
			Error::<Test>::NotCitizen
		);
		assert_noop!(
			Assembly::stand_down(by(2), ROOT),
			Error::<Test>::NotStanding
		);
		assert_noop!(
			Assembly::stand_down(by(1), OTHER),
			Error::<Test>::NotStanding
		);
	});
}
