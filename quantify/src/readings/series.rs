//! Rows of any file to a series: in order, each moment once.

use std::collections::HashMap;

use super::Interval;
use crate::{
	decimal::Decimal,
	error::{Error, Result},
	quality::Findings,
	time::DAY,
	unit::Unit,
};

/// The longest interval.
const LONGEST: u64 = 400 * DAY;

/// Days last this long when the clocks are put forward …
const SHORT_DAY: u64 = 23 * 3_600;

/// … and this long when they are put back.
const LONG_DAY: u64 = 25 * 3_600;

/// A row as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
	/// Its number.
	pub(super) number: u64,
	/// When its interval starts.
	pub(super) start: u64,
	/// When it ends, if the file says so.
	pub(super) end: Option<u64>,
	/// How much, if the file says so.
	pub(super) value: Option<(Decimal, Unit)>,
}

/// Sort `rows`, drop what is repeated, find out the length of the intervals and convert the values.
pub(super) fn assemble(mut rows: Vec<Row>, findings: &mut Findings) -> Result<Vec<Interval>> {
	findings.rows = count(rows.len());
	findings.out_of_order = count(
		rows.windows(2)
			.filter(|pair| matches!(pair, [a, b] if b.start < a.start))
			.count(),
	);
	rows.sort_by_key(|row| row.start);
	let rows = without_duplicates(rows, findings)?;
	let ends = ends(&rows)?;

	let mut intervals: Vec<Interval> = Vec::with_capacity(rows.len());
	let mut last: Option<(u64, u64)> = None;
	for (row, end) in rows.iter().zip(ends) {
		let Some((value, unit)) = row.value else {
			findings.missing_values += 1;
			continue;
		};
		let Some(end) = end else {
			findings.open_ended += 1;
			continue;
		};
		if let Some((_, number)) = last.filter(|(until, _)| *until > row.start) {
			return Err(Error::Overlap {
				at: row.start,
				first: number,
				second: row.number,
			});
		}
		last = Some((end, row.number));
		intervals.push(interval(row, end, value, unit, findings)?);
	}
	if intervals.is_empty() {
		return Err(Error::NoReadings);
	}
	Ok(intervals)
}

/// The energy of a row.
fn interval(
	row: &Row,
	end: u64,
	value: Decimal,
	unit: Unit,
	findings: &mut Findings,
) -> Result<Interval> {
	let seconds = end.saturating_sub(row.start);
	let length = u32::try_from(seconds)
		.ok()
		.filter(|_| (1..=LONGEST).contains(&seconds));
	let Some(length) = length else {
		let signed = |instant: u64| i64::try_from(instant).unwrap_or(i64::MAX);
		return Err(Error::BadInterval {
			row: row.number,
			start: row.start,
			seconds: signed(end) - signed(row.start),
		});
	};
	let over = if unit.is_power() {
		i128::from(length)
	} else {
		1
	};
	let energy = value
		.scaled(unit.microjoules() * over)
		.ok_or_else(|| Error::ValueTooLarge {
			row: row.number,
			text: format!("a value in {unit}"),
		})?;
	findings.rounded += u64::from(energy.rounded);
	Ok(Interval {
		start: row.start,
		seconds: length,
		microjoules: energy.value,
	})
}

/// Of rows with the same start and content one is kept; a value beats a missing one.
fn without_duplicates(rows: Vec<Row>, findings: &mut Findings) -> Result<Vec<Row>> {
	let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
	for row in rows {
		let Some(previous) = kept
			.last_mut()
			.filter(|previous| previous.start == row.start)
		else {
			kept.push(row);
			continue;
		};
		findings.duplicates += 1;
		match (previous.value, row.value) {
			(_, None) => {},
			(None, Some(_)) => *previous = row,
			(Some(a), Some(b)) if same(a, b) && previous.end == row.end => {},
			_ => {
				return Err(Error::Contradiction {
					at: row.start,
					first: previous.number.min(row.number),
					second: previous.number.max(row.number),
				})
			},
		}
	}
	Ok(kept)
}

/// Whether two values are the same amount.
fn same((a, unit_a): (Decimal, Unit), (b, unit_b): (Decimal, Unit)) -> bool {
	unit_a.is_power() == unit_b.is_power()
		&& match (
			a.scaled(unit_a.microjoules()),
			b.scaled(unit_b.microjoules()),
		) {
			(Some(a), Some(b)) => a == b,
			_ => false,
		}
}

/// Where each interval ends. Where the file does not say so:
/// - shorter than a day: all are as long as the usual distance between two rows;
/// - a day: until the next row, if that is a day of 23 to 25 hours later, else 24 hours;
/// - longer (bills): until the next row; the last row only closes the one before.
fn ends(rows: &[Row]) -> Result<Vec<Option<u64>>> {
	if rows
		.iter()
		.all(|row| row.end.is_some() || row.value.is_none())
	{
		return Ok(rows.iter().map(|row| row.end).collect());
	}
	let step = usual_step(rows).ok_or(Error::UnknownInterval)?;
	let next = rows.iter().skip(1).map(|row| Some(row.start)).chain([None]);
	Ok(rows
		.iter()
		.zip(next)
		.map(|(row, next)| {
			let distance = next.map(|next| next.saturating_sub(row.start));
			row.end.or_else(|| match distance {
				_ if step < SHORT_DAY => Some(row.start.saturating_add(step)),
				Some(distance) if step > LONG_DAY => Some(row.start.saturating_add(distance)),
				None if step > LONG_DAY => None,
				Some(distance) if (SHORT_DAY..=LONG_DAY).contains(&distance) => next,
				_ => Some(row.start.saturating_add(DAY)),
			})
		})
		.collect())
}

/// The most frequent distance between rows; the shortest of those.
fn usual_step(rows: &[Row]) -> Option<u64> {
	let mut counts = HashMap::<u64, usize>::new();
	for pair in rows.windows(2) {
		if let [a, b] = pair {
			*counts.entry(b.start.saturating_sub(a.start)).or_default() += 1;
		}
	}
	let most = counts
		.into_iter()
		.max_by_key(|(step, count)| (*count, core::cmp::Reverse(*step)));
	most.map(|(step, _)| step)
}

fn count(n: usize) -> u64 {
	u64::try_from(n).unwrap_or(u64::MAX)
}
