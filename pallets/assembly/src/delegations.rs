//! Who relies on whom.
//!
//! Whoever stands as a delegate relies on nobody, and whoever is relied on stands: a delegation is
//! one step long, so there is no chain and no circle to be found and broken.

use civic_primitives::{MemberId, MemberKind, Membership};
use frame_support::{dispatch::DispatchResult, ensure, traits::Polling, BoundedBTreeSet};
use sp_runtime::DispatchError;

use crate::{votes::count, Config, Delegates, Delegations, Error, Event, Pallet, TrackId};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_stand(who: T::AccountId, track: TrackId) -> DispatchResult {
		let member = Self::citizen(&who)?;
		ensure!(
			T::Polls::classes().contains(&track),
			Error::<T>::UnknownTrack
		);
		ensure!(
			!Delegations::<T>::contains_key(track, member),
			Error::<T>::IsDelegating
		);
		ensure!(
			!Delegates::<T>::contains_key(track, member),
			Error::<T>::AlreadyStanding
		);
		Delegates::<T>::insert(track, member, BoundedBTreeSet::new());
		Self::deposit_event(Event::Stood { track, member });
		Ok(())
	}

	/// How many relied on the caller.
	pub(crate) fn do_stand_down(who: T::AccountId, track: TrackId) -> Result<u32, DispatchError> {
		let member = Self::citizen(&who)?;
		let delegators = Delegates::<T>::take(track, member).ok_or(Error::<T>::NotStanding)?;
		for delegator in &delegators {
			Delegations::<T>::remove(track, delegator);
			Self::deposit_event(Event::Undelegated {
				track,
				member: *delegator,
				from: member,
			});
		}
		Self::deposit_event(Event::StoodDown { track, member });
		Ok(count(delegators.len())?)
	}

	pub(crate) fn do_delegate(who: T::AccountId, track: TrackId, to: MemberId) -> DispatchResult {
		let member = Self::citizen(&who)?;
		// Nobody stands on a track that does not exist, and nobody who stands comes further: the
		// caller is not its own delegate.
		ensure!(
			!Delegates::<T>::contains_key(track, member),
			Error::<T>::IsDelegate
		);
		ensure!(T::Members::is_active(to), Error::<T>::NotDelegate);
		let mut delegators = Delegates::<T>::get(track, to).ok_or(Error::<T>::NotDelegate)?;
		let added = delegators
			.try_insert(member)
			.map_err(|_| Error::<T>::TooManyDelegators)?;
		ensure!(added, Error::<T>::AlreadyDelegated);
		if let Some(from) = Delegations::<T>::get(track, member) {
			Self::leave(track, from, member);
		}
		Delegates::<T>::insert(track, to, delegators);
		Delegations::<T>::insert(track, member, to);
		Self::deposit_event(Event::Delegated { track, member, to });
		Ok(())
	}

	pub(crate) fn do_undelegate(who: T::AccountId, track: TrackId) -> DispatchResult {
		let member = Self::citizen(&who)?;
		let from = Delegations::<T>::take(track, member).ok_or(Error::<T>::NotDelegating)?;
		Self::leave(track, from, member);
		Self::deposit_event(Event::Undelegated {
			track,
			member,
			from,
		});
		Ok(())
	}

	fn leave(track: TrackId, delegate: MemberId, member: MemberId) {
		Delegates::<T>::mutate(track, delegate, |delegators| {
			if let Some(delegators) = delegators {
				delegators.remove(&member);
			}
		});
	}

	/// The active citizen `who` speaks for.
	fn citizen(who: &T::AccountId) -> Result<MemberId, Error<T>> {
		let (member, kind) = T::Members::active(who).ok_or(Error::<T>::NotMember)?;
		ensure!(kind == MemberKind::Citizen, Error::<T>::NotCitizen);
		Ok(member)
	}
}
