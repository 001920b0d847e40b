//! How a referendum comes to be decided: what it needs, and what becomes of it as votes stand.
//!
//! The chain decides (`pallet-referenda`); here the same is computed again, so that a person sees
//! beforehand what will happen. Shares are parts per billion, times are blocks.

use serde::Serialize;

/// The whole, in parts per billion.
pub const WHOLE: u32 = 1_000_000_000;

/// A share, in parts per billion.
pub type Share = u32;

/// `part` of `whole`, rounded down; nothing of nothing.
pub fn share(part: u64, whole: u64) -> Share {
	let parts = u128::from(part.min(whole)).saturating_mul(u128::from(WHOLE));
	parts
		.checked_div(u128::from(whole))
		.and_then(|parts| u32::try_from(parts).ok())
		.unwrap_or_default()
}

/// A share as people say it: `67.4 %`, with as many digits as tell it from what is next to it.
pub fn percent(share: Share) -> String {
	format!(
		"{}.{} %",
		share / 10_000_000,
		share % 10_000_000 / 1_000_000
	)
}

/// What is needed, and what it has become after a part of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
	/// From `ceil` to `floor`, over `length`.
	Linear {
		/// After which part of the time it is at the floor.
		length: Share,
		/// In the end.
		floor: Share,
		/// At first.
		ceil: Share,
	},
	/// From `begin`, by `step` after each `period`, to `end`.
	Stepped {
		/// At first.
		begin: Share,
		/// In the end.
		end: Share,
		/// How much it falls.
		step: Share,
		/// How often.
		period: Share,
	},
	/// `factor / (x + x_offset) + y_offset`, in billionths.
	Reciprocal {
		/// The factor.
		factor: i64,
		/// What is added below.
		x_offset: i64,
		/// What is added to it.
		y_offset: i64,
	},
}

impl Curve {
	/// What is needed when the part `x` of the time is over, as the chain rounds it.
	pub fn threshold(&self, x: Share) -> Share {
		match *self {
			Self::Linear {
				length,
				floor,
				ceil,
			} => {
				let gone = match length {
					0 => WHOLE,
					length => share(x.min(length).into(), length.into()),
				};
				let fall = u64::from(gone) * u64::from(ceil.saturating_sub(floor));
				let fall = u32::try_from(fall / u64::from(WHOLE)).unwrap_or(u32::MAX);
				ceil.saturating_sub(fall)
			},
			Self::Stepped {
				begin,
				end,
				step,
				period,
			} => {
				let steps = x.checked_div(period).unwrap_or(u32::MAX);
				begin.saturating_sub(step.saturating_mul(steps)).max(end)
			},
			Self::Reciprocal {
				factor,
				x_offset,
				y_offset,
			} => {
				let below = i128::from(x) + i128::from(x_offset);
				if below == 0 {
					return WHOLE;
				}
				let over = (i128::from(factor) * i128::from(WHOLE)).div_euclid(below);
				let y = (over + i128::from(y_offset)).clamp(0, i128::from(WHOLE));
				u32::try_from(y).unwrap_or(WHOLE)
			},
		}
	}
}

/// How one kind of decision is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
	/// Its number.
	pub id: u16,
	/// Its name.
	pub name: String,
	/// How many are decided on at a time.
	pub places: u32,
	/// Blocks from submission until it can be decided on at the earliest.
	pub prepare: u32,
	/// Blocks it can be decided on.
	pub decide: u32,
	/// Blocks it must have what it needs without a break.
	pub confirm: u32,
	/// Blocks from the decision until it is done, at the earliest.
	pub enact: u32,
	/// Of the weight that was cast, how much must be for it.
	pub approval: Curve,
	/// Of all citizens, how many must be for it.
	pub support: Curve,
}

impl Track {
	/// What is needed `elapsed` blocks after the decision began: approval, support.
	pub fn needed(&self, elapsed: u32) -> (Share, Share) {
		let x = match self.decide {
			0 => WHOLE,
			decide => share(elapsed.min(decide).into(), decide.into()),
		};
		(self.approval.threshold(x), self.support.threshold(x))
	}

	/// Whether a referendum passes with `has` when `elapsed` blocks of its time are over.
	pub fn passes(&self, elapsed: u32, has: (Share, Share)) -> bool {
		let (approval, support) = self.needed(elapsed);
		has.0 >= approval && has.1 >= support
	}

