//! How many tokens a settled claim is worth, and to whom.

use frame_support::{
	traits::{ConstU32, Get},
	PalletId,
};
use sp_runtime::traits::AccountIdConversion;

use crate::{
	governance::origins::{ReverseAward, SetBudget},
	AccountId, Balances, Members, Methodologies, Runtime, Timestamp,
};

/// The commons pool's account: the one the treasury pallet derives, which will spend from it.
pub struct Commons;

impl Get<AccountId> for Commons {
	fn get() -> AccountId {
		PalletId(*b"py/trsry").into_account_truncating()
	}
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
	type OnAwarded = ();
	type MaxAwardsPerCall = ConstU32<32>;
}
