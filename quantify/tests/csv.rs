//! CSV files.

use std::io::Write;

use civic_quantify::{
	quality::Findings, readings::Interval, Error, Options, Period, Quality, Readings, Result, Unit,
	Zone,
};
use flate2::{write::GzEncoder, Compression};
use rstest::rstest;

/// Microjoules in a watt-hour.
const WH: i64 = 3_600_000_000;

fn read(text: &str) -> Result<Readings> {
	Readings::read(text.as_bytes(), &Options::default())
}

fn read_in(zone: &str, text: &str) -> Result<Readings> {
	let options = Options {
		zone: Some(Zone::named(zone).unwrap()),
		..Options::default()
	};
	Readings::read(text.as_bytes(), &options)
}

fn quality(readings: &Readings) -> Quality {
	readings.quality(readings.period()).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
	let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
	encoder.write_all(bytes).unwrap();
	encoder.finish().unwrap()
}

/// Two hours with 100 and 200 Wh, as many files say it.
#[rstest]
#[case::offset("start,energy_wh\n1970-01-01T01:00:00+01:00,100\n1970-01-01T02:00:00+01:00,200\n")]
#[case::power("timestamp,power_w\n1970-01-01T00:00Z,100\n1970-01-01T01:00Z,200\n")]
#[case::kilowatts("time,Power (kW)\n1970-01-01 00:00:00+0000,0.1\n1970-01-01 01:00:00+00,.2\n")]
#[case::megajoules("time,x_MJ\n1970-01-01T00:00Z,0.36\n1970-01-01T01:00Z,7.2e-1\n")]
#[case::other_columns(
	"id,value,unit,start\n7,0.1,kWh,1970-01-01T00:00Z\n7,200,Wh,1970-01-01T01:00Z\n"
)]
#[case::semicolons("Zeit;time;Energy [kWh]\na;1970-01-01T00:00Z;0,1\na;1970-01-01T01:00Z;0.2\n")]
#[case::tabs("time\tpower\n1970-01-01T00:00Z\t100\n1970-01-01T01:00Z\t200\n")]
#[case::ends("start,end,wh\n1970-01-01T00:00Z,1970-01-01T01:00Z,100\n1970-01-01T01:00Z,1970-01-01T02:00Z,200\n")]
#[case::backwards("start,wh\n1970-01-01T01:00Z,200\n1970-01-01T00:00Z,100\n")]
#[case::comments("# my meter\r\nstart,wh\r\n\r\n1970-01-01T00:00Z,100\r\n# half time\r\n1970-01-01T01:00Z,200\r\n")]
#[case::quotes("\"start\",\"wh\"\n\"1970-01-01T00:00Z\",\"100\"\n\"1970-01-01T01:00Z\", 200 \n")]
#[case::fractions("start,wh\n1970-01-01T00:00:00.000Z,100\n1970-01-01T01:00:00.0Z,200\n")]
fn files_that_say_the_same_are_read_the_same(#[case] text: &str) {
	let expected = [
		Interval {
			start: 0,
			seconds: 3_600,
			microjoules: 100 * WH,
		},
		Interval {
			start: 3_600,
			seconds: 3_600,
			microjoules: 200 * WH,
		},
	];
	assert_eq!(read(text).unwrap().intervals(), expected);
	let packed = Readings::read(&gzip(text.as_bytes()), &Options::default()).unwrap();
	assert_eq!(packed.intervals(), expected);
}

