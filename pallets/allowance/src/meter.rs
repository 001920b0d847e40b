//! The arithmetic of an allowance, exact in integers. ADR 0007.

use civic_primitives::{Balance, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What a member has used and what was not refilled yet.
///
/// Counted in parts of an allowance unit, as many to the unit as there are seconds in a refill
/// period: then a second refills exactly `capacity` parts, and nothing is lost however often the
/// meter is read.
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
pub struct Meter {
	/// Parts of a unit that are used up.
	used: Balance,
	/// The second to which `used` applies.
	as_of: Moment,
}

impl Meter {
	/// The second to which it applies.
	pub fn as_of(&self) -> Moment {
		self.as_of
	}

	/// As it stands at `now`. Never more is used up than an empty allowance lacks, so that a
	/// lowered capacity leaves nobody waiting longer than a refill period.
	#[must_use]
	pub fn at(self, now: Moment, capacity: Balance, period: Moment) -> Self {
		let elapsed = now.saturating_sub(self.as_of);
		let refilled = capacity.saturating_mul(elapsed.into());
		let most = capacity.saturating_mul(period.into());
		let used = self.used.min(most).saturating_sub(refilled);
		Self {
			used,
			as_of: self.as_of.max(now),
		}
	}

	/// Whole units that may be used at once.
	pub fn left(&self, capacity: Balance, period: Moment) -> Balance {
		let most = capacity.saturating_mul(period.into());
		most.saturating_sub(self.used)
			.checked_div(period.into())
			.unwrap_or_default()
	}

	/// When everything is refilled, if nothing is used until then.
	pub fn full_at(&self, capacity: Balance) -> Moment {
		self.refilled_to(0, capacity)
	}

	/// When `cost` may be used at once, if nothing is used until then; never, if it is more than
	/// the capacity.
	pub fn affordable_at(
		&self,
		cost: Balance,
		capacity: Balance,
		period: Moment,
	) -> Option<Moment> {
		let room = capacity.checked_sub(cost)?.saturating_mul(period.into());
		Some(self.refilled_to(room, capacity))
	}

	/// The meter after `cost` was used, if so much is left.
	#[must_use]
	pub fn charge(self, cost: Balance, capacity: Balance, period: Moment) -> Option<Self> {
		let most = capacity.saturating_mul(period.into());
		let used = self.used.checked_add(cost.checked_mul(period.into())?)?;
		(used <= most).then_some(Self { used, ..self })
	}

	/// The meter after `unused` of what was charged is given back.
	#[must_use]
	pub fn refund(self, unused: Balance, period: Moment) -> Self {
		let parts = unused.saturating_mul(period.into());
		Self {
			used: self.used.saturating_sub(parts),
			..self
		}
	}

	/// The first second at which no more than `used` parts are used up.
	fn refilled_to(&self, used: Balance, capacity: Balance) -> Moment {
		let missing = self.used.saturating_sub(used);
		let seconds = match capacity {
			0 => Balance::from(missing > 0).saturating_mul(Moment::MAX.into()),
			_ => missing.div_ceil(capacity),
		};
		self.as_of
			.saturating_add(seconds.try_into().unwrap_or(Moment::MAX))
	}
}
