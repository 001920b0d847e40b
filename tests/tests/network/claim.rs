//! A newcomer's way from a voucher to tokens, with a node killed in the middle of the claim's life.

use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::people::{path, settle, Citizen, Family, Registrar, Review, Verifiers};
use civic_tests::wait::{until, when};
use civic_tests::wallet::{number, text, Wallet};
use civic_tests::{fixtures, Chain, DevKey, Network};
use serde_json::Value;
use tokio::process::Child;

/// The newcomer's wallet talks to this node, and this node is killed.
const NODE: DevKey = DevKey::Charlie;

/// Everything a newcomer does, in the order of the wallet's README; between submission and
/// attestation the node is killed (SIGKILL) and started again, and nothing of the claim is lost.
pub(crate) async fn becomes_tokens_though_a_node_is_killed(
	network: &mut Network,
) -> anyhow::Result<()> {
	let verifiers = Verifiers::open(network).await?;
	let registrar = Registrar::open(network).await?;
	let anna = Citizen::enrol(network, &registrar, "anna", NODE).await?;
	ensure!(anna.balance().await? == 0, "a newcomer has no tokens");

	let voucher = registrar.voucher("anna-again").await?;
	let again = network.wallet("anna-again", NODE)?;
	again.run(&["key", "new", "again"]).await?;
	let again = again.with_key("again");
	again
		.run(&["member", "voucher", "redeem", path(&voucher)?])
		.await?;
	let used = again
		.refused(&["member", "voucher", "redeem", path(&voucher)?])
		.await?;
	ensure!(!used.name.is_empty(), "a voucher works once: {used:?}");

	let place = registrar.place("premises-1").await?;
	let source = anna
		.source(&place, Family::RooftopPv, "2016-01-01", verifiers.any(0)?)
		.await?;
	let roof = fixtures::roof();
	let method = ["rooftop-pv", "--readings", path(&roof)?, "--accuracy", "C"];
	let claimed = anna.claim(source, &method).await?;
	let claim: u64 = number(&claimed, "/claim")?;
	let quantity: u64 = number(&claimed, "/findings/quantityWh")?;
	ensure!(
		quantity == 2_941_907,
		"the roof made 2,941.9 kWh: {quantity}"
	);
	let id = claim.to_string();
	// It watches from here to the end, also while its node is gone.
	let watcher = anna.wallet.start(&["watch", "--until-settled"])?;
	let reader = anna.wallet.clone().unsigned();
	let before = reader.run(&["claim", "show", &id]).await?;
	let number_of_source = source.to_string();
	let again = ["claim", "submit", "--source", &number_of_source];
	let overlap = anna
		.wallet
		.refused(&[again.as_slice(), &method].concat())
		.await?;
	ensure!(
		matches!(overlap.name.as_str(), "PeriodOverlaps" | "ReadingsUsed"),
		"the same readings count once: {overlap:?}"
	);

	network.node_mut(NODE)?.kill()?;
	network.start_node(NODE)?;
	let url = network.node(NODE)?.url();
	until(
		"the killed node to finalise again",
		Duration::from_secs(45),
		|| async {
			let chain = Chain::connect(&url).await?;
			let (height, known) = (chain.finalized().await?, number(&claimed, "/block/number")?);
			Ok(when(height > known, height))
		},
	)
	.await?;
	let after = reader.run(&["claim", "show", &id]).await?;
	for field in [
		"source",
		"owner",
		"quantity",
		"period",
		"evidence",
		"readingsNullifier",
	] {
		ensure!(
			before[field] == after[field],
			"{field} of the claim is what it was"
		);
	}

	let panel = verifiers.panel(claim, 0).await?;
	ensure!(panel.len() == 3, "three verifiers are drawn: {panel:?}");
	let awaited = duties(&reader, &panel).await?;
	ensure!(
		awaited.iter().all(|claims| claims.contains(&claim)),
		"each of them is asked: {awaited:?}"
	);
	let evidence = anna.wallet.evidence();
	verifiers
		.review(claim, &panel, Review::Recompute(&evidence))
		.await?;
	let verified = reader.run(&["claim", "show", &id]).await?;
	ensure!(text(&verified, "/status")? == "verified", "{verified}");
	for (status, there) in [("verified", true), ("attesting", false)] {
		let listed = reader.run(&["claim", "list", "--status", status]).await?;
		let listed = claims(&listed, "/claims")?;
		ensure!(listed.contains(&claim) == there, "{status}: {listed:?}");
	}
	let awaited = duties(&reader, &panel).await?;
	ensure!(
		!awaited.iter().any(|claims| claims.contains(&claim)),
		"nobody is asked for what is decided: {awaited:?}"
	);
	let early = anna.wallet.refused(&["settle", &id]).await?;
	ensure!(
		early.name == "WindowOpen",
		"it may still be challenged: {early:?}"
	);

	let settled = settle(&anna.wallet, claim).await?;
	let awarded: u128 = number(&settled, "/award/amount")?;
	ensure!(awarded > 1_000_000_000, "over 1,000 kg of CO2e: {awarded}");
	let balance = anna.balance().await?;
	ensure!(
		balance == awarded * 8 / 10,
		"the owner's share is 80 %: {balance} of {awarded}"
	);
	let twice = anna.wallet.refused(&["settle", &id]).await?;
	ensure!(twice.name == "NotVerified", "once for ever: {twice:?}");
	saw_it_all(watcher, claim).await?;

	let shop = verifiers.any(3)?.clone();
	let shop = text(&shop.run(&["balance"]).await?, "/account")?.to_string();
	anna.wallet.run(&["transfer", &shop, "12.5"]).await?;
	let certificate = anna.wallet.folder().join("certificate.json");
	let retire = [
		"retire",
		"100",
		"--beneficiary",
		"Anna",
		"--reason",
		"reporting",
	];
	anna.wallet
		.run(&[retire.as_slice(), &["--out", path(&certificate)?]].concat())
		.await?;
	let verify = ["certificate", "verify", path(&certificate)?];
	let checked = reader.run(&verify).await?;
	ensure!(checked["verified"] == true, "{checked}");
	ensure!(checked["completed"] == false, "{checked}");
	// As it is left when somebody interrupts the retirement.
	let mut lacking: Value = serde_json::from_slice(&std::fs::read(&certificate)?)?;
	for field in ["certificate", "at", "transaction"] {
		lacking[field] = Value::Null;
	}
	std::fs::write(&certificate, lacking.to_string())?;
	let found = reader.run(&verify).await?;
	ensure!(found["completed"] == true, "{found}");
	ensure!(found["certificate"] == checked["certificate"], "{found}");
	let again = reader.run(&verify).await?;
	ensure!(again["completed"] == false, "it is in the file: {again}");
	ensure!(
		anna.balance().await? == balance - 112_500_000,
		"both are gone from the balance"
	);
	Ok(())
}

