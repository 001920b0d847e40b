//! Rooftop PV: what the panels generate displaces electricity of the grid (form of AMS-I.F).

use serde::Serialize;

use super::{Method, Quantified};
use crate::{
	error::{Error, Result},
	readings::Readings,
	time::Period,
	unit::UJ_PER_WH,
};

/// The accuracy class of an electricity meter: the largest error under reference conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum AccuracyClass {
	/// 0.5 %: class C of EN 50470-3, class 0.5 S of IEC 62053-22.
	C,
	/// 1 %: class B of EN 50470-3, class 1 of IEC 62053-21.
	B,
	/// 2 %: class A of EN 50470-3, class 2 of IEC 62053-21. Assumed where nothing is known.
	#[default]
	A,
}

/// The method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RooftopPv {
	/// Of the meter.
	pub accuracy: AccuracyClass,
}

impl AccuracyClass {
	/// The largest error, in millionths.
	pub const fn ppm(self) -> u32 {
		match self {
			Self::C => 5_000,
			Self::B => 10_000,
			Self::A => 20_000,
		}
	}
}

/// The working.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Working {
	/// `Σ max(P, 0)·Δt`, kWh.
	pub generation_kwh: f64,
	/// The accuracy class of the meter.
	pub accuracy: AccuracyClass,
	/// What it leaves open, kWh.
	pub meter_uncertainty_kwh: f64,
	/// The share of the period that was not measured.
	pub missing_share: f64,
	/// What that leaves open, kWh: generation × missing share.
	pub gap_uncertainty_kwh: f64,
}

impl Method for RooftopPv {
	const NAME: &'static str = "rooftop-pv";
	type Input<'a> = &'a Readings;
	type Working = Working;

	/// Generation in the gaps is not credited. They widen the uncertainty all the same: a logger
	/// that drops readings is trusted less with those it keeps.
	fn quantify(&self, readings: &Readings, period: Option<Period>) -> Result<Quantified<Working>> {
		let period = period.unwrap_or_else(|| readings.period());
		let mut quality = readings.quality(period)?;
		let (mut generated, mut clamped) = (0_i128, 0_i128);
		for interval in readings.within(period)? {
			let energy = i128::from(interval.microjoules);
			if energy < 0 {
				clamped -= energy;
				quality.clamped += 1;
			} else {
				generated += energy;
			}
		}
		quality.clamped_wh = wh(clamped);

		let meter = (generated * i128::from(self.accuracy.ppm()) + 999_999) / 1_000_000;
		let seconds = i128::from(period.seconds());
		let missing = seconds - i128::from(quality.covered_seconds);
		let gap = (generated * missing + seconds - 1) / seconds;

		let whole = |wh: i128| u64::try_from(wh).map_err(|_| Error::ResultTooLarge);
		Ok(Quantified {
			method: Self::NAME,
			period,
			quantity_wh: whole(generated / UJ_PER_WH)?,
			uncertainty_wh: whole((meter + gap + UJ_PER_WH - 1) / UJ_PER_WH)?,
			quality,
			working: Working {
				generation_kwh: wh(generated) / 1_000.0,
				accuracy: self.accuracy,
				meter_uncertainty_kwh: wh(meter) / 1_000.0,
				missing_share: missing as f64 / seconds as f64,
				gap_uncertainty_kwh: wh(gap) / 1_000.0,
			},
		})
	}
}

/// Microjoules in watt-hours, for the working.
fn wh(microjoules: i128) -> f64 {
	microjoules as f64 / UJ_PER_WH as f64
}
