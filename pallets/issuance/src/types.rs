//! What issuance stores.

use civic_primitives::{Balance, MemberId, MethodologyId, Moment, Sector, SettledClaim};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

use crate::calendar::Year;

/// The number of a retirement certificate.
pub type CertificateId = u64;

/// What a sector may be awarded in a year, in mg CO2e.
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
pub struct Budget {
	/// The sector's emissions in the city's inventory.
	pub inventory: Balance,
	/// The most that may be awarded.
	pub ceiling: Balance,
	/// What is awarded already.
	pub awarded: Balance,
}

impl Budget {
	/// What may still be awarded.
	pub fn remaining(&self) -> Balance {
		self.ceiling.saturating_sub(self.awarded)
	}
}

/// A budget in force from the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GenesisBudget {
	/// The sector.
	pub sector: Sector,
	/// The calendar year, in UTC.
	pub year: Year,
	/// The sector's emissions in the city's inventory, mg CO2e.
	pub inventory: Balance,
	/// The most that may be awarded, mg CO2e.
	pub ceiling: Balance,
}

/// What a settled claim was awarded: at most once, for ever.
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
pub struct AwardRecord {
	/// Who avoided the emissions.
	pub owner: MemberId,
	/// By which methodology.
	pub methodology: MethodologyId,
	/// From which sector's budget.
	pub sector: Sector,
	/// Of which year.
	pub year: Year,
	/// The whole award, before it was shared out.
	pub amount: Balance,
	/// How much of it was found not to have been avoided.
	pub reversed: Balance,
	/// When it was awarded.
	pub at: Moment,
}

/// A settled claim that waits for budget.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DeferredAward {
	/// The claim.
	pub claim: SettledClaim,
	/// What it is worth.
	pub amount: Balance,
}

/// The places of a sector's queue: `next` is served next, `end` is the first free place.
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
)]
pub struct Queue {
	/// The place that is served next.
	pub next: u64,
	/// The first free place.
	pub end: u64,
}

impl Queue {
	/// Whether nobody waits.
	pub fn is_empty(&self) -> bool {
		self.next >= self.end
	}
}

/// Where everything that was ever awarded is. `awarded + endowment` equals the total issuance of
/// the currency `+ retired + buffer + reversed + redeemed`, to the unit.
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
)]
pub struct Ledger {
	/// Awarded for settled claims.
	pub awarded: Balance,
	/// Retired by holders: burned for a certificate.
	pub retired: Balance,
	/// Kept back for reversals, unminted.
	pub buffer: Balance,
	/// Reversed and made good, from the buffer or by later awards.
	pub reversed: Balance,
	/// Reversed and still owed by owners.
	pub owed: Balance,
	/// Minted at genesis for no claim; 0 on a city's chain.
	pub endowment: Balance,
	/// Redeemed for money: burned when it was paid.
	pub redeemed: Balance,
}

/// The parts of the supply: `awarded + endowment = in_circulation + retired + buffer + reversed +
/// redeemed`.
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
pub struct Supply {
	/// Awarded for settled claims.
	pub awarded: Balance,
	/// Minted at genesis for no claim; 0 on a city's chain.
	pub endowment: Balance,
	/// On accounts.
	pub in_circulation: Balance,
	/// Retired by holders.
	pub retired: Balance,
	/// Kept back for reversals.
	pub buffer: Balance,
	/// Reversed and made good.
	pub reversed: Balance,
	/// Reversed and still owed by owners; not a part of the sum.
	pub owed: Balance,
	/// Redeemed for money.
	pub redeemed: Balance,
}

/// Why units were retired.
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
pub enum Reason {
	/// For the beneficiary's own reporting.
	#[codec(index = 0)]
	Reporting,
	/// For a good or a service.
	#[codec(index = 1)]
	Product,
	/// For an event.
	#[codec(index = 2)]
	Event,
	/// As a gift to the climate: nobody counts it.
	#[codec(index = 3)]
	Gift,
	/// Something else, which the commitment says.
	#[codec(index = 4)]
	Other,
}

/// Proof that units were retired.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Certificate<AccountId> {
	/// Who held the units.
	pub holder: AccountId,
	/// How many.
	pub amount: Balance,
	/// A salted commitment to the beneficiary and any text: nothing personal stands here.
	pub beneficiary: H256,
	/// Why.
	pub reason: Reason,
	/// When.
	pub at: Moment,
}
