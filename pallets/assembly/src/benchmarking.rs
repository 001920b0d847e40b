//! Benchmarks: a delegate on whom as many rely as may, all of whom change their vote.

use alloc::{vec, vec::Vec};

use civic_primitives::{Electorate, MemberId, MemberKind, Membership, Standing};
use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::RawOrigin,
	traits::{Get, PollStatus, Polling},
	BoundedVec,
};
use sp_runtime::DispatchError;

use crate::*;

/// More than any cap asks for.
const POINTS: u64 = u32::MAX as u64;

#[benchmarks]
mod benches {
	use super::*;

	fn stop(reason: &'static str) -> BenchmarkError {
		BenchmarkError::Stop(reason)
	}

	fn track<T: Config>() -> Result<TrackId, BenchmarkError> {
		let classes = T::Polls::classes();
		classes.first().copied().ok_or(stop("there is a track"))
	}

	fn citizen<T: Config>(name: &'static str, number: u32) -> (T::AccountId, MemberId) {
		let who: T::AccountId = account(name, number, 0);
		let member = T::Members::enrol(&who, MemberKind::Citizen);
		T::Standing::grant(member, POINTS);
		T::Electorate::leave_and_return(member);
		(who, member)
	}

	/// A delegate on whom `n` rely.
	fn delegate_of<T: Config>(
		name: &'static str,
		n: u32,
	) -> Result<(T::AccountId, MemberId, Vec<MemberId>), BenchmarkError> {
		let track = track::<T>()?;
		let (who, to) = citizen::<T>(name, 0);
		Pallet::<T>::stand(RawOrigin::Signed(who.clone()).into(), track)?;
		let mut delegators = vec![];
		for number in 0..n {
			let (who, member) = citizen::<T>("delegator", number);
			Pallet::<T>::delegate(RawOrigin::Signed(who).into(), track, to)?;
			delegators.push(member);
		}
		Ok((who, to, delegators))
	}

	/// A referendum in which as many have an interest as may, none of whom vote here.
	fn ongoing<T: Config>() -> Result<PollIndex, BenchmarkError> {
		let poll = T::Polls::create_ongoing(track::<T>()?)
			.map_err(|()| stop("a referendum can be submitted"))?;
		let others = (0..u64::from(T::MaxInterested::get()))
			.map(|number| MemberId::MAX.saturating_sub(number))
			.rev()
			.collect::<Vec<_>>();
		let interested =
			BoundedVec::try_from(others).map_err(|_| stop("as many as may be interested"))?;
		Interested::<T>::insert(poll, interested);
		Ok(poll)
	}

	/// Let so many others have voted on `poll`.
	fn crowd<T: Config>(poll: PollIndex, voters: u32) -> Result<(), BenchmarkError> {
		let first = 1u64 << 40;
		T::Polls::try_access_poll(poll, |status| {
			let PollStatus::Ongoing(tally, _) = status else {
				return Err(DispatchError::Unavailable);
			};
			// Their numbers are given, as far as the referendum knows.
			tally.snapshot.next_member = first.saturating_add(voters.into());
			for number in 0..voters {
				let cast = Vote {
					aye: number % 2 == 0,
					weight: 1,
					via: None,
				};
				tally.add(&cast)?;
				Votes::<T>::insert(poll, first.saturating_add(number.into()), cast);
			}
			Ok(())
		})?;
		Ok(())
	}

