use civic_primitives::WeightRule;
use serde_json::json;

use crate::{mock::*, *};

#[test]
fn a_period_is_a_twelfth_of_a_julian_year_by_default() {
	assert_eq!(DEFAULT_PERIOD * 12 * 4, (3 * 365 + 366) * 86_400);
	let genesis = GenesisConfig::<Test>::default();
	assert_eq!(genesis.period_length, DEFAULT_PERIOD);
	assert_eq!(genesis.policy, Policy::default());
}

#[test]
fn genesis_sets_period_and_policy() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(PeriodLength::<Test>::get(), PERIOD);
		assert_eq!(Contributions::policy(), policy());
		assert_eq!(HighestCap::<Test>::get(), policy().cap);
	});
}

#[test]
#[should_panic(expected = "a second at least")]
fn genesis_refuses_periods_of_no_time() {
	ExtBuilder::default().period_length(0).build();
}

#[test]
#[should_panic(expected = "RuleNotValid")]
fn genesis_refuses_a_policy_that_is_not_valid() {
	let rule = WeightRule { scale: 0, cap: 1 };
	ExtBuilder::default()
		.policy(Policy { rule, ..policy() })
		.build();
}

#[test]
fn a_profile_says_the_policy_in_words() {
	let json = json!({
		"unitsPerPoint": 10,
		"pointsPerClaim": 5,
		"cap": 100,
		"rule": { "scale": 10, "cap": 5 },
	});
	assert_eq!(serde_json::from_value::<Policy>(json).unwrap(), policy());
	let misspelt = json!({ "unitsPerPiont": 10 });
	assert!(serde_json::from_value::<Policy>(misspelt).is_err());
}