#[rstest]
#[case::empty("", "the file is empty")]
#[case::blank(" \n ", "the file is empty")]
#[case::prose("Dear city,", "has no time column")]
#[case::binary("PK\u{3},\u{4}\u{1}", "neither Green Button")]
#[case::one_column("time\n1970-01-01\n", "neither Green Button")]
#[case::no_time("a,energy_wh\n1,2\n", "has no time column")]
#[case::no_value("time,temperature\n1970-01-01,2\n", "has no reading column")]
#[case::two_values(
	"time,a_wh,b_wh\n1970-01-01T00:00Z,2,3\n",
	"\"a_wh\" and \"b_wh\" both hold the reading"
)]
#[case::two_times("time,start,a_wh\n1970-01-01T00:00Z,2,3\n", "both hold the time")]
#[case::two_units("time,a_wh,unit\n1970-01-01T00:00Z,2,kWh\n", "both hold the unit")]
#[case::no_unit(
	"time,value\n1970-01-01T00:00Z,2\n",
	"in which unit column \"value\" is"
)]
#[case::bad_unit(
	"time,value,unit\n1970-01-01T00:00Z,2,litre\n",
	"row 2: \"litre\" is not a unit"
)]
#[case::milliwatts("time,value,unit\n1970-01-01T00:00Z,2,mW\n", "\"mW\" is not a unit")]
#[case::bad_time("time,wh\nyesterday,2\n", "row 2: \"yesterday\" is not a time")]
#[case::american_time(
	"time,wh\n1970-01-01T00:00Z,1\n12/31/2025 00:00,2\n",
	"row 3: \"12/31/2025 00:00\" is not"
)]
#[case::no_such_day("time,wh\n2025-02-29T00:00Z,2\n", "is not a time")]
#[case::before_1970("time,wh\n1969-12-31T23:59Z,2\n", "is not a time")]
#[case::part_of_a_second("time,wh\n1970-01-01T00:00:00.5Z,2\n", "is not a time")]
#[case::no_zone(
	"time,wh\n1970-01-01 00:00,2\n",
	"row 2: the time \"1970-01-01T00:00:00\" has no offset"
)]
#[case::bad_number(
	"time,wh\n1970-01-01T00:00Z,1\n1970-01-01T01:00Z,1 200\n",
	"row 3: \"1 200\" is not a number"
)]
#[case::thousands("time;wh\n1970-01-01T00:00Z;1.200,5\n", "\"1.200,5\" is not a number")]
#[case::infinite("time,wh\n1970-01-01T00:00Z,inf\n", "\"inf\" is not a number")]
#[case::too_large(
	"time,wh\n1970-01-01T00:00Z,1e40\n1970-01-01T01:00Z,1\n",
	"row 2: a value in Wh is more than"
)]
#[case::short_row(
	"time,wh\n1970-01-01T00:00Z\n",
	"row 2: it has 1 fields, the header has 2"
)]
#[case::one_row("time,wh\n1970-01-01T00:00Z,1\n", "add an \"end\" column")]
#[case::no_values(
	"time,wh\n1970-01-01T00:00Z,\n1970-01-01T01:00Z,nan\n",
	"no reading with a value"
)]
#[case::only_header("time,wh\n", "no reading with a value")]
#[case::ends_early(
	"start,end,wh\n1970-01-01T01:00Z,1970-01-01T00:00Z,1\n",
	"row 2: the interval from 1970-01-01T01:00:00Z lasts -3600 seconds"
)]
#[case::endless(
	"start,end,wh\n1970-01-01T01:00Z,1975-01-01T00:00Z,1\n",
	"must last 1 second to 400 days"
)]
#[case::contradiction(
	"time,wh\n1970-01-01T00:00Z,1\n1970-01-01T01:00Z,2\n1970-01-01T00:00Z,3\n",
	"rows 2 and 4 contradict each other at 1970-01-01T00:00:00Z"
)]
#[case::overlap(
	"start,end,wh\n1970-01-01T00:00Z,1970-01-01T01:00Z,1\n1970-01-01T00:30Z,1970-01-01T01:30Z,1\n",
	"rows 2 and 3 overlap at 1970-01-01T00:30:00Z"
)]
fn what_is_wrong_is_said(#[case] text: &str, #[case] sentence: &str) {
	let error = read(text).unwrap_err().to_string();
	assert!(error.contains(sentence), "{error}");
}

