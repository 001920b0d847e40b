//! The readings that become claims, and the runtime that came before this one.

use std::path::PathBuf;

/// A file of `quantify/tests/data`.
fn file(name: &str) -> PathBuf {
	PathBuf::from(env!("CARGO_MANIFEST_DIR"))
		.join("../quantify/tests/data")
		.join(name)
}

/// 10,000 quarter hours of a real roof's power, 2016-07-01 to 2016-10-13. Its source is PyPI
/// pvanalytics 0.2.2 (MIT, data of NREL).
pub fn roof() -> PathBuf {
	file("serf_east_15min_ac_power.csv.gz")
}

/// Daily electricity of a building before and after works, kWh (PyPI eemeter 2.10.11, Apache-2.0:
/// simulated loads under real weather).
pub fn electricity() -> PathBuf {
	file("il-electricity-cdd-hdd-daily.csv.gz")
}

/// Daily gas of a building before and after works, therms (as [`electricity`]).
pub fn gas() -> PathBuf {
	file("il-gas-hdd-only-daily.csv.gz")
}

/// Hourly temperatures there, degrees Fahrenheit.
pub fn temperature() -> PathBuf {
	file("il-tempF.csv.gz")
}

/// The runtime of spec version 1, built from this repository: what a city that began earlier upgrades
/// from (tests/data/README.md).
pub fn runtime_1() -> PathBuf {
	PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/civic-runtime-1.compact.compressed.wasm")
}
