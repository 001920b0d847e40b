//! What is counted of a referendum.

use core::marker::PhantomData;

use civic_primitives::Snapshot;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::VoteTally, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_runtime::{ArithmeticError, Perbill};

use crate::Vote;

/// Says what a referendum counts at that is submitted in this moment.
pub trait TakeSnapshot {
	/// The snapshot.
	fn take_snapshot() -> Snapshot;
}

/// The votes on one referendum, against the electorate of the moment it was submitted in.
///
/// `S` takes the snapshot; a tally knows no more of the pallet, so that the types of the pallet
/// and of pallet-referenda do not go in a circle.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	TypeInfo,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
)]
#[scale_info(skip_type_params(S))]
#[codec(mel_bound())]
pub struct Tally<S> {
	/// The weight of those who are for it.
	pub ayes: u32,
	/// The weight of those who are against it.
	pub nays: u32,
	/// How many persons are for it.
	pub supporters: u32,
	/// How many persons have voted.
	pub voters: u32,
	/// What the referendum counts at.
	pub snapshot: Snapshot,
	_taken_by: PhantomData<S>,
}

impl<S> Tally<S> {
	/// No votes yet, at `snapshot`.
	pub fn at(snapshot: Snapshot) -> Self {
		Self {
			ayes: 0,
			nays: 0,
			supporters: 0,
			voters: 0,
			snapshot,
			_taken_by: PhantomData,
		}
	}

	/// Count `vote`.
	pub(crate) fn add(&mut self, vote: &Vote) -> Result<(), ArithmeticError> {
		self.voters = raised(self.voters, 1)?;
		if vote.aye {
			self.supporters = raised(self.supporters, 1)?;
			self.ayes = raised(self.ayes, vote.weight)?;
		} else {
			self.nays = raised(self.nays, vote.weight)?;
		}
		Ok(())
	}

	/// Count `vote` no longer.
	pub(crate) fn remove(&mut self, vote: &Vote) -> Result<(), ArithmeticError> {
		self.voters = lowered(self.voters, 1)?;
		if vote.aye {
			self.supporters = lowered(self.supporters, 1)?;
			self.ayes = lowered(self.ayes, vote.weight)?;
		} else {
			self.nays = lowered(self.nays, vote.weight)?;
		}
		Ok(())
	}

	/// The persons for it, of all persons of the electorate.
	pub fn turnout(&self) -> Perbill {
		let citizens = self.snapshot.citizens;
		// A ratio to nothing would be read as the whole, and so would one above the whole.
		if citizens == 0 {
			return Perbill::zero();
		}
		Perbill::from_rational(self.supporters.min(citizens), citizens)
	}

	/// The weight for it, of all weight that was cast.
	pub fn approval_of_cast(&self) -> Perbill {
		let cast = u64::from(self.ayes).saturating_add(u64::from(self.nays));
		// Nobody decides for an electorate of nobody, not even one who returns to the register.
		if cast == 0 || self.snapshot.citizens == 0 {
			return Perbill::zero();
		}
		Perbill::from_rational(u64::from(self.ayes), cast)
	}
}

fn raised(sum: u32, by: u32) -> Result<u32, ArithmeticError> {
	sum.checked_add(by).ok_or(ArithmeticError::Overflow)
}

fn lowered(sum: u32, by: u32) -> Result<u32, ArithmeticError> {
	sum.checked_sub(by).ok_or(ArithmeticError::Underflow)
}

impl<S: TakeSnapshot, Class> VoteTally<u32, Class> for Tally<S> {
	fn new(_: Class) -> Self {
		Self::at(S::take_snapshot())
	}

	fn ayes(&self, _: Class) -> u32 {
		self.ayes
	}

	fn support(&self, _: Class) -> Perbill {
		self.turnout()
	}

	fn approval(&self, _: Class) -> Perbill {
		self.approval_of_cast()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn unanimity(class: Class) -> Self {
		Self::from_requirements(Perbill::one(), Perbill::one(), class)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn rejection(class: Class) -> Self {
		Self::from_requirements(Perbill::zero(), Perbill::zero(), class)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn from_requirements(support: Perbill, approval: Perbill, _: Class) -> Self {
		const CITIZENS: u32 = 1_000_000;
		let ayes = approval.mul_ceil(CITIZENS);
		Self {
			ayes,
			nays: CITIZENS.saturating_sub(ayes),
			supporters: support.mul_ceil(CITIZENS),
			voters: CITIZENS,
			..Self::at(Snapshot {
				citizens: CITIZENS,
				..S::take_snapshot()
			})
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn setup(_: Class, _: Perbill) {}
}
