//! Where a redemption's money goes: an IBAN and a name, which the chain knows only by a salted hash.
//!
//! The wallet makes the salt, puts the *commitment* on the chain and the opening of it here, signed by
//! the account that redeems. Everything in this module is pure: it takes and gives bytes. Storage is
//! `store::payees`, the address is `web::api`.

use std::{fmt, path::Path, str::FromStr};

use chacha20poly1305::{
	aead::{Aead, KeyInit, Payload},
	XChaCha20Poly1305, XNonce,
};
use iban::{Iban, IbanLike};
use rand::RngCore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subxt::utils::AccountId32;
use zeroize::{Zeroize, Zeroizing};

use crate::hex32::Hex32;

/// What commitment and signed text begin with: neither can be taken for anything else.
pub const DOMAIN: &str = "civic-payee-v1";

/// The longest name of an account's holder that SEPA carries, in characters.
pub const MAX_NAME: usize = 70;

/// The longest any other field may be, before anything is made of it.
const MAX_FIELD: usize = 128;

/// How far a wallet's clock may be ahead of this one, in seconds.
const AHEAD: i64 = 120;

/// How old a registration may be when it comes in, in seconds: what somebody recorded cannot bring back
/// later what was erased.
pub const FRESH: i64 = 900;

/// The length of a nonce, which every sealed payee begins with after the key's number.
const NONCE: usize = 24;

/// The length of what a key is known by.
const KEY_ID: usize = 8;

/// Why a registration is not taken. The words are for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayeeError {
	/// A field is not of the form it should be.
	#[error("The field {field} is not what it should be: {why}")]
	Field {
		/// Its name in the JSON.
		field: &'static str,
		/// What is wrong with it.
		why: String,
	},
	/// The IBAN does not exist.
	#[error("This IBAN cannot be right: {0} Compare it with your bank's papers.")]
	Iban(&'static str),
	/// It was signed for another network.
	#[error("This registration is for another network: its genesisHash is not {0}.")]
	OtherNetwork(String),
	/// The account did not sign it.
	#[error("The signature is not the account's over these fields.")]
	Forged,
	/// It was signed too long ago, or is from the future.
	#[error("The time in the field at is not within the last {} minutes. Sign it again; check your clock.", FRESH / 60)]
	NotFresh,
}

impl PayeeError {
	/// The word programs tell it by: the last part of the problem's type.
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Field { .. } => "bad-field",
			Self::Iban(_) => "bad-iban",
			Self::OtherNetwork(_) => "other-network",
			Self::Forged => "bad-signature",
			Self::NotFresh => "not-fresh",
		}
	}
}

fn field(field: &'static str, why: impl Into<String>) -> PayeeError {
	PayeeError::Field {
		field,
		why: why.into(),
	}
}

/// A bank account, its holder, and the salt that hides both on the chain.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
	/// The IBAN in its electronic form: capitals, no blanks.
	pub iban: String,
	/// The holder, trimmed.
	pub name: String,
	/// 32 random bytes of the wallet.
	pub salt: Hex32,
}

// Personal data must not come into a log by accident.
impl fmt::Debug for Payee {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Payee(…)")
	}
}

impl Drop for Payee {
	fn drop(&mut self) {
		self.iban.zeroize();
		self.name.zeroize();
		self.salt.0.zeroize();
	}
}

impl Payee {
	/// A payee, with IBAN and name brought into their one form.
	pub fn new(iban: &str, name: &str, salt: Hex32) -> Result<Self, PayeeError> {
		Ok(Self {
			iban: electronic(iban)?,
			name: holder(name)?,
			salt,
		})
	}

	/// What stands for it on the chain, for `account` on the network that begins with `genesis`.
	pub fn commitment(&self, genesis: Hex32, account: Hex32) -> Hex32 {
		let mut hash = Sha256::new();
		hash.update(DOMAIN.as_bytes());
		hash.update(genesis.0);
		hash.update(account.0);
		hash.update(self.salt.0);
		hash.update(self.iban.as_bytes());
		// An IBAN has no zero byte, so the two fields cannot run into each other.
		hash.update([0]);
		hash.update(self.name.as_bytes());
		Hex32(hash.finalize().into())
	}

