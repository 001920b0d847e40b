//! Adding to and taking from a sum, or failing.

use civic_primitives::Balance;
use sp_runtime::ArithmeticError;

/// Add `amount` to `sum`.
pub(crate) fn credit(sum: &mut Balance, amount: Balance) -> Result<(), ArithmeticError> {
	*sum = sum.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
	Ok(())
}

/// Take `amount` from `sum`.
pub(crate) fn debit(sum: &mut Balance, amount: Balance) -> Result<(), ArithmeticError> {
	*sum = sum.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
	Ok(())
}
