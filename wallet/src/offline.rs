//! The files that go between a machine with a network and one without: what has to be known to
//! sign, on the way there, and what was signed, on the way back.

use std::path::Path;

use serde::{de::DeserializeOwned, Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subxt::utils::AccountId32;

use crate::{
	chain::{views::MethodologyView, BlockRef},
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	time::{span, Moment},
};

/// The first field of every context.
const CONTEXT_FORMAT: &str = "civic-offline-context/1";

/// The first field of every signed transaction.
const SIGNED_FORMAT: &str = "civic-signed/1";

/// Which chain a transaction is for, at which place, and whose it is: all that is signed besides the
/// call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Frame {
	/// What the network calls itself: for people, nothing rests on it.
	pub network: String,
	/// The hash of its first block.
	pub genesis: Hex32,
	/// The version of the chain's rules.
	pub spec_version: u32,
	/// The version of its transactions.
	pub transaction_version: u32,
	/// Who signs.
	pub account: AccountId32,
	/// How many transactions of the account go before.
	pub nonce: u64,
	/// The block it may come after.
	pub block: BlockRef,
	/// For how many blocks after that it may be carried out.
	pub lifetime: u64,
	/// When that is over, were no block late.
	pub valid_until: Moment,
}

/// What a machine without a network has to know to sign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Context {
	/// The chain and the next transaction's place in it.
	pub frame: Frame,
	/// How many were signed with this context so far.
	pub signed: u64,
	/// What the chain's calls look like there: another civic signs something else by the same bytes.
	pub calls: Hex32,
	/// What `claim submit` has to know.
	pub claiming: Option<Claiming>,
}

/// What `claim submit` has to know of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Claiming {
	/// The source that claims.
	pub source: u64,
	/// The methodology it claims by.
	pub methodology: MethodologyView,
}

/// A context as it is stored: with a sum, so that damage is told from a mistake.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextFile {
	format: String,
	context: Context,
	sha256: Hex32,
}

/// A signed transaction. Its signature covers the call and the frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
	format: String,
	/// The chain and the transaction's place in it.
	pub frame: Frame,
	/// The call, as the chain encodes it, in hex.
	call: String,
	/// The signature (sr25519), in hex.
	signature: String,
}

impl Frame {
	/// Refuse what is over by this machine's clock.
	pub fn must_be_fresh(&self, now: Moment) -> Result<()> {
		if now < self.valid_until {
			return Ok(());
		}
		Err(Error::input(format!(
			"It was good for {} blocks, until about {}, and that is over. Prepare a new context where \
			 there is a network (civic offline prepare) and sign with that. If this machine's clock is \
			 wrong, set it.",
			self.lifetime, self.valid_until
		)))
	}

	/// How long it is good for.
	pub fn left(&self, now: Moment) -> String {
		span(self.valid_until.0.saturating_sub(now.0))
	}
}

impl Context {
	/// From its file, undamaged.
	pub fn read(path: &Path) -> Result<Self> {
		let file: ContextFile = read(path, "context", CONTEXT_FORMAT)?;
		if file.format != CONTEXT_FORMAT {
			return Err(other_format(path, &file.format, CONTEXT_FORMAT));
		}
		if sum(&file.context)? != file.sha256 {
			return Err(Error::input(format!(
				"The context {} was changed or damaged: its sum does not fit. Prepare a new one: civic \
				 offline prepare",
				path.display()
			)));
		}
		Ok(file.context)
	}

	/// Its text.
	pub fn text(&self) -> Result<String> {
		text(&ContextFile {
			format: CONTEXT_FORMAT.into(),
			sha256: sum(self)?,
			context: self.clone(),
		})
	}

	/// Count a transaction that was signed with it, in its file, so that the next has the next
	/// number.
	pub fn count(&mut self, path: &Path) -> Result<()> {
		self.frame.nonce = self.frame.nonce.saturating_add(1);
		self.signed = self.signed.saturating_add(1);
		files::replace(path, self.text()?.as_bytes(), "context")
	}
}

