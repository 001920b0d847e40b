//! The wallet is compiled against what this runtime says of itself.

use std::{env, fs};

use sp_genesis_builder::DEV_RUNTIME_PRESET;

use super::chain::run;
use crate::Runtime;

/// The description the wallet is compiled against.
const FILE: &str = concat!(
	env!("CARGO_MANIFEST_DIR"),
	"/../wallet/metadata/civic.scale"
);

/// Set by `make metadata`: write the file in place of comparing it.
const RENEW: &str = "CIVIC_RENEW_METADATA";

#[test]
fn the_wallet_knows_this_runtime() {
	// Some constants are read from the state, so there must be one.
	run(DEV_RUNTIME_PRESET, || {
		let described = Runtime::metadata_at_version(16).expect("FRAME writes version 16");
		if env::var_os(RENEW).is_some() {
			fs::write(FILE, &*described).expect("the wallet's folder can be written");
		}
		assert!(
			fs::read(FILE).is_ok_and(|known| known == *described),
			"the runtime is not what the wallet knows: run `make metadata` and build the wallet again"
		);
	});
}
