//! A runtime with this pallet and balances; everything else it asks is kept here.

use crate::{self as pallet_measurements, *};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec,
	vec::Vec,
};
use civic_primitives::{
	ActivityUnit, Balance, ClaimId, EndUse, FamilyId, Fault, MemberId, MemberKind, Membership,
	MethodologyId, Methods, Moment, OnSettled, Panelists, Period, Sector, SettledClaim, Settlement,
	Shares, SourceId, Terms,
};
use codec::{Decode, Encode};
use core::time::Duration;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, Hooks, Randomness, UnixTime},
	weights::Weight,
};
use sp_core::H256;
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Permill};

pub(crate) type AccountId = u64;

/// Citizens.
pub(crate) const ALICE: AccountId = 1;
pub(crate) const BOB: AccountId = 2;
pub(crate) const CAROL: AccountId = 3;
/// Nobody.
pub(crate) const STRANGER: AccountId = 9;
/// The verifiers' accounts, in order.
pub(crate) const VERIFIERS: [AccountId; 10] = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
/// The commons pool.
pub(crate) const COMMONS: AccountId = 50;

pub(crate) const START: Moment = 1_000_000;
pub(crate) const BOND: Balance = 100;
pub(crate) const FRESH_BLOCKS: u64 = 3;
pub(crate) const NAMEPLATE: u64 = 1_000;

/// The family and version of the solar methodology, and those of the one for whole buildings.
pub(crate) const SOLAR: u32 = 7;
pub(crate) const BUILDING: u32 = 8;

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
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Measurements = pallet_measurements;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = frame_support::weights::constants::ParityDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<1>;
}

impl Config for Test {
	type WeightInfo = ();
	type Time = Clock;
	type Members = Register;
	type Panelists = Register;
	type Methods = Library;
	type OnSettled = Ledger;
	type Randomness = Beacon;
	type FreshBlocks = ConstU64<FRESH_BLOCKS>;
	type DrawsPerBlock = ConstU32<4>;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Commons = ConstU64<COMMONS>;
	type ChallengeBond = ConstU128<BOND>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

/// One accredited verifier.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Verifier {
	pub families: Vec<FamilyId>,
	pub tied: Vec<MemberId>,
	pub capacity: u32,
	pub duties: u32,
}

// In the store, not in statics, so that a failing call takes its changes back.
parameter_types! {
	pub(crate) storage Now: Moment = START;
	pub(crate) storage Seed: (H256, u64) = (H256::zero(), 0);
	pub(crate) storage Enrolled: BTreeMap<AccountId, (MemberId, MemberKind)> = BTreeMap::new();
	pub(crate) storage Expired: BTreeSet<MemberId> = BTreeSet::new();
	pub(crate) storage Accredited: BTreeMap<MemberId, Verifier> = BTreeMap::new();
	pub(crate) storage Marks: Vec<(MemberId, Fault)> = Vec::new();
	pub(crate) storage Published: BTreeMap<MethodologyId, (FamilyId, Terms, bool)> = BTreeMap::new();
	pub(crate) storage Settled: Vec<SettledClaim> = Vec::new();
	pub(crate) storage LedgerIsDown: bool = false;
}

pub struct Clock;

