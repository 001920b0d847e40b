use civic_primitives::MemberKind;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{ArithmeticError, DispatchError};

use crate::{mock::*, *};

#[test]
fn redeem_holds_tokens_for_a_quote_and_a_place() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		Now::set(NOON + 60);
		assert_ok!(redeem(ALICE, 1_000 * TOKEN + 99_999));
		System::assert_last_event(
			Event::Redeemed {
				redemption: 0,
				window: 0,
				owner: ALICE_ID,
				account: ALICE,
				amount: 1_000 * TOKEN + 99_999,
				currency: EUR,
				quote: 100_00,
				payee: PAYEE,
				expires: NOON + 60 + 30 * DAY,
			}
			.into(),
		);
		let redemption = Redemption {
			currency: EUR,
			window: 0,
			period: 0,
			owner: ALICE_ID,
			account: ALICE,
			amount: 1_000 * TOKEN + 99_999,
			quote: 100_00,
			payee: PAYEE,
			at: NOON + 60,
			expires: NOON + 60 + 30 * DAY,
			status: Status::Open,
			previous: None,
			next: None,
		};
		assert_eq!(Desk::redemption(0), Some(redemption));
		assert_eq!(held(ALICE), 1_000 * TOKEN + 99_999);
		assert_eq!(
			Balances::free_balance(ALICE),
			ENDOWMENT - 1_000 * TOKEN - 99_999
		);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!(
			(
				reserve.available,
				reserve.open,
				reserve.promised,
				reserve.uncommitted,
				reserve.waiting
			),
			(1_000_00, 100_00, 900_00, 0, 1)
		);
		assert_eq!(Desk::window(0).unwrap().taken, 100_00);
	});
}

#[test]
fn first_come_first_served() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(BOB, 30 * TOKEN));
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		assert_ok!(redeem(BOB, 20 * TOKEN));
		assert_eq!(waiting(EUR), [0, 1, 2]);
		let links = |id| {
			let redemption = Desk::redemption(id).unwrap();
			(redemption.previous, redemption.next)
		};
		assert_eq!(links(0), (None, Some(1)));
		assert_eq!(links(1), (Some(0), Some(2)));
		assert_eq!(links(2), (Some(1), None));
		assert_eq!(Desk::position(0), Some((0, 0)));
		assert_eq!(Desk::position(2), Some((2, 4_00)));
		assert_eq!(held(BOB), 50 * TOKEN);
	});
}

#[test]
fn redeem_is_for_active_members_of_the_kinds_that_are_named() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_noop!(redeem(STRANGER, 10 * TOKEN), Error::<Test>::NotMember);
		assert_noop!(redeem(VERIFIER, 10 * TOKEN), Error::<Test>::KindExcluded);
		assert_noop!(redeem(TREASURER, 10 * TOKEN), Error::<Test>::KindExcluded);
		Register::mutate(|register| register.get_mut(&ALICE_ID).unwrap().2 = false);
		assert_noop!(redeem(ALICE, 10 * TOKEN), Error::<Test>::NotMember);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Desk::redeem(origin, 0, 10 * TOKEN, PAYEE),
				DispatchError::BadOrigin
			);
		}
		assert_ok!(redeem(SHOP, 10 * TOKEN));
	});
}

#[test]
fn a_window_takes_redemptions_while_it_runs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, 1_000_00, TODAY));
		assert_noop!(redeem(ALICE, 10 * TOKEN), Error::<Test>::UnknownWindow);
		open(WindowTerms {
			from: NOON + 60,
			until: NOON + 120,
			..offer()
		});
		for (after, expected) in [
			(59, Err(Error::<Test>::WindowNotBegun)),
			(60, Ok(())),
			(119, Ok(())),
			(120, Err(Error::<Test>::WindowOver)),
		] {
			Now::set(NOON + after);
			assert_eq!(
				redeem(ALICE, 10 * TOKEN),
				expected.map_err(DispatchError::from),
				"{after} s after"
			);
		}
	});
}

#[test]
fn no_redemption_without_a_fresh_attestation_and_none_is_lost() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		Now::set(NOON + 7 * DAY);
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		Now::set(NOON + 7 * DAY + 1);
		assert!(Desk::reserve(EUR).unwrap().stale);
		assert_noop!(redeem(ALICE, 10 * TOKEN), Error::<Test>::ReserveStale);
		// What waits is paid.
		assert_ok!(begin(&[0]));
		assert_ok!(settle_on(0, TODAY + 7));
		assert_ok!(attest(EUR, 999_00, TODAY + 7));
		assert_ok!(redeem(ALICE, 10 * TOKEN));
	});
}

fn settle_on(id: RedemptionId, booked: Date) -> sp_runtime::DispatchResult {
	Desk::settle(
		signed(TREASURER),
		vec![payment(id, booked)].try_into().unwrap(),
	)
}

#[test]
fn amounts_are_within_the_window() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		for amount in [0, 10 * TOKEN - 1, 2_000 * TOKEN + 1, u128::MAX] {
			assert_noop!(redeem(ALICE, amount), Error::<Test>::AmountOutsideWindow);
		}
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		assert_ok!(redeem(BOB, 2_000 * TOKEN));
	});
}

