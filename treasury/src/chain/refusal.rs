//! What the chain said no to, and whether it may say yes later.

use serde::{Deserialize, Serialize};

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
	/// What the chain said.
	pub why: String,
	/// Whether it may be taken later.
	pub hope: Hope,
}

/// Whether what was refused may be taken later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hope {
	/// When something outside changed: a mandate, a day, a reserve.
	Later,
	/// What was known of a redemption or the queue is out of date: how it stands now decides.
	LookAgain,
	/// Never: what was handed in is itself what the chain does not take.
	Never,
}

impl Refusal {
	/// By the name of the redemption pallet's error, with what it says about it.
	pub fn of(error: &str, docs: &str) -> Self {
		let hope = match error {
			"NotPaying" | "AlreadyEnded" | "NotOpen" | "NotNext" => Hope::LookAgain,
			"UnknownRedemption" | "TextUnfit" | "BookedTooEarly" | "ReasonUnfit" => Hope::Never,
			_ => Hope::Later,
		};
		let why = match docs {
			"" => error.to_owned(),
			docs => format!("{error}: {docs}"),
		};
		Self { why, hope }
	}

	/// Of anything else than that pallet.
	pub fn other(why: impl Into<String>) -> Self {
		Self {
			why: why.into(),
			hope: Hope::Later,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_can_never_be_taken_is_told_from_what_waits() {
		let future = Refusal::of("DateInFuture", "The day has not begun anywhere yet.");
		assert_eq!(future.hope, Hope::Later);
		assert_eq!(
			future.why,
			"DateInFuture: The day has not begun anywhere yet."
		);
		assert_eq!(Refusal::of("BookedTooEarly", "").hope, Hope::Never);
		assert_eq!(Refusal::of("AlreadyEnded", "").hope, Hope::LookAgain);
		assert_eq!(Refusal::other("Bad origin.").hope, Hope::Later);
	}
}
