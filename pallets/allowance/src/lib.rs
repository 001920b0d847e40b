#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod charge;
mod meter;
#[cfg(test)]
mod mock;
mod refusal;
#[cfg(test)]
mod tests;
pub mod weights;

pub use charge::Charged;
pub use meter::Meter;
pub use pallet::*;
pub use refusal::Refusal;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use civic_primitives::{Balance, MemberId, MemberKind, Membership, Moment};
	use frame_support::{pallet_prelude::*, traits::UnixTime};
	use frame_system::pallet_prelude::*;
	use sp_runtime::TryRuntimeError;

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
		/// Who sets capacities.
		type PolicyOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Where membership is decided.
		type Members: Membership<Self::AccountId>;
		/// What the time is.
		type Time: UnixTime;
		/// How many seconds refill an empty allowance. Not 0.
		#[pallet::constant]
		type RefillPeriod: Get<Moment>;
		/// The least capacity of agencies. Below it, those who hold the city's privileges could not
		/// pay for the call that mends a mistake.
		#[pallet::constant]
		type AgencyFloor: Get<Balance>;
	}

	/// What a member of a kind may use before it has to wait. Kinds without one may do nothing.
	#[pallet::storage]
	pub type Capacities<T: Config> = StorageMap<_, Twox64Concat, MemberKind, Balance, ValueQuery>;

	/// What each member has used. One that never used anything has none.
	#[pallet::storage]
	pub type Meters<T: Config> = StorageMap<_, Twox64Concat, MemberId, Meter, ValueQuery>;

	/// The capacities from the first block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// What a member of each kind may use.
		pub capacities: Vec<(MemberKind, Balance)>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (kind, capacity) in &self.capacities {
				assert!(
					!Capacities::<T>::contains_key(kind),
					"two capacities for {kind:?}"
				);
				assert!(
					*capacity <= Pallet::<T>::max_capacity(),
					"the capacity of {kind:?} is too large: {capacity}"
				);
				Capacities::<T>::insert(kind, capacity);
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Members of a kind have another capacity.
		CapacitySet {
			/// The kind.
			kind: MemberKind,
			/// What they may use before they have to wait.
			capacity: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The capacity is larger than the ledger can count. Give a smaller one.
		CapacityTooLarge,
		/// Agencies could no longer act for the city. Give them at least `AgencyFloor`.
		AgencyCapacityTooLow,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::RefillPeriod::get() > 0,
				"an allowance is refilled over some time"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Let members of `kind` use `capacity` before they have to wait. What they have used
		/// stays used; it is refilled at the rate of their capacity when they next call. 0 stops
		/// them.
		///
		/// Origin: `PolicyOrigin`. Fails with `CapacityTooLarge`, `AgencyCapacityTooLow`. Emits
		/// `CapacitySet`.
		#[pallet::call_index(0)]
		pub fn set_capacity(
			origin: OriginFor<T>,
			kind: MemberKind,
			capacity: Balance,
		) -> DispatchResult {
			T::PolicyOrigin::ensure_origin(origin)?;
			ensure!(
				capacity <= Self::max_capacity(),
				Error::<T>::CapacityTooLarge
			);
			ensure!(
				kind != MemberKind::Agency || capacity >= T::AgencyFloor::get(),
				Error::<T>::AgencyCapacityTooLow
			);
			Capacities::<T>::insert(kind, capacity);
			Self::deposit_event(Event::CapacitySet { kind, capacity });
			Ok(())
		}
	}

	/// What a member may still use.
	#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
	pub struct Remaining {
		/// What it may use at once.
		pub left: Balance,
		/// What it may use when nothing was used for a while.
		pub capacity: Balance,
		/// When it may use that much again, if nothing is used until then.
		pub full_at: Moment,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What `account` may still use, in the unit in which `payment_queryInfo` says what a call
		/// costs.
		pub fn remaining(account: T::AccountId) -> Result<Remaining, Refusal> {
			let (id, capacity) = Self::holder(&account)?;
			let period = T::RefillPeriod::get();
			let meter = Meters::<T>::get(id).at(Self::now(), capacity, period);
			let left = meter.left(capacity, period);
			Ok(Remaining {
				left,
				capacity,
				full_at: meter.full_at(capacity),
			})
		}

		/// When `account` may use `cost` at once, or why never.
		pub fn affordable_at(account: T::AccountId, cost: Balance) -> Result<Moment, Refusal> {
			let (id, capacity) = Self::holder(&account)?;
			let period = T::RefillPeriod::get();
			let meter = Meters::<T>::get(id).at(Self::now(), capacity, period);
			meter
				.affordable_at(cost, capacity, period)
				.ok_or(Refusal::TooCostly)
		}
	}

	impl<T: Config> Pallet<T> {
		/// The time, in unix seconds.
		pub(crate) fn now() -> Moment {
			T::Time::now().as_secs()
		}

		/// Larger ones could not be counted in parts of a refill period.
		pub(crate) fn max_capacity() -> Balance {
			Balance::MAX
				.checked_div(T::RefillPeriod::get().into())
				.unwrap_or_default()
		}

		/// The member whose allowance `who` uses, and its capacity.
		pub(crate) fn holder(who: &T::AccountId) -> Result<(MemberId, Balance), Refusal> {
			match T::Members::active(who) {
				Some((id, kind)) => Ok((id, Capacities::<T>::get(kind))),
				None if T::Members::id_of(who).is_some() => Err(Refusal::EnrolmentEnded),
				None => Err(Refusal::NotMember),
			}
		}

		/// Checks every invariant of the README.
		pub fn do_try_state() -> Result<(), TryRuntimeError> {
			for capacity in Capacities::<T>::iter_values() {
				ensure!(
					capacity <= Self::max_capacity(),
					"1: a capacity cannot be counted"
				);
			}
			for (id, meter) in Meters::<T>::iter() {
				ensure!(
					T::Members::account_of(id).is_some(),
					"2: a meter is nobody's"
				);
				ensure!(
					meter.as_of() <= Self::now(),
					"3: a meter was read in the future"
				);
			}
			Ok(())
		}
	}
}
