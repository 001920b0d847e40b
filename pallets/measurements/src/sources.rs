//! Sources: registered by their owner, commissioned by a verifier, ended by either.

use crate::{
	Commissioning, Config, Error, Event, Pallet, Premises, Source, Sources, SourcesOf, PAGE,
};
use alloc::vec::Vec;
use civic_primitives::{FamilyId, MemberId, Membership, Methods, Moment, Panelists, SourceId};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use sp_core::H256;
use sp_runtime::{ArithmeticError, DispatchError};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_source(
		owner: MemberId,
		family: FamilyId,
		place: H256,
		nameplate: u64,
		device: Option<[u8; 32]>,
	) -> DispatchResult {
		let end_use = T::Methods::end_use(family).ok_or(Error::<T>::FamilyNotFound)?;
		ensure!(nameplate > 0, Error::<T>::ZeroNameplate);
		ensure!(
			!Premises::<T>::contains_key((place, end_use)),
			Error::<T>::PremisesTaken
		);

		let details = Source {
			owner,
			family,
			end_use,
			place,
			nameplate,
			device,
			commissioned: None,
			decommissioned_at: None,
			last_submission: None,
		};
		let source = crate::NextSource::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Ok::<_, DispatchError>(id)
		})?;
		Sources::<T>::insert(source, &details);
		SourcesOf::<T>::insert(owner, source.to_be_bytes(), ());
		Self::deposit_event(Event::SourceRegistered { source, details });
		Ok(())
	}

	pub(crate) fn do_commission(by: MemberId, id: SourceId, since: Moment) -> DispatchResult {
		let mut source = Self::source_of(id)?;
		ensure!(
			source.decommissioned_at.is_none(),
			Error::<T>::Decommissioned
		);
		ensure!(
			source.commissioned.is_none(),
			Error::<T>::AlreadyCommissioned
		);
		ensure!(since <= Self::now(), Error::<T>::CommissioningInFuture);
		ensure!(Self::may_judge(by, &source), Error::<T>::NotEligible);
		// Whoever registers first gains nothing: premises are held by who is seen to be there.
		let premises = (source.place, source.end_use);
		ensure!(
			!Premises::<T>::contains_key(premises),
			Error::<T>::PremisesTaken
		);

		source.commissioned = Some(Commissioning { since, by });
		Premises::<T>::insert(premises, id);
		Sources::<T>::insert(id, source);
		Self::deposit_event(Event::SourceCommissioned {
			source: id,
			by,
			since,
		});
		Ok(())
	}

	pub(crate) fn do_decommission(by: MemberId, id: SourceId) -> DispatchResult {
		let mut source = Self::source_of(id)?;
		ensure!(
			source.decommissioned_at.is_none(),
			Error::<T>::Decommissioned
		);
		let abandoned = || !T::Members::is_active(source.owner) && Self::may_judge(by, &source);
		ensure!(by == source.owner || abandoned(), Error::<T>::NotOwner);

		if source.commissioned.is_some() {
			Premises::<T>::remove((source.place, source.end_use));
		}
		source.decommissioned_at = Some(Self::now());
		Sources::<T>::insert(id, source);
		Self::deposit_event(Event::SourceDecommissioned { source: id, by });
		Ok(())
	}

	/// The source of this number, or the error that says there is none.
	pub(crate) fn source_of(id: SourceId) -> Result<Source, Error<T>> {
		Sources::<T>::get(id).ok_or(Error::<T>::SourceNotFound)
	}

	pub(crate) fn page_of_sources(owner: MemberId, from: SourceId) -> Vec<(SourceId, Source)> {
		let first = SourcesOf::<T>::contains_key(owner, from.to_be_bytes()).then_some(from);
		let after = SourcesOf::<T>::hashed_key_for(owner, from.to_be_bytes());
		let rest = SourcesOf::<T>::iter_key_prefix_from(owner, after).map(SourceId::from_be_bytes);
		first
			.into_iter()
			.chain(rest)
			.take(PAGE)
			.filter_map(|id| Sources::<T>::get(id).map(|source| (id, source)))
			.collect()
	}

	/// Whether `verifier` may judge `source` and the claims of its owner.
	fn may_judge(verifier: MemberId, source: &Source) -> bool {
		verifier != source.owner
			&& T::Panelists::eligible(source.family, source.owner)
				.binary_search(&verifier)
				.is_ok()
	}
}
