//! The opening of a commitment, signed by the account that redeems.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subxt::utils::AccountId32;
use zeroize::{Zeroize, Zeroizing};

use crate::{error::field, Hex32, Payee, PayeeError, DOMAIN, MAX_FIELD};

/// How far a wallet's clock may be ahead of this one, in seconds.
const AHEAD: i64 = 120;

/// How old a registration may be when it comes in, in seconds: what somebody recorded cannot bring back
/// later what was erased.
pub const FRESH: i64 = 900;

fn hex32(name: &'static str, text: &str) -> Result<Hex32, PayeeError> {
	text.parse()
		.map_err(|_| field(name, "it should be 0x and 64 hexadecimal digits."))
}

/// What a wallet sends. The fields are kept as sent, since it is they that were signed.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Registration {
	/// The hash of the network's first block.
	#[cfg_attr(
		feature = "openapi",
		schema(example = "0x5a1c0e3f6f2d1f1f6e7a7c9b8d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e")
	)]
	pub genesis_hash: String,
	/// The account that redeems, in SS58.
	#[cfg_attr(
		feature = "openapi",
		schema(example = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
	)]
	pub account: String,
	/// The IBAN, with or without blanks.
	#[cfg_attr(feature = "openapi", schema(example = "NL91ABNA0417164300"))]
	pub iban: String,
	/// The holder of the bank account.
	#[cfg_attr(feature = "openapi", schema(example = "A. de Vries", max_length = 70))]
	pub name: String,
	/// 32 random bytes, made by the wallet and kept there.
	#[cfg_attr(
		feature = "openapi",
		schema(example = "0x0101010101010101010101010101010101010101010101010101010101010101")
	)]
	pub salt: String,
	/// When it was signed (RFC 3339): within the last 15 minutes.
	#[cfg_attr(feature = "openapi", schema(example = "2026-11-28T09:00:00Z"))]
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
	/// What a wallet sends at the time `at`: the opening of `payee`, with the signature that `sign` makes
	/// of a text by the key of `account`.
	pub fn signed(
		payee: &Payee,
		genesis: Hex32,
		account: Hex32,
		at: Timestamp,
		sign: impl FnOnce(&[u8]) -> [u8; 64],
	) -> Self {
		// Whole seconds: what is behind them says nothing.
		let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
		let mut made = Self {
			genesis_hash: genesis.to_string(),
			account: AccountId32(account.0).to_string(),
			iban: payee.iban.clone(),
			name: payee.name.clone(),
			salt: payee.salt.to_string(),
			at: at.to_string(),
			signature: String::new(),
		};
		let signature = sign(made.text().as_bytes());
		made.signature = format!("0x{}", hex::encode(signature));
		made
	}

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
		if hex32("genesisHash", &self.genesis_hash)? != genesis {
			return Err(PayeeError::OtherNetwork(genesis.to_string()));
		}
		let account = AccountId32::from_str(&self.account)
			.map_err(|_| field("account", "it is not an address in SS58."))?;
		let salt = hex32("salt", &self.salt)?;
		if salt == Hex32::default() {
			return Err(field("salt", "it should be 32 random bytes."));
		}
		let at: Timestamp = self
			.at
			.parse()
			.map_err(|_| field("at", "it should be a time such as 2026-11-28T09:00:00Z."))?;
		// Before the IBAN, so that a stranger learns nothing but that the signature is wrong.
		let signature = self.signature()?;
		let text = self.text();
		if !signed(&account.0, text.as_bytes(), &signature) {
			return Err(PayeeError::Forged);
		}
		let payee = Payee::new(&self.iban, &self.name, salt)?;
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

#[cfg(test)]
mod tests {
	use subxt_signer::sr25519::{dev, Keypair};

	use super::*;

	const GENESIS: Hex32 = Hex32([7; 32]);
	const IBAN: &str = "NL91ABNA0417164300";

	/// A registration as a wallet makes it.
	fn registration(key: &Keypair, iban: &str, name: &str, at: &str) -> Registration {
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

	fn sign(made: &mut Registration, key: &Keypair) {
		let signature = key.sign(made.text().as_bytes());
		made.signature = format!("0x{}", hex::encode(signature.0));
	}

	fn good() -> Registration {
		registration(&dev::alice(), IBAN, "A. de Vries", "2026-11-28T09:00:00Z")
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
	fn what_a_wallet_makes_is_what_the_treasury_takes() {
		let key = dev::alice();
		let account = Hex32(key.public_key().0);
		let payee = Payee::new("nl91 abna 0417 1643 00", " A. de Vries ", Hex32([1; 32])).unwrap();
		let at = "2026-11-28T09:00:00.75Z".parse().unwrap();
		let made = Registration::signed(&payee, GENESIS, account, at, |text| key.sign(text).0);
		let sent: Registration =
			serde_json::from_str(&serde_json::to_string(&made).unwrap()).unwrap();
		let checked = sent.check(GENESIS).unwrap();
		assert_eq!(checked.commitment, payee.commitment(GENESIS, account));
		assert_eq!((checked.payee.clone(), checked.account), (payee, account));
		assert!(checked.fresh(at.as_second()).is_ok());
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
	fn nothing_personal_shows_in_debug() {
		let made = good();
		let text = format!("{made:?} {:?}", made.check(GENESIS).unwrap());
		assert!(!text.contains("Vries") && !text.contains("0417"));
		assert_eq!(made.check(GENESIS).unwrap().payee.masked(), "NL91…4300");
	}
}
