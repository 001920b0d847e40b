//! From files to a quantity: the methods of `civic-quantify` with their command-line options, in
//! the form in which evidence records them.

use std::path::PathBuf;

use civic_quantify::{
	methods::{
		metered_savings::{self, Fuel},
		rooftop_pv::{self, AccuracyClass},
	},
	readings::Options,
	MeteredSavings, Method, Period, Quality, Readings, RooftopPv, Temperatures, Unit, Zone,
};
use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
	error::{Error, Result},
	evidence::{Package, Role},
	files::{self, MAX_READINGS},
};

/// The methods, as a person asks for them.
#[derive(Debug, Clone, Subcommand)]
pub enum MethodArgs {
	/// What a rooftop PV system generated
	///
	/// Readings: Green Button XML, or CSV with a time column and one of power or energy; packed
	/// with gzip or not.
	#[command(after_help = "Example:
  civic quantify rooftop-pv --readings inverter.csv --zone Europe/Amsterdam")]
	RooftopPv {
		/// The meter's file.
		#[command(flatten)]
		reading: ReadingArgs,

		/// Accuracy class of the meter (EN 50470-3): A is 2 %, B is 1 %, C is 0.5 %
		#[arg(long, value_enum, default_value_t = Accuracy::A, ignore_case = true)]
		accuracy: Accuracy,

		/// Which part of it.
		#[command(flatten)]
		period: PeriodArgs,
	},

	/// What a building used less than it would have without the works (CalTRACK 2.0)
	#[command(after_help = "Example:
  civic quantify metered-savings --readings meter.csv --temperature weather.csv \\
    --baseline-end 2024-12-26 --reporting-start 2025-01-04 --fuel gas --unit therm")]
	MeteredSavings {
		/// The meter's file.
		#[command(flatten)]
		reading: ReadingArgs,

		/// Hourly outdoor temperatures: CSV with a time column and temperature_f or temperature_c
		#[arg(long, value_name = "FILE")]
		temperature: PathBuf,

		/// When the works began, as that day begins in --zone: the baseline is the year before
		#[arg(long, value_name = "DATE")]
		baseline_end: String,

		/// When the works were done, as that day begins in --zone: the savings are those of the year after
		#[arg(long, value_name = "DATE")]
		reporting_start: String,

		/// What the meter counts
		#[arg(long, value_enum, default_value_t = FuelArg::Electricity)]
		fuel: FuelArg,

		/// Which part of it.
		#[command(flatten)]
		period: PeriodArgs,
	},
}

/// How to read the meter's file.
#[derive(Debug, Clone, Args)]
pub struct ReadingArgs {
	/// What the meter counted
	#[arg(long, value_name = "FILE")]
	readings: PathBuf,

	/// Time zone of times without an offset, and where days begin: Europe/Amsterdam, +01:00
	#[arg(long, value_name = "ZONE")]
	zone: Option<String>,

	/// Unit of the values, where the file does not tell: W, kW, Wh, kWh, MJ, therm …
	#[arg(long)]
	unit: Option<String>,

	/// Which series of a Green Button file with several, from 1
	#[arg(long, value_name = "N")]
	series: Option<usize>,
}

/// Which part of the file.
#[derive(Debug, Clone, Args)]
pub struct PeriodArgs {
	/// Count from this date (as it begins in --zone) or time on
	#[arg(long, value_name = "DATE", requires = "until")]
	from: Option<String>,

	/// Count until before this date (as it begins in --zone) or time
	#[arg(long, value_name = "DATE", requires = "from")]
	until: Option<String>,
}

/// [`AccuracyClass`] on the command line and in evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[value(rename_all = "verbatim")]
pub enum Accuracy {
	/// 2 %
	A,
	/// 1 %
	B,
	/// 0.5 %
	C,
}

impl From<Accuracy> for AccuracyClass {
	fn from(class: Accuracy) -> Self {
		match class {
			Accuracy::A => Self::A,
			Accuracy::B => Self::B,
			Accuracy::C => Self::C,
		}
	}
}

