//! What the validating agencies may stop, and for how long.

use frame_support::{
	parameter_types,
	traits::{EitherOf, EnsureOrigin},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureWithSuccess};
use pallet_collective::PrimeDefaultVote;
use sp_runtime::Perbill;

use super::governance::Days;
use crate::{
	constants::{MAX_AUTHORITIES, MAX_BLOCK},
	governance::{
		decisions::MaxNameLen,
		emergency::{Agencies, GoesOn, Unpausable},
		origins::{DeclareEmergency, TwoThirds},
		parameters::EmergencyTerm,
	},
	AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeHoldReason, RuntimeOrigin,
};

parameter_types! {
	/// A motion of the agencies stops something and does no work.
	pub MaxMotion: Weight = Perbill::from_percent(10) * MAX_BLOCK;
	/// The most agencies that vote: who has a seat.
	pub const MaxAgencies: u32 = MAX_AUTHORITIES;
	/// The most motions at a time.
	pub const MaxMotions: u32 = 16;
	/// Nobody enters safe mode for tokens, or keeps it up.
	pub const NotForTokens: Option<Balance> = None;
	/// There are no deposits that would be released.
	pub const NeverReleased: Option<BlockNumber> = None;
}

/// Nobody does it.
pub struct Nobody;

impl EnsureOrigin<RuntimeOrigin> for Nobody {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		Err(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Err(())
	}
}

impl pallet_collective::Config<Agencies> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = Days<1>;
	type MaxProposals = MaxMotions;
	type MaxMembers = MaxAgencies;
	// Nobody is prime: who says nothing is against it.
	type DefaultVote = PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxMotion;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = GoesOn;
	type EnterDuration = EmergencyTerm;
	type ExtendDuration = EmergencyTerm;
	type EnterDepositAmount = NotForTokens;
	type ExtendDepositAmount = NotForTokens;
	type ForceEnterOrigin = EitherOf<
		EnsureWithSuccess<TwoThirds, AccountId, EmergencyTerm>,
		EnsureRootWithSuccess<AccountId, EmergencyTerm>,
	>;
	// The agencies enter again, each time by a motion that everybody sees; they extend nothing.
	type ForceExtendOrigin = EnsureRootWithSuccess<AccountId, EmergencyTerm>;
	type ForceExitOrigin = DeclareEmergency;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NeverReleased;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	// A pause ends: `governance.pause` sets when.
	type PauseOrigin = Nobody;
	type UnpauseOrigin = DeclareEmergency;
	type WhitelistedCalls = Unpausable;
	type MaxNameLen = MaxNameLen;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
