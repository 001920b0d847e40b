//! What upgrades change in the state. Each is taken out after the release that ran it.

#[cfg(feature = "try-runtime")]
use alloc::vec::Vec;
use core::marker::PhantomData;

use frame_support::{
	migrations::VersionedMigration,
	traits::{Get, UncheckedOnRuntimeUpgrade},
	weights::Weight,
};

use crate::{ByContentHash, Config, Documents, Pallet, Status, Versions};

/// A content hash leads to the version that was adopted, no longer to a draft. ADR 0085.
pub type FreeTheHashesOfDrafts<T> = VersionedMigration<
	0,
	1,
	FreeTheHashesOfDraftsUnchecked<T>,
	Pallet<T>,
	<T as frame_system::Config>::DbWeight,
>;

/// [`FreeTheHashesOfDrafts`] without the check of the version.
///
/// In one block, for adoptions and [`crate::Drafts`] keep the documents few: a city has tens.
pub struct FreeTheHashesOfDraftsUnchecked<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for FreeTheHashesOfDraftsUnchecked<T> {
	fn on_runtime_upgrade() -> Weight {
		let mut weight = Weight::zero();
		for (id, version) in Versions::<T>::iter() {
			weight = weight.saturating_add(T::DbWeight::get().reads(1));
			if version.status != Status::Published {
				continue;
			}
			// Version 0 gave a hash to one version only: what a draft's leads to is that draft.
			if let Some(document) = Documents::<T>::get(id) {
				ByContentHash::<T>::remove(document.content_hash);
			}
			weight = weight.saturating_add(T::DbWeight::get().reads_writes(1, 1));
		}
		weight
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(_: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
		Pallet::<T>::do_try_state()
	}
}
