//! Sees what blocks take up and when they become final.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::gate::Gate;
use super::work::Id;

/// How far back a new best chain is compared with the one before.
const REORGANISED: u32 = 16;

/// When blocks became final, by their heights.
pub type Finality = BTreeMap<u32, Instant>;

/// Watches a node in the background.
pub struct Watch {
	finality: Arc<Mutex<Finality>>,
	tasks: Vec<JoinHandle<anyhow::Result<()>>>,
}

impl Drop for Watch {
	fn drop(&mut self) {
		self.tasks.iter().for_each(JoinHandle::abort);
	}
}

impl Watch {
	/// Watch the node at `gate`, and give `window` a permit for each transaction in a best block.
	pub async fn begin(gate: &Gate, window: Arc<Semaphore>) -> anyhow::Result<Self> {
		let finality = Arc::new(Mutex::new(Finality::new()));
		let from = gate.final_height().await?;
		// From here on no block is missed, however late the first report comes.
		let top = gate.best_height().await?;
		let known = BTreeMap::from([(top, gate.hash(top).await?)]);
		let best = tokio::spawn(watch_best(gate.clone(), known, window));
		let last = tokio::spawn(watch_final(gate.clone(), from, finality.clone()));
		Ok(Self {
			finality,
			tasks: vec![best, last],
		})
	}

	/// Wait until a block made after now is final, and give back when each was.
	pub async fn finality_after(&self, height: u32, limit: Duration) -> anyhow::Result<Finality> {
		let end = Instant::now() + limit;
		loop {
			{
				let finality = self
					.finality
					.lock()
					.map_err(|_| anyhow::anyhow!("poisoned"))?;
				if finality
					.last_key_value()
					.is_some_and(|(last, _)| *last >= height)
				{
					return Ok(finality.clone());
				}
			}
			if self.tasks.iter().any(JoinHandle::is_finished) {
				anyhow::bail!("the node that is watched closed the connection");
			}
			if Instant::now() >= end {
				anyhow::bail!("block {height} was not final after {} s", limit.as_secs());
			}
			tokio::time::sleep(Duration::from_millis(100)).await;
		}
	}
}

async fn watch_best(
	gate: Gate,
	mut known: BTreeMap<u32, String>,
	window: Arc<Semaphore>,
) -> anyhow::Result<()> {
	let mut heads = gate.best_heads().await?;
	let begun = known.keys().next().copied().unwrap_or_default();
	let mut seen: HashSet<Id> = HashSet::new();
	while let Some(head) = heads.next().await {
		let top = head?.height()?;
		// What a reorganisation replaced is looked at again.
		let deepest = known
			.keys()
			.next_back()
			.map_or(begun, |last| last.saturating_sub(REORGANISED));
		for height in (deepest.max(begun)..=top).rev() {
			let hash = gate.hash(height).await?;
			if known.get(&height) == Some(&hash) {
				break;
			}
			// The first of a block's transactions sets the time.
			let body = gate.body(&hash).await?;
			let fresh = body
				.ids
				.iter()
				.skip(1)
				.filter(|id| seen.insert(**id))
				.count();
			window.add_permits(fresh);
			known.insert(height, hash);
		}
	}
	anyhow::bail!("the node stopped reporting its best blocks")
}

async fn watch_final(
	gate: Gate,
	mut last: u32,
	finality: Arc<Mutex<Finality>>,
) -> anyhow::Result<()> {
	let mut heads = gate.final_heads().await?;
	while let Some(head) = heads.next().await {
		let (height, now) = (head?.height()?, Instant::now());
		let mut finality = finality.lock().ok().context("poisoned")?;
		for height in last + 1..=height {
			finality.insert(height, now);
		}
		last = last.max(height);
	}
	anyhow::bail!("the node stopped reporting its final blocks")
}
