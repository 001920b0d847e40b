//! What the calls weigh, at worst: every list as long as it may be.

use alloc::{boxed::Box, vec::Vec};

use civic_primitives::{Electorate, FamilyId, Mandate, MemberId, MemberKind, Membership, Moment};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::TransactionSource,
	traits::{Authorize, EnsureOrigin, Get},
	BoundedBTreeSet,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::{crypto::KeyTypeId, sr25519, H256, U256};

use crate::{absences, voucher::MAX_PRUNED, *};

const KEYS: KeyTypeId = KeyTypeId(*b"bnch");

/// A member number no register has.
const NOBODY: MemberId = MemberId::MAX / 2;

fn member<T: Config>(name: &'static str, kind: MemberKind) -> (T::AccountId, MemberId) {
	let who: T::AccountId = account(name, 0, 0);
	let id = <Pallet<T> as Membership<_>>::enrol(&who, kind);
	(who, id)
}

fn registrar<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::RegisterOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

/// As many as the set holds, but for `places`.
fn filled<S: Get<u32>>(places: u32) -> BoundedBTreeSet<MemberId, S> {
	let mut set = BoundedBTreeSet::new();
	for index in 0..S::get().saturating_sub(places) {
		let _ = set.try_insert(NOBODY + MemberId::from(index));
	}
	set
}

/// As many families as a verifier may judge, each with one place left.
fn families<T: Config>(from: FamilyId) -> BoundedBTreeSet<FamilyId, T::MaxFamilies> {
	let mut scope = BoundedBTreeSet::new();
	for family in from..from + T::MaxFamilies::get() {
		VerifiersByFamily::<T>::insert(family, filled(1));
		let _ = scope.try_insert(family);
	}
	scope
}

/// As many members as a verifier may be tied to.
fn affiliations<T: Config>() -> BoundedBTreeSet<MemberId, T::MaxAffiliations> {
	let mut ties = BoundedBTreeSet::new();
	for index in 0..T::MaxAffiliations::get() {
		let who: T::AccountId = account("affiliate", index, 0);
		let _ = ties.try_insert(<Pallet<T> as Membership<_>>::enrol(
			&who,
			MemberKind::Business,
		));
	}
	ties
}

/// A verifier that judges as many families as it may.
fn verifier<T: Config>() -> (T::AccountId, MemberId) {
	let (who, id) = member::<T>("verifier", MemberKind::Verifier);
	let accredited = Pallet::<T>::do_accredit(
		who.clone(),
		families::<T>(0),
		Moment::MAX,
		1,
		affiliations::<T>(),
	);
	assert!(accredited.is_ok());
	(who, id)
}

/// An account whose key the machine that measures has.
fn keyed<T: Config>() -> (sr25519::Public, T::AccountId)
where
	T::AccountId: From<sr25519::Public>,
{
	let key = sp_io::crypto::sr25519_generate(KEYS, None);
	(key, key.into())
}

fn voucher<T: Config>(redeemer: sr25519::Public, registrar: T::AccountId) -> VoucherOf<T> {
	Voucher {
		genesis: frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default()),
		kind: MemberKind::Citizen,
		nullifier: Some(H256::repeat_byte(7)),
		enrolled_until: Moment::MAX,
		valid_until: Pallet::<T>::now() + T::MaxVoucherLife::get(),
		redeemer,
		registrar,
	}
}

/// A signature as a browser wallet makes it, which takes a second look to verify.
fn sign(key: &sr25519::Public, payload: Vec<u8>) -> sr25519::Signature {
	let wrapped = [b"<Bytes>".to_vec(), payload, b"</Bytes>".to_vec()].concat();
	sp_io::crypto::sr25519_sign(KEYS, key, &wrapped).expect("the key was just made")
}

