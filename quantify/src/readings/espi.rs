//! Green Button: ESPI (NAESB REQ.21) resources in an Atom feed.

use std::collections::{BTreeMap, HashMap};

use quick_xml::{
	events::{BytesStart, Event},
	Reader,
};

use super::{
	series::{assemble, Row},
	Format, Options, Readings,
};
use crate::{
	decimal::Decimal,
	error::{Error, Result},
	quality::Findings,
	unit::Unit,
};

/// Codes of `ReadingQuality` for values that nobody measured: estimated (8, 9), questionable (10),
/// projected (12).
const ESTIMATED: &[&str] = &["8", "9", "10", "12"];

/// Codes of `accumulationBehaviour` for the state of a register rather than the use in an interval.
const REGISTER: &[&str] = &["1", "2", "3"];

/// Elements within elements. ESPI has nine.
const DEEPEST: usize = 64;

/// Read `text`.
pub(super) fn read(text: &str, options: &Options) -> Result<Readings> {
	let feed = Feed::parse(text, options.max_rows)?;
	let series = feed.series()?;
	let chosen = match (options.series, series.as_slice()) {
		(_, []) => return Err(Error::NoReadings),
		(None | Some(1), [only]) => only,
		(None, several) => {
			let titles: Vec<_> = several.iter().map(|it| it.title.as_str()).take(8).collect();
			return Err(Error::SeveralSeries {
				count: several.len(),
				titles: titles.join(", "),
			});
		},
		(Some(chosen), several) => chosen
			.checked_sub(1)
			.and_then(|index| several.get(index))
			.ok_or(Error::NoSuchSeries {
				count: several.len(),
				chosen,
			})?,
	};
	let unit = chosen.kind.unit()?;
	let power = chosen.kind.multiplier()?;
	let default_length = chosen.kind.interval_length()?;

	let mut findings = Findings::default();
	let mut rows = Vec::new();
	for reading in chosen.blocks.iter().flat_map(|block| &block.readings) {
		findings.estimated += u64::from(reading.estimated);
		rows.push(reading.row(unit, power, default_length)?);
	}
	let intervals = assemble(rows, &mut findings)?;
	Ok(Readings {
		intervals,
		unit,
		format: Format::GreenButton,
		findings,
	})
}

/// A text, and where its element ends.
type Field = Option<(String, u64)>;

/// `ReadingType`: what the values count.
#[derive(Debug, Default)]
struct Kind {
	position: u64,
	uom: Field,
	multiplier: Field,
	behaviour: Field,
	length: Field,
}

impl Kind {
	fn unit(&self) -> Result<Unit> {
		let wrong = |position, reason| Error::Espi {
			element: "ReadingType",
			position,
			reason,
		};
		if let Some((code, position)) = &self.behaviour {
			if REGISTER.contains(&code.as_str()) {
				return Err(wrong(
					*position,
					format!(
						"holds the state of a register (accumulationBehaviour {code}), not the use \
						 in each interval: export interval data"
					),
				));
			}
		}
		let Some((code, position)) = &self.uom else {
			return Err(wrong(
				self.position,
				"does not say the unit (uom): ask the supplier for a complete file".into(),
			));
		};
		Ok(match code.as_str() {
			"31" => Unit::J,
			"38" => Unit::W,
			"72" => Unit::Wh,
			"132" => Unit::Btu,
			"169" => Unit::Therm,
			_ => {
				return Err(wrong(
					*position,
					format!(
						"counts in unit {code}, which is no energy or power known here (38 W, \
						 72 Wh, 31 J, 132 Btu, 169 therm): export in one of these"
					),
				))
			},
		})
	}

	fn multiplier(&self) -> Result<i32> {
		number(&self.multiplier, "powerOfTenMultiplier", -12..=12).map(|n| n.unwrap_or(0))
	}

	fn interval_length(&self) -> Result<Option<u64>> {
		number(&self.length, "intervalLength", 0..=i32::MAX)
			.map(|n| n.and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0))
	}
}

/// A whole number in a range.
fn number(
	field: &Field,
	element: &'static str,
	range: core::ops::RangeInclusive<i32>,
) -> Result<Option<i32>> {
	let Some((text, position)) = field else {
		return Ok(None);
	};
	text.parse()
		.ok()
		.filter(|n| range.contains(n))
		.map(Some)
		.ok_or_else(|| Error::Espi {
			element,
			position: *position,
			reason: format!(
			"is \"{text}\", not a whole number from {} to {}: ask the supplier for a correct file",
			range.start(),
			range.end()
		),
		})
}

