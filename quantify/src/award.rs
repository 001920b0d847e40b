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
		let deduction = part(u128::from(uncertainty_wh), self.deduction_ppm);
		let quantity = u128::from(quantity_wh).saturating_sub(deduction);
		let factor = u128::from(self.baseline.saturating_sub(self.project));
		let gross = quantity.saturating_mul(factor) / 1_000;
		gross.saturating_sub(part(gross, self.leakage_ppm))
	}
}

/// Millionths of `whole`, rounded up.
fn part(whole: u128, ppm: u32) -> u128 {
	const WHOLE: u128 = 1_000_000;
	let ppm = u128::from(ppm).min(WHOLE);
	// Split so that no product overflows.
	let (millions, rest) = (whole / WHOLE, whole % WHOLE);
	millions
		.saturating_mul(ppm)
		.saturating_add((rest * ppm).div_ceil(WHOLE))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[rstest::rstest]
	#[case::nothing(0, 0, 383_780, 0, 0, 0, 0)]
	#[case::exact(1_000, 0, 383_780, 0, 0, 0, 383_780)]
	#[case::rounded_down(1, 0, 1_999, 0, 0, 0, 1)]
	#[case::net_of_the_project(1_000, 0, 300, 100, 0, 0, 200)]
	#[case::a_worse_project(1_000, 0, 100, 300, 0, 0, 0)]
	#[case::deducted(1_000, 100, 1_000, 0, 500_000, 0, 950)]
	#[case::deduction_rounded_up(1_000, 1, 1_000, 0, 1, 0, 999)]
	#[case::all_deducted(1_000, 1_001, 1_000, 0, 1_000_000, 0, 0)]
	#[case::leaked(1_000, 0, 1_000, 0, 0, 50_000, 950)]
	#[case::leakage_rounded_up(1, 0, 10_000, 0, 0, 1, 9)]
	#[case::all_leaked(1_000, 0, 1_000, 0, 0, 1_000_000, 0)]
	#[case::largest_leaked(u64::MAX, 0, u64::MAX, 0, 0, 1_000_000, 0)]
	#[case::largest(u64::MAX, 0, u64::MAX, 0, 0, 0, u128::from(u64::MAX) * u128::from(u64::MAX) / 1_000)]
	fn awards(
		#[case] quantity: u64,
		#[case] uncertainty: u64,
		#[case] baseline: u64,
		#[case] project: u64,
		#[case] deduction_ppm: u32,
		#[case] leakage_ppm: u32,
		#[case] expected: u128,
	) {
		let factors = Factors {
			baseline,
			project,
			deduction_ppm,
			leakage_ppm,
		};
		assert_eq!(factors.avoided_mg(quantity, uncertainty), expected);
	}
}
