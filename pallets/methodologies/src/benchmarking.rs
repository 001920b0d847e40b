//! Benchmarks: every text as long as it may be.

use alloc::{boxed::Box, vec};

use civic_primitives::{
	ActivityUnit, EndUse, MemberKind, Membership, MethodologyId, Methods, Sector, Shares, Terms,
};
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use frame_system::RawOrigin;
use sp_core::{H256, U256};
use sp_runtime::Permill;

use crate::*;

fn longest<const N: u32>() -> Text<N> {
	vec![b'x'; N as usize].try_into().expect("it has N bytes")
}

fn provenance() -> Provenance {
	Provenance {
		source: longest(),
		year: 2024,
		basis: Basis {
			gases: Gases::Co2e,
			gwp: Gwp::Ar6,
			margin: Margin::Average,
			heating_value: HeatingValue::NotApplicable,
			boundary: Boundary::LifeCycle,
		},
	}
}

fn terms() -> Terms {
	Terms {
		sector: Sector::StationaryEnergy,
		end_use: EndUse::ElectricityGeneration,
		unit: ActivityUnit::WattHour,
		baseline_factor: 383_780,
		project_factor: 0,
		deduction: Permill::one(),
		leakage: Permill::zero(),
		shares: Shares {
			owner: 700_000,
			commons: 150_000,
			verifiers: 50_000,
			buffer: 100_000,
		},
		panel: 3,
		quorum: 2,
		tolerance: Permill::from_percent(2),
		attest_within: 86_400,
		challenge_within: 86_400,
		longest_period: 31_536_000,
		claim_interval: 3_600,
	}
}

/// The `n`th methodology that benchmarks publish.
pub(crate) fn methodology(n: u32, terms: Terms, supersedes: Option<MethodologyId>) -> Methodology {
	Methodology {
		document: Document {
			title: longest(),
			content_hash: H256(U256::from(n).to_big_endian()),
			location: longest(),
			baseline_provenance: provenance(),
			project_provenance: provenance(),
		},
		terms,
		supersedes,
	}
}

/// Publish and adopt `terms` as the first version of a family: its number.
pub(crate) fn adopted<T: Config>(terms: Terms) -> MethodologyId {
	let next = NextMethodologyId::<T>::get();
	Pallet::<T>::do_publish(methodology(next, terms, None), None)
		.and_then(|id| Pallet::<T>::do_adopt(id).map(|()| id))
		.expect("benchmarks adopt valid terms")
}

#[benchmarks]
mod benches {
	use super::*;

	/// Have `caller` publish a successor to an adopted version: its number.
	fn published<T: Config>(caller: &T::AccountId) -> Result<MethodologyId, BenchmarkError> {
		let predecessor = adopted::<T>(terms());
		let publisher = T::Members::enrol(caller, MemberKind::Citizen);
		let next = NextMethodologyId::<T>::get();
		Pallet::<T>::do_publish(
			methodology(next, terms(), Some(predecessor)),
			Some(publisher),
		)
		.map_err(|_| BenchmarkError::Stop("a valid methodology is published"))
	}

	/// Worst case: it supersedes another.
	#[benchmark]
	fn publish() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		T::Members::enrol(&caller, MemberKind::Citizen);
		let predecessor = adopted::<T>(terms());
		let id = NextMethodologyId::<T>::get();
		let methodology = methodology(id, terms(), Some(predecessor));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), Box::new(methodology));

		assert_eq!(
			Versions::<T>::get(id).map(|version| version.status),
			Some(Status::Published)
		);
		Ok(())
	}

	/// Worst case: it takes another's place.
	#[benchmark]
	fn adopt() -> Result<(), BenchmarkError> {
		let origin = T::AdoptOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("somebody adopts methodologies"))?;
		let id = published::<T>(&whitelisted_caller())?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);

		assert!(Pallet::<T>::is_open(id));
		Ok(())
	}

	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let origin = T::RetireOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("somebody retires methodologies"))?;
		let id = adopted::<T>(terms());

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);

		assert!(!Pallet::<T>::is_open(id));
		Ok(())
	}

	/// Worst case: by the publisher, who is looked up.
	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let id = published::<T>(&caller)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(!Versions::<T>::contains_key(id));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
