//! Remembers every block that any node ever told to be final.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{ensure, Context};

use crate::chain::Chain;

/// Final blocks by height, from the first that was told.
#[derive(Clone, Debug, Default)]
pub struct Witness {
	blocks: BTreeMap<u64, Final>,
	contradictions: Vec<String>,
}

/// A block that was final.
#[derive(Clone, Debug)]
struct Final {
	hash: String,
	extrinsics: Vec<String>,
	/// Which node told it first.
	told_by: String,
}

impl Witness {
	/// Hear what the node called `name` says is final now, and what is new below that.
	pub async fn hear(&mut self, name: &str, chain: &Chain) -> anyhow::Result<()> {
		let head = chain.finalized_head().await?;
		if let Some(told) = self.blocks.get(&head.number) {
			if told.hash != head.hash {
				self.contradictions.push(format!(
					"block {} is {} for {name}, and was {} for {}",
					head.number, head.hash, told.hash, told.told_by
				));
			}
		}
		let new = match self.blocks.is_empty() {
			true => head.number,
			false => self.height() + 1,
		};
		for number in new..=head.number {
			let told = Self::read(name, chain, number).await?;
			self.blocks.insert(number, told);
		}
		Ok(())
	}

	async fn read(name: &str, chain: &Chain, number: u64) -> anyhow::Result<Final> {
		let hash = chain.block_hash(number).await?;
		let hash = hash.with_context(|| format!("{name} has no block {number}"))?;
		let extrinsics = chain.extrinsics(&hash).await?;
		Ok(Final {
			extrinsics: extrinsics.with_context(|| format!("{name} has no body of {number}"))?,
			hash,
			told_by: name.to_string(),
		})
	}

	/// The highest final block that was told.
	pub fn height(&self) -> u64 {
		self.blocks.keys().next_back().copied().unwrap_or_default()
	}

	/// How many blocks were told.
	pub fn len(&self) -> usize {
		self.blocks.len()
	}

	/// Whether nothing was told.
	pub fn is_empty(&self) -> bool {
		self.blocks.is_empty()
	}

	/// All transactions that are final.
	pub fn transactions(&self) -> BTreeSet<String> {
		self.blocks
			.values()
			.flat_map(|block| block.extrinsics.iter().cloned())
			.collect()
	}

	/// Fail unless the node called `name` has every block that was ever told to be final, with every
	/// transaction in it, and nobody ever told another one.
	pub async fn must_agree(&self, name: &str, chain: &Chain) -> anyhow::Result<()> {
		ensure!(
			self.contradictions.is_empty(),
			"two blocks were final at one height: {:?}",
			self.contradictions
		);
		for (number, told) in &self.blocks {
			let has = Self::read(name, chain, *number).await?;
			ensure!(
				has.hash == told.hash && has.extrinsics == told.extrinsics,
				"block {number} was final for {} and is another for {name}: {told:?}, {has:?}",
				told.told_by
			);
		}
		Ok(())
	}
}
