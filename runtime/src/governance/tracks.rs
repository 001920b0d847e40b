//! How each kind of decision is taken: how long, and with how much agreement.
//!
//! Periods are hours and days of the city's time; how many blocks a day has is for genesis to say
//! (`governance.dayLength`), so that a demonstration votes in minutes under the same rules. What
//! passes at once needs nearly everybody; towards the end of its time a proposal passes with the
//! agreement that its track asks for at least.

use alloc::borrow::Cow;

use pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use sp_runtime::{str_array, Perbill};

use super::origins::Origin;
use crate::{Balance, BlockNumber, Governance, OriginCaller};

/// The number of a track.
pub type TrackId = pallet_assembly::TrackId;

/// How many proposals of a track are decided on at a time. Nobody pays for a place, so there are
/// enough: a member has few open at a time (`MaxOpenProposals`), and nobody can fill them alone.
const PLACES: u32 = 50;

/// How one kind of decision is taken. Periods are in hours, shares in percent.
pub struct Plan {
	/// The track's number, which clients and delegations know it by.
	pub id: TrackId,
	/// Its name.
	pub name: &'static str,
	/// From submission until it can be decided on at the earliest.
	pub prepare: u32,
	/// How long it can be decided on.
	pub decide: u32,
	/// How long it must have the agreement it needs without a break.
	pub confirm: u32,
	/// From the decision until it is done at the earliest.
	pub enact: u32,
	/// Of the weight that was cast, how much must be for it: at first, and in the end.
	pub approval: (u32, u32),
	/// Of all citizens, how many must be for it: at first, and in the end.
	pub support: (u32, u32),
}

const DAY: u32 = 24;

/// Every track, in the order of their numbers.
pub const PLANS: [Plan; 8] = [
	// Whatever the ledger can do at all: another runtime above all. Three quarters, a fifth of the
	// citizens, and time to look at what was decided before it runs.
	Plan {
		id: 0,
		name: "root",
		prepare: 2 * DAY,
		decide: 14 * DAY,
		confirm: 2 * DAY,
		enact: 3 * DAY,
		approval: (90, 75),
		support: (50, 20),
	},
	// Which agencies take part, hold mandates and validate. Short, for a validator that is gone or
	// has cheated cannot wait, and so with more agreement.
	Plan {
		id: 10,
		name: "authorities",
		prepare: DAY,
		decide: 7 * DAY,
		confirm: DAY,
		enact: DAY,
		approval: (80, 60),
		support: (40, 8),
	},
	// How activity becomes avoided emissions.
	Plan {
		id: 20,
		name: "methodology",
		prepare: DAY,
		decide: 14 * DAY,
		confirm: DAY,
		enact: 2 * DAY,
		approval: (75, 55),
		support: (40, 4),
	},
	// How much a sector may be awarded in a year, and what was awarded wrongly.
	Plan {
		id: 30,
		name: "issuance-policy",
		prepare: DAY,
		decide: 14 * DAY,
		confirm: DAY,
		enact: 2 * DAY,
		approval: (80, 60),
		support: (40, 6),
	},
	// What the city gives: money of the commons, recognition.
	Plan {
		id: 40,
		name: "commons",
		prepare: DAY,
		decide: 14 * DAY,
		confirm: DAY,
		enact: DAY,
		approval: (75, 55),
		support: (40, 4),
	},
	// On what terms tokens are exchanged for money.
	Plan {
		id: 50,
		name: "redemption",
		prepare: DAY,
		decide: 14 * DAY,
		confirm: DAY,
		enact: 3 * DAY,
		approval: (80, 60),
		support: (40, 6),
	},
	// Who may verify, and whether a verifier that was sanctioned may again. Many and small.
	Plan {
		id: 60,
		name: "sanctions",
		prepare: DAY,
		decide: 7 * DAY,
		confirm: DAY,
		enact: DAY,
		approval: (70, 55),
		support: (30, 2),
	},
	// How the city decides and what everybody may do: how contributions weigh, how much one may
	// do without paying. Slow, with two thirds.
	Plan {
		id: 70,
		name: "charter",
		prepare: 2 * DAY,
		decide: 28 * DAY,
		confirm: 3 * DAY,
		enact: 7 * DAY,
		approval: (80, 66),
		support: (50, 12),
	},
];

impl Plan {
	/// The track, with days of `day` blocks.
	fn track(&self, day: BlockNumber) -> Track<TrackId, Balance, BlockNumber> {
		let blocks = |hours: u32| day.saturating_mul(hours).div_ceil(DAY).max(1);
		Track {
			id: self.id,
			info: TrackInfo {
				name: str_array(self.name),
				max_deciding: PLACES,
				// Who proposes pays with a place among its own proposals, not with tokens.
				decision_deposit: 0,
				prepare_period: blocks(self.prepare),
				decision_period: blocks(self.decide),
				confirm_period: blocks(self.confirm),
				min_enactment_period: blocks(self.enact),
				min_approval: falling(self.approval),
				min_support: falling(self.support),
			},
		}
	}
}

/// From the first share to the second, in percent, over the whole time of a decision.
fn falling((ceil, floor): (u32, u32)) -> Curve {
	Curve::LinearDecreasing {
		length: Perbill::one(),
		floor: Perbill::from_percent(floor),
		ceil: Perbill::from_percent(ceil),
	}
}

/// The tracks of this chain.
pub struct Tracks;

impl TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = TrackId;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<TrackId, Balance, BlockNumber>>> {
		let day = Governance::day();
		PLANS.iter().map(move |plan| Cow::Owned(plan.track(day)))
	}

	fn info(id: TrackId) -> Option<Cow<'static, TrackInfo<Balance, BlockNumber>>> {
		let plan = PLANS.iter().find(|plan| plan.id == id)?;
		Some(Cow::Owned(plan.track(Governance::day()).info))
	}

	fn track_ids() -> impl Iterator<Item = TrackId> {
		PLANS.iter().map(|plan| plan.id)
	}

	fn track_for(origin: &OriginCaller) -> Result<TrackId, ()> {
		match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => Ok(0),
			OriginCaller::Origins(origin) => Ok(origin.track()),
			_ => Err(()),
		}
	}

	/// Needs no state, for there is none where the runtime checks itself.
	fn check_integrity() -> Result<(), &'static str> {
		let sorted = PLANS
			.windows(2)
			.all(|pair| matches!(pair, [one, other] if one.id < other.id));
		let reachable = Origin::ALL
			.iter()
			.all(|origin| PLANS.iter().any(|plan| plan.id == origin.track()));
		let decided = PLANS.iter().all(|plan| {
			plan.approval.1 > 50
				&& plan.support.1 > 0
				&& plan.approval.0 >= plan.approval.1
				&& plan.support.0 >= plan.support.1
				&& plan.confirm < plan.decide
				&& plan.prepare.min(plan.enact) > 0
		});
		if !sorted {
			return Err("tracks: sort them by their numbers");
		}
		if !reachable {
			return Err("tracks: an origin has none");
		}
		if !decided {
			return Err("tracks: one asks for less than a majority, for nobody, or for no time");
		}
		Ok(())
	}
}
