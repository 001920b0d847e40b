//! Which time at which premises is claimed.
//!
//! Live claims on one end use of a place never overlap, so they have the same order by their ends
//! as by their beginnings. The store keeps them by their ends; of all of them only the first to
//! end after `from` can share a second with a period that begins at `from`. Finding it is one
//! step in the store's ordered keys: O(log n) in what is stored (ADR 0011).

use crate::{Claim, Config, Occupied, Pallet, Source, Timeline};
use civic_primitives::{ClaimId, EndUse, Moment, Period};
use sp_core::H256;

impl<T: Config> Pallet<T> {
	/// A live claim that shares a second of `period` on the same benefit.
	pub(crate) fn overlapping(place: H256, end_use: EndUse, period: &Period) -> Option<ClaimId> {
		if period.seconds() == 0 {
			return None;
		}
		end_use.conflicting().iter().find_map(|use_| {
			Self::first_to_end_after(place, *use_, period.from)
				.filter(|(_, occupied)| occupied.from < period.until)
				.map(|(_, occupied)| occupied.claim)
		})
	}

	/// The live claim of `end_use` that is the first to end after `moment`, with its end.
	pub(crate) fn first_to_end_after(
		place: H256,
		end_use: EndUse,
		moment: Moment,
	) -> Option<(Moment, Occupied)> {
		let premises = (place, end_use);
		let after = Timeline::<T>::hashed_key_for(premises, moment.to_be_bytes());
		Timeline::<T>::iter_prefix_from(premises, after)
			.next()
			.map(|(until, occupied)| (Moment::from_be_bytes(until), occupied))
	}

	/// `id` takes its period.
	pub(crate) fn occupy(id: ClaimId, source: &Source, period: &Period) {
		Timeline::<T>::insert(
			(source.place, source.end_use),
			period.until.to_be_bytes(),
			Occupied {
				from: period.from,
				claim: id,
			},
		);
	}

	/// `claim` gives its period back.
	pub(crate) fn vacate(source: &Source, claim: &Claim) {
		Timeline::<T>::remove(
			(source.place, source.end_use),
			claim.measurement.period.until.to_be_bytes(),
		);
	}
}
