//! Metered savings: what a building would have used without the works, less what it used
//! (CalTRACK 2.0, daily and billing methods; IPMVP option C).

use serde::Serialize;

use super::{Method, Quantified};
use crate::{
	error::{Error, Result},
	readings::Readings,
	temperature::Temperatures,
	time::{Period, Zone},
	unit::Unit,
};

/// What the meter counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fuel {
	/// Electricity: heats and cools.
	#[default]
	Electricity,
	/// Natural gas: heats.
	Gas,
}

/// The method.
#[derive(Clone, Debug)]
pub struct MeteredSavings {
	/// When the works began: the baseline is the (up to) 365 days before.
	pub baseline_end: u64,
	/// When they were done: the reporting period is the (up to) 365 days after.
	pub reporting_start: u64,
	/// What the meter counts.
	pub fuel: Fuel,
	/// Where days begin at midnight. `Zone::utc()` gives the numbers of eemeter.
	pub zone: Zone,
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
	/// The meter, before and after the works.
	pub readings: &'a Readings,
	/// Outside, over the same time.
	pub temperatures: &'a Temperatures,
}

/// How often the meter was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
	/// Daily or finer.
	Daily,
	/// Bills of about a month.
	Monthly,
	/// Bills of about two months: not fit for issuance.
	Bimonthly,
}

/// The baseline model: use per day = `intercept + cooling·CDD + heating·HDD`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Model {
	/// Use per day at neither heating nor cooling.
	pub intercept: f64,
	/// Use per cooling degree day, and its balance point in °F.
	pub cooling: Option<Slope>,
	/// Use per heating degree day, and its balance point in °F.
	pub heating: Option<Slope>,
	/// Adjusted R² of the fit.
	pub r_squared_adj: f64,
}

/// One branch of the model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Slope {
	/// Use per degree day (°F).
	pub per_degree_day: f64,
	/// The balance point, °F.
	pub balance_point: f64,
}

/// A part of the year, before or after the works.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
	/// From the first to the last observation.
	pub period: Period,
	/// How many observations (days, bills).
	pub observations: usize,
	/// What the meter counted.
	pub observed: f64,
}

/// The working, energies in `unit`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Working {
	/// The unit of all that follows: kWh, or therm if the meter counts those.
	pub unit: Unit,
	/// The fuel.
	pub fuel: Fuel,
	/// Daily or billing method.
	pub cadence: Cadence,
	/// Where days begin.
	pub zone: String,
	/// How many models were compared.
	pub candidates: usize,
	/// The best one.
	pub model: Model,
	/// The year before.
	pub baseline: Part,
	/// The year after.
	pub reporting: Part,
	/// What would have been used after the works without them.
	pub counterfactual: f64,
	/// `counterfactual − observed`.
	pub savings: f64,
	/// Half the width of the 90 % band of the savings (ASHRAE Guideline 14, fractional savings
	/// uncertainty).
	pub band_90: f64,
	/// Root mean square error of the model in the baseline, adjusted.
	pub rmse_adj: f64,
	/// Its share of the mean.
	pub cvrmse_adj: f64,
	/// Lag-1 autocorrelation of the residuals.
	pub autocorrelation: f64,
}

impl MeteredSavings {
	/// The working, also where it is not fit for issuance (bimonthly bills).
	pub fn analyse(&self, input: Input<'_>, period: Option<Period>) -> Result<Working> {
		let _ = (input, period);
		Err(Error::Empty)
	}
}

impl Method for MeteredSavings {
	const NAME: &'static str = "metered-savings";
	type Input<'a> = Input<'a>;
	type Working = Working;

	fn quantify(&self, input: Input<'_>, period: Option<Period>) -> Result<Quantified<Working>> {
		let _ = (input, period);
		Err(Error::Empty)
	}
}
