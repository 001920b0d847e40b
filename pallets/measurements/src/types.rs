//! What is stored.

use civic_primitives::{
	Balance, ClaimId, EndUse, FamilyId, MemberId, MethodologyId, Moment, Period, SourceId,
	MAX_PANEL,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;

/// At most one panel of verifiers.
pub type Verifiers = BoundedVec<MemberId, ConstU32<MAX_PANEL>>;

/// Something at a place that avoids emissions and is measured.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Source {
	/// Who may claim for it.
	pub owner: MemberId,
	/// The methodology family it is measured by.
	pub family: FamilyId,
	/// What it serves.
	pub end_use: EndUse,
	/// The registrar's keyed commitment to the premises, the same for everyone at that address.
	pub place: H256,
	/// The most it can do in an hour, in the methodology's unit.
	pub nameplate: u64,
	/// The public key of the device that signs its readings.
	pub device: Option<[u8; 32]>,
	/// Present from when a verifier has seen it.
	pub commissioned: Option<Commissioning>,
	/// Present from when it has ended.
	pub decommissioned_at: Option<Moment>,
	/// When it last claimed.
	pub last_submission: Option<Moment>,
}

/// A verifier has seen the source and found it to be as registered.
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
pub struct Commissioning {
	/// Since when it has been in operation as registered. No claim reaches further back.
	pub since: Moment,
	/// Which verifier.
	pub by: MemberId,
}

/// What an owner says was measured.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Measurement {
	/// By which version of which methodology.
	pub methodology: MethodologyId,
	/// When it happened.
	pub period: Period,
	/// How much, in the methodology's unit.
	pub quantity: u64,
	/// Half the width of the quantity's confidence interval, in the same unit.
	pub uncertainty: u64,
	/// SHA-256 of the evidence file, which stays off chain.
	pub evidence: H256,
	/// The nullifier of the readings: the same readings always give the same one.
	pub readings: H256,
	/// SHA-256 of the entry in another registry that this measurement is also recorded under.
	pub registry: Option<H256>,
}

/// A measurement on its way to an award.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Claim {
	/// Of which source.
	pub source: SourceId,
	/// Who owned the source at submission, and is awarded.
	pub owner: MemberId,
	/// What was measured, as claimed.
	pub measurement: Measurement,
	/// When it was submitted.
	pub submitted_at: Moment,
	/// How far it has come.
	pub status: Status,
	/// What the first panel agreed on.
	pub verdict: Option<Verdict>,
}

impl Claim {
	/// Whether it still holds its period, its readings and its registry reference.
	pub fn is_live(&self) -> bool {
		!matches!(self.status, Status::Void(_))
	}

	/// The round whose panel has yet to answer.
	pub fn open_round(&self) -> Option<Round> {
		match self.status {
			Status::Submitted | Status::Attesting => Some(Round::First),
			Status::Challenged => Some(Round::Second),
			Status::Verified { .. } | Status::Settled | Status::Void(_) => None,
		}
	}
}

/// How far a claim has come. The README draws the transitions.
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
	/// Waits for its first panel to be drawn.
	#[codec(index = 0)]
	Submitted,
	/// Its first panel judges it.
	#[codec(index = 1)]
	Attesting,
	/// Its first panel agreed. It may be challenged before `until` and settled from then on.
	#[codec(index = 2)]
	Verified {
		/// The end of the challenge window.
		until: Moment,
	},
	/// Challenged: waits for its second panel, or is judged by it.
	#[codec(index = 3)]
	Challenged,
	/// Handed on to be awarded.
	#[codec(index = 4)]
	Settled,
	/// It counts for nothing.
	#[codec(index = 5)]
	Void(VoidCause),
}

impl Status {
	/// How far it is, without the particulars.
	pub fn stage(&self) -> Stage {
		match self {
			Status::Submitted => Stage::Submitted,
			Status::Attesting => Stage::Attesting,
			Status::Verified { .. } => Stage::Verified,
			Status::Challenged => Stage::Challenged,
			Status::Settled => Stage::Settled,
			Status::Void(_) => Stage::Void,
		}
	}
}

/// A [`Status`] without its particulars: what claims are listed and counted by.
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
)]
pub enum Stage {
	/// Waits for its first panel to be drawn.
	#[codec(index = 0)]
	Submitted,
	/// Its first panel judges it.
	#[codec(index = 1)]
	Attesting,
	/// May be challenged, or settled.
	#[codec(index = 2)]
	Verified,
	/// In dispute.
	#[codec(index = 3)]
	Challenged,
	/// Handed on to be awarded.
	#[codec(index = 4)]
	Settled,
	/// Counts for nothing.
	#[codec(index = 5)]
	Void,
}

impl Stage {
	/// All of them, in the order in which claims pass them.
	pub const ALL: [Self; 6] = [
		Self::Submitted,
		Self::Attesting,
		Self::Verified,
		Self::Challenged,
		Self::Settled,
		Self::Void,
	];
}

