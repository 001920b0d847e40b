//! Who belongs to which collective.

use alloc::vec::Vec;

use civic_primitives::{MemberId, MemberKind};
use frame_support::{dispatch::DispatchResult, ensure};

use crate::{
	Collectives, Config, Error, Event, Invitations, MemberOf, Memberships, Pallet, Verifiers,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_invite(who: T::AccountId, person: MemberId) -> DispatchResult {
		let collective = Self::active_collective(&who)?;
		let member = Self::active_member_by_id(person)?;
		ensure!(Self::is_person(&member), Error::<T>::NotPerson);
		let joined = Collectives::<T>::get(collective).contains(&person);
		ensure!(!joined, Error::<T>::AlreadyJoined);
		Invitations::<T>::try_mutate(collective, |invited| {
			let added = invited
				.try_insert(person)
				.map_err(|_| Error::<T>::TooManyInvitations)?;
			ensure!(added, Error::<T>::AlreadyInvited);
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::Invited { collective, person });
		Ok(())
	}

	pub(crate) fn do_join(who: T::AccountId, collective: MemberId) -> DispatchResult {
		let (person, member) = Self::active_member_of(&who)?;
		ensure!(Self::is_person(&member), Error::<T>::NotPerson);
		Self::active_member_by_id(collective)?;
		ensure!(
			Self::take_invitation(collective, person),
			Error::<T>::NotInvited
		);
		Collectives::<T>::try_mutate(collective, |members| {
			members
				.try_insert(person)
				.map_err(|_| Error::<T>::TooManyMembers)
		})?;
		Memberships::<T>::try_mutate(person, |collectives| {
			collectives
				.try_insert(collective)
				.map_err(|_| Error::<T>::TooManyMemberships)
		})?;
		Self::deposit_event(Event::Joined { collective, person });
		Ok(())
	}

	pub(crate) fn do_leave(who: T::AccountId, collective: MemberId) -> DispatchResult {
		let (person, _) = Self::active_member_of(&who)?;
		ensure!(
			Self::end_membership(collective, person),
			Error::<T>::NotJoined
		);
		Self::deposit_event(Event::Left { collective, person });
		Ok(())
	}

	pub(crate) fn do_dismiss(who: T::AccountId, person: MemberId) -> DispatchResult {
		let collective = Self::active_collective(&who)?;
		let ended =
			Self::end_membership(collective, person) || Self::take_invitation(collective, person);
		ensure!(ended, Error::<T>::NotJoined);
		Self::deposit_event(Event::Dismissed { collective, person });
		Ok(())
	}

	fn active_collective(who: &T::AccountId) -> Result<MemberId, Error<T>> {
		let (id, member) = Self::active_member_of(who)?;
		ensure!(
			member.kind == MemberKind::Collective,
			Error::<T>::NotCollective
		);
		Ok(id)
	}

	/// Verifiers may belong to collectives so that what ties them is known.
	pub(crate) fn is_person(member: &MemberOf<T>) -> bool {
		matches!(member.kind, MemberKind::Citizen | MemberKind::Verifier)
	}

	/// Takes an invitation back; whether there was one. An empty list is not stored.
	fn take_invitation(collective: MemberId, person: MemberId) -> bool {
		Invitations::<T>::mutate_exists(collective, |stored| {
			let mut invited = stored.take().unwrap_or_default();
			let removed = invited.remove(&person);
			*stored = (!invited.is_empty()).then_some(invited);
			removed
		})
	}

	/// Ends a membership on both sides; whether there was one. Empty lists are not stored.
	fn end_membership(collective: MemberId, person: MemberId) -> bool {
		let removed = Collectives::<T>::mutate_exists(collective, |stored| {
			let mut members = stored.take().unwrap_or_default();
			let removed = members.remove(&person);
			*stored = (!members.is_empty()).then_some(members);
			removed
		});
		if removed {
			Memberships::<T>::mutate_exists(person, |stored| {
				let mut collectives = stored.take().unwrap_or_default();
				collectives.remove(&collective);
				*stored = (!collectives.is_empty()).then_some(collectives);
			});
		}
		removed
	}
}

impl<T: Config> civic_primitives::Collectives for Pallet<T> {
	fn people(member: MemberId) -> Vec<MemberId> {
		let people = Collectives::<T>::get(member);
		if !people.is_empty() {
			return people.into_iter().collect();
		}
		Verifiers::<T>::get(member).map_or_else(Vec::new, |verifier| {
			verifier.affiliations.into_iter().collect()
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn gather(collective: MemberId, people: &[MemberId]) {
		for person in people {
			let joined = Collectives::<T>::mutate(collective, |all| all.try_insert(*person));
			if joined.is_ok() {
				Memberships::<T>::mutate(person, |all| {
					let _ = all.try_insert(collective);
				});
			}
		}
	}
}
