//! A chain with referenda, and a register, points and interests as the tests set them.

use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use civic_primitives::{
	Electorate, MemberId, MemberKind, Membership, Moment, Points, Standing, WeightRule,
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		schedule::DispatchTime, ConstU32, ConstU64, EqualPrivilegeOnly, OriginTrait, Polling,
		StorePreimage, UnixTime,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned, RawOrigin};
use pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use sp_runtime::{str_array, BuildStorage, DispatchError, DispatchResult, Perbill};

use crate::{Event, Interests, PollIndex, TallyOf, TrackId};

pub(crate) type AccountId = u64;

/// An agency, member number 0. Whoever comes after it is a citizen.
pub(crate) const CLERK: MemberId = 0;
/// Speaks for nobody.
pub(crate) const STRANGER: AccountId = 9_999;
/// The track of what root may do, and the one of what needs no origin.
pub(crate) const ROOT: TrackId = 0;
pub(crate) const OTHER: TrackId = 1;
/// The first second of the mock's time.
pub(crate) const START: Moment = 1_700_000_000;
pub(crate) const ROOTS: WeightRule = WeightRule {
	scale: 100,
	cap: 10,
};

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
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(3)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(4)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(5)]
	pub type Assembly = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

parameter_types! {
	pub MaxSchedulerWeight: Weight = Weight::from_parts(2_000_000_000_000, u64::MAX);
}

impl pallet_scheduler::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaxSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type MaxScheduledPerBlock = ConstU32<100>;
	type WeightInfo = ();
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// Two tracks of the same thresholds: approval falls from the whole to a half, support from a
/// half to nothing.
pub struct Tracks;

impl TracksInfo<u64, u64> for Tracks {
	type Id = TrackId;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<TrackId, u64, u64>>> {
		let falling = |ceil, floor| Curve::LinearDecreasing {
			length: Perbill::one(),
			floor: Perbill::from_percent(floor),
			ceil: Perbill::from_percent(ceil),
		};
		[ROOT, OTHER].into_iter().map(move |id| {
			let info = TrackInfo {
				name: str_array("track"),
				max_deciding: 10,
				decision_deposit: 0,
				prepare_period: 2,
				decision_period: 10,
				confirm_period: 2,
				min_enactment_period: 2,
				min_approval: falling(100, 50),
				min_support: falling(50, 0),
			};
			Cow::Owned(Track { id, info })
		})
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<TrackId, ()> {
		match RawOrigin::try_from(origin.clone()) {
			Ok(RawOrigin::Root) => Ok(ROOT),
			Ok(RawOrigin::None) => Ok(OTHER),
			_ => Err(()),
		}
	}
}

impl pallet_referenda::Config for Test {
	type WeightInfo = ();
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = EnsureSigned<AccountId>;
	type CancelOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Slash = ();
	type Votes = u32;
	type Tally = TallyOf<Test>;
	type SubmissionDeposit = ConstU64<0>;
	type MaxQueued = ConstU32<10>;
	type UndecidingTimeout = ConstU64<20>;
	type AlarmInterval = ConstU64<1>;
	type Tracks = Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// A member of the mock's register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(unreachable_pub, reason = "the macro below hands it out")]
pub struct Entry {
	pub(crate) account: AccountId,
	pub(crate) kind: MemberKind,
	/// Not removed. Only those count in the electorate.
	pub(crate) enrolled: bool,
	/// Not expired either.
	pub(crate) active: bool,
}

parameter_types! {
	pub static Now: Moment = START;
	pub static Rule: WeightRule = ROOTS;
	/// The members, by their numbers.
	pub static Register: BTreeMap<MemberId, Entry> = BTreeMap::new();
	/// From when until when each member was struck off, as often as it was; without an end while it is.
	pub static Away: BTreeMap<MemberId, Vec<(Moment, Option<Moment>)>> = BTreeMap::new();
	/// What each member earned, and when.
	pub static Earned: BTreeMap<MemberId, Vec<(Moment, Points)>> = BTreeMap::new();
	/// What the examination of a referendum finds; nobody where nothing is said.
	pub static Findings: BTreeMap<PollIndex, Result<Vec<MemberId>, DispatchError>> =
		BTreeMap::new();
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
		// Most members keep the account they were given, which says their number.
		Register::mutate(|register| {
			let given = who.checked_sub(1_000).and_then(|id| {
				let entry = register.get(&id)?;
				(entry.account == *who).then_some((id, *entry))
			});
			given
				.or_else(|| {
					let moved = register.iter().find(|(_, entry)| entry.account == *who)?;
					Some((*moved.0, *moved.1))
				})
				.filter(|(_, entry)| entry.active)
				.map(|(id, entry)| (id, entry.kind))
		})
	}

