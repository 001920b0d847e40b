//! What becomes of decisions: how long a day is, what was decided and is to be done, who has
//! proposed what, what the agencies have paused.
//!
//! # Invariants
//!
//! 1. A day has blocks.
//! 2. No call is listed twice among the pauses.
//! 3. Nobody has more proposals noted than may be open, nor one twice.
//! 4. No account that has noted no preimage is listed with room taken.
//! 5. What was done does not wait to be done.

use alloc::vec::Vec;

use civic_primitives::{MemberKind, Membership};
use codec::{Decode, DecodeLimit, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	dispatch::{
		DispatchErrorWithPostInfo, DispatchResult, DispatchResultWithPostInfo, GetDispatchInfo,
		PostDispatchInfo,
	},
	ensure,
	traits::{
		schedule::{v3::Named, v3::TaskName, DispatchTime},
		Bounded, ConstU32, Get, QueryPreimage, StorePreimage, TransactionPause,
	},
	weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{Dispatchable, Zero},
	DispatchError, Saturating, TryRuntimeError,
};

pub use pallet::*;

/// The number of a referendum.
pub type PollIndex = pallet_assembly::PollIndex;
/// The longest name of a pallet or a call, in bytes.
pub type MaxNameLen = ConstU32<64>;
/// The name of a call: its pallet's, its own.
pub type CallName = (BoundedVec<u8, MaxNameLen>, BoundedVec<u8, MaxNameLen>);
/// A proposed call, or where it is found.
pub type BoundedProposalOf<T> =
	Bounded<<T as Config>::Proposal, <T as frame_system::Config>::Hashing>;
/// Something to be done in `T`.
pub type EnactmentOf<T> =
	Enactment<<T as Config>::PalletsOrigin, BoundedProposalOf<T>, BlockNumberFor<T>>;

/// How many blocks a day has unless genesis says otherwise: one every 3 seconds.
pub const DEFAULT_DAY: u32 = 28_800;
/// The longest day there can be, so that periods of a year fit block numbers.
pub const LONGEST_DAY: u32 = 1_000_000;
/// How deep calls may be nested in a proposal.
pub const MAX_DEPTH: u32 = 8;
/// The longest proposal, in bytes. A runtime is longer: it is proposed by its hash.
pub const MAX_READ: u32 = 128 * 1024;
/// Reading and writing all that a block can be given to do, as pallet-scheduler measures it, rounded up.
const FULL_AGENDA: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(450), 0);
/// How many blocks pass from one try of an enactment to the next: whoever has it tried again pays for
/// little, and it may weigh more than half a block.
const RETRY_PAUSE: u32 = 5;

/// What was decided and is not done: waits for its time, or failed and can be tried again.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Enactment<Origin, Call, BlockNumber> {
	/// By what authority.
	pub origin: Origin,
	/// What is to be done.
	pub call: Call,
	/// The block after which it is not tried any more.
	pub expires: BlockNumber,
	/// When and why it failed, if it did.
	pub failure: Option<(BlockNumber, DispatchError)>,
}

/// How an enactment stands, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Standing<BlockNumber> {
	/// The block it is tried in, if one is set.
	pub at: Option<BlockNumber>,
	/// When and why it failed, if it did.
	pub failure: Option<(BlockNumber, DispatchError)>,
	/// The block after which it is not tried any more.
	pub expires: BlockNumber,
}

/// Why an account may not propose.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProposalBar {
	/// The account speaks for no active member.
	#[codec(index = 0)]
	NotMember,
	/// Only citizens and agencies propose.
	#[codec(index = 1)]
	NotProposer,
	/// As many proposals of the member are open as may be. Wait until one is decided.
	#[codec(index = 2)]
	TooManyOpen,
}

/// The referenda, as far as they concern who proposes.
pub trait OpenReferenda {
	/// The number of the next referendum.
	fn next() -> PollIndex;
	/// Whether it can still be voted on.
	fn is_open(poll: PollIndex) -> bool;
	/// The name under which the scheduler knows the enactment of `poll`.
	fn enactment(poll: PollIndex) -> TaskName;
}

