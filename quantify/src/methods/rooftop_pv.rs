//! Rooftop PV: what the panels generate displaces electricity of the grid (form of AMS-I.F).

use serde::Serialize;

use super::{Method, Quantified};
use crate::{
	error::{Error, Result},
	readings::Readings,
	time::Period,
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

/// The working.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Working {
	/// `Σ max(P, 0)·Δt`, kWh.
	pub generation_kwh: f64,
	/// What the accuracy class of the meter leaves open, kWh.
	pub meter_uncertainty_kwh: f64,
	/// What the gaps leave open, kWh.
	pub gap_uncertainty_kwh: f64,
	/// The accuracy class.
	pub accuracy: AccuracyClass,
}

impl Method for RooftopPv {
	const NAME: &'static str = "rooftop-pv";
	type Input<'a> = &'a Readings;
	type Working = Working;

	fn quantify(&self, readings: &Readings, period: Option<Period>) -> Result<Quantified<Working>> {
		let _ = (readings, period);
		Err(Error::Empty)
	}
}
