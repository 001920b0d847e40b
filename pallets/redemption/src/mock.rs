//! A chain with nothing but balances and redemption.

use std::{collections::BTreeMap, time::Duration};

use civic_primitives::{
	Balance, Mandate, Mandates, MemberId, MemberKind, Membership, Moment, OnRedeemed,
};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{fungible::InspectHold, UnixTime},
};
use frame_system::EnsureSignedBy;
use sp_core::H256;
use sp_runtime::{ArithmeticError, BuildStorage, DispatchResult};

use crate::{
	Currency, Date, GenesisTerms, HoldReason, Money, Payment, RedemptionId, Reference, Status,
	Terms, WindowId, WindowTerms,
};

pub(crate) type AccountId = u64;

/// Citizens, whose numbers are not their accounts.
pub(crate) const ALICE: AccountId = 1;
pub(crate) const ALICE_ID: MemberId = 101;
pub(crate) const BOB: AccountId = 2;
pub(crate) const BOB_ID: MemberId = 102;
/// A business.
pub(crate) const SHOP: AccountId = 3;
pub(crate) const SHOP_ID: MemberId = 103;
/// A verifier, which no window of these tests is for.
pub(crate) const VERIFIER: AccountId = 4;
pub(crate) const VERIFIER_ID: MemberId = 104;
/// Was never enrolled.
pub(crate) const STRANGER: AccountId = 9;
/// Agencies: two treasurers, an auditor, one that is both.
pub(crate) const TREASURER: AccountId = 20;
pub(crate) const TREASURER_ID: MemberId = 120;
pub(crate) const DEPUTY: AccountId = 21;
pub(crate) const AUDITOR: AccountId = 22;
pub(crate) const AUDITOR_ID: MemberId = 122;
pub(crate) const BOTH: AccountId = 23;
/// Sets terms.
pub(crate) const ASSEMBLY: AccountId = 50;

pub(crate) const EUR: Currency = Currency::EUR;
pub(crate) const CHF: Currency = Currency(*b"CHF");

/// 2026-06-01T12:00:00Z.
pub(crate) const NOON: Moment = 1_780_315_200;
/// 2026-06-01.
pub(crate) const TODAY: Date = 20_605;
pub(crate) const DAY: u64 = 86_400;

/// 1 token.
pub(crate) const TOKEN: Balance = 1_000_000;
/// What members begin with: 10,000 tokens.
pub(crate) const ENDOWMENT: Balance = 10_000 * TOKEN;

pub(crate) const PAYEE: H256 = H256::repeat_byte(0xba);
pub(crate) const STATEMENT: H256 = H256::repeat_byte(0x53);
pub(crate) const MESSAGE: H256 = H256::repeat_byte(0x3e);

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Desk = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = frame_support::traits::ConstU128<1>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

/// Who is a member, from the start of each test.
pub(crate) fn register() -> BTreeMap<MemberId, (AccountId, MemberKind, bool)> {
	let agency = |account| (100 + account, (account, MemberKind::Agency, true));
	BTreeMap::from([
		(ALICE_ID, (ALICE, MemberKind::Citizen, true)),
		(BOB_ID, (BOB, MemberKind::Citizen, true)),
		(SHOP_ID, (SHOP, MemberKind::Business, true)),
		(VERIFIER_ID, (VERIFIER, MemberKind::Verifier, true)),
		agency(TREASURER),
		agency(DEPUTY),
		agency(AUDITOR),
		agency(BOTH),
	])
}

/// Which agency holds which mandates, from the start of each test.
pub(crate) fn charges() -> Vec<(AccountId, Mandate)> {
	vec![
		(TREASURER, Mandate::Treasurer),
		(DEPUTY, Mandate::Treasurer),
		(AUDITOR, Mandate::Auditor),
		(BOTH, Mandate::Treasurer),
		(BOTH, Mandate::Auditor),
	]
}

parameter_types! {
	pub static Now: Moment = NOON;
	pub static MaxCurrencies: u32 = 2;
	pub static MaxOpenWindows: u32 = 3;
	pub static MaxPaymentsPerCall: u32 = 4;
	pub static MaxSpentDays: u32 = 3;
	/// The accounts and kinds of members, and whether the enrolment runs.
	pub static Register: BTreeMap<MemberId, (AccountId, MemberKind, bool)> = register();
	pub static Charges: Vec<(AccountId, Mandate)> = charges();
}

