//! Green Button files.

mod common;

use civic_quantify::{readings::Format, Error, Options, Period, Readings, Unit, Zone};
use common::data;
use rstest::rstest;

/// 2026-10-24T00:00+02:00, the first hour of the synthetic file.
const START: u64 = 1_792_792_800;
const HOUR: u64 = 3_600;

fn series(number: usize) -> Options {
	Options {
		series: Some(number),
		..Options::default()
	}
}

fn wh(readings: &Readings) -> i128 {
	readings
		.intervals()
		.iter()
		.map(|it| i128::from(it.microjoules))
		.sum::<i128>()
		/ 3_600_000_000
}

/// A feed with one reading type and one block.
fn feed(reading_type: &str, readings: &str) -> Vec<u8> {
	format!(
		"<feed><entry><content><ReadingType>{reading_type}</ReadingType></content></entry>\
		 <entry><content><IntervalBlock>{readings}</IntervalBlock></content></entry></feed>"
	)
	.into_bytes()
}

/// A reading of an hour.
fn reading(start: u64, value: &str) -> String {
	format!(
		"<IntervalReading><timePeriod><duration>3600</duration><start>{start}</start></timePeriod>\
		 <value>{value}</value></IntervalReading>"
	)
}

const WH: &str = "<uom>72</uom>";

#[test]
fn the_synthetic_file_is_read_and_what_was_repaired_is_told() {
	let readings = Readings::read(&data("green-button.xml"), &series(1)).unwrap();
	assert_eq!(readings.format(), Format::GreenButton);
	assert_eq!(readings.unit(), Unit::Wh);
	assert_eq!(wh(&readings), 9_660);
	assert_eq!(
		readings.period(),
		Period {
			from: START,
			until: START + 49 * HOUR
		}
	);

	let quality = readings.quality(readings.period()).unwrap();
	assert_eq!(quality.readings, 47);
	assert_eq!(quality.covered_seconds, 47 * HOUR);
	assert_eq!(
		quality.gaps,
		[Period {
			from: START + 5 * HOUR,
			until: START + 7 * HOUR
		}]
	);
	assert!((quality.coverage_percent - 100.0 * 47.0 / 49.0).abs() < 1e-9);
	assert_eq!(quality.file.rows, 48);
	assert_eq!(quality.file.duplicates, 1);
	assert_eq!(quality.file.estimated, 1);
	// The later day stands first, and the repeated hour behind the next one.
	assert_eq!(quality.file.out_of_order, 2);
}

#[test]
fn several_series_must_be_told_apart() {
	let file = data("green-button.xml");
	let error = Readings::read(&file, &Options::default()).unwrap_err();
	assert_eq!(
		error,
		Error::SeveralSeries {
			count: 2,
			titles: "Delivered, Received".into()
		}
	);
	assert_eq!(wh(&Readings::read(&file, &series(2)).unwrap()), 66);
	for chosen in [0, 3] {
		let error = Readings::read(&file, &series(chosen)).unwrap_err();
		assert_eq!(error, Error::NoSuchSeries { count: 2, chosen });
	}
}

#[test]
fn the_same_readings_have_the_same_bytes_in_either_format() {
	let readings = Readings::read(&data("green-button.xml"), &series(1)).unwrap();
	// As a spreadsheet has it: backwards, kWh, decimal commas, local times without offset.
	let zone = jiff::tz::TimeZoneDatabase::bundled()
		.get("Europe/Amsterdam")
		.unwrap();
	let mut csv = String::from("\u{feff}Meter;Verbruik (kWh);Timestamp\r\n");
	for interval in readings.intervals().iter().rev() {
		let start = jiff::Timestamp::from_second(interval.start as i64).unwrap();
		let local = zone.to_offset(start).to_datetime(start);
		let kwh = interval.microjoules as f64 / 3.6e12;
		csv += &format!("7;{};{local}\r\n", kwh.to_string().replace('.', ","));
	}
	let options = Options {
		zone: Some(Zone::named("Europe/Amsterdam").unwrap()),
		..Options::default()
	};
	let same = Readings::read(csv.as_bytes(), &options).unwrap();
	let period = readings.period();
	assert_eq!(
		same.canonical_bytes(period),
		readings.canonical_bytes(period)
	);
	assert_eq!(
		readings.canonical_bytes(period).unwrap().len(),
		16 + 47 * 20
	);

	let part = Period {
		from: START + HOUR,
		until: START + 3 * HOUR,
	};
	assert_ne!(
		readings.canonical_bytes(part),
		readings.canonical_bytes(period)
	);
	let other = Readings::read(&data("green-button.xml"), &series(2)).unwrap();
	assert_ne!(other.canonical_bytes(part), readings.canonical_bytes(part));
}

