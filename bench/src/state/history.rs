//! A ledger's past: claims that were settled long ago, put into the state as the pallets store them.

use civic_primitives::{ClaimId, EndUse, MemberId, Moment, Period, Sector, SourceId};
use civic_runtime::Runtime;
use codec::Encode;
use frame_support::BoundedVec;
use pallet_issuance::{AwardRecord, Awards};
use pallet_measurements::{
	Attestation, Claim, ClaimCounts, Claims, ClaimsAt, ClaimsOf, Counts, Measurement, NextClaim,
	NextTicket, Occupied, Panel, Panels, Readings, Round, Seat, Stage, Status, Timeline, Verdict,
	Verifiers,
};
use sp_core::H256;
use sp_io::hashing::blake2_256;

use super::chain::{Chain, Changes};

/// Claims that go into the state at once: enough to be quick, few enough for the memory.
const BATCH: u64 = 50_000;

/// An hour: what a claim covers.
pub(super) const HOUR: Moment = 3_600;

/// One claim in so many lies on the first source's premises.
const HEAVY: u64 = 10;

/// Everything that may be claimed for in these years is: 1970 and on.
const FIRST: Moment = 0;

/// Put claims into the ledger until there are `count`, spread over `sources`; every tenth on the
/// first of them, so that one timeline is long.
pub fn fill(chain: &mut Chain, sources: &[Place], count: u64) -> anyhow::Result<()> {
	let from: ClaimId = chain
		.stored(&NextClaim::<Runtime>::hashed_key())?
		.unwrap_or_default();
	for begin in (from..count).step_by(BATCH as usize) {
		let end = count.min(begin + BATCH);
		let mut changes = Changes::new();
		for id in begin..end {
			settled(id, sources, &mut changes);
		}
		let counts = Counts::<Runtime>::hashed_key();
		let mut counted: ClaimCounts = chain.stored(&counts)?.unwrap_or_default();
		counted.settled += end - begin;
		put(&mut changes, counts.to_vec(), &counted);
		put(
			&mut changes,
			NextClaim::<Runtime>::hashed_key().to_vec(),
			&end,
		);
		put(
			&mut changes,
			NextTicket::<Runtime>::hashed_key().to_vec(),
			&end,
		);
		chain.write(changes)?;
	}
	Ok(())
}

/// A source and its premises.
#[derive(Clone, Copy, Debug)]
pub struct Place {
	/// Its number.
	pub source: SourceId,
	/// Whose.
	pub owner: MemberId,
	/// Where.
	pub place: H256,
	/// What it serves.
	pub end_use: EndUse,
}

/// Where claim `id` of the history lies, and which of the claims there it is.
fn whose(id: ClaimId, sources: &[Place]) -> (&Place, u64) {
	let count = sources.len() as u64;
	if id.is_multiple_of(HEAVY) {
		(&sources[0], id / HEAVY)
	} else {
		// Those that are left are numbered anew, so that they follow each other.
		let rest = id - id / HEAVY - 1;
		let others = count - 1;
		(&sources[1 + (rest % others) as usize], rest / others)
	}
}

/// Every other hour is claimed: those between are free.
fn hours(turn: u64) -> Period {
	let from = FIRST + 2 * turn * HOUR;
	Period {
		from,
		until: from + HOUR,
	}
}

/// A free hour between claims of the history, on the premises of the source at `index`.
pub(super) fn free_hour(turn: u64) -> Period {
	let claimed = hours(turn);
	Period {
		from: claimed.until,
		until: claimed.until + HOUR,
	}
}

/// How many of `count` claims lie on the premises of the source at `index`.
pub(super) fn claims_at(index: usize, count: u64, sources: u64) -> u64 {
	let heavy = count.div_ceil(HEAVY);
	if index == 0 {
		heavy
	} else {
		(count - heavy) / (sources - 1)
	}
}

fn settled(id: ClaimId, sources: &[Place], changes: &mut Changes) {
	let (place, turn) = whose(id, sources);
	let period = hours(turn);
	let readings = H256(blake2_256(&(b"history", id).encode()));
	let agreeing: Vec<MemberId> = (0..2).map(|seat| 4 + (id + seat) % 8).collect();
	let confirmed = Attestation::Confirm {
		quantity: 5_000,
		uncertainty: 100,
	};
	let seats = (0..3).map(|seat| Seat {
		verifier: 4 + (id + seat) % 8,
		answer: (seat < 2).then_some(confirmed),
	});
	let claim = Claim {
		source: place.source,
		owner: place.owner,
		measurement: Measurement {
			methodology: 0,
			period,
			quantity: 5_000,
			uncertainty: 100,
			evidence: H256(blake2_256(&(b"evidence", id).encode())),
			readings,
			registry: None,
		},
		submitted_at: period.until,
		status: Status::Settled,
		verdict: Some(Verdict {
			quantity: 5_000,
			uncertainty: 100,
			agreeing: Verifiers::truncate_from(agreeing),
		}),
	};
	let panel = Panel {
		seats: BoundedVec::truncate_from(seats.collect()),
		lots: 1,
		seed: readings,
		deadline: period.until,
		..Panel::default()
	};
	let occupied = Occupied {
		from: period.from,
		claim: id,
	};
	let award = AwardRecord {
		owner: place.owner,
		methodology: 0,
		sector: Sector::StationaryEnergy,
		year: 2026,
		amount: 1_900_000,
		reversed: 0,
		at: period.until,
	};
	let [claims, claims_of, claims_at, timeline, taken, panels, awards] =
		keys(id, place, period.until, readings);
	put(changes, claims, &claim);
	put(changes, claims_of, &());
	put(changes, claims_at, &());
	put(changes, timeline, &occupied);
	put(changes, taken, &id);
	put(changes, panels, &panel);
	put(changes, awards, &award);
}

/// The keys that hold claim `id` of the history.
pub fn keys_of(id: ClaimId, sources: &[Place]) -> [Vec<u8>; 7] {
	let (place, turn) = whose(id, sources);
	let readings = H256(blake2_256(&(b"history", id).encode()));
	keys(id, place, hours(turn).until, readings)
}

fn keys(id: ClaimId, place: &Place, until: Moment, readings: H256) -> [Vec<u8>; 7] {
	let premises = (place.place, place.end_use);
	[
		Claims::<Runtime>::hashed_key_for(id),
		ClaimsOf::<Runtime>::hashed_key_for(place.source, id.to_be_bytes()),
		ClaimsAt::<Runtime>::hashed_key_for(Stage::Settled, id.to_be_bytes()),
		Timeline::<Runtime>::hashed_key_for(premises, until.to_be_bytes()),
		Readings::<Runtime>::hashed_key_for(readings),
		Panels::<Runtime>::hashed_key_for(id, Round::First),
		Awards::<Runtime>::hashed_key_for(id),
	]
}

fn put(changes: &mut Changes, key: Vec<u8>, value: &impl Encode) {
	changes.push((key, Some(value.encode())));
}
