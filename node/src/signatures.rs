//! Remembers which signatures hold.
//!
//! A node meets a transaction's signature several times: when it comes, each time it is looked at again
//! while it waits, and in its block. Verifying is the dearest part of judging it, and what held once
//! holds forever. So the runtime's question is answered from memory where that is possible, as
//! Bitcoin's nodes do. Only what holds is remembered: forgeries displace nothing, and who signs in
//! great numbers what is refused for other reasons costs others no more than that they are verified. ADR 0077.

use std::sync::LazyLock;

use parking_lot::Mutex;
use schnellru::{ByLength, LruMap};
use sp_core::{sr25519, Pair};
use sp_io::hashing::blake2_256;

/// How many are remembered: more than wait in a pool of the largest size that is usual, in some MiB.
const MOST: u32 = 65_536;

/// By the hash of signature, key and message: whoever finds a collision of blake2 can forge signatures
/// anyway, for that is what is signed of a long message.
static HELD: LazyLock<Mutex<LruMap<[u8; 32], (), ByLength>>> =
	LazyLock::new(|| Mutex::new(LruMap::new(ByLength::new(MOST))));

fn id(signature: &sr25519::Signature, message: &[u8], key: &sr25519::Public) -> [u8; 32] {
	blake2_256(&[&signature.0[..], &key.0, message].concat())
}

/// Whether `signature` of `message` by `key` holds.
fn holds(signature: &sr25519::Signature, message: &[u8], key: &sr25519::Public) -> bool {
	let id = id(signature, message, key);
	if HELD.lock().get(&id).is_some() {
		return true;
	}
	let holds = sr25519::Pair::verify(signature, message, key);
	if holds {
		HELD.lock().insert(id, ());
	}
	holds
}

pub(crate) use interface::crypto::HostFunctions;

/// Takes the place of `sp_io`'s functions of the same names.
mod interface {
	#![allow(
		dead_code,
		unreachable_pub,
		reason = "the macro makes what a runtime would call, too"
	)]

	use super::holds;
	use sp_core::sr25519;
	use sp_runtime_interface::{
		pass_by::{PassFatPointerAndRead, PassPointerAndRead},
		runtime_interface,
	};

	/// Verifies signatures.
	#[runtime_interface]
	pub trait Crypto {
		/// As in `sp_io`; no runtime of this chain ever called it.
		#[version(1, register_only)]
		fn sr25519_verify(
			signature: PassPointerAndRead<&sr25519::Signature, 64>,
			message: PassFatPointerAndRead<&[u8]>,
			key: PassPointerAndRead<&sr25519::Public, 32>,
		) -> bool {
			sr25519::Pair::verify_deprecated(signature, message, key)
		}

		/// Whether the signature holds.
		#[version(2)]
		fn sr25519_verify(
			signature: PassPointerAndRead<&sr25519::Signature, 64>,
			message: PassFatPointerAndRead<&[u8]>,
			key: PassPointerAndRead<&sr25519::Public, 32>,
		) -> bool {
			holds(signature, message, key)
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use civic_runtime::{AccountId, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic};
	use codec::Encode;
	use sc_executor::WasmExecutor;
	use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
	use sp_runtime::{generic::Era, transaction_validity::TransactionSource, BuildStorage};

	#[test]
	fn what_holds_is_remembered_and_nothing_else() {
		let pair = sr25519::Pair::from_seed(&[7; 32]);
		let (key, other) = (pair.public(), sr25519::Pair::from_seed(&[8; 32]).public());
		let signature = pair.sign(b"a payment");
		let mut forged = signature;
		forged.0[0] ^= 1;
		// Twice: before and after something is remembered.
		for _ in 0..2 {
			assert!(holds(&signature, b"a payment", &key));
			assert!(!holds(&signature, b"another payment", &key));
			assert!(!holds(&signature, b"a payment", &other));
			assert!(!holds(&forged, b"a payment", &key));
		}
		let remembered = |signature: &sr25519::Signature, key: &sr25519::Public| {
			HELD.lock()
				.peek(&id(signature, b"a payment", key))
				.is_some()
		};
		assert!(remembered(&signature, &key));
		assert!(!remembered(&signature, &other));
		assert!(!remembered(&forged, &key));
	}

	#[test]
	fn the_runtime_asks_here() {
		let spec = crate::chain_spec::development().expect("there is one");
		let storage = spec.build_storage().expect("its genesis is sound");
		let mut chain = sp_io::TestExternalities::new(storage);
		let pair = sr25519::Pair::from_string("//Alice", None).expect("a key");
		let call = RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() });
		let extension: TxExtension = (
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(Era::Immortal),
			frame_system::CheckNonce::from(0),
			frame_system::CheckWeight::new(),
			pallet_transaction_payment::ChargeTransactionPayment::from(0),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		);
		let (message, at) = chain.execute_with(|| {
			let payload = SignedPayload::new(call.clone(), extension.clone());
			let message = payload.expect("it can be signed").encode();
			// What the runtime sees as the first block's hash, which is signed.
			(message, civic_runtime::System::block_hash(0))
		});
		let signature = pair.sign(&message);
		let account: AccountId = pair.public().into();
		let transaction =
			UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension);
		let id = id(&signature, &message, &pair.public());
		assert!(HELD.lock().peek(&id).is_none());

		let wasm = civic_runtime::WASM_BINARY.expect("built with it");
		let code = WrappedRuntimeCode(wasm.into());
		let code = RuntimeCode {
			code_fetcher: &code,
			heap_pages: None,
			hash: vec![1],
		};
		let (said, _) = WasmExecutor::<crate::service::HostFunctions>::builder()
			.build()
			.call(
				&mut chain.ext(),
				&code,
				"BatchValidation_validate_transactions",
				&(
					vec![(TransactionSource::External, transaction.encode())],
					at,
				)
					.encode(),
				CallContext::Offchain,
			);

		said.expect("the runtime answers");
		assert!(HELD.lock().peek(&id).is_some(), "it asked somebody else");
	}
}
