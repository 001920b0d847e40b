//! Genesis for development: one machine alone (`development`), or four agencies on one machine
//! (`local_testnet`). Cities get theirs from a profile, see `chain-spec/`.

use alloc::{vec, vec::Vec};
use frame_support::build_struct_json_patch;
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

use crate::{
	apis::BABE_CONFIG, AccountId, AuthoritiesConfig, BabeConfig, RuntimeGenesisConfig,
	SessionConfig, SessionKeys, SudoConfig,
};

/// The preset called `id`, as a patch of the default genesis.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local(),
		_ => return None,
	};
	serde_json::to_vec(&patch).ok()
}

/// The presets there are.
pub fn names() -> Vec<PresetId> {
	vec![DEV_RUNTIME_PRESET.into(), LOCAL_TESTNET_RUNTIME_PRESET.into()]
}

fn development() -> Value {
	let validators = validators(&[Sr25519Keyring::Alice]);
	build_struct_json_patch!(RuntimeGenesisConfig {
		authorities: AuthoritiesConfig {
			seats: vec![(Sr25519Keyring::Alice.to_account_id(), 0)],
			min_authorities: 1,
			epoch_slots: 10,
		},
		session: SessionConfig { keys: validators },
		babe: BabeConfig { epoch_config: BABE_CONFIG },
		sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
	})
}

fn local() -> Value {
	use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
	let agencies = [Alice, Bob, Charlie, Dave];
	build_struct_json_patch!(RuntimeGenesisConfig {
		authorities: AuthoritiesConfig {
			seats: agencies.iter().map(|who| who.to_account_id()).zip(0..).collect(),
			// So that one of the four can be removed for an offence, to watch it happen.
			min_authorities: 3,
			epoch_slots: 10,
		},
		session: SessionConfig { keys: validators(&agencies) },
		babe: BabeConfig { epoch_config: BABE_CONFIG },
	})
}

/// The session keys of development accounts, as the session pallet's genesis wants them.
fn validators(who: &[Sr25519Keyring]) -> Vec<(AccountId, AccountId, SessionKeys)> {
	who.iter()
		.map(|who| {
			let account = who.to_account_id();
			let grandpa = match who {
				Sr25519Keyring::Bob => Ed25519Keyring::Bob,
				Sr25519Keyring::Charlie => Ed25519Keyring::Charlie,
				Sr25519Keyring::Dave => Ed25519Keyring::Dave,
				Sr25519Keyring::Eve => Ed25519Keyring::Eve,
				_ => Ed25519Keyring::Alice,
			};
			let keys =
				SessionKeys { babe: who.public().into(), grandpa: grandpa.public().into() };
			(account.clone(), account, keys)
		})
		.collect()
}
