//! Proposals about the rules of the chain: another runtime, and anything else as bytes.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{encoded, ProposerArgs, Ready, MAX_HASHED};
use crate::{
	chain::{api::civic, referenda::hash, State},
	commands::track::TrackArg,
	error::{Error, Result},
	files,
	hex32::Hex32,
};

/// Arguments of `civic propose upgrade-runtime`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("code").required(true)))]
pub struct UpgradeArgs {
	/// The runtime, whose hash is taken
	#[arg(long, value_name = "FILE", group = "code")]
	wasm: Option<PathBuf>,
	/// The hash of the runtime (BLAKE2b-256), as releases state it
	#[arg(long, value_name = "0xHEX", group = "code")]
	hash: Option<Hex32>,
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl UpgradeArgs {
	pub(super) fn call(&self, state: &State) -> Result<Ready> {
		let code = match (&self.wasm, self.hash) {
			(Some(path), _) => {
				let code = files::read(path, MAX_HASHED, "runtime")?;
				if !is_runtime(&code) {
					return Err(Error::input(format!(
						"{} is no runtime: it is neither WebAssembly nor compressed. Take the file that the \
						 build or the release calls civic_runtime.compact.compressed.wasm.",
						path.display()
					)));
				}
				hash(&code)
			},
			(None, Some(hash)) => hash,
			(None, None) => return Err(Error::usage("Say which runtime: --wasm FILE.")),
		};
		let call = civic::transactions()
			.system()
			.authorize_upgrade(code.into());
		encoded(state, TrackArg::Root, &call)
	}
}

/// Arguments of `civic propose call`.
#[derive(Debug, Args)]
pub struct CallArgs {
	/// The call, encoded, in hex
	#[arg(value_name = "0xHEX")]
	call: String,
	/// On which track
	#[arg(long, value_enum)]
	track: TrackArg,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl CallArgs {
	pub(super) fn call(&self) -> Result<Ready> {
		Ok(Ready {
			track: self.track,
			call: raw(&self.call)?,
			as_it_is: None,
		})
	}
}

/// Whether a file begins as WebAssembly does, or as what is compressed for Substrate
/// (`sp-maybe-compressed-blob`).
fn is_runtime(code: &[u8]) -> bool {
	const WASM: &[u8] = b"\0asm";
	const COMPRESSED: &[u8] = &[82, 188, 83, 118, 70, 219, 142, 5];
	code.starts_with(WASM) || code.starts_with(COMPRESSED)
}

/// Bytes from hex.
fn raw(text: &str) -> Result<Vec<u8>> {
	let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok();
	bytes.filter(|bytes| bytes.len() >= 2).ok_or_else(|| {
		Error::input(
			"The call is not bytes in hex: 0x and an even number of digits, four at least.",
		)
	})
}

#[cfg(test)]
mod tests {
	use super::{is_runtime, raw};

	#[test]
	fn a_runtime_is_told_by_its_first_bytes() {
		let compressed =
			include_bytes!("../../../../tests/data/civic-runtime-1.compact.compressed.wasm");
		assert!(is_runtime(compressed));
		assert!(is_runtime(b"\0asm\x01\0\0\0"));
		for other in [&b"{}"[..], b"", b"Rb", b"asm"] {
			assert!(!is_runtime(other), "{other:?}");
		}
	}

	#[test]
	fn a_raw_call_is_bytes_in_hex() {
		assert_eq!(raw("0x0a0b").unwrap(), [10, 11]);
		assert_eq!(raw("0a0b0c").unwrap(), [10, 11, 12]);
		for bad in ["", "0x", "0x0", "0x0a", "0x0a0", "zz11"] {
			assert_eq!(raw(bad).unwrap_err().exit_code(), 3, "{bad}");
		}
	}
}
