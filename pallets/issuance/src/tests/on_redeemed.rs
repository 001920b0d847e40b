use civic_primitives::{Balance, OnRedeemed};
use frame_support::{assert_noop, assert_ok, traits::fungible::Mutate};
use sp_runtime::ArithmeticError;

use crate::{mock::*, *};

#[test]
fn what_is_redeemed_leaves_circulation_and_is_counted() {
	ExtBuilder::default()
		.endowed(BOB, 100)
		.build_and_execute(|| {
			assert_ok!(redeem(BOB, 60));
			let supply = Issuance::supply();
			assert_eq!(
				(supply.endowment, supply.in_circulation, supply.redeemed),
				(100, 40, 60)
			);
			assert_ok!(redeem(BOB, 40));
			assert_eq!(Issuance::supply().redeemed, 100);
		});
}

#[test]
fn what_is_burned_without_a_word_breaks_the_first_invariant() {
	ExtBuilder::default()
		.endowed(BOB, 100)
		.build()
		.execute_with(|| {
			assert_eq!(Balances::set_balance(&BOB, 99), 99);
			assert!(Issuance::do_try_state().is_err());
		});
}

#[test]
fn more_than_the_books_can_count_is_refused() {
	ExtBuilder::default().build().execute_with(|| {
		Totals::<Test>::mutate(|ledger| ledger.redeemed = Balance::MAX);
		assert_noop!(Issuance::on_redeemed(1), ArithmeticError::Overflow);
	});
}
