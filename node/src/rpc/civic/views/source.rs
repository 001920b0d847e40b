//! Sources of measurements.

use pallet_measurements as measurements;
use schemars::JsonSchema;
use serde::Serialize;

use super::{super::words::EndUse, Amount, Bytes32, Moment};

/// How far a source is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SourceStatus {
	/// No verifier has seen it.
	Registered,
	/// It may claim.
	Commissioned,
	/// It has ended.
	Decommissioned,
}

/// A source of measurements.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Source {
	/// Its number.
	source: u64,
	/// Whose.
	owner: u64,
	/// By which methodology family.
	family: u32,
	/// What it serves.
	end_use: EndUse,
	/// The commitment to the premises.
	place: Bytes32,
	/// The most it can do in an hour, in the methodology's unit.
	nameplate: Amount,
	/// The device's public key.
	device: Option<Bytes32>,
	/// How far it is.
	status: SourceStatus,
	/// No claim reaches further back.
	commissioned_since: Option<Moment>,
	/// Which verifier saw it.
	commissioned_by: Option<u64>,
	/// When it ended.
	decommissioned_at: Option<Moment>,
	/// When it last claimed.
	last_submission: Option<Moment>,
}

impl Source {
	pub(crate) fn new(id: u64, source: measurements::Source) -> Self {
		let status = match (source.decommissioned_at, source.commissioned) {
			(Some(_), _) => SourceStatus::Decommissioned,
			(None, Some(_)) => SourceStatus::Commissioned,
			(None, None) => SourceStatus::Registered,
		};
		Self {
			source: id,
			owner: source.owner,
			family: source.family,
			end_use: source.end_use.into(),
			place: source.place.into(),
			nameplate: source.nameplate.into(),
			device: source.device.map(Into::into),
			status,
			commissioned_since: source.commissioned.map(|seen| seen.since.into()),
			commissioned_by: source.commissioned.map(|seen| seen.by),
			decommissioned_at: source.decommissioned_at.map(Into::into),
			last_submission: source.last_submission.map(Into::into),
		}
	}
}
