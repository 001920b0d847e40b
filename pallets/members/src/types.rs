//! What the register stores.

use civic_primitives::{FamilyId, MemberId, MemberKind, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::Get, BoundedBTreeSet, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound,
	PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// What stands for a natural person: derived by the registrar from the civil register with a
/// secret key, so that it tells nothing to anyone else.
pub type Nullifier = H256;

/// Whether a member belongs to the register.
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
pub enum Status {
	/// Enrolled; whether the enrolment still runs is for `until` to say.
	#[codec(index = 0)]
	Enrolled,
	/// Struck off by a registrar.
	#[codec(index = 1)]
	Removed,
}

/// A member.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Member<AccountId> {
	/// The account that speaks for it.
	pub account: AccountId,
	/// What it is to the city.
	pub kind: MemberKind,
	/// The second from which it is expired.
	pub until: Moment,
	/// Citizens have one, others none.
	pub nullifier: Option<Nullifier>,
	/// Whether it belongs to the register.
	pub status: Status,
}

impl<AccountId> Member<AccountId> {
	/// Whether it was not removed.
	pub fn is_enrolled(&self) -> bool {
		self.status == Status::Enrolled
	}

	/// Whether it may act at `now`.
	pub fn is_active(&self, now: Moment) -> bool {
		self.is_enrolled() && now < self.until
	}
}

/// A time for which a member was not active: removed, or expired.
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
pub struct Absence {
	/// The second in which it began.
	pub since: Moment,
	/// The second in which the member was renewed; none while it is removed.
	pub until: Option<Moment>,
}

impl Absence {
	/// Whether it lasted for any part of the second `at`.
	pub fn covers(&self, at: Moment) -> bool {
		self.since <= at && self.until.is_none_or(|until| at <= until)
	}
}

/// The rungs of the sanctions ladder. Only an appeal leads down.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Sanction {
	/// Nothing.
	#[default]
	#[codec(index = 0)]
	None,
	/// Warned; still drawn.
	#[codec(index = 1)]
	Warned,
	/// Not drawn before `until`.
	#[codec(index = 2)]
	Suspended {
		/// The second from which it is drawn again.
		until: Moment,
	},
	/// Lost its accreditation.
	#[codec(index = 3)]
	Removed,
}

/// What a verifier is accredited for, and how it has behaved.
#[derive(
	CloneNoBound,
	DebugNoBound,
	DefaultNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxFamilies, MaxAffiliations))]
pub struct Verifier<MaxFamilies: Get<u32>, MaxAffiliations: Get<u32>> {
	/// The methodology families it may judge.
	pub scope: BoundedBTreeSet<FamilyId, MaxFamilies>,
	/// The second from which the accreditation is expired.
	pub until: Moment,
	/// On how many panels it may sit at a time.
	pub max_duties: u32,
	/// On how many it sits.
	pub open_duties: u32,
	/// The organisations it is tied to.
	pub affiliations: BoundedBTreeSet<MemberId, MaxAffiliations>,
	/// How often it did not answer in time, since the last appeal it won.
	pub silences: u32,
	/// Where it stands on the ladder.
	pub sanction: Sanction,
}

impl<MaxFamilies: Get<u32>, MaxAffiliations: Get<u32>> Verifier<MaxFamilies, MaxAffiliations> {
	/// Whether it may judge at `now`, had it room.
	pub fn is_accredited(&self, now: Moment) -> bool {
		let sanctioned = match self.sanction {
			Sanction::None | Sanction::Warned => false,
			Sanction::Suspended { until } => now < until,
			Sanction::Removed => true,
		};
		!sanctioned && now < self.until
	}

	/// Whether it may take one more duty at `now`.
	pub fn is_available(&self, now: Moment) -> bool {
		self.is_accredited(now) && self.open_duties < self.max_duties
	}
}

/// A member of the first hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisMember<AccountId> {
	/// The account that speaks for it.
	pub account: AccountId,
	/// What it is to the city.
	pub kind: MemberKind,
	/// The second from which it is expired.
	pub until: Moment,
	/// Citizens have one, others none.
	#[serde(default)]
	pub nullifier: Option<Nullifier>,
}

/// A verifier accredited at genesis. Its account must be among the members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
	rename_all = "camelCase",
	deny_unknown_fields,
	bound(deserialize = "AccountId: Deserialize<'de>")
)]
pub struct GenesisVerifier<AccountId> {
	/// The member.
	pub account: AccountId,
	/// The methodology families it may judge.
	pub scope: alloc::vec::Vec<FamilyId>,
	/// The second from which the accreditation is expired.
	pub until: Moment,
	/// On how many panels it may sit at a time.
	pub max_duties: u32,
	/// The members it is tied to.
	#[serde(default)]
	pub affiliations: alloc::vec::Vec<AccountId>,
}
