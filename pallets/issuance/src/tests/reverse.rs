use civic_primitives::{ClaimId, Sector, Settlement};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

/// Nine parts of ten for the owner, one for the buffer.
const NINE: u32 = 9;

fn reverse(claim: ClaimId, amount: u128) -> sp_runtime::DispatchResult {
	Issuance::reverse(RuntimeOrigin::signed(REVERSER), claim, amount)
}

/// A chain on which claim 1 of Alice and claim 2 of Bob were awarded 1,000 each.
fn awarded() -> ExtBuilder {
	Methodologies::mutate(|all| all.insert(NINE, simple(NINE)));
	ExtBuilder::default()
}

fn settle_both() {
	assert_eq!(
		settle(1, ALICE_ID, NINE, 1_000),
		Ok(Settlement::Awarded(1_000))
	);
	assert_eq!(
		settle(2, BOB_ID, NINE, 1_000),
		Ok(Settlement::Awarded(1_000))
	);
}

#[test]
fn the_buffer_makes_a_reversal_good() {
	awarded().build_and_execute(|| {
		settle_both();
		assert_ok!(reverse(1, 150));
		let supply = Issuance::supply();
		assert_eq!((supply.buffer, supply.reversed, supply.owed), (50, 150, 0));
		assert_eq!(Issuance::award(1).unwrap().reversed, 150);
		assert_eq!(Issuance::debt(ALICE_ID), 0);
		assert_eq!(Balances::free_balance(ALICE), 900, "no account is touched");
		System::assert_last_event(
			Event::Reversed {
				claim: 1,
				owner: ALICE_ID,
				amount: 150,
				from_buffer: 150,
				owed: 0,
			}
			.into(),
		);
	});
}

#[test]
fn what_the_buffer_lacks_is_the_owners_debt() {
	awarded().build_and_execute(|| {
		settle_both();
		assert_ok!(reverse(1, 1_000));
		let supply = Issuance::supply();
		assert_eq!((supply.buffer, supply.reversed, supply.owed), (0, 200, 800));
		assert_eq!((Issuance::debt(ALICE_ID), Issuance::debt(BOB_ID)), (800, 0));
		assert_eq!(
			supply.in_circulation, 1_800,
			"what is owed still circulates"
		);
		System::assert_last_event(
			Event::Reversed {
				claim: 1,
				owner: ALICE_ID,
				amount: 1_000,
				from_buffer: 200,
				owed: 800,
			}
			.into(),
		);
	});
}

#[test]
fn later_awards_repay_the_debt_before_the_owner_is_paid() {
	awarded().build_and_execute(|| {
		settle_both();
		assert_ok!(reverse(1, 1_000));

		// The owner's part of 500 is 450: all of it repays.
		assert_eq!(settle(3, ALICE_ID, NINE, 500), Ok(Settlement::Awarded(500)));
		assert_eq!(Balances::free_balance(ALICE), 900);
		assert_eq!(Issuance::debt(ALICE_ID), 350);
		let supply = Issuance::supply();
		assert_eq!(
			(supply.buffer, supply.reversed, supply.owed),
			(50, 650, 350)
		);
		Issuance::do_try_state().unwrap();

		// Of the next 450, 350 repay the rest and 100 are the owner's.
		assert_eq!(settle(4, ALICE_ID, NINE, 500), Ok(Settlement::Awarded(500)));
		assert_eq!(Balances::free_balance(ALICE), 1_000);
		assert!(!Debts::<Test>::contains_key(ALICE_ID));
		let supply = Issuance::supply();
		assert_eq!(
			(supply.buffer, supply.reversed, supply.owed),
			(100, 1_000, 0)
		);
		System::assert_last_event(
			Event::Awarded {
				claim: 4,
				methodology: NINE,
				sector: Sector::StationaryEnergy,
				year: 2026,
				owner: ALICE_ID,
				amount: 500,
				to_owner: 100,
				repaid: 350,
				to_commons: 0,
				to_verifiers: 0,
				to_buffer: 50,
			}
			.into(),
		);
	});
}

#[test]
fn nobody_else_repays_the_debt() {
	awarded().build_and_execute(|| {
		settle_both();
		assert_ok!(reverse(1, 1_000));
		assert_ok!(settle(3, BOB_ID, NINE, 500));
		assert_eq!(Balances::free_balance(BOB), 1_350);
		assert_eq!(Issuance::debt(ALICE_ID), 800);
	});
}

