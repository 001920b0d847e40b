//! Claims, and what becomes of them.

use civic_runtime::civic_api::{ClaimPage, ClaimRecord, Cursor};
use pallet_measurements as measurements;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
	super::words::{Ruling, Sector, Status, VoidCause},
	Amount, Bytes32, Moment,
};

/// A half-open interval of time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Period {
	/// Its first second.
	pub(super) from: Moment,
	/// The second after its last.
	pub(super) until: Moment,
}

/// A claim, and what became of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Claim {
	/// Its number.
	claim: u64,
	/// Of which source.
	pub(crate) source: u64,
	/// Whose.
	pub(crate) owner: u64,
	/// By which methodology.
	methodology: u32,
	/// How far it has come.
	pub(crate) status: Status,
	/// Why it is void, if it is.
	void_cause: Option<VoidCause>,
	/// Until when it may be challenged, if it is verified.
	challenge_until: Option<Moment>,
	/// When it happened.
	period: Period,
	/// As claimed, in the methodology's unit.
	quantity: Amount,
	/// As claimed.
	uncertainty: Amount,
	/// SHA-256 of the evidence file.
	evidence: Bytes32,
	/// The readings' nullifier.
	readings_nullifier: Bytes32,
	/// SHA-256 of the entry in another registry.
	registry: Option<Bytes32>,
	/// When it was submitted.
	submitted_at: Moment,
	/// What the first panel agreed on.
	verdict: Option<Verdict>,
	/// Its panels, the first first.
	panels: Vec<Panel>,
	/// The challenge against it.
	challenge: Option<Challenge>,
	/// What it was awarded.
	award: Option<Award>,
	/// How many claims of its sector are served before it, if it waits for a budget.
	waiting_behind: Option<u64>,
}

/// What a panel agreed on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Verdict {
	/// The lowest agreeing quantity.
	quantity: Amount,
	/// The widest agreeing uncertainty.
	uncertainty: Amount,
	/// Who agreed.
	agreeing: Vec<u64>,
}

/// Which of a claim's panels.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Round {
	/// It judges every claim.
	First,
	/// It rules on a challenge.
	Second,
}

/// The verifiers drawn to judge a claim.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Panel {
	/// Which of the claim's panels.
	round: Round,
	/// Answers count before this moment; none until the first lot.
	deadline: Option<Moment>,
	/// Who sits on it.
	seats: Vec<Seat>,
	/// Who was replaced for not answering.
	replaced: Vec<u64>,
	/// Whether seats are empty, until a lot fills them.
	awaits_lot: bool,
}

/// What a verifier found.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AnswerWord {
	/// The evidence supports this much.
	Confirm,
	/// It supports nothing.
	Reject,
}

/// One verifier on a panel.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Seat {
	/// Who.
	verifier: u64,
	/// What they found, if they have answered.
	answer: Option<AnswerWord>,
	/// The recomputed quantity.
	quantity: Option<Amount>,
	/// The recomputed uncertainty.
	uncertainty: Option<Amount>,
}

/// A member's doubt about a claim.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Challenge {
	/// Who doubts.
	challenger: u64,
	/// What they put up.
	bond: Amount,
	/// SHA-256 of the file that says why.
	evidence: Bytes32,
	/// When.
	at: Moment,
	/// How it ended, if it has.
	ruling: Option<Ruling>,
}

/// What a claim was awarded.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Award {
	/// The whole award, before it was shared out.
	amount: Amount,
	/// How much of it was reversed.
	reversed: Amount,
	/// From which sector's budget.
	sector: Sector,
	/// Of which year.
	year: u32,
	/// When.
	at: Moment,
}

impl From<ClaimRecord> for Claim {
	fn from(record: ClaimRecord) -> Self {
		let ClaimRecord {
			id,
			claim,
			first_panel,
			second_panel,
			challenge,
			award,
			ahead,
		} = record;
		let (void_cause, challenge_until) = match claim.status {
			measurements::Status::Void(cause) => (Some(cause.into()), None),
			measurements::Status::Verified { until } => (None, Some(until.into())),
			_ => (None, None),
		};
		let measurement = claim.measurement;
		let first = first_panel.map(|panel| Panel::new(Round::First, panel));
		let second = second_panel.map(|panel| Panel::new(Round::Second, panel));
		Self {
			claim: id,
			source: claim.source,
			owner: claim.owner,
			methodology: measurement.methodology,
			status: claim.status.stage().into(),
			void_cause,
			challenge_until,
			period: Period {
				from: measurement.period.from.into(),
				until: measurement.period.until.into(),
			},
			quantity: measurement.quantity.into(),
			uncertainty: measurement.uncertainty.into(),
			evidence: measurement.evidence.into(),
			readings_nullifier: measurement.readings.into(),
			registry: measurement.registry.map(Into::into),
			submitted_at: claim.submitted_at.into(),
			verdict: claim.verdict.map(|verdict| Verdict {
				quantity: verdict.quantity.into(),
				uncertainty: verdict.uncertainty.into(),
				agreeing: verdict.agreeing.into_inner(),
			}),
			panels: first.into_iter().chain(second).collect(),
			challenge: challenge.map(|doubt| Challenge {
				challenger: doubt.challenger,
				bond: doubt.bond.into(),
				evidence: doubt.evidence.into(),
				at: doubt.at.into(),
				ruling: doubt.ruling.map(Into::into),
			}),
			award: award.map(|award| Award {
				amount: award.amount.into(),
				reversed: award.reversed.into(),
				sector: award.sector.into(),
				year: award.year,
				at: award.at.into(),
			}),
			waiting_behind: ahead,
		}
	}
}

impl Panel {
	fn new(round: Round, panel: measurements::Panel) -> Self {
		Self {
			round,
			deadline: (panel.lots > 0).then(|| panel.deadline.into()),
			seats: panel.seats.into_iter().map(Into::into).collect(),
			replaced: panel.replaced.into_inner(),
			awaits_lot: panel.ticket.is_some(),
		}
	}
}

impl From<measurements::Seat> for Seat {
	fn from(seat: measurements::Seat) -> Self {
		use measurements::Attestation;
		let (answer, quantity, uncertainty) = match seat.answer {
			Some(Attestation::Confirm {
				quantity,
				uncertainty,
			}) => (
				Some(AnswerWord::Confirm),
				Some(quantity.into()),
				Some(uncertainty.into()),
			),
			Some(Attestation::Reject) => (Some(AnswerWord::Reject), None, None),
			None => (None, None, None),
		};
		Self {
			verifier: seat.verifier,
			answer,
			quantity,
			uncertainty,
		}
	}
}

/// A page of claims.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Claims {
	/// The claims. There may be fewer than were asked for, even none, and yet more to come.
	claims: Vec<Claim>,
	/// Where the rest begins: the next page's `cursor`. `null` on the last page.
	next: Option<String>,
}

impl From<ClaimPage> for Claims {
	fn from(page: ClaimPage) -> Self {
		Self {
			claims: page.claims.into_iter().map(Into::into).collect(),
			next: page
				.next
				.map(|Cursor { source, claim }| format!("{source}-{claim}")),
		}
	}
}

/// Read what [`Claims::next`] says.
pub(crate) fn cursor(text: &str) -> Option<Cursor> {
	let (source, claim) = text.split_once('-')?;
	Some(Cursor {
		source: source.parse().ok()?,
		claim: claim.parse().ok()?,
	})
}
