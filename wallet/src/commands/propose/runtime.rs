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
			(Some(path), _) => hash(&files::read(path, MAX_HASHED, "runtime")?),
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
		Ok((self.track, raw(&self.call)?))
	}
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
	use super::raw;

	#[test]
	fn a_raw_call_is_bytes_in_hex() {
		assert_eq!(raw("0x0a0b").unwrap(), [10, 11]);
		assert_eq!(raw("0a0b0c").unwrap(), [10, 11, 12]);
		for bad in ["", "0x", "0x0", "0x0a", "0x0a0", "zz11"] {
			assert_eq!(raw(bad).unwrap_err().exit_code(), 3, "{bad}");
		}
	}
}
