//! Key files: polkadot-js JSON keystore, version 3 (ADR 0025).
//!
//! `encoded` is base64 of `salt(32) ‖ N(4) ‖ p(4) ‖ r(4) ‖ nonce(24) ‖ box`, where the box is
//! XSalsa20-Poly1305 under scrypt(password) of the pair as PKCS#8-like bytes. Everything here
//! writes and checks; opening is `subxt-signer`'s.

use base64::{engine::general_purpose::STANDARD, Engine};
use crypto_secretbox::{
	aead::{Aead, KeyInit},
	Key, Nonce, XSalsa20Poly1305,
};
use hmac::Hmac;
use rand::TryRngCore;
use schnorrkel::{
	derive::ChainCode,
	keys::{ExpansionMode, MiniSecretKey, SecretKey},
};
use serde::{Deserialize, Serialize};
use sha2::Sha512;
use subxt_signer::{
	bip39::Mnemonic, polkadot_js_compat, sr25519::Keypair, DeriveJunction, ExposeSecret, SecretUri,
};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// scrypt's cost: what polkadot-js writes. 128 MiB of memory and a good part of a second.
const LOG_N: u8 = 17;
const P: u32 = 1;
const R: u32 = 8;

const SALT: usize = 32;
const NONCE: usize = 24;
const PARAMETERS: usize = SALT + 3 * 4 + NONCE;

/// What stands before the secret key and before the public key.
const HEADER: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const DIVIDER: [u8; 5] = [161, 35, 3, 33, 0];
const SECRET: usize = 64;
const PAIR: usize = HEADER.len() + SECRET + DIVIDER.len() + 32;
const TAG: usize = 16;

/// A key file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
	encoded: String,
	encoding: Encoding,
	/// The account, as an SS58 address.
	pub address: String,
	/// What its owner calls it, and when it was made.
	pub meta: Meta,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Encoding {
	content: Vec<String>,
	r#type: Vec<String>,
	version: String,
}

/// What a key file says beside the key. polkadot-js writes more, which is kept out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Meta {
	/// Its owner's name for it.
	pub name: String,
	/// Milliseconds since 1970.
	pub when_created: u64,
}

/// A secret key in the 64 bytes key files hold.
pub struct Secret(Zeroizing<[u8; SECRET]>);

impl Secret {
	/// Of a recovery phrase.
	pub fn from_phrase(phrase: &Mnemonic) -> Result<Self> {
		Ok(Self::expand(&seed_of(phrase, "")?))
	}

	/// Of a phrase or a hex seed with hard derivations.
	pub fn from_uri(uri: &SecretUri) -> Result<Self> {
		let phrase = uri.phrase.expose_secret();
		let mut seed = match phrase.strip_prefix("0x") {
			Some(digits) => {
				let mut bytes = Zeroizing::new([0u8; 32]);
				hex::decode_to_slice(digits, bytes.as_mut_slice())
					.map_err(|_| Error::key("The seed is not 32 bytes in hex."))?;
				mini_secret(bytes.as_slice())?
			},
			None => {
				let phrase: Mnemonic = phrase.parse().map_err(|_| unusable_phrase())?;
				seed_of(
					&phrase,
					uri.password.as_ref().map_or("", |p| p.expose_secret()),
				)?
			},
		};
		for junction in &uri.junctions {
			let DeriveJunction::Hard(code) = junction else {
				return Err(Error::key(
					"Soft derivations (one slash) are not supported. Use a hard one: //name.",
				));
			};
			seed = seed
				.expand(ExpansionMode::Ed25519)
				.hard_derive_mini_secret_key(Some(ChainCode(*code)), b"")
				.0;
		}
		Ok(Self::expand(&seed))
	}

	fn expand(seed: &MiniSecretKey) -> Self {
		Self(Zeroizing::new(
			seed.expand(ExpansionMode::Ed25519).to_ed25519_bytes(),
		))
	}

	fn public(&self) -> Result<[u8; 32]> {
		let secret = SecretKey::from_ed25519_bytes(self.0.as_slice())
			.map_err(|_| Error::internal("The new key is not a key."))?;
		Ok(secret.to_public().to_bytes())
	}
}

