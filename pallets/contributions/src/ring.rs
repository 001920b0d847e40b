//! Points that halve, exactly, whenever and however often they are read.
//!
//! Time is cut into periods. What was earned in periods that are a whole number of half-lives apart
//! is kept in one slot: between two of its records lie only whole halvings, and
//! `floor(floor(x / 2) / 2) = floor(x / 4)`, so it makes no difference when they are carried out.

use civic_primitives::Points;
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// The number of a period, from 1970-01-01T00:00:00Z. Even periods of one second fit until 2106.
pub type PeriodIndex = u32;

/// The periods in a half-life.
pub const HALF_LIFE: PeriodIndex = 12;

/// What a slot held when a period was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
	/// The period.
	pub period: PeriodIndex,
	/// What was earned in it, and what was left then of what was earned before.
	pub points: Points,
}

impl Record {
	/// What is left of it in `period`, which is not before its own.
	fn left_in(&self, period: PeriodIndex) -> Points {
		let halvings = period
			.saturating_sub(self.period)
			.checked_div(HALF_LIFE)
			.unwrap_or_default();
		// 64 halvings and more leave nothing.
		self.points.checked_shr(halvings).unwrap_or_default()
	}

	fn slot(&self) -> PeriodIndex {
		slot_of(self.period)
	}
}

/// Which slot a period belongs to.
fn slot_of(period: PeriodIndex) -> PeriodIndex {
	period.checked_rem(HALF_LIFE).unwrap_or_default()
}

/// The last two records of periods that are whole half-lives apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Slot {
	/// The last one.
	pub last: Record,
	/// The one before it, at least one half-life older: with it the past can be read.
	pub before: Option<Record>,
}

impl Slot {
	/// What was earned in the period of the last record.
	pub fn earned_last(&self) -> Points {
		let left = self
			.before
			.map_or(0, |before| before.left_in(self.last.period));
		self.last.points.saturating_sub(left)
	}

	/// What `period` finds of the periods before it.
	fn points_before(&self, period: PeriodIndex) -> Points {
		if self.last.period < period {
			return self.last.left_in(period);
		}
		self.before
			.filter(|before| before.period < period)
			.map_or(0, |before| before.left_in(period))
	}
}

/// What was earned by one kind of contribution. Only slots that something was earned in are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Ring(pub BoundedVec<Slot, ConstU32<HALF_LIFE>>);

impl Ring {
	/// Earn `points` in `period`, at most `cap` in all of it; how many counted. Nothing counts in
	/// a period that lies before one in which something was earned in the same slot.
	pub fn earn(&mut self, period: PeriodIndex, points: Points, cap: Points) -> Points {
		let counted = points.min(cap.saturating_sub(self.earned_in(period)));
		let Some(slot) = self
			.0
			.iter_mut()
			.find(|slot| slot.last.slot() == slot_of(period))
		else {
			let last = Record {
				period,
				points: counted,
			};
			let stored = self.0.try_push(Slot { last, before: None });
			return stored.map_or(0, |()| counted);
		};
		if period < slot.last.period {
			return 0;
		}
		if period > slot.last.period {
			slot.before = Some(slot.last);
			slot.last = Record {
				period,
				points: slot.last.left_in(period),
			};
		}
		slot.last.points = slot.last.points.saturating_add(counted);
		counted
	}

	/// What was earned in `period`.
	pub fn earned_in(&self, period: PeriodIndex) -> Points {
		self.0
			.iter()
			.find(|slot| slot.last.period == period)
			.map_or(0, Slot::earned_last)
	}

	/// What `period` finds of the periods before it. Exact unless something was earned a whole
	/// half-life later; then what the records no longer tell is left out.
	pub fn points_before(&self, period: PeriodIndex) -> Points {
		self.0.iter().fold(0, |sum: Points, slot| {
			sum.saturating_add(slot.points_before(period))
		})
	}

	/// Whether every record is in a slot of its own, in order, and none lies after `now`.
	pub fn is_sound(&self, now: PeriodIndex) -> bool {
		self.0.iter().enumerate().all(|(index, slot)| {
			let alone = self
				.0
				.iter()
				.take(index)
				.all(|other| other.last.slot() != slot.last.slot());
			let ordered = slot.before.is_none_or(|before| {
				before.period < slot.last.period && before.slot() == slot.last.slot()
			});
			alone && ordered && slot.last.period <= now
		})
	}
}
