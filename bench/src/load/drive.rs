//! Sends transactions to several nodes at once, as fast as blocks take them up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout_at;

use super::gate::Gate;
use super::work::{Id, Queue};

/// Requests under way at each node.
const LANES: usize = 24;

/// How long to wait before a transaction is sent again that a node had no room for.
const AGAIN: Duration = Duration::from_millis(200);

/// How often a transaction is sent again before the benchmark gives up.
const ATTEMPTS: u32 = 25;

/// What was sent.
#[derive(Debug, Default)]
pub struct Sent {
	/// Each transaction and when it was sent.
	pub at: Vec<(Id, Instant)>,
	/// How often a node refused one and was asked again.
	pub refused: u32,
	/// For how long lanes waited for blocks to take up what was sent, together.
	pub held: Duration,
	/// How many lanes there were.
	pub lanes: usize,
}

impl Sent {
	fn add(&mut self, other: Self) {
		self.at.extend(other.at);
		self.refused += other.refused;
		self.held += other.held;
		self.lanes += other.lanes;
	}
}

/// Send `queues`, one to each of `gates`, until `end` or until they are empty. `window` holds as
/// many permits as transactions may wait for a block at once; who sees them in a block gives the
/// permits back.
pub async fn drive(
	gates: &[Gate],
	queues: Vec<Queue>,
	window: Arc<Semaphore>,
	end: Instant,
) -> anyhow::Result<Sent> {
	let lanes = gates.iter().zip(queues).flat_map(|(gate, queue)| {
		let queue = Arc::new(Mutex::new(queue));
		let window = &window;
		(0..LANES).map(move |_| {
			let lane = lane(gate.clone(), queue.clone(), window.clone(), end);
			async move { tokio::spawn(lane).await? }
		})
	});
	let mut sent = Sent::default();
	for lane in try_join_all(lanes).await? {
		sent.add(lane);
	}
	Ok(sent)
}

async fn lane(
	gate: Gate,
	queue: Arc<Mutex<Queue>>,
	window: Arc<Semaphore>,
	end: Instant,
) -> anyhow::Result<Sent> {
	let mut sent = Sent {
		lanes: 1,
		..Sent::default()
	};
	loop {
		let asked = Instant::now();
		let permit = match timeout_at(end.into(), window.acquire()).await {
			Ok(permit) => permit?,
			Err(_) => return Ok(sent),
		};
		sent.held += asked.elapsed();
		let Some(next) = queue.lock().await.pop_front() else {
			return Ok(sent);
		};
		// Who sees it in a block makes another.
		permit.forget();
		let mut first = None;
		let mut attempts = 0;
		loop {
			let at = Instant::now();
			match gate.submit(&next.hex).await {
				Ok(()) => {
					sent.at.push((next.id, at));
					break;
				},
				Err(why) if attempts >= ATTEMPTS => {
					let first: anyhow::Error = first.unwrap_or(why);
					return Err(first.context("a node did not take a transaction"));
				},
				Err(why) => {
					first.get_or_insert(why);
					attempts += 1;
					sent.refused += 1;
					tokio::time::sleep(AGAIN).await;
				},
			}
		}
	}
}
