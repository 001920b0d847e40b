//! A simulated chain at a distance: blocks come every three seconds and are final two blocks later, a block takes what its
//! weight permits, and every question to the node takes its time. How many questions each of the service's takes is
//! counted as `chain::subxt` asks them.

use std::{
	collections::VecDeque,
	sync::{
		atomic::{AtomicU64, Ordering},
		Mutex,
	},
	time::Duration,
};

use async_trait::async_trait;
use civic_treasury::{
	chain::{
		simulated::Simulated, subxt::READS_AT_ONCE, Block, BlockRef, Call, Chain, Event, Outcome,
		State,
	},
	error::{Error, Result},
	hex32::Hex32,
};
use tokio::sync::oneshot;

/// Between blocks: the runtime's slot.
const SLOT: Duration = Duration::from_secs(3);

/// How far finality is behind.
const BEHIND: u64 = 2;

/// How long a node takes for one answer.
const ANSWER: Duration = Duration::from_millis(5);

/// What ordinary transactions of a block may weigh, in microseconds: half of the slot.
const ROOM: f64 = 1_500_000.0;

/// What a call weighs, in microseconds: `pallets/redemption/src/weights.rs`, with the runtime's ParityDB.
fn weight(call: &Call) -> f64 {
	const READ: f64 = 15.703;
	const WRITE: f64 = 38.440;
	const EXTRINSIC: f64 = 108.157;
	let n = call.redemptions().len() as f64;
	let (own, reads, writes) = match call {
		Call::Begin { .. } => (60.0 + 14.0 * n, 7.0 + n, 3.0 + n),
		Call::Settle(_) => (60.0 + 110.0 * n, 8.0 + 5.0 * n, 4.0 + 5.0 * n),
		Call::Reject { .. } => (100.0, 15.0, 12.0),
	};
	EXTRINSIC + own + reads * READ + writes * WRITE
}

/// Where the outcome of a call is waited for.
type Told = oneshot::Sender<Outcome>;

/// See the module.
pub(crate) struct Far {
	chain: Simulated,
	pool: Mutex<VecDeque<(Call, Told)>>,
	/// The block that was final when the chain was put at a distance: what came before is as old.
	last_final: AtomicU64,
}

impl Far {
	/// This chain, at a distance. Its last blocks have only just been made.
	pub(crate) fn new(chain: Simulated) -> Self {
		let head = chain.with(|l| l.head().number);
		Self {
			chain,
			pool: Mutex::default(),
			last_final: AtomicU64::new(head.saturating_sub(BEHIND)),
		}
	}

	/// Make blocks until dropped.
	pub(crate) async fn make_blocks(&self) {
		let mut slots = tokio::time::interval(SLOT);
		let mut waiting: VecDeque<(u64, Outcome, Told)> = VecDeque::new();
		slots.tick().await;
		loop {
			slots.tick().await;
			let (mut calls, mut told, mut room) = (Vec::new(), Vec::new(), ROOM);
			{
				let mut pool = self.pool.lock().expect("not poisoned");
				while let Some((call, who)) = pool.pop_front() {
					room -= weight(&call);
					if room < 0.0 {
						pool.push_front((call, who));
						break;
					}
					calls.push(call);
					told.push(who);
				}
			}
			let outcomes = match calls.is_empty() {
				true => {
					self.chain.with(|l| l.tick());
					Vec::new()
				},
				false => self.chain.submit(&calls).await.expect("carried out"),
			};
			let head = self.chain.with(|l| l.head().number);
			let outcomes = outcomes.into_iter().zip(told);
			waiting.extend(outcomes.map(|(outcome, who)| (head, outcome, who)));
			let last_final = head.saturating_sub(BEHIND);
			self.last_final.store(last_final, Ordering::SeqCst);
			while waiting.front().is_some_and(|(at, ..)| *at <= last_final) {
				if let Some((_, outcome, who)) = waiting.pop_front() {
					let _ = who.send(outcome);
				}
			}
		}
	}
}

/// So many questions, one after another.
async fn questions(n: usize) {
	tokio::time::sleep(ANSWER * u32::try_from(n).unwrap_or(u32::MAX)).await;
}

/// So many reads, some at a time.
fn reads(n: usize) -> usize {
	n.div_ceil(READS_AT_ONCE)
}

#[async_trait]
impl Chain for Far {
	async fn genesis(&self) -> Result<Hex32> {
		questions(1).await;
		self.chain.genesis().await
	}

	async fn head(&self) -> Result<BlockRef> {
		// Whether the line is alive, the last final block, its header.
		questions(3).await;
		let number = self.last_final.load(Ordering::SeqCst);
		let hash = self.chain.block(number).await?.hash;
		Ok(BlockRef { number, hash })
	}

	async fn head_above(&self, height: u64) -> Result<BlockRef> {
		loop {
			let head = self.head().await?;
			if head.number > height {
				return Ok(head);
			}
			tokio::time::sleep(Duration::from_secs(1)).await;
		}
	}

	async fn block(&self, height: u64) -> Result<Block> {
		let block = self.chain.block(height).await?;
		let begun = block.events.iter().map(|event| match event {
			Event::Begun { payments, .. } => reads(payments.len()),
			_ => 0,
		});
		// The line, hash, runtime, header, time and events; and what is due of each that began.
		questions(6 + begun.sum::<usize>()).await;
		Ok(block)
	}

	async fn states(&self, ids: &[u64]) -> Result<Vec<Option<State>>> {
		let head = self.head().await?;
		questions(2 + reads(ids.len())).await;
		let mut states = Vec::with_capacity(ids.len());
		for id in ids {
			let found = self.chain.redemptions(head.hash, *id, 1).await?.pop();
			states.push(found.filter(|(at, _)| at == id).map(|(_, state)| state));
		}
		Ok(states)
	}

	async fn redemptions(&self, at: Hex32, from: u64, limit: u32) -> Result<Vec<(u64, State)>> {
		questions(2 + reads(limit as usize)).await;
		self.chain.redemptions(at, from, limit).await
	}

	async fn is_member(&self, account: Hex32) -> Result<bool> {
		questions(6).await;
		self.chain.is_member(account).await
	}

	async fn submit(&self, calls: &[Call]) -> Result<Vec<Outcome>> {
		// The line, the account's nonce; then of each call, all together: what is final, and handing it in.
		questions(2 + 3).await;
		let mut waiting = Vec::with_capacity(calls.len());
		{
			let mut pool = self.pool.lock().expect("not poisoned");
			for call in calls {
				let (told, outcome) = oneshot::channel();
				pool.push_back((call.clone(), told));
				waiting.push(outcome);
			}
		}
		let mut outcomes = Vec::with_capacity(calls.len());
		for outcome in waiting {
			let gone = |_| Error::Chain("the node is gone".into());
			outcomes.push(outcome.await.map_err(gone)?);
		}
		// The block and its events.
		questions(2).await;
		Ok(outcomes)
	}
}
