use civic_primitives::{Fault, Mandate, MemberKind, Panelists};
use frame_support::assert_ok;

use crate::{mock::*, *};

#[test]
fn views_answer_about_members_active_or_not() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		let (found, member) = Register::member(account(1)).expect("known");
		assert_eq!(found, id);
		assert_eq!(Register::member_by_id(id), Some(member));
		assert_eq!(
			Register::active_member(account(1)),
			Some((id, MemberKind::Citizen))
		);
		assert_eq!(Register::member(account(9)), None);

		Now::set(LATER);
		assert!(Register::member(account(1)).is_some());
		assert_eq!(Register::active_member(account(1)), None);
	});
}

#[test]
fn views_answer_about_verifiers_and_mandates() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[5], &[0]);
		assert_eq!(Register::verifier(account(1)), Verifiers::<Test>::get(id));
		assert_eq!(Register::verifier(registrar()), None);

		assert_ok!(Register::grant_mandate(
			RuntimeOrigin::root(),
			registrar(),
			Mandate::Authorities
		));
		assert_eq!(
			Register::mandates(registrar()),
			vec![Mandate::Registrar, Mandate::Authorities]
		);
		assert!(Register::mandates(account(1)).is_empty());
		Now::set(LATER);
		assert!(Register::mandates(registrar()).is_empty(), "expired");
	});
}

#[test]
fn duties_count_what_is_open_and_who_may_serve() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Register::duties(), (0, 0));
		let busy = enrol_verifier(1, &[5], &[]);
		let idle = enrol_verifier(2, &[5], &[]);
		let each = Verifiers::<Test>::get(busy).expect("accredited").max_duties;
		assert_ok!(<Register as Panelists>::take_duty(busy));
		assert_eq!(Register::duties(), (1, 2 * each));

		// Suspended: what it began it finishes, but it is given nothing new.
		<Register as Panelists>::mark(busy, Fault::Wrong);
		<Register as Panelists>::mark(busy, Fault::Wrong);
		assert_eq!(Register::duties(), (1, each));
		assert_ok!(Register::remove(by(registrar()), account(2)));
		assert_eq!(Register::duties(), (1, 0), "{idle} is struck off");
	});
}
