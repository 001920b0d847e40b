//! Remembers which signatures hold.
//!
//! A node meets a transaction's signature several times: when it comes, each time it is looked at again
//! while it waits, and in its block. Verifying is the dearest part of judging it, and what held once
//! holds forever. So the runtime's question is answered from memory where that is possible, as
//! Bitcoin's nodes do. Only what holds is remembered: who sends forgeries displaces nothing. ADR 0077.

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
	use sp_core::{sr25519, Pair};
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
	use sp_wasm_interface::HostFunctions as _;

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
	fn the_runtime_gets_this_function_in_place_of_the_other() {
		let ours: Vec<_> = HostFunctions::host_functions()
			.iter()
			.map(|function| function.name())
			.collect();
		let all = crate::service::HostFunctions::host_functions();
		for name in &ours {
			let of_this_name = all.iter().filter(|function| function.name() == *name);
			assert_eq!(of_this_name.count(), 1, "{name}");
		}
		assert!(ours.contains(&"ext_crypto_sr25519_verify_version_2"));
		let theirs = sp_io::SubstrateHostFunctions::host_functions();
		assert_eq!(all.len(), theirs.len(), "no function is new");
	}
}
