//! What was redeemed, as the other pallets see it.

use frame_support::dispatch::DispatchResult;

use crate::Balance;

/// Told of units that left the supply because money was paid for them, exactly once.
pub trait OnRedeemed {
	/// `amount` was burned. Fails only if the books cannot take it; then nothing is burned.
	fn on_redeemed(amount: Balance) -> DispatchResult;
}

/// Nobody keeps books.
impl OnRedeemed for () {
	fn on_redeemed(_: Balance) -> DispatchResult {
		Ok(())
	}
}
