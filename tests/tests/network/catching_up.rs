//! Nodes that come without a history, and catch up.

use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::wait::{until, when, Seen};
use civic_tests::{Chain, DevKey, Network, Node};

/// Some blocks of three seconds, and time for a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// How long a node may take to catch up: it compiles the runtime and reads a few hundred blocks.
const CAUGHT_UP: Duration = Duration::from_secs(120);

/// A validator that lost its database has it again from the others, and validates as before.
pub(crate) async fn a_wiped_validator_catches_up(network: &mut Network) -> anyhow::Result<()> {
	let lost = DevKey::Charlie;
	let alice = network.chain(DevKey::Alice).await?;
	let place = seat(&alice, lost).await?;
	network.node_mut(lost)?.kill()?;
	network.wipe(lost)?;
	let there = alice.finalized_head().await?;
	network.start_node(lost)?;

	let url = network.node(lost)?.url();
	follow(&url, there.number).await?;
	let log = read_log(network.node(lost)?)?;
	ensure!(
		log.contains("Initializing Genesis block"),
		"it began with nothing"
	);
	let back = network.chain(lost).await?;
	for height in [1, there.number] {
		let (has, real) = (
			back.block_hash(height).await?,
			alice.block_hash(height).await?,
		);
		ensure!(
			has.is_some() && has == real,
			"block {height} is the one it was"
		);
	}

	until("the wiped validator to make a block", SOON, || async {
		let head = alice.finalized_head().await?;
		for height in there.number + 1..=head.number {
			let hash = alice.block_hash(height).await?.context("it is final")?;
			if alice.author(&hash).await? == place {
				return Ok(Seen::Ready(()));
			}
		}
		Ok(Seen::Not(format!("none up to block {}", head.number)))
	})
	.await?;

	// Three of four have to vote: without Alice, each of the others.
	network.node_mut(DevKey::Alice)?.kill()?;
	let before = back.finalized().await?;
	until("the wiped validator's votes to count", SOON, || async {
		let height = back.finalized().await?;
		// The votes for a block or two may have been cast before.
		Ok(when(height >= before + 4, height))
	})
	.await?;
	network.start_node(DevKey::Alice)?;
	network.finalizes(CAUGHT_UP).await.map(drop)
}

/// A newcomer fetches proofs of finality and the newest state instead of executing all blocks; the
/// blocks before that come afterwards.
pub(crate) async fn a_newcomer_warps_to_the_head(network: &mut Network) -> anyhow::Result<()> {
	warp(network, "newcomer-by-warp").await
}

/// The proof of finality leads over a change of the validators.
pub(crate) async fn a_newcomer_warps_over_a_change_of_validators(
	network: &mut Network,
) -> anyhow::Result<()> {
	let seats = network.chain(DevKey::Alice).await?.validators().await?;
	ensure!(
		seats.len() == 3,
		"comes after `a_key_run_twice`, which removes one of four: {seats:?}"
	);
	warp(network, "newcomer-by-warp-after-change").await
}

async fn warp(network: &Network, name: &str) -> anyhow::Result<()> {
	let old = network.chain(DevKey::Bob).await?;
	let there = old.finalized_head().await?;
	// Below where it will land, since finality only rises.
	let below = old
		.block_hash(there.number - 1)
		.await?
		.context("it is final")?;
	let node = network.newcomer(name, &["--sync", "warp"])?;
	follow(&node.url(), there.number).await?;

	// It knows what is final a moment before it says how it came to it.
	for line in ["Warp sync is complete", "State sync is complete"] {
		let what = format!("the line '{line}' in {}", node.log().display());
		until(&what, SOON, || async {
			let log = read_log(&node)?;
			Ok(when(
				log.contains(line),
				log.lines().last().map(str::to_string),
			))
		})
		.await?;
	}
	let new = Chain::connect(&node.url()).await?;
	ensure!(
		old.has_state(&below).await,
		"others have the state of {below}"
	);
	ensure!(
		!new.has_state(&below).await,
		"it has the state after block {}, so it executed it",
		there.number - 1
	);
	let head = new.finalized_head().await?;
	ensure!(
		old.block_hash(head.number).await? == Some(head.hash),
		"its block {} is the one others have",
		head.number
	);

	// The gap between genesis and where it landed is filled, bodies included.
	let first = old.block_hash(1).await?.context("there is a first block")?;
	let extrinsics = old.extrinsics(&first).await?;
	until("the newcomer to have the first block", SOON, || async {
		let has = new.extrinsics(&first).await?;
		Ok(when(has.is_some() && has == extrinsics, has))
	})
	.await?;
	for (height, hash) in [(1, &first), (there.number, &there.hash)] {
		let what = format!("the newcomer to have block {height} in its chain");
		until(&what, SOON, || async {
			let has = new.block_hash(height).await?;
			Ok(when(has.as_ref() == Some(hash), has))
		})
		.await?;
	}
	goes_on(&new).await?;
	complains_not(&node)
}

/// A newcomer that executes everything from genesis, though it was killed when its database had been
/// created and held nothing yet.
pub(crate) async fn a_newcomer_follows(network: &mut Network) -> anyhow::Result<()> {
	let old = network.chain(DevKey::Bob).await?;
	let there = old.finalized_head().await?;
	let mut node = network.newcomer("newcomer", &["--state-pruning", "archive"])?;
	follow(&node.url(), 1).await?;
	node.kill()?;
	node.empty_database()?;
	network.join(&mut node)?;
	follow(&node.url(), there.number).await?;
	let new = Chain::connect(&node.url()).await?;
	let first = new.block_hash(1).await?.context("there is a first block")?;
	ensure!(new.has_state(&first).await, "it executed the first block");
	ensure!(
		new.block_hash(there.number).await?.as_ref() == Some(&there.hash),
		"it is on the same chain"
	);
	goes_on(&new).await?;
	complains_not(&node)
}

/// Wait until the node at `url` has finalised block `height`.
async fn follow(url: &str, height: u64) -> anyhow::Result<()> {
	let what = format!("the node at {url} to finalise block {height}");
	until(&what, CAUGHT_UP, || async {
		let now = Chain::connect(url).await?.finalized().await?;
		Ok(when(now >= height, now))
	})
	.await
}

/// Wait until finality moves on.
async fn goes_on(chain: &Chain) -> anyhow::Result<()> {
	let from = chain.finalized().await?;
	until("the newcomer to follow finality", SOON, || async {
		let now = chain.finalized().await?;
		Ok(when(now >= from + 3, now))
	})
	.await
}

/// The place of `key` in the list of validators.
async fn seat(chain: &Chain, key: DevKey) -> anyhow::Result<usize> {
	let account = civic_tests::sender::Sender::new(key.suri())?.account;
	let seats = chain.validators().await?;
	seats
		.iter()
		.position(|who| *who == account)
		.with_context(|| format!("{} validates: {seats:?}", key.name()))
}

fn read_log(node: &Node) -> anyhow::Result<String> {
	let log = node.log();
	std::fs::read_to_string(&log).with_context(|| format!("cannot read {}", log.display()))
}

fn complains_not(node: &Node) -> anyhow::Result<()> {
	let complaints = node.complaints()?;
	ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
	Ok(())
}
