//! Named networks and the settings file.

mod common;

use std::{fs, path::Path};

use assert_cmd::Command;
use common::{civic, document, home};
use predicates::prelude::*;

const HASH: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

fn add(home: &Path, name: &str, url: &str) -> Command {
	let mut command = civic(home);
	command.args(["network", "add", name, "--url", url, "--genesis", HASH]);
	command
}

#[test]
fn networks_are_added_listed_chosen_and_taken_out() {
	let home = home();
	let home = home.path();
	add(home, "demo", "ws://127.0.0.1:1")
		.arg("--default")
		.assert()
		.success();
	add(home, "city", "wss://node.city.example")
		.assert()
		.success();
	let listed = document(civic(home).args(["network", "list"]));
	assert_eq!(listed["networks"][1]["name"], "demo");
	assert_eq!(listed["networks"][1]["default"], true);
	assert_eq!(listed["networks"][0]["genesis"], HASH);
	assert_eq!(
		listed["settings"],
		home.join("config/civic/config.toml")
			.to_string_lossy()
			.as_ref()
	);

	civic(home)
		.args(["network", "use", "city"])
		.assert()
		.success();
	let shown = document(civic(home).args(["network", "show", "--no-check"]));
	assert_eq!(shown["network"], "city");
	assert_eq!(shown["url"], "wss://node.city.example");
	civic(home)
		.args(["network", "remove", "city"])
		.assert()
		.success();
	let shown = document(civic(home).args(["network", "show", "--no-check"]));
	assert_eq!(shown["network"], serde_json::Value::Null);
}

#[test]
fn the_flag_goes_before_the_environment_and_that_before_the_file() {
	let home = home();
	let home = home.path();
	add(home, "demo", "ws://127.0.0.1:1")
		.arg("--default")
		.assert()
		.success();
	add(home, "other", "ws://127.0.0.1:2").assert().success();
	let shown = |arguments: &[&str], url: Option<&str>, network: Option<&str>| {
		let mut command = civic(home);
		if let Some(url) = url {
			command.env("CIVIC_URL", url);
		}
		if let Some(network) = network {
			command.env("CIVIC_NETWORK", network);
		}
		let shown = document(
			command
				.args(["network", "show", "--no-check"])
				.args(arguments),
		);
		(
			shown["url"].as_str().unwrap().to_string(),
			shown["network"].as_str().unwrap_or("any").to_string(),
		)
	};
	let is = |url: &str, network: &str| (url.to_string(), network.to_string());
	assert_eq!(shown(&[], None, None), is("ws://127.0.0.1:1", "demo"));
	assert_eq!(
		shown(&[], None, Some("other")),
		is("ws://127.0.0.1:2", "other")
	);
	assert_eq!(
		shown(&["--network", "demo"], None, Some("other")),
		is("ws://127.0.0.1:1", "demo")
	);
	assert_eq!(
		shown(
			&["--url", "ws://127.0.0.1:4"],
			Some("ws://127.0.0.1:3"),
			None
		),
		is("ws://127.0.0.1:4", "demo")
	);
	assert_eq!(
		shown(&["--network", "any"], None, None),
		is("ws://127.0.0.1:9944", "any")
	);
}

#[test]
fn a_usual_key_signs_when_none_is_named() {
	let home = home();
	let home = home.path();
	let password = home.join("password");
	fs::write(&password, "correct horse\n").unwrap();
	civic(home)
		.args(["key", "new", "anna", "--password-file"])
		.arg(&password)
		.assert()
		.success();
	let settings = home.join("mine.toml");
	fs::write(&settings, "key = \"anna\"\n").unwrap();
	let ask = ["balance", "--url", "ws://127.0.0.1:1"];
	civic(home).args(ask).assert().code(2);
	// The key is known: what is missing is a node.
	civic(home)
		.args(ask)
		.arg("--config")
		.arg(&settings)
		.assert()
		.code(5);
	civic(home)
		.args(ask)
		.env("CIVIC_CONFIG", &settings)
		.assert()
		.code(5);
}

#[test]
fn mistakes_in_the_file_are_told_with_the_place() {
	let home = home();
	let settings = home.path().join("mine.toml");
	for (text, says) in [
		("[networks.demo]\nurl = \"ws://x\"\ngenesis = 5\n", "line 3"),
		("netwrok = \"demo\"\n", "netwrok"),
		("network = \"demo\"\n", "no [networks.demo]"),
		("network = \n", "line 1"),
		(
			"[networks.demo]\nurl = \"http://x\"\ngenesis = \"0x1111111111111111111111111111111111111111111111111111111111111111\"\n",
			"write ws://x",
		),
	] {
		fs::write(&settings, text).unwrap();
		civic(home.path())
			.args(["network", "list", "--config"])
			.arg(&settings)
			.assert()
			.code(3)
			.stderr(predicate::str::contains(says).and(predicate::str::contains("mine.toml")));
	}
	civic(home.path())
		.args(["network", "list", "--config", "/nowhere/config.toml"])
		.assert()
		.code(3)
		.stderr(predicate::str::contains("is not there"));
}

#[test]
fn an_unknown_network_is_told_with_those_that_are_known_and_how_to_add_it() {
	let home = home();
	let home = home.path();
	add(home, "demo", "ws://127.0.0.1:1").assert().success();
	let ask = ["supply", "--network", "Demo City"];
	civic(home).args(ask).assert().code(3).stderr(
		predicate::str::contains("names demo").and(predicate::str::contains("civic network add")),
	);
	// The hash that an earlier version had kept under that name is not lost.
	fs::create_dir_all(home.join("data/civic")).unwrap();
	fs::write(
		home.join("data/civic/networks.json"),
		format!("{{\"Demo City\": \"{HASH}\"}}"),
	)
	.unwrap();
	civic(home)
		.args(ask)
		.assert()
		.code(3)
		.stderr(predicate::str::contains(HASH));
}
