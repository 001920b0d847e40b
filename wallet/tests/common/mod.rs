//! What the tests of the program share.

#![allow(dead_code, reason = "each test program uses its part")]

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// The program, with its files in `home` and nothing from the environment.
pub(crate) fn civic(home: &Path) -> Command {
	let mut command = Command::cargo_bin("civic").expect("the program is built");
	for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CIVIC_")) {
		command.env_remove(name);
	}
	command
		.env("CIVIC_KEYS", home.join("keys"))
		.env("CIVIC_EVIDENCE", home.join("evidence"))
		.env("XDG_DATA_HOME", home.join("data"))
		.env("XDG_CONFIG_HOME", home.join("config"));
	command
}

/// The document a successful command printed.
pub(crate) fn document(command: &mut Command) -> Value {
	let output = command.arg("--json").output().expect("the program runs");
	assert!(
		output.status.success(),
		"{}",
		String::from_utf8_lossy(&output.stderr)
	);
	serde_json::from_slice(&output.stdout).expect("one JSON document")
}

/// A new folder.
pub(crate) fn home() -> tempfile::TempDir {
	tempfile::tempdir().expect("a folder")
}
