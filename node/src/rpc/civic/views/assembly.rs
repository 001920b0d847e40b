//! Who votes, and what contributions weigh.

use civic_primitives::WeightRule as ChainRule;
use civic_runtime::{
	civic_api::assembly::{ContributionRecord, ElectorateRecord, TrackName, TrackRecord},
	BlockNumber,
};
use pallet_contributions::PointsByKind;
use schemars::JsonSchema;
use serde::Serialize;

use super::{super::words::Kind, claim::Period, text};

/// Points of contribution: decimal digits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Points(#[schemars(regex(pattern = r"^[0-9]+$"))] String);

impl From<u64> for Points {
	fn from(points: u64) -> Self {
		Self(points.to_string())
	}
}

/// Points by what they were earned with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct KindsOfPoints {
	/// Emissions avoided.
	measured: Points,
	/// Claims of others verified.
	verified: Points,
	/// Whatever else the community recognised.
	stewarded: Points,
	/// All of them: what a vote's weight is reckoned from.
	total: Points,
}

impl From<PointsByKind> for KindsOfPoints {
	fn from(points: PointsByKind) -> Self {
		Self {
			measured: points.measured.into(),
			verified: points.verified.into(),
			stewarded: points.stewarded.into(),
			total: points.total().into(),
		}
	}
}

/// One citizen's part of what a collective or verifier earns.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Sharer {
	/// The citizen.
	member: u64,
	/// So many parts of the sum of all parts.
	parts: u32,
}

/// What a member gave to the city, and how that weighs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Contribution {
	/// The member's number.
	member: u64,
	/// What it is to the city: citizens keep points, collectives and verifiers share them out.
	kind: Kind,
	/// The points that count: from periods that are over, decayed.
	points: KindsOfPoints,
	/// What was earned in the period that runs; it counts when that is over.
	running: KindsOfPoints,
	/// That period.
	period: Period,
	/// The most points of one kind that count in it.
	cap: Points,
	/// What a vote weighs in a referendum that is submitted now. `null` if it is no citizen: only
	/// citizens vote.
	weight: Option<u32>,
	/// To whom a collective or verifier shares out what it earns.
	share_rule: Option<Vec<Sharer>>,
	/// What it has earned and not passed on.
	held: KindsOfPoints,
}

impl From<ContributionRecord> for Contribution {
	fn from(record: ContributionRecord) -> Self {
		let ContributionRecord {
			member,
			kind,
			points,
			running,
			period: (from, until),
			cap,
			weight,
			rule,
			held,
		} = record;
		let sharers = |rule: Vec<(u64, u32)>| {
			rule.into_iter()
				.map(|(member, parts)| Sharer { member, parts })
				.collect()
		};
		Self {
			member,
			kind: kind.into(),
			points: points.into(),
			running: running.into(),
			period: Period {
				from: from.into(),
				until: until.into(),
			},
			cap: cap.into(),
			weight,
			share_rule: rule.map(sharers),
			held: held.into(),
		}
	}
}

/// How votes weigh: the smaller of `cap` and 1 + √(points ÷ `scale`), in whole numbers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct WeightRule {
	/// The points that make the second unit of weight.
	scale: Points,
	/// The most a vote weighs.
	cap: u32,
}

impl From<ChainRule> for WeightRule {
	fn from(rule: ChainRule) -> Self {
		Self {
			scale: rule.scale.into(),
			cap: rule.cap,
		}
	}
}

/// A kind of decision.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TrackRef {
	/// Its number.
	track: u16,
	/// Its name.
	name: String,
}

impl From<TrackName> for TrackRef {
	fn from(track: TrackName) -> Self {
		Self {
			track: track.id,
			name: text(&track.name),
		}
	}
}

/// How long something takes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Span {
	/// In blocks, which is what counts.
	blocks: BlockNumber,
	/// In seconds, at the pace of the chain.
	seconds: u64,
}

impl Span {
	fn new(blocks: BlockNumber, slot_millis: u64) -> Self {
		Self {
			blocks,
			seconds: u64::from(blocks).saturating_mul(slot_millis) / 1_000,
		}
	}
}

/// A share that falls while a referendum is decided on, in parts per billion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Threshold {
	/// At first.
	first_ppb: u32,
	/// In the end.
	last_ppb: u32,
}

/// How one kind of decision is taken.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Track {
	/// Its number.
	track: u16,
	/// Its name.
	name: String,
	/// From submission until it can be decided on at the earliest.
	prepare: Span,
	/// How long it can be decided on.
	decide: Span,
	/// How long it must have the agreement it needs without a break.
	confirm: Span,
	/// From the decision until it is done at the earliest.
	enact: Span,
	/// Of the weight that is cast, how much must be for it.
	approval: Threshold,
	/// Of all citizens, how many must be for it.
	support: Threshold,
	/// How many referenda are decided on.
	deciding: u32,
	/// How many can be at a time.
	max_deciding: u32,
}

impl Track {
	fn new(record: TrackRecord, slot_millis: u64) -> Self {
		let span = |blocks| Span::new(blocks, slot_millis);
		let threshold = |(first, last): (sp_runtime::Perbill, sp_runtime::Perbill)| Threshold {
			first_ppb: first.deconstruct(),
			last_ppb: last.deconstruct(),
		};
		Self {
			track: record.track.id,
			name: text(&record.track.name),
			prepare: span(record.prepare),
			decide: span(record.decide),
			confirm: span(record.confirm),
			enact: span(record.enact),
			approval: threshold(record.approval),
			support: threshold(record.support),
			deciding: record.deciding,
			max_deciding: record.max_deciding,
		}
	}
}

/// Who votes, and how.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Electorate {
	/// How many citizens are enrolled.
	citizens: u32,
	/// How votes weigh.
	weight_rule: WeightRule,
	/// How long a day of the tracks is.
	day: Span,
	/// A referendum that nobody gets decided ends after this.
	undecided: Span,
	/// Every kind of decision.
	tracks: Vec<Track>,
}

impl From<ElectorateRecord> for Electorate {
	fn from(record: ElectorateRecord) -> Self {
		let slot_millis = record.slot_millis;
		Self {
			citizens: record.citizens,
			weight_rule: record.rule.into(),
			day: Span::new(record.day, slot_millis),
			undecided: Span::new(record.undecided, slot_millis),
			tracks: record
				.tracks
				.into_iter()
				.map(|track| Track::new(track, slot_millis))
				.collect(),
		}
	}
}
