//! One name for each privilege, and who holds it: the assembly, by one of its tracks, or root,
//! which only the root track reaches. ADR 0056.
//!
//! The pallets know only the names: handing a privilege over changes one line here. What agencies
//! do alone is administration: a registrar enrols persons.

use core::marker::PhantomData;

use civic_primitives::{Mandate, Mandates};
use frame_support::traits::{EitherOf, EitherOfDiverse, EnsureOrigin, Get, OriginTrait};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureWithSuccess, RawOrigin};
use pallet_collective::EnsureProportionAtLeast;

use super::{emergency::Agencies, tracks::TrackId};
use crate::{AccountId, Balance, Members, OriginCaller, RuntimeOrigin};

pub use pallet_origins::Origin;

#[frame_support::pallet]
pub mod pallet_origins {
	use codec::DecodeWithMemTracking;
	use frame_support::pallet_prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// The assembly, by the track it decided on.
	#[pallet::origin]
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
	pub enum Origin {
		/// Decides which agencies take part, hold mandates, and validate.
		#[codec(index = 0)]
		Authorities,
		/// Decides how activity becomes avoided emissions.
		#[codec(index = 1)]
		Methodology,
		/// Decides how much may be awarded, and what was awarded wrongly.
		#[codec(index = 2)]
		IssuancePolicy,
		/// Decides what the city gives: money of the commons, recognition.
		#[codec(index = 3)]
		Commons,
		/// Decides on what terms tokens are exchanged for money.
		#[codec(index = 4)]
		Redemption,
		/// Decides who may verify, and hears the appeals of those who were sanctioned.
		#[codec(index = 5)]
		Sanctions,
		/// Decides how the city decides, and what everybody may do.
		#[codec(index = 6)]
		Charter,
	}
}

impl Origin {
	/// Every origin of the assembly but root.
	pub const ALL: [Self; 7] = [
		Self::Authorities,
		Self::Methodology,
		Self::IssuancePolicy,
		Self::Commons,
		Self::Redemption,
		Self::Sanctions,
		Self::Charter,
	];

	/// The track that reaches it.
	pub const fn track(self) -> TrackId {
		match self {
			Self::Authorities => 10,
			Self::Methodology => 20,
			Self::IssuancePolicy => 30,
			Self::Commons => 40,
			Self::Redemption => 50,
			Self::Sanctions => 60,
			Self::Charter => 70,
		}
	}
}

/// Enrols, renews, moves and removes members other than agencies, and answers for it.
pub type EnsureRegistrar = Holder<Registrar>;
/// Enrols agencies and gives them mandates.
pub type GrantMandate = Assembly<Authorities>;
/// Gives an agency a seat among the validators.
pub type AdmitAuthority = Assembly<Authorities>;
/// Takes an agency's seat away.
pub type ExpelAuthority = Assembly<Authorities>;
/// Puts a methodology in force.
pub type AdoptMethodology = Assembly<Methodology>;
/// Closes a methodology for new claims.
pub type RetireMethodology = Assembly<Methodology>;
/// Sets what a sector may be awarded in a year.
pub type SetBudget = Assembly<IssuancePolicy>;
/// Declares that awarded emissions were not avoided after all.
pub type ReverseAward = Assembly<IssuancePolicy>;
/// Grants money of the commons, and whatever there is of it.
pub type SpendCommons = Spender<Commons>;
/// Takes back a grant that was not paid out.
pub type VoidSpend = Assembly<Commons>;
/// Recognises what no measurement shows.
pub type RecogniseContribution = Assembly<Commons>;
/// Sets the terms on which tokens are exchanged for money.
pub type SetRedemption = Assembly<Redemption>;
/// Says what a verifier may judge.
pub type AccreditVerifier = Assembly<Sanctions>;
/// Lifts a verifier's sanctions.
pub type HearAppeal = Assembly<Sanctions>;
/// Sets how contributions count and weigh.
pub type SetContributionPolicy = Assembly<Charter>;
/// Sets what each kind of member may do without paying.
pub type SetAllowancePolicy = Assembly<Charter>;
/// Stops what can be stopped, for a limited time, and lets it go on: two thirds of the validating
/// agencies, or root.
pub type DeclareEmergency = EitherOfDiverse<TwoThirds, EnsureRoot<AccountId>>;

/// Two thirds of the validating agencies.
pub type TwoThirds = EnsureProportionAtLeast<AccountId, Agencies, 2, 3>;

/// The assembly by the track of `O`, or root: the track first, so that benchmarks measure it.
pub type Assembly<O> = EitherOfDiverse<O, EnsureRoot<AccountId>>;

/// The assembly by the track of `O`, or root, for whatever amount.
type Spender<O> = EitherOf<
	EnsureWithSuccess<O, AccountId, Unlimited>,
	EnsureRootWithSuccess<AccountId, Unlimited>,
>;

/// What there is, at most.
pub struct Unlimited;

impl sp_runtime::traits::TypedGet for Unlimited {
	type Type = Balance;
	fn get() -> Balance {
		Balance::MAX
	}
}

macro_rules! tracked {
	($($name:ident),*) => {$(
		#[doc = concat!("The assembly, by the track of [`Origin::", stringify!($name), "`].")]
		pub struct $name;

		impl EnsureOrigin<RuntimeOrigin> for $name {
			type Success = ();

			fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
				match origin.caller() {
					OriginCaller::Origins(Origin::$name) => Ok(()),
					_ => Err(origin),
				}
			}

			#[cfg(feature = "runtime-benchmarks")]
			fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
				Ok(Origin::$name.into())
			}
		}
	)*};
}

tracked!(
	Authorities,
	Methodology,
	IssuancePolicy,
	Commons,
	Redemption,
	Sanctions,
	Charter
);

/// An active agency that holds the mandate `M`, signing for itself.
pub struct Holder<M>(PhantomData<M>);

impl<M: Get<Mandate>> EnsureOrigin<RuntimeOrigin> for Holder<M> {
	type Success = AccountId;

	fn try_origin(origin: RuntimeOrigin) -> Result<AccountId, RuntimeOrigin> {
		match origin.clone().into() {
			Ok(RawOrigin::Signed(who)) if Members::holds(&who, M::get()) => Ok(who),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		let who = AccountId::new([0xA6; 32]);
		Members::grant(&who, M::get());
		Ok(RawOrigin::Signed(who).into())
	}
}

/// The mandate of registrars, the one that does something by itself.
pub struct Registrar;

impl Get<Mandate> for Registrar {
	fn get() -> Mandate {
		Mandate::Registrar
	}
}
