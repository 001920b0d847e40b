//! Weights of `pallet_issuance`, measured: do not edit, run `make weights`.
//!
//! frame-benchmarking-cli 64.0.0, 50 steps, 20 repeats, on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights `pallet_issuance` asks for.
pub trait WeightInfo {
	fn set_budget() -> Weight;
	fn award_deferred(n: u32) -> Weight;
	fn retire() -> Weight;
	fn reverse() -> Weight;
}

/// As measured, with the database of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Budgets` (r:1 w:1)
	/// Proof: `Issuance::Budgets` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	fn set_budget() -> Weight {
		// At least 12_400_000 picoseconds.
		Weight::from_parts(20_257_000, 3534)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:513 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Queues` (r:1 w:1)
	/// Proof: `Issuance::Queues` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::DeferredAwards` (r:32 w:32)
	/// Proof: `Issuance::DeferredAwards` (`max_values`: None, `max_size`: Some(214), added: 2689, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Budgets` (r:1 w:1)
	/// Proof: `Issuance::Budgets` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Versions` (r:1 w:0)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Debts` (r:32 w:32)
	/// Proof: `Issuance::Debts` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:513 w:513)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Totals` (r:1 w:1)
	/// Proof: `Issuance::Totals` (`max_values`: Some(1), `max_size`: Some(112), added: 607, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::CurrentPolicy` (r:1 w:0)
	/// Proof: `Contributions::CurrentPolicy` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::PeriodLength` (r:1 w:0)
	/// Proof: `Contributions::PeriodLength` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Histories` (r:32 w:32)
	/// Proof: `Contributions::Histories` (`max_values`: None, `max_size`: Some(919), added: 3394, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Rules` (r:480 w:0)
	/// Proof: `Contributions::Rules` (`max_values`: None, `max_size`: Some(786), added: 3261, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Waiting` (r:480 w:480)
	/// Proof: `Contributions::Waiting` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::DeferredClaims` (r:0 w:32)
	/// Proof: `Issuance::DeferredClaims` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Awards` (r:0 w:32)
	/// Proof: `Issuance::Awards` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 32]`.
	fn award_deferred(n: u32) -> Weight {
		// At least 624_954_000 picoseconds.
		Weight::from_parts(672_210_000, 3593)
			// Standard error: 1_178_707
			.saturating_add(Weight::from_parts(625_245_912, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((65_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((36_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 48915).saturating_mul(n.into()))
	}
	/// Storage: `Issuance::Totals` (r:1 w:1)
	/// Proof: `Issuance::Totals` (`max_values`: Some(1), `max_size`: Some(112), added: 607, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::NextCertificateId` (r:1 w:1)
	/// Proof: `Issuance::NextCertificateId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Certificates` (r:0 w:1)
	/// Proof: `Issuance::Certificates` (`max_values`: None, `max_size`: Some(105), added: 2580, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// At least 34_926_000 picoseconds.
		Weight::from_parts(50_107_000, 1597)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Issuance::DeferredClaims` (r:1 w:0)
	/// Proof: `Issuance::DeferredClaims` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Awards` (r:1 w:1)
	/// Proof: `Issuance::Awards` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Totals` (r:1 w:1)
	/// Proof: `Issuance::Totals` (`max_values`: Some(1), `max_size`: Some(112), added: 607, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Debts` (r:1 w:1)
	/// Proof: `Issuance::Debts` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn reverse() -> Weight {
		// At least 22_046_000 picoseconds.
		Weight::from_parts(29_592_000, 3538)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn set_budget() -> Weight {
		Weight::from_parts(20_257_000, 3534)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn award_deferred(n: u32) -> Weight {
		Weight::from_parts(672_210_000, 3593)
			.saturating_add(Weight::from_parts(625_245_912, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().reads((65_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(ParityDbWeight::get().writes((36_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 48915).saturating_mul(n.into()))
	}
	fn retire() -> Weight {
		Weight::from_parts(50_107_000, 1597)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn reverse() -> Weight {
		Weight::from_parts(29_592_000, 3538)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
