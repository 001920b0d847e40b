//! What the chain stores, as this program shows it: the documents of `--json`.

use serde::{Deserialize, Serialize};
use subxt::utils::AccountId32;

use super::api::civic::runtime_types as types;
use crate::{amount::Amount, commands::quantify::PeriodView, hex32::Hex32, time::Moment};

use types::{
	civic_primitives::methodology::Terms,
	pallet_measurements::types as measurements,
	pallet_members::types::{Member, Sanction, Status as Enrolment, Verifier},
	pallet_methodologies::types::{Document, Version},
};

/// The word for a variant without content, as JSON has it: `WattHour` is `watt-hour`.
pub fn word(variant: &impl std::fmt::Debug) -> String {
	kebab(&format!("{variant:?}"))
}

/// A variant's name as a word, without what follows it.
pub fn kebab(name: &str) -> String {
	let mut word = String::with_capacity(name.len() + 2);
	for letter in name.chars().take_while(|c| c.is_alphanumeric()) {
		if letter.is_uppercase() && !word.is_empty() {
			word.push('-');
		}
		word.extend(letter.to_lowercase());
	}
	word
}

/// An account as its address.
pub fn address(account: &AccountId32) -> String {
	account.to_string()
}

/// Bytes that are text.
fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

/// A member.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
	/// Its number.
	pub member: u64,
	/// The account that speaks for it.
	pub account: String,
	/// What it is.
	pub kind: String,
	/// `active`, `expired` or `removed`.
	pub status: &'static str,
	/// When the enrolment expires.
	pub until: Moment,
	/// What stands for the person, if it is one.
	pub nullifier: Option<Hex32>,
	/// What it is charged with, if it is an agency.
	pub mandates: Vec<String>,
	/// What it may judge, if it is a verifier.
	pub verifier: Option<VerifierView>,
}

/// A verifier's accreditation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifierView {
	/// The methodology families it may judge.
	pub families: Vec<u32>,
	/// When the accreditation expires.
	pub until: Moment,
	/// On how many panels it sits.
	pub open_duties: u32,
	/// On how many it may.
	pub max_duties: u32,
	/// The members it is tied to.
	pub affiliations: Vec<u64>,
	/// How often it did not answer in time.
	pub silences: u32,
	/// `none`, `warned`, `suspended` or `removed`.
	pub sanction: String,
	/// Until when it is suspended.
	pub suspended_until: Option<Moment>,
}

impl MemberView {
	/// Of what is stored.
	pub fn new(id: u64, member: &Member<AccountId32>, now: Moment) -> Self {
		let status = match member.status {
			Enrolment::Removed => "removed",
			Enrolment::Enrolled if now.0 >= member.until => "expired",
			Enrolment::Enrolled => "active",
		};
		Self {
			member: id,
			account: address(&member.account),
			kind: word(&member.kind),
			status,
			until: Moment(member.until),
			nullifier: member.nullifier.map(Hex32::from),
			mandates: Vec::new(),
			verifier: None,
		}
	}
}

impl From<Verifier> for VerifierView {
	fn from(verifier: Verifier) -> Self {
		let suspended_until = match verifier.sanction {
			Sanction::Suspended { until } => Some(Moment(until)),
			_ => None,
		};
		Self {
			families: verifier.scope.0,
			until: Moment(verifier.until),
			open_duties: verifier.open_duties,
			max_duties: verifier.max_duties,
			affiliations: verifier.affiliations.0,
			silences: verifier.silences,
			sanction: word(&verifier.sanction),
			suspended_until,
		}
	}
}

/// A version of a methodology.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MethodologyView {
	/// Its number.
	pub methodology: u32,
	/// The family it belongs to.
	pub family: u32,
	/// `published`, `adopted` or `retired`.
	pub status: String,
	/// Its title.
	pub title: String,
	/// Where its document can be read.
	pub location: String,
	/// SHA-256 of that document.
	pub content_hash: Hex32,
	/// The version it replaces.
	pub supersedes: Option<u32>,
	/// What it asks and gives.
	pub terms: TermsView,
	/// Where the baseline factor comes from.
	pub baseline_source: String,
}

/// What a methodology asks of a claim and gives for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermsView {
	/// Which budget awards come from.
	pub sector: String,
	/// What the activity serves.
	pub end_use: String,
	/// What quantities count.
	pub unit: String,
	/// mg CO2e per 1,000 units.
	pub baseline_factor: u64,
	/// mg CO2e per 1,000 units.
	pub project_factor: u64,
	/// Parts per million of the uncertainty that are deducted.
	pub deduction_ppm: u32,
	/// Parts per million of the avoided emissions that leak.
	pub leakage_ppm: u32,
	/// Parts per million of an award: owner, commons, verifiers, buffer.
	pub shares_ppm: SharesView,
	/// Verifiers on a panel.
	pub panel: u32,
	/// How many must agree.
	pub quorum: u32,
	/// Parts per million agreeing quantities may differ by.
	pub tolerance_ppm: u32,
	/// Seconds to answer.
	pub attest_within: u64,
	/// Seconds to challenge.
	pub challenge_within: u64,
	/// Seconds the longest claim covers.
	pub longest_period: u64,
	/// Seconds between two claims of a source.
	pub claim_interval: u64,
}

