//! The lot. Anyone can repeat it from the event `PanelDrawn`.
//!
//! Each candidate has a ticket, `blake2_256(SCALE("civic-ledger panel", seed, claim, round, lot,
//! candidate))`. Those with the lowest tickets are drawn, lowest first. A ticket depends on nobody
//! else, so whoever adds or removes a candidate once the seed is known (by becoming full or free,
//! by drawing other panels first) changes that one place and does not shuffle the others anew.

use crate::Round;
use alloc::vec::Vec;
use civic_primitives::{ClaimId, MemberId};
use codec::Encode;
use sp_core::H256;
use sp_io::hashing::blake2_256;

/// Keeps these hashes apart from all others made of the same seed.
const DOMAIN: &[u8] = b"civic-ledger panel";

/// Draw `seats` of `candidates`, or all of them when they are fewer.
pub fn draw(
	seed: &H256,
	claim: ClaimId,
	round: Round,
	lot: u32,
	candidates: &[MemberId],
	seats: usize,
) -> Vec<MemberId> {
	let ticket = |who: &MemberId| blake2_256(&(DOMAIN, seed, claim, round, lot, who).encode());
	let mut ranked: Vec<_> = candidates.iter().map(|who| (ticket(who), *who)).collect();
	ranked.sort_unstable();
	ranked.into_iter().map(|(_, who)| who).take(seats).collect()
}