	fn account_of(id: MemberId) -> Option<AccountId> {
		Register::mutate(|register| register.get(&id).map(|entry| entry.account))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, kind: MemberKind) -> MemberId {
		// Benchmarks run one after another on one thread, and so with one register.
		let known = Self::active(who).map(|(id, _)| id);
		known.unwrap_or_else(|| {
			let id = enrol(kind);
			edit(id, |entry| entry.account = *who);
			id
		})
	}
}

impl Electorate for Members {
	fn citizens() -> u32 {
		Register::mutate(|register| {
			let citizens = register
				.values()
				.filter(|entry| entry.kind == MemberKind::Citizen && entry.enrolled);
			citizens.count() as u32
		})
	}

	fn next_member() -> MemberId {
		Register::mutate(|register| register.len() as MemberId)
	}

	fn was_active(member: MemberId, at: Moment) -> bool {
		let covers = |(since, until): &(Moment, Option<Moment>)| {
			*since <= at && until.is_none_or(|until| at <= until)
		};
		Away::mutate(|away| !away.get(&member).is_some_and(|all| all.iter().any(covers)))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn leave_and_return(_: MemberId) {}
}

/// Points, as the tests give them: what was earned before a moment counts at it.
pub struct Contributions;

impl Standing for Contributions {
	fn rule() -> WeightRule {
		Rule::get()
	}