#[test]
fn a_member_redeems_so_much_in_a_period() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 2_000 * TOKEN));
		assert_noop!(
			redeem(ALICE, 1_000 * TOKEN + 1),
			Error::<Test>::LimitReached
		);
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		assert_noop!(redeem(ALICE, 10 * TOKEN), Error::<Test>::LimitReached);
		assert_eq!(
			Desk::usage(0, ALICE_ID),
			Some((3_000 * TOKEN, 0, NOON + 7 * DAY))
		);
		// Others have their own, and other kinds another one.
		assert_ok!(redeem(BOB, 10 * TOKEN));
		assert_ok!(redeem(SHOP, 2_000 * TOKEN));
		// The number counts, not the key.
		Register::mutate(|register| register.get_mut(&ALICE_ID).unwrap().0 = STRANGER);
		assert_noop!(redeem(STRANGER, 10 * TOKEN), Error::<Test>::LimitReached);

		// The next period begins at the second.
		Now::set(NOON + 7 * DAY - 1);
		assert_noop!(redeem(STRANGER, 10 * TOKEN), Error::<Test>::LimitReached);
		Now::set(NOON + 7 * DAY);
		assert_eq!(
			Desk::usage(0, ALICE_ID),
			Some((0, 3_000 * TOKEN, NOON + 14 * DAY))
		);
		assert_ok!(redeem(STRANGER, 10 * TOKEN));
		assert_eq!(
			Desk::usage(0, ALICE_ID),
			Some((10 * TOKEN, 2_990 * TOKEN, NOON + 14 * DAY))
		);
		// A period ends with the window.
		Now::set(NOON + 29 * DAY);
		assert_eq!(
			Desk::usage(0, ALICE_ID),
			Some((0, 3_000 * TOKEN, NOON + 30 * DAY))
		);
	});
}

#[test]
fn a_member_whose_kind_changes_has_the_limit_of_what_it_is() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		for _ in 0..2 {
			assert_ok!(redeem(SHOP, 2_000 * TOKEN));
		}
		Register::mutate(|register| {
			register.get_mut(&SHOP_ID).unwrap().1 = MemberKind::Citizen;
		});
		assert_noop!(redeem(SHOP, 10 * TOKEN), Error::<Test>::LimitReached);
		assert_eq!(
			Desk::usage(0, SHOP_ID),
			Some((4_000 * TOKEN, 0, NOON + 7 * DAY))
		);
	});
}

#[test]
fn a_window_quotes_no_more_than_its_budget() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(EUR, 10_000_00, TODAY));
		open(WindowTerms {
			budget: 250_00,
			..offer()
		});
		assert_ok!(redeem(ALICE, 2_000 * TOKEN));
		assert_noop!(
			redeem(BOB, 500 * TOKEN + 100_000),
			Error::<Test>::BudgetUsedUp
		);
		// What is not a whole cent costs nothing.
		assert_ok!(redeem(BOB, 500 * TOKEN + 99_999));
		assert_noop!(redeem(BOB, 10 * TOKEN), Error::<Test>::BudgetUsedUp);
	});
}

#[test]
fn more_than_the_reserve_is_never_quoted() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		// Money was taken from the bank: less is there than the window promised, enough for what waits.
		assert_ok!(attest(EUR, 150_00, TODAY));
		assert_eq!(Desk::reserve(EUR).unwrap().short, None);
		assert_noop!(
			redeem(BOB, 500 * TOKEN + 100_000),
			Error::<Test>::ReserveTooLow
		);
		assert_ok!(redeem(BOB, 500 * TOKEN));
		assert_noop!(redeem(BOB, 10 * TOKEN), Error::<Test>::ReserveTooLow);
	});
}

#[test]
fn tokens_that_are_not_there_are_not_redeemed() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(Balances::transfer_allow_death(
			signed(BOB),
			ALICE,
			ENDOWMENT - 100 * TOKEN
		));
		// One unit stays on the account.
		assert_noop!(redeem(BOB, 100 * TOKEN), Error::<Test>::BalanceTooLow);
		assert_ok!(redeem(BOB, 50 * TOKEN));
		// What is held is not there a second time.
		assert_noop!(redeem(BOB, 50 * TOKEN), Error::<Test>::BalanceTooLow);
		assert_ok!(redeem(BOB, 50 * TOKEN - 1));
	});
}

#[test]
fn held_tokens_do_not_move() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		assert!(
			Balances::transfer_allow_death(signed(ALICE), BOB, ENDOWMENT - 999 * TOKEN).is_err()
		);
		assert_ok!(Balances::transfer_all(signed(ALICE), BOB, false));
		assert_eq!(held(ALICE), 1_000 * TOKEN);
	});
}

#[test]
fn sums_that_do_not_fit_are_refused() {
	ExtBuilder::default().build().execute_with(|| {
		open_desk();
		OwnedCounts::<Test>::insert(ALICE_ID, u32::MAX);
		assert_noop!(redeem(ALICE, 10 * TOKEN), ArithmeticError::Overflow);
		NextRedemptionId::<Test>::put(u64::MAX);
		assert_noop!(redeem(BOB, 10 * TOKEN), ArithmeticError::Overflow);
	});
	ExtBuilder::default().build().execute_with(|| {
		// A window whose numbers are as large as they can be.
		let terms = Terms {
			max_rate: Money::MAX,
			max_window_budget: Money::MAX,
			..terms()
		};
		assert_ok!(Desk::set_terms(signed(ASSEMBLY), EUR, terms));
		assert_ok!(attest(EUR, Money::MAX, TODAY));
		open(WindowTerms {
			rate: Money::MAX,
			budget: Money::MAX,
			..offer()
		});
		assert_noop!(
			redeem(ALICE, 1_000 * TOKEN + 1),
			Error::<Test>::BudgetUsedUp
		);
		assert_ok!(redeem(ALICE, 1_000 * TOKEN));
		assert_noop!(redeem(BOB, 1_000 * TOKEN), Error::<Test>::BudgetUsedUp);
		assert_eq!(Desk::reserve(EUR).unwrap().open, Money::MAX);
		assert_ok!(begin(&[0]));
		assert_ok!(settle(&[0]));
		check_state();
	});
}
