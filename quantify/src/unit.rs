//! Units of energy and power, exact in microjoules.

use core::{fmt, str::FromStr};

use serde::Serialize;

use crate::error::Error;

/// Microjoules in a watt-hour.
pub const UJ_PER_WH: i128 = 3_600_000_000;

/// What a value counts. One watt-hour is 3,600 J; one therm is the U.S. therm, 105,480,400 J, the
/// legal unit of natural gas there and the smaller of the two therms in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the units")]
pub enum Unit {
	W,
	Kw,
	Mw,
	Wh,
	Kwh,
	Mwh,
	J,
	Kj,
	Mj,
	Gj,
	Therm,
	Btu,
}

impl Unit {
	/// What [`Unit::from_str`] understands.
	pub const ACCEPTED: &'static str = "W, kW, MW, Wh, kWh, MWh, J, kJ, MJ, GJ, therm, Btu";

	/// Whether it counts energy per time.
	pub const fn is_power(self) -> bool {
		matches!(self, Self::W | Self::Kw | Self::Mw)
	}

	/// Microjoules in one of it; for a power, in one of it over one second.
	pub const fn microjoules(self) -> i128 {
		match self {
			Self::W | Self::J => 1_000_000,
			Self::Kw | Self::Kj => 1_000_000_000,
			Self::Mw | Self::Mj => 1_000_000_000_000,
			Self::Gj => 1_000_000_000_000_000,
			Self::Wh => UJ_PER_WH,
			Self::Kwh => 1_000 * UJ_PER_WH,
			Self::Mwh => 1_000_000 * UJ_PER_WH,
			Self::Therm => 105_480_400_000_000,
			Self::Btu => 1_054_804_000,
		}
	}
}

impl FromStr for Unit {
	type Err = Error;

	/// Upper and lower case count only where the unit would be another one: `mW` is refused.
	fn from_str(text: &str) -> Result<Self, Error> {
		let text = text.trim();
		if text == "mW" || text == "mWh" || text == "mJ" {
			return Err(Error::UnknownUnit {
				text: text.into(),
				accepted: Self::ACCEPTED,
			});
		}
		Ok(match text.to_ascii_lowercase().as_str() {
			"w" => Self::W,
			"kw" => Self::Kw,
			"mw" => Self::Mw,
			"wh" => Self::Wh,
			"kwh" => Self::Kwh,
			"mwh" => Self::Mwh,
			"j" => Self::J,
			"kj" => Self::Kj,
			"mj" => Self::Mj,
			"gj" => Self::Gj,
			"therm" | "therms" | "thm" => Self::Therm,
			"btu" => Self::Btu,
			_ => {
				return Err(Error::UnknownUnit {
					text: text.into(),
					accepted: Self::ACCEPTED,
				})
			},
		})
	}
}

impl fmt::Display for Unit {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::W => "W",
			Self::Kw => "kW",
			Self::Mw => "MW",
			Self::Wh => "Wh",
			Self::Kwh => "kWh",
			Self::Mwh => "MWh",
			Self::J => "J",
			Self::Kj => "kJ",
			Self::Mj => "MJ",
			Self::Gj => "GJ",
			Self::Therm => "therm",
			Self::Btu => "Btu",
		})
	}
}
