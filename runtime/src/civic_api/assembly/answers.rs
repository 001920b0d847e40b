//! The answers about votes, put together from what the pallets store.

use alloc::{format, string::String, vec::Vec};

use civic_primitives::{Electorate, MemberKind, Membership, Standing};
use frame_support::traits::{Bounded, Get, GetCallMetadata, QueryPreimage};
use pallet_assembly::{PollIndex, TrackId};
use pallet_measurements::PAGE;
use pallet_referenda::{
	BoundedCallOf, DecidingCount, ReferendumCount, ReferendumInfo, ReferendumInfoFor,
	ReferendumStatusOf, TrackInfoOf, TracksInfo,
};
use sp_runtime::{DispatchError, Perbill};

use super::{
	super::{now, MemberKey},
	CallNames, ContributionRecord, ElectorateRecord, EnactmentRecord, FailureRecord,
	OpenReferendum, ProposalRecord, ReferendumPage, ReferendumRecord, ReferendumStage, TrackName,
	TrackRecord, Unread, VotesRecord, When,
};
use crate::{
	constants::SLOT_MILLIS,
	governance::{
		decisions::{Enactments, Error, OpenReferenda, MAX_READ},
		tracks::Tracks,
	},
	Assembly, BlockNumber, Contributions, Governance, Members, OriginCaller, Referenda, Runtime,
	RuntimeError, System,
};

type Status = ReferendumStatusOf<Runtime, ()>;
type Proposal = BoundedCallOf<Runtime, ()>;
type TrackInfo = TrackInfoOf<Runtime, ()>;

impl When {
	fn of(block: BlockNumber) -> Self {
		let this = System::block_number();
		let away = u64::from(block.abs_diff(this)).saturating_mul(SLOT_MILLIS);
		let away = away.saturating_div(1_000);
		let at = if block < this {
			now().saturating_sub(away)
		} else {
			now().saturating_add(away)
		};
		Self { block, at }
	}
}

pub(crate) fn contribution(who: MemberKey) -> Option<ContributionRecord> {
	let (member, kind) = match who {
		MemberKey::Account(account) => {
			Members::member(account).map(|(id, member)| (id, member.kind))?
		},
		MemberKey::Number(id) => (id, Members::member_by_id(id)?.kind),
	};
	let (_, from, until) = Contributions::current_period();
	Some(ContributionRecord {
		member,
		kind,
		points: Contributions::points(member),
		running: Contributions::running(member),
		period: (from, until),
		cap: Contributions::policy().cap,
		weight: (kind == MemberKind::Citizen).then(|| Contributions::weight(member)),
		rule: Contributions::rule(member),
		held: Contributions::held(member),
	})
}

pub(crate) fn electorate() -> ElectorateRecord {
	ElectorateRecord {
		citizens: <Members as Electorate>::citizens(),
		rule: <Contributions as Standing>::rule(),
		day: Governance::day(),
		slot_millis: SLOT_MILLIS,
		undecided: <Runtime as pallet_referenda::Config>::UndecidingTimeout::get(),
		tracks: Tracks::tracks()
			.map(|track| track_record(track.id, &track.info))
			.collect(),
	}
}

fn track_record(id: TrackId, info: &TrackInfo) -> TrackRecord {
	let bounds = |curve: &pallet_referenda::Curve| {
		(
			curve.threshold(Perbill::zero()),
			curve.threshold(Perbill::one()),
		)
	};
	TrackRecord {
		track: track_name(id, info),
		prepare: info.prepare_period,
		decide: info.decision_period,
		confirm: info.confirm_period,
		enact: info.min_enactment_period,
		approval: bounds(&info.min_approval),
		support: bounds(&info.min_support),
		deciding: DecidingCount::<Runtime>::get(id),
		max_deciding: info.max_deciding,
	}
}

/// The names of tracks are filled up with zeros.
fn track_name(id: TrackId, info: &TrackInfo) -> TrackName {
	let name = info.name.iter().copied().take_while(|byte| *byte != 0);
	TrackName {
		id,
		name: name.collect(),
	}
}