/// Finds out what keeps a call from being voted on.
pub trait Examine<Origin, Call> {
	/// Look at `call`, made by the authority `origin`.
	fn look_at(origin: &Origin, call: &Call) -> DispatchResult;
}

#[frame_support::pallet]
pub mod pallet {
	use frame_support::{dispatch::DispatchClass, pallet_prelude::*};
	use frame_system::pallet_prelude::*;

	use super::*;

	/// Bumped with every storage change.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// What can be proposed.
		type Proposal: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ From<Call<Self>>;
		/// By what authority.
		type PalletsOrigin: Parameter
			+ MaxEncodedLen
			+ Into<Self::RuntimeOrigin>
			+ From<RawOrigin<Self::AccountId>>;
		/// When things are done.
		type Scheduler: Named<
			BlockNumberFor<Self>,
			Self::Proposal,
			Self::PalletsOrigin,
			Hasher = Self::Hashing,
		>;
		/// Where long proposals are kept.
		type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;
		/// Where members are known.
		type Members: Membership<Self::AccountId>;
		/// Where proposals are decided.
		type Referenda: OpenReferenda;
		/// What finds out whether a proposal can be voted on.
		type Examining: Examine<Self::PalletsOrigin, Self::Proposal>;
		/// Who may pause calls.
		type PauseOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// What pauses them.
		type Pausing: TransactionPause<CallIdentifier = CallName>;
		/// The most that something decided may weigh.
		#[pallet::constant]
		type MaxEnactment: Get<Weight>;
		/// For how long a failed enactment can be tried again.
		type RetryTerm: Get<BlockNumberFor<Self>>;
		/// For how long a call is paused.
		type PauseTerm: Get<BlockNumberFor<Self>>;
		/// The most calls that are paused at a time.
		#[pallet::constant]
		type MaxPauses: Get<u32>;
		/// The most proposals of one member that are open at a time.
		#[pallet::constant]
		type MaxOpenProposals: Get<u32>;
	}

	/// The blocks in a day. Periods of decisions are days; set at genesis and never changed.
	#[pallet::storage]
	pub type DayLength<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery, DefaultDay<T>>;

	/// A day of the default length.
	#[pallet::type_value]
	pub fn DefaultDay<T: Config>() -> BlockNumberFor<T> {
		DEFAULT_DAY.into()
	}

	/// What was decided and is not done, by the name under which the scheduler knows it. Bounded by
	/// the decisions of a `RetryTerm`, and by those whom nobody has cleared.
	#[pallet::storage]
	pub type Enactments<T: Config> = StorageMap<_, Identity, TaskName, EnactmentOf<T>, OptionQuery>;

	/// In which block what was decided was done, by the name under which the scheduler knew it. Stays,
	/// as the referendum itself does: one for each that was approved.
	#[pallet::storage]
	pub type Done<T: Config> = StorageMap<_, Identity, TaskName, BlockNumberFor<T>, OptionQuery>;

	/// The paused calls, each with the block in which its pause ends.
	#[pallet::storage]
	pub type Pauses<T: Config> =
		StorageValue<_, BoundedVec<(CallName, BlockNumberFor<T>), T::MaxPauses>, ValueQuery>;

	/// What each member has proposed and, as far as it was looked at, can still be voted on.
	#[pallet::storage]
	pub type Proposed<T: Config> = StorageMap<
		_,
		Twox64Concat,
		civic_primitives::MemberId,
		BoundedVec<PollIndex, T::MaxOpenProposals>,
		ValueQuery,
	>;

	/// How many bytes of preimages each account has noted.
	#[pallet::storage]
	pub type RoomTaken<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, OptionQuery>;

	/// How long a day is.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The blocks in a day.
		pub day_length: BlockNumberFor<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				day_length: DEFAULT_DAY.into(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				!self.day_length.is_zero() && self.day_length <= LONGEST_DAY.into(),
				"governance.dayLength: a day has 1 to {LONGEST_DAY} blocks",
			);
			DayLength::<T>::put(self.day_length);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Something was decided and will be done. `id` is the name the scheduler knows it by, the
		/// hash of `("assembly", "enactment", referendum)`.
		#[codec(index = 0)]
		Planned {
			/// The scheduler's name.
			id: TaskName,
			/// The block it is done in.
			at: BlockNumberFor<T>,
		},
		/// What was decided was done.
		#[codec(index = 1)]
		Enacted {
			/// The scheduler's name.
			id: TaskName,
		},
		/// What was decided could not be done. Send `retry` when the cause is gone.
		#[codec(index = 2)]
		EnactmentFailed {
			/// The scheduler's name.
			id: TaskName,
			/// Why not.
			error: DispatchError,
			/// The block after which it cannot be tried again.
			expires: BlockNumberFor<T>,
		},
		/// What was decided was not done and will not be.
		#[codec(index = 3)]
		Abandoned {
			/// The scheduler's name.
			id: TaskName,
		},
		/// A call was paused.
		#[codec(index = 4)]
		Paused {
			/// Which.
			call: CallName,
			/// The block in which it goes on.
			until: BlockNumberFor<T>,
		},
		/// The time of a pause is over.
		#[codec(index = 5)]
		Resumed {
			/// Of which call.
			call: CallName,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The caller is not an active member. Enrol, or renew the enrolment, first.
		NotMember,
		/// Nothing that was decided by this referendum waits to be done.
		NoEnactment,
		/// What was decided will be tried in a block that is set. Wait for it.
		StillPlanned,
		/// What was decided can no longer be tried. Propose it again.
		EnactmentExpired,
		/// What was decided can still be tried. Only the assembly gives it up before its time.
		NotExpired,
		/// The proposal is not here. Note its preimage.
		ProposalMissing,
		/// The proposal is no call of this runtime. Propose one that is.
		ProposalUnreadable,
		/// The proposal is too long to be read. Propose it in parts, a runtime by its hash with
		/// `system.authorizeUpgrade`.
		ProposalTooLong,
		/// The proposal holds more calls, or calls nested deeper, than are looked at. Propose it in
		/// parts.
		ProposalTooDeep,
		/// What was decided weighs more than may be enacted at once. Propose it in parts.
		EnactmentTooHeavy,
		/// The preimages of this account take as much room as they may. Take one back with
		/// `preimage.unnotePreimage`.
		NoRoom,
		/// This call cannot be paused: it serves consensus, decisions, or objections.
		NotPausable,
		/// As many calls are paused as may be. Let one go on first.
		TooManyPauses,
		/// The proposal is about something that is not there, or pays an account of no member. Examine
		/// it again once it is there, or is one.
		ProposalUnknown,
		/// The authority it is proposed by cannot make a call of the proposal. Propose it on the
		/// track that can.
		ProposalNotPermitted,
		/// A call of the proposal would count as done though what it wraps had failed, or would be
		/// done out of sight. Use `utility.batchAll`, `withWeight` or `dispatchAsFallible`.
		ProposalHidesFailure,
		/// The proposal names more members than a vote can do without: more than a few citizens, or
		/// an organisation with people behind it among other things. Propose it in parts.
		ProposalNamesTooMany,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::end_pauses(now)
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Pause `call` for a `PauseTerm`, or from here on again.
		///
		/// Origin: `PauseOrigin`. Fails with `NotPausable`, `TooManyPauses`. Emits `Paused`. To end it
		/// sooner: `txPause.unpause`.
		#[pallet::call_index(0)]
		#[pallet::weight((
			T::DbWeight::get().reads_writes(u64::from(T::MaxPauses::get()).saturating_add(3), 2),
			DispatchClass::Operational,
		))]
		pub fn pause(origin: OriginFor<T>, call: CallName) -> DispatchResult {
			T::PauseOrigin::ensure_origin(origin)?;
			Self::do_pause(call)
		}

		/// Do what was decided under this name. A failure is remembered, and can be retried.
		///
		/// Origin: root, through the scheduler. Fails with `NoEnactment`. Emits `Enacted` or
		/// `EnactmentFailed`. What was not needed of the weight is returned.
		#[pallet::call_index(1)]
		// The most, and nothing read to know it: anybody may ask what a transaction full of these weighs.
		#[pallet::weight((
			Pallet::<T>::weight_of_enacting().saturating_add(T::MaxEnactment::get()),
			DispatchClass::Operational,
		))]
		pub fn enact(origin: OriginFor<T>, id: TaskName) -> DispatchResultWithPostInfo {
			ensure_root(origin)?;
			Self::do_enact(id)
		}

		/// Try again what `poll` decided and could not be done: in the next block, or a few after it
		/// failed.
		///
		/// Origin: signed by an active member. Fails with `NotMember`, `NoEnactment`,
		/// `StillPlanned`, `EnactmentExpired`. Emits `Planned`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::DbWeight::get().reads_writes(6, 3).saturating_add(FULL_AGENDA))]
		pub fn retry(origin: OriginFor<T>, #[pallet::compact] poll: PollIndex) -> DispatchResult {
			let who = ensure_signed(origin)?;
			ensure!(T::Members::active(&who).is_some(), Error::<T>::NotMember);
			Self::do_retry(T::Referenda::enactment(poll))
		}

		/// Give up what `poll` decided: anybody, when it can no longer be tried; before that the
		/// assembly alone.
		///
		/// Origin: root, or signed. Fails with `NoEnactment`, `NotExpired`. Emits `Abandoned`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::DbWeight::get().reads_writes(4, 4).saturating_add(FULL_AGENDA))]
		pub fn abandon(origin: OriginFor<T>, #[pallet::compact] poll: PollIndex) -> DispatchResult {
			let by_root = ensure_signed_or_root(origin)?.is_none();
			let id = T::Referenda::enactment(poll);
			let enactment = Enactments::<T>::get(id).ok_or(Error::<T>::NoEnactment)?;
			let expired = Self::now() > enactment.expires;
			ensure!(by_root || expired, Error::<T>::NotExpired);
			// Nothing is planned any more once the time is over.
			let _ = T::Scheduler::cancel_named(id);
			Self::forget(id);
			Self::deposit_event(Event::Abandoned { id });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The blocks in a day.
		pub fn day() -> BlockNumberFor<T> {
			DayLength::<T>::get()
		}

		/// How the enactment of what `poll` decided stands: nothing before it is decided, and after
		/// it was done or given up.
		pub fn enactment(poll: PollIndex) -> Option<Standing<BlockNumberFor<T>>> {
			let id = T::Referenda::enactment(poll);
			Enactments::<T>::get(id).map(|enactment| Standing {
				at: T::Scheduler::next_dispatch_time(id).ok(),
				failure: enactment.failure,
				expires: enactment.expires,
			})
		}

		/// Whether `call`, encoded, could be voted on if the authority `origin` were proposed to make it, or
		/// why it could not: what is found out of a referendum before its first vote.
		pub fn may_be_voted_on(origin: T::PalletsOrigin, call: Vec<u8>) -> DispatchResult {
			let is_long = u32::try_from(call.len()).map_or(true, |length| length > MAX_READ);
			ensure!(!is_long, Error::<T>::ProposalTooLong);
			T::Examining::look_at(&origin, &Self::decoded(&call)?)
		}

		/// The block in which what `poll` decided was done. It may be later than was planned: a block in
		/// which a session ends does nothing else.
		pub fn done(poll: PollIndex) -> Option<BlockNumberFor<T>> {
			Done::<T>::get(T::Referenda::enactment(poll))
		}

		/// Whether `account` may propose, or why it may not.
		pub fn may_propose(account: T::AccountId) -> Result<(), ProposalBar> {
			let (_, open) = Self::open_proposals(&account)?;
			let most = usize::try_from(T::MaxOpenProposals::get()).unwrap_or(usize::MAX);
			ensure!(open.len() < most, ProposalBar::TooManyOpen);
			Ok(())
		}

		/// The paused calls, each with the block in which it goes on.
		pub fn pauses() -> Vec<(CallName, BlockNumberFor<T>)> {
			Pauses::<T>::get().into_inner()
		}
	}
}

