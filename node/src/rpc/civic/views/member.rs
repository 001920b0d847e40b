//! Members.

use civic_runtime::civic_api::MemberRecord;
use pallet_members::{Sanction, VerifierOf};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
	super::words::{Kind, Mandate},
	Address, Bytes32, Moment,
};

/// Whether a member may act.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Enrolment {
	/// It may.
	Active,
	/// Its enrolment is over.
	Expired,
	/// A registrar struck it off.
	Removed,
}

/// A member.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
	/// Its number.
	member: u64,
	/// The account that speaks for it.
	account: Address,
	/// What it is to the city.
	kind: Kind,
	/// Whether it may act.
	status: Enrolment,
	/// When the enrolment expires.
	until: Moment,
	/// What stands for the person, if it is one.
	nullifier: Option<Bytes32>,
	/// What it is charged with, if it is an agency.
	mandates: Vec<Mandate>,
	/// What it may judge, if it is a verifier.
	verifier: Option<Verifier>,
	/// The collectives it belongs to, if it is a person.
	memberships: Vec<u64>,
}

/// Where a verifier stands on the ladder.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SanctionStep {
	/// Nothing.
	None,
	/// Warned; still drawn.
	Warned,
	/// Not drawn for a time.
	Suspended,
	/// Lost its accreditation.
	Removed,
}

/// A verifier's accreditation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verifier {
	/// The methodology families it may judge.
	families: Vec<u32>,
	/// When the accreditation expires.
	until: Moment,
	/// On how many panels it sits.
	open_duties: u32,
	/// On how many it may.
	max_duties: u32,
	/// The members it is tied to.
	affiliations: Vec<u64>,
	/// How often it did not answer in time.
	silences: u32,
	/// Where it stands on the ladder of sanctions.
	sanction: SanctionStep,
	/// Until when it is suspended.
	suspended_until: Option<Moment>,
}

impl From<VerifierOf<civic_runtime::Runtime>> for Verifier {
	fn from(verifier: VerifierOf<civic_runtime::Runtime>) -> Self {
		let (sanction, suspended_until) = match verifier.sanction {
			Sanction::None => (SanctionStep::None, None),
			Sanction::Warned => (SanctionStep::Warned, None),
			Sanction::Suspended { until } => (SanctionStep::Suspended, Some(until.into())),
			Sanction::Removed => (SanctionStep::Removed, None),
		};
		Self {
			families: verifier.scope.into_iter().collect(),
			until: verifier.until.into(),
			open_duties: verifier.open_duties,
			max_duties: verifier.max_duties,
			affiliations: verifier.affiliations.into_iter().collect(),
			silences: verifier.silences,
			sanction,
			suspended_until,
		}
	}
}

impl Member {
	pub(crate) fn new(record: MemberRecord, now: u64) -> Self {
		let MemberRecord {
			id,
			member,
			mandates,
			verifier,
			memberships,
		} = record;
		let status = match member.is_enrolled() {
			false => Enrolment::Removed,
			true if now >= member.until => Enrolment::Expired,
			true => Enrolment::Active,
		};
		Self {
			member: id,
			account: Address::from(&member.account),
			kind: member.kind.into(),
			status,
			until: member.until.into(),
			nullifier: member.nullifier.map(Into::into),
			mandates: mandates.into_iter().map(Into::into).collect(),
			verifier: verifier.map(Into::into),
			memberships,
		}
	}
}
