//! What `monitoring/`, the runbooks and the packages promise an operator holds together: the rules are valid and fire when
//! they should, the dashboard asks for metrics that exist, every alert's runbook is there, and packages carry what
//! their pages lead to.

mod dashboard;
mod expressions;
mod packaging;
mod promtool;
mod runbooks;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_yaml_ng::Value;

/// The project's folder.
fn root() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR"))
		.parent()
		.expect("the crate lies in the workspace")
		.to_path_buf()
}

fn read(path: &str) -> String {
	let path = root().join(path);
	std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The files of rules, in `monitoring/prometheus`: the nodes' and the treasury's.
const RULES: [&str; 2] = ["alerts.yml", "treasury-alerts.yml"];

/// Each alert of a file as it is written.
fn alerts(file: &str) -> Vec<Value> {
	let rules: Value = serde_yaml_ng::from_str(&read(&format!("monitoring/prometheus/{file}")))
		.expect("the rules are YAML");
	let groups = rules["groups"].as_sequence().expect("it has groups");
	groups
		.iter()
		.flat_map(|group| group["rules"].as_sequence().cloned().expect("with rules"))
		.collect()
}

/// The names in `monitoring/metrics.txt`.
fn known_metrics() -> BTreeSet<String> {
	let lines = read("monitoring/metrics.txt");
	let names = lines
		.lines()
		.filter(|line| !line.is_empty() && !line.starts_with('#'));
	names.map(str::to_string).collect()
}

#[test]
fn every_metric_in_use_is_listed_and_every_listed_one_is_in_use() {
	let alerts: Vec<_> = RULES.into_iter().flat_map(alerts).collect();
	let rules = alerts
		.iter()
		.map(|alert| alert["expr"].as_str().expect("expr").to_string());
	let used: BTreeSet<_> = rules
		.chain(dashboard::expressions())
		.flat_map(|expression| expressions::metrics(&expression))
		.collect();
	assert_eq!(used, known_metrics());
}

#[test]
fn every_alert_says_what_it_is_how_grave_and_what_to_do() {
	for file in RULES {
		let alerts = alerts(file);
		let tests = file.replace(".yml", ".test.yml");
		let tests = read(&format!("monitoring/prometheus/{tests}"));
		assert!(!alerts.is_empty(), "{file} has none");
		for alert in &alerts {
			let name = alert["alert"].as_str().expect("a name");
			let severity = alert["labels"]["severity"].as_str();
			assert!(
				matches!(severity, Some("critical" | "warning" | "info")),
				"{name}: {severity:?}"
			);
			for text in ["summary", "description"] {
				let text = alert["annotations"][text].as_str();
				assert!(text.is_some_and(|text| text.len() > 20), "{name}: {text:?}");
			}
			let runbook = alert["annotations"]["runbook"].as_str();
			runbooks::must_lead_somewhere(
				runbook.unwrap_or_else(|| panic!("{name} has no runbook")),
			);
			assert!(tests.contains(name), "{name} is raised by no test");
		}
	}
}
