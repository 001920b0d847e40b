//! Nodes are killed at random, fifty times in a row.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::ensure;
use civic_tests::sender::{funded, Sender};
use civic_tests::wait::{until, when};
use civic_tests::witness::Witness;
use civic_tests::{Chain, DevKey, Network};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use subxt::utils::AccountId32;
use tokio::task::JoinSet;

/// How many times a node is killed.
const KILLS: usize = 50;

/// How long finality may pause while nodes come back: a block of three seconds, a start on a busy
/// machine, and GRANDPA's round after it.
const GOES_ON: Duration = Duration::from_secs(90);

/// How long any one answer of a node may take.
const ANSWER: Duration = Duration::from_secs(10);

/// The transactions that at least have to get through.
const FEWEST_TRANSFERS: usize = 50;

/// The same node killed several times, shortly after one another.
#[derive(Debug)]
struct Burst {
	node: DevKey,
	kills: Vec<Kill>,
}

#[derive(Debug)]
struct Kill {
	/// How long it runs before: less than a start takes, or more.
	after: Duration,
	/// How long it is down: restarted at once, or with blocks to import.
	down: Duration,
}

/// No block that a node told to be final is ever lost, the chain goes on whenever three of four run,
/// and every node opens its database each time.
pub(crate) async fn fifty_in_a_row_lose_nothing(network: &mut Network) -> anyhow::Result<()> {
	let seed = seed()?;
	println!("seed of the kills: {seed} (CIVIC_SEED={seed} repeats them)");
	let alice = network.chain(DevKey::Alice).await?;
	let senders = funded(&alice, 1..=4).await?;
	let to = Sender::new(DevKey::Alice.suri())?.account;
	let mut nonces = Vec::new();
	for sender in &senders {
		nonces.push(alice.final_nonce(&sender.account).await?);
	}

	let nodes = nodes(network)?;
	let witness = Shared::<Witness>::default();
	let sent = Shared::<BTreeSet<String>>::default();
	let mut tasks = JoinSet::new();
	tasks.spawn(listen(nodes.clone(), witness.clone()));
	for (turn, sender) in senders.iter().cloned().enumerate() {
		tasks.spawn(send(nodes.clone(), turn, sender, to, sent.clone()));
	}
	until("a first final block to be told", GOES_ON, || async {
		Ok(when(witness.with(|told| !told.is_empty()), 0))
	})
	.await?;

	let begun = witness.with(|told| told.height());
	let mut done = 0;
	for burst in plan(seed) {
		kill(network, &burst).await?;
		done += burst.kills.len();
		let from = witness.with(|told| told.height());
		let what = format!("finality after kill {done} ({})", burst.node.name());
		let goes_on = until(&what, GOES_ON, || async {
			let now = witness.with(|told| told.height());
			Ok(when(now > from, now))
		});
		let went_on = goes_on.await;
		network.must_run()?;
		went_on?;
	}
	tasks.shutdown().await;
	let witness = witness.with(|told| told.clone());
	let blocks = witness.height() - begun;
	println!("{done} kills, {blocks} blocks became final meanwhile");

	network.finalizes(GOES_ON).await?;
	let sent = sent.with(|sent| sent.clone());
	all_hold(network, &witness, &senders, &nonces, &sent).await?;
	network.must_be_sound()
}

/// Every node has all that was final, and the state that comes of it.
async fn all_hold(
	network: &mut Network,
	witness: &Witness,
	senders: &[Sender],
	nonces: &[u64],
	sent: &BTreeSet<String>,
) -> anyhow::Result<()> {
	let transactions = witness.transactions();
	let through = transactions.intersection(sent).count();
	println!(
		"{through} of {} transfers became final before the last kill",
		sent.len()
	);
	ensure!(
		through >= FEWEST_TRANSFERS,
		"{through} transfers are too few"
	);
	for key in DevKey::ALL {
		let name = key.name();
		let chain = network.chain(key).await?;
		until(&format!("{name} to catch up"), GOES_ON, || async {
			let now = chain.finalized().await?;
			Ok(when(now >= witness.height(), now))
		})
		.await?;
		witness.must_agree(name, &chain).await?;
		let mut counted = 0;
		for (sender, before) in senders.iter().zip(nonces) {
			counted += chain.final_nonce(&sender.account).await? - before;
		}
		// Some more may have become final since.
		ensure!(
			usize::try_from(counted)? >= through,
			"{name} counts {counted} transfers of {through}"
		);
		let seats = chain.validators().await?;
		ensure!(
			seats.len() == 4,
			"nobody was removed for a double vote: {seats:?}"
		);
	}
	Ok(())
}