/// The seed of a phrase by `substrate-bip39`'s steps, which every Substrate wallet follows: from
/// the entropy, not from the words.
fn seed_of(phrase: &Mnemonic, password: &str) -> Result<MiniSecretKey> {
	let mut salt = Zeroizing::new(String::from("mnemonic"));
	salt.push_str(password);
	let (entropy, length) = phrase.to_entropy_array();
	let entropy = Zeroizing::new(entropy);
	let mut seed = Zeroizing::new([0u8; 64]);
	pbkdf2::pbkdf2::<Hmac<Sha512>>(
		&entropy[..length],
		salt.as_bytes(),
		2048,
		seed.as_mut_slice(),
	)
	.map_err(|_| unusable_phrase())?;
	mini_secret(&seed[..32])
}

fn mini_secret(seed: &[u8]) -> Result<MiniSecretKey> {
	MiniSecretKey::from_bytes(seed).map_err(|_| Error::key("The seed is not 32 bytes long."))
}

fn unusable_phrase() -> Error {
	Error::key(
		"The recovery phrase is not one: it has 12 to 24 English words of the BIP-39 list, in order. \
		 Check each word's spelling.",
	)
}

/// Encrypt `secret` under `password`.
pub fn seal(secret: &Secret, password: &str, meta: Meta) -> Result<KeyFile> {
	let mut parameters = [0u8; PARAMETERS];
	rand::rngs::OsRng
		.try_fill_bytes(&mut parameters)
		.map_err(|e| Error::internal(format!("The system has no randomness: {e}.")))?;
	for (at, value) in [1u32 << LOG_N, P, R].into_iter().enumerate() {
		let from = SALT + 4 * at;
		parameters[from..from + 4].copy_from_slice(&value.to_le_bytes());
	}
	let costs = scrypt::Params::new(LOG_N, R, P, 32)
		.map_err(|e| Error::internal(format!("scrypt: {e}.")))?;
	let mut key = Zeroizing::new([0u8; 32]);
	scrypt::scrypt(
		password.as_bytes(),
		&parameters[..SALT],
		&costs,
		key.as_mut_slice(),
	)
	.map_err(|e| Error::internal(format!("scrypt: {e}.")))?;

	let public = secret.public()?;
	let mut pair = Zeroizing::new(Vec::with_capacity(PAIR));
	pair.extend_from_slice(&HEADER);
	pair.extend_from_slice(secret.0.as_slice());
	pair.extend_from_slice(&DIVIDER);
	pair.extend_from_slice(&public);
	let sealed = XSalsa20Poly1305::new(Key::from_slice(key.as_slice()))
		.encrypt(Nonce::from_slice(&parameters[SALT + 12..]), pair.as_slice())
		.map_err(|_| Error::internal("The key cannot be encrypted."))?;

	let words = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
	Ok(KeyFile {
		encoded: STANDARD.encode([parameters.as_slice(), &sealed].concat()),
		encoding: Encoding {
			content: words(&["pkcs8", "sr25519"]),
			r#type: words(&["scrypt", "xsalsa20-poly1305"]),
			version: "3".into(),
		},
		address: subxt::utils::AccountId32(public).to_string(),
		meta,
	})
}

impl KeyFile {
	/// From its text, checked as far as that goes without the password.
	pub fn parse(text: &str) -> Result<Self> {
		let file: Self = serde_json::from_str(text).map_err(|e| {
			Error::key(format!(
				"The key file is damaged or is not one (polkadot-js JSON, version 3): {e}."
			))
		})?;
		let Encoding {
			content,
			r#type,
			version,
		} = &file.encoding;
		if version != "3"
			|| content != &["pkcs8", "sr25519"]
			|| r#type != &["scrypt", "xsalsa20-poly1305"]
		{
			return Err(Error::key(
				"The key file has another encoding. Export it again as version 3, sr25519, with a \
				 password.",
			));
		}
		let length = STANDARD
			.decode(&file.encoded)
			.map(|bytes| bytes.len())
			.unwrap_or(0);
		if length != PARAMETERS + TAG + PAIR {
			return Err(Error::key(
				"The key file is damaged: the encrypted part is cut off.",
			));
		}
		file.account()?;
		Ok(file)
	}

	/// Its text.
	pub fn text(&self) -> Result<String> {
		serde_json::to_string_pretty(self)
			.map(|text| text + "\n")
			.map_err(|e| Error::internal(format!("The key file cannot be written: {e}.")))
	}

	/// The account it is for.
	pub fn account(&self) -> Result<subxt::utils::AccountId32> {
		self.address
			.parse()
			.map_err(|_| Error::key("The key file is damaged: its address is not one."))
	}

