//! When a redemption may be paid: no promise of the chain, but how long the last ones took.

use serde::Serialize;

use crate::{
	chain::{
		api::{civic, runtime::RedemptionStatus},
		State,
	},
	error::Result,
	time::{span, Moment},
};

/// How many redemptions before one are looked at.
const LOOKED_AT: u64 = 20;

/// When a redemption may be paid, and what that is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Estimate {
	/// When, if it takes as long as the others.
	pub(super) expected: Moment,
	/// How many others, all paid.
	pub(super) paid_before: usize,
	/// How long half of them took at most, in seconds.
	pub(super) took_seconds: u64,
}

impl Estimate {
	/// For one that was asked for at `at`, where others took so many seconds. Nothing where none was paid.
	fn new(at: Moment, mut took: Vec<u64>) -> Option<Self> {
		took.sort_unstable();
		let took_seconds = *took.get(took.len().checked_sub(1)? / 2)?;
		Some(Self {
			expected: Moment(at.0.saturating_add(took_seconds)),
			paid_before: took.len(),
			took_seconds,
		})
	}

	/// For a person, at the time `now`.
	pub(super) fn said(&self, now: Moment) -> String {
		let from = match self.paid_before {
			1 => format!(
				"the last one that was paid took {}",
				span(self.took_seconds)
			),
			more => format!(
				"half of the last {more} that were paid took {} at most",
				span(self.took_seconds)
			),
		};
		match now < self.expected {
			true => format!("about {}, an estimate: {from}", self.expected),
			false => format!("longer than usual already: {from}"),
		}
	}
}

/// How long the redemptions before `id` in its currency took from being asked for to being settled.
pub(super) async fn estimate(
	state: &State,
	id: u64,
	at: Moment,
	currency: [u8; 3],
) -> Result<Option<Estimate>> {
	let mut took = Vec::new();
	for earlier in (id.saturating_sub(LOOKED_AT)..id).rev() {
		let question = civic::view_functions().redemption().redemption(earlier);
		let Some(found) = state.ask(question).await? else {
			continue;
		};
		if let (true, RedemptionStatus::Settled { at: settled, .. }) =
			(found.currency.0 == currency, &found.status)
		{
			took.push(settled.saturating_sub(found.at));
		}
	}
	Ok(Estimate::new(at, took))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn it_is_what_half_of_the_others_took_and_says_so() {
		assert_eq!(Estimate::new(Moment(100), Vec::new()), None);
		let one = Estimate::new(Moment(100), vec![60]).unwrap();
		assert_eq!((one.expected, one.paid_before), (Moment(160), 1));
		assert!(one.said(Moment(159)).contains("an estimate: the last one"));
		let several = Estimate::new(Moment(100), vec![7_200, 60, 3_600, 90]).unwrap();
		assert_eq!(several.took_seconds, 90);
		let odd = Estimate::new(Moment(100), vec![7_200, 60, 3_600]).unwrap();
		assert_eq!(odd.took_seconds, 3_600);
		let said = odd.said(Moment(100));
		assert!(
			said.contains("half of the last 3") && said.contains("1 h"),
			"{said}"
		);
		// What is over is not told as if it were to come.
		let late = odd.said(Moment(3_700));
		assert!(
			late.contains("longer than usual") && !late.contains("about"),
			"{late}"
		);
		let far = Estimate::new(Moment(u64::MAX), vec![1]).unwrap();
		assert_eq!(far.expected, Moment(u64::MAX));
	}
}
