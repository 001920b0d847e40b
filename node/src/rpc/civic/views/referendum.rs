//! Referenda, and what becomes of them.

use civic_runtime::{
	civic_api::assembly::{
		EnactmentRecord, OpenReferendum, ProposalRecord, ReferendumPage, ReferendumRecord,
		ReferendumStage, VotesRecord, When,
	},
	BlockNumber,
};
use pallet_assembly::Opinions;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
	super::words::{ReferendumStatus, Unread},
	assembly::{TrackRef, WeightRule},
	text, Address, Bytes32, Moment,
};

/// A block and its time. Of a block that is not the last one it is reckoned from the length of a
/// slot, as if none were lost.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct BlockTime {
	/// The block's height.
	block: BlockNumber,
	/// Its time.
	time: Moment,
}

impl From<When> for BlockTime {
	fn from(when: When) -> Self {
		Self {
			block: when.block,
			time: when.at.into(),
		}
	}
}

/// Bytes: `0x` and two hexadecimal digits each.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Bytes(#[schemars(regex(pattern = r"^0x([0-9a-f]{2})*$"))] String);

/// What is proposed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Proposal {
	/// The hash of the call's bytes.
	hash: Bytes32,
	/// How many there are, if that is known.
	length: Option<u32>,
	/// The bytes, if they are so few that the referendum holds them; the preimage of the hash has
	/// them otherwise.
	bytes: Option<Bytes>,
	/// The pallet's name.
	pallet: Option<String>,
	/// The call's name. The call may wrap others.
	call: Option<String>,
	/// Why neither is known, if so. Nobody can vote on it then.
	unread: Option<Unread>,
}

impl From<ProposalRecord> for Proposal {
	fn from(record: ProposalRecord) -> Self {
		let (pallet, call, unread) = match record.call {
			Ok(names) => (Some(text(&names.pallet)), Some(text(&names.call)), None),
			Err(why) => (None, None, Some(why.into())),
		};
		Self {
			hash: record.hash.into(),
			length: record.length,
			bytes: record
				.bytes
				.map(|bytes| Bytes(format!("0x{}", hex::encode(bytes)))),
			pallet,
			call,
			unread,
		}
	}
}

/// Those who are for it, or against it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Side {
	/// What their votes weigh.
	weight: u32,
	/// How many persons they are.
	persons: u32,
}

/// A share, in parts per billion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Share {
	/// What it is.
	ppb: u32,
	/// What it must be now. It falls while the referendum is decided on.
	needed_ppb: u32,
}

/// The votes on a referendum.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Votes {
	/// Those for it.
	ayes: Side,
	/// Those against it.
	nays: Side,
	/// How many citizens were enrolled when it was submitted.
	citizens: u32,
	/// How votes weigh: as of then, by the points that counted then.
	weight_rule: WeightRule,
	/// The weight for it, of all weight that was cast.
	approval: Share,
	/// The persons for it, of all citizens.
	support: Share,
	/// Whether it has both, and would pass now.
	passing: bool,
}

impl From<VotesRecord> for Votes {
	fn from(record: VotesRecord) -> Self {
		Self {
			ayes: Side {
				weight: record.ayes,
				persons: record.supporters,
			},
			nays: Side {
				weight: record.nays,
				persons: record.voters.saturating_sub(record.supporters),
			},
			citizens: record.snapshot.citizens,
			weight_rule: record.snapshot.rule.into(),
			approval: Share {
				ppb: record.approval.deconstruct(),
				needed_ppb: record.approval_needed.deconstruct(),
			},
			support: Share {
				ppb: record.support.deconstruct(),
				needed_ppb: record.support_needed.deconstruct(),
			},
			passing: record.is_passing,
		}
	}
}

/// What there is of a referendum while it can be voted on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Voting {
	/// Who has proposed it.
	proposer: Address,
	/// The member that account speaks for, if it still does.
	proposer_member: Option<u64>,
	/// When; the time is that of the block.
	submitted: BlockTime,
	/// Whether somebody has placed the decision deposit, which is 0: without it there is no
	/// decision.
	decision_asked: bool,
	/// Before this it is not decided on.
	decidable: BlockTime,
	/// Since when it is decided on.
	deciding_since: Option<BlockTime>,
	/// It is approved then, if it keeps the agreement it has.
	confirmed: Option<BlockTime>,
	/// When it ends as things stand. What gets or loses agreement late ends later. `null` while it
	/// waits for a place.
	ends: Option<BlockTime>,
	/// When it would be done at the earliest, if it were approved at that end.
	enacted: Option<BlockTime>,
	/// The votes.
	votes: Votes,
}

impl From<OpenReferendum> for Voting {
	fn from(open: OpenReferendum) -> Self {
		Self {
			proposer: Address::from(&open.proposer),
			proposer_member: open.proposer_member,
			submitted: open.submitted.into(),
			decision_asked: open.is_decision_asked,
			decidable: open.decidable.into(),
			deciding_since: open.deciding_since.map(Into::into),
			confirmed: open.confirmed.map(Into::into),
			ends: open.ends.map(Into::into),
			enacted: open.enacted.map(Into::into),
			votes: open.votes.into(),
		}
	}
}

