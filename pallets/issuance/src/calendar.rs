//! Which calendar year (UTC, proleptic Gregorian) a moment falls in, exactly.

use civic_primitives::Moment;

/// A calendar year, such as 2026.
pub type Year = u32;

const DAY: Moment = 24 * 60 * 60;
/// Days from 0000-03-01 to 1970-01-01. Years that begin in March end with their leap day.
const EPOCH: Moment = 719_468;
const DAYS_PER_YEAR: Moment = 365;
const DAYS_PER_4_YEARS: Moment = 4 * DAYS_PER_YEAR + 1;
const DAYS_PER_100_YEARS: Moment = 25 * DAYS_PER_4_YEARS - 1;
const DAYS_PER_400_YEARS: Moment = 4 * DAYS_PER_100_YEARS + 1;
/// 1 January is this day of a year that begins on 1 March, counted from 0.
const JANUARY: Moment = 306;

/// The calendar year of `moment`; the largest that fits for moments beyond it.
pub fn year_of(moment: Moment) -> Year {
	let days = (moment / DAY).saturating_add(EPOCH);
	let in_400 = days % DAYS_PER_400_YEARS;
	// The last century of four, and the last year of four, are a day longer than the others.
	let centuries = (in_400 / DAYS_PER_100_YEARS).min(3);
	let in_100 = in_400.saturating_sub(centuries.saturating_mul(DAYS_PER_100_YEARS));
	let in_4 = in_100 % DAYS_PER_4_YEARS;
	let years = (in_4 / DAYS_PER_YEAR).min(3);
	let day = in_4.saturating_sub(years.saturating_mul(DAYS_PER_YEAR));
	let year = (days / DAYS_PER_400_YEARS)
		.saturating_mul(400)
		.saturating_add(centuries.saturating_mul(100))
		.saturating_add((in_100 / DAYS_PER_4_YEARS).saturating_mul(4))
		.saturating_add(years)
		.saturating_add(u64::from(day >= JANUARY));
	Year::try_from(year).unwrap_or(Year::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// Seconds from 1970 to 1 January of `year`, counted year by year.
	fn new_year(year: u32) -> Moment {
		(1970..year)
			.map(|year| {
				let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
				if leap {
					366
				} else {
					365
				}
			})
			.sum::<Moment>()
			* DAY
	}

	#[test]
	fn the_epoch_is_in_1970() {
		assert_eq!(year_of(0), 1970);
		assert_eq!(year_of(DAY * 365 - 1), 1970);
		assert_eq!(year_of(DAY * 365), 1971);
	}

	#[test]
	fn every_year_begins_and_ends_on_the_second_for_a_thousand_years() {
		for year in 1971..2971 {
			assert_eq!(
				year_of(new_year(year) - 1),
				year - 1,
				"the last second of {}",
				year - 1
			);
			assert_eq!(year_of(new_year(year)), year, "the first second of {year}");
		}
	}

	#[test]
	fn known_moments_fall_in_their_years() {
		// `date -u -d @… +%FT%TZ`
		for (moment, year) in [
			(951_782_400, 2000),   // 2000-02-29T00:00:00Z
			(978_307_199, 2000),   // 2000-12-31T23:59:59Z
			(978_307_200, 2001),   // 2001-01-01T00:00:00Z
			(1_709_164_800, 2024), // 2024-02-29T00:00:00Z
			(1_735_689_599, 2024), // 2024-12-31T23:59:59Z
			(1_735_689_600, 2025), // 2025-01-01T00:00:00Z
			(4_102_444_799, 2099), // 2099-12-31T23:59:59Z
			(4_102_444_800, 2100), // 2100-01-01T00:00:00Z
			(4_107_542_400, 2100), // 2100-03-01T00:00:00Z
		] {
			assert_eq!(year_of(moment), year, "{moment}");
		}
	}

	#[test]
	fn the_end_of_time_saturates() {
		assert_eq!(year_of(Moment::MAX), Year::MAX);
	}

	proptest! {
		#[test]
		fn years_never_go_back(moment in 0..Moment::MAX, later in 0..DAY * 800) {
			let then = moment.saturating_add(later);
			prop_assert!(year_of(moment) <= year_of(then));
			prop_assert!(year_of(then) - year_of(moment) <= 3);
		}

		#[test]
		fn four_hundred_years_later_it_is_the_same_day(moment in 0..new_year(9999)) {
			prop_assert_eq!(year_of(moment + DAYS_PER_400_YEARS * DAY), year_of(moment) + 400);
		}
	}
}