/// Where the scheduler keeps something.
pub(crate) type AddressOf<T> = <<T as Config>::Scheduler as Named<
	BlockNumberFor<T>,
	<T as Config>::Proposal,
	<T as Config>::PalletsOrigin,
>>::Address;

type OpenOf<T> = BoundedVec<PollIndex, <T as Config>::MaxOpenProposals>;

impl<T: Config> Pallet<T> {
	fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// `count` days, in blocks.
	pub fn days(count: u32) -> BlockNumberFor<T> {
		DayLength::<T>::get().saturating_mul(count.into())
	}

	/// The member behind `who`, if it may propose at all, and what of it can be voted on.
	fn open_proposals(
		who: &T::AccountId,
	) -> Result<(civic_primitives::MemberId, OpenOf<T>), ProposalBar> {
		let (id, kind) = T::Members::active(who).ok_or(ProposalBar::NotMember)?;
		ensure!(
			matches!(kind, MemberKind::Citizen | MemberKind::Agency),
			ProposalBar::NotProposer
		);
		let mut open = Proposed::<T>::get(id);
		open.retain(|poll| T::Referenda::is_open(*poll));
		Ok((id, open))
	}

	/// `who` proposes what becomes the next referendum.
	pub(crate) fn note_proposal(who: &T::AccountId) -> Result<(), ProposalBar> {
		let (id, mut open) = Self::open_proposals(who)?;
		open.try_push(T::Referenda::next())
			.map_err(|_| ProposalBar::TooManyOpen)?;
		Proposed::<T>::insert(id, open);
		Ok(())
	}

