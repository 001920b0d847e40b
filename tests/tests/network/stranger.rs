//! Who is no member gets nothing into the pool.

use anyhow::ensure;
use civic_tests::{DevKey, Network};

/// A stranger's transaction costs the network nothing, and the stranger is told what to do.
pub(crate) async fn is_refused_at_the_pool(network: &mut Network) -> anyhow::Result<()> {
	let stranger = network
		.wallet("stranger", DevKey::Alice)?
		.with_suri("//Stranger");
	// An address of the demo city: the energy watch's.
	let someone = "5CX2uFZ3gzFURSF1gL814g3p7F1wR5MizCXYKKgQj4U9wUAg";
	let refusal = stranger.refused(&["transfer", someone, "1"]).await?;
	ensure!(refusal.at_pool, "it never reached a block: {refusal:?}");
	ensure!(
		refusal.name.contains("NotMember"),
		"it says why: {refusal:?}"
	);
	ensure!(!refusal.docs.is_empty(), "it says what to do: {refusal:?}");
	let pending = network.chain(DevKey::Alice).await?.pending().await?;
	ensure!(pending.is_empty(), "nothing waits in the pool: {pending:?}");
	Ok(())
}
