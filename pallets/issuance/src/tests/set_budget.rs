use civic_primitives::{Balance, Sector, Settlement};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn set(year: u32, inventory: Balance, ceiling: Balance) -> sp_runtime::DispatchResult {
	Issuance::set_budget(
		RuntimeOrigin::signed(BUDGETER),
		Sector::Transportation,
		year,
		inventory,
		ceiling,
	)
}

#[test]
fn set_budget_stores_inventory_and_ceiling() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Issuance::budget(Sector::Transportation, 2026), None);
		assert_ok!(set(2026, 500, 100));
		assert_eq!(
			Issuance::budget(Sector::Transportation, 2026),
			Some(Budget {
				inventory: 500,
				ceiling: 100,
				awarded: 0
			})
		);
		System::assert_last_event(
			Event::BudgetSet {
				sector: Sector::Transportation,
				year: 2026,
				inventory: 500,
				ceiling: 100,
			}
			.into(),
		);
	});
}

#[test]
fn the_ceiling_is_at_most_the_inventory() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set(2026, 100, 101), Error::<Test>::CeilingAboveInventory);
		assert_ok!(set(2026, 100, 100));
		assert_ok!(set(2026, Balance::MAX, Balance::MAX));
		assert_ok!(set(2026, 0, 0));
	});
}

#[test]
fn the_ceiling_is_at_least_what_is_awarded() {
	Methodologies::mutate(|all| all.insert(9, simple(10)));
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(settle(1, ALICE_ID, 9, 50), Ok(Settlement::Awarded(50)));
		assert_noop!(
			set_ceiling(Sector::StationaryEnergy, 2026, 49),
			Error::<Test>::CeilingBelowAwarded
		);
		assert_ok!(set_ceiling(Sector::StationaryEnergy, 2026, 50));
		let budget = Issuance::budget(Sector::StationaryEnergy, 2026).unwrap();
		assert_eq!((budget.awarded, budget.remaining()), (50, 0));
		assert_eq!(settle(2, ALICE_ID, 9, 1), Ok(Settlement::Deferred(1)));
	});
}

#[test]
fn a_year_that_is_over_has_no_budget_to_set() {
	ExtBuilder::default().build_and_execute(|| {
		Now::set(NEW_YEAR_2027 - 1);
		assert_ok!(set(2026, 100, 100));
		assert_noop!(set(2025, 100, 100), Error::<Test>::YearOver);
		Now::set(NEW_YEAR_2027);
		assert_noop!(set(2026, 200, 100), Error::<Test>::YearOver);
		assert_ok!(set(2040, 100, 100));
	});
}

#[test]
fn set_budget_fails_for_everyone_else() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [
			RuntimeOrigin::root(),
			RuntimeOrigin::none(),
			RuntimeOrigin::signed(ALICE),
			RuntimeOrigin::signed(REVERSER),
		] {
			assert_noop!(
				Issuance::set_budget(origin, Sector::Waste, 2026, 1, 1),
				DispatchError::BadOrigin
			);
		}
	});
}
