//! Metered savings: what a building would have used without the works, less what it used
//! (CalTRACK 2.0, daily and billing methods; IPMVP option C).

mod band;
mod model;
mod observations;

use serde::Serialize;

use self::{
	band::Residuals,
	model::{fit, Settings},
	observations::{cadence, Observations, Source, YEAR},
};
use super::{Method, Quantified};
use crate::{
	error::{Error, Result},
	readings::Readings,
	temperature::Temperatures,
	time::{Period, Zone, DAY},
	unit::{Unit, UJ_PER_WH},
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

/// The fewest observations of a baseline that a model is fitted to.
const LEAST_OBSERVATIONS: usize = 4;

/// The least share of a period that must be observed to issue on (CalTRACK 2.2.1.2). It holds
/// after the works, too: who may leave out days leaves out those of high use.
const LEAST_COVERAGE: f64 = 0.9;

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
	/// Observations (days, bills) with a reading and temperatures.
	pub observations: usize,
	/// Observations dropped for want of one of them.
	pub dropped: usize,
	/// How many days they stand for.
	pub days: f64,
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
	/// What may be issued on: `max(0, savings − band)`.
	pub creditable: f64,
	/// Root mean square error of the model in the baseline, adjusted.
	pub rmse_adj: f64,
	/// Its share of the mean.
	pub cvrmse_adj: f64,
	/// Lag-1 autocorrelation of the residuals.
	pub autocorrelation: f64,
}

impl MeteredSavings {
	/// The working, also where it is not fit for issuance (bimonthly bills, a baseline with large
	/// gaps, a meter that ran backwards).
	pub fn analyse(&self, input: Input<'_>, period: Option<Period>) -> Result<Working> {
		let window = self.window(input, period)?;
		let unit = match input.readings.unit() {
			Unit::Therm | Unit::Btu => Unit::Therm,
			_ => Unit::Kwh,
		};
		let cadence = cadence(input.readings);
		let Input {
			readings,
			temperatures,
		} = input;
		let source = Source {
			readings,
			temperatures,
			zone: &self.zone,
			cadence,
			unit,
		};

		let baseline = source.before(self.baseline_end)?;
		let reporting = source.after(window)?;
		enough("the baseline", &baseline, LEAST_OBSERVATIONS, temperatures)?;
		enough("the reporting period", &reporting, 1, temperatures)?;

		let daily = cadence == Cadence::Daily;
		let settings = Settings {
			cooling: self.fuel == Fuel::Electricity,
			least_non_zero: if daily { 10 } else { 0 },
			weighted: !daily,
		};
		let fit = fit(&baseline.kept, settings);
		let residuals = Residuals::of(&fit.model, &baseline.kept);

		let counterfactual: f64 = reporting
			.kept
			.iter()
			.map(|it| fit.model.counterfactual(it))
			.sum();
		let (baseline, reporting) = (part(&baseline), part(&reporting));
		let savings = counterfactual - reporting.observed;
		let steps = if daily {
			reporting.observations as f64
		} else {
			(reporting.period.seconds() as f64 / DAY as f64 / 30.0).round_ties_even()
		};
		let band_90 = residuals.band(cadence, steps)?;
		Ok(Working {
			unit,
			fuel: self.fuel,
			cadence,
			zone: self.zone.name().into(),
			candidates: fit.candidates,
			model: fit.model,
			baseline,
			reporting,
			counterfactual,
			savings,
			band_90,
			creditable: (savings - band_90).max(0.0),
			rmse_adj: residuals.rmse_adj,
			cvrmse_adj: residuals.cvrmse_adj(),
			autocorrelation: residuals.autocorrelation,
		})
	}

