#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod absences;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod collectives;
mod genesis;
mod mandates;
#[cfg(test)]
mod mock;
mod register;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
mod verifiers;
mod voucher;
pub mod weights;

pub use pallet::*;
pub use types::{
	Absence, GenesisMember, GenesisVerifier, Member, Nullifier, Sanction, Status, Verifier,
};
pub use voucher::{redemption_payload, Voucher, VoucherRefusal, REDEMPTION_DOMAIN, VOUCHER_DOMAIN};
pub use weights::WeightInfo;

/// A member of `T`'s register.
pub type MemberOf<T> = Member<<T as frame_system::Config>::AccountId>;
/// A verifier of `T`'s register.
pub type VerifierOf<T> = Verifier<<T as Config>::MaxFamilies, <T as Config>::MaxAffiliations>;
/// A voucher for `T`'s register.
pub type VoucherOf<T> =
	Voucher<<T as frame_system::Config>::AccountId, <T as frame_system::Config>::Hash>;

#[frame_support::pallet]
pub mod pallet {
	use alloc::{boxed::Box, vec::Vec};

	use civic_primitives::{
		FamilyId, Fault, Mandate, MemberId, MemberKind, Membership, Moment, Panelists,
	};
	use frame_support::{pallet_prelude::*, traits::UnixTime};
	use frame_system::pallet_prelude::*;
	use sp_core::{sr25519, H256};
	use sp_runtime::traits::{IdentifyAccount, Verify};

	use super::*;

