//! Readings and temperatures to observations: days, or bills.

use super::Cadence;
use crate::{
	error::{Error, Result},
	readings::{Interval, Readings},
	temperature::{Temperatures, HOUR},
	time::{Period, Zone, DAY},
	unit::Unit,
};

/// Days in a baseline, and at most in a reporting period (CalTRACK 2.2.1.1).
pub(super) const YEAR: usize = 365;

/// A longer reading is not one of a day.
const LONG_DAY: u64 = 25 * HOUR;

/// A shorter reading is one of a part of a day.
const SHORT_DAY: u64 = 23 * HOUR;

/// Bills shorter than this are off-cycle and dropped (CalTRACK 2.2.3.4).
const SHORTEST_BILL: u64 = 25 * DAY;

/// Monthly bills longer than this are dropped (CalTRACK 2.2.3.3), and temperatures further than
/// this from the beginning of a bill are not used for the fit.
const LONGEST_MONTH: u64 = 35 * DAY;

/// Bimonthly bills longer than this are dropped (CalTRACK 2.2.3.3).
const LONGEST_TWO_MONTHS: u64 = 70 * DAY;

/// A day, or a bill.
#[derive(Clone, Debug)]
pub(super) struct Observation {
	/// How many days.
	pub(super) days: f64,
	/// What the meter counted.
	pub(super) observed: f64,
	/// Mean temperatures of its days, as far as the fit uses them.
	pub(super) fitted: Vec<f64>,
	/// Mean temperatures of all its days.
	pub(super) temperatures: Vec<f64>,
	/// How many days those stand for.
	pub(super) temperature_days: f64,
}

/// What there is of a window of time.
pub(super) struct Observations {
	/// Days or bills with a reading and temperatures, in order.
	pub(super) kept: Vec<Observation>,
	/// Days or bills without.
	pub(super) dropped: usize,
	/// From the first to the last of all of them.
	pub(super) span: Period,
}

/// How often the meter was read, by the median length of the intervals.
pub(super) fn cadence(readings: &Readings) -> Cadence {
	let mut lengths: Vec<_> = readings
		.intervals()
		.iter()
		.map(|it| u64::from(it.seconds))
		.collect();
	lengths.sort_unstable();
	match lengths.get(lengths.len() / 2).copied().unwrap_or(0) {
		median if median <= LONG_DAY => Cadence::Daily,
		median if median <= LONGEST_MONTH => Cadence::Monthly,
		_ => Cadence::Bimonthly,
	}
}

/// Where observations come from.
pub(super) struct Source<'a> {
	pub(super) readings: &'a Readings,
	pub(super) temperatures: &'a Temperatures,
	pub(super) zone: &'a Zone,
	pub(super) cadence: Cadence,
	pub(super) unit: Unit,
}

