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
		bounded_collections::{bounded_btree_set::BoundedBTreeSet, bounded_vec::BoundedVec},
		civic_primitives::{
			claim::{Period, Settlement},
			member::{Mandate, MemberKind},
			methodology::Sector,
		},
		civic_runtime::{
			governance::{
				decisions::{pallet::Call as GovernanceCall, ProposalBar},
				origins::pallet_origins::Origin,
			},
			OriginCaller, RuntimeCall, SessionKeys,
		},
		frame_support::{
			dispatch::RawOrigin,
			traits::{preimages::Bounded, schedule::DispatchTime},
		},
		frame_system::pallet::Call as SystemCall,
		pallet_allowance::pallet::Remaining,
		pallet_assembly::{pallet::Call as AssemblyCall, types::Bar},
		pallet_authorities::pallet::Call as AuthoritiesCall,
		pallet_balances::pallet::Call as BalancesCall,
		pallet_contributions::{pallet::Call as ContributionsCall, types::PointsByKind},
		pallet_issuance::{pallet::Call as IssuanceCall, types::Reason},
		pallet_measurements::{
			pallet::Call as MeasurementsCall,
			types::{Attestation, Measurement, Panel, Round, Stage},
		},
		pallet_members::{
			pallet::Call as MembersCall,
			types::{Sanction, Verifier},
			voucher::Voucher,
		},
		pallet_methodologies::{pallet::Call as MethodologiesCall, types::Methodology},
		pallet_preimage::pallet::Call as PreimageCall,
		pallet_redemption::{
			pallet::Call as RedemptionCall,
			types::{
				Currency, Payer, PayerKind, Redemption, Status as RedemptionStatus, Terms, Window,
				WindowTerms,
			},
		},
		pallet_referenda::{
			pallet::Call as ReferendaCall,
			types::{Curve as ChainCurve, ReferendumInfo},
		},
		pallet_session::pallet::Call as SessionCall,
		pallet_treasury::{pallet::Call as TreasuryCall, PaymentState},
		pallet_utility::pallet::Call as UtilityCall,
		sp_arithmetic::per_things::Perbill as PerBillion,
		sp_consensus_babe::app::Public as BlockKey,
		sp_consensus_grandpa::app::Public as VoteKey,
		sp_runtime::{DispatchError, MultiSignature},
	};
}
