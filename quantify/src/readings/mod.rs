//! Meter readings, whatever file they come from.

use serde::Serialize;

use crate::{
	error::{Error, Result},
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
	/// Which series of a Green Button file with several, from 1.
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
		let _ = (bytes, options);
		Err(Error::Empty)
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
		Period { from: 0, until: 0 }
	}

	/// The intervals that lie wholly in `period`.
	pub fn within(&self, period: Period) -> Result<&[Interval]> {
		Err(Error::OutsidePeriod {
			period,
			covered: self.period(),
		})
	}

	/// How good the readings of `period` are. Nothing is clamped.
	pub fn quality(&self, period: Period) -> Result<Quality> {
		Err(Error::OutsidePeriod {
			period,
			covered: self.period(),
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
		Err(Error::OutsidePeriod {
			period,
			covered: self.period(),
		})
	}
}
