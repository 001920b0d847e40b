//! What an owner does: ask for money, and take it back.

use civic_primitives::{credit, debit, Balance, Membership};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{
		fungible::{InspectHold, MutateHold},
		tokens::Precision,
	},
};
use sp_core::H256;
use sp_runtime::ArithmeticError;

use crate::{
	arithmetic::quote as worth, Config, Error, Event, HoldReason, NextRedemptionId, Owned,
	OwnedCounts, Pallet, Redemption, RedemptionId, RedemptionOf, Redemptions, Reserves, Status,
	Usage, Used, WindowId, Windows,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_redeem(
		account: T::AccountId,
		window_id: WindowId,
		amount: Balance,
		payee: H256,
	) -> DispatchResult {
		let (owner, kind) = T::Members::active(&account).ok_or(Error::<T>::NotMember)?;
		let at = Self::moment();
		let mut window = Windows::<T>::get(window_id).ok_or(Error::<T>::UnknownWindow)?;
		let currency = window.currency;
		let offer = &window.terms;
		Self::ensure_open(&window, at)?;
		let terms = Self::terms_of(currency)?;
		let mut reserve = Reserves::<T>::get(currency);
		Self::ensure_redeemable(&reserve, &terms, at)?;
		ensure!(
			offer.smallest <= amount && amount <= offer.largest,
			Error::<T>::AmountOutsideWindow
		);

		let limit = offer.limit(kind).ok_or(Error::<T>::KindExcluded)?;
		let period = offer.period_at(at);
		let used = Some(Usage::<T>::get(window_id, owner)).filter(|used| used.period == period);
		let used = used
			.map_or(0, |used| used.amount)
			.checked_add(amount)
			.filter(|used| *used <= limit)
			.ok_or(Error::<T>::LimitReached)?;

		let quote = worth(amount, offer.rate).ok_or(Error::<T>::BudgetUsedUp)?;
		ensure!(quote <= window.rest(at), Error::<T>::BudgetUsedUp);
		let liability = reserve.liability().checked_add(quote);
		ensure!(
			liability.is_some_and(|liability| liability <= reserve.available()),
			Error::<T>::ReserveTooLow
		);
		let reason = HoldReason::Redemption.into();
		ensure!(
			T::Token::can_hold(&reason, &account, amount),
			Error::<T>::BalanceTooLow
		);

		T::Token::hold(&reason, &account, amount)?;
		credit(&mut reserve.open, quote)?;
		Reserves::<T>::insert(currency, reserve);
		credit(&mut window.taken, quote)?;
		Windows::<T>::insert(window_id, window);
		Usage::<T>::insert(
			window_id,
			owner,
			Used {
				period,
				amount: used,
			},
		);

		let id = NextRedemptionId::<T>::get();
		NextRedemptionId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let place = OwnedCounts::<T>::get(owner);
		OwnedCounts::<T>::insert(
			owner,
			place.checked_add(1).ok_or(ArithmeticError::Overflow)?,
		);
		Owned::<T>::insert(owner, place, id);
		let expires = at.saturating_add(terms.payment_term);
		Self::enqueue(
			id,
			Redemption {
				currency,
				window: window_id,
				period,
				owner,
				account: account.clone(),
				amount,
				quote,
				payee,
				at,
				expires,
				status: Status::Open,
				previous: None,
				next: None,
			},
		);
		Self::deposit_event(Event::Redeemed {
			redemption: id,
			window: window_id,
			owner,
			account,
			amount,
			currency,
			quote,
			payee,
			expires,
		});
		Ok(())
	}

	pub(crate) fn do_cancel(who: &T::AccountId, id: RedemptionId) -> DispatchResult {
		let redemption = Redemptions::<T>::get(id).ok_or(Error::<T>::UnknownRedemption)?;
		let owns = redemption.account == *who || T::Members::id_of(who) == Some(redemption.owner);
		ensure!(owns, Error::<T>::NotOwner);
		ensure!(redemption.status == Status::Open, Error::<T>::NotOpen);
		let released = redemption.amount;
		let at = Self::moment();
		Self::end_unpaid(id, redemption, Status::Cancelled { at })?;
		Self::deposit_event(Event::Cancelled {
			redemption: id,
			released,
		});
		Ok(())
	}

	pub(crate) fn do_release(id: RedemptionId) -> DispatchResult {
		let redemption = Redemptions::<T>::get(id).ok_or(Error::<T>::UnknownRedemption)?;
		ensure!(redemption.status == Status::Open, Error::<T>::NotOpen);
		let at = Self::moment();
		ensure!(at >= redemption.expires, Error::<T>::NotExpired);
		let released = redemption.amount;
		Self::end_unpaid(id, redemption, Status::Expired { at })?;
		Self::deposit_event(Event::Expired {
			redemption: id,
			released,
		});
		Ok(())
	}

	/// End `redemption`, which waits or is being paid, without money: everything that it took is given
	/// back.
	pub(crate) fn end_unpaid(
		id: RedemptionId,
		mut redemption: RedemptionOf<T>,
		status: Status,
	) -> DispatchResult {
		let mut reserve = Reserves::<T>::get(redemption.currency);
		match redemption.status {
			Status::Open => {
				debit(&mut reserve.open, redemption.quote)?;
				Self::dequeue(&mut redemption);
			},
			Status::Paying { due, .. } => debit(&mut reserve.due, due)?,
			Status::Settled { .. }
			| Status::Rejected { .. }
			| Status::Cancelled { .. }
			| Status::Expired { .. } => return Err(Error::<T>::AlreadyEnded.into()),
		}
		Reserves::<T>::insert(redemption.currency, reserve);
		Self::give_back(&redemption, redemption.quote, redemption.amount)?;
		T::Token::release(
			&HoldReason::Redemption.into(),
			&redemption.account,
			redemption.amount,
			Precision::Exact,
		)?;
		redemption.status = status;
		Redemptions::<T>::insert(id, redemption);
		Ok(())
	}
}
