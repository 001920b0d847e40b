//! Challenges: opened with a bond, upheld or dismissed by the second panel.

use crate::{
	Challenge, Challenges, Claim, Config, Error, Event, HoldReason, Pallet, Panel, Panels, Round,
	Ruling, Status, Verdict, VoidCause,
};
use civic_primitives::{Balance, ClaimId, Fault, MemberId, Membership, Panelists};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{
		fungible::{hold, Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get,
	},
};
use sp_core::H256;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_challenge(
		account: T::AccountId,
		challenger: MemberId,
		id: ClaimId,
		evidence: H256,
	) -> DispatchResult {
		let mut claim = Self::claim_of(id)?;
		ensure!(claim.owner != challenger, Error::<T>::OwnClaim);
		ensure!(
			!Challenges::<T>::contains_key(id),
			Error::<T>::AlreadyChallenged
		);
		let Status::Verified { until } = claim.status else {
			return Err(Error::<T>::NotVerified.into());
		};
		let at = Self::now();
		ensure!(at < until, Error::<T>::WindowClosed);

		let bond = T::ChallengeBond::get();
		let reason = Self::bond_reason();
		ensure!(
			<T::Currency as hold::Inspect<_>>::can_hold(&reason, &account, bond),
			Error::<T>::BondNotCovered
		);
		<T::Currency as hold::Mutate<_>>::hold(&reason, &account, bond)?;

		Self::advance(id, &mut claim, Status::Challenged);
		Challenges::<T>::insert(
			id,
			Challenge {
				challenger,
				account,
				bond,
				evidence,
				at,
				ruling: None,
			},
		);
		let ticket = Self::enqueue(id, Round::Second)?;
		Panels::<T>::insert(
			id,
			Round::Second,
			Panel {
				ticket: Some(ticket),
				..Panel::default()
			},
		);
		Self::deposit_event(Event::ClaimChallenged {
			claim: id,
			challenger,
			evidence,
			bond,
		});
		Ok(())
	}

	/// The verdict was wrong.
	pub(crate) fn uphold(id: ClaimId, claim: Claim, verdict: &Verdict) -> DispatchResult {
		let challenge = Self::rule(id, Ruling::Upheld)?;
		Self::release_bond(&challenge)?;
		for verifier in &verdict.agreeing {
			T::Panelists::mark(*verifier, Fault::Wrong);
		}
		let challenger = challenge.challenger;
		let reward = Self::reward(challenger, challenge.bond);
		Self::deposit_event(Event::ChallengeUpheld {
			claim: id,
			challenger,
			reward,
		});
		Self::void(id, claim, VoidCause::Overturned)
	}

	/// The verdict was right: the window is over, the claim can be settled.
	pub(crate) fn dismiss_challenge(
		id: ClaimId,
		mut claim: Claim,
		verdict: Verdict,
	) -> DispatchResult {
		let Challenge {
			challenger,
			account,
			bond,
			..
		} = Self::rule(id, Ruling::Dismissed)?;
		let forfeited = <T::Currency as hold::Mutate<_>>::transfer_on_hold(
			&Self::bond_reason(),
			&account,
			&T::Commons::get(),
			bond,
			Precision::BestEffort,
			Restriction::Free,
			Fortitude::Force,
		)?;
		let until = Self::now();
		claim.verdict = Some(verdict.clone());
		Self::advance(id, &mut claim, Status::Verified { until });
		Self::deposit_event(Event::ChallengeDismissed {
			claim: id,
			challenger,
			forfeited,
		});
		Self::deposit_event(Event::ClaimVerified {
			claim: id,
			verdict,
			until,
		});
		Ok(())
	}

	/// Nobody could rule.
	pub(crate) fn lapse(id: ClaimId) -> DispatchResult {
		let challenge = Self::rule(id, Ruling::Lapsed)?;
		Self::release_bond(&challenge)?;
		Self::deposit_event(Event::ChallengeLapsed {
			claim: id,
			challenger: challenge.challenger,
		});
		Ok(())
	}

	/// The challenger has the bond back.
	fn release_bond(challenge: &Challenge<T::AccountId>) -> DispatchResult {
		<T::Currency as hold::Mutate<_>>::release(
			&Self::bond_reason(),
			&challenge.account,
			challenge.bond,
			Precision::BestEffort,
		)?;
		Ok(())
	}

	/// Write the ruling down.
	fn rule(id: ClaimId, ruling: Ruling) -> Result<Challenge<T::AccountId>, DispatchError> {
		Challenges::<T>::try_mutate(id, |challenge| {
			let challenge = challenge.as_mut().ok_or(Error::<T>::NotUnderReview)?;
			challenge.ruling = Some(ruling);
			Ok(challenge.clone())
		})
	}

	/// Pay `challenger` up to `amount` out of the commons, and say how much. A member who cannot be
	/// paid does not keep the claim from being voided.
	fn reward(challenger: MemberId, amount: Balance) -> Balance {
		let commons = T::Commons::get();
		let available =
			T::Currency::reducible_balance(&commons, Preservation::Preserve, Fortitude::Polite);
		let amount = amount.min(available);
		T::Members::account_of(challenger)
			.filter(|_| amount > 0)
			.and_then(|account| {
				T::Currency::transfer(&commons, &account, amount, Preservation::Preserve).ok()
			})
			.unwrap_or_default()
	}

	/// The reason under which bonds are held.
	pub(crate) fn bond_reason() -> T::RuntimeHoldReason {
		HoldReason::ChallengeBond.into()
	}
}
