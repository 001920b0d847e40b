#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod arithmetic;
#[cfg(feature = "runtime-benchmarks")]
#[allow(
	clippy::inconsistent_digit_grouping,
	reason = "money is written euros_cents"
)]
mod benchmarking;
#[cfg(test)]
#[allow(
	clippy::inconsistent_digit_grouping,
	reason = "money is written euros_cents"
)]
mod mock;
mod payments;
mod queue;
mod redeeming;
mod reserve;
#[cfg(test)]
#[allow(
	clippy::inconsistent_digit_grouping,
	reason = "money is written euros_cents"
)]
mod tests;
mod try_state;
mod types;
mod views;
pub mod weights;
mod windows;

pub use pallet::*;
pub use types::{
	Attestation, Currency, Date, Fraction, GenesisTerms, Limits, Money, Payer, PayerKind, Payment,
	Queue, Receipt, Received, Redemption, RedemptionId, Reference, Reserve, ReserveView, Status,
	Terms, Used, Window, WindowId, WindowTerms, MAX_LIMITS, MAX_NAME, MAX_REFERENCE,
};
pub use weights::WeightInfo;

/// A redemption of this chain.
pub type RedemptionOf<T> = Redemption<<T as frame_system::Config>::AccountId>;

#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use civic_primitives::{Balance, Mandate, Mandates, MemberId, Membership, Moment, OnRedeemed};
	use frame_support::{
		pallet_prelude::*,
		storage::bounded_btree_map::BoundedBTreeMap,
		traits::{
			fungible::{Mutate, MutateHold},
			UnixTime,
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;

	use crate::{
		Attestation, Currency, Date, GenesisTerms, Money, Payer, Payment, Queue, Receipt, Received,
		RedemptionId, RedemptionOf, Reference, Reserve, ReserveView, Terms, Used, WeightInfo,
		Window, WindowId, WindowTerms,
	};

	/// Bumped with every change of storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// The most entries that one view lists.
	pub const MAX_LISTED: u32 = 1_000;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Who sets the bounds within which treasurers act.
		type TermsOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Which agencies are treasurers and auditors.
		type Mandates: Mandates<Self::AccountId>;
		/// Where members' accounts are known.
		type Members: Membership<Self::AccountId>;
		/// The city's token.
		type Token: Mutate<Self::AccountId, Balance = Balance>
			+ MutateHold<
				Self::AccountId,
				Balance = Balance,
				Reason = <Self as Config>::RuntimeHoldReason,
			>;
		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;
		/// Who keeps the books of the supply.
		type OnRedeemed: OnRedeemed;
		/// The time.
		type Time: UnixTime;
		/// The most currencies.
		#[pallet::constant]
		type MaxCurrencies: Get<u32>;
		/// The most windows of one currency that are not closed.
		#[pallet::constant]
		type MaxOpenWindows: Get<u32>;
		/// The most redemptions that one call begins to pay or settles.
		#[pallet::constant]
		type MaxPaymentsPerCall: Get<u32>;
		/// On how many different days what was paid after an attestation is told apart.
		#[pallet::constant]
		type MaxSpentDays: Get<u32>;
	}

	/// The terms of each currency that can be redeemed. At most `MaxCurrencies`.
	#[pallet::storage]
	pub type CurrencyTerms<T: Config> = CountedStorageMap<_, Twox64Concat, Currency, Terms>;

	/// What stands against the money of each currency.
	#[pallet::storage]
	pub type Reserves<T: Config> = StorageMap<_, Twox64Concat, Currency, Reserve, ValueQuery>;

	/// The attestations that wait for a countersignature.
	#[pallet::storage]
	pub type Pending<T: Config> = StorageMap<_, Twox64Concat, Currency, Attestation>;

	/// What was settled with a booking after the day of the attestation in force, by day.
	#[pallet::storage]
	pub type SpentDays<T: Config> = StorageMap<
		_,
		Twox64Concat,
		Currency,
		BoundedBTreeMap<Date, Money, T::MaxSpentDays>,
		ValueQuery,
	>;

	/// How much was recorded as paid in.
	#[pallet::storage]
	pub type ReceivedTotals<T: Config> =
		StorageMap<_, Twox64Concat, Currency, Received, ValueQuery>;

	/// The payments into the reserve, by their number. Bounded by the treasurers.
	#[pallet::storage]
	pub type Receipts<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Currency, Twox64Concat, u64, Receipt>;

	/// The references of the payments into the reserve.
	#[pallet::storage]
	pub type References<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Currency, Blake2_128Concat, Reference, (), OptionQuery>;

	/// The number of the next window.
	#[pallet::storage]
	pub type NextWindowId<T: Config> = StorageValue<_, WindowId, ValueQuery>;

	/// The windows. Bounded by the treasurers.
	#[pallet::storage]
	pub type Windows<T: Config> = StorageMap<_, Twox64Concat, WindowId, Window>;

	/// The windows of each currency that are not closed.
	#[pallet::storage]
	pub type OpenWindows<T: Config> =
		StorageMap<_, Twox64Concat, Currency, BoundedVec<WindowId, T::MaxOpenWindows>, ValueQuery>;

	/// What each member redeemed in a window and its period. One entry per member and window.
	#[pallet::storage]
	pub type Usage<T: Config> =
		StorageDoubleMap<_, Twox64Concat, WindowId, Twox64Concat, MemberId, Used, ValueQuery>;

	/// The number of the next redemption.
	#[pallet::storage]
	pub type NextRedemptionId<T: Config> = StorageValue<_, RedemptionId, ValueQuery>;

	/// The redemptions, kept as the receipts of those who asked. Each was asked for with tokens.
	#[pallet::storage]
	pub type Redemptions<T: Config> = StorageMap<_, Twox64Concat, RedemptionId, RedemptionOf<T>>;

	/// How many redemptions a member ever asked for.
	#[pallet::storage]
	pub type OwnedCounts<T: Config> = StorageMap<_, Twox64Concat, MemberId, u32, ValueQuery>;

	/// The redemptions of each member, in order.
	#[pallet::storage]
	pub type Owned<T: Config> =
		StorageDoubleMap<_, Twox64Concat, MemberId, Twox64Concat, u32, RedemptionId>;

	/// The ends of each currency's queue.
	#[pallet::storage]
	pub type Queues<T: Config> = StorageMap<_, Twox64Concat, Currency, Queue, ValueQuery>;

	/// Everything that was ever burned.
	#[pallet::storage]
	pub type Burned<T: Config> = StorageValue<_, Balance, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The terms in force from the start.
		pub terms: Vec<GenesisTerms>,
		/// The runtime they are for.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for GenesisTerms { currency, terms } in &self.terms {
				assert!(
					!CurrencyTerms::<T>::contains_key(currency),
					"genesis has two terms of {currency:?}; leave one out"
				);
				let set = Pallet::<T>::do_set_terms(*currency, *terms);
				assert!(set.is_ok(), "terms of {currency:?}: {:?}", set.err());
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A treasurer attested what is in the bank. It counts once it is countersigned.
		ReserveAttested {
			/// The currency.
			currency: Currency,
			/// The balance.
			balance: Money,
			/// At the end of which day.
			as_of: Date,
			/// The SHA-256 of the bank's statement.
			statement: H256,
			/// By which agency.
			by: MemberId,
		},
		/// An auditor countersigned an attestation: it is in force.
		ReserveCountersigned {
			/// The currency.
			currency: Currency,
			/// The balance.
			balance: Money,
			/// At the end of which day.
			as_of: Date,
			/// The SHA-256 of the bank's statement.
			statement: H256,
			/// By which agency.
			by: MemberId,
			/// What of it is left after what was paid since.
			available: Money,
		},
		/// The reserve does not cover what is owed. Those who wait are paid `part / whole` of their
		/// quotes.
		ReserveShort {
			/// The currency.
			currency: Currency,
			/// What there is for those who wait.
			part: Money,
			/// What they are quoted.
			whole: Money,
		},
		/// The reserve, which was short, covers what is owed.
		ReserveCovered {
			/// The currency.
			currency: Currency,
		},
		/// A payment into the reserve was recorded.
		PaymentRecorded {
			/// The currency.
			currency: Currency,
			/// Its number.
			number: u64,
			/// How much.
			amount: Money,
			/// Who paid.
			payer: Payer,
			/// The bank's reference.
			reference: Reference,
		},
		/// The terms of a currency were set.
		TermsSet {
			/// The currency.
			currency: Currency,
			/// Its terms.
			terms: Terms,
		},
		/// A window was opened.
		WindowOpened {
			/// Its number.
			window: WindowId,
			/// In which currency.
			currency: Currency,
			/// What it offers.
			terms: WindowTerms,
		},
		/// A window was closed.
		WindowClosed {
			/// The window.
			window: WindowId,
			/// What was left of its budget.
			rest: Money,
		},
		/// A member asked for money. The tokens are held.
		Redeemed {
			/// The number of the redemption.
			redemption: RedemptionId,
			/// Under which window.
			window: WindowId,
			/// Whose it is.
			owner: MemberId,
			/// The account that the tokens are on.
			account: T::AccountId,
			/// How many units.
			amount: Balance,
			/// In which currency.
			currency: Currency,
			/// How much money they are worth.
			quote: Money,
			/// The commitment to the bank account and its holder.
			payee: H256,
			/// The second from which it may be released, if its payment did not begin.
			expires: Moment,
		},
		/// The owner took a redemption back.
		Cancelled {
			/// The redemption.
			redemption: RedemptionId,
			/// How many units were released.
			released: Balance,
		},
		/// The bank is told to pay the first of a queue.
		PaymentsBegun {
			/// The currency.
			currency: Currency,
			/// Which redemptions.
			ids: BoundedVec<RedemptionId, T::MaxPaymentsPerCall>,
			/// What they are paid altogether.
			due: Money,
			/// The SHA-256 of the payment message's number.
			message: H256,
		},
		/// The bank paid. `burned` and `released` add up to what was held.
		Settled {
			/// The redemption.
			redemption: RedemptionId,
			/// How much was paid.
			paid: Money,
			/// How many units were burned.
			burned: Balance,
			/// How many units were released.
			released: Balance,
			/// The bank's reference.
			reference: Reference,
			/// The day on which the bank booked it.
			booked: Date,
		},
		/// A redemption is not paid.
		Rejected {
			/// The redemption.
			redemption: RedemptionId,
			/// Why.
			reason: [u8; 4],
			/// How many units were released.
			released: Balance,
		},
		/// The payment of a redemption did not begin in time.
		Expired {
			/// The redemption.
			redemption: RedemptionId,
			/// How many units were released.
			released: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The caller is not an agency charged with the treasury. Ask the assembly for the mandate.
		NotTreasurer,
		/// The caller is not an agency charged with auditing. Ask the assembly for the mandate.
		NotAuditor,
		/// The caller is not an active member. Enrol, or renew the enrolment, first.
		NotMember,
		/// Neither the account that redeemed nor its member's present one. Sign with one of them.
		NotOwner,
		/// The currency has no terms. Have the assembly set them first.
		NotRedeemable,
		/// A currency is three capitals of ISO 4217. Correct it.
		NotACurrency,
		/// As many currencies as there may be have terms. Change those of one of them.
		TooManyCurrencies,
		/// The rates contradict each other, or a duration or the lowest rate is zero. Correct the
		/// terms.
		TermsContradict,
		/// The day has not begun anywhere yet. Check the date, or wait.
		DateInFuture,
		/// The statement is older than the one in force, or than an attestation is good for. Attest a later
		/// one.
		StatementOutdated,
		/// Nothing waits for a countersignature in this currency. Have a treasurer attest it.
		NothingAttested,
		/// This is not what the treasurer attested. Compare it with the statement.
		AttestationDiffers,
		/// An agency cannot countersign what it attested. Another one has to.
		SameAgency,
		/// A payment with this reference is recorded already. Each is recorded once.
		AlreadyRecorded,
		/// The amount is zero. Give one.
		AmountZero,
		/// A name or a reference is empty or not UTF-8. Correct it.
		TextUnfit,
		/// No attestation is fresh. Have the reserve attested and countersigned.
		ReserveStale,
		/// The reserve is short of what is owed already. Wait for an attestation that covers it.
		ReserveShort,
		/// More than what is left of the reserve. Ask for less, or have more paid into it.
		ReserveTooLow,
		/// The rate is outside the currency's terms. Choose one within them.
		RateOutsideTerms,
		/// The budget is zero or above the currency's terms. Choose one within them.
		BudgetOutsideTerms,
		/// The window would be over, end before it begins, last too long or begin too late. Choose other
		/// times.
		TimesOutsideTerms,
		/// The sizes, the period or the limits contradict each other. Each limit, of a kind named once, is
		/// at least the smallest redemption.
		LimitsContradict,
		/// The smallest redemption would be worth no money. Raise it.
		WorthNothing,
		/// As many windows of the currency as there may be are open. Close one first.
		TooManyWindows,
		/// There is no such window. Look at those that are open.
		UnknownWindow,
		/// The window is closed or over. Look for another one.
		WindowOver,
		/// The window has not begun. Wait until it has.
		WindowNotBegun,
		/// The amount is smaller or larger than the window takes. Choose another one.
		AmountOutsideWindow,
		/// The window is not for members of the caller's kind. Look for another one.
		KindExcluded,
		/// More than what the member may still redeem in this period. Ask for less, or wait for the next.
		LimitReached,
		/// More than what is left of the window's budget. Ask for less, or look for another window.
		BudgetUsedUp,
		/// The caller has fewer free tokens than that; one unit has to stay. Redeem less.
		BalanceTooLow,
		/// There is no such redemption. Check the number.
		UnknownRedemption,
		/// Its payment began or it has ended. Nothing is to be done about it.
		NotOpen,
		/// Its payment has not begun or it has ended. Look at how it stands.
		NotPaying,
		/// It has ended already. Each ends once.
		AlreadyEnded,
		/// The list is empty. Name at least one redemption.
		NothingToPay,
		/// These are not the first of the queue, in order. Read the queue again.
		NotNext,
		/// What the short reserve has for it is less than the smallest coin. Reject it, or have more
		/// attested.
		NothingDue,
		/// Booked before the payment began. Check the date.
		BookedTooEarly,
		/// The payment may still begin. Wait until the redemption expires.
		NotExpired,
		/// A reason is four capitals or digits. Correct it.
		ReasonUnfit,
	}

	/// Why tokens are held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// They are to become money.
		#[codec(index = 0)]
		Redemption,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			for (bound, what) in [
				(T::MaxCurrencies::get(), "currencies"),
				(T::MaxOpenWindows::get(), "open windows"),
				(T::MaxPaymentsPerCall::get(), "payments in a call"),
				(T::MaxSpentDays::get(), "days of what was spent"),
			] {
				assert!(bound > 0, "there must be room for {what}");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Attest that the bank's statement with the hash `statement` shows `balance` at the end of
		/// `as_of`. It counts once an auditor of another agency countersigned it; until then a later
		/// attestation replaces it.
		///
		/// Origin: a treasurer. Fails with `NotTreasurer`, `NotRedeemable`, `DateInFuture`,
		/// `StatementOutdated`. Emits `ReserveAttested`.
		#[pallet::call_index(0)]
		pub fn attest_reserve(
			origin: OriginFor<T>,
			currency: Currency,
			balance: Money,
			as_of: Date,
			statement: H256,
		) -> DispatchResult {
			let who = Self::ensure_treasurer(origin)?;
			let by = T::Members::id_of(&who).ok_or(Error::<T>::NotTreasurer)?;
			Self::do_attest(by, currency, balance, as_of, statement)
		}

		/// Countersign exactly what was attested: it is in force. If it leaves less than what is owed,
		/// the reserve is short, and those who wait are paid the same part of their quotes.
		///
		/// Origin: an auditor. Fails with `NotAuditor`, `NothingAttested`, `SameAgency`,
		/// `AttestationDiffers`, `StatementOutdated` (when it waited for longer than it would be good
		/// for). Emits `ReserveCountersigned`, then `ReserveShort` or `ReserveCovered`
		/// if it is or was short.
		#[pallet::call_index(1)]
		pub fn countersign_reserve(
			origin: OriginFor<T>,
			currency: Currency,
			balance: Money,
			as_of: Date,
			statement: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			ensure!(
				T::Mandates::holds(&who, Mandate::Auditor),
				Error::<T>::NotAuditor
			);
			let by = T::Members::id_of(&who).ok_or(Error::<T>::NotAuditor)?;
			Self::do_countersign(by, currency, balance, as_of, statement)
		}

		/// Record that an organisation paid `amount` into the reserve. It changes no sum: what is there
		/// is what is attested.
		///
		/// Origin: a treasurer. Fails with `NotTreasurer`, `NotRedeemable`, `AmountZero`, `TextUnfit`,
		/// `AlreadyRecorded`. Emits `PaymentRecorded`.
		#[pallet::call_index(2)]
		pub fn record_payment(
			origin: OriginFor<T>,
			currency: Currency,
			amount: Money,
			payer: Payer,
			reference: Reference,
		) -> DispatchResult {
			Self::ensure_treasurer(origin)?;
			Self::do_record(currency, amount, payer, reference)
		}

		/// Set between which bounds the treasurers of `currency` may act. What is open stays as it is; a
		/// largest budget of zero lets no window open any more.
		///
		/// Origin: `TermsOrigin`. Fails with `NotACurrency`, `TermsContradict`, `TooManyCurrencies`.
		/// Emits `TermsSet`.
		#[pallet::call_index(3)]
		pub fn set_terms(origin: OriginFor<T>, currency: Currency, terms: Terms) -> DispatchResult {
			T::TermsOrigin::ensure_origin(origin)?;
			Self::do_set_terms(currency, terms)
		}

		/// Open a window within the currency's terms and what is left of its reserve. Windows that are
		/// over are closed.
		///
		/// Origin: a treasurer. Fails with `NotTreasurer`, `NotRedeemable`, `ReserveShort`,
		/// `ReserveStale`, `RateOutsideTerms`, `BudgetOutsideTerms`, `TimesOutsideTerms`,
		/// `LimitsContradict`, `WorthNothing`, `ReserveTooLow`, `TooManyWindows`. Emits
		/// `WindowOpened`, and `WindowClosed` for each that was over.
		#[pallet::call_index(4)]
		pub fn open_window(
			origin: OriginFor<T>,
			currency: Currency,
			terms: WindowTerms,
		) -> DispatchResult {
			Self::ensure_treasurer(origin)?;
			Self::do_open_window(currency, terms)
		}

		/// Close a window: what is left of its budget is free again. What waits keeps waiting.
		///
		/// Origin: a treasurer; once the window is over, anybody. Fails with `UnknownWindow`,
		/// `WindowOver` if it is closed, `NotTreasurer`. Emits `WindowClosed`.
		#[pallet::call_index(5)]
		pub fn close_window(origin: OriginFor<T>, window: WindowId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_window(&who, window)
		}

		/// Ask for money for `amount` of the caller's units at the window's rate. They are held, and the
		/// redemption waits at the end of the currency's queue. `payee` is a salted commitment to the
		/// bank account.
		///
		/// Origin: an active member. Fails with `NotMember`, `UnknownWindow`, `WindowOver`,
		/// `WindowNotBegun`, `ReserveShort`, `ReserveStale`, `AmountOutsideWindow`, `KindExcluded`,
		/// `LimitReached`, `BudgetUsedUp`, `ReserveTooLow`, `BalanceTooLow`. Emits `Redeemed`.
		#[pallet::call_index(6)]
		pub fn redeem(
			origin: OriginFor<T>,
			window: WindowId,
			amount: Balance,
			payee: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_redeem(who, window, amount, payee)
		}

		/// Take a redemption back while it waits. The tokens are released.
		///
		/// Origin: the account that redeemed, or its member's present one. Fails with
		/// `UnknownRedemption`, `NotOwner`, `NotOpen`. Emits `Cancelled`.
		#[pallet::call_index(7)]
		pub fn cancel(origin: OriginFor<T>, redemption: RedemptionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(&who, redemption)
		}

		/// Say that the bank is told, in the message whose number hashes to `message`, to pay `ids`,
		/// which are the first of the currency's queue, in order. They can no longer be taken back, nor
		/// do they expire. What each is paid is fixed: its quote, or the part of it that a short reserve
		/// has.
		///
		/// Origin: a treasurer. Fails with `NotTreasurer`, `NothingToPay`, `NotNext`, `NothingDue`.
		/// Emits `PaymentsBegun`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::begin_payments(Pallet::<T>::count(ids.len())))]
		pub fn begin_payments(
			origin: OriginFor<T>,
			currency: Currency,
			ids: BoundedVec<RedemptionId, T::MaxPaymentsPerCall>,
			message: H256,
		) -> DispatchResult {
			Self::ensure_treasurer(origin)?;
			Self::do_begin(currency, ids, message)
		}

		/// Say that the bank paid: the tokens are burned. Where only a part was paid, only that part of
		/// the tokens is burned and the rest is released.
		///
		/// Origin: a treasurer. Fails with `NotTreasurer`, `NothingToPay`, `UnknownRedemption`,
		/// `NotPaying`, `TextUnfit`, `DateInFuture`, `BookedTooEarly`. Emits `Settled` for each.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::settle(Pallet::<T>::count(payments.len())))]
		pub fn settle(
			origin: OriginFor<T>,
			payments: BoundedVec<Payment, T::MaxPaymentsPerCall>,
		) -> DispatchResult {
			Self::ensure_treasurer(origin)?;
			ensure!(!payments.is_empty(), Error::<T>::NothingToPay);
			payments.into_iter().try_for_each(Self::do_settle)
		}

		/// Say that a redemption is not paid, and why: an external status reason of ISO 20022, or NPAY (no
		/// such payee is registered) or FPAY (it is the payee of another account). The tokens are
		/// released.
		///
		/// Origin: a treasurer. Fails with `NotTreasurer`, `ReasonUnfit`, `UnknownRedemption`,
		/// `AlreadyEnded`. Emits `Rejected`.
		#[pallet::call_index(10)]
		pub fn reject(
			origin: OriginFor<T>,
			redemption: RedemptionId,
			reason: [u8; 4],
		) -> DispatchResult {
			Self::ensure_treasurer(origin)?;
			Self::do_reject(redemption, reason)
		}

		/// Release a redemption whose payment did not begin in time.
		///
		/// Origin: anybody. Fails with `UnknownRedemption`, `NotOpen`, `NotExpired`. Emits `Expired`.
		#[pallet::call_index(11)]
		pub fn release(origin: OriginFor<T>, redemption: RedemptionId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_release(redemption)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The reserve of a currency and what stands against it.
		pub fn reserve(currency: Currency) -> Option<ReserveView> {
			Self::view_reserve(currency)
		}

		/// The currencies that can be redeemed, and their terms.
		pub fn currencies() -> Vec<(Currency, Terms)> {
			Self::view_currencies()
		}

		/// The windows that are not closed, in order.
		pub fn windows() -> Vec<(WindowId, Window)> {
			Self::view_windows()
		}

		/// A window, closed or not.
		pub fn window(id: WindowId) -> Option<Window> {
			Windows::<T>::get(id)
		}

		/// How much money `amount` is worth under a window, and whether it takes redemptions now: it is open,
		/// and its currency's reserve neither stale nor short. Limits and budgets are not looked at.
		pub fn quote(window: WindowId, amount: Balance) -> Option<(Money, bool)> {
			Self::view_quote(window, amount)
		}

		/// A redemption, ended or not.
		pub fn redemption(id: RedemptionId) -> Option<RedemptionOf<T>> {
			Redemptions::<T>::get(id)
		}

		/// The redemptions of a member, oldest first, from the `from`-th on (the first is 0), at most
		/// `limit` and 1,000.
		pub fn redemptions_of(
			member: MemberId,
			from: u32,
			limit: u32,
		) -> Vec<(RedemptionId, RedemptionOf<T>)> {
			Self::view_redemptions_of(member, from, limit)
		}

		/// Those who wait, the next first, from `from` on, at most `limit` and 1,000. Nothing if `from` does
		/// not wait in this queue.
		pub fn queue(
			currency: Currency,
			from: Option<RedemptionId>,
			limit: u32,
		) -> Vec<(RedemptionId, RedemptionOf<T>)> {
			Self::view_queue(currency, from, limit)
		}

		/// How many redemptions are paid before this one, and their money, if it waits.
		pub fn position(id: RedemptionId) -> Option<(u64, Money)> {
			Self::view_position(id)
		}

		/// What a member redeemed in the present period of a window, what it may still redeem in it, and
		/// when it ends.
		pub fn usage(window: WindowId, member: MemberId) -> Option<(Balance, Balance, Moment)> {
			Self::view_usage(window, member)
		}

		/// The payments into the reserve from number `from` on, at most `limit` and 1,000.
		pub fn payments_recorded(currency: Currency, from: u64, limit: u32) -> Vec<(u64, Receipt)> {
			Self::view_payments(currency, from, limit)
		}
	}

	impl<T: Config> Pallet<T> {
		/// The moment of this block.
		pub(crate) fn moment() -> Moment {
			T::Time::now().as_secs()
		}

		/// A length as the weights take it.
		pub(crate) fn count(length: usize) -> u32 {
			u32::try_from(length).unwrap_or(u32::MAX)
		}

		fn ensure_treasurer(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
			let who = ensure_signed(origin)?;
			ensure!(
				T::Mandates::holds(&who, Mandate::Treasurer),
				Error::<T>::NotTreasurer
			);
			Ok(who)
		}
	}
}
