//! The chain's words as JSON has them: lower case, with hyphens.

use civic_primitives::{
	ActivityUnit, EndUse as ChainEndUse, Mandate as ChainMandate, MemberKind, Sector as ChainSector,
};
use civic_runtime::civic_api::assembly::{ReferendumStage, Unread as ChainUnread};
use pallet_allowance::Refusal as ChainRefusal;
use pallet_measurements::{Ruling as ChainRuling, Stage, VoidCause as ChainVoidCause};
use pallet_methodologies::Status as Adoption;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An enumeration of the same variants as the chain's.
macro_rules! words {
	($($(#[doc = $doc:literal])* $name:ident = $chain:ident { $($variant:ident),* $(,)? })*) => {$(
		$(#[doc = $doc])*
		#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
		#[serde(rename_all = "kebab-case")]
		pub(crate) enum $name {
			$(#[allow(missing_docs)] $variant),*
		}

		impl From<$chain> for $name {
			fn from(word: $chain) -> Self {
				match word {
					$($chain::$variant => Self::$variant),*
				}
			}
		}

		impl From<$name> for $chain {
			fn from(word: $name) -> Self {
				match word {
					$($name::$variant => Self::$variant),*
				}
			}
		}
	)*};
}

words! {
	/// What a member is to the city.
	Kind = MemberKind { Citizen, Collective, Business, Verifier, Agency }

	/// What an agency is charged with.
	Mandate = ChainMandate {
		Registrar, Methodology, Issuance, Authorities, Treasurer, Auditor,
	}

	/// A sector of the city's emission inventory (GPC, version 1.1).
	Sector = ChainSector { StationaryEnergy, Transportation, Waste, IndustrialProcesses, LandUse }

	/// What an activity serves.
	EndUse = ChainEndUse {
		ElectricityGeneration, WholeBuilding, SpaceHeating, SpaceCooling, HotWater, Lighting,
		Appliances, Mobility, Vegetation, Materials,
	}

	/// What quantities count: Wh, passenger-metres, or grams.
	Unit = ActivityUnit { WattHour, PassengerMetre, Gram }

	/// How far a claim has come.
	Status = Stage { Submitted, Attesting, Verified, Challenged, Settled, Void }

	/// Why a claim is void.
	VoidCause = ChainVoidCause { Rejected, Overturned, Unjudged }

	/// How a challenge ended.
	Ruling = ChainRuling { Upheld, Dismissed, Lapsed }

	/// Where a methodology stands.
	MethodologyStatus = Adoption { Published, Adopted, Retired }

	/// How far a referendum has come.
	ReferendumStatus = ReferendumStage {
		Preparing, Queued, Deciding, Confirming, Approved, Rejected, Cancelled, TimedOut, Killed,
	}

	/// Why nobody can say what is proposed.
	Unread = ChainUnread { Missing, TooLong, NoCall }

	/// Why an account may do nothing, or not this.
	Refusal = ChainRefusal {
		NotMember, EnrolmentEnded, AllowanceUsedUp, TooCostly, TipNotAccepted,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn words_are_lower_case_with_hyphens() {
		let word = |word| serde_json::to_string(&Sector::from(word)).expect("a word");
		assert_eq!(word(ChainSector::StationaryEnergy), "\"stationary-energy\"");
		assert_eq!(word(ChainSector::LandUse), "\"land-use\"");
		let read: Sector = serde_json::from_str("\"waste\"").expect("a sector");
		assert_eq!(ChainSector::from(read), ChainSector::Waste);
		assert!(serde_json::from_str::<Sector>("\"Waste\"").is_err());
	}
}