impl Source<'_> {
	/// The observations of (up to) a year that ends at `end`.
	pub(super) fn before(&self, end: u64) -> Result<Observations> {
		if self.cadence != Cadence::Daily {
			let year = YEAR as u64 * DAY;
			return Ok(self.bills(Period {
				from: end.saturating_sub(year),
				until: end,
			}));
		}
		let mut days = Vec::with_capacity(YEAR);
		let mut until = self.day_of(end)?.from;
		while days.len() < YEAR && until > 0 {
			let day = self.day_of(until - 1)?;
			until = day.from;
			days.push(day);
		}
		days.reverse();
		Ok(self.days(days))
	}

	/// The observations of (up to) a year in `window`, from its beginning on.
	pub(super) fn after(&self, window: Period) -> Result<Observations> {
		if self.cadence != Cadence::Daily {
			return Ok(self.bills(window));
		}
		let mut days = Vec::with_capacity(YEAR);
		let mut day = self.day_of(window.from)?;
		if day.from < window.from {
			day = self.day_of(day.until)?;
		}
		while days.len() < YEAR && day.until <= window.until {
			days.push(day);
			day = self.day_of(day.until)?;
		}
		Ok(self.days(days))
	}

	fn day_of(&self, instant: u64) -> Result<Period> {
		self.zone.day_of(instant).ok_or_else(|| Error::BadDate {
			text: format!("second {instant}"),
		})
	}

	fn days(&self, days: Vec<Period>) -> Observations {
		let span = Period {
			from: days.first().map_or(0, |day| day.from),
			until: days.last().map_or(0, |day| day.until),
		};
		let all = days.len();
		let kept: Vec<_> = days.into_iter().filter_map(|day| self.day(day)).collect();
		Observations {
			dropped: all - kept.len(),
			kept,
			span,
		}
	}

	/// The observation of a day.
	///
	/// Of readings finer than a day at least half must be there; the others are taken to be as
	/// large on average (CalTRACK 2.2.2.1).
	fn day(&self, day: Period) -> Option<Observation> {
		let readings = starting_in(self.readings.intervals(), day);
		let covered: u64 = readings.iter().map(|it| u64::from(it.seconds)).sum();
		let longest = readings.iter().map(|it| u64::from(it.seconds)).max()?;
		let length = day.seconds();
		if longest > LONG_DAY || covered.saturating_mul(2) < length {
			return None;
		}
		let whole = longest >= SHORT_DAY || covered >= length;
		let scale = if whole {
			1.0
		} else {
			length as f64 / covered as f64
		};
		let temperature = mean_of_day(self.temperatures, day)?;
		Some(Observation {
			days: 1.0,
			observed: scale * self.amount(readings),
			fitted: vec![temperature],
			temperatures: vec![temperature],
			temperature_days: 1.0,
		})
	}

	/// The bills wholly in `window`.
	fn bills(&self, window: Period) -> Observations {
		let bills = self.readings.within(window).unwrap_or_default();
		let span = Period {
			from: bills.first().map_or(0, |bill| bill.start),
			until: bills.last().map_or(0, Interval::end),
		};
		let kept: Vec<_> = bills.iter().filter_map(|bill| self.bill(bill)).collect();
		Observations {
			dropped: bills.len() - kept.len(),
			kept,
			span,
		}
	}

	/// The observation of a bill. Its days are counted from its beginning, in 24 hours each.
	fn bill(&self, bill: &Interval) -> Option<Observation> {
		let longest = if self.cadence == Cadence::Monthly {
			LONGEST_MONTH
		} else {
			LONGEST_TWO_MONTHS
		};
		let seconds = u64::from(bill.seconds);
		if !(SHORTEST_BILL..=longest).contains(&seconds) {
			return None;
		}
		let until = |most: u64| Period {
			from: bill.start,
			until: bill.start + seconds.min(most),
		};
		let temperatures = means_of_days(self.temperatures, until(longest))?;
		Some(Observation {
			days: seconds as f64 / DAY as f64,
			observed: self.amount(core::slice::from_ref(bill)),
			fitted: means_of_days(self.temperatures, until(LONGEST_MONTH))?,
			temperatures,
			temperature_days: seconds.div_ceil(DAY) as f64,
		})
	}

	/// The energy of readings, in the unit of the working.
	fn amount(&self, readings: &[Interval]) -> f64 {
		let sum: i128 = readings.iter().map(|it| i128::from(it.microjoules)).sum();
		sum as f64 / self.unit.microjoules() as f64
	}
}

/// The intervals that begin in `period`.
fn starting_in(intervals: &[Interval], period: Period) -> &[Interval] {
	let first = intervals.partition_point(|interval| interval.start < period.from);
	let last = intervals.partition_point(|interval| interval.start < period.until);
	intervals.get(first..last).unwrap_or_default()
}

/// The mean temperature of a day of which more than half the hours are there (CalTRACK 2.2.2.3).
fn mean_of_day(temperatures: &Temperatures, day: Period) -> Option<f64> {
	let hours = temperatures.within(day);
	(hours.len() as u64 * HOUR * 2 > day.seconds()).then(|| mean(hours))
}

/// The mean temperatures of the days of a bill; none if a tenth of the hours are missing
/// (CalTRACK 2.2.3.2).
fn means_of_days(temperatures: &Temperatures, bill: Period) -> Option<Vec<f64>> {
	let hours = temperatures.within(bill).len() as u64 * HOUR;
	if hours * 10 < bill.seconds() * 9 {
		return None;
	}
	let days = (bill.from..bill.until).step_by(DAY as usize);
	// The last one may be cut short by the end of the bill. It counts as a whole day all the same.
	let means: Vec<_> = days
		.filter_map(|from| {
			let hours = temperatures.within(Period {
				from,
				until: bill.until.min(from + DAY),
			});
			(hours.len() as u64 * HOUR * 2 > DAY).then(|| mean(hours))
		})
		.collect();
	(!means.is_empty()).then_some(means)
}

