//! The baseline model: ordinary least squares over a grid of balance points.
//!
//! The candidates are some two thousand regressions on pairs of the same 122 columns. Each needs no
//! more than the inner products of centred columns, so each column is centred once and each pair
//! costs one inner product.

use super::{observations::Observation, Model, Slope};

/// Balance points, °F (CalTRACK 3.2.1.1).
const BALANCE_POINTS: core::ops::RangeInclusive<u32> = 30..=90;

/// Degree days a column must add up to (CalTRACK 3.2.2.2.2).
const LEAST_DEGREE_DAYS: f64 = 20.0;

/// Two columns are taken to be one when this share of their variance is the same.
const COLLINEAR: f64 = 1.0 - 1e-12;

/// Which candidates are fitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
	/// Whether some of them cool.
	pub(super) cooling: bool,
	/// Observations of a column that must not be zero (CalTRACK 3.2.2.2.1).
	pub(super) least_non_zero: usize,
	/// Whether observations weigh as much as the days they stand for (CalTRACK 3.4.2).
	pub(super) weighted: bool,
}

/// The best model, and out of how many.
pub(super) struct Fit {
	pub(super) model: Model,
	pub(super) candidates: usize,
}

impl Model {
	/// How many parameters it has besides the intercept.
	pub(super) fn slopes(&self) -> usize {
		usize::from(self.cooling.is_some()) + usize::from(self.heating.is_some())
	}

	/// The use per day at these daily temperatures.
	pub(super) fn use_per_day(&self, temperatures: &[f64]) -> f64 {
		let part = |slope: Option<Slope>, kind| {
			slope.map_or(0.0, |slope| {
				slope.per_degree_day * degree_days(kind, slope.balance_point, temperatures)
			})
		};
		self.intercept + part(self.cooling, Kind::Cooling) + part(self.heating, Kind::Heating)
	}

	/// What would be used over an observation: base load over its days, the rest over the days
	/// its temperatures stand for.
	pub(super) fn counterfactual(&self, observation: &Observation) -> f64 {
		let with_weather = self.use_per_day(&observation.temperatures);
		self.intercept * observation.days
			+ (with_weather - self.intercept) * observation.temperature_days
	}
}

/// Kinds of degree days.
#[derive(Clone, Copy)]
enum Kind {
	Heating,
	Cooling,
}

/// Mean degree days per day.
fn degree_days(kind: Kind, balance_point: f64, temperatures: &[f64]) -> f64 {
	let sum: f64 = temperatures
		.iter()
		.map(|temperature| match kind {
			Kind::Heating => (balance_point - temperature).max(0.0),
			Kind::Cooling => (temperature - balance_point).max(0.0),
		})
		.sum();
	sum / temperatures.len() as f64
}

/// Values less their weighted mean, times the root of the weights.
struct Centred {
	mean: f64,
	values: Vec<f64>,
}

impl Centred {
	fn of(values: &[f64], weights: &[f64]) -> Self {
		let mean = dot(values, weights) / weights.iter().sum::<f64>();
		let values = values
			.iter()
			.zip(weights)
			.map(|(v, w)| (v - mean) * w.sqrt())
			.collect();
		Self { mean, values }
	}
}

/// A column of degree days that qualifies.
struct Column {
	balance_point: f64,
	centred: Centred,
	/// Its inner product with itself,
	own: f64,
	/// and with the use per day.
	with_use: f64,
}

impl Column {
	fn slope(&self, per_degree_day: f64) -> Slope {
		Slope {
			per_degree_day,
			balance_point: self.balance_point,
		}
	}
}

