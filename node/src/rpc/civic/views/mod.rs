//! The answers, as JSON has them. The same names as in the wallet's `--json`.

mod assembly;
mod claim;
mod member;
mod methodology;
mod redemption;
mod referendum;
mod source;

use civic_runtime::{civic_api, AccountId, BlockNumber, Hash};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sp_core::crypto::Ss58Codec;

use super::words::{Refusal, Sector};

pub(crate) use assembly::{Contribution, Electorate};
pub(crate) use claim::{cursor, Claim, Claims};
pub(crate) use member::Member;
pub(crate) use methodology::Methodologies;
pub(crate) use redemption::{Currency, Redemption, Redemptions, Reserve, Window};
pub(crate) use referendum::{Referenda, Referendum};
pub(crate) use source::Source;

/// An account: its SS58 address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Address(String);

/// 32 bytes: `0x` and 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Bytes32(#[schemars(regex(pattern = r"^0x[0-9a-f]{64}$"))] String);

/// An amount: decimal digits. Of tokens in units: 1 unit is 1 mg CO2e, 1,000,000 are a token. Of
/// quantities in the methodology's unit. Of money in cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Amount(#[schemars(regex(pattern = r"^[0-9]+$"))] String);

/// A point in time: RFC 3339, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Moment(#[schemars(extend("format" = "date-time"))] String);

impl From<&AccountId> for Address {
	fn from(account: &AccountId) -> Self {
		// With the chain's own prefix, which `main` sets.
		Self(account.to_ss58check())
	}
}

impl From<[u8; 32]> for Bytes32 {
	fn from(bytes: [u8; 32]) -> Self {
		Self(format!("{:?}", Hash::from(bytes)))
	}
}

impl From<Hash> for Bytes32 {
	fn from(hash: Hash) -> Self {
		hash.0.into()
	}
}

impl From<u128> for Amount {
	fn from(amount: u128) -> Self {
		Self(amount.to_string())
	}
}

impl From<u64> for Amount {
	fn from(amount: u64) -> Self {
		Self(amount.to_string())
	}
}

impl From<u64> for Moment {
	fn from(seconds: u64) -> Self {
		// The chain knows moments that no calendar has: they are shown as the last it has.
		let moment = i64::try_from(seconds)
			.ok()
			.and_then(|seconds| Timestamp::from_second(seconds).ok())
			.unwrap_or(Timestamp::MAX);
		Self(moment.to_string())
	}
}

/// Bytes that are text: the chain takes no other.
fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

/// A block.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct BlockRef {
	/// Its height.
	pub(crate) number: BlockNumber,
	/// Its hash.
	#[schemars(with = "Bytes32")]
	pub(crate) hash: Hash,
}

/// An answer, and the block it is of.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "AtBlock_{T}")]
pub(crate) struct AtBlock<T> {
	/// The block.
	pub(crate) block: BlockRef,
	/// The answer.
	pub(crate) value: T,
}

/// What became of a claim in a block.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ClaimChange {
	/// The claim as it is after the block.
	Changed(Box<AtBlock<Claim>>),
	/// The node could not look: changes of this block may be missing.
	Failed {
		/// The block.
		block: BlockRef,
		/// Why not.
		error: String,
	},
}

/// Where everything is that was ever awarded:
/// awarded + endowment = inCirculation + retired + buffer + reversed + redeemed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Supply {
	/// Awarded for settled claims.
	awarded: Amount,
	/// Minted at genesis for no claim; 0 on a city's chain.
	endowment: Amount,
	/// On accounts.
	in_circulation: Amount,
	/// Used up by holders, for certificates.
	retired: Amount,
	/// Kept back for reversals.
	buffer: Amount,
	/// Reversed and made good.
	reversed: Amount,
	/// Exchanged for money.
	redeemed: Amount,
	/// Reversed and still owed by owners; not a part of the sum.
	owed: Amount,
}

impl From<pallet_issuance::Supply> for Supply {
	fn from(supply: pallet_issuance::Supply) -> Self {
		Self {
			awarded: supply.awarded.into(),
			endowment: supply.endowment.into(),
			in_circulation: supply.in_circulation.into(),
			retired: supply.retired.into(),
			buffer: supply.buffer.into(),
			reversed: supply.reversed.into(),
			redeemed: supply.redeemed.into(),
			owed: supply.owed.into(),
		}
	}
}

/// A sector's budget in a calendar year (UTC), in mg CO2e, which are units of the token.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Budget {
	/// The sector.
	sector: Sector,
	/// The year.
	year: u32,
	/// What the sector emitted, by the city's inventory. `null` when no budget was set.
	inventory: Option<Amount>,
	/// The most that may be awarded.
	ceiling: Option<Amount>,
	/// What was awarded.
	awarded: Option<Amount>,
	/// What may still be awarded.
	remaining: Option<Amount>,
	/// How many settled claims of the sector wait, whatever the year.
	deferred: u64,
	/// What the first of them is worth.
	first_deferred: Option<Amount>,
}

impl Budget {
	pub(super) fn new(sector: Sector, year: u32, record: civic_api::BudgetRecord) -> Self {
		let budget = record.budget;
		Self {
			sector,
			year,
			inventory: budget.map(|budget| budget.inventory.into()),
			ceiling: budget.map(|budget| budget.ceiling.into()),
			awarded: budget.map(|budget| budget.awarded.into()),
			remaining: budget.map(|budget| budget.remaining().into()),
			deferred: record.deferred,
			first_deferred: record.first_deferred.map(Into::into),
		}
	}
}

/// What an account may do without paying, in the unit of `payment_queryInfo`: 1 is a microsecond of
/// a block, or a byte.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Allowance {
	/// What it may use at once.
	left: Amount,
	/// What it may use when nothing was used for a while.
	capacity: Amount,
	/// When it may use that much again, if nothing is used until then.
	full_at: Option<Moment>,
	/// Why it may do nothing, if so.
	refusal: Option<Refusal>,
}

impl From<Result<pallet_allowance::Remaining, pallet_allowance::Refusal>> for Allowance {
	fn from(remaining: Result<pallet_allowance::Remaining, pallet_allowance::Refusal>) -> Self {
		match remaining {
			Ok(remaining) => Self {
				left: remaining.left.into(),
				capacity: remaining.capacity.into(),
				full_at: Some(remaining.full_at.into()),
				refusal: None,
			},
			Err(refusal) => Self {
				left: 0u128.into(),
				capacity: 0u128.into(),
				full_at: None,
				refusal: Some(refusal.into()),
			},
		}
	}
}
