//! Weights of `pallet_contributions`, counted by hand: `make weights` measures them.
//!
//! Reads and writes are those of the runtime's register; computing is taken from like calls that
//! were measured (10 µs for a history that is read and written).

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights `pallet_contributions` asks for.
pub trait WeightInfo {
	fn share_out(n: u32) -> Weight;
	fn recognise() -> Weight;
	fn set_policy() -> Weight;
	fn pass_on(n: u32) -> Weight;
	fn on_awarded() -> Weight;
}

/// As counted, with the database of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn share_out(n: u32) -> Weight {
		Weight::from_parts(1_500_000_000, 250_000)
			.saturating_add(Weight::from_parts(2_000_000, 2566).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(75_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(66_u64))
	}
	fn recognise() -> Weight {
		Weight::from_parts(60_000_000, 5_000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_policy() -> Weight {
		Weight::from_parts(30_000_000, 3_556)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn pass_on(n: u32) -> Weight {
		Weight::from_parts(50_000_000, 12_000)
			.saturating_add(Weight::from_parts(20_000_000, 3_394).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn on_awarded() -> Weight {
		Weight::from_parts(150_000_000, 90_000)
			.saturating_add(T::DbWeight::get().reads(50_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn share_out(n: u32) -> Weight {
		Weight::from_parts(1_500_000_000, 250_000)
			.saturating_add(Weight::from_parts(2_000_000, 2566).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(75_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(66_u64))
	}
	fn recognise() -> Weight {
		Weight::from_parts(60_000_000, 5_000)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_policy() -> Weight {
		Weight::from_parts(30_000_000, 3_556)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn pass_on(n: u32) -> Weight {
		Weight::from_parts(50_000_000, 12_000)
			.saturating_add(Weight::from_parts(20_000_000, 3_394).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn on_awarded() -> Weight {
		Weight::from_parts(150_000_000, 90_000)
			.saturating_add(ParityDbWeight::get().reads(50_u64))
			.saturating_add(ParityDbWeight::get().writes(16_u64))
	}
}
