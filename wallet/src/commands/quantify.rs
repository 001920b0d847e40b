//! `civic quantify`: what a file of readings is worth, without any network.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::{
	amount::{decimal, grouped, quantity},
	cli::Global,
	error::Result,
	hex32::Hex32,
	output::{facts, Report},
	quantifying::{MethodArgs, Outcome, Request, Working},
	time::{span, Moment},
};

/// Gaps shown to a person; programs get all.
const SHOWN_GAPS: usize = 5;

/// Arguments of `civic quantify`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub struct QuantifyArgs {
	#[command(subcommand)]
	method: MethodArgs,
}

/// Run it.
pub fn run(global: &Global, args: &QuantifyArgs) -> Result<()> {
	let output = global.output();
	let progress = output.progress("Reading and computing");
	let outcome = Request::compute(&args.method.package()?)?;
	drop(progress);
	output.show(&Findings::of(&outcome)?)
}

/// An [`Outcome`], as it is shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
	method: &'static str,
	period: PeriodView,
	quantity_wh: u64,
	uncertainty_wh: u64,
	/// SHA-256 of the canonical readings: what the chain keeps them apart by.
	readings_nullifier: Hex32,
	quality: Value,
	working: Value,
	#[serde(skip)]
	lines: Vec<(&'static str, String)>,
}

/// A period, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PeriodView {
	/// The first second.
	pub from: Moment,
	/// The second after the last.
	pub until: Moment,
}

impl PeriodView {
	/// Its length in seconds.
	pub fn seconds(&self) -> u64 {
		self.until.0.saturating_sub(self.from.0)
	}
}

impl std::fmt::Display for PeriodView {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(
			f,
			"{} to {} ({})",
			self.from,
			self.until,
			span(self.seconds())
		)
	}
}

impl From<civic_quantify::Period> for PeriodView {
	fn from(period: civic_quantify::Period) -> Self {
		Self {
			from: Moment(period.from),
			until: Moment(period.until),
		}
	}
}

impl Findings {
	/// Of an outcome.
	pub fn of(outcome: &Outcome) -> Result<Self> {
		Ok(Self {
			method: outcome.method,
			period: outcome.period.into(),
			quantity_wh: outcome.quantity,
			uncertainty_wh: outcome.uncertainty,
			readings_nullifier: Hex32(outcome.readings),
			quality: camel(serde_json::to_value(&outcome.quality)),
			working: camel(serde_json::to_value(&outcome.working)),
			lines: lines(outcome),
		})
	}
}

impl Report for Findings {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(
			to,
			"{}",
			facts(
				self.lines
					.iter()
					.map(|(name, value)| (*name, value.clone()))
			)
		)
	}
}

fn lines(outcome: &Outcome) -> Vec<(&'static str, String)> {
	let Outcome { quality, .. } = outcome;
	let wh = |value| quantity(value, "watt-hour");
	let mut lines = vec![
		("Method", outcome.method.to_string()),
		("Period", PeriodView::from(outcome.period).to_string()),
		("Quantity", wh(outcome.quantity)),
		("90 % band", format!("± {}", wh(outcome.uncertainty))),
	];
	match &outcome.working {
		Working::RooftopPv(w) => lines.extend([
			(
				"  from the meter's class",
				format!("± {} kWh", decimal(w.meter_uncertainty_kwh, 3)),
			),
			(
				"  from gaps",
				format!("± {} kWh", decimal(w.gap_uncertainty_kwh, 3)),
			),
		]),
		Working::MeteredSavings(w) => {
			let unit = serde_json::to_value(w.unit).ok();
			let unit = unit.as_ref().and_then(Value::as_str).unwrap_or_default();
			let unit = if unit == "kwh" { "kWh" } else { unit };
			let slope = |s: &Option<civic_quantify::methods::metered_savings::Slope>| match s {
				Some(s) => format!(
					"{} {unit} per °F·day from {} °F",
					decimal(s.per_degree_day, 4),
					s.balance_point
				),
				None => "none".into(),
			};
			lines.extend([
				(
					"Model: base load",
					format!("{} {unit} a day", decimal(w.model.intercept, 4)),
				),
				("Model: cooling", slope(&w.model.cooling)),
				("Model: heating", slope(&w.model.heating)),
				(
					"Model: adjusted R²",
					format!("{:.4}", w.model.r_squared_adj),
				),
				("Model: CV(RMSE)", format!("{:.1} %", w.cvrmse_adj * 100.0)),
				(
					"Baseline",
					format!("{} observations", count(w.baseline.observations)),
				),
				(
					"Reporting",
					format!("{} observations", count(w.reporting.observations)),
				),
				(
					"Without the works",
					format!("{} {unit}", decimal(w.counterfactual, 3)),
				),
				(
					"Measured",
					format!("{} {unit}", decimal(w.reporting.observed, 3)),
				),
				(
					"Savings",
					format!(
						"{} ± {} {unit}",
						decimal(w.savings, 3),
						decimal(w.band_90, 3)
					),
				),
			]);
		},
	}
	lines.push(("Coverage", format!("{:.2} %", quality.coverage_percent)));
	lines.push(("Readings", count(quality.readings)));
	if !quality.gaps.is_empty() {
		let mut said: Vec<_> = quality
			.gaps
			.iter()
			.take(SHOWN_GAPS)
			.map(|gap| PeriodView::from(*gap).to_string())
			.collect();
		if quality.gaps.len() > SHOWN_GAPS {
			said.push(format!("… {} in all", count(quality.gaps.len())));
		}
		lines.push(("Gaps", said.join("\n")));
	}
	let file = &quality.file;
	let counted = [
		("Negative values taken as 0", quality.clamped),
		("Repeated rows left out", file.duplicates),
		("Rows without a value", file.missing_values),
		("Rows out of order", file.out_of_order),
		("Estimated by the operator", file.estimated),
		("Times that occur twice", file.ambiguous_times),
		("Values rounded", file.rounded),
		("Rows without an end", file.open_ended),
	];
	for (what, times) in counted {
		if times > 0 {
			lines.push((what, count(times)));
		}
	}
	lines.push(("Readings nullifier", Hex32(outcome.readings).to_string()));
	lines
}

/// How many, in groups.
fn count<N: TryInto<u128>>(number: N) -> String {
	grouped(number.try_into().unwrap_or_default())
}

/// The library's field names in the form of this program's documents.
fn camel(value: serde_json::Result<Value>) -> Value {
	fn rename(value: Value) -> Value {
		match value {
			Value::Object(fields) => fields
				.into_iter()
				.map(|(name, value)| (camel_case(&name), rename(value)))
				.collect(),
			Value::Array(items) => items.into_iter().map(rename).collect(),
			other => other,
		}
	}
	value.map(rename).unwrap_or(Value::Null)
}

fn camel_case(name: &str) -> String {
	let mut words = name.split('_');
	let mut joined = words.next().unwrap_or_default().to_string();
	for word in words {
		let mut letters = word.chars();
		joined.extend(letters.next().map(|c| c.to_ascii_uppercase()));
		joined.push_str(letters.as_str());
	}
	joined
}

#[cfg(test)]
mod tests {
	use super::camel_case;

	#[test]
	fn field_names_are_camel_case() {
		assert_eq!(camel_case("coverage_percent"), "coveragePercent");
		assert_eq!(camel_case("band_90"), "band90");
		assert_eq!(camel_case("rows"), "rows");
	}
}
