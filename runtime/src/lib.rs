#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
// What the macros generate has no documentation.
#![allow(missing_docs)]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod civic_api;
pub mod configs;
pub mod constants;
pub mod genesis_presets;
pub mod governance;
pub mod migrations;
#[cfg(test)]
mod tests;
pub mod validation;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};

pub use civic_primitives::Balance;
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

/// The types a node needs to follow the chain through upgrades: extrinsics stay bytes.
pub mod opaque {
	use super::{generic, Header};

	/// A block whose extrinsics are bytes.
	pub type Block = generic::Block<Header, sp_runtime::OpaqueExtrinsic>;
}

impl_opaque_keys! {
	/// What a validator signs with: blocks, then finality votes. The order is the order in which the
	/// session pallet tells the handlers. ADR 0017.
	pub struct SessionKeys {
		/// Signs blocks (sr25519).
		pub babe: Babe,
		/// Signs finality votes (ed25519).
		pub grandpa: Grandpa,
	}
}

/// What this runtime is. `spec_version` rises with each change of behaviour, `transaction_version`
/// with each change of how calls or extensions are encoded.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("civic-ledger"),
	impl_name: Cow::Borrowed("civic-ledger"),
	authoring_version: 1,
	spec_version: 2,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// A signature over a transaction.
pub type Signature = MultiSignature;
/// An account: a public key of any of the signature schemes.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How calls name an account.
pub type Address = MultiAddress<AccountId, ()>;
/// The number of transactions an account has sent.
pub type Nonce = u32;
/// The hash of this chain.
pub type Hash = sp_core::H256;
/// The height of a block.
pub type BlockNumber = u32;
/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What every transaction carries besides its call, in the order it is checked. Authorised calls
/// bring their own permission, so that is looked at first; what was not used is given back last.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction as it travels.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// What is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Changes of storage that the next upgrade brings.
type Migrations = migrations::Unreleased;

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
	Migrations,
>;

/// The institutions. Hooks run and genesis is built in the order of the indices: time before all
/// that reads it, authorship before the session rotates, seats before the session asks for them.
#[frame_support::runtime]
mod runtime {
	/// The city's chain.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// 0-9: the machine
	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(3)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(4)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(5)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(6)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(7)]
	pub type Parameters = pallet_parameters;

	// 10-19: consensus
	#[runtime::pallet_index(10)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(11)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(12)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(13)]
	pub type Authorities = pallet_authorities;
	#[runtime::pallet_index(14)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(15)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(16)]
	pub type Grandpa = pallet_grandpa;

	// 20-29: governance
	#[runtime::pallet_index(20)]
	pub type Sudo = pallet_sudo;
	#[runtime::pallet_index(21)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(22)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(23)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(24)]
	pub type Origins = governance::origins::pallet_origins;
	#[runtime::pallet_index(25)]
	pub type Governance = governance::decisions;
	#[runtime::pallet_index(26)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(27)]
	pub type Emergency = pallet_collective<Instance1>;
	#[runtime::pallet_index(28)]
	pub type SafeMode = pallet_safe_mode;
	#[runtime::pallet_index(29)]
	pub type TxPause = pallet_tx_pause;

	// 40-: the city
	#[runtime::pallet_index(40)]
	pub type Members = pallet_members;
	#[runtime::pallet_index(41)]
	pub type Allowance = pallet_allowance;
	#[runtime::pallet_index(42)]
	pub type Methodologies = pallet_methodologies;
	#[runtime::pallet_index(43)]
	pub type Measurements = pallet_measurements;
	#[runtime::pallet_index(44)]
	pub type Issuance = pallet_issuance;
	#[runtime::pallet_index(45)]
	pub type Contributions = pallet_contributions;
	#[runtime::pallet_index(46)]
	pub type Assembly = pallet_assembly;

	#[runtime::pallet_index(47)]
	pub type Redemption = pallet_redemption;
}
