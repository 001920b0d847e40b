//! Weights of `pallet_assembly`, counted by hand until `make weights` measures them: the storage a call
//! touches in the city's runtime, and the time of a call of that size in the other pallets.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights `pallet_assembly` asks for.
pub trait WeightInfo {
	fn examine() -> Weight;
	fn vote(n: u32) -> Weight;
	fn retract(n: u32) -> Weight;
	fn opine() -> Weight;
	fn stand() -> Weight;
	fn stand_down(n: u32) -> Weight;
	fn delegate() -> Weight;
	fn undelegate() -> Weight;
	fn clean_up(n: u32) -> Weight;
}

/// As counted, with the database of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Referenda::ReferendumInfoFor` (r:1 w:0)
	/// Storage: `Assembly::Interested` (r:1 w:1)
	fn examine() -> Weight {
		Weight::from_parts(80_000_000, 4_365)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	/// Storage: `Assembly::Interested` (r:1 w:0)
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:33 w:0)
	/// Storage: `Members::Absences` (r:33 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Assembly::Votes` (r:33 w:33)
	/// Storage: `Contributions::Histories` (r:33 w:0)
	/// Storage: `Contributions::PeriodLength` (r:1 w:0)
	/// Storage: `Assembly::Delegates` (r:1 w:0)
	/// Storage: `Scheduler::Agenda` (r:2 w:2)
	/// Storage: `Scheduler::Retries` (r:0 w:1)
	/// `n` is in `[0, 32]`.
	fn vote(n: u32) -> Weight {
		Weight::from_parts(114_000_000, 42_428)
			.saturating_add(Weight::from_parts(28_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 13_128).saturating_mul(n.into()))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	/// Storage: `Assembly::Votes` (r:33 w:33)
	/// Storage: `Assembly::Delegates` (r:1 w:0)
	/// Storage: `Scheduler::Agenda` (r:2 w:2)
	/// Storage: `Scheduler::Retries` (r:0 w:1)
	/// `n` is in `[0, 32]`.
	fn retract(n: u32) -> Weight {
		Weight::from_parts(90_000_000, 42_428)
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_530).saturating_mul(n.into()))
	}
	/// Storage: `Referenda::ReferendumInfoFor` (r:1 w:0)
	/// Storage: `Assembly::Interested` (r:1 w:0)
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Storage: `Members::Absences` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Assembly::Votes` (r:1 w:0)
	/// Storage: `Assembly::OpinionsOf` (r:1 w:1)
	/// Storage: `Assembly::OpinionCounts` (r:1 w:1)
	fn opine() -> Weight {
		Weight::from_parts(66_000_000, 4_365)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Assembly::Delegations` (r:1 w:0)
	/// Storage: `Assembly::Delegates` (r:1 w:1)
	fn stand() -> Weight {
		Weight::from_parts(45_000_000, 3_785)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Assembly::Delegates` (r:1 w:1)
	/// Storage: `Assembly::Delegations` (r:0 w:32)
	/// `n` is in `[0, 32]`.
	fn stand_down(n: u32) -> Weight {
		Weight::from_parts(40_000_000, 3_785)
			.saturating_add(Weight::from_parts(5_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:2 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Assembly::Delegates` (r:3 w:2)
	/// Storage: `Assembly::Delegations` (r:1 w:1)
	fn delegate() -> Weight {
		Weight::from_parts(60_000_000, 9_345)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Members::Accounts` (r:1 w:0)
	/// Storage: `Members::Members` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Assembly::Delegations` (r:1 w:1)
	/// Storage: `Assembly::Delegates` (r:1 w:1)
	fn undelegate() -> Weight {
		Weight::from_parts(45_000_000, 3_785)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Referenda::ReferendumInfoFor` (r:1 w:0)
	/// Storage: `Assembly::Interested` (r:1 w:1)
	/// Storage: `Assembly::OpinionCounts` (r:0 w:1)
	/// Storage: `Assembly::Votes` (r:n w:n)
	/// Storage: `Assembly::OpinionsOf` (r:1 w:0)
	/// `n` is in `[0, 500]`.
	fn clean_up(n: u32) -> Weight {
		Weight::from_parts(50_000_000, 4_365)
			.saturating_add(Weight::from_parts(3_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_530).saturating_mul(n.into()))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn examine() -> Weight {
		Weight::from_parts(80_000_000, 4_365)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn vote(n: u32) -> Weight {
		Weight::from_parts(114_000_000, 42_428)
			.saturating_add(Weight::from_parts(28_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 13_128).saturating_mul(n.into()))
	}
	fn retract(n: u32) -> Weight {
		Weight::from_parts(90_000_000, 42_428)
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_530).saturating_mul(n.into()))
	}
	fn opine() -> Weight {
		Weight::from_parts(66_000_000, 4_365)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn stand() -> Weight {
		Weight::from_parts(45_000_000, 3_785)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn stand_down(n: u32) -> Weight {
		Weight::from_parts(40_000_000, 3_785)
			.saturating_add(Weight::from_parts(5_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn delegate() -> Weight {
		Weight::from_parts(60_000_000, 9_345)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn undelegate() -> Weight {
		Weight::from_parts(45_000_000, 3_785)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn clean_up(n: u32) -> Weight {
		Weight::from_parts(50_000_000, 4_365)
			.saturating_add(Weight::from_parts(3_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_530).saturating_mul(n.into()))
	}
}
