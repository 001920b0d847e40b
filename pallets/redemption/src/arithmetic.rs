//! Quotes, fractions and days. Nothing here knows storage.

use civic_primitives::{Balance, Moment};
use sp_runtime::{
	helpers_128bit::multiply_by_rational_with_rounding as multiply_by_rational, Rounding,
};

use crate::{Date, Fraction, Money};

/// A rate is for so many units: 1,000 tokens, a tonne.
pub const RATED: Balance = 1_000_000_000;

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// What `amount` is worth, rounded down; `None` if it does not fit.
pub fn quote(amount: Balance, rate: Money) -> Option<Money> {
	multiply_by_rational(amount, rate, RATED, Rounding::Down)
}

/// What is paid of `quote`, rounded down: so that all together are never more than the part.
pub fn part_of(quote: Money, fraction: Fraction) -> Money {
	let Fraction { part, whole } = fraction;
	multiply_by_rational(quote, part, whole, Rounding::Down)
		.unwrap_or_default()
		.min(quote)
}

/// What is burned of `amount` when `due` is paid of `quote`: the same part, rounded up, and never
/// more than is held.
pub fn burned_of(amount: Balance, due: Money, quote: Money) -> Balance {
	multiply_by_rational(amount, due, quote, Rounding::Up)
		.unwrap_or(amount)
		.min(amount)
}

/// The latest day that has begun anywhere on Earth (UTC+14).
pub fn latest_day(now: Moment) -> Date {
	day_of(now.saturating_add(14 * HOUR))
}

/// The earliest day that has not ended everywhere on Earth (UTC-12).
pub fn earliest_day(now: Moment) -> Date {
	day_of(now.saturating_sub(12 * HOUR))
}

fn day_of(moment: Moment) -> Date {
	Date::try_from(moment / DAY).unwrap_or(Date::MAX)
}
