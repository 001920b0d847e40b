//! What the tests share.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::{io::Read, path::Path};

/// A file of `tests/data`.
pub(crate) fn data(name: &str) -> Vec<u8> {
	let path = Path::new(env!("CARGO_MANIFEST_DIR"))
		.join("tests/data")
		.join(name);
	std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What eemeter 2.10.11 computes.
pub(crate) fn expected_cases() -> Vec<serde_json::Value> {
	let expected: serde_json::Value =
		serde_json::from_slice(&data("caltrack-expected.json")).unwrap();
	expected["cases"].as_array().unwrap().clone()
}

/// How far `found` is from `expected`, relative to that.
pub(crate) fn relative(found: f64, expected: f64) -> f64 {
	(found - expected).abs() / expected.abs()
}

/// The text in a packed file of `tests/data`.
pub(crate) fn unpacked(name: &str) -> String {
	let mut text = String::new();
	flate2::read::GzDecoder::new(data(name).as_slice())
		.read_to_string(&mut text)
		.unwrap();
	text
}
