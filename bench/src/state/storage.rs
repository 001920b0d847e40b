//! What reading and writing a key costs on a ledger of some size.

use std::time::{Duration, Instant};

use rand::{rngs::StdRng, Rng, SeedableRng};
use sc_client_api::StateBackend;
use serde::Serialize;

use super::chain::Changes;
use super::history::keys_of;
use super::ledger::Ledger;

/// Keys that are read and written before anything is measured.
const WARM_UP: usize = 2_000;

/// Keys that are read.
const READS: usize = 20_000;

/// Blocks that are written.
const BLOCKS: usize = 20;

/// What a key costs, in nanoseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Access {
	/// On average.
	pub average: f64,
	/// Half take less.
	pub median: f64,
	/// 99 of 100 take less.
	pub p99: f64,
}

/// What storage costs.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StorageCost {
	/// How many keys there were.
	pub keys: u64,
	/// To read a key that is not cached, on a node whose cache holds the upper part of the trie.
	pub read: Access,
	/// To write a key in a block that writes one.
	pub write_alone: Access,
	/// To write a key in a block that writes [`TOGETHER`].
	pub write: Access,
}

/// Keys that a block writes: fewer than a full one does.
pub const TOGETHER: usize = 1_000;

/// Measure on `ledger`, whose history must not be empty. The same keys are chosen each time.
pub fn measure(ledger: &mut Ledger) -> anyhow::Result<StorageCost> {
	let mut chance = StdRng::seed_from_u64(2_609);
	let mut some = |ledger: &Ledger, count: usize| -> Vec<Vec<u8>> {
		(0..count)
			.map(|_| {
				let claim = chance.random_range(0..ledger.history());
				let keys = keys_of(claim, ledger.sources());
				keys[chance.random_range(0..keys.len())].clone()
			})
			.collect()
	};
	ledger.chain().reopen()?;

	let warm_up = some(ledger, WARM_UP);
	read(ledger, &warm_up)?;
	let keys = some(ledger, READS);
	let read = access(read(ledger, &keys)?);

	let mut alone = Vec::new();
	let mut together = Vec::new();
	for round in 0..=BLOCKS {
		let keys = some(ledger, 1);
		let one = write(ledger, &keys, round)?;
		let keys = some(ledger, TOGETHER);
		let many = write(ledger, &keys, round)? / TOGETHER as u32;
		if round > 0 {
			alone.push(one);
			together.push(many);
		}
	}
	Ok(StorageCost {
		keys: 6 * ledger.history(),
		read,
		write_alone: access(alone),
		write: access(together),
	})
}

/// Read each of `keys` as the runtime would. Blocks read through a cache of their own, which goes
/// into the one that all share when they end: a new one for every thousand keys.
fn read(ledger: &mut Ledger, keys: &[Vec<u8>]) -> anyhow::Result<Vec<Duration>> {
	let mut times = Vec::new();
	for keys in keys.chunks(TOGETHER) {
		let state = ledger.chain().state()?;
		for key in keys {
			let begun = Instant::now();
			let value = state.storage(key).map_err(anyhow::Error::msg)?;
			times.push(begun.elapsed());
			anyhow::ensure!(value.is_some(), "the history holds this key");
		}
	}
	Ok(times)
}

/// Overwrite `keys` in a block with values of the same length, and store it.
fn write(ledger: &mut Ledger, keys: &[Vec<u8>], round: usize) -> anyhow::Result<Duration> {
	let chain = ledger.chain();
	let mut changes = Changes::new();
	let state = chain.state()?;
	for key in keys {
		let mut value = state
			.storage(key)
			.map_err(anyhow::Error::msg)?
			.unwrap_or_default();
		if let Some(last) = value.last_mut() {
			*last = last.wrapping_add(1 + round as u8);
		}
		changes.push((key.clone(), Some(value)));
	}
	drop(state);
	let begun = Instant::now();
	chain.write(changes)?;
	Ok(begun.elapsed())
}

fn access(mut times: Vec<Duration>) -> Access {
	times.sort_unstable();
	let nanos = |time: &Duration| time.as_secs_f64() * 1e9;
	let at = |percent: usize| {
		let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
		times.get(place).map(nanos).unwrap_or_default()
	};
	Access {
		average: times.iter().map(nanos).sum::<f64>() / times.len().max(1) as f64,
		median: at(50),
		p99: at(99),
	}
}
