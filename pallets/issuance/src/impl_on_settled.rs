//! From a settled claim to an award.

use civic_primitives::{
	credit, debit, Award, Balance, MemberId, Membership, Methods, OnAwarded, OnSettled, Sector,
	SettledClaim, Settlement,
};
use frame_support::{
	ensure,
	traits::{fungible::Mutate, Get},
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	award::{amount, split},
	calendar::year_of,
	AwardRecord, Awards, Budgets, Config, Debts, DeferredAward, DeferredAwards, DeferredClaims,
	Error, Event, Pallet, Queues, Totals,
};

impl<T: Config> OnSettled for Pallet<T> {
	fn on_settled(claim: SettledClaim) -> Result<Settlement, DispatchError> {
		ensure!(
			!Awards::<T>::contains_key(claim.claim),
			Error::<T>::AlreadyAwarded
		);
		ensure!(
			!DeferredClaims::<T>::contains_key(claim.claim),
			Error::<T>::AlreadyDeferred
		);
		let terms = T::Methods::terms(claim.methodology).ok_or(Error::<T>::UnknownMethodology)?;
		let amount = amount(claim.quantity, claim.uncertainty, &terms);
		// Nobody overtakes those who wait; an award of nothing takes nothing from them.
		let served = amount == 0 || Queues::<T>::get(terms.sector).is_empty();
		if served && Self::fits(terms.sector, amount) {
			Self::do_award(claim, amount)?;
			Ok(Settlement::Awarded(amount))
		} else {
			Self::defer(terms.sector, claim, amount);
			Ok(Settlement::Deferred(amount))
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn fund(sector: Sector) {
		let budget = crate::Budget {
			inventory: Balance::MAX,
			ceiling: Balance::MAX,
			awarded: 0,
		};
		Budgets::<T>::insert(sector, Self::year(), budget);
	}
}

impl<T: Config> Pallet<T> {
	/// Award `amount` for `claim`: charge the budget, share it out, keep the record.
	pub(crate) fn do_award(claim: SettledClaim, amount: Balance) -> DispatchResult {
		let SettledClaim {
			claim,
			owner,
			methodology,
			verifiers,
			..
		} = claim;
		let terms = T::Methods::terms(methodology).ok_or(Error::<T>::UnknownMethodology)?;
		let (sector, at) = (terms.sector, Self::moment());
		let year = year_of(at);

		if amount > 0 {
			Budgets::<T>::try_mutate(sector, year, |budget| {
				let budget = budget.as_mut().ok_or(Error::<T>::BudgetUsedUp)?;
				ensure!(amount <= budget.remaining(), Error::<T>::BudgetUsedUp);
				credit(&mut budget.awarded, amount).map_err(DispatchError::from)
			})?;
		}
		let panel = u32::try_from(verifiers.len()).unwrap_or(u32::MAX);
		let parts = split(amount, &terms.shares, panel);
		let repaid = Self::repay(owner, parts.owner)?;
		let to_owner = parts.owner.saturating_sub(repaid);
		Self::mint(T::Members::account_of(owner), to_owner)?;
		Self::mint(None, parts.commons)?;
		for verifier in &verifiers {
			Self::mint(T::Members::account_of(*verifier), parts.each_verifier)?;
		}
		Totals::<T>::try_mutate(|ledger| {
			credit(&mut ledger.awarded, amount)?;
			credit(&mut ledger.buffer, parts.buffer)?;
			debit(&mut ledger.owed, repaid)?;
			credit(&mut ledger.reversed, repaid)
		})?;
		let record = AwardRecord {
			owner,
			methodology,
			sector,
			year,
			amount,
			reversed: 0,
			at,
		};
		Awards::<T>::insert(claim, record);
		Self::deposit_event(Event::Awarded {
			claim,
			methodology,
			sector,
			year,
			owner,
			amount,
			to_owner,
			repaid,
			to_commons: parts.commons,
			to_verifiers: parts.verifiers,
			to_buffer: parts.buffer,
		});
		T::OnAwarded::on_awarded(&Award {
			claim,
			methodology,
			owner,
			verifiers,
			amount,
			at,
		});
		Ok(())
	}

	/// Put `claim` at the end of the queue of `sector`.
	fn defer(sector: Sector, claim: SettledClaim, amount: Balance) {
		let number = claim.claim;
		let place = Queues::<T>::mutate(sector, |queue| {
			let place = queue.end;
			queue.end = place.saturating_add(1);
			place
		});
		DeferredClaims::<T>::insert(number, (sector, place));
		DeferredAwards::<T>::insert(sector, place, DeferredAward { claim, amount });
		Self::deposit_event(Event::Deferred {
			claim: number,
			sector,
			place,
			amount,
		});
	}

	/// Repay the debt of `owner` from its `part` of an award; what was repaid.
	fn repay(owner: MemberId, part: Balance) -> Result<Balance, DispatchError> {
		Debts::<T>::try_mutate_exists(owner, |debt| {
			let owed = debt.unwrap_or_default();
			let repaid = part.min(owed);
			*debt = owed.checked_sub(repaid).filter(|left| *left > 0);
			Ok(repaid)
		})
	}

	/// Mint `amount` for `who`. The part of a member without account falls to the commons: a
	/// claim never stays unsettled, and a queue never stops, because somebody is gone.
	fn mint(who: Option<T::AccountId>, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Token::mint_into(&who.unwrap_or_else(T::Commons::get), amount)?;
		}
		Ok(())
	}
}
