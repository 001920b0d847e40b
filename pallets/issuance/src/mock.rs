//! A chain with nothing but balances and issuance.

use std::{collections::BTreeMap, time::Duration};

use civic_primitives::{
	ActivityUnit, Award, Balance, ClaimId, EndUse, FamilyId, MemberId, MemberKind, Membership,
	MethodologyId, Methods, Moment, OnAwarded, OnRedeemed, OnSettled, Period, Sector, SettledClaim,
	Settlement, Shares, Terms,
};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
		UnixTime,
	},
};
use frame_system::EnsureSignedBy;
use sp_runtime::{BuildStorage, DispatchError, Permill};

use crate::{calendar::Year, GenesisBudget};

pub(crate) type AccountId = u64;

/// Owners, whose numbers are not their accounts.
pub(crate) const ALICE: AccountId = 1;
pub(crate) const ALICE_ID: MemberId = 101;
pub(crate) const BOB: AccountId = 2;
pub(crate) const BOB_ID: MemberId = 102;
/// Verifiers.
pub(crate) const VERIFIERS: [AccountId; 3] = [11, 12, 13];
pub(crate) const VERIFIER_IDS: [MemberId; 3] = [111, 112, 113];
/// Was never enrolled.
pub(crate) const STRANGER: AccountId = 9;
/// Was enrolled; nobody speaks for this number any more.
pub(crate) const GONE_ID: MemberId = 999;
/// The commons pool.
pub(crate) const COMMONS: AccountId = 40;
/// Sets budgets.
pub(crate) const BUDGETER: AccountId = 50;
/// Reverses awards.
pub(crate) const REVERSER: AccountId = 51;

/// Methodologies: rooftop PV, and trees with leakage, half the deduction and a large buffer.
pub(crate) const PV: MethodologyId = 3;
pub(crate) const TREES: MethodologyId = 4;

/// 2026-01-01T00:00:00Z.
pub(crate) const NEW_YEAR_2026: Moment = 1_767_225_600;
/// 2027-01-01T00:00:00Z.
pub(crate) const NEW_YEAR_2027: Moment = 1_798_761_600;

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
	pub type Issuance = crate;
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
}

parameter_types! {
	pub static Now: Moment = NEW_YEAR_2026;
	pub static MaxAwardsPerCall: u32 = 3;
	/// The accounts of members, and whether the enrolment runs.
	pub static Register: BTreeMap<MemberId, (AccountId, bool)> = BTreeMap::from([
		(ALICE_ID, (ALICE, true)),
		(BOB_ID, (BOB, true)),
		(VERIFIER_IDS[0], (VERIFIERS[0], true)),
		(VERIFIER_IDS[1], (VERIFIERS[1], true)),
		(VERIFIER_IDS[2], (VERIFIERS[2], true)),
	]);
	pub static Methodologies: BTreeMap<MethodologyId, Terms> =
		BTreeMap::from([(PV, pv()), (TREES, trees())]);
	/// What listeners were told.
	pub static Told: Vec<Award> = Vec::new();
	pub const Commons: AccountId = COMMONS;
}

ord_parameter_types! {
	pub const Budgeter: AccountId = BUDGETER;
	pub const Reverser: AccountId = REVERSER;
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
			.find_map(|(id, entry)| (entry == (*who, true)).then_some((id, MemberKind::Citizen)))
	}

	fn account_of(id: MemberId) -> Option<AccountId> {
		Register::get().get(&id).map(|(account, _)| *account)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, _: MemberKind) -> MemberId {
		let id = who.wrapping_add(1_000);
		Register::mutate(|register| register.insert(id, (*who, true)));
		id
	}
}

/// The methodologies, as the tests set them.
pub struct Catalogue;

impl Methods for Catalogue {
	fn terms(id: MethodologyId) -> Option<Terms> {
		Methodologies::get().get(&id).cloned()
	}

	fn family(id: MethodologyId) -> Option<FamilyId> {
		Some(id)
	}

	fn is_open(id: MethodologyId) -> bool {
		Methodologies::get().contains_key(&id)
	}

