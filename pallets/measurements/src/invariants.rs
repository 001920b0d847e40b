//! The invariants, numbered as in the README.

use crate::{
	Challenges, ClaimCounts, Claims, ClaimsAt, ClaimsOf, Config, Counts, Pallet, Panels, Premises,
	Queue, Readings, RegistryEntries, Round, Sources, SourcesOf, Status, Timeline, VoidCause,
};
use alloc::collections::{BTreeMap, BTreeSet};
use civic_primitives::{Balance, ClaimId, MemberId, Methods, Moment, Panelists};
use frame_support::{ensure, traits::fungible::hold::Inspect};
use frame_system::Pallet as System;
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Check every invariant. Reads all of the pallet's storage.
	pub fn do_try_state() -> Checked {
		Self::check_sources()?;
		Self::check_timeline()?;
		Self::check_indexes()?;
		Self::check_queue()?;
		Self::check_panels()?;
		Self::check_verdicts()?;
		Self::check_challenges()?;
		Self::check_stages()
	}

	/// Invariant 1: Each premises and end use has at most one commissioned, not decommissioned source.
	fn check_sources() -> Checked {
		let mut holders = 0;
		for (id, source) in Sources::<T>::iter() {
			ensure!(
				id < crate::NextSource::<T>::get(),
				"1: a source's number was given out"
			);
			ensure!(
				SourcesOf::<T>::contains_key(source.owner, id.to_be_bytes()),
				"1: each source is in its owner's list"
			);
			if source.commissioned.is_some() && source.decommissioned_at.is_none() {
				let holder = Premises::<T>::get((source.place, source.end_use));
				ensure!(
					holder == Some(id),
					"1: a commissioned source holds its premises"
				);
				holders = usize::saturating_add(holders, 1);
			}
		}
		ensure!(
			Premises::<T>::iter().count() == holders,
			"1: only those hold premises"
		);
		ensure!(
			SourcesOf::<T>::iter().count() == Sources::<T>::iter().count(),
			"1: owners' lists hold nothing else"
		);
		Ok(())
	}

	/// Invariant 2: No two live claims on the same benefit of a place overlap, and each is in the timeline once.
	fn check_timeline() -> Checked {
		let mut live = 0;
		for (id, claim) in Claims::<T>::iter() {
			let source = Sources::<T>::get(claim.source).ok_or("2: each claim has a source")?;
			if !claim.is_live() {
				continue;
			}
			live = usize::saturating_add(live, 1);
			let period = claim.measurement.period;
			let entry =
				Timeline::<T>::get((source.place, source.end_use), period.until.to_be_bytes())
					.ok_or("2: each live claim is in the timeline")?;
			ensure!(
				entry.claim == id && entry.from == period.from,
				"2: under its own period"
			);
			for end_use in source.end_use.conflicting() {
				let next = Self::first_to_end_after(source.place, *end_use, period.from);
				let clashes =
					next.is_some_and(|(_, other)| other.claim != id && other.from < period.until);
				ensure!(
					!clashes,
					"2: no two live claims on the same benefit overlap"
				);
			}
		}
		ensure!(
			Timeline::<T>::iter().count() == live,
			"2: the timeline holds nothing else"
		);

		// The check above trusts the timeline's order; this one does not.
		let mut last: Option<(_, Moment)> = None;
		for (premises, until, entry) in Timeline::<T>::iter() {
			if let Some((before, end)) = last {
				ensure!(
					before != premises || end <= entry.from,
					"2: entries of one premises follow each other"
				);
			}
			last = Some((premises, Moment::from_be_bytes(until)));
		}
		Ok(())
	}

	/// Invariant 3: Readings and registry entries belong one-to-one to live claims; sources list their claims.
	fn check_indexes() -> Checked {
		let mut readings = 0;
		let mut entries = 0;
		for (id, claim) in Claims::<T>::iter() {
			ensure!(
				id < crate::NextClaim::<T>::get(),
				"3: a claim's number was given out"
			);
			ensure!(
				ClaimsOf::<T>::contains_key(claim.source, id.to_be_bytes()),
				"3: each claim is in its source's list"
			);
			if !claim.is_live() {
				continue;
			}
			readings = usize::saturating_add(readings, 1);
			ensure!(
				Readings::<T>::get(claim.measurement.readings) == Some(id),
				"3: a live claim holds its readings"
			);
			if let Some(entry) = claim.measurement.registry {
				entries = usize::saturating_add(entries, 1);
				ensure!(
					RegistryEntries::<T>::get(entry) == Some(id),
					"3: a live claim holds its registry entry"
				);
			}
		}
		ensure!(
			Readings::<T>::iter().count() == readings,
			"3: no other readings are held"
		);
		ensure!(
			RegistryEntries::<T>::iter().count() == entries,
			"3: no other entries are held"
		);
		ensure!(
			ClaimsOf::<T>::iter().count() == Claims::<T>::iter().count(),
			"3: sources' lists hold nothing else"
		);
		Ok(())
	}

	/// Invariant 4: The queue holds exactly the open panels with empty seats, in order of their turn.
	fn check_queue() -> Checked {
		let mut latest = Default::default();
		for (ticket, waiting) in Queue::<T>::iter() {
			let claim = Claims::<T>::get(waiting.claim).ok_or("4: a queued claim exists")?;
			ensure!(
				claim.open_round() == Some(waiting.round),
				"4: a queued panel is open"
			);
			let panel =
				Panels::<T>::get(waiting.claim, waiting.round).ok_or("4: a queued panel exists")?;
			ensure!(
				panel.ticket == Some(ticket),
				"4: a queued panel knows its turn"
			);
			ensure!(
				waiting.since >= latest && waiting.since <= System::<T>::block_number(),
				"4: the queue is in order of time"
			);
			latest = waiting.since;
		}
		let ticketed = Panels::<T>::iter()
			.filter(|(_, _, panel)| panel.ticket.is_some())
			.count();
		ensure!(
			Queue::<T>::iter().count() == ticketed,
			"4: nobody else waits"
		);
		for (id, claim) in Claims::<T>::iter() {
			let Some(round) = claim.open_round() else {
				continue;
			};
			let panel = Panels::<T>::get(id, round).ok_or("4: an open round has a panel")?;
			let size = Self::terms_of(&claim)
				.map_err(|_| "4: a claim has terms")?
				.panel;
			let complete = u32::try_from(panel.seats.len()) == Ok(size);
			ensure!(
				complete == panel.ticket.is_none(),
				"4: a panel waits as long as seats are empty"
			);
			ensure!(
				(claim.status == Status::Submitted) == (round == Round::First && panel.lots == 0),
				"4: a claim is submitted until its first lot"
			);
		}
		Ok(())
	}

	/// Invariant 5: A verifier's open duties are the seats held on open panels. Nobody sits twice on a claim,
	/// nor on their own; the second panel shares nobody with the first.
	fn check_panels() -> Checked {
		let mut duties = BTreeMap::<MemberId, u32>::new();
		let mut seen = BTreeSet::<(ClaimId, MemberId)>::new();
		for (id, round, panel) in Panels::<T>::iter() {
			let claim = Claims::<T>::get(id).ok_or("5: a panel has a claim")?;
			for seat in &panel.seats {
				ensure!(
					seat.verifier != claim.owner,
					"5: nobody judges their own claim"
				);
				ensure!(
					seen.insert((id, seat.verifier)),
					"5: nobody sits twice on a claim"
				);
				let open = u32::from(claim.open_round() == Some(round));
				let count = duties.entry(seat.verifier).or_default();
				*count = count.saturating_add(open);
			}
			for verifier in &panel.replaced {
				duties.entry(*verifier).or_default();
			}
		}
		for (verifier, count) in duties {
			ensure!(
				T::Panelists::open_duties(verifier) == count,
				"5: open duties are seats on open panels"
			);
		}
		Ok(())
	}

	/// Invariant 6: A claim has a verdict from when it is verified on, never above what was claimed; what is
	/// settled was verified.
	fn check_verdicts() -> Checked {
		for (id, claim) in Claims::<T>::iter() {
			let judged = match claim.status {
				Status::Submitted | Status::Attesting | Status::Void(VoidCause::Rejected) => false,
				Status::Void(VoidCause::Unjudged) => Challenges::<T>::contains_key(id),
				Status::Verified { .. }
				| Status::Challenged
				| Status::Settled
				| Status::Void(VoidCause::Overturned) => true,
			};
			ensure!(
				claim.verdict.is_some() == judged,
				"6: verified claims have a verdict"
			);
			let Some(verdict) = claim.verdict else {
				continue;
			};
			ensure!(
				verdict.quantity <= claim.measurement.quantity
					&& verdict.uncertainty >= claim.measurement.uncertainty,
				"6: no verdict credits more than was claimed"
			);
			let panel = Panels::<T>::get(id, Round::First).ok_or("6: a verdict has a panel")?;
			let quorum = T::Methods::terms(claim.measurement.methodology).map(|terms| terms.quorum);
			ensure!(
				u32::try_from(verdict.agreeing.len()).ok() >= quorum
					&& verdict
						.agreeing
						.iter()
						.all(|member| panel.seats.iter().any(|seat| seat.verifier == *member)),
				"6: a quorum of the first panel agreed"
			);
		}
		Ok(())
	}

	/// Invariant 7: A claim is in dispute exactly as long as its challenge has no ruling; bonds held are those
	/// of open challenges.
	fn check_challenges() -> Checked {
		let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
		for (id, challenge) in Challenges::<T>::iter() {
			let claim = Claims::<T>::get(id).ok_or("7: a challenge has a claim")?;
			ensure!(
				challenge.ruling.is_none() == (claim.status == Status::Challenged),
				"7: a dispute lasts until the ruling"
			);
			ensure!(
				challenge.challenger != claim.owner,
				"7: nobody challenges their own claim"
			);
			let open = if challenge.ruling.is_none() {
				challenge.bond
			} else {
				0
			};
			let bond = bonds.entry(challenge.account).or_default();
			*bond = bond.saturating_add(open);
		}
		for (account, bond) in bonds {
			let held = T::Currency::balance_on_hold(&Self::bond_reason(), &account);
			ensure!(held == bond, "7: bonds held are those of open challenges");
		}
		let disputed = Claims::<T>::iter()
			.filter(|(_, claim)| claim.status == Status::Challenged)
			.count();
		let open = Challenges::<T>::iter()
			.filter(|(_, dispute)| dispute.ruling.is_none())
			.count();
		ensure!(disputed == open, "7: each dispute has a challenge");
		Ok(())
	}

	/// Invariant 8: Each claim is listed at its stage, once, and the counts are those of the lists.
	fn check_stages() -> Checked {
		let mut counts = ClaimCounts::default();
		for (id, claim) in Claims::<T>::iter() {
			let stage = claim.status.stage();
			ensure!(
				ClaimsAt::<T>::contains_key(stage, id.to_be_bytes()),
				"8: each claim is listed at its stage"
			);
			let count = counts.at_mut(stage);
			*count = count.saturating_add(1);
		}
		ensure!(
			ClaimsAt::<T>::iter().count() == Claims::<T>::iter().count(),
			"8: the lists of stages hold nothing else"
		);
		ensure!(
			Counts::<T>::get() == counts,
			"8: the counts are those of the lists"
		);
		Ok(())
	}
}