#[rstest]
#[case::default_multiplier("<uom>72</uom>", "385", 385_000)]
#[case::milli(
	"<uom>72</uom><powerOfTenMultiplier>-3</powerOfTenMultiplier>",
	"385",
	385
)]
#[case::kilo(
	"<uom>72</uom><powerOfTenMultiplier>3</powerOfTenMultiplier>",
	"385",
	385_000_000
)]
#[case::power("<uom>38</uom>", "1200", 1_200_000)]
#[case::therm(
	"<uom>169</uom><powerOfTenMultiplier>-2</powerOfTenMultiplier>",
	"3",
	879_003
)]
fn units_and_multipliers_are_applied(
	#[case] reading_type: &str,
	#[case] value: &str,
	#[case] milliwatt_hours: i64,
) {
	let file = feed(reading_type, &reading(0, value));
	let readings = Readings::read(&file, &Options::default()).unwrap();
	assert_eq!(
		readings.intervals()[0].microjoules / 3_600_000,
		milliwatt_hours
	);
}

#[rstest]
#[case::no_unit(feed("", &reading(0, "1")), "does not say the unit")]
#[case::volume(feed("<uom>42</uom>", &reading(0, "1")), "counts in unit 42")]
#[case::register(
	feed("<uom>72</uom><accumulationBehaviour>3</accumulationBehaviour>", &reading(0, "1")),
	"state of a register"
)]
#[case::multiplier(
	feed("<uom>72</uom><powerOfTenMultiplier>x</powerOfTenMultiplier>", &reading(0, "1")),
	"powerOfTenMultiplier at byte"
)]
#[case::value(feed(WH, &reading(0, "much")), "row 1: \"much\" is not a number")]
#[case::overflow(feed(WH, &reading(0, "1e18")), "more than any meter shows")]
#[case::no_start(
	feed(WH, "<IntervalReading><value>1</value></IntervalReading>"),
	"no timePeriod with a start"
)]
#[case::no_duration(
	feed(
		WH,
		"<IntervalReading><timePeriod><start>0</start></timePeriod></IntervalReading>"
	),
	"no intervalLength"
)]
#[case::no_type(
	b"<feed><entry><IntervalBlock><IntervalReading/></IntervalBlock></entry></feed>".to_vec(),
	"holds no ReadingType"
)]
#[case::nothing(b"<feed></feed>".to_vec(), "holds no reading with a value")]
#[case::no_values(feed(WH, &reading(0, "")), "holds no reading with a value")]
#[case::cut_short(b"<feed><entry>".to_vec(), "cut short")]
#[case::nested("<a>".repeat(100_000).into_bytes(), "nested too deeply")]
#[case::crossed(b"<feed><entry></feed></entry>".to_vec(), "the XML is damaged at byte")]
#[case::overlap(
	feed(WH, &(reading(0, "1") + &reading(1_800, "2"))),
	"rows 1 and 2 overlap at 1970-01-01T00:30:00Z"
)]
#[case::contradiction(
	feed(WH, &(reading(7_200, "1") + &reading(7_200, "2"))),
	"rows 1 and 2 contradict each other at 1970-01-01T02:00:00Z"
)]
fn what_is_wrong_is_said(#[case] file: Vec<u8>, #[case] sentence: &str) {
	let error = Readings::read(&file, &Options::default())
		.unwrap_err()
		.to_string();
	assert!(error.contains(sentence), "{error}");
}

#[test]
fn unlinked_blocks_between_two_reading_types_are_refused() {
	let file = format!(
		"<feed><entry><ReadingType>{WH}</ReadingType></entry><entry><ReadingType>{WH}</ReadingType>\
		 </entry><entry><IntervalBlock>{}</IntervalBlock></entry></feed>",
		reading(0, "1")
	);
	let error = Readings::read(file.as_bytes(), &Options::default())
		.unwrap_err()
		.to_string();
	assert!(
		error.contains("linked to none of the several ReadingTypes"),
		"{error}"
	);
}

/// The owner of this real file gave no licence, so it is not in the repository: PyPI package
/// jendobson-greenbutton 0.0.1, `SDGEElectricIntervalDataFeb12011toJan312012.xml`.
#[test]
fn a_real_year_adds_up_to_its_own_summary() {
	let Some(path) = std::env::var_os("CIVIC_GREENBUTTON_SAMPLE") else {
		eprintln!("SKIPPED: CIVIC_GREENBUTTON_SAMPLE does not name the real Green Button file");
		return;
	};
	let file = std::fs::read(&path).unwrap();
	let readings = Readings::read(&file, &Options::default()).unwrap();
	assert_eq!(wh(&readings), 5_089_595);
	assert_eq!(readings.intervals().len(), 8_727);
	let quality = readings.quality(readings.period()).unwrap();
	let utc = Zone::utc();
	let instant = |text| utc.instant(text).unwrap();
	let hours: Vec<_> = quality
		.gaps
		.iter()
		.map(|gap| gap.seconds() / HOUR)
		.collect();
	assert_eq!(hours, [8, 1]);
	let day = Period {
		from: instant("2011-02-09"),
		until: instant("2011-02-10"),
	};
	assert!(day.from <= quality.gaps[0].from && quality.gaps[0].until <= day.until);
	assert_eq!(quality.gaps[1].from, instant("2011-11-06T09:00:00Z"));
	assert_eq!(quality.file.duplicates + quality.file.missing_values, 0);
}
