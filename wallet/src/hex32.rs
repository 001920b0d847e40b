//! 32 bytes as `0x` and 64 hex digits: hashes, commitments, public keys.

use std::{fmt, str::FromStr};

use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use subxt::utils::H256;

use crate::error::Error;

/// 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex32(pub [u8; 32]);

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
	type Err = Error;

	fn from_str(text: &str) -> Result<Self, Error> {
		let mut bytes = [0u8; 32];
		hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes)
			.map(|()| Self(bytes))
			.map_err(|_| {
				Error::input(format!(
					"\"{text}\" is not 32 bytes in hex: 0x and 64 digits."
				))
			})
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

impl Serialize for Hex32 {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.to_string())
	}
}

impl<'de> Deserialize<'de> for Hex32 {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?
			.parse()
			.map_err(de::Error::custom)
	}
}
