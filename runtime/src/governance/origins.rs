//! One name for each privilege, and today's answer to who holds it. ADR 0019.
//!
//! Until the assembly decides, that is root (nobody, but for the development key) or an agency with
//! a mandate. The pallets know only the names: handing a privilege over changes one line here.

use core::marker::PhantomData;

use civic_primitives::{Mandate, Mandates};
use frame_support::traits::{EitherOfDiverse, EnsureOrigin, Get};
use frame_system::{EnsureRoot, RawOrigin};

use crate::{AccountId, Members, RuntimeOrigin};

/// Enrols, renews, moves and removes members other than agencies, and answers for it.
pub type EnsureRegistrar = Holder<Registrar>;
/// Says what a verifier may judge: the agency that knows the methodologies, not the registrar.
pub type AccreditVerifier = RootOr<Methodology>;
/// Lifts a verifier's sanctions: not the agency that accredits.
pub type HearAppeal = RootOr<Registrar>;
/// Enrols agencies and gives them mandates.
pub type GrantMandate = RootOr<Authorities>;
/// Sets what each kind of member may do without paying.
pub type SetAllowancePolicy = RootOr<Authorities>;
/// Puts a methodology in force.
pub type AdoptMethodology = RootOr<Methodology>;
/// Closes a methodology for new claims.
pub type RetireMethodology = RootOr<Methodology>;
/// Sets what a sector may be awarded in a year.
pub type SetBudget = RootOr<Issuance>;
/// Declares that awarded emissions were not avoided after all.
pub type ReverseAward = RootOr<Issuance>;
/// Gives an agency a seat among the validators.
pub type AdmitAuthority = RootOr<Authorities>;
/// Takes an agency's seat away.
pub type ExpelAuthority = RootOr<Authorities>;

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

/// Root, or an agency with the mandate `M`: the agency first, so that benchmarks measure its check.
type RootOr<M> = EitherOfDiverse<Holder<M>, EnsureRoot<AccountId>>;

macro_rules! mandates {
	($($name:ident),*) => {$(
		#[doc = concat!("The mandate of that name in [`Mandate`]: ", stringify!($name), ".")]
		pub struct $name;

		impl Get<Mandate> for $name {
			fn get() -> Mandate {
				Mandate::$name
			}
		}
	)*};
}

mandates!(Registrar, Methodology, Issuance, Authorities);
