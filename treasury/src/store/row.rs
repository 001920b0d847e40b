//! Reading columns into what they mean.

use std::str::FromStr;

use sqlx::{any::AnyRow, Row};

use super::Conn;
use crate::{
	error::{Error, Result},
	hex32::Hex32,
	money::{Cents, Currency},
};

pub(super) fn int(row: &AnyRow, column: &str) -> Result<i64> {
	Ok(row.try_get(column)?)
}

pub(super) fn int_or_none(row: &AnyRow, column: &str) -> Result<Option<i64>> {
	Ok(row.try_get(column)?)
}

pub(super) fn text(row: &AnyRow, column: &str) -> Result<String> {
	Ok(row.try_get(column)?)
}

pub(super) fn text_or_none(row: &AnyRow, column: &str) -> Result<Option<String>> {
	Ok(row.try_get(column)?)
}

/// A text that means something.
pub(super) fn parsed<T: FromStr>(row: &AnyRow, column: &str) -> Result<T> {
	let text: String = row.try_get(column)?;
	parse(&text, column)
}

pub(super) fn parsed_or_none<T: FromStr>(row: &AnyRow, column: &str) -> Result<Option<T>> {
	let text: Option<String> = row.try_get(column)?;
	text.map(|text| parse(&text, column)).transpose()
}

fn parse<T: FromStr>(text: &str, column: &str) -> Result<T> {
	text.parse()
		.map_err(|_| Error::Inconsistent(format!("the column {column} holds something else")))
}

pub(super) fn id(row: &AnyRow, column: &str) -> Result<u64> {
	u64::try_from(int(row, column)?)
		.map_err(|_| Error::Inconsistent(format!("the column {column} is negative")))
}

pub(super) fn id_or_none(row: &AnyRow, column: &str) -> Result<Option<u64>> {
	int_or_none(row, column)?
		.map(|n| {
			u64::try_from(n)
				.map_err(|_| Error::Inconsistent(format!("the column {column} is negative")))
		})
		.transpose()
}

pub(super) fn day(row: &AnyRow, column: &str) -> Result<u32> {
	u32::try_from(int(row, column)?)
		.map_err(|_| Error::Inconsistent(format!("the column {column} is not a day")))
}

pub(super) fn day_or_none(row: &AnyRow, column: &str) -> Result<Option<u32>> {
	int_or_none(row, column)?
		.map(|n| {
			u32::try_from(n)
				.map_err(|_| Error::Inconsistent(format!("the column {column} is not a day")))
		})
		.transpose()
}

pub(super) fn cents(row: &AnyRow, column: &str) -> Result<Cents> {
	int(row, column).map(Cents)
}

pub(super) fn cents_or_none(row: &AnyRow, column: &str) -> Result<Option<Cents>> {
	Ok(int_or_none(row, column)?.map(Cents))
}

pub(super) fn currency(row: &AnyRow, column: &str) -> Result<Currency> {
	parsed(row, column)
}

pub(super) fn hex32(row: &AnyRow, column: &str) -> Result<Hex32> {
	parsed(row, column)
}

/// What goes into a BIGINT.
pub(super) fn big(n: u64) -> Result<i64> {
	i64::try_from(n).map_err(|_| Error::Inconsistent("a number is too large for the books".into()))
}

/// The next number of a table. Right only in a write transaction, and of tables nothing is deleted
/// from: a number that was used once must not come to mean something else.
pub(super) async fn next_id(conn: &mut Conn, table: &'static str) -> Result<i64> {
	let query = format!("SELECT COALESCE(MAX(id), 0) + 1 AS n FROM {table}");
	let row = sqlx::query(&query).fetch_one(conn).await?;
	int(&row, "n")
}

/// Words of a column and the variants they stand for. A word is taken as `tt`: as `literal` the derive of the
/// API's description does not see it, and names the variants instead.
macro_rules! words {
	($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:tt,)+ }) => {
		$(#[$meta])*
		#[derive(
			Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
			serde::Deserialize, utoipa::ToSchema,
		)]
		pub enum $name {
			$($(#[$doc])* #[serde(rename = $word)] $variant,)+
		}

		impl $name {
			/// All of them.
			pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

			/// The word.
			pub fn as_str(self) -> &'static str {
				match self {
					$(Self::$variant => $word,)+
				}
			}
		}

		impl std::str::FromStr for $name {
			type Err = $crate::error::Error;

			fn from_str(word: &str) -> $crate::error::Result<Self> {
				match word {
					$($word => Ok(Self::$variant),)+
					_ => Err($crate::error::Error::Inconsistent(format!(
						concat!("\"{}\" is no ", stringify!($name)), word
					))),
				}
			}
		}

		impl std::fmt::Display for $name {
			fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
				f.pad(self.as_str())
			}
		}
	};
}
pub(super) use words;
