//! The numbers of eemeter, the reference implementation of CalTRACK 2.0.

mod common;

use civic_quantify::{
	methods::metered_savings::{Cadence, Fuel, Input, MeteredSavings, Slope},
	Error, Factors, Method, Options, Period, Readings, Temperatures, Unit, Zone,
};
use common::{data, expected_cases, relative, unpacked};
use rstest::rstest;
use serde_json::Value;

fn case(sample: &str) -> Value {
	expected_cases()
		.into_iter()
		.find(|case| case["sample"] == sample)
		.unwrap()
}

fn inputs(case: &Value) -> (Readings, Temperatures, MeteredSavings) {
	let unit: Unit = case["unit"].as_str().unwrap().parse().unwrap();
	let options = Options {
		unit: Some(unit),
		..Options::default()
	};
	let file = case["meta"]["meter_data_filename"].as_str().unwrap();
	let readings = Readings::read(&data(file), &options).unwrap();
	let temperatures = Temperatures::read(&data("il-tempF.csv.gz"), &options).unwrap();
	let zone = Zone::utc();
	let instant = |name: &str| zone.instant(case["meta"][name].as_str().unwrap()).unwrap();
	let method = MeteredSavings {
		baseline_end: instant("blackout_start_date"),
		reporting_start: instant("blackout_end_date"),
		fuel: if case["fit_cdd"] == true {
			Fuel::Electricity
		} else {
			Fuel::Gas
		},
		zone: zone.clone(),
	};
	(readings, temperatures, method)
}

#[rstest]
#[case::electricity_daily("il-electricity-cdd-hdd-daily", Cadence::Daily)]
#[case::electricity_monthly("il-electricity-cdd-hdd-billing_monthly", Cadence::Monthly)]
#[case::electricity_bimonthly("il-electricity-cdd-hdd-billing_bimonthly", Cadence::Bimonthly)]
#[case::gas_daily("il-gas-hdd-only-daily", Cadence::Daily)]
#[case::gas_monthly("il-gas-hdd-only-billing_monthly", Cadence::Monthly)]
#[case::gas_bimonthly("il-gas-hdd-only-billing_bimonthly", Cadence::Bimonthly)]
fn eemeters_numbers_are_reproduced(#[case] sample: &str, #[case] cadence: Cadence) {
	let case = case(sample);
	let (readings, temperatures, method) = inputs(&case);
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let working = method.analyse(input, None).unwrap();

	let check = |name: &str, found: f64, expected: &Value| {
		let expected = expected.as_f64().unwrap();
		assert!(
			relative(found, expected) < 1e-6,
			"{name}: {found} instead of {expected}"
		);
	};
	let slope = |slope: Option<Slope>, parameter: &str, point: &str| {
		assert_eq!(
			slope.is_some(),
			case["model_params"].get(parameter).is_some(),
			"{parameter}"
		);
		if let Some(slope) = slope {
			check(
				parameter,
				slope.per_degree_day,
				&case["model_params"][parameter],
			);
			check(point, slope.balance_point, &case["model_params"][point]);
		}
	};
	assert_eq!(working.cadence, cadence);
	assert_eq!(
		working.baseline.observations as u64,
		case["baseline"]["n"].as_u64().unwrap()
	);
	assert_eq!(
		working.reporting.observations as u64,
		case["reporting"]["n"].as_u64().unwrap()
	);
	check(
		"intercept",
		working.model.intercept,
		&case["model_params"]["intercept"],
	);
	slope(working.model.cooling, "beta_cdd", "cooling_balance_point");
	slope(working.model.heating, "beta_hdd", "heating_balance_point");
	check(
		"adjusted R²",
		working.model.r_squared_adj,
		&case["r_squared_adj"],
	);
	check(
		"baseline",
		working.baseline.observed,
		&case["baseline"]["sum"],
	);
	check(
		"observed",
		working.reporting.observed,
		&case["reporting_observed"],
	);
	check(
		"counterfactual",
		working.counterfactual,
		&case["counterfactual"],
	);
	check("savings", working.savings, &case["metered_savings"]);
	check(
		"band",
		working.band_90,
		&case["error_bands_90"]["FSU Error Band"],
	);
	check(
		"RMSE",
		working.rmse_adj,
		&case["totals_metrics"]["rmse_adj"],
	);
	check(
		"CV(RMSE)",
		working.cvrmse_adj,
		&case["totals_metrics"]["cvrmse_adj"],
	);
	check(
		"autocorrelation",
		working.autocorrelation,
		&case["totals_metrics"]["autocorr_resid"],
	);
}

const DAILY_GAS: &str = "il-gas-hdd-only-daily";
const DAILY_ELECTRICITY: &str = "il-electricity-cdd-hdd-daily";

