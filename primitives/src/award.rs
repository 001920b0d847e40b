//! What was awarded, as the other pallets see it.

use frame_support::{traits::ConstU32, BoundedVec};

use crate::{Balance, ClaimId, MemberId, MethodologyId, Moment, MAX_PANEL};

/// An award of units for a settled claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
	/// The claim it is for.
	pub claim: ClaimId,
	/// By which methodology.
	pub methodology: MethodologyId,
	/// Who avoided the emissions.
	pub owner: MemberId,
	/// Who verified them.
	pub verifiers: BoundedVec<MemberId, ConstU32<MAX_PANEL>>,
	/// The whole award, before it is shared out.
	pub amount: Balance,
	/// When it was awarded.
	pub at: Moment,
}

/// Told of each award, exactly once.
pub trait OnAwarded {
	/// `award` was made.
	fn on_awarded(award: &Award);
}

/// Nobody listens.
impl OnAwarded for () {
	fn on_awarded(_: &Award) {}
}
