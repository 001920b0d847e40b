//! Signed transactions, ready to be sent.

use std::collections::VecDeque;

use civic_runtime::UncheckedExtrinsic;
use codec::Encode;
use sp_io::hashing::blake2_128;

/// What a transaction is found again by in a block.
pub type Id = [u8; 16];

/// A signed transaction.
#[derive(Clone, Debug)]
pub struct Ready {
	/// See [`Id`].
	pub id: Id,
	/// As the RPC takes it.
	pub hex: String,
}

impl Ready {
	/// Encode `transaction`.
	pub fn new(transaction: &UncheckedExtrinsic) -> Self {
		let bytes = transaction.encode();
		Self {
			id: blake2_128(&bytes),
			hex: format!("0x{}", hex::encode(bytes)),
		}
	}
}

/// What one node is sent, in this order: a sender's transactions follow each other.
pub type Queue = VecDeque<Ready>;
