//! What members gave to the city, and how that weighs in its votes.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

use crate::{MemberId, Moment};

/// What a contribution counts in. Never transferable, never bought.
pub type Points = u64;

/// What a contribution was.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ContributionKind {
	/// Emissions avoided, as claims were awarded for them.
	#[codec(index = 0)]
	Measured,
	/// Claims of others verified.
	#[codec(index = 1)]
	Verified,
	/// Anything else the community recognises.
	#[codec(index = 2)]
	Stewarded,
}

impl ContributionKind {
	/// Every kind, in the order of their indices.
	pub const ALL: [Self; 3] = [Self::Measured, Self::Verified, Self::Stewarded];
}

/// How a person's vote weighs. Frozen into a referendum when it is submitted.
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WeightRule {
	/// The points that make the second unit of weight. At least 1.
	pub scale: Points,
	/// The most a vote weighs. At least 1, at most [`WeightRule::MAX_CAP`].
	pub cap: u32,
}

impl WeightRule {
	/// Everybody weighs the same.
	pub const EQUAL: Self = Self { scale: 1, cap: 1 };

	/// The most any rule may let a vote weigh. So that no person decides for a crowd, and that the
	/// votes of 42 million fit into the 32 bits a tally counts in: one that did not fit could not be
	/// cast.
	pub const MAX_CAP: u32 = 100;

	/// Whether a vote can be weighed by it.
	pub fn is_valid(&self) -> bool {
		self.scale > 0 && (1..=Self::MAX_CAP).contains(&self.cap)
	}

	/// What the vote of a person with `points` weighs: `min(cap, 1 + isqrt(points / scale))`.
	pub fn weight(&self, points: Points) -> u32 {
		// A rule that is not valid weighs everybody the same; it divides by nothing.
		let root = points.checked_div(self.scale).map_or(0, Points::isqrt);
		u32::try_from(root)
			.unwrap_or(u32::MAX)
			.saturating_add(1)
			.min(self.cap.max(1))
	}
}

/// The moment a referendum counts at: what is frozen when it is submitted.
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Snapshot {
	/// When it was submitted.
	pub at: Moment,
	/// How many citizens were enrolled.
	pub citizens: u32,
	/// The number the next member would get: who has a lower one was enrolled before.
	pub next_member: MemberId,
	/// How votes weigh.
	pub rule: WeightRule,
}

/// What members contributed.
pub trait Standing {
	/// How votes weigh.
	fn rule() -> WeightRule;
	/// The points of all kinds of `member` from periods that had ended at `at`, decayed to then.
	/// Exact for moments up to one half-life ago; before that it may be too low, never too high.
	fn points_at(member: MemberId, at: Moment) -> Points;
	/// Give `member` points in every period that is still told apart, as far as the clock allows.
	#[cfg(feature = "runtime-benchmarks")]
	fn grant(member: MemberId, points: Points);
}

/// Nobody contributed anything.
impl Standing for () {
	fn rule() -> WeightRule {
		WeightRule::EQUAL
	}
	fn points_at(_: MemberId, _: Moment) -> Points {
		0
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn grant(_: MemberId, _: Points) {}
}

/// Who may vote, as numbers.
pub trait Electorate {
	/// How many citizens are enrolled: not removed, expired ones included.
	fn citizens() -> u32;
	/// The number of the next member. Numbers are given in order and never again, so who has a
	/// lower one was enrolled before.
	fn next_member() -> MemberId;
	/// Whether `member`, if its number was given by then, was active through the whole second `at`,
	/// which is not in the future: neither removed nor expired. Who was away for a part of that second
	/// was not. May be wrong for moments longer ago than absences are remembered.
	fn was_active(member: MemberId, at: Moment) -> bool;
	/// Let `member` have been away as often as is remembered, and never when it matters.
	#[cfg(feature = "runtime-benchmarks")]
	fn leave_and_return(member: MemberId);
}

/// Nobody may vote.
impl Electorate for () {
	fn citizens() -> u32 {
		0
	}
	fn next_member() -> MemberId {
		0
	}
	fn was_active(_: MemberId, _: Moment) -> bool {
		false
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn leave_and_return(_: MemberId) {}
}

/// The persons behind members that are not persons themselves.
pub trait Collectives {
	/// The members that stand behind `member`: who belongs to a collective, and whom a verifier is
	/// tied to. In ascending order, without duplicates, bounded by the register. Nobody for others.
	fn people(member: MemberId) -> Vec<MemberId>;
	/// Whether `person` stands behind `member`.
	fn belongs(member: MemberId, person: MemberId) -> bool {
		Self::people(member).binary_search(&person).is_ok()
	}
	/// Let as many of `people` as the register allows belong to `collective`.
	#[cfg(feature = "runtime-benchmarks")]
	fn gather(collective: MemberId, people: &[MemberId]);
}

/// Nobody stands behind anybody.
impl Collectives for () {
	fn people(_: MemberId) -> Vec<MemberId> {
		Vec::new()
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn gather(_: MemberId, _: &[MemberId]) {}
}

#[cfg(test)]
mod tests {
	use proptest::prelude::*;

