//! How good a set of readings is: everything that was repaired or is missing is told here.

use serde::Serialize;

use crate::time::Period;

/// What was found while reading, over the whole file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
	/// Rows with a time, whether they hold a value or not.
	pub rows: u64,
	/// Rows that repeat another one exactly; dropped.
	pub duplicates: u64,
	/// Rows with an empty or `NaN` value; gaps.
	pub missing_values: u64,
	/// Rows that stand before an earlier one; sorted.
	pub out_of_order: u64,
	/// Readings the meter operator marks as estimated or questionable; kept.
	pub estimated: u64,
	/// Local times in the hour that the clocks repeat, and that the file holds only once; taken
	/// as the first of the two.
	pub ambiguous_times: u64,
	/// Values finer than a microjoule; rounded to the nearest.
	pub rounded: u64,
	/// Rows dropped because nothing says when their interval ends.
	pub open_ended: u64,
}

/// How good the readings of a period are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quality {
	/// Of which period.
	pub period: Period,
	/// Readings in it.
	pub readings: usize,
	/// Seconds of the period that were measured.
	pub covered_seconds: u64,
	/// The same, in per cent of the period.
	pub coverage_percent: f64,
	/// When nothing was measured, in order.
	pub gaps: Vec<Period>,
	/// Readings below zero that the method counts as zero.
	pub clamped: u64,
	/// What they add up to, in Wh, as a positive number.
	pub clamped_wh: f64,
	/// What was found while reading, over the whole file.
	pub file: Findings,
}