/// `IntervalReading`.
#[derive(Debug, Default)]
struct Reading {
	/// Its number in the file, from 1.
	number: u64,
	position: u64,
	start: Field,
	duration: Field,
	value: Field,
	estimated: bool,
}

impl Reading {
	fn row(&self, unit: Unit, power: i32, default_length: Option<u64>) -> Result<Row> {
		let wrong = |position, reason: &str| Error::Espi {
			element: "IntervalReading",
			position,
			reason: reason.into(),
		};
		let Some((start, position)) = &self.start else {
			return Err(wrong(
				self.position,
				"has no timePeriod with a start: ask the supplier for a complete file",
			));
		};
		let start: u64 = start
			.parse()
			.ok()
			.filter(|start| *start < u64::from(u32::MAX) * 4)
			.ok_or_else(|| wrong(*position, "has a start that is not a number of seconds"))?;
		let length = match &self.duration {
			Some((text, position)) => text
				.parse::<u32>()
				.map_err(|_| wrong(*position, "has a duration that is not a number of seconds"))?
				.into(),
			None => default_length.ok_or_else(|| {
				wrong(
					self.position,
					"has no duration, and its ReadingType no intervalLength: ask the supplier for \
					 a complete file",
				)
			})?,
		};
		let value = match &self.value {
			Some((text, _)) if !text.is_empty() => {
				let value = Decimal::parse(text, b'.').and_then(|value| value.shifted(power));
				let bad = || Error::BadNumber {
					row: self.number,
					text: text.clone(),
				};
				Some((value.ok_or_else(bad)?, unit))
			},
			_ => None,
		};
		Ok(Row {
			number: self.number,
			start,
			end: Some(start.saturating_add(length)),
			value,
		})
	}
}

/// The readings of an `IntervalBlock`.
#[derive(Debug, Default)]
struct Block {
	/// Which entry it is in.
	entry: usize,
	readings: Vec<Reading>,
}

/// An Atom entry, as far as it ties the resources together.
#[derive(Debug, Default)]
struct Entry {
	title: String,
	own: String,
	up: String,
	related: Vec<String>,
	is_meter_reading: bool,
}

/// A series of the feed.
struct Series<'f> {
	title: String,
	kind: &'f Kind,
	blocks: Vec<&'f Block>,
}

/// All that is read of a feed.
#[derive(Debug, Default)]
struct Feed {
	entries: Vec<Entry>,
	/// With the entry each is in.
	kinds: Vec<(usize, Kind)>,
	blocks: Vec<Block>,
}

