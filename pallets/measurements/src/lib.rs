#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod agreement;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod claims;
mod disputes;
mod invariants;
mod lots;
#[cfg(test)]
mod mock;
pub mod panel;
mod reviews;
mod sources;
mod stages;
#[cfg(test)]
mod tests;
mod timeline;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::{
	Attestation, Challenge, Claim, ClaimCounts, Commissioning, Measurement, Occupied, OpenSeats,
	Panel, Round, Ruling, Seat, Source, Stage, Status, Ticket, Verdict, Verifiers, VoidCause,
	Waiting,
};
pub use weights::WeightInfo;

/// What a benchmark needs of the runtime around this pallet.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<BlockNumber> {
	/// Make [`Config::Time`] say `now`.
	fn set_time(now: civic_primitives::Moment);
	/// Make [`Config::Randomness`] say that its seed is known since `block`.
	fn set_randomness_known_since(block: BlockNumber);
}

/// The most entries one page of a view function has.
pub const PAGE: usize = 100;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use civic_primitives::{
		Balance, ClaimId, EndUse, FamilyId, MemberId, Membership, Methods, Moment, OnSettled,
		Panelists, Period, Settlement, SourceId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Mutate, MutateHold},
			Randomness, UnixTime,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;

	/// Bumped with every storage change.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// The clock.
		type Time: UnixTime;
		/// The register of members.
		type Members: Membership<Self::AccountId>;
		/// The verifiers.
		type Panelists: Panelists;
		/// The published methodologies.
		type Methods: Methods;
		/// Who awards settled claims.
		type OnSettled: OnSettled;
		/// Draws the panels. Says with the seed the first block by which everyone could know it.
		type Randomness: Randomness<H256, BlockNumberFor<Self>>;
		/// How many blocks made after a claim joined the queue must have gone into the randomness
		/// that draws its panel, so that whoever made the claim's own block could not foresee it.
		#[pallet::constant]
		type FreshBlocks: Get<BlockNumberFor<Self>>;
		/// The most panels drawn by the hook in one block.
		#[pallet::constant]
		type DrawsPerBlock: Get<u32>;
		/// The city's token, in which bonds are put up.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;
		/// The overarching hold reason.
		type RuntimeHoldReason: From<HoldReason>;
		/// The account of the commons pool: takes lost bonds, pays rewards.
		type Commons: Get<Self::AccountId>;
		/// What a challenger puts up.
		#[pallet::constant]
		type ChallengeBond: Get<Balance>;
		/// Sets the scene for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<BlockNumberFor<Self>>;
	}

	/// Why an amount is held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A challenge is open.
		#[codec(index = 0)]
		ChallengeBond,
	}

	/// The number of the next source.
	#[pallet::storage]
	pub type NextSource<T> = StorageValue<_, SourceId, ValueQuery>;

	/// The sources, kept for ever. Paid for by the allowance of their owners.
	#[pallet::storage]
	pub type Sources<T> = StorageMap<_, Twox64Concat, SourceId, Source, OptionQuery>;

	/// The sources of each owner, by number in big-endian bytes (pages follow the store's order).
	#[pallet::storage]
	pub type SourcesOf<T> =
		StorageDoubleMap<_, Twox64Concat, MemberId, Identity, [u8; 8], (), OptionQuery>;

	/// The commissioned source of each premises and end use.
	#[pallet::storage]
	pub type Premises<T> = StorageMap<_, Blake2_128Concat, (H256, EndUse), SourceId, OptionQuery>;

	/// The number of the next claim.
	#[pallet::storage]
	pub type NextClaim<T> = StorageValue<_, ClaimId, ValueQuery>;

	/// The claims: the ledger of what was measured, kept for ever. Each is of bounded size.
	#[pallet::storage]
	pub type Claims<T> = StorageMap<_, Twox64Concat, ClaimId, Claim, OptionQuery>;

	/// The claims of each source, by number in big-endian bytes.
	#[pallet::storage]
	pub type ClaimsOf<T> =
		StorageDoubleMap<_, Twox64Concat, SourceId, Identity, [u8; 8], (), OptionQuery>;

	/// The claims at each stage, by number in big-endian bytes.
	#[pallet::storage]
	pub type ClaimsAt<T> = StorageDoubleMap<_, Identity, Stage, Identity, [u8; 8], (), OptionQuery>;

	/// How many claims are at each stage.
	#[pallet::storage]
	pub type Counts<T> = StorageValue<_, ClaimCounts, ValueQuery>;

	/// The live claims on each premises and end use, by the *end* of their period in big-endian
	/// bytes: since they do not overlap, the one next in the store after a given moment is the
	/// only one that may contain it (ADR 0011).
	#[pallet::storage]
	pub type Timeline<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		(H256, EndUse),
		Identity,
		[u8; 8],
		Occupied,
		OptionQuery,
	>;

	/// The live claim that each set of readings went into.
	#[pallet::storage]
	pub type Readings<T> = StorageMap<_, Blake2_128Concat, H256, ClaimId, OptionQuery>;

	/// The live claim that each entry of another registry went into.
	#[pallet::storage]
	pub type RegistryEntries<T> = StorageMap<_, Blake2_128Concat, H256, ClaimId, OptionQuery>;

	/// The panels of each claim, kept for ever.
	#[pallet::storage]
	pub type Panels<T> =
		StorageDoubleMap<_, Twox64Concat, ClaimId, Identity, Round, Panel, OptionQuery>;

	/// The next place in the queue for a lot.
	#[pallet::storage]
	pub type NextTicket<T> = StorageValue<_, u64, ValueQuery>;

	/// The panels that wait for a lot, first come first served. At most one for each claim.
	#[pallet::storage]
	pub type Queue<T> = StorageMap<_, Identity, Ticket, Waiting<BlockNumberFor<T>>, OptionQuery>;

	/// The challenge of each claim that was ever challenged, kept for ever.
	#[pallet::storage]
	pub type Challenges<T: Config> =
		StorageMap<_, Twox64Concat, ClaimId, Challenge<T::AccountId>, OptionQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A source was registered.
		SourceRegistered {
			/// Its number.
			source: SourceId,
			/// All about it.
			details: Source,
		},
		/// A verifier found a source to be as registered: it may claim what it did from `since` on.
		SourceCommissioned {
			/// Which.
			source: SourceId,
			/// The verifier.
			by: MemberId,
			/// Since when it has been in operation as registered.
			since: Moment,
		},
		/// A source has ended. Its premises are free for another.
		SourceDecommissioned {
			/// Which.
			source: SourceId,
			/// Who ended it.
			by: MemberId,
		},
		/// A claim was submitted and waits for a panel.
		ClaimSubmitted {
			/// Its number.
			claim: ClaimId,
			/// Of which source.
			source: SourceId,
			/// Whose.
			owner: MemberId,
			/// What was measured.
			measurement: Measurement,
		},
		/// A lot filled the empty seats of a panel: `panel::draw(seed, claim, round, lot,
		/// candidates, drawn.len())` gives `drawn`.
		PanelDrawn {
			/// Whose panel.
			claim: ClaimId,
			/// Which of its panels.
			round: Round,
			/// The lot's number within the round.
			lot: u32,
			/// The randomness.
			seed: H256,
			/// Who could be drawn.
			candidates: Vec<MemberId>,
			/// Who was.
			drawn: Vec<MemberId>,
			/// They answer before this moment.
			deadline: Moment,
		},
		/// Too few verifiers could be drawn: the panel waits for the next randomness.
		PanelDeferred {
			/// Whose panel.
			claim: ClaimId,
			/// Which of its panels.
			round: Round,
			/// How many seats are empty.
			needed: u32,
			/// How many could be drawn.
			eligible: u32,
		},
		/// A verifier answered.
		Attested {
			/// About which claim.
			claim: ClaimId,
			/// On which of its panels.
			round: Round,
			/// Who.
			verifier: MemberId,
			/// What they found.
			attestation: Attestation,
		},
		/// Verifiers did not answer in time. They are marked, and a lot replaces them.
		SilentReplaced {
			/// On which claim.
			claim: ClaimId,
			/// On which of its panels.
			round: Round,
			/// Who.
			silent: Vec<MemberId>,
		},
		/// The first panel agreed.
		ClaimVerified {
			/// Which.
			claim: ClaimId,
			/// On what.
			verdict: Verdict,
			/// It may be challenged before this moment.
			until: Moment,
		},
		/// A claim counts for nothing; its period and readings may be claimed again.
		ClaimVoided {
			/// Which.
			claim: ClaimId,
			/// Why.
			cause: VoidCause,
		},
		/// A member doubts a verified claim: a second panel rules.
		ClaimChallenged {
			/// Which.
			claim: ClaimId,
			/// Who.
			challenger: MemberId,
			/// SHA-256 of the file that says why.
			evidence: H256,
			/// What the challenger put up.
			bond: Balance,
		},
		/// The second panel did not confirm the verdict: the bond is released, the verifiers who
		/// had agreed are marked.
		ChallengeUpheld {
			/// Against which claim.
			claim: ClaimId,
			/// By whom.
			challenger: MemberId,
			/// What the commons paid the challenger: the bond again, as far as there is that much.
			reward: Balance,
		},
		/// The second panel confirmed the verdict: the bond went to the commons.
		ChallengeDismissed {
			/// Against which claim.
			claim: ClaimId,
			/// By whom.
			challenger: MemberId,
			/// What the challenger lost.
			forfeited: Balance,
		},
		/// A claim was handed on to be awarded.
		ClaimSettled {
			/// Which.
			claim: ClaimId,
			/// What became of it.
			settlement: Settlement,
		},
		/// Nobody could rule on a challenge and the claim was given up: the bond is released.
		ChallengeLapsed {
			/// Against which claim.
			claim: ClaimId,
			/// By whom.
			challenger: MemberId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The caller is not an active member. Enrol, or have the enrolment renewed, first.
		NotMember,
		/// There is no source of this number. Look it up in the owner's list.
		SourceNotFound,
		/// There is no claim of this number. Look it up in the source's list.
		ClaimNotFound,
		/// No methodology of this family has been adopted. Choose an adopted one.
		FamilyNotFound,
		/// A source that can do nothing in an hour cannot be registered. Give its rated power.
		ZeroNameplate,
		/// Another source already measures this benefit at these premises. Have it decommissioned
		/// first.
		PremisesTaken,
		/// The caller is not a verifier who may judge this source: out of scope, suspended, fully
		/// loaded, or tied to the owner. Ask another verifier.
		NotEligible,
		/// The source is already commissioned. Nothing is left to do.
		AlreadyCommissioned,
		/// The source has been decommissioned. Register it anew.
		Decommissioned,
		/// Nothing is known to have been in operation since a moment to come. Give a past one.
		CommissioningInFuture,
		/// No verifier has commissioned the source. Ask one to do so first.
		NotCommissioned,
		/// The source belongs to someone else. Use the owner's key.
		NotOwner,
		/// There is no methodology of this number. Choose an adopted one.
		MethodologyNotFound,
		/// The methodology is not adopted, or retired. Use the version that supersedes it.
		MethodologyNotOpen,
		/// The methodology is not of the source's family or end use. Use one that is.
		WrongFamily,
		/// The period ends before it begins. Give its first second and the second after its last.
		PeriodEmpty,
		/// The period is not over. Claim when it is.
		PeriodInFuture,
		/// The period is longer than the methodology allows. Split it.
		PeriodTooLong,
		/// The period begins before the source is known to have been in operation. Begin there.
		PeriodBeforeCommissioning,
		/// The source claimed a short time ago. Wait for the methodology's interval to pass.
		TooSoon,
		/// Nothing was measured. Claim, or confirm, a quantity above zero, or reject the claim.
		ZeroQuantity,
		/// The source cannot have done this much in the period. Check the unit and the nameplate.
		NameplateExceeded,
		/// A live claim is already based on these readings. Use others.
		ReadingsUsed,
		/// A live claim already refers to this entry of another registry. It counts once.
		RegistryEntryUsed,
		/// A live claim on this benefit at these premises shares part of the period. Claim the rest.
		PeriodOverlaps,
		/// The claim does not wait for a panel. Nothing is left to do.
		NotAwaitingPanel,
		/// The randomness that will draw the panel does not exist yet. Wait for the next epoch.
		RandomnessNotReady,
		/// Too few verifiers may judge the claim. It waits until more are accredited or free.
		NotEnoughVerifiers,
		/// No panel judges the claim at present.
		NotUnderReview,
		/// The caller was not drawn for the claim's present panel.
		NotOnPanel,
		/// The caller has answered already. An answer is final.
		AlreadyAttested,
		/// The time to answer is over. A replacement will be drawn.
		AnswerTooLate,
		/// The verifiers still have time to answer. Wait for the panel's deadline.
		AnswerTimeLeft,
		/// Everyone drawn so far has answered. Nobody is to be replaced.
		NobodySilent,
		/// The claim is not in the state of being verified: not yet, or no longer.
		NotVerified,
		/// One's own claim cannot be challenged.
		OwnClaim,
		/// The claim has been challenged once; the second panel's ruling is final.
		AlreadyChallenged,
		/// The challenge window is over. The claim can only be settled.
		WindowClosed,
		/// The claim may still be challenged. Settle it when the window is over.
		WindowOpen,
		/// The caller's free balance does not cover the bond of a challenge.
		BondNotCovered,
		/// The claim is the business of its owner and its challenger. Ask one of them.
		NotParty,
		/// The claim has not waited as long as judging it takes. Wait for a lot.
		WaitNotOver,
		/// Enough verifiers may judge the claim. Wait for the lot that draws them.
		VerifiersAvailable,
		/// Other claims have waited longer. Draw theirs first.
		NotItsTurn,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Draws the panels whose turn it is, as far as the block has room.
		fn on_idle(_: BlockNumberFor<T>, limit: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(limit);
			Self::draw_queued(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(
				T::FreshBlocks::get() >= 1u32.into(),
				"the seed must hold at least one block made after the claim",
			);
			assert!(T::DrawsPerBlock::get() > 0, "the hook must be able to draw");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Register a source of measurements. It holds no premises until it is commissioned.
		///
		/// Origin: an active member. Fails with `NotMember`, `FamilyNotFound`, `ZeroNameplate`,
		/// `PremisesTaken`. Emits `SourceRegistered`.
		#[pallet::call_index(0)]
		pub fn register_source(
			origin: OriginFor<T>,
			family: FamilyId,
			place: H256,
			nameplate: u64,
			device: Option<[u8; 32]>,
		) -> DispatchResult {
			let owner = Self::ensure_member(origin)?;
			Self::do_register_source(owner, family, place, nameplate, device)
		}

		/// Confirm that a source has been in operation, as registered, since `since`.
		///
		/// Origin: a verifier who may judge claims of the owner under the source's family. Fails with
		/// `NotMember`, `SourceNotFound`, `Decommissioned`, `AlreadyCommissioned`,
		/// `CommissioningInFuture`, `NotEligible`, `PremisesTaken`. Emits `SourceCommissioned`.
		#[pallet::call_index(1)]
		pub fn commission(origin: OriginFor<T>, source: SourceId, since: Moment) -> DispatchResult {
			let by = Self::ensure_member(origin)?;
			Self::do_commission(by, source, since)
		}

		/// End a source and free its premises. Its claims run on.
		///
		/// Origin: the owner; or, when the owner is no longer an active member, a verifier who may
		/// commission the source. Fails with `NotMember`, `SourceNotFound`, `Decommissioned`,
		/// `NotOwner`. Emits `SourceDecommissioned`.
		#[pallet::call_index(2)]
		pub fn decommission(origin: OriginFor<T>, source: SourceId) -> DispatchResult {
			let by = Self::ensure_member(origin)?;
			Self::do_decommission(by, source)
		}

		/// Claim what a source did in a period.
		///
		/// Origin: the source's owner. Fails with `NotMember`, `SourceNotFound`, `NotOwner`,
		/// `Decommissioned`, `NotCommissioned`, `MethodologyNotFound`, `MethodologyNotOpen`,
		/// `WrongFamily`, `PeriodEmpty`, `PeriodInFuture`, `PeriodTooLong`,
		/// `PeriodBeforeCommissioning`, `TooSoon`, `ZeroQuantity`, `NameplateExceeded`,
		/// `ReadingsUsed`, `RegistryEntryUsed`, `PeriodOverlaps`. Emits `ClaimSubmitted`.
		///
		/// Weighed as a whole building's, which conflicts with most; what a source of another end use
		/// did not ask is given back.
		#[pallet::call_index(3)]
		pub fn submit(
			origin: OriginFor<T>,
			source: SourceId,
			measurement: Measurement,
		) -> DispatchResultWithPostInfo {
			let owner = Self::ensure_member(origin)?;
			let end_use = Self::do_submit(owner, source, measurement)?;
			Ok(Some(Self::weight_of_submission(end_use)).into())
		}

		/// Draw the lot that a claim waits for, when a full block keeps the hook from doing so: that of
		/// the claim which has waited longest. Free of charge when it succeeds.
		///
		/// Origin: an active member. Fails with `NotMember`, `ClaimNotFound`, `NotAwaitingPanel`,
		/// `RandomnessNotReady`, `NotItsTurn`, `NotEnoughVerifiers`. Emits `PanelDrawn`.
		#[pallet::call_index(4)]
		pub fn draw_panel(origin: OriginFor<T>, claim: ClaimId) -> DispatchResultWithPostInfo {
			Self::ensure_member(origin)?;
			Self::do_draw_panel(claim)?;
			Ok(Pays::No.into())
		}

		/// Answer as a member of a claim's panel, once.
		///
		/// Origin: a verifier drawn for the panel. Fails with `NotMember`, `ClaimNotFound`,
		/// `NotUnderReview`, `NotOnPanel`, `AlreadyAttested`, `AnswerTooLate`, `ZeroQuantity`. Emits
		/// `Attested`; with the answer that decides also `ClaimVerified` or `ClaimVoided`, on a second
		/// panel `ChallengeDismissed` or `ChallengeUpheld`.
		#[pallet::call_index(5)]
		pub fn attest(
			origin: OriginFor<T>,
			claim: ClaimId,
			attestation: Attestation,
		) -> DispatchResult {
			let verifier = Self::ensure_member(origin)?;
			Self::do_attest(verifier, claim, attestation)
		}

		/// Mark those who have not answered in time and put the panel in the queue for a lot that
		/// replaces them. Free of charge when it succeeds.
		///
		/// Origin: an active member. Fails with `NotMember`, `ClaimNotFound`, `NotUnderReview`,
		/// `NobodySilent`, `AnswerTimeLeft`. Emits `SilentReplaced`.
		#[pallet::call_index(6)]
		pub fn replace_silent(origin: OriginFor<T>, claim: ClaimId) -> DispatchResultWithPostInfo {
			Self::ensure_member(origin)?;
			Self::do_replace_silent(claim)?;
			Ok(Pays::No.into())
		}

		/// Doubt a verified claim and put up a bond: a second panel rules.
		///
		/// Origin: an active member, not the claim's owner. Fails with `NotMember`, `ClaimNotFound`,
		/// `OwnClaim`, `AlreadyChallenged`, `NotVerified`, `WindowClosed`, `BondNotCovered`. Emits
		/// `ClaimChallenged`.
		#[pallet::call_index(7)]
		pub fn challenge(origin: OriginFor<T>, claim: ClaimId, evidence: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let (challenger, _) = T::Members::active(&who).ok_or(Error::<T>::NotMember)?;
			Self::do_challenge(who, challenger, claim, evidence)
		}

		/// Hand a claim on to be awarded, once for ever. Free of charge when it succeeds.
		///
		/// Origin: an active member. Fails with `NotMember`, `ClaimNotFound`, `NotVerified`,
		/// `WindowOpen`, or as the award does. Emits `ClaimSettled`.
		#[pallet::call_index(8)]
		pub fn settle(origin: OriginFor<T>, claim: ClaimId) -> DispatchResultWithPostInfo {
			Self::ensure_member(origin)?;
			Self::do_settle(claim)?;
			Ok(Pays::No.into())
		}

		/// Give up a claim that nobody can judge: it is void, a challenge against it lapses. Possible
		/// when its panel lacks more verifiers than there are, and has waited for as long as the
		/// methodology allows for answers and challenge together.
		///
		/// Origin: the owner, or who challenged the claim. Fails with `NotMember`, `ClaimNotFound`,
		/// `NotAwaitingPanel`, `NotParty`, `WaitNotOver`, `VerifiersAvailable`. Emits `ClaimVoided`,
		/// and before it `ChallengeLapsed` when the claim was challenged.
		// A lot looks at as many candidates, and the last answer ends as much.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::draw_panel().saturating_add(T::WeightInfo::attest()))]
		pub fn give_up(origin: OriginFor<T>, claim: ClaimId) -> DispatchResult {
			let by = Self::ensure_member(origin)?;
			Self::do_give_up(by, claim)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The source of this number.
		pub fn source(id: SourceId) -> Option<Source> {
			Sources::<T>::get(id)
		}

		/// The sources of `owner` from number `from` on, at most [`PAGE`] of them.
		pub fn sources_of(owner: MemberId, from: SourceId) -> Vec<(SourceId, Source)> {
			Self::page_of_sources(owner, from)
		}

		/// The claim of this number.
		pub fn claim(id: ClaimId) -> Option<Claim> {
			Claims::<T>::get(id)
		}

		/// The claims of `source` from number `from` on, at most [`PAGE`] of them.
		pub fn claims_of(source: SourceId, from: ClaimId) -> Vec<(ClaimId, Claim)> {
			Self::page_of_claims(source, from)
		}

		/// The claims at `stage` from number `from` on, at most [`PAGE`] of them.
		pub fn claims_at(stage: Stage, from: ClaimId) -> Vec<(ClaimId, Claim)> {
			Self::page_at(stage, from)
		}

		/// How many claims are at each stage.
		pub fn claim_counts() -> ClaimCounts {
			Counts::<T>::get()
		}

		/// The seats of open panels that have yet to answer.
		pub fn open_seats() -> OpenSeats {
			Self::count_open_seats()
		}

		/// The panel of a claim in a round.
		pub fn panel(claim: ClaimId, round: Round) -> Option<Panel> {
			Panels::<T>::get(claim, round)
		}

		/// The challenge against a claim.
		pub fn challenge_against(claim: ClaimId) -> Option<Challenge<T::AccountId>> {
			Challenges::<T>::get(claim)
		}

		/// The live claim that keeps `period` from being claimed for `end_use` at `place`.
		pub fn occupied_by(place: H256, end_use: EndUse, period: Period) -> Option<ClaimId> {
			Self::overlapping(place, end_use, &period)
		}
	}

	impl<T: Config> Pallet<T> {
		/// The member who signed.
		fn ensure_member(origin: OriginFor<T>) -> Result<MemberId, DispatchError> {
			let who = ensure_signed(origin)?;
			let (member, _) = T::Members::active(&who).ok_or(Error::<T>::NotMember)?;
			Ok(member)
		}

		/// The time, in seconds.
		pub(crate) fn now() -> Moment {
			T::Time::now().as_secs()
		}
	}
}
