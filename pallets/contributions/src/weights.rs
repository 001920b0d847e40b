//! Weights of `pallet_contributions`, measured: do not edit, run `make weights`.
//!
//! frame-benchmarking-cli 64.0.0, 50 steps, 20 repeats, on Intel(R) Xeon(R) Processor.

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

/// As measured, with the database of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:65 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:0)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Rules` (r:1 w:1)
	/// Proof: `Contributions::Rules` (`max_values`: None, `max_size`: Some(786), added: 3261, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Due` (r:1 w:1)
	/// Proof: `Contributions::Due` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::PeriodLength` (r:1 w:0)
	/// Proof: `Contributions::PeriodLength` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::CurrentPolicy` (r:1 w:0)
	/// Proof: `Contributions::CurrentPolicy` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Histories` (r:64 w:64)
	/// Proof: `Contributions::Histories` (`max_values`: None, `max_size`: Some(919), added: 3394, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 64]`.
	fn share_out(n: u32) -> Weight {
		// At least 755_971_000 picoseconds.
		Weight::from_parts(958_689_540, 218206)
			// Standard error: 64_254
			.saturating_add(Weight::from_parts(3_991_280, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(72_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(66_u64))
			.saturating_add(Weight::from_parts(0, 2566).saturating_mul(n.into()))
	}
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Histories` (r:1 w:1)
	/// Proof: `Contributions::Histories` (`max_values`: None, `max_size`: Some(919), added: 3394, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::PeriodLength` (r:1 w:0)
	/// Proof: `Contributions::PeriodLength` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::CurrentPolicy` (r:1 w:0)
	/// Proof: `Contributions::CurrentPolicy` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	fn recognise() -> Weight {
		// At least 28_409_000 picoseconds.
		Weight::from_parts(45_345_000, 4384)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Contributions::HighestCap` (r:1 w:1)
	/// Proof: `Contributions::HighestCap` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::CurrentPolicy` (r:0 w:1)
	/// Proof: `Contributions::CurrentPolicy` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	fn set_policy() -> Weight {
		// At least 8_867_000 picoseconds.
		Weight::from_parts(14_929_000, 1493)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Contributions::Due` (r:2 w:1)
	/// Proof: `Contributions::Due` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Rules` (r:1 w:0)
	/// Proof: `Contributions::Rules` (`max_values`: None, `max_size`: Some(786), added: 3261, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:0)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::PeriodLength` (r:1 w:0)
	/// Proof: `Contributions::PeriodLength` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::CurrentPolicy` (r:1 w:0)
	/// Proof: `Contributions::CurrentPolicy` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Histories` (r:64 w:64)
	/// Proof: `Contributions::Histories` (`max_values`: None, `max_size`: Some(919), added: 3394, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 64]`.
	fn pass_on(n: u32) -> Weight {
		// At least 40_163_000 picoseconds.
		Weight::from_parts(31_513_158, 11483)
			// Standard error: 17_953
			.saturating_add(Weight::from_parts(13_380_507, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3394).saturating_mul(n.into()))
	}
	/// Storage: `Contributions::CurrentPolicy` (r:1 w:0)
	/// Proof: `Contributions::CurrentPolicy` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:16 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::PeriodLength` (r:1 w:0)
	/// Proof: `Contributions::PeriodLength` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Histories` (r:1 w:1)
	/// Proof: `Contributions::Histories` (`max_values`: None, `max_size`: Some(919), added: 3394, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Rules` (r:15 w:0)
	/// Proof: `Contributions::Rules` (`max_values`: None, `max_size`: Some(786), added: 3261, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Due` (r:15 w:15)
	/// Proof: `Contributions::Due` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	fn on_awarded() -> Weight {
		// At least 161_487_000 picoseconds.
		Weight::from_parts(209_219_000, 49905)
			.saturating_add(T::DbWeight::get().reads(50_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn share_out(n: u32) -> Weight {
		Weight::from_parts(958_689_540, 218206)
			.saturating_add(Weight::from_parts(3_991_280, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(72_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(66_u64))
			.saturating_add(Weight::from_parts(0, 2566).saturating_mul(n.into()))
	}
	fn recognise() -> Weight {
		Weight::from_parts(45_345_000, 4384)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_policy() -> Weight {
		Weight::from_parts(14_929_000, 1493)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn pass_on(n: u32) -> Weight {
		Weight::from_parts(31_513_158, 11483)
			.saturating_add(Weight::from_parts(13_380_507, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3394).saturating_mul(n.into()))
	}
	fn on_awarded() -> Weight {
		Weight::from_parts(209_219_000, 49905)
			.saturating_add(ParityDbWeight::get().reads(50_u64))
			.saturating_add(ParityDbWeight::get().writes(16_u64))
	}
}
