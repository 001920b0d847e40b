//! Benchmarks at the worst case: the largest panel out of the largest register, the end use that
//! conflicts with the most others, and a history behind it.

use crate::*;
use alloc::vec::Vec;
use civic_primitives::{
	ActivityUnit, ClaimId, EndUse, MemberId, MemberKind, Membership, Methods, Moment, OnSettled,
	Panelists, Period, Sector, Shares, SourceId, Terms, MAX_PANEL,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, Get};
use frame_system::{Pallet as System, RawOrigin};
use sp_core::H256;
use sp_runtime::{traits::Saturating, Permill};

const NOW: Moment = 2_000_000_000;
const DAY: Moment = 86_400;

/// More than any register accredits for one family: it is filled to its limit.
const EVERY_VERIFIER: u32 = 512;

/// Claims that each conflicting end use of the place has already, every other day.
const HISTORY: u64 = 200;

const PLACE: H256 = H256::repeat_byte(1);

fn terms() -> Terms {
	Terms {
		sector: Sector::StationaryEnergy,
		end_use: EndUse::WholeBuilding,
		unit: ActivityUnit::WattHour,
		baseline_factor: 400_000,
		project_factor: 0,
		deduction: Permill::from_percent(50),
		leakage: Permill::zero(),
		shares: Shares {
			owner: 600_000,
			commons: 150_000,
			verifiers: 50_000,
			buffer: 200_000,
		},
		panel: MAX_PANEL,
		quorum: MAX_PANEL.saturating_sub(MAX_PANEL / 2),
		tolerance: Permill::from_percent(2),
		attest_within: DAY,
		challenge_within: DAY,
		longest_period: DAY,
		claim_interval: 0,
	}
}

fn account_of<T: Config>(member: MemberId) -> T::AccountId {
	T::Members::account_of(member).expect("the member is enrolled")
}

fn member<T: Config>(name: &'static str) -> (T::AccountId, MemberId) {
	let who: T::AccountId = account(name, 0, 0);
	let id = T::Members::enrol(&who, MemberKind::Citizen);
	(who, id)
}

fn seats<T: Config>(claim: ClaimId, round: Round) -> Vec<T::AccountId> {
	let panel = Panels::<T>::get(claim, round).expect("the panel is drawn");
	panel
		.seats
		.iter()
		.map(|seat| account_of::<T>(seat.verifier))
		.collect()
}

/// Make the randomness newer than everything that waits.
fn next_epoch<T: Config>() {
	let known_since = System::<T>::block_number()
		.saturating_add(T::FreshBlocks::get())
		.saturating_add(1u32.into());
	T::BenchmarkHelper::set_randomness_known_since(known_since);
}

/// A registered source, its owner, and a verifier who may commission it.
fn registered<T: Config>() -> (T::AccountId, SourceId, T::AccountId) {
	T::BenchmarkHelper::set_time(NOW);
	let methodology = T::Methods::adopt(terms());
	let family = T::Methods::family(methodology).expect("it was adopted");
	T::Panelists::accredit(family, EVERY_VERIFIER);
	let (owner, id) = member::<T>("owner");
	let verifier = *T::Panelists::eligible(family, id)
		.last()
		.expect("some were accredited");
	let source = NextSource::<T>::get();
	let origin = RawOrigin::Signed(owner.clone()).into();
	Pallet::<T>::register_source(origin, family, PLACE, u64::MAX, Some([1; 32]))
		.expect("a source can be registered");
	(owner, source, account_of::<T>(verifier))
}

/// A commissioned source at a place with a history, and its owner.
fn commissioned<T: Config>() -> (T::AccountId, SourceId) {
	let (owner, source, verifier) = registered::<T>();
	Pallet::<T>::commission(RawOrigin::Signed(verifier).into(), source, 0)
		.expect("a source can be commissioned");
	for end_use in EndUse::WholeBuilding.conflicting() {
		for number in 0..HISTORY {
			let from = 2 * number * DAY;
			let occupied = Occupied {
				from,
				claim: ClaimId::MAX,
			};
			Timeline::<T>::insert((PLACE, *end_use), (from + DAY).to_be_bytes(), occupied);
		}
	}
	(owner, source)
}