impl Feed {
	/// The series with readings, in the order of the file.
	///
	/// An `IntervalBlock` belongs to the `MeterReading` whose links name it (or below which its link
	/// `up` lies), and that one's links name the `ReadingType`. A feed with a single `ReadingType`
	/// needs no links.
	fn series(&self) -> Result<Vec<Series<'_>>> {
		let links = Links::of(self);
		let mut series = BTreeMap::<(Option<usize>, usize), Vec<&Block>>::new();
		for block in self
			.blocks
			.iter()
			.filter(|block| !block.readings.is_empty())
		{
			let meter = self
				.entries
				.get(block.entry)
				.and_then(|entry| links.meter_of(entry));
			let kind = match self.kinds.len() {
				0 => {
					return Err(Error::Espi {
						element: "feed",
						position: 0,
						reason: "holds no ReadingType, so that the unit is unknown: ask the \
						         supplier for a complete file"
							.into(),
					})
				},
				1 => 0,
				_ => meter
					.and_then(|meter| self.entries.get(meter))
					.and_then(|meter| links.kind_of(meter))
					.ok_or_else(|| Error::Espi {
						element: "IntervalBlock",
						position: block.readings.first().map_or(0, |reading| reading.position),
						reason: "is linked to none of the several ReadingTypes: export one meter \
						         at a time"
							.into(),
					})?,
			};
			series.entry((meter, kind)).or_default().push(block);
		}
		Ok(series
			.into_iter()
			.filter_map(|((meter, kind), blocks)| {
				let (entry, kind) = self.kinds.get(kind)?;
				let title = |entry: usize| {
					self.entries
						.get(entry)
						.map(|entry| entry.title.trim())
						.filter(|t| !t.is_empty())
				};
				let title = meter
					.and_then(title)
					.or_else(|| title(*entry))
					.unwrap_or("untitled");
				Some(Series {
					title: title.into(),
					kind,
					blocks,
				})
			})
			.collect())
	}

	fn parse(text: &str, max_rows: usize) -> Result<Self> {
		let mut parser = Parser {
			max_rows,
			..Parser::default()
		};
		let mut reader = Reader::from_str(text);
		loop {
			let damaged = |reader: &Reader<&[u8]>, reason: String| Error::Xml {
				position: reader.error_position(),
				reason,
			};
			let event = match reader.read_event() {
				Ok(event) => event,
				Err(error) => return Err(damaged(&reader, error.to_string())),
			};
			let position = reader.buffer_position();
			if parser.path.len() > DEEPEST {
				return Err(Error::Xml {
					position,
					reason: "it is nested too deeply".into(),
				});
			}
			match event {
				Event::Start(start) => parser.start(&start, position),
				Event::Empty(start) => {
					parser.start(&start, position);
					parser.end(position)?;
				},
				Event::Text(text) => parser.text.push_str(&text),
				Event::CData(text) => parser.text.push_str(&text),
				Event::GeneralRef(_) => parser.text.push('&'),
				Event::End(_) => parser.end(position)?,
				Event::Eof if !parser.path.is_empty() => {
					return Err(Error::Xml {
						position,
						reason: "it ends too early".into(),
					})
				},
				Event::Eof => break,
				_ => {},
			}
		}
		Ok(parser.feed)
	}
}

/// What the links of a feed lead to.
struct Links<'f> {
	/// The `MeterReading` that a link belongs to, or that names it.
	meters: HashMap<&'f str, usize>,
	/// The `ReadingType` a link belongs to.
	kinds: HashMap<&'f str, usize>,
}

impl<'f> Links<'f> {
	fn of(feed: &'f Feed) -> Self {
		let mut links = Self {
			meters: HashMap::new(),
			kinds: HashMap::new(),
		};
		for (index, meter) in feed
			.entries
			.iter()
			.enumerate()
			.filter(|(_, it)| it.is_meter_reading)
		{
			for link in meter
				.related
				.iter()
				.chain([&meter.own])
				.filter(|link| !link.is_empty())
			{
				links.meters.entry(link).or_insert(index);
			}
		}
		for (index, (entry, _)) in feed.kinds.iter().enumerate() {
			let own = feed.entries.get(*entry).map_or("", |entry| &entry.own);
			if !own.is_empty() {
				links.kinds.entry(own).or_insert(index);
			}
		}
		links
	}

	/// The `MeterReading` of the entry of a block.
	fn meter_of(&self, block: &Entry) -> Option<usize> {
		let above = core::iter::successors(Some(block.up.as_str()), |link| {
			link.rsplit_once('/').map(|(parent, _)| parent)
		});
		// A path deeper than this is none of ESPI's.
		above
			.take(8)
			.chain([block.own.as_str()])
			.find_map(|link| self.meters.get(link).copied())
	}

	/// The `ReadingType` that a `MeterReading` names.
	fn kind_of(&self, meter: &Entry) -> Option<usize> {
		meter
			.related
			.iter()
			.find_map(|link| self.kinds.get(link.as_str()).copied())
	}
}

/// Elements that matter, by local name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
	Entry,
	Title,
	Link,
	MeterReading,
	ReadingType,
	IntervalBlock,
	IntervalReading,
	TimePeriod,
	Field(&'static str),
	Other,
}

impl Tag {
	fn of(name: &str) -> Self {
		match name {
			"entry" => Self::Entry,
			"title" => Self::Title,
			"link" => Self::Link,
			"MeterReading" => Self::MeterReading,
			"ReadingType" => Self::ReadingType,
			"IntervalBlock" => Self::IntervalBlock,
			"IntervalReading" => Self::IntervalReading,
			"timePeriod" => Self::TimePeriod,
			"uom" => Self::Field("uom"),
			"powerOfTenMultiplier" => Self::Field("powerOfTenMultiplier"),
			"accumulationBehaviour" => Self::Field("accumulationBehaviour"),
			"intervalLength" => Self::Field("intervalLength"),
			"start" => Self::Field("start"),
			"duration" => Self::Field("duration"),
			"value" => Self::Field("value"),
			"quality" => Self::Field("quality"),
			_ => Self::Other,
		}
	}
}

