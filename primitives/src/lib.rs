#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod award;
mod claim;
mod contribution;
mod member;
mod methodology;
mod redemption;
mod sums;

pub use award::{Award, OnAwarded};
pub use claim::{ClaimId, OnSettled, Period, SettledClaim, Settlement, SourceId};
pub use contribution::{
	Collectives, ContributionKind, Electorate, Points, Snapshot, Standing, WeightRule,
};
pub use member::{Fault, Mandate, Mandates, MemberId, MemberKind, Membership, Panelists};
pub use methodology::{
	ActivityUnit, EndUse, FamilyId, MethodologyId, Methods, Sector, Shares, Terms, WHOLE,
};
pub use redemption::OnRedeemed;
pub use sums::{credit, debit};

/// A point in time: seconds since 1970-01-01T00:00:00Z. Everything a person reasons about is in
/// time, not in blocks.
pub type Moment = u64;

/// An amount of the city's token in its smallest unit: 1 unit = 1 mg CO2e of verified avoided
/// emissions, 1,000,000 units = 1 token = 1 kg.
pub type Balance = u128;

/// The most verifiers one panel may have. Bounds what a claim stores and what a settlement pays.
pub const MAX_PANEL: u32 = 15;
