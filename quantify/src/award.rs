//! A preview of what the chain awards for a quantity, by the same arithmetic.

use serde::Serialize;

/// What a methodology says about factors and deductions. Shares are in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Factors {
	/// Emissions of the baseline, mg CO2e per 1,000 Wh.
	pub baseline: u64,
	/// Emissions of the project, mg CO2e per 1,000 Wh.
	pub project: u64,
	/// The share of the uncertainty that is deducted.
	pub deduction_ppm: u32,
	/// The share of the avoided emissions that leaks to elsewhere.
	pub leakage_ppm: u32,
}

impl Factors {
	/// The avoided emissions in mg CO2e:
	/// `floor(max(0, quantity − ⌈deduction·uncertainty⌉)·(baseline − project)/1000)`, less the
	/// leakage, rounded up.
	pub fn avoided_mg(&self, quantity_wh: u64, uncertainty_wh: u64) -> u128 {
		let part = |whole: u128, ppm: u32| {
			whole
				.saturating_mul(u128::from(ppm.min(1_000_000)))
				.div_ceil(1_000_000)
		};
		let deduction = part(u128::from(uncertainty_wh), self.deduction_ppm);
		let quantity = u128::from(quantity_wh).saturating_sub(deduction);
		let factor = u128::from(self.baseline.saturating_sub(self.project));
		let gross = quantity.saturating_mul(factor) / 1_000;
		gross.saturating_sub(part(gross, self.leakage_ppm))
	}
}
