//! Certificates of retirement: what the chain commits to, and the opening that only the holder has
//! (ADR 0028).

use rand::TryRngCore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
	amount::Amount,
	error::{Error, Result},
	hex32::Hex32,
	time::Moment,
};

/// The first field of every certificate file.
const FORMAT: &str = "civic-certificate/1";

/// What a commitment is over begins with this.
const DOMAIN: &[u8] = b"civic-ledger/beneficiary/v1";

/// Who may count retired units, and what is said about it: kept off chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beneficiary {
	/// Who.
	pub name: String,
	/// What else is to be said.
	pub note: String,
	/// So that nobody can guess the rest from the commitment.
	pub salt: Hex32,
}

impl Beneficiary {
	/// With a new salt.
	pub fn new(name: &str, note: &str) -> Result<Self> {
		let mut salt = [0u8; 32];
		rand::rngs::OsRng
			.try_fill_bytes(&mut salt)
			.map_err(|e| Error::internal(format!("The system has no randomness: {e}.")))?;
		Ok(Self {
			name: name.trim().into(),
			note: note.trim().into(),
			salt: Hex32(salt),
		})
	}

	/// `SHA-256(domain ‖ salt ‖ SHA-256(name) ‖ SHA-256(note))`: of fixed length, so that no two
	/// openings are the same bytes.
	pub fn commitment(&self) -> Hex32 {
		let mut hash = Sha256::new();
		hash.update(DOMAIN);
		hash.update(self.salt.0);
		hash.update(Sha256::digest(self.name.as_bytes()));
		hash.update(Sha256::digest(self.note.as_bytes()));
		Hex32(hash.finalize().into())
	}
}

/// A certificate file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateFile {
	format: String,
	/// The hash of the chain's first block.
	pub genesis: Hex32,
	/// The chain's number of it; none until the retirement is final.
	pub certificate: Option<u64>,
	/// Who held the units: an address.
	pub holder: String,
	/// How many.
	pub amount: Amount,
	/// Why.
	pub reason: String,
	/// When, in RFC 3339.
	pub at: Option<String>,
	/// The opening of the chain's commitment.
	pub beneficiary: Beneficiary,
	/// The transaction's hash.
	pub transaction: Option<Hex32>,
}

impl CertificateFile {
	/// Of a retirement that is about to be made.
	pub fn pending(
		genesis: Hex32,
		holder: String,
		amount: Amount,
		reason: String,
		beneficiary: Beneficiary,
	) -> Self {
		Self {
			format: FORMAT.into(),
			genesis,
			certificate: None,
			holder,
			amount,
			reason,
			at: None,
			beneficiary,
			transaction: None,
		}
	}

	/// With what the chain says of it once it is final.
	pub fn complete(&mut self, certificate: u64, at: Option<Moment>) {
		self.certificate = Some(certificate);
		self.at = at.map(|at| at.utc());
	}

	/// From its text.
	pub fn parse(text: &str) -> Result<Self> {
		let file: Self = serde_json::from_str(text).map_err(|e| {
			Error::input(format!(
				"The file is not a certificate, or is damaged: {e}."
			))
		})?;
		if file.format != FORMAT {
			return Err(Error::input(format!(
				"The certificate has the format \"{}\", and this program reads {FORMAT}. Take a newer \
				 civic.",
				file.format
			)));
		}
		Ok(file)
	}

	/// Its text.
	pub fn text(&self) -> Result<String> {
		serde_json::to_string_pretty(self)
			.map(|text| text + "\n")
			.map_err(|e| Error::internal(format!("The certificate cannot be written: {e}.")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn beneficiary(name: &str, note: &str) -> Beneficiary {
		Beneficiary {
			name: name.into(),
			note: note.into(),
			salt: Hex32([3; 32]),
		}
	}

	#[test]
	fn a_commitment_is_to_name_note_and_salt() {
		let one = beneficiary("Bakery", "2026").commitment();
		assert_eq!(
			one.to_string(),
			"0x2324fd08793cf474e7b3681f173d3299c1db62da45b82a5bb0ec0f2f86724fc2"
		);
		assert_ne!(one, beneficiary("Bakery2", "026").commitment());
		assert_ne!(one, beneficiary("Bakery", "").commitment());
		let other_salt = Beneficiary {
			salt: Hex32([4; 32]),
			..beneficiary("Bakery", "2026")
		};
		assert_ne!(one, other_salt.commitment());
	}

	#[test]
	fn a_file_comes_back_as_it_was() {
		let file = CertificateFile::pending(
			Hex32([1; 32]),
			"5Grw".into(),
			Amount(7),
			"gift".into(),
			Beneficiary::new(" Bakery ", "").unwrap(),
		);
		assert_eq!(file.beneficiary.name, "Bakery");
		assert_eq!(CertificateFile::parse(&file.text().unwrap()).unwrap(), file);
		assert_eq!(CertificateFile::parse("{}").unwrap_err().exit_code(), 3);
	}
}
