//! What the calls weigh, at worst: as many sharers as there may be, each with every slot of every
//! kind filled.

use alloc::vec::Vec;

use civic_primitives::{
	Award, Collectives, ContributionKind, MemberId, MemberKind, Membership, OnAwarded, Standing,
	MAX_PANEL,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Get},
	weights::Weight,
};
use frame_system::RawOrigin;
use sp_core::H256;

use crate::{earning::Earner, *};

#[benchmarks]
mod benches {
	use super::*;

	/// A collective, and `count` citizens who belong to it and have earned before.
	fn collective<T: Config>(count: u32) -> (T::AccountId, MemberId, Vec<MemberId>) {
		let who: T::AccountId = account("collective", 0, 0);
		let holder = T::Members::enrol(&who, MemberKind::Collective);
		let mut people: Vec<_> = (0..count).map(|n| citizen::<T>(n)).collect();
		people.sort();
		T::Collectives::gather(holder, &people);
		(who, holder, people)
	}

	fn citizen<T: Config>(n: u32) -> MemberId {
		let id = T::Members::enrol(&account("citizen", n, 0), MemberKind::Citizen);
		Pallet::<T>::grant(id, 1_000);
		id
	}

	fn rule<T: Config>(people: &[MemberId]) -> ShareRuleOf<T> {
		let parts: Vec<_> = people.iter().map(|person| (*person, 1)).collect();
		parts.try_into().expect("as many as may be")
	}

	/// Enough of every kind for everybody to get some.
	fn plenty() -> PointsByKind {
		PointsByKind::from_fn(|_| 1_000_000)
	}

	/// Worst case: another rule is replaced, and as many as may be get their part by it.
	#[benchmark]
	fn share_out(n: Linear<1, { T::MaxSharers::get() }>) {
		let (who, holder, people) = collective::<T>(T::MaxSharers::get());
		Rules::<T>::insert(holder, rule::<T>(&people));
		Due::<T>::insert(holder, plenty());
		let parts = rule::<T>(&people.into_iter().take(n as usize).collect::<Vec<_>>());

		#[extrinsic_call]
		_(RawOrigin::Signed(who), parts.clone());

		assert_eq!(Rules::<T>::get(holder), Some(parts));
		assert!(!Due::<T>::contains_key(holder));
	}

	/// Worst case: a citizen, whose history is read and written.
	#[benchmark]
	fn recognise() -> Result<(), BenchmarkError> {
		let origin = T::RecogniseOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("somebody recognises contributions"))?;
		let member = citizen::<T>(0);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, member, 1, H256::zero());

		assert_eq!(Pallet::<T>::running(member).stewarded, 1);
		Ok(())
	}

	#[benchmark]
	fn set_policy() -> Result<(), BenchmarkError> {
		let origin = T::PolicyOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("somebody sets the policy"))?;
		let policy = Policy {
			cap: MAX_CAP,
			..Default::default()
		};

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, policy);

		assert_eq!(CurrentPolicy::<T>::get(), policy);
		Ok(())
	}

	/// What a block does for one collective.
	#[benchmark]
	fn pass_on(n: Linear<1, { T::MaxSharers::get() }>) {
		let (_, holder, people) = collective::<T>(n);
		Rules::<T>::insert(holder, rule::<T>(&people));
		Due::<T>::insert(holder, plenty());

		#[block]
		{
			Pallet::<T>::pass_on_due(Weight::MAX);
		}

		assert!(!Due::<T>::contains_key(holder));
		for person in people {
			assert!(!Pallet::<T>::running(person).is_zero());
		}
	}

	/// What an award costs its settlement: a citizen, and the largest panel, whose verifiers have
	/// rules. Not the weight of a call, but what the issuance's are measured with.
	#[benchmark]
	fn on_awarded() {
		let owner = citizen::<T>(0);
		let verifiers: Vec<_> = (0..MAX_PANEL)
			.map(|seat| T::Members::enrol(&account("verifier", seat, 0), MemberKind::Verifier))
			.collect();
		for verifier in &verifiers {
			Rules::<T>::insert(verifier, rule::<T>(&[owner]));
		}
		let award = Award {
			claim: 0,
			methodology: 0,
			owner,
			verifiers: verifiers.clone().try_into().expect("as many as may be"),
			amount: 1_000_000,
			at: Pallet::<T>::now(),
		};

		#[block]
		{
			Pallet::<T>::on_awarded(&award);
		}

		assert!(Pallet::<T>::running(owner).get(ContributionKind::Measured) > 0);
		for verifier in verifiers {
			assert!(matches!(
				Earner::of(T::Members::kind_of(verifier)),
				Earner::Holder
			));
			assert!(Due::<T>::contains_key(verifier));
		}
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