/// [`Fuel`] on the command line and in evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FuelArg {
	/// Electricity: heats and cools
	Electricity,
	/// Natural gas: heats
	Gas,
}

impl From<FuelArg> for Fuel {
	fn from(fuel: FuelArg) -> Self {
		match fuel {
			FuelArg::Electricity => Self::Electricity,
			FuelArg::Gas => Self::Gas,
		}
	}
}

/// What is computed from which kind of file: all but the files themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
	/// Rooftop PV.
	#[serde(rename_all = "camelCase")]
	RooftopPv {
		/// Of the meter.
		accuracy: Accuracy,
		/// How to read its file.
		reading: Reading,
		/// Which part; without it, all the file covers.
		period: Option<Span>,
	},
	/// Metered savings.
	#[serde(rename_all = "camelCase")]
	MeteredSavings {
		/// When the works began, unix seconds.
		baseline_end: u64,
		/// When they were done, unix seconds.
		reporting_start: u64,
		/// What the meter counts.
		fuel: FuelArg,
		/// How to read its file.
		reading: Reading,
		/// Which part; without it, up to a year after the works.
		period: Option<Span>,
	},
}

/// How to read a meter's file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
	/// Time zone of times without an offset.
	pub zone: Option<String>,
	/// Unit of the values, where the file does not tell.
	pub unit: Option<String>,
	/// Which series of several.
	pub series: Option<usize>,
}

impl Reading {
	fn zone(&self) -> Result<Option<Zone>> {
		self.zone
			.as_deref()
			.map(Zone::named)
			.transpose()
			.map_err(bad)
	}

	fn options(&self) -> Result<Options> {
		Ok(Options {
			zone: self.zone()?,
			unit: self
				.unit
				.as_deref()
				.map(str::parse::<Unit>)
				.transpose()
				.map_err(bad)?,
			series: self.series,
			..Options::default()
		})
	}
}

/// Unix seconds: `from` belongs to it, `until` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
	/// The first second.
	pub from: u64,
	/// The second after the last.
	pub until: u64,
}

/// What the readings say.
#[derive(Debug, Clone)]
pub struct Outcome {
	/// The method's name.
	pub method: &'static str,
	/// When it was measured.
	pub period: Period,
	/// In Wh, rounded down.
	pub quantity: u64,
	/// Half the width of the 90 % band, in Wh, rounded up.
	pub uncertainty: u64,
	/// The nullifier: SHA-256 of the canonical form of the readings of the period.
	pub readings: [u8; 32],
	/// How good the readings are.
	pub quality: Quality,
	/// How it came about.
	pub working: Working,
}

/// The working of either method.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Working {
	/// Of rooftop PV.
	RooftopPv(rooftop_pv::Working),
	/// Of metered savings.
	MeteredSavings(Box<metered_savings::Working>),
}

impl MethodArgs {
	/// Read the files and put them together with what is asked.
	pub fn package(&self) -> Result<Package> {
		match self {
			Self::RooftopPv {
				reading,
				accuracy,
				period,
			} => {
				let (parameters, bytes) = reading.load()?;
				let zone = parameters.zone()?.unwrap_or_else(Zone::utc);
				let period = period.span(&zone)?;
				let request = Request::RooftopPv {
					accuracy: *accuracy,
					reading: parameters,
					period,
				};
				Ok(Package::new(request, bytes, None))
			},
			Self::MeteredSavings {
				reading,
				temperature,
				baseline_end,
				reporting_start,
				fuel,
				period,
			} => {
				let (parameters, bytes) = reading.load()?;
				let zone = parameters.zone()?.unwrap_or_else(Zone::utc);
				let request = Request::MeteredSavings {
					baseline_end: zone.instant(baseline_end).map_err(bad)?,
					reporting_start: zone.instant(reporting_start).map_err(bad)?,
					fuel: *fuel,
					period: period.span(&zone)?,
					reading: parameters,
				};
				let temperature = files::read(temperature, MAX_READINGS, "temperature file")?;
				Ok(Package::new(request, bytes, Some(temperature)))
			},
		}
	}
}

