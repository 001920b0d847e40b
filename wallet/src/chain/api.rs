//! The chain's calls, storage and types, generated from its metadata.
//!
//! `metadata/civic.scale` is written by the runtime's build; a wallet that was generated from other
//! metadata than a node's says so instead of sending anything.

#![allow(missing_docs, unreachable_pub, reason = "generated")]

#[subxt::subxt(
	runtime_metadata_path = "metadata/civic.scale",
	derive_for_all_types = "Clone"
)]
pub mod civic {}

/// The names of what the chain's metadata nests deeply.
pub mod runtime {
	use super::civic::runtime_types as types;

	pub use types::{
		bounded_collections::bounded_btree_set::BoundedBTreeSet,
		civic_primitives::{
			claim::{Period, Settlement},
			member::MemberKind,
			methodology::Sector,
		},
		pallet_allowance::pallet::Remaining,
		pallet_issuance::types::Reason,
		pallet_measurements::types::{Attestation, Measurement, Round},
		pallet_members::voucher::Voucher,
		sp_runtime::MultiSignature,
	};
}
