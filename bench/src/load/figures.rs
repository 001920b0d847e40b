//! From blocks to figures.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde::Serialize;

use super::blocks::Block;
use super::cpu::Cores;
use super::drive::Sent;
use super::limit::{Limit, Signs};
use super::watch::Finality;
use super::work::Id;

/// What a run came to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
	/// Final transactions a second, over the blocks made while the load lasted.
	pub rate: f64,
	/// Over how many blocks and seconds that is.
	pub blocks: usize,
	/// See `blocks`.
	pub seconds: f64,
	/// How many transactions these blocks hold.
	pub counted: usize,
	/// How many were sent, in these blocks and around them.
	pub sent: usize,
	/// How many of those sent became final.
	pub finalised: usize,
	/// How many of those were carried out without success.
	pub failed: usize,
	/// How often a node had no room and was asked again.
	pub refused: u32,
	/// Seconds from sending to finality: half of the transactions are faster.
	pub latency_p50: f64,
	/// Seconds from sending to finality: 19 of 20 are faster.
	pub latency_p95: f64,
	/// The share of the weight for ordinary transactions that a median block used.
	pub fullness: f64,
	/// The share of the length that a median block used.
	pub length: f64,
	/// Processor cores kept busy.
	pub cores: Cores,
	/// What kept it from being more.
	pub limit: Limit,
}

/// What was seen of a run.
pub struct Measured<'a> {
	/// What was sent.
	pub sent: &'a Sent,
	/// When sending began.
	pub began: Instant,
	/// When sending ended.
	pub ended: Instant,
	/// The final blocks, from before the load to after it.
	pub blocks: &'a [Block],
	/// When they were final.
	pub finality: &'a Finality,
	/// How busy the processors were.
	pub cores: Cores,
	/// The first blocks of the load are not counted: pools fill up.
	pub warm_up: usize,
	/// When sending ended, in milliseconds since 1970: blocks made later are not counted, for pools
	/// empty themselves then and nodes have less to do.
	pub ended_millis: u64,
}

impl Measured<'_> {
	/// Count.
	pub fn figures(self) -> anyhow::Result<Figures> {
		let sent: HashMap<Id, Instant> = self.sent.at.iter().copied().collect();
		let ours = |block: &Block| block.ids.iter().filter(|id| sent.contains_key(*id)).count();
		let (first, last) = self.loaded(&ours)?;
		let counted: usize = self.blocks[first + 1..=last].iter().map(ours).sum();
		let spent = self.blocks[last].millis - self.blocks[first].millis;
		let seconds = spent as f64 / 1_000.0;
		let mut latencies = Vec::new();
		let mut failed = 0;
		for block in self.blocks {
			let at = self.finality.get(&block.height);
			let known = block.ids.iter().filter_map(|id| sent.get(id));
			let since = known.filter_map(|sent| at.map(|at| at.duration_since(*sent)));
			latencies.extend(since);
			failed += block.failed;
		}
		latencies.sort_unstable();
		let typical = |share: fn(&Block) -> f64| {
			let mut shares: Vec<f64> = self.blocks[first + 1..=last].iter().map(share).collect();
			shares.sort_by(f64::total_cmp);
			shares.get(shares.len() / 2).copied().unwrap_or_default()
		};
		let (fullness, length) = (typical(|b| b.fullness), typical(|b| b.length));
		let lasted = self.ended.duration_since(self.began).as_secs_f64();
		let signs = Signs {
			fullness,
			length,
			processors: Signs::busy(&self.cores),
			held: self.sent.held.as_secs_f64() / (lasted * self.sent.lanes.max(1) as f64),
		};
		Ok(Figures {
			rate: counted as f64 / seconds,
			blocks: last - first,
			seconds,
			counted,
			sent: sent.len(),
			finalised: latencies.len(),
			failed,
			refused: self.sent.refused,
			latency_p50: quantile(&latencies, 50),
			latency_p95: quantile(&latencies, 95),
			fullness,
			length,
			cores: self.cores,
			limit: signs.limit(),
		})
	}

	/// The blocks between which is counted: after the first, up to and with the last.
	fn loaded(&self, ours: &impl Fn(&Block) -> usize) -> anyhow::Result<(usize, usize)> {
		let begun = self.blocks.iter().position(|block| ours(block) > 0);
		let begun = begun.context("no transaction became final")?;
		let first = begun + self.warm_up;
		let under_load = |block: &Block| block.millis <= self.ended_millis;
		let last = self.blocks.iter().rposition(under_load).unwrap_or_default();
		anyhow::ensure!(
			last > first,
			"the load was over before it could be measured: give more --seconds, or wait until the \
			 machine has less to do"
		);
		Ok((first, last))
	}
}

/// The value that `percent` of the sorted `values` are below, in seconds.
fn quantile(values: &[Duration], percent: usize) -> f64 {
	let place = (values.len() * percent / 100).min(values.len().saturating_sub(1));
	values.get(place).map_or(0.0, Duration::as_secs_f64)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn block(height: u32, millis: u64, ids: std::ops::Range<u8>) -> Block {
		Block {
			height,
			millis,
			ids: ids.map(|id| [id; 16]).collect(),
			failed: 0,
			events: Vec::new(),
			fullness: 0.95,
			length: 0.1,
		}
	}

	#[test]
	fn the_rate_is_that_of_whole_blocks_under_load() {
		let began = Instant::now();
		let blocks = [
			block(1, 1_000, 0..0),
			// Pools fill up: not counted, but time begins here.
			block(2, 4_000, 0..5),
			block(3, 7_000, 5..35),
			block(4, 10_500, 35..65),
			// The rest.
			block(5, 13_000, 65..66),
		];
		let sent = Sent {
			at: (0..66).map(|id| ([id; 16], began)).collect(),
			lanes: 1,
			..Sent::default()
		};
		let finality = (1..=5)
			.map(|height| (height, began + Duration::from_secs(u64::from(height) * 3)))
			.collect();
		let cores = Cores {
			each: vec![],
			machine: 1.0,
			there_are: 2,
		};
		let measured = Measured {
			sent: &sent,
			began,
			ended: began + Duration::from_secs(9),
			blocks: &blocks,
			finality: &finality,
			cores,
			warm_up: 0,
			ended_millis: 12_000,
		};
		let figures = measured.figures().expect("there is a load");
		assert_eq!((figures.counted, figures.blocks), (60, 2));
		assert!((figures.seconds - 6.5).abs() < 1e-9);
		assert!((figures.rate - 60.0 / 6.5).abs() < 1e-9);
		assert_eq!((figures.sent, figures.finalised), (66, 66));
		assert_eq!(figures.latency_p50, 9.0);
		assert_eq!(figures.latency_p95, 12.0);
		assert_eq!(figures.limit, Limit::BlockWeight);
	}

	#[test]
	fn a_load_too_short_is_not_measured() {
		let began = Instant::now();
		let sent = Sent {
			at: vec![([0; 16], began)],
			..Sent::default()
		};
		let measured = Measured {
			sent: &sent,
			began,
			ended: began,
			blocks: &[block(1, 1_000, 0..1)],
			finality: &Finality::new(),
			cores: Cores {
				each: vec![],
				machine: 0.0,
				there_are: 1,
			},
			warm_up: 1,
			ended_millis: 9_000,
		};
		assert!(measured.figures().is_err());
	}
}
