use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn attest_as(who: AccountId, balance: Money, as_of: Date) -> sp_runtime::DispatchResult {
	Desk::attest_reserve(signed(who), EUR, balance, as_of, STATEMENT)
}

fn countersign_as(who: AccountId, balance: Money, as_of: Date) -> sp_runtime::DispatchResult {
	Desk::countersign_reserve(signed(who), EUR, balance, as_of, STATEMENT)
}

#[test]
fn an_attestation_counts_once_it_is_countersigned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_as(TREASURER, 500_00, TODAY));
		System::assert_last_event(
			Event::ReserveAttested {
				currency: EUR,
				balance: 500_00,
				as_of: TODAY,
				statement: STATEMENT,
				by: TREASURER_ID,
			}
			.into(),
		);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!((reserve.available, reserve.stale), (0, true));
		let pending = reserve.pending.unwrap();
		assert_eq!((pending.balance, pending.at), (500_00, NOON));

		Now::set(NOON + 60);
		assert_ok!(countersign_as(AUDITOR, 500_00, TODAY));
		System::assert_last_event(
			Event::ReserveCountersigned {
				currency: EUR,
				balance: 500_00,
				as_of: TODAY,
				statement: STATEMENT,
				by: AUDITOR_ID,
				available: 500_00,
			}
			.into(),
		);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!(
			(reserve.available, reserve.uncommitted, reserve.stale),
			(500_00, 500_00, false)
		);
		assert_eq!(reserve.pending, None);
		assert_eq!(
			reserve.attested,
			Some(Attestation {
				balance: 500_00,
				as_of: TODAY,
				statement: STATEMENT,
				by: TREASURER_ID,
				at: NOON + 60,
			})
		);
		assert_eq!(reserve.fresh_until, Some(NOON + 60 + 7 * DAY));
	});
}

#[test]
fn attest_and_countersign_are_for_those_who_are_charged() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ALICE, AUDITOR, ASSEMBLY, STRANGER] {
			assert_noop!(attest_as(who, 1, TODAY), Error::<Test>::NotTreasurer);
		}
		assert_ok!(attest_as(TREASURER, 1, TODAY));
		for who in [ALICE, TREASURER, DEPUTY, ASSEMBLY, STRANGER] {
			assert_noop!(countersign_as(who, 1, TODAY), Error::<Test>::NotAuditor);
		}
		// An agency whose enrolment ended has no mandate.
		Register::mutate(|register| register.get_mut(&AUDITOR_ID).unwrap().2 = false);
		assert_noop!(countersign_as(AUDITOR, 1, TODAY), Error::<Test>::NotAuditor);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Desk::attest_reserve(origin.clone(), EUR, 1, TODAY, STATEMENT),
				DispatchError::BadOrigin
			);
			assert_noop!(
				Desk::countersign_reserve(origin, EUR, 1, TODAY, STATEMENT),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn no_agency_countersigns_what_it_attested() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_as(BOTH, 5, TODAY));
		assert_noop!(countersign_as(BOTH, 5, TODAY), Error::<Test>::SameAgency);
		// Nor with another key: agencies count, not accounts.
		Register::mutate(|register| register.get_mut(&(100 + BOTH)).unwrap().0 = 77);
		Charges::mutate(|charges| charges.push((77, civic_primitives::Mandate::Auditor)));
		assert_noop!(countersign_as(77, 5, TODAY), Error::<Test>::SameAgency);
		assert_ok!(countersign_as(AUDITOR, 5, TODAY));
	});
}

#[test]
fn exactly_what_was_attested_is_countersigned_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			countersign_as(AUDITOR, 5, TODAY),
			Error::<Test>::NothingAttested
		);
		assert_ok!(attest_as(TREASURER, 5, TODAY));
		for (balance, as_of) in [(6, TODAY), (5, TODAY - 1)] {
			assert_noop!(
				countersign_as(AUDITOR, balance, as_of),
				Error::<Test>::AttestationDiffers
			);
		}
		assert_noop!(
			Desk::countersign_reserve(signed(AUDITOR), EUR, 5, TODAY, PAYEE),
			Error::<Test>::AttestationDiffers
		);
		assert_noop!(
			Desk::countersign_reserve(signed(AUDITOR), CHF, 5, TODAY, STATEMENT),
			Error::<Test>::NothingAttested
		);
		// A later one replaces it.
		assert_ok!(attest_as(DEPUTY, 7, TODAY));
		assert_noop!(
			countersign_as(AUDITOR, 5, TODAY),
			Error::<Test>::AttestationDiffers
		);
		assert_ok!(countersign_as(AUDITOR, 7, TODAY));
		assert_noop!(
			countersign_as(AUDITOR, 7, TODAY),
			Error::<Test>::NothingAttested
		);
	});
}

#[test]
fn statements_are_of_days_that_have_begun_and_follow_each_other() {
	ExtBuilder::default().build_and_execute(|| {
		// At ten it is tomorrow in the furthest east.
		Now::set(NOON - 2 * 3_600 - 1);
		assert_noop!(
			attest_as(TREASURER, 5, TODAY + 1),
			Error::<Test>::DateInFuture
		);
		Now::mutate(|now| *now += 1);
		assert_ok!(attest_as(TREASURER, 5, TODAY + 1));
		Now::set(NOON);
		assert_ok!(attest(EUR, 5, TODAY));
		assert_noop!(
			attest_as(TREASURER, 5, TODAY - 1),
			Error::<Test>::StatementOutdated
		);
		assert_ok!(attest(EUR, 6, TODAY));
	});
}

#[test]
fn a_statement_is_attested_no_longer_after_its_day_than_an_attestation_is_good_for() {
	ExtBuilder::default().build_and_execute(|| {
		// The day ends in the furthest west twelve hours later.
		let ended = u64::from(TODAY + 1) * DAY + DAY / 2;
		Now::set(ended + 7 * DAY);
		assert_noop!(
			attest_as(TREASURER, 5, TODAY),
			Error::<Test>::StatementOutdated
		);
		assert_ok!(attest_as(TREASURER, 5, TODAY + 1));
		Now::mutate(|now| *now -= 1);
		assert_ok!(attest_as(TREASURER, 5, TODAY));
		// What was attested in time may be countersigned a little later.
		Now::mutate(|now| *now += 60);
		assert_ok!(countersign_as(AUDITOR, 5, TODAY));
	});
}

#[test]
fn what_waited_for_longer_than_it_is_good_for_is_not_countersigned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_as(TREASURER, 5, TODAY));
		Now::mutate(|now| *now += 7 * DAY + 1);
		assert_noop!(
			countersign_as(AUDITOR, 5, TODAY),
			Error::<Test>::StatementOutdated
		);
		assert_eq!(
			Desk::reserve(EUR).and_then(|reserve| reserve.attested),
			None
		);
		Now::mutate(|now| *now -= 1);
		assert_ok!(countersign_as(AUDITOR, 5, TODAY));
	});
}

#[test]
fn only_a_currency_with_terms_is_attested() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(attest(CHF, 5, TODAY), Error::<Test>::NotRedeemable);
	});
}

#[test]
fn any_balance_can_be_attested() {
	ExtBuilder::default().build_and_execute(|| {
		for balance in [0, Money::MAX] {
			assert_ok!(attest(EUR, balance, TODAY));
			assert_eq!(Desk::reserve(EUR).unwrap().available, balance);
		}
	});
}
