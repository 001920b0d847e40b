//! On what terms tokens become money.

use frame_support::traits::ConstU32;

use crate::{
	governance::origins::SetRedemption, Balances, Issuance, Members, Runtime, RuntimeHoldReason,
	Timestamp,
};

impl pallet_redemption::Config for Runtime {
	type WeightInfo = pallet_redemption::weights::SubstrateWeight<Runtime>;
	type TermsOrigin = SetRedemption;
	type Mandates = Members;
	type Members = Members;
	type Token = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type OnRedeemed = Issuance;
	type Time = Timestamp;
	type MaxCurrencies = ConstU32<8>;
	type MaxOpenWindows = ConstU32<16>;
	type MaxPaymentsPerCall = ConstU32<100>;
	type MaxSpentDays = ConstU32<64>;
}
