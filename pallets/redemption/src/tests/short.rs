//! A reserve that does not cover what is owed: the same part for all who wait, visibly.

use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, *};

/// Alice is being paid 100 euros; Bob and the shop wait for 60 and 40. Then 150 are left.
fn short() {
	open_desk();
	assert_ok!(redeem(ALICE, 1_000 * TOKEN));
	assert_ok!(redeem(BOB, 600 * TOKEN));
	assert_ok!(redeem(SHOP, 400 * TOKEN));
	assert_ok!(begin(&[0]));
	assert_ok!(attest(EUR, 150_00, TODAY));
}

#[test]
fn an_attestation_below_what_is_owed_makes_the_reserve_short() {
	ExtBuilder::default().build_and_execute(|| {
		short();
		System::assert_last_event(
			Event::ReserveShort {
				currency: EUR,
				part: 50_00,
				whole: 100_00,
			}
			.into(),
		);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!(
			reserve.short,
			Some(Fraction {
				part: 50_00,
				whole: 100_00
			})
		);
		assert_eq!(
			(
				reserve.available,
				reserve.due,
				reserve.open,
				reserve.uncommitted
			),
			(150_00, 100_00, 100_00, 0)
		);
		// Nobody comes in, and no window opens.
		assert_noop!(redeem(BOB, 10 * TOKEN), Error::<Test>::ReserveShort);
		assert_noop!(
			Desk::open_window(signed(TREASURER), EUR, offer()),
			Error::<Test>::ReserveShort
		);
	});
}

#[test]
fn exactly_enough_is_not_short() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		assert_ok!(attest(EUR, 100_00, TODAY));
		assert_eq!(Desk::reserve(EUR).unwrap().short, None);
		assert_ok!(attest(EUR, 99_99, TODAY));
		assert_eq!(
			Desk::reserve(EUR).unwrap().short,
			Some(Fraction {
				part: 99_99,
				whole: 100_00
			})
		);
	});
}

#[test]
fn all_who_wait_are_paid_the_same_part_and_burn_the_same_part() {
	ExtBuilder::default().build_and_execute(|| {
		short();
		assert_ok!(begin(&[1, 2]));
		System::assert_last_event(
			Event::PaymentsBegun {
				currency: EUR,
				ids: vec![1, 2].try_into().unwrap(),
				due: 50_00,
				message: MESSAGE,
			}
			.into(),
		);
		Now::set(NOON + DAY);
		assert_ok!(Desk::settle(
			signed(TREASURER),
			[0, 1, 2]
				.map(|id| payment(id, TODAY + 1))
				.to_vec()
				.try_into()
				.unwrap()
		));
		System::assert_has_event(
			Event::Settled {
				redemption: 1,
				paid: 30_00,
				burned: 300 * TOKEN,
				released: 300 * TOKEN,
				reference: reference("BANK-1"),
				booked: TODAY + 1,
			}
			.into(),
		);
		// Whose payment had begun is paid in full.
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 1_000 * TOKEN);
		assert_eq!(Balances::free_balance(BOB), ENDOWMENT - 300 * TOKEN);
		assert_eq!(Balances::free_balance(SHOP), ENDOWMENT - 200 * TOKEN);
		assert_eq!(held(BOB) + held(SHOP), 0);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!((reserve.available, reserve.due, reserve.open), (0, 0, 0));
		// The budget and the limits count what was paid and burned.
		assert_eq!(Desk::window(0).unwrap().taken, 150_00);
		assert_eq!(Desk::usage(0, BOB_ID).unwrap().0, 300 * TOKEN);
	});
}

#[test]
fn an_attestation_that_covers_all_lifts_it() {
	ExtBuilder::default().build_and_execute(|| {
		short();
		assert_ok!(begin(&[1]));
		// 100 and 30 are being paid, 40 waits.
		assert_ok!(attest(EUR, 169_99, TODAY));
		System::assert_last_event(
			Event::ReserveShort {
				currency: EUR,
				part: 39_99,
				whole: 40_00,
			}
			.into(),
		);
		assert_ok!(attest(EUR, 170_00, TODAY));
		System::assert_last_event(Event::ReserveCovered { currency: EUR }.into());
		assert_eq!(Desk::reserve(EUR).unwrap().short, None);
		// What was fixed stays fixed; the others are paid in full.
		assert_ok!(begin(&[2]));
		assert!(matches!(status(1), Status::Paying { due: 30_00, .. }));
		assert!(matches!(status(2), Status::Paying { due: 40_00, .. }));
		assert_noop!(redeem(BOB, 10 * TOKEN), Error::<Test>::ReserveTooLow);
		assert_ok!(attest(EUR, 171_00, TODAY));
		let covered = System::events().into_iter().filter(|record| {
			record.event == Event::<Test>::ReserveCovered { currency: EUR }.into()
		});
		assert_eq!(covered.count(), 1, "told once");
		assert_ok!(redeem(BOB, 10 * TOKEN));
	});
}

