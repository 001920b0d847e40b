//! What the calls cost with all seats taken.

use civic_primitives::{MemberId, MemberKind, Membership};
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};

use crate::{BenchmarkHelper, Call, Config, MinAuthorities, Pallet, Seats};

/// Fill all seats but `free`, with accounts and agencies of no meaning.
fn fill<T: Config>(free: u32) {
	let taken = T::MaxAuthorities::get().saturating_sub(free);
	Seats::<T>::mutate(|seats| {
		*seats = Default::default();
		for index in 0..taken {
			let who = account("authority", index, 0);
			let _ = seats.try_insert(who, MemberId::MAX - MemberId::from(index));
		}
	});
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		let origin =
			T::AdmitOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		fill::<T>(1);
		let who: T::AccountId = whitelisted_caller();
		T::Agencies::enrol(&who, MemberKind::Agency);
		T::BenchmarkHelper::register_keys(&who);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		assert!(Pallet::<T>::is_seated(&who));
		Ok(())
	}

	#[benchmark]
	fn expel() -> Result<(), BenchmarkError> {
		let origin =
			T::ExpelOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		fill::<T>(0);
		MinAuthorities::<T>::put(1);
		let who: T::AccountId = account("authority", 0, 0);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		assert!(!Pallet::<T>::is_seated(&who));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
