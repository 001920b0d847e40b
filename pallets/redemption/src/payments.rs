//! What a treasurer does: have the first paid, and say what the bank did.

use civic_primitives::OnRedeemed;
use civic_primitives::{credit, debit};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
	},
	BoundedVec,
};
use sp_core::H256;

use crate::{
	arithmetic::{burned_of, earliest_day, latest_day, part_of},
	reserve::is_text,
	Burned, Config, Currency, Error, Event, HoldReason, Pallet, Payment, RedemptionId, Redemptions,
	Reserves, Status,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_begin(
		currency: Currency,
		ids: BoundedVec<RedemptionId, T::MaxPaymentsPerCall>,
		message: H256,
	) -> DispatchResult {
		ensure!(!ids.is_empty(), Error::<T>::NothingToPay);
		let begun = Self::moment();
		let mut reserve = Reserves::<T>::get(currency);
		let mut total = 0;
		Self::dequeue_first(currency, &ids, |redemption| {
			let quote = redemption.quote;
			let due = reserve
				.short
				.map_or(quote, |fraction| part_of(quote, fraction));
			ensure!(due > 0, Error::<T>::NothingDue);
			debit(&mut reserve.open, quote)?;
			credit(&mut reserve.due, due)?;
			credit(&mut total, due)?;
			redemption.status = Status::Paying {
				due,
				message,
				begun,
			};
			Ok(())
		})?;
		Reserves::<T>::insert(currency, reserve);
		Self::deposit_event(Event::PaymentsBegun {
			currency,
			ids,
			due: total,
			message,
		});
		Ok(())
	}

	pub(crate) fn do_settle(payment: Payment) -> DispatchResult {
		let Payment {
			redemption: id,
			reference,
			booked,
		} = payment;
		let mut redemption = Redemptions::<T>::get(id).ok_or(Error::<T>::UnknownRedemption)?;
		let Status::Paying { due, begun, .. } = redemption.status else {
			return Err(Error::<T>::NotPaying.into());
		};
		ensure!(is_text(&reference), Error::<T>::TextUnfit);
		let at = Self::moment();
		ensure!(booked <= latest_day(at), Error::<T>::DateInFuture);
		ensure!(booked >= earliest_day(begun), Error::<T>::BookedTooEarly);

		let burned = burned_of(redemption.amount, due, redemption.quote);
		let released = redemption.amount.saturating_sub(burned);
		let reason = HoldReason::Redemption.into();
		let account = &redemption.account;
		T::Token::burn_held(&reason, account, burned, Precision::Exact, Fortitude::Force)?;
		T::OnRedeemed::on_redeemed(burned)?;
		Burned::<T>::try_mutate(|sum| credit(sum, burned))?;

		let mut reserve = Reserves::<T>::get(redemption.currency);
		debit(&mut reserve.due, due)?;
		credit(&mut reserve.paid, due)?;
		Self::spend(&mut reserve, redemption.currency, booked, due)?;
		Reserves::<T>::insert(redemption.currency, reserve);

		if due < redemption.quote {
			T::Token::release(&reason, account, released, Precision::Exact)?;
			let unpaid = redemption.quote.saturating_sub(due);
			Self::give_back(&redemption, unpaid, released)?;
		}
		redemption.status = Status::Settled {
			paid: due,
			burned,
			reference: reference.clone(),
			booked,
			at,
		};
		Redemptions::<T>::insert(id, redemption);
		Self::deposit_event(Event::Settled {
			redemption: id,
			paid: due,
			burned,
			released,
			reference,
			booked,
		});
		Ok(())
	}

	pub(crate) fn do_reject(id: RedemptionId, reason: [u8; 4]) -> DispatchResult {
		let fits = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
		ensure!(reason.iter().all(fits), Error::<T>::ReasonUnfit);
		let redemption = Redemptions::<T>::get(id).ok_or(Error::<T>::UnknownRedemption)?;
		let released = redemption.amount;
		let at = Self::moment();
		Self::end_unpaid(id, redemption, Status::Rejected { reason, at })?;
		Self::deposit_event(Event::Rejected {
			redemption: id,
			reason,
			released,
		});
		Ok(())
	}
}
