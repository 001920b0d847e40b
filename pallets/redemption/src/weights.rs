//! Weights of `pallet_redemption`, counted, not measured: `make weights redemption` replaces it.
//!
//! Reads and writes are those of the worst case of each call in the runtime; times are those measured for calls of
//! other pallets that do as much, rounded up.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights `pallet_redemption` asks for.
pub trait WeightInfo {
	fn attest_reserve() -> Weight;
	fn countersign_reserve() -> Weight;
	fn record_payment() -> Weight;
	fn set_terms() -> Weight;
	fn open_window() -> Weight;
	fn close_window() -> Weight;
	fn redeem() -> Weight;
	fn cancel() -> Weight;
	fn begin_payments(n: u32) -> Weight;
	fn settle(n: u32) -> Weight;
	fn reject() -> Weight;
	fn release() -> Weight;
}

/// As counted, with the database of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Redemption::CurrencyTerms`, `Timestamp::Now`, `Redemption::Reserves` (r), `Redemption::Pending` (w)
	fn attest_reserve() -> Weight {
		Weight::from_parts(35_000_000, 3556)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Timestamp::Now` (r), `Redemption::Pending`, `Redemption::Reserves`, `Redemption::SpentDays` (r, w)
	fn countersign_reserve() -> Weight {
		Weight::from_parts(45_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Redemption::CurrencyTerms`, `Timestamp::Now` (r), `Redemption::References`, `Redemption::ReceivedTotals` (r, w), `Redemption::Receipts` (w)
	fn record_payment() -> Weight {
		Weight::from_parts(45_000_000, 3900)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Redemption::CurrencyTerms`, its counter (r, w), one of the origin (r)
	fn set_terms() -> Weight {
		Weight::from_parts(25_000_000, 3556)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Redemption::CurrencyTerms`, `Timestamp::Now`, `Redemption::Reserves` (r), `Redemption::NextWindowId`, `Redemption::OpenWindows` (r, w), `Redemption::Windows` (r, w: 16 that are over, and one)
	fn open_window() -> Weight {
		Weight::from_parts(150_000_000, 48000)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(19_u64))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Timestamp::Now` (r), `Redemption::Windows`, `Redemption::OpenWindows` (r, w)
	fn close_window() -> Weight {
		Weight::from_parts(40_000_000, 3700)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Timestamp::Now`, `Redemption::CurrencyTerms` (r), `Redemption::Windows`, `Redemption::Reserves`, `Redemption::Usage`, `Redemption::NextRedemptionId`, `Redemption::OwnedCounts`, `Redemption::Queues`, `Redemption::Redemptions` (the last of the queue), `Balances::Holds`, `System::Account` (r, w), `Redemption::Owned`, `Redemption::Redemptions` (w)
	fn redeem() -> Weight {
		Weight::from_parts(120_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Timestamp::Now`, `Members::Accounts` (r), `Redemption::Redemptions` (r, w: it and two neighbours), `Redemption::Reserves`, `Redemption::Queues`, `Redemption::Windows`, `Redemption::Usage`, `Balances::Holds`, `System::Account` (r, w)
	fn cancel() -> Weight {
		Weight::from_parts(110_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Timestamp::Now` (r), `Redemption::Reserves`, `Redemption::Queues`, `Redemption::Redemptions` (r, w: each, and the one after them)
	fn begin_payments(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 5000)
			.saturating_add(Weight::from_parts(14_000_000, 2700).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Timestamp::Now` (r), `Redemption::Burned`, `Redemption::Reserves`, `Redemption::SpentDays`, `Issuance::Totals` (r, w); for each: `Redemption::Redemptions`, `Redemption::Windows`, `Redemption::Usage`, `Balances::Holds`, `System::Account` (r, w)
	fn settle(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 6000)
			.saturating_add(Weight::from_parts(110_000_000, 13000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
	}
	/// Storage: `Members::Accounts`, `Members::Members`, `Members::Granted`, `Timestamp::Now` (r), `Redemption::Redemptions` (r, w: it and two neighbours), `Redemption::Reserves`, `Redemption::Queues`, `Redemption::Windows`, `Redemption::Usage`, `Balances::Holds`, `System::Account` (r, w)
	fn reject() -> Weight {
		Weight::from_parts(110_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Timestamp::Now` (r), `Redemption::Redemptions` (r, w: it and two neighbours), `Redemption::Reserves`, `Redemption::Queues`, `Redemption::Windows`, `Redemption::Usage`, `Balances::Holds`, `System::Account` (r, w)
	fn release() -> Weight {
		Weight::from_parts(105_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
}

// For the pallet's own tests.
impl WeightInfo for () {
	fn attest_reserve() -> Weight {
		Weight::from_parts(35_000_000, 3556)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn countersign_reserve() -> Weight {
		Weight::from_parts(45_000_000, 8000)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn record_payment() -> Weight {
		Weight::from_parts(45_000_000, 3900)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_terms() -> Weight {
		Weight::from_parts(25_000_000, 3556)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn open_window() -> Weight {
		Weight::from_parts(150_000_000, 48000)
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(19_u64))
	}
	fn close_window() -> Weight {
		Weight::from_parts(40_000_000, 3700)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn redeem() -> Weight {
		Weight::from_parts(120_000_000, 8000)
			.saturating_add(ParityDbWeight::get().reads(13_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(110_000_000, 8000)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn begin_payments(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 5000)
			.saturating_add(Weight::from_parts(14_000_000, 2700).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn settle(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 6000)
			.saturating_add(Weight::from_parts(110_000_000, 13000).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(ParityDbWeight::get().writes((5_u64).saturating_mul(n.into())))
	}
	fn reject() -> Weight {
		Weight::from_parts(110_000_000, 8000)
			.saturating_add(ParityDbWeight::get().reads(13_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn release() -> Weight {
		Weight::from_parts(105_000_000, 8000)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
}
