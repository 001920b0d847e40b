//! What votes read.

use civic_primitives::{MemberId, Moment, Points, Standing, WeightRule};

use crate::{Config, CurrentPolicy, Pallet};

impl<T: Config> Standing for Pallet<T> {
	fn rule() -> WeightRule {
		CurrentPolicy::<T>::get().rule
	}

	fn points_at(member: MemberId, at: Moment) -> Points {
		Self::points_before(member, Self::period_of(at)).total()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn grant(member: MemberId, points: Points) {
		use civic_primitives::ContributionKind;

		use crate::{ring::HALF_LIFE, HighestCap, Histories, MAX_CAP};

		let points = points.min(MAX_CAP);
		let now = Self::period();
		Histories::<T>::mutate(member, |history| {
			for kind in ContributionKind::ALL {
				// Two rounds: every slot gets both of its records.
				for back in (1..=HALF_LIFE.saturating_mul(2)).rev() {
					if let Some(period) = now.checked_sub(back) {
						history.ring_mut(kind).earn(period, points, points);
					}
				}
			}
		});
		HighestCap::<T>::mutate(|highest| *highest = points.max(*highest));
	}
}
