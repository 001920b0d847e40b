//! Who takes part, and what a member may do without paying.

use frame_support::traits::{ConstU128, ConstU32, ConstU64};

use crate::{
	constants::DAY,
	governance::origins::{
		AccreditVerifier, EnsureRegistrar, GrantMandate, HearAppeal, SetAllowancePolicy,
	},
	Members, Runtime, Signature, Timestamp,
};

impl pallet_members::Config for Runtime {
	type WeightInfo = pallet_members::weights::SubstrateWeight<Runtime>;
	type RegisterOrigin = EnsureRegistrar;
	type AccreditOrigin = AccreditVerifier;
	type AppealOrigin = HearAppeal;
	type MandateOrigin = GrantMandate;
	type Signature = Signature;
	type Time = Timestamp;
	type MaxVerifiersPerFamily = ConstU32<256>;
	type MaxFamilies = ConstU32<32>;
	type MaxAffiliations = ConstU32<32>;
	type MaxCollectiveMembers = ConstU32<1_000>;
	type MaxMemberships = ConstU32<16>;
	type SuspensionPeriod = ConstU64<{ 30 * DAY }>;
	type SilencesPerStep = ConstU32<3>;
	type MaxVoucherLife = ConstU64<{ 90 * DAY }>;
	type MaxAbsences = ConstU32<8>;
	// A referendum is open for six weeks, or for some rounds of four if it waits for a place.
	type AbsenceMemory = ConstU64<{ 365 * DAY }>;
}

impl pallet_allowance::Config for Runtime {
	type WeightInfo = pallet_allowance::weights::SubstrateWeight<Runtime>;
	type PolicyOrigin = SetAllowancePolicy;
	type Members = Members;
	type Time = Timestamp;
	type RefillPeriod = ConstU64<DAY>;
	// A second of blocks a day: some thousand calls.
	type AgencyFloor = ConstU128<1_000_000>;
}