	/// `who` notes a preimage of `bytes`, of at most `most` at a time.
	pub(crate) fn take_room(who: &T::AccountId, bytes: u32, most: u32) -> DispatchResult {
		let taken = RoomTaken::<T>::get(who).unwrap_or_default();
		let all = taken.checked_add(bytes).ok_or(Error::<T>::NoRoom)?;
		ensure!(all <= most, Error::<T>::NoRoom);
		RoomTaken::<T>::set(who, (all > 0).then_some(all));
		Ok(())
	}

	/// `who` has `bytes` of preimages less.
	pub(crate) fn leave_room(who: &T::AccountId, bytes: u32) {
		RoomTaken::<T>::mutate_exists(who, |taken| {
			let left = taken.unwrap_or_default().saturating_sub(bytes);
			*taken = (left > 0).then_some(left);
		});
	}

	/// The bytes of a proposal, if they are no more than `most`.
	fn bytes_of(call: &BoundedProposalOf<T>, most: u32) -> Result<Vec<u8>, Error<T>> {
		if let Bounded::Inline(bytes) = call {
			return Ok(bytes.to_vec());
		}
		let hash = call.hash();
		let length = T::Preimages::len(&hash).ok_or(Error::<T>::ProposalMissing)?;
		ensure!(length <= most, Error::<T>::ProposalTooLong);
		// What a proposal says of its length must be so; old ones say nothing.
		let told = match call {
			Bounded::Lookup { len, .. } => *len,
			_ => length,
		};
		let bytes =
			T::Preimages::fetch(&hash, Some(told)).map_err(|_| Error::<T>::ProposalUnreadable)?;
		Ok(bytes.into_owned())
	}