/// The state of reading a feed.
#[derive(Debug, Default)]
struct Parser {
	feed: Feed,
	path: Vec<Tag>,
	text: String,
	readings: usize,
	max_rows: usize,
}

impl Parser {
	fn start(&mut self, element: &BytesStart<'_>, position: u64) {
		let tag = Tag::of(element.local_name().as_ref());
		self.text.clear();
		match tag {
			Tag::Entry => self.feed.entries.push(Entry::default()),
			Tag::Link => self.link(element),
			Tag::MeterReading => {
				if let Some(entry) = self.feed.entries.last_mut() {
					entry.is_meter_reading = true;
				}
			},
			Tag::ReadingType => {
				let kind = Kind {
					position,
					..Kind::default()
				};
				self.feed.kinds.push((self.entry(), kind));
			},
			Tag::IntervalBlock => {
				let entry = self.entry();
				self.feed.blocks.push(Block {
					entry,
					readings: Vec::new(),
				});
			},
			Tag::IntervalReading => {
				self.readings = self.readings.saturating_add(1);
				let number = u64::try_from(self.readings).unwrap_or(u64::MAX);
				if let Some(block) = self.feed.blocks.last_mut() {
					block.readings.push(Reading {
						number,
						position,
						..Reading::default()
					});
				}
			},
			_ => {},
		}
		self.path.push(tag);
	}

	/// The entry being read.
	fn entry(&self) -> usize {
		self.feed.entries.len().saturating_sub(1)
	}

	/// The links of an entry.
	fn link(&mut self, element: &BytesStart<'_>) {
		if self.path.last() != Some(&Tag::Entry) {
			return;
		}
		let Some(entry) = self.feed.entries.last_mut() else {
			return;
		};
		let (mut rel, mut href) = (String::new(), String::new());
		for attribute in element.attributes().flatten() {
			let value = || attribute.value.to_string();
			match attribute.key.local_name().as_ref() {
				"rel" => rel = value(),
				"href" => href = value(),
				_ => {},
			}
		}
		match rel.as_str() {
			"self" => entry.own = href,
			"up" => entry.up = href,
			"related" => entry.related.push(href),
			_ => {},
		}
	}

	fn end(&mut self, position: u64) -> Result<()> {
		let tag = self.path.pop();
		let text = core::mem::take(&mut self.text);
		if self.readings > self.max_rows {
			return Err(Error::TooManyRows {
				limit: self.max_rows,
			});
		}
		match tag {
			Some(Tag::Title) if self.path.last() == Some(&Tag::Entry) => {
				if let Some(entry) = self.feed.entries.last_mut() {
					entry.title = text;
				}
			},
			Some(Tag::Field(name)) => self.field(name, (text.trim().into(), position)),
			_ => {},
		}
		Ok(())
	}

	/// Put a field where it belongs.
	fn field(&mut self, name: &str, field: (String, u64)) {
		match *self.path.as_slice() {
			[.., Tag::ReadingType] => {
				let Some((_, kind)) = self.feed.kinds.last_mut() else {
					return;
				};
				match name {
					"uom" => kind.uom = Some(field),
					"powerOfTenMultiplier" => kind.multiplier = Some(field),
					"accumulationBehaviour" => kind.behaviour = Some(field),
					"intervalLength" => kind.length = Some(field),
					_ => {},
				}
			},
			[.., Tag::IntervalReading, Tag::TimePeriod] => match (self.reading(), name) {
				(Some(reading), "start") => reading.start = Some(field),
				(Some(reading), "duration") => reading.duration = Some(field),
				_ => {},
			},
			[.., Tag::IntervalReading] if name == "value" => {
				if let Some(reading) = self.reading() {
					reading.value = Some(field);
				}
			},
			[.., Tag::IntervalReading, Tag::Other] if name == "quality" => {
				if let Some(reading) = self.reading() {
					reading.estimated |= ESTIMATED.contains(&field.0.as_str());
				}
			},
			_ => {},
		}
	}

	/// The reading being read.
	fn reading(&mut self) -> Option<&mut Reading> {
		self.feed.blocks.last_mut()?.readings.last_mut()
	}
}