	use super::*;

	#[test]
	fn kinds_are_listed_in_the_order_of_their_indices() {
		for (index, kind) in (0u8..).zip(ContributionKind::ALL) {
			assert_eq!(kind.encode(), [index]);
		}
		assert!(
			ContributionKind::decode(&mut &[3u8][..]).is_err(),
			"there are no others"
		);
	}

	#[test]
	fn weight_grows_with_the_root_of_the_points() {
		let rule = WeightRule {
			scale: 100,
			cap: 10,
		};
		for (points, weight) in [
			(0, 1),
			(99, 1),
			(100, 2),
			(399, 2),
			(400, 3),
			(8_099, 9),
			(8_100, 10),
			(Points::MAX, 10),
		] {
			assert_eq!(rule.weight(points), weight, "{points} points");
		}
	}

	#[test]
	fn without_bounds_weight_neither_overflows_nor_stops() {
		let rule = WeightRule {
			scale: 1,
			cap: u32::MAX,
		};
		// isqrt(2^64 - 1) = 2^32 - 1.
		assert_eq!(rule.weight(Points::MAX), u32::MAX);
		assert_eq!(rule.weight(1 << 62), (1 << 31) + 1);
	}

	/// The tally of the most citizens any city has, all of whom weigh the most.
	#[test]
	fn the_votes_of_the_largest_city_fit_into_a_tally() {
		assert!(WeightRule::MAX_CAP.checked_mul(40_000_000).is_some());
	}

	#[test]
	fn a_rule_that_is_not_valid_weighs_everybody_the_same() {
		let no_scale = WeightRule { scale: 0, cap: 10 };
		let no_cap = WeightRule { scale: 1, cap: 0 };
		assert!(!no_scale.is_valid() && !no_cap.is_valid());
		let most = WeightRule {
			scale: 1,
			cap: WeightRule::MAX_CAP,
		};
		let more = WeightRule {
			cap: most.cap + 1,
			..most
		};
		assert!(most.is_valid() && !more.is_valid());
		assert!(WeightRule::EQUAL.is_valid());
		assert_eq!(no_scale.weight(Points::MAX), 1);
		assert_eq!(no_cap.weight(Points::MAX), 1);
	}

	proptest! {
		#[test]
		fn weight_is_at_least_one_and_at_most_the_cap(
			points: Points, scale in 1..=Points::MAX, cap in 1..=u32::MAX,
		) {
			let weight = WeightRule { scale, cap }.weight(points);
			prop_assert!((1..=cap).contains(&weight));
		}

		#[test]
		fn weight_never_falls_with_more_points(
			one: Points, other: Points, scale in 1..=Points::MAX, cap in 1..=u32::MAX,
		) {
			let rule = WeightRule { scale, cap };
			prop_assert!(rule.weight(one.min(other)) <= rule.weight(one.max(other)));
		}

		/// Below the cap, `weight - 1` is the whole root of the scaled points.
		#[test]
		fn weight_is_the_whole_root(points: Points, scale in 1..=Points::MAX) {
			let weight = WeightRule { scale, cap: u32::MAX }.weight(points);
			prop_assume!(weight < u32::MAX);
			let (root, scaled) = (u128::from(weight) - 1, u128::from(points / scale));
			prop_assert!(root * root <= scaled && scaled < (root + 1) * (root + 1));
		}
	}
}
