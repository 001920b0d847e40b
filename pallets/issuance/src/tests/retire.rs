use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};
use sp_core::H256;
use sp_runtime::DispatchError;

use crate::{mock::*, *};

const BENEFICIARY: H256 = H256::repeat_byte(0xbe);

fn retire(who: AccountId, amount: u128) -> sp_runtime::DispatchResult {
	Issuance::retire(
		RuntimeOrigin::signed(who),
		amount,
		BENEFICIARY,
		Reason::Event,
	)
}

#[test]
fn retire_burns_units_for_a_certificate() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(settle(1, ALICE_ID, PV, 1_000));
		let (held, issued) = (Balances::free_balance(ALICE), Balances::total_issuance());
		Now::set(NEW_YEAR_2026 + 60);
		assert_ok!(retire(ALICE, 100_000));

		assert_eq!(Balances::free_balance(ALICE), held - 100_000);
		assert_eq!(Balances::total_issuance(), issued - 100_000);
		assert_eq!(Issuance::supply().retired, 100_000);
		assert_eq!(
			Issuance::certificate(0),
			Some(Certificate {
				holder: ALICE,
				amount: 100_000,
				beneficiary: BENEFICIARY,
				reason: Reason::Event,
				at: NEW_YEAR_2026 + 60,
			})
		);
		System::assert_last_event(
			Event::Retired {
				certificate: 0,
				holder: ALICE,
				amount: 100_000,
				beneficiary: BENEFICIARY,
				reason: Reason::Event,
			}
			.into(),
		);
	});
}

#[test]
fn everything_down_to_the_last_unit_can_be_retired() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(settle(1, ALICE_ID, PV, 1_000));
		let held = Balances::free_balance(ALICE);
		assert_noop!(retire(ALICE, 0), Error::<Test>::AmountZero);
		assert_noop!(retire(ALICE, held + 1), Error::<Test>::BalanceTooLow);
		assert_ok!(retire(ALICE, held - 1));
		assert_ok!(retire(ALICE, 1));
		assert_eq!(Balances::free_balance(ALICE), 0);
		assert_eq!(Issuance::certificate(1).unwrap().amount, 1);
		assert_noop!(retire(ALICE, 1), Error::<Test>::BalanceTooLow);
	});
}

#[test]
fn tokens_that_are_not_free_cannot_be_retired() {
	ExtBuilder::default()
		.endowed(BOB, 100)
		.build_and_execute(|| {
			<Balances as LockableCurrency<_>>::set_lock(
				*b"promised",
				&BOB,
				60,
				WithdrawReasons::all(),
			);
			assert_noop!(retire(BOB, 41), Error::<Test>::BalanceTooLow);
			assert_ok!(retire(BOB, 40));
		});
}

#[test]
fn whoever_holds_tokens_may_retire_them() {
	ExtBuilder::default()
		.endowed(STRANGER, 100)
		.build_and_execute(|| {
			assert_ok!(retire(STRANGER, 100));
			// Endowed tokens are retired like any other: the identity holds without an award.
			let supply = Issuance::supply();
			assert_eq!(
				(supply.awarded, supply.endowment, supply.retired),
				(0, 100, 100)
			);
		});
}

#[test]
fn retire_needs_a_signature() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Issuance::retire(origin, 1, BENEFICIARY, Reason::Gift),
				DispatchError::BadOrigin
			);
		}
	});
}
