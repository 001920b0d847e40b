//! The lot. Anyone can repeat it from the event `PanelDrawn`.
//!
//! A stream of numbers is made from the seed: the `i`-th block of it is
//! `blake2_256(SCALE("civic-ledger panel", seed, claim, round, lot, i: u32))`, read as four
//! little-endian `u64`. Each verifier is taken out of the list of those left at the place that the
//! next number gives; the last of the list moves into the gap (Fisher and Yates). Numbers above
//! the greatest multiple of the list's length are skipped, so that each place is equally likely.

use crate::Round;
use alloc::vec::Vec;
use civic_primitives::{ClaimId, MemberId};
use codec::Encode;
use sp_core::H256;

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
	let mut stream = Stream::new(|block: u32| {
		sp_io::hashing::blake2_256(&(DOMAIN, seed, claim, round, lot, block).encode())
	});
	let mut left = candidates.to_vec();
	let mut drawn = Vec::with_capacity(seats.min(left.len()));
	while drawn.len() < seats {
		let Some(place) = stream.below(left.len()) else {
			break;
		};
		drawn.push(left.swap_remove(place));
	}
	drawn
}

/// An endless stream of numbers.
struct Stream<F> {
	hash: F,
	next_block: u32,
	numbers: Vec<u64>,
}

impl<F: Fn(u32) -> [u8; 32]> Stream<F> {
	fn new(hash: F) -> Self {
		Self {
			hash,
			next_block: 0,
			numbers: Vec::new(),
		}
	}

	/// The next number.
	fn next(&mut self) -> u64 {
		loop {
			if let Some(number) = self.numbers.pop() {
				return number;
			}
			let block = (self.hash)(self.next_block);
			self.next_block = self.next_block.wrapping_add(1);
			// Popped from the end, hence stored in reverse.
			self.numbers.extend(
				block
					.rchunks_exact(8)
					.filter_map(|bytes| bytes.try_into().ok().map(u64::from_le_bytes)),
			);
		}
	}

	/// A number below `bound`, each equally likely; none when there is no such number.
	fn below(&mut self, bound: usize) -> Option<usize> {
		let bound = u64::try_from(bound).ok()?;
		let skewed = u64::MAX.checked_rem(bound)?;
		let limit = u64::MAX.saturating_sub(skewed);
		loop {
			let number = self.next();
			if number < limit {
				return usize::try_from(number.checked_rem(bound)?).ok();
			}
		}
	}
}
