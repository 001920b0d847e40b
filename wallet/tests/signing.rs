//! Signing without a connection: what is written down, what is refused, and that nobody is asked.

mod common;

use std::{
	fs,
	net::TcpListener,
	path::{Path, PathBuf},
};

use assert_cmd::Command;
use civic_wallet::{
	chain::{offline::own_calls, BlockRef},
	hex32::Hex32,
	offline::{Context, Frame},
	time::Moment,
};
use common::{civic, document, home};
use predicates::prelude::*;
use serde_json::Value;

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

/// What a node of some network would have said.
fn context() -> Context {
	Context {
		frame: Frame {
			network: "Nowhere".into(),
			genesis: Hex32([1; 32]),
			spec_version: 1,
			transaction_version: 1,
			account: ALICE.parse().unwrap(),
			nonce: 7,
			block: BlockRef {
				number: 1_000,
				hash: Hex32([3; 32]),
			},
			lifetime: 2_048,
			valid_until: Moment(Moment::now().0 + 3_600),
		},
		signed: 0,
		calls: own_calls().unwrap(),
		claiming: None,
	}
}

fn write(home: &Path, context: &Context) -> PathBuf {
	let path = home.join("context.json");
	fs::write(&path, context.text().unwrap()).unwrap();
	path
}

/// Alice gives Bob something, without a connection.
fn give(home: &Path, amount: &str, out: &str) -> Command {
	sign(home, &["transfer", BOB, amount], out)
}

fn sign(home: &Path, call: &[&str], out: &str) -> Command {
	let mut command = unasked(home, call, out);
	command.arg("--yes");
	command
}

/// The same, by one who does not say that it is meant.
fn unasked(home: &Path, call: &[&str], out: &str) -> Command {
	let mut command = civic(home);
	command
		.args(call)
		.args(["--suri", "//Alice", "--offline"])
		.arg(home.join("context.json"))
		.arg("--out")
		.arg(home.join(out));
	command
}

#[test]
fn it_shows_what_is_signed_and_counts() {
	let home = home();
	let home = home.path();
	let path = write(home, &context());
	// Whoever connects is seen here.
	let node = TcpListener::bind("127.0.0.1:0").unwrap();
	node.set_nonblocking(true).unwrap();
	let url = format!("ws://{}", node.local_addr().unwrap());

	for (out, nonce) in [("one.json", 7), ("two.json", 8)] {
		let mut command = give(home, "12.5", out);
		let output = command.args(["--json", "--url", &url]).output().unwrap();
		let told = String::from_utf8_lossy(&output.stderr).into_owned();
		assert!(output.status.success(), "{told}");
		for part in [
			"Balances.transfer_allow_death",
			BOB,
			"12.500000 AVO",
			"Nowhere",
			ALICE,
			&format!("as its transaction no. {nonce}"),
		] {
			let squeezed = told.split_whitespace().collect::<Vec<_>>().join(" ");
			assert!(squeezed.contains(part), "{part} in {told}");
		}
		let signed: Value = serde_json::from_slice(&output.stdout).unwrap();
		assert_eq!(signed["nonce"], nonce);
	}
	assert_eq!(Context::read(&path).unwrap().signed, 2);
	let shown = document(
		civic(home)
			.args(["offline", "show"])
			.arg(home.join("two.json")),
	);
	assert_eq!(shown["call"], "Balances.transfer_allow_death");
	assert_eq!(shown["nonce"], 8);
	assert!(
		node.accept().is_err(),
		"somebody connected while nobody should"
	);
	// A file is never written over.
	give(home, "1", "two.json")
		.assert()
		.code(3)
		.stderr(predicate::str::contains("exists already"));
}

