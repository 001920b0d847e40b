//! Readings in CSV; the README lists the columns.

use csv::StringRecord;

use super::{
	series::{assemble, Row},
	Format, Options, Readings,
};
use crate::{
	decimal::Decimal,
	error::{Error, Result},
	quality::Findings,
	table::{is_missing, normalised, one, stamp, Clock, Table},
	unit::Unit,
};

/// Names of the column with the end of an interval.
const END: &[&str] = &[
	"end",
	"interval_end",
	"period_end",
	"end_time",
	"until",
	"to",
];

/// Names of the column with the unit.
const UNIT: &[&str] = &["unit", "units", "uom"];

/// Names of a column of values that do not tell the unit.
const VALUE: &[&str] = &[
	"value",
	"reading",
	"usage",
	"consumption",
	"generation",
	"production",
	"energy",
	"power",
	"ac_power",
];

/// Names that say watts where nothing else states a unit.
const WATTS: &[&str] = &["power", "ac_power"];

/// Read `text`.
pub(super) fn read(text: &str, options: &Options) -> Result<Readings> {
	let mut table = Table::open(text)?;
	let columns = Columns::of(&table, options)?;
	let mut clock = Clock::new(options);
	let mut pending: Vec<Pending> = Vec::new();
	let mut unit = columns.unit;
	let mut record = StringRecord::new();
	while let Some(row) = table.next(&mut record)? {
		if pending.len() >= options.max_rows {
			return Err(Error::TooManyRows {
				limit: options.max_rows,
			});
		}
		let number = row.line;
		let start = clock.instant(row.stamp, pending.len(), number)?;
		let end = match columns.end.map_or("", |column| row.cell(column)) {
			text if is_missing(text) => None,
			text => Some(clock.resolve(stamp(text, number)?, number)?),
		};
		let text = row.cell(columns.value);
		let own_unit = match columns.unit_column.map(|column| row.cell(column)) {
			Some(text) if !is_missing(text) => {
				Some(text.parse().map_err(|error: Error| Error::Row {
					row: number,
					reason: error.to_string(),
				})?)
			},
			_ => columns.unit,
		};
		let value = match own_unit {
			_ if is_missing(text) => None,
			None => return Err(columns.unit_missing(&table)),
			Some(unit) => {
				let bad = || Error::BadNumber {
					row: number,
					text: text.into(),
				};
				Some((
					Decimal::parse(text, table.point(text)).ok_or_else(bad)?,
					unit,
				))
			},
		};
		unit = unit.or(own_unit);
		pending.push(Pending {
			number,
			start,
			end,
			value,
		});
	}
	let ambiguous_times = clock.settle(&mut pending, |row| &mut row.start);
	let mut findings = Findings {
		ambiguous_times,
		..Findings::default()
	};
	let intervals = assemble(
		pending.into_iter().map(Pending::settled).collect(),
		&mut findings,
	)?;
	let unit = unit.ok_or_else(|| columns.unit_missing(&table))?;
	Ok(Readings {
		intervals,
		unit,
		format: Format::Csv,
		findings,
	})
}

/// A row whose end may be one of the two instants of a repeated local time.
struct Pending {
	number: u64,
	start: u64,
	end: Option<(u64, Option<u64>)>,
	value: Option<(Decimal, Unit)>,
}

impl Pending {
	/// Of two possible ends, the first one after the start.
	fn settled(self) -> Row {
		let end = self.end.map(|(earlier, later)| match later {
			Some(later) if earlier <= self.start => later,
			_ => earlier,
		});
		Row {
			number: self.number,
			start: self.start,
			end,
			value: self.value,
		}
	}
}

/// Which column is what.
struct Columns {
	end: Option<usize>,
	value: usize,
	unit_column: Option<usize>,
	unit: Option<Unit>,
}

impl Columns {
	fn of(table: &Table<'_>, options: &Options) -> Result<Self> {
		let unit_column = table.column("unit", UNIT)?;
		let values = table.columns().filter(|(index, name, header)| {
			Some(*index) != unit_column && (VALUE.contains(name) || named_unit(header).is_some())
		});
		let value = one("reading", values)?.ok_or(Error::MissingColumn {
			what: "reading",
			accepted: "value, energy, power, or any name that ends in a unit, as in energy_kwh",
		})?;
		let header = table.name(value);
		if let (Some(_), Some(column)) = (named_unit(header), unit_column) {
			return Err(Error::AmbiguousColumns {
				what: "unit",
				first: header.into(),
				second: table.name(column).into(),
			});
		}
		let is_power = WATTS.contains(&normalised(header).as_str());
		let said = named_unit(header);
		if let Some(stated) = options.unit {
			// A contradiction is somebody's mistake: taking either side could claim a thousandfold.
			if said.map_or(is_power && !stated.is_power(), |said| said != stated) {
				return Err(Error::UnitContradicted {
					column: header.into(),
					says: said.map_or_else(|| "a power".into(), |said| said.to_string()),
					stated: stated.to_string(),
				});
			}
		}
		let watts = (is_power && unit_column.is_none()).then_some(Unit::W);
		let unit = said.or(options.unit).or(watts);
		Ok(Self {
			end: table.column("end", END)?,
			value,
			unit_column,
			unit,
		})
	}

	fn unit_missing(&self, table: &Table<'_>) -> Error {
		Error::MissingUnit {
			column: table.name(self.value).into(),
			accepted: Unit::ACCEPTED,
		}
	}
}

/// The unit at the end of a name: `energy_kwh`, `Energy (kWh)`.
fn named_unit(header: &str) -> Option<Unit> {
	header
		.rsplit(|c: char| !c.is_alphanumeric())
		.find(|word| !word.is_empty())
		.and_then(|word| word.parse().ok())
}
