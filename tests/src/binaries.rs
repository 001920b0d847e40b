//! Where the programs under test are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context};

/// The programs of this workspace that the tests run.
#[derive(Clone, Debug)]
pub struct Binaries {
	/// `civic-node`.
	pub node: PathBuf,
	/// `civic`, the wallet.
	pub wallet: PathBuf,
	/// `civic-chain-spec`.
	pub chain_spec: PathBuf,
}

/// This workspace's runtime, as a city gets it.
pub fn runtime() -> anyhow::Result<PathBuf> {
	find(
		"wbuild/civic-runtime/civic_runtime.compact.compressed.wasm",
		"CIVIC_RUNTIME",
	)
}

/// `civic-treasury`, the city's bridge to its bank.
pub fn treasury() -> anyhow::Result<PathBuf> {
	find("civic-treasury", "CIVIC_TREASURY")
}

impl Binaries {
	/// Find all of them, or say how to build what is missing.
	///
	/// Cargo builds programs only for the tests of their own package, so these have to be built
	/// before: `make test` and `make demo` do it.
	pub fn find() -> anyhow::Result<Self> {
		Ok(Self {
			node: find("civic-node", "CIVIC_NODE")?,
			wallet: find("civic", "CIVIC_WALLET")?,
			chain_spec: find("civic-chain-spec", "CIVIC_CHAIN_SPEC")?,
		})
	}
}

/// The program the variable names, or the one beside this executable.
fn find(name: &str, variable: &str) -> anyhow::Result<PathBuf> {
	if let Some(path) = env::var_os(variable).map(PathBuf::from) {
		if path.is_file() {
			return Ok(path);
		}
		bail!("{variable} is {}, where no program is", path.display());
	}
	let own = env::current_exe().context("cannot tell where this program is")?;
	// Tests lie in `release/deps/`, programs in `release/`.
	own.ancestors()
		.skip(1)
		.take(2)
		.map(|folder| folder.join(name))
		.find(|path| path.is_file())
		.with_context(|| {
			let folder = own.parent().unwrap_or(Path::new("."));
			format!(
				"{name} is not built: looked in {} and above. Run `cargo build --release --bins` \
				 first, or set {variable}",
				folder.display()
			)
		})
}