	/// The IBAN as officers see it: enough to tell two accounts apart, too little to pay to.
	pub fn masked(&self) -> String {
		let tail = self
			.iban
			.get(self.iban.len().saturating_sub(4)..)
			.unwrap_or_default();
		format!("{}…{tail}", self.iban.get(..4).unwrap_or_default())
	}
}

/// The electronic form of an IBAN that can exist: known country, right length, right check digits.
pub fn electronic(iban: &str) -> Result<String, PayeeError> {
	if iban.len() > MAX_FIELD {
		return Err(PayeeError::Iban("it is too long."));
	}
	let compact: String = iban
		.chars()
		.filter(|c| !c.is_whitespace())
		.map(|c| c.to_ascii_uppercase())
		.collect();
	match compact.parse::<Iban>() {
		Ok(iban) => Ok(iban.electronic_str().to_string()),
		Err(iban::ParseIbanError::UnknownCountry(_)) => {
			Err(PayeeError::Iban("no country has its first two letters."))
		},
		Err(iban::ParseIbanError::InvalidBban(_)) => Err(PayeeError::Iban(
			"its length or form is not that of its country.",
		)),
		Err(_) => Err(PayeeError::Iban(
			"its check digits do not fit the rest: a digit is wrong, or two changed places.",
		)),
	}
}

/// The name of a holder, trimmed.
fn holder(name: &str) -> Result<String, PayeeError> {
	let name = name.trim();
	if name.is_empty() {
		return Err(field("name", "it is empty."));
	}
	if name.chars().count() > MAX_NAME {
		return Err(field(
			"name",
			format!("a bank takes {MAX_NAME} characters at most."),
		));
	}
	// A line break in a name could move the borders of the fields in the signed text.
	if name.chars().any(char::is_control) {
		return Err(field("name", "it has a character that cannot be printed."));
	}
	Ok(name.to_string())
}

/// 32 bytes from `0x…`.
pub fn bytes32(name: &'static str, text: &str) -> Result<[u8; 32], PayeeError> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut bytes = [0; 32];
	hex::decode_to_slice(digits, &mut bytes)
		.map_err(|_| field(name, "it should be 0x and 64 hexadecimal digits."))?;
	Ok(bytes)
}

/// What a wallet sends. The fields are kept as sent, since it is they that were signed.
#[derive(Clone, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Registration {
	/// The hash of the network's first block.
	#[schema(example = "0x5a1c0e3f6f2d1f1f6e7a7c9b8d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e")]
	pub genesis_hash: String,
	/// The account that redeems, in SS58.
	#[schema(example = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")]
	pub account: String,
	/// The IBAN, with or without blanks.
	#[schema(example = "NL91ABNA0417164300")]
	pub iban: String,
	/// The holder of the bank account.
	#[schema(example = "A. de Vries", max_length = 70)]
	pub name: String,
	/// 32 random bytes, made by the wallet and kept there.
	#[schema(example = "0x0101010101010101010101010101010101010101010101010101010101010101")]
	pub salt: String,
	/// When it was signed (RFC 3339): within the last 15 minutes.
	#[schema(example = "2026-11-28T09:00:00Z")]
	pub at: String,
	/// The account's sr25519 signature, 0x and 128 hexadecimal digits, over
	/// `civic-payee-v1\n{genesisHash}\n{account}\n{iban}\n{name}\n{salt}\n{at}`, plain or wrapped in
	/// `<Bytes>…</Bytes>`.
	pub signature: String,
}

impl fmt::Debug for Registration {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Registration(…)")
	}
}

impl Drop for Registration {
	fn drop(&mut self) {
		self.iban.zeroize();
		self.name.zeroize();
		self.salt.zeroize();
	}
}

/// A registration that holds.
#[derive(Debug, Clone)]
pub struct Checked {
	/// What the chain knows it by.
	pub commitment: Hex32,
	/// Whose it is.
	pub account: Hex32,
	/// What is paid to.
	pub payee: Payee,
	/// When it was signed, in seconds since 1970.
	pub at: i64,
}

impl Registration {
	/// The text that the account signs.
	pub fn text(&self) -> Zeroizing<String> {
		Zeroizing::new(
			[
				DOMAIN,
				&self.genesis_hash,
				&self.account,
				&self.iban,
				&self.name,
				&self.salt,
				&self.at,
			]
			.join("\n"),
		)
	}

