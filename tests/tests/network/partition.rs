//! The cable between two halves of the network is cut, and mended.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::network::demo_city;
use civic_tests::sender::{funded, Sender};
use civic_tests::sides::{Side, Sides};
use civic_tests::wait::{until, when, Seen};
use civic_tests::{Chain, DevKey, Network};

/// Some blocks of three seconds, and time for a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// How long both sides may take for their blocks while they are apart: each makes about half of them.
const APART: Duration = Duration::from_secs(120);

/// How long the two halves may take to be one again: connections that hung are retried up to half a
/// minute later.
const TOGETHER: Duration = Duration::from_secs(150);

/// Two blocks' time in which nothing becomes final: what was under way when the cable was cut has
/// come to its end.
const QUIET: Duration = Duration::from_secs(7);

/// How many blocks each side makes alone.
const ALONE: u64 = 4;

/// How many transactions each sender hands in while the cable is cut.
const TRANSFERS: u64 = 5;

/// Alice and Bob on one side, Charlie and Dave on the other.
fn side(key: DevKey) -> Side {
	match key {
		DevKey::Alice | DevKey::Bob => Side::Left,
		DevKey::Charlie | DevKey::Dave => Side::Right,
	}
}

/// Two of four finalise nothing; together again they agree on one chain, and every transaction that
/// either half was given is on it.
pub(crate) async fn two_against_two_stop_and_heal() -> anyhow::Result<()> {
	let sides = Sides::connect()?;
	let mut network = Network::start_at(&demo_city(), |key| sides.place(side(key)), &[]).await?;
	let result = partition(&sides, &mut network).await;
	result.map_err(|why| why.context(format!("logs are in {}", network.keep_logs())))
}

async fn partition(sides: &Sides, network: &mut Network) -> anyhow::Result<()> {
	let mut chains = Vec::new();
	for key in DevKey::ALL {
		let chain = network.chain(key).await?;
		until(&format!("three peers of {}", key.name()), SOON, || async {
			let peers = chain.peers().await?;
			Ok(when(peers == 3, peers))
		})
		.await?;
		chains.push((key, chain));
	}
	// Charlie's; Alice's stands for the other side.
	let (left, right) = (&chains[0].1, &chains[2].1);
	let senders = funded(left, 1..=4).await?;
	until("both sides to have seen that", SOON, || async {
		let (here, there) = (left.finalized().await?, right.finalized().await?);
		Ok(when(there >= here, there))
	})
	.await?;

	sides.cut()?;
	let stopped = stand_still(&chains).await?;
	let lowest = stopped.iter().min().copied().unwrap_or_default();
	let highest = stopped.iter().max().copied().unwrap_or_default();
	// Above what both may have had before the cable was cut.
	let fork = left.best().await?.max(right.best().await?) + ALONE;
	let ours = hand_in(left, &senders[..2]).await?;
	let theirs = hand_in(right, &senders[2..]).await?;
	for (name, chain, given) in [("left", left, &ours), ("right", right, &theirs)] {
		until(&format!("blocks of the {name} side"), APART, || async {
			let best = chain.best().await?;
			let there = transactions(chain, lowest, best).await?;
			let all = given.iter().all(|one| there.contains(one));
			Ok(when(all && best >= fork, best))
		})
		.await?;
	}
	// What is handed in late waits in a pool, or is in the newest block.
	let mut given = [ours, theirs].concat();
	given.extend(hand_in(left, &senders[..2]).await?);
	given.extend(hand_in(right, &senders[2..]).await?);
	for (key, chain) in &chains {
		let (name, now) = (key.name(), chain.finalized().await?);
		ensure!(
			now <= highest,
			"{name} finalised block {now} after {stopped:?}"
		);
	}
	let (here, there) = (left.block_hash(fork).await?, right.block_hash(fork).await?);
	ensure!(
		here.is_some() && there.is_some() && here != there,
		"each side has its own block {fork}"
	);

	sides.mend()?;
	heal(&chains, lowest, fork, &given).await?;
	network.must_be_sound()
}

/// Wait until nothing becomes final any more on any node. Returns each one's height: the last vote may
/// have reached one side only.
async fn stand_still(chains: &[(DevKey, Chain)]) -> anyhow::Result<Vec<u64>> {
	let mut before = heights(chains).await?;
	for _ in 0..10 {
		tokio::time::sleep(QUIET).await;
		let now = heights(chains).await?;
		if now == before {
			return Ok(now);
		}
		before = now;
	}
	anyhow::bail!("two of four still finalise: {before:?}")
}

async fn heights(chains: &[(DevKey, Chain)]) -> anyhow::Result<Vec<u64>> {
	let mut heights = Vec::new();
	for (_, chain) in chains {
		heights.push(chain.finalized().await?);
	}
	Ok(heights)
}

/// Each sender hands in some transactions through the node. Returns them.
async fn hand_in(chain: &Chain, senders: &[Sender]) -> anyhow::Result<Vec<String>> {
	let mut given = Vec::new();
	let to = Sender::new(DevKey::Alice.suri())?.account;
	for sender in senders {
		let first = chain.next_nonce(&sender.account).await?;
		for nonce in first..first + TRANSFERS {
			let transfer = sender.transfer(chain, nonce, &to, 1).await?;
			chain.submit(&transfer).await?;
			given.push(transfer);
		}
	}
	Ok(given)
}

/// Finality goes on, above the blocks of either side, and every transaction is final on every node,
/// above block `from`.
async fn heal(
	chains: &[(DevKey, Chain)],
	from: u64,
	fork: u64,
	given: &[String],
) -> anyhow::Result<()> {
	let (_, first) = &chains[0];
	until("finality to go on above the fork", TOGETHER, || async {
		let now = first.finalized().await?;
		Ok(when(now > fork, now))
	})
	.await?;
	let all = until("every transaction to be final", TOGETHER, || async {
		let height = first.finalized().await?;
		let there = transactions(first, from, height).await?;
		let missing = given.iter().filter(|one| !there.contains(*one)).count();
		Ok(match missing {
			0 => Seen::Ready(height),
			_ => Seen::Not(format!("{missing} of {} are not", given.len())),
		})
	})
	.await?;
	let hash = first.block_hash(all).await?;
	for (key, chain) in chains {
		let name = key.name();
		until(&format!("{name} to have the same"), TOGETHER, || async {
			let now = chain.finalized().await?;
			Ok(when(now >= all, now))
		})
		.await?;
		ensure!(
			chain.block_hash(all).await? == hash,
			"{name} has another block {all}"
		);
	}
	Ok(())
}

/// The transactions of a node's blocks above `from`, up to `to`.
async fn transactions(chain: &Chain, from: u64, to: u64) -> anyhow::Result<BTreeSet<String>> {
	let mut found = BTreeSet::new();
	for height in from + 1..=to {
		let hash = chain.block_hash(height).await?.context("no such block")?;
		found.extend(chain.extrinsics(&hash).await?.context("no such body")?);
	}
	Ok(found)
}
