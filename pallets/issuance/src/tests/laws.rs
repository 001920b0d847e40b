//! Whatever happens in whatever order, every unit is somewhere and no claim is awarded twice.

use std::collections::{BTreeMap, BTreeSet};

use civic_primitives::{Balance, ClaimId, MemberId, MethodologyId, Sector, Settlement};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::StateVersion;

use crate::{mock::*, *};

#[derive(Clone, Debug)]
enum Step {
	Settle(ClaimId, MemberId, MethodologyId, u64),
	AwardDeferred(Sector),
	SetCeiling(Sector, u32, Balance),
	Retire(AccountId, Balance),
	Redeem(AccountId, Balance),
	Transfer(AccountId, AccountId, Balance),
	/// So many tenths of what is left of a claim's award, or of what it waits for.
	Reverse(ClaimId, Balance),
	Wait(u64),
	Rekey(AccountId),
}

fn step() -> impl Strategy<Value = Step> {
	let sector = prop_oneof![Just(Sector::StationaryEnergy), Just(Sector::LandUse)];
	let owner = prop_oneof![Just(ALICE_ID), Just(BOB_ID), Just(GONE_ID)];
	let account = prop_oneof![Just(ALICE), Just(BOB), Just(COMMONS), Just(VERIFIERS[0])];
	let methodology = prop_oneof![Just(PV), Just(TREES)];
	prop_oneof![
		6 => (0..40u64, owner, methodology, 0..4_000u64)
			.prop_map(|(claim, owner, by, quantity)| Step::Settle(claim, owner, by, quantity)),
		3 => sector.clone().prop_map(Step::AwardDeferred),
		2 => (sector, 2025..2029u32, 0..20_000_000u128)
			.prop_map(|(sector, year, ceiling)| Step::SetCeiling(sector, year, ceiling)),
		2 => (account.clone(), 0..500_000u128).prop_map(|(who, amount)| Step::Retire(who, amount)),
		1 => (account.clone(), 0..500_000u128).prop_map(|(who, amount)| Step::Redeem(who, amount)),
		2 => (account.clone(), account, 0..500_000u128)
			.prop_map(|(from, to, amount)| Step::Transfer(from, to, amount)),
		6 => (0..40u64, 0..12u128).prop_map(|(claim, tenths)| Step::Reverse(claim, tenths)),
		1 => (0..200 * 86_400u64).prop_map(Step::Wait),
		1 => (60..64u64).prop_map(Step::Rekey),
	]
}

/// What a claim waits for, if it does.
fn waits(claim: ClaimId) -> Option<Balance> {
	DeferredClaims::<Test>::get(claim)
		.and_then(|(sector, place)| DeferredAwards::<Test>::get(sector, place))
		.map(|deferred| deferred.amount)
}

/// Takes one step; whether it was accepted.
fn take(step: &Step, settled: &mut BTreeMap<ClaimId, Balance>) -> bool {
	match *step {
		Step::Settle(claim, owner, methodology, quantity) => {
			let before = settled.contains_key(&claim);
			let result = settle(claim, owner, methodology, quantity);
			assert_eq!(
				result.is_err(),
				before,
				"{step:?}: each claim settles exactly once"
			);
			if let Ok(Settlement::Awarded(amount) | Settlement::Deferred(amount)) = result {
				settled.insert(claim, amount);
			}
			result.is_ok()
		},
		Step::AwardDeferred(sector) => {
			Issuance::award_deferred(RuntimeOrigin::signed(VERIFIERS[0]), sector, u32::MAX).is_ok()
		},
		Step::SetCeiling(sector, year, ceiling) => set_ceiling(sector, year, ceiling).is_ok(),
		Step::Retire(who, amount) => {
			let origin = RuntimeOrigin::signed(who);
			Issuance::retire(origin, amount, H256::zero(), Reason::Other).is_ok()
		},
		Step::Redeem(who, amount) => redeem(who, amount).is_ok(),
		Step::Transfer(from, to, amount) => {
			Balances::transfer_allow_death(RuntimeOrigin::signed(from), to, amount).is_ok()
		},
		Step::Reverse(claim, tenths) => {
			let waits = waits(claim);
			let left = Issuance::award(claim).map_or(0, |award| award.amount - award.reversed);
			let amount = waits.unwrap_or(left) * tenths / 10;
			let origin = RuntimeOrigin::signed(REVERSER);
			let accepted = Issuance::reverse(origin, claim, amount).is_ok();
			// What waits is worth that much less; what was awarded stays awarded.
			if let (true, Some(waits)) = (accepted, waits) {
				settled.insert(claim, waits - amount);
			}
			accepted
		},
		Step::Wait(seconds) => {
			Now::mutate(|now| *now += seconds);
			true
		},
		Step::Rekey(account) => {
			Register::mutate(|register| register.insert(ALICE_ID, (account, true)));
			true
		},
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn any_sequence_conserves_every_unit(steps in prop::collection::vec(step(), 1..120)) {
		Now::set(NEW_YEAR_2026);
		Told::set(Vec::new());
		Register::mutate(|register| register.insert(ALICE_ID, (ALICE, true)));
		ExtBuilder::default()
			.endowed(BOB, 250_000)
			.budget(Sector::StationaryEnergy, 2026, 2_000_000)
			.budget(Sector::LandUse, 2027, 3_000_000)
			.build_and_execute(|| {
				let mut settled = BTreeMap::new();
				for step in steps {
					let before = sp_io::storage::root(StateVersion::V1);
					let accepted = take(&step, &mut settled);
					let after = sp_io::storage::root(StateVersion::V1);
					assert!(accepted || before == after, "{step:?} failed and changed something");
					Issuance::do_try_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));

					// What settled is awarded or waits, for what it was worth.
					for (claim, amount) in &settled {
						let awarded = Issuance::award(*claim).map(|award| award.amount);
						let found = awarded.xor(waits(*claim));
						assert_eq!(found, Some(*amount), "{claim} after {step:?}");
					}
					// Listeners heard of each award, once.
					let told: BTreeSet<_> = Told::get().iter().map(|award| award.claim).collect();
					assert_eq!(told.len(), Told::get().len());
					assert_eq!(told, Awards::<Test>::iter_keys().collect());
				}
			});
	}
}
