//! Keys, and that no two places share one.

use std::collections::BTreeMap;

use civic_runtime::constants::SS58_PREFIX;
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::AccountId32;

use crate::problem::Problems;
use crate::profile::{ChainType, Profile};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
	Account,
	Session,
}

/// The keys met so far, and where.
pub(super) struct Keys {
	/// Whether keys are refused that development shares or that everybody knows.
	live: bool,
	well_known: BTreeMap<[u8; 32], String>,
	seen: BTreeMap<(Role, [u8; 32]), String>,
}

impl Keys {
	pub(super) fn new(profile: &Profile) -> Self {
		Self {
			live: profile.chain_type == ChainType::Live,
			well_known: well_known(),
			seen: BTreeMap::new(),
		}
	}

	/// The account at `path`.
	pub(super) fn account(
		&mut self,
		path: String,
		text: &str,
		problems: &mut Problems,
	) -> AccountId32 {
		let key = address(text, "an SS58 address");
		AccountId32::from(self.note(Role::Account, path, text, key, problems))
	}

	/// The session key at `path`.
	pub(super) fn session<Key: From<[u8; 32]>>(
		&mut self,
		scheme: &str,
		path: String,
		text: &str,
		problems: &mut Problems,
	) -> Key {
		let expected = format!("the {scheme} public key, as 0x and 64 hexadecimal digits");
		let key = match text.strip_prefix("0x") {
			Some(digits) => {
				let mut key = [0; 32];
				hex::decode_to_slice(digits, &mut key)
					.map(|()| key)
					.map_err(|_| format!("expected {expected}"))
			},
			None => address(text, &expected),
		};
		Key::from(self.note(Role::Session, path, text, key, problems))
	}

	/// Refuse a key that another place has, or that everybody knows.
	fn note(
		&mut self,
		role: Role,
		path: String,
		text: &str,
		key: Result<[u8; 32], String>,
		problems: &mut Problems,
	) -> [u8; 32] {
		let key = match key {
			Ok(key) => key,
			Err(expected) => {
				let shown = if looks_secret(text) {
					"(not shown)"
				} else {
					text
				};
				problems.add(path, shown, expected);
				return [0; 32];
			},
		};
		if let Some(other) = self.seen.get(&(role, key)) {
			problems.add(
				&path,
				text,
				format!("{other} has the same key: everybody needs an own"),
			);
			return key;
		}
		if self.live && self.well_known.contains_key(&key) {
			problems.add(
				&path,
				text,
				"the secret of this development key is public: a live city needs its own",
			);
		}
		let other_role = if role == Role::Account {
			Role::Session
		} else {
			Role::Account
		};
		if let Some(other) = self.seen.get(&(other_role, key)).filter(|_| self.live) {
			problems.add(
				&path,
				text,
				format!("{other} has the same key: a node's key must not own an account"),
			);
		}
		self.seen.insert((role, key), path);
		key
	}
}

/// The account of an SS58 address of this city.
pub fn account(text: &str) -> Result<AccountId32, String> {
	address(text, "an SS58 address").map(AccountId32::from)
}

/// The 32 bytes of an SS58 address of this city.
pub(super) fn address(text: &str, expected: &str) -> Result<[u8; 32], String> {
	if looks_secret(text) {
		return Err(format!(
			"this is a secret key, and a profile is public: write {expected}, as \
			 `civic-node key inspect` shows it"
		));
	}
	let (account, prefix) = AccountId32::from_ss58check_with_version(text)
		.map_err(|_| format!("expected {expected}; is it complete?"))?;
	if prefix != Ss58AddressFormat::custom(SS58_PREFIX) {
		return Err(format!(
			"this address belongs to another network (prefix {}, here {SS58_PREFIX})",
			u16::from(prefix),
		));
	}
	Ok(account.into())
}

/// Whether `text` is a secret phrase or a derivation from one.
fn looks_secret(text: &str) -> bool {
	text.contains("//") || text.split_whitespace().count() >= 12
}

/// The public keys whose secrets every development tool ships, with their names.
pub(crate) fn well_known() -> BTreeMap<[u8; 32], String> {
	let accounts = Sr25519Keyring::iter().map(|known| (known.public().0, known.to_string()));
	let finality = Ed25519Keyring::iter().map(|known| (known.public().0, known.to_string()));
	accounts.chain(finality).collect()
}
