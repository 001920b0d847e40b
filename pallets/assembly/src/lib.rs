#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod delegations;
#[cfg(test)]
mod mock;
mod tally;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
mod votes;
pub mod weights;

pub use pallet::*;
pub use tally::{TakeSnapshot, Tally};
pub use types::{Bar, Interests, Opinions, PollIndex, TrackId, Vote};
pub use weights::WeightInfo;

/// The tally of `T`'s referenda.
pub type TallyOf<T> = Tally<Pallet<T>>;

#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use civic_primitives::{Electorate, MemberId, Membership, Snapshot, Standing};
	use frame_support::{
		pallet_prelude::*,
		traits::{Polling, UnixTime},
	};
	use frame_system::pallet_prelude::*;

	use super::*;

	/// Bumped with every storage change.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Where referenda are submitted, decided and enacted.
		type Polls: Polling<TallyOf<Self>, Index = PollIndex, Votes = u32, Class = TrackId>;
		/// Where members are known.
		type Members: Membership<Self::AccountId>;
		/// How many citizens there are, and who was one when.
		type Electorate: Electorate;
		/// What they have contributed.
		type Standing: Standing;
		/// Who has an interest in what is proposed.
		type Interests: Interests;
		/// What the time is.
		type Time: UnixTime;
		/// The most persons who may rely on one delegate on a track. Bounds what a vote costs, and
		/// how much one person decides.
		#[pallet::constant]
		type MaxDelegators: Get<u32>;
		/// The most members who may have an interest in one referendum.
		#[pallet::constant]
		type MaxInterested: Get<u32>;
		/// The most votes and opinions that one call cleans up.
		#[pallet::constant]
		type MaxCleanUp: Get<u32>;
	}

	/// The votes on each referendum, from its submission until it is cleaned up. One a person.
	#[pallet::storage]
	pub type Votes<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PollIndex, Twox64Concat, MemberId, Vote, OptionQuery>;

	/// The opinions of those who may not vote: for it, or against it. One a member.
	#[pallet::storage]
	pub type OpinionsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PollIndex, Twox64Concat, MemberId, bool, OptionQuery>;

	/// How many opinions there are on each referendum.
	#[pallet::storage]
	pub type OpinionCounts<T: Config> =
		StorageMap<_, Twox64Concat, PollIndex, Opinions, ValueQuery>;

	/// Who has an interest in the outcome of a referendum, in ascending order. Nobody votes before
	/// this is known.
	#[pallet::storage]
	pub type Interested<T: Config> =
		StorageMap<_, Twox64Concat, PollIndex, BoundedVec<MemberId, T::MaxInterested>, OptionQuery>;

	/// On whom a person relies on a track.
	#[pallet::storage]
	pub type Delegations<T: Config> =
		StorageDoubleMap<_, Twox64Concat, TrackId, Twox64Concat, MemberId, MemberId, OptionQuery>;

	/// Who stands as a delegate on a track, and who relies on them: `Delegations` the other way
	/// round.
	#[pallet::storage]
	pub type Delegates<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		TrackId,
		Twox64Concat,
		MemberId,
		BoundedBTreeSet<MemberId, T::MaxDelegators>,
		OptionQuery,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// It is known who has an interest in a referendum, and it can be voted on.
		Examined {
			/// The referendum.
			poll: PollIndex,
			/// What it counts at.
			snapshot: Snapshot,
			/// Who may not vote on it.
			interested: Vec<MemberId>,
		},
		/// A vote was cast, or changed.
		Voted {
			/// The referendum.
			poll: PollIndex,
			/// Whose vote it is.
			member: MemberId,
			/// For it, or against it.
			aye: bool,
			/// What it weighs.
			weight: u32,
			/// The delegate who has cast it, if the person has not.
			via: Option<MemberId>,
		},
		/// A vote was taken back.
		Retracted {
			/// The referendum.
			poll: PollIndex,
			/// Whose vote it was.
			member: MemberId,
			/// The delegate who had cast it, if the person had not.
			via: Option<MemberId>,
		},
		/// One who may not vote said what they think, or something else than before.
		Opined {
			/// The referendum.
			poll: PollIndex,
			/// Whose opinion it is.
			member: MemberId,
			/// For it, or against it.
			aye: bool,
		},
		/// A citizen stands as a delegate.
		Stood {
			/// On which track.
			track: TrackId,
			/// The citizen.
			member: MemberId,
		},
		/// A citizen stands as a delegate no longer. Nobody relies on them any more.
		StoodDown {
			/// On which track.
			track: TrackId,
			/// The citizen.
			member: MemberId,
		},
		/// A citizen relies on a delegate; on nobody else any more.
		Delegated {
			/// On which track.
			track: TrackId,
			/// The citizen.
			member: MemberId,
			/// The delegate.
			to: MemberId,
		},
		/// A citizen relies on a delegate no longer.
		Undelegated {
			/// On which track.
			track: TrackId,
			/// The citizen.
			member: MemberId,
			/// The delegate.
			from: MemberId,
		},
		/// Votes and opinions on a referendum that has ended were forgotten.
		CleanedUp {
			/// The referendum.
			poll: PollIndex,
			/// How many of them.
			removed: u32,
			/// Whether nothing is left.
			complete: bool,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such referendum, or it has ended. Look for one that can be voted on.
		NotOngoing,
		/// It is not known yet who has an interest in this referendum. Send `examine` first.
		NotExamined,
		/// The caller is not an active member. Enrol, or renew the enrolment, first.
		NotMember,
		/// Only citizens do this. Members of other kinds can send `opine`.
		NotCitizen,
		/// The caller was enrolled after this referendum was submitted. Send `opine`, and vote on
		/// later ones.
		Newcomer,
		/// The caller has an interest in the outcome of this referendum. Send `opine`.
		Recused,
		/// It is known already who has an interest in this referendum. Vote.
		AlreadyExamined,
		/// More members have an interest in this referendum than can be remembered. Propose it in
		/// parts.
		TooManyInterested,
		/// The caller may vote, or has voted, so its opinion has a weight. Send `vote`, or `retract`
		/// first.
		MayVote,
		/// There is no vote of the caller on this referendum.
		NotVoted,
		/// There is no such track. Use one of the referenda's.
		UnknownTrack,
		/// The caller stands as a delegate on this track already.
		AlreadyStanding,
		/// The caller does not stand as a delegate on this track.
		NotStanding,
		/// The caller relies on a delegate on this track, and so cannot be one. Send `undelegate`
		/// first.
		IsDelegating,
		/// The caller stands as a delegate on this track, and so cannot rely on another. Send
		/// `stand_down` first.
		IsDelegate,
		/// The person chosen does not stand as a delegate on this track, or is no active member.
		/// Choose another.
		NotDelegate,
		/// The caller relies on this delegate already.
		AlreadyDelegated,
		/// As many rely on this delegate as may. Choose another.
		TooManyDelegators,
		/// The caller relies on nobody on this track.
		NotDelegating,
		/// The referendum can still be voted on. Clean up when it has ended.
		StillOngoing,
		/// Nothing of this referendum is remembered.
		NothingToCleanUp,
		/// The caller was not active when this referendum was submitted: removed, or expired. Send
		/// `opine`, and vote on later ones.
		Absent,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::MaxCleanUp::get() > 0,
				"what has ended must be able to be cleaned up"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Find out who has an interest in what `poll` proposes. Once a referendum, before its first
		/// vote; free of allowance for who does it.
		///
		/// Origin: signed by an active member. Fails with `NotMember`, `NotOngoing`,
		/// `AlreadyExamined`, `TooManyInterested`, or as `Interests` does where the proposal cannot
		/// be read. Emits `Examined`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::examine().saturating_add(T::Interests::weight()))]
		pub fn examine(origin: OriginFor<T>, poll: PollIndex) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_examine(who, poll)?;
			Ok(Pays::No.into())
		}

		/// Vote for or against `poll`, or change that vote; also for those who rely on the caller on
		/// its track and have not voted themselves. A first vote is free of allowance.
		///
		/// Origin: signed by a citizen who is active, was active when the referendum was submitted,
		/// and has no interest in it. Fails with `NotOngoing`, `NotExamined`, `NotMember`,
		/// `NotCitizen`, `Newcomer`, `Absent`, `Recused`. Emits `Voted`, once for each person.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::vote(T::MaxDelegators::get()))]
		pub fn vote(
			origin: OriginFor<T>,
			poll: PollIndex,
			aye: bool,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let cast = Self::do_vote(who, poll, aye)?;
			let pays = if cast.first { Pays::No } else { Pays::Yes };
			Ok((Some(T::WeightInfo::vote(cast.delegators)), pays).into())
		}

		/// Take the caller's vote on `poll` back, whoever has cast it, and those the caller has cast
		/// for others who rely on it.
		///
		/// Origin: signed by an active member. Fails with `NotMember`, `NotOngoing`, `NotVoted`.
		/// Emits `Retracted`, once for each person.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::retract(T::MaxDelegators::get()))]
		pub fn retract(origin: OriginFor<T>, poll: PollIndex) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let delegators = Self::do_retract(who, poll)?;
			Ok(Some(T::WeightInfo::retract(delegators)).into())
		}

		/// As one who may not vote on `poll`, say what you think of it, or something else than
		/// before. Opinions are counted apart and decide nothing.
		///
		/// Origin: signed by an active member who may not vote: of another kind, a newcomer, absent
		/// when the referendum was submitted, or recused. Fails with `NotOngoing`, `NotExamined`,
		/// `NotMember`, `MayVote`. Emits `Opined`.
		#[pallet::call_index(3)]
		pub fn opine(origin: OriginFor<T>, poll: PollIndex, aye: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_opine(who, poll, aye)
		}

		/// Stand as a delegate on `track`: others may rely on the caller.
		///
		/// Origin: signed by an active citizen. Fails with `NotMember`, `NotCitizen`,
		/// `UnknownTrack`, `IsDelegating`, `AlreadyStanding`. Emits `Stood`.
		#[pallet::call_index(4)]
		pub fn stand(origin: OriginFor<T>, track: TrackId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_stand(who, track)
		}

		/// Stand as a delegate on `track` no longer. Whoever relied on the caller relies on nobody.
		/// What was cast for them stays.
		///
		/// Origin: signed by an active citizen. Fails with `NotMember`, `NotCitizen`, `NotStanding`.
		/// Emits `Undelegated`, once for each person, and `StoodDown`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::stand_down(T::MaxDelegators::get()))]
		pub fn stand_down(origin: OriginFor<T>, track: TrackId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let delegators = Self::do_stand_down(who, track)?;
			Ok(Some(T::WeightInfo::stand_down(delegators)).into())
		}

		/// Rely on `to` on `track`, in place of whomever the caller relied on: the next votes `to`
		/// casts there are cast for the caller too, with the caller's weight, unless the caller
		/// votes.
		///
		/// Origin: signed by an active citizen. Fails with `NotMember`, `NotCitizen`, `IsDelegate`,
		/// `NotDelegate`, `AlreadyDelegated`, `TooManyDelegators`. Emits `Delegated`.
		#[pallet::call_index(6)]
		pub fn delegate(origin: OriginFor<T>, track: TrackId, to: MemberId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_delegate(who, track, to)
		}

		/// Rely on nobody on `track`. What was cast for the caller stays until the caller votes or
		/// retracts.
		///
		/// Origin: signed by an active citizen. Fails with `NotMember`, `NotCitizen`,
		/// `NotDelegating`. Emits `Undelegated`.
		#[pallet::call_index(7)]
		pub fn undelegate(origin: OriginFor<T>, track: TrackId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_undelegate(who, track)
		}

		/// Forget at most `limit` of the votes and opinions on `poll`, which has ended.
		///
		/// Origin: signed by anyone. At most `MaxCleanUp`; what was not needed of the weight is
		/// returned. Fails with `StillOngoing`, `NothingToCleanUp`. Emits `CleanedUp`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::clean_up((*limit).min(T::MaxCleanUp::get())))]
		pub fn clean_up(
			origin: OriginFor<T>,
			poll: PollIndex,
			limit: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let removed = Self::do_clean_up(poll, limit.min(T::MaxCleanUp::get()))?;
			Ok(Some(T::WeightInfo::clean_up(removed)).into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What the vote of `account` on `poll` would weigh, or why it may not vote.
		pub fn may_vote(poll: PollIndex, account: T::AccountId) -> Result<u32, Bar> {
			Self::weight_on(poll, &account)
		}

		/// The vote of a member on a referendum, until it is cleaned up.
		pub fn vote_of(poll: PollIndex, member: MemberId) -> Option<Vote> {
			Votes::<T>::get(poll, member)
		}

		/// The opinion of one who may not vote: for it, or against it.
		pub fn opinion_of(poll: PollIndex, member: MemberId) -> Option<bool> {
			OpinionsOf::<T>::get(poll, member)
		}

		/// How many opinions there are on a referendum.
		pub fn opinions(poll: PollIndex) -> Opinions {
			OpinionCounts::<T>::get(poll)
		}

		/// Who has an interest in a referendum; nothing if that is not known yet.
		pub fn interested(poll: PollIndex) -> Option<Vec<MemberId>> {
			Interested::<T>::get(poll).map(BoundedVec::into_inner)
		}

		/// On whom a person relies on a track.
		pub fn delegation(track: TrackId, member: MemberId) -> Option<MemberId> {
			Delegations::<T>::get(track, member)
		}

		/// Who relies on a person on a track; nothing if the person does not stand as a delegate.
		pub fn delegators(track: TrackId, member: MemberId) -> Option<Vec<MemberId>> {
			Delegates::<T>::get(track, member).map(|set| set.into_iter().collect())
		}
	}

	impl<T: Config> TakeSnapshot for Pallet<T> {
		fn take_snapshot() -> Snapshot {
			Snapshot {
				at: T::Time::now().as_secs(),
				citizens: T::Electorate::citizens(),
				next_member: T::Electorate::next_member(),
				rule: T::Standing::rule(),
			}
		}
	}
}
