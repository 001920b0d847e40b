//! Methodologies.

use civic_runtime::civic_api::{MethodologyPage, MethodologyRecord};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
	super::words::{EndUse, MethodologyStatus, Sector, Unit},
	text, Amount, Bytes32,
};

/// A page of methodologies.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Methodologies {
	/// By number.
	methodologies: Vec<Methodology>,
	/// Where the rest begins: the next page's `from`. `null` on the last page.
	next: Option<u32>,
}

/// A version of a methodology.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Methodology {
	/// Its number.
	methodology: u32,
	/// The family it belongs to: the number of its first version.
	family: u32,
	/// Where it stands.
	status: MethodologyStatus,
	/// Whether it is the version of its family that new claims are made under.
	in_force: bool,
	/// Its title.
	title: String,
	/// Where its document can be read.
	location: String,
	/// SHA-256 of that document.
	content_hash: Bytes32,
	/// The version it replaces.
	supersedes: Option<u32>,
	/// What it asks of a claim and gives for it.
	terms: Terms,
	/// Where the baseline factor comes from.
	baseline_source: String,
	/// Where the project factor comes from.
	project_source: String,
}

/// What a methodology asks of a claim and gives for it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Terms {
	/// Which budget awards come from.
	sector: Sector,
	/// What the activity serves.
	end_use: EndUse,
	/// What quantities count.
	unit: Unit,
	/// Emissions of the baseline, mg CO2e per 1,000 units.
	baseline_factor: Amount,
	/// Emissions of the project, mg CO2e per 1,000 units.
	project_factor: Amount,
	/// Parts per million of the uncertainty that are deducted.
	deduction_ppm: u32,
	/// Parts per million of the avoided emissions that leak to elsewhere.
	leakage_ppm: u32,
	/// Who gets which part of an award.
	shares_ppm: Shares,
	/// Verifiers on a panel.
	panel: u32,
	/// How many of them must agree.
	quorum: u32,
	/// Parts per million by which agreeing quantities may differ.
	tolerance_ppm: u32,
	/// Seconds a verifier has to answer.
	attest_within: u64,
	/// Seconds in which a verified claim may be challenged.
	challenge_within: u64,
	/// Seconds the longest claim covers.
	longest_period: u64,
	/// Seconds between two claims of a source.
	claim_interval: u64,
}

/// Who gets which part of an award, in parts per million.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Shares {
	/// The one who avoided the emissions.
	owner: u32,
	/// The commons pool.
	commons: u32,
	/// The panel, in equal parts.
	verifiers: u32,
	/// Kept back for reversals.
	buffer: u32,
}

impl From<MethodologyPage> for Methodologies {
	fn from(page: MethodologyPage) -> Self {
		Self {
			methodologies: page.methodologies.into_iter().map(Into::into).collect(),
			next: page.next,
		}
	}
}

impl From<MethodologyRecord> for Methodology {
	fn from(record: MethodologyRecord) -> Self {
		let MethodologyRecord {
			id,
			version,
			document,
			is_in_force,
		} = record;
		let terms = version.terms;
		Self {
			methodology: id,
			family: version.family,
			status: version.status.into(),
			in_force: is_in_force,
			title: text(&document.title),
			location: text(&document.location),
			content_hash: document.content_hash.into(),
			supersedes: version.supersedes,
			terms: Terms {
				sector: terms.sector.into(),
				end_use: terms.end_use.into(),
				unit: terms.unit.into(),
				baseline_factor: terms.baseline_factor.into(),
				project_factor: terms.project_factor.into(),
				deduction_ppm: terms.deduction.deconstruct(),
				leakage_ppm: terms.leakage.deconstruct(),
				shares_ppm: Shares {
					owner: terms.shares.owner,
					commons: terms.shares.commons,
					verifiers: terms.shares.verifiers,
					buffer: terms.shares.buffer,
				},
				panel: terms.panel,
				quorum: terms.quorum,
				tolerance_ppm: terms.tolerance.deconstruct(),
				attest_within: terms.attest_within,
				challenge_within: terms.challenge_within,
				longest_period: terms.longest_period,
				claim_interval: terms.claim_interval,
			},
			baseline_source: text(&document.baseline_provenance.source),
			project_source: text(&document.project_provenance.source),
		}
	}
}