/// What kills one after another, the same for the same seed.
fn plan(seed: u64) -> Vec<Burst> {
	let mut random = StdRng::seed_from_u64(seed);
	let mut bursts = Vec::new();
	let mut left = KILLS;
	while left > 0 {
		let node = DevKey::ALL[random.random_range(0..DevKey::ALL.len())];
		let several = random.random_range(1..=3).min(left);
		let kills = (0..several).map(|_| Kill {
			after: millis(&mut random, 0.6, 50..1_500, 1_500..3_000),
			down: millis(&mut random, 0.85, 0..500, 3_000..7_000),
		});
		let kills = kills.collect();
		left -= several;
		bursts.push(Burst { node, kills });
	}
	bursts
}

/// Of the short range with this probability, else of the long one.
fn millis(
	random: &mut StdRng,
	short: f64,
	range: std::ops::Range<u64>,
	long: std::ops::Range<u64>,
) -> Duration {
	let range = match random.random_bool(short) {
		true => range,
		false => long,
	};
	Duration::from_millis(random.random_range(range))
}

async fn kill(network: &mut Network, burst: &Burst) -> anyhow::Result<()> {
	for kill in &burst.kills {
		tokio::time::sleep(kill.after).await;
		network.must_run()?;
		network.node_mut(burst.node)?.kill()?;
		tokio::time::sleep(kill.down).await;
		network.start_node(burst.node)?;
	}
	Ok(())
}

fn seed() -> anyhow::Result<u64> {
	match std::env::var("CIVIC_SEED") {
		Ok(text) => Ok(text
			.parse()
			.map_err(|_| anyhow::anyhow!("CIVIC_SEED is '{text}': give a whole number"))?),
		Err(_) => Ok(rand::random_range(0..1_000_000)),
	}
}

/// The nodes' names and where they answer.
fn nodes(network: &Network) -> anyhow::Result<Vec<(String, String)>> {
	DevKey::ALL
		.into_iter()
		.map(|key| Ok((key.name().to_string(), network.node(key)?.url())))
		.collect()
}

/// Listen to what all nodes tell, for ever. A node that does not answer has been killed.
async fn listen(nodes: Vec<(String, String)>, witness: Shared<Witness>) {
	let mut chains: Vec<Option<Chain>> = nodes.iter().map(|_| None).collect();
	loop {
		for ((name, url), chain) in nodes.iter().zip(&mut chains) {
			let heard = tokio::time::timeout(ANSWER, async {
				let connected = match chain.take() {
					Some(chain) => chain,
					None => Chain::connect(url).await?,
				};
				let mut told = witness.with(|told| told.clone());
				told.hear(name, &connected).await?;
				witness.with(|old| *old = told);
				anyhow::Ok(connected)
			});
			*chain = heard.await.ok().and_then(Result::ok);
		}
		tokio::time::sleep(Duration::from_millis(250)).await;
	}
}

/// Send tokens, for ever, by one node after another. What a killed node had not passed on is lost,
/// and the next transaction takes its number.
async fn send(
	nodes: Vec<(String, String)>,
	mut turn: usize,
	sender: Sender,
	to: AccountId32,
	sent: Shared<BTreeSet<String>>,
) {
	let mut chains: Vec<Option<Chain>> = nodes.iter().map(|_| None).collect();
	loop {
		turn = (turn + 1) % nodes.len();
		let handed_in = tokio::time::timeout(ANSWER, async {
			let chain = match chains[turn].take() {
				Some(chain) => chain,
				None => Chain::connect(&nodes[turn].1).await?,
			};
			let nonce = chain.next_nonce(&sender.account).await?;
			let transfer = sender.transfer(&chain, nonce, &to, 1).await?;
			sent.with(|sent| sent.insert(transfer.clone()));
			chain.submit(&transfer).await?;
			anyhow::Ok(chain)
		});
		chains[turn] = handed_in.await.ok().and_then(Result::ok);
		tokio::time::sleep(Duration::from_millis(700)).await;
	}
}

/// What tasks share.
#[derive(Debug, Default)]
struct Shared<T>(Arc<Mutex<T>>);

impl<T> Clone for Shared<T> {
	fn clone(&self) -> Self {
		Self(Arc::clone(&self.0))
	}
}

impl<T> Shared<T> {
	fn with<R>(&self, look: impl FnOnce(&mut T) -> R) -> R {
		look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
	}
}