#[rstest]
#[case::another(
	"time,power_w\n1970-01-01T00:00Z,2\n1970-01-01T01:00Z,2\n",
	Unit::Kwh,
	true
)]
#[case::the_same(
	"time,power_w\n1970-01-01T00:00Z,2\n1970-01-01T01:00Z,2\n",
	Unit::W,
	false
)]
#[case::energy_for_power(
	"time,ac_power\n1970-01-01T00:00Z,2\n1970-01-01T01:00Z,2\n",
	Unit::Therm,
	true
)]
#[case::other_power(
	"time,ac_power\n1970-01-01T00:00Z,2\n1970-01-01T01:00Z,2\n",
	Unit::Kw,
	false
)]
fn a_stated_unit_must_not_contradict_the_column(
	#[case] text: &str,
	#[case] unit: Unit,
	#[case] contradicts: bool,
) {
	let options = Options {
		unit: Some(unit),
		..Options::default()
	};
	match Readings::read(text.as_bytes(), &options) {
		Err(Error::UnitContradicted { stated, .. }) => {
			assert!(contradicts, "{unit} is what the column says");
			assert_eq!(stated, unit.to_string());
		},
		Ok(readings) => {
			assert!(!contradicts, "{unit} is not what the column says");
			assert_eq!(readings.unit(), unit);
		},
		Err(other) => panic!("{other}"),
	}
}

#[test]
fn the_unit_may_be_stated_from_outside() {
	let text = "time,value\n1970-01-01T00:00Z,2\n1970-01-01T01:00Z,3\n";
	let options = Options {
		unit: Some(Unit::Therm),
		..Options::default()
	};
	let readings = Readings::read(text.as_bytes(), &options).unwrap();
	assert_eq!(readings.unit(), Unit::Therm);
	assert_eq!(readings.intervals()[0].microjoules, 2 * 105_480_400_000_000);
}

#[test]
fn sizes_are_limited() {
	let text = "time,wh\n1970-01-01T00:00Z,1\n1970-01-01T01:00Z,1\n1970-01-01T02:00Z,1\n";
	let limits = |max_bytes, max_rows| Options {
		max_bytes,
		max_rows,
		..Options::default()
	};
	let plain = |options: &Options| Readings::read(text.as_bytes(), options);
	assert!(plain(&limits(text.len(), 3)).is_ok());
	assert_eq!(
		plain(&limits(text.len(), 2)).unwrap_err(),
		Error::TooManyRows { limit: 2 }
	);
	let limit = text.len() - 1;
	assert_eq!(
		plain(&limits(limit, 3)).unwrap_err(),
		Error::TooLarge { limit }
	);
	let packed = gzip(text.as_bytes());
	assert!(Readings::read(&packed, &limits(text.len(), 3)).is_ok());
	assert_eq!(
		Readings::read(&packed, &limits(limit, 3)),
		Err(Error::TooLarge { limit })
	);
}

#[test]
fn a_bomb_costs_no_more_than_the_limit() {
	let bomb = gzip(&vec![b' '; 64 << 20]);
	assert!(bomb.len() < 100_000);
	let options = Options {
		max_bytes: 1 << 20,
		..Options::default()
	};
	assert_eq!(
		Readings::read(&bomb, &options),
		Err(Error::TooLarge { limit: 1 << 20 })
	);
}

#[test]
fn damaged_archives_and_foreign_encodings_are_refused() {
	let packed = gzip(b"time,wh\n1970-01-01T00:00Z,1\n1970-01-01T01:00Z,1\n");
	let cut = Readings::read(&packed[..packed.len() - 9], &Options::default()).unwrap_err();
	assert!(matches!(cut, Error::Gzip { .. }), "{cut}");
	let latin = Readings::read(b"time,wh\n\xe9", &Options::default()).unwrap_err();
	assert_eq!(latin, Error::NotUtf8 { position: 8 });
}

#[test]
fn repeated_and_missing_rows_are_told() {
	let readings = read(
		"time,wh\n1970-01-01T00:00Z,1\n1970-01-01T00:15Z,2\n1970-01-01T00:15Z,2.0\n\
		 1970-01-01T00:30Z,\n1970-01-01T00:45Z,4\n1970-01-01T01:30Z,5\n1970-01-01T01:15Z,NaN\n\
		 1970-01-01T01:15Z,6\n",
	)
	.unwrap();
	let quality = quality(&readings);
	assert_eq!(
		quality.file,
		Findings {
			rows: 8,
			duplicates: 2,
			missing_values: 1,
			out_of_order: 1,
			..Findings::default()
		}
	);
	let minute = |from: u64, until: u64| Period {
		from: from * 60,
		until: until * 60,
	};
	assert_eq!(quality.gaps, [minute(30, 45), minute(60, 75)]);
	assert_eq!((quality.readings, quality.covered_seconds), (5, 5 * 900));
	assert!((quality.coverage_percent - 100.0 * 75.0 / 105.0).abs() < 1e-9);
}

