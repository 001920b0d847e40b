use civic_primitives::Methods;
use serde_json::json;

use crate::{mock::*, *};

#[test]
fn genesis_adopts_in_order() {
	let renewed = successor(2, 0);
	ExtBuilder::default()
		.adopted(&[methodology(1), renewed, methodology(3)])
		.build_and_execute(|| {
			assert_eq!(Methodologies::in_force(0), Some(1));
			assert_eq!(Methodologies::in_force(2), Some(2));
			assert!(!Methodologies::is_open(0));
			assert_eq!(Versions::<Test>::get(2).unwrap().publisher, None);
		});
}

#[test]
#[should_panic(expected = "methodology 1 of genesis cannot be adopted: Some(SharesNotWhole)")]
fn genesis_says_which_methodology_is_wrong_and_why() {
	let mut wrong = methodology(2);
	wrong.terms.shares.owner = 0;
	ExtBuilder::default()
		.adopted(&[methodology(1), wrong])
		.build();
}

#[test]
fn a_profile_is_text_and_is_read_back_as_it_was() {
	let json = serde_json::to_value(methodology(1)).unwrap();
	assert_eq!(json["document"]["title"], json!("Rooftop PV"));
	assert_eq!(
		json["document"]["content-hash"],
		json!(format!("0x{}", "01".repeat(32)))
	);
	assert_eq!(
		json["document"]["baseline-provenance"]["basis"],
		json!({
			"gases": "co2e",
			"gwp": "ar5",
			"margin": "average",
			"heating-value": "not-applicable",
			"boundary": "life-cycle",
		})
	);
	assert_eq!(
		serde_json::from_value::<Methodology>(json).unwrap(),
		methodology(1)
	);
}

#[test]
fn a_profile_may_leave_out_what_it_does_not_supersede() {
	let mut json = serde_json::to_value(methodology(1)).unwrap();
	json.as_object_mut().unwrap().remove("supersedes");
	assert_eq!(
		serde_json::from_value::<Methodology>(json).unwrap(),
		methodology(1)
	);
}

#[test]
fn a_text_that_is_too_long_says_by_how_much() {
	let mut json = serde_json::to_value(methodology(1)).unwrap();
	json["document"]["title"] = json!("a".repeat(129));
	let error = serde_json::from_value::<Methodology>(json)
		.unwrap_err()
		.to_string();
	assert!(
		error.contains("the text has 129 bytes; shorten it to 128"),
		"{error}"
	);
}

#[test]
fn parts_beyond_the_whole_are_refused() {
	let mut json = serde_json::to_value(methodology(1)).unwrap();
	json["terms"]["deduction"] = json!(1_000_001);
	let adopted: Methodology = serde_json::from_value(json).unwrap();
	assert!(matches!(
		Methodologies::check_terms(&adopted.terms),
		Err(Error::<Test>::FractionOutOfRange)
	));
}
