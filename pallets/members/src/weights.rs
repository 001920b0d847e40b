//! Weights of `pallet_members`. To be replaced by measured ones.

#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// Weight functions needed for `pallet_members`.
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
}

/// Weights for `pallet_members` on the reference machine.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn enrol() -> Weight {
		Weight::from_parts(40_000_000, 21_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn redeem_voucher() -> Weight {
		Weight::from_parts(45_000_000, 24_500)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn authorize_redeem_voucher() -> Weight {
		Weight::from_parts(190_000_000, 24_500).saturating_add(T::DbWeight::get().reads(7_u64))
	}
	fn renew() -> Weight {
		Weight::from_parts(30_000_000, 17_500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn remove() -> Weight {
		Weight::from_parts(90_000_000, 70_000)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
	fn move_member() -> Weight {
		Weight::from_parts(45_000_000, 17_500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn accredit() -> Weight {
		Weight::from_parts(200_000_000, 245_000)
			.saturating_add(T::DbWeight::get().reads(70_u64))
			.saturating_add(T::DbWeight::get().writes(35_u64))
	}
	fn reinstate() -> Weight {
		Weight::from_parts(25_000_000, 10_500)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn grant_mandate() -> Weight {
		Weight::from_parts(25_000_000, 14_000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn revoke_mandate() -> Weight {
		Weight::from_parts(25_000_000, 10_500)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn invite() -> Weight {
		Weight::from_parts(40_000_000, 21_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn join() -> Weight {
		Weight::from_parts(60_000_000, 28_000)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn leave() -> Weight {
		Weight::from_parts(50_000_000, 17_500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn dismiss() -> Weight {
		Weight::from_parts(50_000_000, 17_500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// The range of component `n` is `[0, 32]`.
	fn prune_vouchers(n: u32) -> Weight {
		Weight::from_parts(8_000_000, 3_500)
			.saturating_add(Weight::from_parts(1_500_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_540).saturating_mul(n.into()))
	}
}

impl WeightInfo for () {
	fn enrol() -> Weight {
		Weight::from_parts(40_000_000, 21_000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn redeem_voucher() -> Weight {
		Weight::from_parts(45_000_000, 24_500)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn authorize_redeem_voucher() -> Weight {
		Weight::from_parts(190_000_000, 24_500).saturating_add(RocksDbWeight::get().reads(7_u64))
	}
	fn renew() -> Weight {
		Weight::from_parts(30_000_000, 17_500)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn remove() -> Weight {
		Weight::from_parts(90_000_000, 70_000)
			.saturating_add(RocksDbWeight::get().reads(20_u64))
			.saturating_add(RocksDbWeight::get().writes(20_u64))
	}
	fn move_member() -> Weight {
		Weight::from_parts(45_000_000, 17_500)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn accredit() -> Weight {
		Weight::from_parts(200_000_000, 245_000)
			.saturating_add(RocksDbWeight::get().reads(70_u64))
			.saturating_add(RocksDbWeight::get().writes(35_u64))
	}
	fn reinstate() -> Weight {
		Weight::from_parts(25_000_000, 10_500)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn grant_mandate() -> Weight {
		Weight::from_parts(25_000_000, 14_000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn revoke_mandate() -> Weight {
		Weight::from_parts(25_000_000, 10_500)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn invite() -> Weight {
		Weight::from_parts(40_000_000, 21_000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn join() -> Weight {
		Weight::from_parts(60_000_000, 28_000)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn leave() -> Weight {
		Weight::from_parts(50_000_000, 17_500)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn dismiss() -> Weight {
		Weight::from_parts(50_000_000, 17_500)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// The range of component `n` is `[0, 32]`.
	fn prune_vouchers(n: u32) -> Weight {
		Weight::from_parts(8_000_000, 3_500)
			.saturating_add(Weight::from_parts(1_500_000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_540).saturating_mul(n.into()))
	}
}
