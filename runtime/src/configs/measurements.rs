//! How activity becomes avoided emissions, and who says so.

use frame_support::traits::{ConstU128, ConstU32, Get};
use pallet_authorities::EpochLength;
use pallet_babe::RandomnessFromOneEpochAgo;

use crate::{
	constants::{FRESH_ONE_IN, TOKEN},
	governance::origins::{AdoptMethodology, RetireMethodology},
	Balances, BlockNumber, Issuance, Members, Methodologies, Runtime, RuntimeHoldReason, Timestamp,
};

use super::Commons;

impl pallet_methodologies::Config for Runtime {
	type WeightInfo = pallet_methodologies::weights::SubstrateWeight<Runtime>;
	type AdoptOrigin = AdoptMethodology;
	type RetireOrigin = RetireMethodology;
	type Members = Members;
	type MaxDraftsPerMember = ConstU32<4>;
}

/// How many blocks of an epoch must be made after a claim before a lot is drawn. ADR 0012, 0084.
pub struct FreshBlocks;

impl Get<BlockNumber> for FreshBlocks {
	fn get() -> BlockNumber {
		let fresh = EpochLength::<Runtime>::get().saturating_div(FRESH_ONE_IN);
		BlockNumber::try_from(fresh).unwrap_or(BlockNumber::MAX)
	}
}

impl pallet_measurements::Config for Runtime {
	type WeightInfo = pallet_measurements::weights::SubstrateWeight<Runtime>;
	type Time = Timestamp;
	type Members = Members;
	type Panelists = Members;
	type Methods = Methodologies;
	type OnSettled = Issuance;
	// What the epoch before this one came to: nobody knew it while that epoch ran.
	type Randomness = RandomnessFromOneEpochAgo<Runtime>;
	type FreshBlocks = FreshBlocks;
	type DrawsPerBlock = ConstU32<8>;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Commons = Commons;
	type ChallengeBond = ConstU128<TOKEN>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Scene;
}
