//! Offers to redeem: within the terms of the currency and what is left of its reserve.

use civic_primitives::{debit, Balance, Mandate, Mandates, Moment};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_runtime::ArithmeticError;

use crate::{
	arithmetic::quote, Config, Currency, Error, Event, Money, NextWindowId, OpenWindows, Pallet,
	RedemptionOf, Reserve, Reserves, Terms, Usage, Window, WindowId, WindowTerms, Windows,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_window(currency: Currency, offer: WindowTerms) -> DispatchResult {
		let terms = Self::terms_of(currency)?;
		let now = Self::moment();
		let reserve = Reserves::<T>::get(currency);
		Self::ensure_redeemable(&reserve, &terms, now)?;
		Self::ensure_fits(&offer, &terms, now)?;
		let committed = reserve
			.liability()
			.saturating_add(Self::promised(currency, now));
		let uncommitted = reserve.available().saturating_sub(committed);
		ensure!(offer.budget <= uncommitted, Error::<T>::ReserveTooLow);

		let id = NextWindowId::<T>::get();
		NextWindowId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		OpenWindows::<T>::try_mutate(currency, |open| {
			open.retain(|id| !Self::close_if_over(*id, now));
			open.try_push(id).map_err(|_| Error::<T>::TooManyWindows)
		})?;
		Windows::<T>::insert(
			id,
			Window {
				currency,
				terms: offer.clone(),
				taken: 0,
				closed: None,
			},
		);
		Self::deposit_event(Event::WindowOpened {
			window: id,
			currency,
			terms: offer,
		});
		Ok(())
	}

	pub(crate) fn do_close_window(who: &T::AccountId, id: WindowId) -> DispatchResult {
		let now = Self::moment();
		let window = Windows::<T>::get(id).ok_or(Error::<T>::UnknownWindow)?;
		ensure!(window.closed.is_none(), Error::<T>::WindowOver);
		ensure!(
			now >= window.terms.until || T::Mandates::holds(who, Mandate::Treasurer),
			Error::<T>::NotTreasurer
		);
		OpenWindows::<T>::mutate(window.currency, |open| open.retain(|other| *other != id));
		Self::close(id, window, now);
		Ok(())
	}

	/// Whether `window` is open at `now`.
	pub(crate) fn ensure_open(window: &Window, now: Moment) -> Result<(), Error<T>> {
		ensure!(
			window.closed.is_none() && now < window.terms.until,
			Error::<T>::WindowOver
		);
		ensure!(window.terms.from <= now, Error::<T>::WindowNotBegun);
		Ok(())
	}

	/// Whether new windows and redemptions may begin.
	pub(crate) fn ensure_redeemable(
		reserve: &Reserve,
		terms: &Terms,
		now: Moment,
	) -> Result<(), Error<T>> {
		ensure!(reserve.short.is_none(), Error::<T>::ReserveShort);
		ensure!(reserve.is_fresh(terms, now), Error::<T>::ReserveStale);
		Ok(())
	}

	fn ensure_fits(offer: &WindowTerms, terms: &Terms, now: Moment) -> Result<(), Error<T>> {
		let WindowTerms {
			rate,
			budget,
			from,
			until,
			smallest,
			largest,
			period,
			ref limits,
		} = *offer;
		ensure!(
			terms.min_rate <= rate && rate <= terms.max_rate,
			Error::<T>::RateOutsideTerms
		);
		ensure!(
			0 < budget && budget <= terms.max_window_budget,
			Error::<T>::BudgetOutsideTerms
		);
		ensure!(
			from < until
				&& now < until
				&& until.saturating_sub(from) <= terms.max_window
				&& from <= now.saturating_add(terms.max_window),
			Error::<T>::TimesOutsideTerms
		);
		let named_twice = limits.iter().enumerate().any(|(place, (kind, _))| {
			let after = place.saturating_add(1);
			limits.iter().skip(after).any(|(other, _)| other == kind)
		});
		ensure!(
			0 < smallest
				&& smallest <= largest
				&& 0 < period
				&& !limits.is_empty()
				&& !named_twice
				&& limits.iter().all(|(_, limit)| smallest <= *limit),
			Error::<T>::LimitsContradict
		);
		ensure!(quote(smallest, rate) != Some(0), Error::<T>::WorthNothing);
		Ok(())
	}

	fn close_if_over(id: WindowId, now: Moment) -> bool {
		let over = Windows::<T>::get(id).filter(|window| now >= window.terms.until);
		let is_over = over.is_some();
		if let Some(window) = over {
			Self::close(id, window, now);
		}
		is_over
	}

	fn close(id: WindowId, mut window: Window, now: Moment) {
		let rest = window.terms.budget.saturating_sub(window.taken);
		window.closed = Some(now);
		Windows::<T>::insert(id, window);
		Self::deposit_event(Event::WindowClosed { window: id, rest });
	}

	/// Give `money` back to the budget and `amount` to the limit that `redemption` took them from. A period
	/// that is past has nothing to be given back to.
	pub(crate) fn give_back(
		redemption: &RedemptionOf<T>,
		money: Money,
		amount: Balance,
	) -> DispatchResult {
		Windows::<T>::try_mutate_exists(redemption.window, |window| {
			let window = window.as_mut().ok_or(Error::<T>::UnknownWindow)?;
			debit(&mut window.taken, money).map_err(sp_runtime::DispatchError::from)
		})?;
		Usage::<T>::try_mutate(redemption.window, redemption.owner, |used| {
			if used.period == redemption.period {
				debit(&mut used.amount, amount)?;
			}
			Ok(())
		})
	}
}
