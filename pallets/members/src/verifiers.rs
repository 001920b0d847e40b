//! The verifiers: what they may judge, whom they may judge, and the sanctions ladder.

use alloc::vec::Vec;

use civic_primitives::{FamilyId, Fault, MemberId, MemberKind, Moment, Panelists};
use frame_support::{defensive, dispatch::DispatchResult, ensure, traits::Get, BoundedBTreeSet};

use crate::{
	Collectives, Config, Error, Event, Members, Memberships, Pallet, Sanction, VerifierOf,
	Verifiers, VerifiersByFamily,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_accredit(
		account: T::AccountId,
		scope: BoundedBTreeSet<FamilyId, T::MaxFamilies>,
		until: Moment,
		max_duties: u32,
		affiliations: BoundedBTreeSet<MemberId, T::MaxAffiliations>,
	) -> DispatchResult {
		let (id, member) = Self::member_of(&account)?;
		ensure!(member.is_enrolled(), Error::<T>::MemberRemoved);
		ensure!(member.kind == MemberKind::Verifier, Error::<T>::NotVerifier);
		let mut verifier = Verifiers::<T>::get(id).unwrap_or_default();
		ensure!(
			verifier.sanction != Sanction::Removed,
			Error::<T>::VerifierRemoved
		);
		for affiliate in &affiliations {
			ensure!(
				Members::<T>::contains_key(affiliate),
				Error::<T>::UnknownAffiliation
			);
		}
		Self::set_scope(id, &mut verifier, scope)?;
		verifier.until = until;
		verifier.max_duties = max_duties;
		verifier.affiliations = affiliations;
		Verifiers::<T>::insert(id, &verifier);
		Self::deposit_event(Event::Accredited {
			id,
			scope: verifier.scope.into_iter().collect(),
			until,
			max_duties,
			affiliations: verifier.affiliations.into_iter().collect(),
		});
		Ok(())
	}

	pub(crate) fn do_reinstate(account: T::AccountId) -> DispatchResult {
		let (id, _) = Self::member_of(&account)?;
		let mut verifier = Verifiers::<T>::get(id).ok_or(Error::<T>::NotVerifier)?;
		let blameless = verifier.sanction == Sanction::None && verifier.silences == 0;
		ensure!(!blameless, Error::<T>::NotSanctioned);
		verifier.sanction = Sanction::None;
		verifier.silences = 0;
		Verifiers::<T>::insert(id, verifier);
		Self::deposit_event(Event::Reinstated { id });
		Ok(())
	}

	/// Withdraws what `id` may judge, if it is a verifier.
	pub(crate) fn clear_scope(id: MemberId) {
		Verifiers::<T>::mutate_extant(id, |verifier| Self::leave_families(id, verifier));
	}

	/// Replaces what a verifier may judge, in its record and in the index.
	fn set_scope(
		id: MemberId,
		verifier: &mut VerifierOf<T>,
		scope: BoundedBTreeSet<FamilyId, T::MaxFamilies>,
	) -> Result<(), Error<T>> {
		Self::leave_families(id, verifier);
		for family in &scope {
			VerifiersByFamily::<T>::try_mutate(family, |verifiers| {
				verifiers
					.try_insert(id)
					.map_err(|_| Error::<T>::TooManyVerifiers)
			})?;
		}
		verifier.scope = scope;
		Ok(())
	}

	/// Empties a verifier's scope, in its record and in the index. Empty sets are not stored.
	fn leave_families(id: MemberId, verifier: &mut VerifierOf<T>) {
		for family in core::mem::take(&mut verifier.scope) {
			VerifiersByFamily::<T>::mutate_exists(family, |stored| {
				let mut verifiers = stored.take().unwrap_or_default();
				verifiers.remove(&id);
				*stored = (!verifiers.is_empty()).then_some(verifiers);
			});
		}
	}

	pub(crate) fn count_duties() -> (u32, u32) {
		let now = Self::now();
		Verifiers::<T>::iter().fold((0, 0), |(open, capacity): (u32, u32), (id, verifier)| {
			let serves = verifier.is_accredited(now)
				&& Members::<T>::get(id).is_some_and(|member| member.is_active(now));
			let may_hold = if serves { verifier.max_duties } else { 0 };
			(
				open.saturating_add(verifier.open_duties),
				capacity.saturating_add(may_hold),
			)
		})
	}

	/// The next rung of the ladder.
	fn step_up(id: MemberId, verifier: &mut VerifierOf<T>) {
		verifier.sanction = match verifier.sanction {
			Sanction::None => Sanction::Warned,
			Sanction::Warned => Sanction::Suspended {
				until: Self::now().saturating_add(T::SuspensionPeriod::get()),
			},
			Sanction::Suspended { .. } | Sanction::Removed => {
				Self::leave_families(id, verifier);
				Sanction::Removed
			},
		};
	}
}

