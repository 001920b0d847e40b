use civic_primitives::MemberKind;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, Event, Vote};

/// 1 stands on the root track, and these rely on them.
fn relying(delegators: &[u64]) {
	assert_ok!(Assembly::stand(by(1), ROOT));
	for delegator in delegators {
		assert_ok!(Assembly::delegate(by(*delegator), ROOT, 1));
	}
}

fn cast(aye: bool, weight: u32, via: Option<u64>) -> Option<Vote> {
	Some(Vote { aye, weight, via })
}

#[test]
fn a_delegate_casts_for_each_their_own_weight() {
	ExtBuilder::default().build_and_execute(|| {
		weigh(1, 3);
		weigh(2, 5);
		relying(&[2, 3]);
		let poll = open();
		events();
		assert_ok!(vote(1, poll, true));
		let voted = |member, weight, via| Event::Voted {
			poll,
			member,
			aye: true,
			weight,
			via,
		};
		assert_eq!(
			events(),
			[
				voted(1, 3, None),
				voted(2, 5, Some(1)),
				voted(3, 1, Some(1))
			]
		);
		assert_eq!(counted(poll), (9, 0, 3, 3));
		// A changed vote changes theirs.
		assert_ok!(vote(1, poll, false));
		assert_eq!(counted(poll), (0, 9, 0, 3));
	});
}

#[test]
fn a_delegate_is_one_on_that_track_only() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2]);
		let poll = open_with(OTHER, &[]);
		assert_ok!(vote(1, poll, true));
		assert_eq!(counted(poll), (1, 0, 1, 1));
	});
}

#[test]
fn a_vote_of_ones_own_stands_above_the_delegates() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2, 3]);
		let poll = open();
		assert_ok!(vote(2, poll, false));
		assert_ok!(vote(1, poll, true));
		assert_eq!(Assembly::vote_of(poll, 2), cast(false, 1, None));
		assert_eq!(counted(poll), (2, 1, 2, 3));
		// Also after the delegate has voted, and for good.
		assert_eq!(Assembly::vote_of(poll, 3), cast(true, 1, Some(1)));
		let own = Assembly::vote(by(3), poll, false).expect("votes");
		assert_eq!(own.pays_fee, frame_support::dispatch::Pays::No);
		assert_ok!(vote(1, poll, true));
		assert_eq!(Assembly::vote_of(poll, 3), cast(false, 1, None));
		assert_eq!(counted(poll), (1, 2, 1, 3));
		// Unless it is taken back.
		assert_ok!(Assembly::retract(by(3), poll));
		assert_eq!(counted(poll), (1, 1, 1, 2));
		assert_ok!(vote(1, poll, true));
		assert_eq!(Assembly::vote_of(poll, 3), cast(true, 1, Some(1)));
	});
}

#[test]
fn nobody_is_voted_for_who_may_not_vote() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2, 3]);
		let poll = open_with(ROOT, &[2]);
		let newcomer = enrol(MemberKind::Citizen);
		assert_ok!(Assembly::delegate(by(newcomer), ROOT, 1));
		edit(3, |entry| entry.active = false);
		assert_ok!(vote(1, poll, true));
		assert_eq!(counted(poll), (1, 0, 1, 1));
		// One whose enrolment is renewed is voted for with the delegate's next vote.
		restore(3);
		assert_ok!(vote(1, poll, true));
		assert_eq!(counted(poll), (2, 0, 2, 2));
	});
}

#[test]
fn a_recused_delegate_votes_for_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2]);
		let poll = open_with(ROOT, &[1]);
		assert_noop!(Assembly::vote(by(1), poll, true), Error::<Test>::Recused);
		assert_ok!(vote(2, poll, false));
		assert_eq!(counted(poll), (0, 1, 0, 1));
	});
}

#[test]
fn who_delegates_later_is_voted_for_with_the_next_vote() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[]);
		let poll = open();
		assert_ok!(vote(1, poll, true));
		assert_ok!(Assembly::delegate(by(2), ROOT, 1));
		assert_eq!(counted(poll), (1, 0, 1, 1));
		assert_ok!(vote(1, poll, true));
		assert_eq!(counted(poll), (2, 0, 2, 2));
	});
}

