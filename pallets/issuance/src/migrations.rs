//! What upgrades change in the state. Each is taken out after the release that ran it.

#[cfg(feature = "try-runtime")]
use alloc::vec::Vec;
use core::marker::PhantomData;

use civic_primitives::Balance;
use codec::{Decode, Encode};
use frame_support::{
	migrations::VersionedMigration,
	traits::{Get, UncheckedOnRuntimeUpgrade},
	weights::Weight,
};

use crate::{Config, Ledger, Pallet, Totals};

/// The ledger counts what was redeemed: nothing yet.
pub type CountRedeemed<T> = VersionedMigration<
	0,
	1,
	CountRedeemedUnchecked<T>,
	Pallet<T>,
	<T as frame_system::Config>::DbWeight,
>;

/// The ledger of storage version 0.
#[derive(Clone, Copy, Debug, Default, Encode, Decode)]
pub struct LedgerBeforeRedemption {
	awarded: Balance,
	retired: Balance,
	buffer: Balance,
	reversed: Balance,
	owed: Balance,
	endowment: Balance,
}

impl From<LedgerBeforeRedemption> for Ledger {
	fn from(before: LedgerBeforeRedemption) -> Self {
		let LedgerBeforeRedemption {
			awarded,
			retired,
			buffer,
			reversed,
			owed,
			endowment,
		} = before;
		Self {
			awarded,
			retired,
			buffer,
			reversed,
			owed,
			endowment,
			redeemed: 0,
		}
	}
}

/// [`CountRedeemed`] without the check of the version.
pub struct CountRedeemedUnchecked<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for CountRedeemedUnchecked<T> {
	fn on_runtime_upgrade() -> Weight {
		let translated =
			Totals::<T>::translate::<LedgerBeforeRedemption, _>(|before| before.map(Ledger::from));
		if translated.is_err() {
			// The only ledger ever stored under version 0 is the one decoded here.
			frame_support::defensive!("the ledger of version 0 does not decode");
		}
		T::DbWeight::get().reads_writes(1, 1)
	}

	#[cfg(feature = "try-runtime")]
	fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
		Ok(
			frame_support::storage::unhashed::get_raw(&Totals::<T>::hashed_key())
				.unwrap_or_default(),
		)
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
		let before = match before.as_slice() {
			[] => LedgerBeforeRedemption::default(),
			mut bytes => LedgerBeforeRedemption::decode(&mut bytes)
				.map_err(|_| "the ledger of version 0 does not decode")?,
		};
		frame_support::ensure!(
			Totals::<T>::get() == Ledger::from(before),
			"the ledger changed by more than what was redeemed"
		);
		Pallet::<T>::do_try_state()
	}
}
