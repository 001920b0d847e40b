use proptest::prelude::*;
use rstest::rstest;

use crate::{arithmetic::*, mock::*, *};

#[rstest]
#[case::a_token_at_a_hundred_a_tonne(TOKEN, 100_00, 10)]
#[case::what_is_not_a_whole_cent_is_dropped(TOKEN * 2 - 1, 100_00, 19)]
#[case::less_than_a_cent(99_999, 100_00, 0)]
#[case::the_first_cent(100_000, 100_00, 1)]
#[case::nothing(0, 100_00, 0)]
#[case::a_tonne(1_000 * TOKEN, 123_45, 123_45)]
fn quotes_are_rounded_down(#[case] amount: u128, #[case] rate: Money, #[case] expected: Money) {
	assert_eq!(quote(amount, rate), Some(expected));
}

#[test]
fn a_quote_that_does_not_fit_is_none() {
	assert_eq!(quote(u128::MAX, RATED), Some(u128::MAX));
	assert_eq!(quote(u128::MAX, RATED + 1), None);
}

#[rstest]
#[case::all(1_000, 70, 70, 1_000)]
#[case::half(1_000, 35, 70, 500)]
#[case::rounded_up(1_000, 1, 3, 334)]
#[case::never_more_than_is_held(1, 1, 3, 1)]
#[case::at_least_one(1_000, 1, u128::MAX, 1)]
fn burned_is_the_part_that_is_paid(
	#[case] amount: u128,
	#[case] due: Money,
	#[case] of: Money,
	#[case] expected: u128,
) {
	assert_eq!(burned_of(amount, due, of), expected);
}

#[rstest]
#[case::noon(NOON, TODAY + 1, TODAY)]
#[case::tomorrow_begins_in_kiribati(NOON - 2 * 3_600, TODAY + 1, TODAY - 1)]
#[case::a_second_before_that(NOON - 2 * 3_600 - 1, TODAY, TODAY - 1)]
#[case::evening(NOON + 2 * 3_600, TODAY + 1, TODAY)]
#[case::epoch(0, 0, 0)]
#[case::the_end_of_time(u64::MAX, u32::MAX, u32::MAX)]
fn days_begin_in_the_east_and_end_in_the_west(
	#[case] now: u64,
	#[case] latest: Date,
	#[case] earliest: Date,
) {
	assert_eq!((latest_day(now), earliest_day(now)), (latest, earliest));
}

#[test]
fn a_fraction_of_nothing_pays_nothing() {
	let nothing = Fraction { part: 0, whole: 0 };
	assert_eq!(part_of(100, nothing), 0);
	assert_eq!(part_of(100, Fraction { part: 0, whole: 7 }), 0);
	// A fraction is below one; one above would still pay no more than the quote.
	assert_eq!(part_of(100, Fraction { part: 9, whole: 3 }), 100);
}

proptest! {
	/// Money for tokens is never worth more than the tokens, to the last unit.
	#[test]
	fn quotes_are_within_a_cent_of_the_exact_value(amount in 0..u64::MAX, rate in 0..1_000_000u128) {
		let amount = u128::from(amount);
		let worth = quote(amount, rate).unwrap();
		prop_assert!(worth * RATED <= amount * rate);
		prop_assert!((worth + 1) * RATED > amount * rate);
	}

	/// Splitting a redemption never pays more.
	#[test]
	fn two_halves_are_worth_no_more_than_the_whole(a in 0..u64::MAX, b in 0..u64::MAX, rate in 0..1_000_000u128) {
		let (a, b) = (u128::from(a), u128::from(b));
		let parts = quote(a, rate).unwrap() + quote(b, rate).unwrap();
		let whole = quote(a + b, rate).unwrap();
		prop_assert!(parts <= whole && whole <= parts + 1);
	}

	/// All that is paid pro rata is at most what there is.
	#[test]
	fn the_parts_are_never_more_than_there_is(
		quotes in prop::collection::vec(1..1_000_000_000u128, 1..50),
		permille in 0..1_000u128,
	) {
		let whole: u128 = quotes.iter().sum();
		let fraction = Fraction { part: whole * permille / 1_000, whole };
		let dues: Vec<_> = quotes.iter().map(|quote| part_of(*quote, fraction)).collect();
		let paid = dues.iter().sum::<u128>();
		prop_assert!(paid <= fraction.part);
		prop_assert!(paid + quotes.len() as u128 > fraction.part);
		prop_assert!(dues.iter().zip(&quotes).all(|(due, quote)| due <= quote));
	}

	/// Whatever part is paid, what is burned for it is worth it at the window's rate, and the money is
	/// not short of what is burned by more than one cent's tokens.
	#[test]
	fn what_is_burned_is_worth_what_is_paid(
		amount in 1..10_000_000_000_000u128,
		rate in 1..1_000_000u128,
		permille in 1..=1_000u128,
	) {
		let quoted = quote(amount, rate).unwrap();
		let due = quoted * permille / 1_000;
		prop_assume!(due > 0);
		let burned = burned_of(amount, due, quoted);
		prop_assert!(burned <= amount);
		prop_assert!(quote(burned, rate).unwrap() >= due);
		prop_assert_eq!(burned == amount, due == quoted || burned_of(amount, due, quoted) == amount);
		// Not one unit more than the same part.
		prop_assert!((burned - 1) * quoted < amount * due);
	}
}