/// The candidate with the highest adjusted R²; of equals the first.
pub(super) fn fit(observations: &[Observation], settings: Settings) -> Fit {
	let weights: Vec<f64> = observations
		.iter()
		.map(|it| {
			if settings.weighted {
				it.fitted.len() as f64
			} else {
				1.0
			}
		})
		.collect();
	let per_day: Vec<f64> = observations
		.iter()
		.map(|it| it.observed / it.days)
		.collect();
	let usage = Centred::of(&per_day, &weights);
	let total = dot(&usage.values, &usage.values);

	let columns = |kind| -> Vec<Column> {
		BALANCE_POINTS
			.filter_map(|point| {
				column(kind, point.into(), observations, &weights, &usage, settings)
			})
			.collect()
	};
	let heating = columns(Kind::Heating);
	let cooling = if settings.cooling {
		columns(Kind::Cooling)
	} else {
		Vec::new()
	};

	let mut search = Search {
		observations: observations.len() as f64,
		total,
		candidates: 1,
		best: Model {
			intercept: usage.mean,
			cooling: None,
			heating: None,
			r_squared_adj: 0.0,
		},
	};
	for column in &heating {
		let slope = column.with_use / column.own;
		search.propose(usage.mean, None, Some((column, slope)));
	}
	for column in &cooling {
		let slope = column.with_use / column.own;
		search.propose(usage.mean, Some((column, slope)), None);
	}
	for c in &cooling {
		for h in heating
			.iter()
			.filter(|h| h.balance_point <= c.balance_point)
		{
			let both = dot(&c.centred.values, &h.centred.values);
			let product = c.own * h.own;
			if both * both > product * COLLINEAR {
				search.candidates += 1;
				continue;
			}
			let determinant = product - both * both;
			let slope_c = (c.with_use * h.own - h.with_use * both) / determinant;
			let slope_h = (h.with_use * c.own - c.with_use * both) / determinant;
			search.propose(usage.mean, Some((c, slope_c)), Some((h, slope_h)));
		}
	}
	Fit {
		model: search.best,
		candidates: search.candidates,
	}
}

/// A column, if it qualifies.
fn column(
	kind: Kind,
	balance_point: f64,
	observations: &[Observation],
	weights: &[f64],
	usage: &Centred,
	settings: Settings,
) -> Option<Column> {
	let values: Vec<f64> = observations
		.iter()
		.map(|it| degree_days(kind, balance_point, &it.fitted))
		.collect();
	let non_zero = values.iter().filter(|value| **value > 0.0).count();
	if non_zero < settings.least_non_zero || dot(&values, weights) < LEAST_DEGREE_DAYS {
		return None;
	}
	let centred = Centred::of(&values, weights);
	let own = dot(&centred.values, &centred.values);
	let with_use = dot(&centred.values, &usage.values);
	(own > 0.0).then_some(Column {
		balance_point,
		centred,
		own,
		with_use,
	})
}

/// The best so far.
struct Search {
	observations: f64,
	total: f64,
	candidates: usize,
	best: Model,
}

impl Search {
	/// Take a candidate if it qualifies and is better.
	fn propose(
		&mut self,
		mean: f64,
		cooling: Option<(&Column, f64)>,
		heating: Option<(&Column, f64)>,
	) {
		self.candidates += 1;
		let (mut intercept, mut explained, mut slopes) = (mean, 0.0, 0.0);
		for (column, slope) in [cooling, heating].into_iter().flatten() {
			// Nobody uses less the more they heat or cool (CalTRACK 3.4.3.2).
			if slope < 0.0 {
				return;
			}
			intercept -= slope * column.centred.mean;
			explained += slope * column.with_use;
			slopes += 1.0;
		}
		let freedom = self.observations - slopes - 1.0;
		if intercept < 0.0 || freedom < 1.0 {
			return;
		}
		let r_squared = explained / self.total;
		let r_squared_adj = 1.0 - (1.0 - r_squared) * (self.observations - 1.0) / freedom;
		// A comparison with NaN (constant use) is false: the intercept alone stays the best.
		if r_squared_adj > self.best.r_squared_adj {
			self.best = Model {
				intercept,
				cooling: cooling.map(|(column, slope)| column.slope(slope)),
				heating: heating.map(|(column, slope)| column.slope(slope)),
				r_squared_adj,
			};
		}
	}
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
	a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
	use super::*;

