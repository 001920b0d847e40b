//! Weights of `pallet_members`, measured: do not edit, run `make weights`.
//!
//! frame-benchmarking-cli 64.0.0, 50 steps, 20 repeats, on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights `pallet_members` asks for.
pub trait WeightInfo {
	fn enrol() -> Weight;
	fn redeem_voucher() -> Weight;
	fn authorize_redeem_voucher() -> Weight;
	fn renew() -> Weight;
	fn remove() -> Weight;
	fn move_member() -> Weight;
	fn accredit() -> Weight;
	fn reinstate() -> Weight;
	fn grant_mandate() -> Weight;
	fn revoke_mandate() -> Weight;
	fn invite() -> Weight;
	fn join() -> Weight;
	fn leave() -> Weight;
	fn dismiss() -> Weight;
	fn prune_vouchers(n: u32) -> Weight;
	fn prune_absences(n: u32) -> Weight;
}

/// As measured, with the database of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Members::Accounts` (r:2 w:1)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:1)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:2 w:0)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Members::Nullifiers` (r:1 w:1)
	/// Proof: `Members::Nullifiers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::NextMemberId` (r:1 w:1)
	/// Proof: `Members::NextMemberId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Enrolled` (r:1 w:1)
	/// Proof: `Members::Enrolled` (`max_values`: None, `max_size`: Some(13), added: 2488, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn enrol() -> Weight {
		// At least 58_762_000 picoseconds.
		Weight::from_parts(64_034_000, 6052)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Members::FirstRedeemedDay` (r:1 w:1)
	/// Proof: `Members::FirstRedeemedDay` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Accounts` (r:1 w:1)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Nullifiers` (r:1 w:1)
	/// Proof: `Members::Nullifiers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::NextMemberId` (r:1 w:1)
	/// Proof: `Members::NextMemberId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Enrolled` (r:1 w:1)
	/// Proof: `Members::Enrolled` (`max_values`: None, `max_size`: Some(13), added: 2488, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:0 w:1)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Members::Redeemed` (r:0 w:1)
	/// Proof: `Members::Redeemed` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn redeem_voucher() -> Weight {
		// At least 39_527_000 picoseconds.
		Weight::from_parts(46_749_000, 3593)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Members::Redeemed` (r:1 w:0)
	/// Proof: `Members::Redeemed` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Members::Accounts` (r:2 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:1 w:0)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Members::Nullifiers` (r:1 w:0)
	/// Proof: `Members::Nullifiers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	fn authorize_redeem_voucher() -> Weight {
		// At least 199_781_000 picoseconds.
		Weight::from_parts(224_963_000, 6052)
			.saturating_add(T::DbWeight::get().reads(8_u64))
	}
	/// Storage: `Members::Accounts` (r:2 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:1)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:2 w:0)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Members::Enrolled` (r:1 w:1)
	/// Proof: `Members::Enrolled` (`max_values`: None, `max_size`: Some(13), added: 2488, mode: `MaxEncodedLen`)
	/// Storage: `Members::Absences` (r:1 w:1)
	/// Proof: `Members::Absences` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Members::FirstAbsenceDay` (r:1 w:1)
	/// Proof: `Members::FirstAbsenceDay` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::AbsencesByDay` (r:0 w:1)
	/// Proof: `Members::AbsencesByDay` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	/// The storage of absences is counted by hand, until it is measured.
	fn renew() -> Weight {
		// At least 48_233_000 picoseconds.
		Weight::from_parts(60_000_000, 6122)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Members::Accounts` (r:2 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:1)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:3 w:0)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:1 w:1)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	/// Storage: `Members::VerifiersByFamily` (r:32 w:32)
	/// Proof: `Members::VerifiersByFamily` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Members::Enrolled` (r:1 w:1)
	/// Proof: `Members::Enrolled` (`max_values`: None, `max_size`: Some(13), added: 2488, mode: `MaxEncodedLen`)
	/// Storage: `Members::Absences` (r:1 w:1)
	/// Proof: `Members::Absences` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// The storage of absences is counted by hand, until it is measured.
	fn remove() -> Weight {
		// At least 452_212_000 picoseconds.
		Weight::from_parts(514_000_000, 146174)
			.saturating_add(T::DbWeight::get().reads(43_u64))
			.saturating_add(T::DbWeight::get().writes(36_u64))
	}
	/// Storage: `Members::Accounts` (r:3 w:1)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:1)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:2 w:0)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn move_member() -> Weight {
		// At least 61_152_000 picoseconds.
		Weight::from_parts(65_777_000, 8583)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Members::Accounts` (r:2 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:34 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:1 w:0)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:1 w:1)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	/// Storage: `Members::VerifiersByFamily` (r:64 w:64)
	/// Proof: `Members::VerifiersByFamily` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	fn accredit() -> Weight {
		// At least 918_312_000 picoseconds.
		Weight::from_parts(1_013_168_000, 291358)
			.saturating_add(T::DbWeight::get().reads(103_u64))
			.saturating_add(T::DbWeight::get().writes(65_u64))
	}
	/// Storage: `Members::Accounts` (r:2 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:1 w:0)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	/// Storage: `Members::Verifiers` (r:1 w:1)
	/// Proof: `Members::Verifiers` (`max_values`: None, `max_size`: Some(431), added: 2906, mode: `MaxEncodedLen`)
	fn reinstate() -> Weight {
		// At least 60_331_000 picoseconds.
		Weight::from_parts(81_559_000, 6122)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Members::Accounts` (r:2 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:2 w:1)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	fn grant_mandate() -> Weight {
		// At least 35_301_000 picoseconds.
		Weight::from_parts(38_089_000, 6122)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Members::Accounts` (r:2 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Granted` (r:2 w:1)
	/// Proof: `Members::Granted` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	fn revoke_mandate() -> Weight {
		// At least 34_954_000 picoseconds.
		Weight::from_parts(37_619_000, 6122)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:0)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::Invitations` (r:1 w:1)
	/// Proof: `Members::Invitations` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	fn invite() -> Weight {
		// At least 82_045_000 picoseconds.
		Weight::from_parts(88_637_000, 11483)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:2 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Invitations` (r:1 w:1)
	/// Proof: `Members::Invitations` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:1)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::Memberships` (r:1 w:1)
	/// Proof: `Members::Memberships` (`max_values`: None, `max_size`: Some(145), added: 2620, mode: `MaxEncodedLen`)
	fn join() -> Weight {
		// At least 92_203_000 picoseconds.
		Weight::from_parts(100_155_000, 11483)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:1)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::Memberships` (r:1 w:1)
	/// Proof: `Members::Memberships` (`max_values`: None, `max_size`: Some(145), added: 2620, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// At least 55_942_000 picoseconds.
		Weight::from_parts(60_574_000, 11483)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Proof: `Members::Accounts` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Proof: `Members::Members` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Collectives` (r:1 w:1)
	/// Proof: `Members::Collectives` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	/// Storage: `Members::Invitations` (r:1 w:1)
	/// Proof: `Members::Invitations` (`max_values`: None, `max_size`: Some(8018), added: 10493, mode: `MaxEncodedLen`)
	fn dismiss() -> Weight {
		// At least 80_090_000 picoseconds.
		Weight::from_parts(87_120_000, 11483)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Members::FirstRedeemedDay` (r:1 w:0)
	/// Proof: `Members::FirstRedeemedDay` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Members::Redeemed` (r:33 w:32)
	/// Proof: `Members::Redeemed` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 32]`.
	fn prune_vouchers(n: u32) -> Weight {
		// At least 6_768_000 picoseconds.
		Weight::from_parts(11_407_336, 3513)
			// Standard error: 1_798
			.saturating_add(Weight::from_parts(2_301_642, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2523).saturating_mul(n.into()))
	}
	/// Counted by hand, until it is measured.
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Members::FirstAbsenceDay` (r:1 w:1)
	/// Storage: `Members::AbsencesByDay` (r:33 w:32)
	/// Storage: `Members::Absences` (r:32 w:32)
	/// `n` is in `[0, 32]`.
	fn prune_absences(n: u32) -> Weight {
		Weight::from_parts(12_000_000, 3_497)
			.saturating_add(Weight::from_parts(5_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2628).saturating_mul(n.into()))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn enrol() -> Weight {
		Weight::from_parts(64_034_000, 6052)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn redeem_voucher() -> Weight {
		Weight::from_parts(46_749_000, 3593)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn authorize_redeem_voucher() -> Weight {
		Weight::from_parts(224_963_000, 6052)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
	}
	fn renew() -> Weight {
		Weight::from_parts(60_000_000, 6122)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn remove() -> Weight {
		Weight::from_parts(514_000_000, 146174)
			.saturating_add(ParityDbWeight::get().reads(43_u64))
			.saturating_add(ParityDbWeight::get().writes(36_u64))
	}
	fn move_member() -> Weight {
		Weight::from_parts(65_777_000, 8583)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn accredit() -> Weight {
		Weight::from_parts(1_013_168_000, 291358)
			.saturating_add(ParityDbWeight::get().reads(103_u64))
			.saturating_add(ParityDbWeight::get().writes(65_u64))
	}
	fn reinstate() -> Weight {
		Weight::from_parts(81_559_000, 6122)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn grant_mandate() -> Weight {
		Weight::from_parts(38_089_000, 6122)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn revoke_mandate() -> Weight {
		Weight::from_parts(37_619_000, 6122)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn invite() -> Weight {
		Weight::from_parts(88_637_000, 11483)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn join() -> Weight {
		Weight::from_parts(100_155_000, 11483)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn leave() -> Weight {
		Weight::from_parts(60_574_000, 11483)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn dismiss() -> Weight {
		Weight::from_parts(87_120_000, 11483)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn prune_vouchers(n: u32) -> Weight {
		Weight::from_parts(11_407_336, 3513)
			.saturating_add(Weight::from_parts(2_301_642, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2523).saturating_mul(n.into()))
	}
	fn prune_absences(n: u32) -> Weight {
		Weight::from_parts(12_000_000, 3_497)
			.saturating_add(Weight::from_parts(5_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2628).saturating_mul(n.into()))
	}
}
