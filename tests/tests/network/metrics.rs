//! What Prometheus and load balancers are told, asked as an administrator would: with curl.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::sender::{fund, Sender};
use civic_tests::wait::{until, when};
use civic_tests::{DevKey, Network};
use futures::future::join_all;
use tokio::process::Command;

/// The metrics that the dashboard and the alert rules use.
const USED: &str = include_str!("../../../monitoring/metrics.txt");

/// Who has tokens, and is no member.
const STRANGER: &str = "//Uncounted";

/// So many transactions come at once.
const AT_ONCE: u32 = 32;

/// A running validator serves every metric of its own that the dashboard and the alert rules use; the
/// city's figures are the chain's; refusals are counted, and what comes at once is validated together; the
/// health endpoints answer.
pub(crate) async fn are_served(network: &mut Network) -> anyhow::Result<()> {
	let node = network.node(DevKey::Charlie)?;
	let (metrics, http) = (node.metrics(), node.http());
	// One metric appears with the first call over JSON-RPC.
	let chain = network.chain(DevKey::Charlie).await?;
	let begun = chain.finalized().await?;

	let wanted = used(&["civic", "sdk"])?;
	ensure!(wanted.len() > 15, "the list has two sections: {wanted:?}");
	until(
		"every metric to be served",
		Duration::from_secs(60),
		|| async {
			let served = scrape(&metrics).await?;
			let missing: Vec<_> = wanted
				.iter()
				.filter(|name| !served.keys().any(|series| name_of(series) == name.as_str()))
				.collect();
			Ok(when(missing.is_empty(), missing))
		},
	)
	.await?;

	until(
		"four validators to be seen making blocks",
		Duration::from_secs(90),
		|| async {
			let served = scrape(&metrics).await?;
			let figure = |name: &str| value(&served, name);
			let online = figure("civic_validators_online");
			let ok = figure("civic_validators") == Some(4.0)
				&& online == Some(4.0)
				&& figure("civic_figures_block") >= Some(begun as f64);
			Ok(when(ok, online))
		},
	)
	.await?;
	let served = scrape(&metrics).await?;
	// 10 AVO of the energy watch, whatever was awarded besides.
	ensure!(
		value(&served, "civic_supply_tokens{part=\"circulation\"").is_some_and(|all| all >= 10.0)
	);
	let stages = served
		.keys()
		.filter(|series| name_of(series) == "civic_claims");
	ensure!(stages.count() == 6, "one for each stage: {served:?}");

	let stranger = Sender::new(STRANGER)?;
	fund(&chain, std::slice::from_ref(&stranger)).await?;
	let mut transactions = Vec::new();
	for units in 1..=AT_ONCE {
		let transfer = stranger.transfer(&chain, 0, &stranger.account, units.into());
		transactions.push(transfer.await?);
	}
	let counted = || async {
		let served = scrape(&metrics).await?;
		let of = |name: &str| value(&served, name).with_context(|| format!("no {name}"));
		anyhow::Ok((
			of("civic_allowance_refusals_total")?,
			of("civic_pool_validated_together_count")?,
		))
	};
	let (refusals, calls) = counted().await?;
	let said = join_all(transactions.iter().map(|one| chain.submit(one))).await;
	ensure!(
		said.iter().all(Result::is_err),
		"a stranger's transactions are refused"
	);
	let (refusals_after, calls_after) = counted().await?;
	ensure!(
		refusals_after == refusals + f64::from(AT_ONCE),
		"each refusal of the pool is counted, once: {refusals} before, {refusals_after} after"
	);
	ensure!(
		calls_after < calls + f64::from(AT_ONCE),
		"{AT_ONCE} transactions at once take fewer calls: {calls} before, {calls_after} after"
	);

	let health = curl(&format!("{http}/health")).await?;
	ensure!(health.contains("\"isSyncing\":false"), "{health}");
	curl(&format!("{http}/health/readiness")).await?;
	Ok(())
}

/// The names under some of the list's headings.
fn used(sections: &[&str]) -> anyhow::Result<Vec<String>> {
	let mut names = Vec::new();
	let mut inside = false;
	for line in USED.lines() {
		if let Some(heading) = line.strip_prefix("# ") {
			if let Some((section, _)) = heading.split_once(':') {
				inside = sections.contains(&section);
			}
		} else if inside && !line.is_empty() {
			names.push(line.to_string());
		}
	}
	Ok(names)
}

/// What is served, by name and labels.
async fn scrape(url: &str) -> anyhow::Result<BTreeMap<String, f64>> {
	let text = curl(url).await?;
	Ok(text
		.lines()
		.filter(|line| !line.starts_with('#'))
		.filter_map(|line| {
			let (series, value) = line.rsplit_once(' ')?;
			Some((series.to_string(), value.parse().ok()?))
		})
		.collect())
}

fn name_of(series: &str) -> &str {
	series.split('{').next().unwrap_or(series)
}

/// The first series that begins so, the node's own label apart.
fn value(served: &BTreeMap<String, f64>, name: &str) -> Option<f64> {
	let (name, label) = name.split_once('{').unwrap_or((name, ""));
	served
		.iter()
		.find(|(series, _)| name_of(series) == name && series.contains(label))
		.map(|(_, value)| *value)
}

async fn curl(url: &str) -> anyhow::Result<String> {
	let output = Command::new("curl")
		.args([
			"--silent",
			"--show-error",
			"--fail",
			"--max-time",
			"10",
			url,
		])
		.output()
		.await
		.context("curl cannot be run")?;
	ensure!(
		output.status.success(),
		"{url}: {}",
		String::from_utf8_lossy(&output.stderr)
	);
	String::from_utf8(output.stdout).context("what is served is text")
}
