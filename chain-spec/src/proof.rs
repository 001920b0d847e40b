//! Whether an agency holds the secret keys of the public ones it handed over.
//!
//! The proof is what `session.set_keys` of the running chain asks for as well: the account, signed by
//! each of the session keys. So nobody registers another one's keys, by mistake or to be taken for it.

use civic_runtime::{AccountId, SessionKeys};
use codec::{Decode, DecodeAll};
use sp_runtime::traits::OpaqueKeys;
use sp_runtime::RuntimeAppPublic;

/// Bytes of a proof: two signatures.
const BYTES: usize = 128;

/// Check that `keys` signed `account` in `proof`, or say what is wrong. `accounts` are those it may
/// have been mistaken for.
pub(crate) fn check(
	keys: &SessionKeys,
	account: &AccountId,
	proof: &str,
	accounts: &[(String, AccountId)],
) -> Result<(), String> {
	let mut bytes = [0; BYTES];
	proof
		.strip_prefix("0x")
		.and_then(|digits| hex::decode_to_slice(digits, &mut bytes).ok())
		.ok_or_else(|| format!("expected a proof, 0x and {} hexadecimal digits", 2 * BYTES))?;
	if is_valid(keys, account, &bytes) {
		return Ok(());
	}
	let again = "let the agency run `civic-node agency-keys` again and hand over what it writes";
	let other = accounts
		.iter()
		.find(|(_, other)| other != account && is_valid(keys, other, &bytes));
	Err(match (other, signers(keys, account, &bytes)) {
		(Some((name, _)), _) => {
			format!("this proves the keys for the account of {name}, not for this one: {again}")
		},
		(None, (true, _)) => format!("the grandpa key did not sign this proof: {again}"),
		(None, (_, true)) => format!("the babe key did not sign this proof: {again}"),
		(None, _) => format!(
			"neither key signed this proof for this account: it is another account's, or of other \
			 keys; {again}"
		),
	})
}

fn is_valid(keys: &SessionKeys, account: &AccountId, proof: &[u8]) -> bool {
	keys.ownership_proof_is_valid(account.as_ref(), proof)
}

/// Whether the babe key, and whether the grandpa key, made its part of `proof`.
fn signers(keys: &SessionKeys, account: &AccountId, proof: &[u8; BYTES]) -> (bool, bool) {
	let (babe, grandpa) = proof.split_at(BYTES / 2);
	(
		signed(&keys.babe, account, babe),
		signed(&keys.grandpa, account, grandpa),
	)
}

fn signed<Key>(key: &Key, account: &AccountId, signature: &[u8]) -> bool
where
	Key: RuntimeAppPublic<ProofOfPossession: Decode>,
{
	Key::ProofOfPossession::decode_all(&mut &signature[..])
		.is_ok_and(|signature| key.verify_proof_of_possession(account.as_ref(), &signature))
}
