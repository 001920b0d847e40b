//! Outdoor temperatures.

use csv::StringRecord;

use crate::{
	decimal::Decimal,
	error::{Error, Result},
	input,
	readings::Options,
	table::{is_missing, one, Clock, Table},
	time::Period,
};

/// Seconds in an hour.
pub(crate) const HOUR: u64 = 3_600;

/// What the air outside has never been, in °F.
const EXTREMES: core::ops::RangeInclusive<f64> = -150.0..=160.0;

/// Hourly outdoor temperatures, in °F.
#[derive(Clone, Debug, PartialEq)]
pub struct Temperatures {
	/// When an hour begins, and its mean, in order. Hours without a sample are left out.
	hours: Vec<(u64, f64)>,
}

impl Temperatures {
	/// Read a CSV file, packed with gzip or not, with a time column and one named `tempF`,
	/// `temperature_f`, `tempC` or `temperature_c`. Samples finer than an hour are averaged.
	pub fn read(bytes: &[u8], options: &Options) -> Result<Self> {
		let text = input::text(bytes, options.max_bytes)?;
		let mut table = Table::open(&text)?;
		let columns = table.columns().filter(|(_, name, _)| scale(name).is_some());
		let column = one("temperature", columns)?.ok_or(Error::MissingColumn {
			what: "temperature",
			accepted: "tempF, temp_f, temperature_f, tempC, temp_c, temperature_c",
		})?;
		let scale = table
			.columns()
			.find(|(index, ..)| *index == column)
			.and_then(|(_, name, _)| scale(name))
			.unwrap_or(Scale::Fahrenheit);

		let mut clock = Clock::new(options);
		let mut samples: Vec<Sample> = Vec::new();
		let mut record = StringRecord::new();
		while let Some(row) = table.next(&mut record)? {
			if samples.len() >= options.max_rows {
				return Err(Error::TooManyRows {
					limit: options.max_rows,
				});
			}
			let text = row.cell(column);
			let fahrenheit = match text {
				text if is_missing(text) => None,
				text => Some(scale.fahrenheit(text, table.point(text), row.line)?),
			};
			let start = clock.instant(row.stamp, samples.len(), row.line)?;
			samples.push(Sample {
				row: row.line,
				start,
				fahrenheit,
			});
		}
		clock.settle(&mut samples, |sample| &mut sample.start);
		samples.sort_by_key(|sample| sample.start);
		Ok(Self {
			hours: hourly(&samples)?,
		})
	}

	/// The hours, in order: unix seconds of its beginning, mean in °F.
	pub fn hourly(&self) -> &[(u64, f64)] {
		&self.hours
	}

	/// From the first hour to the end of the last.
	pub fn period(&self) -> Period {
		Period {
			from: self.hours.first().map_or(0, |(start, _)| *start),
			until: self
				.hours
				.last()
				.map_or(0, |(start, _)| start.saturating_add(HOUR)),
		}
	}

	/// The hours that begin in `period`.
	pub(crate) fn within(&self, period: Period) -> &[(u64, f64)] {
		let first = self
			.hours
			.partition_point(|(start, _)| *start < period.from);
		let last = self
			.hours
			.partition_point(|(start, _)| *start < period.until);
		self.hours.get(first..last).unwrap_or_default()
	}
}

/// A row of the file.
struct Sample {
	row: u64,
	start: u64,
	fahrenheit: Option<f64>,
}

/// The means of the hours that have samples. `samples` are in order.
fn hourly(samples: &[Sample]) -> Result<Vec<(u64, f64)>> {
	let mut hours: Vec<(u64, f64, f64)> = Vec::new();
	let mut last: Option<&Sample> = None;
	for sample in samples {
		let Some(fahrenheit) = sample.fahrenheit else {
			continue;
		};
		if let Some(last) = last.filter(|last| last.start == sample.start) {
			if last.fahrenheit != sample.fahrenheit {
				return Err(Error::Contradiction {
					at: sample.start,
					first: last.row,
					second: sample.row,
				});
			}
			continue;
		}
		last = Some(sample);
		let hour = sample.start - sample.start % HOUR;
		match hours.last_mut() {
			Some((start, sum, count)) if *start == hour => {
				*sum += fahrenheit;
				*count += 1.0;
			},
			_ => hours.push((hour, fahrenheit, 1.0)),
		}
	}
	if hours.is_empty() {
		return Err(Error::NoReadings);
	}
	Ok(hours
		.into_iter()
		.map(|(start, sum, count)| (start, sum / count))
		.collect())
}

/// A scale of temperature.
#[derive(Clone, Copy)]
enum Scale {
	Fahrenheit,
	Celsius,
}

/// The scale a column of this name is in.
fn scale(name: &str) -> Option<Scale> {
	match name {
		"tempf" | "temp_f" | "temperature_f" => Some(Scale::Fahrenheit),
		"tempc" | "temp_c" | "temperature_c" => Some(Scale::Celsius),
		_ => None,
	}
}

impl Scale {
	fn fahrenheit(self, text: &str, point: u8, row: u64) -> Result<f64> {
		let bad = || Error::BadNumber {
			row,
			text: text.into(),
		};
		let number: f64 = Decimal::parse(text, point)
			.and_then(|_| text.replace(',', ".").parse().ok())
			.ok_or_else(bad)?;
		let fahrenheit = match self {
			Self::Fahrenheit => number,
			Self::Celsius => number * 1.8 + 32.0,
		};
		if EXTREMES.contains(&fahrenheit) {
			Ok(fahrenheit)
		} else {
			Err(Error::ImpossibleTemperature {
				row,
				text: text.into(),
			})
		}
	}
}