#[test]
fn what_leaves_the_queue_leaves_the_others_part_as_it_is() {
	ExtBuilder::default().build_and_execute(|| {
		short();
		assert_ok!(Desk::cancel(signed(BOB), 1));
		assert_ok!(begin(&[2]));
		assert!(matches!(status(2), Status::Paying { due: 20_00, .. }));
		// It stays short until somebody attests again.
		assert_noop!(redeem(BOB, 10 * TOKEN), Error::<Test>::ReserveShort);
		assert_ok!(attest(EUR, 150_00, TODAY));
		assert_eq!(Desk::reserve(EUR).unwrap().short, None);
	});
}

#[test]
fn with_nothing_for_those_who_wait_no_payment_begins() {
	ExtBuilder::default().build_and_execute(|| {
		short();
		// Not even what is being paid is there.
		assert_ok!(attest(EUR, 99_00, TODAY));
		assert_eq!(
			Desk::reserve(EUR).unwrap().short,
			Some(Fraction {
				part: 0,
				whole: 100_00
			})
		);
		assert_noop!(begin(&[1]), Error::<Test>::NothingDue);
		// Everything else goes on.
		assert_ok!(settle(&[0]));
		assert_ok!(Desk::reject(signed(TREASURER), 1, *b"NPAY"));
		assert_ok!(Desk::cancel(signed(SHOP), 2));
		assert_eq!(held(BOB) + held(SHOP), 0);
		assert_ok!(attest(EUR, 0, TODAY));
		assert_eq!(Desk::reserve(EUR).unwrap().short, None);
	});
}

#[test]
fn short_with_nobody_who_waits() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		assert_ok!(begin(&[0]));
		assert_ok!(attest(EUR, 99_99, TODAY));
		assert_eq!(
			Desk::reserve(EUR).unwrap().short,
			Some(Fraction { part: 0, whole: 0 })
		);
		assert_noop!(redeem(BOB, 10 * TOKEN), Error::<Test>::ReserveShort);
		assert_ok!(settle(&[0]));
	});
}

#[test]
fn a_part_below_the_smallest_coin_stops_the_queue_until_it_is_rejected() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, 1_000_00, TODAY));
		open(WindowTerms {
			smallest: 100_000,
			..offer()
		});
		assert_ok!(redeem(ALICE, 100_000));
		assert_ok!(redeem(BOB, 1_000 * TOKEN));
		assert_ok!(attest(EUR, 50_00, TODAY));
		assert_noop!(begin(&[0]), Error::<Test>::NothingDue);
		assert_noop!(begin(&[1]), Error::<Test>::NotNext);
		assert_ok!(Desk::reject(signed(TREASURER), 0, *b"AM01"));
		assert_ok!(begin(&[1]));
		assert!(matches!(status(1), Status::Paying { due: 49_99, .. }));
		assert_ok!(settle(&[1]));
		let Status::Settled { burned, .. } = status(1) else {
			panic!("it is settled");
		};
		// The same part, rounded up to a unit.
		assert_eq!(burned, 499_900_000);
	});
}

#[test]
fn another_currency_is_not_touched() {
	ExtBuilder::default()
		.terms(CHF, terms())
		.build_and_execute(|| {
			assert_ok!(attest(CHF, 1_000_00, TODAY));
			assert_ok!(Desk::open_window(signed(TREASURER), CHF, offer()));
			assert_ok!(attest(EUR, 1_000_00, TODAY));
			assert_ok!(Desk::open_window(signed(TREASURER), EUR, offer()));
			let redeem = |window, who| Desk::redeem(signed(who), window, 1_000 * TOKEN, PAYEE);
			assert_ok!(redeem(0, ALICE));
			assert_ok!(redeem(1, BOB));
			assert_ok!(redeem(0, SHOP));
			assert_eq!((waiting(CHF), waiting(EUR)), (vec![0, 2], vec![1]));
			assert_ok!(attest(EUR, 1_00, TODAY));
			assert_eq!(Desk::reserve(CHF).unwrap().short, None);
			assert_ok!(redeem(0, BOB));
			assert_noop!(redeem(1, ALICE), Error::<Test>::ReserveShort);
			assert_eq!(Desk::position(2), Some((1, 100_00)));
			assert_eq!(held(BOB), 2_000 * TOKEN);
		});
}
