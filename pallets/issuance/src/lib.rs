#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod award;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod calendar;
mod impl_on_redeemed;
mod impl_on_settled;
pub mod migrations;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::{
	AwardRecord, Budget, Certificate, CertificateId, DeferredAward, GenesisBudget, Ledger, Queue,
	Reason, Supply,
};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use civic_primitives::{
		credit, debit, Balance, ClaimId, MemberId, Membership, MethodologyId, Methods, Moment,
		OnAwarded, Sector,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Inspect, Mutate},
			tokens::{Fortitude, Precision, Preservation},
			UnixTime,
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::Saturating;

	use crate::{
		calendar::{year_of, Year},
		AwardRecord, Budget, Certificate, CertificateId, DeferredAward, GenesisBudget, Ledger,
		Queue, Reason, Supply, WeightInfo,
	};

	/// Bumped with every change of storage: see `migrations`.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Who may set what a sector may be awarded in a year.
		type BudgetOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who may declare that awarded emissions were not avoided after all.
		type ReverseOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// The city's token. Any positive amount must be able to stand on an account: an
		/// existential deposit of 1.
		type Token: Mutate<Self::AccountId, Balance = Balance>;
		/// Where members' accounts are known.
		type Members: Membership<Self::AccountId>;
		/// Where the terms of methodologies are known.
		type Methods: Methods;
		/// The time.
		type Time: UnixTime;
		/// The account of the commons pool.
		type Commons: Get<Self::AccountId>;
		/// Who is told of each award.
		type OnAwarded: OnAwarded;
		/// The most waiting claims that one call awards.
		#[pallet::constant]
		type MaxAwardsPerCall: Get<u32>;
	}

	/// Where everything that was ever awarded is.
	#[pallet::storage]
	pub type Totals<T: Config> = StorageValue<_, Ledger, ValueQuery>;

	/// What each settled claim was awarded. One entry per settled claim.
	#[pallet::storage]
	pub type Awards<T: Config> = StorageMap<_, Twox64Concat, ClaimId, AwardRecord>;

	/// What each sector may be awarded in a calendar year (UTC). Bounded by `BudgetOrigin`.
	#[pallet::storage]
	pub type Budgets<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Sector, Twox64Concat, Year, Budget>;

	/// The ends of each sector's queue.
	#[pallet::storage]
	pub type Queues<T: Config> = StorageMap<_, Twox64Concat, Sector, Queue, ValueQuery>;

	/// The settled claims that wait for budget, by sector and place.
	#[pallet::storage]
	pub type DeferredAwards<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Sector, Twox64Concat, u64, DeferredAward>;

	/// The sector and place of each waiting claim.
	#[pallet::storage]
	pub type DeferredClaims<T: Config> = StorageMap<_, Twox64Concat, ClaimId, (Sector, u64)>;

	/// What owners owe for reversals that the buffer did not cover.
	#[pallet::storage]
	pub type Debts<T: Config> = StorageMap<_, Twox64Concat, MemberId, Balance, ValueQuery>;

	/// The number of the next certificate.
	#[pallet::storage]
	pub type NextCertificateId<T: Config> = StorageValue<_, CertificateId, ValueQuery>;

	/// The certificates of retirement. Each costs its holder tokens.
	#[pallet::storage]
	pub type Certificates<T: Config> =
		StorageMap<_, Twox64Concat, CertificateId, Certificate<T::AccountId>>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The budgets in force from the start.
		pub budgets: Vec<GenesisBudget>,
		/// The runtime they are for.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Genesis is built in the order of the pallets' indices: balances come before this.
			let endowment = T::Token::total_issuance();
			Totals::<T>::put(Ledger {
				endowment,
				..Default::default()
			});
			for GenesisBudget {
				sector,
				year,
				inventory,
				ceiling,
			} in &self.budgets
			{
				assert!(
					!Budgets::<T>::contains_key(sector, year),
					"genesis has two budgets of {sector:?} for {year}; leave one out"
				);
				let set = Pallet::<T>::do_set_budget(*sector, *year, *inventory, *ceiling);
				assert!(
					set.is_ok(),
					"budget of {sector:?} for {year}: {:?}",
					set.err()
				);
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// What a sector may be awarded in a year was set.
		BudgetSet {
			/// The sector.
			sector: Sector,
			/// The calendar year, in UTC.
			year: Year,
			/// The sector's emissions in the city's inventory, mg CO2e.
			inventory: Balance,
			/// The most that may be awarded, mg CO2e.
			ceiling: Balance,
		},
		/// A settled claim was awarded. The five parts after `amount` add up to it.
		Awarded {
			/// The claim.
			claim: ClaimId,
			/// By which methodology.
			methodology: MethodologyId,
			/// From which sector's budget.
			sector: Sector,
			/// Of which year.
			year: Year,
			/// Who avoided the emissions.
			owner: MemberId,
			/// The whole award.
			amount: Balance,
			/// Minted for the owner.
			to_owner: Balance,
			/// Not minted: it repaid the owner's debt.
			repaid: Balance,
			/// Minted for the commons pool.
			to_commons: Balance,
			/// Minted for the panel, in equal parts.
			to_verifiers: Balance,
			/// Kept back for reversals, unminted.
			to_buffer: Balance,
		},
		/// A settled claim waits, because its sector's budget is used up.
		Deferred {
			/// The claim.
			claim: ClaimId,
			/// The sector.
			sector: Sector,
			/// Its place in the sector's queue.
			place: u64,
			/// What it is worth.
			amount: Balance,
		},
		/// A holder retired units.
		Retired {
			/// The number of the certificate.
			certificate: CertificateId,
			/// Who held them.
			holder: T::AccountId,
			/// How many.
			amount: Balance,
			/// The commitment to the beneficiary.
			beneficiary: H256,
			/// Why.
			reason: Reason,
		},
		/// Emissions were found not to have been avoided. What neither the buffer nor the owner makes
		/// good was not awarded yet: the claim waits for that much less.
		Reversed {
			/// The claim.
			claim: ClaimId,
			/// Whose it was.
			owner: MemberId,
			/// How much was reversed.
			amount: Balance,
			/// Made good from the buffer.
			from_buffer: Balance,
			/// Added to the owner's debt.
			owed: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The caller is not an active member. Enrol, or renew the enrolment, first.
		NotMember,
		/// The ceiling is higher than the sector's emissions. Lower it.
		CeilingAboveInventory,
		/// More than the ceiling is awarded already. Set it no lower than that.
		CeilingBelowAwarded,
		/// The year is over and no more is awarded from it. Set a budget for a later one.
		YearOver,
		/// The claim's methodology is not registered. Only claims under a published one settle.
		UnknownMethodology,
		/// The claim is awarded already. A claim is awarded once.
		AlreadyAwarded,
		/// The claim waits for budget already. Award what waits in its sector.
		AlreadyDeferred,
		/// No claim waits in this sector.
		NothingDeferred,
		/// The first waiting claim is worth more than what is left of this year's budget. Wait
		/// for a higher ceiling or the next year.
		BudgetUsedUp,
		/// The amount is zero. Give one.
		AmountZero,
		/// The caller holds fewer free tokens than that. Retire less.
		BalanceTooLow,
		/// The claim was not awarded and does not wait to be. Nothing is to be reversed.
		NotAwarded,
		/// The amount is more than what is left of the claim's award. Reverse at most that.
		ReversalTooLarge,
		/// None are to be awarded. Give a limit of at least one.
		LimitZero,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::Token::minimum_balance() <= 1,
				"a verifier's part may be one unit, and must be able to be minted"
			);
			assert!(
				T::MaxAwardsPerCall::get() > 0,
				"what waits must be able to be awarded"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Set what `sector` may be awarded in `year`: at most its `inventory`, and not less than
		/// it was awarded already.
		///
		/// Origin: `BudgetOrigin`. Fails with `YearOver`, `CeilingAboveInventory`,
		/// `CeilingBelowAwarded`. Emits `BudgetSet`.
		#[pallet::call_index(0)]
		pub fn set_budget(
			origin: OriginFor<T>,
			sector: Sector,
			year: Year,
			inventory: Balance,
			ceiling: Balance,
		) -> DispatchResult {
			T::BudgetOrigin::ensure_origin(origin)?;
			ensure!(year >= Self::year(), Error::<T>::YearOver);
			Self::do_set_budget(sector, year, inventory, ceiling)
		}

		/// Award the claims that wait in `sector`, in order, while the budget lasts: at most `limit`, and
		/// at most `MaxAwardsPerCall`. More take more of the caller's allowance than some have.
		///
		/// Origin: an active member. What was not needed of the weight is returned. Fails with
		/// `NotMember`, `LimitZero`, `NothingDeferred`, `BudgetUsedUp`. Emits `Awarded` for each.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::award_deferred((*limit).min(T::MaxAwardsPerCall::get())))]
		pub fn award_deferred(
			origin: OriginFor<T>,
			sector: Sector,
			#[pallet::compact] limit: u32,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			ensure!(T::Members::active(&who).is_some(), Error::<T>::NotMember);
			ensure!(limit > 0, Error::<T>::LimitZero);
			let awarded = Self::do_award_deferred(sector, limit)?;
			Ok(Some(T::WeightInfo::award_deferred(awarded)).into())
		}

		/// Retire `amount` of the caller's units for good, for a certificate. `beneficiary` is a
		/// salted commitment to whoever may count them, and to any text.
		///
		/// Origin: the holder. Fails with `AmountZero`, `BalanceTooLow`. Emits `Retired`.
		#[pallet::call_index(2)]
		pub fn retire(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
			beneficiary: H256,
			reason: Reason,
		) -> DispatchResult {
			let holder = ensure_signed(origin)?;
			Self::do_retire(holder, amount, beneficiary, reason)
		}

		/// Declare that `amount` of what `claim` was awarded was not avoided, or did not last. The
		/// buffer makes it good; what it lacks becomes the owner's debt. A claim that still waits
		/// for budget waits for that much less.
		///
		/// Origin: `ReverseOrigin`. Fails with `AmountZero`, `NotAwarded`, `ReversalTooLarge`.
		/// Emits `Reversed`.
		#[pallet::call_index(3)]
		pub fn reverse(
			origin: OriginFor<T>,
			claim: ClaimId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			T::ReverseOrigin::ensure_origin(origin)?;
			Self::do_reverse(claim, amount)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The parts of the supply.
		pub fn supply() -> Supply {
			let Ledger {
				awarded,
				retired,
				buffer,
				reversed,
				owed,
				endowment,
				redeemed,
			} = Totals::<T>::get();
			let in_circulation = T::Token::total_issuance();
			Supply {
				awarded,
				endowment,
				in_circulation,
				retired,
				buffer,
				reversed,
				owed,
				redeemed,
			}
		}

		/// The budget of a sector for a calendar year (UTC).
		pub fn budget(sector: Sector, year: Year) -> Option<Budget> {
			Budgets::<T>::get(sector, year)
		}

		/// What a claim was awarded.
		pub fn award(claim: ClaimId) -> Option<AwardRecord> {
			Awards::<T>::get(claim)
		}

		/// What a member owes for reversals.
		pub fn debt(member: MemberId) -> Balance {
			Debts::<T>::get(member)
		}

		/// How many claims wait in a sector, and the first of them.
		pub fn deferred(sector: Sector) -> (u64, Option<DeferredAward>) {
			let Queue { next, end } = Queues::<T>::get(sector);
			(
				end.saturating_sub(next),
				DeferredAwards::<T>::get(sector, next),
			)
		}

		/// How many claims of its sector are served before this one, if it waits.
		pub fn ahead_of(claim: ClaimId) -> Option<u64> {
			let (sector, place) = DeferredClaims::<T>::get(claim)?;
			Some(place.saturating_sub(Queues::<T>::get(sector).next))
		}

		/// A certificate of retirement.
		pub fn certificate(id: CertificateId) -> Option<Certificate<T::AccountId>> {
			Certificates::<T>::get(id)
		}
	}

	impl<T: Config> Pallet<T> {
		/// The moment of this block.
		pub(crate) fn moment() -> Moment {
			T::Time::now().as_secs()
		}

		/// The calendar year of this block.
		pub(crate) fn year() -> Year {
			year_of(Self::moment())
		}

		fn do_set_budget(
			sector: Sector,
			year: Year,
			inventory: Balance,
			ceiling: Balance,
		) -> DispatchResult {
			ensure!(ceiling <= inventory, Error::<T>::CeilingAboveInventory);
			let awarded =
				Budgets::<T>::get(sector, year).map_or(0, |budget: Budget| budget.awarded);
			ensure!(awarded <= ceiling, Error::<T>::CeilingBelowAwarded);
			Budgets::<T>::insert(
				sector,
				year,
				Budget {
					inventory,
					ceiling,
					awarded,
				},
			);
			Self::deposit_event(Event::BudgetSet {
				sector,
				year,
				inventory,
				ceiling,
			});
			Ok(())
		}

		fn do_award_deferred(sector: Sector, limit: u32) -> Result<u32, DispatchError> {
			let mut queue = Queues::<T>::get(sector);
			ensure!(!queue.is_empty(), Error::<T>::NothingDeferred);
			let mut awarded = 0u32;
			while awarded < limit.min(T::MaxAwardsPerCall::get()) {
				let Some(first) = DeferredAwards::<T>::get(sector, queue.next) else {
					break;
				};
				if !Self::fits(sector, first.amount) {
					break;
				}
				DeferredAwards::<T>::remove(sector, queue.next);
				DeferredClaims::<T>::remove(first.claim.claim);
				queue.next = queue.next.saturating_add(1);
				Self::do_award(first.claim, first.amount)?;
				awarded.saturating_inc();
			}
			ensure!(awarded > 0, Error::<T>::BudgetUsedUp);
			// An empty queue stays, so that no place is given twice.
			Queues::<T>::insert(sector, queue);
			Ok(awarded)
		}

		fn do_retire(
			holder: T::AccountId,
			amount: Balance,
			beneficiary: H256,
			reason: Reason,
		) -> DispatchResult {
			ensure!(amount > 0, Error::<T>::AmountZero);
			let free =
				T::Token::reducible_balance(&holder, Preservation::Expendable, Fortitude::Polite);
			ensure!(amount <= free, Error::<T>::BalanceTooLow);
			T::Token::burn_from(
				&holder,
				amount,
				Preservation::Expendable,
				Precision::Exact,
				Fortitude::Polite,
			)?;
			Totals::<T>::try_mutate(|ledger| credit(&mut ledger.retired, amount))?;
			let certificate = NextCertificateId::<T>::mutate(|next| {
				let id = *next;
				next.saturating_inc();
				id
			});
			let at = Self::moment();
			Certificates::<T>::insert(
				certificate,
				Certificate {
					holder: holder.clone(),
					amount,
					beneficiary,
					reason,
					at,
				},
			);
			Self::deposit_event(Event::Retired {
				certificate,
				holder,
				amount,
				beneficiary,
				reason,
			});
			Ok(())
		}

		fn do_reverse(claim: ClaimId, amount: Balance) -> DispatchResult {
			ensure!(amount > 0, Error::<T>::AmountZero);
			if let Some((sector, place)) = DeferredClaims::<T>::get(claim) {
				return Self::reverse_waiting(claim, sector, place, amount);
			}
			let mut award = Awards::<T>::get(claim).ok_or(Error::<T>::NotAwarded)?;
			let left = award.amount.saturating_sub(award.reversed);
			ensure!(amount <= left, Error::<T>::ReversalTooLarge);
			let owner = award.owner;

			let mut ledger = Totals::<T>::get();
			let from_buffer = amount.min(ledger.buffer);
			let owed = amount.saturating_sub(from_buffer);
			debit(&mut ledger.buffer, from_buffer)?;
			credit(&mut ledger.reversed, from_buffer)?;
			credit(&mut ledger.owed, owed)?;
			credit(&mut award.reversed, amount)?;
			if owed > 0 {
				Debts::<T>::try_mutate(owner, |debt| credit(debt, owed))?;
			}
			Totals::<T>::put(ledger);
			Awards::<T>::insert(claim, award);
			Self::deposit_event(Event::Reversed {
				claim,
				owner,
				amount,
				from_buffer,
				owed,
			});
			Ok(())
		}

		/// Nothing was minted yet, so nobody owes anything. Worth nothing, a claim keeps its place
		/// and no longer holds up those behind it.
		fn reverse_waiting(
			claim: ClaimId,
			sector: Sector,
			place: u64,
			amount: Balance,
		) -> DispatchResult {
			let owner = DeferredAwards::<T>::try_mutate(sector, place, |waiting| {
				let waiting = waiting.as_mut().ok_or(Error::<T>::NotAwarded)?;
				let left = waiting.amount.checked_sub(amount);
				waiting.amount = left.ok_or(Error::<T>::ReversalTooLarge)?;
				Ok::<_, Error<T>>(waiting.claim.owner)
			})?;
			Self::deposit_event(Event::Reversed {
				claim,
				owner,
				amount,
				from_buffer: 0,
				owed: 0,
			});
			Ok(())
		}

		/// Whether this year's budget of `sector` has `amount` left.
		pub(crate) fn fits(sector: Sector, amount: Balance) -> bool {
			let remaining =
				Budgets::<T>::get(sector, Self::year()).map_or(0, |budget| budget.remaining());
			amount <= remaining
		}
	}
}