/// In the middle of the history, on a day that is free.
fn measurement<T: Config>(source: SourceId) -> Measurement {
	let from = (HISTORY + 1) * DAY;
	let family = Sources::<T>::get(source).expect("it is registered").family;
	Measurement {
		// The first version of a family has its number.
		methodology: family,
		period: Period {
			from,
			until: from + DAY,
		},
		quantity: u64::MAX / 2,
		uncertainty: 0,
		evidence: H256::repeat_byte(2),
		readings: H256::repeat_byte(3),
		registry: Some(H256::repeat_byte(4)),
	}
}

fn submitted<T: Config>() -> ClaimId {
	let (owner, source) = commissioned::<T>();
	let claim = NextClaim::<T>::get();
	let measurement = measurement::<T>(source);
	Pallet::<T>::submit(RawOrigin::Signed(owner).into(), source, measurement)
		.expect("a claim can be submitted");
	claim
}

fn drawn<T: Config>() -> ClaimId {
	let claim = submitted::<T>();
	next_epoch::<T>();
	Pallet::<T>::do_draw_panel(claim).expect("there are enough verifiers");
	claim
}

fn verified<T: Config>() -> ClaimId {
	let claim = drawn::<T>();
	let attestation = Attestation::Confirm {
		quantity: u64::MAX / 2,
		uncertainty: 0,
	};
	for who in seats::<T>(claim, Round::First) {
		// Those after the quorum come too late.
		let _ = Pallet::<T>::attest(RawOrigin::Signed(who).into(), claim, attestation);
	}
	// As if all had agreed.
	Claims::<T>::mutate(claim, |claim_| {
		let verdict = claim_.as_mut().and_then(|claim| claim.verdict.as_mut());
		let panel = Panels::<T>::get(claim, Round::First).expect("the panel is drawn");
		let members: Vec<_> = panel.seats.iter().map(|seat| seat.verifier).collect();
		verdict.expect("a quorum agreed").agreeing = Verifiers::truncate_from(members);
	});
	claim
}

