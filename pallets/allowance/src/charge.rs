//! Fees, charged to the allowance.

use civic_primitives::{Balance, MemberId};
use frame_support::{ensure, traits::Get};
use pallet_transaction_payment::{OnChargeTransaction, TxCreditHold};
use sp_runtime::{
	traits::{DispatchInfoOf, PostDispatchInfoOf},
	transaction_validity::TransactionValidityError,
};

use crate::{Config, Meter, Meters, Pallet, Refusal};

/// What a running transaction was charged, and to whom: the member, since its account may change
/// while the transaction runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charged {
	member: MemberId,
	amount: Balance,
}

impl<T: Config> Pallet<T> {
	/// The member behind `who` and its meter after `cost` was charged, or why it is not.
	fn meter_after(
		who: &T::AccountId,
		cost: Balance,
		tip: Balance,
	) -> Result<(MemberId, Meter), Refusal> {
		// The benchmark of the extension, which is the SDK's, insists on a tip.
		ensure!(
			tip == 0 || cfg!(feature = "runtime-benchmarks"),
			Refusal::TipNotAccepted
		);
		let (id, capacity) = Self::holder(who)?;
		ensure!(cost <= capacity, Refusal::TooCostly);
		let period = T::RefillPeriod::get();
		Meters::<T>::get(id)
			.at(Self::now(), capacity, period)
			.charge(cost, capacity, period)
			.map(|meter| (id, meter))
			.ok_or(Refusal::AllowanceUsedUp)
	}
}

/// No credit is held: an allowance cannot be spent on anything else.
impl<T: Config + pallet_transaction_payment::Config> TxCreditHold<T> for Pallet<T> {
	type Credit = ();
}

impl<T: Config + pallet_transaction_payment::Config> OnChargeTransaction<T> for Pallet<T> {
	type Balance = Balance;
	type LiquidityInfo = Option<Charged>;

	fn withdraw_fee(
		who: &T::AccountId,
		_: &T::RuntimeCall,
		_: &DispatchInfoOf<T::RuntimeCall>,
		cost: Balance,
		tip: Balance,
	) -> Result<Self::LiquidityInfo, TransactionValidityError> {
		let (member, meter) = Self::meter_after(who, cost, tip)?;
		if cost == 0 {
			return Ok(None);
		}
		Meters::<T>::insert(member, meter);
		Ok(Some(Charged {
			member,
			amount: cost,
		}))
	}

	fn can_withdraw_fee(
		who: &T::AccountId,
		_: &T::RuntimeCall,
		_: &DispatchInfoOf<T::RuntimeCall>,
		cost: Balance,
		tip: Balance,
	) -> Result<(), TransactionValidityError> {
		Self::meter_after(who, cost, tip)?;
		Ok(())
	}

	fn correct_and_deposit_fee(
		_: &T::AccountId,
		_: &DispatchInfoOf<T::RuntimeCall>,
		_: &PostDispatchInfoOf<T::RuntimeCall>,
		cost: Balance,
		_: Balance,
		charged: Self::LiquidityInfo,
	) -> Result<(), TransactionValidityError> {
		if let Some(Charged { member, amount }) = charged {
			let unused = amount.saturating_sub(cost);
			if unused > 0 {
				let period = T::RefillPeriod::get();
				Meters::<T>::mutate(member, |meter| *meter = meter.refund(unused, period));
			}
		}
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow_account(who: &T::AccountId, amount: Balance) {
		use civic_primitives::{MemberKind, Membership};
		T::Members::enrol(who, MemberKind::Citizen);
		crate::Capacities::<T>::mutate(MemberKind::Citizen, |capacity| {
			*capacity = (*capacity).max(amount).min(Self::max_capacity())
		});
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn minimum_balance() -> Balance {
		1
	}
}
