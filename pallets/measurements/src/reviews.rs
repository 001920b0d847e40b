//! What panels do: answer, or be replaced; and what follows from their answers.

use crate::{
	agreement::{weigh, Finding, Outcome},
	Attestation, Claim, Config, Error, Event, Pallet, Panel, Panels, Round, Status, Verdict,
	Verifiers, VoidCause,
};
use alloc::vec::Vec;
use civic_primitives::{ClaimId, Fault, MemberId, Panelists, Terms};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_attest(
		verifier: MemberId,
		id: ClaimId,
		attestation: Attestation,
	) -> DispatchResult {
		let claim = Self::claim_of(id)?;
		let (round, mut panel) = Self::open_panel(id, &claim)?;
		let in_time = Self::now() < panel.deadline;
		let seat = panel
			.seats
			.iter_mut()
			.find(|seat| seat.verifier == verifier)
			.ok_or(Error::<T>::NotOnPanel)?;
		ensure!(seat.answer.is_none(), Error::<T>::AlreadyAttested);
		ensure!(in_time, Error::<T>::AnswerTooLate);
		if let Attestation::Confirm { quantity, .. } = attestation {
			ensure!(quantity > 0, Error::<T>::ZeroQuantity);
		}

		seat.answer = Some(attestation);
		Panels::<T>::insert(id, round, &panel);
		Self::deposit_event(Event::Attested {
			claim: id,
			round,
			verifier,
			attestation,
		});

		let terms = Self::terms_of(&claim)?;
		match round {
			Round::First => Self::conclude_first(id, claim, &panel, &terms),
			Round::Second => Self::conclude_second(id, claim, &panel, &terms),
		}
	}

	pub(crate) fn do_replace_silent(id: ClaimId) -> DispatchResult {
		let claim = Self::claim_of(id)?;
		let (round, mut panel) = Self::open_panel(id, &claim)?;
		let silent: Vec<MemberId> = panel
			.seats
			.iter()
			.filter(|seat| seat.answer.is_none())
			.map(|seat| seat.verifier)
			.collect();
		ensure!(!silent.is_empty(), Error::<T>::NobodySilent);
		ensure!(Self::now() >= panel.deadline, Error::<T>::AnswerTimeLeft);

		panel.seats.retain(|seat| seat.answer.is_some());
		for verifier in &silent {
			T::Panelists::end_duty(*verifier);
			T::Panelists::mark(*verifier, Fault::Silent);
			// Bounded memory: after a whole panel's worth of others one may be drawn again.
			if panel.replaced.is_full() {
				panel.replaced.remove(0);
			}
			panel
				.replaced
				.try_push(*verifier)
				.map_err(|_| DispatchError::Exhausted)?;
		}
		panel.ticket = Some(Self::enqueue(id, round)?);
		Panels::<T>::insert(id, round, panel);
		Self::deposit_event(Event::SilentReplaced {
			claim: id,
			round,
			silent,
		});
		Ok(())
	}

	/// Verified, void, or undecided.
	fn conclude_first(
		id: ClaimId,
		mut claim: Claim,
		panel: &Panel,
		terms: &Terms,
	) -> DispatchResult {
		let findings = Self::findings(&claim, panel);
		let pending = Self::pending(panel, terms);
		match weigh(&findings, pending, size(terms.quorum), terms.tolerance) {
			Outcome::Open => Ok(()),
			Outcome::Impossible => {
				Self::release(panel);
				Self::void(id, claim, VoidCause::Rejected)
			},
			Outcome::Agreed {
				quantity,
				uncertainty,
				agreeing,
			} => {
				Self::release(panel);
				let agreeing = Verifiers::truncate_from(agreeing);
				let verdict = Verdict {
					quantity,
					uncertainty,
					agreeing,
				};
				let until = Self::now().saturating_add(terms.challenge_within);
				claim.verdict = Some(verdict.clone());
				Self::advance(id, &mut claim, Status::Verified { until });
				Self::deposit_event(Event::ClaimVerified {
					claim: id,
					verdict,
					until,
				});
				Ok(())
			},
		}
	}

	/// The challenge is dismissed, upheld, or undecided.
	fn conclude_second(id: ClaimId, claim: Claim, panel: &Panel, terms: &Terms) -> DispatchResult {
		let mut verdict = claim.verdict.clone().ok_or(Error::<T>::NotUnderReview)?;
		let mut findings = Self::findings(&claim, panel);
		findings.retain(|finding| {
			finding.supports(verdict.quantity, verdict.uncertainty, terms.tolerance)
		});
		let quorum = size(terms.quorum);
		if findings.len() >= quorum {
			Self::release(panel);
			// The lowest agreeing quantity counts, whichever panel it comes from.
			for finding in findings {
				verdict.quantity = verdict.quantity.min(finding.quantity);
				verdict.uncertainty = verdict.uncertainty.max(finding.uncertainty);
			}
			Self::dismiss_challenge(id, claim, verdict)
		} else if findings.len().saturating_add(Self::pending(panel, terms)) < quorum {
			Self::release(panel);
			Self::uphold(id, claim, &verdict)
		} else {
			Ok(())
		}
	}

	/// What the panel confirmed, as far as it speaks for the claim.
	fn findings(claim: &Claim, panel: &Panel) -> Vec<Finding> {
		let claimed = &claim.measurement;
		panel
			.seats
			.iter()
			.filter_map(|seat| match seat.answer {
				Some(Attestation::Confirm {
					quantity,
					uncertainty,
				}) => Some(
					Finding {
						verifier: seat.verifier,
						quantity,
						uncertainty,
					}
					.capped(claimed.quantity, claimed.uncertainty),
				),
				Some(Attestation::Reject) | None => None,
			})
			.collect()
	}

	/// How many answers are outstanding, of those drawn and those still to be drawn.
	fn pending(panel: &Panel, terms: &Terms) -> usize {
		let answered = panel
			.seats
			.iter()
			.filter(|seat| seat.answer.is_some())
			.count();
		size(terms.panel).saturating_sub(answered)
	}

	/// The panel's work is over.
	pub(crate) fn release(panel: &Panel) {
		for seat in &panel.seats {
			T::Panelists::end_duty(seat.verifier);
		}
	}

	/// The panel that judges `claim` at present.
	fn open_panel(id: ClaimId, claim: &Claim) -> Result<(Round, Panel), Error<T>> {
		let round = claim.open_round().ok_or(Error::<T>::NotUnderReview)?;
		let panel = Panels::<T>::get(id, round).ok_or(Error::<T>::NotUnderReview)?;
		ensure!(!panel.seats.is_empty(), Error::<T>::NotUnderReview);
		Ok((round, panel))
	}
}

fn size(count: u32) -> usize {
	usize::try_from(count).unwrap_or(usize::MAX)
}