#[test]
fn gaps_reach_to_the_edges_of_the_period() {
	let readings = read("time,wh\n1970-01-01T01:00Z,1\n1970-01-01T02:00Z,2\n").unwrap();
	let quality = readings
		.quality(Period {
			from: 0,
			until: 4 * 3_600,
		})
		.unwrap();
	let hour = |from: u64, until: u64| Period {
		from: from * 3_600,
		until: until * 3_600,
	};
	assert_eq!(quality.gaps, [hour(0, 1), hour(3, 4)]);
	assert_eq!(quality.coverage_percent, 50.0);
	// A reading that is only partly inside does not count.
	let quality = readings
		.quality(Period {
			from: 3_601,
			until: 3 * 3_600,
		})
		.unwrap();
	assert_eq!(
		quality.gaps,
		[Period {
			from: 3_601,
			until: 7_200
		}]
	);
	let outside = Period {
		from: 0,
		until: 3_600,
	};
	assert_eq!(
		readings.quality(outside),
		Err(Error::OutsidePeriod {
			period: outside,
			covered: hour(1, 3)
		})
	);
	let empty = Period {
		from: 7_200,
		until: 7_200,
	};
	assert_eq!(readings.quality(empty), Err(Error::EmptyPeriod(empty)));
}

const AUTUMN: &str = "time,wh\n2026-10-25 00:00,1\n2026-10-25 01:00,2\n2026-10-25 02:00,3\n\
                      2026-10-25 02:00,4\n2026-10-25 03:00,5\n";

#[test]
fn the_hour_the_clocks_repeat_is_two_hours() {
	let readings = read_in("Europe/Amsterdam", AUTUMN).unwrap();
	let values: Vec<_> = readings
		.intervals()
		.iter()
		.map(|it| it.microjoules / WH)
		.collect();
	assert_eq!(values, [1, 2, 3, 4, 5]);
	assert_eq!(quality(&readings).gaps, []);
	assert_eq!(quality(&readings).file.ambiguous_times, 0);

	let (header, rows) = AUTUMN.split_once('\n').unwrap();
	let rows: Vec<_> = rows.lines().rev().collect();
	let backwards = format!("{header}\n{}\n", rows.join("\n"));
	let backwards = read_in("Europe/Amsterdam", &backwards).unwrap();
	assert_eq!(backwards.intervals(), readings.intervals());
}

#[test]
fn a_repeated_hour_that_is_there_once_leaves_a_gap_and_is_told() {
	let readings = read_in(
		"Europe/Amsterdam",
		&AUTUMN.replace("2026-10-25 02:00,4\n", ""),
	)
	.unwrap();
	let quality = quality(&readings);
	assert_eq!(quality.file.ambiguous_times, 1);
	let one = Zone::utc().instant("2026-10-25T01:00:00Z").unwrap();
	assert_eq!(
		quality.gaps,
		[Period {
			from: one,
			until: one + 3_600
		}]
	);
}

#[test]
fn the_hour_the_clocks_skip_is_no_gap_and_no_time() {
	let spring = "time,wh\n2026-03-29 00:00,1\n2026-03-29 01:00,2\n2026-03-29 03:00,3\n";
	let readings = read_in("Europe/Amsterdam", spring).unwrap();
	assert_eq!(quality(&readings).gaps, []);
	let error = read_in("Europe/Amsterdam", &spring.replace("03:00", "02:00")).unwrap_err();
	assert_eq!(
		error,
		Error::SkippedTime {
			row: 4,
			text: "2026-03-29T02:00:00".into(),
			zone: "Europe/Amsterdam".into()
		}
	);
	// A logger that stays on winter time knows no such hour.
	let fixed = read_in("+01:00", &spring.replace("03:00", "02:00")).unwrap();
	assert_eq!(quality(&fixed).gaps, []);
}

