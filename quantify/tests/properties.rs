//! What holds for all input.

mod common;

use civic_quantify::{
	methods::{metered_savings::Input, rooftop_pv::AccuracyClass},
	Factors, MeteredSavings, Method, Options, Period, Readings, RooftopPv, Temperatures, Unit,
	Zone,
};
use common::{data, unpacked};
use proptest::prelude::*;

/// Small limits, so that a lucky mutation does not slow the tests down.
fn options() -> Options {
	Options {
		zone: Some(Zone::named("Europe/Amsterdam").unwrap()),
		unit: Some(Unit::Kwh),
		series: Some(1),
		max_bytes: 4 << 20,
		max_rows: 20_000,
	}
}

/// The beginnings of real files, in each format.
fn files() -> Vec<Vec<u8>> {
	let mut files = vec![
		data("green-button.xml"),
		unpacked("il-electricity-cdd-hdd-billing_monthly.csv.gz").into_bytes(),
		unpacked("il-gas-hdd-only-daily.csv.gz").into_bytes(),
		unpacked("serf_east_15min_ac_power.csv.gz").into_bytes(),
		data("il-gas-hdd-only-billing_monthly.csv.gz"),
	];
	for file in &mut files {
		file.truncate(12_000);
	}
	files
}

/// All that may be done with a file.
fn use_fully(bytes: &[u8]) {
	let _ = Temperatures::read(bytes, &options());
	let Ok(readings) = Readings::read(bytes, &options()) else {
		return;
	};
	let period = readings.period();
	let quality = readings.quality(period).unwrap();
	let gaps: u64 = quality.gaps.iter().map(Period::seconds).sum();
	assert_eq!(gaps + quality.covered_seconds, period.seconds());
	assert_eq!(
		readings.canonical_bytes(period).unwrap().len(),
		16 + 20 * readings.intervals().len()
	);
	assert!(readings
		.intervals()
		.windows(2)
		.all(|pair| pair[0].end() <= pair[1].start));
	let _ = RooftopPv::default().quantify(&readings, None);
	let days = "time,tempF\n1970-01-01T00:00Z,50\n2016-01-01T00:00Z,40\n";
	let temperatures = Temperatures::read(days.as_bytes(), &options()).unwrap();
	let savings = MeteredSavings {
		baseline_end: period.from + period.seconds() / 2,
		reporting_start: period.from + period.seconds() / 2,
		fuel: Default::default(),
		zone: Zone::utc(),
	};
	let _ = savings.quantify(
		Input {
			readings: &readings,
			temperatures: &temperatures,
		},
		None,
	);
}

/// Rows of a CSV file: minutes since some start, and values.
fn rows() -> impl Strategy<Value = Vec<(u32, i32)>> {
	prop::collection::btree_map(0_u32..2_000, -50_i32..5_000, 2..60)
		.prop_map(|rows| rows.into_iter().collect())
}

