//! The register itself: who is a member, and who keeps it.

use civic_primitives::{Electorate, MemberId, MemberKind, Membership, Moment};
use frame_support::{dispatch::DispatchResult, ensure, traits::EnsureOrigin};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::{ArithmeticError, DispatchError};

use crate::{
	Accounts, Config, Enrolled, Error, Event, Granted, Member, MemberOf, Members, NextMemberId,
	Nullifier, Nullifiers, Pallet, Status,
};

/// Who keeps the register in a call, and which part of it.
pub(crate) struct Keeper<AccountId> {
	/// The registrar, if the caller is one: keeps all but agencies.
	pub(crate) registrar: Option<AccountId>,
	/// Whether the caller keeps the agencies.
	pub(crate) agencies: bool,
}

impl<AccountId> Keeper<AccountId> {
	/// Whether members of `kind` are this keeper's. A registrar who kept agencies could move a
	/// mandate to a key of its own (ADR 0006).
	pub(crate) fn keeps(&self, kind: MemberKind) -> bool {
		match kind {
			MemberKind::Agency => self.agencies,
			_ => self.registrar.is_some(),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Which part of the register the caller keeps.
	pub(crate) fn ensure_keeper(
		origin: OriginFor<T>,
	) -> Result<Keeper<T::AccountId>, DispatchError> {
		let registrar = T::RegisterOrigin::try_origin(origin.clone()).ok();
		let agencies = T::MandateOrigin::try_origin(origin).is_ok();
		ensure!(registrar.is_some() || agencies, DispatchError::BadOrigin);
		Ok(Keeper {
			registrar,
			agencies,
		})
	}

	/// The member `account` speaks for, active or not.
	pub(crate) fn member_of(account: &T::AccountId) -> Result<(MemberId, MemberOf<T>), Error<T>> {
		let id = Accounts::<T>::get(account).ok_or(Error::<T>::NotMember)?;
		let member = Members::<T>::get(id).ok_or(Error::<T>::NotMember)?;
		// An account whose member was moved away speaks for nobody.
		ensure!(member.account == *account, Error::<T>::NotMember);
		Ok((id, member))
	}

	/// The member `account` speaks for, if it may act.
	pub(crate) fn active_member_of(
		account: &T::AccountId,
	) -> Result<(MemberId, MemberOf<T>), Error<T>> {
		let (id, member) = Self::member_of(account)?;
		ensure!(member.is_active(Self::now()), Error::<T>::NotMember);
		Ok((id, member))
	}

	/// The member with this number, if it may act.
	pub(crate) fn active_member_by_id(id: MemberId) -> Result<MemberOf<T>, Error<T>> {
		Members::<T>::get(id)
			.filter(|member| member.is_active(Self::now()))
			.ok_or(Error::<T>::NotMember)
	}

	/// Enrol `account`. The caller has checked that `until` is in the future.
	pub(crate) fn do_enrol(
		account: T::AccountId,
		kind: MemberKind,
		until: Moment,
		nullifier: Option<Nullifier>,
		registrar: Option<T::AccountId>,
	) -> Result<MemberId, DispatchError> {
		ensure!(
			!Accounts::<T>::contains_key(&account),
			Error::<T>::AlreadyMember
		);
		match (kind, nullifier) {
			(MemberKind::Citizen, None) => return Err(Error::<T>::NullifierMissing.into()),
			(MemberKind::Citizen, Some(nullifier)) => {
				ensure!(
					!Nullifiers::<T>::contains_key(nullifier),
					Error::<T>::NullifierUsed
				)
			},
			(_, Some(_)) => return Err(Error::<T>::NullifierNotAllowed.into()),
			(_, None) => {},
		}
		let id = NextMemberId::<T>::get();
		NextMemberId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		Self::count_enrolled(kind)?;

		if let Some(nullifier) = nullifier {
			Nullifiers::<T>::insert(nullifier, id);
		}
		Accounts::<T>::insert(&account, id);
		let status = Status::Enrolled;
		Members::<T>::insert(
			id,
			Member {
				account: account.clone(),
				kind,
				until,
				nullifier,
				status,
			},
		);
		Self::hold(&account, kind);
		Self::deposit_event(Event::Enrolled {
			id,
			account,
			kind,
			until,
			nullifier,
			registrar,
		});
		Ok(id)
	}

	pub(crate) fn do_renew(
		keeper: Keeper<T::AccountId>,
		account: T::AccountId,
		until: Moment,
	) -> DispatchResult {
		let (id, mut member) = Self::member_of(&account)?;
		ensure!(keeper.keeps(member.kind), Error::<T>::NotAuthorized);
		ensure!(until > Self::now(), Error::<T>::ExpiryInPast);
		Self::end_absence(id, &member);
		if !member.is_enrolled() {
			Self::count_enrolled(member.kind)?;
			member.status = Status::Enrolled;
		}
		member.until = until;
		Members::<T>::insert(id, member);
		Self::deposit_event(Event::Renewed { id, until });
		Ok(())
	}

	pub(crate) fn do_remove(keeper: Keeper<T::AccountId>, account: T::AccountId) -> DispatchResult {
		let (id, mut member) = Self::member_of(&account)?;
		ensure!(keeper.keeps(member.kind), Error::<T>::NotAuthorized);
		ensure!(member.is_enrolled(), Error::<T>::MemberRemoved);
		// A renewal gives neither back: both have origins of their own.
		Self::clear_scope(id);
		// At most as many as there are mandates.
		for (mandate, ()) in Granted::<T>::drain_prefix(id) {
			Self::deposit_event(Event::MandateRevoked { id, mandate });
		}
		Enrolled::<T>::mutate(member.kind, |count| *count = count.saturating_sub(1));
		Self::begin_absence(id, &member);
		member.status = Status::Removed;
		// The account keeps its reference, and with it its nonce: were the nonce forgotten, old
		// transactions could be sent again after a renewal.
		Members::<T>::insert(id, member);
		Self::deposit_event(Event::Removed { id });
		Ok(())
	}

	pub(crate) fn do_move(
		keeper: Keeper<T::AccountId>,
		old: T::AccountId,
		new: T::AccountId,
	) -> DispatchResult {
		let (id, mut member) = Self::member_of(&old)?;
		ensure!(keeper.keeps(member.kind), Error::<T>::NotAuthorized);
		ensure!(member.is_enrolled(), Error::<T>::MemberRemoved);
		ensure!(
			!Accounts::<T>::contains_key(&new),
			Error::<T>::AlreadyMember
		);
		Self::hold(&new, member.kind);
		frame_system::Pallet::<T>::dec_sufficients(&old);
		member.account = new.clone();
		Members::<T>::insert(id, member);
		Accounts::<T>::insert(&new, id);
		Self::deposit_event(Event::Moved {
			id,
			from: old,
			to: new,
		});
		Ok(())
	}

	/// Give a member's account what it needs to act without a balance: transactions, and for an agency session
	/// keys, which only an account with a provider may register.
	fn hold(account: &T::AccountId, kind: MemberKind) {
		frame_system::Pallet::<T>::inc_sufficients(account);
		if kind == MemberKind::Agency {
			// Never given back: the keys may outlast the membership of the account.
			frame_system::Pallet::<T>::inc_providers(account);
		}
	}

	fn count_enrolled(kind: MemberKind) -> DispatchResult {
		Enrolled::<T>::try_mutate(kind, |count| {
			*count = count.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Ok(())
		})
	}
}

impl<T: Config> Membership<T::AccountId> for Pallet<T> {
	fn active(who: &T::AccountId) -> Option<(MemberId, MemberKind)> {
		Self::active_member_of(who)
			.ok()
			.map(|(id, member)| (id, member.kind))
	}

	fn account_of(id: MemberId) -> Option<T::AccountId> {
		Members::<T>::get(id).map(|member| member.account)
	}

	fn id_of(who: &T::AccountId) -> Option<MemberId> {
		Self::member_of(who).ok().map(|(id, _)| id)
	}

	fn kind_of(id: MemberId) -> Option<MemberKind> {
		Members::<T>::get(id).map(|member| member.kind)
	}

	fn is_active(id: MemberId) -> bool {
		Self::active_member_by_id(id).is_ok()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &T::AccountId, kind: MemberKind) -> MemberId {
		use codec::Encode;
		let nullifier = (kind == MemberKind::Citizen)
			.then(|| Nullifier::from(who.using_encoded(sp_io::hashing::blake2_256)));
		Self::do_enrol(who.clone(), kind, Moment::MAX, nullifier, None)
			.or_else(|_| Accounts::<T>::get(who).ok_or(DispatchError::CannotLookup))
			.unwrap_or_default()
	}
}

impl<T: Config> Electorate for Pallet<T> {
	fn citizens() -> u32 {
		Enrolled::<T>::get(MemberKind::Citizen)
	}

	fn next_member() -> MemberId {
		NextMemberId::<T>::get()
	}

	fn was_active(member: MemberId, at: Moment) -> bool {
		Self::was_active_at(member, at)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn leave_and_return(member: MemberId) {
		use crate::{Absence, Absences};
		use frame_support::traits::Get;
		// At the end of time: no referendum of a benchmark counts there.
		let absence = Absence {
			since: Moment::MAX,
			until: Some(Moment::MAX),
		};
		let most = usize::try_from(T::MaxAbsences::get()).unwrap_or_default();
		Absences::<T>::insert(
			member,
			frame_support::BoundedVec::truncate_from(alloc::vec![absence; most]),
		);
	}
}
