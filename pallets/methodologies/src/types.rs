//! What the register stores about a methodology.

use civic_primitives::{FamilyId, MemberId, MethodologyId, Terms};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// The longest title, in bytes. This and the other bounds belong to the format, not to a city:
/// what one city could publish, another can copy.
pub const MAX_TITLE: u32 = 128;

/// The longest location (a URI), in bytes.
pub const MAX_LOCATION: u32 = 256;

/// The longest source of a factor, in bytes.
pub const MAX_SOURCE: u32 = 256;

/// UTF-8 text of at most `N` bytes.
pub type Text<const N: u32> = BoundedVec<u8, ConstU32<N>>;

/// Where a methodology stands.
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
)]
pub enum Status {
	/// Open to be read and criticised; no claim can be made under it.
	#[codec(index = 0)]
	Published,
	/// In force.
	#[codec(index = 1)]
	Adopted,
	/// Closed for new claims; running ones finish by it.
	#[codec(index = 2)]
	Retired,
}

/// Which gases a factor counts.
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
pub enum Gases {
	/// Carbon dioxide alone.
	#[codec(index = 0)]
	Co2,
	/// All greenhouse gases, as carbon dioxide equivalents.
	#[codec(index = 1)]
	Co2e,
}

/// By which set of 100-year global warming potentials gases were made equivalent.
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
pub enum Gwp {
	/// Only one gas is counted.
	#[codec(index = 0)]
	NotApplicable,
	/// IPCC, second assessment report.
	#[codec(index = 1)]
	Ar2,
	/// IPCC, fourth assessment report.
	#[codec(index = 2)]
	Ar4,
	/// IPCC, fifth assessment report.
	#[codec(index = 3)]
	Ar5,
	/// IPCC, sixth assessment report.
	#[codec(index = 4)]
	Ar6,
	/// The source does not say.
	#[codec(index = 5)]
	Unstated,
}

/// Whether a grid factor is of all generation or of that which answers a change of demand.
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
pub enum Margin {
	/// Not a grid factor.
	#[codec(index = 0)]
	NotApplicable,
	/// Average of all generation.
	#[codec(index = 1)]
	Average,
	/// Marginal generation.
	#[codec(index = 2)]
	Marginal,
}

/// On which heating value of a fuel a factor stands.
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
pub enum HeatingValue {
	/// Not a fuel's factor.
	#[codec(index = 0)]
	NotApplicable,
	/// Lower heating value (net calorific value).
	#[codec(index = 1)]
	Lhv,
	/// Higher heating value (gross calorific value).
	#[codec(index = 2)]
	Hhv,
}

/// Which stages a factor counts.
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
pub enum Boundary {
	/// What leaves the stack.
	#[codec(index = 0)]
	Combustion,
	/// From extraction to disposal.
	#[codec(index = 1)]
	LifeCycle,
}

/// What a factor means: two numbers for the same kWh may differ by a tenth only by this.
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Basis {
	/// Which gases it counts.
	pub gases: Gases,
	/// How they were made equivalent.
	pub gwp: Gwp,
	/// Average or marginal.
	pub margin: Margin,
	/// Lower or higher heating value.
	pub heating_value: HeatingValue,
	/// Combustion or life cycle.
	pub boundary: Boundary,
}

/// Where a factor comes from.
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
pub struct Provenance {
	/// Publisher, title, table and licence, as one would cite it.
	#[serde(with = "text")]
	pub source: Text<MAX_SOURCE>,
	/// The year the factor describes.
	pub year: u16,
	/// What it means.
	pub basis: Basis,
}

/// The document behind a methodology.
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
pub struct Document {
	/// Its title.
	#[serde(with = "text")]
	pub title: Text<MAX_TITLE>,
	/// SHA-256 of its bytes: the name by which it is known in every city.
	pub content_hash: H256,
	/// A URI where its bytes can be read.
	#[serde(with = "text")]
	pub location: Text<MAX_LOCATION>,
	/// Where the baseline factor comes from.
	pub baseline_provenance: Provenance,
	/// Where the project factor comes from.
	pub project_provenance: Provenance,
}

/// What is published.
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
pub struct Methodology {
	/// What people read.
	pub document: Document,
	/// What the chain computes with.
	pub terms: Terms,
	/// The version it is to replace; `None` begins a family.
	#[serde(default)]
	pub supersedes: Option<MethodologyId>,
}

/// One published version, without its document: what every claim reads.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Version {
	/// What the chain computes with.
	pub terms: Terms,
	/// The family it belongs to.
	pub family: FamilyId,
	/// The version it replaces.
	pub supersedes: Option<MethodologyId>,
	/// Where it stands.
	pub status: Status,
	/// Who published it; `None` for those of genesis.
	pub publisher: Option<MemberId>,
}

/// Text in JSON, bytes in storage.
mod text {
	use alloc::{string::String, vec::Vec};
	use core::str::from_utf8;

	use frame_support::{traits::Get, BoundedVec};
	use serde::{de, ser, Deserialize, Deserializer, Serializer};

	pub(super) fn serialize<S: Serializer, Bound: Get<u32>>(
		text: &BoundedVec<u8, Bound>,
		serializer: S,
	) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(from_utf8(text).map_err(ser::Error::custom)?)
	}

	pub(super) fn deserialize<'de, D: Deserializer<'de>, Bound: Get<u32>>(
		deserializer: D,
	) -> Result<BoundedVec<u8, Bound>, D::Error> {
		String::deserialize(deserializer)?
			.into_bytes()
			.try_into()
			.map_err(|bytes: Vec<u8>| {
				de::Error::custom(format_args!(
					"the text has {} bytes; shorten it to {}",
					bytes.len(),
					Bound::get()
				))
			})
	}
}