	/// Check everything that does not depend on when it is: form, network, IBAN, signature.
	pub fn check(&self, genesis: Hex32) -> Result<Checked, PayeeError> {
		let short = [
			("genesisHash", &self.genesis_hash),
			("account", &self.account),
			("salt", &self.salt),
			("at", &self.at),
		];
		for (name, text) in short {
			if text.len() > MAX_FIELD || text.chars().any(char::is_control) {
				return Err(field(
					name,
					"it is too long or has a character that cannot be printed.",
				));
			}
		}
		if bytes32("genesisHash", &self.genesis_hash)? != genesis.0 {
			return Err(PayeeError::OtherNetwork(genesis.to_string()));
		}
		let account = AccountId32::from_str(&self.account)
			.map_err(|_| field("account", "it is not an address in SS58."))?;
		let salt = bytes32("salt", &self.salt)?;
		if salt == [0; 32] {
			return Err(field("salt", "it should be 32 random bytes."));
		}
		let at: jiff::Timestamp = self
			.at
			.parse()
			.map_err(|_| field("at", "it should be a time such as 2026-11-28T09:00:00Z."))?;
		// Before the IBAN, so that a stranger learns nothing but that the signature is wrong.
		let signature = self.signature()?;
		let text = self.text();
		if !signed(&account.0, text.as_bytes(), &signature) {
			return Err(PayeeError::Forged);
		}
		let payee = Payee::new(&self.iban, &self.name, Hex32(salt))?;
		Ok(Checked {
			commitment: payee.commitment(genesis, Hex32(account.0)),
			account: Hex32(account.0),
			payee,
			at: at.as_second(),
		})
	}

	fn signature(&self) -> Result<[u8; 64], PayeeError> {
		let wrong = || field("signature", "it should be 0x and 128 hexadecimal digits.");
		let digits = self.signature.strip_prefix("0x").ok_or_else(wrong)?;
		let mut bytes = [0; 64];
		hex::decode_to_slice(digits, &mut bytes).map_err(|_| wrong())?;
		Ok(bytes)
	}
}

impl Checked {
	/// Check that it was signed a moment before `now` (seconds since 1970).
	pub fn fresh(&self, now: i64) -> Result<(), PayeeError> {
		if self.at > now.saturating_add(AHEAD) || self.at < now.saturating_sub(FRESH) {
			return Err(PayeeError::NotFresh);
		}
		Ok(())
	}
}

/// Whether `account` signed `text`, plain or as browser wallets sign.
fn signed(account: &[u8; 32], text: &[u8], signature: &[u8; 64]) -> bool {
	let (Ok(key), Ok(signature)) = (
		schnorrkel::PublicKey::from_bytes(account),
		schnorrkel::Signature::from_bytes(signature),
	) else {
		return false;
	};
	let wrapped = Zeroizing::new([b"<Bytes>".as_slice(), text, b"</Bytes>"].concat());
	let by_account = |text: &[u8]| key.verify_simple(b"substrate", text, &signature).is_ok();
	by_account(text) || by_account(&wrapped)
}

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
pub(crate) mod tests {
	use subxt_signer::sr25519::{dev, Keypair};

	use super::*;

	pub(crate) const GENESIS: Hex32 = Hex32([7; 32]);
	const IBAN: &str = "NL91ABNA0417164300";

	/// A registration as a wallet makes it.
	pub(crate) fn registration(key: &Keypair, iban: &str, name: &str, at: &str) -> Registration {
		let mut made = Registration {
			genesis_hash: GENESIS.to_string(),
			account: key.public_key().to_account_id().to_string(),
			iban: iban.into(),
			name: name.into(),
			salt: format!("0x{}", hex::encode([1; 32])),
			at: at.into(),
			signature: String::new(),
		};
		sign(&mut made, key);
		made
	}

	pub(crate) fn sign(made: &mut Registration, key: &Keypair) {
		let signature = key.sign(made.text().as_bytes());
		made.signature = format!("0x{}", hex::encode(signature.0));
	}

	fn good() -> Registration {
		registration(&dev::alice(), IBAN, "A. de Vries", "2026-11-28T09:00:00Z")
	}

