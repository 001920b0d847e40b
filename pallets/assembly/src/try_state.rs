//! The invariants of the README, by the same numbers.

use alloc::collections::{BTreeMap, BTreeSet};

use civic_primitives::MemberId;
use frame_support::{ensure, traits::Polling};
use sp_runtime::TryRuntimeError;

use crate::{
	Config, Delegates, Delegations, Interested, OpinionCounts, Opinions, OpinionsOf, Pallet,
	PollIndex, TallyOf, TrackId, Votes,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the README.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_votes()?;
		Self::check_opinions()?;
		Self::check_delegations()
	}

	/// Invariants 1, 2, 3 and 4.
	fn check_votes() -> Result<(), TryRuntimeError> {
		let mut counted: BTreeMap<PollIndex, TallyOf<T>> = BTreeMap::new();
		for (poll, interested) in Interested::<T>::iter() {
			ensure!(
				interested.is_sorted_by(|a, b| a < b),
				"3: the interested are not in order"
			);
			if let Some((tally, _)) = T::Polls::as_ongoing(poll) {
				counted.insert(poll, TallyOf::<T>::at(tally.snapshot));
			}
		}
		for (poll, member, vote) in Votes::<T>::iter() {
			let interested =
				Interested::<T>::get(poll).ok_or("3: a vote precedes the examination")?;
			ensure!(
				interested.binary_search(&member).is_err(),
				"3: one who is interested has a vote"
			);
			ensure!(
				vote.via != Some(member),
				"4: a vote is cast by its owner for its owner"
			);
			if let Some(tally) = counted.get_mut(&poll) {
				let snapshot = &tally.snapshot;
				ensure!(
					(1..=snapshot.rule.cap.max(1)).contains(&vote.weight),
					"2: a vote weighs more than the cap, or nothing"
				);
				ensure!(member < snapshot.next_member, "3: a newcomer has a vote");
				tally.add(&vote).map_err(|_| "1: a tally does not fit")?;
			}
		}
		for (poll, sum) in counted {
			let (tally, _) = T::Polls::as_ongoing(poll).ok_or("1: a referendum ended meanwhile")?;
			ensure!(tally == sum, "1: a tally is not the sum of the votes");
		}
		Ok(())
	}

	/// Invariant 5. A referendum that is partly cleaned up has fewer opinions than were counted.
	fn check_opinions() -> Result<(), TryRuntimeError> {
		let mut counts: BTreeMap<PollIndex, Opinions> = BTreeMap::new();
		for (poll, member, aye) in OpinionsOf::<T>::iter() {
			ensure!(
				!Votes::<T>::contains_key(poll, member),
				"5: one who votes has an opinion too"
			);
			ensure!(
				Interested::<T>::contains_key(poll),
				"5: an opinion precedes the examination"
			);
			let count = counts.entry(poll).or_default();
			if aye {
				count.ayes = count.ayes.saturating_add(1);
			} else {
				count.nays = count.nays.saturating_add(1);
			}
		}
		for (poll, found) in &counts {
			let stored = OpinionCounts::<T>::get(poll);
			ensure!(
				found.ayes <= stored.ayes && found.nays <= stored.nays,
				"5: an opinion is not counted"
			);
		}
		for (poll, stored) in OpinionCounts::<T>::iter() {
			ensure!(
				Interested::<T>::contains_key(poll),
				"5: a count is left of what was cleaned up"
			);
			let found = counts.get(&poll).copied().unwrap_or_default();
			ensure!(
				found == stored || T::Polls::as_ongoing(poll).is_none(),
				"5: a count is not the opinions'"
			);
		}
		Ok(())
	}

	/// Invariant 6.
	fn check_delegations() -> Result<(), TryRuntimeError> {
		let given: BTreeSet<(TrackId, MemberId, MemberId)> = Delegations::<T>::iter()
			.map(|(track, member, to)| (track, to, member))
			.collect();
		let mut received = BTreeSet::new();
		for (track, delegate, delegators) in Delegates::<T>::iter() {
			ensure!(
				!Delegations::<T>::contains_key(track, delegate),
				"6: a delegate relies on another"
			);
			received.extend(
				delegators
					.into_iter()
					.map(|member| (track, delegate, member)),
			);
		}
		ensure!(
			given == received,
			"6: a delegation is known to one side only"
		);
		Ok(())
	}
}
