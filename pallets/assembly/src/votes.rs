//! Votes, opinions, and who may give which.

use alloc::{collections::BTreeSet, vec::Vec};

use civic_primitives::{Electorate, MemberId, MemberKind, Membership, Snapshot, Standing};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{PollStatus, Polling},
	BoundedVec,
};
use sp_runtime::{ArithmeticError, DispatchError};

use crate::{
	Bar, Config, Delegates, Error, Event, Interested, Interests, OpinionCounts, Opinions,
	OpinionsOf, Pallet, PollIndex, TallyOf, Vote, Votes,
};

/// Who has an interest in a referendum, in ascending order.
type InterestedIn<T> = BoundedVec<MemberId, <T as Config>::MaxInterested>;

/// What a call of `vote` has done.
pub(crate) struct Cast {
	/// Whether the caller had not voted on this referendum.
	pub(crate) first: bool,
	/// How many rely on the caller.
	pub(crate) delegators: u32,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_examine(who: T::AccountId, poll: PollIndex) -> DispatchResult {
		T::Members::active(&who).ok_or(Error::<T>::NotMember)?;
		let (tally, _) = T::Polls::as_ongoing(poll).ok_or(Error::<T>::NotOngoing)?;
		ensure!(
			!Interested::<T>::contains_key(poll),
			Error::<T>::AlreadyExamined
		);
		let found: BTreeSet<_> = T::Interests::examine(poll)?.into_iter().collect();
		let interested: Vec<_> = found.into_iter().collect();
		let bounded = InterestedIn::<T>::try_from(interested.clone())
			.map_err(|_| Error::<T>::TooManyInterested)?;
		Interested::<T>::insert(poll, bounded);
		let snapshot = tally.snapshot;
		Self::deposit_event(Event::Examined {
			poll,
			snapshot,
			interested,
		});
		Ok(())
	}

	pub(crate) fn do_vote(
		who: T::AccountId,
		poll: PollIndex,
		aye: bool,
	) -> Result<Cast, DispatchError> {
		T::Polls::try_access_poll(poll, |status| {
			let PollStatus::Ongoing(tally, track) = status else {
				return Err(Error::<T>::NotOngoing.into());
			};
			let interested = Interested::<T>::get(poll).ok_or(Error::<T>::NotExamined)?;
			let member =
				Self::voter(&who, &tally.snapshot, &interested).map_err(Error::<T>::from)?;
			let before = Votes::<T>::get(poll, member);
			Self::record(poll, tally, member, before, aye, None)?;

			let delegators = Delegates::<T>::get(track, member).unwrap_or_default();
			for delegator in &delegators {
				let before = Votes::<T>::get(poll, delegator);
				let has_own = before.is_some_and(|vote| vote.via.is_none());
				// Those who rely on another are citizens: they were when they chose, and a member's
				// kind stays.
				let may = Self::in_electorate(*delegator, &tally.snapshot, &interested).is_ok()
					&& T::Members::is_active(*delegator);
				if may && !has_own {
					Self::record(poll, tally, *delegator, before, aye, Some(member))?;
				}
			}
			Ok(Cast {
				first: before.is_none_or(|vote| vote.via.is_some()),
				delegators: count(delegators.len())?,
			})
		})
	}

	/// How many rely on the caller.
	pub(crate) fn do_retract(who: T::AccountId, poll: PollIndex) -> Result<u32, DispatchError> {
		let (member, _) = T::Members::active(&who).ok_or(Error::<T>::NotMember)?;
		T::Polls::try_access_poll(poll, |status| {
			let PollStatus::Ongoing(tally, track) = status else {
				return Err(Error::<T>::NotOngoing.into());
			};
			let vote = Votes::<T>::get(poll, member).ok_or(Error::<T>::NotVoted)?;
			Self::forget(poll, tally, member, vote)?;

			let delegators = Delegates::<T>::get(track, member).unwrap_or_default();
			for delegator in &delegators {
				let cast = Votes::<T>::get(poll, delegator);
				if let Some(vote) = cast.filter(|vote| vote.via == Some(member)) {
					Self::forget(poll, tally, *delegator, vote)?;
				}
			}
			Ok(count(delegators.len())?)
		})
	}

	pub(crate) fn do_opine(who: T::AccountId, poll: PollIndex, aye: bool) -> DispatchResult {
		let (tally, _) = T::Polls::as_ongoing(poll).ok_or(Error::<T>::NotOngoing)?;
		let interested = Interested::<T>::get(poll).ok_or(Error::<T>::NotExamined)?;
		let (member, kind) = T::Members::active(&who).ok_or(Error::<T>::NotMember)?;
		let may_vote = kind == MemberKind::Citizen
			&& Self::in_electorate(member, &tally.snapshot, &interested).is_ok();
		ensure!(!may_vote, Error::<T>::MayVote);
		// One who was struck off in the very second of the snapshot can have voted before.
		ensure!(!Votes::<T>::contains_key(poll, member), Error::<T>::MayVote);
		let before = OpinionsOf::<T>::get(poll, member);
		OpinionCounts::<T>::try_mutate(poll, |counts| {
			if let Some(before) = before {
				let counted = counts.of(before);
				*counted = counted.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
			}
			let counted = counts.of(aye);
			*counted = counted.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Ok::<_, DispatchError>(())
		})?;
		OpinionsOf::<T>::insert(poll, member, aye);
		Self::deposit_event(Event::Opined { poll, member, aye });
		Ok(())
	}

