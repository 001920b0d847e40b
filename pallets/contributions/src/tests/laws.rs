//! Whatever happens in whatever order: nobody earns more than the cap, the past stays as it was,
//! and splitting never pays.

use std::collections::{BTreeMap, BTreeSet};

use civic_primitives::{MemberId, Moment, Points, Standing, WeightRule};
use frame_support::weights::Weight;
use proptest::prelude::*;
use sp_runtime::StateVersion;

use crate::{mock::*, *};

const CITIZENS: [MemberId; 3] = [ANNA, BELA, CYRA];

#[derive(Clone, Debug)]
enum Step {
	Award(MemberId, Vec<MemberId>, u128),
	Recognise(MemberId, Points),
	ShareOut(MemberId, Vec<(MemberId, u32)>),
	/// The cap and the units to a point.
	SetPolicy(Points, u64),
	Leave(MemberId),
	Join(MemberId),
	/// Blocks with room for so many to be passed on for.
	Idle(u64),
	Wait(Moment),
}

fn step() -> impl Strategy<Value = Step> {
	let anybody = || {
		prop_oneof![
			3 => prop::sample::select(CITIZENS.to_vec()),
			2 => Just(COOP),
			1 => prop::sample::select(vec![SHOP, AGENCY, METER, GAUGE, STRANGER]),
		]
	};
	let verifiers = prop::sample::subsequence(vec![METER, GAUGE, STRANGER], 0..3);
	let parts = prop::collection::vec((prop::sample::select(CITIZENS.to_vec()), 0..5u32), 0..4);
	prop_oneof![
		8 => (anybody(), verifiers, 0..3_000u128)
			.prop_map(|(owner, verifiers, amount)| Step::Award(owner, verifiers, amount)),
		3 => (anybody(), 0..150u64).prop_map(|(member, points)| Step::Recognise(member, points)),
		3 => (prop_oneof![Just(COOP), Just(METER), Just(ANNA)], parts)
			.prop_map(|(holder, parts)| Step::ShareOut(holder, parts)),
		1 => (0..200u64, 0..20u64).prop_map(|(cap, units)| Step::SetPolicy(cap, units)),
		1 => prop::sample::select(CITIZENS.to_vec()).prop_map(Step::Leave),
		1 => prop::sample::select(CITIZENS.to_vec()).prop_map(Step::Join),
		2 => (0..3u64).prop_map(Step::Idle),
		4 => (0..3 * PERIOD).prop_map(Step::Wait),
		1 => (0..30 * PERIOD).prop_map(Step::Wait),
	]
}

/// Takes one step; whether it was accepted.
fn take(step: &Step) -> bool {
	match step.clone() {
		Step::Award(owner, verifiers, amount) => {
			award(owner, &verifiers, amount);
			true
		},
		Step::Recognise(member, points) => recognise(member, points).is_ok(),
		Step::ShareOut(holder, parts) => share_out(holder, &parts).is_ok(),
		Step::SetPolicy(cap, units_per_point) => set_policy(Policy {
			cap,
			units_per_point,
			..policy()
		})
		.is_ok(),
		Step::Leave(who) => {
			People::mutate(|all| all.get_mut(&COOP).unwrap().remove(&who));
			true
		},
		Step::Join(who) => {
			People::mutate(|all| all.get_mut(&COOP).unwrap().insert(who));
			true
		},
		Step::Idle(times) => {
			let each = Weight::from_parts(u64::MAX / 4, u64::MAX / 4);
			let used = Contributions::pass_on_due(each.saturating_mul(times));
			assert!(used.all_lte(each.saturating_mul(times)));
			true
		},
		Step::Wait(seconds) => {
			Now::mutate(|now| *now += seconds);
			true
		},
	}
}