/// Whether something decided is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EnactmentStatus {
	/// It is tried in a block that is set.
	Planned,
	/// Its block had no room for it: it is done in one of the next that have.
	Waiting,
	/// It could not be done. A member can have it tried again until it expires.
	Failed,
	/// It was done.
	Done,
	/// It was given up: it had failed, and could not be tried any more.
	Abandoned,
}

/// What became of something that was decided.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Enactment {
	/// Whether it is done.
	status: EnactmentStatus,
	/// When it is tried, if that is planned.
	planned: Option<BlockTime>,
	/// When it was done, if it was.
	done: Option<BlockTime>,
	/// When it failed, if it did.
	failed: Option<BlockTime>,
	/// Why: the pallet's name and the error's, with a point between them.
	error: Option<String>,
	/// After this it is not tried any more.
	expires: Option<BlockTime>,
}

impl Enactment {
	/// What became of something that was decided: waits as `waiting` says, or was `done`, or neither.
	fn of(waiting: Option<EnactmentRecord>, done: Option<When>) -> Self {
		let Some(record) = waiting else {
			return Self {
				status: match done {
					Some(_) => EnactmentStatus::Done,
					None => EnactmentStatus::Abandoned,
				},
				planned: None,
				done: done.map(Into::into),
				failed: None,
				error: None,
				expires: None,
			};
		};
		let status = match (&record.planned, &record.failure) {
			(Some(_), _) => EnactmentStatus::Planned,
			(None, Some(_)) => EnactmentStatus::Failed,
			(None, None) => EnactmentStatus::Waiting,
		};
		let (failed, error) = match record.failure {
			Some(failure) => (Some(failure.when.into()), Some(text(&failure.error))),
			None => (None, None),
		};
		Self {
			status,
			planned: record.planned.map(Into::into),
			done: None,
			failed,
			error,
			expires: Some(record.expires.into()),
		}
	}
}

/// How many members without a vote are for it, and against it. They decide nothing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct OpinionCounts {
	/// For it.
	ayes: u32,
	/// Against it.
	nays: u32,
}

impl From<Opinions> for OpinionCounts {
	fn from(opinions: Opinions) -> Self {
		Self {
			ayes: opinions.ayes,
			nays: opinions.nays,
		}
	}
}

/// A referendum. Of one that has ended the chain remembers how and when; what was proposed, and on
/// which track, until it is done; the votes not: ask a block before its end, with `at`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Referendum {
	/// Its number.
	referendum: u32,
	/// How far it has come.
	status: ReferendumStatus,
	/// How it is decided.
	track: Option<TrackRef>,
	/// What is proposed.
	proposal: Option<Proposal>,
	/// More, while it can be voted on.
	voting: Option<Voting>,
	/// Whether it is known who has an interest in it: nobody votes before.
	examined: bool,
	/// Who has an interest in the outcome, and no vote.
	interested: Option<Vec<u64>>,
	/// What those without a vote think.
	opinions: OpinionCounts,
	/// When it ended.
	ended: Option<BlockTime>,
	/// What became of it, if it was approved.
	enactment: Option<Enactment>,
}

impl From<ReferendumRecord> for Referendum {
	fn from(record: ReferendumRecord) -> Self {
		let approved = record.stage == ReferendumStage::Approved;
		Self {
			referendum: record.index,
			status: record.stage.into(),
			track: record.track.map(Into::into),
			proposal: record.proposal.map(Into::into),
			voting: record.open.map(Into::into),
			examined: record.interested.is_some(),
			interested: record.interested,
			opinions: record.opinions.into(),
			ended: record.ended.map(Into::into),
			enactment: approved.then(|| Enactment::of(record.enactment, record.done)),
		}
	}
}

/// A page of referenda.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Referenda {
	/// The latest first. There may be fewer than were asked for, and yet more to come: of long
	/// proposals few are read for one answer.
	referenda: Vec<Referendum>,
	/// Where the rest begins: the next page's `from`. `null` on the last page.
	next: Option<u32>,
}

impl From<ReferendumPage> for Referenda {
	fn from(page: ReferendumPage) -> Self {
		Self {
			referenda: page.referenda.into_iter().map(Into::into).collect(),
			next: page.next,
		}
	}
}

#[cfg(test)]
mod tests {
	use civic_primitives::{Snapshot, WeightRule};
	use civic_runtime::civic_api::assembly::{CallNames, FailureRecord, TrackName};
	use serde_json::{json, to_value};
	use sp_runtime::Perbill;

	use super::*;

	fn when(block: u32) -> When {
		When {
			block,
			at: 1_800_000_000 + u64::from(block) * 3,
		}
	}

