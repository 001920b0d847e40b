//! What is asked about votes: referenda, who votes, what contributions weigh.

mod answers;

use alloc::vec::Vec;

use civic_primitives::{MemberId, MemberKind, Moment, Points, Snapshot, WeightRule};
use codec::{Decode, Encode};
use pallet_assembly::{Opinions, PollIndex, TrackId};
use pallet_contributions::PointsByKind;
use scale_info::TypeInfo;
use sp_runtime::Perbill;

use crate::{AccountId, BlockNumber, Hash};

pub(crate) use answers::{contribution, electorate, referenda, referendum};

/// A block and its time. Of a block that is not the last one it is reckoned from the length of a
/// slot: too late for one that is past, and too early for one to come, by what was or will be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, TypeInfo)]
pub struct When {
	/// The block.
	pub block: BlockNumber,
	/// Its time, in unix seconds.
	pub at: Moment,
}

/// What a member gave to the city, and how that weighs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ContributionRecord {
	/// The member's number.
	pub member: MemberId,
	/// What it is to the city: citizens keep points, collectives and verifiers share them out.
	pub kind: MemberKind,
	/// The points that count: from periods that are over, decayed.
	pub points: PointsByKind,
	/// What was earned in the period that runs, and counts when it is over.
	pub running: PointsByKind,
	/// When that period began, and when it is over.
	pub period: (Moment, Moment),
	/// The most points of one kind that count in it.
	pub cap: Points,
	/// What a vote weighs in a referendum that is submitted now. Only citizens vote.
	pub weight: Option<u32>,
	/// To whom a collective or verifier shares out what it earns, in which parts of their sum.
	pub rule: Option<Vec<(MemberId, u32)>>,
	/// What it has earned and not passed on.
	pub held: PointsByKind,
}

/// Which track.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct TrackName {
	/// Its number.
	pub id: TrackId,
	/// Its name, as text.
	pub name: Vec<u8>,
}

/// How one kind of decision is taken. Periods are in blocks.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct TrackRecord {
	/// Which track.
	pub track: TrackName,
	/// From submission until it can be decided on at the earliest.
	pub prepare: BlockNumber,
	/// How long it can be decided on.
	pub decide: BlockNumber,
	/// How long it must have the agreement it needs without a break.
	pub confirm: BlockNumber,
	/// From the decision until it is done at the earliest.
	pub enact: BlockNumber,
	/// Of the weight that is cast, how much must be for it: at first, and in the end.
	pub approval: (Perbill, Perbill),
	/// Of all citizens, how many must be for it: at first, and in the end.
	pub support: (Perbill, Perbill),
	/// How many referenda are decided on.
	pub deciding: u32,
	/// How many can be at a time.
	pub max_deciding: u32,
}

/// Who votes, and how.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ElectorateRecord {
	/// How many citizens are enrolled.
	pub citizens: u32,
	/// How votes weigh.
	pub rule: WeightRule,
	/// The blocks in a day of the tracks.
	pub day: BlockNumber,
	/// Milliseconds between blocks.
	pub slot_millis: u64,
	/// After how many blocks a referendum ends that nobody gets decided.
	pub undecided: BlockNumber,
	/// Every kind of decision.
	pub tracks: Vec<TrackRecord>,
}

/// How far a referendum has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum ReferendumStage {
	/// It can be voted on, and is not decided on yet.
	#[codec(index = 0)]
	Preparing,
	/// It waits for a place among those of its track that are decided on.
	#[codec(index = 1)]
	Queued,
	/// It is decided on, and has not the agreement it needs.
	#[codec(index = 2)]
	Deciding,
	/// It has the agreement it needs, and must keep it for a time.
	#[codec(index = 3)]
	Confirming,
	/// It was decided.
	#[codec(index = 4)]
	Approved,
	/// It had not the agreement it needed in its time.
	#[codec(index = 5)]
	Rejected,
	/// It was taken back by decision.
	#[codec(index = 6)]
	Cancelled,
	/// Nobody got it decided in time.
	#[codec(index = 7)]
	TimedOut,
	/// It was struck out by decision.
	#[codec(index = 8)]
	Killed,
}

