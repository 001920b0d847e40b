//! The queue of panels with empty seats, and the lots that fill them.

use crate::{
	panel, Challenges, Claim, Config, Error, Event, NextTicket, Pallet, Panel, Panels, Queue,
	Round, Seat, Source, Status, Ticket, VoidCause, Waiting, WeightInfo,
};
use alloc::vec::Vec;
use civic_primitives::{ClaimId, MemberId, Panelists, Terms};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{Get, Randomness},
	weights::WeightMeter,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_core::H256;
use sp_runtime::{traits::Saturating, ArithmeticError, DispatchError};

const LOG_TARGET: &str = "runtime::measurements";

/// Keeps our randomness apart from what others ask for.
const SUBJECT: &[u8] = b"measurements/panel";

/// What came of drawing a lot.
enum Lot {
	/// The empty seats are filled.
	Drawn,
	/// Too few could be drawn; nothing has changed.
	Short { needed: u32, eligible: u32 },
}

impl<T: Config> Pallet<T> {
	/// Put a panel at the end of the queue.
	pub(crate) fn enqueue(claim: ClaimId, round: Round) -> Result<Ticket, DispatchError> {
		let ticket = NextTicket::<T>::try_mutate(|next| {
			let ticket = next.to_be_bytes();
			*next = next.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Ok::<_, DispatchError>(ticket)
		})?;
		let since = System::<T>::block_number();
		Queue::<T>::insert(
			ticket,
			Waiting {
				claim,
				round,
				since,
			},
		);
		Ok(ticket)
	}

	/// Draw for those at the head of the queue whose randomness exists. Those for whom there are
	/// too few verifiers go to its end and wait for the next randomness, so that they hold up
	/// nobody and nobody can try candidates against a known seed.
	pub(crate) fn draw_queued(meter: &mut WeightMeter) {
		for _ in 0..T::DrawsPerBlock::get() {
			if meter.try_consume(T::WeightInfo::peek_queue()).is_err() {
				return;
			}
			let Some((ticket, waiting, seed)) = Self::next_lot() else {
				return;
			};
			if meter.try_consume(T::WeightInfo::draw_panel()).is_err() {
				return;
			}
			let drawn: DispatchResult =
				with_storage_layer(|| match Self::draw_lot(ticket, &waiting, seed)? {
					Lot::Drawn => Ok(()),
					Lot::Short { needed, eligible } => {
						Self::defer(ticket, &waiting)?;
						let Waiting { claim, round, .. } = waiting;
						Self::deposit_event(Event::PanelDeferred {
							claim,
							round,
							needed,
							eligible,
						});
						Ok(())
					},
				});
			if let Err(error) = drawn {
				// The invariants exclude this. Whatever is wrong here does not hold up the others.
				log::error!(target: LOG_TARGET, "claim {}: no lot: {error:?}", waiting.claim);
				let deferred = with_storage_layer(|| Self::defer(ticket, &waiting));
				if deferred.is_err() {
					return;
				}
			}
		}
	}

	/// The head of the queue with its seed, if that exists. The queue is in order of `since`: behind
	/// a panel that is too fresh, all are.
	pub(crate) fn next_lot() -> Option<(Ticket, Waiting<BlockNumberFor<T>>, H256)> {
		let (ticket, waiting) = Queue::<T>::iter().next()?;
		let seed = Self::seed_for(&waiting)?;
		Some((ticket, waiting, seed))
	}

	pub(crate) fn do_draw_panel(id: ClaimId) -> DispatchResult {
		let claim = Self::claim_of(id)?;
		let ticket = claim
			.open_round()
			.and_then(|round| Panels::<T>::get(id, round))
			.and_then(|panel| panel.ticket)
			.ok_or(Error::<T>::NotAwaitingPanel)?;
		let waiting = Queue::<T>::get(ticket).ok_or(Error::<T>::NotAwaitingPanel)?;
		let seed = Self::seed_for(&waiting).ok_or(Error::<T>::RandomnessNotReady)?;
		// The seed is known: whoever chose the order would choose who is full when it matters.
		let first = Queue::<T>::iter_keys().next();
		ensure!(first == Some(ticket), Error::<T>::NotItsTurn);
		match Self::draw_lot(ticket, &waiting, seed)? {
			Lot::Drawn => Ok(()),
			Lot::Short { .. } => Err(Error::<T>::NotEnoughVerifiers.into()),
		}
	}

	/// The seed, when it is new enough for `waiting`.
	///
	/// With `known_since` the source says: the seed is made of blocks before that one. So
	/// `known_since - 1 - since` blocks made after the panel joined the queue went into it (ADR 0012).
	fn seed_for(waiting: &Waiting<BlockNumberFor<T>>) -> Option<H256> {
		let (seed, known_since) = T::Randomness::random(SUBJECT);
		let fresh = known_since > waiting.since.saturating_add(T::FreshBlocks::get());
		fresh.then_some(seed)
	}

