//! The numbers of eemeter, the reference implementation of CalTRACK 2.0.

mod common;

use civic_quantify::{
	methods::metered_savings::{Cadence, Fuel, Input, MeteredSavings, Slope},
	Error, Method, Options, Readings, Temperatures, Unit, Zone,
};
use common::{data, expected_cases, relative};
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
