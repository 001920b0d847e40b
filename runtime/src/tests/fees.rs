//! What a day's work costs.

use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Eve, Ferdie, One};
use sp_runtime::transaction_validity::InvalidTransaction;

use super::chain::{block, blocks, run, send, signed, signed_by};
use crate::{Allowance, Balances, Runtime, RuntimeCall, UncheckedExtrinsic};

fn transfer(value: u128) -> pallet_balances::Call<Runtime> {
	pallet_balances::Call::transfer_keep_alive {
		dest: Ferdie.to_account_id().into(),
		value,
	}
}

fn refusal(extrinsic: UncheckedExtrinsic) -> InvalidTransaction {
	match block(vec![extrinsic]).remove(0) {
		Err(sp_runtime::transaction_validity::TransactionValidityError::Invalid(why)) => why,
		other => panic!("expected a refusal, not {other:?}"),
	}
}

#[test]
fn a_call_costs_allowance_and_no_tokens() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let tokens = Balances::free_balance(Eve.to_account_id());
		let full = Allowance::remaining(Eve.to_account_id())
			.expect("a member")
			.left;
		send(Eve, transfer(7));
		assert_eq!(Balances::free_balance(Eve.to_account_id()), tokens - 7);
		let left = Allowance::remaining(Eve.to_account_id())
			.expect("a member")
			.left;
		assert!(left < full, "{left} of {full}");
	});
}

#[test]
fn a_citizen_has_some_hundred_calls_a_day_and_a_flood_is_stopped() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let mut sent = 0;
		loop {
			match block(vec![signed(Eve, transfer(1))]).remove(0) {
				Ok(result) => result.expect("the call succeeds"),
				Err(why) => {
					assert_eq!(why, InvalidTransaction::Custom(3).into());
					break;
				},
			};
			sent += 1;
			assert!(sent < 2_000, "a flood is not stopped");
		}
		assert!((200..600).contains(&sent), "{sent} calls");

		// Somebody else goes on, and so does she later.
		send(
			Ferdie,
			pallet_balances::Call::transfer_keep_alive {
				dest: Eve.to_account_id().into(),
				value: 1,
			},
		);
		blocks(200);
		send(Eve, transfer(1));
	});
}

#[test]
fn a_stranger_is_refused_before_anything_runs() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		use sp_core::Pair;
		blocks(1);
		let key = sp_core::sr25519::Pair::from_string("//Stranger", None).expect("a key");
		let account: crate::AccountId = key.public().into();
		let call = || RuntimeCall::from(transfer(1));
		// Without anything it cannot even have a nonce.
		assert_eq!(
			refusal(signed_by(&key, account.clone(), call())),
			InvalidTransaction::Payment
		);
		// With tokens it is no member yet.
		send(
			Eve,
			pallet_balances::Call::transfer_keep_alive {
				dest: account.clone().into(),
				value: 1_000,
			},
		);
		assert_eq!(
			refusal(signed_by(&key, account, call())),
			InvalidTransaction::Custom(1)
		);
	});
}

#[test]
fn what_would_fill_a_block_is_too_costly_for_a_citizen() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let remark = frame_system::Call::<Runtime>::remark {
			remark: vec![0; 1_000_000],
		};
		assert_eq!(
			refusal(signed(Eve, remark.clone())),
			InvalidTransaction::Custom(4)
		);
		// An agency may, for it must be able to upgrade the runtime.
		send(Alice, remark);
	});
}

#[test]
fn a_wallet_is_told_the_cost_in_allowance() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let info = crate::TransactionPayment::query_call_info(transfer(1).into(), 150);
		// What a wallet is told a call costs is in microseconds and bytes: hundreds.
		assert!(
			(150..2_000).contains(&info.partial_fee),
			"{}",
			info.partial_fee
		);
		assert!(Allowance::affordable_at(One.to_account_id(), info.partial_fee).is_ok());
	});
}
