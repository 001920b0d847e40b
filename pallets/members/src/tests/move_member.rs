use civic_primitives::{Mandate, Mandates, MemberKind, Membership};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_moved_member_keeps_its_number() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		assert_ok!(Register::move_member(
			by(registrar()),
			account(1),
			account(2)
		));

		assert_eq!(
			last_event(),
			Some(Event::Moved {
				id,
				from: account(1),
				to: account(2)
			})
		);
		assert_eq!(
			Register::active(&account(2)),
			Some((id, MemberKind::Citizen))
		);
		assert_eq!(Register::account_of(id), Some(account(2)));
		assert_eq!(nullifier(1).and_then(Nullifiers::<Test>::get), Some(id));
		assert_eq!(
			Register::active(&account(1)),
			None,
			"the lost key speaks for nobody"
		);
		assert_eq!(Register::id_of(&account(1)), None);
		assert_eq!(System::sufficients(&account(1)), 0);
		assert_eq!(System::sufficients(&account(2)), 1);
	});
}

#[test]
fn an_expired_member_may_be_moved() {
	ExtBuilder::default().build_and_execute(|| {
		let until = START + 1;
		let business = MemberKind::Business;
		assert_ok!(Register::enrol(
			by(registrar()),
			account(1),
			business,
			until,
			None
		));
		Now::set(until);
		assert_ok!(Register::move_member(
			by(registrar()),
			account(1),
			account(2)
		));
		assert_eq!(Register::id_of(&account(2)), Some(1));
	});
}

#[test]
fn a_mandate_moves_with_its_agency_and_only_by_who_gives_mandates() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Register::move_member(by(registrar()), registrar(), account(2)),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(Register::move_member(
			RuntimeOrigin::root(),
			registrar(),
			account(2)
		));
		assert!(Register::holds(&account(2), Mandate::Registrar));
		assert!(!Register::holds(&registrar(), Mandate::Registrar));
		// The new key can do the work, the lost one cannot.
		let kind = MemberKind::Business;
		assert_ok!(Register::enrol(
			by(account(2)),
			account(3),
			kind,
			LATER,
			None
		));
		assert_noop!(
			Register::enrol(by(registrar()), account(4), kind, LATER, None),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn move_member_fails() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Citizen);
		enrol(2, MemberKind::Citizen);
		let shift = |origin, old, new| Register::move_member(origin, account(old), account(new));
		assert_noop!(shift(by(account(1)), 1, 3), DispatchError::BadOrigin);
		assert_noop!(
			shift(RuntimeOrigin::root(), 1, 3),
			Error::<Test>::NotAuthorized
		);
		assert_noop!(shift(by(registrar()), 9, 3), Error::<Test>::NotMember);
		assert_noop!(shift(by(registrar()), 1, 2), Error::<Test>::AlreadyMember);
		assert_noop!(shift(by(registrar()), 1, 1), Error::<Test>::AlreadyMember);

		assert_ok!(shift(by(registrar()), 1, 3));
		assert_noop!(shift(by(registrar()), 1, 4), Error::<Test>::NotMember);
		// Not back either: the key is taken to be in other hands.
		assert_noop!(shift(by(registrar()), 3, 1), Error::<Test>::AlreadyMember);

		assert_ok!(Register::remove(by(registrar()), account(2)));
		assert_noop!(shift(by(registrar()), 2, 4), Error::<Test>::MemberRemoved);
	});
}
