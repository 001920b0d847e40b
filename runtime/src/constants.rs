//! The numbers of this chain that no vote changes.

use civic_primitives::{Balance, Moment};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};
use sp_runtime::Perbill;

/// Milliseconds in a slot, and so between blocks. BABE breaks when it changes.
pub const SLOT_MILLIS: u64 = 3_000;

/// Decimals of the token: 1 AVO = 1 kg CO2e of verified avoided emissions, 1 unit = 1 mg.
pub const TOKEN_DECIMALS: u8 = 6;

/// The token's symbol.
pub const TOKEN_SYMBOL: &str = "AVO";

/// The smallest balance an account can have: one unit, so that nothing is ever dust.
pub const EXISTENTIAL_DEPOSIT: Balance = 1;

/// The address format: the generic Substrate prefix. A city registers its own in the SS58 registry
/// before launch and sets it here and in its profile.
pub const SS58_PREFIX: u16 = 42;

/// The part of a block ordinary transactions may fill. The rest is kept for operational calls.
pub const NORMAL_RATIO: Perbill = Perbill::from_percent(75);

/// What one block may cost: two thirds of the slot, so that ordinary transactions fill half of it. Its
/// author executes it, and then all others at once; storage is weighed as if nothing were cached, so a
/// full block takes less than it weighs (ADR 0078). The size of storage proofs is without meaning on a
/// chain of its own.
pub const MAX_BLOCK: Weight =
	Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2), u64::MAX);

/// The largest block in bytes.
pub const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

/// The most validators. BABE, GRANDPA and the seats share it.
pub const MAX_AUTHORITIES: u32 = 64;

/// For how many sessions an offence can still be proven: a week of hourly sessions.
pub const REPORT_WINDOW: u32 = 168;

/// BABE's chance, as a fraction, that a slot has an author by lot. Every other slot has one by turn.
/// Small, because who has the turn does not know of the lot and makes a block too: a fork. ADR 0055.
pub const PRIMARY_PROBABILITY: (u64, u64) = (1, 20);

/// One in so many of an epoch's blocks must be made after a claim before its lot is drawn. Only authors
/// by lot add to the randomness: in an hourly epoch some 15 of those 300. ADR 0084.
pub const FRESH_ONE_IN: u64 = 4;

/// Seconds in a day.
pub const DAY: Moment = 24 * 60 * 60;

/// Units in a token.
pub const TOKEN: Balance = 1_000_000;
