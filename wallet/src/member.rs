//! Who somebody is to the city, in the words of the chain.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What a member is to the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberKind {
	/// A natural person
	Citizen,
	/// An association, cooperative or household group
	Collective,
	/// A business that takes tokens
	Business,
	/// An independent verifier
	Verifier,
	/// A city agency
	Agency,
}

impl MemberKind {
	/// The number the chain has for it.
	pub fn index(self) -> u8 {
		match self {
			Self::Citizen => 0,
			Self::Collective => 1,
			Self::Business => 2,
			Self::Verifier => 3,
			Self::Agency => 4,
		}
	}

	/// The word for it.
	pub fn name(self) -> &'static str {
		match self {
			Self::Citizen => "citizen",
			Self::Collective => "collective",
			Self::Business => "business",
			Self::Verifier => "verifier",
			Self::Agency => "agency",
		}
	}
}
