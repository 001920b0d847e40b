//! The stages of claims: who is where, and how many.

use crate::{
	Claim, Claims, ClaimsAt, Config, Counts, OpenSeats, Pallet, Panels, Stage, Status, PAGE,
};
use alloc::vec::Vec;
use civic_primitives::ClaimId;
use frame_support::traits::DefensiveSaturating;

impl<T: Config> Pallet<T> {
	/// Write a new claim down.
	pub(crate) fn enter(id: ClaimId, claim: &Claim) {
		let stage = claim.status.stage();
		ClaimsAt::<T>::insert(stage, id.to_be_bytes(), ());
		Counts::<T>::mutate(|counts| {
			let count = counts.at_mut(stage);
			*count = count.saturating_add(1);
		});
		Claims::<T>::insert(id, claim);
	}

	/// Take a claim to its next stage and write it down.
	pub(crate) fn advance(id: ClaimId, claim: &mut Claim, status: Status) {
		let stage = claim.status.stage();
		ClaimsAt::<T>::remove(stage, id.to_be_bytes());
		Counts::<T>::mutate(|counts| {
			let count = counts.at_mut(stage);
			*count = count.defensive_saturating_sub(1);
		});
		claim.status = status;
		Self::enter(id, claim);
	}

	pub(crate) fn page_at(stage: Stage, from: ClaimId) -> Vec<(ClaimId, Claim)> {
		let first = ClaimsAt::<T>::contains_key(stage, from.to_be_bytes()).then_some(from);
		let after = ClaimsAt::<T>::hashed_key_for(stage, from.to_be_bytes());
		let rest = ClaimsAt::<T>::iter_key_prefix_from(stage, after).map(ClaimId::from_be_bytes);
		first
			.into_iter()
			.chain(rest)
			.take(PAGE)
			.filter_map(|id| Claims::<T>::get(id).map(|claim| (id, claim)))
			.collect()
	}

	/// Walks the claims that are judged or in dispute: what is settled or void costs nothing. They are
	/// as many as verifiers have duties, and those beside that wait for a lot.
	pub(crate) fn count_open_seats() -> OpenSeats {
		let now = Self::now();
		let mut seats = OpenSeats::default();
		for stage in [Stage::Attesting, Stage::Challenged] {
			for id in ClaimsAt::<T>::iter_key_prefix(stage).map(ClaimId::from_be_bytes) {
				let panel = Claims::<T>::get(id)
					.and_then(|claim| claim.open_round())
					.and_then(|round| Panels::<T>::get(id, round));
				let Some(panel) = panel else { continue };
				let silent = panel
					.seats
					.iter()
					.filter(|seat| seat.answer.is_none())
					.count();
				let silent = u32::try_from(silent).unwrap_or(u32::MAX);
				seats.waiting = seats.waiting.saturating_add(silent);
				if now >= panel.deadline {
					seats.overdue = seats.overdue.saturating_add(silent);
				}
			}
		}
		seats
	}
}