	/// What `call` stands for, if that is no more than `most` bytes.
	pub(crate) fn read(call: &BoundedProposalOf<T>, most: u32) -> Result<T::Proposal, Error<T>> {
		Self::decoded(&Self::bytes_of(call, most)?)
	}

	fn decoded(mut bytes: &[u8]) -> Result<T::Proposal, Error<T>> {
		T::Proposal::decode_all_with_depth_limit(MAX_DEPTH.saturating_mul(4), &mut bytes)
			.map_err(|_| Error::<T>::ProposalUnreadable)
	}

	/// `call` was decided, by the authority `origin`, and is to be done.
	pub(crate) fn plan(
		id: TaskName,
		when: DispatchTime<BlockNumberFor<T>>,
		origin: T::PalletsOrigin,
		call: BoundedProposalOf<T>,
	) -> Result<AddressOf<T>, DispatchError> {
		let at = when.evaluate(Self::now());
		// So that it can be read when its time comes, whoever has noted it.
		T::Preimages::hold(&call);
		let enactment = Enactment {
			origin,
			call,
			expires: at.saturating_add(T::RetryTerm::get()),
			failure: None,
		};
		let expires = enactment.expires;
		Enactments::<T>::insert(id, &enactment);
		Self::schedule(id, at).inspect_err(|error| {
			// The block it was to be done in is full. As if it had failed there, it can be tried again
			// after it, and not before its time.
			let failure = Some((at, *error));
			Enactments::<T>::insert(
				id,
				Enactment {
					failure,
					..enactment
				},
			);
			let error = *error;
			Self::deposit_event(Event::EnactmentFailed { id, error, expires });
		})
	}

