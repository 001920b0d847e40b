//! What is in the bank, as two agencies say, and what stands against it.

use civic_primitives::{credit, MemberId, Moment};
use frame_support::{
	dispatch::DispatchResult, ensure, storage::bounded_btree_map::BoundedBTreeMap, traits::Get,
};
use sp_core::H256;
use sp_runtime::{ArithmeticError, DispatchError};

use crate::{
	arithmetic::{earliest_day, latest_day},
	Attestation, Config, Currency, CurrencyTerms, Date, Error, Event, Fraction, Money, OpenWindows,
	Pallet, Payer, Pending, Receipt, Receipts, ReceivedTotals, Reference, References, Reserve,
	Reserves, SpentDays, Terms, Windows,
};

impl Reserve {
	/// What is left of the attested balance.
	pub fn available(&self) -> Money {
		self.attested
			.map_or(0, |attested| attested.balance.saturating_sub(self.spent))
	}

	/// What is owed: being paid, or waiting.
	pub fn liability(&self) -> Money {
		self.due.saturating_add(self.open)
	}

	/// Until when the attestation in force is fresh.
	pub fn fresh_until(&self, terms: &Terms) -> Option<Moment> {
		self.attested
			.map(|attested| attested.at.saturating_add(terms.attestation_validity))
	}

	/// Whether the attestation in force is fresh.
	pub fn is_fresh(&self, terms: &Terms, now: Moment) -> bool {
		self.fresh_until(terms).is_some_and(|until| now <= until)
	}

