//! Quantities as people write them, and the exact integers the chain keeps. A value that an integer
//! cannot hold exactly is refused, never rounded.

use civic_primitives::{ActivityUnit, Balance, Moment, WHOLE};

/// A decimal number without floating point: `digits` × 10^-`places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
	digits: u128,
	places: u32,
}

impl Decimal {
	/// `0.38378`, `1_200`, `20`. No sign, no exponent; `_` between digits is ignored.
	fn parse(text: &str) -> Result<Self, String> {
		let wrong = || {
			format!("`{text}` is not a number: write digits with at most one point, such as 383.78")
		};
		let (whole, fraction) = match text.split_once('.') {
			Some((_, "")) | Some(("", _)) => return Err(wrong()),
			Some(parts) => parts,
			None => (text, ""),
		};
		let mut digits: u128 = 0;
		let mut seen = false;
		for byte in whole.bytes().chain(fraction.bytes()) {
			match byte {
				b'0'..=b'9' => {
					seen = true;
					digits = digits
						.checked_mul(10)
						.and_then(|shifted| shifted.checked_add(u128::from(byte - b'0')))
						.ok_or_else(|| format!("`{text}` has too many digits"))?;
				},
				b'_' if seen => (),
				_ => return Err(wrong()),
			}
		}
		if !seen {
			return Err(wrong());
		}
		let places = fraction.bytes().filter(u8::is_ascii_digit).count();
		let places = u32::try_from(places).map_err(|_| wrong())?;
		Ok(Self { digits, places })
	}

	/// The number × `scale`, when that is a whole number.
	fn times(self, scale: u128) -> Option<u128> {
		let product = self.digits.checked_mul(scale)?;
		let divisor = 10u128.checked_pow(self.places)?;
		product.is_multiple_of(divisor).then(|| product / divisor)
	}
}

/// Split `12 kg` into the number and the unit behind it.
fn with_unit(text: &str) -> (&str, &str) {
	let text = text.trim();
	let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'));
	let (number, unit) = text.split_at(end.unwrap_or(text.len()));
	(number, unit.trim())
}

/// `number` × `scale` as an integer of at most 64 bits, or why not.
fn exact_u64(number: &str, scale: u128, grain: &str) -> Result<u64, String> {
	let whole = Decimal::parse(number)?
		.times(scale)
		.ok_or_else(|| format!("{number} is finer than the smallest step, {grain}"))?;
	u64::try_from(whole).map_err(|_| format!("{number} is too large"))
}

/// An emission factor, `383.78 g/kWh`, as mg CO2e per 1,000 of `unit`.
pub(crate) fn factor(text: &str, unit: ActivityUnit) -> Result<u64, String> {
	let thousand = thousand_of(unit);
	let (number, behind) = with_unit(text);
	let scale = match behind.split_once('/') {
		Some((mass, per)) if per.trim() == thousand => match mass.trim() {
			"kg" => Some(1_000_000),
			"g" => Some(1_000),
			"mg" => Some(1),
			_ => None,
		},
		_ => None,
	};
	let scale = scale.ok_or_else(|| {
		format!("expected kg, g or mg of CO2e per {thousand}, such as \"383.78 g/{thousand}\"")
	})?;
	exact_u64(number, scale, &format!("1 mg/{thousand}"))
}

/// The name of 1,000 of `unit`.
pub(crate) fn thousand_of(unit: ActivityUnit) -> &'static str {
	match unit {
		ActivityUnit::WattHour => "kWh",
		ActivityUnit::PassengerMetre => "pkm",
		ActivityUnit::Gram => "kg",
	}
}

/// A share, `12.5 %`, in parts of [`WHOLE`].
pub(crate) fn share(text: &str) -> Result<u32, String> {
	let (number, "%") = with_unit(text) else {
		return Err("expected a percentage from 0 % to 100 %, such as \"12.5 %\"".into());
	};
	let parts = exact_u64(number, u128::from(WHOLE / 100), "0.0001 %")?;
	match u32::try_from(parts) {
		Ok(parts) if parts <= WHOLE => Ok(parts),
		_ => Err("expected at most 100 %".into()),
	}
}

/// A length of time, `90 s`, `30 days`, in seconds.
pub(crate) fn duration(text: &str) -> Result<Moment, String> {
	let (number, unit) = with_unit(text);
	let seconds = match unit {
		"s" | "second" | "seconds" => 1,
		"min" | "minute" | "minutes" => 60,
		"h" | "hour" | "hours" => 3_600,
		"day" | "days" => 86_400,
		"week" | "weeks" => 604_800,
		_ => {
			return Err(
				"expected a length of time in s, min, h, days or weeks, such as \"30 days\"".into(),
			)
		},
	};
	exact_u64(number, seconds, "1 s")
}

/// A mass of CO2e, `1_200 t`, in mg: the token's smallest unit.
pub(crate) fn mass(text: &str) -> Result<Balance, String> {
	let (number, unit) = with_unit(text);
	let scale = match unit {
		"t" => 1_000_000_000,
		"kg" => 1_000_000,
		"g" => 1_000,
		"mg" => 1,
		_ => return Err("expected a mass of CO2e in t, kg, g or mg, such as \"1_200 t\"".into()),
	};
	Decimal::parse(number)?
		.times(scale)
		.ok_or_else(|| format!("{number} is too large, or finer than the smallest step, 1 mg"))
}