impl<T: Config> Panelists for Pallet<T> {
	fn eligible(family: FamilyId, owner: MemberId) -> Vec<MemberId> {
		let now = Self::now();
		let collectives_of_owner = Memberships::<T>::get(owner).into_inner();
		// Of a collective: what it is awarded may come to them.
		let people_of_owner = Collectives::<T>::get(owner).into_inner();
		// Belongs where the owner belongs, or to the owner if it is a collective itself. Each
		// verifier's few memberships are asked, not the long lists of members.
		let is_fellow = |id: &MemberId| {
			let memberships = Memberships::<T>::get(id);
			memberships.contains(&owner) || !memberships.is_disjoint(&collectives_of_owner)
		};
		let is_eligible = |id: &MemberId| {
			*id != owner
				&& Self::active_member_by_id(*id).is_ok()
				&& Verifiers::<T>::get(id).is_some_and(|verifier| {
					verifier.is_available(now)
						&& !verifier.affiliations.contains(&owner)
						&& verifier.affiliations.is_disjoint(&collectives_of_owner)
						&& verifier.affiliations.is_disjoint(&people_of_owner)
				}) && !is_fellow(id)
		};
		VerifiersByFamily::<T>::get(family)
			.into_iter()
			.filter(is_eligible)
			.collect()
	}

	fn take_duty(verifier: MemberId) -> DispatchResult {
		Verifiers::<T>::try_mutate(verifier, |stored| {
			let verifier = stored.as_mut().ok_or(Error::<T>::NotVerifier)?;
			ensure!(
				verifier.open_duties < verifier.max_duties,
				Error::<T>::TooManyDuties
			);
			verifier.open_duties = verifier.open_duties.saturating_add(1);
			Ok(())
		})
	}

	fn end_duty(verifier: MemberId) {
		let ended = Verifiers::<T>::mutate_extant(verifier, |verifier| {
			let remaining = verifier.open_duties.checked_sub(1);
			verifier.open_duties = remaining.unwrap_or_default();
			remaining.is_some()
		});
		if !ended {
			defensive!("a duty ends that was not taken");
		}
	}

	fn open_duties(verifier: MemberId) -> u32 {
		Verifiers::<T>::get(verifier).map_or(0, |verifier| verifier.open_duties)
	}

	fn mark(id: MemberId, fault: Fault) {
		let Some(mut verifier) = Verifiers::<T>::get(id) else {
			defensive!("who is marked was on a panel, and so is a verifier");
			return;
		};
		let is_step = match fault {
			Fault::Wrong => true,
			Fault::Silent => {
				verifier.silences = verifier.silences.saturating_add(1);
				verifier.silences.checked_rem(T::SilencesPerStep::get()) == Some(0)
			},
		};
		if is_step {
			Self::step_up(id, &mut verifier);
		}
		let sanction = verifier.sanction;
		Verifiers::<T>::insert(id, verifier);
		Self::deposit_event(Event::Marked {
			id,
			fault,
			sanction,
		});
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn accredit(family: FamilyId, count: u32) {
		for index in 0..count {
			let who = frame_benchmarking::account("verifier", index, family);
			let id = <Self as civic_primitives::Membership<_>>::enrol(&who, MemberKind::Verifier);
			let mut verifier = VerifierOf::<T> {
				until: Moment::MAX,
				max_duties: u32::MAX,
				..Default::default()
			};
			let mut scope = BoundedBTreeSet::new();
			if scope.try_insert(family).is_ok() && Self::set_scope(id, &mut verifier, scope).is_ok()
			{
				Verifiers::<T>::insert(id, verifier);
			}
		}
	}
}
