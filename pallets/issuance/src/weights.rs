//! Weights of the calls of `pallet_issuance`: hand-sized until they are measured.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(dead_code)]

use frame_support::{traits::Get, weights::{Weight, constants::ParityDbWeight}};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_issuance`.
pub trait WeightInfo {
	fn set_budget() -> Weight;
	fn award_deferred(n: u32, ) -> Weight;
	fn retire() -> Weight;
	fn reverse() -> Weight;
}

/// Weights for `pallet_issuance` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_budget() -> Weight {
		Weight::from_parts(20_000_000, 3_600)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// The range of component `n` is `[1, 16]`.
	fn award_deferred(n: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 10_000)
			.saturating_add(Weight::from_parts(350_000_000, 60_000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((38_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((20_u64).saturating_mul(n.into())))
	}
	fn retire() -> Weight {
		Weight::from_parts(45_000_000, 3_600)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn reverse() -> Weight {
		Weight::from_parts(30_000_000, 3_600)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn set_budget() -> Weight {
		Weight::from_parts(20_000_000, 3_600)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	/// The range of component `n` is `[1, 16]`.
	fn award_deferred(n: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 10_000)
			.saturating_add(Weight::from_parts(350_000_000, 60_000).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((38_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(ParityDbWeight::get().writes((20_u64).saturating_mul(n.into())))
	}
	fn retire() -> Weight {
		Weight::from_parts(45_000_000, 3_600)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn reverse() -> Weight {
		Weight::from_parts(30_000_000, 3_600)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
