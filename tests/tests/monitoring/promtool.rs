//! Prometheus' own checker, which `make setup` installs.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use crate::{dashboard, root, RULES};

/// Run promtool in the folder of the rules. What it says is the failure.
fn promtool(arguments: &[&str]) {
	let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
	let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
	let own = cache
		.unwrap_or_default()
		.join("civic-ledger/tools/promtool");
	let program = if own.exists() { own } else { "promtool".into() };
	let output = Command::new(program)
		.args(arguments)
		.current_dir(root().join("monitoring/prometheus"))
		.output()
		.expect("promtool runs: `make setup` installs it");
	assert!(
		output.status.success(),
		"promtool {arguments:?}\n{}{}",
		String::from_utf8_lossy(&output.stdout),
		String::from_utf8_lossy(&output.stderr)
	);
}

#[test]
fn the_example_configuration_and_the_rules_are_valid() {
	promtool(&["check", "config", "prometheus.yml"]);
	for rules in RULES {
		promtool(&["check", "rules", rules]);
	}
}

#[test]
fn alerts_fire_when_they_should_and_only_then() {
	for rules in RULES {
		let tests = rules.replace(".yml", ".test.yml");
		promtool(&["test", "rules", &tests]);
	}
}

#[test]
fn every_expression_of_the_dashboard_is_valid() {
	let rules: Vec<_> = dashboard::expressions()
		.into_iter()
		.enumerate()
		.map(|(number, expression)| {
			// What Grafana puts in before it asks.
			let expression = expression
				.replace("$__rate_interval", "1m")
				.replace("$chain", ".*")
				.replace("$instance", ".*");
			json!({"record": format!("panel:{number}"), "expr": expression})
		})
		.collect();
	assert!(rules.len() > 30);
	// JSON is YAML.
	let groups = json!({"groups": [{"name": "dashboard", "rules": rules}]});
	let file = tempfile::NamedTempFile::new().expect("a temporary file");
	std::fs::write(file.path(), groups.to_string()).expect("the rules are written");
	promtool(&["check", "rules", &file.path().display().to_string()]);
}
