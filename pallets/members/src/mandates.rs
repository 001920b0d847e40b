//! What agencies are charged with.

use alloc::vec::Vec;

use civic_primitives::{Mandate, Mandates, MemberKind};
use frame_support::{dispatch::DispatchResult, ensure};

use crate::{Config, Error, Event, Granted, Pallet};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_grant(account: T::AccountId, mandate: Mandate) -> DispatchResult {
		let (id, member) = Self::member_of(&account)?;
		ensure!(member.is_enrolled(), Error::<T>::MemberRemoved);
		ensure!(member.kind == MemberKind::Agency, Error::<T>::NotAgency);
		ensure!(
			!Granted::<T>::contains_key(id, mandate),
			Error::<T>::AlreadyGranted
		);
		Granted::<T>::insert(id, mandate, ());
		Self::deposit_event(Event::MandateGranted { id, mandate });
		Ok(())
	}

	pub(crate) fn do_revoke(account: T::AccountId, mandate: Mandate) -> DispatchResult {
		let (id, _) = Self::member_of(&account)?;
		Granted::<T>::take(id, mandate).ok_or(Error::<T>::NotGranted)?;
		Self::deposit_event(Event::MandateRevoked { id, mandate });
		Ok(())
	}

	/// The mandates `account` may exercise, in ascending order.
	pub(crate) fn active_mandates(account: &T::AccountId) -> Vec<Mandate> {
		let Ok((id, _)) = Self::active_member_of(account) else {
			return Vec::new();
		};
		let mut mandates: Vec<_> = Granted::<T>::iter_key_prefix(id).collect();
		mandates.sort();
		mandates
	}
}

impl<T: Config> Mandates<T::AccountId> for Pallet<T> {
	fn holds(who: &T::AccountId, mandate: Mandate) -> bool {
		Self::active_member_of(who).is_ok_and(|(id, _)| Granted::<T>::contains_key(id, mandate))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn grant(who: &T::AccountId, mandate: Mandate) {
		let id = <Self as civic_primitives::Membership<_>>::enrol(who, MemberKind::Agency);
		Granted::<T>::insert(id, mandate, ());
	}
}
