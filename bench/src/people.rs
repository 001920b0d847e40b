//! Those who sign: in the runtime's own types, so that a benchmark cannot drift from the chain.

use civic_runtime::{
	AccountId, Hash, Nonce, Runtime, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic,
	VERSION,
};
use codec::Encode;
use frame_metadata_hash_extension::CheckMetadataHash;
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_core::{
	crypto::{DeriveJunction, Ss58Codec},
	sr25519, Pair,
};
use sp_runtime::traits::IdentifyAccount;
use sp_runtime::{generic::Era, MultiSigner};

/// The verifiers of the demo city: `//Verifier//1` and on.
pub const VERIFIERS: u32 = 8;

/// A key, and the number of its next transaction.
#[derive(Clone)]
pub struct Person {
	key: sr25519::Pair,
	account: AccountId,
	nonce: Nonce,
}

impl Person {
	/// The member with this index: `//Load//<index>` under the development phrase.
	pub fn member(index: u32) -> Self {
		Self::derived("Load", index)
	}

	/// The verifier with this index, from 0.
	pub fn verifier(index: u32) -> Self {
		Self::derived("Verifier", index + 1)
	}

	fn derived(path: &'static str, index: u32) -> Self {
		use std::sync::OnceLock;
		// Stretching the phrase takes a millisecond, so it is done once.
		static ROOT: OnceLock<sr25519::Pair> = OnceLock::new();
		let root = ROOT.get_or_init(|| {
			sr25519::Pair::from_phrase(sp_core::crypto::DEV_PHRASE, None)
				.expect("the development phrase is a phrase")
				.0
		});
		let path = [
			DeriveJunction::hard(path),
			DeriveJunction::hard(u64::from(index)),
		];
		let (key, _) = root
			.derive(path.into_iter(), None)
			.expect("hard junctions derive");
		let account = MultiSigner::from(key.public()).into_account();
		Self {
			key,
			account,
			nonce: 0,
		}
	}

	/// The account.
	pub fn account(&self) -> &AccountId {
		&self.account
	}

	/// The account as people write it.
	pub fn address(&self) -> String {
		self.account.to_ss58check()
	}

	/// `call`, signed as this person's next transaction on the chain of `genesis`.
	pub fn sign(&mut self, call: impl Into<RuntimeCall>, genesis: Hash) -> UncheckedExtrinsic {
		let call = call.into();
		let extension = extension(self.nonce);
		self.nonce += 1;
		let implicit = (
			(),
			(),
			VERSION.spec_version,
			VERSION.transaction_version,
			genesis,
			// Immortal: signed for the first block.
			genesis,
			(),
			(),
			(),
			None,
			(),
		);
		let payload = SignedPayload::from_raw(call, extension, implicit);
		let signature = payload.using_encoded(|payload| self.key.sign(payload));
		let (call, extension, _) = payload.deconstruct();
		UncheckedExtrinsic::new_signed(
			call,
			self.account.clone().into(),
			signature.into(),
			extension,
		)
	}

	/// Let the next transaction have this number.
	pub fn number_from(&mut self, nonce: Nonce) {
		self.nonce = nonce;
	}
}

fn extension(nonce: Nonce) -> TxExtension {
	(
		frame_system::AuthorizeCall::<Runtime>::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		ChargeTransactionPayment::from(0),
		CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn verifiers_are_those_of_the_demo_city() {
		assert_eq!(
			Person::verifier(0).address(),
			"5Et6sAM4YZ7xWC6M2ko1TNUVBVNZ5r1UQrL13D5mhCMsNvqR"
		);
	}
}