/// What the books of the supply were told. In storage, so that what fails is not told.
#[frame_support::storage_alias]
type Told = StorageValue<Books, Balance, frame_support::pallet_prelude::ValueQuery>;

ord_parameter_types! {
	pub const Assembly: AccountId = ASSEMBLY;
}

/// The clock, as the tests set it.
pub struct Clock;

impl UnixTime for Clock {
	fn now() -> Duration {
		Duration::from_secs(Now::get())
	}
}

/// The register, as the tests set it.
pub struct Members;

impl Membership<AccountId> for Members {
	fn active(who: &AccountId) -> Option<(MemberId, MemberKind)> {
		Register::get()
			.into_iter()
			.find_map(|(id, (account, kind, runs))| (account == *who && runs).then_some((id, kind)))
	}

	fn account_of(id: MemberId) -> Option<AccountId> {
		Register::get().get(&id).map(|(account, ..)| *account)
	}

	fn id_of(who: &AccountId) -> Option<MemberId> {
		Register::get()
			.into_iter()
			.find_map(|(id, (account, ..))| (account == *who).then_some(id))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, kind: MemberKind) -> MemberId {
		let id = who.wrapping_add(1_000);
		Register::mutate(|register| register.insert(id, (*who, kind, true)));
		id
	}
}

impl Mandates<AccountId> for Members {
	fn holds(who: &AccountId, mandate: Mandate) -> bool {
		Self::active(who).is_some() && Charges::get().contains(&(*who, mandate))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn grant(who: &AccountId, mandate: Mandate) {
		Self::enrol(who, MemberKind::Agency);
		Charges::mutate(|charges| charges.push((*who, mandate)));
	}
}

/// The books of the supply.
pub struct Books;

impl Books {
	/// What they were told altogether.
	pub(crate) fn redeemed() -> Balance {
		Told::get()
	}

	/// As if they were told so much before.
	pub(crate) fn set(redeemed: Balance) {
		Told::put(redeemed);
	}
}

impl OnRedeemed for Books {
	fn on_redeemed(amount: Balance) -> DispatchResult {
		let sum = Told::get().checked_add(amount);
		Told::put(sum.ok_or(ArithmeticError::Overflow)?);
		Ok(())
	}
}

impl crate::Config for Test {
	type WeightInfo = ();
	type TermsOrigin = EnsureSignedBy<Assembly, AccountId>;
	type Mandates = Members;
	type Members = Members;
	type Token = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type OnRedeemed = Books;
	type Time = Clock;
	type MaxCurrencies = MaxCurrencies;
	type MaxOpenWindows = MaxOpenWindows;
	type MaxPaymentsPerCall = MaxPaymentsPerCall;
	type MaxSpentDays = MaxSpentDays;
}

/// Between 10 and 200 euros a tonne.
pub(crate) fn terms() -> Terms {
	Terms {
		min_rate: 1_000,
		max_rate: 20_000,
		max_window_budget: 50_000_00,
		max_window: 90 * DAY,
		attestation_validity: 7 * DAY,
		payment_term: 30 * DAY,
	}
}

/// 100 euros a tonne (0.10 a token), 1,000 euros, a month from now on; 10 to 2,000 tokens at a time; citizens
/// 3,000 and businesses 5,000 a week.
pub(crate) fn offer() -> WindowTerms {
	WindowTerms {
		rate: 100_00,
		budget: 1_000_00,
		from: Now::get(),
		until: Now::get() + 30 * DAY,
		smallest: 10 * TOKEN,
		largest: 2_000 * TOKEN,
		period: 7 * DAY,
		limits: vec![
			(MemberKind::Citizen, 3_000 * TOKEN),
			(MemberKind::Business, 5_000 * TOKEN),
		]
		.try_into()
		.unwrap(),
	}
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub(crate) fn reference(text: &str) -> Reference {
	text.as_bytes().to_vec().try_into().unwrap()
}

/// Attest `balance` as of `as_of` and countersign it.
pub(crate) fn attest(currency: Currency, balance: Money, as_of: Date) -> DispatchResult {
	Desk::attest_reserve(signed(TREASURER), currency, balance, as_of, STATEMENT)?;
	Desk::countersign_reserve(signed(AUDITOR), currency, balance, as_of, STATEMENT)
}

/// Open a window; its number.
pub(crate) fn open(offer: WindowTerms) -> WindowId {
	let id = crate::NextWindowId::<Test>::get();
	Desk::open_window(signed(TREASURER), EUR, offer).unwrap();
	id
}

/// Attest 1,000 euros as of yesterday and open the usual window, number 0.
pub(crate) fn open_desk() {
	attest(EUR, 1_000_00, TODAY - 1).unwrap();
	open(offer());
}

pub(crate) fn redeem(who: AccountId, amount: Balance) -> DispatchResult {
	Desk::redeem(signed(who), 0, amount, PAYEE)
}

/// Begin to pay `ids` of EUR.
pub(crate) fn begin(ids: &[RedemptionId]) -> DispatchResult {
	let ids = ids.to_vec().try_into().unwrap();
	Desk::begin_payments(signed(TREASURER), EUR, ids, MESSAGE)
}

pub(crate) fn payment(redemption: RedemptionId, booked: Date) -> Payment {
	Payment {
		redemption,
		reference: reference("BANK-1"),
		booked,
	}
}

/// Settle `ids`, booked today.
pub(crate) fn settle(ids: &[RedemptionId]) -> DispatchResult {
	let payments: Vec<_> = ids.iter().map(|id| payment(*id, TODAY)).collect();
	Desk::settle(signed(TREASURER), payments.try_into().unwrap())
}

pub(crate) fn status(id: RedemptionId) -> Status {
	Desk::redemption(id).unwrap().status
}

pub(crate) fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Redemption.into(), &who)
}