/// Who gets which part of an award, in parts per million.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharesView {
	/// The one who avoided the emissions.
	pub owner: u32,
	/// The commons pool.
	pub commons: u32,
	/// The panel.
	pub verifiers: u32,
	/// Kept back for reversals.
	pub buffer: u32,
}

impl MethodologyView {
	/// Of what is stored.
	pub fn new(id: u32, version: &Version, document: &Document) -> Self {
		Self {
			methodology: id,
			family: version.family,
			status: word(&version.status),
			title: text(&document.title.0),
			location: text(&document.location.0),
			content_hash: document.content_hash.into(),
			supersedes: version.supersedes,
			terms: TermsView::from(&version.terms),
			baseline_source: text(&document.baseline_provenance.source.0),
		}
	}
}

impl From<&Terms> for TermsView {
	fn from(terms: &Terms) -> Self {
		Self {
			sector: word(&terms.sector),
			end_use: word(&terms.end_use),
			unit: word(&terms.unit),
			baseline_factor: terms.baseline_factor,
			project_factor: terms.project_factor,
			deduction_ppm: terms.deduction.0,
			leakage_ppm: terms.leakage.0,
			shares_ppm: SharesView {
				owner: terms.shares.owner,
				commons: terms.shares.commons,
				verifiers: terms.shares.verifiers,
				buffer: terms.shares.buffer,
			},
			panel: terms.panel,
			quorum: terms.quorum,
			tolerance_ppm: terms.tolerance.0,
			attest_within: terms.attest_within,
			challenge_within: terms.challenge_within,
			longest_period: terms.longest_period,
			claim_interval: terms.claim_interval,
		}
	}
}

/// A source of measurements.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceView {
	/// Its number.
	pub source: u64,
	/// Whose.
	pub owner: u64,
	/// By which methodology family.
	pub family: u32,
	/// What it serves.
	pub end_use: String,
	/// The commitment to the premises.
	pub place: Hex32,
	/// The most it can do in an hour.
	pub nameplate: u64,
	/// The device's public key.
	pub device: Option<Hex32>,
	/// `registered`, `commissioned` or `decommissioned`.
	pub status: &'static str,
	/// No claim reaches further back.
	pub commissioned_since: Option<Moment>,
	/// Which verifier saw it.
	pub commissioned_by: Option<u64>,
	/// When it ended.
	pub decommissioned_at: Option<Moment>,
	/// When it last claimed.
	pub last_submission: Option<Moment>,
}

impl SourceView {
	/// Of what is stored.
	pub fn new(id: u64, source: &measurements::Source) -> Self {
		let status = match (&source.decommissioned_at, &source.commissioned) {
			(Some(_), _) => "decommissioned",
			(None, Some(_)) => "commissioned",
			(None, None) => "registered",
		};
		Self {
			source: id,
			owner: source.owner,
			family: source.family,
			end_use: word(&source.end_use),
			place: source.place.into(),
			nameplate: source.nameplate,
			device: source.device.map(Hex32),
			status,
			commissioned_since: source.commissioned.as_ref().map(|c| Moment(c.since)),
			commissioned_by: source.commissioned.as_ref().map(|c| c.by),
			decommissioned_at: source.decommissioned_at.map(Moment),
			last_submission: source.last_submission.map(Moment),
		}
	}
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
	/// Its number.
	pub claim: u64,
	/// Of which source.
	pub source: u64,
	/// Whose.
	pub owner: u64,
	/// By which methodology.
	pub methodology: u32,
	/// `submitted`, `attesting`, `verified`, `challenged`, `settled`, `void`.
	pub status: String,
	/// Why it is void.
	pub void_cause: Option<String>,
	/// Until when it may be challenged, if it is verified.
	pub challenge_until: Option<Moment>,
	/// When it happened.
	pub period: PeriodView,
	/// As claimed.
	pub quantity: u64,
	/// As claimed.
	pub uncertainty: u64,
	/// SHA-256 of the evidence.
	pub evidence: String,
	/// The readings' nullifier.
	pub readings_nullifier: Hex32,
	/// SHA-256 of the entry in another registry.
	pub registry: Option<Hex32>,
	/// When it was submitted.
	pub submitted_at: Moment,
	/// What the first panel agreed on.
	pub verdict: Option<VerdictView>,
	/// Its panels.
	pub panels: Vec<PanelView>,
	/// The challenge against it.
	pub challenge: Option<ChallengeView>,
	/// What it was awarded.
	pub award: Option<AwardView>,
	/// How many claims of its sector are served before it, if it waits for budget.
	pub waiting_behind: Option<u64>,
}