	/// In which time the savings are: in `period`, or in as much of the reporting year as the
	/// readings and temperatures cover.
	fn window(&self, input: Input<'_>, period: Option<Period>) -> Result<Period> {
		let (baseline_end, reporting_start) = (self.baseline_end, self.reporting_start);
		if reporting_start < baseline_end {
			return Err(Error::PeriodsOverlap {
				baseline_end,
				reporting_start,
			});
		}
		// A year of local days may be an hour longer than a year of 24 hours each.
		let year = YEAR as u64 * DAY + 3_600;
		let Some(period) = period else {
			let whole = Period::new(reporting_start, reporting_start.saturating_add(year))?;
			let measured = input.readings.period();
			let weather = input.temperatures.period();
			if measured.until <= reporting_start {
				return Err(Error::OutsidePeriod {
					period: whole,
					covered: measured,
				});
			}
			if weather.until <= reporting_start {
				return Err(Error::TemperatureMissing {
					covered: weather,
					needed: whole,
				});
			}
			let until = whole.until.min(measured.until).min(weather.until);
			return Ok(Period { until, ..whole });
		};
		let period = Period::new(period.from, period.until)?;
		if period.from < reporting_start {
			return Err(Error::BeforeReporting {
				period,
				reporting_start,
			});
		}
		// A leap year is one, too.
		if period.seconds() > year + DAY {
			return Err(Error::PeriodTooLong(period));
		}
		Ok(period)
	}
}

/// What the working shows of observations.
fn part(observations: &Observations) -> Part {
	Part {
		period: observations.span,
		observations: observations.kept.len(),
		dropped: observations.dropped,
		days: observations.kept.iter().map(|it| it.days).sum(),
		observed: observations.kept.iter().map(|it| it.observed).sum(),
	}
}

/// Whether there are enough observations.
fn enough(
	part: &'static str,
	observations: &Observations,
	needed: usize,
	temperatures: &Temperatures,
) -> Result<()> {
	let found = observations.kept.len();
	if found >= needed {
		return Ok(());
	}
	if observations.dropped > 0 && temperatures.within(observations.span).is_empty() {
		return Err(Error::TemperatureMissing {
			covered: temperatures.period(),
			needed: observations.span,
		});
	}
	Err(Error::NotEnoughData {
		part,
		found,
		needed,
		of: "days or bills",
	})
}

/// Whether enough of `days` was observed to issue on.
fn covered(part: &'static str, observed: &Part, days: f64) -> Result<()> {
	let needed = days * LEAST_COVERAGE;
	if observed.days >= needed {
		return Ok(());
	}
	let (found, needed) = (observed.days as usize, needed.ceil() as usize);
	Err(Error::NotEnoughData {
		part,
		found,
		needed,
		of: "days",
	})
}

impl Method for MeteredSavings {
	const NAME: &'static str = "metered-savings";
	type Input<'a> = Input<'a>;
	type Working = Working;

	fn quantify(&self, input: Input<'_>, period: Option<Period>) -> Result<Quantified<Working>> {
		let working = self.analyse(input, period)?;
		let intervals = input.readings.intervals();
		if working.cadence == Cadence::Bimonthly {
			let (bills, days) = (working.baseline.observations, working.baseline.days);
			return Err(Error::BimonthlyBills {
				days: (days / bills as f64).round() as u64,
			});
		}
		let negative = |part: &Part| {
			let inside = |start: u64| part.period.from <= start && start < part.period.until;
			intervals
				.iter()
				.filter(|it| it.microjoules < 0 && inside(it.start))
				.count()
		};
		let count = negative(&working.baseline) + negative(&working.reporting);
		if count > 0 {
			return Err(Error::NetMetered { count });
		}
		let period = period.unwrap_or(working.reporting.period);
		covered("the baseline", &working.baseline, YEAR as f64)?;
		covered(
			"the reporting period",
			&working.reporting,
			period.seconds() as f64 / DAY as f64,
		)?;
		let wh_per_unit = working.unit.microjoules() as f64 / UJ_PER_WH as f64;
		Ok(Quantified {
			method: Self::NAME,
			period,
			quantity_wh: whole((working.savings.max(0.0) * wh_per_unit).floor())?,
			uncertainty_wh: whole((working.band_90 * wh_per_unit).ceil())?,
			quality: input.readings.quality(period)?,
			working,
		})
	}
}

/// A whole number of watt-hours as an integer.
fn whole(wh: f64) -> Result<u64> {
	// 2^63: every float below it is a whole number of them.
	if (0.0..9.2e18).contains(&wh) {
		Ok(wh as u64)
	} else {
		Err(Error::ResultTooLarge)
	}
}
