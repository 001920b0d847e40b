#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod check;
mod impl_methods;
pub mod migrations;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::{
	Basis, Boundary, Document, Gases, Gwp, HeatingValue, Margin, Methodology, Provenance, Status,
	Text, Version, MAX_LOCATION, MAX_SOURCE, MAX_TITLE,
};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use alloc::{boxed::Box, vec::Vec};

	use civic_primitives::{FamilyId, MemberId, Membership, MethodologyId};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::Saturating;

	use crate::{Document, Methodology, Status, Version, WeightInfo};

	/// Bumped with every change of storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Who may put a methodology in force.
		type AdoptOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who may close a methodology for new claims, and clear a publication away.
		type RetireOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Where membership is decided.
		type Members: Membership<Self::AccountId>;
		/// The most unadopted publications a member may have at a time.
		#[pallet::constant]
		type MaxDraftsPerMember: Get<u32>;
	}

	/// The number of the next methodology.
	#[pallet::storage]
	pub type NextMethodologyId<T: Config> = StorageValue<_, MethodologyId, ValueQuery>;

	/// Every version, by number. Grows only by adoptions and by [`Drafts`], which are bounded.
	#[pallet::storage]
	pub type Versions<T: Config> = StorageMap<_, Twox64Concat, MethodologyId, Version>;

	/// The document of every version. Apart from [`Versions`], so that a claim does not read it.
	#[pallet::storage]
	pub type Documents<T: Config> = StorageMap<_, Twox64Concat, MethodologyId, Document>;

	/// Which adopted version a document is. Drafts are not in it: nobody keeps a document from being
	/// adopted by having published it first, with other terms. `Blake2_128Concat`: publishers choose
	/// the key.
	#[pallet::storage]
	pub type ByContentHash<T: Config> = StorageMap<_, Blake2_128Concat, H256, MethodologyId>;

	/// The version in force of each family that has one.
	#[pallet::storage]
	pub type InForce<T: Config> = StorageMap<_, Twox64Concat, FamilyId, MethodologyId>;

	/// How many unadopted publications each member has.
	#[pallet::storage]
	pub type Drafts<T: Config> = StorageMap<_, Twox64Concat, MemberId, u32, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The methodologies in force from the start, numbered from 0 in this order.
		pub adopted: Vec<Methodology>,
		/// The runtime they are for.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (index, methodology) in self.adopted.iter().enumerate() {
				let adopted = Pallet::<T>::do_publish(methodology.clone(), None)
					.and_then(Pallet::<T>::do_adopt);
				assert!(
					adopted.is_ok(),
					"methodology {index} of genesis cannot be adopted: {:?}",
					adopted.err()
				);
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A methodology was published; nobody in particular did so at genesis.
		Published {
			/// Its number.
			id: MethodologyId,
			/// Its family.
			family: FamilyId,
			/// Who published it.
			publisher: Option<MemberId>,
			/// SHA-256 of its document.
			content_hash: H256,
			/// The version it is to replace.
			supersedes: Option<MethodologyId>,
		},
		/// A methodology came into force.
		Adopted {
			/// Its number.
			id: MethodologyId,
			/// Its family.
			family: FamilyId,
		},
		/// A methodology was closed for new claims.
		Retired {
			/// Its number.
			id: MethodologyId,
			/// Its family.
			family: FamilyId,
			/// The version that took its place, if one did.
			successor: Option<MethodologyId>,
		},
		/// An unadopted methodology was taken back.
		Withdrawn {
			/// Its number, which is not used again.
			id: MethodologyId,
			/// SHA-256 of its document, which may be published again.
			content_hash: H256,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The caller is not an active member. Enrol, or renew the enrolment, first.
		NotMember,
		/// The caller may not do this. Only the publisher, or who retires methodologies, may.
		NotAuthorized,
		/// No methodology has this number. Look up the number of its content hash.
		NotFound,
		/// The title, location or a factor's source is empty. Fill in all of them.
		TextEmpty,
		/// The title, location or a factor's source is not UTF-8. Encode it so.
		TextNotUtf8,
		/// A factor's year is not between 1900 and 2999. Give the year that it describes.
		YearImplausible,
		/// The project emits as much as the baseline or more, so that nothing would be avoided.
		/// Lower the project's factor.
		ProjectNotBelowBaseline,
		/// Deduction, leakage or tolerance is out of range. Deduct at most the whole; keep leakage
		/// and tolerance below it.
		FractionOutOfRange,
		/// The shares do not add up to 1,000,000. Correct them.
		SharesNotWhole,
		/// The panel is larger than the chain can draw. Ask for at most 15 verifiers.
		PanelTooLarge,
		/// The quorum is zero: no verifier would have to agree. Ask for at least one.
		QuorumZero,
		/// The quorum is larger than the panel and could never be reached. Lower it.
		QuorumAbovePanel,
		/// The quorum is half of the panel or less: two groups could agree on different
		/// quantities. Raise it.
		QuorumNotMajority,
		/// The time to attest, the time to challenge or the longest period is zero. Allow some.
		PeriodZero,
		/// A time limit is longer than ten years. Shorten it.
		PeriodTooLong,
		/// This document is in force, or was. Use the number that its content hash has.
		AlreadyAdopted,
		/// The member has as many unadopted publications as are allowed. Withdraw one first.
		MaxDraftsExceeded,
		/// What is to be superseded was never in force. Supersede a version that is or was.
		PredecessorNotAdopted,
		/// A version must keep its predecessor's end use and unit. Begin a family instead.
		PredecessorDiffers,
		/// The methodology is not waiting for adoption: it is in force, or was.
		NotPublished,
		/// The methodology does not supersede the version in force. Publish one that does.
		Outdated,
		/// The methodology is not in force. Nothing is to be retired.
		NotAdopted,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Publish a methodology for all to read. Its content never changes.
		///
		/// Origin: an active member. Fails with `NotMember`, `MaxDraftsExceeded`,
		/// `AlreadyAdopted`, `NotFound`, `PredecessorNotAdopted`, `PredecessorDiffers` or with
		/// what is wrong with the content. Emits `Published`.
		#[pallet::call_index(0)]
		pub fn publish(origin: OriginFor<T>, methodology: Box<Methodology>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let (publisher, _) = T::Members::active(&who).ok_or(Error::<T>::NotMember)?;
			Self::do_publish(*methodology, Some(publisher))?;
			Ok(())
		}

		/// Put a published methodology in force, in place of the version it supersedes.
		///
		/// Origin: `AdoptOrigin`. Fails with `NotFound`, `NotPublished`, `AlreadyAdopted`, `Outdated`.
		/// Emits `Adopted`, and `Retired` for the version whose place it takes.
		#[pallet::call_index(1)]
		pub fn adopt(origin: OriginFor<T>, id: MethodologyId) -> DispatchResult {
			T::AdoptOrigin::ensure_origin(origin)?;
			Self::do_adopt(id)?;
			Ok(())
		}

		/// Close a methodology for new claims. Running ones finish by its terms.
		///
		/// Origin: `RetireOrigin`. Fails with `NotFound`, `NotAdopted`. Emits `Retired`.
		#[pallet::call_index(2)]
		pub fn retire(origin: OriginFor<T>, id: MethodologyId) -> DispatchResult {
			T::RetireOrigin::ensure_origin(origin)?;
			Self::do_retire(id)?;
			Ok(())
		}

		/// Take an unadopted methodology back, which makes room for another.
		///
		/// Origin: its publisher, or `RetireOrigin` (publishers may have left). Fails with
		/// `NotFound`, `NotPublished`, `NotAuthorized`. Emits `Withdrawn`.
		#[pallet::call_index(3)]
		pub fn withdraw(origin: OriginFor<T>, id: MethodologyId) -> DispatchResult {
			let publisher = match T::RetireOrigin::try_origin(origin) {
				Ok(_) => None,
				Err(origin) => Some(ensure_signed(origin)?),
			};
			Self::do_withdraw(id, publisher)?;
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The version with this number, and its document.
		pub fn methodology(id: MethodologyId) -> Option<(Version, Document)> {
			Some((Versions::<T>::get(id)?, Documents::<T>::get(id)?))
		}

		/// The version in force of a family.
		pub fn in_force(family: FamilyId) -> Option<MethodologyId> {
			InForce::<T>::get(family)
		}

		/// The number of the document with this SHA-256 that is or was in force.
		pub fn by_content_hash(content_hash: H256) -> Option<MethodologyId> {
			ByContentHash::<T>::get(content_hash)
		}
	}

	impl<T: Config> Pallet<T> {
		/// Store a checked methodology under the next number.
		pub(crate) fn do_publish(
			Methodology {
				document,
				terms,
				supersedes,
			}: Methodology,
			publisher: Option<MemberId>,
		) -> Result<MethodologyId, Error<T>> {
			Self::check_document(&document)?;
			Self::check_terms(&terms)?;
			let content_hash = document.content_hash;
			Self::ensure_not_adopted(content_hash)?;

			let id = NextMethodologyId::<T>::get();
			let family = match supersedes {
				None => id,
				Some(predecessor) => Self::check_predecessor(predecessor, &terms)?.family,
			};
			if let Some(member) = publisher {
				Drafts::<T>::try_mutate(member, |drafts| {
					ensure!(
						*drafts < T::MaxDraftsPerMember::get(),
						Error::<T>::MaxDraftsExceeded
					);
					drafts.saturating_inc();
					Ok(())
				})?;
			}

			NextMethodologyId::<T>::put(id.saturating_add(1));
			Documents::<T>::insert(id, document);
			let status = Status::Published;
			Versions::<T>::insert(
				id,
				Version {
					terms,
					family,
					supersedes,
					status,
					publisher,
				},
			);
			Self::deposit_event(Event::Published {
				id,
				family,
				publisher,
				content_hash,
				supersedes,
			});
			Ok(id)
		}

		fn ensure_not_adopted(content_hash: H256) -> Result<(), Error<T>> {
			let adopted = ByContentHash::<T>::contains_key(content_hash);
			ensure!(!adopted, Error::<T>::AlreadyAdopted);
			Ok(())
		}

		/// Put `id` in force.
		pub(crate) fn do_adopt(id: MethodologyId) -> Result<(), Error<T>> {
			let mut version = Versions::<T>::get(id).ok_or(Error::<T>::NotFound)?;
			ensure!(
				version.status == Status::Published,
				Error::<T>::NotPublished
			);
			// Another draft of the same document may have been adopted since.
			let content_hash = Documents::<T>::get(id)
				.ok_or(Error::<T>::NotFound)?
				.content_hash;
			Self::ensure_not_adopted(content_hash)?;
			let family = version.family;
			if let Some(current) = InForce::<T>::get(family) {
				ensure!(version.supersedes == Some(current), Error::<T>::Outdated);
				Self::close(current, Some(id))?;
			}
			Self::forget_draft(version.publisher);
			version.status = Status::Adopted;
			Versions::<T>::insert(id, version);
			InForce::<T>::insert(family, id);
			ByContentHash::<T>::insert(content_hash, id);
			Self::deposit_event(Event::Adopted { id, family });
			Ok(())
		}

		fn do_retire(id: MethodologyId) -> Result<(), Error<T>> {
			let version = Versions::<T>::get(id).ok_or(Error::<T>::NotFound)?;
			ensure!(version.status == Status::Adopted, Error::<T>::NotAdopted);
			InForce::<T>::remove(version.family);
			Self::close(id, None)
		}

		/// Withdraw `id` for `who`, or for nobody in particular.
		fn do_withdraw(id: MethodologyId, who: Option<T::AccountId>) -> Result<(), Error<T>> {
			let version = Versions::<T>::get(id).ok_or(Error::<T>::NotFound)?;
			if let Some(who) = who {
				let account = version.publisher.and_then(T::Members::account_of);
				ensure!(account.as_ref() == Some(&who), Error::<T>::NotAuthorized);
			}
			ensure!(
				version.status == Status::Published,
				Error::<T>::NotPublished
			);
			let document = Documents::<T>::take(id).ok_or(Error::<T>::NotFound)?;
			Self::forget_draft(version.publisher);
			Versions::<T>::remove(id);
			Self::deposit_event(Event::Withdrawn {
				id,
				content_hash: document.content_hash,
			});
			Ok(())
		}

		/// Mark an adopted version as retired.
		fn close(id: MethodologyId, successor: Option<MethodologyId>) -> Result<(), Error<T>> {
			let family = Versions::<T>::try_mutate(id, |version| {
				let version = version.as_mut().ok_or(Error::<T>::NotFound)?;
				version.status = Status::Retired;
				Ok(version.family)
			})?;
			Self::deposit_event(Event::Retired {
				id,
				family,
				successor,
			});
			Ok(())
		}

		/// One of `publisher`'s publications no longer waits for adoption.
		fn forget_draft(publisher: Option<MemberId>) {
			if let Some(member) = publisher {
				Drafts::<T>::mutate_exists(member, |drafts| {
					*drafts = drafts
						.unwrap_or_default()
						.checked_sub(1)
						.filter(|left| *left > 0);
				});
			}
		}
	}
}
