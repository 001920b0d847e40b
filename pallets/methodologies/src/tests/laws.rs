//! Whatever is called in whatever order, the invariants hold and content never changes.

use std::collections::BTreeMap;

use civic_primitives::{MethodologyId, Methods};
use proptest::prelude::*;
use sp_runtime::StateVersion;

use crate::{mock::*, *};

#[derive(Clone, Debug)]
enum Step {
	Publish(AccountId, u8, Option<MethodologyId>),
	Adopt(MethodologyId),
	Retire(MethodologyId),
	Withdraw(AccountId, MethodologyId),
	Toggle(bool),
}

fn step() -> impl Strategy<Value = Step> {
	let who = prop_oneof![Just(ALICE), Just(BOB), Just(STRANGER), Just(RETIRER)];
	let id = 0..12u32;
	prop_oneof![
		4 => (who.clone(), 0..20u8, prop::option::of(id.clone()))
			.prop_map(|(who, n, supersedes)| Step::Publish(who, n, supersedes)),
		4 => id.clone().prop_map(Step::Adopt),
		1 => id.clone().prop_map(Step::Retire),
		2 => (who, id).prop_map(|(who, id)| Step::Withdraw(who, id)),
		1 => any::<bool>().prop_map(Step::Toggle),
	]
}

fn take(step: Step) -> bool {
	match step {
		Step::Publish(who, n, supersedes) => {
			let methodology = Methodology {
				supersedes,
				..methodology(n)
			};
			Methodologies::publish(RuntimeOrigin::signed(who), methodology.into()).is_ok()
		},
		Step::Adopt(id) => Methodologies::adopt(RuntimeOrigin::root(), id).is_ok(),
		Step::Retire(id) => Methodologies::retire(RuntimeOrigin::signed(RETIRER), id).is_ok(),
		Step::Withdraw(who, id) => Methodologies::withdraw(RuntimeOrigin::signed(who), id).is_ok(),
		Step::Toggle(active) => {
			Register::mutate(|register| register.insert(BOB_ID, (BOB, active)));
			true
		},
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn any_sequence_keeps_the_invariants(steps in prop::collection::vec(step(), 1..60)) {
		Register::set(BTreeMap::from([(ALICE_ID, (ALICE, true)), (BOB_ID, (BOB, true))]));
		ExtBuilder::default().adopted(&[methodology(0)]).build_and_execute(|| {
			let mut adopted = BTreeMap::new();
			for step in steps {
				let before = sp_io::storage::root(StateVersion::V1);
				let done = take(step.clone());
				let after = sp_io::storage::root(StateVersion::V1);
				assert!(done || before == after, "{step:?} failed and changed something");
				Methodologies::do_try_state().unwrap();

				for (id, version) in Versions::<Test>::iter() {
					assert_eq!(Methodologies::is_open(id), version.status == Status::Adopted);
					if version.status != Status::Published {
						let content = (version.terms, Documents::<Test>::get(id));
						assert_eq!(adopted.entry(id).or_insert(content.clone()), &content);
					}
				}
				for id in adopted.keys() {
					assert!(Versions::<Test>::contains_key(id), "{id} was adopted and is gone");
				}
			}
		});
	}
}
