//! Where money goes, encrypted: what the database has of a payee.
//!
//! Everything in this module is pure but for reading the keys. Storage is `store::payees`, the address is
//! `web::payees`; what is agreed on with wallets is the crate `civic-payee`.

use std::{fmt, path::Path};

use chacha20poly1305::{
	aead::{Aead, KeyInit, Payload},
	XChaCha20Poly1305, XNonce,
};
use civic_payee::{Hex32, Payee, DOMAIN};
use rand::RngCore;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The length of a nonce, which every sealed payee begins with after the key's number.
const NONCE: usize = 24;

/// The length of what a key is known by: the beginning of everything it sealed.
pub const KEY_ID: usize = 8;

/// The keys that payees are sealed with: one to seal, older ones to open.
pub struct Vault {
	keys: Vec<Key>,
}

struct Key {
	id: [u8; KEY_ID],
	cipher: XChaCha20Poly1305,
}

/// Why a sealed payee stays closed, or a key is not taken.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
	/// The file cannot be read.
	#[error("The key file {file} cannot be read: {why}.")]
	Unreadable {
		/// Which.
		file: String,
		/// Why.
		why: String,
	},
	/// The file has no key.
	#[error(
		"The key file {0} should hold 64 hexadecimal digits and nothing else. \
		 Make one: (umask 077; openssl rand -hex 32 > {0})"
	)]
	NotAKey(String),
	/// Others may read the file.
	#[error("Other users may read or write the key file {0}. Mend it: chmod 600 {0}")]
	Exposed(String),
	/// It was sealed with a key that is not here.
	#[error(
		"A payee was stored under a key that is not configured ({0}). \
		 Name the key's file in secrets.previous_payee_key_files."
	)]
	OtherKey(String),
	/// It was changed or damaged after it was sealed.
	#[error("A stored payee is damaged, or is not the one of its commitment.")]
	Damaged,
	/// The machine has no randomness or memory.
	#[error("A payee could not be encrypted.")]
	NotSealed,
}

impl fmt::Debug for Vault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Vault({} keys)", self.keys.len())
	}
}

impl Vault {
	/// From keys of 32 bytes, the one to seal with first.
	pub fn new<'a>(
		current: &'a [u8; 32],
		previous: impl IntoIterator<Item = &'a [u8; 32]>,
	) -> Self {
		let keys = std::iter::once(current)
			.chain(previous)
			.map(Key::new)
			.collect();
		Self { keys }
	}

	/// From files, each of which holds a key as hex and is its owner's alone.
	pub fn open(current: &Path, previous: &[impl AsRef<Path>]) -> Result<Self, VaultError> {
		let mut keys = vec![Key::new(&*read_key(current)?)];
		for path in previous {
			keys.push(Key::new(&*read_key(path.as_ref())?));
		}
		Ok(Self { keys })
	}

	/// Encrypt `payee` for the row of `commitment` and `account`. Nobody can move it to another row.
	pub fn seal(
		&self,
		commitment: Hex32,
		account: Hex32,
		payee: &Payee,
	) -> Result<Vec<u8>, VaultError> {
		let key = self.keys.first().ok_or(VaultError::NotSealed)?;
		let plain = Zeroizing::new(serde_json::to_vec(payee).map_err(|_| VaultError::NotSealed)?);
		let mut nonce = [0; NONCE];
		rand::rng().fill_bytes(&mut nonce);
		let aad = bound_to(commitment, account);
		let sealed = key
			.cipher
			.encrypt(
				XNonce::from_slice(&nonce),
				Payload {
					msg: &plain,
					aad: &aad,
				},
			)
			.map_err(|_| VaultError::NotSealed)?;
		Ok([key.id.as_slice(), &nonce, &sealed].concat())
	}

	/// Decrypt what [`Vault::seal`] gave for the same row.
	pub fn unseal(
		&self,
		commitment: Hex32,
		account: Hex32,
		sealed: &[u8],
	) -> Result<Payee, VaultError> {
		let (id, rest) = sealed.split_at_checked(KEY_ID).ok_or(VaultError::Damaged)?;
		let (nonce, text) = rest.split_at_checked(NONCE).ok_or(VaultError::Damaged)?;
		let key = self
			.keys
			.iter()
			.find(|key| key.id == id)
			.ok_or_else(|| VaultError::OtherKey(hex::encode(id)))?;
		let aad = bound_to(commitment, account);
		let plain = key
			.cipher
			.decrypt(
				XNonce::from_slice(nonce),
				Payload {
					msg: text,
					aad: &aad,
				},
			)
			.map(Zeroizing::new)
			.map_err(|_| VaultError::Damaged)?;
		serde_json::from_slice(&plain).map_err(|_| VaultError::Damaged)
	}

	/// Whether the key of this number is here.
	pub fn has(&self, key_id: &[u8]) -> bool {
		self.keys.iter().any(|key| key.id == key_id)
	}

	/// Whether `sealed` was sealed with the key that seals.
	pub fn is_current(&self, sealed: &[u8]) -> bool {
		self.keys
			.first()
			.is_some_and(|key| sealed.get(..KEY_ID) == Some(key.id.as_slice()))
	}
}

