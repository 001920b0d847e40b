//! On which days the bank pays, and how days are counted.

use jiff::{
	civil::{Date, Weekday},
	tz::TimeZone,
	Timestamp, ToSpan,
};
use serde::{Deserialize, Serialize};

/// The day everything counts from.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// Easter Sunday of a year, by the anonymous Gregorian computus (Meeus, chapter 8).
fn easter(year: i16) -> Date {
	let y = i32::from(year);
	let a = y % 19;
	let (b, c) = (y / 100, y % 100);
	let (d, e) = (b / 4, b % 4);
	let f = (b + 8) / 25;
	let g = (b - f + 1) / 3;
	let h = (19 * a + b - d - g + 15) % 30;
	let (i, k) = (c / 4, c % 4);
	let l = (32 + 2 * e + 2 * i - h - k) % 7;
	let m = (a + 11 * h + 22 * l) / 451;
	let n = h + l - 7 * m + 114;
	let (month, day) = (n / 31, n % 31 + 1);
	let part = |n: i32| i8::try_from(n).unwrap_or(1);
	Date::new(year, part(month), part(day)).unwrap_or(EPOCH)
}

/// How far the earliest clock on Earth is ahead of the world's (UTC+14), in seconds.
const EARLIEST: i64 = 14 * 3_600;

/// The latest day that has begun anywhere on Earth: the chain takes no booking of a later one.
pub fn latest_anywhere(now: i64) -> u32 {
	u32::try_from(now.saturating_add(EARLIEST).div_euclid(86_400)).unwrap_or(0)
}

/// When a day begins where it begins first, in Unix seconds.
pub fn begins_anywhere(day: u32) -> i64 {
	i64::from(day) * 86_400 - EARLIEST
}

/// On which days a bank pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Calendar {
	/// When the euro's banks pay each other (TARGET): neither on weekends nor on its six holidays.
	#[default]
	Target,
	/// On every day, as with instant payments (Regulation (EU) 2024/886).
	EveryDay,
}

impl Calendar {
	/// Whether it pays on this day.
	pub fn is_open(self, day: Date) -> bool {
		match self {
			Self::Target => is_target_day(day),
			Self::EveryDay => true,
		}
	}

	/// This day, or the first after it on which it pays.
	pub fn on_or_after(self, mut day: Date) -> Date {
		while !self.is_open(day) && day < Date::MAX {
			day = day.saturating_add(1.day());
		}
		day
	}

	/// The day so many of its days before a day.
	pub fn before(self, mut day: Date, mut count: u32) -> Date {
		while count > 0 && day > Date::MIN {
			day = day.saturating_sub(1.day());
			if self.is_open(day) {
				count -= 1;
			}
		}
		day
	}
}

fn is_target_day(day: Date) -> bool {
	if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
		return false;
	}
	let fixed = matches!(
		(day.month(), day.day()),
		(1, 1) | (5, 1) | (12, 25) | (12, 26)
	);
	let easter = easter(day.year());
	let good_friday = easter.saturating_sub(2.days());
	let easter_monday = easter.saturating_add(1.day());
	!fixed && day != good_friday && day != easter_monday
}

/// The day it is somewhere, at a moment.
pub fn today(now: i64, zone: &TimeZone) -> Date {
	Timestamp::from_second(now)
		.unwrap_or_default()
		.to_zoned_datetime(zone.clone())
		.date()
}

/// A day as the chain counts it; none before 1970.
pub fn number(day: Date) -> Option<u32> {
	let days = EPOCH.until(day).ok()?.get_days();
	u32::try_from(days).ok()
}

/// A day the chain counted.
pub fn date(number: u32) -> Date {
	EPOCH.saturating_add(i64::from(number).days())
}

#[cfg(test)]
mod tests {
	use jiff::civil::date as d;

	use super::*;

	#[test]
	fn a_day_begins_in_the_line_islands() {
		let begins = begins_anywhere(20_787);
		assert_eq!(latest_anywhere(begins), 20_787);
		assert_eq!(latest_anywhere(begins - 1), 20_786);
	}

	#[test]
	fn easter_is_on_the_known_sundays() {
		// United States Naval Observatory's table.
		for (y, m, day) in [
			(1961, 4, 2),
			(2000, 4, 23),
			(2008, 3, 23),
			(2011, 4, 24),
			(2024, 3, 31),
			(2025, 4, 20),
			(2026, 4, 5),
			(2027, 3, 28),
			(2030, 4, 21),
			(2038, 4, 25),
			(2285, 3, 22),
		] {
			assert_eq!(easter(y), d(y, m, day));
			assert_eq!(easter(y).weekday(), Weekday::Sunday);
		}
	}

	#[test]
	fn target_rests_on_weekends_and_six_holidays() {
		for rest in [
			d(2026, 1, 1),
			d(2026, 4, 3),
			d(2026, 4, 6),
			d(2026, 5, 1),
			d(2026, 12, 25),
			d(2026, 12, 26),
			d(2026, 11, 28),
			d(2026, 11, 29),
		] {
			assert!(!is_target_day(rest), "{rest}");
		}
		// Holidays of single countries are days like any other.
		for work in [
			d(2026, 5, 14),
			d(2026, 5, 25),
			d(2026, 11, 30),
			d(2026, 10, 3 + 2),
		] {
			assert!(is_target_day(work), "{work}");
		}
		assert_eq!(Calendar::Target.on_or_after(d(2026, 4, 3)), d(2026, 4, 7));
		assert_eq!(
			Calendar::Target.on_or_after(d(2026, 12, 25)),
			d(2026, 12, 28)
		);
		assert_eq!(
			Calendar::Target.on_or_after(d(2026, 12, 31)),
			d(2026, 12, 31)
		);
		assert_eq!(Calendar::Target.before(d(2026, 4, 7), 1), d(2026, 4, 2));
		assert_eq!(Calendar::Target.before(d(2026, 4, 7), 0), d(2026, 4, 7));
	}

	#[test]
	fn a_bank_of_every_day_never_rests() {
		let (sunday, christmas) = (d(2026, 11, 29), d(2026, 12, 25));
		assert_eq!(Calendar::EveryDay.on_or_after(sunday), sunday);
		assert_eq!(Calendar::EveryDay.on_or_after(christmas), christmas);
		assert_eq!(Calendar::EveryDay.before(sunday, 2), d(2026, 11, 27));
	}

	#[test]
	fn days_are_counted_as_the_chain_counts() {
		assert_eq!(number(d(1970, 1, 1)), Some(0));
		assert_eq!(number(d(2026, 11, 30)), Some(20_787));
		assert_eq!(number(d(1969, 12, 31)), None);
		assert_eq!(date(20_787), d(2026, 11, 30));
	}

	#[test]
	fn the_day_is_the_citys() {
		let brussels = TimeZone::get("Europe/Brussels").expect("the time zones are built in");
		// 23:30 in UTC is tomorrow in Brussels.
		let late = 20_787 * 86_400 + 23 * 3_600 + 1_800;
		assert_eq!(today(late, &TimeZone::UTC), d(2026, 11, 30));
		assert_eq!(today(late, &brussels), d(2026, 12, 1));
	}
}
