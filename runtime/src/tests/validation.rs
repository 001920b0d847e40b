//! What is judged together is judged as if alone.

use codec::Encode;
use sp_core::{sr25519, Pair};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Eve, Ferdie};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource::External, TransactionValidity},
	StateVersion,
};

use super::chain::{block, blocks, run, signed, signed_by};
use crate::{
	validation::validate_transactions, Executive, Hash, Runtime, RuntimeCall, System,
	UncheckedExtrinsic,
};

fn transfer(value: u128) -> RuntimeCall {
	pallet_balances::Call::<Runtime>::transfer_keep_alive {
		dest: Ferdie.to_account_id().into(),
		value,
	}
	.into()
}

fn alone(transaction: &UncheckedExtrinsic, at: Hash) -> TransactionValidity {
	let before = sp_io::storage::root(StateVersion::V1);
	sp_io::storage::start_transaction();
	let said = Executive::validate_transaction(External, transaction.clone(), at);
	sp_io::storage::rollback_transaction();
	assert_eq!(sp_io::storage::root(StateVersion::V1), before);
	said
}

#[test]
fn each_of_many_is_judged_as_if_alone() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let used = signed(Eve, transfer(1));
		block(vec![used.clone()])
			.remove(0)
			.expect("valid")
			.expect("moved");
		let stranger = sr25519::Pair::from_string("//Stranger", None).expect("a key");
		let mut forged = signed(Eve, transfer(2));
		forged.function = transfer(3);
		let transactions = [
			signed(Eve, transfer(4)),
			used,
			forged,
			signed_by(&stranger, stranger.public().into(), transfer(5)),
			UncheckedExtrinsic::new_bare(transfer(6)),
			signed(Ferdie, transfer(7)),
			signed(Eve, transfer(4)),
		];
		let at = System::block_hash(System::block_number() - 1);
		let each: Vec<_> = transactions.iter().map(|one| alone(one, at)).collect();
		let before = sp_io::storage::root(StateVersion::V1);

		let together = validate_transactions(
			transactions
				.iter()
				.map(|one| (External, one.encode()))
				.collect(),
			at,
		);

		assert_eq!(together, each.iter().cloned().map(Some).collect::<Vec<_>>());
		assert_eq!(sp_io::storage::root(StateVersion::V1), before, "no trace");
		// So that equal answers are not equal mistakes.
		assert!(each[0].is_ok() && each[5].is_ok());
		assert_eq!(each[0], each[6]);
		assert_eq!(each[1], Err(InvalidTransaction::Stale.into()));
		assert_eq!(each[2], Err(InvalidTransaction::BadProof.into()));
		assert!(each[3].is_err() && each[4].is_err());
	});
}

#[test]
fn what_is_no_transaction_spoils_none_of_the_others() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let good = signed(Eve, transfer(1)).encode();
		let mut cut = good.clone();
		cut.pop();
		let mut longer = good.clone();
		longer.push(0);
		let at = System::block_hash(System::block_number() - 1);

		let said = validate_transactions(
			[Vec::new(), cut, good, longer, vec![0xff; 40]]
				.map(|encoded| (External, encoded))
				.into(),
			at,
		);

		assert!(
			matches!(said[..], [None, None, Some(Ok(_)), None, None]),
			"{said:?}"
		);
		assert!(validate_transactions(Vec::new(), at).is_empty());
	});
}
