//! How readings become a quantity: one module a method, all of one shape.

pub mod metered_savings;
pub mod rooftop_pv;

use serde::Serialize;

pub use metered_savings::MeteredSavings;
pub use rooftop_pv::RooftopPv;

use crate::{error::Result, quality::Quality, time::Period};

/// A method: its fields say how it is applied, its input is what was measured.
pub trait Method {
	/// Its name in files and on the command line.
	const NAME: &'static str;
	/// What it needs.
	type Input<'a>;
	/// The working it shows, in floats.
	type Working: Serialize;

	/// The quantity of `period`; without one, of as much as the input covers.
	fn quantify(
		&self,
		input: Self::Input<'_>,
		period: Option<Period>,
	) -> Result<Quantified<Self::Working>>;
}

/// A quantity fit for a claim, and how it came about.
///
/// The integers are what goes on chain: the quantity is rounded down, the uncertainty up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantified<W> {
	/// [`Method::NAME`].
	pub method: &'static str,
	/// When it was measured.
	pub period: Period,
	/// The central estimate, in Wh; 0 when it is negative.
	pub quantity_wh: u64,
	/// Half the width of the 90 % band around it, in Wh.
	pub uncertainty_wh: u64,
	/// How good the readings of the period are.
	pub quality: Quality,
	/// The working.
	pub working: W,
}
