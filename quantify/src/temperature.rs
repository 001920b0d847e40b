//! Outdoor temperatures.

use crate::{
	error::{Error, Result},
	readings::Options,
	time::Period,
};

/// Hourly (or finer) outdoor temperatures, in °F.
#[derive(Clone, Debug, PartialEq)]
pub struct Temperatures {
	/// When, and how warm, in order.
	samples: Vec<(u64, f64)>,
}

impl Temperatures {
	/// Read a CSV file, packed with gzip or not, with a time column and one of `temperature_f`
	/// and `temperature_c`.
	pub fn read(bytes: &[u8], options: &Options) -> Result<Self> {
		let _ = (bytes, options);
		Err(Error::Empty)
	}

	/// The samples, in order: unix seconds, °F.
	pub fn samples(&self) -> &[(u64, f64)] {
		&self.samples
	}

	/// From the first sample to an hour after the last.
	pub fn period(&self) -> Period {
		Period { from: 0, until: 0 }
	}
}