#[test]
fn undelegate_undoes_nothing_that_was_cast() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2]);
		let poll = open();
		assert_ok!(vote(1, poll, true));
		events();
		assert_ok!(Assembly::undelegate(by(2), ROOT));
		assert_eq!(
			events(),
			[Event::Undelegated {
				track: ROOT,
				member: 2,
				from: 1,
			}]
		);
		assert_eq!(Assembly::delegators(ROOT, 1), Some(vec![]));
		assert_eq!(Assembly::vote_of(poll, 2), cast(true, 1, Some(1)));
		// Another delegate's vote takes its place: it is not one of 2's own.
		assert_ok!(Assembly::stand(by(3), ROOT));
		assert_ok!(Assembly::delegate(by(2), ROOT, 3));
		assert_ok!(vote(3, poll, false));
		assert_eq!(Assembly::vote_of(poll, 2), cast(false, 1, Some(3)));
		// And the former delegate has no say in it any more.
		assert_ok!(vote(1, poll, true));
		assert_ok!(Assembly::retract(by(1), poll));
		assert_eq!(Assembly::vote_of(poll, 2), cast(false, 1, Some(3)));
	});
}

#[test]
fn delegate_replaces_the_delegate() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2]);
		assert_ok!(Assembly::stand(by(3), ROOT));
		events();
		assert_ok!(Assembly::delegate(by(2), ROOT, 3));
		assert_eq!(
			events(),
			[Event::Delegated {
				track: ROOT,
				member: 2,
				to: 3,
			}]
		);
		assert_eq!(Assembly::delegation(ROOT, 2), Some(3));
		assert_eq!(Assembly::delegators(ROOT, 1), Some(vec![]));
		assert_eq!(Assembly::delegators(ROOT, 3), Some(vec![2]));
	});
}

#[test]
fn there_are_no_chains_and_no_circles() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2]);
		assert_ok!(Assembly::stand(by(3), ROOT));
		// On oneself, on one who relies on another, and as one on whom others may rely.
		assert_noop!(
			Assembly::delegate(by(1), ROOT, 1),
			Error::<Test>::IsDelegate
		);
		assert_noop!(
			Assembly::delegate(by(4), ROOT, 2),
			Error::<Test>::NotDelegate
		);
		assert_noop!(
			Assembly::delegate(by(1), ROOT, 3),
			Error::<Test>::IsDelegate
		);
		assert_noop!(
			Assembly::delegate(by(2), ROOT, 2),
			Error::<Test>::NotDelegate
		);
	});
}

#[test]
fn nobody_becomes_a_delegate_without_standing_as_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Assembly::delegate(by(2), ROOT, 1),
			Error::<Test>::NotDelegate
		);
		// Nobody could keep 1 from relying on another in this way.
		assert_ok!(Assembly::stand(by(3), ROOT));
		assert_ok!(Assembly::delegate(by(1), ROOT, 3));
	});
}

#[test]
fn as_many_rely_on_a_delegate_as_may_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2, 3, 4]);
		assert_noop!(
			Assembly::delegate(by(5), ROOT, 1),
			Error::<Test>::TooManyDelegators
		);
		assert_ok!(Assembly::undelegate(by(3), ROOT));
		assert_ok!(Assembly::delegate(by(5), ROOT, 1));
	});
}

#[test]
fn delegate_and_undelegate_fail_for_all_but_citizens() {
	ExtBuilder::default().build_and_execute(|| {
		relying(&[2]);
		let (root, stranger) = (RuntimeOrigin::root(), RuntimeOrigin::signed(STRANGER));
		assert_noop!(
			Assembly::delegate(root.clone(), ROOT, 1),
			DispatchError::BadOrigin
		);
		assert_noop!(Assembly::undelegate(root, ROOT), DispatchError::BadOrigin);
		assert_noop!(
			Assembly::delegate(stranger.clone(), ROOT, 1),
			Error::<Test>::NotMember
		);
		assert_noop!(
			Assembly::undelegate(stranger, ROOT),
			Error::<Test>::NotMember
		);
		assert_noop!(
			Assembly::delegate(by(CLERK), ROOT, 1),
			Error::<Test>::NotCitizen
		);
		assert_noop!(
			Assembly::undelegate(by(CLERK), ROOT),
			Error::<Test>::NotCitizen
		);
		assert_noop!(
			Assembly::delegate(by(2), ROOT, 1),
			Error::<Test>::AlreadyDelegated
		);
		assert_noop!(
			Assembly::undelegate(by(3), ROOT),
			Error::<Test>::NotDelegating
		);
		assert_noop!(
			Assembly::undelegate(by(2), OTHER),
			Error::<Test>::NotDelegating
		);
		strike_off(1);
		assert_noop!(
			Assembly::delegate(by(3), ROOT, 1),
			Error::<Test>::NotDelegate
		);
	});
}

#[test]
fn who_was_struck_off_when_it_was_submitted_is_not_voted_for() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Assembly::stand(by(1), ROOT));
		for id in [2, 3] {
			assert_ok!(Assembly::delegate(by(id), ROOT, 1));
		}
		strike_off(2);
		let poll = open();
		restore(2);
		assert_ok!(vote(1, poll, true));
		assert_eq!(counted(poll), (2, 0, 2, 2));
		assert_eq!(Assembly::vote_of(poll, 2), None);
	});
}
