//! `invite`, `join`, `leave`, `dismiss`.

use civic_primitives::{MemberId, MemberKind};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

/// A collective with the key `account(50)`, and persons with `account(1)` … `account(count)`.
fn collective_and_persons(count: u8) -> (MemberId, Vec<MemberId>) {
	let collective = enrol(50, MemberKind::Collective);
	(
		collective,
		(1..=count).map(|n| enrol(n, MemberKind::Citizen)).collect(),
	)
}

fn invite(person: MemberId) -> sp_runtime::DispatchResult {
	Register::invite(by(account(50)), person)
}

#[test]
fn a_person_joins_by_invitation_and_leaves() {
	ExtBuilder::default().build_and_execute(|| {
		let (collective, persons) = collective_and_persons(1);
		let person = persons[0];
		assert_ok!(invite(person));
		assert_eq!(last_event(), Some(Event::Invited { collective, person }));
		assert_eq!(Register::collective(collective), (vec![], vec![person]));

		assert_ok!(Register::join(by(account(1)), collective));
		assert_eq!(last_event(), Some(Event::Joined { collective, person }));
		assert_eq!(Register::collective(collective), (vec![person], vec![]));
		assert_eq!(Register::memberships(person), vec![collective]);

		assert_ok!(Register::leave(by(account(1)), collective));
		assert_eq!(last_event(), Some(Event::Left { collective, person }));
		assert_eq!(Register::collective(collective), (vec![], vec![]));
		assert!(
			Collectives::<Test>::iter().next().is_none(),
			"nothing empty is stored"
		);
		assert!(Memberships::<Test>::iter().next().is_none());
		assert!(Invitations::<Test>::iter().next().is_none());
	});
}

#[test]
fn a_collective_dismisses_members_and_takes_invitations_back() {
	ExtBuilder::default().build_and_execute(|| {
		let (collective, persons) = collective_and_persons(2);
		for person in &persons {
			assert_ok!(invite(*person));
		}
		assert_ok!(Register::join(by(account(1)), collective));

		for person in &persons {
			assert_ok!(Register::dismiss(by(account(50)), *person));
			assert_eq!(
				last_event(),
				Some(Event::Dismissed {
					collective,
					person: *person
				})
			);
			assert_noop!(
				Register::dismiss(by(account(50)), *person),
				Error::<Test>::NotJoined
			);
		}
		assert_eq!(Register::collective(collective), (vec![], vec![]));
		assert_noop!(
			Register::join(by(account(2)), collective),
			Error::<Test>::NotInvited
		);
	});
}

#[test]
fn a_person_may_belong_to_several_up_to_the_bound() {
	ExtBuilder::default().build_and_execute(|| {
		let person = enrol(1, MemberKind::Citizen);
		let collectives: Vec<_> = (50..53).map(|n| enrol(n, MemberKind::Collective)).collect();
		for n in 50..53 {
			assert_ok!(Register::invite(by(account(n)), person));
		}
		assert_ok!(Register::join(by(account(1)), collectives[0]));
		assert_ok!(Register::join(by(account(1)), collectives[1]));
		assert_noop!(
			Register::join(by(account(1)), collectives[2]),
			Error::<Test>::TooManyMemberships
		);
		assert_ok!(Register::leave(by(account(1)), collectives[0]));
		assert_ok!(Register::join(by(account(1)), collectives[2]));
		assert_eq!(Register::memberships(person), collectives[1..].to_vec());
	});
}

#[test]
fn a_collective_has_a_bound() {
	ExtBuilder::default().build_and_execute(|| {
		let (collective, persons) = collective_and_persons(4);
		for person in &persons[..3] {
			assert_ok!(invite(*person));
		}
		assert_noop!(invite(persons[3]), Error::<Test>::TooManyInvitations);
		for n in 1..4 {
			assert_ok!(Register::join(by(account(n)), collective));
		}
		assert_ok!(invite(persons[3]));
		assert_noop!(
			Register::join(by(account(4)), collective),
			Error::<Test>::TooManyMembers
		);
		assert_ok!(Register::dismiss(by(account(50)), persons[0]));
		assert_ok!(Register::join(by(account(4)), collective));
	});
}

#[test]
fn invite_fails() {
	ExtBuilder::default().build_and_execute(|| {
		let (collective, persons) = collective_and_persons(1);
		let business = enrol(2, MemberKind::Business);
		assert_noop!(
			Register::invite(RuntimeOrigin::root(), 1),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Register::invite(by(account(9)), 1),
			Error::<Test>::NotMember
		);
		assert_noop!(
			Register::invite(by(account(1)), 1),
			Error::<Test>::NotCollective
		);
		assert_noop!(invite(99), Error::<Test>::NotMember);
		assert_noop!(invite(business), Error::<Test>::NotPerson);
		assert_noop!(invite(collective), Error::<Test>::NotPerson);
		assert_ok!(invite(persons[0]));
		assert_noop!(invite(persons[0]), Error::<Test>::AlreadyInvited);
		assert_ok!(Register::join(by(account(1)), collective));
		assert_noop!(invite(persons[0]), Error::<Test>::AlreadyJoined);
		assert_ok!(Register::remove(by(registrar()), account(50)));
		assert_noop!(invite(persons[0]), Error::<Test>::NotMember);
	});
}

#[test]
fn join_fails() {
	ExtBuilder::default().build_and_execute(|| {
		let (collective, persons) = collective_and_persons(1);
		enrol(2, MemberKind::Business);
		let join = |origin, collective| Register::join(origin, collective);
		assert_noop!(
			join(RuntimeOrigin::none(), collective),
			DispatchError::BadOrigin
		);
		assert_noop!(join(by(account(9)), collective), Error::<Test>::NotMember);
		assert_noop!(join(by(account(2)), collective), Error::<Test>::NotPerson);
		assert_noop!(join(by(account(1)), 99), Error::<Test>::NotMember);
		assert_noop!(join(by(account(1)), collective), Error::<Test>::NotInvited);
		assert_ok!(invite(persons[0]));
		assert_ok!(Register::remove(by(registrar()), account(50)));
		assert_noop!(join(by(account(1)), collective), Error::<Test>::NotMember);
	});
}

#[test]
fn leave_and_dismiss_fail() {
	ExtBuilder::default().build_and_execute(|| {
		let (collective, persons) = collective_and_persons(1);
		let leave = |origin| Register::leave(origin, collective);
		assert_noop!(leave(RuntimeOrigin::root()), DispatchError::BadOrigin);
		assert_noop!(leave(by(account(9))), Error::<Test>::NotMember);
		assert_noop!(leave(by(account(1))), Error::<Test>::NotJoined);

		let dismiss = |origin| Register::dismiss(origin, persons[0]);
		assert_noop!(dismiss(RuntimeOrigin::root()), DispatchError::BadOrigin);
		assert_noop!(dismiss(by(account(9))), Error::<Test>::NotMember);
		assert_noop!(dismiss(by(account(1))), Error::<Test>::NotCollective);
		assert_noop!(dismiss(by(account(50))), Error::<Test>::NotJoined);
	});
}
