//! What can be wrong with an input, each as a sentence that says what to do.

use crate::time::{show, Period};

/// Why readings could not be read, or a quantity not be computed.
///
/// Row numbers count the rows of a CSV file from 1, the header included; for Green Button they
/// count the `IntervalReading`s of the file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
	/// Nothing in it.
	#[error("the file is empty: export the readings again")]
	Empty,
	/// Larger than the limit, perhaps only after unpacking.
	#[error(
		"the file is larger than {limit} bytes once unpacked: split it into shorter periods and \
		 submit them one by one"
	)]
	TooLarge {
		/// The limit.
		limit: usize,
	},
	/// More rows than the limit.
	#[error(
		"the file holds more than {limit} readings: split it into shorter periods, or export \
		 longer intervals"
	)]
	TooManyRows {
		/// The limit.
		limit: usize,
	},
	/// A gzip file that ends early or is damaged.
	#[error("the file cannot be unpacked ({reason}): it is damaged or cut short, copy it again")]
	Gzip {
		/// What the decoder says.
		reason: String,
	},
	/// Neither CSV nor Green Button.
	#[error(
		"the file is neither Green Button (ESPI XML) nor CSV with a header line: export the \
		 readings in one of these formats"
	)]
	UnknownFormat,
	/// Not UTF-8.
	#[error("the file is not UTF-8 text (byte {position}): save it as UTF-8")]
	NotUtf8 {
		/// The first byte that is not.
		position: usize,
	},
	/// XML that is not well-formed, or cut short.
	#[error(
		"the XML is damaged at byte {position} ({reason}): the file may be cut short, download \
		 it again"
	)]
	Xml {
		/// Where.
		position: u64,
		/// What the parser says.
		reason: String,
	},
	/// A Green Button element without something it must have, or with something unusable in it.
	#[error("Green Button: {element} at byte {position} {reason}")]
	Espi {
		/// The element.
		element: &'static str,
		/// Where.
		position: u64,
		/// What is wrong and what to do.
		reason: String,
	},
	/// Several series in one file, and none chosen.
	#[error("the file holds {count} series ({titles}): choose one by its number, 1 to {count}")]
	SeveralSeries {
		/// How many.
		count: usize,
		/// Their titles.
		titles: String,
	},
	/// The chosen series does not exist.
	#[error("the file holds {count} series, there is no number {chosen}: choose 1 to {count}")]
	NoSuchSeries {
		/// How many there are.
		count: usize,
		/// Which was asked for.
		chosen: usize,
	},
	/// A needed column is missing.
	#[error("the header has no {what} column: name one of the columns {accepted}")]
	MissingColumn {
		/// What it is to hold.
		what: &'static str,
		/// The names that are understood.
		accepted: &'static str,
	},
	/// Two columns for the same thing.
	#[error("the columns \"{first}\" and \"{second}\" both hold the {what}: keep one of them")]
	AmbiguousColumns {
		/// What they hold.
		what: &'static str,
		/// One.
		first: String,
		/// The other.
		second: String,
	},
	/// A line that is not CSV, or has another number of fields than the header.
	#[error("row {row}: {reason}: correct the row or export the file again")]
	Row {
		/// The row.
		row: u64,
		/// What is wrong.
		reason: String,
	},
	/// A value that is not a number.
	#[error(
		"row {row}: \"{text}\" is not a number: write values with a decimal point and no \
		 thousands separator, and leave missing ones empty"
	)]
	BadNumber {
		/// The row.
		row: u64,
		/// What stands there.
		text: String,
	},
	/// A value no meter shows.
	#[error("row {row}: {text} is more than any meter shows in one interval: check the unit")]
	ValueTooLarge {
		/// The row.
		row: u64,
		/// What stands there.
		text: String,
	},
	/// The unit of the values is not stated anywhere.
	#[error(
		"the file does not say in which unit column \"{column}\" is: name the column for example \
		 energy_kwh or power_w, or state the unit, as in `--unit kWh` (one of {accepted})"
	)]
	MissingUnit {
		/// The column.
		column: String,
		/// The units understood.
		accepted: &'static str,
	},
	/// The stated unit is not the one the column's name says.
	#[error(
		"column \"{column}\" says {says}, but the unit was stated as {stated}: state none, or the right \
		 one, or rename the column"
	)]
	UnitContradicted {
		/// The column.
		column: String,
		/// What its name says.
		says: String,
		/// What was stated.
		stated: String,
	},
	/// A unit that is not understood.
	#[error("\"{text}\" is not a unit of energy or power known here: use one of {accepted}")]
	UnknownUnit {
		/// What stands there.
		text: String,
		/// The units understood.
		accepted: &'static str,
	},
	/// A timestamp that cannot be read.
	#[error(
		"row {row}: \"{text}\" is not a time: write it as 2026-03-01T00:15:00+01:00 or \
		 2026-03-01T00:15:00Z"
	)]
	BadTime {
		/// The row.
		row: u64,
		/// What stands there.
		text: String,
	},
	/// A local timestamp without a zone.
	#[error(
		"row {row}: the time \"{text}\" has no offset: state the time zone of the file, for \
		 example Europe/Amsterdam, or +01:00 if it does not follow daylight saving"
	)]
	NoZone {
		/// The row.
		row: u64,
		/// What stands there.
		text: String,
	},
	/// A local time skipped by daylight saving.
	#[error(
		"row {row}: \"{text}\" does not exist in {zone}, the clocks skip it: if the logger does \
		 not follow daylight saving, state its fixed offset (for example +01:00) as the time zone"
	)]
	SkippedTime {
		/// The row.
		row: u64,
		/// What stands there.
		text: String,
		/// The zone.
		zone: String,
	},
	/// A time zone that does not exist.
	#[error(
		"\"{name}\" is not a time zone: use a name of the IANA database such as \
		 Europe/Amsterdam, or an offset such as +01:00"
	)]
	UnknownZone {
		/// What was given.
		name: String,
	},
	/// A date or time given as an option cannot be read.
	#[error("\"{text}\" is not a date: write 2026-03-01 or 2026-03-01T00:00:00+01:00")]
	BadDate {
		/// What was given.
		text: String,
	},
	/// An interval that ends before it begins, or is absurdly long.
	#[error("row {row}: the interval from {} lasts {seconds} seconds: it must last 1 second to 400 days", show(*.start))]
	BadInterval {
		/// The row.
		row: u64,
		/// When it starts.
		start: u64,
		/// How long it lasts.
		seconds: i64,
	},
	/// The same instant read twice with different results.
	#[error(
		"rows {first} and {second} contradict each other at {}: find out which one is right and \
		 remove the other",
		show(*.at)
	)]
	Contradiction {
		/// When.
		at: u64,
		/// A row.
		first: u64,
		/// Another.
		second: u64,
	},
	/// Two intervals share time.
	#[error(
		"rows {first} and {second} overlap at {}: each moment may be measured once, remove one \
		 or correct the interval",
		show(*.at)
	)]
	Overlap {
		/// When.
		at: u64,
		/// A row.
		first: u64,
		/// Another.
		second: u64,
	},
	/// The length of the intervals cannot be found out.
	#[error(
		"the length of the intervals is unknown because there are fewer than two readings with \
		 different times: add an \"end\" column"
	)]
	UnknownInterval,
	/// No value at all.
	#[error("the file holds no reading with a value: export the readings again")]
	NoReadings,
	/// A period that ends before it begins.
	#[error("the period {0} is empty: it must end after it begins")]
	EmptyPeriod(Period),
	/// Nothing measured in the period.
	#[error("there is no reading in the period {period}: the file covers {covered}")]
	OutsidePeriod {
		/// What was asked for.
		period: Period,
		/// What there is.
		covered: Period,
	},
	/// Too little was measured.
	#[error(
		"{part}: {found} usable {of} and at least {needed} are needed: submit readings and \
		 temperatures that cover more of the period"
	)]
	NotEnoughData {
		/// Of which part of the method.
		part: &'static str,
		/// How many there are.
		found: usize,
		/// How many are needed.
		needed: usize,
		/// Of what.
		of: &'static str,
	},
	/// The baseline and the reporting period overlap.
	#[error(
		"the reporting period begins at {}, before the baseline ends at {}: the works lie \
		 between them",
		show(*.reporting_start),
		show(*.baseline_end)
	)]
	PeriodsOverlap {
		/// The end of the baseline.
		baseline_end: u64,
		/// The begin of the reporting period.
		reporting_start: u64,
	},
	/// A period that begins before the works are done.
	#[error(
		"the period {period} begins before the reporting period, which starts at {}: choose a \
		 later one",
		show(*.reporting_start)
	)]
	BeforeReporting {
		/// What was asked for.
		period: Period,
		/// The begin of the reporting period.
		reporting_start: u64,
	},
	/// A period longer than a year.
	#[error(
		"the period {0} is longer than a year: split it, a baseline holds for one year a claim"
	)]
	PeriodTooLong(Period),
	/// The meter ran backwards.
	#[error(
		"{count} readings are negative, so that the meter seems to be net of solar generation, \
		 which is claimed by its own method: submit readings of the use alone"
	)]
	NetMetered {
		/// How many.
		count: usize,
	},
	/// Bills over two months are too coarse to issue on.
	#[error(
		"the bills cover {days} days each: metered savings are issued on daily or monthly \
		 readings only, ask the supplier for those"
	)]
	BimonthlyBills {
		/// The typical bill.
		days: u64,
	},
	/// The temperatures do not reach over the readings.
	#[error("the temperatures cover {covered}, the readings need {needed}: add the missing ones")]
	TemperatureMissing {
		/// What they cover.
		covered: Period,
		/// What is needed.
		needed: Period,
	},
	/// A temperature that cannot be.
	#[error("row {row}: {text} is not an air temperature: check the unit, °F or °C")]
	ImpossibleTemperature {
		/// The row.
		row: u64,
		/// What stands there.
		text: String,
	},
	/// The uncertainty of the savings cannot be computed.
	#[error("the 90 % band of the savings cannot be computed because {reason}")]
	NoBand {
		/// Why.
		reason: &'static str,
	},
	/// A result that does not fit the chain's integers.
	#[error("the result is larger than 2^64 - 1: check the unit of the readings")]
	ResultTooLarge,
}

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = core::result::Result<T, E>;
