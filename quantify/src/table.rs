//! CSV tables: which column is what, and when a row was measured.

use std::collections::BTreeMap;

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::{
	error::{Error, Result},
	readings::Options,
	time::{Resolved, Stamp},
};

/// Names of the column with the start of an interval.
const START: &[&str] = &[
	"start",
	"interval_start",
	"period_start",
	"start_time",
	"from",
	"timestamp",
	"time",
	"datetime",
	"date_time",
	"date",
	"dt",
	"measured_on",
];

/// What an empty cell may look like.
const MISSING: &[&str] = &["", "nan", "na", "n/a", "null", "none", "-"];

/// A CSV text, its header read.
pub(crate) struct Table<'a> {
	reader: Reader<&'a [u8]>,
	/// The header, normalised.
	names: Vec<String>,
	/// The header as it stands.
	header: StringRecord,
	start: usize,
	/// Whether commas may be decimal points, because something else separates the columns.
	decimal_commas: bool,
}

/// A row of it.
pub(crate) struct Row<'r> {
	/// The line it begins in, from 1.
	pub(crate) line: u64,
	/// Its time.
	pub(crate) stamp: Stamp,
	record: &'r StringRecord,
}

impl<'r> Row<'r> {
	/// A cell, trimmed.
	pub(crate) fn cell(&self, column: usize) -> &'r str {
		self.record.get(column).unwrap_or_default()
	}
}

impl<'a> Table<'a> {
	/// Read the header of `text`.
	pub(crate) fn open(text: &'a str) -> Result<Self> {
		let delimiter = delimiter(text).ok_or(Error::UnknownFormat)?;
		let mut reader = ReaderBuilder::new()
			.delimiter(delimiter)
			.comment(Some(b'#'))
			.trim(csv::Trim::All)
			.from_reader(text.as_bytes());
		let header = reader.headers().map_err(|error| broken(&error))?.clone();
		let names: Vec<_> = header.iter().map(normalised).collect();
		let mut table = Self {
			reader,
			names,
			header,
			start: 0,
			decimal_commas: delimiter != b',',
		};
		table.start = table.column("time", START)?.ok_or(Error::MissingColumn {
			what: "time",
			accepted: "start, timestamp, time, datetime, date, measured_on, dt",
		})?;
		Ok(table)
	}

	/// The columns, by position, normalised name and name.
	pub(crate) fn columns(&self) -> impl Iterator<Item = (usize, &str, &str)> {
		self.names
			.iter()
			.zip(self.header.iter())
			.enumerate()
			.map(|(index, (name, header))| (index, name.as_str(), header))
	}

	/// The name of a column as it stands.
	pub(crate) fn name(&self, column: usize) -> &str {
		self.header.get(column).unwrap_or_default()
	}

	/// The one column with one of these names.
	pub(crate) fn column(&self, what: &'static str, names: &[&str]) -> Result<Option<usize>> {
		one(
			what,
			self.columns().filter(|(_, name, _)| names.contains(name)),
		)
	}

	/// The decimal point in `text`.
	pub(crate) fn point(&self, text: &str) -> u8 {
		if self.decimal_commas && text.contains(',') {
			b','
		} else {
			b'.'
		}
	}

	/// Read the next row into `record`.
	pub(crate) fn next<'r>(&mut self, record: &'r mut StringRecord) -> Result<Option<Row<'r>>> {
		if !self
			.reader
			.read_record(record)
			.map_err(|error| broken(&error))?
		{
			return Ok(None);
		}
		let line = record.position().map_or(0, csv::Position::line);
		let text = record.get(self.start).unwrap_or_default();
		let stamp = stamp(text, line)?;
		Ok(Some(Row {
			line,
			stamp,
			record,
		}))
	}
}

/// The time in a cell.
pub(crate) fn stamp(text: &str, line: u64) -> Result<Stamp> {
	Stamp::parse(text).ok_or_else(|| Error::BadTime {
		row: line,
		text: text.into(),
	})
}

/// Whether a cell holds nothing.
pub(crate) fn is_missing(text: &str) -> bool {
	MISSING
		.iter()
		.any(|missing| text.eq_ignore_ascii_case(missing))
}

