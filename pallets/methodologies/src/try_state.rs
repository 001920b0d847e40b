//! The invariants of the README, by their numbers.

use alloc::collections::BTreeMap;

use civic_primitives::MemberId;
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

use crate::{
	ByContentHash, Config, Documents, Drafts, InForce, NextMethodologyId, Pallet, Status, Versions,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_documents()?;
		Self::check_families()?;
		Self::check_drafts()
	}

	/// Invariants 1, 2 and 3.
	fn check_documents() -> Result<(), TryRuntimeError> {
		let (mut versions, mut adopted) = (0usize, 0usize);
		for (id, version) in Versions::<T>::iter() {
			ensure!(
				id < NextMethodologyId::<T>::get(),
				"1: a version's number is not given"
			);
			let document = Documents::<T>::get(id).ok_or("1: a version has no document")?;
			if version.status != Status::Published {
				ensure!(
					ByContentHash::<T>::get(document.content_hash) == Some(id),
					"2: a content hash does not lead to its version"
				);
				adopted = adopted.saturating_add(1);
			}
			ensure!(
				Self::check_document(&document).is_ok()
					&& Self::check_terms(&version.terms).is_ok(),
				"3: a stored methodology could not be published"
			);
			versions = versions.saturating_add(1);
		}
		ensure!(
			Documents::<T>::iter_keys().count() == versions,
			"1: a document has no version"
		);
		ensure!(
			ByContentHash::<T>::iter_keys().count() == adopted,
			"2: a content hash leads nowhere"
		);
		Ok(())
	}

	/// Invariants 4 and 5.
	fn check_families() -> Result<(), TryRuntimeError> {
		let mut in_force = 0usize;
		for (id, version) in Versions::<T>::iter() {
			match version.supersedes {
				None => ensure!(
					version.family == id,
					"4: a first version is of another family"
				),
				Some(predecessor) => {
					ensure!(predecessor < id, "4: a version precedes its predecessor");
					let predecessor = Self::check_predecessor(predecessor, &version.terms)
						.map_err(|_| "4: a version cannot supersede its predecessor")?;
					ensure!(
						predecessor.family == version.family,
						"4: a version left its family"
					);
				},
			}
			if version.status == Status::Adopted {
				ensure!(
					InForce::<T>::get(version.family) == Some(id),
					"5: an adopted version is not the one in force"
				);
				in_force = in_force.saturating_add(1);
			}
		}
		ensure!(
			InForce::<T>::iter_keys().count() == in_force,
			"5: what is in force is not adopted"
		);
		Ok(())
	}

	/// Invariant 6.
	fn check_drafts() -> Result<(), TryRuntimeError> {
		let mut drafts = BTreeMap::<MemberId, u32>::new();
		for version in Versions::<T>::iter_values() {
			if let (Status::Published, Some(publisher)) = (version.status, version.publisher) {
				let count = drafts.entry(publisher).or_default();
				*count = count.saturating_add(1);
			}
		}
		ensure!(
			Drafts::<T>::iter().collect::<BTreeMap<_, _>>() == drafts,
			"6: a count of drafts is wrong"
		);
		ensure!(
			drafts
				.values()
				.all(|count| *count <= T::MaxDraftsPerMember::get()),
			"6: a member has too many drafts"
		);
		Ok(())
	}
}
