#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod earning;
#[cfg(test)]
mod mock;
pub mod ring;
mod sharing;
mod standing;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::{History, PointsByKind, Policy, ShareRule, MAX_CAP};
pub use weights::WeightInfo;

/// Who gets which part of what a member of `T`'s register earned.
pub type ShareRuleOf<T> = ShareRule<<T as Config>::MaxSharers>;

#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use civic_primitives::{
		Collectives, ContributionKind, MemberId, Membership, Moment, Points, Standing,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{ConstU64, UnixTime},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;

	use super::*;
	use crate::ring::{PeriodIndex, HALF_LIFE};

	/// Bumped with every storage change.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// A twelfth of a Julian year, in seconds: a half-life is a year.
	pub const DEFAULT_PERIOD: Moment = 2_629_800;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Who says how contributions count.
		type PolicyOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who recognises what no measurement shows.
		type RecogniseOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Where members and their kinds are known.
		type Members: Membership<Self::AccountId>;
		/// Where it is known who stands behind a collective or a verifier.
		type Collectives: Collectives;
		/// The time.
		type Time: UnixTime;
		/// The most citizens one collective or verifier shares out to.
		#[pallet::constant]
		type MaxSharers: Get<u32>;
		/// The most collectives and verifiers whose points one block passes on, however much room it has:
		/// that is done after the transactions, when a slow validator has little time left.
		#[pallet::constant]
		type HoldersPerBlock: Get<u32>;
	}

	/// The seconds in a period. Set at genesis and never changed: the histories are counted in it.
	#[pallet::storage]
	pub type PeriodLength<T: Config> =
		StorageValue<_, Moment, ValueQuery, ConstU64<DEFAULT_PERIOD>>;

	/// How contributions count.
	#[pallet::storage]
	pub type CurrentPolicy<T: Config> = StorageValue<_, Policy, ValueQuery>;

	/// The highest cap there has been: what bounds what was earned under any policy.
	#[pallet::storage]
	pub type HighestCap<T: Config> = StorageValue<_, Points, ValueQuery, DefaultCap>;

	/// The cap of the default policy.
	#[pallet::type_value]
	pub fn DefaultCap() -> Points {
		Policy::default().cap
	}

	/// What citizens earned. One entry a citizen who earned anything.
	#[pallet::storage]
	pub type Histories<T: Config> = StorageMap<_, Twox64Concat, MemberId, History, ValueQuery>;

	/// To whom collectives and verifiers share out what they earn. Replaced, never removed.
	#[pallet::storage]
	pub type Rules<T: Config> = StorageMap<_, Twox64Concat, MemberId, ShareRuleOf<T>, OptionQuery>;

	/// What collectives and verifiers without a rule have earned: it waits for one.
	#[pallet::storage]
	pub type Waiting<T: Config> = StorageMap<_, Twox64Concat, MemberId, PointsByKind, ValueQuery>;

	/// What collectives and verifiers with a rule have earned and not passed on: it waits for a
	/// block with room.
	#[pallet::storage]
	pub type Due<T: Config> = StorageMap<_, Twox64Concat, MemberId, PointsByKind, ValueQuery>;

	/// How contributions count from the first block.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The seconds in a period, for as long as the chain lives.
		pub period_length: Moment,
		/// How contributions count.
		pub policy: Policy,
		/// The runtime it is for.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				period_length: DEFAULT_PERIOD,
				policy: Policy::default(),
				_config: core::marker::PhantomData,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				self.period_length > 0,
				"a period of contributions takes a second at least"
			);
			PeriodLength::<T>::put(self.period_length);
			HighestCap::<T>::put(0);
			let set = Pallet::<T>::do_set_policy(self.policy);
			assert!(set.is_ok(), "policy of contributions: {:?}", set.err());
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A citizen earned points.
		Earned {
			/// The citizen.
			member: MemberId,
			/// By what.
			kind: ContributionKind,
			/// In which period.
			period: PeriodIndex,
			/// How many came.
			points: Points,
			/// How many of them count: no more than the period's cap had room for.
			counted: Points,
		},
		/// A collective or a verifier earned points, which wait to be passed on.
		Held {
			/// The collective or verifier.
			holder: MemberId,
			/// By what.
			kind: ContributionKind,
			/// How many.
			points: Points,
		},
		/// What a collective or a verifier had earned was passed on; what citizens got of it has its
		/// own events.
		PassedOn {
			/// The collective or verifier.
			holder: MemberId,
			/// What had waited.
			points: PointsByKind,
			/// What of it counts, with all citizens together.
			counted: PointsByKind,
		},
		/// A collective or a verifier said to whom it shares out what it earns.
		RuleSet {
			/// The collective or verifier.
			holder: MemberId,
			/// Who gets which part, in ascending order.
			parts: Vec<(MemberId, u32)>,
		},
		/// The community recognised a contribution; the points have their own event.
		Recognised {
			/// Whose.
			member: MemberId,
			/// How many points it is worth.
			points: Points,
			/// Hash of the reasons, which are published elsewhere.
			reason: H256,
		},
		/// How contributions count was set.
		PolicySet {
			/// How.
			policy: Policy,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The caller, or the one to be recognised, is not an active member. Enrol, or renew the
		/// enrolment, first.
		NotMember,
		/// Only collectives and verifiers share out what they earn. A citizen keeps it, others earn
		/// nothing.
		NotHolder,
		/// Businesses and agencies earn no points. Recognise the citizens who did the work.
		NotContributor,
		/// The rule names nobody. Name a citizen at least.
		NoSharers,
		/// The rule names somebody twice. Add their parts up.
		SharerTwice,
		/// The rule gives somebody no part. Leave them out.
		PartZero,
		/// The rule names one who is not a citizen. Only citizens hold points.
		NotCitizen,
		/// The rule names one who does not belong to the collective, or whom the verifier is not
		/// accredited as tied to. Let them join, or have the tie recorded, first.
		NotBelonging,
		/// The points are none. Give some.
		PointsZero,
		/// The member has earned as much of this kind as one period allows. Recognise it in the
		/// next one.
		CapReached,
		/// No number of units would make a point. Ask for one at least.
		UnitsPerPointZero,
		/// The cap is higher than sums of points can be. Set it to `MAX_CAP` at most.
		CapTooHigh,
		/// The weight rule divides by nothing, gives votes no weight, or more than sums of them can be.
		/// Set both to 1 at least, and the cap to `WeightRule::MAX_CAP` at most.
		RuleNotValid,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::pass_on_due(remaining)
		}

		fn integrity_test() {
			assert!(
				T::MaxSharers::get() > 0,
				"what is earned must be able to be shared out"
			);
			assert!(
				T::HoldersPerBlock::get() > 0,
				"what is due must be able to be passed on"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// As a collective or a verifier, say to which citizens what it earns is shared out, in
		/// which parts of their sum. Replaces what was said before. What waits is passed on: by the
		/// rule that is replaced, or else by this one.
		///
		/// Origin: signed by an active collective or verifier. Fails with `NotMember`, `NotHolder`,
		/// `NoSharers`, `PartZero`, `SharerTwice`, `NotCitizen`, `NotBelonging`. Emits `Earned`,
		/// `PassedOn`, `RuleSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::share_out(u32::try_from(parts.len()).unwrap_or(u32::MAX)))]
		pub fn share_out(origin: OriginFor<T>, parts: ShareRuleOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_share_out(who, parts)
		}

		/// Recognise a contribution that no measurement shows, worth `points`. `reason` is the hash
		/// of the reasons, which are published elsewhere.
		///
		/// Origin: `RecogniseOrigin`. Fails with `PointsZero`, `NotMember`, `NotContributor`,
		/// `CapReached`. Emits `Recognised`, and `Earned` or `Held`.
		#[pallet::call_index(1)]
		pub fn recognise(
			origin: OriginFor<T>,
			member: MemberId,
			#[pallet::compact] points: Points,
			reason: H256,
		) -> DispatchResult {
			T::RecogniseOrigin::ensure_origin(origin)?;
			Self::do_recognise(member, points, reason)
		}

		/// Set how contributions count from here on. What was earned stays earned; running votes
		/// keep the weight rule they began with.
		///
		/// Origin: `PolicyOrigin`. Fails with `UnitsPerPointZero`, `CapTooHigh`, `RuleNotValid`.
		/// Emits `PolicySet`.
		#[pallet::call_index(2)]
		pub fn set_policy(origin: OriginFor<T>, policy: Policy) -> DispatchResult {
			T::PolicyOrigin::ensure_origin(origin)?;
			Self::do_set_policy(policy)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The points of `member` that count: from periods that are over, decayed.
		pub fn points(member: MemberId) -> PointsByKind {
			Self::points_before(member, Self::period())
		}

		/// What `member` earned in the period that runs, and what counts when it is over.
		pub fn running(member: MemberId) -> PointsByKind {
			let (history, period) = (Histories::<T>::get(member), Self::period());
			PointsByKind::from_fn(|kind| history.ring(kind).earned_in(period))
		}

		/// What the vote of `member` weighs in a referendum that is submitted now, if it may vote.
		pub fn weight(member: MemberId) -> u32 {
			CurrentPolicy::<T>::get()
				.rule
				.weight(Self::points(member).total())
		}

		/// What the vote of `member` weighs, by the rule of today, in a referendum submitted at
		/// `at`. Nothing is known of the future, nor of more than a half-life ago.
		pub fn weight_at(member: MemberId, at: Moment) -> Option<u32> {
			let told = Self::period().saturating_sub(Self::period_of(at)) < HALF_LIFE;
			let rule = <Self as Standing>::rule();
			(told && at <= Self::now())
				.then(|| rule.weight(<Self as Standing>::points_at(member, at)))
		}

		/// To whom the collective or verifier `holder` shares out what it earns.
		pub fn rule(holder: MemberId) -> Option<Vec<(MemberId, u32)>> {
			Rules::<T>::get(holder).map(BoundedVec::into_inner)
		}

		/// What the collective or verifier `holder` has earned and not passed on.
		pub fn held(holder: MemberId) -> PointsByKind {
			// One of them is empty.
			Waiting::<T>::get(holder).saturating_add(&Due::<T>::get(holder))
		}

		/// How contributions count.
		pub fn policy() -> Policy {
			CurrentPolicy::<T>::get()
		}

		/// The number of the period that runs, when it began and when it is over.
		pub fn current_period() -> (PeriodIndex, Moment, Moment) {
			let (period, length) = (Self::period(), PeriodLength::<T>::get());
			let from = Moment::from(period).saturating_mul(length);
			(period, from, from.saturating_add(length))
		}
	}

	impl<T: Config> Pallet<T> {
		/// The time, in unix seconds.
		pub(crate) fn now() -> Moment {
			T::Time::now().as_secs()
		}

		/// The period that runs.
		pub(crate) fn period() -> PeriodIndex {
			Self::period_of(Self::now())
		}

		/// The period `at` lies in.
		pub(crate) fn period_of(at: Moment) -> PeriodIndex {
			let period = at.checked_div(PeriodLength::<T>::get()).unwrap_or_default();
			PeriodIndex::try_from(period).unwrap_or(PeriodIndex::MAX)
		}

		/// What `period` finds of the periods before it.
		pub(crate) fn points_before(member: MemberId, period: PeriodIndex) -> PointsByKind {
			let history = Histories::<T>::get(member);
			PointsByKind::from_fn(|kind| history.ring(kind).points_before(period))
		}

		fn do_set_policy(policy: Policy) -> DispatchResult {
			ensure!(policy.units_per_point > 0, Error::<T>::UnitsPerPointZero);
			ensure!(policy.cap <= MAX_CAP, Error::<T>::CapTooHigh);
			ensure!(policy.rule.is_valid(), Error::<T>::RuleNotValid);
			CurrentPolicy::<T>::put(policy);
			HighestCap::<T>::mutate(|highest| *highest = policy.cap.max(*highest));
			Self::deposit_event(Event::PolicySet { policy });
			Ok(())
		}
	}
}
