//! Claims: submitted, and settled or void in the end.

use crate::{
	Claim, Claims, ClaimsOf, Config, Error, Event, Measurement, NextClaim, Pallet, Panel, Panels,
	Readings, RegistryEntries, Round, Source, Sources, Status, VoidCause, WeightInfo, PAGE,
};
use alloc::vec::Vec;
use civic_primitives::{
	ClaimId, EndUse, MemberId, Methods, Moment, OnSettled, SettledClaim, SourceId, Terms,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get, Weight},
};
use sp_runtime::{ArithmeticError, DispatchError};

/// Nameplates are per hour.
const HOUR: u128 = 3_600;

impl<T: Config> Pallet<T> {
	/// Returns what the source's energy or work is used for.
	pub(crate) fn do_submit(
		owner: MemberId,
		source_id: SourceId,
		measurement: Measurement,
	) -> Result<EndUse, DispatchError> {
		let mut source = Self::source_of(source_id)?;
		let end_use = source.end_use;
		let now = Self::now();
		ensure!(source.owner == owner, Error::<T>::NotOwner);
		Self::ensure_claimable(&source, &measurement, now)?;

		let id = NextClaim::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Ok::<_, DispatchError>(id)
		})?;
		Self::occupy(id, &source, &measurement.period);
		Readings::<T>::insert(measurement.readings, id);
		if let Some(entry) = measurement.registry {
			RegistryEntries::<T>::insert(entry, id);
		}
		source.last_submission = Some(now);
		Sources::<T>::insert(source_id, source);
		ClaimsOf::<T>::insert(source_id, id.to_be_bytes(), ());
		Self::enter(
			id,
			&Claim {
				source: source_id,
				owner,
				measurement: measurement.clone(),
				submitted_at: now,
				status: Status::Submitted,
				verdict: None,
			},
		);
		let ticket = Self::enqueue(id, Round::First)?;
		Panels::<T>::insert(
			id,
			Round::First,
			Panel {
				ticket: Some(ticket),
				..Panel::default()
			},
		);
		Self::deposit_event(Event::ClaimSubmitted {
			claim: id,
			source: source_id,
			owner,
			measurement,
		});
		Ok(end_use)
	}

	/// What a submission costs whose source serves `end_use`: each use that it conflicts with is one step
	/// and one value in the timeline.
	pub(crate) fn weight_of_submission(end_use: EndUse) -> Weight {
		let asked = |end_use: EndUse| end_use.conflicting().len() as u64;
		let not_asked = asked(EndUse::WholeBuilding).saturating_sub(asked(end_use));
		let not_read = T::DbWeight::get().reads(not_asked.saturating_mul(2));
		T::WeightInfo::submit().saturating_sub(not_read)
	}

	/// Whether `measurement` may be claimed for `source`: cheapest questions first.
	fn ensure_claimable(
		source: &Source,
		measurement: &Measurement,
		now: Moment,
	) -> Result<(), Error<T>> {
		let Measurement {
			methodology,
			period,
			quantity,
			readings,
			registry,
			..
		} = measurement;

		ensure!(
			source.decommissioned_at.is_none(),
			Error::<T>::Decommissioned
		);
		let commissioned = source.commissioned.ok_or(Error::<T>::NotCommissioned)?;

		let terms = T::Methods::terms(*methodology).ok_or(Error::<T>::MethodologyNotFound)?;
		ensure!(
			T::Methods::family(*methodology) == Some(source.family)
				&& terms.end_use == source.end_use,
			Error::<T>::WrongFamily
		);
		ensure!(
			T::Methods::is_open(*methodology),
			Error::<T>::MethodologyNotOpen
		);

		ensure!(period.from < period.until, Error::<T>::PeriodEmpty);
		ensure!(period.until <= now, Error::<T>::PeriodInFuture);
		ensure!(
			period.seconds() <= terms.longest_period,
			Error::<T>::PeriodTooLong
		);
		ensure!(
			period.from >= commissioned.since,
			Error::<T>::PeriodBeforeCommissioning
		);
		let since_last = source.last_submission.map(|last| now.saturating_sub(last));
		ensure!(
			since_last.is_none_or(|seconds| seconds >= terms.claim_interval),
			Error::<T>::TooSoon
		);

		ensure!(*quantity > 0, Error::<T>::ZeroQuantity);
		// quantity ≤ nameplate × seconds ÷ 3600, without the division and what it rounds off.
		let done = u128::from(*quantity).saturating_mul(HOUR);
		let possible = u128::from(source.nameplate).saturating_mul(period.seconds().into());
		ensure!(done <= possible, Error::<T>::NameplateExceeded);

		ensure!(
			!Readings::<T>::contains_key(readings),
			Error::<T>::ReadingsUsed
		);
		let used = |entry| RegistryEntries::<T>::contains_key(entry);
		ensure!(!registry.is_some_and(used), Error::<T>::RegistryEntryUsed);
		ensure!(
			Self::overlapping(source.place, source.end_use, period).is_none(),
			Error::<T>::PeriodOverlaps
		);
		Ok(())
	}

	pub(crate) fn do_settle(id: ClaimId) -> DispatchResult {
		let mut claim = Self::claim_of(id)?;
		let Status::Verified { until } = claim.status else {
			return Err(Error::<T>::NotVerified.into());
		};
		ensure!(Self::now() >= until, Error::<T>::WindowOpen);
		let verdict = claim.verdict.clone().ok_or(Error::<T>::NotVerified)?;

		// Settled before the award is made: no path leads back to `Verified`.
		Self::advance(id, &mut claim, Status::Settled);
		let settlement = T::OnSettled::on_settled(SettledClaim {
			claim: id,
			owner: claim.owner,
			methodology: claim.measurement.methodology,
			period: claim.measurement.period,
			quantity: verdict.quantity,
			uncertainty: verdict.uncertainty,
			verifiers: verdict.agreeing,
		})?;
		Self::deposit_event(Event::ClaimSettled {
			claim: id,
			settlement,
		});
		Ok(())
	}

	/// `claim` counts for nothing: what it held can be claimed again (ADR 0013).
	pub(crate) fn void(id: ClaimId, mut claim: Claim, cause: VoidCause) -> DispatchResult {
		Self::vacate(&Self::source_of(claim.source)?, &claim);
		Readings::<T>::remove(claim.measurement.readings);
		if let Some(entry) = claim.measurement.registry {
			RegistryEntries::<T>::remove(entry);
		}
		Self::advance(id, &mut claim, Status::Void(cause));
		Self::deposit_event(Event::ClaimVoided { claim: id, cause });
		Ok(())
	}

	/// The claim of this number, or the error that says there is none.
	pub(crate) fn claim_of(id: ClaimId) -> Result<Claim, Error<T>> {
		Claims::<T>::get(id).ok_or(Error::<T>::ClaimNotFound)
	}

	/// The terms by which `claim` is judged.
	pub(crate) fn terms_of(claim: &Claim) -> Result<Terms, Error<T>> {
		T::Methods::terms(claim.measurement.methodology).ok_or(Error::<T>::MethodologyNotFound)
	}

	pub(crate) fn page_of_claims(source: SourceId, from: ClaimId) -> Vec<(ClaimId, Claim)> {
		let first = ClaimsOf::<T>::contains_key(source, from.to_be_bytes()).then_some(from);
		let after = ClaimsOf::<T>::hashed_key_for(source, from.to_be_bytes());
		let rest = ClaimsOf::<T>::iter_key_prefix_from(source, after).map(ClaimId::from_be_bytes);
		first
			.into_iter()
			.chain(rest)
			.take(PAGE)
			.filter_map(|id| Claims::<T>::get(id).map(|claim| (id, claim)))
			.collect()
	}
}
