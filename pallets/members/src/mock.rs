//! A runtime with a register and nothing else.

use core::time::Duration;

use civic_primitives::{FamilyId, Mandate, Mandates, MemberId, MemberKind, Moment};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{ConstU32, ConstU64, EnsureOrigin, OriginTrait, UnixTime},
	BoundedBTreeSet,
};
use frame_system::{mocking::MockBlock, EnsureRoot, EnsureSignedBy};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{
	traits::IdentityLookup, AccountId32, BuildStorage, DispatchResult, MultiSignature,
};

use crate::{self as pallet_members, *};

pub(crate) type AccountId = AccountId32;

/// The first second of the mock's time.
pub(crate) const START: Moment = 1_700_000_000;
/// A day, in seconds.
pub(crate) const DAY: Moment = 86_400;
/// An expiry no test crosses by accident.
pub(crate) const LATER: Moment = START + 1_000 * DAY;
pub(crate) const SUSPENSION: Moment = 30 * DAY;

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
	pub type Register = pallet_members::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

parameter_types! {
	pub static Now: Moment = START;
}
ord_parameter_types! {
	pub const Accreditor: AccountId = account(201);
	pub const Appeals: AccountId = account(202);
}

pub struct Clock;
impl UnixTime for Clock {
	fn now() -> Duration {
		Duration::from_secs(Now::get())
	}
}

/// As the runtime does it: an agency that holds the mandate.
pub struct EnsureRegistrar;
impl EnsureOrigin<RuntimeOrigin> for EnsureRegistrar {
	type Success = AccountId;

	fn try_origin(origin: RuntimeOrigin) -> Result<AccountId, RuntimeOrigin> {
		match origin.as_signer() {
			Some(who) if Register::holds(who, Mandate::Registrar) => Ok(who.clone()),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		let who = account(99);
		<Register as Mandates<_>>::grant(&who, Mandate::Registrar);
		Ok(RuntimeOrigin::signed(who))
	}
}

impl Config for Test {
	type WeightInfo = ();
	type RegisterOrigin = EnsureRegistrar;
	type AccreditOrigin = EnsureSignedBy<Accreditor, AccountId>;
	type AppealOrigin = EnsureSignedBy<Appeals, AccountId>;
	type MandateOrigin = EnsureRoot<AccountId>;
	type Signature = MultiSignature;
	type Time = Clock;
	type MaxVerifiersPerFamily = ConstU32<3>;
	type MaxFamilies = ConstU32<2>;
	type MaxAffiliations = ConstU32<2>;
	type MaxCollectiveMembers = ConstU32<3>;
	type MaxMemberships = ConstU32<2>;
	type SuspensionPeriod = ConstU64<SUSPENSION>;
	type SilencesPerStep = ConstU32<3>;
	type MaxVoucherLife = ConstU64<{ 90 * DAY }>;
	type MaxAbsences = ConstU32<3>;
	type AbsenceMemory = ConstU64<{ 60 * DAY }>;
}

/// Not a key of anyone: for those who sign nothing but transactions.
pub(crate) fn account(n: u8) -> AccountId {
	AccountId::new([n; 32])
}

/// The registrar's key: vouchers are signed with it.
pub(crate) fn registrar_key() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[7; 32])
}

pub(crate) fn registrar() -> AccountId {
	AccountId::from(registrar_key().public())
}

pub(crate) fn nullifier(n: u8) -> Option<Nullifier> {
	Some(H256::repeat_byte(n))
}

pub(crate) fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Enrol `account(n)`; citizens with `nullifier(n)`.
pub(crate) fn enrol(n: u8, kind: MemberKind) -> MemberId {
	let id = NextMemberId::<Test>::get();
	let nullifier = (kind == MemberKind::Citizen).then(|| H256::repeat_byte(n));
	let origin = match kind {
		MemberKind::Agency => RuntimeOrigin::root(),
		_ => by(registrar()),
	};
	Register::enrol(origin, account(n), kind, LATER, nullifier).expect("enrols");
	id
}

/// Enrol `account(n)` as a verifier and accredit it for `scope`, with two duties at most.
pub(crate) fn enrol_verifier(n: u8, scope: &[FamilyId], affiliations: &[MemberId]) -> MemberId {
	let id = enrol(n, MemberKind::Verifier);
	accredit(n, scope, affiliations).expect("accredits");
	id
}

pub(crate) fn accredit(n: u8, scope: &[FamilyId], affiliations: &[MemberId]) -> DispatchResult {
	let origin = by(Accreditor::get());
	Register::accredit(origin, account(n), set(scope), LATER, 2, set(affiliations))
}

pub(crate) fn set<T: Ord + Copy, S: sp_core::Get<u32>>(items: &[T]) -> BoundedBTreeSet<T, S> {
	items
		.iter()
		.copied()
		.collect::<std::collections::BTreeSet<_>>()
		.try_into()
		.expect("within the bound")
}

/// The last event, if it is of the register.
pub(crate) fn last_event() -> Option<Event<Test>> {
	match System::events().pop()?.event {
		RuntimeEvent::Register(event) => Some(event),
		_ => None,
	}
}

/// A register with one registrar, member 0.
pub(crate) struct ExtBuilder {
	genesis: GenesisConfig<Test>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		let genesis = GenesisConfig {
			members: vec![GenesisMember {
				account: registrar(),
				kind: MemberKind::Agency,
				until: LATER,
				nullifier: None,
			}],
			mandates: vec![(registrar(), Mandate::Registrar)],
			verifiers: vec![],
		};
		Self { genesis }
	}
}

impl ExtBuilder {
	#[must_use]
	pub(crate) fn with_genesis(mut self, genesis: GenesisConfig<Test>) -> Self {
		self.genesis = genesis;
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.expect("builds");
		self.genesis
			.assimilate_storage(&mut storage)
			.expect("builds");
		Now::set(START);
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.register_extension(sp_keystore::KeystoreExt::new(
			sp_keystore::testing::MemoryKeystore::new(),
		));
		ext
	}

	/// Runs `test` and then checks every invariant.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			System::set_block_number(1);
			test();
			Register::do_try_state().expect("invariants hold after the test");
		});
	}
}