	fn record() -> ReferendumRecord {
		let votes = VotesRecord {
			ayes: 7,
			nays: 3,
			supporters: 2,
			voters: 5,
			snapshot: Snapshot {
				at: 1_800_000_003,
				citizens: 8,
				next_member: 20,
				rule: WeightRule {
					scale: 10_000,
					cap: 10,
				},
			},
			approval: Perbill::from_percent(70),
			approval_needed: Perbill::from_percent(60),
			support: Perbill::from_percent(25),
			support_needed: Perbill::from_rational(1u32, 3u32),
			is_passing: false,
		};
		ReferendumRecord {
			index: 4,
			stage: ReferendumStage::TimedOut,
			track: Some(TrackName {
				id: 40,
				name: b"commons".to_vec(),
			}),
			proposal: Some(ProposalRecord {
				hash: Default::default(),
				length: Some(2),
				bytes: Some(vec![26, 5]),
				call: Ok(CallNames {
					pallet: b"Treasury".to_vec(),
					call: b"spend".to_vec(),
				}),
			}),
			open: Some(OpenReferendum {
				proposer: civic_runtime::AccountId::new([1; 32]),
				proposer_member: Some(9),
				submitted: when(1),
				is_decision_asked: true,
				decidable: when(20),
				deciding_since: None,
				confirmed: None,
				ends: Some(when(300)),
				enacted: Some(when(320)),
				votes,
			}),
			ended: None,
			enactment: None,
			done: None,
			interested: None,
			opinions: Opinions { ayes: 1, nays: 2 },
		}
	}

	#[test]
	fn a_referendum_says_who_is_for_it_and_what_it_needs() {
		let seen = to_value(Referendum::from(record())).expect("it is JSON");
		assert_eq!(seen["status"], "timed-out");
		assert_eq!(seen["track"], json!({ "track": 40, "name": "commons" }));
		assert_eq!(seen["proposal"]["bytes"], "0x1a05");
		assert_eq!(seen["proposal"]["call"], "spend");
		assert_eq!(
			(&seen["examined"], &seen["interested"]),
			(&json!(false), &json!(null))
		);
		let voting = &seen["voting"];
		assert_eq!(
			voting["ends"],
			json!({ "block": 300, "time": "2027-01-15T08:15:00Z" })
		);
		let votes = &voting["votes"];
		assert_eq!(votes["ayes"], json!({ "weight": 7, "persons": 2 }));
		assert_eq!(votes["nays"], json!({ "weight": 3, "persons": 3 }));
		assert_eq!(
			votes["support"],
			json!({ "ppb": 250_000_000, "neededPpb": 333_333_333 })
		);
		assert_eq!(votes["weightRule"], json!({ "scale": "10000", "cap": 10 }));
		// What was not approved has nothing to be done.
		assert!(seen["enactment"].is_null());
	}

	#[test]
	fn what_was_decided_is_planned_waits_failed_was_done_or_given_up() {
		let seen = |planned: Option<u32>, failed: Option<u32>| {
			let record = ReferendumRecord {
				stage: ReferendumStage::Approved,
				open: None,
				enactment: Some(EnactmentRecord {
					planned: planned.map(when),
					failure: failed.map(|block| FailureRecord {
						when: when(block),
						error: b"Members.NotFound".to_vec(),
					}),
					expires: when(900),
				}),
				..record()
			};
			to_value(Referendum::from(record)).expect("it is JSON")["enactment"].clone()
		};
		assert_eq!(seen(Some(30), None)["status"], "planned");
		assert_eq!(seen(Some(30), Some(20))["status"], "planned");
		assert_eq!(seen(None, None)["status"], "waiting");
		let failed = seen(None, Some(20));
		assert_eq!(failed["status"], "failed");
		assert_eq!(failed["error"], "Members.NotFound");
		assert_eq!(failed["failed"]["block"], 20);
		let ended = |done: Option<u32>| {
			let record = ReferendumRecord {
				stage: ReferendumStage::Approved,
				done: done.map(when),
				..record()
			};
			to_value(Referendum::from(record)).expect("it is JSON")["enactment"].clone()
		};
		let done = ended(Some(31));
		assert_eq!(
			(&done["status"], &done["done"]["block"]),
			(&json!("done"), &json!(31))
		);
		let given_up = ended(None);
		assert_eq!(
			(&given_up["status"], &given_up["done"]),
			(&json!("abandoned"), &json!(null))
		);
	}

	#[test]
	fn what_nobody_can_read_is_said_why() {
		use civic_runtime::civic_api::assembly::Unread as Why;
		let mut unread = record();
		if let Some(proposal) = &mut unread.proposal {
			proposal.call = Err(Why::TooLong);
			proposal.bytes = None;
		}
		let seen = to_value(Referendum::from(unread)).expect("it is JSON");
		assert_eq!(seen["proposal"]["unread"], "too-long");
		assert!(seen["proposal"]["call"].is_null());
	}
}
