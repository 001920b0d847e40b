//! What the pallet stores.

use civic_primitives::{ContributionKind, MemberId, Points, WeightRule};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

use crate::ring::Ring;

/// Who gets which part of what a member earned, in ascending order of the sharers.
pub type ShareRule<MaxSharers> = BoundedVec<(MemberId, u32), MaxSharers>;

/// The highest cap a policy may set. Sums over all slots and kinds fit [`Points`] up to it: a slot
/// holds less than twice the cap (1 + 1/2 + 1/4 …), and 2 × 12 × 3 < 2^7.
pub const MAX_CAP: Points = Points::MAX >> 7;

/// Points by kind.
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
pub struct PointsByKind {
	/// For emissions avoided.
	pub measured: Points,
	/// For claims of others verified.
	pub verified: Points,
	/// For what the community recognised.
	pub stewarded: Points,
}

impl PointsByKind {
	/// `points` of one kind.
	pub fn of(kind: ContributionKind, points: Points) -> Self {
		Self::from_fn(|other| if other == kind { points } else { 0 })
	}

	/// For each kind what `points` says.
	pub fn from_fn(points: impl Fn(ContributionKind) -> Points) -> Self {
		Self {
			measured: points(ContributionKind::Measured),
			verified: points(ContributionKind::Verified),
			stewarded: points(ContributionKind::Stewarded),
		}
	}

	/// The points of one kind.
	pub fn get(&self, kind: ContributionKind) -> Points {
		match kind {
			ContributionKind::Measured => self.measured,
			ContributionKind::Verified => self.verified,
			ContributionKind::Stewarded => self.stewarded,
		}
	}

	/// These points and `more`, each kind for itself.
	pub fn saturating_add(&self, more: &Self) -> Self {
		Self::from_fn(|kind| self.get(kind).saturating_add(more.get(kind)))
	}

	/// The points of all kinds.
	pub fn total(&self) -> Points {
		self.measured
			.saturating_add(self.verified)
			.saturating_add(self.stewarded)
	}

	/// Whether there are none.
	pub fn is_zero(&self) -> bool {
		*self == Self::default()
	}
}

/// What a person earned, as far back as it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct History {
	/// By avoided emissions.
	pub measured: Ring,
	/// By verifying.
	pub verified: Ring,
	/// By what the community recognised.
	pub stewarded: Ring,
}

impl History {
	/// What was earned by one kind.
	pub fn ring(&self, kind: ContributionKind) -> &Ring {
		match kind {
			ContributionKind::Measured => &self.measured,
			ContributionKind::Verified => &self.verified,
			ContributionKind::Stewarded => &self.stewarded,
		}
	}

	/// What was earned by one kind, to be added to.
	pub fn ring_mut(&mut self, kind: ContributionKind) -> &mut Ring {
		match kind {
			ContributionKind::Measured => &mut self.measured,
			ContributionKind::Verified => &mut self.verified,
			ContributionKind::Stewarded => &mut self.stewarded,
		}
	}
}

/// How contributions count, for everybody.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
	/// How many units of an award (mg CO2e) make a point. At least 1.
	pub units_per_point: u64,
	/// The points of each verifier of an awarded claim.
	pub points_per_claim: Points,
	/// The most points a person earns of one kind in one period. At most [`MAX_CAP`].
	pub cap: Points,
	/// How points weigh in votes.
	pub rule: WeightRule,
}

impl Default for Policy {
	/// A point is a gram of CO2e, so that hardly anything is lost to rounding when it is shared
	/// out. A verified claim counts as much as 10 kg, and of each kind 200 kg a month count. Who
	/// earns as much for years, of one kind, comes to 23 caps, which weigh just 10.
	fn default() -> Self {
		Self {
			units_per_point: 1_000,
			points_per_claim: 10_000,
			cap: 200_000,
			rule: WeightRule {
				scale: 50_000,
				cap: 10,
			},
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn points_are_kept_apart_by_kind() {
		let points = PointsByKind {
			measured: 1,
			verified: 20,
			stewarded: 300,
		};
		assert_eq!(PointsByKind::from_fn(|kind| points.get(kind)), points);
		assert_eq!(points.total(), 321);
		assert_eq!(points.saturating_add(&points).total(), 642);
		for kind in ContributionKind::ALL {
			let one = PointsByKind::of(kind, 7);
			assert_eq!((one.get(kind), one.total()), (7, 7));
			assert!(!one.is_zero());
			// A history and a sum agree on what a kind is.
			let mut history = History::default();
			history.ring_mut(kind).earn(5, 7, MAX_CAP);
			assert_eq!(
				PointsByKind::from_fn(|kind| history.ring(kind).points_before(6)),
				one
			);
		}
		assert!(PointsByKind::of(ContributionKind::Measured, 0).is_zero());
		let most = PointsByKind::from_fn(|_| Points::MAX);
		assert_eq!(most.saturating_add(&most), most);
		assert_eq!(most.total(), Points::MAX);
	}

	/// What the default policy's documentation says.
	#[test]
	fn who_earns_the_cap_for_years_weighs_just_the_most() {
		let Policy { cap, rule, .. } = Policy::default();
		let mut ring = Ring::default();
		for period in 0..1_000 {
			ring.earn(period, cap, cap);
		}
		let points = ring.points_before(1_000);
		assert!((22 * cap..=23 * cap).contains(&points));
		assert_eq!(rule.weight(points), rule.cap);
		assert_eq!(rule.weight(points / 2), 7);
	}
}
