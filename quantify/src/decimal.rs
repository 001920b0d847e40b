//! Decimal numbers as meters write them, without the detour over floats.

/// Digits that are kept. Eighteen times the largest unit over the longest interval fits an `i128`.
const DIGITS: u32 = 18;

/// `mantissa · 10^exponent`. Normal form: the mantissa does not end in 0, and zero is `0·10^0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
	mantissa: i64,
	exponent: i32,
	/// Whether digits were dropped.
	cut: bool,
}

/// A number of units as microjoules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scaled {
	pub(crate) value: i64,
	/// Whether it lies between two integers and was rounded to the nearest.
	pub(crate) rounded: bool,
}

impl Decimal {
	/// `[+-]digits[.digits][e[+-]digits]`; `point` separates the fraction.
	pub(crate) fn parse(text: &str, point: u8) -> Option<Self> {
		let (negative, digits) = match *text.as_bytes() {
			[b'-', ref rest @ ..] => (true, rest),
			[b'+', ref rest @ ..] => (false, rest),
			ref rest => (false, rest),
		};
		let (mut mantissa, mut exponent, mut kept, mut cut) = (0_i64, 0_i32, 0, false);
		let (mut any, mut fraction) = (false, false);
		let mut rest = digits;
		while let [byte, tail @ ..] = rest {
			if byte.is_ascii_digit() {
				any = true;
				if kept < DIGITS {
					mantissa = mantissa * 10 + i64::from(byte - b'0');
					kept += u32::from(mantissa != 0);
					exponent = exponent.checked_sub(i32::from(fraction))?;
				} else {
					cut |= *byte != b'0';
					exponent = exponent.checked_add(i32::from(!fraction))?;
				}
			} else if *byte == point && !fraction {
				fraction = true;
			} else {
				break;
			}
			rest = tail;
		}
		if !any {
			return None;
		}
		if let [b'e' | b'E', tail @ ..] = rest {
			let tail = core::str::from_utf8(tail).ok()?;
			exponent = exponent.checked_add(tail.parse::<i16>().ok()?.into())?;
			rest = &[];
		}
		let mantissa = if negative { -mantissa } else { mantissa };
		rest.is_empty().then(|| {
			Self {
				mantissa,
				exponent,
				cut,
			}
			.normal()
		})
	}

	/// The same, ten to the `power` times.
	pub(crate) fn shifted(self, power: i32) -> Option<Self> {
		Some(
			Self {
				exponent: self.exponent.checked_add(power)?,
				..self
			}
			.normal(),
		)
	}

	fn normal(mut self) -> Self {
		if self.mantissa == 0 {
			self.exponent = 0;
		}
		while self.mantissa != 0 && self.mantissa % 10 == 0 {
			self.mantissa /= 10;
			self.exponent = self.exponent.saturating_add(1);
		}
		self
	}

	/// `self · factor`, to the nearest integer, halves away from zero. None if it does not fit.
	pub(crate) fn scaled(self, factor: i128) -> Option<Scaled> {
		let product = i128::from(self.mantissa).checked_mul(factor)?;
		let power = self.exponent.unsigned_abs();
		let (value, rest) = match (10_i128.checked_pow(power), self.exponent < 0) {
			(Some(scale), false) => (product.checked_mul(scale)?, 0),
			(Some(scale), true) => {
				let half = scale / 2 * product.signum();
				(product.checked_add(half)? / scale, product % scale)
			},
			// Smaller than any integer but zero.
			(None, true) => (0, product),
			(None, false) => (product.eq(&0).then_some(0)?, 0),
		};
		let value = i64::try_from(value).ok()?;
		Some(Scaled {
			value,
			rounded: self.cut || rest != 0,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn scaled(text: &str, factor: i128) -> Option<(i64, bool)> {
		Decimal::parse(text, b'.')?
			.scaled(factor)
			.map(|it| (it.value, it.rounded))
	}

	#[rstest::rstest]
	#[case("0", 7, Some((0, false)))]
	#[case("-2.8601", 900_000_000, Some((-2_574_090_000, false)))]
	#[case("1.50e1", 2, Some((30, false)))]
	#[case("5e-05", 1_000_000, Some((50, false)))]
	#[case("0.5", 1, Some((1, true)))]
	#[case("-0.5", 1, Some((-1, true)))]
	#[case("0.49999999999999999999", 1, Some((0, true)))]
	#[case("1e-30000", 1, Some((0, true)))]
	#[case("1e30000", 1, None)]
	#[case("0e30000", 1, Some((0, false)))]
	#[case("9223372036854775807", 1, Some((9_223_372_036_854_775_800, true)))]
	#[case("9223372036854775807", 10, None)]
	#[case("123456789012345678900", 1, None)]
	#[case("+.5", 10, Some((5, false)))]
	#[case("7.", 1, Some((7, false)))]
	#[case("", 1, None)]
	#[case(".", 1, None)]
	#[case("-", 1, None)]
	#[case("1,5", 1, None)]
	#[case("1.5.2", 1, None)]
	#[case("0x10", 1, None)]
	#[case("inf", 1, None)]
	#[case("1e", 1, None)]
	#[case("1e5x", 1, None)]
	fn decimals(#[case] text: &str, #[case] factor: i128, #[case] expected: Option<(i64, bool)>) {
		assert_eq!(scaled(text, factor), expected);
	}

	#[test]
	fn the_same_number_is_equal_however_it_is_written() {
		let same = |text| Decimal::parse(text, b'.');
		assert_eq!(same("1.50"), same("15e-1"));
		assert_eq!(same("-0.0"), same("0"));
	}
}
