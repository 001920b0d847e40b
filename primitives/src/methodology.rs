//! How activity becomes avoided emissions, as the other pallets see it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

use crate::Moment;

/// The number of one published version of a methodology.
pub type MethodologyId = u32;

/// The number a methodology shares with the versions that supersede it: its first version's.
pub type FamilyId = u32;

/// The parts that make a whole in [`Shares`].
pub const WHOLE: u32 = 1_000_000;

/// The sectors of a city's emission inventory: Global Protocol for Community-Scale Greenhouse Gas
/// Inventories (GPC), version 1.1, table 3.1.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Sector {
	/// I: buildings, facilities and energy supply.
	#[codec(index = 0)]
	StationaryEnergy,
	/// II: on-road, rail, waterborne, aviation, off-road.
	#[codec(index = 1)]
	Transportation,
	/// III: solid waste and wastewater.
	#[codec(index = 2)]
	Waste,
	/// IV: industrial processes and product use.
	#[codec(index = 3)]
	IndustrialProcesses,
	/// V: agriculture, forestry and other land use.
	#[codec(index = 4)]
	LandUse,
}

/// What the energy or activity at a place serves. Two claims on the same benefit at one place are
/// recognised by it.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum EndUse {
	/// Electricity made on site.
	#[codec(index = 0)]
	ElectricityGeneration,
	/// Everything behind one meter.
	#[codec(index = 1)]
	WholeBuilding,
	/// Space heating.
	#[codec(index = 2)]
	SpaceHeating,
	/// Space cooling.
	#[codec(index = 3)]
	SpaceCooling,
	/// Domestic hot water.
	#[codec(index = 4)]
	HotWater,
	/// Lighting.
	#[codec(index = 5)]
	Lighting,
	/// Appliances and machines.
	#[codec(index = 6)]
	Appliances,
	/// Moving people or goods.
	#[codec(index = 7)]
	Mobility,
	/// Trees and soils.
	#[codec(index = 8)]
	Vegetation,
	/// Waste avoided or materials used again.
	#[codec(index = 9)]
	Materials,
}

impl EndUse {
	/// The end uses whose benefit at the same place and time would be the same benefit, itself
	/// first. A whole building's meter already shows what its roof, boiler and lamps save.
	pub fn conflicting(self) -> &'static [EndUse] {
		use EndUse::*;
		match self {
			WholeBuilding => &[
				WholeBuilding,
				ElectricityGeneration,
				SpaceHeating,
				SpaceCooling,
				HotWater,
				Lighting,
				Appliances,
			],
			ElectricityGeneration => &[ElectricityGeneration, WholeBuilding],
			SpaceHeating => &[SpaceHeating, WholeBuilding],
			SpaceCooling => &[SpaceCooling, WholeBuilding],
			HotWater => &[HotWater, WholeBuilding],
			Lighting => &[Lighting, WholeBuilding],
			Appliances => &[Appliances, WholeBuilding],
			Mobility => &[Mobility],
			Vegetation => &[Vegetation],
			Materials => &[Materials],
		}
	}
}

/// What a claim's quantity counts.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityUnit {
	/// Wh.
	#[codec(index = 0)]
	WattHour,
	/// Passenger-metres.
	#[codec(index = 1)]
	PassengerMetre,
	/// Grams.
	#[codec(index = 2)]
	Gram,
}

/// Who gets which part of an award, in parts of [`WHOLE`].
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Shares {
	/// The one who avoided the emissions.
	pub owner: u32,
	/// The commons pool.
	pub commons: u32,
	/// The panel, in equal parts.
	pub verifiers: u32,
	/// Kept back for reversals.
	pub buffer: u32,
}

impl Shares {
	/// Whether the parts make a whole.
	pub fn is_whole(&self) -> bool {
		[self.commons, self.verifiers, self.buffer]
			.iter()
			.try_fold(self.owner, |sum, part| sum.checked_add(*part))
			== Some(WHOLE)
	}
}

/// What a methodology asks of a claim and gives for it. It never changes once published.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Terms {
	/// Which budget its awards come from.
	pub sector: Sector,
	/// What the activity serves.
	pub end_use: EndUse,
	/// What quantities count.
	pub unit: ActivityUnit,
	/// Emissions of the baseline, mg CO2e per 1,000 units (for energy: per kWh). See ADR 0004.
	pub baseline_factor: u64,
	/// Emissions of the project, mg CO2e per 1,000 units.
	pub project_factor: u64,
	/// The share of a claim's uncertainty that is deducted from its quantity.
	pub deduction: Permill,
	/// The share of the avoided emissions that leaks to elsewhere.
	pub leakage: Permill,
	/// Who gets which part of an award.
	pub shares: Shares,
	/// Verifiers on a panel (n).
	pub panel: u32,
	/// How many of them must agree (k).
	pub quorum: u32,
	/// How far apart, relative to the largest, agreeing quantities may be.
	pub tolerance: Permill,
	/// Seconds a verifier has to answer.
	pub attest_within: Moment,
	/// Seconds in which a verified claim may be challenged.
	pub challenge_within: Moment,
	/// Seconds the longest claim may cover.
	pub longest_period: Moment,
	/// Seconds between two claims of a source, from submission to submission.
	pub claim_interval: Moment,
}

/// The published methodologies.
pub trait Methods {
	/// The terms of a version, whatever its status: running claims finish by them.
	fn terms(id: MethodologyId) -> Option<Terms>;
	/// The family a version belongs to.
	fn family(id: MethodologyId) -> Option<FamilyId>;
	/// Whether new claims may be made under it: adopted, not retired.
	fn is_open(id: MethodologyId) -> bool;
	/// The end use of a family that has an adopted version.
	fn end_use(family: FamilyId) -> Option<EndUse>;
	/// Publish and adopt `terms` as the first version of a family.
	#[cfg(feature = "runtime-benchmarks")]
	fn adopt(terms: Terms) -> MethodologyId;
}

#[cfg(test)]
mod tests {
	use super::*;

	const END_USES: [EndUse; 10] = [
		EndUse::ElectricityGeneration,
		EndUse::WholeBuilding,
		EndUse::SpaceHeating,
		EndUse::SpaceCooling,
		EndUse::HotWater,
		EndUse::Lighting,
		EndUse::Appliances,
		EndUse::Mobility,
		EndUse::Vegetation,
		EndUse::Materials,
	];

	/// Whichever of two claims on the same benefit comes second is refused.
	#[test]
	fn end_uses_conflict_with_themselves_and_mutually() {
		for (index, one) in (0u8..).zip(END_USES) {
			assert_eq!(one.encode(), [index], "each end use is in the list");
			assert_eq!(one.conflicting().first(), Some(&one));
			for other in END_USES {
				assert_eq!(
					one.conflicting().contains(&other),
					other.conflicting().contains(&one),
					"{one:?} and {other:?}"
				);
			}
		}
		assert!(
			EndUse::decode(&mut &[10u8][..]).is_err(),
			"there are no others"
		);
	}

	#[test]
	fn shares_make_a_whole_exactly() {
		let shares = |owner, commons| Shares {
			owner,
			commons,
			..Default::default()
		};
		assert!(shares(WHOLE, 0).is_whole());
		assert!(shares(WHOLE - 1, 1).is_whole());
		assert!(!shares(WHOLE, 1).is_whole());
		assert!(!shares(WHOLE - 1, 0).is_whole());
		assert!(!shares(u32::MAX, WHOLE + 1).is_whole());
	}
}
