//! What the assembly can change without another runtime: how long things last. Everything has a value
//! before anybody has set it, and no value makes a term endless or nothing.

use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::{AsEnsureOriginWithArg, Get},
};
use sp_runtime::traits::TypedGet;

use super::origins::{Assembly, Charter};
use crate::{BlockNumber, Governance, Runtime};

/// The parameters, as `parameters.setParameter` takes them.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// How long things last, in days of the city's chain.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod days {
		/// An emergency that two thirds of the agencies declare: 1 to 14.
		#[codec(index = 0)]
		pub static Emergency: u32 = 3;

		/// The time in which a failed enactment can be tried again: 1 to 365.
		#[codec(index = 1)]
		pub static Retry: u32 = 30;

		/// The time in which a grant can be paid out: 1 to 365.
		#[codec(index = 2)]
		pub static Payout: u32 = 30;
	}
}

use dynamic_params::days;

/// Sets a parameter: these terms are how the city decides.
pub type SetParameter = AsEnsureOriginWithArg<Assembly<Charter>>;

/// The days of `P`, at least one and at most `MOST`, in blocks.
pub struct Term<P, const MOST: u32>(core::marker::PhantomData<P>);

impl<P: Get<u32>, const MOST: u32> Get<BlockNumber> for Term<P, MOST> {
	fn get() -> BlockNumber {
		Governance::days(P::get().clamp(1, MOST))
	}
}

impl<P: Get<u32>, const MOST: u32> TypedGet for Term<P, MOST> {
	type Type = BlockNumber;
	fn get() -> BlockNumber {
		<Self as Get<BlockNumber>>::get()
	}
}

/// How long an emergency lasts, if nobody ends it before.
pub type EmergencyTerm = Term<days::Emergency, 14>;
/// For how long a failed enactment can be tried again.
pub type RetryTerm = Term<days::Retry, 365>;
/// For how long a grant can be paid out.
pub type PayoutTerm = Term<days::Payout, 365>;

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		Self::Days(dynamic_params::days::Parameters::Emergency(
			days::Emergency,
			Some(3),
		))
	}
}
