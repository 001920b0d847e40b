//! THIS FILE WAS AUTO-GENERATED USING THE SUBSTRATE BENCHMARK CLI VERSION 64.0.0
//! DATE: 2026-11-30 (Y/M/D)
//!
//! SHORT-NAME: `extrinsic`, LONG-NAME: `ExtrinsicBase`, RUNTIME: `civic-ledger`
//! WARMUPS: `20`, REPEAT: `200`
//! WEIGHT-METRIC: `Average`, WEIGHT-MUL: `1.33`, WEIGHT-ADD: `0`

use frame_support::parameter_types;
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_NANOS, Weight};

parameter_types! {
	/// Weight of executing a NO-OP extrinsic, for example `System::remark`.
	/// Calculated by multiplying the *Average* with `1.33` and adding `0`.
	///
	/// Stats nanoseconds:
	///   Min, Max: 91_893, 98_062
	///   Average:  93_540
	///   Median:   93_464
	///   Std-Dev:  1273.84
	///
	/// Percentiles nanoseconds:
	///   99th: 97_402
	///   95th: 95_572
	///   75th: 94_489
	pub const ExtrinsicBaseWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(124_409), 0);
}