pub(crate) fn referenda(from: Option<PollIndex>, limit: u32) -> ReferendumPage {
	let limit = usize::try_from(limit).unwrap_or(PAGE).min(PAGE);
	let count = ReferendumCount::<Runtime>::get();
	// Numbers are given out without gaps, and what has ended is kept.
	let end = from.map_or(count, |from| from.saturating_add(1).min(count));
	let mut page = ReferendumPage::default();
	let mut bytes_read: u32 = 0;
	for index in (0..end).rev() {
		if page.referenda.len() >= limit || bytes_read >= MAX_READ {
			page.next = Some(index);
			break;
		}
		let Some(record) = referendum(index) else {
			continue;
		};
		let length = record
			.proposal
			.as_ref()
			.and_then(|proposal| proposal.length);
		let read = length.filter(|length| *length <= MAX_READ);
		bytes_read = bytes_read.saturating_add(read.unwrap_or_default());
		page.referenda.push(record);
	}
	page
}

pub(crate) fn referendum(index: PollIndex) -> Option<ReferendumRecord> {
	let mut record = ReferendumRecord {
		index,
		stage: ReferendumStage::Preparing,
		track: None,
		proposal: None,
		open: None,
		ended: None,
		enactment: None,
		done: Governance::done(index).map(When::of),
		interested: Assembly::interested(index),
		opinions: Assembly::opinions(index),
	};
	let (stage, ended) = match ReferendumInfoFor::<Runtime>::get(index)? {
		ReferendumInfo::Ongoing(status) => {
			let info = Tracks::info(status.track)?;
			record.stage = stage_of(&status);
			record.track = Some(track_name(status.track, &info));
			record.proposal = Some(proposal(&status.proposal));
			record.open = Some(open(&status, &info));
			return Some(record);
		},
		ReferendumInfo::Approved(at, ..) => (ReferendumStage::Approved, at),
		ReferendumInfo::Rejected(at, ..) => (ReferendumStage::Rejected, at),
		ReferendumInfo::Cancelled(at, ..) => (ReferendumStage::Cancelled, at),
		ReferendumInfo::TimedOut(at, ..) => (ReferendumStage::TimedOut, at),
		ReferendumInfo::Killed(at) => (ReferendumStage::Killed, at),
	};
	record.stage = stage;
	record.ended = Some(When::of(ended));
	if let Some(decided) = Enactments::<Runtime>::get(Referenda::enactment(index)) {
		record.track = track_of(&decided.origin);
		record.proposal = Some(proposal(&decided.call));
		record.enactment = enactment(index);
	}
	Some(record)
}

fn stage_of(status: &Status) -> ReferendumStage {
	match &status.deciding {
		None if status.in_queue => ReferendumStage::Queued,
		None => ReferendumStage::Preparing,
		Some(deciding) if deciding.confirming.is_none() => ReferendumStage::Deciding,
		Some(_) => ReferendumStage::Confirming,
	}
}

fn track_of(origin: &OriginCaller) -> Option<TrackName> {
	let id = Tracks::track_for(origin).ok()?;
	Some(track_name(id, &*Tracks::info(id)?))
}

fn open(status: &Status, info: &TrackInfo) -> OpenReferendum {
	let decidable = status.submitted.saturating_add(info.prepare_period);
	let deciding_since = status.deciding.as_ref().map(|deciding| deciding.since);
	let confirmed = status
		.deciding
		.as_ref()
		.and_then(|deciding| deciding.confirming);
	let is_decision_asked = status.decision_deposit.is_some();
	let timeout = <Runtime as pallet_referenda::Config>::UndecidingTimeout::get();
	let ends = match (confirmed, deciding_since) {
		(Some(at), _) => Some(at),
		(None, Some(since)) => Some(decided(status, info, since)),
		(None, None) if status.in_queue => None,
		// Whatever was lost on the way to a decision, this block is not past.
		(None, None) if is_decision_asked => {
			let begins = decidable.max(System::block_number());
			Some(decided(status, info, begins))
		},
		(None, None) => Some(status.submitted.saturating_add(timeout)),
	};
	let enacted = ends.map(|end| {
		let earliest = end.saturating_add(info.min_enactment_period.max(1));
		status.enactment.evaluate(end).max(earliest)
	});
	OpenReferendum {
		proposer: status.submission_deposit.who.clone(),
		proposer_member: Members::id_of(&status.submission_deposit.who),
		submitted: When {
			block: status.submitted,
			at: status.tally.snapshot.at,
		},
		is_decision_asked,
		decidable: When::of(decidable),
		deciding_since: deciding_since.map(When::of),
		confirmed: confirmed.map(When::of),
		ends: ends.map(When::of),
		enacted: enacted.map(When::of),
		votes: votes(status, info, deciding_since),
	}
}