#[test]
fn without_a_terminal_to_ask_at_nothing_is_signed_unless_it_is_said_to_be_meant() {
	let home = home();
	let home = home.path();
	let path = write(home, &context());
	unasked(home, &["transfer", BOB, "1"], "signed.json")
		.assert()
		.code(2)
		.stderr(predicate::str::contains("--yes").and(predicate::str::contains(BOB)));
	assert!(!home.join("signed.json").exists());
	assert_eq!(
		Context::read(&path).unwrap().signed,
		0,
		"nothing is counted"
	);
}

#[test]
fn a_file_that_was_changed_is_recognised() {
	let home = home();
	let home = home.path();
	write(home, &context());
	give(home, "1", "signed.json").assert().success();
	let path = home.join("signed.json");
	let text = fs::read_to_string(&path).unwrap();
	let mut file: Value = serde_json::from_str(&text).unwrap();
	let call = file["call"].as_str().unwrap().to_string();
	let shown = || {
		let mut command = civic(home);
		command.args(["offline", "show"]).arg(&path);
		command
	};
	shown().assert().success();
	for (pointer, value) in [
		("/frame/nonce", Value::from(8)),
		("/frame/genesis", Value::from(Hex32([2; 32]).to_string())),
		("/frame/specVersion", Value::from(2)),
		("/frame/account", Value::from(BOB)),
		("/frame/lifetime", Value::from(1_024)),
		("/call", Value::from(call.replace("02093d00", "02093d04"))),
		("/call", Value::from(call.clone() + "00")),
		("/call", Value::from("0xff")),
		("/signature", Value::from("0x12")),
		("/format", Value::from("civic-signed/2")),
	] {
		let mut changed = file.clone();
		*changed.pointer_mut(pointer).unwrap() = value;
		fs::write(&path, changed.to_string()).unwrap();
		shown().assert().code(3);
	}
	file["more"] = Value::from(1);
	fs::write(&path, file.to_string()).unwrap();
	shown().assert().code(3);
	fs::write(&path, &text[..text.len() / 2]).unwrap();
	shown().assert().code(3);
}

#[test]
fn contexts_that_do_not_fit_are_refused_with_the_reason() {
	let home = home();
	let home = home.path();
	let refused = |change: &dyn Fn(&mut Context), code: i32, says: &str| {
		let mut changed = context();
		change(&mut changed);
		write(home, &changed);
		give(home, "1", "signed.json")
			.assert()
			.code(code)
			.stderr(predicate::str::contains(says));
		assert!(!home.join("signed.json").exists());
		assert_eq!(
			Context::read(&home.join("context.json")).unwrap(),
			changed,
			"nothing is counted"
		);
	};
	refused(
		&|c| c.frame.valid_until = Moment(1_699_960_000),
		3,
		"2023-11-14",
	);
	refused(
		&|c| c.frame.account = BOB.parse().unwrap(),
		3,
		"is for 5FHne",
	);
	refused(&|c| c.calls = Hex32([9; 32]), 5, "another version");
	let path = write(home, &context());
	give(home, "1", "signed.json")
		.args(["--network", &Hex32([5; 32]).to_string()])
		.assert()
		.code(5)
		.stderr(predicate::str::contains("another network"));
	let text = fs::read_to_string(&path).unwrap();
	fs::write(&path, text.replace("\"nonce\": 7", "\"nonce\": 6")).unwrap();
	give(home, "1", "signed.json")
		.assert()
		.code(3)
		.stderr(predicate::str::contains("changed or damaged"));
	fs::remove_file(&path).unwrap();
	give(home, "1", "signed.json")
		.assert()
		.code(3)
		.stderr(predicate::str::contains("is not there"));
	assert!(!home.join("signed.json").exists());
}