/// A time to compute, `100 ms`, in microseconds: what allowance is counted in.
pub(crate) fn computing(text: &str) -> Result<Balance, String> {
	let (number, unit) = with_unit(text);
	let scale = match unit {
		"s" => 1_000_000,
		"ms" => 1_000,
		"us" => 1,
		_ => return Err("expected a time to compute in s, ms or us, such as \"100 ms\"".into()),
	};
	exact_u64(number, scale, "1 us").map(Balance::from)
}

/// An amount of the token named `symbol`, `5 AVO`, in its smallest unit.
pub(crate) fn tokens(text: &str, symbol: &str, decimals: u8) -> Result<Balance, String> {
	let (number, unit) = with_unit(text);
	if unit != symbol {
		return Err(format!(
			"expected an amount of {symbol}, such as \"5 {symbol}\""
		));
	}
	10u128
		.checked_pow(u32::from(decimals))
		.and_then(|scale| Decimal::parse(number).ok()?.times(scale))
		.ok_or_else(|| {
			format!("`{number}` is not an amount of {symbol} with at most {decimals} decimals")
		})
}

#[cfg(test)]
mod tests {
	use super::*;
	use ActivityUnit::*;

	#[test]
	fn decimals_are_exact() {
		assert_eq!(
			Decimal::parse("0.38378"),
			Ok(Decimal {
				digits: 38378,
				places: 5
			})
		);
		assert_eq!(
			Decimal::parse("1_200"),
			Ok(Decimal {
				digits: 1200,
				places: 0
			})
		);
		for wrong in ["", ".", "1.", ".5", "-1", "1e3", "1,5", "_1", "1.2.3", "٣"] {
			assert!(Decimal::parse(wrong).is_err(), "{wrong}");
		}
		assert!(Decimal::parse(&"9".repeat(40))
			.unwrap_err()
			.contains("too many digits"));
	}

	#[test]
	fn factors_become_milligrams_per_thousand_units() {
		assert_eq!(factor("383.78 g/kWh", WattHour), Ok(383_780));
		assert_eq!(factor("0.38378 kg/kWh", WattHour), Ok(383_780));
		assert_eq!(factor("383780 mg/kWh", WattHour), Ok(383_780));
		assert_eq!(factor("0.145 kg/pkm", PassengerMetre), Ok(145_000));
		assert_eq!(factor("1.5 kg / kg", Gram), Ok(1_500_000));
		assert!(factor("383.7805 g/kWh", WattHour)
			.unwrap_err()
			.contains("finer"));
		assert!(factor("383.78", WattHour).unwrap_err().contains("g/kWh"));
		assert!(factor("383.78 kg/MWh", WattHour)
			.unwrap_err()
			.contains("per kWh"));
		assert!(factor("383.78 g/kWh", Gram).unwrap_err().contains("per kg"));
		assert!(factor("99999999999999999 kg/kWh", WattHour)
			.unwrap_err()
			.contains("too large"));
	}

	#[test]
	fn shares_are_parts_of_a_whole() {
		assert_eq!(share("100 %"), Ok(WHOLE));
		assert_eq!(share("12.5%"), Ok(125_000));
		assert_eq!(share("0.0001 %"), Ok(1));
		assert!(share("0.00001 %").unwrap_err().contains("finer"));
		assert!(share("100.0001 %").unwrap_err().contains("at most"));
		assert!(share("0.5").unwrap_err().contains("percentage"));
		assert!(share("-5 %").is_err());
	}

	#[test]
	fn durations_are_seconds() {
		assert_eq!(duration("90 s"), Ok(90));
		assert_eq!(duration("1.5 min"), Ok(90));
		assert_eq!(duration("30 days"), Ok(2_592_000));
		assert_eq!(duration("2 weeks"), Ok(1_209_600));
		assert!(duration("0.1 s").unwrap_err().contains("finer"));
		assert!(duration("1 month").unwrap_err().contains("30 days"));
		assert!(duration("soon").is_err());
	}

	#[test]
	fn masses_are_milligrams() {
		assert_eq!(mass("1_200 t"), Ok(1_200_000_000_000));
		assert_eq!(mass("0.5 kg"), Ok(500_000));
		assert!(mass("0.5 mg").unwrap_err().contains("finer"));
		assert!(mass("5 tonnes").unwrap_err().contains("1_200 t"));
	}

	#[test]
	fn computing_times_are_microseconds() {
		assert_eq!(computing("100 ms"), Ok(100_000));
		assert_eq!(computing("1.5 s"), Ok(1_500_000));
		assert!(computing("0.5 us").unwrap_err().contains("finer"));
		assert!(computing("1 min").unwrap_err().contains("100 ms"));
	}

	#[test]
	fn amounts_name_their_token() {
		assert_eq!(tokens("5 AVO", "AVO", 6), Ok(5_000_000));
		assert_eq!(tokens("0.000001 AVO", "AVO", 6), Ok(1));
		assert!(tokens("0.0000001 AVO", "AVO", 6).is_err());
		assert!(tokens("5", "AVO", 6).unwrap_err().contains("5 AVO"));
		assert!(tokens("5 EUR", "AVO", 6).unwrap_err().contains("AVO"));
	}
}
