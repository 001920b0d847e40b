use civic_primitives::MemberKind;
use frame_support::{assert_noop, assert_ok};
use rstest::rstest;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{mock::*, *};

fn try_open(offer: WindowTerms) -> DispatchResult {
	Desk::open_window(signed(TREASURER), EUR, offer)
}

fn with_budget(budget: Money) -> WindowTerms {
	WindowTerms { budget, ..offer() }
}

#[test]
fn a_window_opens_within_what_is_left_of_the_reserve() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, 1_500_00, TODAY));
		assert_ok!(try_open(offer()));
		System::assert_last_event(
			Event::WindowOpened {
				window: 0,
				currency: EUR,
				terms: offer(),
			}
			.into(),
		);
		let window = Window {
			currency: EUR,
			terms: offer(),
			taken: 0,
			closed: None,
		};
		assert_eq!(Desk::windows(), vec![(0, window.clone())]);
		assert_eq!(Desk::window(0), Some(window));
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!((reserve.promised, reserve.uncommitted), (1_000_00, 500_00));

		assert_noop!(try_open(with_budget(500_01)), Error::<Test>::ReserveTooLow);
		assert_ok!(try_open(with_budget(500_00)));
		assert_eq!(Desk::reserve(EUR).unwrap().uncommitted, 0);
	});
}

#[test]
fn what_waits_and_what_is_being_paid_is_not_there_for_a_window() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		assert_ok!(redeem(BOB, 500 * TOKEN));
		assert_ok!(begin(&[0]));
		assert_ok!(Desk::close_window(signed(TREASURER), 0));
		assert_eq!(Desk::reserve(EUR).unwrap().uncommitted, 850_00);
		assert_noop!(try_open(with_budget(850_01)), Error::<Test>::ReserveTooLow);
		assert_ok!(settle(&[0]));
		assert_noop!(try_open(with_budget(850_01)), Error::<Test>::ReserveTooLow);
		assert_ok!(try_open(with_budget(850_00)));
	});
}

#[test]
fn windows_are_opened_by_treasurers() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, 1_500_00, TODAY));
		for who in [ALICE, AUDITOR, ASSEMBLY] {
			assert_noop!(
				Desk::open_window(signed(who), EUR, offer()),
				Error::<Test>::NotTreasurer
			);
		}
		assert_noop!(
			Desk::open_window(RuntimeOrigin::root(), EUR, offer()),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Desk::open_window(signed(TREASURER), CHF, offer()),
			Error::<Test>::NotRedeemable
		);
	});
}

#[test]
fn no_window_opens_without_a_fresh_attestation() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_open(offer()), Error::<Test>::ReserveStale);
		assert_ok!(attest(EUR, 5_000_00, TODAY));
		Now::set(NOON + 7 * DAY);
		assert_ok!(try_open(offer()));
		Now::set(NOON + 7 * DAY + 1);
		assert_noop!(try_open(offer()), Error::<Test>::ReserveStale);
		// Freshness is measured by the terms in force.
		let terms = Terms {
			attestation_validity: 8 * DAY,
			..terms()
		};
		assert_ok!(Desk::set_terms(signed(ASSEMBLY), EUR, terms));
		assert_ok!(try_open(offer()));
	});
}

fn limits(limits: &[(MemberKind, u128)]) -> Limits {
	limits.to_vec().try_into().unwrap()
}

#[rstest]
#[case(WindowTerms { rate: 999, ..offer() }, Error::RateOutsideTerms)]
#[case(WindowTerms { rate: 20_001, ..offer() }, Error::RateOutsideTerms)]
#[case(with_budget(0), Error::BudgetOutsideTerms)]
#[case(with_budget(50_000_01), Error::BudgetOutsideTerms)]
#[case(WindowTerms { until: NOON, from: NOON - 1, ..offer() }, Error::TimesOutsideTerms)]
#[case(WindowTerms { until: NOON + 1, from: NOON + 1, ..offer() }, Error::TimesOutsideTerms)]
#[case(WindowTerms { until: NOON + 90 * DAY + 1, ..offer() }, Error::TimesOutsideTerms)]
#[case(
	WindowTerms { from: NOON + 90 * DAY + 1, until: NOON + 91 * DAY, ..offer() },
	Error::TimesOutsideTerms
)]
#[case(WindowTerms { smallest: 0, ..offer() }, Error::LimitsContradict)]
#[case(WindowTerms { largest: 10 * TOKEN - 1, ..offer() }, Error::LimitsContradict)]
#[case(WindowTerms { period: 0, ..offer() }, Error::LimitsContradict)]
#[case(WindowTerms { limits: limits(&[]), ..offer() }, Error::LimitsContradict)]
#[case(
	WindowTerms { limits: limits(&[(MemberKind::Citizen, 10 * TOKEN - 1)]), ..offer() },
	Error::LimitsContradict
)]
#[case(
	WindowTerms {
		limits: limits(&[
			(MemberKind::Citizen, 10 * TOKEN),
			(MemberKind::Business, 10 * TOKEN),
			(MemberKind::Citizen, 20 * TOKEN),
		]),
		..offer()
	},
	Error::LimitsContradict
)]
#[case(WindowTerms { smallest: 99_999, ..offer() }, Error::WorthNothing)]
fn windows_are_within_the_terms(#[case] offer: WindowTerms, #[case] error: Error<Test>) {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, Money::MAX, TODAY));
		assert_noop!(try_open(offer), error);
	});
}

