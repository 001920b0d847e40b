//! Instants, periods and time zones. The zone database is the one built in, so that the same file
//! means the same everywhere.

use core::fmt;
use std::sync::LazyLock;

use jiff::{
	civil::{Date, DateTime, Time},
	tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase},
	Timestamp,
};
use serde::Serialize;

use crate::error::{Error, Result};

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// The last second that is taken for one: the end of the year 9998.
const LATEST: i64 = 253_370_764_799;

/// A half-open interval of time in unix seconds: `from` belongs to it, `until` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
	/// The first second.
	pub from: u64,
	/// The second after the last.
	pub until: u64,
}

impl Period {
	/// From `from` until before `until`.
	pub fn new(from: u64, until: u64) -> Result<Self> {
		let period = Self { from, until };
		if from >= until {
			return Err(Error::EmptyPeriod(period));
		}
		Ok(period)
	}

	/// Its length in seconds; 0 when it ends before it begins.
	pub const fn seconds(&self) -> u64 {
		self.until.saturating_sub(self.from)
	}
}

impl fmt::Display for Period {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{} to {}", show(self.from), show(self.until))
	}
}

/// An instant as text, in UTC.
pub fn show(seconds: u64) -> String {
	i64::try_from(seconds)
		.ok()
		.and_then(|seconds| Timestamp::from_second(seconds).ok())
		.map_or_else(
			|| format!("second {seconds}"),
			|instant| instant.to_string(),
		)
}

/// A time zone: a place of the IANA database, or a fixed offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
	name: String,
	zone: TimeZone,
}

impl Zone {
	/// Coordinated universal time.
	pub fn utc() -> Self {
		Self {
			name: "UTC".into(),
			zone: TimeZone::UTC,
		}
	}

	/// The zone with this name (`Europe/Amsterdam`) or offset (`+01:00`).
	pub fn named(name: &str) -> Result<Self> {
		let name = name.trim();
		let unknown = || Error::UnknownZone { name: name.into() };
		let zone = match name.as_bytes().first() {
			Some(b'+' | b'-') => TimeZone::fixed(offset(name).ok_or_else(unknown)?),
			_ => DATABASE.get(name).map_err(|_| unknown())?,
		};
		Ok(Self {
			name: name.into(),
			zone,
		})
	}

	/// Its name.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// The instant a date, or a date with a time, stands for; a date is its midnight here. A time
	/// with an offset needs no zone and keeps its own.
	pub fn instant(&self, text: &str) -> Result<u64> {
		let bad = || Error::BadDate { text: text.into() };
		let local = match Stamp::parse(text).ok_or_else(bad)? {
			Stamp::Instant(instant) => return Ok(instant),
			Stamp::Local(local) => local,
		};
		self.zone
			.to_ambiguous_timestamp(local)
			.compatible()
			.ok()
			.and_then(seconds)
			.ok_or_else(bad)
	}

	/// The beginning of the day `instant` lies in, and of the next one.
	pub(crate) fn day_of(&self, instant: u64) -> Option<Period> {
		let instant = Timestamp::from_second(i64::try_from(instant).ok()?).ok()?;
		let day = self.zone.to_offset(instant).to_datetime(instant).date();
		Some(Period {
			from: self.midnight(day)?,
			until: self.midnight(day.tomorrow().ok()?)?,
		})
	}

	/// The first instant of a day.
	fn midnight(&self, day: Date) -> Option<u64> {
		let local = DateTime::from_parts(day, Time::midnight());
		seconds(self.zone.to_ambiguous_timestamp(local).compatible().ok()?)
	}

	/// The instants a local time may stand for.
	pub(crate) fn resolve(&self, local: DateTime) -> Resolved {
		let at = |offset: Offset| offset.to_timestamp(local).ok().and_then(seconds);
		match self.zone.to_ambiguous_timestamp(local).offset() {
			AmbiguousOffset::Unambiguous { offset } => {
				at(offset).map_or(Resolved::None, Resolved::One)
			},
			AmbiguousOffset::Gap { .. } => Resolved::None,
			AmbiguousOffset::Fold { before, after } => match (at(before), at(after)) {
				(Some(before), Some(after)) => Resolved::Two(before, after),
				_ => Resolved::None,
			},
		}
	}
}

/// The instants a local time may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolved {
	/// The clocks skip it.
	None,
	/// The usual case.
	One(u64),
	/// The clocks repeat it.
	Two(u64, u64),
}

/// A timestamp as it stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
	/// With an offset.
	Instant(u64),
	/// Without.
	Local(DateTime),
}

impl Stamp {
	/// `YYYY-MM-DD[(T| )hh:mm[:ss[.fff]]][ ](Z|±hh[[:]mm])?`. Fractions of a second must be zero.
	pub(crate) fn parse(text: &str) -> Option<Self> {
		let bytes = text.trim().as_bytes();
		let (date, rest) = bytes.split_at_checked(10)?;
		let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *date else {
			return None;
		};
		let year = i16::from(pair(y0, y1)?).checked_mul(100)? + i16::from(pair(y2, y3)?);
		let date = Date::new(year, pair(m0, m1)?, pair(d0, d1)?).ok()?;
		let (mut hour, mut minute, mut second) = (0, 0, 0);
		let mut rest = rest;
		if let [b'T' | b't' | b' ', h0, h1, b':', m0, m1, tail @ ..] = rest {
			hour = pair(*h0, *h1)?;
			minute = pair(*m0, *m1)?;
			rest = tail;
			if let [b':', s0, s1, tail @ ..] = rest {
				second = pair(*s0, *s1)?;
				rest = tail;
				if let [b'.' | b',', tail @ ..] = rest {
					let zeros = tail.iter().take_while(|byte| **byte == b'0').count();
					rest = tail.get(zeros..)?;
				}
			}
		}
		let local = DateTime::from_parts(date, Time::new(hour, minute, second, 0).ok()?);
		let tail = core::str::from_utf8(rest).ok()?.trim_start();
		if tail.is_empty() {
			return Some(Self::Local(local));
		}
		let offset = match tail {
			"Z" | "z" | "UTC" => Offset::UTC,
			_ => offset(tail)?,
		};
		seconds(offset.to_timestamp(local).ok()?).map(Self::Instant)
	}
}

/// Two digits.
fn pair(tens: u8, ones: u8) -> Option<i8> {
	let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
	i8::try_from(digit(tens)? * 10 + digit(ones)?).ok()
}

/// `±hh`, `±hhmm` or `±hh:mm`.
fn offset(text: &str) -> Option<Offset> {
	let (sign, digits) = match *text.as_bytes() {
		[b'+', ref digits @ ..] => (1, digits),
		[b'-', ref digits @ ..] => (-1, digits),
		_ => return None,
	};
	let (hours, minutes) = match *digits {
		[h0, h1] => (pair(h0, h1)?, 0),
		[h0, h1, m0, m1] | [h0, h1, b':', m0, m1] => (pair(h0, h1)?, pair(m0, m1)?),
		_ => return None,
	};
	if hours > 15 || minutes > 59 {
		return None;
	}
	Offset::from_seconds(sign * (i32::from(hours) * 3_600 + i32::from(minutes) * 60)).ok()
}

/// Unix seconds, of instants between 1970 and 9998.
fn seconds(instant: Timestamp) -> Option<u64> {
	let seconds = instant.as_second();
	(seconds <= LATEST)
		.then_some(seconds)
		.and_then(|seconds| u64::try_from(seconds).ok())
}