	#[benchmark]
	fn examine() -> Result<(), BenchmarkError> {
		let (caller, _) = citizen::<T>("caller", 0);
		let poll = T::Polls::create_ongoing(track::<T>()?)
			.map_err(|()| stop("a referendum can be submitted"))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), poll);

		assert!(Interested::<T>::contains_key(poll));
		Ok(())
	}

	/// Worst case: everybody's vote is replaced.
	#[benchmark]
	fn vote(n: Linear<0, { T::MaxDelegators::get() }>) -> Result<(), BenchmarkError> {
		let (caller, member, delegators) = delegate_of::<T>("caller", n)?;
		let poll = ongoing::<T>()?;
		Pallet::<T>::vote(RawOrigin::Signed(caller.clone()).into(), poll, false)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), poll, true);

		for member in delegators.into_iter().chain([member]) {
			assert!(Votes::<T>::get(poll, member).is_some_and(|cast| cast.aye));
		}
		Ok(())
	}

	/// Shows that a vote costs the same whatever number of persons has voted: no weight is made of
	/// it.
	#[benchmark(extra)]
	fn vote_among_many(v: Linear<0, 10_000>) -> Result<(), BenchmarkError> {
		let (caller, member, _) = delegate_of::<T>("caller", T::MaxDelegators::get())?;
		let poll = ongoing::<T>()?;
		crowd::<T>(poll, v)?;

		#[extrinsic_call]
		vote(RawOrigin::Signed(caller), poll, true);

		assert!(Votes::<T>::contains_key(poll, member));
		Ok(())
	}

	#[benchmark]
	fn retract(n: Linear<0, { T::MaxDelegators::get() }>) -> Result<(), BenchmarkError> {
		let (caller, member, delegators) = delegate_of::<T>("caller", n)?;
		let poll = ongoing::<T>()?;
		Pallet::<T>::vote(RawOrigin::Signed(caller.clone()).into(), poll, true)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), poll);

		for member in delegators.into_iter().chain([member]) {
			assert!(!Votes::<T>::contains_key(poll, member));
		}
		Ok(())
	}

	/// Worst case: another opinion than before, of a citizen who is recused.
	#[benchmark]
	fn opine() -> Result<(), BenchmarkError> {
		let (caller, member) = citizen::<T>("caller", 0);
		let poll = ongoing::<T>()?;
		Interested::<T>::mutate_extant(poll, |interested| {
			if let Some(first) = interested.iter_mut().next() {
				*first = member;
			}
		});
		Pallet::<T>::opine(RawOrigin::Signed(caller.clone()).into(), poll, false)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), poll, true);

		assert_eq!(OpinionsOf::<T>::get(poll, member), Some(true));
		Ok(())
	}

	#[benchmark]
	fn stand() -> Result<(), BenchmarkError> {
		let track = track::<T>()?;
		let (caller, member) = citizen::<T>("caller", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), track);

		assert!(Delegates::<T>::contains_key(track, member));
		Ok(())
	}

	#[benchmark]
	fn stand_down(n: Linear<0, { T::MaxDelegators::get() }>) -> Result<(), BenchmarkError> {
		let track = track::<T>()?;
		let (caller, member, _) = delegate_of::<T>("caller", n)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), track);

		assert!(!Delegates::<T>::contains_key(track, member));
		Ok(())
	}

	/// Worst case: from a delegate on whom as many rely as may, to one on whom all others rely.
	#[benchmark]
	fn delegate() -> Result<(), BenchmarkError> {
		let track = track::<T>()?;
		let (_, to, _) = delegate_of::<T>("delegate", T::MaxDelegators::get().saturating_sub(1))?;
		let (before, from) = citizen::<T>("before", 0);
		Pallet::<T>::stand(RawOrigin::Signed(before).into(), track)?;
		for number in 1..T::MaxDelegators::get() {
			let (who, _) = citizen::<T>("other", number);
			Pallet::<T>::delegate(RawOrigin::Signed(who).into(), track, from)?;
		}
		let (caller, member) = citizen::<T>("caller", 0);
		Pallet::<T>::delegate(RawOrigin::Signed(caller.clone()).into(), track, from)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), track, to);

		assert_eq!(Delegations::<T>::get(track, member), Some(to));
		Ok(())
	}

	#[benchmark]
	fn undelegate() -> Result<(), BenchmarkError> {
		let track = track::<T>()?;
		let (_, to, _) = delegate_of::<T>("delegate", T::MaxDelegators::get().saturating_sub(1))?;
		let (caller, member) = citizen::<T>("caller", 0);
		Pallet::<T>::delegate(RawOrigin::Signed(caller.clone()).into(), track, to)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), track);

		assert!(!Delegations::<T>::contains_key(track, member));
		Ok(())
	}

	/// Worst case: opinions are left to look for, and none is.
	#[benchmark]
	fn clean_up(n: Linear<0, { T::MaxCleanUp::get() }>) -> Result<(), BenchmarkError> {
		let (caller, _) = citizen::<T>("caller", 0);
		let poll = ongoing::<T>()?;
		crowd::<T>(poll, n)?;
		T::Polls::end_ongoing(poll, false).map_err(|()| stop("a referendum can be ended"))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), poll, n);

		assert!(!Interested::<T>::contains_key(poll));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
