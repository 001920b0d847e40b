//! What a quantity is worth, and how it is shared out: arithmetic without storage.
//!
//! What is credited is rounded down, what is deducted is rounded up.

use civic_primitives::{Balance, Shares, Terms, WHOLE};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Permill, Rounding};

/// Factors are per this many units of activity (ADR 0004).
const UNITS_PER_FACTOR: Balance = 1_000;

/// The award, in mg CO2e, for `quantity` known to within `uncertainty` under `terms`.
pub fn amount(quantity: u64, uncertainty: u64, terms: &Terms) -> Balance {
	let avoided = avoided(credited(quantity, uncertainty, terms.deduction), terms);
	avoided.saturating_sub(part(terms.leakage).mul_ceil(avoided))
}

/// What is left of `quantity` once the deduction for uncertainty is made.
fn credited(quantity: u64, uncertainty: u64, deduction: Permill) -> u64 {
	quantity.saturating_sub(part(deduction).mul_ceil(uncertainty))
}

/// The emissions that `quantity` avoids. Two numbers of 64 bits never overflow their product.
fn avoided(quantity: u64, terms: &Terms) -> Balance {
	let factor = terms.baseline_factor.saturating_sub(terms.project_factor);
	Balance::from(quantity).saturating_mul(Balance::from(factor)) / UNITS_PER_FACTOR
}

/// `fraction`, but at most the whole: its decoders do not all see to that.
fn part(fraction: Permill) -> Permill {
	Permill::from_parts(fraction.deconstruct())
}

/// Who gets what of an award. The parts add up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
	/// The owner's part.
	pub owner: Balance,
	/// The commons' part, with what rounding leaves.
	pub commons: Balance,
	/// The part of each verifier.
	pub each_verifier: Balance,
	/// The part of all verifiers.
	pub verifiers: Balance,
	/// The part kept back for reversals.
	pub buffer: Balance,
}

/// Share `amount` out by `shares` among an owner, the commons, `panel` verifiers and the buffer.
pub fn split(amount: Balance, shares: &Shares, panel: u32) -> Split {
	let floor = |share: u32| {
		multiply_by_rational_with_rounding(amount, share.into(), WHOLE.into(), Rounding::Down)
			.unwrap_or_default()
			.min(amount)
	};
	let owner = floor(shares.owner);
	let buffer = floor(shares.buffer).min(amount.saturating_sub(owner));
	let each_verifier = floor(shares.verifiers)
		.min(amount.saturating_sub(owner).saturating_sub(buffer))
		.checked_div(panel.into())
		.unwrap_or_default();
	let verifiers = each_verifier.saturating_mul(panel.into());
	let commons = amount
		.saturating_sub(owner)
		.saturating_sub(buffer)
		.saturating_sub(verifiers);
	Split {
		owner,
		commons,
		each_verifier,
		verifiers,
		buffer,
	}
}
