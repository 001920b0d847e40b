//! How many tokens a settled claim is worth, and to whom.

use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		ConstU32, Get,
	},
	PalletId,
};
use sp_runtime::{
	traits::{AccountIdConversion, IdentityLookup, TypedGet},
	Permill,
};

use super::governance::Days;
use crate::{
	governance::{
		origins::{ReverseAward, SetBudget, SpendCommons, VoidSpend},
		parameters::PayoutTerm,
	},
	AccountId, Balances, Contributions, Members, Methodologies, Runtime, RuntimeEvent, System,
	Timestamp,
};

parameter_types! {
	/// What the commons pool's account is derived from.
	pub const CommonsId: PalletId = PalletId(*b"py/trsry");
	/// Nothing of the commons is ever burnt.
	pub const NothingBurnt: Permill = Permill::zero();
}

/// The commons pool's account: the one the treasury pallet derives, which spends from it.
pub struct Commons;

impl Get<AccountId> for Commons {
	fn get() -> AccountId {
		CommonsId::get().into_account_truncating()
	}
}

impl TypedGet for Commons {
	type Type = AccountId;
	fn get() -> AccountId {
		<Self as Get<AccountId>>::get()
	}
}

/// The commons pool. The assembly grants (`spend`), anybody has a grant paid out (`payout`) within
/// 30 days; what the pool cannot pay waits.
impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = VoidSpend;
	type RuntimeEvent = RuntimeEvent;
	// For the way of spending that is filtered: `spend_local`.
	type SpendPeriod = Days<1>;
	type Burn = NothingBurnt;
	type PalletId = CommonsId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<8>;
	type SpendOrigin = SpendCommons;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, Commons>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutTerm;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Scene;
	type BlockNumberProvider = System;
}

impl pallet_issuance::Config for Runtime {
	type WeightInfo = pallet_issuance::weights::SubstrateWeight<Runtime>;
	type BudgetOrigin = SetBudget;
	type ReverseOrigin = ReverseAward;
	type Token = Balances;
	type Members = Members;
	type Methods = Methodologies;
	type Time = Timestamp;
	type Commons = Commons;
	type OnAwarded = Contributions;
	type MaxAwardsPerCall = ConstU32<32>;
}
