use frame_support::{assert_noop, assert_ok, traits::Hooks};
use rstest::rstest;
use serde_json::json;
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_currency_is_written_as_three_capitals() {
	assert_eq!(json!(EUR), json!("EUR"));
	assert_eq!(
		serde_json::from_value::<Currency>(json!("CHF")).unwrap(),
		CHF
	);
	for wrong in [
		json!("eur"),
		json!("EURO"),
		json!("EU"),
		json!("E1R"),
		json!("Ä€"),
		json!([69, 85, 82]),
	] {
		assert!(
			serde_json::from_value::<Currency>(wrong.clone()).is_err(),
			"{wrong}"
		);
	}
	assert_eq!(json!(Currency([0xff; 3])), json!("???"));
}

#[test]
fn genesis_is_written_in_kebab_case() {
	let written = json!({
		"currency": "EUR",
		"terms": {
			"min-rate": 1_000,
			"max-rate": 20_000,
			"max-window-budget": 5_000_000,
			"max-window": 7_776_000,
			"attestation-validity": 604_800,
			"payment-term": 2_592_000,
		},
	});
	let genesis = GenesisTerms {
		currency: EUR,
		terms: terms(),
	};
	assert_eq!(json!(genesis), written);
	assert_eq!(
		serde_json::from_value::<GenesisTerms>(written).unwrap(),
		genesis
	);
}

#[test]
fn genesis_sets_terms() {
	ExtBuilder::default()
		.terms(CHF, terms())
		.build_and_execute(|| {
			assert_eq!(Desk::currencies(), vec![(CHF, terms()), (EUR, terms())]);
		});
}

#[test]
#[should_panic(expected = "two terms")]
fn genesis_with_two_terms_of_a_currency_is_refused() {
	ExtBuilder::default().terms(EUR, terms()).build();
}

#[test]
#[should_panic(expected = "NotACurrency")]
fn genesis_with_no_currency_is_refused() {
	ExtBuilder::default()
		.terms(Currency(*b"eur"), terms())
		.build();
}

#[test]
fn the_assembly_sets_terms() {
	ExtBuilder::default().bare().build_and_execute(|| {
		assert_eq!(Desk::reserve(EUR), None);
		assert_ok!(Desk::set_terms(signed(ASSEMBLY), EUR, terms()));
		System::assert_last_event(
			Event::TermsSet {
				currency: EUR,
				terms: terms(),
			}
			.into(),
		);
		let others = Terms {
			max_rate: 5_000,
			..terms()
		};
		assert_ok!(Desk::set_terms(signed(ASSEMBLY), EUR, others));
		assert_eq!(Desk::currencies(), vec![(EUR, others)]);
	});
}

#[test]
fn terms_are_set_by_the_assembly_alone() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [
			signed(TREASURER),
			signed(AUDITOR),
			signed(ALICE),
			RuntimeOrigin::root(),
			RuntimeOrigin::none(),
		] {
			assert_noop!(
				Desk::set_terms(origin, EUR, terms()),
				DispatchError::BadOrigin
			);
		}
	});
}

#[rstest]
#[case::no_lowest_rate(Terms { min_rate: 0, ..terms() })]
#[case::rates_the_wrong_way_round(Terms { min_rate: 20_001, ..terms() })]
#[case::windows_of_no_time(Terms { max_window: 0, ..terms() })]
#[case::never_fresh(Terms { attestation_validity: 0, ..terms() })]
#[case::never_paid(Terms { payment_term: 0, ..terms() })]
fn terms_must_not_contradict_each_other(#[case] terms: Terms) {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Desk::set_terms(signed(ASSEMBLY), EUR, terms),
			Error::<Test>::TermsContradict
		);
	});
}

#[test]
fn there_are_no_more_currencies_than_may_be() {
	ExtBuilder::default()
		.terms(CHF, terms())
		.build_and_execute(|| {
			let set = |code| Desk::set_terms(signed(ASSEMBLY), Currency(code), terms());
			assert_noop!(set(*b"SEK"), Error::<Test>::TooManyCurrencies);
			assert_noop!(set(*b"Sek"), Error::<Test>::NotACurrency);
			assert_ok!(set(*b"CHF"));
		});
}

#[test]
fn the_bounds_of_the_runtime_leave_room() {
	ExtBuilder::default().build_and_execute(Desk::integrity_test);
	for set in [
		(|n| MaxCurrencies::set(n)) as fn(u32),
		|n| MaxOpenWindows::set(n),
		|n| MaxPaymentsPerCall::set(n),
		|n| MaxSpentDays::set(n),
	] {
		set(0);
		assert!(std::panic::catch_unwind(Desk::integrity_test).is_err());
		set(3);
	}
}