	const DAILY: Settings = Settings {
		cooling: true,
		least_non_zero: 10,
		weighted: false,
	};

	/// A year of days from 10 to 100 °F with a little noise in their use.
	fn year(usage: impl Fn(f64) -> f64) -> Vec<Observation> {
		(0..365_u32)
			.map(|day| {
				let temperature =
					55.0 - 45.0 * (f64::from(day) * core::f64::consts::TAU / 365.0).cos();
				let noise = f64::from(day * 7_919 % 101) / 1_000.0;
				Observation {
					days: 1.0,
					observed: usage(temperature) + noise,
					fitted: vec![temperature],
					temperatures: vec![temperature],
					temperature_days: 1.0,
				}
			})
			.collect()
	}

	fn points(model: &Model) -> (Option<f64>, Option<f64>) {
		let point = |slope: Option<Slope>| slope.map(|slope| slope.balance_point);
		(point(model.cooling), point(model.heating))
	}

	#[test]
	fn the_balance_points_of_a_building_are_found() {
		let building = |t: f64| 8.0 + 0.5 * (t - 72.0_f64).max(0.0) + 1.5 * (58.0_f64 - t).max(0.0);
		let found = fit(&year(building), DAILY);
		assert_eq!(points(&found.model), (Some(72.0), Some(58.0)));
		assert_eq!(found.candidates, 1 + 61 + 61 + 61 * 62 / 2);
		let Model {
			intercept,
			cooling,
			heating,
			r_squared_adj,
		} = found.model;
		assert!((intercept - 8.05).abs() < 0.01, "{intercept}");
		assert!((cooling.unwrap().per_degree_day - 0.5).abs() < 0.001);
		assert!((heating.unwrap().per_degree_day - 1.5).abs() < 0.001);
		assert!(r_squared_adj > 0.999 && r_squared_adj < 1.0);
	}

	#[test]
	fn gas_does_not_cool() {
		let pool = |t: f64| 8.0 + 0.5 * (t - 72.0_f64).max(0.0) + 1.5 * (58.0_f64 - t).max(0.0);
		let found = fit(
			&year(pool),
			Settings {
				cooling: false,
				..DAILY
			},
		);
		assert_eq!(found.model.cooling, None);
		assert_eq!(found.candidates, 1 + 61);
	}

	#[test]
	fn nobody_uses_less_the_colder_it_is() {
		let odd = |t: f64| 100.0 - 1.5 * (58.0 - t).max(0.0);
		let found = fit(
			&year(odd),
			Settings {
				cooling: false,
				..DAILY
			},
		);
		assert_eq!(points(&found.model), (None, None));
		assert_eq!(found.model.r_squared_adj, 0.0);
	}

	#[test]
	fn a_base_load_is_not_negative() {
		let odd = |t: f64| 0.01 * (90.0 - t) - 0.3 + 1.0 * (90.0 - t).max(0.0) - 10.0;
		assert!(fit(&year(odd), DAILY).model.intercept >= 0.0);
	}

	#[test]
	fn constant_use_has_no_slopes() {
		let mut days = year(|_| 0.0);
		for day in &mut days {
			day.observed = 3.0;
		}
		let model = fit(&days, DAILY).model;
		assert_eq!((points(&model), model.intercept), ((None, None), 3.0));
	}

	#[test]
	fn a_column_with_few_degree_days_is_not_fitted() {
		let building = |t: f64| 8.0 + 1.5 * (58.0 - t).max(0.0);
		let cold: Vec<_> = year(building)
			.into_iter()
			.filter(|it| it.fitted[0] < 50.0)
			.collect();
		let few = Settings {
			least_non_zero: cold.len() + 1,
			..DAILY
		};
		assert_eq!(fit(&cold, few).candidates, 1);
		// Nine warm days.
		let mut days = cold.clone();
		days.extend(
			year(building)
				.into_iter()
				.filter(|it| it.fitted[0] > 95.0)
				.take(9),
		);
		assert_eq!(fit(&days, DAILY).model.cooling, None);
	}
}
