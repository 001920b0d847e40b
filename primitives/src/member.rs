//! Who takes part, as the other pallets see it.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::dispatch::DispatchResult;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

use crate::FamilyId;

/// A member's number. It stays when the member's account (its key) is replaced, so that whatever
/// is recorded under it (sources, duties, debts) stays too.
pub type MemberId = u64;

/// What a member is to the city.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum MemberKind {
	/// A natural person, enrolled once.
	#[codec(index = 0)]
	Citizen,
	/// An association, cooperative or household group that acts as one.
	#[codec(index = 1)]
	Collective,
	/// A business that takes tokens for goods and services.
	#[codec(index = 2)]
	Business,
	/// An independent verifier, accredited for some methodology families.
	#[codec(index = 3)]
	Verifier,
	/// A city agency.
	#[codec(index = 4)]
	Agency,
}

/// What an agency has been charged with by the city.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mandate {
	/// Keeps the register: enrols, renews and removes members, signs vouchers.
	#[codec(index = 0)]
	Registrar,
	/// Adopts and retires methodologies.
	#[codec(index = 1)]
	Methodology,
	/// Sets sector budgets and orders reversals.
	#[codec(index = 2)]
	Issuance,
	/// Admits and expels validating agencies.
	#[codec(index = 3)]
	Authorities,
	/// Keeps the money that tokens are redeemed for: attests it, opens windows, has it paid.
	#[codec(index = 4)]
	Treasurer,
	/// Countersigns what a treasurer attests.
	#[codec(index = 5)]
	Auditor,
}

/// What a verifier did wrong.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Fault {
	/// Did not answer in time.
	#[codec(index = 0)]
	Silent,
	/// Confirmed a claim that a second panel found to be wrong.
	#[codec(index = 1)]
	Wrong,
}

/// The register of members.
pub trait Membership<AccountId> {
	/// The member behind `who`: enrolled, not expired, not removed.
	fn active(who: &AccountId) -> Option<(MemberId, MemberKind)>;
	/// The account that speaks for `id`, whether or not the enrolment still runs.
	fn account_of(id: MemberId) -> Option<AccountId>;
	/// The member whose account `who` is, whether or not the enrolment still runs.
	fn id_of(who: &AccountId) -> Option<MemberId> {
		Self::active(who).map(|(id, _)| id)
	}
	/// What `id` is, whether or not the enrolment still runs.
	fn kind_of(id: MemberId) -> Option<MemberKind> {
		let who = Self::account_of(id)?;
		Self::active(&who).map(|(_, kind)| kind)
	}
	/// Whether `id` is enrolled, not expired, not removed.
	fn is_active(id: MemberId) -> bool {
		Self::account_of(id).is_some_and(|who| Self::active(&who).is_some())
	}
	/// Enrol `who` without an expiry that a benchmark could cross.
	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, kind: MemberKind) -> MemberId;
}

/// Nobody is a member.
impl<AccountId> Membership<AccountId> for () {
	fn active(_: &AccountId) -> Option<(MemberId, MemberKind)> {
		None
	}
	fn account_of(_: MemberId) -> Option<AccountId> {
		None
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(_: &AccountId, _: MemberKind) -> MemberId {
		0
	}
}

/// The mandates agencies hold.
pub trait Mandates<AccountId> {
	/// Whether `who` is an active agency that holds `mandate`.
	fn holds(who: &AccountId, mandate: Mandate) -> bool;
	/// Make `who` an agency that holds `mandate`.
	#[cfg(feature = "runtime-benchmarks")]
	fn grant(who: &AccountId, mandate: Mandate);
}

/// The verifiers, as those who draw panels see them.
pub trait Panelists {
	/// Who may judge a claim of `owner` under `family`: in scope, enrolled, neither suspended nor
	/// full nor tied to the owner. In ascending order, without duplicates, bounded by the register.
	fn eligible(family: FamilyId, owner: MemberId) -> Vec<MemberId>;
	/// `verifier` sits on one more panel. Fails when it is full or not a verifier.
	fn take_duty(verifier: MemberId) -> DispatchResult;
	/// `verifier` sits on one panel less.
	fn end_duty(verifier: MemberId);
	/// On how many panels `verifier` sits.
	fn open_duties(verifier: MemberId) -> u32;
	/// `verifier` did wrong: the next step of the sanctions ladder.
	fn mark(verifier: MemberId, fault: Fault);
	/// Accredit `count` new verifiers for `family`, tied to nobody.
	#[cfg(feature = "runtime-benchmarks")]
	fn accredit(family: FamilyId, count: u32);
}