impl Key {
	fn new(key: &[u8; 32]) -> Self {
		let hash = Sha256::new()
			.chain_update(b"civic-payee-key-id")
			.chain_update(key)
			.finalize();
		let mut id = [0; KEY_ID];
		id.copy_from_slice(&hash[..KEY_ID]);
		Self {
			id,
			cipher: XChaCha20Poly1305::new(key.into()),
		}
	}
}

fn bound_to(commitment: Hex32, account: Hex32) -> Vec<u8> {
	[DOMAIN.as_bytes(), &commitment.0, &account.0].concat()
}

/// A key file: 64 hexadecimal digits, readable by its owner alone.
fn read_key(path: &Path) -> Result<Zeroizing<[u8; 32]>, VaultError> {
	let shown = path.display().to_string();
	let unreadable = |e: std::io::Error| VaultError::Unreadable {
		file: shown.clone(),
		why: e.to_string(),
	};
	let meta = std::fs::metadata(path).map_err(unreadable)?;
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		// systemd shows credentials with mode 0440, to the service alone.
		let credential =
			std::env::var_os("CREDENTIALS_DIRECTORY").is_some_and(|d| path.starts_with(d));
		if meta.permissions().mode() & 0o077 != 0 && !credential {
			return Err(VaultError::Exposed(shown));
		}
	}
	if meta.len() > 256 {
		return Err(VaultError::NotAKey(shown));
	}
	let text = Zeroizing::new(std::fs::read(path).map_err(unreadable)?);
	let mut key = Zeroizing::new([0; 32]);
	hex::decode_to_slice(text.trim_ascii(), &mut *key).map_err(|_| VaultError::NotAKey(shown))?;
	Ok(key)
}

#[cfg(test)]
mod tests {
	use super::*;

	const IBAN: &str = "NL91ABNA0417164300";

	#[test]
	fn a_sealed_payee_opens_only_in_its_own_row_and_with_its_key() {
		let payee = Payee::new(IBAN, "A. de Vries", Hex32([1; 32])).unwrap();
		let (old, new) = ([3; 32], [4; 32]);
		let (row, account) = (Hex32([5; 32]), Hex32([6; 32]));
		let sealed = Vault::new(&old, []).seal(row, account, &payee).unwrap();
		assert!(!sealed.windows(4).any(|w| w == b"ABNA"));
		let vault = Vault::new(&new, [&old]);
		assert_eq!(vault.unseal(row, account, &sealed).unwrap(), payee);
		assert!(!vault.is_current(&sealed));
		assert!(vault.unseal(Hex32([0; 32]), account, &sealed).is_err());
		assert!(vault.unseal(row, Hex32([0; 32]), &sealed).is_err());
		let only_new = Vault::new(&new, []);
		assert!(matches!(
			only_new.unseal(row, account, &sealed),
			Err(VaultError::OtherKey(_))
		));
		for i in 0..sealed.len() {
			let mut damaged = sealed.clone();
			damaged[i] ^= 1;
			assert!(vault.unseal(row, account, &damaged).is_err());
		}
		assert!(vault.unseal(row, account, &sealed[..20]).is_err());
	}

	#[test]
	fn a_key_file_is_its_owners_alone_and_holds_a_key() {
		use std::os::unix::fs::PermissionsExt;
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("payees.key");
		let none: [&Path; 0] = [];
		assert!(matches!(
			Vault::open(&path, &none),
			Err(VaultError::Unreadable { .. })
		));
		std::fs::write(&path, "ab".repeat(32) + "\n").unwrap();
		std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
		assert!(matches!(
			Vault::open(&path, &none),
			Err(VaultError::Exposed(_))
		));
		std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
		Vault::open(&path, &none).unwrap();
		std::fs::write(&path, "a password").unwrap();
		assert!(matches!(
			Vault::open(&path, &none),
			Err(VaultError::NotAKey(_))
		));
	}
}
