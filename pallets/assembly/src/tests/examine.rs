use civic_primitives::Snapshot;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event, WeightInfo};

#[test]
fn examine_remembers_who_has_an_interest_in_order_and_once() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = propose_on(ROOT);
		assert_eq!(Assembly::interested(poll), None);
		Findings::mutate(|findings| findings.insert(poll, Ok(vec![4, 2, 0, 4])));
		let done = Assembly::examine(by(3), poll).expect("examines");
		assert_eq!(done.pays_fee, Pays::No);
		assert_eq!(Assembly::interested(poll), Some(vec![0, 2, 4]));
		assert_eq!(
			events(),
			[Event::Examined {
				poll,
				snapshot: Snapshot {
					at: START,
					citizens: 5,
					next_member: 6,
					rule: ROOTS,
				},
				interested: vec![0, 2, 4],
			}]
		);
		assert_noop!(
			Assembly::examine(by(3), poll),
			Error::<Test>::AlreadyExamined
		);
	});
}

#[test]
fn nobody_may_have_an_interest() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = open();
		assert_eq!(Assembly::interested(poll), Some(vec![]));
		assert_noop!(
			Assembly::examine(by(3), poll),
			Error::<Test>::AlreadyExamined
		);
	});
}

#[test]
fn a_proposal_that_cannot_be_read_is_not_voted_on_until_it_can() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = propose_on(ROOT);
		Findings::mutate(|findings| findings.insert(poll, Err(DispatchError::Unavailable)));
		assert_noop!(Assembly::examine(by(1), poll), DispatchError::Unavailable);
		assert_noop!(
			Assembly::vote(by(1), poll, true),
			Error::<Test>::NotExamined
		);
		// The preimage was handed in.
		Findings::mutate(|findings| findings.remove(&poll));
		assert_ok!(Assembly::examine(by(1), poll));
		assert_ok!(vote(1, poll, true));
	});
}

#[test]
fn as_many_as_can_be_remembered_may_have_an_interest_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = propose_on(ROOT);
		Findings::mutate(|findings| findings.insert(poll, Ok(vec![1, 2, 3, 4, 5])));
		assert_noop!(
			Assembly::examine(by(1), poll),
			Error::<Test>::TooManyInterested
		);
		// Five names, four members.
		Findings::mutate(|findings| findings.insert(poll, Ok(vec![1, 2, 3, 4, 1])));
		assert_ok!(Assembly::examine(by(1), poll));
	});
}

#[test]
fn examine_fails_for_strangers_and_for_what_is_not_ongoing() {
	ExtBuilder::default().build_and_execute(|| {
		let poll = propose_on(ROOT);
		let stranger = RuntimeOrigin::signed(STRANGER);
		assert_noop!(
			Assembly::examine(RuntimeOrigin::root(), poll),
			DispatchError::BadOrigin
		);
		assert_noop!(Assembly::examine(stranger, poll), Error::<Test>::NotMember);
		assert_noop!(
			Assembly::examine(by(1), poll + 1),
			Error::<Test>::NotOngoing
		);
		kill(poll);
		assert_noop!(Assembly::examine(by(1), poll), Error::<Test>::NotOngoing);
	});
}

#[test]
fn examine_weighs_what_finding_out_may() {
	let weight = Call::<Test>::examine { poll: 0 }
		.get_dispatch_info()
		.call_weight;
	assert_eq!(
		weight.ref_time(),
		<() as WeightInfo>::examine().ref_time() + 7
	);
}