	fn schedule(id: TaskName, at: BlockNumberFor<T>) -> Result<AddressOf<T>, DispatchError> {
		/// As the referenda have it: enactments before whatever else is scheduled by then.
		const PRIORITY: u8 = 63;
		let enact = T::Preimages::bound(T::Proposal::from(Call::enact { id }))?;
		let root = RawOrigin::Root.into();
		let address =
			T::Scheduler::schedule_named(id, DispatchTime::At(at), None, PRIORITY, root, enact)?;
		Self::deposit_event(Event::Planned { id, at });
		Ok(address)
	}

	/// What was decided is not to be done any more.
	pub(crate) fn forget(id: TaskName) {
		if let Some(enactment) = Enactments::<T>::take(id) {
			T::Preimages::drop(&enactment.call);
		}
	}

	/// The first block in which what failed in `failed` is tried again.
	fn next_try(failed: BlockNumberFor<T>) -> BlockNumberFor<T> {
		failed.saturating_add(RETRY_PAUSE.into())
	}

	fn do_retry(id: TaskName) -> DispatchResult {
		let enactment = Enactments::<T>::get(id).ok_or(Error::<T>::NoEnactment)?;
		let planned = T::Scheduler::next_dispatch_time(id).is_ok();
		ensure!(!planned, Error::<T>::StillPlanned);
		let next = Self::now().saturating_add(1u32.into());
		let at = enactment
			.failure
			.map_or(next, |(failed, _)| Self::next_try(failed).max(next));
		ensure!(at <= enactment.expires, Error::<T>::EnactmentExpired);
		Self::schedule(id, at).map(|_| ())
	}

	/// What enacting weighs besides what is enacted.
	fn weight_of_enacting() -> Weight {
		T::DbWeight::get().reads_writes(4, 4)
	}