	#[test]
	fn the_commitment_is_the_one_that_wallets_compute() {
		// Computed by another program: python3 -c 'import hashlib;print(hashlib.sha256(b"civic-payee-v1"
		// +b"\x07"*32+b"\x02"*32+b"\x01"*32+b"NL91ABNA0417164300\0"+"Zoë Müller".encode()).hexdigest())'
		let payee = Payee::new("nl91 ABNA 0417 1643 00", "  Zoë Müller ", Hex32([1; 32])).unwrap();
		assert_eq!(
			payee.commitment(GENESIS, Hex32([2; 32])).to_string(),
			"0x6eb215e089e08415ec299362b62356517d826fdfab03a00c35012718260b7e8b"
		);
	}

	#[test]
	fn a_right_registration_holds_plain_and_wrapped() {
		let mut made = good();
		let checked = made.check(GENESIS).unwrap();
		assert_eq!(checked.account.0, dev::alice().public_key().0);
		assert_eq!(checked.payee.iban, IBAN);
		let wrapped = format!("<Bytes>{}</Bytes>", *made.text());
		let signature = dev::alice().sign(wrapped.as_bytes());
		made.signature = format!("0x{}", hex::encode(signature.0));
		assert_eq!(made.check(GENESIS).unwrap().commitment, checked.commitment);
	}

	#[test]
	fn any_changed_field_is_a_forgery() {
		let change: [fn(&mut Registration); 5] = [
			|r| r.account = dev::bob().public_key().to_account_id().to_string(),
			|r| r.iban = "DE44500105175407324931".into(),
			|r| r.name = "M. Allory".into(),
			|r| r.salt = format!("0x{}", hex::encode([9; 32])),
			|r| r.at = "2026-11-28T10:00:00Z".into(),
		];
		for change in change {
			let mut made = good();
			change(&mut made);
			assert_eq!(made.check(GENESIS).unwrap_err(), PayeeError::Forged);
		}
		let mut made = good();
		sign(&mut made, &dev::bob());
		assert_eq!(made.check(GENESIS).unwrap_err(), PayeeError::Forged);
	}

	#[test]
	fn another_network_is_refused() {
		assert!(matches!(
			good().check(Hex32([8; 32])),
			Err(PayeeError::OtherNetwork(_))
		));
	}

	#[test]
	fn wrong_ibans_are_refused_with_the_reason() {
		for (iban, why) in [
			("NL92ABNA0417164300", "check digits"),
			("NL91ABNA0417164030", "check digits"),
			("DE91", "check digits"),
			("XX57WEST12345698765432", "first two letters"),
		] {
			let made = registration(&dev::alice(), iban, "A", "2026-11-28T09:00:00Z");
			let refused = made.check(GENESIS).unwrap_err();
			assert_eq!(refused.kind(), "bad-iban", "{iban}");
			assert!(refused.to_string().contains(why), "{iban}: {refused}");
		}
	}

	#[test]
	fn a_name_cannot_move_the_borders_of_the_signed_text() {
		for name in ["", "   ", "A\nB", &"x".repeat(71)] {
			let made = registration(&dev::alice(), IBAN, name, "2026-11-28T09:00:00Z");
			assert_eq!(
				made.check(GENESIS).unwrap_err().kind(),
				"bad-field",
				"{name:?}"
			);
		}
	}

	#[test]
	fn what_was_signed_long_ago_or_ahead_is_not_fresh() {
		let checked = good().check(GENESIS).unwrap();
		assert!(checked.fresh(checked.at).is_ok());
		assert!(checked.fresh(checked.at + FRESH).is_ok());
		assert_eq!(
			checked.fresh(checked.at + FRESH + 1),
			Err(PayeeError::NotFresh)
		);
		assert!(checked.fresh(checked.at - AHEAD).is_ok());
		assert_eq!(
			checked.fresh(checked.at - AHEAD - 1),
			Err(PayeeError::NotFresh)
		);
	}

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

	#[test]
	fn nothing_personal_shows_in_debug() {
		let made = good();
		let text = format!("{made:?} {:?}", made.check(GENESIS).unwrap());
		assert!(!text.contains("Vries") && !text.contains("0417"));
		assert_eq!(made.check(GENESIS).unwrap().payee.masked(), "NL91…4300");
	}
}
