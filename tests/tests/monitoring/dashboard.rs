//! The Grafana dashboard, as a file.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::read;

fn dashboard() -> Value {
	serde_json::from_str(&read("monitoring/grafana/civic-ledger.json")).expect("JSON")
}

fn panels() -> Vec<Value> {
	dashboard()["panels"].as_array().cloned().expect("panels")
}

/// What the panels ask Prometheus.
pub(crate) fn expressions() -> Vec<String> {
	let mut expressions = Vec::new();
	for panel in panels() {
		for target in panel["targets"].as_array().into_iter().flatten() {
			expressions.push(target["expr"].as_str().expect("expr").to_string());
		}
	}
	expressions
}

#[test]
fn panels_have_a_number_of_their_own_a_title_and_a_source_to_choose() {
	let mut numbers = BTreeSet::new();
	for panel in panels() {
		let title = panel["title"].as_str().expect("a title");
		assert!(
			numbers.insert(panel["id"].as_u64().expect("a number")),
			"{title}"
		);
		if panel["type"] == "row" {
			continue;
		}
		let targets = panel["targets"].as_array().expect("targets");
		assert!(!targets.is_empty(), "{title} shows nothing");
		for asking in targets.iter().chain([&panel]) {
			assert_eq!(asking["datasource"]["uid"], "${source}", "{title}");
		}
	}
}

#[test]
fn panels_do_not_lie_on_each_other() {
	let mut taken = BTreeSet::new();
	for panel in panels() {
		let side = |name: &str| panel["gridPos"][name].as_u64().expect("a position");
		assert!(side("x") + side("w") <= 24, "{}", panel["title"]);
		for x in side("x")..side("x") + side("w") {
			for y in side("y")..side("y") + side("h") {
				assert!(taken.insert((x, y)), "{} lies on another", panel["title"]);
			}
		}
	}
}

#[test]
fn it_has_a_row_for_the_city_the_chain_and_the_machine_and_variables_it_uses() {
	let rows: Vec<_> = panels()
		.into_iter()
		.filter(|panel| panel["type"] == "row")
		.map(|panel| panel["title"].clone())
		.collect();
	assert_eq!(rows, ["The city", "The chain", "The machine"]);
	let dashboard = dashboard();
	let variables = dashboard["templating"]["list"]
		.as_array()
		.expect("variables");
	let names: Vec<_> = variables
		.iter()
		.map(|variable| variable["name"].clone())
		.collect();
	assert_eq!(names, ["source", "chain", "instance"]);
	for expression in expressions() {
		assert!(expression.contains("$instance"), "{expression}");
	}
}
