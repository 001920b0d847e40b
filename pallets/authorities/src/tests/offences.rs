use frame_support::{assert_ok, traits::DisabledValidators};
use frame_system::RawOrigin::Root;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

use crate::{mock::*, Event, Offenders};

/// The offences pallet reports that `who` did wrong in session `session`.
fn report(who: &[AccountId], session: u32) {
	let offenders: Vec<_> = who
		.iter()
		.map(|who| OffenceDetails {
			offender: (*who, ()),
			reporters: vec![1],
		})
		.collect();
	let fractions = vec![Perbill::from_percent(10); offenders.len()];
	Authorities::on_offence(&offenders, &fractions, session);
}

#[test]
fn an_offender_is_disabled_at_once_and_gone_two_sessions_on() {
	ExtBuilder::default().build_and_execute(|| {
		rotate(1);
		report(&[2], 1);
		assert!(Session::is_disabled(1));
		assert_eq!(
			events(),
			[Event::OffenderRemoved {
				who: 2,
				agency: 102,
				session: 1
			}]
		);

		rotate(1);
		// Its queued keys still run, disabled.
		assert_eq!(validators(), [1, 2, 3, 4, 5]);
		assert!(Session::is_disabled(1));
		rotate(1);
		assert_eq!(validators(), [1, 3, 4, 5]);
		assert_eq!(Session::disabled_validators(), Vec::<u32>::new());
	});
}

#[test]
fn at_the_minimum_an_offender_is_disabled_and_keeps_its_seat() {
	ExtBuilder::default().with_seats(4).build_and_execute(|| {
		report(&[2], 0);
		assert!(Session::is_disabled(1));
		assert_eq!(events(), [Event::OffenderKept { who: 2, session: 0 }]);
		assert!(Authorities::is_kept_offender(&2));
		rotate(3);
		assert_eq!(validators(), [1, 2, 3, 4]);
		assert!(Session::is_disabled(1));
	});
}

#[test]
fn a_report_repeated_with_a_concurrent_one_counts_once() {
	ExtBuilder::default().with_seats(6).build_and_execute(|| {
		report(&[2], 0);
		report(&[2, 3], 0);
		assert_eq!(
			events(),
			[
				Event::OffenderRemoved {
					who: 2,
					agency: 102,
					session: 0
				},
				Event::OffenderRemoved {
					who: 3,
					agency: 103,
					session: 0
				},
			],
		);
	});
}

#[test]
fn an_expelled_agency_that_still_validates_is_disabled() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Authorities::expel(Root.into(), 2));
		report(&[2], 0);
		assert!(Session::is_disabled(1));
		assert_eq!(
			events(),
			[Event::Expelled {
				who: 2,
				agency: 102
			}]
		);
	});
}

#[test]
fn an_offender_can_be_admitted_again_by_decision() {
	ExtBuilder::default().build_and_execute(|| {
		report(&[2], 0);
		assert_ok!(Authorities::admit(Root.into(), 2));
		rotate(2);
		assert_eq!(validators(), [1, 2, 3, 4, 5]);
	});
}

#[test]
fn a_kept_offender_is_kept_only_while_too_few_would_remain() {
	ExtBuilder::default().with_seats(4).build_and_execute(|| {
		report(&[2], 0);
		assert!(Authorities::is_kept_offender(&2));
		assert!(!Authorities::is_kept_offender(&1));
		assert_ok!(Authorities::admit(Root.into(), 6));
		assert!(!Authorities::is_kept_offender(&2));
		report(&[2], 0);
		assert!(!Authorities::is_seated(&2));
		assert_eq!(
			events().last(),
			Some(&Event::OffenderRemoved {
				who: 2,
				agency: 102,
				session: 0
			})
		);
	});
}

#[test]
fn a_kept_offender_cannot_enable_itself_by_changing_its_keys() {
	ExtBuilder::default().with_seats(4).build_and_execute(|| {
		report(&[2], 0);
		set_keys(2, 50);
		for _ in 0..4 {
			rotate(1);
			assert_eq!(validators(), [1, 2, 3, 4]);
			assert!(Session::is_disabled(1));
		}
		// Nor does another's seat help it, nor the loss of its own while it still validates.
		assert_ok!(Authorities::admit(Root.into(), 6));
		rotate(2);
		assert_eq!(validators(), [1, 2, 3, 4, 6]);
		assert!(Session::is_disabled(1));
		assert_ok!(Authorities::expel(Root.into(), 2));
		rotate(1);
		assert!(Session::is_disabled(1));
		rotate(1);
		assert_eq!(validators(), [1, 3, 4, 6]);
		assert_eq!(Session::disabled_validators(), Vec::<u32>::new());
		assert!(Offenders::<Test>::get().is_empty());
	});
}

#[test]
fn an_offender_is_disabled_to_its_end_though_another_change_comes_first() {
	ExtBuilder::default().build_and_execute(|| {
		// Planned before the offence, in force after it.
		assert_ok!(Authorities::admit(Root.into(), 6));
		rotate(1);
		report(&[2], 1);
		rotate(1);
		assert_eq!(validators(), [1, 2, 3, 4, 5, 6]);
		assert!(Session::is_disabled(1));
		rotate(1);
		assert_eq!(validators(), [1, 3, 4, 5, 6]);
		assert_eq!(Session::disabled_validators(), Vec::<u32>::new());
		assert!(Offenders::<Test>::get().is_empty());
	});
}

#[test]
fn a_seat_by_decision_is_a_new_beginning() {
	ExtBuilder::default().build_and_execute(|| {
		report(&[2], 0);
		rotate(2);
		assert_ok!(Authorities::admit(Root.into(), 2));
		rotate(2);
		assert_eq!(validators(), [1, 2, 3, 4, 5]);
		assert!(!Session::is_disabled(1));
	});
}

#[test]
fn who_is_gone_is_not_remembered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Authorities::expel(Root.into(), 2));
		rotate(2);
		report(&[2], 0);
		assert!(Offenders::<Test>::get().is_empty());
	});
}
