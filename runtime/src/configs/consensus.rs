//! Who makes blocks, who finalises them, and what happens to those who cheat.

use civic_primitives::{MemberKind, Membership};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, Get, KeyOwnerProofSystem},
};
use pallet_authorities::{EpochLength, Unit};
use pallet_grandpa::AuthorityId as GrandpaId;
use pallet_session::{
	disabling::UpToLimitDisablingStrategy, historical, FindAccountFromAuthorIndex,
};
use sp_core::crypto::KeyTypeId;
use sp_runtime::traits::{Convert, Hash as _, OpaqueKeys};

use crate::{
	constants::{MAX_AUTHORITIES, REPORT_WINDOW, SLOT_MILLIS},
	governance::origins::{AdmitAuthority, ExpelAuthority},
	AccountId, Authorities, Babe, Balances, Hash, Historical, Members, Offences, Runtime,
	RuntimeEvent, Session, SessionKeys,
};

parameter_types! {
	/// See [`REPORT_WINDOW`].
	pub const ReportWindow: u32 = REPORT_WINDOW;
}

/// The report window in blocks, were no slot empty.
pub struct ReportWindowInBlocks;

impl Get<u64> for ReportWindowInBlocks {
	fn get() -> u64 {
		EpochLength::<Runtime>::get().saturating_mul(REPORT_WINDOW.into())
	}
}

/// Who may register session keys: who holds a seat, and agencies that prepare for one.
pub struct ValidatorOf;

impl Convert<AccountId, Option<AccountId>> for ValidatorOf {
	fn convert(who: AccountId) -> Option<AccountId> {
		let may = Authorities::is_seated(&who)
			|| matches!(Members::active(&who), Some((_, MemberKind::Agency)));
		may.then_some(who)
	}
}

/// A hash of the session keys an account has registered.
pub struct KeysOf;

impl Convert<AccountId, Option<Hash>> for KeysOf {
	fn convert(who: AccountId) -> Option<Hash> {
		Session::load_keys(&who).map(|keys| sp_runtime::traits::BlakeTwo256::hash_of(&keys))
	}
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = ();
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Authorities;
}

impl historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = Unit;
}

impl pallet_authorities::Config for Runtime {
	type WeightInfo = pallet_authorities::weights::SubstrateWeight<Runtime>;
	type AdmitOrigin = AdmitAuthority;
	type ExpelOrigin = ExpelAuthority;
	type Agencies = Members;
	type KeysOf = KeysOf;
	type Session = Session;
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type ReportWindow = ReportWindow;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Scene;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ValidatorOf;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = historical::NoteHistoricalRoot<Self, Authorities>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitDisablingStrategy<3>;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = ConstU128<0>;
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochLength<Runtime>;
	type ExpectedBlockTime = ConstU64<SLOT_MILLIS>;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	type KeyOwnerProof =
		<Historical as KeyOwnerProofSystem<(KeyTypeId, pallet_babe::AuthorityId)>>::Proof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportWindowInBlocks>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	// At most one set a session.
	type MaxSetIdSessionEntries = ReportWindow;
	type KeyOwnerProof = <Historical as KeyOwnerProofSystem<(KeyTypeId, GrandpaId)>>::Proof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportWindowInBlocks>;
}
