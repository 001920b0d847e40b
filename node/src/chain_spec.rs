//! The two development networks. A city's network comes from its specification file.

use civic_runtime::{
	constants::{SS58_PREFIX, TOKEN_DECIMALS, TOKEN_SYMBOL},
	WASM_BINARY,
};
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use sc_sync_state_rpc::LightSyncStateExtension;
use serde::{Deserialize, Serialize};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

/// What a specification may say besides what every chain's says.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Extensions {
	/// The checkpoint that a light client begins at, in place of the first block. Nodes leave it alone.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	light_sync_state: LightSyncStateExtension,
}

/// The specification of a civic ledger.
pub(crate) type ChainSpec = GenericChainSpec<Extensions>;

/// One node alone.
pub(crate) fn development() -> Result<ChainSpec, String> {
	from_preset(
		"Civic ledger, development",
		"civic-dev",
		ChainType::Development,
		DEV_RUNTIME_PRESET,
	)
}

/// Four agencies on one machine.
pub(crate) fn local() -> Result<ChainSpec, String> {
	from_preset(
		"Civic ledger, four local agencies",
		"civic-local",
		ChainType::Local,
		LOCAL_TESTNET_RUNTIME_PRESET,
	)
}

fn from_preset(
	name: &str,
	id: &str,
	chain_type: ChainType,
	preset: &str,
) -> Result<ChainSpec, String> {
	let runtime = WASM_BINARY.ok_or(
		"This node was built without a runtime (SKIP_WASM_BUILD was set). Build it again without, \
		 or give a chain specification with --chain <file>.",
	)?;
	let spec = ChainSpec::builder(runtime, Extensions::default())
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build();
	Ok(spec)
}

/// What wallets show.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
	properties.insert("ss58Format".into(), SS58_PREFIX.into());
	properties
}