	/// After how many blocks it passes for the first time with `has`. What is needed only falls.
	fn passes_after(&self, has: (Share, Share)) -> Option<u32> {
		if !self.passes(self.decide, has) {
			return None;
		}
		let (mut low, mut high) = (0, self.decide);
		while low < high {
			let middle = low + (high - low) / 2;
			if self.passes(middle, has) {
				high = middle;
			} else {
				low = middle + 1;
			}
		}
		Some(low)
	}
}

/// When what is approved is to be done, as its proposer has asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
	/// In this block.
	At(u32),
	/// So many blocks after it is approved.
	After(u32),
}

impl Wish {
	/// When it is done that is approved in the block `approved`: as it was asked, and never sooner than
	/// the track lets it.
	fn done(self, approved: u32, track: &Track) -> u32 {
		let asked = match self {
			Self::At(block) => block,
			Self::After(blocks) => approved.saturating_add(blocks),
		};
		asked.max(approved.saturating_add(track.enact.max(1)))
	}
}

/// How far an open referendum is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
	/// The block it was submitted in.
	pub submitted: u32,
	/// Whether somebody has had it taken up for decision (by the deposit, which is of nothing).
	pub taken_up: bool,
	/// Whether it waits for a place among those decided on.
	pub queued: bool,
	/// The block in which deciding began.
	pub since: Option<u32>,
	/// The block in which it is approved, if it has what it needs until then.
	pub confirming: Option<u32>,
	/// The block in which it ends if nobody takes it up.
	pub timeout: u32,
	/// When it is to be done if it is approved.
	pub wish: Wish,
}

/// What becomes of it, were no vote cast or changed any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outlook {
	/// It is approved, and done later.
	Approved {
		/// The block from which it has what it needs.
		enough: u32,
		/// The block in which it is approved.
		approved: u32,
		/// The block in which it is done at the earliest.
		done: u32,
	},
	/// It is rejected.
	Rejected {
		/// The block in which that is.
		ends: u32,
	},
	/// Nobody has had it taken up, and so it ends without a decision.
	TimesOut {
		/// The block in which that is.
		ends: u32,
	},
	/// It waits for a place among those decided on.
	Queued,
}

