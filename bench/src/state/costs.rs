//! From times to figures.

use std::time::Duration;

use serde::Serialize;

use super::ledger::{Life, Times};

/// What a call costs, in microseconds.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
	/// To carry it out: half of the calls took less.
	pub median: f64,
	/// One in ten took less: what the machine's other work disturbs least.
	pub low: f64,
	/// Its share of computing the root and of storing the block.
	pub storing: f64,
}

/// What the calls of a claim's life cost.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Costs {
	/// `measurements.submit`.
	pub submit: Cost,
	/// `measurements.attest`, the answer that decides.
	pub attest: Cost,
	/// `measurements.settle`.
	pub settle: Cost,
}

impl From<&Times> for Cost {
	fn from(times: &Times) -> Self {
		let mut each: Vec<f64> = times.each.iter().map(micros).collect();
		each.sort_by(f64::total_cmp);
		let at = |part: usize| each.get(each.len() / part).copied().unwrap_or_default();
		Self {
			median: at(2),
			low: at(10),
			storing: micros(&times.storing) / each.len().max(1) as f64,
		}
	}
}

impl From<&Life> for Costs {
	fn from(life: &Life) -> Self {
		Self {
			submit: (&life.submit).into(),
			attest: (&life.attest).into(),
			settle: (&life.settle).into(),
		}
	}
}

impl Costs {
	/// Each with its name.
	pub fn named(&self) -> [(&'static str, Cost); 3] {
		[
			("submit", self.submit),
			("attest", self.attest),
			("settle", self.settle),
		]
	}
}

fn micros(time: &Duration) -> f64 {
	time.as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_middle_and_the_low_end() {
		let times = Times {
			each: (1..=100).map(Duration::from_micros).collect(),
			storing: Duration::from_micros(1_000),
		};
		let cost = Cost::from(&times);
		assert!((cost.median - 51.0).abs() < 1e-6);
		assert!((cost.low - 11.0).abs() < 1e-6);
		assert!((cost.storing - 10.0).abs() < 1e-6);
	}
}