/// What a call is named.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CallNames {
	/// The pallet's name, as text.
	pub pallet: Vec<u8>,
	/// The call's name, as text.
	pub call: Vec<u8>,
}

/// Why nobody can say what a proposal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Unread {
	/// Nobody has noted its preimage.
	#[codec(index = 0)]
	Missing,
	/// It is longer than what is read.
	#[codec(index = 1)]
	TooLong,
	/// It is no call of this runtime.
	#[codec(index = 2)]
	NoCall,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ProposalRecord {
	/// The hash of the call's bytes.
	pub hash: Hash,
	/// How many there are, if that is known.
	pub length: Option<u32>,
	/// The bytes, if they are so few that the referendum holds them; a preimage has them otherwise.
	pub bytes: Option<Vec<u8>>,
	/// What the call is named. It may wrap others.
	pub call: Result<CallNames, Unread>,
}

/// The votes on a referendum, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct VotesRecord {
	/// The weight of those who are for it.
	pub ayes: u32,
	/// The weight of those who are against it.
	pub nays: u32,
	/// How many persons are for it.
	pub supporters: u32,
	/// How many persons have voted.
	pub voters: u32,
	/// What it counts at.
	pub snapshot: Snapshot,
	/// The weight for it, of all weight that was cast.
	pub approval: Perbill,
	/// What that must be now.
	pub approval_needed: Perbill,
	/// The persons for it, of all citizens.
	pub support: Perbill,
	/// What that must be now.
	pub support_needed: Perbill,
	/// Whether it has both.
	pub is_passing: bool,
}

/// A referendum that can be voted on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OpenReferendum {
	/// Who has proposed it.
	pub proposer: AccountId,
	/// The member that account speaks for, if it still does.
	pub proposer_member: Option<MemberId>,
	/// When: this time is that of the block.
	pub submitted: When,
	/// Whether somebody has asked for a decision: without it there is none.
	pub is_decision_asked: bool,
	/// Before this it is not decided on.
	pub decidable: When,
	/// Since when it is decided on.
	pub deciding_since: Option<When>,
	/// It is approved then, if it keeps the agreement it has.
	pub confirmed: Option<When>,
	/// When it ends as things stand. What gets or loses agreement late ends later. Nothing of one
	/// that waits for a place.
	pub ends: Option<When>,
	/// When it would be done at the earliest, if it were approved at that end.
	pub enacted: Option<When>,
	/// The votes.
	pub votes: VotesRecord,
}

/// Something decided that could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FailureRecord {
	/// When it was tried.
	pub when: When,
	/// Why it could not, as text: the pallet's name and the error's, with a point between them.
	pub error: Vec<u8>,
}

/// How it stands with something that was decided and is not done.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct EnactmentRecord {
	/// When it is tried, if that is planned.
	pub planned: Option<When>,
	/// When and why it failed, if it did.
	pub failure: Option<FailureRecord>,
	/// After this it is not tried any more.
	pub expires: When,
}

/// A referendum. Of one that has ended, the chain remembers how and when; what was proposed, on
/// which track, until it is done; the votes in its past blocks only.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReferendumRecord {
	/// Its number.
	pub index: PollIndex,
	/// How far it has come.
	pub stage: ReferendumStage,
	/// How it is decided.
	pub track: Option<TrackName>,
	/// What is proposed.
	pub proposal: Option<ProposalRecord>,
	/// More, if it can be voted on.
	pub open: Option<OpenReferendum>,
	/// When it ended, if it has.
	pub ended: Option<When>,
	/// How it stands with what was decided: nothing when it was done or given up.
	pub enactment: Option<EnactmentRecord>,
	/// When what was decided was done, if it was.
	pub done: Option<When>,
	/// Who has an interest in the outcome, and no vote; nothing before it was examined.
	pub interested: Option<Vec<MemberId>>,
	/// How many of those without a vote are for it, and against it.
	pub opinions: Opinions,
}

/// A part of the list of referenda.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReferendumPage {
	/// The latest first. There may be fewer than were asked for, and yet more to come: of long
	/// proposals few are read for one answer.
	pub referenda: Vec<ReferendumRecord>,
	/// Where the rest begins.
	pub next: Option<PollIndex>,
}