	fn points_at(member: MemberId, at: Moment) -> Points {
		Earned::mutate(|earned| {
			let earned = earned.get(&member).into_iter().flatten();
			earned
				.filter(|(when, _)| *when < at)
				.map(|(_, points)| points)
				.sum()
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn grant(member: MemberId, points: Points) {
		Earned::mutate(|earned| {
			let past = Now::get() - 1;
			earned.entry(member).or_default().push((past, points));
		});
	}
}

/// Interests, as the tests set them.
pub struct Examination;

impl Interests for Examination {
	fn examine(poll: PollIndex) -> Result<Vec<MemberId>, DispatchError> {
		Findings::get().get(&poll).cloned().unwrap_or(Ok(vec![]))
	}

	fn weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

impl crate::Config for Test {
	type WeightInfo = ();
	type Polls = Referenda;
	type Members = Members;
	type Electorate = Members;
	type Standing = Contributions;
	type Interests = Examination;
	type Time = Clock;
	type MaxDelegators = ConstU32<3>;
	type MaxInterested = ConstU32<4>;
	type MaxCleanUp = ConstU32<5>;
}

/// Enrol a member, with an account that nobody had.
pub(crate) fn enrol(kind: MemberKind) -> MemberId {
	let id = Members::next_member();
	let entry = Entry {
		account: 1_000 + id,
		kind,
		enrolled: true,
		active: true,
	};
	Register::mutate(|register| register.insert(id, entry));
	id
}

pub(crate) fn edit(id: MemberId, change: impl FnOnce(&mut Entry)) {
	Register::mutate(|register| change(register.get_mut(&id).expect("is a member")));
}

/// The enrolment of a member is over, and it is struck off.
pub(crate) fn strike_off(id: MemberId) {
	if Register::get()[&id].active {
		Away::mutate(|away| away.entry(id).or_default().push((Now::get(), None)));
	}
	edit(id, |entry| {
		entry.enrolled = false;
		entry.active = false;
	});
}

/// A member is enrolled again.
pub(crate) fn restore(id: MemberId) {
	Away::mutate(|away| {
		let all = away.entry(id).or_default();
		if let Some((_, until @ None)) = all.last_mut() {
			*until = Some(Now::get());
		}
	});
	edit(id, |entry| {
		entry.enrolled = true;
		entry.active = true;
	});
}

/// A member earns points in this moment.
pub(crate) fn earn(id: MemberId, points: Points) {
	Earned::mutate(|earned| earned.entry(id).or_default().push((Now::get(), points)));
}

/// Give a member the points that a weight needs, so that they count from the next second.
pub(crate) fn weigh(id: MemberId, weight: u32) {
	earn(id, 100 * u64::from(weight - 1).pow(2));
	Now::mutate(|now| *now += 1);
}

/// Signed by the account that speaks for a member.
pub(crate) fn by(id: MemberId) -> RuntimeOrigin {
	RuntimeOrigin::signed(Members::account_of(id).expect("is a member"))
}

/// The call a referendum of the mock's is about, and what shows that it was made.
pub(crate) const ENACTED: (AccountId, u64) = (4_242, 77);

/// Propose something on the track; nobody has looked who has an interest in it.
pub(crate) fn propose_on(track: TrackId) -> PollIndex {
	let origin = match track {
		ROOT => RawOrigin::Root,
		_ => RawOrigin::None,
	};
	let call = RuntimeCall::Balances(pallet_balances::Call::force_set_balance {
		who: ENACTED.0,
		new_free: ENACTED.1,
	});
	let poll = pallet_referenda::ReferendumCount::<Test>::get();
	Referenda::submit(
		RuntimeOrigin::signed(STRANGER),
		Box::new(origin.into()),
		Preimage::bound(call).expect("is short"),
		DispatchTime::After(0),
	)
	.expect("submits");
	poll
}

/// Propose something that can be voted on, and in which `interested` have an interest.
pub(crate) fn open_with(track: TrackId, interested: &[MemberId]) -> PollIndex {
	let poll = propose_on(track);
	Findings::mutate(|findings| findings.insert(poll, Ok(interested.to_vec())));
	Assembly::examine(by(CLERK), poll).expect("examines");
	poll
}

/// Propose something that can be voted on, and in which nobody has an interest.
pub(crate) fn open() -> PollIndex {
	open_with(ROOT, &[])
}

pub(crate) fn vote(id: MemberId, poll: PollIndex, aye: bool) -> DispatchResult {
	Assembly::vote(by(id), poll, aye)
		.map(|_| ())
		.map_err(|failed| failed.error)
}

/// End a referendum at once, without a decision.
pub(crate) fn kill(poll: PollIndex) {
	Referenda::kill(RuntimeOrigin::root(), poll).expect("was ongoing");
}

pub(crate) fn tally(poll: PollIndex) -> TallyOf<Test> {
	Referenda::as_ongoing(poll).expect("is ongoing").0
}

/// What is counted: the weights for and against, the persons for it and all who voted.
pub(crate) fn counted(poll: PollIndex) -> (u32, u32, u32, u32) {
	let tally = tally(poll);
	(tally.ayes, tally.nays, tally.supporters, tally.voters)
}

/// The events of the assembly since the last time.
pub(crate) fn events() -> Vec<Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Assembly(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}

/// Builds the chain a test runs on: the clerk, and citizens with the numbers from 1 on.
pub(crate) struct ExtBuilder {
	citizens: u32,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { citizens: 5 }
	}
}

impl ExtBuilder {
	#[must_use]
	pub(crate) fn citizens(mut self, citizens: u32) -> Self {
		self.citizens = citizens;
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		Now::set(START);
		Rule::set(ROOTS);
		Register::set(BTreeMap::new());
		Away::set(BTreeMap::new());
		Earned::set(BTreeMap::new());
		Findings::set(BTreeMap::new());
		enrol(MemberKind::Agency);
		for _ in 0..self.citizens {
			enrol(MemberKind::Citizen);
		}
		let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		// Block 0 records no events.
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test` and then checks every invariant.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Assembly::do_try_state().expect("invariants hold after the test");
		});
	}
}
