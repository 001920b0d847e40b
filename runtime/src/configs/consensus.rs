//! Who makes blocks, who finalises them, and what happens to those who cheat.

use alloc::vec::Vec;

use civic_primitives::{MemberKind, Membership};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, DisabledValidators, Get, KeyOwnerProofSystem},
};
use pallet_authorities::{EpochLength, Unit};
use pallet_grandpa::AuthorityId as GrandpaId;
use pallet_session::{
	disabling::UpToLimitDisablingStrategy, historical, FindAccountFromAuthorIndex,
};
use sp_core::crypto::KeyTypeId;
use sp_runtime::traits::{Convert, Hash as _, OpaqueKeys};
use sp_staking::offence::{Offence, OffenceError, ReportOffence};

use crate::{
	constants::{MAX_AUTHORITIES, REPORT_WINDOW, SLOT_MILLIS},
	governance::{
		emergency::SeatsVote,
		origins::{AdmitAuthority, ExpelAuthority},
	},
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

/// Reports of offences, unless nothing would come of them: the offences pallet keeps each report for
/// ever, and a node with a stolen key can commit one in each slot. ADR 0016.
pub struct OffencesWithConsequence;

type Identified = historical::IdentificationTuple<Runtime>;

impl OffencesWithConsequence {
	/// Whether `who` has lost what an offence costs, or keeps it all the same.
	fn is_dealt_with(who: &AccountId) -> bool {
		if Authorities::is_seated(who) {
			return Authorities::is_kept_offender(who);
		}
		Session::validator_id_to_index(who).is_none_or(Session::is_disabled)
	}
}

impl<O: Offence<Identified>> ReportOffence<AccountId, Identified, O> for OffencesWithConsequence {
	fn report_offence(reporters: Vec<AccountId>, offence: O) -> Result<(), OffenceError> {
		if offence
			.offenders()
			.iter()
			.all(|(who, ())| Self::is_dealt_with(who))
		{
			return Err(OffenceError::DuplicateReport);
		}
		Offences::report_offence(reporters, offence)
	}

	fn is_known_offence(offenders: &[Identified], slot: &O::Slot) -> bool {
		offenders.iter().all(|(who, ())| Self::is_dealt_with(who))
			|| <Offences as ReportOffence<AccountId, Identified, O>>::is_known_offence(
				offenders, slot,
			)
	}
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = Authorities;
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
	type SessionManager = SeatsVote<historical::NoteHistoricalRoot<Self, Authorities>>;
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
	// The SDK's own estimate, which grows with the validators; it ships no measured one.
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	type KeyOwnerProof =
		<Historical as KeyOwnerProofSystem<(KeyTypeId, pallet_babe::AuthorityId)>>::Proof;
	type EquivocationReportSystem = pallet_babe::EquivocationReportSystem<
		Self,
		OffencesWithConsequence,
		Historical,
		ReportWindowInBlocks,
	>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	// As for BABE.
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	// At most one set a session.
	type MaxSetIdSessionEntries = ReportWindow;
	type KeyOwnerProof = <Historical as KeyOwnerProofSystem<(KeyTypeId, GrandpaId)>>::Proof;
	type EquivocationReportSystem = pallet_grandpa::EquivocationReportSystem<
		Self,
		OffencesWithConsequence,
		Historical,
		ReportWindowInBlocks,
	>;
}
