//! Which resource keeps a network from doing more.

use super::cpu::Cores;

/// From this share on a resource counts as used up.
const USED_UP: f64 = 0.9;

/// What limits the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
	/// Blocks are full by weight.
	BlockWeight,
	/// Blocks are full by length.
	BlockLength,
	/// The processors of this machine, which all nodes and the generator share.
	Processors,
	/// What may wait in the pools.
	Pool,
	/// The generator did not send enough.
	Generator,
}

impl Limit {
	/// In words.
	pub fn said(self) -> &'static str {
		match self {
			Self::BlockWeight => "the weight a block may have",
			Self::BlockLength => "the length a block may have",
			Self::Processors => {
				"the processors of this machine, which all nodes and the generator share"
			},
			Self::Pool => "how many transactions may wait at once (pools and --window)",
			Self::Generator => "the generator: it did not send enough",
		}
	}
}

/// What tells.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
	/// The share of its weight a typical (median) block used.
	pub fullness: f64,
	/// The share of its length a typical block used.
	pub length: f64,
	/// The share of all processors that was busy.
	pub processors: f64,
	/// The share of the time in which sending waited for blocks to take up what was sent.
	pub held: f64,
}

impl Signs {
	/// The share of its processors that the machine had busy.
	pub fn busy(cores: &Cores) -> f64 {
		cores.machine / cores.there_are as f64
	}

	/// The first resource in the order in which the chain's own limits come before the machine's.
	pub fn limit(self) -> Limit {
		if self.fullness >= USED_UP {
			Limit::BlockWeight
		} else if self.length >= USED_UP {
			Limit::BlockLength
		} else if self.processors >= USED_UP {
			Limit::Processors
		} else if self.held >= 0.5 {
			Limit::Pool
		} else {
			Limit::Generator
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const IDLE: Signs = Signs {
		fullness: 0.2,
		length: 0.2,
		processors: 0.2,
		held: 0.0,
	};

	#[test]
	fn what_is_used_up_is_the_limit() {
		let limit = |change: fn(&mut Signs)| {
			let mut signs = IDLE;
			change(&mut signs);
			signs.limit()
		};
		assert_eq!(limit(|_| ()), Limit::Generator);
		assert_eq!(limit(|signs| signs.held = 0.8), Limit::Pool);
		assert_eq!(limit(|signs| signs.processors = 0.95), Limit::Processors);
		assert_eq!(limit(|signs| signs.length = 0.99), Limit::BlockLength);
		assert_eq!(
			limit(|signs| {
				signs.fullness = 0.97;
				signs.processors = 0.97;
			}),
			Limit::BlockWeight
		);
	}
}
