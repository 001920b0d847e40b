use civic_primitives::MemberKind;
use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin::{None, Root, Signed};
use sp_runtime::DispatchError::BadOrigin;

use crate::{mock::*, Error, Event, Seats};

#[test]
fn an_agency_with_keys_is_admitted_and_validates_two_sessions_on() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Authorities::admit(Root.into(), 6));
		assert_eq!(Seats::<Test>::get().get(&6), Some(&106));
		assert_eq!(
			events(),
			[Event::Admitted {
				who: 6,
				agency: 106
			}]
		);

		rotate(1);
		assert_eq!(validators(), [1, 2, 3, 4, 5]);
		rotate(1);
		assert_eq!(validators(), [1, 2, 3, 4, 5, 6]);
	});
}

#[test]
fn only_the_admitting_origin_admits() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Authorities::admit(Signed(1).into(), 6), BadOrigin);
		assert_noop!(Authorities::admit(None.into(), 6), BadOrigin);
	});
}

#[test]
fn who_is_no_agency_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Authorities::admit(Root.into(), 77),
			Error::<Test>::NotAgency
		);
		for kind in [
			MemberKind::Citizen,
			MemberKind::Verifier,
			MemberKind::Business,
		] {
			Register::set(vec![(6, 106, kind)]);
			assert_noop!(Authorities::admit(Root.into(), 6), Error::<Test>::NotAgency);
		}
	});
}

#[test]
fn an_agency_without_keys_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		purge_keys(6);
		assert_noop!(Authorities::admit(Root.into(), 6), Error::<Test>::NoKeys);
	});
}

#[test]
fn a_seat_is_given_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Authorities::admit(Root.into(), 1),
			Error::<Test>::AlreadySeated
		);
	});
}

#[test]
fn an_agency_has_one_seat_and_takes_it_along_to_another_key() {
	ExtBuilder::default().with_seats(4).build_and_execute(|| {
		// The register moved agency 101 from account 1 to account 7.
		Register::set(vec![(7, 101, MemberKind::Agency)]);
		assert_ok!(Authorities::admit(Root.into(), 7));
		assert_eq!(
			events(),
			[Event::Moved {
				from: 1,
				to: 7,
				agency: 101
			}]
		);
		assert!(!Authorities::is_seated(&1));
		rotate(2);
		assert_eq!(validators(), [2, 3, 4, 7]);
	});
}

#[test]
fn there_are_as_many_seats_as_there_are() {
	ExtBuilder::default()
		.with_seats(u64::from(MAX) - 1)
		.build_and_execute(|| {
			assert_ok!(Authorities::admit(Root.into(), 6));
			assert_noop!(
				Authorities::admit(Root.into(), 7),
				Error::<Test>::TooManyAuthorities
			);
			// A full house does not keep an agency from moving its seat.
			Register::set(vec![(7, 101, MemberKind::Agency)]);
			assert_ok!(Authorities::admit(Root.into(), 7));
		});
}
