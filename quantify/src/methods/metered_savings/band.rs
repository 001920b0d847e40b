//! How far off the savings may be: ASHRAE Guideline 14's fractional savings uncertainty, as
//! CalTRACK 4.3 has it, at 90 %.

use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

use super::{observations::Observation, Cadence, Model};
use crate::error::{Error, Result};

/// One-sided probability of a two-sided band of 90 %.
const PROBABILITY: f64 = 0.95;

/// How well a model describes its own baseline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Residuals {
	count: f64,
	slopes: f64,
	mean: f64,
	/// Root mean square error, adjusted for the slopes.
	pub(super) rmse_adj: f64,
	/// Lag-1 autocorrelation.
	pub(super) autocorrelation: f64,
}

impl Residuals {
	/// Of `model` over its baseline, in totals per observation.
	pub(super) fn of(model: &Model, baseline: &[Observation]) -> Self {
		let residuals: Vec<f64> = baseline
			.iter()
			.map(|it| model.use_per_day(&it.fitted) * it.days - it.observed)
			.collect();
		let count = baseline.len() as f64;
		let slopes = model.slopes() as f64;
		let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
		Self {
			count,
			slopes,
			mean: baseline.iter().map(|it| it.observed).sum::<f64>() / count,
			rmse_adj: (squares / (count - slopes)).sqrt(),
			autocorrelation: autocorrelation(&residuals),
		}
	}

	/// [`Residuals::rmse_adj`] as a share of the mean observation.
	pub(super) fn cvrmse_adj(&self) -> f64 {
		self.rmse_adj / self.mean
	}

	/// Half the width of the band of the savings over `observations` (days, or months of bills).
	pub(super) fn band(&self, cadence: Cadence, observations: f64) -> Result<f64> {
		let freedom = self.count - self.slopes;
		let rho = self.autocorrelation;
		let because = |reason| Err(Error::NoBand { reason });
		if observations < 1.0 {
			return because("the reporting period is too short: submit a longer one");
		}
		if !rho.is_finite() || rho.abs() >= 1.0 {
			return because(
				"the model fits the baseline exactly or too few readings are left, which does not \
				 happen with a real meter over a year: check the readings",
			);
		}
		let (a, b, c, months) = match cadence {
			Cadence::Daily => (-0.00024, 0.03535, 1.00286, observations / 30.0),
			Cadence::Monthly | Cadence::Bimonthly => (-0.00022, 0.03306, 0.94054, observations),
		};
		let independent = self.count * (1.0 - rho) / (1.0 + rho);
		let spread = (self.count / independent) * (1.0 + 2.0 / independent) / observations;
		let t = student_t(freedom)?;
		let band =
			self.count * self.rmse_adj * t * (a * months * months + b * months + c) * spread.sqrt();
		if band.is_finite() {
			Ok(band)
		} else {
			because("the readings are too large or too few: check their unit")
		}
	}
}

/// Pearson's correlation of a series with itself one step later.
fn autocorrelation(series: &[f64]) -> f64 {
	let (Some(earlier), Some(later)) = (
		series.get(..series.len().saturating_sub(1)),
		series.get(1..),
	) else {
		return f64::NAN;
	};
	let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
	let (mean_e, mean_l) = (mean(earlier), mean(later));
	let (mut both, mut own_e, mut own_l) = (0.0, 0.0, 0.0);
	for (e, l) in earlier.iter().zip(later) {
		let (e, l) = (e - mean_e, l - mean_l);
		both += e * l;
		own_e += e * e;
		own_l += l * l;
	}
	both / (own_e * own_l).sqrt()
}

/// Student's t at [`PROBABILITY`].
fn student_t(freedom: f64) -> Result<f64> {
	let few = Error::NoBand {
		reason: "too few readings are left in the baseline: submit more",
	};
	if freedom < 1.0 {
		return Err(few);
	}
	let distribution = StudentsT::new(0.0, 1.0, freedom).map_err(|_| few)?;
	// The library's inverse is good to six digits; two steps of Newton's make it exact.
	let newton = |t: f64| t - (distribution.cdf(t) - PROBABILITY) / distribution.pdf(t);
	Ok(newton(newton(distribution.inverse_cdf(PROBABILITY))))
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Computed by integrating the density with Simpson's rule.
	#[rstest::rstest]
	#[case(1.0, 6.313751514675041)]
	#[case(3.0, 2.353363434801823)]
	#[case(9.0, 1.8331129326536333)]
	#[case(363.0, 1.649062136652596)]
	fn quantiles_are_exact(#[case] freedom: f64, #[case] expected: f64) {
		let t = student_t(freedom).unwrap();
		assert!((t / expected - 1.0).abs() < 1e-9, "{t}");
	}

	#[test]
	fn a_constant_series_has_no_autocorrelation() {
		assert!(autocorrelation(&[1.0, 1.0, 1.0]).is_nan());
		assert!(autocorrelation(&[]).is_nan());
	}
}
