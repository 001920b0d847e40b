use civic_primitives::{ClaimId, Sector, Settlement};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

const SECTOR: Sector = Sector::StationaryEnergy;

fn award_deferred() -> DispatchResultWithPostInfo {
	Issuance::award_deferred(RuntimeOrigin::signed(BOB), SECTOR, u32::MAX)
}

/// A chain on which claims of these quantities, numbered from 1, wait; one unit each is worth one.
fn waiting(quantities: &[u64]) -> sp_io::TestExternalities {
	Methodologies::mutate(|all| all.insert(9, simple(10)));
	let mut ext = ExtBuilder::default().budgets(vec![]).build();
	ext.execute_with(|| {
		for (claim, quantity) in (1..).zip(quantities) {
			assert_eq!(
				settle(claim, ALICE_ID, 9, *quantity),
				Ok(Settlement::Deferred((*quantity).into()))
			);
		}
	});
	ext
}

fn awarded(claims: core::ops::RangeInclusive<ClaimId>) -> Vec<ClaimId> {
	claims
		.filter(|claim| Issuance::award(*claim).is_some())
		.collect()
}

#[test]
fn who_waits_is_awarded_when_the_budget_is_raised() {
	waiting(&[60]).execute_with(|| {
		assert_noop!(award_deferred(), Error::<Test>::BudgetUsedUp);
		assert_ok!(set_ceiling(SECTOR, 2026, 59));
		assert_noop!(award_deferred(), Error::<Test>::BudgetUsedUp);
		assert_ok!(set_ceiling(SECTOR, 2026, 60));
		assert_ok!(award_deferred());

		assert_eq!(Issuance::award(1).unwrap().amount, 60);
		assert_eq!(Balances::free_balance(ALICE), 60);
		assert_eq!(Issuance::deferred(SECTOR), (0, None));
		assert_eq!(Issuance::ahead_of(1), None);
		assert_noop!(award_deferred(), Error::<Test>::NothingDeferred);
		assert_noop!(settle(1, ALICE_ID, 9, 60), Error::<Test>::AlreadyAwarded);
		Issuance::do_try_state().unwrap();
	});
}

#[test]
fn the_queue_is_served_in_order_as_far_as_the_budget_goes() {
	waiting(&[60, 50, 1]).execute_with(|| {
		assert_ok!(set_ceiling(SECTOR, 2026, 100));
		assert_ok!(award_deferred());
		// The third would fit, but the second is before it.
		assert_eq!(awarded(1..=3), [1]);
		assert_eq!(
			(Issuance::ahead_of(2), Issuance::ahead_of(3)),
			(Some(0), Some(1))
		);
		assert_noop!(award_deferred(), Error::<Test>::BudgetUsedUp);
		Issuance::do_try_state().unwrap();

		assert_ok!(set_ceiling(SECTOR, 2026, 111));
		assert_ok!(award_deferred());
		assert_eq!(awarded(1..=3), [1, 2, 3]);
		Issuance::do_try_state().unwrap();
	});
}

#[test]
fn a_new_year_brings_a_new_budget() {
	waiting(&[60]).execute_with(|| {
		assert_ok!(set_ceiling(SECTOR, 2027, 100));
		assert_noop!(award_deferred(), Error::<Test>::BudgetUsedUp);
		Now::set(NEW_YEAR_2027);
		assert_ok!(award_deferred());
		let award = Issuance::award(1).unwrap();
		assert_eq!((award.year, award.at), (2027, NEW_YEAR_2027));
		assert_eq!(Issuance::budget(SECTOR, 2027).unwrap().awarded, 60);
		Issuance::do_try_state().unwrap();
	});
}

#[test]
fn one_call_awards_at_most_so_many_and_returns_the_weight_of_the_rest() {
	waiting(&[1; 4]).execute_with(|| {
		assert_ok!(set_ceiling(SECTOR, 2026, 100));
		let reserved = |limit| {
			let sector = SECTOR;
			let call = Call::<Test>::award_deferred { sector, limit };
			call.get_dispatch_info().call_weight
		};
		assert_eq!(reserved(u32::MAX), <()>::award_deferred(3));
		assert_eq!(reserved(3), <()>::award_deferred(3));
		assert_eq!(reserved(1), <()>::award_deferred(1));

		assert_eq!(
			award_deferred().unwrap().actual_weight,
			Some(<()>::award_deferred(3))
		);
		assert_eq!(awarded(1..=4), [1, 2, 3]);
		assert_eq!(
			award_deferred().unwrap().actual_weight,
			Some(<()>::award_deferred(1))
		);
		assert_eq!(awarded(1..=4), [1, 2, 3, 4]);
		Issuance::do_try_state().unwrap();
	});
}

#[test]
fn no_more_are_awarded_than_the_caller_asks_for() {
	waiting(&[1; 3]).execute_with(|| {
		assert_ok!(set_ceiling(SECTOR, 2026, 100));
		let award = |limit| Issuance::award_deferred(RuntimeOrigin::signed(BOB), SECTOR, limit);
		assert_noop!(award(0), Error::<Test>::LimitZero);
		assert_eq!(
			award(2).unwrap().actual_weight,
			Some(<()>::award_deferred(2))
		);
		assert_eq!(awarded(1..=3), [1, 2]);
		assert_ok!(award(2));
		assert_eq!(awarded(1..=3), [1, 2, 3]);
		Issuance::do_try_state().unwrap();
	});
}

#[test]
fn once_the_queue_is_empty_claims_are_awarded_at_once_again() {
	waiting(&[10]).execute_with(|| {
		assert_ok!(set_ceiling(SECTOR, 2026, 30));
		assert_eq!(
			settle(2, BOB_ID, 9, 10),
			Ok(Settlement::Deferred(10)),
			"one waits"
		);
		assert_ok!(award_deferred());
		assert_eq!(settle(3, BOB_ID, 9, 10), Ok(Settlement::Awarded(10)));
		// Places are not given twice.
		assert_eq!(settle(4, BOB_ID, 9, 10), Ok(Settlement::Deferred(10)));
		assert_eq!(DeferredClaims::<Test>::get(4), Some((SECTOR, 2)));
		Issuance::do_try_state().unwrap();
	});
}

#[test]
fn award_deferred_fails_for_those_who_are_not_active_members() {
	waiting(&[1]).execute_with(|| {
		assert_ok!(set_ceiling(SECTOR, 2026, 100));
		let call = |who| Issuance::award_deferred(RuntimeOrigin::signed(who), SECTOR, u32::MAX);
		assert_noop!(call(STRANGER), Error::<Test>::NotMember);
		Register::mutate(|register| register.insert(BOB_ID, (BOB, false)));
		assert_noop!(call(BOB), Error::<Test>::NotMember);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Issuance::award_deferred(origin, SECTOR, u32::MAX),
				DispatchError::BadOrigin
			);
		}
		assert_ok!(call(ALICE));
	});
}

#[test]
fn a_sector_without_queue_has_nothing_to_award() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Issuance::award_deferred(RuntimeOrigin::signed(ALICE), Sector::Waste, u32::MAX),
			Error::<Test>::NothingDeferred
		);
	});
}