	/// Bumped with every storage change.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Who keeps the register of all members but agencies, and as whom.
		type RegisterOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;
		/// Who says what a verifier may judge.
		type AccreditOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who hears a sanctioned verifier's appeal.
		type AppealOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who enrols agencies and gives them mandates.
		type MandateOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// A registrar's signature under a voucher.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;
		/// What the time is.
		type Time: UnixTime;
		/// The most verifiers one methodology family may have.
		#[pallet::constant]
		type MaxVerifiersPerFamily: Get<u32>;
		/// The most families one verifier may judge.
		#[pallet::constant]
		type MaxFamilies: Get<u32>;
		/// The most members one verifier may be tied to.
		#[pallet::constant]
		type MaxAffiliations: Get<u32>;
		/// The most members one collective may have, and the most it may have invited.
		#[pallet::constant]
		type MaxCollectiveMembers: Get<u32>;
		/// The most collectives one person may belong to.
		#[pallet::constant]
		type MaxMemberships: Get<u32>;
		/// How many seconds a suspended verifier is not drawn.
		#[pallet::constant]
		type SuspensionPeriod: Get<Moment>;
		/// How many silences lead one step up the sanctions ladder.
		#[pallet::constant]
		type SilencesPerStep: Get<u32>;
		/// How many seconds before its end a voucher may be redeemed at the earliest. Bounds how
		/// long the ledger has to remember it.
		#[pallet::constant]
		type MaxVoucherLife: Get<Moment>;
		/// How many of a member's absences are remembered one by one. At least two.
		#[pallet::constant]
		type MaxAbsences: Get<u32>;
		/// For how many seconds after its end an absence is remembered: longer than a referendum can
		/// be open.
		#[pallet::constant]
		type AbsenceMemory: Get<Moment>;
	}

	/// The members, removed ones too. Never deleted: their numbers are recorded elsewhere.
	#[pallet::storage]
	pub type Members<T: Config> = StorageMap<_, Twox64Concat, MemberId, MemberOf<T>, OptionQuery>;

	/// The number of the next member, and so how many there have been.
	#[pallet::storage]
	pub type NextMemberId<T: Config> = StorageValue<_, MemberId, ValueQuery>;

	/// The member an account speaks for, or spoke for before its key was moved: an account never
	/// comes to mean another member (ADR 0006).
	#[pallet::storage]
	pub type Accounts<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, MemberId, OptionQuery>;

	/// The citizen a nullifier was used for.
	#[pallet::storage]
	pub type Nullifiers<T: Config> =
		StorageMap<_, Blake2_128Concat, Nullifier, MemberId, OptionQuery>;

	/// How many members of a kind are enrolled, expired ones included.
	#[pallet::storage]
	pub type Enrolled<T: Config> = StorageMap<_, Twox64Concat, MemberKind, u32, ValueQuery>;

	/// The mandates agencies hold.
	#[pallet::storage]
	pub type Granted<T: Config> =
		StorageDoubleMap<_, Twox64Concat, MemberId, Twox64Concat, Mandate, (), OptionQuery>;

	/// The verifiers' accreditations, loads and sanctions.
	#[pallet::storage]
	pub type Verifiers<T: Config> =
		StorageMap<_, Twox64Concat, MemberId, VerifierOf<T>, OptionQuery>;

	/// Who is accredited for a methodology family: what the verifiers' scopes say, the other way
	/// round.
	#[pallet::storage]
	pub type VerifiersByFamily<T: Config> = StorageMap<
		_,
		Twox64Concat,
		FamilyId,
		BoundedBTreeSet<MemberId, T::MaxVerifiersPerFamily>,
		ValueQuery,
	>;

	/// Who belongs to a collective.
	#[pallet::storage]
	pub type Collectives<T: Config> = StorageMap<
		_,
		Twox64Concat,
		MemberId,
		BoundedBTreeSet<MemberId, T::MaxCollectiveMembers>,
		ValueQuery,
	>;

	/// To which collectives a person belongs: `Collectives` the other way round.
	#[pallet::storage]
	pub type Memberships<T: Config> = StorageMap<
		_,
		Twox64Concat,
		MemberId,
		BoundedBTreeSet<MemberId, T::MaxMemberships>,
		ValueQuery,
	>;

	/// Whom a collective has invited and who has not joined.
	#[pallet::storage]
	pub type Invitations<T: Config> = StorageMap<
		_,
		Twox64Concat,
		MemberId,
		BoundedBTreeSet<MemberId, T::MaxCollectiveMembers>,
		ValueQuery,
	>;

	/// The vouchers that were redeemed and would still be valid, by the day on which they expire.
	#[pallet::storage]
	pub type Redeemed<T: Config> =
		StorageDoubleMap<_, Twox64Concat, u64, Identity, H256, (), OptionQuery>;

	/// No remembered voucher expires on an earlier day than this.
	#[pallet::storage]
	pub type FirstRedeemedDay<T: Config> = StorageValue<_, u64, OptionQuery>;

	/// When a member was not active, in order, until that cannot matter any more. How long one has
	/// been expired that is not renewed is not here: its `until` says it.
	#[pallet::storage]
	pub type Absences<T: Config> =
		StorageMap<_, Twox64Concat, MemberId, BoundedVec<Absence, T::MaxAbsences>, ValueQuery>;

	/// Whose absence ended on a day.
	#[pallet::storage]
	pub type AbsencesByDay<T: Config> =
		StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, MemberId, (), OptionQuery>;

	/// No remembered absence ended on an earlier day than this.
	#[pallet::storage]
	pub type FirstAbsenceDay<T: Config> = StorageValue<_, u64, OptionQuery>;

	/// Who takes part from the first block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The members.
		pub members: Vec<GenesisMember<T::AccountId>>,
		/// Which agency holds which mandates.
		pub mandates: Vec<(T::AccountId, Mandate)>,
		/// What the verifiers among the members may judge.
		pub verifiers: Vec<GenesisVerifier<T::AccountId>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::build_genesis(self);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A member was enrolled.
		Enrolled {
			/// Its number.
			id: MemberId,
			/// The account that speaks for it.
			account: T::AccountId,
			/// What it is to the city.
			kind: MemberKind,
			/// When the enrolment expires.
			until: Moment,
			/// What stands for the person, if it is a citizen.
			nullifier: Option<Nullifier>,
			/// The registrar who answers for it; nobody for an agency.
			registrar: Option<T::AccountId>,
		},
		/// A voucher was redeemed; the enrolment itself has its own event.
		VoucherRedeemed {
			/// The member it enrolled.
			id: MemberId,
			/// The voucher.
			voucher: H256,
		},
		/// A member's enrolment runs until another time; a removed member is enrolled again.
		Renewed {
			/// The member.
			id: MemberId,
			/// When the enrolment expires.
			until: Moment,
		},
		/// A member was removed. A verifier's accreditation ends with it.
		Removed {
			/// The member.
			id: MemberId,
		},
		/// Another account speaks for a member.
		Moved {
			/// The member.
			id: MemberId,
			/// The account that spoke for it.
			from: T::AccountId,
			/// The account that speaks for it.
			to: T::AccountId,
		},
		/// A verifier was accredited; whatever it was accredited for before is replaced.
		Accredited {
			/// The verifier.
			id: MemberId,
			/// The methodology families it may judge.
			scope: Vec<FamilyId>,
			/// When the accreditation expires.
			until: Moment,
			/// On how many panels it may sit at a time.
			max_duties: u32,
			/// The members it is tied to.
			affiliations: Vec<MemberId>,
		},
		/// A verifier did wrong.
		Marked {
			/// The verifier.
			id: MemberId,
			/// What it did.
			fault: Fault,
			/// Where it stands on the ladder.
			sanction: Sanction,
		},
		/// A verifier's sanctions were lifted.
		Reinstated {
			/// The verifier.
			id: MemberId,
		},
		/// An agency was given a mandate.
		MandateGranted {
			/// The agency.
			id: MemberId,
			/// The mandate.
			mandate: Mandate,
		},
		/// An agency lost a mandate.
		MandateRevoked {
			/// The agency.
			id: MemberId,
			/// The mandate.
			mandate: Mandate,
		},
		/// A collective invited a person.
		Invited {
			/// The collective.
			collective: MemberId,
			/// The person.
			person: MemberId,
		},
		/// A person joined a collective.
		Joined {
			/// The collective.
			collective: MemberId,
			/// The person.
			person: MemberId,
		},
		/// A person left a collective.
		Left {
			/// The collective.
			collective: MemberId,
			/// The person.
			person: MemberId,
		},
		/// A collective ended a membership, or took an invitation back.
		Dismissed {
			/// The collective.
			collective: MemberId,
			/// The person.
			person: MemberId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// This account speaks for a member, or did before its key was moved. Use another account,
		/// or renew the member.
		AlreadyMember,
		/// No member has this account or number, or the enrolment has expired or was removed. Have
		/// it enrolled or renewed.
		NotMember,
		/// This member was removed. Renew the enrolment first.
		MemberRemoved,
		/// The registrar keeps no agencies, and who keeps agencies keeps no other members. Ask the
		/// other.
		NotAuthorized,
		/// A citizen is enrolled with this nullifier already. Renew or move that member instead.
		NullifierUsed,
		/// A citizen needs a nullifier. Derive it from the civil register.
		NullifierMissing,
		/// Only citizens have a nullifier. Leave it out.
		NullifierNotAllowed,
		/// The time given is not in the future. Give a later one.
		ExpiryInPast,
		/// This member is not a verifier. Enrol it as one, or accredit it first.
		NotVerifier,
		/// This verifier lost its accreditation. It must win an appeal first.
		VerifierRemoved,
		/// A methodology family has as many verifiers as it may have. Withdraw another's
		/// accreditation first.
		TooManyVerifiers,
		/// A verifier is said to be tied to someone who is not in the register. Correct the number.
		UnknownAffiliation,
		/// This verifier has no sanction or silence to lift.
		NotSanctioned,
		/// This verifier sits on as many panels as it may. Draw another.
		TooManyDuties,
		/// Mandates are for agencies. Enrol the member as one.
		NotAgency,
		/// The agency holds this mandate already.
		AlreadyGranted,
		/// The agency does not hold this mandate.
		NotGranted,
		/// This member is not a collective.
		NotCollective,
		/// Only citizens and verifiers belong to collectives.
		NotPerson,
		/// The collective has invited this person already.
		AlreadyInvited,
		/// The collective has not invited this person. Ask it for an invitation.
		NotInvited,
		/// This person belongs to the collective already.
		AlreadyJoined,
		/// This person does not belong to the collective.
		NotJoined,
		/// The collective has as many members as it may have.
		TooManyMembers,
		/// The collective has invited as many as it may. Take an invitation back first.
		TooManyInvitations,
		/// This person belongs to as many collectives as it may. Leave one first.
		TooManyMemberships,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let used = Self::prune_vouchers(remaining);
			used.saturating_add(Self::prune_absences(remaining.saturating_sub(used)))
		}

		fn integrity_test() {
			assert!(
				T::MaxAbsences::get() > 1,
				"an absence must be able to be joined with another"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Enrol `account` as a `kind` until a time. Citizens need a `nullifier`, others none.
		///
		/// Origin: `RegisterOrigin`, for agencies `MandateOrigin`. Fails with `NotAuthorized`,
		/// `AlreadyMember`, `ExpiryInPast`, `NullifierMissing`, `NullifierNotAllowed`,
		/// `NullifierUsed`. Emits `Enrolled`.
		#[pallet::call_index(0)]
		pub fn enrol(
			origin: OriginFor<T>,
			account: T::AccountId,
			kind: MemberKind,
			until: Moment,
			nullifier: Option<Nullifier>,
		) -> DispatchResult {
			let keeper = Self::ensure_keeper(origin)?;
			ensure!(keeper.keeps(kind), Error::<T>::NotAuthorized);
			ensure!(until > Self::now(), Error::<T>::ExpiryInPast);
			Self::do_enrol(account, kind, until, nullifier, keeper.registrar).map(|_| ())
		}

		/// Enrol `account` by a voucher. Needs no account, no balance and no allowance: the voucher
		/// authorises the call. `redeemer_signature` is the voucher's one-time key's over
		/// [`redemption_payload`], so that nobody who sees the voucher pass can enrol another
		/// account with it.
		///
		/// Origin: authorised by the voucher; refused before it runs with a [`VoucherRefusal`].
		/// Emits `Enrolled`, `VoucherRedeemed`.
		#[pallet::call_index(1)]
		#[pallet::authorize(|source, voucher, registrar, account, redeemer| {
			Self::authorize_redemption(source, voucher, registrar, account, redeemer)
		})]
		pub fn redeem_voucher(
			origin: OriginFor<T>,
			voucher: Box<VoucherOf<T>>,
			_registrar_signature: T::Signature,
			account: T::AccountId,
			_redeemer_signature: sr25519::Signature,
		) -> DispatchResult {
			// The signatures are verified by `authorize_redemption`, in the same state transition.
			ensure_authorized(origin)?;
			Self::do_redeem(*voucher, account)
		}

		/// Let the enrolment of `account` run until another time; enrol it again if it was removed.
		///
		/// Origin: `RegisterOrigin`, for agencies `MandateOrigin`. Fails with `NotMember`,
		/// `NotAuthorized`, `ExpiryInPast`. Emits `Renewed`.
		#[pallet::call_index(2)]
		pub fn renew(origin: OriginFor<T>, account: T::AccountId, until: Moment) -> DispatchResult {
			let keeper = Self::ensure_keeper(origin)?;
			Self::do_renew(keeper, account, until)
		}

		/// Remove the member `account` speaks for. Its number, nullifier and sanctions stay; a
		/// verifier's accreditation and an agency's mandates end.
		///
		/// Origin: `RegisterOrigin`, for agencies `MandateOrigin`. Fails with `NotMember`,
		/// `NotAuthorized`, `MemberRemoved`. Emits `MandateRevoked`, `Removed`.
		#[pallet::call_index(3)]
		pub fn remove(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			let keeper = Self::ensure_keeper(origin)?;
			Self::do_remove(keeper, account)
		}

		/// Let the account `new` speak for the member `old` spoke for: its key was lost or stolen.
		/// The member keeps its number and whatever is recorded under it. Tokens stay where they
		/// are.
		///
		/// Origin: `RegisterOrigin`, for agencies `MandateOrigin`. Fails with `NotMember`,
		/// `NotAuthorized`, `MemberRemoved`, `AlreadyMember`. Emits `Moved`.
		#[pallet::call_index(4)]
		pub fn move_member(
			origin: OriginFor<T>,
			old: T::AccountId,
			new: T::AccountId,
		) -> DispatchResult {
			let keeper = Self::ensure_keeper(origin)?;
			Self::do_move(keeper, old, new)
		}

		/// Say which methodology families the verifier `account` may judge, until when, on how many
		/// panels at a time, and to whom it is tied. Replaces what was said before; open duties and
		/// sanctions stay. An empty scope withdraws the accreditation.
		///
		/// Origin: `AccreditOrigin`. Fails with `NotMember`, `MemberRemoved`, `NotVerifier`,
		/// `VerifierRemoved`, `ExpiryInPast`, `UnknownAffiliation`, `TooManyVerifiers`. Emits
		/// `Accredited`.
		#[pallet::call_index(5)]
		pub fn accredit(
			origin: OriginFor<T>,
			account: T::AccountId,
			scope: BoundedBTreeSet<FamilyId, T::MaxFamilies>,
			until: Moment,
			max_duties: u32,
			affiliations: BoundedBTreeSet<MemberId, T::MaxAffiliations>,
		) -> DispatchResult {
			T::AccreditOrigin::ensure_origin(origin)?;
			ensure!(until > Self::now(), Error::<T>::ExpiryInPast);
			Self::do_accredit(account, scope, until, max_duties, affiliations)
		}

		/// Lift the sanctions of the verifier `account` and forget its silences. One that had lost
		/// its accreditation can be accredited again.
		///
		/// Origin: `AppealOrigin`. Fails with `NotMember`, `NotVerifier`, `NotSanctioned`. Emits
		/// `Reinstated`.
		#[pallet::call_index(6)]
		pub fn reinstate(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			T::AppealOrigin::ensure_origin(origin)?;
			Self::do_reinstate(account)
		}

		/// Charge the agency `account` with `mandate`.
		///
		/// Origin: `MandateOrigin`. Fails with `NotMember`, `MemberRemoved`, `NotAgency`,
		/// `AlreadyGranted`. Emits `MandateGranted`.
		#[pallet::call_index(7)]
		pub fn grant_mandate(
			origin: OriginFor<T>,
			account: T::AccountId,
			mandate: Mandate,
		) -> DispatchResult {
			T::MandateOrigin::ensure_origin(origin)?;
			Self::do_grant(account, mandate)
		}

		/// Take `mandate` from the agency `account`. Vouchers it signed as a registrar are void while it
		/// lacks the mandate.
		///
		/// Origin: `MandateOrigin`. Fails with `NotMember`, `NotGranted`. Emits `MandateRevoked`.
		#[pallet::call_index(8)]
		pub fn revoke_mandate(
			origin: OriginFor<T>,
			account: T::AccountId,
			mandate: Mandate,
		) -> DispatchResult {
			T::MandateOrigin::ensure_origin(origin)?;
			Self::do_revoke(account, mandate)
		}

		/// As a collective, invite `person` to belong to it.
		///
		/// Origin: signed by an active collective. Fails with `NotMember`, `NotCollective`,
		/// `NotPerson`, `AlreadyJoined`, `AlreadyInvited`, `TooManyInvitations`. Emits `Invited`.
		#[pallet::call_index(9)]
		pub fn invite(origin: OriginFor<T>, person: MemberId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_invite(who, person)
		}

		/// As a person, accept the invitation of `collective`.
		///
		/// Origin: signed by an active citizen or verifier. Fails with `NotMember`, `NotPerson`,
		/// `NotInvited`, `TooManyMembers`, `TooManyMemberships`. Emits `Joined`.
		#[pallet::call_index(10)]
		pub fn join(origin: OriginFor<T>, collective: MemberId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_join(who, collective)
		}

		/// As a person, leave `collective`.
		///
		/// Origin: signed by an active member. Fails with `NotMember`, `NotJoined`. Emits `Left`.
		#[pallet::call_index(11)]
		pub fn leave(origin: OriginFor<T>, collective: MemberId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who, collective)
		}

		/// As a collective, end the membership of `person`, or take its invitation back.
		///
		/// Origin: signed by an active collective. Fails with `NotMember`, `NotCollective`,
		/// `NotJoined`. Emits `Dismissed`.
		#[pallet::call_index(12)]
		pub fn dismiss(origin: OriginFor<T>, person: MemberId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dismiss(who, person)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The member `account` speaks for, active or not, and its number.
		pub fn member(account: T::AccountId) -> Option<(MemberId, MemberOf<T>)> {
			Self::member_of(&account).ok()
		}

		/// The member with this number, active or not.
		pub fn member_by_id(id: MemberId) -> Option<MemberOf<T>> {
			Members::<T>::get(id)
		}

		/// The number and kind of the member `account` speaks for, if it may act.
		pub fn active_member(account: T::AccountId) -> Option<(MemberId, MemberKind)> {
			<Self as Membership<_>>::active(&account)
		}

		/// What the verifier `account` is accredited for, and how it has behaved.
		pub fn verifier(account: T::AccountId) -> Option<VerifierOf<T>> {
			let (id, _) = Self::member_of(&account).ok()?;
			Verifiers::<T>::get(id)
		}

		/// On how many panels all verifiers sit, and on how many those may who are accredited and not
		/// sanctioned. Reads every verifier.
		pub fn duties() -> (u32, u32) {
			Self::count_duties()
		}

		/// Who may judge a claim of `owner` under `family`.
		pub fn eligible(family: FamilyId, owner: MemberId) -> Vec<MemberId> {
			<Self as Panelists>::eligible(family, owner)
		}

		/// The mandates `account` may exercise.
		pub fn mandates(account: T::AccountId) -> Vec<Mandate> {
			Self::active_mandates(&account)
		}

		/// Who belongs to `collective`, and who is invited.
		pub fn collective(collective: MemberId) -> (Vec<MemberId>, Vec<MemberId>) {
			(
				Collectives::<T>::get(collective).into_iter().collect(),
				Invitations::<T>::get(collective).into_iter().collect(),
			)
		}

		/// To which collectives `person` belongs.
		pub fn memberships(person: MemberId) -> Vec<MemberId> {
			Memberships::<T>::get(person).into_iter().collect()
		}

		/// Whether `redeem_voucher` would be accepted with these arguments: the voucher's id, or
		/// why not.
		pub fn check_voucher(
			voucher: VoucherOf<T>,
			registrar_signature: T::Signature,
			account: T::AccountId,
			redeemer_signature: sr25519::Signature,
		) -> Result<H256, VoucherRefusal> {
			Self::ensure_redeemable(
				&voucher,
				&registrar_signature,
				&account,
				&redeemer_signature,
			)
		}
	}

	impl<T: Config> Pallet<T> {
		/// The time, in unix seconds.
		pub(crate) fn now() -> Moment {
			T::Time::now().as_secs()
		}
	}
}
