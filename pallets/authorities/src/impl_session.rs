//! How the session and offences pallets see the seats.

use alloc::vec::Vec;
use frame_support::{dispatch::DispatchClass, traits::Get, weights::Weight};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use pallet_session::{historical, SessionInterface, SessionManager};
use sp_runtime::{Perbill, SaturatedConversion};
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

use crate::{Config, Error, Event, LatestBlocks, MinAuthorities, Pallet, Seats};

impl<T: Config> SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<T::AccountId>> {
		let validators = Self::plan(index);
		Self::forget_gone_offenders();
		validators
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<T::AccountId>> {
		let validators = Self::plan(index);
		let seats = Seats::<T>::get().len();
		// Without an answer for the first session the session pallet would let everybody validate
		// who has keys in genesis, with or without a seat. No seats at all: nobody validates.
		assert!(
			index > 0 || seats == 0 || validators.as_ref().is_some_and(|v| v.len() == seats),
			"authorities.seats: each seat needs session keys in session.keys, and there must be at \
			 least authorities.minAuthorities seats",
		);
		if seats == 0 {
			return Some(Vec::new());
		}
		validators
	}

	fn start_session(_: SessionIndex) {
		Self::disable_offenders();
		Self::forget_gone_authors();
	}

	fn end_session(index: SessionIndex) {
		// One session leaves the window at each rotation.
		let coming = index.saturating_add(1);
		if let Some(oldest) = coming.checked_sub(T::ReportWindow::get()) {
			T::Session::prune_up_to(oldest);
		}
	}
}

impl<T: Config> historical::SessionManager<T::AccountId, ()> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		identified(<Self as SessionManager<_>>::new_session(index))
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		identified(<Self as SessionManager<_>>::new_session_genesis(index))
	}

	fn start_session(index: SessionIndex) {
		<Self as SessionManager<_>>::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		<Self as SessionManager<_>>::end_session(index)
	}
}

fn identified<AccountId>(validators: Option<Vec<AccountId>>) -> Option<Vec<(AccountId, ())>> {
	validators.map(|validators| validators.into_iter().map(|who| (who, ())).collect())
}

impl<T: Config> OnOffenceHandler<T::AccountId, (T::AccountId, ()), Weight> for Pallet<T> {
	/// Disable each offender at once and take its seat, unless too few would remain.
	fn on_offence(
		offenders: &[OffenceDetails<T::AccountId, (T::AccountId, ())>],
		fractions: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		for (
			OffenceDetails {
				offender: (who, ()),
				..
			},
			fraction,
		) in offenders.iter().zip(fractions)
		{
			T::Session::report_offence(who.clone(), OffenceSeverity(*fraction));
			Self::note_offender(who);
			match Self::unseat(who, MinAuthorities::<T>::get()) {
				Ok(agency) => Self::deposit_event(Event::OffenderRemoved {
					who: who.clone(),
					agency,
					session,
				}),
				Err(Error::TooFewAuthorities) => Self::deposit_event(Event::OffenderKept {
					who: who.clone(),
					session,
				}),
				// Expelled or removed already; disabled all the same while it still validates.
				Err(_) => {},
			}
		}
		let count = offenders.len().saturated_into::<u64>();
		T::DbWeight::get().reads_writes(count.saturating_mul(6), count.saturating_mul(4))
	}
}

impl<T: Config> pallet_authorship::EventHandler<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
	fn note_author(author: T::AccountId) {
		LatestBlocks::<T>::insert(author, System::<T>::block_number());
		System::<T>::register_extra_weight_unchecked(
			T::DbWeight::get().reads_writes(1, 1),
			DispatchClass::Mandatory,
		);
	}
}

/// The full identification of a validator: nothing but its account.
pub struct Unit;

impl<AccountId> sp_runtime::traits::Convert<AccountId, Option<()>> for Unit {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}