impl Progress {
	/// What becomes of it at `now`, with `has` of approval and support.
	pub fn outlook(&self, track: &Track, has: (Share, Share), now: u32) -> Outlook {
		if self.queued && self.since.is_none() {
			return Outlook::Queued;
		}
		if !self.taken_up && self.since.is_none() {
			return Outlook::TimesOut { ends: self.timeout };
		}
		let begins = self.submitted.saturating_add(track.prepare).max(now);
		let since = self.since.unwrap_or(begins);
		let ends = since.saturating_add(track.decide).max(now);
		let elapsed = now.saturating_sub(since);
		let approved = |enough: u32, approved: u32| Outlook::Approved {
			enough,
			approved,
			done: self.wish.done(approved, track),
		};
		if track.passes(elapsed, has) {
			return match self.confirming {
				Some(at) => approved(at.saturating_sub(track.confirm), at.max(now)),
				None => {
					let from = since.max(now);
					approved(from, from.saturating_add(track.confirm))
				},
			};
		}
		match track.passes_after(has) {
			Some(after) => {
				let enough = since.saturating_add(after);
				approved(enough, enough.saturating_add(track.confirm))
			},
			None => Outlook::Rejected { ends },
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const PERCENT: Share = WHOLE / 100;

	fn track() -> Track {
		let falling = |ceil, floor| Curve::Linear {
			length: WHOLE,
			floor: floor * PERCENT,
			ceil: ceil * PERCENT,
		};
		Track {
			id: 20,
			name: "methodology".into(),
			places: 50,
			prepare: 20,
			decide: 280,
			confirm: 20,
			enact: 40,
			approval: falling(75, 55),
			support: falling(40, 4),
		}
	}

	fn open() -> Progress {
		Progress {
			submitted: 100,
			taken_up: true,
			queued: false,
			since: Some(120),
			confirming: None,
			timeout: 380,
			wish: Wish::After(0),
		}
	}

	#[test]
	fn shares_of_nothing_are_nothing_and_none_is_above_the_whole() {
		assert_eq!(share(0, 0), 0);
		assert_eq!(share(5, 0), 0);
		assert_eq!(share(7, 5), WHOLE);
		assert_eq!(share(1, 3), 333_333_333);
		assert_eq!(percent(333_333_333), "33.3 %");
		assert_eq!(percent(WHOLE), "100.0 %");
	}

	#[test]
	fn what_is_needed_falls_as_the_chain_has_it() {
		let track = track();
		assert_eq!(track.needed(0), (75 * PERCENT, 40 * PERCENT));
		assert_eq!(track.needed(140), (65 * PERCENT, 22 * PERCENT));
		assert_eq!(track.needed(280), (55 * PERCENT, 4 * PERCENT));
		assert_eq!(track.needed(9_999), (55 * PERCENT, 4 * PERCENT));
		let stepped = Curve::Stepped {
			begin: 80 * PERCENT,
			end: 30 * PERCENT,
			step: 10 * PERCENT,
			period: 15 * PERCENT,
		};
		assert_eq!(stepped.threshold(0), 80 * PERCENT);
		assert_eq!(stepped.threshold(31 * PERCENT), 60 * PERCENT);
		assert_eq!(stepped.threshold(WHOLE), 30 * PERCENT);
		// 50 % at first, 0 % in the end: 0.0909… / (x + 0.1) − 0.0826…
		let reciprocal = Curve::Reciprocal {
			factor: 55_000_000,
			x_offset: 100_000_000,
			y_offset: -50_000_000,
		};
		assert_eq!(reciprocal.threshold(0), 50 * PERCENT);
		assert_eq!(reciprocal.threshold(WHOLE), 0);
	}

	#[test]
	fn what_becomes_of_it_is_said_for_each_stage() {
		let track = track();
		let enough = (WHOLE, 40 * PERCENT);
		let preparing = Progress {
			since: None,
			..open()
		};
		let expected = Outlook::Approved {
			enough: 120,
			approved: 140,
			done: 180,
		};
		assert_eq!(preparing.outlook(&track, enough, 105), expected);
		assert_eq!(
			preparing.outlook(&track, (0, 0), 105),
			Outlook::Rejected { ends: 400 }
		);
		let forgotten = Progress {
			taken_up: false,
			..preparing
		};
		assert_eq!(
			forgotten.outlook(&track, enough, 105),
			Outlook::TimesOut { ends: 380 }
		);
		let queued = Progress {
			queued: true,
			..preparing
		};
		assert_eq!(queued.outlook(&track, enough, 130), Outlook::Queued);
		let confirming = Progress {
			confirming: Some(150),
			..open()
		};
		let expected = Outlook::Approved {
			enough: 130,
			approved: 150,
			done: 190,
		};
		assert_eq!(confirming.outlook(&track, enough, 135), expected);
		// What it needs has fallen to what it has half way through.
		let half = (WHOLE, 22 * PERCENT);
		let expected = Outlook::Approved {
			enough: 260,
			approved: 280,
			done: 320,
		};
		assert_eq!(open().outlook(&track, half, 130), expected);
		assert_eq!(
			open().outlook(&track, (54 * PERCENT, WHOLE), 130),
			Outlook::Rejected { ends: 400 }
		);
	}

	#[test]
	fn what_is_to_be_done_later_is_done_later_and_never_sooner_than_the_track_lets_it() {
		let track = track();
		let done = |wish| {
			let asked = Progress { wish, ..open() };
			match asked.outlook(&track, (WHOLE, WHOLE), 130) {
				Outlook::Approved { approved, done, .. } => (approved, done),
				other => panic!("{other:?}"),
			}
		};
		assert_eq!(done(Wish::After(0)), (150, 190));
		assert_eq!(done(Wish::After(100)), (150, 250));
		assert_eq!(done(Wish::At(120)), (150, 190));
		assert_eq!(done(Wish::At(9_000)), (150, 9_000));
		let at_once = Track { enact: 0, ..track };
		assert_eq!(Wish::After(0).done(150, &at_once), 151);
	}

	proptest! {
		#[test]
		fn the_first_block_it_passes_in_is_found(approval: u32, support: u32) {
			let track = track();
			let has = (approval % (WHOLE + 1), support % (WHOLE + 1));
			let by_looking = (0..=track.decide).find(|elapsed| track.passes(*elapsed, has));
			prop_assert_eq!(track.passes_after(has), by_looking);
		}

		#[test]
		fn no_curve_leaves_the_range(x: u32, a: u32, b: u32, c: u32, f: i64, g: i64, h: i64) {
			let part = |n: u32| n % (WHOLE + 1);
			let (low, high) = (part(a).min(part(b)), part(a).max(part(b)));
			for curve in [
				Curve::Linear { length: part(c), floor: low, ceil: high },
				Curve::Stepped { begin: high, end: low, step: part(c), period: part(b) },
				Curve::Reciprocal { factor: f, x_offset: g, y_offset: h },
			] {
				prop_assert!(curve.threshold(part(x)) <= WHOLE);
			}
		}
	}
}