	fn end_use(family: FamilyId) -> Option<EndUse> {
		Self::terms(family).map(|terms| terms.end_use)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn adopt(terms: Terms) -> MethodologyId {
		Methodologies::mutate(|all| {
			let id = all.keys().max().map_or(0, |last| last + 1);
			all.insert(id, terms);
			id
		})
	}
}

/// Remembers what it is told.
pub struct Listener;

impl OnAwarded for Listener {
	fn on_awarded(award: &Award) {
		Told::mutate(|told| told.push(award.clone()));
	}
}

impl crate::Config for Test {
	type WeightInfo = ();
	type BudgetOrigin = EnsureSignedBy<Budgeter, AccountId>;
	type ReverseOrigin = EnsureSignedBy<Reverser, AccountId>;
	type Token = Balances;
	type Members = Members;
	type Methods = Catalogue;
	type Time = Clock;
	type Commons = Commons;
	type OnAwarded = Listener;
	type MaxAwardsPerCall = MaxAwardsPerCall;
}

/// Rooftop PV: 383.78 g/kWh avoided, the whole uncertainty deducted, no leakage.
pub(crate) fn pv() -> Terms {
	Terms {
		sector: Sector::StationaryEnergy,
		end_use: EndUse::ElectricityGeneration,
		unit: ActivityUnit::WattHour,
		baseline_factor: 383_780,
		project_factor: 0,
		deduction: Permill::one(),
		leakage: Permill::zero(),
		shares: Shares {
			owner: 700_000,
			commons: 150_000,
			verifiers: 50_000,
			buffer: 100_000,
		},
		panel: 3,
		quorum: 2,
		tolerance: Permill::from_percent(2),
		attest_within: 86_400,
		challenge_within: 86_400,
		longest_period: 366 * 86_400,
		claim_interval: 3_600,
	}
}

/// Trees: grams of carbon dioxide taken up, 5 % leakage, a fifth kept back.
pub(crate) fn trees() -> Terms {
	Terms {
		sector: Sector::LandUse,
		end_use: EndUse::Vegetation,
		unit: ActivityUnit::Gram,
		baseline_factor: 1_000_000,
		deduction: Permill::from_percent(50),
		leakage: Permill::from_percent(5),
		shares: Shares {
			owner: 600_000,
			commons: 150_000,
			verifiers: 50_000,
			buffer: 200_000,
		},
		..pv()
	}
}

/// Terms under which one unit of activity is worth one unit, of which the owner gets
/// `owner` parts of ten and the buffer the rest.
pub(crate) fn simple(owner: u32) -> Terms {
	let shares = Shares {
		owner: owner * 100_000,
		buffer: 1_000_000 - owner * 100_000,
		..Default::default()
	};
	Terms {
		baseline_factor: 1_000,
		deduction: Permill::zero(),
		shares,
		..pv()
	}
}

/// A settled claim without uncertainty.
pub(crate) fn settled(
	claim: ClaimId,
	owner: MemberId,
	methodology: MethodologyId,
	quantity: u64,
) -> SettledClaim {
	SettledClaim {
		claim,
		owner,
		methodology,
		period: Period { from: 0, until: 1 },
		quantity,
		uncertainty: 0,
		verifiers: VERIFIER_IDS.to_vec().try_into().unwrap(),
	}
}

/// Settle a claim of `owner`, as the pallet of measurements does, in a transaction.
pub(crate) fn settle(
	claim: ClaimId,
	owner: MemberId,
	methodology: MethodologyId,
	quantity: u64,
) -> Result<Settlement, DispatchError> {
	frame_support::storage::with_storage_layer(|| {
		Issuance::on_settled(settled(claim, owner, methodology, quantity))
	})
}

/// Burn `amount` of `who` because money was paid for it, in a transaction.
pub(crate) fn redeem(who: AccountId, amount: Balance) -> sp_runtime::DispatchResult {
	frame_support::storage::with_storage_layer(|| {
		Balances::burn_from(
			&who,
			amount,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Issuance::on_redeemed(amount)
	})
}

/// Set a sector's ceiling for `year`, under an inventory that does not bind.
pub(crate) fn set_ceiling(
	sector: Sector,
	year: Year,
	ceiling: Balance,
) -> sp_runtime::DispatchResult {
	Issuance::set_budget(
		RuntimeOrigin::signed(BUDGETER),
		sector,
		year,
		Balance::MAX,
		ceiling,
	)
}

/// Builds the chain a test runs on.
pub(crate) struct ExtBuilder {
	endowed: Vec<(AccountId, Balance)>,
	budgets: Vec<GenesisBudget>,
}

impl Default for ExtBuilder {
	/// A budget for stationary energy and land use in 2026 that no test uses up by chance.
	fn default() -> Self {
		Self {
			endowed: Vec::new(),
			budgets: Vec::new(),
		}
		.budget(Sector::StationaryEnergy, 2026, 1_000_000_000_000)
		.budget(Sector::LandUse, 2026, 1_000_000_000_000)
	}
}

impl ExtBuilder {
	/// With this on an account before anything is awarded.
	#[must_use]
	pub(crate) fn endowed(mut self, who: AccountId, amount: Balance) -> Self {
		self.endowed.push((who, amount));
		self
	}

	/// With this budget, in place of any for the same sector and year.
	#[must_use]
	pub(crate) fn budget(mut self, sector: Sector, year: Year, ceiling: Balance) -> Self {
		self.budgets
			.retain(|budget| (budget.sector, budget.year) != (sector, year));
		self.budgets.push(GenesisBudget {
			sector,
			year,
			inventory: ceiling,
			ceiling,
		});
		self
	}

	/// With these budgets and no other.
	#[must_use]
	pub(crate) fn budgets(mut self, budgets: Vec<GenesisBudget>) -> Self {
		self.budgets = budgets;
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let config = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: self.endowed,
				..Default::default()
			},
			issuance: crate::GenesisConfig {
				budgets: self.budgets,
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
			Issuance::do_try_state().expect("the invariants hold after the test");
		});
	}
}
