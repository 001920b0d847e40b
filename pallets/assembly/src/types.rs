//! What the assembly stores and answers.

use alloc::vec::Vec;

use civic_primitives::MemberId;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

use crate::Error;

/// The number of a referendum.
pub type PollIndex = u32;
/// The number of a track: referenda of one kind, with thresholds and periods of their own.
pub type TrackId = u16;

/// A person's vote on one referendum.
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
pub struct Vote {
	/// For it, or against it.
	pub aye: bool,
	/// What it weighs: the person's own weight, whoever has cast it.
	pub weight: u32,
	/// The delegate who has cast it, if the person has not.
	pub via: Option<MemberId>,
}

/// How many opinions there are on one referendum. They decide nothing.
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
pub struct Opinions {
	/// Members who are for it.
	pub ayes: u32,
	/// Members who are against it.
	pub nays: u32,
}

/// Why an account may not vote on a referendum.
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
pub enum Bar {
	/// There is no such referendum, or it has ended.
	#[codec(index = 0)]
	NotOngoing,
	/// It is not known yet who has an interest in it.
	#[codec(index = 1)]
	NotExamined,
	/// The account speaks for no active member.
	#[codec(index = 2)]
	NotMember,
	/// Only citizens vote.
	#[codec(index = 3)]
	NotCitizen,
	/// The citizen was enrolled after the referendum was submitted.
	#[codec(index = 4)]
	Newcomer,
	/// The citizen has an interest in the outcome.
	#[codec(index = 5)]
	Recused,
	/// The citizen was not active when the referendum was submitted.
	#[codec(index = 6)]
	Absent,
}

impl<T> From<Bar> for Error<T> {
	fn from(bar: Bar) -> Self {
		match bar {
			Bar::NotOngoing => Self::NotOngoing,
			Bar::NotExamined => Self::NotExamined,
			Bar::NotMember => Self::NotMember,
			Bar::NotCitizen => Self::NotCitizen,
			Bar::Newcomer => Self::Newcomer,
			Bar::Recused => Self::Recused,
			Bar::Absent => Self::Absent,
		}
	}
}

/// Reads from a proposed call who has an interest in it.
pub trait Interests {
	/// The members with an interest in the outcome of `poll`, in any order: the beneficiary of a
	/// payment, award, accreditation or methodology of their own, and for an organisation that is
	/// one, the citizens who belong to it. An error where that cannot be said: nobody can vote on
	/// such a referendum.
	fn examine(poll: PollIndex) -> Result<Vec<MemberId>, DispatchError>;
	/// The most that `examine` may cost.
	fn weight() -> Weight;
}

/// Nobody has an interest in anything.
impl Interests for () {
	fn examine(_: PollIndex) -> Result<Vec<MemberId>, DispatchError> {
		Ok(Vec::new())
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}