	/// Fill the empty seats of a panel.
	fn draw_lot(
		ticket: Ticket,
		waiting: &Waiting<BlockNumberFor<T>>,
		seed: H256,
	) -> Result<Lot, DispatchError> {
		let Waiting {
			claim: id, round, ..
		} = *waiting;
		let mut claim = Self::claim_of(id)?;
		let source = Self::source_of(claim.source)?;
		let terms = Self::terms_of(&claim)?;
		let mut panel = Panels::<T>::get(id, round).ok_or(Error::<T>::NotAwaitingPanel)?;

		let candidates = Self::candidates(id, &claim, &source, round, &panel);
		let needed = Self::empty_seats(&panel, &terms);
		let eligible = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
		if eligible < needed {
			return Ok(Lot::Short { needed, eligible });
		}

		let seats = usize::try_from(needed).map_err(|_| ArithmeticError::Overflow)?;
		let lot = panel.lots;
		let drawn = panel::draw(&seed, id, round, lot, &candidates, seats);
		for verifier in &drawn {
			T::Panelists::take_duty(*verifier)?;
			let seat = Seat {
				verifier: *verifier,
				answer: None,
			};
			panel
				.seats
				.try_push(seat)
				.map_err(|_| DispatchError::Exhausted)?;
		}
		let deadline = Self::now().saturating_add(terms.attest_within);
		panel.lots = lot.saturating_add(1);
		panel.seed = seed;
		panel.deadline = deadline;
		panel.ticket = None;
		Queue::<T>::remove(ticket);
		Panels::<T>::insert(id, round, panel);
		if claim.status == Status::Submitted {
			Self::advance(id, &mut claim, Status::Attesting);
		}
		Self::deposit_event(Event::PanelDrawn {
			claim: id,
			round,
			lot,
			seed,
			candidates,
			drawn,
			deadline,
		});
		Ok(Lot::Drawn)
	}

	/// Give up a claim whose panel cannot be filled (ADR 0034).
	pub(crate) fn do_give_up(by: MemberId, id: ClaimId) -> DispatchResult {
		let claim = Self::claim_of(id)?;
		let round = claim.open_round().ok_or(Error::<T>::NotAwaitingPanel)?;
		let mut panel = Panels::<T>::get(id, round).ok_or(Error::<T>::NotAwaitingPanel)?;
		let ticket = panel.ticket.take().ok_or(Error::<T>::NotAwaitingPanel)?;
		let challenge = Challenges::<T>::get(id);
		let challenged_by = challenge.as_ref().map(|challenge| challenge.challenger);
		ensure!(
			by == claim.owner || Some(by) == challenged_by,
			Error::<T>::NotParty
		);

		let terms = Self::terms_of(&claim)?;
		let asked = challenge.map_or(claim.submitted_at, |challenge| challenge.at);
		let patience = terms.attest_within.saturating_add(terms.challenge_within);
		let waited = Self::now().saturating_sub(asked.max(panel.deadline));
		ensure!(waited >= patience, Error::<T>::WaitNotOver);
		let source = Self::source_of(claim.source)?;
		let candidates = Self::candidates(id, &claim, &source, round, &panel);
		let eligible = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
		ensure!(
			eligible < Self::empty_seats(&panel, &terms),
			Error::<T>::VerifiersAvailable
		);

		Self::release(&panel);
		Queue::<T>::remove(ticket);
		Panels::<T>::insert(id, round, panel);
		if round == Round::Second {
			Self::lapse(id)?;
		}
		Self::void(id, claim, VoidCause::Unjudged)
	}

	/// How many verifiers a panel lacks.
	fn empty_seats(panel: &Panel, terms: &Terms) -> u32 {
		let taken = u32::try_from(panel.seats.len()).unwrap_or(u32::MAX);
		terms.panel.saturating_sub(taken)
	}

	/// Who can be drawn: whoever may judge the claim and has no part in it. A second panel shares
	/// nobody with the first, and is tied to the challenger as little as to the owner.
	fn candidates(
		id: ClaimId,
		claim: &Claim,
		source: &Source,
		round: Round,
		panel: &Panel,
	) -> Vec<MemberId> {
		let mut candidates = T::Panelists::eligible(source.family, claim.owner);
		candidates.retain(|verifier| *verifier != claim.owner && !panel.knows(*verifier));
		if round == Round::Second {
			if let Some(first) = Panels::<T>::get(id, Round::First) {
				candidates.retain(|verifier| !first.knows(*verifier));
			}
			if let Some(challenge) = Challenges::<T>::get(id) {
				let untied = T::Panelists::eligible(source.family, challenge.challenger);
				candidates.retain(|verifier| {
					*verifier != challenge.challenger && untied.binary_search(verifier).is_ok()
				});
			}
		}
		candidates
	}

	/// Move a panel from the head of the queue to its end.
	fn defer(ticket: Ticket, waiting: &Waiting<BlockNumberFor<T>>) -> DispatchResult {
		let Waiting { claim, round, .. } = *waiting;
		Queue::<T>::remove(ticket);
		let ticket = Self::enqueue(claim, round)?;
		Panels::<T>::try_mutate(claim, round, |panel| {
			let panel = panel.as_mut().ok_or(Error::<T>::NotAwaitingPanel)?;
			ensure!(panel.ticket.is_some(), Error::<T>::NotAwaitingPanel);
			panel.ticket = Some(ticket);
			Ok(())
		})
	}
}