#[test]
fn a_debt_follows_the_member_to_a_new_key() {
	awarded().build_and_execute(|| {
		settle_both();
		assert_ok!(reverse(1, 1_000));
		Register::mutate(|register| register.insert(ALICE_ID, (77, true)));
		assert_ok!(settle(3, ALICE_ID, NINE, 500));
		assert_eq!(Balances::free_balance(77), 0);
		assert_eq!(Issuance::debt(ALICE_ID), 350);
	});
}

#[test]
fn at_most_what_was_awarded_is_reversed() {
	awarded().build_and_execute(|| {
		settle_both();
		assert_noop!(reverse(1, 0), Error::<Test>::AmountZero);
		assert_noop!(reverse(1, 1_001), Error::<Test>::ReversalTooLarge);
		assert_ok!(reverse(1, 400));
		assert_noop!(reverse(1, 601), Error::<Test>::ReversalTooLarge);
		assert_ok!(reverse(1, 600));
		assert_noop!(reverse(1, 1), Error::<Test>::ReversalTooLarge);
		assert_ok!(reverse(2, 1_000));
	});
}

#[test]
fn only_what_was_awarded_or_waits_is_reversed() {
	awarded().build_and_execute(|| {
		assert_noop!(reverse(1, 1), Error::<Test>::NotAwarded);
	});
}

#[test]
fn a_waiting_award_is_lowered_and_nobody_owes_anything() {
	awarded()
		.budget(Sector::StationaryEnergy, 2026, 700)
		.build_and_execute(|| {
			assert_eq!(
				settle(1, ALICE_ID, NINE, 1_000),
				Ok(Settlement::Deferred(1_000))
			);
			let supply = Issuance::supply();
			assert_noop!(reverse(1, 0), Error::<Test>::AmountZero);
			assert_noop!(reverse(1, 1_001), Error::<Test>::ReversalTooLarge);
			assert_ok!(reverse(1, 300));
			System::assert_last_event(
				Event::Reversed {
					claim: 1,
					owner: ALICE_ID,
					amount: 300,
					from_buffer: 0,
					owed: 0,
				}
				.into(),
			);
			assert_eq!((Issuance::supply(), Issuance::debt(ALICE_ID)), (supply, 0));
			assert_noop!(reverse(1, 701), Error::<Test>::ReversalTooLarge);

			assert_ok!(Issuance::award_deferred(
				RuntimeOrigin::signed(BOB),
				Sector::StationaryEnergy,
				u32::MAX
			));
			let award = Issuance::award(1).unwrap();
			assert_eq!((award.amount, award.reversed), (700, 0));
			assert_eq!(Balances::free_balance(ALICE), 630);
		});
}

#[test]
fn a_wrong_award_beyond_every_budget_holds_up_nobody_once_it_is_reversed() {
	awarded()
		.budget(Sector::StationaryEnergy, 2026, 1_000)
		.build_and_execute(|| {
			let serve = || {
				Issuance::award_deferred(
					RuntimeOrigin::signed(BOB),
					Sector::StationaryEnergy,
					u32::MAX,
				)
			};
			assert_ok!(settle(1, ALICE_ID, NINE, 1_000_000));
			assert_ok!(settle(2, BOB_ID, NINE, 1_000));
			assert_noop!(serve(), Error::<Test>::BudgetUsedUp);
			assert_ok!(reverse(1, 1_000_000));
			Issuance::do_try_state().unwrap();
			assert_ok!(serve());
			assert_eq!(Issuance::award(1).unwrap().amount, 0);
			assert_eq!(Issuance::award(2).unwrap().amount, 1_000);
			assert_eq!(Balances::free_balance(ALICE), 0);
		});
}

#[test]
fn a_reversal_gives_nothing_back_to_the_budget() {
	awarded().build_and_execute(|| {
		settle_both();
		assert_ok!(reverse(1, 1_000));
		assert_eq!(
			Issuance::budget(Sector::StationaryEnergy, 2026)
				.unwrap()
				.awarded,
			2_000
		);
	});
}

#[test]
fn reverse_fails_for_everyone_else() {
	awarded().build_and_execute(|| {
		settle_both();
		for origin in [
			RuntimeOrigin::root(),
			RuntimeOrigin::none(),
			RuntimeOrigin::signed(ALICE),
			RuntimeOrigin::signed(BUDGETER),
		] {
			assert_noop!(Issuance::reverse(origin, 1, 1), DispatchError::BadOrigin);
		}
	});
}
