//! The invariants of the README, by their numbers.

use alloc::collections::BTreeMap;

use civic_primitives::Balance;
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{
	Awards, Budgets, Certificates, Config, Debts, DeferredAwards, DeferredClaims,
	NextCertificateId, Pallet, Queues, Totals,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_supply()?;
		Self::check_awards()?;
		Self::check_queues()?;
		Self::check_certificates()
	}

	/// Invariant 1.
	fn check_supply() -> Result<(), TryRuntimeError> {
		let ledger = Totals::<T>::get();
		let came = sum([ledger.awarded, ledger.endowment])?;
		let went = sum([
			T::Token::total_issuance(),
			ledger.retired,
			ledger.buffer,
			ledger.reversed,
			ledger.redeemed,
		])?;
		ensure!(
			came == went,
			"1: what was awarded is not where the ledger says"
		);
		Ok(())
	}

	/// Invariants 2, 3 and 4.
	fn check_awards() -> Result<(), TryRuntimeError> {
		let ledger = Totals::<T>::get();
		let mut by_budget = BTreeMap::new();
		let (mut awarded, mut reversed) = (0, 0);
		for award in Awards::<T>::iter_values() {
			ensure!(
				award.reversed <= award.amount,
				"4: more is reversed than was awarded"
			);
			awarded = sum([awarded, award.amount])?;
			reversed = sum([reversed, award.reversed])?;
			if award.amount > 0 {
				let total = by_budget.entry((award.sector, award.year)).or_default();
				*total = sum([*total, award.amount])?;
			}
		}
		ensure!(
			awarded == ledger.awarded,
			"2: the awards do not add up to the ledger's"
		);

		for (sector, year, budget) in Budgets::<T>::iter() {
			ensure!(budget.awarded <= budget.ceiling, "3: a budget is overdrawn");
			ensure!(
				budget.ceiling <= budget.inventory,
				"3: a ceiling is above its inventory"
			);
			let total = by_budget.remove(&(sector, year)).unwrap_or_default();
			ensure!(
				total == budget.awarded,
				"3: a budget does not match its awards"
			);
		}
		ensure!(by_budget.is_empty(), "3: an award has no budget");

		let mut owed = 0;
		for debt in Debts::<T>::iter_values() {
			ensure!(debt > 0, "4: a debt of nothing is stored");
			owed = sum([owed, debt])?;
		}
		ensure!(
			owed == ledger.owed,
			"4: the debts do not add up to the ledger's"
		);
		ensure!(
			reversed == sum([ledger.reversed, ledger.owed])?,
			"4: what is reversed is neither made good nor owed"
		);
		Ok(())
	}

	/// Invariant 5.
	fn check_queues() -> Result<(), TryRuntimeError> {
		let mut waiting = 0u64;
		for (sector, queue) in Queues::<T>::iter() {
			ensure!(queue.next <= queue.end, "5: a queue ends before it begins");
			for place in queue.next..queue.end {
				let deferred = DeferredAwards::<T>::get(sector, place)
					.ok_or("5: a place in a queue is empty")?;
				let claim = deferred.claim.claim;
				ensure!(
					DeferredClaims::<T>::get(claim) == Some((sector, place)),
					"5: a waiting claim does not know its place"
				);
				ensure!(
					!Awards::<T>::contains_key(claim),
					"5: an awarded claim waits"
				);
				waiting = waiting.saturating_add(1);
			}
		}
		let counted = [
			u64::try_from(DeferredAwards::<T>::iter_keys().count()),
			u64::try_from(DeferredClaims::<T>::iter_keys().count()),
		];
		ensure!(counted == [Ok(waiting); 2], "5: a claim waits in no queue");
		Ok(())
	}

	/// Invariant 6.
	fn check_certificates() -> Result<(), TryRuntimeError> {
		let mut retired = 0;
		for (id, certificate) in Certificates::<T>::iter() {
			ensure!(
				id < NextCertificateId::<T>::get(),
				"6: a certificate's number is not given"
			);
			ensure!(certificate.amount > 0, "6: a certificate is for nothing");
			retired = sum([retired, certificate.amount])?;
		}
		ensure!(
			retired == Totals::<T>::get().retired,
			"6: the certificates do not add up to the ledger's"
		);
		Ok(())
	}
}

fn sum<const N: usize>(parts: [Balance; N]) -> Result<Balance, TryRuntimeError> {
	parts
		.into_iter()
		.try_fold(0, Balance::checked_add)
		.ok_or(TryRuntimeError::Other("a sum does not fit"))
}
