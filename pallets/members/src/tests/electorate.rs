//! What other pallets ask of the register: who may vote, and who stands behind whom.

use civic_primitives::{Collectives as _, Electorate, MemberKind, Membership};
use frame_support::assert_ok;

use crate::mock::*;

fn electorate() -> (u32, u64) {
	(
		<Register as Electorate>::citizens(),
		<Register as Electorate>::next_member(),
	)
}

#[test]
fn only_enrolled_citizens_are_counted() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(electorate(), (0, 1), "the registrar is no citizen");
		for (n, kind) in (10u8..).zip([
			MemberKind::Collective,
			MemberKind::Business,
			MemberKind::Verifier,
			MemberKind::Agency,
		]) {
			enrol(n, kind);
		}
		assert_eq!(electorate(), (0, 5));
		let first = enrol(1, MemberKind::Citizen);
		let second = enrol(2, MemberKind::Citizen);
		assert_eq!((first, second), (5, 6));
		assert_eq!(electorate(), (2, 7));

		assert_ok!(Register::remove(by(registrar()), account(1)));
		assert_eq!(electorate(), (1, 7), "a number is not given again");
		assert_ok!(Register::renew(by(registrar()), account(1), LATER));
		assert_eq!(electorate(), (2, 7));
		// Another key is not another citizen.
		assert_ok!(Register::move_member(
			by(registrar()),
			account(2),
			account(3)
		));
		assert_eq!(electorate(), (2, 7));
		Now::set(LATER);
		assert_eq!(electorate(), (2, 7), "expired ones are enrolled");
	});
}

#[test]
fn a_kind_outlasts_the_enrolment() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		let kind_of = <Register as Membership<_>>::kind_of;
		assert_eq!(kind_of(id), Some(MemberKind::Citizen));
		assert_eq!(kind_of(0), Some(MemberKind::Agency));
		assert_eq!(kind_of(id + 1), None);
		assert_ok!(Register::remove(by(registrar()), account(1)));
		assert_eq!(kind_of(id), Some(MemberKind::Citizen));
		assert_ok!(Register::renew(by(registrar()), account(1), START + 1));
		Now::set(LATER);
		assert_eq!(kind_of(id), Some(MemberKind::Citizen));
	});
}

#[test]
fn behind_a_collective_stands_who_belongs_to_it() {
	ExtBuilder::default().build_and_execute(|| {
		let collective = enrol(50, MemberKind::Collective);
		let persons: Vec<_> = (1..3).map(|n| enrol(n, MemberKind::Citizen)).collect();
		for person in &persons {
			assert_ok!(Register::invite(by(account(50)), *person));
		}
		assert!(
			Register::people(collective).is_empty(),
			"an invitation binds nobody"
		);
		for n in [2, 1] {
			assert_ok!(Register::join(by(account(n)), collective));
		}
		assert_eq!(Register::people(collective), persons, "in ascending order");
		assert!(Register::belongs(collective, persons[0]));
		assert!(!Register::belongs(collective, collective));
		assert!(!Register::belongs(persons[0], collective));

		assert_ok!(Register::leave(by(account(1)), collective));
		assert!(!Register::belongs(collective, persons[0]));
		assert_eq!(Register::people(collective), persons[1..]);
	});
}

#[test]
fn behind_a_verifier_stands_whom_it_is_tied_to() {
	ExtBuilder::default().build_and_execute(|| {
		let person = enrol(1, MemberKind::Citizen);
		let verifier = enrol_verifier(2, &[5], &[person]);
		assert_eq!(Register::people(verifier), vec![person]);
		assert!(Register::belongs(verifier, person));
		assert!(!Register::belongs(person, verifier));
		// Who belongs to the same collective is tied too, but does not stand behind it.
		let collective = enrol(50, MemberKind::Collective);
		assert_ok!(Register::invite(by(account(50)), verifier));
		assert_ok!(Register::join(by(account(2)), collective));
		assert_eq!(Register::people(verifier), vec![person]);
		assert_eq!(Register::people(collective), vec![verifier]);

		assert_ok!(accredit(2, &[5], &[]));
		assert!(Register::people(verifier).is_empty());
		assert!(Register::people(person).is_empty());
		assert!(Register::people(99).is_empty());
	});
}
