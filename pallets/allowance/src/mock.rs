//! A runtime that charges fees to allowances, with a register that tests write.

use core::time::Duration;
use std::collections::BTreeMap;

use civic_primitives::{Balance, MemberId, MemberKind, Membership, Moment};
use frame_support::{
	derive_impl,
	dispatch::{DispatchInfo, Pays, PostDispatchInfo},
	parameter_types,
	traits::{ConstU128, ConstU64, UnixTime},
	weights::{FixedFee, IdentityFee, Weight},
};
use frame_system::{mocking::MockBlock, EnsureRoot};
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_runtime::{
	traits::DispatchTransaction,
	transaction_validity::{TransactionSource, TransactionValidityError},
	BuildStorage,
};

use crate::{self as pallet_allowance, *};

pub(crate) type AccountId = u64;

/// The first second of the mock's time.
pub(crate) const START: Moment = 1_700_000_000;
/// What refills an empty allowance.
pub(crate) const DAY: Moment = 86_400;

/// A citizen.
pub(crate) const CITIZEN: AccountId = 1;
/// A verifier.
pub(crate) const VERIFIER: AccountId = 2;
/// A business; its kind has no capacity.
pub(crate) const BUSINESS: AccountId = 3;
/// One whose enrolment has ended.
pub(crate) const FORMER: AccountId = 8;
/// One who never was a member.
pub(crate) const STRANGER: AccountId = 9;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type TransactionPayment = pallet_transaction_payment::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Allowance = pallet_allowance::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
}

#[derive_impl(pallet_transaction_payment::config_preludes::TestDefaultConfig)]
impl pallet_transaction_payment::Config for Test {
	type OnChargeTransaction = Allowance;
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = FixedFee<0, Balance>;
}

parameter_types! {
	pub static Now: Moment = START;
	/// Number, kind and whether the enrolment runs, by account.
	pub static Register: BTreeMap<AccountId, (MemberId, MemberKind, bool)> = BTreeMap::from([
		(CITIZEN, (10, MemberKind::Citizen, true)),
		(VERIFIER, (20, MemberKind::Verifier, true)),
		(BUSINESS, (30, MemberKind::Business, true)),
		(FORMER, (80, MemberKind::Citizen, false)),
	]);
}

pub struct Clock;
impl UnixTime for Clock {
	fn now() -> Duration {
		Duration::from_secs(Now::get())
	}
}

pub struct Members;
impl Membership<AccountId> for Members {
	fn active(who: &AccountId) -> Option<(MemberId, MemberKind)> {
		Register::get()
			.get(who)
			.filter(|member| member.2)
			.map(|member| (member.0, member.1))
	}

	fn account_of(id: MemberId) -> Option<AccountId> {
		Register::get()
			.iter()
			.find(|(_, member)| member.0 == id)
			.map(|(who, _)| *who)
	}

	fn id_of(who: &AccountId) -> Option<MemberId> {
		Register::get().get(who).map(|member| member.0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, kind: MemberKind) -> MemberId {
		Register::mutate(|register| register.insert(*who, (*who, kind, true)));
		*who
	}
}

impl Config for Test {
	type WeightInfo = ();
	type PolicyOrigin = EnsureRoot<AccountId>;
	type Members = Members;
	type Time = Clock;
	type RefillPeriod = ConstU64<DAY>;
	type AgencyFloor = ConstU128<AGENCY_FLOOR>;
}

/// The least capacity of agencies.
pub(crate) const AGENCY_FLOOR: Balance = 1_000_000;

/// The capacities at genesis.
pub(crate) const CITIZENS: Balance = 1_000_000_000;
pub(crate) const VERIFIERS: Balance = 5_000_000_000;

pub(crate) fn call() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![] }.into()
}

/// A transaction that is said to weigh `weight` and turns out to have weighed `actual`.
#[derive(Clone, Copy)]
pub(crate) struct Transaction {
	pub(crate) info: DispatchInfo,
	pub(crate) post: PostDispatchInfo,
	pub(crate) tip: Balance,
}

/// One that costs `cost` in all; `cost` is at least what every transaction costs.
pub(crate) fn costing(cost: Balance) -> Transaction {
	let base = cost_of(DispatchInfo::default());
	let weight = (cost - base).try_into().expect("a weight");
	let info = DispatchInfo {
		call_weight: Weight::from_parts(weight, 0),
		..Default::default()
	};
	assert_eq!(cost_of(info), cost);
	Transaction {
		info,
		post: PostDispatchInfo::default(),
		tip: 0,
	}
}

fn cost_of(info: DispatchInfo) -> Balance {
	TransactionPayment::compute_fee(0, &info, 0)
}

impl Transaction {
	/// It turns out to cost `cost`.
	pub(crate) fn but_uses(mut self, cost: Balance) -> Self {
		self.post.actual_weight = Some(costing(cost).info.call_weight);
		self
	}

	/// It turns out to be free.
	pub(crate) fn but_is_free(mut self) -> Self {
		self.post.pays_fee = Pays::No;
		self
	}

	pub(crate) fn free(mut self) -> Self {
		self.info.pays_fee = Pays::No;
		self
	}

	pub(crate) fn tipping(mut self, tip: Balance) -> Self {
		self.tip = tip;
		self
	}

	/// Whether the pool takes it.
	pub(crate) fn validate(self, origin: RuntimeOrigin) -> Result<(), TransactionValidityError> {
		ChargeTransactionPayment::<Test>::from(self.tip)
			.validate_only(
				origin,
				&call(),
				&self.info,
				0,
				TransactionSource::External,
				0,
			)
			.map(|_| ())
	}

	/// Runs it in a block; `during` is what the call does.
	pub(crate) fn run_with(
		self,
		who: AccountId,
		during: impl FnOnce(),
	) -> Result<(), TransactionValidityError> {
		ChargeTransactionPayment::<Test>::from(self.tip)
			.test_run(
				RuntimeOrigin::signed(who),
				&call(),
				&self.info,
				0,
				0,
				|_| {
					during();
					Ok(self.post)
				},
			)
			.map(|outcome| assert!(outcome.is_ok()))
	}

	pub(crate) fn run(self, who: AccountId) -> Result<(), TransactionValidityError> {
		self.run_with(who, || ())
	}
}

pub(crate) fn left(who: AccountId) -> Balance {
	Allowance::remaining(who).expect("a member").left
}

#[derive(Default)]
pub(crate) struct ExtBuilder;

impl ExtBuilder {
	pub(crate) fn build(self) -> sp_io::TestExternalities {
		Now::set(START);
		Register::take();
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.expect("builds");
		GenesisConfig::<Test> {
			capacities: vec![
				(MemberKind::Citizen, CITIZENS),
				(MemberKind::Verifier, VERIFIERS),
			],
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("builds");
		storage.into()
	}

	/// Runs `test` and then checks every invariant.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			System::set_block_number(1);
			test();
			Allowance::do_try_state().expect("invariants hold after the test");
		});
	}
}
