//! How the city decides: proposals, votes, what becomes of them. Who may do what stands in
//! `governance/origins.rs`, how each kind of decision is taken in `governance/tracks.rs`.

use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, EqualPrivilegeOnly, Get},
	weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::Perbill;

use crate::{
	constants::MAX_BLOCK,
	governance::{
		decisions, origins,
		origins::{DeclareEmergency, RecogniseContribution, SetContributionPolicy},
		parameters::{EmergencyTerm, RetryTerm, RuntimeParameters, SetParameter},
		tracks::Tracks,
		Enactor, FromProposal, Proposer, Room,
	},
	weights, AccountId, Balances, BlockNumber, Contributions, Governance, Members, OriginCaller,
	Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Scheduler, System,
	Timestamp, TxPause,
};

/// How many proposals of a member are open at a time. Benchmarks fill queues with those of one.
const OPEN_PROPOSALS: u32 = if cfg!(feature = "runtime-benchmarks") {
	1_000
} else {
	3
};

/// `N` days, in blocks.
pub struct Days<const N: u32>;

impl<const N: u32> Get<BlockNumber> for Days<N> {
	fn get() -> BlockNumber {
		Governance::days(N)
	}
}

parameter_types! {
	/// What is scheduled may take of a block.
	pub MaxScheduled: Weight = Perbill::from_percent(80) * MAX_BLOCK;
	/// What was decided may weigh: less than what may be scheduled, by what scheduling costs itself.
	pub MaxEnactment: Weight = Perbill::from_percent(60) * MAX_BLOCK;
}

/// Without a key in genesis, as in every preset but the development one, nobody is sudo.
impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = Room;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaxScheduled;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	// Each referendum that is open has an alarm, and a vote sets it to the next block.
	type MaxScheduledPerBlock = ConstU32<512>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_referenda::Config for Runtime {
	type WeightInfo = weights::pallet_referenda::WeightInfo<Runtime>;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type Scheduler = Enactor;
	type Currency = Balances;
	type SubmitOrigin = Proposer;
	type CancelOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	// There are no deposits to slash.
	type Slash = ();
	type Votes = u32;
	type Tally = pallet_assembly::TallyOf<Runtime>;
	type SubmissionDeposit = ConstU128<0>;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = Days<14>;
	type AlarmInterval = ConstU32<1>;
	type Tracks = Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl origins::pallet_origins::Config for Runtime {}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = SetParameter;
	type WeightInfo = weights::pallet_parameters::WeightInfo<Runtime>;
}

impl decisions::Config for Runtime {
	type Proposal = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type Members = Members;
	type Referenda = Referenda;
	type Examining = FromProposal;
	type PauseOrigin = DeclareEmergency;
	type Pausing = TxPause;
	type MaxEnactment = MaxEnactment;
	type RetryTerm = RetryTerm;
	type PauseTerm = EmergencyTerm;
	type MaxPauses = ConstU32<32>;
	type MaxOpenProposals = ConstU32<OPEN_PROPOSALS>;
}

impl pallet_contributions::Config for Runtime {
	type WeightInfo = pallet_contributions::weights::SubstrateWeight<Runtime>;
	type PolicyOrigin = SetContributionPolicy;
	type RecogniseOrigin = RecogniseContribution;
	type Members = Members;
	type Collectives = Members;
	type Time = Timestamp;
	type MaxSharers = ConstU32<64>;
	// A sixth of a second at worst.
	type HoldersPerBlock = ConstU32<32>;
}

impl pallet_assembly::Config for Runtime {
	type WeightInfo = pallet_assembly::weights::SubstrateWeight<Runtime>;
	type Polls = Referenda;
	type Members = Members;
	type Electorate = Members;
	type Standing = Contributions;
	type Interests = FromProposal;
	type Time = Timestamp;
	type MaxDelegators = ConstU32<32>;
	// The people of the largest collective, and those of a few others.
	type MaxInterested = ConstU32<1_024>;
	type MaxCleanUp = ConstU32<200>;
}
