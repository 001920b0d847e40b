//! A chain specification from a city.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use civic_runtime::{constants::TOKEN_DECIMALS, VERSION};
use sc_chain_spec::{ChainType as SpecType, GenericChainSpec, Properties};
use serde_json::Value;

use crate::city::City;
use crate::genesis;
use crate::opened::version_of;
use crate::profile::ChainType;

/// Why there is no chain specification.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
	/// The runtime was left out of this build.
	#[error(
		"this program was built without the runtime (SKIP_WASM_BUILD): give the released one with \
		 --runtime FILE, or build it again without that"
	)]
	NoRuntime,
	/// The file with the runtime could not be read.
	#[error("cannot read the runtime {path}: {source}. Give the path of the released .wasm file")]
	File {
		/// Which file.
		path: PathBuf,
		/// Why not.
		source: std::io::Error,
	},
	/// The file holds something else.
	#[error("{path} is not a runtime: {why}")]
	NotARuntime {
		/// Which file.
		path: PathBuf,
		/// What is wrong with it.
		why: String,
	},
	/// The runtime is of another release than this program.
	#[error(
		"{path} is {found}, and this program makes genesis for {own}: use the program and the \
		 runtime of one release"
	)]
	OtherRuntime {
		/// Which file.
		path: PathBuf,
		/// What it says it is.
		found: String,
		/// What this program was built with.
		own: String,
	},
	/// The runtime refused the genesis.
	#[error("the runtime refuses the genesis of this profile: {0}")]
	Refused(String),
}

/// The runtime a chain begins with.
#[derive(Clone, Debug)]
pub struct Runtime(Cow<'static, [u8]>);

impl Runtime {
	/// The one this program was built with.
	pub fn built_in() -> Result<Self, SpecError> {
		let code = civic_runtime::WASM_BINARY.ok_or(SpecError::NoRuntime)?;
		Ok(Self(code.into()))
	}

	/// The one in the file at `path`, of the same release as this program. Machines compile a runtime
	/// to different bytes; people who compare hashes all take the released file.
	pub fn read(path: &Path) -> Result<Self, SpecError> {
		let code = std::fs::read(path).map_err(|source| SpecError::File {
			path: path.into(),
			source,
		})?;
		let found = version_of(&code).map_err(|why| SpecError::NotARuntime {
			path: path.into(),
			why,
		})?;
		if (&found.spec_name, found.spec_version) != (&VERSION.spec_name, VERSION.spec_version) {
			return Err(SpecError::OtherRuntime {
				path: path.into(),
				found: format!("{} {}", found.spec_name, found.spec_version),
				own: format!("{} {}", VERSION.spec_name, VERSION.spec_version),
			});
		}
		Ok(Self(code.into()))
	}
}

impl City {
	/// The chain specification on the runtime this program was built with: see [`City::spec_on`].
	pub fn spec(&self, raw: bool) -> Result<String, SpecError> {
		self.spec_on(raw, &Runtime::built_in()?)
	}

	/// The chain specification on `runtime`: with the genesis state in full (`raw`), as nodes of one
	/// network should all be given it, or with the genesis configuration that leads to it.
	pub fn spec_on(&self, raw: bool, runtime: &Runtime) -> Result<String, SpecError> {
		let genesis = serde_json::to_value(genesis::config(self))
			.map_err(|why| SpecError::Refused(why.to_string()))?;
		let spec: GenericChainSpec = GenericChainSpec::builder(&runtime.0, None)
			.with_name(&self.name)
			.with_id(&self.id)
			.with_chain_type(match self.chain_type {
				ChainType::Development => SpecType::Development,
				ChainType::Local => SpecType::Local,
				ChainType::Live => SpecType::Live,
			})
			.with_protocol_id(&self.id)
			.with_boot_nodes(self.boot_nodes.clone())
			.with_properties(self.properties())
			.with_genesis_config(genesis)
			.build();
		let mut json = spec.as_json(raw).map_err(SpecError::Refused)?;
		json.push('\n');
		Ok(json)
	}

	/// What wallets read before they read anything else.
	fn properties(&self) -> Properties {
		[
			("isEthereum", Value::from(false)),
			("ss58Format", Value::from(self.ss58_prefix)),
			("timeZone", Value::from(self.time_zone.as_str())),
			("tokenDecimals", Value::from(TOKEN_DECIMALS)),
			("tokenSymbol", Value::from(self.symbol.as_str())),
		]
		.into_iter()
		.map(|(name, value)| (name.to_string(), value))
		.collect()
	}
}
