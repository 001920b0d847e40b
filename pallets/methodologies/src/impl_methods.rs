//! What the other institutions ask about methodologies.

use civic_primitives::{EndUse, FamilyId, MethodologyId, Methods, Terms};

use crate::{Config, InForce, Pallet, Status, Versions};

impl<T: Config> Methods for Pallet<T> {
	fn terms(id: MethodologyId) -> Option<Terms> {
		Versions::<T>::get(id).map(|version| version.terms)
	}

	fn family(id: MethodologyId) -> Option<FamilyId> {
		Versions::<T>::get(id).map(|version| version.family)
	}

	fn is_open(id: MethodologyId) -> bool {
		Versions::<T>::get(id).is_some_and(|version| version.status == Status::Adopted)
	}

	fn end_use(family: FamilyId) -> Option<EndUse> {
		InForce::<T>::get(family)
			.and_then(Self::terms)
			.map(|terms| terms.end_use)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn adopt(terms: Terms) -> MethodologyId {
		crate::benchmarking::adopted::<T>(terms)
	}
}
