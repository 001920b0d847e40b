//! Who may judge whom, and how many duties at a time.

use civic_primitives::{MemberKind, Panelists};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, *};

const FAMILY: u32 = 5;

fn join(person: u8, collective: u8) {
	let person_id = Accounts::<Test>::get(account(person)).expect("a member");
	let collective_id = Accounts::<Test>::get(account(collective)).expect("a member");
	assert_ok!(Register::invite(by(account(collective)), person_id));
	assert_ok!(Register::join(by(account(person)), collective_id));
}

#[test]
fn only_those_in_scope_are_eligible_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		let owner = enrol(9, MemberKind::Citizen);
		let first = enrol_verifier(1, &[FAMILY], &[]);
		let second = enrol_verifier(2, &[FAMILY, 6], &[]);
		enrol_verifier(3, &[7], &[]);
		enrol(4, MemberKind::Verifier);
		assert_eq!(Register::eligible(FAMILY, owner), vec![first, second]);
		assert_eq!(Register::eligible(6, owner), vec![second]);
		assert!(Register::eligible(99, owner).is_empty());
	});
}

#[test]
fn an_expired_accreditation_or_enrolment_is_not_eligible() {
	ExtBuilder::default().build_and_execute(|| {
		let accredited = enrol(1, MemberKind::Verifier);
		let until = START + DAY;
		let (scope, ties) = (set(&[FAMILY]), set(&[]));
		let accreditor = by(Accreditor::get());
		assert_ok!(Register::accredit(
			accreditor,
			account(1),
			scope,
			until,
			1,
			ties
		));
		let enrolled = enrol_verifier(2, &[FAMILY], &[]);
		assert_ok!(Register::renew(by(registrar()), account(2), until + DAY));

		assert_eq!(Register::eligible(FAMILY, 0), vec![accredited, enrolled]);
		Now::set(until);
		assert_eq!(Register::eligible(FAMILY, 0), vec![enrolled]);
		Now::set(until + DAY);
		assert!(Register::eligible(FAMILY, 0).is_empty());
	});
}

#[test]
fn nobody_judges_itself() {
	ExtBuilder::default().build_and_execute(|| {
		let owner = enrol_verifier(1, &[FAMILY], &[]);
		let other = enrol_verifier(2, &[FAMILY], &[]);
		assert_eq!(Register::eligible(FAMILY, owner), vec![other]);
	});
}

#[test]
fn nobody_judges_a_member_it_is_affiliated_with() {
	ExtBuilder::default().build_and_execute(|| {
		let business = enrol(1, MemberKind::Business);
		let other = enrol(2, MemberKind::Business);
		let tied = enrol_verifier(3, &[FAMILY], &[business]);
		let free = enrol_verifier(4, &[FAMILY], &[]);
		assert_eq!(Register::eligible(FAMILY, business), vec![free]);
		assert_eq!(Register::eligible(FAMILY, other), vec![tied, free]);
	});
}

#[test]
fn nobody_judges_a_person_of_a_collective_it_is_affiliated_with() {
	ExtBuilder::default().build_and_execute(|| {
		let collective = enrol(50, MemberKind::Collective);
		let owner = enrol(1, MemberKind::Citizen);
		let tied = enrol_verifier(2, &[FAMILY], &[collective]);
		assert_eq!(Register::eligible(FAMILY, owner), vec![tied]);
		join(1, 50);
		assert!(Register::eligible(FAMILY, owner).is_empty());
		assert_ok!(Register::leave(by(account(1)), collective));
		assert_eq!(Register::eligible(FAMILY, owner), vec![tied]);
	});
}

#[test]
fn nobody_judges_a_collective_of_a_person_it_is_affiliated_with() {
	ExtBuilder::default().build_and_execute(|| {
		let collective = enrol(50, MemberKind::Collective);
		let person = enrol(1, MemberKind::Citizen);
		let tied = enrol_verifier(2, &[FAMILY], &[person]);
		let free = enrol_verifier(3, &[FAMILY], &[]);
		assert_eq!(Register::eligible(FAMILY, collective), vec![tied, free]);
		join(1, 50);
		assert_eq!(Register::eligible(FAMILY, collective), vec![free]);
		assert_ok!(Register::leave(by(account(1)), collective));
		assert_eq!(Register::eligible(FAMILY, collective), vec![tied, free]);
	});
}

#[test]
fn nobody_judges_whom_it_shares_a_collective_with() {
	ExtBuilder::default().build_and_execute(|| {
		let collective = enrol(50, MemberKind::Collective);
		let owner = enrol(1, MemberKind::Citizen);
		let fellow = enrol_verifier(2, &[FAMILY], &[]);
		let free = enrol_verifier(3, &[FAMILY], &[]);
		join(1, 50);
		assert_eq!(Register::eligible(FAMILY, owner), vec![fellow, free]);
		// An accreditation of long ago knows nothing of it.
		join(2, 50);
		assert_eq!(Register::eligible(FAMILY, owner), vec![free]);
		assert_eq!(Register::eligible(FAMILY, fellow), vec![free]);
		// An invitation ties nobody: it takes two.
		assert_ok!(Register::invite(by(account(50)), free));
		assert_eq!(Register::eligible(FAMILY, owner), vec![free]);
		assert_ok!(Register::leave(by(account(2)), collective));
		assert_eq!(Register::eligible(FAMILY, owner), vec![fellow, free]);
	});
}

#[test]
fn nobody_judges_a_collective_it_belongs_to() {
	ExtBuilder::default().build_and_execute(|| {
		let collective = enrol(50, MemberKind::Collective);
		let verifier = enrol_verifier(1, &[FAMILY], &[]);
		assert_eq!(Register::eligible(FAMILY, collective), vec![verifier]);
		join(1, 50);
		assert!(Register::eligible(FAMILY, collective).is_empty());
		assert_eq!(Register::eligible(FAMILY, 0), vec![verifier]);
	});
}

#[test]
fn duties_are_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[FAMILY], &[]);
		assert_ok!(Register::take_duty(id));
		assert_eq!(Register::eligible(FAMILY, 0), vec![id]);
		assert_ok!(Register::take_duty(id));
		assert_eq!(Register::open_duties(id), 2);
		assert!(Register::eligible(FAMILY, 0).is_empty(), "full");
		assert_noop!(Register::take_duty(id), Error::<Test>::TooManyDuties);

		Register::end_duty(id);
		assert_eq!(Register::open_duties(id), 1);
		assert_eq!(Register::eligible(FAMILY, 0), vec![id]);
	});
}

#[test]
fn only_verifiers_take_duties() {
	ExtBuilder::default().build_and_execute(|| {
		let citizen = enrol(1, MemberKind::Citizen);
		let unaccredited = enrol(2, MemberKind::Verifier);
		for id in [citizen, unaccredited, 99] {
			assert_noop!(Register::take_duty(id), Error::<Test>::NotVerifier);
			assert_eq!(Register::open_duties(id), 0);
		}
	});
}