/// The only one of these columns.
pub(crate) fn one<'n>(
	what: &'static str,
	mut columns: impl Iterator<Item = (usize, &'n str, &'n str)>,
) -> Result<Option<usize>> {
	let Some((index, _, first)) = columns.next() else {
		return Ok(None);
	};
	match columns.next() {
		None => Ok(Some(index)),
		Some((_, _, second)) => Err(Error::AmbiguousColumns {
			what,
			first: first.into(),
			second: second.into(),
		}),
	}
}

/// Lower case words with `_` between them: "Energy (kWh)" is `energy_kwh`.
pub(crate) fn normalised(name: &str) -> String {
	let words = name
		.split(|c: char| !c.is_alphanumeric())
		.filter(|word| !word.is_empty());
	words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// What separates the columns: whichever of comma, semicolon and tab the header has most of.
fn delimiter(text: &str) -> Option<u8> {
	let header = text
		.lines()
		.find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
	let count = |byte: u8| header.bytes().filter(|it| *it == byte).count();
	// The last of equals wins, so the comma stands last.
	let most = [b'\t', b';', b',']
		.into_iter()
		.max_by_key(|byte| count(*byte))?;
	(count(most) > 0 && header.chars().all(|c| !c.is_control() || c == '\t')).then_some(most)
}

fn broken(error: &csv::Error) -> Error {
	let row = error.position().map_or(1, csv::Position::line);
	let reason = match error.kind() {
		csv::ErrorKind::UnequalLengths {
			expected_len, len, ..
		} => {
			format!("it has {len} fields, the header has {expected_len}")
		},
		_ => error.to_string(),
	};
	Error::Row { row, reason }
}

/// Resolves the times of the rows of one file.
///
/// The hour that the clocks repeat is told by the order of the rows: the first of two rows with the
/// same local time is the earlier one, or the later one in a file that runs backwards.
pub(crate) struct Clock<'o> {
	options: &'o Options,
	/// Rows (by number) with a repeated local time, by its two instants.
	repeated: BTreeMap<(u64, u64), Vec<usize>>,
}

impl<'o> Clock<'o> {
	pub(crate) fn new(options: &'o Options) -> Self {
		Self {
			options,
			repeated: BTreeMap::new(),
		}
	}

	/// The instant of `stamp` in row number `index`, which begins in `line`. Provisional until
	/// [`Clock::settle`].
	pub(crate) fn instant(&mut self, stamp: Stamp, index: usize, line: u64) -> Result<u64> {
		match self.resolve(stamp, line)? {
			(earlier, Some(later)) => {
				self.repeated
					.entry((earlier, later))
					.or_default()
					.push(index);
				Ok(earlier)
			},
			(instant, None) => Ok(instant),
		}
	}

	/// The one or two instants `stamp` may stand for.
	pub(crate) fn resolve(&self, stamp: Stamp, line: u64) -> Result<(u64, Option<u64>)> {
		let local = match stamp {
			Stamp::Instant(instant) => return Ok((instant, None)),
			Stamp::Local(local) => local,
		};
		let Some(zone) = &self.options.zone else {
			return Err(Error::NoZone {
				row: line,
				text: local.to_string(),
			});
		};
		match zone.resolve(local) {
			Resolved::One(instant) => Ok((instant, None)),
			Resolved::Two(earlier, later) => Ok((earlier, Some(later))),
			Resolved::None => Err(Error::SkippedTime {
				row: line,
				text: local.to_string(),
				zone: zone.name().into(),
			}),
		}
	}

	/// Correct the instants of the rows whose local time is repeated. Answers how many could not
	/// be told apart.
	pub(crate) fn settle<R>(self, rows: &mut [R], at: impl Fn(&mut R) -> &mut u64) -> u64 {
		let first = rows.first_mut().map(|row| *at(row));
		let last = rows.last_mut().map(|row| *at(row));
		let forwards = first <= last;
		let mut unclear = 0;
		for ((earlier, later), indices) in self.repeated {
			if indices.len() == 1 {
				unclear += 1;
				continue;
			}
			for (turn, index) in indices.into_iter().enumerate() {
				if let Some(row) = rows.get_mut(index) {
					*at(row) = if (turn % 2 == 0) == forwards {
						earlier
					} else {
						later
					};
				}
			}
		}
		unclear
	}
}
