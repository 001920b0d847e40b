//! What is measured, and the scenes it is measured in.

use alloc::{string::String, vec::Vec};

use civic_primitives::Moment;
use frame_benchmarking::{
	baseline::Pallet as BaselineBench, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};

use crate::{
	AccountId, AllPalletsWithSystem, Allowance, Assembly, Authorities, Babe, Balances, BlockNumber,
	Contributions, Emergency, Grandpa, Issuance, Measurements, Members, Methodologies, Multisig,
	Parameters, Preimage, Proxy, Redemption, Referenda, Runtime, SafeMode, Scheduler, Session,
	SessionKeys, Sudo, System, Timestamp, TransactionPayment, Treasury, TxPause, Utility,
};

frame_benchmarking::define_benchmarks!(
	[frame_benchmarking, BaselineBench::<Runtime>]
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_balances, Balances]
	[pallet_babe, Babe]
	[pallet_collective, Emergency]
	[pallet_grandpa, Grandpa]
	[pallet_multisig, Multisig]
	[pallet_parameters, Parameters]
	[pallet_preimage, Preimage]
	[pallet_proxy, Proxy]
	[pallet_referenda, Referenda]
	[pallet_safe_mode, SafeMode]
	[pallet_scheduler, Scheduler]
	[pallet_sudo, Sudo]
	[pallet_timestamp, Timestamp]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_treasury, Treasury]
	[pallet_tx_pause, TxPause]
	[pallet_utility, Utility]
	[pallet_allowance, Allowance]
	[pallet_assembly, Assembly]
	[pallet_authorities, Authorities]
	[pallet_contributions, Contributions]
	[pallet_issuance, Issuance]
	[pallet_measurements, Measurements]
	[pallet_members, Members]
	[pallet_methodologies, Methodologies]
	[pallet_redemption, Redemption]
);

impl frame_system_benchmarking::Config for Runtime {}
impl frame_benchmarking::baseline::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// The benchmarks there are.
pub(crate) fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Run those that `config` names.
pub(crate) fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

/// Sets the scene for pallets that need more than their own storage.
pub struct Scene;

impl pallet_authorities::BenchmarkHelper<AccountId> for Scene {
	fn register_keys(who: &AccountId) {
		let keys = SessionKeys {
			babe: sp_core::sr25519::Public::from_raw([0xA6; 32]).into(),
			grandpa: sp_core::ed25519::Public::from_raw([0xA6; 32]).into(),
		};
		System::inc_providers(who);
		let set = <Session as pallet_session::SessionInterface>::set_keys(who, keys);
		assert!(set.is_ok(), "an agency may register keys");
	}
}

impl pallet_measurements::BenchmarkHelper<BlockNumber> for Scene {
	fn set_time(now: Moment) {
		pallet_timestamp::Now::<Runtime>::put(now.saturating_mul(1_000));
	}

	fn set_randomness_known_since(block: BlockNumber) {
		pallet_babe::EpochStart::<Runtime>::put((block, block));
	}
}

impl pallet_treasury::ArgumentsFactory<(), AccountId> for Scene {
	fn create_asset_kind(_: u32) {}

	fn create_beneficiary(seed: [u8; 32]) -> AccountId {
		AccountId::new(seed)
	}
}
