//! Money: whole cents and a currency.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

use crate::{
	amount::grouped,
	chain::api::runtime::Currency,
	error::{Error, Result},
};

/// Cents in a unit of a currency. Of those that are redeemed, all have a hundred.
const CENTS: u128 = 100;

/// The letters of a currency, such as EUR.
pub fn letters(currency: &Currency) -> String {
	String::from_utf8_lossy(&currency.0).into_owned()
}

/// A currency as people write it: three letters of ISO 4217.
pub fn currency(text: &str) -> Result<Currency> {
	<[u8; 3]>::try_from(text.to_uppercase().as_bytes())
		.ok()
		.filter(|letters| letters.iter().all(u8::is_ascii_uppercase))
		.map(Currency)
		.ok_or_else(|| {
			Error::input(format!(
				"\"{text}\" is not a currency: write three letters, such as EUR."
			))
		})
}

/// An amount of money in cents. In JSON a string of cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Money(pub u128);

impl Money {
	/// With its currency, as in `12.50 EUR`.
	pub fn of(self, currency: &str) -> String {
		format!("{self} {currency}")
	}
}

impl fmt::Display for Money {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}.{:02}", grouped(self.0 / CENTS), self.0 % CENTS)
	}
}

impl FromStr for Money {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let read = || {
			let (whole, part) = text.split_once('.').unwrap_or((text, ""));
			let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
			if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
				return None;
			}
			if text.ends_with('.') {
				return None;
			}
			let cents: u128 = format!("{part:0<2}").parse().ok()?;
			let whole: u128 = whole.parse().ok()?;
			whole.checked_mul(CENTS)?.checked_add(cents)
		};
		read().map(Self).ok_or_else(|| {
			Error::input(format!(
				"\"{text}\" is not an amount of money: write 1250 or 1250.50, without the currency."
			))
		})
	}
}

impl Serialize for Money {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.0.to_string())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn money_is_read_and_written_to_the_cent() {
		for (text, cents) in [
			("0.01", 1),
			("12", 1_200),
			("12.5", 1_250),
			("1250.50", 125_050),
		] {
			assert_eq!(text.parse::<Money>().unwrap(), Money(cents));
		}
		assert_eq!(Money(125_050).of("EUR"), "1,250.50 EUR");
		for bad in ["", ".5", "1.", "1.234", "-1", "1,5", "12 EUR", "1e3"] {
			assert!(bad.parse::<Money>().is_err(), "{bad}");
		}
	}

	#[test]
	fn a_currency_has_three_letters() {
		assert_eq!(letters(&currency("eur").unwrap()), "EUR");
		for bad in ["", "EU", "EURO", "E1R"] {
			assert!(currency(bad).is_err(), "{bad}");
		}
	}
}