	/// The fraction that those who wait can be paid, if not all.
	fn shortage(&self) -> Option<Fraction> {
		(self.available() < self.liability()).then(|| Fraction {
			part: self.available().saturating_sub(self.due),
			whole: self.open,
		})
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_terms(currency: Currency, terms: Terms) -> DispatchResult {
		ensure!(currency.is_valid(), Error::<T>::NotACurrency);
		ensure!(terms.are_coherent(), Error::<T>::TermsContradict);
		ensure!(
			CurrencyTerms::<T>::contains_key(currency)
				|| CurrencyTerms::<T>::count() < T::MaxCurrencies::get(),
			Error::<T>::TooManyCurrencies
		);
		CurrencyTerms::<T>::insert(currency, terms);
		Self::deposit_event(Event::TermsSet { currency, terms });
		Ok(())
	}

	pub(crate) fn do_attest(
		by: MemberId,
		currency: Currency,
		balance: Money,
		as_of: Date,
		statement: H256,
	) -> DispatchResult {
		let terms = Self::terms_of(currency)?;
		let at = Self::moment();
		ensure!(as_of <= latest_day(at), Error::<T>::DateInFuture);
		// Attested again and again, an old statement would never be stale.
		ensure!(
			earliest_day(at.saturating_sub(terms.attestation_validity)) <= as_of,
			Error::<T>::StatementOutdated
		);
		let in_force = Reserves::<T>::get(currency).attested;
		ensure!(
			in_force.is_none_or(|attested| attested.as_of <= as_of),
			Error::<T>::StatementOutdated
		);
		Pending::<T>::insert(
			currency,
			Attestation {
				balance,
				as_of,
				statement,
				by,
				at,
			},
		);
		Self::deposit_event(Event::ReserveAttested {
			currency,
			balance,
			as_of,
			statement,
			by,
		});
		Ok(())
	}

	pub(crate) fn do_countersign(
		by: MemberId,
		currency: Currency,
		balance: Money,
		as_of: Date,
		statement: H256,
	) -> DispatchResult {
		let pending = Pending::<T>::take(currency).ok_or(Error::<T>::NothingAttested)?;
		let terms = Self::terms_of(currency)?;
		ensure!(pending.by != by, Error::<T>::SameAgency);
		ensure!(
			(pending.balance, pending.as_of, pending.statement) == (balance, as_of, statement),
			Error::<T>::AttestationDiffers
		);
		let at = Self::moment();
		// Kept back, an old attestation would make the reserve fresh whenever it is countersigned.
		ensure!(
			at <= pending.at.saturating_add(terms.attestation_validity),
			Error::<T>::StatementOutdated
		);

		let mut reserve = Reserves::<T>::get(currency);
		reserve.attested = Some(Attestation { at, ..pending });
		reserve.spent = Self::forget_spent(currency, as_of);
		Self::deposit_event(Event::ReserveCountersigned {
			currency,
			balance,
			as_of,
			statement,
			by,
			available: reserve.available(),
		});

		let was_short = reserve.short.is_some();
		reserve.short = reserve.shortage();
		match reserve.short {
			Some(Fraction { part, whole }) => Self::deposit_event(Event::ReserveShort {
				currency,
				part,
				whole,
			}),
			None if was_short => Self::deposit_event(Event::ReserveCovered { currency }),
			None => {},
		}
		Reserves::<T>::insert(currency, reserve);
		Ok(())
	}

	pub(crate) fn do_record(
		currency: Currency,
		amount: Money,
		payer: Payer,
		reference: Reference,
	) -> DispatchResult {
		Self::terms_of(currency)?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(
			is_text(&payer.name) && is_text(&reference),
			Error::<T>::TextUnfit
		);
		ensure!(
			!References::<T>::contains_key(currency, &reference),
			Error::<T>::AlreadyRecorded
		);
		let mut received = ReceivedTotals::<T>::get(currency);
		let number = received.count;
		received.count = number.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		credit(&mut received.total, amount)?;
		ReceivedTotals::<T>::insert(currency, received);
		References::<T>::insert(currency, &reference, ());
		Receipts::<T>::insert(
			currency,
			number,
			Receipt {
				amount,
				payer: payer.clone(),
				reference: reference.clone(),
				at: Self::moment(),
			},
		);
		Self::deposit_event(Event::PaymentRecorded {
			currency,
			number,
			amount,
			payer,
			reference,
		});
		Ok(())
	}

	pub(crate) fn terms_of(currency: Currency) -> Result<Terms, Error<T>> {
		CurrencyTerms::<T>::get(currency).ok_or(Error::<T>::NotRedeemable)
	}

	/// What the windows that are neither closed nor over may still quote. They are at most
	/// `MaxOpenWindows`.
	pub(crate) fn promised(currency: Currency, now: Moment) -> Money {
		OpenWindows::<T>::get(currency)
			.into_iter()
			.filter_map(Windows::<T>::get)
			.fold(0, |sum, window| sum.saturating_add(window.rest(now)))
	}

	/// Count `paid` as spent on the day `booked`, unless the statement in force shows it already. With no
	/// room for another day, what was paid on the oldest counts as paid on the next: it is dropped later
	/// than it could be, never earlier.
	pub(crate) fn spend(
		reserve: &mut Reserve,
		currency: Currency,
		booked: Date,
		paid: Money,
	) -> DispatchResult {
		if reserve
			.attested
			.is_some_and(|attested| booked <= attested.as_of)
		{
			return Ok(());
		}
		credit(&mut reserve.spent, paid)?;
		let mut days = SpentDays::<T>::get(currency).into_inner();
		credit(days.entry(booked).or_default(), paid)?;
		if Self::count(days.len()) > T::MaxSpentDays::get() {
			if let Some((_, oldest)) = days.pop_first() {
				let mut next = days.first_entry().ok_or(ArithmeticError::Underflow)?;
				credit(next.get_mut(), oldest)?;
			}
		}
		let days = BoundedBTreeMap::try_from(days)
			.map_err(|_| DispatchError::from(ArithmeticError::Overflow))?;
		SpentDays::<T>::insert(currency, days);
		Ok(())
	}

	/// Forget what the statement of `as_of` shows; what is left.
	fn forget_spent(currency: Currency, as_of: Date) -> Money {
		let mut days = SpentDays::<T>::get(currency);
		days.retain(|day, _| *day > as_of);
		let spent = days.values().copied().fold(0, Money::saturating_add);
		SpentDays::<T>::insert(currency, days);
		spent
	}
}

/// Whether `bytes` are some text.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
	!bytes.is_empty() && core::str::from_utf8(bytes).is_ok()
}
