//! Units that money was paid for leave the supply.

use civic_primitives::{credit, Balance, OnRedeemed};
use frame_support::dispatch::DispatchResult;

use crate::{Config, Pallet, Totals};

impl<T: Config> OnRedeemed for Pallet<T> {
	fn on_redeemed(amount: Balance) -> DispatchResult {
		Totals::<T>::try_mutate(|ledger| credit(&mut ledger.redeemed, amount))?;
		Ok(())
	}
}
