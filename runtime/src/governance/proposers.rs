//! Who may propose, and how much room a proposal may take. Neither costs tokens, so both are
//! bounded by person.

use civic_primitives::{MemberKind, Membership};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{Consideration, EnsureOriginWithArg, Footprint};
use frame_system::RawOrigin;
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

use super::decisions::MAX_READ;
use crate::{AccountId, Governance, Members, OriginCaller, RuntimeOrigin};

/// An active citizen or agency that has few proposals open. The check notes the proposal among
/// them; where it is not submitted after all, the call fails and nothing is noted.
pub struct Proposer;

impl EnsureOriginWithArg<RuntimeOrigin, OriginCaller> for Proposer {
	type Success = AccountId;

	fn try_origin(origin: RuntimeOrigin, _: &OriginCaller) -> Result<AccountId, RuntimeOrigin> {
		match origin.clone().into() {
			Ok(RawOrigin::Signed(who)) if Governance::note_proposal(&who).is_ok() => Ok(who),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &OriginCaller) -> Result<RuntimeOrigin, ()> {
		let who = AccountId::new([0xA7; 32]);
		if Members::id_of(&who).is_none() {
			<Members as Membership<AccountId>>::enrol(&who, MemberKind::Agency);
		}
		Ok(RawOrigin::Signed(who).into())
	}
}

/// The bytes of a preimage, counted against whoever has noted it until it is taken back.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Room(u32);

impl Room {
	/// How many bytes of preimages a member may have noted at a time: an agency four of the longest
	/// proposals.
	fn most(who: &AccountId) -> u32 {
		match Members::active(who) {
			Some((_, MemberKind::Agency)) => 4 * MAX_READ,
			Some(_) => 32 * 1024,
			None => 0,
		}
	}
}

impl Consideration<AccountId, Footprint> for Room {
	fn new(who: &AccountId, new: Footprint) -> Result<Self, DispatchError> {
		let bytes = u32::try_from(new.size).unwrap_or(u32::MAX);
		Governance::take_room(who, bytes, Self::most(who))?;
		Ok(Self(bytes))
	}

	fn update(self, who: &AccountId, new: Footprint) -> Result<Self, DispatchError> {
		self.drop(who)?;
		Self::new(who, new)
	}

	fn drop(self, who: &AccountId) -> Result<(), DispatchError> {
		Governance::leave_room(who, self.0);
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful(who: &AccountId, _: Footprint) {
		if Members::id_of(who).is_none() {
			<Members as Membership<AccountId>>::enrol(who, MemberKind::Agency);
		}
	}
}