/// The block in which a decision ends that begins or began in `since`, if nobody votes any more. What is needed only
/// falls, so what has it once is approved when that is confirmed.
fn decided(status: &Status, info: &TrackInfo, since: BlockNumber) -> BlockNumber {
	let passes = |elapsed| passes(status, info, elapsed);
	let gone = System::block_number().saturating_sub(since);
	let (mut low, mut high) = (gone.min(info.decision_period), info.decision_period);
	if !passes(high) {
		return since.saturating_add(gone.max(high));
	}
	while low < high {
		let middle = low.saturating_add(high.saturating_sub(low) / 2);
		match passes(middle) {
			true => high = middle,
			false => low = middle.saturating_add(1),
		}
	}
	since
		.saturating_add(low.max(gone))
		.saturating_add(info.confirm_period)
}

/// What counts, and what is needed, as pallet-referenda reckons it.
fn votes(status: &Status, info: &TrackInfo, since: Option<BlockNumber>) -> VotesRecord {
	let this = System::block_number();
	let elapsed = since.map_or(0, |since| this.saturating_sub(since));
	let (share, tally) = (part_of(info, elapsed), &status.tally);
	VotesRecord {
		ayes: tally.ayes,
		nays: tally.nays,
		supporters: tally.supporters,
		voters: tally.voters,
		snapshot: tally.snapshot,
		approval: tally.approval_of_cast(),
		approval_needed: info.min_approval.threshold(share),
		support: tally.turnout(),
		support_needed: info.min_support.threshold(share),
		is_passing: passes(status, info, elapsed),
	}
}

/// Whether a referendum has what it needs so many blocks after its decision began.
fn passes(status: &Status, info: &TrackInfo, elapsed: BlockNumber) -> bool {
	let (share, tally) = (part_of(info, elapsed), &status.tally);
	info.min_approval.passing(share, tally.approval_of_cast())
		&& info.min_support.passing(share, tally.turnout())
}

/// What part of the time to decide so many blocks are.
fn part_of(info: &TrackInfo, elapsed: BlockNumber) -> Perbill {
	Perbill::from_rational(elapsed.min(info.decision_period), info.decision_period)
}

fn proposal(call: &Proposal) -> ProposalRecord {
	type Preimages = <Runtime as pallet_referenda::Config>::Preimages;
	let bytes = match call {
		Bounded::Inline(bytes) => Some(bytes.to_vec()),
		_ => None,
	};
	let hash = call.hash();
	let names = Governance::read(call, MAX_READ).map(|call| {
		let names = call.get_call_metadata();
		CallNames {
			pallet: names.pallet_name.into(),
			call: names.function_name.into(),
		}
	});
	ProposalRecord {
		hash,
		length: call.len().or_else(|| Preimages::len(&hash)),
		bytes,
		call: names.map_err(|why| match why {
			Error::ProposalMissing => Unread::Missing,
			Error::ProposalTooLong => Unread::TooLong,
			_ => Unread::NoCall,
		}),
	}
}

fn enactment(index: PollIndex) -> Option<EnactmentRecord> {
	let standing = Governance::enactment(index)?;
	Some(EnactmentRecord {
		planned: standing.at.map(When::of),
		failure: standing.failure.map(|(block, why)| FailureRecord {
			when: When::of(block),
			error: error_name(why),
		}),
		expires: When::of(standing.expires),
	})
}

/// The name of an error: what is written `Pallet(Error)` becomes `Pallet.Error`.
fn error_name(why: DispatchError) -> Vec<u8> {
	let written = match RuntimeError::from_dispatch_error(why) {
		Some(known) => format!("{known:?}"),
		None => format!("{why:?}"),
	};
	let name: String = match written.split_once('(') {
		Some((outer, inner)) => format!("{outer}.{}", inner.trim_end_matches(')')),
		None => written,
	};
	name.into_bytes()
}
