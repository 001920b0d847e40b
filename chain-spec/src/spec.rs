//! A chain specification from a city.

use civic_runtime::constants::TOKEN_DECIMALS;
use sc_chain_spec::{ChainType as SpecType, GenericChainSpec, Properties};
use serde_json::Value;

use crate::city::City;
use crate::genesis;
use crate::profile::ChainType;

/// Why there is no chain specification.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
	/// The runtime was left out of this build.
	#[error(
		"this program was built without the runtime (SKIP_WASM_BUILD): build it again without that"
	)]
	NoRuntime,
	/// The runtime refused the genesis.
	#[error("the runtime refuses the genesis of this profile: {0}")]
	Refused(String),
}

impl City {
	/// The chain specification: with the genesis state in full (`raw`), as nodes of one network
	/// should all be given it, or with the genesis configuration that leads to it.
	pub fn spec(&self, raw: bool) -> Result<String, SpecError> {
		let wasm = civic_runtime::WASM_BINARY.ok_or(SpecError::NoRuntime)?;
		let genesis = serde_json::to_value(genesis::config(self))
			.map_err(|why| SpecError::Refused(why.to_string()))?;
		let spec: GenericChainSpec = GenericChainSpec::builder(wasm, None)
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
