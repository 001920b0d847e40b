use civic_primitives::{MemberKind, Membership};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_registrar_enrols_a_citizen() {
	ExtBuilder::default().build_and_execute(|| {
		let until = START + DAY;
		let citizen = MemberKind::Citizen;
		assert_ok!(Register::enrol(
			by(registrar()),
			account(1),
			citizen,
			until,
			nullifier(1)
		));

		let member = Member {
			account: account(1),
			kind: citizen,
			until,
			nullifier: nullifier(1),
			status: Status::Enrolled,
		};
		assert_eq!(Members::<Test>::get(1), Some(member));
		assert_eq!(Accounts::<Test>::get(account(1)), Some(1));
		assert_eq!(nullifier(1).and_then(Nullifiers::<Test>::get), Some(1));
		assert_eq!(Enrolled::<Test>::get(citizen), 1);
		assert_eq!(System::sufficients(&account(1)), 1);
		assert_eq!(System::providers(&account(1)), 0);
		assert_eq!(Register::active(&account(1)), Some((1, citizen)));
		assert_eq!(
			last_event(),
			Some(Event::Enrolled {
				id: 1,
				account: account(1),
				kind: citizen,
				until,
				nullifier: nullifier(1),
				registrar: Some(registrar()),
			})
		);
	});
}

#[test]
fn an_agency_may_register_session_keys_without_tokens() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Business);
		assert!(!System::can_inc_consumer(&account(1)));
		let id = enrol(2, MemberKind::Agency);
		assert!(System::can_inc_consumer(&account(2)));

		// Where it is moved to as well; keys of the former account may still be in use.
		assert_ok!(System::inc_consumers(&account(2)));
		assert_ok!(Register::move_member(
			RuntimeOrigin::root(),
			account(2),
			account(3)
		));
		assert_eq!(Register::account_of(id), Some(account(3)));
		assert!(System::can_inc_consumer(&account(3)));
		assert_eq!(System::consumers(&account(2)), 1);
		assert_eq!(System::sufficients(&account(2)), 0);
	});
}

#[test]
fn a_member_is_active_until_the_second_it_expires() {
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
		assert_eq!(Register::active(&account(1)), Some((1, business)));
		assert!(Register::is_active(1));

		Now::set(until);
		assert_eq!(Register::active(&account(1)), None);
		assert!(!Register::is_active(1));
		assert_eq!(
			Register::id_of(&account(1)),
			Some(1),
			"still known, to be told what is wrong"
		);
		assert_eq!(Register::account_of(1), Some(account(1)));
	});
}

#[test]
fn every_kind_but_agencies_is_the_registrars() {
	use MemberKind::*;
	ExtBuilder::default().build_and_execute(|| {
		for (n, kind) in [(1, Citizen), (2, Collective), (3, Business), (4, Verifier)] {
			let nullifier = nullifier(n).filter(|_| kind == Citizen);
			assert_noop!(
				Register::enrol(RuntimeOrigin::root(), account(n), kind, LATER, nullifier),
				Error::<Test>::NotAuthorized
			);
			assert_ok!(Register::enrol(
				by(registrar()),
				account(n),
				kind,
				LATER,
				nullifier
			));
			assert_eq!(Enrolled::<Test>::get(kind), 1);
		}
		assert_noop!(
			Register::enrol(by(registrar()), account(5), Agency, LATER, None),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(Register::enrol(
			RuntimeOrigin::root(),
			account(5),
			Agency,
			LATER,
			None
		));
		assert_eq!(Enrolled::<Test>::get(Agency), 2);
		assert!(matches!(
			last_event(),
			Some(Event::Enrolled {
				registrar: None,
				..
			})
		));
	});
}

#[test]
fn enrol_fails_for_strangers() {
	ExtBuilder::default().build_and_execute(|| {
		let kind = MemberKind::Business;
		for origin in [RuntimeOrigin::none(), by(account(9)), by(Accreditor::get())] {
			assert_noop!(
				Register::enrol(origin, account(1), kind, LATER, None),
				DispatchError::BadOrigin
			);
		}
		// An agency without the mandate.
		enrol(8, MemberKind::Agency);
		assert_noop!(
			Register::enrol(by(account(8)), account(1), kind, LATER, None),
			DispatchError::BadOrigin
		);
		// A registrar whose own enrolment has expired.
		Now::set(LATER);
		assert_noop!(
			Register::enrol(by(registrar()), account(1), kind, LATER + DAY, None),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn an_account_belongs_to_one_member_for_ever() {
	ExtBuilder::default().build_and_execute(|| {
		let again = |n: u8| {
			let business = MemberKind::Business;
			assert_noop!(
				Register::enrol(by(registrar()), account(n), business, LATER + DAY, None),
				Error::<Test>::AlreadyMember
			);
		};
		enrol(1, MemberKind::Citizen);
		again(1);
		assert_ok!(Register::remove(by(registrar()), account(1)));
		again(1);
		enrol(2, MemberKind::Citizen);
		assert_ok!(Register::move_member(
			by(registrar()),
			account(2),
			account(3)
		));
		again(2);
		again(3);
		Now::set(LATER - 1);
		enrol(4, MemberKind::Business);
	});
}

#[test]
fn a_person_is_enrolled_once() {
	ExtBuilder::default().build_and_execute(|| {
		let twice = |n: u8| {
			let kind = MemberKind::Citizen;
			assert_noop!(
				Register::enrol(by(registrar()), account(n), kind, LATER, nullifier(1)),
				Error::<Test>::NullifierUsed
			);
		};
		enrol(1, MemberKind::Citizen);
		twice(2);
		assert_ok!(Register::remove(by(registrar()), account(1)));
		twice(2);
	});
}

#[test]
fn citizens_and_only_citizens_have_a_nullifier() {
	use MemberKind::*;
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Register::enrol(by(registrar()), account(1), Citizen, LATER, None),
			Error::<Test>::NullifierMissing
		);
		for kind in [Collective, Business, Verifier] {
			assert_noop!(
				Register::enrol(by(registrar()), account(1), kind, LATER, nullifier(1)),
				Error::<Test>::NullifierNotAllowed
			);
		}
	});
}

#[test]
fn an_enrolment_ends_in_the_future() {
	ExtBuilder::default().build_and_execute(|| {
		for until in [0, START - 1, START] {
			assert_noop!(
				Register::enrol(
					by(registrar()),
					account(1),
					MemberKind::Business,
					until,
					None
				),
				Error::<Test>::ExpiryInPast
			);
		}
	});
}