pub(crate) fn waiting(currency: Currency) -> Vec<RedemptionId> {
	Desk::queue(currency, None, 1_000)
		.into_iter()
		.map(|(id, _)| id)
		.collect()
}

/// Builds the chain a test runs on.
pub(crate) struct ExtBuilder {
	terms: Vec<GenesisTerms>,
}

impl Default for ExtBuilder {
	/// Terms for EUR.
	fn default() -> Self {
		Self { terms: Vec::new() }.terms(EUR, terms())
	}
}

impl ExtBuilder {
	/// With these terms too.
	#[must_use]
	pub(crate) fn terms(mut self, currency: Currency, terms: Terms) -> Self {
		self.terms.push(GenesisTerms { currency, terms });
		self
	}

	/// Without terms.
	#[must_use]
	pub(crate) fn bare(mut self) -> Self {
		self.terms.clear();
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		Now::set(NOON);
		Register::set(register());
		Charges::set(charges());
		MaxSpentDays::set(3);
		let config = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: [ALICE, BOB, SHOP, VERIFIER, STRANGER]
					.map(|who| (who, ENDOWMENT))
					.to_vec(),
				..Default::default()
			},
			desk: crate::GenesisConfig {
				terms: self.terms,
				..Default::default()
			},
			..Default::default()
		};
		let mut ext: sp_io::TestExternalities = config.build_storage().unwrap().into();
		// Block 0 records no events.
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`, then checks every invariant.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check_state();
		});
	}
}

/// Checks every invariant, and what only these tests can see of the other pallets.
pub(crate) fn check_state() {
	Desk::do_try_state().expect("the invariants hold after the test");
	// Nobody holds anything who has no redemption.
	let held: Balance = pallet_balances::Holds::<Test>::iter_values()
		.flatten()
		.map(|hold| hold.amount)
		.sum();
	let open: Balance = crate::Redemptions::<Test>::iter_values()
		.filter(|redemption| matches!(redemption.status, Status::Open | Status::Paying { .. }))
		.map(|redemption| redemption.amount)
		.sum();
	assert_eq!(held, open);
	// What left the supply was counted.
	let issued = Balances::total_issuance();
	let redeemed = Books::redeemed();
	assert_eq!(crate::Burned::<Test>::get(), redeemed);
	assert_eq!(issued + redeemed, 5 * ENDOWMENT);
}
