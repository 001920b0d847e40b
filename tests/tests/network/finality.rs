//! Four nodes finalise; one is killed and comes back.

use std::time::Duration;

use anyhow::ensure;
use civic_tests::wait::{until, when};
use civic_tests::{DevKey, Network};

/// Some blocks of three seconds, and time for a busy machine.
const SOON: Duration = Duration::from_secs(45);

/// All four see each other, finalise, and agree on what is final.
pub(crate) async fn four_nodes_finalise(network: &mut Network) -> anyhow::Result<()> {
	let height = network.finalizes(SOON).await?;
	let mut hashes = Vec::new();
	for key in DevKey::ALL {
		let chain = network.chain(key).await?;
		until(&format!("three peers of {}", key.name()), SOON, || async {
			let peers = chain.peers().await?;
			Ok(when(peers == 3, peers))
		})
		.await?;
		until(
			&format!("{} to finalise block {height}", key.name()),
			SOON,
			|| async {
				let final_height = chain.finalized().await?;
				Ok(when(final_height >= height, final_height))
			},
		)
		.await?;
		hashes.push(chain.block_hash(height).await?);
	}
	ensure!(hashes[0].is_some(), "block {height} has a hash");
	ensure!(
		hashes.iter().all(|hash| *hash == hashes[0]),
		"one block {height}: {hashes:?}"
	);
	Ok(())
}

/// Three go on without the fourth; it comes back with what it had and catches up.
pub(crate) async fn a_killed_node_comes_back(network: &mut Network) -> anyhow::Result<()> {
	let lost = DevKey::Dave;
	let before = network.chain(lost).await?.finalized().await?;
	let hash = network.chain(lost).await?.block_hash(before).await?;
	network.node_mut(lost)?.kill()?;

	let chain = network.chain(DevKey::Alice).await?;
	until("three of four to finalise 4 blocks more", SOON, || async {
		let height = chain.finalized().await?;
		Ok(when(height >= before + 4, height))
	})
	.await?;

	network.start_node(lost)?;
	let there = chain.finalized().await?;
	let url = network.node(lost)?.url();
	until("the node that was killed to catch up", SOON, || async {
		let back = civic_tests::Chain::connect(&url).await?;
		let height = back.finalized().await?;
		Ok(when(height >= there, height))
	})
	.await?;
	let back = network.chain(lost).await?;
	ensure!(
		back.block_hash(before).await? == hash,
		"block {before} is the one it was"
	);
	network.finalizes(SOON).await?;
	Ok(())
}
