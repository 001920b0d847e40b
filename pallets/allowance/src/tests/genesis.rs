use civic_primitives::{Balance, MemberKind};
use sp_runtime::BuildStorage;

use crate::{mock::*, *};

fn build(capacities: Vec<(MemberKind, Balance)>) {
	let genesis = GenesisConfig::<Test> {
		capacities,
		..Default::default()
	};
	genesis.build_storage().expect("builds");
}

#[test]
fn capacities_come_from_genesis() {
	ExtBuilder.build_and_execute(|| {
		assert_eq!(Capacities::<Test>::get(MemberKind::Citizen), CITIZENS);
		assert_eq!(Capacities::<Test>::get(MemberKind::Verifier), VERIFIERS);
		assert_eq!(Capacities::<Test>::get(MemberKind::Business), 0);
	});
}

#[test]
#[should_panic(expected = "two capacities for Citizen")]
fn two_capacities_for_a_kind_are_refused() {
	build(vec![(MemberKind::Citizen, 1), (MemberKind::Citizen, 2)]);
}

#[test]
#[should_panic(expected = "is too large")]
fn a_capacity_too_large_is_refused() {
	build(vec![(MemberKind::Citizen, Balance::MAX)]);
}