#[test]
fn intervals_with_ends_pass_through_the_repeated_hour() {
	let text = "start,end,wh\n2026-10-25 01:00,2026-10-25 02:00,1\n\
	            2026-10-25 02:00,2026-10-25 02:00,2\n2026-10-25 02:00,2026-10-25 03:00,3\n";
	let readings = read_in("Europe/Amsterdam", text).unwrap();
	let lengths: Vec<_> = readings.intervals().iter().map(|it| it.seconds).collect();
	assert_eq!(lengths, [3_600; 3]);
}

#[test]
fn local_days_are_as_long_as_they_are() {
	let text = "date,kwh\n2026-03-27,1\n2026-03-28,1\n2026-03-29,1\n2026-03-30,1\n2026-04-02,1\n";
	let readings = read_in("Europe/Amsterdam", text).unwrap();
	let hours: Vec<_> = readings
		.intervals()
		.iter()
		.map(|it| it.seconds / 3_600)
		.collect();
	assert_eq!(hours, [24, 24, 23, 24, 24]);
	assert_eq!(quality(&readings).gaps.len(), 1);
}

#[test]
fn bills_last_until_the_next_one() {
	let text = "start,kwh\n2026-01-01T00:00Z,310\n2026-02-01T00:00Z,280\n2026-03-01T00:00Z,999\n";
	let readings = read(text).unwrap();
	let days: Vec<_> = readings
		.intervals()
		.iter()
		.map(|it| it.seconds / 86_400)
		.collect();
	assert_eq!(days, [31, 28]);
	assert_eq!(quality(&readings).file.open_ended, 1);
	let closed = read(&text.replace("999", "")).unwrap();
	assert_eq!(closed.intervals(), readings.intervals());
	assert_eq!(closed.findings().missing_values, 1);
}

#[test]
fn values_finer_than_a_microjoule_are_rounded_and_told() {
	let text = "time,j\n1970-01-01T00:00Z,0.0000005\n1970-01-01T01:00Z,1.000001\n";
	let readings = read(text).unwrap();
	let values: Vec<_> = readings
		.intervals()
		.iter()
		.map(|it| it.microjoules)
		.collect();
	assert_eq!(values, [1, 1_000_001]);
	assert_eq!(readings.findings().rounded, 1);
}

#[rstest]
#[case("Europe/Nowhere")]
#[case("+25:00")]
#[case("+1")]
#[case("")]
fn zones_that_do_not_exist_are_refused(#[case] name: &str) {
	assert_eq!(
		Zone::named(name),
		Err(Error::UnknownZone { name: name.into() })
	);
}

#[rstest]
#[case("Europe/Amsterdam", "2026-07-01", "2026-06-30T22:00:00Z")]
#[case("Europe/Amsterdam", "2026-07-01 12:30", "2026-07-01T10:30:00Z")]
#[case("-06:00", "2016-12-26", "2016-12-26T06:00:00Z")]
#[case("Europe/Amsterdam", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z")]
fn dates_are_midnights_of_the_zone(#[case] zone: &str, #[case] date: &str, #[case] utc: &str) {
	let zone = Zone::named(zone).unwrap();
	assert_eq!(zone.instant(date), Zone::utc().instant(utc));
	assert_eq!(
		zone.instant("soon"),
		Err(Error::BadDate {
			text: "soon".into()
		})
	);
}

/// A change here makes each nullifier on the chain a different one.
#[test]
fn the_canonical_bytes_are_fixed() {
	let readings = read("time,wh\n1970-01-01T01:00Z,1\n1970-01-01T02:00Z,-1\n").unwrap();
	let mut expected = b"civic/readings/1".to_vec();
	expected.extend([0, 0, 0, 0, 0, 0, 0x0e, 0x10, 0, 0, 0x0e, 0x10]);
	expected.extend([0, 0, 0, 0, 0xd6, 0x93, 0xa4, 0]);
	expected.extend([0, 0, 0, 0, 0, 0, 0x1c, 0x20, 0, 0, 0x0e, 0x10]);
	expected.extend([0xff, 0xff, 0xff, 0xff, 0x29, 0x6c, 0x5c, 0]);
	assert_eq!(
		readings.canonical_bytes(readings.period()).unwrap(),
		expected
	);
}