impl Signed {
	/// Of its parts.
	pub fn new(frame: Frame, call: &[u8], signature: [u8; 64]) -> Self {
		Self {
			format: SIGNED_FORMAT.into(),
			frame,
			call: format!("0x{}", hex::encode(call)),
			signature: format!("0x{}", hex::encode(signature)),
		}
	}

	/// From its file. Whether the signature fits is for the chain's types to tell.
	pub fn read(path: &Path) -> Result<Self> {
		let file: Self = read(path, "signed transaction", SIGNED_FORMAT)?;
		if file.format != SIGNED_FORMAT {
			return Err(other_format(path, &file.format, SIGNED_FORMAT));
		}
		Ok(file)
	}

	/// Its text.
	pub fn text(&self) -> Result<String> {
		text(self)
	}

	/// The call, as the chain encodes it.
	pub fn call(&self) -> Result<Vec<u8>> {
		hex::decode(self.call.trim_start_matches("0x")).map_err(|_| changed())
	}

	/// The signature.
	pub fn signature(&self) -> Result<[u8; 64]> {
		let mut bytes = [0u8; 64];
		hex::decode_to_slice(self.signature.trim_start_matches("0x"), &mut bytes)
			.map(|()| bytes)
			.map_err(|_| changed())
	}
}

/// What is signed and what the file says are not the same.
pub fn changed() -> Error {
	Error::input(
		"The signed transaction was changed or damaged on the way: its signature does not fit. Bring it \
		 over again, or sign it again.",
	)
}

fn read<T: DeserializeOwned>(path: &Path, what: &str, format: &str) -> Result<T> {
	let text = files::read_text(path, MAX_SMALL, what)?;
	serde_json::from_str(&text).map_err(|e| {
		Error::input(format!(
			"{} is no {what} ({format}), or is damaged: {e}.",
			path.display()
		))
	})
}

fn other_format(path: &Path, found: &str, wanted: &str) -> Error {
	Error::input(format!(
		"{} has the format \"{found}\", and this program reads {wanted}. Take the civic it was made \
		 with.",
		path.display()
	))
}

fn text(file: &impl Serialize) -> Result<String> {
	serde_json::to_string_pretty(file)
		.map(|text| text + "\n")
		.map_err(|e| Error::internal(format!("The file cannot be written: {e}.")))
}

fn sum(context: &Context) -> Result<Hex32> {
	let bytes = serde_json::to_vec(context)
		.map_err(|e| Error::internal(format!("The context cannot be written: {e}.")))?;
	Ok(Hex32(Sha256::digest(bytes).into()))
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A context of no chain.
	fn context() -> Context {
		Context {
			frame: Frame {
				network: "Nowhere".into(),
				genesis: Hex32([1; 32]),
				spec_version: 1,
				transaction_version: 1,
				account: AccountId32([2; 32]),
				nonce: 7,
				block: BlockRef {
					number: 100,
					hash: Hex32([3; 32]),
				},
				lifetime: 2048,
				valid_until: Moment(2_000_030_000),
			},
			signed: 0,
			calls: Hex32([4; 32]),
			claiming: None,
		}
	}

	#[test]
	fn a_context_comes_back_counts_and_shows_damage() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("context.json");
		std::fs::write(&path, context().text().unwrap()).unwrap();
		let mut read = Context::read(&path).unwrap();
		assert_eq!(read, context());
		read.count(&path).unwrap();
		let again = Context::read(&path).unwrap();
		assert_eq!((again.frame.nonce, again.signed), (8, 1));

		let text = std::fs::read_to_string(&path).unwrap();
		for (from, to) in [
			("\"nonce\": 8", "\"nonce\": 9"),
			("civic-offline-context/1", "civic-offline-context/2"),
			("\"lifetime\"", "\"lifetim\""),
			("2048", "4096"),
		] {
			assert!(text.contains(from), "{from}");
			std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
			assert_eq!(Context::read(&path).unwrap_err().exit_code(), 3, "{from}");
		}
	}

	#[test]
	fn what_is_over_is_told_with_the_time() {
		let frame = context().frame;
		assert!(frame.must_be_fresh(Moment(2_000_029_999)).is_ok());
		let said = frame.must_be_fresh(Moment(2_000_030_000)).unwrap_err();
		assert!(said.to_string().contains("2033-05-18"), "{said}");
	}
}