fn csv(rows: &[(u32, i32)]) -> String {
	let mut text = String::from("time,power_w\n");
	for (slot, value) in rows {
		let instant = jiff::Timestamp::from_second(1_700_000_000 + i64::from(*slot) * 900).unwrap();
		text += &format!("{instant},{value}\n");
	}
	text
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
		use_fully(&bytes);
	}

	#[test]
	fn no_text_after_a_header_causes_a_panic(text in "[-0-9:TZ+,.;eE \nan]{0,400}") {
		use_fully(format!("time,end,wh\n{text}").as_bytes());
		use_fully(format!("time;kwh\n{text}").as_bytes());
	}

	#[test]
	fn no_elements_cause_a_panic(
		tags in prop::collection::vec(
			prop::sample::select(vec![
				"<feed>", "</feed>", "<entry>", "</entry>", "<link rel=\"self\" href=\"a\"/>",
				"<link rel='up' href='a/b'/>", "<MeterReading/>", "<ReadingType>", "</ReadingType>",
				"<uom>72</uom>", "<uom>38</uom>", "<powerOfTenMultiplier>-9</powerOfTenMultiplier>",
				"<IntervalBlock>", "</IntervalBlock>", "<IntervalReading>", "</IntervalReading>",
				"<timePeriod>", "</timePeriod>", "<start>0</start>", "<start>99999999999</start>",
				"<duration>3600</duration>", "<duration>4294967295</duration>", "<value>-7</value>",
				"<value>9e99</value>", "<value>", "&amp;", "<!--", "-->", "<![CDATA[1]]>", "<", ">",
			]),
			0..60,
		)
	) {
		use_fully(tags.concat().as_bytes());
		use_fully(format!("<feed>{}", tags.concat()).as_bytes());
	}

	#[test]
	fn no_damage_to_a_real_file_causes_a_panic(
		file in prop::sample::select(files()),
		cut in any::<prop::sample::Index>(),
		damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
	) {
		let mut bytes = file;
		for (at, byte) in damage {
			let at = at.index(bytes.len());
			bytes[at] = byte;
		}
		bytes.truncate(cut.index(bytes.len()) + 1);
		use_fully(&bytes);
	}

	#[test]
	fn the_order_of_rows_does_not_matter(
		(rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
	) {
		let read = |rows: &[(u32, i32)]| Readings::read(csv(rows).as_bytes(), &Options::default());
		match (read(&rows), read(&shuffled)) {
			(Ok(sorted), Ok(shuffled)) => {
				let period = sorted.period();
				prop_assert_eq!(sorted.canonical_bytes(period), shuffled.canonical_bytes(period));
				prop_assert_eq!(sorted.intervals(), shuffled.intervals());
			},
			(sorted, shuffled) => prop_assert_eq!(sorted.is_err(), shuffled.is_err()),
		}
	}

	#[test]
	fn rooftop_pv_counts_each_positive_watt_hour_and_rounds_down(rows in rows()) {
		let Ok(readings) = Readings::read(csv(&rows).as_bytes(), &Options::default()) else {
			return Ok(());
		};
		let result = RooftopPv::default().quantify(&readings, None).unwrap();
		let exact: i128 =
			readings.intervals().iter().map(|it| i128::from(it.microjoules.max(0))).sum();
		let quantity = i128::from(result.quantity_wh) * 3_600_000_000;
		prop_assert!(quantity <= exact && exact < quantity + 3_600_000_000);
	}

	#[test]
	fn a_coarser_meter_never_credits_more(rows in rows(), factor in 0_u64..2_000_000) {
		let Ok(readings) = Readings::read(csv(&rows).as_bytes(), &Options::default()) else {
			return Ok(());
		};
		let terms =
			Factors { baseline: factor, project: 0, deduction_ppm: 1_000_000, leakage_ppm: 50_000 };
		let credit = |accuracy| {
			let result = RooftopPv { accuracy }.quantify(&readings, None).unwrap();
			terms.avoided_mg(result.quantity_wh, result.uncertainty_wh)
		};
		prop_assert!(credit(AccuracyClass::A) <= credit(AccuracyClass::B));
		prop_assert!(credit(AccuracyClass::B) <= credit(AccuracyClass::C));
	}

	#[test]
	fn metered_savings_of_any_numbers_are_finite(
		uses in prop::collection::vec(prop_oneof![Just(0.0), 0.0..1e3_f64, Just(1e9)], 735..760),
		weather in prop::collection::vec(-40.0..45.0_f64, 735..760),
		step in prop::sample::select(vec![1_usize, 30, 61]),
		lost in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
	) {
		let day = |n: usize| jiff::Timestamp::from_second(1_600_000_000 + n as i64 * 86_400).unwrap();
		let mut meter: Vec<_> = uses.iter().enumerate().step_by(step).collect();
		for index in lost {
			meter.remove(index.index(meter.len()));
			if meter.len() < 2 {
				break;
			}
		}
		let rows: String = meter.iter().map(|(n, it)| format!("{},{it}\n", day(*n))).collect();
		let hours: String = (0..weather.len() * 24)
			.map(|hour| {
				let start = day(0) + jiff::SignedDuration::from_hours(hour as i64);
				format!("{start},{}\n", weather[hour / 24])
			})
			.collect();
		let options = options();
		let Ok(readings) = Readings::read(format!("time,kwh\n{rows}").as_bytes(), &options) else {
			return Ok(());
		};
		let temperatures =
			Temperatures::read(format!("time,tempC\n{hours}").as_bytes(), &options).unwrap();
		let method = MeteredSavings {
			baseline_end: 1_600_000_000 + 366 * 86_400,
			reporting_start: 1_600_000_000 + 367 * 86_400,
			fuel: Default::default(),
			zone: Zone::utc(),
		};
		let input = Input { readings: &readings, temperatures: &temperatures };
		if let Ok(working) = method.analyse(input, None) {
			prop_assert!(working.savings.is_finite() && working.band_90.is_finite());
			prop_assert!(working.band_90 >= 0.0 && working.model.intercept >= 0.0);
			prop_assert!(working.creditable <= working.savings.max(0.0));
			if let Ok(result) = method.quantify(input, None) {
				prop_assert!(result.quantity_wh as f64 <= working.savings.max(0.0) * 1_000.0);
				prop_assert!(result.uncertainty_wh as f64 >= working.band_90 * 1_000.0);
			}
		}
	}

	#[test]
	fn a_wider_band_never_credits_more(
		quantity in any::<u64>(),
		uncertainty in any::<u64>(),
		wider in any::<u64>(),
		baseline in any::<u64>(),
		project in any::<u64>(),
		deduction_ppm in 0_u32..=1_000_000,
		leakage_ppm in 0_u32..=1_000_000,
	) {
		let terms = Factors { baseline, project, deduction_ppm, leakage_ppm };
		let narrow = terms.avoided_mg(quantity, uncertainty);
		prop_assert!(terms.avoided_mg(quantity, uncertainty.saturating_add(wider)) <= narrow);
		let most = u128::from(quantity) * u128::from(baseline.saturating_sub(project)) / 1_000;
		prop_assert!(narrow <= most);
	}
}