/// What a panel agreed on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictView {
	/// The lowest agreeing quantity.
	pub quantity: u64,
	/// The widest agreeing uncertainty.
	pub uncertainty: u64,
	/// Who agreed.
	pub agreeing: Vec<u64>,
}

/// A panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PanelView {
	/// `first` or `second`.
	pub round: &'static str,
	/// Answers count before this moment.
	pub deadline: Moment,
	/// Who sits on it.
	pub seats: Vec<SeatView>,
	/// Who was replaced for not answering.
	pub replaced: Vec<u64>,
	/// Whether seats are empty, until a lot fills them.
	pub awaits_lot: bool,
}

/// One verifier on a panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatView {
	/// Who.
	pub verifier: u64,
	/// `confirm`, `reject`, or nothing yet.
	pub answer: Option<&'static str>,
	/// The recomputed quantity.
	pub quantity: Option<u64>,
	/// The recomputed uncertainty.
	pub uncertainty: Option<u64>,
}

/// A challenge.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChallengeView {
	/// Who doubts.
	pub challenger: u64,
	/// What they put up.
	pub bond: Amount,
	/// SHA-256 of the file that says why.
	pub evidence: Hex32,
	/// When.
	pub at: Moment,
	/// `upheld`, `dismissed`, or nothing yet.
	pub ruling: Option<String>,
}

/// What a claim was awarded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AwardView {
	/// The whole award.
	pub amount: Amount,
	/// How much of it was reversed.
	pub reversed: Amount,
	/// From which sector's budget.
	pub sector: String,
	/// Of which year.
	pub year: u32,
	/// When.
	pub at: Moment,
}

impl ClaimView {
	/// Of what is stored under the claim itself.
	pub fn new(id: u64, claim: &measurements::Claim) -> Self {
		use measurements::Status;
		let (void_cause, challenge_until) = match &claim.status {
			Status::Void(cause) => (Some(word(cause)), None),
			Status::Verified { until } => (None, Some(Moment(*until))),
			_ => (None, None),
		};
		let measurement = &claim.measurement;
		Self {
			claim: id,
			source: claim.source,
			owner: claim.owner,
			methodology: measurement.methodology,
			status: word(&claim.status),
			void_cause,
			challenge_until,
			period: PeriodView {
				from: Moment(measurement.period.from),
				until: Moment(measurement.period.until),
			},
			quantity: measurement.quantity,
			uncertainty: measurement.uncertainty,
			evidence: hex::encode(measurement.evidence.0),
			readings_nullifier: measurement.readings.into(),
			registry: measurement.registry.map(Hex32::from),
			submitted_at: Moment(claim.submitted_at),
			verdict: claim.verdict.as_ref().map(|verdict| VerdictView {
				quantity: verdict.quantity,
				uncertainty: verdict.uncertainty,
				agreeing: verdict.agreeing.0.clone(),
			}),
			panels: Vec::new(),
			challenge: None,
			award: None,
			waiting_behind: None,
		}
	}
}

impl PanelView {
	/// Of what is stored.
	pub fn new(round: &'static str, panel: &measurements::Panel) -> Self {
		Self {
			round,
			deadline: Moment(panel.deadline),
			seats: panel.seats.0.iter().map(SeatView::from).collect(),
			replaced: panel.replaced.0.clone(),
			awaits_lot: panel.ticket.is_some(),
		}
	}
}

impl From<&measurements::Seat> for SeatView {
	fn from(seat: &measurements::Seat) -> Self {
		use measurements::Attestation;
		let (answer, quantity, uncertainty) = match &seat.answer {
			Some(Attestation::Confirm {
				quantity,
				uncertainty,
			}) => (Some("confirm"), Some(*quantity), Some(*uncertainty)),
			Some(Attestation::Reject) => (Some("reject"), None, None),
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

#[cfg(test)]
mod tests {
	use super::word;

	#[test]
	fn variants_become_words() {
		#[derive(Debug)]
		#[allow(dead_code, reason = "only shown")]
		enum Sample {
			WattHour,
			Verified { until: u64 },
			Void(u8),
		}
		assert_eq!(word(&Sample::WattHour), "watt-hour");
		assert_eq!(word(&Sample::Verified { until: 7 }), "verified");
		assert_eq!(word(&Sample::Void(1)), "void");
	}
}
