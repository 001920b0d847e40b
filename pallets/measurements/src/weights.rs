//! Weights of `pallet_measurements`, measured: do not edit, run `make weights`.
//!
//! frame-benchmarking-cli 64.0.0, 50 steps, 20 repeats, on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights `pallet_measurements` asks for.
pub trait WeightInfo {
	fn register_source() -> Weight;
	fn commission() -> Weight;
	fn decommission() -> Weight;
	fn submit() -> Weight;
	fn draw_panel() -> Weight;
	fn attest() -> Weight;
	fn replace_silent() -> Weight;
	fn challenge() -> Weight;
	fn settle() -> Weight;
	fn peek_queue() -> Weight;
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
	/// Storage: `Methodologies::InForce` (r:1 w:0)
	/// Proof: `Methodologies::InForce` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Versions` (r:1 w:0)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Premises` (r:1 w:0)
	/// Proof: `Measurements::Premises` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::NextSource` (r:1 w:1)
	/// Proof: `Measurements::NextSource` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Sources` (r:0 w:1)
	/// Proof: `Measurements::Sources` (`max_values`: None, `max_size`: Some(137), added: 2612, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::SourcesOf` (r:0 w:1)
	/// Proof: `Measurements::SourcesOf` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	fn register_source() -> Weight {
		// At least 34_716_000 picoseconds.
		Weight::from_parts(45_538_000, 3583)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:256 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Sources` (r:1 w:1)
	/// Proof: `Measurements::Sources` (`max_values`: None, `max_size`: Some(137), added: 2612, mode: `MaxEncodedLen`)
	/// Storage: `Members::Memberships` (r:257 w:0)
	/// Proof: `Members::Memberships` (`max_values`: None, `max_size`: Some(145), added: 2620, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:0)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::VerifiersByFamily` (r:1 w:0)
	/// Proof: `Members::VerifiersByFamily` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:256 w:0)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Premises` (r:1 w:1)
	/// Proof: `Measurements::Premises` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn commission() -> Weight {
		// At least 2_395_614_000 picoseconds.
		Weight::from_parts(2_743_834_000, 744926)
			.saturating_add(T::DbWeight::get().reads(775_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:257 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Sources` (r:1 w:1)
	/// Proof: `Measurements::Sources` (`max_values`: None, `max_size`: Some(137), added: 2612, mode: `MaxEncodedLen`)
	/// Storage: `Members::Memberships` (r:257 w:0)
	/// Proof: `Members::Memberships` (`max_values`: None, `max_size`: Some(145), added: 2620, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:0)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::VerifiersByFamily` (r:1 w:0)
	/// Proof: `Members::VerifiersByFamily` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:256 w:0)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Premises` (r:0 w:1)
	/// Proof: `Measurements::Premises` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn decommission() -> Weight {
		// At least 2_365_652_000 picoseconds.
		Weight::from_parts(2_867_229_000, 744926)
			.saturating_add(T::DbWeight::get().reads(775_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Sources` (r:1 w:1)
	/// Proof: `Measurements::Sources` (`max_values`: None, `max_size`: Some(137), added: 2612, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Versions` (r:1 w:0)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Readings` (r:1 w:1)
	/// Proof: `Measurements::Readings` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::RegistryEntries` (r:1 w:1)
	/// Proof: `Measurements::RegistryEntries` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Timeline` (r:14 w:1)
	/// Proof: `Measurements::Timeline` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::NextClaim` (r:1 w:1)
	/// Proof: `Measurements::NextClaim` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Counts` (r:1 w:1)
	/// Proof: `Measurements::Counts` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::NextTicket` (r:1 w:1)
	/// Proof: `Measurements::NextTicket` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::ClaimsAt` (r:0 w:1)
	/// Proof: `Measurements::ClaimsAt` (`max_values`: None, `max_size`: Some(9), added: 2484, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Queue` (r:0 w:1)
	/// Proof: `Measurements::Queue` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Claims` (r:0 w:1)
	/// Proof: `Measurements::Claims` (`max_values`: None, `max_size`: Some(320), added: 2795, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::ClaimsOf` (r:0 w:1)
	/// Proof: `Measurements::ClaimsOf` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Panels` (r:0 w:1)
	/// Proof: `Measurements::Panels` (`max_values`: None, `max_size`: Some(582), added: 3057, mode: `MaxEncodedLen`)
	fn submit() -> Weight {
		// At least 215_588_000 picoseconds.
		Weight::from_parts(263_113_000, 36662)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:257 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Claims` (r:1 w:0)
	/// Proof: `Measurements::Claims` (`max_values`: None, `max_size`: Some(320), added: 2795, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Panels` (r:2 w:1)
	/// Proof: `Measurements::Panels` (`max_values`: None, `max_size`: Some(582), added: 3057, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Queue` (r:2 w:1)
	/// Proof: `Measurements::Queue` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Authorities::EpochSlots` (r:1 w:0)
	/// Proof: `Authorities::EpochSlots` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Sources` (r:1 w:0)
	/// Proof: `Measurements::Sources` (`max_values`: None, `max_size`: Some(137), added: 2612, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Versions` (r:1 w:0)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Members::Memberships` (r:258 w:0)
	/// Proof: `Members::Memberships` (`max_values`: None, `max_size`: Some(145), added: 2620, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:2 w:0)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::VerifiersByFamily` (r:1 w:0)
	/// Proof: `Members::VerifiersByFamily` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:256 w:15)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Challenges` (r:1 w:0)
	/// Proof: `Measurements::Challenges` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	fn draw_panel() -> Weight {
		// At least 3_896_537_000 picoseconds.
		Weight::from_parts(4_449_020_000, 744926)
			.saturating_add(T::DbWeight::get().reads(787_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Claims` (r:1 w:1)
	/// Proof: `Measurements::Claims` (`max_values`: None, `max_size`: Some(320), added: 2795, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Panels` (r:1 w:1)
	/// Proof: `Measurements::Panels` (`max_values`: None, `max_size`: Some(582), added: 3057, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Versions` (r:1 w:0)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:30 w:30)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Challenges` (r:1 w:1)
	/// Proof: `Measurements::Challenges` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Sources` (r:1 w:0)
	/// Proof: `Measurements::Sources` (`max_values`: None, `max_size`: Some(137), added: 2612, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Counts` (r:1 w:1)
	/// Proof: `Measurements::Counts` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::ClaimsAt` (r:0 w:2)
	/// Proof: `Measurements::ClaimsAt` (`max_values`: None, `max_size`: Some(9), added: 2484, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Timeline` (r:0 w:1)
	/// Proof: `Measurements::Timeline` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Readings` (r:0 w:1)
	/// Proof: `Measurements::Readings` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::RegistryEntries` (r:0 w:1)
	/// Proof: `Measurements::RegistryEntries` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	fn attest() -> Weight {
		// At least 454_718_000 picoseconds.
		Weight::from_parts(535_766_000, 88170)
			.saturating_add(T::DbWeight::get().reads(43_u64))
			.saturating_add(T::DbWeight::get().writes(42_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Claims` (r:1 w:0)
	/// Proof: `Measurements::Claims` (`max_values`: None, `max_size`: Some(320), added: 2795, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Panels` (r:1 w:1)
	/// Proof: `Measurements::Panels` (`max_values`: None, `max_size`: Some(582), added: 3057, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:15 w:15)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::NextTicket` (r:1 w:1)
	/// Proof: `Measurements::NextTicket` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Queue` (r:0 w:1)
	/// Proof: `Measurements::Queue` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	fn replace_silent() -> Weight {
		// At least 237_048_000 picoseconds.
		Weight::from_parts(285_700_000, 44580)
			.saturating_add(T::DbWeight::get().reads(21_u64))
			.saturating_add(T::DbWeight::get().writes(18_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Claims` (r:1 w:1)
	/// Proof: `Measurements::Claims` (`max_values`: None, `max_size`: Some(320), added: 2795, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Challenges` (r:1 w:1)
	/// Proof: `Measurements::Challenges` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Counts` (r:1 w:1)
	/// Proof: `Measurements::Counts` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::NextTicket` (r:1 w:1)
	/// Proof: `Measurements::NextTicket` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::ClaimsAt` (r:0 w:2)
	/// Proof: `Measurements::ClaimsAt` (`max_values`: None, `max_size`: Some(9), added: 2484, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Queue` (r:0 w:1)
	/// Proof: `Measurements::Queue` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Panels` (r:0 w:1)
	/// Proof: `Measurements::Panels` (`max_values`: None, `max_size`: Some(582), added: 3057, mode: `MaxEncodedLen`)
	fn challenge() -> Weight {
		// At least 144_689_000 picoseconds.
		Weight::from_parts(171_445_000, 3785)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:17 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Claims` (r:1 w:1)
	/// Proof: `Measurements::Claims` (`max_values`: None, `max_size`: Some(320), added: 2795, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::Counts` (r:1 w:1)
	/// Proof: `Measurements::Counts` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Awards` (r:1 w:1)
	/// Proof: `Issuance::Awards` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::DeferredClaims` (r:1 w:0)
	/// Proof: `Issuance::DeferredClaims` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Methodologies::Versions` (r:1 w:0)
	/// Proof: `Methodologies::Versions` (`max_values`: None, `max_size`: Some(118), added: 2593, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Queues` (r:1 w:0)
	/// Proof: `Issuance::Queues` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Budgets` (r:1 w:1)
	/// Proof: `Issuance::Budgets` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Debts` (r:1 w:1)
	/// Proof: `Issuance::Debts` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:17 w:17)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Issuance::Totals` (r:1 w:1)
	/// Proof: `Issuance::Totals` (`max_values`: Some(1), `max_size`: Some(112), added: 607, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::CurrentPolicy` (r:1 w:0)
	/// Proof: `Contributions::CurrentPolicy` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::PeriodLength` (r:1 w:0)
	/// Proof: `Contributions::PeriodLength` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Histories` (r:1 w:1)
	/// Proof: `Contributions::Histories` (`max_values`: None, `max_size`: Some(919), added: 3394, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Rules` (r:15 w:0)
	/// Proof: `Contributions::Rules` (`max_values`: None, `max_size`: Some(786), added: 3261, mode: `MaxEncodedLen`)
	/// Storage: `Contributions::Waiting` (r:15 w:15)
	/// Proof: `Contributions::Waiting` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `Measurements::ClaimsAt` (r:0 w:2)
	/// Proof: `Measurements::ClaimsAt` (`max_values`: None, `max_size`: Some(9), added: 2484, mode: `MaxEncodedLen`)
	fn settle() -> Weight {
		// At least 717_088_000 picoseconds.
		Weight::from_parts(861_879_000, 49905)
			.saturating_add(T::DbWeight::get().reads(78_u64))
			.saturating_add(T::DbWeight::get().writes(41_u64))
	}
	/// Storage: `Measurements::Queue` (r:2 w:0)
	/// Proof: `Measurements::Queue` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Authorities::EpochSlots` (r:1 w:0)
	/// Proof: `Authorities::EpochSlots` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn peek_queue() -> Weight {
		// At least 32_480_000 picoseconds.
		Weight::from_parts(43_450_000, 5982)
			.saturating_add(T::DbWeight::get().reads(5_u64))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn register_source() -> Weight {
		Weight::from_parts(45_538_000, 3583)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn commission() -> Weight {
		Weight::from_parts(2_743_834_000, 744926)
			.saturating_add(ParityDbWeight::get().reads(775_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn decommission() -> Weight {
		Weight::from_parts(2_867_229_000, 744926)
			.saturating_add(ParityDbWeight::get().reads(775_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn submit() -> Weight {
		Weight::from_parts(263_113_000, 36662)
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn draw_panel() -> Weight {
		Weight::from_parts(4_449_020_000, 744926)
			.saturating_add(ParityDbWeight::get().reads(787_u64))
			.saturating_add(ParityDbWeight::get().writes(17_u64))
	}
	fn attest() -> Weight {
		Weight::from_parts(535_766_000, 88170)
			.saturating_add(ParityDbWeight::get().reads(43_u64))
			.saturating_add(ParityDbWeight::get().writes(42_u64))
	}
	fn replace_silent() -> Weight {
		Weight::from_parts(285_700_000, 44580)
			.saturating_add(ParityDbWeight::get().reads(21_u64))
			.saturating_add(ParityDbWeight::get().writes(18_u64))
	}
	fn challenge() -> Weight {
		Weight::from_parts(171_445_000, 3785)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(861_879_000, 49905)
			.saturating_add(ParityDbWeight::get().reads(78_u64))
			.saturating_add(ParityDbWeight::get().writes(41_u64))
	}
	fn peek_queue() -> Weight {
		Weight::from_parts(43_450_000, 5982)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
	}
}