/// How many claims are at each stage.
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
pub struct ClaimCounts {
	/// See [`Stage::Submitted`].
	pub submitted: u64,
	/// See [`Stage::Attesting`].
	pub attesting: u64,
	/// See [`Stage::Verified`].
	pub verified: u64,
	/// See [`Stage::Challenged`].
	pub challenged: u64,
	/// See [`Stage::Settled`].
	pub settled: u64,
	/// See [`Stage::Void`].
	pub void: u64,
}

impl ClaimCounts {
	/// How many are at `stage`.
	pub fn at(&self, stage: Stage) -> u64 {
		match stage {
			Stage::Submitted => self.submitted,
			Stage::Attesting => self.attesting,
			Stage::Verified => self.verified,
			Stage::Challenged => self.challenged,
			Stage::Settled => self.settled,
			Stage::Void => self.void,
		}
	}

	/// How many are at `stage`, to be changed.
	pub(crate) fn at_mut(&mut self, stage: Stage) -> &mut u64 {
		match stage {
			Stage::Submitted => &mut self.submitted,
			Stage::Attesting => &mut self.attesting,
			Stage::Verified => &mut self.verified,
			Stage::Challenged => &mut self.challenged,
			Stage::Settled => &mut self.settled,
			Stage::Void => &mut self.void,
		}
	}
}

/// The seats of open panels, as those who keep watch count them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OpenSeats {
	/// Those that have not answered.
	pub waiting: u32,
	/// Of these, those whose time is over: `replace_silent` frees them.
	pub overdue: u32,
}

/// Why a claim counts for nothing.
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
pub enum VoidCause {
	/// The first panel did not confirm it.
	#[codec(index = 0)]
	Rejected,
	/// A challenge against it was upheld.
	#[codec(index = 1)]
	Overturned,
	/// Too few verifiers could judge it, and it was given up.
	#[codec(index = 2)]
	Unjudged,
}

/// What a panel agreed on.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Verdict {
	/// The lowest agreeing quantity, at most the claimed one.
	pub quantity: u64,
	/// The widest agreeing uncertainty, at least the claimed one.
	pub uncertainty: u64,
	/// Who agreed.
	pub agreeing: Verifiers,
}

/// Which of a claim's two possible panels.
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
pub enum Round {
	/// Every claim has one.
	#[codec(index = 0)]
	First,
	/// Rules on a challenge. Shares nobody with the first.
	#[codec(index = 1)]
	Second,
}

/// The verifiers drawn to judge a claim in one round.
#[derive(
	Clone,
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
pub struct Panel {
	/// Who sits on it. Fewer than the methodology asks for while a lot is awaited.
	pub seats: BoundedVec<Seat, ConstU32<MAX_PANEL>>,
	/// Who was replaced for not answering, latest last. Those are not drawn again.
	pub replaced: Verifiers,
	/// How many lots were drawn for it.
	pub lots: u32,
	/// The randomness of the latest lot.
	pub seed: H256,
	/// Answers count before this moment.
	pub deadline: Moment,
	/// Its place in the queue for a lot, as long as seats are empty.
	pub ticket: Option<Ticket>,
}

impl Panel {
	/// Whether `who` sits on it, or sat on it and was replaced.
	pub fn knows(&self, who: MemberId) -> bool {
		self.replaced.contains(&who) || self.seats.iter().any(|seat| seat.verifier == who)
	}
}

/// One verifier on a panel.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Seat {
	/// Who sits here.
	pub verifier: MemberId,
	/// What they found.
	pub answer: Option<Attestation>,
}

/// What a verifier found.
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
pub enum Attestation {
	/// The evidence supports this much.
	#[codec(index = 0)]
	Confirm {
		/// The recomputed quantity.
		quantity: u64,
		/// The recomputed uncertainty.
		uncertainty: u64,
	},
	/// The evidence is missing, altered, or supports nothing.
	#[codec(index = 1)]
	Reject,
}

/// A place in the queue for a lot: a counter in big-endian bytes, so that the store's order of
/// keys is the order of the queue.
pub type Ticket = [u8; 8];

/// A panel with empty seats.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Waiting<BlockNumber> {
	/// Whose panel.
	pub claim: ClaimId,
	/// Which of its panels.
	pub round: Round,
	/// The block in which it joined the queue: only later randomness draws it.
	pub since: BlockNumber,
}

/// A claim in the timeline of its premises, stored under the end of its period.
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
pub struct Occupied {
	/// The first second of its period.
	pub from: Moment,
	/// The claim.
	pub claim: ClaimId,
}

/// A member's doubt about a verified claim.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Challenge<AccountId> {
	/// Who doubts it.
	pub challenger: MemberId,
	/// The account that put up the bond.
	pub account: AccountId,
	/// Held on `account` until the ruling.
	pub bond: Balance,
	/// SHA-256 of the file that says why.
	pub evidence: H256,
	/// When.
	pub at: Moment,
	/// How it ended.
	pub ruling: Option<Ruling>,
}

/// How a challenge ended.
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
pub enum Ruling {
	/// The claim is void, the bond is back with the challenger.
	#[codec(index = 0)]
	Upheld,
	/// The claim stands, the bond is in the commons.
	#[codec(index = 1)]
	Dismissed,
	/// Nobody could rule and the claim was given up, the bond is back with the challenger.
	#[codec(index = 2)]
	Lapsed,
}
