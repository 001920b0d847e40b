use civic_primitives::{Mandate, Mandates, MemberKind};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_mandate_is_held_from_grant_to_revocation() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Agency);
		let mandate = Mandate::Methodology;
		assert!(!Register::holds(&account(1), mandate));

		assert_ok!(Register::grant_mandate(
			RuntimeOrigin::root(),
			account(1),
			mandate
		));
		assert_eq!(last_event(), Some(Event::MandateGranted { id, mandate }));
		assert!(Register::holds(&account(1), mandate));
		assert!(
			!Register::holds(&account(1), Mandate::Issuance),
			"one mandate, not all"
		);

		assert_ok!(Register::revoke_mandate(
			RuntimeOrigin::root(),
			account(1),
			mandate
		));
		assert_eq!(last_event(), Some(Event::MandateRevoked { id, mandate }));
		assert!(!Register::holds(&account(1), mandate));
	});
}

#[test]
fn an_expired_agency_holds_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		Now::set(LATER - 1);
		assert!(Register::holds(&registrar(), Mandate::Registrar));
		Now::set(LATER);
		assert!(!Register::holds(&registrar(), Mandate::Registrar));
		// It can still lose it.
		let mandate = Mandate::Registrar;
		assert_ok!(Register::revoke_mandate(
			RuntimeOrigin::root(),
			registrar(),
			mandate
		));
	});
}

#[test]
fn grant_mandate_fails() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Citizen);
		enrol(2, MemberKind::Agency);
		let grant = |origin, n| Register::grant_mandate(origin, account(n), Mandate::Authorities);
		assert_noop!(grant(by(registrar()), 2), DispatchError::BadOrigin);
		assert_noop!(grant(RuntimeOrigin::root(), 9), Error::<Test>::NotMember);
		assert_noop!(grant(RuntimeOrigin::root(), 1), Error::<Test>::NotAgency);
		assert_ok!(grant(RuntimeOrigin::root(), 2));
		assert_noop!(
			grant(RuntimeOrigin::root(), 2),
			Error::<Test>::AlreadyGranted
		);
		assert_ok!(Register::remove(RuntimeOrigin::root(), account(2)));
		assert_noop!(
			grant(RuntimeOrigin::root(), 2),
			Error::<Test>::MemberRemoved
		);
	});
}

#[test]
fn revoke_mandate_fails() {
	ExtBuilder::default().build_and_execute(|| {
		let revoke = |origin, who| Register::revoke_mandate(origin, who, Mandate::Issuance);
		assert_noop!(
			revoke(by(registrar()), registrar()),
			DispatchError::BadOrigin
		);
		assert_noop!(
			revoke(RuntimeOrigin::root(), account(9)),
			Error::<Test>::NotMember
		);
		assert_noop!(
			revoke(RuntimeOrigin::root(), registrar()),
			Error::<Test>::NotGranted
		);
	});
}
