use frame_support::assert_ok;

use crate::{mock::*, *};

#[test]
fn lists_are_read_in_pieces() {
	ExtBuilder::default()
		.terms(CHF, terms())
		.build_and_execute(|| {
			open_desk();
			for _ in 0..3 {
				assert_ok!(redeem(ALICE, 10 * TOKEN));
				assert_ok!(redeem(BOB, 10 * TOKEN));
			}
			let ids = |list: Vec<(RedemptionId, RedemptionOf<Test>)>| -> Vec<_> {
				list.into_iter().map(|(id, _)| id).collect()
			};
			assert_eq!(ids(Desk::redemptions_of(ALICE_ID, 0, 10)), [0, 2, 4]);
			assert_eq!(ids(Desk::redemptions_of(BOB_ID, 1, 1)), [3]);
			assert!(ids(Desk::redemptions_of(BOB_ID, 3, 10)).is_empty());
			assert!(ids(Desk::redemptions_of(SHOP_ID, 0, u32::MAX)).is_empty());
			assert!(ids(Desk::redemptions_of(BOB_ID, u32::MAX, u32::MAX)).is_empty());

			assert_eq!(ids(Desk::queue(EUR, None, 2)), [0, 1]);
			assert_eq!(ids(Desk::queue(EUR, Some(4), 10)), [4, 5]);
			assert!(ids(Desk::queue(EUR, None, 0)).is_empty());
			assert!(ids(Desk::queue(CHF, None, 10)).is_empty());
			// Not in this queue, or in none.
			assert!(ids(Desk::queue(CHF, Some(0), 10)).is_empty());
			assert_ok!(begin(&[0]));
			assert!(ids(Desk::queue(EUR, Some(0), 10)).is_empty());
			assert!(ids(Desk::queue(EUR, Some(99), 10)).is_empty());

			assert_eq!(Desk::position(0), None);
			assert_eq!(Desk::position(99), None);
			assert_eq!(Desk::position(1), Some((0, 0)));
			assert_eq!(Desk::position(5), Some((4, 4_00)));
		});
}

#[test]
fn no_list_is_longer_than_a_thousand() {
	ExtBuilder::default().build().execute_with(|| {
		open_desk();
		assert_ok!(redeem(ALICE, 10 * TOKEN));
		for place in 1..=u32::from(1_001u16) {
			Owned::<Test>::insert(ALICE_ID, place, 0);
		}
		OwnedCounts::<Test>::insert(ALICE_ID, 1_002);
		let listed = Desk::redemptions_of(ALICE_ID, 0, u32::MAX);
		assert_eq!(listed.len(), MAX_LISTED as usize);
		// Even a list that bites its own tail.
		Redemptions::<Test>::mutate(0, |redemption| redemption.as_mut().unwrap().next = Some(0));
		assert_eq!(Desk::queue(EUR, None, u32::MAX).len(), MAX_LISTED as usize);
	});
}

#[test]
fn usage_of_those_who_may_not_redeem_is_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_eq!(Desk::usage(0, VERIFIER_ID), Some((0, 0, NOON + 7 * DAY)));
		assert_eq!(Desk::usage(0, 9_999), Some((0, 0, NOON + 7 * DAY)));
		assert_eq!(Desk::usage(1, ALICE_ID), None);
	});
}

#[test]
fn what_is_unknown_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Desk::reserve(CHF), None);
		assert_eq!(Desk::window(0), None);
		assert_eq!(Desk::redemption(0), None);
		assert_eq!(Desk::windows(), []);
		assert_eq!(Desk::payments_recorded(CHF, 0, 10), []);
	});
}

#[test]
fn a_redemption_takes_as_many_bytes_as_the_readme_says() {
	use codec::MaxEncodedLen;
	assert_eq!(Redemption::<[u8; 32]>::max_encoded_len(), 234);
}

#[test]
fn a_quote_says_what_it_is_worth_and_whether_it_would_be_taken() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		assert_eq!(Desk::quote(99, TOKEN), None);
		let terms = Desk::window(0).expect("open").terms;
		let worth = arithmetic::quote(10 * TOKEN, terms.rate).expect("it fits");
		assert_eq!(Desk::quote(0, 10 * TOKEN), Some((worth, true)));
		assert_ok!(Desk::close_window(RuntimeOrigin::signed(TREASURER), 0));
		assert_eq!(Desk::quote(0, 10 * TOKEN), Some((worth, false)));
	});
}
