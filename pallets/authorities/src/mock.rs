//! The pallet under the real session pallet, with a register that is a list.

use civic_primitives::{MemberId, MemberKind, Membership};
use frame_support::{derive_impl, parameter_types, traits::ConstU32};
use frame_system::{mocking::MockBlock, EnsureRoot};
use pallet_session::{
	disabling::UpToLimitDisablingStrategy, historical, PeriodicSessions, SessionInterface,
	TestSessionHandler,
};
use sp_core::H256;
use sp_runtime::{
	testing::UintAuthorityId,
	traits::{Convert, Hash},
	BuildStorage,
};

use crate::{self as pallet_authorities, Event, Pallet, Unit};

pub(crate) type AccountId = u64;

/// Sessions for which offences can be proven.
pub(crate) const WINDOW: u32 = 3;

/// The most seats.
pub(crate) const MAX: u32 = 6;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeHoldReason,
		RuntimeFreezeReason
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(3)]
	pub type Authorities = pallet_authorities;
	#[runtime::pallet_index(4)]
	pub type Session = pallet_session;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

parameter_types! {
	/// Which accounts are what.
	pub static Register: Vec<(AccountId, MemberId, MemberKind)> = Vec::new();
}

pub struct List;

impl Membership<AccountId> for List {
	fn active(who: &AccountId) -> Option<(MemberId, MemberKind)> {
		Register::get()
			.iter()
			.find(|entry| entry.0 == *who)
			.map(|entry| (entry.1, entry.2))
	}

	fn account_of(id: MemberId) -> Option<AccountId> {
		Register::get()
			.iter()
			.find(|entry| entry.1 == id)
			.map(|entry| entry.0)
	}

	fn id_of(who: &AccountId) -> Option<MemberId> {
		Self::active(who).map(|(id, _)| id)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, kind: MemberKind) -> MemberId {
		let id = *who;
		Register::mutate(|entries| entries.push((*who, id, kind)));
		id
	}
}

pub struct KeysOf;

impl Convert<AccountId, Option<H256>> for KeysOf {
	fn convert(who: AccountId) -> Option<H256> {
		Session::load_keys(&who).map(|keys| sp_runtime::traits::BlakeTwo256::hash_of(&keys))
	}
}

impl historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = Unit;
}

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = sp_runtime::traits::ConvertInto;
	type ShouldEndSession = PeriodicSessions<frame_support::traits::ConstU64<1>, ()>;
	type NextSessionRotation = PeriodicSessions<frame_support::traits::ConstU64<1>, ()>;
	type SessionManager = historical::NoteHistoricalRoot<Self, Authorities>;
	type SessionHandler = TestSessionHandler;
	type Keys = UintAuthorityId;
	type DisablingStrategy = UpToLimitDisablingStrategy<3>;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ();
}

impl pallet_authorities::Config for Test {
	type WeightInfo = ();
	type AdmitOrigin = EnsureRoot<AccountId>;
	type ExpelOrigin = EnsureRoot<AccountId>;
	type Agencies = List;
	type KeysOf = KeysOf;
	type Session = Session;
	type MaxAuthorities = ConstU32<MAX>;
	type ReportWindow = ConstU32<WINDOW>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Keys;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Keys;

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for Keys {
	fn register_keys(who: &AccountId) {
		set_keys(*who, *who);
	}
}

/// Accounts 1 to `seats` are agencies with seats and keys, and those up to 9 agencies with keys.
pub(crate) struct ExtBuilder {
	seats: u64,
	min_authorities: u32,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			seats: 5,
			min_authorities: 4,
		}
	}
}

impl ExtBuilder {
	pub(crate) fn with_seats(mut self, seats: u64) -> Self {
		self.seats = seats;
		self
	}

	pub(crate) fn with_minimum(mut self, min_authorities: u32) -> Self {
		self.min_authorities = min_authorities;
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		Register::set(
			(1..=9)
				.map(|who| (who, 100 + who, MemberKind::Agency))
				.collect::<Vec<_>>(),
		);
		let storage = RuntimeGenesisConfig {
			authorities: crate::GenesisConfig {
				seats: (1..=self.seats).map(|who| (who, 100 + who)).collect(),
				min_authorities: self.min_authorities,
				epoch_slots: 10,
			},
			session: pallet_session::GenesisConfig {
				keys: (1..=self.seats)
					.map(|who| (who, who, UintAuthorityId(who)))
					.collect(),
				non_authority_keys: (self.seats + 1..=9)
					.map(|who| (who, who, UintAuthorityId(who)))
					.collect(),
			},
			..Default::default()
		}
		.build_storage()
		.expect("the genesis is sound");
		let mut ext = sp_io::TestExternalities::new(storage);
		// Block 0 records no events.
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test` and then checks every invariant.
	pub(crate) fn build_and_execute<R>(self, test: impl FnOnce() -> R) -> R {
		self.build().execute_with(|| {
			let result = test();
			Pallet::<Test>::do_try_state().expect("every invariant holds");
			result
		})
	}
}

/// Let `count` sessions end.
pub(crate) fn rotate(count: u32) {
	for _ in 0..count {
		Session::rotate_session();
	}
}

/// Who validates in this session.
pub(crate) fn validators() -> Vec<AccountId> {
	Session::validators()
}

/// Give `who` other session keys.
pub(crate) fn set_keys(who: AccountId, keys: u64) {
	<Session as SessionInterface>::set_keys(&who, UintAuthorityId(keys)).expect("nobody has them");
}

/// Take the session keys of `who` away.
pub(crate) fn purge_keys(who: AccountId) {
	<Session as SessionInterface>::purge_keys(&who).expect("it has keys");
}

/// What this pallet said so far.
pub(crate) fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}