	/// The key, if `password` opens it.
	pub fn open(&self, password: &str) -> Result<Keypair> {
		polkadot_js_compat::decrypt_json(&self.text()?, password).map_err(|e| match e {
			polkadot_js_compat::Error::Secretbox(_) => {
				Error::key("The password does not open this key. Try again.")
			},
			other => Error::key(format!("The key file is damaged: {other}")),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt_signer::sr25519::dev;

	fn secret(uri: &str) -> Secret {
		Secret::from_uri(&uri.parse().unwrap()).unwrap()
	}

	fn sealed(uri: &str) -> KeyFile {
		seal(
			&secret(uri),
			"correct horse",
			Meta {
				name: "k".into(),
				when_created: 1,
			},
		)
		.unwrap()
	}

	#[test]
	fn secrets_are_those_of_every_substrate_wallet() {
		let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
		assert_eq!(
			secret("//Alice").public().unwrap(),
			dev::alice().public_key().0
		);
		for uri in [
			phrase.to_string(),
			format!("{phrase}//a//b"),
			format!("{phrase}//a///word"),
		] {
			let theirs = Keypair::from_uri(&uri.parse().unwrap()).unwrap();
			assert_eq!(
				secret(&uri).public().unwrap(),
				theirs.public_key().0,
				"{uri}"
			);
		}
		let mnemonic: Mnemonic = phrase.parse().unwrap();
		let theirs = Keypair::from_phrase(&mnemonic, None).unwrap();
		assert_eq!(
			Secret::from_phrase(&mnemonic).unwrap().public().unwrap(),
			theirs.public_key().0
		);
	}

	#[test]
	fn what_is_sealed_is_opened_by_the_password_alone() {
		let file = KeyFile::parse(&sealed("//Alice").text().unwrap()).unwrap();
		assert_eq!(
			file.address,
			"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
		);
		let key = file.open("correct horse").unwrap();
		assert_eq!(key.public_key().0, dev::alice().public_key().0);
		let error = file.open("correct mare").unwrap_err();
		assert_eq!(error.exit_code(), 6);
		assert!(error.to_string().contains("password"), "{error}");
	}

	#[test]
	fn two_files_of_one_key_share_nothing() {
		let (one, two) = (sealed("//Alice"), sealed("//Alice"));
		assert_ne!(one.encoded[..40], two.encoded[..40]);
		assert_ne!(one.encoded[100..], two.encoded[100..]);
	}

	#[test]
	fn a_file_that_polkadot_js_wrote_is_opened() {
		// Written by the polkadot-js extension; also a vector of subxt-signer.
		let text = r#"{
			"encoded": "DumgApKCTqoCty1OZW/8WS+sgo6RdpHhCwAkA2IoDBMAgAAAAQAAAAgAAAB6IG/q24EeVf0JqWqcBd5m2tKq5BlyY84IQ8oamLn9DZe9Ouhgunr7i36J1XxUnTI801axqL/ym1gil0U8440Qvj0lFVKwGuxq38zuifgoj0B3Yru0CI6QKEvQPU5xxj4MpyxdSxP+2PnTzYao0HDH0fulaGvlAYXfqtU89xrx2/z9z7IjSwS3oDFPXRQ9kAdDebtyCVreZ9Otw9v3",
			"encoding": {"content": ["pkcs8", "sr25519"], "type": ["scrypt", "xsalsa20-poly1305"], "version": "3"},
			"address": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
			"meta": {"genesisHash": "", "isHidden": false, "name": "Alice", "whenCreated": 1718265838755}
		}"#;
		let file = KeyFile::parse(text).unwrap();
		let key = file.open("whoisalice").unwrap();
		assert_eq!(key.public_key().0, dev::alice().public_key().0);
	}

	#[test]
	fn damaged_files_are_errors_not_panics() {
		let good = sealed("//Alice");
		let mut cut = good.clone();
		cut.encoded.truncate(40);
		let mut other = good.clone();
		other.encoding.version = "2".into();
		let mut nobody = good.clone();
		nobody.address = "5Grw".into();
		for bad in [cut, other, nobody] {
			assert_eq!(
				KeyFile::parse(&bad.text().unwrap())
					.unwrap_err()
					.exit_code(),
				6
			);
		}
		for bad in ["", "{}", "[1]", "not json"] {
			assert_eq!(KeyFile::parse(bad).unwrap_err().exit_code(), 6);
		}
	}
}
