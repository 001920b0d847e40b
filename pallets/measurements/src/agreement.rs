//! When verifiers agree. Pure arithmetic: no storage, no FRAME.
//!
//! Two numbers are attested, and each alone could sway an award: a high quantity or a narrow
//! uncertainty raises it, an absurdly wide uncertainty takes it away. So a set of verifiers agrees
//! only when both its quantities and its uncertainties lie within the tolerance, and the most
//! careful of each counts (ADR 0014).

use alloc::vec::Vec;
use civic_primitives::MemberId;
use core::cmp::Reverse;
use sp_runtime::Permill;

/// What one verifier confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
	/// Who.
	pub verifier: MemberId,
	/// How much.
	pub quantity: u64,
	/// How surely.
	pub uncertainty: u64,
}

impl Finding {
	/// The finding as far as it speaks for a claim: nobody is credited more than they claimed, or
	/// with more certainty.
	#[must_use]
	pub fn capped(self, quantity: u64, uncertainty: u64) -> Self {
		Self {
			verifier: self.verifier,
			quantity: self.quantity.min(quantity),
			uncertainty: self.uncertainty.max(uncertainty),
		}
	}

	/// Whether the finding supports a verdict: at least its quantity and at most its uncertainty,
	/// within the tolerance. To have found more, or more surely, does not speak against it.
	pub fn supports(&self, quantity: u64, uncertainty: u64, tolerance: Permill) -> bool {
		let slack = tolerance.mul_floor(quantity);
		quantity.saturating_sub(self.quantity) <= slack
			&& self.uncertainty.saturating_sub(uncertainty) <= slack
	}
}

/// How a panel stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// Answers that may decide are outstanding.
	Open,
	/// Enough verifiers agree.
	Agreed {
		/// The lowest quantity of those who agree.
		quantity: u64,
		/// The widest uncertainty of those who agree.
		uncertainty: u64,
		/// Who agrees, in ascending order.
		agreeing: Vec<MemberId>,
	},
	/// Whatever the outstanding answers are, not enough verifiers will agree.
	Impossible,
}

/// Where a panel stands on which `confirmed` findings were made and `pending` answers are
/// outstanding, when `quorum` verifiers must agree within `tolerance`. Of several sets that agree,
/// the one with the lowest quantity and the widest uncertainty counts.
pub fn weigh(confirmed: &[Finding], pending: usize, quorum: usize, tolerance: Permill) -> Outcome {
	let mut lowest_first = confirmed.to_vec();
	lowest_first.sort_unstable_by_key(|finding| (finding.quantity, finding.verifier));
	let mut widest_first = confirmed.to_vec();
	widest_first.sort_unstable_by_key(|finding| Reverse((finding.uncertainty, finding.verifier)));

	let mut largest = 0;
	for lowest in &lowest_first {
		for widest in &widest_first {
			let near = || {
				lowest_first.iter().filter(|finding| {
					is_near(finding, lowest.quantity, widest.uncertainty, tolerance)
				})
			};
			let count = near().count();
			if count >= quorum.max(1) {
				let mut agreeing: Vec<_> = near().map(|finding| finding.verifier).collect();
				agreeing.sort_unstable();
				return Outcome::Agreed {
					quantity: near()
						.map(|finding| finding.quantity)
						.min()
						.unwrap_or_default(),
					uncertainty: near()
						.map(|finding| finding.uncertainty)
						.max()
						.unwrap_or_default(),
					agreeing,
				};
			}
			largest = largest.max(count);
		}
	}
	if largest.saturating_add(pending) < quorum.max(1) {
		Outcome::Impossible
	} else {
		Outcome::Open
	}
}

/// Whether `finding` lies in the range that begins with `lowest` and ends with `widest`.
fn is_near(finding: &Finding, lowest: u64, widest: u64, tolerance: Permill) -> bool {
	let above = finding.quantity.checked_sub(lowest);
	let narrower = widest.checked_sub(finding.uncertainty);
	above.is_some_and(|gap| gap <= tolerance.mul_floor(finding.quantity))
		&& narrower.is_some_and(|gap| gap <= tolerance.mul_floor(lowest))
}
