//! Money: whole minor units of a currency, never a fraction.

use std::{fmt, iter::Sum, str::FromStr};

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents). The chain's `u128` is refused where it does not fit.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Serialize,
	Deserialize,
	utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

/// An amount that cannot be read or held.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
	/// Not a decimal number.
	#[error("not a decimal amount")]
	Malformed,
	/// Parts of a minor unit.
	#[error("smaller than a minor unit")]
	TooFine,
	/// Outside of what can be held.
	#[error("too large an amount")]
	TooLarge,
}

impl Cents {
	/// Nothing.
	pub const ZERO: Self = Self(0);

	/// The sum, if it can be held.
	pub fn checked_add(self, other: Self) -> Option<Self> {
		self.0.checked_add(other.0).map(Self)
	}

	/// The difference, if it can be held.
	pub fn checked_sub(self, other: Self) -> Option<Self> {
		self.0.checked_sub(other.0).map(Self)
	}

	/// How much more this is than another; nothing where it is not.
	#[must_use]
	pub fn less(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0).max(0))
	}

	/// Whether it is more than nothing.
	pub fn is_positive(self) -> bool {
		self.0 > 0
	}
}

impl fmt::Display for Cents {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.pad(&sepa::ct_to_eur_str(self.0))
	}
}

impl FromStr for Cents {
	type Err = NotMoney;

	/// Reads `"12.34"` as a bank writes it.
	fn from_str(text: &str) -> Result<Self, NotMoney> {
		sepa::ct_from_eur_str(text).map(Self).map_err(|e| match e {
			sepa::AmountError::Overflow { .. } => NotMoney::TooLarge,
			sepa::AmountError::SubCentPrecision { .. } => NotMoney::TooFine,
			_ => NotMoney::Malformed,
		})
	}
}

impl TryFrom<u128> for Cents {
	type Error = NotMoney;

	fn try_from(minor: u128) -> Result<Self, NotMoney> {
		i64::try_from(minor)
			.map(Self)
			.map_err(|_| NotMoney::TooLarge)
	}
}

impl From<Cents> for i64 {
	fn from(Cents(minor): Cents) -> Self {
		minor
	}
}

impl Sum for Cents {
	/// Saturates: a sum that cannot be held shows as the largest amount and fails every comparison.
	fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
		Self(amounts.fold(0i64, |sum, Self(minor)| sum.saturating_add(minor)))
	}
}

/// An ISO 4217 code: three capitals.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Serialize,
	Deserialize,
	utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "EUR")]
pub struct Currency([u8; 3]);

/// A text that is no currency code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three capital letters, as EUR")]
pub struct NotCurrency;

impl Currency {
	/// The euro.
	pub const EUR: Self = Self(*b"EUR");

	/// The three letters.
	pub fn code(self) -> [u8; 3] {
		self.0
	}
}

impl TryFrom<[u8; 3]> for Currency {
	type Error = NotCurrency;

	fn try_from(code: [u8; 3]) -> Result<Self, NotCurrency> {
		match code.iter().all(u8::is_ascii_uppercase) {
			true => Ok(Self(code)),
			false => Err(NotCurrency),
		}
	}
}

impl FromStr for Currency {
	type Err = NotCurrency;

	fn from_str(text: &str) -> Result<Self, NotCurrency> {
		<[u8; 3]>::try_from(text.as_bytes())
			.map_err(|_| NotCurrency)?
			.try_into()
	}
}

impl TryFrom<String> for Currency {
	type Error = NotCurrency;

	fn try_from(text: String) -> Result<Self, NotCurrency> {
		text.parse()
	}
}

impl From<Currency> for String {
	fn from(currency: Currency) -> Self {
		currency.to_string()
	}
}

impl fmt::Display for Currency {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&String::from_utf8_lossy(&self.0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_read_to_the_cent() {
		assert_eq!("12.34".parse(), Ok(Cents(1234)));
		assert_eq!("12.340".parse(), Ok(Cents(1234)));
		assert_eq!("12.345".parse::<Cents>(), Err(NotMoney::TooFine));
		assert_eq!("12,34".parse::<Cents>(), Err(NotMoney::Malformed));
		assert_eq!("".parse::<Cents>(), Err(NotMoney::Malformed));
		assert_eq!(
			Cents::try_from(u128::from(u64::MAX)),
			Err(NotMoney::TooLarge)
		);
		assert_eq!(Cents(-1234).to_string(), "-12.34");
	}

	#[test]
	fn a_currency_is_three_capitals() {
		assert_eq!("EUR".parse(), Ok(Currency::EUR));
		for bad in ["eur", "EU", "EURO", "E R", "€"] {
			assert_eq!(bad.parse::<Currency>(), Err(NotCurrency));
		}
	}
}
