//! The tracks: how each kind of decision is taken.

use clap::ValueEnum;
use serde::Serialize;

use crate::{
	chain::{
		api::runtime::{Origin, OriginCaller, RawOrigin},
		offline::own_tracks,
		State,
	},
	decision::Track,
	error::{Error, Result},
};

/// A track: one kind of decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrackArg {
	/// Whatever the ledger can do: another runtime above all
	Root,
	/// Which agencies take part, hold mandates, and validate
	Authorities,
	/// How activity becomes avoided emissions
	Methodology,
	/// How much may be awarded, and what was awarded wrongly
	IssuancePolicy,
	/// What the city gives: money of the commons, recognition
	Commons,
	/// On what terms tokens are exchanged for money
	Redemption,
	/// Who may verify, and appeals of those who were sanctioned
	Sanctions,
	/// How the city decides, and what everybody may do
	Charter,
}

impl TrackArg {
	/// The chain's name for it.
	pub fn name(self) -> &'static str {
		match self {
			Self::Root => "root",
			Self::Authorities => "authorities",
			Self::Methodology => "methodology",
			Self::IssuancePolicy => "issuance-policy",
			Self::Commons => "commons",
			Self::Redemption => "redemption",
			Self::Sanctions => "sanctions",
			Self::Charter => "charter",
		}
	}

	/// By what authority it decides.
	pub fn origin(self) -> OriginCaller {
		match self {
			Self::Root => OriginCaller::system(RawOrigin::Root),
			Self::Authorities => OriginCaller::Origins(Origin::Authorities),
			Self::Methodology => OriginCaller::Origins(Origin::Methodology),
			Self::IssuancePolicy => OriginCaller::Origins(Origin::IssuancePolicy),
			Self::Commons => OriginCaller::Origins(Origin::Commons),
			Self::Redemption => OriginCaller::Origins(Origin::Redemption),
			Self::Sanctions => OriginCaller::Origins(Origin::Sanctions),
			Self::Charter => OriginCaller::Origins(Origin::Charter),
		}
	}

	/// Its number, which needs no node to be known.
	pub fn number(self) -> Result<u16> {
		own_tracks()?
			.into_iter()
			.find(|(_, name)| name == self.name())
			.map(|(id, _)| id)
			.ok_or_else(|| Error::internal(format!("There is no track {}.", self.name())))
	}

	/// How it decides on this chain.
	pub fn track(self, state: &State) -> Result<Track> {
		let tracks = state.tracks()?;
		tracks
			.into_iter()
			.find(|track| track.name == self.name())
			.ok_or_else(|| {
				Error::network(format!(
					"The node knows no track {}. Take the civic of its version.",
					self.name()
				))
			})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_tracks_are_those_of_the_chain() {
		let own: Vec<_> = own_tracks().unwrap();
		let known: Vec<_> = TrackArg::value_variants()
			.iter()
			.map(|track| (track.number().unwrap(), track.name().to_string()))
			.collect();
		assert_eq!(known, own);
		for track in TrackArg::value_variants() {
			let typed = track.to_possible_value().unwrap();
			assert_eq!(typed.get_name(), track.name());
		}
	}
}
