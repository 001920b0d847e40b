#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impl_session;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod weights;

pub use impl_session::Unit;
pub use pallet::*;
pub use weights::WeightInfo;

/// What a benchmark needs of the runtime around this pallet.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Register session keys for `who`.
	fn register_keys(who: &AccountId);
}

#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;
	use civic_primitives::{MemberId, MemberKind, Membership};
	use frame_support::{pallet_prelude::*, traits::ConstU64, BoundedBTreeMap, BoundedBTreeSet};
	use frame_system::pallet_prelude::*;
	use pallet_session::SessionInterface;
	use sp_runtime::{traits::Convert, SaturatedConversion, TryRuntimeError};
	use sp_staking::{offence::OffenceSeverity, SessionIndex};

	use super::WeightInfo;

	/// Bumped with every storage change.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Slots in an epoch unless genesis says otherwise: an hour of 3-second slots.
	const HOURLY: u64 = 1_200;

	/// The shortest epoch genesis may ask for. The first block of an epoch carries no ordinary
	/// transactions, and a set change takes two epochs: below this the chain mostly rotates.
	pub const SHORTEST_EPOCH: u64 = 5;

	/// GRANDPA survives ⌊(n − 1) / 3⌋ failures: four is the first number that survives one.
	pub const SURVIVES_ONE: u32 = 4;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Who may give an agency a seat.
		type AdmitOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who may take an agency's seat away.
		type ExpelOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// The register that knows which accounts are agencies.
		type Agencies: Membership<Self::AccountId>;
		/// A hash of the session keys an account has registered, `None` without keys.
		type KeysOf: Convert<Self::AccountId, Option<Self::Hash>>;
		/// The sessions whose validators this pallet names.
		type Session: SessionInterface<ValidatorId = Self::AccountId, AccountId = Self::AccountId>;
		/// The most seats. Not above what the consensus pallets take.
		#[pallet::constant]
		type MaxAuthorities: Get<u32>;
		/// For how many sessions an offence can still be proven.
		#[pallet::constant]
		type ReportWindow: Get<SessionIndex>;
		/// Sets the scene for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: super::BenchmarkHelper<Self::AccountId>;
	}

	/// The seats: which account validates for which agency. The account stays when the agency's
	/// entry in the register moves to another key, so that the validator runs on. Bounded by
	/// `MaxAuthorities`; written by governance and by offences only.
	#[pallet::storage]
	pub type Seats<T: Config> = StorageValue<
		_,
		BoundedBTreeMap<T::AccountId, MemberId, <T as Config>::MaxAuthorities>,
		ValueQuery,
	>;

	/// What the session pallet was told last: the validators, each with the hash of the keys it had
	/// then.
	#[pallet::storage]
	pub type Planned<T: Config> = StorageValue<
		_,
		BoundedVec<(T::AccountId, T::Hash), <T as Config>::MaxAuthorities>,
		ValueQuery,
	>;

	/// Those who provably cheated and hold a seat still, because too few would remain, or validate
	/// still. Disabled again at the start of each session, since the session pallet enables everybody
	/// when the set changes. Cleared by a new seat, or when they are gone.
	#[pallet::storage]
	pub type Offenders<T: Config> =
		StorageValue<_, BoundedBTreeSet<T::AccountId, <T as Config>::MaxAuthorities>, ValueQuery>;

	/// The latest block that each validator made: who has made none for long is offline. Of those who
	/// may validate alone; written once in a block.
	#[pallet::storage]
	pub type LatestBlocks<T: Config> =
		StorageMap<_, Twox64Concat, T::AccountId, BlockNumberFor<T>, OptionQuery>;

	/// The number of seats below which no offender is removed and no smaller set takes over. Set at
	/// genesis. A decision leaves at least four in any case.
	#[pallet::storage]
	pub type MinAuthorities<T: Config> = StorageValue<_, u32, ValueQuery, ConstU32<SURVIVES_ONE>>;

	/// Slots in an epoch (and so in a session). Set at genesis and never again: BABE derives epoch
	/// numbers from it.
	#[pallet::storage]
	pub type EpochSlots<T: Config> = StorageValue<_, u64, ValueQuery, ConstU64<HOURLY>>;

	/// The first validators and the sizes that never change.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Each validating account, with its agency's number in the register. Each needs session
		/// keys in the session pallet's genesis.
		pub seats: Vec<(T::AccountId, MemberId)>,
		/// See [`MinAuthorities`].
		pub min_authorities: u32,
		/// See [`EpochSlots`].
		pub epoch_slots: u64,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				seats: Vec::new(),
				min_authorities: SURVIVES_ONE,
				epoch_slots: HOURLY,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				self.epoch_slots >= SHORTEST_EPOCH,
				"authorities.epochSlots: an epoch needs at least {SHORTEST_EPOCH} slots, not {}",
				self.epoch_slots,
			);
			assert!(
				self.min_authorities > 0,
				"authorities.minAuthorities: a chain needs at least one validator",
			);
			EpochSlots::<T>::put(self.epoch_slots);
			MinAuthorities::<T>::put(self.min_authorities);
			Seats::<T>::mutate(|seats| {
				for (who, agency) in &self.seats {
					assert!(
						!seats.values().any(|seated| seated == agency),
						"authorities.seats: agency {agency} has two seats; give it one",
					);
					assert!(
						matches!(seats.try_insert(who.clone(), *agency), Ok(None)),
						"authorities.seats: {who:?} is listed twice, or there are too many seats",
					);
				}
			});
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An agency was given a seat. It validates from the session after next.
		#[codec(index = 0)]
		Admitted {
			/// The validating account.
			who: T::AccountId,
			/// The agency's number in the register.
			agency: MemberId,
		},
		/// An agency took its seat along to another account.
		#[codec(index = 1)]
		Moved {
			/// The account that validated so far.
			from: T::AccountId,
			/// The account that validates from the session after next.
			to: T::AccountId,
			/// The agency's number in the register.
			agency: MemberId,
		},
		/// An agency lost its seat by decision. It validates until the session after next.
		#[codec(index = 2)]
		Expelled {
			/// The validating account.
			who: T::AccountId,
			/// The agency's number in the register.
			agency: MemberId,
		},
		/// An agency lost its seat because its node signed two blocks for one slot or two votes for
		/// one round.
		#[codec(index = 3)]
		OffenderRemoved {
			/// The validating account.
			who: T::AccountId,
			/// The agency's number in the register.
			agency: MemberId,
			/// The session of the offence.
			session: SessionIndex,
		},
		/// An offender keeps its seat because too few would remain without it. It is disabled, unless
		/// a third of the validators are already. Admit another agency and expel this one.
		#[codec(index = 4)]
		OffenderKept {
			/// The validating account.
			who: T::AccountId,
			/// The session of the offence.
			session: SessionIndex,
		},
		/// The validators of the coming session are the same as before, because too few seats have
		/// session keys.
		#[codec(index = 5)]
		SetKeptTooFew {
			/// How many have keys.
			eligible: u32,
		},
		/// The validators of a coming session were named.
		#[codec(index = 6)]
		SetPlanned {
			/// The session they will validate.
			session: SessionIndex,
			/// How many they are.
			count: u32,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is not an enrolled agency whose enrolment still runs. Have the assembly enrol it as
		/// an agency first.
		NotAgency,
		/// The account has no session keys. Register them with `session.setKeys` first.
		NoKeys,
		/// The account already holds its agency's seat.
		AlreadySeated,
		/// All seats are taken. Expel another agency first.
		TooManyAuthorities,
		/// The account holds no seat. Name the validating account.
		NotSeated,
		/// Fewer validators than the minimum, or than four, would remain. Admit another agency first.
		TooFewAuthorities,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::MaxAuthorities::get() > 0,
				"MaxAuthorities: no seat at all"
			);
			assert!(
				T::ReportWindow::get() > 0,
				"ReportWindow: no offence could be proven"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Give the agency of `who` a seat, or move its seat to `who`.
		///
		/// Origin: `AdmitOrigin`. Fails with `NotAgency`, `NoKeys`, `AlreadySeated`,
		/// `TooManyAuthorities`. Emits `Admitted` or `Moved`.
		#[pallet::call_index(0)]
		pub fn admit(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmitOrigin::ensure_origin(origin)?;
			let agency = match T::Agencies::active(&who) {
				Some((agency, MemberKind::Agency)) => agency,
				_ => return Err(Error::<T>::NotAgency.into()),
			};
			ensure!(
				T::KeysOf::convert(who.clone()).is_some(),
				Error::<T>::NoKeys
			);

			Seats::<T>::try_mutate(|seats| {
				ensure!(!seats.contains_key(&who), Error::<T>::AlreadySeated);
				let from = seats
					.iter()
					.find(|(_, id)| **id == agency)
					.map(|(who, _)| who.clone());
				if let Some(from) = &from {
					seats.remove(from);
				}
				seats
					.try_insert(who.clone(), agency)
					.map_err(|_| Error::<T>::TooManyAuthorities)?;
				Self::deposit_event(match from {
					Some(from) => Event::Moved {
						from,
						to: who.clone(),
						agency,
					},
					None => Event::Admitted {
						who: who.clone(),
						agency,
					},
				});
				Ok::<_, Error<T>>(())
			})?;
			// A seat by decision is a new beginning.
			Self::forgive(&who);
			Self::forget_gone_offenders();
			Ok(())
		}

		/// Take the seat of `who` away.
		///
		/// Origin: `ExpelOrigin`. Fails with `NotSeated`, `TooFewAuthorities`. Emits `Expelled`.
		#[pallet::call_index(1)]
		pub fn expel(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::ExpelOrigin::ensure_origin(origin)?;
			// A decision never leaves fewer than survive one failure, whatever genesis has set.
			let fewest = MinAuthorities::<T>::get().max(SURVIVES_ONE);
			let agency = Self::unseat(&who, fewest)?;
			Self::deposit_event(Event::Expelled { who, agency });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The seats: the validating account of each agency.
		pub fn seats() -> Vec<(T::AccountId, MemberId)> {
			Seats::<T>::get().into_iter().collect()
		}

		/// Who validates in this session, with the latest block each has made, if any.
		pub fn validators() -> Vec<(T::AccountId, Option<BlockNumberFor<T>>)> {
			T::Session::validators()
				.into_iter()
				.map(|who| {
					let block = LatestBlocks::<T>::get(&who);
					(who, block)
				})
				.collect()
		}

		/// The validators named last, who may not validate yet.
		pub fn planned() -> Vec<T::AccountId> {
			Planned::<T>::get()
				.into_iter()
				.map(|(who, _)| who)
				.collect()
		}
	}

	impl<T: Config> Pallet<T> {
		/// Whether `who` holds a seat.
		pub fn is_seated(who: &T::AccountId) -> bool {
			Seats::<T>::get().contains_key(who)
		}

		/// Take the seat of `who` away, unless fewer than `fewest` would remain.
		pub(super) fn unseat(who: &T::AccountId, fewest: u32) -> Result<MemberId, Error<T>> {
			let agency = Seats::<T>::try_mutate(|seats| {
				let agency = seats.remove(who).ok_or(Error::<T>::NotSeated)?;
				let left = seats.len().saturated_into::<u32>();
				ensure!(left >= fewest, Error::<T>::TooFewAuthorities);
				Ok::<_, Error<T>>(agency)
			})?;
			Self::forget_gone_offenders();
			Ok(agency)
		}

		/// Whether `who` provably cheated and keeps its seat because too few would remain: another
		/// report would change nothing.
		pub fn is_kept_offender(who: &T::AccountId) -> bool {
			let seats = Seats::<T>::get();
			seats.contains_key(who)
				&& !Self::suffices(seats.len().saturating_sub(1))
				&& Offenders::<T>::get().contains(who)
		}

		/// Remember that `who` provably cheated, if it can do so again.
		pub(super) fn note_offender(who: &T::AccountId) {
			if Self::may_validate(who) {
				// Were there more than seats, those beyond would be disabled until the set changes.
				let _ = Offenders::<T>::mutate(|offenders| offenders.try_insert(who.clone()));
			}
		}

		/// Disable every offender who still validates.
		pub(super) fn disable_offenders() {
			for who in Offenders::<T>::get() {
				T::Session::report_offence(who, OffenceSeverity::default());
			}
		}

		fn forgive(who: &T::AccountId) {
			Offenders::<T>::mutate(|offenders| offenders.remove(who));
		}

		/// Forget the offenders who have no more to do with validating.
		pub(super) fn forget_gone_offenders() {
			for who in Offenders::<T>::get() {
				if !Self::may_validate(&who) {
					Self::forgive(&who);
				}
			}
		}

		/// Forget the blocks of those who have no more to do with validating.
		pub(super) fn forget_gone_authors() {
			let gone: Vec<_> = LatestBlocks::<T>::iter_keys()
				.filter(|who| !Self::may_validate(who))
				.collect();
			for who in gone {
				LatestBlocks::<T>::remove(who);
			}
		}

		/// Whether `who` holds a seat, validates, or will in the coming session.
		fn may_validate(who: &T::AccountId) -> bool {
			Self::is_seated(who)
				|| T::Session::validators().contains(who)
				|| Planned::<T>::get()
					.iter()
					.any(|(planned, _)| planned == who)
		}

		/// The validators for `session`, or `None` when they and their keys are what they were: the
		/// session pallet takes any answer for a change, which would re-enable disabled offenders
		/// and issue a GRANDPA set change.
		pub(super) fn plan(session: SessionIndex) -> Option<Vec<T::AccountId>> {
			let eligible: Vec<_> = Seats::<T>::get()
				.into_iter()
				.filter_map(|(who, _)| T::KeysOf::convert(who.clone()).map(|keys| (who, keys)))
				.collect();
			let count: u32 = eligible.len().saturated_into();
			if !Self::suffices(eligible.len()) {
				Self::deposit_event(Event::SetKeptTooFew { eligible: count });
				return None;
			}

			// Bounded as `Seats` is; nothing is cut.
			let next = BoundedVec::truncate_from(eligible);
			if Planned::<T>::get() == next {
				return None;
			}
			Planned::<T>::put(&next);
			Self::deposit_event(Event::SetPlanned { session, count });
			Some(next.into_iter().map(|(who, _)| who).collect())
		}

		fn suffices(count: usize) -> bool {
			count.saturated_into::<u32>() >= MinAuthorities::<T>::get()
		}

		/// Checks the invariants the README numbers.
		pub fn do_try_state() -> Result<(), TryRuntimeError> {
			let seats = Seats::<T>::get();
			let mut agencies: Vec<_> = seats.values().collect();
			agencies.sort_unstable();
			agencies.dedup();
			ensure!(agencies.len() == seats.len(), "1: an agency has two seats");
			ensure!(
				Self::suffices(seats.len()),
				"2: fewer seats than the minimum"
			);
			let planned = Planned::<T>::get();
			ensure!(
				planned
					.windows(2)
					.all(|pair| matches!(pair, [(a, _), (b, _)] if a < b)),
				"3: the planned validators are not in order, or one is named twice"
			);
			ensure!(
				planned.is_empty() || Self::suffices(planned.len()),
				"4: fewer validators planned than the minimum"
			);
			ensure!(
				EpochSlots::<T>::get() >= SHORTEST_EPOCH,
				"5: the epoch is too short"
			);
			ensure!(
				Offenders::<T>::get().iter().all(Self::may_validate),
				"6: an offender is remembered who cannot validate"
			);
			ensure!(
				LatestBlocks::<T>::iter_keys().all(|who| Self::may_validate(&who)),
				"7: the block of someone is remembered who cannot validate"
			);
			Ok(())
		}
	}
}

/// The length of an epoch in slots, as BABE asks for it.
pub struct EpochLength<T>(core::marker::PhantomData<T>);

impl<T: Config> frame_support::traits::Get<u64> for EpochLength<T> {
	fn get() -> u64 {
		EpochSlots::<T>::get()
	}
}
