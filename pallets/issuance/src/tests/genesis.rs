use civic_primitives::Sector;
use serde_json::json;

use crate::{mock::*, *};

fn budget(sector: Sector, year: u32, inventory: u128, ceiling: u128) -> GenesisBudget {
	GenesisBudget {
		sector,
		year,
		inventory,
		ceiling,
	}
}

#[test]
fn genesis_sees_the_endowment_and_sets_the_budgets() {
	ExtBuilder::default()
		.endowed(ALICE, 70)
		.endowed(BOB, 30)
		.budgets(vec![
			budget(Sector::Waste, 2026, 10, 5),
			budget(Sector::Waste, 2027, 9, 4),
			budget(Sector::LandUse, 2026, 8, 3),
		])
		.build_and_execute(|| {
			let supply = Issuance::supply();
			assert_eq!(
				(supply.endowment, supply.in_circulation, supply.awarded),
				(100, 100, 0)
			);
			let set = Budget {
				inventory: 9,
				ceiling: 4,
				awarded: 0,
			};
			assert_eq!(Issuance::budget(Sector::Waste, 2027), Some(set));
			assert_eq!(Budgets::<Test>::iter().count(), 3);
		});
}

#[test]
#[should_panic(expected = "two budgets of Waste for 2026")]
fn genesis_refuses_two_budgets_for_one_sector_and_year() {
	let twice = vec![
		budget(Sector::Waste, 2026, 1, 1),
		budget(Sector::Waste, 2026, 2, 2),
	];
	ExtBuilder::default().budgets(twice).build();
}

#[test]
#[should_panic(expected = "CeilingAboveInventory")]
fn genesis_refuses_a_ceiling_above_the_inventory() {
	ExtBuilder::default()
		.budgets(vec![budget(Sector::Waste, 2026, 1, 2)])
		.build();
}

#[test]
fn a_profile_names_sectors_in_words() {
	let json = json!({
		"sector": "stationary-energy", "year": 2026, "inventory": 10, "ceiling": 5,
	});
	assert_eq!(
		serde_json::from_value::<GenesisBudget>(json).unwrap(),
		budget(Sector::StationaryEnergy, 2026, 10, 5)
	);
}

#[test]
fn a_profile_holds_the_largest_amounts() {
	let largest = budget(Sector::Waste, 2026, u128::MAX, u128::MAX);
	let json = serde_json::to_value(&largest).unwrap();
	assert_eq!(
		serde_json::from_value::<GenesisBudget>(json).unwrap(),
		largest
	);
}

#[test]
fn minting_elsewhere_is_noticed() {
	use frame_support::traits::fungible::Mutate;
	ExtBuilder::default().build().execute_with(|| {
		Issuance::do_try_state().unwrap();
		Balances::mint_into(&ALICE, 1).unwrap();
		assert!(Issuance::do_try_state().is_err());
	});
}
