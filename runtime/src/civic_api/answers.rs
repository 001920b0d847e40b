//! The answers, put together from what the pallets store.

use alloc::{collections::BTreeSet, vec::Vec};

use civic_primitives::{ClaimId, MethodologyId, Sector, SourceId};
use frame_support::traits::Time;
use pallet_issuance::{calendar::Year, Event as Issued};
use pallet_measurements::{Claim, Event as Measured, Round, Stage, PAGE};
use pallet_methodologies::NextMethodologyId;

use super::{
	BudgetRecord, ClaimFilter, ClaimPage, ClaimRecord, Cursor, Figures, MemberKey, MemberRecord,
	MethodologyPage, MethodologyRecord, SCAN,
};
use crate::{
	Authorities, Issuance, Measurements, Members, Methodologies, Runtime, RuntimeEvent, System,
	Timestamp,
};

/// The sectors of the inventory.
const SECTORS: [Sector; 5] = [
	Sector::StationaryEnergy,
	Sector::Transportation,
	Sector::Waste,
	Sector::IndustrialProcesses,
	Sector::LandUse,
];

pub(crate) fn now() -> u64 {
	Timestamp::now() / 1_000
}

pub(crate) fn member(who: MemberKey) -> Option<MemberRecord> {
	let (id, member) = match who {
		MemberKey::Account(account) => Members::member(account)?,
		MemberKey::Number(id) => (id, Members::member_by_id(id)?),
	};
	let account = member.account.clone();
	Some(MemberRecord {
		id,
		mandates: Members::mandates(account.clone()),
		verifier: Members::verifier(account),
		memberships: Members::memberships(id),
		member,
	})
}

pub(crate) fn claim(id: ClaimId) -> Option<ClaimRecord> {
	Measurements::claim(id).map(|claim| record(id, claim))
}

fn record(id: ClaimId, claim: Claim) -> ClaimRecord {
	ClaimRecord {
		id,
		claim,
		first_panel: Measurements::panel(id, Round::First),
		second_panel: Measurements::panel(id, Round::Second),
		challenge: Measurements::challenge_against(id),
		award: Issuance::award(id),
		ahead: Issuance::ahead_of(id),
	}
}

/// A list of claims in the making.
struct Page {
	stage: Option<Stage>,
	limit: usize,
	looked_at: usize,
	claims: Vec<ClaimRecord>,
}

impl Page {
	/// Look at some more claims, those of `source` if they are of one; where to go on, if the page
	/// is full first.
	fn take(&mut self, source: SourceId, claims: Vec<(ClaimId, Claim)>) -> Option<Cursor> {
		for (id, claim) in claims {
			if self.claims.len() >= self.limit || self.looked_at >= SCAN {
				return Some(Cursor { source, claim: id });
			}
			self.looked_at = self.looked_at.saturating_add(1);
			if self.stage.is_none_or(|stage| claim.status.stage() == stage) {
				self.claims.push(record(id, claim));
			}
		}
		None
	}

	/// All of a list that is read in pages: where to go on, if this page is full first.
	fn take_all(
		&mut self,
		source: SourceId,
		mut from: ClaimId,
		read: impl Fn(ClaimId) -> Vec<(ClaimId, Claim)>,
	) -> Option<Cursor> {
		loop {
			let part = read(from);
			let last = part.last().map(|(id, _)| *id)?;
			if let Some(next) = self.take(source, part) {
				return Some(next);
			}
			from = last.checked_add(1)?;
		}
	}
}

pub(crate) fn claims(filter: ClaimFilter, from: Cursor, limit: u32) -> ClaimPage {
	let limit = usize::try_from(limit).unwrap_or(PAGE).min(PAGE);
	let mut page = Page {
		stage: filter.stage,
		limit,
		looked_at: 0,
		claims: Vec::new(),
	};
	let next = match (filter.owner, filter.stage) {
		(Some(owner), _) => claims_of_owner(&mut page, owner, from),
		(None, Some(stage)) => {
			page.take_all(0, from.claim, |from| Measurements::claims_at(stage, from))
		},
		(None, None) => page.take_all(0, from.claim, by_number),
	};
	ClaimPage {
		claims: page.claims,
		next,
	}
}

