//! Rooftop PV, on a real series.

mod common;

use civic_quantify::{
	factors::factor, methods::rooftop_pv::AccuracyClass, Error, Factors, Method, Options, Period,
	Readings, RooftopPv, Zone,
};
use common::{data, relative, unpacked};

fn readings() -> Readings {
	Readings::read(
		&data("serf_east_15min_ac_power.csv.gz"),
		&Options::default(),
	)
	.unwrap()
}

fn whole(baseline: u64) -> Factors {
	Factors {
		baseline,
		project: 0,
		deduction_ppm: 0,
		leakage_ppm: 0,
	}
}

#[test]
fn the_real_series_gives_the_worked_example() {
	let result = RooftopPv::default().quantify(&readings(), None).unwrap();
	assert_eq!(result.method, "rooftop-pv");
	assert_eq!(result.quantity_wh, 2_941_907);
	assert!(relative(result.working.generation_kwh, 2_941.907_548_427_506) < 1e-12);

	let quality = &result.quality;
	assert_eq!(quality.readings, 10_000);
	assert_eq!(quality.coverage_percent, 100.0);
	assert_eq!(quality.gaps, []);
	assert!(
		quality.clamped > 4_000 && quality.clamped_wh > 0.0,
		"{quality:?}"
	);

	// Class A: 2 % of 2,941.9075 kWh, rounded up.
	assert_eq!(result.uncertainty_wh, 58_839);
	let finer = RooftopPv {
		accuracy: AccuracyClass::C,
	}
	.quantify(&readings(), None)
	.unwrap();
	assert_eq!(finer.uncertainty_wh, 14_710);

	// The example credits the central estimate: 1.129045278935508 t.
	let grid = factor("grid-usa-2024").unwrap();
	let avoided = whole(grid.mg_per_kwh).avoided_mg(result.quantity_wh, result.uncertainty_wh);
	assert_eq!(avoided, 1_129_045_068);
	assert!((0.0..1e-6).contains(&(1.0 - avoided as f64 / 1_129_045_278.935_508)));
}

#[test]
fn gaps_widen_the_uncertainty_and_are_not_credited() {
	let text = unpacked("serf_east_15min_ac_power.csv.gz");
	let holes: Vec<_> = text
		.lines()
		.enumerate()
		.filter(|(row, _)| row % 10 != 5)
		.map(|(_, line)| line)
		.collect();
	let all = RooftopPv::default().quantify(&readings(), None).unwrap();
	let fewer = Readings::read(holes.join("\n").as_bytes(), &Options::default()).unwrap();
	let fewer = RooftopPv::default()
		.quantify(&fewer, Some(all.period))
		.unwrap();
	assert_eq!(fewer.quality.gaps.len(), 1_000);
	assert_eq!(fewer.quality.coverage_percent, 90.0);
	assert!(fewer.quantity_wh < all.quantity_wh);
	// 2 % for the meter and 10 % for the gaps.
	let share = fewer.uncertainty_wh as f64 / fewer.quantity_wh as f64;
	assert!((share - 0.12).abs() < 1e-5, "{share}");
}

#[test]
fn a_period_takes_its_part() {
	let zone = Zone::named("-07:00").unwrap();
	let day = |date| zone.instant(date).unwrap();
	let month = Period {
		from: day("2016-08-01"),
		until: day("2016-09-01"),
	};
	let august = RooftopPv::default()
		.quantify(&readings(), Some(month))
		.unwrap();
	assert_eq!(august.period, month);
	assert_eq!(august.quality.readings, 31 * 96);

	let later = Period {
		from: day("2020-01-01"),
		until: day("2020-02-01"),
	};
	let error = RooftopPv::default()
		.quantify(&readings(), Some(later))
		.unwrap_err();
	assert_eq!(
		error,
		Error::OutsidePeriod {
			period: later,
			covered: readings().period()
		}
	);
}

#[test]
fn a_night_alone_is_worth_nothing() {
	let text = "time,power_w\n2026-01-01T00:00Z,-3\n2026-01-01T01:00Z,-2.5\n";
	let readings = Readings::read(text.as_bytes(), &Options::default()).unwrap();
	let night = RooftopPv::default().quantify(&readings, None).unwrap();
	assert_eq!((night.quantity_wh, night.uncertainty_wh), (0, 0));
	assert_eq!((night.quality.clamped, night.quality.clamped_wh), (2, 5.5));
}
