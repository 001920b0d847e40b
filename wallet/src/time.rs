//! Moments: unix seconds on chain, RFC 3339 for people.

use jiff::{civil::Date, tz::TimeZone, Timestamp};
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Result};

/// A point in time, in whole seconds. In JSON RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
	/// By this machine's clock. The chain has its own: this one only helps a person.
	pub fn now() -> Self {
		Self(u64::try_from(Timestamp::now().as_second()).unwrap_or(0))
	}

	/// RFC 3339 in UTC.
	pub fn utc(&self) -> String {
		match self.timestamp() {
			Some(at) => at.to_string(),
			None => format!("@{}", self.0),
		}
	}

	/// RFC 3339 in this machine's time zone.
	pub fn local(&self) -> String {
		match self.timestamp() {
			Some(at) => at
				.to_zoned_datetime(TimeZone::system())
				.strftime("%Y-%m-%dT%H:%M:%S%:z")
				.to_string(),
			None => format!("@{}", self.0),
		}
	}

	/// The calendar year it falls in, in UTC.
	pub fn year(&self) -> u32 {
		let year = self
			.timestamp()
			.map(|at| at.to_zoned_datetime(TimeZone::UTC).year());
		year.and_then(|year| u32::try_from(year).ok())
			.unwrap_or_default()
	}

	fn timestamp(&self) -> Option<Timestamp> {
		i64::try_from(self.0)
			.ok()
			.and_then(|at| Timestamp::from_second(at).ok())
	}
}

impl std::fmt::Display for Moment {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(&self.local())
	}
}

impl std::str::FromStr for Moment {
	type Err = Error;

	/// `2026-12-31` (midnight UTC), `2026-12-31T18:00:00+01:00`, or `@1798740000`.
	fn from_str(text: &str) -> Result<Self> {
		let no = || {
			Error::input(format!(
				"\"{text}\" is not a date. Write 2026-12-31, or 2026-12-31T18:00:00Z with a time."
			))
		};
		if let Some(seconds) = text.strip_prefix('@') {
			return seconds.parse().map(Self).map_err(|_| no());
		}
		let second = if text.contains(['T', 't', ' ']) {
			text.parse::<Timestamp>().map_err(|_| no())?.as_second()
		} else {
			let date = text.parse::<Date>().map_err(|_| no())?;
			date.to_zoned_datetime(TimeZone::UTC)
				.map_err(|_| no())?
				.timestamp()
				.as_second()
		};
		u64::try_from(second).map(Self).map_err(|_| no())
	}
}

impl Serialize for Moment {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.utc())
	}
}

impl<'de> Deserialize<'de> for Moment {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?
			.parse()
			.map_err(de::Error::custom)
	}
}

/// A length of time in its largest whole unit and the rest: `2 d 3 h`.
pub fn span(seconds: u64) -> String {
	let parts = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
	let mut left = seconds;
	let mut said = Vec::new();
	for (size, name) in parts {
		if left >= size {
			said.push(format!("{} {name}", left / size));
			left %= size;
		}
	}
	if said.is_empty() {
		return "0 s".into();
	}
	said.truncate(2);
	said.join(" ")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn dates_and_moments_are_read_and_nothing_else() {
		let read = |text: &str| text.parse::<Moment>().ok().map(|at| at.0);
		assert_eq!(read("1970-01-02"), Some(86_400));
		assert_eq!(read("1970-01-01T01:00:00+01:00"), Some(0));
		assert_eq!(read("2026-11-23T12:00:00Z"), Some(1_795_435_200));
		assert_eq!(read("@7"), Some(7));
		for bad in [
			"",
			"2026",
			"31.12.2026",
			"2026-13-01",
			"2026-02-30",
			"tomorrow",
			"1969-12-31",
			"@x",
		] {
			assert_eq!(read(bad), None, "{bad:?}");
		}
	}

	#[test]
	fn moments_are_written_as_rfc_3339() {
		assert_eq!(Moment(1_795_435_200).utc(), "2026-11-23T12:00:00Z");
		assert_eq!(Moment(u64::MAX).utc(), format!("@{}", u64::MAX));
		assert_eq!(Moment(1_798_761_599).year(), 2026);
		assert_eq!(Moment(1_798_761_600).year(), 2027);
	}

	#[test]
	fn spans_have_two_parts_at_most() {
		assert_eq!(span(0), "0 s");
		assert_eq!(span(61), "1 min 1 s");
		assert_eq!(span(2 * 86_400 + 3 * 3_600 + 5), "2 d 3 h");
	}
}
