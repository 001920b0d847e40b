//! A bank account, its holder, and what stands for both on the chain.

use std::fmt;

use iban::{Iban, IbanLike};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use crate::{error::field, Hex32, PayeeError, DOMAIN, MAX_FIELD};

/// The longest name of an account's holder that SEPA carries, in characters.
pub const MAX_NAME: usize = 70;

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

#[cfg(test)]
mod tests {
	use super::*;

	const GENESIS: Hex32 = Hex32([7; 32]);

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
}