/// The claims that each of these verifiers is asked to judge.
async fn duties(reader: &Wallet, verifiers: &[u64]) -> anyhow::Result<Vec<Vec<u64>>> {
	let mut duties = Vec::new();
	for verifier in verifiers {
		let told = reader.run(&["whoami", &verifier.to_string()]).await?;
		duties.push(claims(&told, "/duties/claims")?);
	}
	Ok(duties)
}

/// The numbers of the claims in a list.
fn claims(document: &Value, list: &str) -> anyhow::Result<Vec<u64>> {
	let listed = document.pointer(list).and_then(Value::as_array);
	let listed = listed.with_context(|| format!("no {list} in {document}"))?;
	listed.iter().map(|claim| number(claim, "/claim")).collect()
}

/// A watcher ends by itself when the claim is settled, and has told of each of its states, in order.
async fn saw_it_all(watcher: Child, claim: u64) -> anyhow::Result<()> {
	let output = tokio::time::timeout(Duration::from_secs(60), watcher.wait_with_output())
		.await
		.context("the watcher does not end")??;
	let text = String::from_utf8(output.stdout)?;
	ensure!(output.status.success(), "{}: {text}", output.status);
	let mut states = Vec::new();
	for line in text.lines() {
		let told: Value = serde_json::from_str(line).with_context(|| format!("no JSON: {line}"))?;
		ensure!(told["claim"]["claim"] == claim, "its owner's claim: {told}");
		let state = self::text(&told, "/claim/status")?.to_string();
		if states.last() != Some(&state) {
			states.push(state);
		}
	}
	ensure!(
		states == ["submitted", "attesting", "verified", "settled"],
		"{states:?}: {text}"
	);
	Ok(())
}