fn claims_of_owner(page: &mut Page, owner: u64, from: Cursor) -> Option<Cursor> {
	let mut from = from;
	let mut sources_read: usize = 0;
	loop {
		let sources = Measurements::sources_of(owner, from.source);
		let last = sources.last().map(|(id, _)| *id)?;
		for (source, _) in sources {
			// An owner of many sources without claims does not keep the node busy either.
			if sources_read >= SCAN {
				return Some(Cursor { source, claim: 0 });
			}
			sources_read = sources_read.saturating_add(1);
			let first = if source == from.source { from.claim } else { 0 };
			let next = page.take_all(source, first, |from| Measurements::claims_of(source, from));
			if next.is_some() {
				return next;
			}
		}
		from = Cursor {
			source: last.checked_add(1)?,
			claim: 0,
		};
	}
}

/// Claim numbers are given out without gaps.
fn by_number(from: ClaimId) -> Vec<(ClaimId, Claim)> {
	(from..=ClaimId::MAX)
		.map_while(|id| Measurements::claim(id).map(|claim| (id, claim)))
		.take(PAGE)
		.collect()
}

pub(crate) fn methodologies(from: MethodologyId, limit: u32) -> MethodologyPage {
	let limit = usize::try_from(limit).unwrap_or(PAGE).min(PAGE);
	let mut page = MethodologyPage::default();
	for (looked_at, id) in (from..NextMethodologyId::<Runtime>::get()).enumerate() {
		if page.methodologies.len() >= limit || looked_at >= SCAN {
			page.next = Some(id);
			break;
		}
		if let Some((version, document)) = Methodologies::methodology(id) {
			let is_in_force = Methodologies::in_force(version.family) == Some(id);
			page.methodologies.push(MethodologyRecord {
				id,
				version,
				document,
				is_in_force,
			});
		}
	}
	page
}

pub(crate) fn budget(sector: Sector, year: Year) -> BudgetRecord {
	let (deferred, first) = Issuance::deferred(sector);
	BudgetRecord {
		budget: Issuance::budget(sector, year),
		deferred,
		first_deferred: first.map(|first| first.amount),
	}
}

pub(crate) fn claims_changed() -> BTreeSet<ClaimId> {
	System::read_events_no_consensus()
		.filter_map(|record| match record.event {
			RuntimeEvent::Measurements(event) => claim_measured(&event),
			RuntimeEvent::Issuance(event) => claim_issued(&event),
			_ => None,
		})
		.collect()
}

fn claim_measured(event: &Measured<Runtime>) -> Option<ClaimId> {
	match event {
		Measured::ClaimSubmitted { claim, .. }
		| Measured::PanelDrawn { claim, .. }
		| Measured::PanelDeferred { claim, .. }
		| Measured::Attested { claim, .. }
		| Measured::SilentReplaced { claim, .. }
		| Measured::ClaimVerified { claim, .. }
		| Measured::ClaimVoided { claim, .. }
		| Measured::ClaimChallenged { claim, .. }
		| Measured::ChallengeUpheld { claim, .. }
		| Measured::ChallengeDismissed { claim, .. }
		| Measured::ChallengeLapsed { claim, .. }
		| Measured::ClaimSettled { claim, .. } => Some(*claim),
		_ => None,
	}
}

fn claim_issued(event: &Issued<Runtime>) -> Option<ClaimId> {
	match event {
		Issued::Awarded { claim, .. }
		| Issued::Deferred { claim, .. }
		| Issued::Reversed { claim, .. } => Some(*claim),
		_ => None,
	}
}

pub(crate) fn figures() -> Figures {
	Figures {
		claims: Measurements::claim_counts(),
		supply: Issuance::supply(),
		deferred: SECTORS
			.into_iter()
			.map(|sector| (sector, Issuance::deferred(sector).0))
			.collect(),
		seats: Measurements::open_seats(),
		duties: Members::duties(),
		validators: Authorities::validators(),
	}
}
