//! What Prometheus and load balancers are told, asked as an administrator would: with curl.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::sender::Sender;
use civic_tests::wait::{until, when};
use civic_tests::{DevKey, Network};
use tokio::process::Command;

/// The metrics that the dashboard and the alert rules use.
const USED: &str = include_str!("../../../monitoring/metrics.txt");

/// Who is no member.
const STRANGER: &str = "//Stranger";

/// A running validator serves every metric of its own that the dashboard and the alert rules use; the
/// city's figures are the chain's; a refusal is counted; the health endpoints answer.
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

	let refusals = || async {
		let served = scrape(&metrics).await?;
		value(&served, "civic_allowance_refusals_total").context("it is counted")
	};
	let before = refusals().await?;
	let stranger = Sender::new(STRANGER)?;
	let transaction = stranger.transfer(&chain, 0, &stranger.account, 1).await?;
	let refused = chain.submit(&transaction).await;
	ensure!(refused.is_err(), "a stranger's transaction is refused");
	let after = refusals().await?;
	ensure!(
		after == before + 1.0,
		"the pool's refusal is counted, once: {before} before, {after} after"
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
