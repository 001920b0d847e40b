//! Adding to and taking from a sum, or failing.

use sp_runtime::ArithmeticError;

/// Add `amount` to `sum`.
pub fn credit(sum: &mut u128, amount: u128) -> Result<(), ArithmeticError> {
	*sum = sum.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
	Ok(())
}

/// Take `amount` from `sum`.
pub fn debit(sum: &mut u128, amount: u128) -> Result<(), ArithmeticError> {
	*sum = sum.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
	Ok(())
}
