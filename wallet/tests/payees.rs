//! `civic redeem payee` before anything is sent. What it sends is tried on a network with the real
//! treasury (tests/tests/network/redemption.rs).

mod common;

use std::{fs, path::Path};

use assert_cmd::assert::Assert;
use common::{civic, home};
use predicates::str::contains;

const GOOD: &str = r#"{"iban": "NL91 ABNA 0417 1643 00", "name": "A. de Vries"}"#;

/// Where nothing answers.
const NOWHERE: &str = "127.0.0.1:1";

fn payee(home: &Path, treasury: &str, details: &str) -> Assert {
	civic(home)
		.args(["redeem", "payee", "--suri", "//Alice", "--details", "-"])
		.args(["--treasury", treasury, "--url", &format!("ws://{NOWHERE}")])
		.write_stdin(details)
		.assert()
}

#[test]
fn what_cannot_be_a_bank_account_is_told_before_anything_is_asked() {
	let home = home();
	let treasury = format!("http://{NOWHERE}");
	for (details, why) in [
		(GOOD.replace("00\"", "01\""), "check digits"),
		(GOOD.replace("NL91", "XX91"), "cannot be right"),
		(GOOD.replace("A. de Vries", " "), "it is empty"),
		(GOOD.replace("\"name\"", "\"holder\""), "cannot be read"),
		(GOOD[..20].to_string(), "cannot be read"),
		(String::new(), "cannot be read"),
	] {
		payee(home.path(), &treasury, &details)
			.code(3)
			.stderr(contains(why));
	}
	payee(home.path(), "http://treasury.example", GOOD)
		.code(3)
		.stderr(contains("not encrypted"));
	assert!(!home.path().join("keys/payees").exists(), "nothing is kept");
}

#[test]
fn nothing_is_sent_without_the_chain_it_is_for() {
	let home = home();
	payee(home.path(), &format!("http://{NOWHERE}"), GOOD)
		.code(5)
		.stderr(contains("No node answers"));
	assert!(!home.path().join("keys/payees").exists());
}

#[test]
fn details_come_from_a_file_or_a_terminal_never_from_arguments() {
	let home = home();
	let mut ask = civic(home.path());
	ask.args(["redeem", "payee", "--suri", "//Alice"])
		.args(["--treasury", &format!("http://{NOWHERE}")]);
	ask.write_stdin("")
		.assert()
		.code(2)
		.stderr(contains("--details FILE"));
	for secret in ["--iban", "--name"] {
		ask.args([secret, "NL91ABNA0417164300"])
			.assert()
			.code(2)
			.stderr(contains("unexpected argument"));
	}
	let file = home.path().join("account.json");
	fs::write(&file, GOOD.replace("NL91", "NL92")).expect("a file");
	civic(home.path())
		.args(["redeem", "payee", "--suri", "//Alice", "--details"])
		.arg(&file)
		.args(["--treasury", &format!("http://{NOWHERE}")])
		.assert()
		.code(3)
		.stderr(contains("Compare it with your bank's papers"));
}
