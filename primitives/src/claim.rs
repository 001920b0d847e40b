//! What was measured, as the other pallets see it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

use crate::{Balance, MemberId, MethodologyId, Moment, MAX_PANEL};

/// The number of a source of measurements.
pub type SourceId = u64;

/// The number of a claim.
pub type ClaimId = u64;

/// A half-open interval of time: `from` belongs to it, `until` does not.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Period {
	/// The first second.
	pub from: Moment,
	/// The second after the last.
	pub until: Moment,
}

impl Period {
	/// Its length in seconds; 0 when it ends before it begins.
	pub fn seconds(&self) -> Moment {
		self.until.saturating_sub(self.from)
	}
}

/// A claim whose challenge window has passed.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct SettledClaim {
	/// Its number.
	pub claim: ClaimId,
	/// Who claimed.
	pub owner: MemberId,
	/// By which methodology.
	pub methodology: MethodologyId,
	/// When it happened.
	pub period: Period,
	/// The lowest quantity the panel agreed on, in the methodology's unit.
	pub quantity: u64,
	/// The widest uncertainty the panel agreed on, in the same unit.
	pub uncertainty: u64,
	/// The verifiers who agreed.
	pub verifiers: BoundedVec<MemberId, ConstU32<MAX_PANEL>>,
}

/// What became of a settled claim.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Settlement {
	/// It was awarded this many units (which may be 0).
	#[codec(index = 0)]
	Awarded(Balance),
	/// Its sector's budget is used up: it waits in the queue for this many units.
	#[codec(index = 1)]
	Deferred(Balance),
}

/// Told of each settled claim, exactly once, in the state transition that settles it.
pub trait OnSettled {
	/// Award `claim`. An error keeps the claim unsettled.
	fn on_settled(claim: SettledClaim) -> Result<Settlement, DispatchError>;
	/// Make budget, so that a benchmark settles at the full cost of an award.
	#[cfg(feature = "runtime-benchmarks")]
	fn fund(_sector: crate::Sector) {}
}

/// Nothing is awarded.
impl OnSettled for () {
	fn on_settled(_: SettledClaim) -> Result<Settlement, DispatchError> {
		Ok(Settlement::Awarded(0))
	}
}