/// A challenged claim whose second panel waits, and the challenger.
fn challenged<T: Config>() -> (T::AccountId, ClaimId) {
	let claim = verified::<T>();
	let (challenger, _) = member::<T>("challenger");
	let funds = T::ChallengeBond::get()
		.saturating_mul(10)
		.saturating_add(1_000);
	T::Currency::set_balance(&challenger, funds);
	T::Currency::set_balance(&T::Commons::get(), funds);
	Pallet::<T>::challenge(
		RawOrigin::Signed(challenger.clone()).into(),
		claim,
		H256::zero(),
	)
	.expect("the window is open");
	(challenger, claim)
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn register_source() {
		T::BenchmarkHelper::set_time(NOW);
		let methodology = T::Methods::adopt(terms());
		let family = T::Methods::family(methodology).expect("it was adopted");
		let (owner, id) = member::<T>("owner");

		#[extrinsic_call]
		_(
			RawOrigin::Signed(owner),
			family,
			PLACE,
			u64::MAX,
			Some([1; 32]),
		);

		assert_eq!(SourcesOf::<T>::iter_prefix(id).count(), 1);
	}

	/// The verifier is looked for among all of the family.
	#[benchmark]
	fn commission() {
		let (_, source, verifier) = registered::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(verifier), source, 0);

		assert_eq!(
			Premises::<T>::get((PLACE, EndUse::WholeBuilding)),
			Some(source)
		);
	}

	/// The owner has left, so that a verifier is looked for among all of the family.
	#[benchmark]
	fn decommission() {
		let (_, source, verifier) = registered::<T>();
		let origin = RawOrigin::Signed(verifier.clone());
		Pallet::<T>::commission(origin.into(), source, 0).expect("a source can be commissioned");
		Sources::<T>::mutate(source, |source| {
			if let Some(source) = source {
				source.owner = MemberId::MAX;
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(verifier), source);

		assert_eq!(Premises::<T>::get((PLACE, EndUse::WholeBuilding)), None);
	}

	/// Seven end uses conflict, each with a history.
	#[benchmark]
	fn submit() {
		let (owner, source) = commissioned::<T>();
		let claim = NextClaim::<T>::get();
		let measurement = measurement::<T>(source);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), source, measurement);

		assert!(Queue::<T>::iter_values().any(|waiting| waiting.claim == claim));
	}

	/// A second panel: its candidates are neither tied to the owner nor to the challenger.
	#[benchmark]
	fn draw_panel() {
		let (challenger, claim) = challenged::<T>();
		next_epoch::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(challenger), claim);

		assert_eq!(seats::<T>(claim, Round::Second).len(), MAX_PANEL as usize);
	}

	/// The last of a second panel whose members all found less: the challenge is upheld,
	/// fifteen are marked and fifteen dismissed, the challenger is rewarded and the claim void.
	#[benchmark]
	fn attest() {
		let (_, claim) = challenged::<T>();
		next_epoch::<T>();
		Pallet::<T>::do_draw_panel(claim).expect("there are enough verifiers");
		let found = Attestation::Confirm {
			quantity: 1,
			uncertainty: 0,
		};
		Panels::<T>::mutate(claim, Round::Second, |panel| {
			let panel = panel.as_mut().expect("the panel is drawn");
			for seat in panel.seats.iter_mut().skip(1) {
				seat.answer = Some(found);
			}
		});
		let last = seats::<T>(claim, Round::Second).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(last), claim, found);

		let status = Claims::<T>::get(claim).map(|claim| claim.status);
		assert_eq!(status, Some(Status::Void(VoidCause::Overturned)));
	}

	/// A whole panel is silent, and as many were replaced before.
	#[benchmark]
	fn replace_silent() {
		let claim = drawn::<T>();
		let (caller, _) = member::<T>("caller");
		T::BenchmarkHelper::set_time(NOW + DAY);
		Panels::<T>::mutate(claim, Round::First, |panel| {
			let panel = panel.as_mut().expect("the panel is drawn");
			let nobody: Vec<_> = (0..MAX_PANEL)
				.map(|n| MemberId::MAX - u64::from(n))
				.collect();
			panel.replaced = Verifiers::truncate_from(nobody);
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), claim);

		assert!(seats::<T>(claim, Round::First).is_empty());
	}

	#[benchmark]
	fn challenge() {
		let claim = verified::<T>();
		let (challenger, _) = member::<T>("challenger");
		let funds = T::ChallengeBond::get()
			.saturating_mul(10)
			.saturating_add(1_000);
		T::Currency::set_balance(&challenger, funds);

		#[extrinsic_call]
		_(RawOrigin::Signed(challenger), claim, H256::zero());

		assert!(Challenges::<T>::contains_key(claim));
	}

	/// A panel's worth of verifiers to be paid.
	#[benchmark]
	fn settle() {
		let claim = verified::<T>();
		let (caller, _) = member::<T>("caller");
		T::BenchmarkHelper::set_time(NOW + DAY);
		T::OnSettled::fund(terms().sector);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), claim);

		let status = Claims::<T>::get(claim).map(|claim| claim.status);
		assert_eq!(status, Some(Status::Settled));
	}

	/// The head of the queue, and whether its randomness exists.
	#[benchmark]
	fn peek_queue() {
		let claim = submitted::<T>();
		next_epoch::<T>();
		let next;

		#[block]
		{
			next = Pallet::<T>::next_lot();
		}

		assert_eq!(next.map(|(_, waiting, _)| waiting.claim), Some(claim));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
