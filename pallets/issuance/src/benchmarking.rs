//! Benchmarks: the largest panel, and every owner in debt.

use alloc::vec::Vec;

use civic_primitives::{
	ActivityUnit, Balance, ClaimId, EndUse, MemberKind, Membership, MethodologyId, Methods,
	OnSettled, Period, Sector, SettledClaim, Shares, Terms, MAX_PANEL,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, EnsureOrigin, Get};
use frame_system::RawOrigin;
use sp_core::H256;
use sp_runtime::Permill;

use crate::*;

const SECTOR: Sector = Sector::LandUse;

fn terms() -> Terms {
	Terms {
		sector: SECTOR,
		end_use: EndUse::Vegetation,
		unit: ActivityUnit::Gram,
		baseline_factor: 1_000_000,
		project_factor: 0,
		deduction: Permill::from_percent(50),
		leakage: Permill::from_percent(5),
		shares: Shares {
			owner: 600_000,
			commons: 150_000,
			verifiers: 50_000,
			buffer: 200_000,
		},
		panel: MAX_PANEL,
		quorum: MAX_PANEL,
		tolerance: Permill::from_percent(2),
		attest_within: 86_400,
		challenge_within: 86_400,
		longest_period: 31_536_000,
		claim_interval: 3_600,
	}
}

#[benchmarks]
mod benches {
	use super::*;

	/// A settled claim of a new owner, verified by a panel that no other claim has.
	fn settled<T: Config>(claim: ClaimId, methodology: MethodologyId) -> SettledClaim {
		let number = claim as u32;
		let owner = T::Members::enrol(&account("owner", number, 0), MemberKind::Citizen);
		let verifiers = (0..MAX_PANEL)
			.map(|seat| T::Members::enrol(&account("verifier", number, seat), MemberKind::Verifier))
			.collect::<Vec<_>>()
			.try_into()
			.expect("a panel has MAX_PANEL verifiers");
		let period = Period {
			from: 0,
			until: 3_600,
		};
		SettledClaim {
			claim,
			owner,
			methodology,
			period,
			quantity: 1_000_000,
			uncertainty: 1_000,
			verifiers,
		}
	}

	#[benchmark]
	fn set_budget() -> Result<(), BenchmarkError> {
		let origin = T::BudgetOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("somebody sets budgets"))?;

		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			SECTOR,
			2999,
			Balance::MAX,
			Balance::MAX,
		);

		assert!(Budgets::<T>::contains_key(SECTOR, 2999));
		Ok(())
	}

	/// Worst case: every owner repays a part of a debt, and every account is new.
	#[benchmark]
	fn award_deferred(n: Linear<1, { T::MaxAwardsPerCall::get() }>) -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		T::Members::enrol(&caller, MemberKind::Citizen);
		let methodology = T::Methods::adopt(terms());
		for claim in 0..n {
			let claim = settled::<T>(claim.into(), methodology);
			Debts::<T>::insert(claim.owner, 1);
			Totals::<T>::mutate(|ledger| ledger.owed += 1);
			Pallet::<T>::on_settled(claim)?;
		}
		assert_eq!(Pallet::<T>::deferred(SECTOR).0, u64::from(n));
		<Pallet<T> as OnSettled>::fund(SECTOR);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), SECTOR, n);

		assert_eq!(Pallet::<T>::deferred(SECTOR).0, 0);
		Ok(())
	}

	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		T::Token::mint_into(&caller, 1_000_000)?;

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller),
			500_000,
			H256::repeat_byte(1),
			Reason::Other,
		);

		assert!(Certificates::<T>::contains_key(0));
		Ok(())
	}

	/// Worst case: more than the buffer holds.
	#[benchmark]
	fn reverse() -> Result<(), BenchmarkError> {
		let origin = T::ReverseOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("somebody reverses awards"))?;
		let claim = settled::<T>(0, T::Methods::adopt(terms()));
		let owner = claim.owner;
		<Pallet<T> as OnSettled>::fund(SECTOR);
		Pallet::<T>::on_settled(claim)?;
		let amount = Awards::<T>::get(0).map_or(0, |award| award.amount);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 0, amount);

		assert!(Debts::<T>::get(owner) > 0);
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default()
			.budgets(alloc::vec![])
			.build(),
		crate::mock::Test
	);
}
