//! What the calls weigh. What charging weighs is in the weight of `ChargeTransactionPayment`.

use civic_primitives::MemberKind;
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;

use crate::*;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_capacity() -> Result<(), BenchmarkError> {
		let origin =
			T::PolicyOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, MemberKind::Citizen, 1_000);

		assert_eq!(Capacities::<T>::get(MemberKind::Citizen), 1_000);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test);
}
