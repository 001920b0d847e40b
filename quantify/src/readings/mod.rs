//! Meter readings, whatever file they come from.

mod csv;
mod espi;
mod series;

use serde::Serialize;

use crate::{
	error::{Error, Result},
	input,
	quality::{Findings, Quality},
	time::{Period, Zone},
	unit::Unit,
};

/// How to read a file.
#[derive(Clone, Debug)]
pub struct Options {
	/// The time zone of timestamps without an offset.
	pub zone: Option<Zone>,
	/// The unit of a value column whose name does not tell it.
	pub unit: Option<Unit>,
	/// Which series of a Green Button file with several, from 1. CSV files have one.
	pub series: Option<usize>,
	/// The most bytes a file may have, packed or not.
	pub max_bytes: usize,
	/// The most readings a file may hold.
	pub max_rows: usize,
}

impl Default for Options {
	/// 128 MiB, and two million readings: a year every 16 seconds.
	fn default() -> Self {
		Self {
			zone: None,
			unit: None,
			series: None,
			max_bytes: 128 << 20,
			max_rows: 2_000_000,
		}
	}
}

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
	/// Comma (or semicolon, or tab) separated values with a header line.
	Csv,
	/// ESPI (NAESB REQ.21) in Atom.
	GreenButton,
}

/// What canonical bytes begin with, so that they are never those of something else.
const CANONICAL_PREFIX: &[u8; 16] = b"civic/readings/1";

/// What a meter counted from `start` on for `seconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Interval {
	/// The first second.
	pub start: u64,
	/// How many seconds.
	pub seconds: u32,
	/// The energy in it, in microjoules: the unit in which every accepted unit is a whole number.
	pub microjoules: i64,
}

impl Interval {
	/// The second after its last.
	pub const fn end(&self) -> u64 {
		self.start + self.seconds as u64
	}
}

/// A series of meter readings: in order, none overlapping another.
#[derive(Clone, Debug, PartialEq)]
pub struct Readings {
	intervals: Vec<Interval>,
	unit: Unit,
	format: Format,
	findings: Findings,
}

impl Readings {
	/// Read a file, packed with gzip or not, of whichever [`Format`] it is.
	pub fn read(bytes: &[u8], options: &Options) -> Result<Self> {
		let text = input::text(bytes, options.max_bytes)?;
		if text.trim_start().starts_with('<') {
			espi::read(&text, options)
		} else {
			csv::read(&text, options)
		}
	}

	/// The intervals, in order.
	pub fn intervals(&self) -> &[Interval] {
		&self.intervals
	}

	/// The unit the file counts in.
	pub const fn unit(&self) -> Unit {
		self.unit
	}

	/// The format of the file.
	pub const fn format(&self) -> Format {
		self.format
	}

	/// What was found while reading.
	pub const fn findings(&self) -> &Findings {
		&self.findings
	}

	/// From the first reading to the end of the last.
	pub fn period(&self) -> Period {
		Period {
			from: self.intervals.first().map_or(0, |first| first.start),
			until: self.intervals.last().map_or(0, Interval::end),
		}
	}

	/// The intervals that lie wholly in `period`.
	pub fn within(&self, period: Period) -> Result<&[Interval]> {
		let Period { from, until } = Period::new(period.from, period.until)?;
		let first = self
			.intervals
			.partition_point(|interval| interval.start < from);
		let last = self
			.intervals
			.partition_point(|interval| interval.end() <= until);
		self.intervals
			.get(first..last)
			.filter(|intervals| !intervals.is_empty())
			.ok_or_else(|| Error::OutsidePeriod {
				period,
				covered: self.period(),
			})
	}

	/// How good the readings of `period` are. Nothing is clamped.
	pub fn quality(&self, period: Period) -> Result<Quality> {
		let intervals = self.within(period)?;
		let mut gaps = Vec::new();
		let mut measured_until = period.from;
		let mut covered_seconds = 0;
		for interval in intervals {
			if interval.start > measured_until {
				gaps.push(Period {
					from: measured_until,
					until: interval.start,
				});
			}
			covered_seconds += u64::from(interval.seconds);
			measured_until = interval.end();
		}
		if measured_until < period.until {
			gaps.push(Period {
				from: measured_until,
				until: period.until,
			});
		}
		Ok(Quality {
			period,
			readings: intervals.len(),
			covered_seconds,
			coverage_percent: 100.0 * covered_seconds as f64 / period.seconds() as f64,
			gaps,
			clamped: 0,
			clamped_wh: 0.0,
			file: self.findings,
		})
	}

	/// The readings of `period` as bytes that depend on nothing but when was measured what: the
	/// same for each format, unit, column and row order. Their hash is the nullifier of a claim.
	///
	/// ```text
	/// "civic/readings/1"                            16 bytes
	/// per interval, by start, integers big-endian:
	///   start        unix seconds                   u64
	///   seconds                                     u32
	///   microjoules                                 i64, two's complement
	/// ```
	pub fn canonical_bytes(&self, period: Period) -> Result<Vec<u8>> {
		let intervals = self.within(period)?;
		let mut bytes = Vec::with_capacity(CANONICAL_PREFIX.len() + intervals.len() * 20);
		bytes.extend_from_slice(CANONICAL_PREFIX);
		for interval in intervals {
			bytes.extend_from_slice(&interval.start.to_be_bytes());
			bytes.extend_from_slice(&interval.seconds.to_be_bytes());
			bytes.extend_from_slice(&interval.microjoules.to_be_bytes());
		}
		Ok(bytes)
	}
}