fn reset() {
	Now::set(START);
	People::set(BTreeMap::from([
		(COOP, BTreeSet::from([ANNA, BELA, CYRA, METER])),
		(METER, BTreeSet::from([ANNA, SHOP])),
	]));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn any_sequence_keeps_the_laws(steps in prop::collection::vec(step(), 1..80)) {
		reset();
		ExtBuilder::default().build_and_execute(|| {
			// What each citizen had at moments past.
			let mut known: BTreeMap<Moment, [Points; 3]> = BTreeMap::new();
			for step in steps {
				let (before, then) = (sp_io::storage::root(StateVersion::V1), Now::get());
				let count = CITIZENS.map(|citizen| Contributions::points_at(citizen, then));
				known.insert(then, count);
				let earned = CITIZENS.map(Contributions::running);
				let cap = Contributions::policy().cap;

				let accepted = take(&step);
				let after = sp_io::storage::root(StateVersion::V1);
				assert!(accepted || before == after, "{step:?} failed and changed something");
				Contributions::do_try_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));

				let now = Now::get();
				for (citizen, before) in CITIZENS.into_iter().zip(earned) {
					let rule = Contributions::policy().rule;
					assert!((1..=rule.cap).contains(&Contributions::weight(citizen)));
					if now != then {
						continue;
					}
					let running = Contributions::running(citizen);
					for kind in civic_primitives::ContributionKind::ALL {
						let most = before.get(kind).max(cap);
						let (had, has) = (before.get(kind), running.get(kind));
						assert!(had <= has && has <= most, "{step:?}: {had} {has} {most}");
					}
				}
				for (then, points) in &known {
					for (citizen, points) in CITIZENS.into_iter().zip(points) {
						let read = Contributions::points_at(citizen, *then);
						let told = Contributions::weight_at(citizen, *then).is_some();
						assert!(read == *points || (read < *points && !told), "{step:?}: {then}");
					}
				}
				for member in [COOP, SHOP, AGENCY, METER, GAUGE, STRANGER] {
					assert!(Contributions::points(member).is_zero(), "only citizens have points");
				}
			}
		});
	}

	/// The same activity in any number of awards, for the citizen or through the collective, brings
	/// at most the points that it brings in one.
	#[test]
	fn splitting_never_pays(
		pieces in prop::collection::vec((any::<bool>(), 0..400u128), 1..20),
		units_per_point in 1..50u64,
		cap in 0..300u64,
		scale in 1..50u64,
	) {
		reset();
		let rule = WeightRule { scale, cap: 10 };
		let policy = Policy { units_per_point, cap, rule, ..policy() };
		ExtBuilder::default().policy(policy).build_and_execute(|| {
			share_out(COOP, &[(ANNA, 1)]).unwrap();
			let mut whole = 0;
			for (direct, amount) in pieces {
				award(if direct { ANNA } else { COOP }, &[], amount);
				idle_block();
				whole += amount;
			}
			award(BELA, &[], whole);
			let (split, once) = (Contributions::running(ANNA), Contributions::running(BELA));
			assert!(split.measured <= once.measured && once.measured <= cap);
			to_period(1);
			assert!(Contributions::weight(ANNA) <= Contributions::weight(BELA));
		});
	}

	/// What a collective passes on is at most what it earned, whatever its rule.
	#[test]
	fn sharing_adds_nothing(
		parts in prop::array::uniform3(1..=u32::MAX),
		amount in 0..10_000u128,
	) {
		reset();
		ExtBuilder::default().policy(Policy { cap: MAX_CAP, ..policy() }).build_and_execute(|| {
			let parts: Vec<_> = CITIZENS.into_iter().zip(parts).collect();
			share_out(COOP, &parts).unwrap();
			award(COOP, &[], amount);
			let held = Contributions::held(COOP).measured;
			idle_block();
			let got: Points =
				CITIZENS.iter().map(|citizen| Contributions::running(*citizen).measured).sum();
			assert!(got <= held && held <= got + 2, "rounding leaves less than a point each");
		});
	}
}
