//! THIS FILE WAS AUTO-GENERATED USING THE SUBSTRATE BENCHMARK CLI VERSION 64.0.0
//! DATE: 2026-11-30 (Y/M/D)
//!
//! SHORT-NAME: `block`, LONG-NAME: `BlockExecution`, RUNTIME: `civic-ledger`
//! WARMUPS: `20`, REPEAT: `200`
//! WEIGHT-METRIC: `Average`, WEIGHT-MUL: `1.33`, WEIGHT-ADD: `0`

use frame_support::parameter_types;
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_NANOS, Weight};

parameter_types! {
	/// Weight of executing an empty block.
	/// Calculated by multiplying the *Average* with `1.33` and adding `0`.
	///
	/// Stats nanoseconds:
	///   Min, Max: 169_524, 433_409
	///   Average:  183_436
	///   Median:   174_971
	///   Std-Dev:  27285.37
	///
	/// Percentiles nanoseconds:
	///   99th: 266_526
	///   95th: 244_135
	///   75th: 179_562
	pub const BlockExecutionWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(243_970), 0);
}
