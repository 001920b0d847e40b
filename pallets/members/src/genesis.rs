//! Who takes part from the first block.

use frame_support::{dispatch::DispatchResult, BoundedBTreeSet};
use sp_runtime::DispatchError;

use crate::{Accounts, Config, Error, GenesisConfig, GenesisVerifier, Pallet};

impl<T: Config> Pallet<T> {
	/// Builds the register. Panics on a genesis that breaks its rules: a chain must not start from
	/// one.
	pub(crate) fn build_genesis(genesis: &GenesisConfig<T>) {
		for member in &genesis.members {
			let account = &member.account;
			let enrolled = Self::do_enrol(
				account.clone(),
				member.kind,
				member.until,
				member.nullifier,
				None,
			);
			assert!(
				enrolled.is_ok(),
				"genesis member {account:?} is refused: {enrolled:?}"
			);
		}
		for (account, mandate) in &genesis.mandates {
			let granted = Self::do_grant(account.clone(), *mandate);
			assert!(
				granted.is_ok(),
				"genesis mandate {mandate:?} of {account:?} is refused: {granted:?}"
			);
		}
		for verifier in &genesis.verifiers {
			let account = &verifier.account;
			let accredited = Self::accredit_at_genesis(verifier);
			assert!(
				accredited.is_ok(),
				"genesis verifier {account:?} is refused: {accredited:?}"
			);
		}
	}

	fn accredit_at_genesis(verifier: &GenesisVerifier<T::AccountId>) -> DispatchResult {
		let mut affiliations = BoundedBTreeSet::new();
		for account in &verifier.affiliations {
			let id = Accounts::<T>::get(account).ok_or(Error::<T>::UnknownAffiliation)?;
			affiliations
				.try_insert(id)
				.map_err(|_| DispatchError::Exhausted)?;
		}
		let mut scope = BoundedBTreeSet::new();
		for family in &verifier.scope {
			scope
				.try_insert(*family)
				.map_err(|_| DispatchError::Exhausted)?;
		}
		let GenesisVerifier {
			account,
			until,
			max_duties,
			..
		} = verifier;
		Self::do_accredit(account.clone(), scope, *until, *max_duties, affiliations)
	}
}
