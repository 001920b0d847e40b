//! The invariants of the README, by the same numbers.

use alloc::collections::{BTreeMap, BTreeSet};

use civic_primitives::{FamilyId, MemberId, MemberKind, Moment};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
	absences::DAY, Absence, Absences, AbsencesByDay, Accounts, Collectives, Config, Enrolled,
	FirstAbsenceDay, FirstRedeemedDay, Granted, Invitations, Members, Memberships, NextMemberId,
	Nullifiers, Pallet, Redeemed, Sanction, Verifiers, VerifiersByFamily,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the README.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_members()?;
		Self::check_verifiers()?;
		Self::check_collectives()?;
		Self::check_absences()?;

		for (id, _, ()) in Granted::<T>::iter() {
			let agency = Members::<T>::get(id)
				.is_some_and(|member| member.kind == MemberKind::Agency && member.is_enrolled());
			ensure!(agency, "8: a mandate is held by no agency");
		}
		for (day, _, ()) in Redeemed::<T>::iter() {
			let first = FirstRedeemedDay::<T>::get();
			ensure!(
				first.is_some_and(|first| first <= day),
				"9: a voucher is never forgotten"
			);
		}
		Ok(())
	}

	fn check_members() -> Result<(), TryRuntimeError> {
		let mut citizens = 0usize;
		let mut total = 0u64;
		let mut enrolled = BTreeMap::<MemberKind, u32>::new();
		for (id, member) in Members::<T>::iter() {
			total = total.saturating_add(1);
			ensure!(
				id < NextMemberId::<T>::get(),
				"1: a member's number was not given yet"
			);
			ensure!(
				Accounts::<T>::get(&member.account) == Some(id),
				"1: a member's account is not indexed"
			);
			let is_citizen = member.kind == MemberKind::Citizen;
			ensure!(
				member.nullifier.is_some() == is_citizen,
				"2: a citizen lacks a nullifier, or another has one"
			);
			if let Some(nullifier) = member.nullifier {
				citizens = citizens.saturating_add(1);
				ensure!(
					Nullifiers::<T>::get(nullifier) == Some(id),
					"2: a nullifier is not its citizen's"
				);
			}
			if member.is_enrolled() {
				let count = enrolled.entry(member.kind).or_default();
				*count = count.saturating_add(1);
			}
			ensure!(
				frame_system::Pallet::<T>::sufficients(&member.account) > 0,
				"4: a member's account has no reference"
			);
		}
		ensure!(
			total == NextMemberId::<T>::get(),
			"1: a member's number is missing"
		);
		for (_, id) in Accounts::<T>::iter() {
			ensure!(
				Members::<T>::contains_key(id),
				"1: an account belongs to nobody"
			);
		}
		ensure!(
			Nullifiers::<T>::iter().count() == citizens,
			"2: a nullifier is nobody's"
		);
		for (kind, count) in &enrolled {
			ensure!(
				Enrolled::<T>::get(kind) == *count,
				"3: a count is not the members'"
			);
		}
		for (kind, count) in Enrolled::<T>::iter() {
			ensure!(
				enrolled.get(&kind).copied().unwrap_or_default() == count,
				"3: a count is not the members'"
			);
		}
		Ok(())
	}

	fn check_verifiers() -> Result<(), TryRuntimeError> {
		let mut scopes = BTreeSet::<(FamilyId, MemberId)>::new();
		for (id, verifier) in Verifiers::<T>::iter() {
			let member = Members::<T>::get(id).ok_or("5: a verifier is no member")?;
			ensure!(
				member.kind == MemberKind::Verifier,
				"5: a verifier is something else"
			);
			let removed = !member.is_enrolled() || verifier.sanction == Sanction::Removed;
			ensure!(
				!removed || verifier.scope.is_empty(),
				"5: a verifier who was removed has a scope"
			);
			scopes.extend(verifier.scope.into_iter().map(|family| (family, id)));
		}
		let indexed: BTreeSet<_> = VerifiersByFamily::<T>::iter()
			.flat_map(|(family, ids)| ids.into_iter().map(move |id| (family, id)))
			.collect();
		ensure!(indexed == scopes, "6: the index is not what the scopes say");
		Ok(())
	}

	fn check_absences() -> Result<(), TryRuntimeError> {
		for (id, absences) in Absences::<T>::iter() {
			let member = Members::<T>::get(id).ok_or("10: one who is absent is no member")?;
			ensure!(
				!absences.is_empty(),
				"10: an absence is forgotten, its place is not"
			);
			let mut ended = Some(Moment::MIN);
			for Absence { since, until } in absences {
				ensure!(
					ended.is_some_and(|ended| ended <= since)
						&& until.is_none_or(|until| since <= until && until <= Self::now()),
					"10: absences are not in order"
				);
				let day = until.map(|until| until.saturating_div(DAY));
				ensure!(
					day.is_none_or(|day| AbsencesByDay::<T>::contains_key(day, id)),
					"10: an absence is never forgotten"
				);
				ended = until;
			}
			ensure!(
				ended.is_some() || !member.is_enrolled(),
				"10: one who is enrolled is absent"
			);
		}
		for (day, _, ()) in AbsencesByDay::<T>::iter() {
			let first = FirstAbsenceDay::<T>::get();
			ensure!(
				first.is_some_and(|first| first <= day),
				"10: an absence is never forgotten"
			);
		}
		Ok(())
	}

	fn check_collectives() -> Result<(), TryRuntimeError> {
		let pairs: BTreeSet<_> = Collectives::<T>::iter()
			.flat_map(|(id, people)| people.into_iter().map(move |person| (id, person)))
			.collect();
		let mirrored: BTreeSet<_> = Memberships::<T>::iter()
			.flat_map(|(person, ids)| ids.into_iter().map(move |id| (id, person)))
			.collect();
		ensure!(
			pairs == mirrored,
			"7: a membership is known to one side only"
		);
		for (id, person) in &pairs {
			let collective = Members::<T>::get(id).ok_or("7: a collective is no member")?;
			ensure!(
				collective.kind == MemberKind::Collective,
				"7: a collective is something else"
			);
			let person = Members::<T>::get(person).ok_or("7: a person is no member")?;
			ensure!(Self::is_person(&person), "7: a person is something else");
		}
		for (id, people) in Invitations::<T>::iter() {
			for person in people {
				ensure!(
					!pairs.contains(&(id, person)),
					"7: one who belongs is invited"
				);
			}
		}
		Ok(())
	}
}