impl ReadingArgs {
	fn load(&self) -> Result<(Reading, Vec<u8>)> {
		let reading = Reading {
			zone: self.zone.clone(),
			unit: self.unit.clone(),
			series: self.series,
		};
		// Cheap mistakes are told before a large file is read.
		reading.options()?;
		Ok((
			reading,
			files::read(&self.readings, MAX_READINGS, "readings file")?,
		))
	}
}

impl PeriodArgs {
	fn span(&self, zone: &Zone) -> Result<Option<Span>> {
		let (Some(from), Some(until)) = (&self.from, &self.until) else {
			return Ok(None);
		};
		let period = Period::new(
			zone.instant(from).map_err(bad)?,
			zone.instant(until).map_err(bad)?,
		)
		.map_err(bad)?;
		Ok(Some(Span {
			from: period.from,
			until: period.until,
		}))
	}
}

impl Request {
	/// Rooftop PV of a meter of class A, over all the file covers.
	pub fn rooftop_pv() -> Self {
		Self::RooftopPv {
			accuracy: Accuracy::A,
			reading: Reading::default(),
			period: None,
		}
	}

	/// What the files of `package` say by this request.
	pub fn compute(package: &Package) -> Result<Outcome> {
		match &package.request {
			Self::RooftopPv {
				accuracy,
				reading,
				period,
			} => {
				let method = RooftopPv {
					accuracy: (*accuracy).into(),
				};
				let readings = package.meter(reading)?;
				let found = method.quantify(&readings, as_period(period)).map_err(bad)?;
				Outcome::of(found, &readings, Working::RooftopPv)
			},
			Self::MeteredSavings {
				baseline_end,
				reporting_start,
				fuel,
				reading,
				period,
			} => {
				let zone = reading.zone()?;
				let method = MeteredSavings {
					baseline_end: *baseline_end,
					reporting_start: *reporting_start,
					fuel: (*fuel).into(),
					zone: zone.clone().unwrap_or_else(Zone::utc),
				};
				let readings = package.meter(reading)?;
				let bytes = package.file(Role::Temperature).ok_or_else(|| {
					Error::input("The evidence holds no temperatures. Ask its owner for all of it.")
				})?;
				let temperatures = Temperatures::read(
					bytes,
					&Options {
						zone,
						..Options::default()
					},
				)
				.map_err(|e| bad_in("temperature", e))?;
				let input = metered_savings::Input {
					readings: &readings,
					temperatures: &temperatures,
				};
				let found = method.quantify(input, as_period(period)).map_err(bad)?;
				Outcome::of(found, &readings, |w| Working::MeteredSavings(Box::new(w)))
			},
		}
	}
}

impl Package {
	fn meter(&self, reading: &Reading) -> Result<Readings> {
		Readings::read(self.readings()?, &reading.options()?).map_err(|e| bad_in("readings", e))
	}
}

impl Outcome {
	fn of<W>(
		found: civic_quantify::Quantified<W>,
		readings: &Readings,
		working: impl FnOnce(W) -> Working,
	) -> Result<Self> {
		let canonical = readings.canonical_bytes(found.period).map_err(bad)?;
		Ok(Self {
			method: found.method,
			period: found.period,
			quantity: found.quantity_wh,
			uncertainty: found.uncertainty_wh,
			readings: Sha256::digest(canonical).into(),
			quality: found.quality,
			working: working(found.working),
		})
	}
}

fn as_period(span: &Option<Span>) -> Option<Period> {
	span.map(|Span { from, until }| Period { from, until })
}

/// The library's errors are clauses that say what is wrong and what to do.
fn bad(error: civic_quantify::Error) -> Error {
	Error::input(sentence(&error.to_string()))
}

fn bad_in(which: &str, error: civic_quantify::Error) -> Error {
	Error::input(
		format!(
			"In the {which} file: {}",
			error.to_string().trim_end_matches('.')
		) + ".",
	)
}

fn sentence(clause: &str) -> String {
	let mut letters = clause.chars();
	let first = letters
		.next()
		.map(|c| c.to_uppercase().to_string())
		.unwrap_or_default();
	format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
