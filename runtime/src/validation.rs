//! What the transaction pool asks: whether transactions may be included, many at once.
//!
//! `TaggedTransactionQueue` answers for one. Entering WebAssembly costs a node several times what
//! judging a transfer does, so nodes ask for many together when many come. ADR 0077.

use alloc::vec::Vec;

use codec::DecodeLimit;
use frame_support::{storage::with_transaction_unchecked, MAX_EXTRINSIC_DEPTH};
use sp_runtime::{
	transaction_validity::{TransactionSource, TransactionValidity},
	TransactionOutcome,
};

use crate::{Executive, Hash, UncheckedExtrinsic};

sp_api::decl_runtime_apis! {
	/// Judges transactions for the pool, many in one call.
	pub trait BatchValidation {
		/// What `TaggedTransactionQueue::validate_transaction` says of each of these encoded
		/// transactions alone; nothing of one that is none.
		fn validate_transactions(
			transactions: Vec<(TransactionSource, Vec<u8>)>,
			block_hash: Block::Hash,
		) -> Vec<Option<TransactionValidity>>;
	}
}

/// Judge each as if it were alone.
pub(crate) fn validate_transactions(
	transactions: Vec<(TransactionSource, Vec<u8>)>,
	block_hash: Hash,
) -> Vec<Option<TransactionValidity>> {
	transactions
		.into_iter()
		.map(|(source, encoded)| {
			let transaction = UncheckedExtrinsic::decode_all_with_depth_limit(
				MAX_EXTRINSIC_DEPTH,
				&mut &encoded[..],
			)
			.ok()?;
			Some(with_transaction_unchecked(|| {
				TransactionOutcome::Rollback(Executive::validate_transaction(
					source,
					transaction,
					block_hash,
				))
			}))
		})
		.collect()
}
