//! A chain for tests and rehearsals: the rules of the redemption pallet that the treasury meets,
//! without a network. It keeps what happened in memory, optionally serves it to another process
//! ([`serve`]), and can be told to fail in the ways a node fails.

mod client;
mod ledger;
mod server;

pub use client::Client;
pub use ledger::{Ledger, NewRedemption};
pub use server::serve;

use std::{
	collections::BTreeSet,
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};

use async_trait::async_trait;
use tokio::sync::watch;

use super::{Block, BlockRef, Call, Chain, Outcome, State};
use crate::{
	error::{Error, Result},
	hex32::Hex32,
};

/// A simulated chain; clones are the same chain.
#[derive(Clone)]
pub struct Simulated {
	inner: Arc<Mutex<Inner>>,
	head: watch::Sender<u64>,
	silent: watch::Sender<bool>,
}

struct Inner {
	ledger: Ledger,
	/// How many of the next requests get no answer.
	down: u32,
	/// How many of the next submissions are carried out without anybody being told.
	lost_answers: u32,
	submissions: u64,
	first_block: u64,
	/// The longest a call waits before it is carried out, and again before anybody is told.
	latency: Duration,
	/// How many wait for an answer about all redemptions.
	unanswered: u32,
	/// Accounts that are no member's; all others are.
	strangers: BTreeSet<Hex32>,
}

impl Default for Simulated {
	fn default() -> Self {
		Self::new()
	}
}

impl Simulated {
	/// A chain with nothing but its first block, of 2026-11-30 08:00 UTC.
	pub fn new() -> Self {
		Self::beginning(ledger::FIRST)
	}

	/// A chain whose first block is of this time, in Unix seconds.
	pub fn beginning(time: i64) -> Self {
		let ledger = Ledger::new(time);
		let (head, _) = watch::channel(ledger.head().number);
		Self {
			inner: Arc::new(Mutex::new(Inner {
				ledger,
				down: 0,
				lost_answers: 0,
				submissions: 0,
				first_block: 0,
				latency: Duration::ZERO,
				unanswered: 0,
				strangers: BTreeSet::new(),
			})),
			head,
			silent: watch::Sender::new(false),
		}
	}

	fn lock(&self) -> MutexGuard<'_, Inner> {
		self.inner
			.lock()
			.unwrap_or_else(std::sync::PoisonError::into_inner)
	}

	/// Do something to the ledger; blocks it makes are final at once.
	pub fn with<T>(&self, work: impl FnOnce(&mut Ledger) -> T) -> T {
		let mut inner = self.lock();
		let result = work(&mut inner.ledger);
		self.head.send_replace(inner.ledger.head().number);
		result
	}

	/// Give no answer to the next `requests`.
	pub fn go_down(&self, requests: u32) {
		self.lock().down = requests;
	}

	/// Carry out the next submissions without telling anybody.
	pub fn lose_answers(&self, submissions: u32) {
		self.lock().lost_answers = submissions;
	}

	/// Let calls wait for up to this long before they are carried out, and again before anybody is
	/// told: whoever handed them in may be gone by then.
	pub fn be_slow(&self, latency: Duration) {
		self.lock().latency = latency;
	}

	/// This account is no member's.
	pub fn estrange(&self, account: Hex32) {
		self.lock().strangers.insert(account);
	}

	/// Answer nothing about all redemptions, until told otherwise.
	pub fn be_silent(&self, silent: bool) {
		self.silent.send_replace(silent);
	}

	/// How many wait for an answer about all redemptions.
	pub fn unanswered(&self) -> u32 {
		self.lock().unanswered
	}

	async fn dawdle(&self) {
		let latency = self.lock().latency;
		if !latency.is_zero() {
			tokio::time::sleep(latency.mul_f64(rand::random())).await;
		}
	}

	/// Let empty books begin at this block.
	pub fn begin_at(&self, first_block: u64) {
		self.lock().first_block = first_block;
	}

	/// How many calls were handed in.
	pub fn submissions(&self) -> u64 {
		self.lock().submissions
	}

	fn asked(&self) -> Result<MutexGuard<'_, Inner>> {
		let mut inner = self.lock();
		match inner.down {
			0 => Ok(inner),
			_ => {
				inner.down -= 1;
				Err(Error::Chain("the node does not answer".into()))
			},
		}
	}
}

#[async_trait]
impl Chain for Simulated {
	async fn genesis(&self) -> Result<Hex32> {
		Ok(self.asked()?.ledger.genesis())
	}

	fn first_block(&self) -> u64 {
		self.lock().first_block
	}

	async fn head(&self) -> Result<BlockRef> {
		Ok(self.asked()?.ledger.head())
	}

	async fn head_above(&self, height: u64) -> Result<BlockRef> {
		let mut heads = self.head.subscribe();
		heads
			.wait_for(|head| *head > height)
			.await
			.map_err(|_| Error::Chain("the node is gone".into()))?;
		self.head().await
	}

	async fn block(&self, height: u64) -> Result<Block> {
		self.asked()?
			.ledger
			.block(height)
			.ok_or_else(|| Error::Chain(format!("there is no final block {height}")))
	}

	async fn states(&self, ids: &[u64]) -> Result<Vec<Option<State>>> {
		let inner = self.asked()?;
		Ok(ids.iter().map(|id| inner.ledger.redemption(*id)).collect())
	}

	async fn redemptions(&self, at: Hex32, from: u64, limit: u32) -> Result<Vec<(u64, State)>> {
		self.lock().unanswered += 1;
		let mut silent = self.silent.subscribe();
		let _ = silent.wait_for(|silent| !silent).await;
		self.lock().unanswered -= 1;
		self.asked()?
			.ledger
			.redemptions_at(at, from, limit)
			.ok_or_else(|| Error::Chain("the node does not have the state of that block".into()))
	}

	async fn is_member(&self, account: Hex32) -> Result<bool> {
		Ok(!self.asked()?.strangers.contains(&account))
	}

	async fn payments_per_call(&self) -> Result<usize> {
		Ok(self.asked()?.ledger.per_call())
	}

	async fn submit(&self, calls: &[Call]) -> Result<Vec<Outcome>> {
		let lost = {
			let mut inner = self.asked()?;
			inner.submissions += calls.len() as u64;
			let lost = inner.lost_answers > 0;
			inner.lost_answers = inner.lost_answers.saturating_sub(1);
			lost
		};
		self.dawdle().await;
		let outcomes = self.with(|ledger| ledger.carry_out(calls));
		self.dawdle().await;
		match lost {
			true => Err(Error::Chain("the node stopped reporting".into())),
			false => Ok(outcomes),
		}
	}
}
