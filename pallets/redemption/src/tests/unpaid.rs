//! Cancelled, rejected, expired: everything that was taken is given back.

use frame_support::{assert_noop, assert_ok};
use rstest::rstest;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{mock::*, *};

/// Alice, Bob and the shop wait for 10, 1 and 2 euros.
fn three() {
	open_desk();
	assert_ok!(redeem(ALICE, 100 * TOKEN));
	assert_ok!(redeem(BOB, 10 * TOKEN));
	assert_ok!(redeem(SHOP, 20 * TOKEN));
}

fn cancel(id: RedemptionId) -> DispatchResult {
	let owner = Desk::redemption(id).map_or(ALICE, |redemption| redemption.account);
	Desk::cancel(signed(owner), id)
}

fn reject(id: RedemptionId) -> DispatchResult {
	Desk::reject(signed(TREASURER), id, *b"NPAY")
}

fn release(id: RedemptionId) -> DispatchResult {
	let now = Now::get();
	Now::set(NOON + 30 * DAY);
	let result = Desk::release(signed(STRANGER), id);
	Now::set(now);
	result
}

#[rstest]
#[case::cancelled(cancel)]
#[case::rejected(reject)]
#[case::expired(release)]
fn everything_is_given_back(#[case] end: fn(RedemptionId) -> DispatchResult) {
	ExtBuilder::default().build_and_execute(|| {
		three();
		let before = Desk::usage(0, ALICE_ID).unwrap();
		assert_ok!(redeem(ALICE, 300 * TOKEN));
		assert_ok!(end(3));
		assert_eq!(held(ALICE), 100 * TOKEN);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 100 * TOKEN);
		assert_eq!(Desk::usage(0, ALICE_ID).unwrap(), before);
		assert_eq!(Desk::window(0).unwrap().taken, 13_00);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!(
			(
				reserve.available,
				reserve.open,
				reserve.promised,
				reserve.waiting
			),
			(1_000_00, 13_00, 987_00, 3)
		);
		// Each ends once.
		assert_noop!(cancel(3), Error::<Test>::NotOpen);
		assert_noop!(reject(3), Error::<Test>::AlreadyEnded);
		assert_noop!(release(3), Error::<Test>::NotOpen);
		assert_noop!(settle(&[3]), Error::<Test>::NotPaying);
		assert_noop!(begin(&[3]), Error::<Test>::NotNext);
	});
}

#[rstest]
fn anybody_leaves_the_queue_and_the_others_keep_their_order(
	#[values(cancel, reject, release)] end: fn(RedemptionId) -> DispatchResult,
	#[values(0, 1, 2)] who: RedemptionId,
) {
	ExtBuilder::default().build_and_execute(|| {
		three();
		assert_ok!(end(who));
		let mut left = vec![0, 1, 2];
		left.retain(|id| *id != who);
		assert_eq!(waiting(EUR), left);
		check_state();
		assert_ok!(redeem(BOB, 10 * TOKEN));
		left.push(3);
		assert_eq!(waiting(EUR), left);
		assert_ok!(begin(&left));
	});
}

