//! What agencies and cautious people do with the wallet: sign on a machine without a network, and
//! change a validator's keys while it runs.

use std::time::Duration;

use anyhow::ensure;
use civic_tests::wait::{until, when};
use civic_tests::wallet::{at, number, text};
use civic_tests::{DevKey, Network};
use serde_json::Value;

/// Three sessions of 18 s: keys act from the session after next.
const THREE_SESSIONS: Duration = Duration::from_secs(75);

/// An address nobody listens at: whoever asks a node there fails.
const NOWHERE: &str = "ws://127.0.0.1:1";

/// Two transactions are signed without a connection and sent from elsewhere, in their order and once.
pub(crate) async fn signs_without_a_connection(network: &mut Network) -> anyhow::Result<()> {
	let online = network.wallet("courier", DevKey::Alice)?;
	// The key is only here, and this wallet reaches nobody.
	let offline = network
		.wallet("courier", DevKey::Alice)?
		.at(NOWHERE.into())
		.with_suri("//Watch");
	let to = "//Receiver";
	let watch = network.wallet("watch", DevKey::Alice)?.with_suri("//Watch");
	let own = watch.run(&["balance"]).await?;
	let account = text(&own, "/account")?;

	let prepare = [
		"offline",
		"prepare",
		"--account",
		account,
		"--out",
		"context.json",
	];
	let prepared = online.run(&prepare).await?;
	let nonce: u64 = number(&prepared, "/nonce")?;
	for (amount, out) in [("0.25", "first.json"), ("0.5", "second.json")] {
		let give = [
			"transfer",
			to,
			amount,
			"--offline",
			"context.json",
			"--out",
			out,
			"--yes",
		];
		offline.run(&give).await?;
	}

	let send = |file| {
		let online = online.clone();
		async move { online.ask(&["offline", "send", file]).await }
	};
	let early = send("second.json").await?;
	ensure!(
		early.code == 3 && early.told.contains("before it first"),
		"{early:?}"
	);
	let first = send("first.json").await?;
	ensure!(first.code == 0, "{first:?}");
	ensure!(
		text(&first.json, "/amount")? == "250000",
		"it tells what was done: {first:?}"
	);
	let second = send("second.json").await?;
	ensure!(second.code == 0, "{second:?}");
	let again = send("first.json").await?;
	ensure!(
		again.code == 3 && again.told.contains("handed in already"),
		"{again:?}"
	);

	let held = online.run(&["balance", to]).await?;
	ensure!(
		number::<u128>(&held, "/free")? == 750_000,
		"each once: {held}"
	);
	let next = online
		.run(&[
			"offline",
			"prepare",
			"--account",
			account,
			"--out",
			"next.json",
		])
		.await?;
	ensure!(
		number::<u64>(&next, "/nonce")? == nonce + 2,
		"two were carried out: {next}"
	);
	Ok(())
}

/// An agency has its node make new keys. They are in use two sessions later, and finality goes on.
pub(crate) async fn rotates_a_validators_keys(network: &mut Network) -> anyhow::Result<()> {
	let agency = DevKey::Bob;
	let url = network.node(agency)?.url();
	let wallet = network.wallet("agency", agency)?.with_suri(agency.suri());
	let reader = wallet.clone().unsigned();
	let account = text(&wallet.run(&["balance"]).await?, "/account")?.to_string();

	let rotate = ["authority", "rotate-keys", "--node", url.as_str()];
	let rotated = wallet.run(&rotate).await?;
	let keys = text(&rotated, "/keys")?.to_string();
	let from: u64 = number(&rotated, "/fromSession")?;

	let of_agency = |shown: &Value| -> anyhow::Result<Value> {
		let all = at(shown, "/authorities")?.as_array().cloned();
		let mine = all
			.unwrap_or_default()
			.into_iter()
			.find(|authority| authority.get("account").and_then(Value::as_str) == Some(&account));
		mine.ok_or_else(|| anyhow::anyhow!("{account} is not in {shown}"))
	};
	let shown = reader.run(&["authority", "show"]).await?;
	let mine = of_agency(&shown)?;
	ensure!(
		text(&mine, "/keysRegistered")? == keys,
		"registered: {mine}"
	);
	ensure!(text(&mine, "/keysInUse")? != keys, "not yet in use: {mine}");
	let session = until("the new keys to be in use", THREE_SESSIONS, || async {
		let shown = reader.run(&["authority", "show"]).await?;
		let mine = of_agency(&shown)?;
		let in_use = text(&mine, "/keysInUse")? == keys;
		Ok(match when(in_use, mine) {
			civic_tests::wait::Seen::Ready(()) => {
				civic_tests::wait::Seen::Ready(number::<u64>(&shown, "/session")?)
			},
			civic_tests::wait::Seen::Not(state) => civic_tests::wait::Seen::Not(state),
		})
	})
	.await?;
	ensure!(
		session == from,
		"in use in session {session}, told was {from}"
	);
	network.finalizes(Duration::from_secs(30)).await?;
	Ok(())
}
