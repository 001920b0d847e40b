//! A chain with nothing but contributions.

use std::{
	collections::{BTreeMap, BTreeSet},
	time::Duration,
};

use civic_primitives::{
	Award, Balance, Collectives, ContributionKind, MemberId, MemberKind, Membership, Moment,
	OnAwarded, Points, WeightRule,
};
use frame_support::{derive_impl, ord_parameter_types, parameter_types, traits::UnixTime};
use frame_system::EnsureSignedBy;
use sp_runtime::BuildStorage;

use crate::{PointsByKind, Policy};

pub(crate) type AccountId = u64;

/// Members' accounts are their numbers and this.
pub(crate) const KEY: AccountId = 1_000;

/// Citizens.
pub(crate) const ANNA: MemberId = 1;
pub(crate) const BELA: MemberId = 2;
pub(crate) const CYRA: MemberId = 3;
/// A collective to which they belong.
pub(crate) const COOP: MemberId = 10;
/// A business and an agency.
pub(crate) const SHOP: MemberId = 20;
pub(crate) const AGENCY: MemberId = 21;
/// Verifiers: one tied to Anna, the other to nobody.
pub(crate) const METER: MemberId = 30;
pub(crate) const GAUGE: MemberId = 31;
/// Was never enrolled.
pub(crate) const STRANGER: MemberId = 99;

/// Sets the policy.
pub(crate) const POLICY_MAKER: AccountId = 50;
/// Recognises contributions.
pub(crate) const RECOGNISER: AccountId = 51;

/// The seconds in a period.
pub(crate) const PERIOD: Moment = 1_000;
/// The first period of a test, and when it begins.
pub(crate) const FIRST: u32 = 100;
pub(crate) const START: Moment = FIRST as Moment * PERIOD;

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
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Contributions = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type DbWeight = frame_support::weights::constants::ParityDbWeight;
}

parameter_types! {
	pub static Now: Moment = START;
	pub static MaxSharers: u32 = 4;
	pub static HoldersPerBlock: u32 = 2;
	/// The members, and whether the enrolment runs.
	pub static Register: BTreeMap<MemberId, (MemberKind, bool)> = BTreeMap::from([
		(ANNA, (MemberKind::Citizen, true)),
		(BELA, (MemberKind::Citizen, true)),
		(CYRA, (MemberKind::Citizen, true)),
		(COOP, (MemberKind::Collective, true)),
		(SHOP, (MemberKind::Business, true)),
		(AGENCY, (MemberKind::Agency, true)),
		(METER, (MemberKind::Verifier, true)),
		(GAUGE, (MemberKind::Verifier, true)),
	]);
	/// Who stands behind whom.
	pub static People: BTreeMap<MemberId, BTreeSet<MemberId>> = BTreeMap::from([
		(COOP, BTreeSet::from([ANNA, BELA, CYRA, METER])),
		(METER, BTreeSet::from([ANNA, SHOP])),
	]);
}

ord_parameter_types! {
	pub const PolicyMaker: AccountId = POLICY_MAKER;
	pub const Recogniser: AccountId = RECOGNISER;
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
		let id = who.checked_sub(KEY)?;
		let (kind, active) = *Register::get().get(&id)?;
		active.then_some((id, kind))
	}

	fn account_of(id: MemberId) -> Option<AccountId> {
		Register::get().contains_key(&id).then_some(id + KEY)
	}

	fn kind_of(id: MemberId) -> Option<MemberKind> {
		Register::get().get(&id).map(|(kind, _)| *kind)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, kind: MemberKind) -> MemberId {
		let id = who.wrapping_sub(KEY);
		Register::mutate(|register| register.insert(id, (kind, true)));
		id
	}
}

impl Collectives for Members {
	fn people(member: MemberId) -> Vec<MemberId> {
		People::get()
			.remove(&member)
			.unwrap_or_default()
			.into_iter()
			.collect()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn gather(collective: MemberId, people: &[MemberId]) {
		People::mutate(|all| all.entry(collective).or_default().extend(people));
	}
}

impl crate::Config for Test {
	type WeightInfo = ();
	type PolicyOrigin = EnsureSignedBy<PolicyMaker, AccountId>;
	type RecogniseOrigin = EnsureSignedBy<Recogniser, AccountId>;
	type Members = Members;
	type Collectives = Members;
	type Time = Clock;
	type MaxSharers = MaxSharers;
	type HoldersPerBlock = HoldersPerBlock;
}

/// Round numbers: a point for ten units, 5 for a claim, 100 of each kind in a period.
pub(crate) fn policy() -> Policy {
	Policy {
		units_per_point: 10,
		points_per_claim: 5,
		cap: 100,
		rule: WeightRule { scale: 10, cap: 5 },
	}
}

/// The origin of a member.
pub(crate) fn by(member: MemberId) -> RuntimeOrigin {
	RuntimeOrigin::signed(member + KEY)
}

/// Go to the beginning of the `n`th period after the first.
pub(crate) fn to_period(n: u32) {
	Now::set(START + Moment::from(n) * PERIOD);
}

/// Tell of an award, as the pallet of issuance does.
pub(crate) fn award(owner: MemberId, verifiers: &[MemberId], amount: Balance) {
	Contributions::on_awarded(&Award {
		claim: 0,
		methodology: 0,
		owner,
		verifiers: verifiers.to_vec().try_into().unwrap(),
		amount,
		at: Now::get(),
	});
}

pub(crate) fn set_policy(policy: Policy) -> sp_runtime::DispatchResult {
	Contributions::set_policy(RuntimeOrigin::signed(POLICY_MAKER), policy)
}

pub(crate) fn recognise(member: MemberId, points: Points) -> sp_runtime::DispatchResult {
	let origin = RuntimeOrigin::signed(RECOGNISER);
	Contributions::recognise(origin, member, points, Default::default())
}

pub(crate) fn share_out(holder: MemberId, parts: &[(MemberId, u32)]) -> sp_runtime::DispatchResult {
	Contributions::share_out(by(holder), parts.to_vec().try_into().unwrap())
}

/// A block with room for everything that is due.
pub(crate) fn idle_block() {
	Contributions::pass_on_due(frame_support::weights::Weight::MAX);
}

pub(crate) fn measured(points: Points) -> PointsByKind {
	PointsByKind::of(ContributionKind::Measured, points)
}

pub(crate) fn verified(points: Points) -> PointsByKind {
	PointsByKind::of(ContributionKind::Verified, points)
}

pub(crate) fn stewarded(points: Points) -> PointsByKind {
	PointsByKind::of(ContributionKind::Stewarded, points)
}

/// The events of the pallet since the last call.
pub(crate) fn events() -> Vec<crate::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Contributions(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}

/// Builds the chain a test runs on.
pub(crate) struct ExtBuilder {
	policy: Policy,
	period_length: Moment,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			policy: policy(),
			period_length: PERIOD,
		}
	}
}

impl ExtBuilder {
	#[must_use]
	pub(crate) fn policy(mut self, policy: Policy) -> Self {
		self.policy = policy;
		self
	}

	#[must_use]
	pub(crate) fn period_length(mut self, seconds: Moment) -> Self {
		self.period_length = seconds;
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let config = RuntimeGenesisConfig {
			contributions: crate::GenesisConfig {
				period_length: self.period_length,
				policy: self.policy,
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
			Contributions::do_try_state().expect("the invariants hold after the test");
		});
	}
}