#[test]
fn the_owner_takes_back_with_either_key_and_nobody_else() {
	ExtBuilder::default().build_and_execute(|| {
		three();
		for who in [BOB, TREASURER, STRANGER, ASSEMBLY] {
			assert_noop!(Desk::cancel(signed(who), 0), Error::<Test>::NotOwner);
		}
		assert_noop!(
			Desk::cancel(RuntimeOrigin::root(), 0),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Desk::cancel(signed(ALICE), 9),
			Error::<Test>::UnknownRedemption
		);
		// The enrolment need not run, and the key may have changed.
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		Register::mutate(|register| {
			*register.get_mut(&ALICE_ID).unwrap() =
				(STRANGER, civic_primitives::MemberKind::Citizen, false);
		});
		assert_ok!(Desk::cancel(signed(STRANGER), 0));
		System::assert_last_event(
			Event::Cancelled {
				redemption: 0,
				released: 100 * TOKEN,
			}
			.into(),
		);
		assert_eq!(status(0), Status::Cancelled { at: NOON });
		assert_ok!(Desk::cancel(signed(ALICE), 3));
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn a_limit_of_a_past_period_is_not_given_back() {
	ExtBuilder::default().build_and_execute(|| {
		three();
		Now::set(NOON + 7 * DAY);
		assert_ok!(redeem(ALICE, 50 * TOKEN));
		assert_ok!(Desk::cancel(signed(ALICE), 0));
		assert_eq!(Desk::usage(0, ALICE_ID).unwrap().0, 50 * TOKEN);
		assert_ok!(Desk::cancel(signed(ALICE), 3));
		assert_eq!(Desk::usage(0, ALICE_ID).unwrap().0, 0);
	});
}

#[test]
fn a_treasurer_rejects_what_waits_or_is_being_paid() {
	ExtBuilder::default().build_and_execute(|| {
		three();
		assert_ok!(begin(&[0]));
		assert_ok!(Desk::reject(signed(DEPUTY), 0, *b"AC04"));
		System::assert_last_event(
			Event::Rejected {
				redemption: 0,
				reason: *b"AC04",
				released: 100 * TOKEN,
			}
			.into(),
		);
		assert_eq!(
			status(0),
			Status::Rejected {
				reason: *b"AC04",
				at: NOON
			}
		);
		assert_eq!(held(ALICE), 0);
		let reserve = Desk::reserve(EUR).unwrap();
		assert_eq!((reserve.due, reserve.open), (0, 3_00));
		assert_ok!(Desk::reject(signed(TREASURER), 2, *b"FPAY"));
		assert_eq!(waiting(EUR), [1]);
	});
}

#[test]
fn rejecting_is_for_treasurers_and_has_a_reason() {
	ExtBuilder::default().build_and_execute(|| {
		three();
		for who in [ALICE, AUDITOR, ASSEMBLY] {
			assert_noop!(
				Desk::reject(signed(who), 0, *b"AC04"),
				Error::<Test>::NotTreasurer
			);
		}
		assert_noop!(
			Desk::reject(RuntimeOrigin::root(), 0, *b"AC04"),
			DispatchError::BadOrigin
		);
		for reason in [*b"ac04", *b"AC4 ", [0; 4], [0xff; 4]] {
			assert_noop!(
				Desk::reject(signed(TREASURER), 0, reason),
				Error::<Test>::ReasonUnfit
			);
		}
		assert_noop!(reject(3), Error::<Test>::UnknownRedemption);
	});
}

#[test]
fn anybody_releases_what_was_not_paid_in_time() {
	ExtBuilder::default().build_and_execute(|| {
		three();
		assert_noop!(
			Desk::release(signed(STRANGER), 9),
			Error::<Test>::UnknownRedemption
		);
		// A shorter term is for those who come later.
		let terms = Terms {
			payment_term: DAY,
			..terms()
		};
		assert_ok!(Desk::set_terms(signed(ASSEMBLY), EUR, terms));
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		Now::set(NOON + DAY - 1);
		assert_noop!(
			Desk::release(signed(STRANGER), 3),
			Error::<Test>::NotExpired
		);
		Now::set(NOON + DAY);
		assert_ok!(Desk::release(signed(STRANGER), 3));
		System::assert_last_event(
			Event::Expired {
				redemption: 3,
				released: 10 * TOKEN,
			}
			.into(),
		);
		assert_eq!(status(3), Status::Expired { at: NOON + DAY });
		assert_noop!(
			Desk::release(signed(STRANGER), 1),
			Error::<Test>::NotExpired
		);
		Now::set(NOON + 30 * DAY);
		assert_ok!(Desk::release(signed(STRANGER), 1));
		assert_noop!(
			Desk::release(RuntimeOrigin::none(), 0),
			DispatchError::BadOrigin
		);
	});
}
