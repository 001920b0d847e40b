use codec::Encode;
use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};

use crate::{migrations::CountRedeemed, mock::*, *};

/// The ledger as version 0 stored it: six sums.
fn store_version_0(ext: &mut sp_io::TestExternalities) -> Ledger {
	ext.execute_with(|| {
		assert!(settle(1, ALICE_ID, PV, 1_000).is_ok());
		let Ledger {
			awarded,
			retired,
			buffer,
			reversed,
			owed,
			endowment,
			redeemed: _,
		} = Totals::<Test>::get();
		let before = (awarded, retired, buffer, reversed, owed, endowment).encode();
		frame_support::storage::unhashed::put_raw(&Totals::<Test>::hashed_key(), &before);
		StorageVersion::new(0).put::<Issuance>();
		assert!(Totals::<Test>::try_get().is_err(), "version 1 reads more");
		Ledger {
			awarded,
			retired,
			buffer,
			reversed,
			owed,
			endowment,
			redeemed: 0,
		}
	})
}

#[test]
fn a_ledger_of_version_0_keeps_its_sums_and_has_redeemed_nothing() {
	let mut ext = ExtBuilder::default().endowed(BOB, 100).build();
	let expected = store_version_0(&mut ext);
	ext.execute_with(|| {
		assert!(expected.awarded > 0 && expected.buffer > 0);
		CountRedeemed::<Test>::on_runtime_upgrade();
		assert_eq!(Totals::<Test>::get(), expected);
		assert_eq!(Issuance::on_chain_storage_version(), 1);
		Issuance::do_try_state().unwrap();

		// The second time it does nothing.
		assert!(redeem(BOB, 10).is_ok());
		CountRedeemed::<Test>::on_runtime_upgrade();
		assert_eq!(Issuance::supply().redeemed, 10);
		Issuance::do_try_state().unwrap();
	});
}

#[test]
fn a_chain_that_begins_with_version_1_is_left_alone() {
	ExtBuilder::default()
		.endowed(BOB, 100)
		.build_and_execute(|| {
			assert_eq!(Issuance::on_chain_storage_version(), 1);
			let before = Totals::<Test>::get();
			CountRedeemed::<Test>::on_runtime_upgrade();
			assert_eq!(Totals::<Test>::get(), before);
		});
}

#[cfg(feature = "try-runtime")]
#[test]
fn what_the_upgrade_is_checked_by_holds() {
	let mut ext = ExtBuilder::default().endowed(BOB, 100).build();
	store_version_0(&mut ext);
	ext.execute_with(|| {
		CountRedeemed::<Test>::try_on_runtime_upgrade(true).unwrap();
	});
}
