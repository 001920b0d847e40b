//! 32 bytes written in hexadecimal: hashes, accounts, commitments.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use subxt::utils::H256;

/// 32 bytes; written as `0x…`, read with or without.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "0x91b1…"))]
pub struct Hex32(pub [u8; 32]);

/// A text that is not 32 bytes in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 32 bytes: expected 0x and 64 hexadecimal digits")]
pub struct NotHex32;

impl Hex32 {
	/// The SHA-256 of `bytes`.
	pub fn sha256(bytes: impl AsRef<[u8]>) -> Self {
		Self(Sha256::digest(bytes.as_ref()).into())
	}
}

impl fmt::Display for Hex32 {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "0x{}", hex::encode(self.0))
	}
}

impl fmt::Debug for Hex32 {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{self}")
	}
}

impl FromStr for Hex32 {
	type Err = NotHex32;

	fn from_str(text: &str) -> Result<Self, NotHex32> {
		// Programs that take hashes of files write them without.
		let digits = text.strip_prefix("0x").unwrap_or(text);
		let mut bytes = [0; 32];
		hex::decode_to_slice(digits, &mut bytes).map_err(|_| NotHex32)?;
		Ok(Self(bytes))
	}
}

impl From<[u8; 32]> for Hex32 {
	fn from(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}
}

impl From<H256> for Hex32 {
	fn from(hash: H256) -> Self {
		Self(hash.0)
	}
}

impl From<Hex32> for H256 {
	fn from(hash: Hex32) -> Self {
		Self(hash.0)
	}
}

impl AsRef<[u8]> for Hex32 {
	fn as_ref(&self) -> &[u8] {
		&self.0
	}
}

impl Serialize for Hex32 {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Hex32 {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?
			.parse()
			.map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn it_reads_what_it_writes_and_nothing_else() {
		let hash = Hex32::sha256(b"civic");
		let text = hash.to_string();
		assert_eq!(text.parse(), Ok(hash));
		assert_eq!(text[2..].parse(), Ok(hash), "as sha256sum writes it");
		for bad in ["", "0x", "91b1", "0x91", &text[..65], &format!("0x{text}")] {
			assert_eq!(bad.parse::<Hex32>(), Err(NotHex32), "{bad:?}");
		}
	}
}
