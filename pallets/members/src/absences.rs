//! When members were not active, as far as it matters: a referendum counts at the moment it was
//! submitted in, and who returns to the register afterwards is not of its electorate. ADR 0075.

use alloc::vec::Vec;

use civic_primitives::{MemberId, Moment};
use frame_support::{traits::Get, weights::Weight, BoundedVec};

use crate::{
	Absence, Absences, AbsencesByDay, Config, FirstAbsenceDay, MemberOf, Members, Pallet,
	WeightInfo,
};

/// The most members of whom one block forgets absences.
pub(crate) const MAX_PRUNED: u32 = 32;

/// In seconds; absences are forgotten by the day on which they ended.
pub(crate) const DAY: Moment = 86_400;

type Remembered<T> = BoundedVec<Absence, <T as Config>::MaxAbsences>;

impl<T: Config> Pallet<T> {
	/// `member` is about to be removed.
	pub(crate) fn begin_absence(id: MemberId, member: &MemberOf<T>) {
		// It may have expired before.
		let since = Self::now().min(member.until);
		Absences::<T>::mutate(id, |absences| {
			Self::remember(absences, Absence { since, until: None });
		});
	}

	/// `member` is about to be renewed.
	pub(crate) fn end_absence(id: MemberId, member: &MemberOf<T>) {
		let now = Self::now();
		if member.is_active(now) {
			return;
		}
		Absences::<T>::mutate(id, |absences| {
			let open = absences.iter_mut().next_back();
			match open.filter(|absence| absence.until.is_none()) {
				Some(absence) => absence.until = Some(now),
				None => {
					// Since when one was removed that has no record of it nobody knows: it was
					// removed before there were records.
					let expired = member.is_enrolled().then_some(member.until);
					let since = expired.unwrap_or_default();
					let until = Some(now);
					Self::remember(absences, Absence { since, until });
				},
			}
		});
		let day = now.saturating_div(DAY);
		AbsencesByDay::<T>::insert(day, id, ());
		FirstAbsenceDay::<T>::mutate(|first| *first = Some(first.map_or(day, |f| f.min(day))));
	}

	/// Add the latest absence. Where there is no room the two oldest become one that lasts through
	/// the time between them: that may keep somebody from a vote, and lets nobody vote.
	fn remember(absences: &mut Remembered<T>, latest: Absence) {
		let mut kept = absences.iter().copied();
		let joined = if absences.is_full() {
			let (oldest, next) = (kept.next(), kept.next());
			oldest.zip(next).map(|(oldest, next)| Absence {
				since: oldest.since,
				until: next.until,
			})
		} else {
			None
		};
		let all: Vec<_> = joined.into_iter().chain(kept).chain([latest]).collect();
		*absences = BoundedVec::truncate_from(all);
	}

	/// Whether the member was active through the whole second `at`, which is not in the future.
	pub(crate) fn was_active_at(id: MemberId, at: Moment) -> bool {
		let Some(member) = Members::<T>::get(id) else {
			return false;
		};
		let absences = Absences::<T>::get(id);
		// What has not ended by a renewal is recorded for the removed and, for the expired, is their
		// expiry.
		let present = if member.is_enrolled() {
			at < member.until
		} else {
			let last = absences.last();
			last.is_some_and(|absence| absence.until.is_none())
		};
		present && !absences.iter().any(|absence| absence.covers(at))
	}

	/// Forget absences that cannot matter any more, of at most [`MAX_PRUNED`] members and of one day
	/// in one block.
	pub(crate) fn prune_absences(remaining: Weight) -> Weight {
		if remaining.any_lt(<T as Config>::WeightInfo::prune_absences(MAX_PRUNED)) {
			return Weight::zero();
		}
		let matters = Self::now().saturating_sub(T::AbsenceMemory::get());
		let pruned = Self::do_prune_absences(matters.saturating_div(DAY));
		<T as Config>::WeightInfo::prune_absences(pruned)
	}

	/// Forget absences that ended on the earliest remembered day, if that is before the day `first`;
	/// of how many members.
	pub(crate) fn do_prune_absences(first: u64) -> u32 {
		let Some(day) = FirstAbsenceDay::<T>::get().filter(|day| *day < first) else {
			return 0;
		};
		let mut pruned = 0u32;
		let most = MAX_PRUNED.try_into().unwrap_or_default();
		for (id, ()) in AbsencesByDay::<T>::drain_prefix(day).take(most) {
			pruned = pruned.saturating_add(1);
			Absences::<T>::mutate_exists(id, |absences| {
				if let Some(all) = absences {
					all.retain(|absence| {
						let ended = absence.until.map(|until| until.saturating_div(DAY));
						ended.is_none_or(|ended| ended > day)
					});
				}
				*absences = absences.take().filter(|all| !all.is_empty());
			});
		}
		if pruned < MAX_PRUNED {
			FirstAbsenceDay::<T>::put(day.saturating_add(1));
		}
		pruned
	}
}
