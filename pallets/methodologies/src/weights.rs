//! Weights of `pallet_methodologies`, measured: do not edit, run `make weights`.
//!
//! frame-benchmarking-cli 64.0.0, 50 steps, 20 repeats, on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights `pallet_methodologies` asks for.
pub trait WeightInfo {
	fn publish() -> Weight;
	fn adopt() -> Weight;
	fn retire() -> Weight;
	fn withdraw() -> Weight;
}

/// As measured, with the database of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::ByContentHash` (r:1 w:0)
	/// Proof: `Methodologies::ByContentHash` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::NextMethodologyId` (r:1 w:1)
	/// Proof: `Methodologies::NextMethodologyId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Versions` (r:1 w:1)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Drafts` (r:1 w:1)
	/// Proof: `Methodologies::Drafts` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Documents` (r:0 w:1)
	/// Proof: `Methodologies::Documents` (`max_values`: None, `max_size`: Some(962), added: 3437, mode: `MaxEncodedLen`)
	fn publish() -> Weight {
		// At least 39_748_000 picoseconds.
		Weight::from_parts(52_544_000, 3583)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Methodologies::Versions` (r:2 w:2)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Documents` (r:1 w:0)
	/// Proof: `Methodologies::Documents` (`max_values`: None, `max_size`: Some(962), added: 3437, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::ByContentHash` (r:1 w:1)
	/// Proof: `Methodologies::ByContentHash` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::InForce` (r:1 w:1)
	/// Proof: `Methodologies::InForce` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Drafts` (r:1 w:1)
	/// Proof: `Methodologies::Drafts` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn adopt() -> Weight {
		// At least 38_201_000 picoseconds.
		Weight::from_parts(52_601_000, 6176)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Methodologies::Versions` (r:1 w:1)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::InForce` (r:0 w:1)
	/// Proof: `Methodologies::InForce` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// At least 15_477_000 picoseconds.
		Weight::from_parts(20_913_000, 3583)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Methodologies::Versions` (r:1 w:1)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Documents` (r:1 w:1)
	/// Proof: `Methodologies::Documents` (`max_values`: None, `max_size`: Some(962), added: 3437, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Drafts` (r:1 w:1)
	/// Proof: `Methodologies::Drafts` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// At least 30_155_000 picoseconds.
		Weight::from_parts(41_114_000, 4427)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn publish() -> Weight {
		Weight::from_parts(52_544_000, 3583)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn adopt() -> Weight {
		Weight::from_parts(52_601_000, 6176)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn retire() -> Weight {
		Weight::from_parts(20_913_000, 3583)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(41_114_000, 4427)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