#[rstest]
#[case(WindowTerms { rate: 1_000, ..offer() })]
#[case(WindowTerms { rate: 20_000, ..offer() })]
#[case(with_budget(1))]
#[case(with_budget(50_000_00))]
#[case(WindowTerms { until: NOON + 1, from: NOON - 1, ..offer() })]
#[case(WindowTerms { until: NOON + 90 * DAY, ..offer() })]
#[case(WindowTerms { from: NOON + 90 * DAY, until: NOON + 180 * DAY, ..offer() })]
#[case(WindowTerms { smallest: 100_000, ..offer() })]
#[case(WindowTerms { largest: 10 * TOKEN, period: 1, ..offer() })]
#[case(WindowTerms { largest: u128::MAX, period: u64::MAX, ..offer() })]
#[case(WindowTerms {
	limits: limits(&[
		(MemberKind::Citizen, 10 * TOKEN),
		(MemberKind::Collective, 10 * TOKEN),
		(MemberKind::Business, 10 * TOKEN),
		(MemberKind::Verifier, 10 * TOKEN),
		(MemberKind::Agency, u128::MAX),
	]),
	..offer()
})]
fn windows_may_be_at_the_edge_of_the_terms(#[case] offer: WindowTerms) {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, Money::MAX, TODAY));
		assert_ok!(try_open(offer));
	});
}

#[test]
fn there_are_no_more_open_windows_than_may_be_and_those_that_are_over_make_room() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, 3_000_00, TODAY));
		for days in [1, 2, 3] {
			open(WindowTerms {
				until: NOON + days * DAY,
				budget: 100_00,
				..offer()
			});
		}
		assert_noop!(try_open(with_budget(100_00)), Error::<Test>::TooManyWindows);
		Now::set(NOON + 2 * DAY - 1);
		assert_eq!(Desk::reserve(EUR).unwrap().promised, 200_00);
		Now::set(NOON + 2 * DAY);
		// What is over promises nothing, closed or not.
		assert_eq!(Desk::reserve(EUR).unwrap().promised, 100_00);
		assert_eq!(Desk::windows().len(), 3);
		assert_ok!(try_open(with_budget(1_000_00)));
		for window in [0, 1] {
			System::assert_has_event(
				Event::WindowClosed {
					window,
					rest: 100_00,
				}
				.into(),
			);
		}
		let open: Vec<_> = Desk::windows().into_iter().map(|(id, _)| id).collect();
		assert_eq!(open, [2, 3]);
		assert_eq!(Desk::window(0).unwrap().closed, Some(NOON + 2 * DAY));
	});
}

#[test]
fn a_treasurer_closes_a_window_at_any_time_and_what_waits_stays() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		assert_noop!(
			Desk::close_window(signed(ALICE), 0),
			Error::<Test>::NotTreasurer
		);
		assert_noop!(
			Desk::close_window(RuntimeOrigin::root(), 0),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Desk::close_window(signed(DEPUTY), 1),
			Error::<Test>::UnknownWindow
		);
		assert_ok!(Desk::close_window(signed(DEPUTY), 0));
		System::assert_last_event(
			Event::WindowClosed {
				window: 0,
				rest: 900_00,
			}
			.into(),
		);
		assert_noop!(
			Desk::close_window(signed(DEPUTY), 0),
			Error::<Test>::WindowOver
		);
		assert_noop!(redeem(ALICE, 10 * TOKEN), Error::<Test>::WindowOver);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!(
			(reserve.open, reserve.promised, reserve.uncommitted),
			(100_00, 0, 900_00)
		);
		assert_eq!(waiting(EUR), [0]);
		// Its owner may still take it back; the closed window takes nothing up again.
		assert_ok!(Desk::cancel(signed(ALICE), 0));
		assert_eq!(Desk::reserve(EUR).unwrap().uncommitted, 1_000_00);
		assert_ok!(try_open(offer()));
		assert_eq!(Desk::windows().len(), 1);
	});
}

#[test]
fn anybody_closes_a_window_that_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		Now::set(offer().until - 1);
		assert_noop!(
			Desk::close_window(signed(STRANGER), 0),
			Error::<Test>::NotTreasurer
		);
		Now::mutate(|now| *now += 1);
		assert_ok!(Desk::close_window(signed(STRANGER), 0));
		assert_eq!(Desk::windows(), []);
	});
}

#[test]
fn terms_that_change_leave_open_windows_alone() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		let terms = Terms {
			min_rate: 15_000,
			max_window_budget: 0,
			..terms()
		};
		assert_ok!(Desk::set_terms(signed(ASSEMBLY), EUR, terms));
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		assert_noop!(
			try_open(WindowTerms {
				rate: 15_000,
				..with_budget(1)
			}),
			Error::<Test>::BudgetOutsideTerms
		);
	});
}

#[test]
fn no_window_gets_a_number_twice() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, 3_000_00, TODAY));
		NextWindowId::<Test>::put(WindowId::MAX);
		assert_noop!(try_open(offer()), sp_runtime::ArithmeticError::Overflow);
	});
}
