use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

use crate::{mock::*, *};

/// Alice and Bob are being paid 100 and 50 euros.
fn two() {
	open_desk();
	assert_ok!(redeem(ALICE, 1_000 * TOKEN));
	assert_ok!(redeem(BOB, 500 * TOKEN));
	assert_ok!(begin(&[0, 1]));
}

fn settle_with(payment: Payment) -> DispatchResult {
	Desk::settle(signed(TREASURER), vec![payment].try_into().unwrap())
}

#[test]
fn what_is_paid_is_burned() {
	ExtBuilder::default().build_and_execute(|| {
		two();
		let issued = Balances::total_issuance();
		Now::set(NOON + 60);
		assert_ok!(settle(&[0]));
		System::assert_last_event(
			Event::Settled {
				redemption: 0,
				paid: 100_00,
				burned: 1_000 * TOKEN,
				released: 0,
				reference: reference("BANK-1"),
				booked: TODAY,
			}
			.into(),
		);
		assert_eq!(
			status(0),
			Status::Settled {
				paid: 100_00,
				burned: 1_000 * TOKEN,
				reference: reference("BANK-1"),
				booked: TODAY,
				at: NOON + 60,
			}
		);
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 1_000 * TOKEN);
		assert_eq!(Balances::total_issuance(), issued - 1_000 * TOKEN);
		assert_eq!(Books::redeemed(), 1_000 * TOKEN);
		assert_eq!(held(BOB), 500 * TOKEN);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!(
			(reserve.available, reserve.due, reserve.paid),
			(900_00, 50_00, 100_00)
		);
		// What was paid is gone from the budget and the limit.
		assert_eq!(Desk::window(0).unwrap().taken, 150_00);
		assert_eq!(Desk::usage(0, ALICE_ID).unwrap().0, 1_000 * TOKEN);
	});
}

#[test]
fn many_are_settled_in_any_order_or_none_is() {
	ExtBuilder::default().build_and_execute(|| {
		two();
		assert_noop!(settle(&[]), Error::<Test>::NothingToPay);
		assert_noop!(settle(&[1, 1]), Error::<Test>::NotPaying);
		assert_noop!(settle(&[1, 2]), Error::<Test>::UnknownRedemption);
		assert_ok!(settle(&[1, 0]));
		assert_noop!(settle(&[1]), Error::<Test>::NotPaying);
		assert_eq!(Desk::reserve(EUR).unwrap().paid, 150_00);
		let five = vec![payment(0, TODAY); 5];
		assert!(BoundedVec::<_, MaxPaymentsPerCall>::try_from(five).is_err());
	});
}

#[test]
fn only_what_is_being_paid_is_settled() {
	ExtBuilder::default().build_and_execute(|| {
		two();
		assert_ok!(redeem(BOB, 10 * TOKEN));
		assert_noop!(settle(&[2]), Error::<Test>::NotPaying);
		assert_ok!(Desk::reject(signed(TREASURER), 0, *b"AC04"));
		assert_noop!(settle(&[0]), Error::<Test>::NotPaying);
	});
}

#[test]
fn a_payment_has_a_reference_and_a_day_between_its_beginning_and_today() {
	ExtBuilder::default().build_and_execute(|| {
		two();
		let nameless = Payment {
			reference: reference(""),
			..payment(0, TODAY)
		};
		assert_noop!(settle_with(nameless), Error::<Test>::TextUnfit);
		assert_noop!(
			settle_with(payment(0, TODAY + 2)),
			Error::<Test>::DateInFuture
		);
		assert_noop!(
			settle_with(payment(0, TODAY - 1)),
			Error::<Test>::BookedTooEarly
		);
		Now::set(NOON + DAY);
		assert_ok!(settle_with(payment(0, TODAY + 1)));
		assert_ok!(settle_with(payment(1, TODAY)));
	});
}

#[test]
fn payments_are_settled_by_treasurers() {
	ExtBuilder::default().build_and_execute(|| {
		two();
		let payments: BoundedVec<_, _> = vec![payment(0, TODAY)].try_into().unwrap();
		for who in [ALICE, AUDITOR, ASSEMBLY] {
			assert_noop!(
				Desk::settle(signed(who), payments.clone()),
				Error::<Test>::NotTreasurer
			);
		}
		assert_noop!(
			Desk::settle(RuntimeOrigin::root(), payments),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_later_statement_contains_what_was_booked_by_its_day() {
	ExtBuilder::default().build_and_execute(|| {
		two();
		assert_ok!(settle(&[0]));
		Now::set(NOON + DAY);
		assert_ok!(settle_with(payment(1, TODAY + 1)));
		assert_eq!(Desk::reserve(EUR).unwrap().available, 850_00);
		// Today's statement shows the first payment, and not the second.
		assert_ok!(attest(EUR, 900_00, TODAY));
		assert_eq!(Desk::reserve(EUR).unwrap().available, 850_00);
		assert_ok!(attest(EUR, 850_00, TODAY + 1));
		assert_eq!(Desk::reserve(EUR).unwrap().available, 850_00);
		assert_eq!(SpentDays::<Test>::get(EUR).len(), 0);
	});
}

#[test]
fn what_the_statement_in_force_shows_is_not_spent_again() {
	ExtBuilder::default().build_and_execute(|| {
		two();
		// The bank paid today, and today's statement is attested before the payment is settled.
		assert_ok!(attest(EUR, 850_00, TODAY));
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!((reserve.available, reserve.due), (850_00, 150_00));
		assert_ok!(settle(&[0, 1]));
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!((reserve.available, reserve.due), (850_00, 0));
	});
}

#[test]
fn days_without_room_are_counted_as_the_next() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		for day in 0..4u64 {
			Now::set(NOON + day * DAY);
			assert_ok!(redeem(ALICE, 100 * TOKEN));
			assert_ok!(begin(&[day]));
			assert_ok!(settle_with(payment(day, TODAY + day as Date)));
		}
		// Room for three days: the first counts as the second.
		let days: Vec<_> = SpentDays::<Test>::get(EUR).into_iter().collect();
		assert_eq!(
			days,
			[(TODAY + 1, 20_00), (TODAY + 2, 10_00), (TODAY + 3, 10_00)]
		);
		assert_eq!(Desk::reserve(EUR).unwrap().available, 960_00);
		// Dropped a day late, never early.
		assert_ok!(attest(EUR, 990_00, TODAY));
		assert_eq!(Desk::reserve(EUR).unwrap().available, 950_00);
		assert_ok!(attest(EUR, 980_00, TODAY + 1));
		assert_eq!(Desk::reserve(EUR).unwrap().available, 960_00);
	});
}

#[test]
fn one_day_is_room_enough() {
	ExtBuilder::default().build_and_execute(|| {
		MaxSpentDays::set(1);
		open_desk();
		for day in 0..3u64 {
			Now::set(NOON + day * DAY);
			assert_ok!(redeem(ALICE, 100 * TOKEN));
		}
		assert_ok!(begin(&[0, 1, 2]));
		for id in 0..3 {
			assert_ok!(settle_with(payment(id, TODAY + 2)));
		}
		let days: Vec<_> = SpentDays::<Test>::get(EUR).into_iter().collect();
		assert_eq!(days, [(TODAY + 2, 30_00)]);
	});
}

#[test]
fn tokens_are_burned_only_if_the_books_can_count_them() {
	ExtBuilder::default().build().execute_with(|| {
		two();
		Books::set(u128::MAX);
		assert_noop!(settle(&[0]), ArithmeticError::Overflow);
		assert_eq!(held(ALICE), 1_000 * TOKEN);
	});
}
