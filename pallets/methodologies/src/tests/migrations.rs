use frame_support::{
	assert_ok,
	traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
};
use sp_core::H256;

use crate::{migrations::FreeTheHashesOfDrafts, mock::*, *};

const IN_FORCE: u32 = 0;
const RETIRED: u32 = 1;
const DRAFT: u32 = 2;

/// One of each status, as version 0 stored them: a draft has its content hash too.
fn store_version_0() -> sp_io::TestExternalities {
	let mut ext = ExtBuilder::default()
		.adopted(&[methodology(1), methodology(2)])
		.build();
	ext.execute_with(|| {
		assert_ok!(Methodologies::retire(
			RuntimeOrigin::signed(RETIRER),
			RETIRED
		));
		assert_ok!(Methodologies::publish(
			RuntimeOrigin::signed(ALICE),
			methodology(3).into()
		));
		ByContentHash::<Test>::insert(H256::repeat_byte(3), DRAFT);
		StorageVersion::new(0).put::<Methodologies>();
		assert!(
			Methodologies::do_try_state().is_err(),
			"version 1 has it otherwise"
		);
		assert_eq!(
			Methodologies::adopt(RuntimeOrigin::root(), DRAFT),
			Err(Error::<Test>::AlreadyAdopted.into()),
			"by its own entry"
		);
	});
	ext
}

#[test]
fn a_draft_of_version_0_can_be_adopted_and_what_was_adopted_is_still_known() {
	store_version_0().execute_with(|| {
		FreeTheHashesOfDrafts::<Test>::on_runtime_upgrade();
		assert_eq!(Methodologies::on_chain_storage_version(), 1);
		Methodologies::do_try_state().unwrap();
		for (n, expected) in [(1, Some(IN_FORCE)), (2, Some(RETIRED)), (3, None)] {
			assert_eq!(
				Methodologies::by_content_hash(H256::repeat_byte(n)),
				expected
			);
		}
		assert_ok!(Methodologies::adopt(RuntimeOrigin::root(), DRAFT));

		// The second time it does nothing.
		FreeTheHashesOfDrafts::<Test>::on_runtime_upgrade();
		assert_eq!(
			Methodologies::by_content_hash(H256::repeat_byte(3)),
			Some(DRAFT)
		);
		Methodologies::do_try_state().unwrap();
	});
}

#[test]
fn a_chain_begins_with_version_1() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Methodologies::on_chain_storage_version(), 1);
	});
}

#[cfg(feature = "try-runtime")]
#[test]
fn what_the_upgrade_is_checked_by_holds() {
	store_version_0().execute_with(|| {
		FreeTheHashesOfDrafts::<Test>::try_on_runtime_upgrade(true).unwrap();
	});
}