#[test]
fn gas_savings_become_integers_and_the_worked_example() {
	let (readings, temperatures, method) = inputs(&case(DAILY_GAS));
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let result = method.quantify(input, None).unwrap();
	// 83.64648718986 and 37.67878185658699 therms of 29,300.1111… Wh.
	assert_eq!(result.quantity_wh, 2_450_851);
	assert_eq!(result.uncertainty_wh, 1_103_993);
	assert!(relative(result.working.creditable, 45.967_705_333_273) < 1e-9);
	// The example's factor, 5.306 kg per therm, gives 0.2439046444983467 t.
	assert!(relative(result.working.creditable * 5.306, 243.904_644_498_346_7) < 1e-9);
	let whole = Factors {
		baseline: 181_091,
		project: 0,
		deduction_ppm: 1_000_000,
		leakage_ppm: 0,
	};
	let avoided = whole.avoided_mg(result.quantity_wh, result.uncertainty_wh);
	let example = 243_904_644.498;
	assert!(
		avoided as f64 <= example && relative(avoided as f64, example) < 5e-6,
		"{avoided}"
	);
}

#[test]
fn electricity_savings_are_in_watt_hours() {
	let (readings, temperatures, method) = inputs(&case(DAILY_ELECTRICITY));
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let result = method.quantify(input, None).unwrap();
	assert_eq!(result.quantity_wh, 793_908);
	assert_eq!(result.uncertainty_wh, 315_416);
	assert_eq!(result.period, result.working.reporting.period);
	assert_eq!(result.period.seconds(), 365 * 86_400);
}

#[test]
fn bimonthly_bills_are_computed_but_not_issued_on() {
	let (readings, temperatures, method) = inputs(&case("il-gas-hdd-only-billing_bimonthly"));
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let error = method.quantify(input, None).unwrap_err();
	assert_eq!(error, Error::BimonthlyBills { days: 61 });
}

#[rstest]
#[case("il-electricity-cdd-hdd-billing_monthly", 795_676, 112_691)]
#[case("il-gas-hdd-only-billing_monthly", 1_875_606, 424_330)]
fn monthly_bills_are_issued_on(
	#[case] sample: &str,
	#[case] quantity: u64,
	#[case] uncertainty: u64,
) {
	let (readings, temperatures, method) = inputs(&case(sample));
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let result = method.quantify(input, None).unwrap();
	assert_eq!(
		(result.quantity_wh, result.uncertainty_wh),
		(quantity, uncertainty)
	);
}

#[test]
fn local_days_differ_from_utc_days_and_keep_the_total() {
	let (readings, temperatures, method) = inputs(&case(DAILY_ELECTRICITY));
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let zone = Zone::named("America/Chicago").unwrap();
	let local = MeteredSavings {
		baseline_end: zone.instant("2016-12-26").unwrap(),
		reporting_start: zone.instant("2017-01-04").unwrap(),
		zone,
		..method.clone()
	};
	let utc = method.quantify(input, None).unwrap();
	let local = local.quantify(input, None).unwrap();
	// The same days of the meter, with the weather of its own hours.
	assert_eq!(
		local.working.reporting.observed,
		utc.working.reporting.observed
	);
	assert_eq!(local.quality.coverage_percent, 100.0);
	assert_eq!(local.period.from, utc.period.from + 6 * 3_600);
	assert_ne!(local.working.model, utc.working.model);
}

#[test]
fn a_claim_may_take_a_part_of_the_reporting_year() {
	let (readings, temperatures, method) = inputs(&case(DAILY_GAS));
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let utc = Zone::utc();
	let day = |date| utc.instant(date).unwrap();
	let january = Period {
		from: day("2017-01-04"),
		until: day("2017-02-01"),
	};
	let part = method.quantify(input, Some(january)).unwrap();
	assert_eq!(part.period, january);
	assert_eq!(part.working.reporting.observations, 28);
	assert_eq!(
		part.working.model,
		method.quantify(input, None).unwrap().working.model
	);

	let early = Period {
		from: day("2017-01-01"),
		until: day("2017-02-01"),
	};
	assert_eq!(
		method.quantify(input, Some(early)).unwrap_err(),
		Error::BeforeReporting {
			period: early,
			reporting_start: day("2017-01-04")
		}
	);
	let long = Period {
		from: day("2017-01-04"),
		until: day("2018-01-07"),
	};
	assert_eq!(
		method.quantify(input, Some(long)).unwrap_err(),
		Error::PeriodTooLong(long)
	);
}

/// An hour of weather.
const WEATHER: &[u8] = b"time,tempF\n2016-01-01T00:00Z,30\n";

#[test]
fn days_may_not_be_left_out() {
	let (_, temperatures, method) = inputs(&case(DAILY_GAS));
	let file = unpacked("il-gas-hdd-only-daily.csv.gz");
	let without = |months: &[&str]| {
		let kept = file
			.lines()
			.filter(|row| !months.iter().any(|month| row.starts_with(month)));
		let rows: Vec<_> = kept.collect();
		let options = Options {
			unit: Some(Unit::Therm),
			..Options::default()
		};
		let readings = Readings::read(rows.join("\n").as_bytes(), &options).unwrap();
		method.quantify(
			Input {
				readings: &readings,
				temperatures: &temperatures,
			},
			None,
		)
	};
	let dropped = |result: civic_quantify::Quantified<_>| -> (usize, usize) {
		let working: civic_quantify::methods::metered_savings::Working = result.working;
		(working.baseline.dropped, working.reporting.dropped)
	};
	assert_eq!(dropped(without(&["2016-07", "2017-07"]).unwrap()), (31, 31));
	let error = without(&["2017-07", "2017-08"]).unwrap_err();
	let expected = Error::NotEnoughData {
		part: "the reporting period",
		found: 303,
		needed: 329,
		of: "days",
	};
	assert_eq!(error, expected);
	let error = without(&["2016-07", "2016-08"]).unwrap_err();
	assert!(
		error
			.to_string()
			.starts_with("the baseline: 303 usable days"),
		"{error}"
	);
}