#[test]
fn commands_sign_offline_or_say_why_not() {
	let home = home();
	let home = home.path();
	let path = write(home, &context());
	let evidence = home.join("why.txt");
	fs::write(&evidence, "because").unwrap();
	let evidence = evidence.to_string_lossy().into_owned();
	let place = Hex32([6; 32]).to_string();
	for (number, call) in [
		&["settle", "3"][..],
		&["challenge", "3", "--evidence", &evidence],
		&["claim", "draw", "3"],
		&["claim", "replace", "3"],
		&["claim", "give-up", "3"],
		&["claim", "award-waiting", "waste"],
		&[
			"source",
			"register",
			"--family",
			"0",
			"--place",
			&place,
			"--nameplate",
			"5",
		],
		&["source", "commission", "3", "--since", "2026-01-01"],
		&["source", "decommission", "3"],
		&[
			"member",
			"enrol",
			BOB,
			"--kind",
			"business",
			"--until",
			"2035-01-01",
		],
		&["member", "renew", BOB, "--until", "2035-01-01"],
		&["member", "remove", BOB],
		&["member", "move", BOB, ALICE],
		&["verify", "3", "--reject"],
		&["vote", "3", "aye"],
		&["vote", "3", "no"],
		&["vote", "3", "--retract"],
		&["opine", "3", "nay"],
		&["delegate", "methodology", "12"],
		&["delegate", "methodology", "--to", "nobody"],
		&["stand", "issuance-policy"],
		&["stand", "commons", "--down"],
		&["contribution", "share", "12=2", "17=1"],
		&["commons", "pay", "0"],
		&["referendum", "retry", "3"],
		&["referendum", "clean-up", "3"],
	]
	.into_iter()
	.enumerate()
	{
		let out = format!("{number}.json");
		sign(home, call, &out).assert().success();
		let shown = document(civic(home).args(["offline", "show"]).arg(home.join(out)));
		assert_eq!(shown["nonce"], 7 + number, "{call:?}");
		assert!(
			!shown["does"].as_str().unwrap().is_empty(),
			"{call:?}: {shown}"
		);
	}
	let signed = Context::read(&path).unwrap().signed;
	for (call, code, says) in [
		(&["verify", "3"][..], 2, "--reject"),
		(&["source", "commission", "3"], 2, "--since"),
		(&["delegate", "root", "anna"], 2, "Give the number"),
		(&["delegate", "root"], 2, "Say on whom to rely"),
		(&["vote", "3"], 2, "<VOTE>"),
		(&["vote", "3", "maybe"], 2, "aye"),
		(&["contribution", "share", "12=1", "12=2"], 2, "twice"),
		(
			&[
				"member",
				"enrol",
				BOB,
				"--kind",
				"agency",
				"--until",
				"2035-01-01",
			],
			2,
			"civic propose enrol-agency",
		),
		(
			&[
				"authority",
				"set-keys",
				"--session-keys",
				"0x12",
				"--proof",
				"0x34",
			],
			3,
			"not 64 bytes",
		),
	] {
		sign(home, call, "no.json")
			.assert()
			.code(code)
			.stderr(predicate::str::contains(says));
	}
	assert_eq!(Context::read(&path).unwrap().signed, signed);
	// One without the other is no order.
	civic(home)
		.args(["transfer", BOB, "1", "--suri", "//Alice", "--out", "x"])
		.assert()
		.code(2);
}

#[test]
fn a_claim_needs_a_context_that_knows_its_source() {
	let home = home();
	let home = home.path();
	write(home, &context());
	let readings = home.join("readings.csv");
	fs::write(
		&readings,
		"time,kWh\n2026-01-01T00:00:00Z,1\n2026-01-01T01:00:00Z,1\n",
	)
	.unwrap();
	let mut command = civic(home);
	command
		.args(["claim", "submit", "--source", "3", "--suri", "//Alice"])
		.arg("--offline")
		.arg(home.join("context.json"))
		.arg("--out")
		.arg(home.join("signed.json"))
		.args(["rooftop-pv", "--readings"])
		.arg(&readings);
	command
		.assert()
		.code(3)
		.stderr(predicate::str::contains("civic offline prepare --source 3"));
	assert!(!home.join("evidence").exists(), "no evidence is kept");
}
