use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

/// Four who wait: 100, 1, 2 and 3 euros.
fn four() {
	open_desk();
	assert_ok!(redeem(ALICE, 1_000 * TOKEN));
	for tokens in [10, 20, 30] {
		assert_ok!(redeem(BOB, tokens * TOKEN));
	}
}

#[test]
fn the_first_are_paid_their_quotes() {
	ExtBuilder::default().build_and_execute(|| {
		four();
		Now::set(NOON + 60);
		assert_ok!(begin(&[0, 1]));
		System::assert_last_event(
			Event::PaymentsBegun {
				currency: EUR,
				ids: vec![0, 1].try_into().unwrap(),
				due: 101_00,
				message: MESSAGE,
			}
			.into(),
		);
		for (id, due) in [(0, 100_00), (1, 1_00)] {
			let redemption = Desk::redemption(id).unwrap();
			assert_eq!(
				redemption.status,
				Status::Paying {
					due,
					message: MESSAGE,
					begun: NOON + 60
				}
			);
			assert_eq!((redemption.previous, redemption.next), (None, None));
		}
		assert_eq!(waiting(EUR), [2, 3]);
		assert_eq!(Desk::redemption(2).unwrap().previous, None);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!(
			(
				reserve.available,
				reserve.due,
				reserve.open,
				reserve.waiting
			),
			(1_000_00, 101_00, 5_00, 2)
		);
		// The tokens stay held until the bank paid.
		assert_eq!(held(ALICE), 1_000 * TOKEN);

		assert_ok!(begin(&[2, 3]));
		assert!(waiting(EUR).is_empty());
		// The next one begins a new queue.
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		assert_eq!(waiting(EUR), [4]);
		assert_eq!(Desk::redemption(4).unwrap().previous, None);
	});
}

#[test]
fn a_repeated_call_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		four();
		assert_ok!(begin(&[0, 1]));
		assert_noop!(begin(&[0, 1]), Error::<Test>::NotNext);
	});
}

#[test]
fn only_the_first_are_paid_in_order() {
	ExtBuilder::default()
		.terms(CHF, terms())
		.build_and_execute(|| {
			four();
			for ids in [
				&[1][..],
				&[0, 2],
				&[1, 0],
				&[0, 0],
				&[0, 1, 3],
				&[4],
				&[u64::MAX],
			] {
				assert_noop!(begin(ids), Error::<Test>::NotNext);
			}
			assert_noop!(begin(&[]), Error::<Test>::NothingToPay);
			let ids: BoundedVec<_, _> = vec![0].try_into().unwrap();
			assert_noop!(
				Desk::begin_payments(signed(TREASURER), CHF, ids, MESSAGE),
				Error::<Test>::NotNext
			);
			// Whoever leaves the queue is not next any more.
			assert_ok!(Desk::cancel(signed(ALICE), 0));
			assert_ok!(Desk::cancel(signed(BOB), 2));
			assert_noop!(begin(&[1, 2]), Error::<Test>::NotNext);
			assert_ok!(begin(&[1, 3]));
		});
}

#[test]
fn a_call_begins_so_many_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		four();
		assert_ok!(redeem(BOB, 10 * TOKEN));
		assert!(
			BoundedVec::<RedemptionId, MaxPaymentsPerCall>::try_from(vec![0, 1, 2, 3, 4]).is_err()
		);
		assert_ok!(begin(&[0, 1, 2, 3]));
		assert_ok!(begin(&[4]));
	});
}

#[test]
fn payments_are_begun_by_treasurers() {
	ExtBuilder::default().build_and_execute(|| {
		four();
		for who in [ALICE, AUDITOR, ASSEMBLY] {
			assert_noop!(
				Desk::begin_payments(signed(who), EUR, vec![0].try_into().unwrap(), MESSAGE),
				Error::<Test>::NotTreasurer
			);
		}
		let ids = vec![0].try_into().unwrap();
		assert_noop!(
			Desk::begin_payments(RuntimeOrigin::root(), EUR, ids, MESSAGE),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn what_is_being_paid_is_neither_taken_back_nor_released() {
	ExtBuilder::default().build_and_execute(|| {
		four();
		assert_ok!(begin(&[0]));
		assert_noop!(Desk::cancel(signed(ALICE), 0), Error::<Test>::NotOpen);
		Now::set(NOON + 400 * DAY);
		assert_noop!(Desk::release(signed(BOB), 0), Error::<Test>::NotOpen);
		// What expired and was not released may still be paid.
		assert_ok!(begin(&[1]));
	});
}
