use civic_primitives::{Mandate, Mandates, MemberKind, Membership, Panelists};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_removed_member_stays_known_and_may_do_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		assert_ok!(Register::remove(by(registrar()), account(1)));

		assert_eq!(last_event(), Some(Event::Removed { id }));
		assert_eq!(Register::active(&account(1)), None);
		assert_eq!(Register::id_of(&account(1)), Some(id));
		assert_eq!(Register::account_of(id), Some(account(1)));
		assert_eq!(nullifier(1).and_then(Nullifiers::<Test>::get), Some(id));
		assert_eq!(Enrolled::<Test>::get(MemberKind::Citizen), 0);
	});
}

#[test]
fn the_nonce_of_a_removed_member_is_not_forgotten() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Citizen);
		System::inc_account_nonce(account(1));
		assert_ok!(Register::remove(by(registrar()), account(1)));
		assert_ok!(Register::renew(by(registrar()), account(1), LATER));
		assert_eq!(System::account_nonce(account(1)), 1);
	});
}

#[test]
fn a_removed_verifier_is_not_drawn_and_frees_its_place() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[5, 6], &[]);
		assert_ok!(Register::take_duty(id));
		assert_ok!(Register::remove(by(registrar()), account(1)));

		assert!(Register::eligible(5, 0).is_empty());
		assert!(VerifiersByFamily::<Test>::iter().next().is_none());
		assert_eq!(
			Register::open_duties(id),
			1,
			"what it has begun it can still end"
		);

		// A renewal does not accredit.
		assert_ok!(Register::renew(by(registrar()), account(1), LATER));
		assert!(Register::eligible(5, 0).is_empty());
		assert_ok!(accredit(1, &[5], &[]));
		assert_eq!(Register::eligible(5, 0), vec![id]);
	});
}

#[test]
fn a_removed_agency_loses_its_mandates() {
	ExtBuilder::default().build_and_execute(|| {
		assert!(Register::holds(&registrar(), Mandate::Registrar));
		assert_ok!(Register::grant_mandate(
			RuntimeOrigin::root(),
			registrar(),
			Mandate::Issuance
		));
		assert_ok!(Register::remove(RuntimeOrigin::root(), registrar()));
		assert!(Granted::<Test>::iter().next().is_none());
		for mandate in [Mandate::Registrar, Mandate::Issuance] {
			System::assert_has_event(Event::MandateRevoked { id: 0, mandate }.into());
		}

		assert_ok!(Register::renew(RuntimeOrigin::root(), registrar(), LATER));
		assert!(!Register::holds(&registrar(), Mandate::Registrar));
	});
}

#[test]
fn remove_fails() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Citizen);
		let remove = |origin, who| Register::remove(origin, who);
		assert_noop!(remove(by(account(1)), account(1)), DispatchError::BadOrigin);
		assert_noop!(
			remove(by(registrar()), account(9)),
			Error::<Test>::NotMember
		);
		assert_noop!(
			remove(by(registrar()), registrar()),
			Error::<Test>::NotAuthorized
		);
		assert_noop!(
			remove(RuntimeOrigin::root(), account(1)),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(remove(by(registrar()), account(1)));
		assert_noop!(
			remove(by(registrar()), account(1)),
			Error::<Test>::MemberRemoved
		);
	});
}
