//! Quantities as people write them, exactly: no floating point.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Result};

/// Units in one token.
const TOKEN: u128 = 1_000_000;

/// Parts per million of a whole.
pub const MILLION: u128 = 1_000_000;

/// Digits after the point.
const DECIMALS: usize = 6;

/// An amount of the city's token. 1 unit = 1 mg CO2e, 1 AVO = 1,000,000 units = 1 kg.
///
/// Shown in AVO with all six decimals; in JSON a string of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(pub u128);

impl fmt::Display for Amount {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}.{:06} AVO", grouped(self.0 / TOKEN), self.0 % TOKEN)
	}
}

impl FromStr for Amount {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let no = |why: &str| {
			Error::input(format!(
				"\"{text}\" is not an amount: {why}. Write AVO with a point, for example 12.5."
			))
		};
		let (whole, part) = text.split_once('.').unwrap_or((text, ""));
		if whole.is_empty() && part.is_empty() {
			return Err(no("it has no digits"));
		}
		if text.starts_with('-') {
			return Err(no("it is less than nothing"));
		}
		if let Some(odd) = whole
			.chars()
			.chain(part.chars())
			.find(|c| !c.is_ascii_digit())
		{
			return Err(no(&format!("'{odd}' is no digit")));
		}
		if text.ends_with('.') {
			return Err(no("nothing follows the point"));
		}
		if part.len() > DECIMALS {
			return Err(no("it has more than six decimals"));
		}
		let large = || no("it is too large");
		let number = |digits: &str| match digits {
			"" => Ok(0u128),
			digits => digits.parse().map_err(|_| large()),
		};
		let padded = format!("{part:0<DECIMALS$}");
		number(whole)?
			.checked_mul(TOKEN)
			.and_then(|units| units.checked_add(number(&padded).ok()?))
			.map(Self)
			.ok_or_else(large)
	}
}

impl Serialize for Amount {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.0.to_string())
	}
}

impl<'de> Deserialize<'de> for Amount {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		text.parse()
			.map(Self)
			.map_err(|_| serde::de::Error::custom("an amount is a string of units"))
	}
}

/// What a claim counts, in the smallest unit, as people say it.
pub fn quantity(value: u64, unit: &str) -> String {
	let (larger, per) = match unit {
		"watt-hour" => ("kWh", 1000),
		"passenger-metre" => ("pkm", 1000),
		"gram" => ("kg", 1000),
		other => return format!("{} {other}", grouped(value.into())),
	};
	format!(
		"{}.{:03} {larger}",
		grouped((value / per).into()),
		value % per
	)
}

/// A number with a fraction, its whole part in groups: 1234.5 to two digits as 1,234.50.
pub fn decimal(value: f64, digits: usize) -> String {
	let text = format!("{value:.digits$}");
	let (sign, rest) = match text.strip_prefix('-') {
		Some(rest) => ("-", rest),
		None => ("", text.as_str()),
	};
	let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
	let whole = whole.parse().map_or(whole.to_string(), grouped);
	match part {
		"" => format!("{sign}{whole}"),
		part => format!("{sign}{whole}.{part}"),
	}
}

/// 1234567 as 1,234,567.
pub fn grouped(value: u128) -> String {
	let digits = value.to_string();
	let mut text = String::with_capacity(digits.len() + digits.len() / 3);
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && (digits.len() - at).is_multiple_of(3) {
			text.push(',');
		}
		text.push(digit);
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn amounts_are_shown_with_all_six_decimals() {
		assert_eq!(Amount(0).to_string(), "0.000000 AVO");
		assert_eq!(Amount(1).to_string(), "0.000001 AVO");
		assert_eq!(Amount(1_234_567_890).to_string(), "1,234.567890 AVO");
	}

	#[test]
	fn amounts_are_read_exactly() {
		let read = |text: &str| text.parse::<Amount>().map(|amount| amount.0).ok();
		assert_eq!(read("1"), Some(1_000_000));
		assert_eq!(read("0.000001"), Some(1));
		assert_eq!(read(".5"), Some(500_000));
		assert_eq!(read("12.50"), Some(12_500_000));
		for bad in [
			"",
			".",
			"1.",
			"-1",
			"+1",
			"1,5",
			"1.0000001",
			"1e3",
			" 1",
			"0x10",
			"NaN",
			"١",
		] {
			assert_eq!(read(bad), None, "{bad:?}");
		}
		assert_eq!(read(&u128::MAX.to_string()), None);
	}

	#[test]
	fn quantities_are_shown_in_the_unit_people_use() {
		assert_eq!(quantity(2_941_907, "watt-hour"), "2,941.907 kWh");
		assert_eq!(quantity(5, "gram"), "0.005 kg");
		assert_eq!(quantity(5, "litre"), "5 litre");
	}

	#[test]
	fn fractions_are_grouped_too() {
		assert_eq!(decimal(1_234_567.891, 2), "1,234,567.89");
		assert_eq!(decimal(-1234.5, 3), "-1,234.500");
		assert_eq!(decimal(12.0, 0), "12");
		assert_eq!(decimal(f64::NAN, 1), "NaN");
	}

	proptest! {
		#[test]
		fn what_is_shown_can_be_read_back(units in 0..u128::MAX / 2) {
			let shown = Amount(units).to_string().replace(',', "");
			let read: Amount = shown.trim_end_matches(" AVO").parse().unwrap();
			prop_assert_eq!(read, Amount(units));
		}

		#[test]
		fn no_text_panics(text in "\\PC*") {
			let _ = text.parse::<Amount>();
		}
	}
}
