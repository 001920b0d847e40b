use civic_primitives::{MemberKind, Membership};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn renewing_moves_the_expiry() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		Now::set(LATER);
		assert!(!Register::is_active(id));

		assert_ok!(Register::renew(
			by(registrar_renewed()),
			account(1),
			LATER + DAY
		));
		assert!(Register::is_active(id));
		assert_eq!(
			last_event(),
			Some(Event::Renewed {
				id,
				until: LATER + DAY
			})
		);
		assert_eq!(Enrolled::<Test>::get(MemberKind::Citizen), 1);

		Now::set(LATER + DAY - 1);
		assert!(Register::is_active(id));
		Now::set(LATER + DAY);
		assert!(!Register::is_active(id));
	});
}

/// The registrar, whose own enrolment was renewed first.
fn registrar_renewed() -> AccountId {
	let until = LATER + 10 * DAY;
	assert_ok!(Register::renew(RuntimeOrigin::root(), registrar(), until));
	registrar()
}

#[test]
fn an_enrolment_may_be_shortened() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Business);
		assert_ok!(Register::renew(by(registrar()), account(1), START + 1));
		assert_eq!(
			Members::<Test>::get(id).map(|member| member.until),
			Some(START + 1)
		);
	});
}

#[test]
fn renewing_a_removed_member_enrols_it_again() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		assert_ok!(Register::remove(by(registrar()), account(1)));
		assert_eq!(Enrolled::<Test>::get(MemberKind::Citizen), 0);

		assert_ok!(Register::renew(by(registrar()), account(1), LATER));
		assert_eq!(
			Register::active(&account(1)),
			Some((id, MemberKind::Citizen))
		);
		assert_eq!(Enrolled::<Test>::get(MemberKind::Citizen), 1);
		assert_eq!(System::sufficients(&account(1)), 1);
	});
}

#[test]
fn renew_fails() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Citizen);
		enrol(2, MemberKind::Agency);
		let renew = |origin, n, until| Register::renew(origin, account(n), until);
		assert_noop!(renew(by(account(1)), 1, LATER), DispatchError::BadOrigin);
		assert_noop!(
			renew(RuntimeOrigin::none(), 1, LATER),
			DispatchError::BadOrigin
		);
		assert_noop!(renew(by(registrar()), 9, LATER), Error::<Test>::NotMember);
		assert_noop!(
			renew(by(registrar()), 1, START),
			Error::<Test>::ExpiryInPast
		);
		assert_noop!(
			renew(by(registrar()), 2, LATER),
			Error::<Test>::NotAuthorized
		);
		assert_noop!(
			renew(RuntimeOrigin::root(), 1, LATER),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(renew(RuntimeOrigin::root(), 2, LATER));
	});
}