#[benchmarks(where
	T::AccountId: From<sr25519::Public>,
	T::Signature: From<sr25519::Signature>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn enrol() -> Result<(), BenchmarkError> {
		let origin = registrar::<T>()?;
		let who: T::AccountId = account("member", 0, 0);
		let nullifier = Some(H256::repeat_byte(7));

		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			who.clone(),
			MemberKind::Citizen,
			Moment::MAX,
			nullifier,
		);

		assert!(Pallet::<T>::active(&who).is_some());
		Ok(())
	}

	#[benchmark]
	fn redeem_voucher() -> Result<(), BenchmarkError> {
		let (redeemer, registrar) = keyed::<T>();
		let voucher = voucher::<T>(redeemer, registrar);
		let signature = sign(&redeemer, voucher.payload());
		let who: T::AccountId = account("member", 0, 0);
		FirstRedeemedDay::<T>::put(u64::MAX);

		#[extrinsic_call]
		_(
			RawOrigin::Authorized,
			Box::new(voucher),
			signature.into(),
			who.clone(),
			signature,
		);

		assert!(Pallet::<T>::active(&who).is_some());
		Ok(())
	}

	#[benchmark]
	fn authorize_redeem_voucher() -> Result<(), BenchmarkError> {
		let (key, registrar) = keyed::<T>();
		let id = <Pallet<T> as Membership<_>>::enrol(&registrar, MemberKind::Agency);
		Granted::<T>::insert(id, Mandate::Registrar, ());
		let voucher = voucher::<T>(key, registrar);
		let account: T::AccountId = account("member", 0, 0);
		let call = Call::<T>::redeem_voucher {
			registrar_signature: sign(&key, voucher.payload()).into(),
			redeemer_signature: sign(&key, redemption_payload(voucher.id(), &account)),
			voucher: Box::new(voucher),
			account,
		};

		#[block]
		{
			call.authorize(TransactionSource::External)
				.ok_or("the call authorises itself")??;
		}

		Ok(())
	}

	#[benchmark]
	fn renew() -> Result<(), BenchmarkError> {
		let origin = registrar::<T>()?;
		let (who, id) = member::<T>("member", MemberKind::Citizen);
		Members::<T>::mutate_extant(id, |member| member.status = Status::Removed);
		<Pallet<T> as Electorate>::leave_and_return(id);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone(), Moment::MAX);

		assert!(Pallet::<T>::active(&who).is_some());
		Ok(())
	}

	#[benchmark]
	fn remove() -> Result<(), BenchmarkError> {
		let origin = registrar::<T>()?;
		let (who, id) = verifier::<T>();
		<Pallet<T> as Electorate>::leave_and_return(id);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		assert!(Pallet::<T>::active(&who).is_none());
		Ok(())
	}

	#[benchmark]
	fn move_member() -> Result<(), BenchmarkError> {
		let origin = registrar::<T>()?;
		let (old, _) = member::<T>("old", MemberKind::Citizen);
		let new: T::AccountId = account("new", 0, 0);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, old, new.clone());

		assert!(Pallet::<T>::active(&new).is_some());
		Ok(())
	}

	#[benchmark]
	fn accredit() -> Result<(), BenchmarkError> {
		let origin =
			T::AccreditOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (who, id) = verifier::<T>();
		let scope = families::<T>(T::MaxFamilies::get());
		let ties = affiliations::<T>();

		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			who,
			scope.clone(),
			Moment::MAX,
			1,
			ties,
		);

		assert!(Verifiers::<T>::get(id).is_some_and(|verifier| verifier.scope == scope));
		Ok(())
	}

	#[benchmark]
	fn reinstate() -> Result<(), BenchmarkError> {
		let origin =
			T::AppealOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (who, id) = verifier::<T>();
		Verifiers::<T>::mutate_extant(id, |verifier| verifier.sanction = Sanction::Warned);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who);

		assert!(Verifiers::<T>::get(id).is_some_and(|v| v.sanction == Sanction::None));
		Ok(())
	}

	#[benchmark]
	fn grant_mandate() -> Result<(), BenchmarkError> {
		let origin =
			T::MandateOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (who, id) = member::<T>("agency", MemberKind::Agency);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who, Mandate::Issuance);

		assert!(Granted::<T>::contains_key(id, Mandate::Issuance));
		Ok(())
	}

	#[benchmark]
	fn revoke_mandate() -> Result<(), BenchmarkError> {
		let origin =
			T::MandateOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (who, id) = member::<T>("agency", MemberKind::Agency);
		Granted::<T>::insert(id, Mandate::Issuance, ());

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who, Mandate::Issuance);

		assert!(!Granted::<T>::contains_key(id, Mandate::Issuance));
		Ok(())
	}

	#[benchmark]
	fn invite() {
		let (who, collective) = member::<T>("collective", MemberKind::Collective);
		let (_, person) = member::<T>("person", MemberKind::Citizen);
		Collectives::<T>::insert(collective, filled(0));
		Invitations::<T>::insert(collective, filled(1));

		#[extrinsic_call]
		_(RawOrigin::Signed(who), person);

		assert!(Invitations::<T>::get(collective).contains(&person));
	}

	#[benchmark]
	fn join() {
		let (_, collective) = member::<T>("collective", MemberKind::Collective);
		let (who, person) = member::<T>("person", MemberKind::Citizen);
		let mut invited = filled(1);
		assert!(invited.try_insert(person).is_ok());
		Invitations::<T>::insert(collective, invited);
		Collectives::<T>::insert(collective, filled(1));
		Memberships::<T>::insert(person, filled(1));

		#[extrinsic_call]
		_(RawOrigin::Signed(who), collective);

		assert!(Collectives::<T>::get(collective).contains(&person));
	}

	#[benchmark]
	fn leave() {
		let (_, collective) = member::<T>("collective", MemberKind::Collective);
		let (who, person) = member::<T>("person", MemberKind::Citizen);
		let mut people = filled(1);
		assert!(people.try_insert(person).is_ok());
		Collectives::<T>::insert(collective, people);
		let mut collectives = filled(1);
		assert!(collectives.try_insert(collective).is_ok());
		Memberships::<T>::insert(person, collectives);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), collective);

		assert!(!Collectives::<T>::get(collective).contains(&person));
	}

	#[benchmark]
	fn dismiss() {
		let (who, collective) = member::<T>("collective", MemberKind::Collective);
		let (_, person) = member::<T>("person", MemberKind::Citizen);
		let mut invited = filled(1);
		assert!(invited.try_insert(person).is_ok());
		Invitations::<T>::insert(collective, invited);
		Collectives::<T>::insert(collective, filled(0));

		#[extrinsic_call]
		_(RawOrigin::Signed(who), person);

		assert!(!Invitations::<T>::get(collective).contains(&person));
	}

	#[benchmark]
	fn prune_vouchers(n: Linear<0, MAX_PRUNED>) {
		for index in 0..n {
			Redeemed::<T>::insert(0, H256(U256::from(index).to_big_endian()), ());
		}
		FirstRedeemedDay::<T>::put(0);

		#[block]
		{
			Pallet::<T>::do_prune(1);
		}

		assert!(Redeemed::<T>::iter().next().is_none());
	}

	/// Worst case: of as many absences as are remembered, all but one remain.
	#[benchmark]
	fn prune_absences(n: Linear<0, { absences::MAX_PRUNED }>) {
		for id in 0..MemberId::from(n) {
			<Pallet<T> as Electorate>::leave_and_return(id);
			Absences::<T>::mutate(id, |all| {
				if let Some(first) = all.iter_mut().next() {
					*first = Absence {
						since: 0,
						until: Some(0),
					};
				}
			});
			AbsencesByDay::<T>::insert(0, id, ());
		}
		FirstAbsenceDay::<T>::put(0);

		#[block]
		{
			Pallet::<T>::do_prune_absences(1);
		}

		assert!(AbsencesByDay::<T>::iter().next().is_none());
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test);
}