fn mean(hours: &[(u64, f64)]) -> f64 {
	hours
		.iter()
		.map(|(_, temperature)| temperature)
		.sum::<f64>()
		/ hours.len() as f64
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::readings::Options;

	/// A file with a row every `step` seconds from 1970 on, but for those that `lost` names.
	fn file(header: &str, rows: u64, step: u64, lost: impl Fn(u64) -> bool) -> Vec<u8> {
		let mut text = format!("time,{header}\n");
		for row in (0..rows).filter(|row| !lost(*row)) {
			text += &format!("{},10\n", crate::time::show(row * step));
		}
		text.into_bytes()
	}

	fn observe<T>(
		readings: &[u8],
		temperatures: &[u8],
		use_source: impl FnOnce(Source<'_>) -> T,
	) -> T {
		let readings = Readings::read(readings, &Options::default()).unwrap();
		let temperatures = Temperatures::read(temperatures, &Options::default()).unwrap();
		use_source(Source {
			readings: &readings,
			temperatures: &temperatures,
			zone: &Zone::utc(),
			cadence: cadence(&readings),
			unit: Unit::Kwh,
		})
	}

	const TODAY: Period = Period {
		from: 0,
		until: DAY,
	};

	#[rstest::rstest]
	#[case::whole(0, Some(240.0))]
	#[case::half_is_scaled(12, Some(240.0))]
	#[case::less_than_half_is_dropped(13, None)]
	fn a_day_needs_half_of_its_readings(#[case] lost: u64, #[case] expected: Option<f64>) {
		let readings = file("energy_kwh", 48, HOUR, |hour| hour < lost);
		let temperatures = file("tempF", 48, HOUR, |_| false);
		let day = observe(&readings, &temperatures, |source| source.day(TODAY));
		assert_eq!(day.map(|day| day.observed), expected);
	}

	#[rstest::rstest]
	#[case(11, true)]
	#[case(12, false)]
	fn a_day_needs_more_than_half_of_its_temperatures(#[case] lost: u64, #[case] kept: bool) {
		let readings = file("energy_kwh", 48, HOUR, |_| false);
		let temperatures = file("tempF", 48, HOUR, |hour| hour < lost);
		let day = observe(&readings, &temperatures, |source| source.day(TODAY));
		assert_eq!(day.is_some(), kept);
	}

	#[test]
	fn a_reading_of_two_days_is_neither() {
		let mut readings = b"start,end,kwh\n1970-01-01T00:00Z,1970-01-03T00:00Z,20\n".to_vec();
		for day in 3..9 {
			readings
				.extend(format!("1970-01-0{day}T00:00Z,1970-01-0{}T00:00Z,10\n", day + 1).bytes());
		}
		let temperatures = file("tempF", 9 * 24, HOUR, |_| false);
		let days = observe(&readings, &temperatures, |source| {
			source
				.after(Period {
					from: 0,
					until: 9 * DAY,
				})
				.unwrap()
		});
		assert_eq!((days.kept.len(), days.dropped), (6, 3));
	}

	/// Bills of these many days, with `lost` hours of temperatures missing from the second.
	fn bills(days: &[u64], lost: u64) -> Observations {
		let mut readings = String::from("start,kwh\n");
		let mut start = 0;
		for days in days {
			readings += &format!("{},100\n", crate::time::show(start));
			start += days * DAY;
		}
		readings += &format!("{},\n", crate::time::show(start));
		let second = days[0] * 24;
		let temperatures = file("tempF", start / HOUR, HOUR, |hour| {
			(second..second + lost).contains(&hour)
		});
		observe(readings.as_bytes(), &temperatures, |source| {
			source
				.after(Period {
					from: 0,
					until: start,
				})
				.unwrap()
		})
	}

	#[rstest::rstest]
	#[case::shortest(&[30, 25, 30], 3)]
	#[case::too_short(&[30, 24, 30], 2)]
	#[case::longest(&[30, 35, 30], 3)]
	#[case::too_long(&[30, 36, 30], 2)]
	#[case::two_months(&[60, 70, 61], 3)]
	#[case::too_long_for_two_months(&[60, 71, 61], 2)]
	#[case::too_short_for_two_months(&[60, 24, 61], 2)]
	fn off_cycle_bills_are_dropped(#[case] days: &[u64], #[case] kept: usize) {
		let bills = bills(days, 0);
		assert_eq!((bills.kept.len(), bills.dropped), (kept, days.len() - kept));
		assert_eq!(bills.span.seconds(), days.iter().sum::<u64>() * DAY);
	}

	#[rstest::rstest]
	#[case(72, 3)]
	#[case(73, 2)]
	fn a_bill_needs_nine_tenths_of_its_temperatures(#[case] lost: u64, #[case] kept: usize) {
		let bills = bills(&[30, 30, 30], lost);
		assert_eq!(bills.kept.len(), kept);
	}

	#[test]
	fn days_without_temperatures_do_not_weigh() {
		let bills = bills(&[30, 30, 30], 36);
		let weights: Vec<_> = bills.kept.iter().map(|bill| bill.fitted.len()).collect();
		// Of the second day half is there, which is not more than half.
		assert_eq!(weights, [30, 28, 30]);
		assert_eq!(bills.kept[1].temperature_days, 30.0);
	}
}
