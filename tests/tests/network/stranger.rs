//! Who is no member gets nothing into the pool.

use anyhow::ensure;
use civic_tests::wallet::{number, text};
use civic_tests::{DevKey, Network};

/// The energy watch of the demo city, //Watch.
const WATCH: &str = "5CX2uFZ3gzFURSF1gL814g3p7F1wR5MizCXYKKgQj4U9wUAg";

/// A stranger's transaction costs the network nothing, and the stranger is told what to do.
pub(crate) async fn is_refused_at_the_pool(network: &mut Network) -> anyhow::Result<()> {
	let stranger = network
		.wallet("stranger", DevKey::Alice)?
		.with_suri("//Stranger");
	let own = stranger.run(&["balance"]).await?;
	let own = text(&own, "/account")?.to_string();

	// An account the chain has never heard of.
	let refusal = stranger.refused(&["transfer", WATCH, "1"]).await?;
	ensure!(refusal.at_pool, "it never reached a block: {refusal:?}");

	// One with tokens, but without a member behind it.
	let watch = network.wallet("watch", DevKey::Alice)?.with_suri("//Watch");
	watch.run(&["transfer", &own, "1"]).await?;
	let refusal = stranger.refused(&["transfer", WATCH, "0.5"]).await?;
	ensure!(refusal.at_pool, "it never reached a block: {refusal:?}");
	ensure!(refusal.name == "NotMember", "it says why: {refusal:?}");
	ensure!(
		refusal.docs.contains("registrar"),
		"it says what to do: {refusal:?}"
	);

	let pending = network.chain(DevKey::Alice).await?.pending().await?;
	ensure!(pending.is_empty(), "nothing waits in the pool: {pending:?}");
	let left = stranger.run(&["balance"]).await?;
	ensure!(
		number::<u128>(&left, "/free")? == 1_000_000,
		"it cost nothing: {left}"
	);
	Ok(())
}
