//! Weights of `frame_system_extensions`, measured: do not edit, run `make weights`.
//!
//! frame-benchmarking-cli 64.0.0, 50 steps, 20 repeats, on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// As measured, with the database of `T`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> frame_system::ExtensionsWeightInfo for WeightInfo<T> {
	fn check_genesis() -> Weight {
		// At least 1_530_000 picoseconds.
		Weight::from_parts(1_781_000, 0)
	}
	fn check_mortality_mortal_transaction() -> Weight {
		// At least 3_327_000 picoseconds.
		Weight::from_parts(3_740_000, 0)
	}
	fn check_mortality_immortal_transaction() -> Weight {
		// At least 3_340_000 picoseconds.
		Weight::from_parts(3_730_000, 0)
	}
	fn check_non_zero_sender() -> Weight {
		// At least 468_000 picoseconds.
		Weight::from_parts(598_000, 0)
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn check_nonce() -> Weight {
		// At least 6_307_000 picoseconds.
		Weight::from_parts(6_920_000, 3593)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn check_spec_version() -> Weight {
		// At least 355_000 picoseconds.
		Weight::from_parts(473_000, 0)
	}
	fn check_tx_version() -> Weight {
		// At least 370_000 picoseconds.
		Weight::from_parts(474_000, 0)
	}
	fn check_weight() -> Weight {
		// At least 3_225_000 picoseconds.
		Weight::from_parts(3_559_000, 0)
	}
	fn weight_reclaim() -> Weight {
		// At least 1_823_000 picoseconds.
		Weight::from_parts(2_040_000, 0)
	}
}
