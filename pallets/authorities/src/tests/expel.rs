use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin::{None, Root, Signed};
use sp_runtime::DispatchError::BadOrigin;

use crate::{mock::*, Error, Event};

#[test]
fn an_expelled_agency_validates_for_two_more_sessions() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Authorities::expel(Root.into(), 2));
		assert_eq!(
			events(),
			[Event::Expelled {
				who: 2,
				agency: 102
			}]
		);
		assert_eq!(validators(), [1, 2, 3, 4, 5]);
		rotate(1);
		assert_eq!(validators(), [1, 2, 3, 4, 5]);
		rotate(1);
		assert_eq!(validators(), [1, 3, 4, 5]);
	});
}

#[test]
fn only_the_expelling_origin_expels() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Authorities::expel(Signed(2).into(), 2), BadOrigin);
		assert_noop!(Authorities::expel(None.into(), 2), BadOrigin);
	});
}

#[test]
fn who_has_no_seat_cannot_lose_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Authorities::expel(Root.into(), 6), Error::<Test>::NotSeated);
	});
}

#[test]
fn the_minimum_stays() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Authorities::expel(Root.into(), 5));
		assert_noop!(
			Authorities::expel(Root.into(), 4),
			Error::<Test>::TooFewAuthorities
		);
		// Room is made by admitting another first.
		assert_ok!(Authorities::admit(Root.into(), 6));
		assert_ok!(Authorities::expel(Root.into(), 4));
	});
}

#[test]
fn no_decision_leaves_fewer_than_four_whatever_genesis_has_set() {
	let build = |minimum| ExtBuilder::default().with_minimum(minimum);
	build(1).build_and_execute(|| {
		assert_ok!(Authorities::expel(Root.into(), 5));
		assert_noop!(
			Authorities::expel(Root.into(), 4),
			Error::<Test>::TooFewAuthorities
		);
	});
	build(5).build_and_execute(|| {
		assert_noop!(
			Authorities::expel(Root.into(), 5),
			Error::<Test>::TooFewAuthorities
		);
	});
}

#[test]
fn an_agency_whose_enrolment_ended_keeps_its_seat_until_expelled() {
	ExtBuilder::default().build_and_execute(|| {
		Register::set(Vec::new());
		rotate(3);
		assert_eq!(validators(), [1, 2, 3, 4, 5]);
		assert_ok!(Authorities::expel(Root.into(), 1));
	});
}