impl UnixTime for Clock {
	fn now() -> Duration {
		Duration::from_secs(Now::get())
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<u64> for Clock {
	fn set_time(now: Moment) {
		Now::set(&now);
	}
	fn set_randomness_known_since(block: u64) {
		Seed::set(&(H256::repeat_byte(1), block));
	}
}

pub struct Beacon;

impl Randomness<H256, u64> for Beacon {
	fn random(subject: &[u8]) -> (H256, u64) {
		let (seed, known_since) = Seed::get();
		(
			sp_io::hashing::blake2_256(&(subject, seed).encode()).into(),
			known_since,
		)
	}
}

pub struct Register;

impl Membership<AccountId> for Register {
	fn active(who: &AccountId) -> Option<(MemberId, MemberKind)> {
		Enrolled::get()
			.get(who)
			.copied()
			.filter(|(id, _)| !Expired::get().contains(id))
	}
	fn account_of(id: MemberId) -> Option<AccountId> {
		Enrolled::get()
			.iter()
			.find(|(_, (member, _))| *member == id)
			.map(|(who, _)| *who)
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, kind: MemberKind) -> MemberId {
		enrol(*who, kind)
	}
}

impl Panelists for Register {
	fn eligible(family: FamilyId, owner: MemberId) -> Vec<MemberId> {
		Accredited::get()
			.iter()
			.filter(|(id, verifier)| {
				verifier.families.contains(&family)
					&& verifier.duties < verifier.capacity
					&& !verifier.tied.contains(&owner)
					&& !Expired::get().contains(id)
			})
			.map(|(id, _)| *id)
			.collect()
	}
	fn take_duty(id: MemberId) -> DispatchResult {
		change(id, |verifier| {
			if verifier.duties >= verifier.capacity {
				return Err(DispatchError::Other("full"));
			}
			verifier.duties += 1;
			Ok(())
		})
	}
	fn end_duty(id: MemberId) {
		assert_ok!(change(id, |verifier| {
			verifier.duties = verifier.duties.checked_sub(1).expect("it had a duty");
			Ok(())
		}));
	}
	fn open_duties(id: MemberId) -> u32 {
		Accredited::get()
			.get(&id)
			.map_or(0, |verifier| verifier.duties)
	}
	fn mark(id: MemberId, fault: Fault) {
		let mut marks = Marks::get();
		marks.push((id, fault));
		Marks::set(&marks);
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn accredit(family: FamilyId, count: u32) {
		for n in 0..u64::from(count) {
			enrol(10_000 + n, MemberKind::Verifier);
			accredit(10_000 + n, &[family]);
		}
	}
}

pub struct Library;

impl Methods for Library {
	fn terms(id: MethodologyId) -> Option<Terms> {
		Published::get().get(&id).map(|(_, terms, _)| terms.clone())
	}
	fn family(id: MethodologyId) -> Option<FamilyId> {
		Published::get().get(&id).map(|(family, _, _)| *family)
	}
	fn is_open(id: MethodologyId) -> bool {
		Published::get().get(&id).is_some_and(|(_, _, open)| *open)
	}
	fn end_use(family: FamilyId) -> Option<EndUse> {
		Published::get()
			.values()
			.find(|(of, _, _)| *of == family)
			.map(|(_, terms, _)| terms.end_use)
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn adopt(terms: Terms) -> MethodologyId {
		publish(99, 99, terms, true);
		99
	}
}

pub struct Ledger;

impl OnSettled for Ledger {
	fn on_settled(claim: SettledClaim) -> Result<Settlement, DispatchError> {
		if LedgerIsDown::get() {
			return Err(DispatchError::Other("ledger is down"));
		}
		let mut settled = Settled::get();
		let amount = claim.quantity.into();
		settled.push(claim);
		Settled::set(&settled);
		Ok(Settlement::Awarded(amount))
	}
}

fn change(id: MemberId, with: impl FnOnce(&mut Verifier) -> DispatchResult) -> DispatchResult {
	let mut accredited = Accredited::get();
	with(
		accredited
			.get_mut(&id)
			.ok_or(DispatchError::Other("no verifier"))?,
	)?;
	Accredited::set(&accredited);
	Ok(())
}

/// The member behind an account. Their numbers differ, so that no test mixes them up.
pub(crate) fn id(who: AccountId) -> MemberId {
	// Wraps, for the accounts of benchmarks.
	who.wrapping_add(100)
}

pub(crate) fn enrol(who: AccountId, kind: MemberKind) -> MemberId {
	let mut enrolled = Enrolled::get();
	enrolled.insert(who, (id(who), kind));
	Enrolled::set(&enrolled);
	id(who)
}

pub(crate) fn expire(who: AccountId) {
	let mut expired = Expired::get();
	expired.insert(id(who));
	Expired::set(&expired);
}

pub(crate) fn accredit(who: AccountId, families: &[FamilyId]) {
	let mut accredited = Accredited::get();
	let verifier = Verifier {
		families: families.to_vec(),
		capacity: 20,
		..Verifier::default()
	};
	accredited.insert(id(who), verifier);
	Accredited::set(&accredited);
}

pub(crate) fn tie(verifier: AccountId, to: AccountId) {
	assert_ok!(change(id(verifier), |verifier| {
		verifier.tied.push(id(to));
		Ok(())
	}));
}

/// Leave only the first `count` verifiers in the register, as far as lots are concerned.
pub(crate) fn limit_verifiers(count: usize) {
	for who in VERIFIERS.iter().skip(count) {
		assert_ok!(change(id(*who), |verifier| {
			verifier.capacity = 0;
			Ok(())
		}));
	}
}

pub(crate) fn publish(version: MethodologyId, family: FamilyId, terms: Terms, open: bool) {
	let mut published = Published::get();
	published.insert(version, (family, terms, open));
	Published::set(&published);
}

pub(crate) fn terms() -> Terms {
	Terms {
		sector: Sector::StationaryEnergy,
		end_use: EndUse::ElectricityGeneration,
		unit: ActivityUnit::WattHour,
		baseline_factor: 400_000,
		project_factor: 40_000,
		deduction: Permill::one(),
		leakage: Permill::zero(),
		shares: Shares {
			owner: 700_000,
			commons: 200_000,
			verifiers: 50_000,
			buffer: 50_000,
		},
		panel: 3,
		quorum: 2,
		tolerance: Permill::from_percent(10),
		attest_within: 600,
		challenge_within: 1_000,
		longest_period: 7_200,
		claim_interval: 100,
	}
}

pub(crate) fn place(number: u8) -> H256 {
	H256::repeat_byte(number)
}

/// One hour that ended just now.
pub(crate) fn last_hour() -> Period {
	Period {
		from: Now::get() - 3_600,
		until: Now::get(),
	}
}

/// Readings that no other measurement of the test has.
pub(crate) fn measure(period: Period) -> Measurement {
	let number = (NextClaim::<Test>::get(), period.from, period.until);
	Measurement {
		methodology: SOLAR,
		period,
		quantity: 800,
		uncertainty: 20,
		evidence: H256::repeat_byte(0xe),
		readings: sp_io::hashing::blake2_256(&number.encode()).into(),
		registry: None,
	}
}

pub(crate) fn pass(seconds: Moment) {
	Now::set(&(Now::get() + seconds));
}

/// Register and commission a source, and let half a day pass.
pub(crate) fn source_of(owner: AccountId, family: FamilyId, place: H256) -> SourceId {
	let source = NextSource::<Test>::get();
	let origin = RuntimeOrigin::signed(owner);
	assert_ok!(Measurements::register_source(
		origin, family, place, NAMEPLATE, None
	));
	assert_ok!(Measurements::commission(
		RuntimeOrigin::signed(VERIFIERS[0]),
		source,
		START
	));
	pass(43_200);
	source
}

pub(crate) fn submit(owner: AccountId, source: SourceId, measurement: Measurement) -> ClaimId {
	let claim = NextClaim::<Test>::get();
	assert_ok!(Measurements::submit(
		RuntimeOrigin::signed(owner),
		source,
		measurement
	));
	claim
}

/// The randomness of a new epoch, made of blocks from before this one.
pub(crate) fn next_epoch() {
	let block = System::block_number() + FRESH_BLOCKS + 1;
	System::set_block_number(block);
	Seed::set(&(sp_io::hashing::blake2_256(&block.encode()).into(), block));
}

/// A new epoch, and what the hook does in its first block.
pub(crate) fn draw() {
	next_epoch();
	Measurements::on_idle(System::block_number(), Weight::MAX);
}

/// A claim of Alice's for 800 ± 20 whose panel is drawn.
pub(crate) fn claim_with_panel() -> ClaimId {
	let source = source_of(ALICE, SOLAR, place(1));
	let claim = submit(ALICE, source, measure(last_hour()));
	draw();
	claim
}

/// The accounts on a panel.
pub(crate) fn panel_of(claim: ClaimId, round: Round) -> Vec<AccountId> {
	Panels::<Test>::get(claim, round)
		.map(|panel| panel.seats.iter().map(|seat| seat.verifier - 100).collect())
		.unwrap_or_default()
}

pub(crate) fn confirm(quantity: u64, uncertainty: u64) -> Attestation {
	Attestation::Confirm {
		quantity,
		uncertainty,
	}
}

/// Seat `n` of the open panel answers.
pub(crate) fn answer(claim: ClaimId, n: usize, attestation: Attestation) {
	let round = status_round(claim);
	let who = panel_of(claim, round)[n];
	assert_ok!(Measurements::attest(
		RuntimeOrigin::signed(who),
		claim,
		attestation
	));
}

fn status_round(claim: ClaimId) -> Round {
	Claims::<Test>::get(claim)
		.and_then(|claim| claim.open_round())
		.expect("a panel is open")
}

/// A claim of Alice's, confirmed by the first two of its panel.
pub(crate) fn verified_claim() -> ClaimId {
	let claim = claim_with_panel();
	answer(claim, 0, confirm(800, 20));
	answer(claim, 1, confirm(790, 25));
	claim
}

/// A verified claim that Carol challenges, whose second panel is drawn.
pub(crate) fn challenged_claim() -> ClaimId {
	let claim = verified_claim();
	let reasons = H256::repeat_byte(0xc);
	assert_ok!(Measurements::challenge(
		RuntimeOrigin::signed(CAROL),
		claim,
		reasons
	));
	draw();
	claim
}

pub(crate) fn status(claim: ClaimId) -> Status {
	Claims::<Test>::get(claim).expect("the claim exists").status
}

pub(crate) fn events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Measurements(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Alice, Bob and Carol with 1,000 units each, ten verifiers, two methodologies.
#[derive(Default)]
pub(crate) struct ExtBuilder;

impl ExtBuilder {
	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let balances = vec![
			(ALICE, 1_000),
			(BOB, 1_000),
			(CAROL, 1_000),
			(COMMONS, 1_000),
		];
		let genesis = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances,
				..Default::default()
			},
			..Default::default()
		};
		let mut ext: sp_io::TestExternalities = genesis
			.build_storage()
			.expect("the genesis is sound")
			.into();
		ext.execute_with(|| {
			System::set_block_number(1);
			for citizen in [ALICE, BOB, CAROL] {
				enrol(citizen, MemberKind::Citizen);
			}
			for verifier in VERIFIERS {
				enrol(verifier, MemberKind::Verifier);
				accredit(verifier, &[SOLAR, BUILDING]);
			}
			publish(SOLAR, SOLAR, terms(), true);
			let building = Terms {
				end_use: EndUse::WholeBuilding,
				..terms()
			};
			publish(BUILDING, BUILDING, building, true);
		});
		ext
	}

	/// Runs `test` and then checks every invariant.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check();
		});
	}
}

/// Every invariant, that nobody has another duty, and that each settled claim was handed on
/// exactly once.
pub(crate) fn check() {
	Measurements::do_try_state().expect("the invariants hold");
	// Of those who sit on no panel, too: the pallet cannot ask the register who there is.
	let open = Panels::<Test>::iter().filter(|(claim, round, _)| {
		Claims::<Test>::get(claim).and_then(|claim| claim.open_round()) == Some(*round)
	});
	let seats: usize = open.map(|(_, _, panel)| panel.seats.len()).sum();
	let duties: u32 = Accredited::get()
		.values()
		.map(|verifier| verifier.duties)
		.sum();
	assert_eq!(seats, duties as usize, "each duty is a seat");
	let handed_on: Vec<_> = Settled::get().iter().map(|settled| settled.claim).collect();
	let mut unique = handed_on.clone();
	unique.sort_unstable();
	unique.dedup();
	assert_eq!(unique.len(), handed_on.len(), "no claim is handed on twice");
	let settled = Claims::<Test>::iter().filter(|(_, claim)| claim.status == Status::Settled);
	assert_eq!(
		settled.count(),
		unique.len(),
		"what is settled was handed on"
	);
}