#[test]
fn readings_that_end_early_shorten_the_claim() {
	let (_, temperatures, method) = inputs(&case(DAILY_GAS));
	let file = unpacked("il-gas-hdd-only-daily.csv.gz");
	let rows: Vec<_> = file
		.lines()
		.filter(|row| !(*row > "2017-05" && *row < "2019"))
		.collect();
	let options = Options {
		unit: Some(Unit::Therm),
		..Options::default()
	};
	let readings = Readings::read(rows.join("\n").as_bytes(), &options).unwrap();
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let result = method.quantify(input, None).unwrap();
	let utc = Zone::utc();
	assert_eq!(result.period.until, utc.instant("2017-05-01").unwrap());
	assert_eq!(result.working.reporting.observations, 117);
}

#[test]
fn too_little_data_is_refused() {
	let (readings, temperatures, method) = inputs(&case(DAILY_GAS));
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	let day = |date| Zone::utc().instant(date).unwrap();
	let at = |end, start| MeteredSavings {
		baseline_end: day(end),
		reporting_start: day(start),
		..method.clone()
	};

	let short = at("2016-09-01", "2016-09-10")
		.quantify(input, None)
		.unwrap_err();
	let expected = Error::NotEnoughData {
		part: "the baseline",
		found: 284,
		needed: 329,
		of: "days",
	};
	assert_eq!(short, expected);
	let none = at("2014-09-01", "2014-09-10")
		.quantify(input, None)
		.unwrap_err();
	assert!(
		matches!(
			none,
			Error::TemperatureMissing { .. } | Error::NotEnoughData { .. }
		),
		"{none}"
	);
	let after = at("2016-12-26", "2019-01-01")
		.quantify(input, None)
		.unwrap_err();
	assert!(matches!(after, Error::OutsidePeriod { .. }), "{after}");
	let cold = Temperatures::read(WEATHER, &Options::default()).unwrap();
	let input = Input {
		readings: &readings,
		temperatures: &cold,
	};
	let error = method.quantify(input, None).unwrap_err().to_string();
	assert!(
		error.contains("the temperatures cover 2016-01-01T00:00:00Z to"),
		"{error}"
	);
	assert_eq!(
		at("2016-12-26", "2016-12-01")
			.quantify(input, None)
			.unwrap_err(),
		Error::PeriodsOverlap {
			baseline_end: day("2016-12-26"),
			reporting_start: day("2016-12-01")
		}
	);
}

#[test]
fn a_meter_that_runs_backwards_is_refused() {
	let (_, temperatures, method) = inputs(&case(DAILY_ELECTRICITY));
	let text = unpacked("il-electricity-cdd-hdd-daily.csv.gz");
	let text = text.replace(
		"\n2016-07-01T00:00:00-05:00,",
		"\n2016-07-01T00:00:00-05:00,-",
	);
	let options = Options {
		unit: Some(Unit::Kwh),
		..Options::default()
	};
	let readings = Readings::read(text.as_bytes(), &options).unwrap();
	let input = Input {
		readings: &readings,
		temperatures: &temperatures,
	};
	assert_eq!(
		method.quantify(input, None).unwrap_err(),
		Error::NetMetered { count: 1 }
	);
}

#[test]
fn temperatures_may_be_celsius_and_finer_than_an_hour() {
	let read = |text: &str| Temperatures::read(text.as_bytes(), &Options::default());
	let celsius = read(
		"time,temp_c\n1970-01-01T00:00Z,-10\n1970-01-01T00:30Z,0\n1970-01-01T01:00Z,\n\
		 1970-01-01T02:00Z,100e-1\n1970-01-01T02:00Z,10\n",
	)
	.unwrap();
	assert_eq!(celsius.hourly(), [(0, 23.0), (7_200, 50.0)]);
	let wrong = read("time,temp_c\n1970-01-01T00:00Z,100\n").unwrap_err();
	assert_eq!(
		wrong,
		Error::ImpossibleTemperature {
			row: 2,
			text: "100".into()
		}
	);
	let twice = read("time,tempF\n1970-01-01T00:00Z,1\n1970-01-01T00:00Z,2\n").unwrap_err();
	assert_eq!(
		twice,
		Error::Contradiction {
			at: 0,
			first: 2,
			second: 3
		}
	);
	let none = read("time,degrees\n1970-01-01T00:00Z,1\n").unwrap_err();
	assert!(none.to_string().contains("no temperature column"), "{none}");
}