	fn do_enact(id: TaskName) -> DispatchResultWithPostInfo {
		let mut enactment = Enactments::<T>::get(id).ok_or(Error::<T>::NoEnactment)?;
		// The scheduler forgets the name of what waits for room, so it can have been planned twice.
		if let Some((failed, _)) = enactment.failure {
			ensure!(
				Self::now() >= Self::next_try(failed),
				DispatchErrorWithPostInfo {
					post_info: Some(Self::weight_of_enacting()).into(),
					error: Error::<T>::StillPlanned.into(),
				}
			);
		}
		let (weight, result) = Self::dispatch(&enactment);
		match result {
			Ok(()) => {
				Self::forget(id);
				Done::<T>::insert(id, Self::now());
				Self::deposit_event(Event::Enacted { id });
			},
			Err(error) => {
				let expires = enactment.expires;
				enactment.failure = Some((Self::now(), error));
				Enactments::<T>::insert(id, enactment);
				Self::deposit_event(Event::EnactmentFailed { id, error, expires });
			},
		}
		let own = Self::weight_of_enacting();
		Ok(Some(own.saturating_add(weight)).into())
	}

	/// Do it; what that weighed.
	fn dispatch(enactment: &EnactmentOf<T>) -> (Weight, DispatchResult) {
		let call = match Self::read(&enactment.call, MAX_READ) {
			Ok(call) => call,
			Err(error) => return (Weight::zero(), Err(error.into())),
		};
		let weight = call.get_dispatch_info().call_weight;
		if weight.any_gt(T::MaxEnactment::get()) {
			return (Weight::zero(), Err(Error::<T>::EnactmentTooHeavy.into()));
		}
		match call.dispatch(enactment.origin.clone().into()) {
			Ok(info) => (info.actual_weight.unwrap_or(weight), Ok(())),
			Err(failed) => (
				failed.post_info.actual_weight.unwrap_or(weight),
				Err(failed.error),
			),
		}
	}

	fn do_pause(call: CallName) -> DispatchResult {
		let until = Self::now().saturating_add(T::PauseTerm::get());
		Pauses::<T>::try_mutate(|pauses| {
			// Whatever was let go on before its time is listed no longer.
			pauses.retain(|(paused, _)| *paused != call && T::Pausing::is_paused(paused.clone()));
			pauses
				.try_push((call.clone(), until))
				.map_err(|_| Error::<T>::TooManyPauses)
		})?;
		if !T::Pausing::is_paused(call.clone()) {
			T::Pausing::pause(call.clone()).map_err(|_| Error::<T>::NotPausable)?;
		}
		Self::deposit_event(Event::Paused { call, until });
		Ok(())
	}

	/// Let go on what was paused until now; what that weighs.
	fn end_pauses(now: BlockNumberFor<T>) -> Weight {
		let mut pauses = Pauses::<T>::get();
		let mut ended: u64 = 0;
		pauses.retain(|(call, until)| {
			if *until > now {
				return true;
			}
			ended = ended.saturating_add(1);
			// It may have been let go on before its time.
			if T::Pausing::unpause(call.clone()).is_ok() {
				Self::deposit_event(Event::Resumed { call: call.clone() });
			}
			false
		});
		if ended > 0 {
			Pauses::<T>::put(pauses);
		}
		T::DbWeight::get().reads_writes(ended.saturating_add(1), ended.saturating_mul(2))
	}

	/// Checks the invariants of the module's documentation.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(!DayLength::<T>::get().is_zero(), "1: a day has blocks");
		let pauses = Pauses::<T>::get();
		for (i, (call, _)) in pauses.iter().enumerate() {
			let again = pauses
				.iter()
				.skip(i.saturating_add(1))
				.any(|(other, _)| other == call);
			ensure!(!again, "2: no call is paused twice");
		}
		for (_, open) in Proposed::<T>::iter() {
			ensure!(
				open.windows(2)
					.all(|pair| matches!(pair, [one, other] if one < other)),
				"3: no proposal is noted twice"
			);
		}
		for (_, taken) in RoomTaken::<T>::iter() {
			ensure!(taken > 0, "4: who has noted nothing is not listed");
		}
		for (id, _) in Done::<T>::iter() {
			ensure!(
				!Enactments::<T>::contains_key(id),
				"5: what was done does not wait"
			);
		}
		Ok(())
	}
}