	/// How many votes and opinions were forgotten.
	pub(crate) fn do_clean_up(poll: PollIndex, limit: u32) -> Result<u32, DispatchError> {
		// A number that no referendum has yet is none of the ongoing either, but nothing is
		// remembered of it.
		ensure!(
			T::Polls::as_ongoing(poll).is_none(),
			Error::<T>::StillOngoing
		);
		ensure!(
			Interested::<T>::contains_key(poll),
			Error::<T>::NothingToCleanUp
		);
		let limit = usize::try_from(limit).unwrap_or(usize::MAX);
		let votes = Votes::<T>::drain_prefix(poll).take(limit).count();
		let left = limit.saturating_sub(votes);
		let opinions = OpinionsOf::<T>::drain_prefix(poll).take(left).count();
		let complete = Votes::<T>::iter_key_prefix(poll).next().is_none()
			&& OpinionsOf::<T>::iter_key_prefix(poll).next().is_none();
		// The counts go last: while opinions are left, so is what they are counted in.
		if complete {
			OpinionCounts::<T>::remove(poll);
			Interested::<T>::remove(poll);
		}
		let removed = count(votes.saturating_add(opinions))?;
		Self::deposit_event(Event::CleanedUp {
			poll,
			removed,
			complete,
		});
		Ok(removed)
	}

	/// What the vote of `who` on `poll` would weigh, or why there can be none.
	pub(crate) fn weight_on(poll: PollIndex, who: &T::AccountId) -> Result<u32, Bar> {
		let (tally, _) = T::Polls::as_ongoing(poll).ok_or(Bar::NotOngoing)?;
		let interested = Interested::<T>::get(poll).ok_or(Bar::NotExamined)?;
		let member = Self::voter(who, &tally.snapshot, &interested)?;
		Ok(Self::weight_at(member, &tally.snapshot))
	}

	/// The citizen `who` speaks for, if it may vote.
	fn voter(
		who: &T::AccountId,
		snapshot: &Snapshot,
		interested: &InterestedIn<T>,
	) -> Result<MemberId, Bar> {
		let (member, kind) = T::Members::active(who).ok_or(Bar::NotMember)?;
		ensure!(kind == MemberKind::Citizen, Bar::NotCitizen);
		Self::in_electorate(member, snapshot, interested)?;
		Ok(member)
	}

	/// Whether the citizen was enrolled in time, was active then, and has no interest in the outcome.
	fn in_electorate(
		member: MemberId,
		snapshot: &Snapshot,
		interested: &InterestedIn<T>,
	) -> Result<(), Bar> {
		ensure!(member < snapshot.next_member, Bar::Newcomer);
		// Who was removed then is not counted in the snapshot either.
		ensure!(T::Electorate::was_active(member, snapshot.at), Bar::Absent);
		ensure!(interested.binary_search(&member).is_err(), Bar::Recused);
		Ok(())
	}

	fn weight_at(member: MemberId, snapshot: &Snapshot) -> u32 {
		let points = T::Standing::points_at(member, snapshot.at);
		snapshot.rule.weight(points)
	}

	/// Put a vote in the place of the one `before`.
	fn record(
		poll: PollIndex,
		tally: &mut TallyOf<T>,
		member: MemberId,
		before: Option<Vote>,
		aye: bool,
		via: Option<MemberId>,
	) -> DispatchResult {
		let weight = Self::weight_at(member, &tally.snapshot);
		let vote = Vote { aye, weight, via };
		if let Some(before) = before {
			tally.remove(&before)?;
		}
		tally.add(&vote)?;
		Votes::<T>::insert(poll, member, vote);
		Self::deposit_event(Event::Voted {
			poll,
			member,
			aye,
			weight,
			via,
		});
		Ok(())
	}

	fn forget(
		poll: PollIndex,
		tally: &mut TallyOf<T>,
		member: MemberId,
		vote: Vote,
	) -> DispatchResult {
		tally.remove(&vote)?;
		Votes::<T>::remove(poll, member);
		let via = vote.via;
		Self::deposit_event(Event::Retracted { poll, member, via });
		Ok(())
	}
}

impl Opinions {
	fn of(&mut self, aye: bool) -> &mut u32 {
		if aye {
			&mut self.ayes
		} else {
			&mut self.nays
		}
	}
}

pub(crate) fn count(items: usize) -> Result<u32, ArithmeticError> {
	u32::try_from(items).map_err(|_| ArithmeticError::Overflow)
}
