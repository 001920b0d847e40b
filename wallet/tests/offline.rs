//! The program without any network: keys, evidence, quantities, and how it fails.

use std::{fs, path::Path};

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::Value;

/// The program, with its files in `home` and nothing from the environment.
fn civic(home: &Path) -> Command {
	let mut command = Command::cargo_bin("civic").expect("the program is built");
	for name in [
		"CIVIC_URL",
		"CIVIC_NETWORK",
		"CIVIC_KEY",
		"CIVIC_PASSWORD_FILE",
		"CIVIC_REGISTRAR_SECRET",
		"CIVIC_TIMEOUT",
		"CIVIC_CONFIG",
	] {
		command.env_remove(name);
	}
	command
		.env("CIVIC_KEYS", home.join("keys"))
		.env("CIVIC_EVIDENCE", home.join("evidence"));
	command
		.env("XDG_DATA_HOME", home.join("data"))
		.env("XDG_CONFIG_HOME", home.join("config"));
	command
}

/// The document a successful command printed.
fn document(command: &mut Command) -> Value {
	let output = command.arg("--json").output().expect("the program runs");
	assert!(
		output.status.success(),
		"{}",
		String::from_utf8_lossy(&output.stderr)
	);
	serde_json::from_slice(&output.stdout).expect("one JSON document")
}

fn fixture(name: &str) -> String {
	format!(
		"{}/../quantify/tests/data/{name}",
		env!("CARGO_MANIFEST_DIR")
	)
}

fn home() -> tempfile::TempDir {
	tempfile::tempdir().expect("a folder")
}

#[test]
fn every_command_has_help_with_an_example() {
	let home = home();
	let help = civic(home.path()).arg("--help").output().unwrap();
	let text = String::from_utf8(help.stdout).unwrap();
	assert!(
		text.contains("Exit codes:") && text.contains("First steps:"),
		"{text}"
	);
	for command in COMMANDS {
		civic(home.path())
			.args(command.split(' '))
			.arg("--help")
			.assert()
			.success()
			.stdout(predicate::str::contains("Example"));
	}
}

/// Every command.
const COMMANDS: &[&str] = &[
	"key new",
	"key list",
	"key show",
	"key import",
	"key export",
	"member voucher issue",
	"member voucher redeem",
	"member voucher show",
	"member show",
	"member enrol",
	"member renew",
	"member remove",
	"member move",
	"member secret",
	"member derive",
	"methodology list",
	"methodology show",
	"methodology publish",
	"source register",
	"source commission",
	"source decommission",
	"source show",
	"source list",
	"quantify rooftop-pv",
	"quantify metered-savings",
	"redeem windows",
	"redeem quote",
	"redeem submit",
	"redeem show",
	"redeem list",
	"redeem cancel",
	"redeem release",
	"reserve show",
	"reserve attest",
	"reserve countersign",
	"reserve record-payment",
	"reserve open-window",
	"reserve close-window",
	"claim submit",
	"claim show",
	"claim list",
	"claim draw",
	"claim replace",
	"claim award-waiting",
	"claim give-up",
	"verify",
	"challenge",
	"settle",
	"balance",
	"transfer",
	"retire",
	"certificate verify",
	"certificate show",
	"supply",
	"watch",
	"whoami",
	"authority show",
	"authority rotate-keys",
	"authority set-keys",
	"propose adopt-methodology",
	"propose retire-methodology",
	"propose budget",
	"propose spend",
	"propose recognise",
	"propose enrol-agency",
	"propose renew-agency",
	"propose move-agency",
	"propose admit-agency",
	"propose expel-agency",
	"propose grant-mandate",
	"propose revoke-mandate",
	"propose accredit",
	"propose reinstate",
	"propose reverse-award",
	"propose upgrade-runtime",
	"propose call",
	"referendum list",
	"referendum show",
	"referendum watch",
	"referendum open",
	"referendum retry",
	"referendum apply-upgrade",
	"referendum clean-up",
	"referendum tracks",
	"vote",
	"opine",
	"delegate",
	"stand",
	"contribution show",
	"contribution share",
	"commons show",
	"commons pay",
	"offline prepare",
	"offline show",
	"offline send",
	"network list",
	"network add",
	"network remove",
	"network use",
	"network show",
	"completions",
	"man",
];

#[test]
fn what_is_not_understood_exits_with_2() {
	let home = home();
	civic(home.path()).assert().code(2);
	civic(home.path()).arg("frobnicate").assert().code(2);
	civic(home.path())
		.args(["quantify", "rooftop-pv"])
		.assert()
		.code(2);
	civic(home.path())
		.args([
			"quantify",
			"rooftop-pv",
			"--readings",
			"x",
			"--from",
			"2020-01-01",
		])
		.assert()
		.code(2);
}

mod keys {
	use super::*;

	fn with_password(home: &Path, password: &str) -> std::path::PathBuf {
		let path = home.join(password.replace(' ', "-"));
		fs::write(&path, format!("{password}\n")).unwrap();
		path
	}

	fn new_key(home: &Path, name: &str) -> Value {
		let password = with_password(home, "correct horse");
		document(
			civic(home)
				.args(["key", "new", name, "--password-file"])
				.arg(password),
		)
	}

	#[test]
	fn a_key_is_made_listed_shown_and_recovered_from_its_phrase() {
		let home = home();
		let made = new_key(home.path(), "anna");
		assert_eq!(made["phrase"].as_str().unwrap().split(' ').count(), 12);
		let listed = document(civic(home.path()).args(["key", "list"]));
		assert_eq!(listed["keys"][0]["address"], made["address"]);
		let shown = document(civic(home.path()).args(["key", "show", "anna"]));
		assert_eq!(shown["publicKey"], made["publicKey"]);
		assert!(shown.get("phrase").is_none());

		let words = home.path().join("words");
		fs::write(&words, made["phrase"].as_str().unwrap()).unwrap();
		let password = with_password(home.path(), "correct horse");
		let again = document(
			civic(home.path())
				.args(["key", "import", "again", "--phrase-file"])
				.arg(words)
				.arg("--password-file")
				.arg(password),
		);
		assert_eq!(again["address"], made["address"]);
	}

	#[test]
	fn a_key_file_is_private_holds_no_secret_in_clear_and_is_never_overwritten() {
		let home = home();
		let made = new_key(home.path(), "anna");
		let path = home.path().join("keys/anna.json");
		let text = fs::read_to_string(&path).unwrap();
		assert!(!text.contains(made["phrase"].as_str().unwrap()));
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(
				fs::metadata(&path).unwrap().permissions().mode() & 0o777,
				0o600
			);
		}
		let password = with_password(home.path(), "correct horse");
		civic(home.path())
			.args(["key", "new", "anna", "--password-file"])
			.arg(password)
			.assert()
			.code(6)
			.stderr(predicate::str::contains("exists already"));
		assert_eq!(fs::read_to_string(&path).unwrap(), text);
	}

	#[test]
	fn an_exported_key_is_imported_with_its_password_only() {
		let home = home();
		new_key(home.path(), "anna");
		let file = home.path().join("backup.json");
		civic(home.path())
			.args(["key", "export", "anna", "--out"])
			.arg(&file)
			.assert()
			.success();
		let import = |name: &str, password: &str| {
			let mut command = civic(home.path());
			command
				.args(["key", "import", name, "--key-file"])
				.arg(&file);
			command
				.arg("--password-file")
				.arg(with_password(home.path(), password));
			command
		};
		import("b", "wrong horse")
			.assert()
			.code(6)
			.stderr(predicate::str::contains("password"));
		assert!(!home.path().join("keys/b.json").exists());
		import("b", "correct horse").assert().success();
	}

	#[test]
	fn bad_names_short_passwords_and_missing_terminals_are_told() {
		let home = home();
		let good = with_password(home.path(), "correct horse");
		let short = with_password(home.path(), "short");
		let run = |name: &str, password: Option<&Path>| {
			let mut command = civic(home.path());
			command.args(["key", "new", name]);
			if let Some(path) = password {
				command.arg("--password-file").arg(path);
			}
			command.assert().code(6)
		};
		run("../evil", Some(&good)).stderr(predicate::str::contains("key's name"));
		run("anna", Some(&short)).stderr(predicate::str::contains("too short"));
		run("anna", None).stderr(predicate::str::contains("--password-file"));
		assert!(!home.path().join("keys/anna.json").exists());
		civic(home.path())
			.args(["key", "show", "nobody"])
			.assert()
			.code(6);
	}

	#[test]
	fn what_is_no_phrase_is_refused() {
		let home = home();
		let password = with_password(home.path(), "correct horse");
		for bad in [
			"",
			"twelve little words that are not in the list at all sorry",
			"0x1234",
		] {
			civic(home.path())
				.args(["key", "import", "x", "--password-file"])
				.arg(&password)
				.write_stdin(bad)
				.assert()
				.code(6);
		}
		assert!(!home.path().join("keys/x.json").exists());
	}
}

mod quantities {
	use super::*;

	fn readings(home: &Path, text: &[u8]) -> Command {
		let path = home.join("readings.csv");
		fs::write(&path, text).unwrap();
		let mut command = civic(home);
		command
			.args(["quantify", "rooftop-pv", "--readings"])
			.arg(path);
		command
	}

	#[test]
	fn real_pv_readings_give_the_known_energy() {
		let home = home();
		let file = fixture("serf_east_15min_ac_power.csv.gz");
		let found = document(civic(home.path()).args([
			"quantify",
			"rooftop-pv",
			"--unit",
			"W",
			"--readings",
			&file,
		]));
		assert_eq!(found["quantityWh"], 2_941_907);
		assert_eq!(found["method"], "rooftop-pv");
		assert!(found["quality"]["clamped"].as_u64().unwrap() > 0);
		assert!(found["readingsNullifier"]
			.as_str()
			.unwrap()
			.starts_with("0x"));
		civic(home.path())
			.args(["quantify", "rooftop-pv", "--unit", "W", "--readings", &file])
			.assert()
			.success()
			.stdout(predicate::str::contains("2,941.907 kWh"));
	}

	#[test]
	fn truncated_wrong_and_empty_files_are_told_apart() {
		let home = home();
		let whole = fs::read(fixture("serf_east_15min_ac_power.csv.gz")).unwrap();
		for (bad, says) in [
			(&whole[..whole.len() / 2], "In the readings file"),
			(b"".as_slice(), "is empty"),
			(
				b"time,kWh\n2026-01-01T00:00:00Z,abc\n",
				"In the readings file",
			),
			(b"when,what\n1,2\n", "In the readings file"),
			(b"\x7fELF\0\0\0", "In the readings file"),
		] {
			readings(home.path(), bad)
				.assert()
				.code(3)
				.stderr(predicate::str::contains(says));
		}
	}

	#[test]
	fn wrong_units_zones_and_dates_are_told() {
		let home = home();
		let good = b"time,value\n2026-01-01T00:00:00Z,1\n2026-01-01T01:00:00Z,1\n";
		for (arguments, says) in [
			(&["--unit", "furlong"][..], "furlong"),
			(&["--unit", "kWh", "--zone", "Mars/Olympus"], "Mars/Olympus"),
			(
				&[
					"--unit",
					"kWh",
					"--from",
					"yesterday",
					"--until",
					"2026-01-02",
				],
				"yesterday",
			),
			(
				&[
					"--unit",
					"kWh",
					"--from",
					"2027-01-01",
					"--until",
					"2027-01-02",
				],
				"no reading",
			),
			(
				&[
					"--unit",
					"kWh",
					"--from",
					"2026-01-02",
					"--until",
					"2026-01-01",
				],
				"empty",
			),
		] {
			readings(home.path(), good)
				.args(arguments)
				.assert()
				.code(3)
				.stderr(predicate::str::contains(says));
		}
		let found = document(readings(home.path(), good).args(["--unit", "kWh"]));
		assert_eq!(found["quantityWh"], 2_000);
	}

	#[test]
	fn errors_are_one_document_too() {
		let home = home();
		let output = readings(home.path(), b"x").arg("--json").output().unwrap();
		assert_eq!(output.status.code(), Some(3));
		let error: Value = serde_json::from_slice(&output.stdout).unwrap();
		assert_eq!(error["error"]["kind"], "bad-input");
		assert_eq!(error["error"]["exitCode"], 3);
		assert!(error["error"]["message"].as_str().unwrap().len() > 10);
	}
}

mod registrar {
	use super::*;

	const GENESIS: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

	/// A registrar's secret, and a number from the civil register.
	fn secret_and_id(home: &Path) -> [String; 4] {
		let secret = home.join("secret");
		if !secret.exists() {
			civic(home)
				.args(["member", "secret"])
				.arg(&secret)
				.assert()
				.success();
		}
		let id = home.join("id");
		fs::write(&id, "850101 1234\n").unwrap();
		let path = |p: std::path::PathBuf| p.to_string_lossy().into_owned();
		[
			"--secret-file".into(),
			path(secret),
			"--id-file".into(),
			path(id),
		]
	}

	fn issue(home: &Path, arguments: &[&str]) -> Command {
		let mut command = civic(home);
		command.args([
			"member",
			"voucher",
			"issue",
			"--suri",
			"//Alice",
			"--network",
			GENESIS,
		]);
		command.args([
			"--enrolled-until",
			"2099-01-01",
			"--valid-until",
			"2098-01-01",
		]);
		command
			.args(arguments)
			.arg("--out")
			.arg(home.join("voucher.json"));
		command
	}

	#[test]
	fn a_citizens_voucher_holds_the_derived_nullifier_and_no_number() {
		let home = home();
		let entry = secret_and_id(home.path());
		let derived = document(
			civic(home.path())
				.args(["member", "derive", "person"])
				.args(&entry),
		);
		let place = document(
			civic(home.path())
				.args(["member", "derive", "place"])
				.args(&entry),
		);
		assert_ne!(derived, place);
		let issued = document(issue(home.path(), &["--kind", "citizen"]).args(&entry));
		assert_eq!(issued["nullifier"], derived["derived"]);
		assert_eq!(issued["genesis"], GENESIS);
		let text = fs::read_to_string(home.path().join("voucher.json")).unwrap();
		assert!(!text.contains("8501011234"));
		let shown = document(
			civic(home.path())
				.args(["member", "voucher", "show"])
				.arg(home.path().join("voucher.json")),
		);
		assert_eq!(shown["voucher"], issued["voucher"]);
		issue(home.path(), &["--kind", "business"])
			.assert()
			.code(3)
			.stderr(predicate::str::contains("exists already"));
	}

	#[test]
	fn a_number_is_never_taken_from_the_command_line_but_from_standard_input() {
		let home = home();
		let [flag, secret, ..] = secret_and_id(home.path());
		let from_file = document(
			civic(home.path())
				.args(["member", "derive", "person"])
				.args(secret_and_id(home.path())),
		);
		let from_input = document(
			civic(home.path())
				.args(["member", "derive", "person", &flag, &secret])
				.write_stdin("8501011234"),
		);
		assert_eq!(from_file, from_input);
	}

	#[test]
	fn vouchers_that_cannot_be_are_refused() {
		let home = home();
		issue(home.path(), &["--kind", "agency"]).assert().code(2);
		issue(home.path(), &["--kind", "citizen"])
			.assert()
			.code(2)
			.stderr(predicate::str::contains("secret"));
		let mut past = civic(home.path());
		past.args([
			"member",
			"voucher",
			"issue",
			"--suri",
			"//Alice",
			"--network",
			GENESIS,
		]);
		past.args([
			"--kind",
			"business",
			"--enrolled-until",
			"2099-01-01",
			"--valid-until",
			"2020-01-01",
		]);
		past.arg("--out").arg(home.path().join("voucher.json"));
		past.assert()
			.code(3)
			.stderr(predicate::str::contains("in the past"));
		assert!(!home.path().join("voucher.json").exists());
	}

	#[test]
	fn a_changed_voucher_is_recognised() {
		let home = home();
		issue(home.path(), &["--kind", "business"])
			.assert()
			.success();
		let path = home.path().join("voucher.json");
		let text = fs::read_to_string(&path)
			.unwrap()
			.replace("business", "verifier");
		fs::write(&path, text).unwrap();
		civic(home.path())
			.args(["member", "voucher", "show"])
			.arg(&path)
			.assert()
			.code(3)
			.stderr(predicate::str::contains("was changed"));
	}
}

mod network {
	use super::*;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

	#[test]
	fn a_node_that_is_down_is_told_with_what_to_do() {
		let home = home();
		civic(home.path())
			.args(["balance", ALICE, "--url", "ws://127.0.0.1:1"])
			.assert()
			.code(5)
			.stderr(predicate::str::contains(
				"No node answers at ws://127.0.0.1:1",
			));
	}

	#[test]
	fn an_open_line_to_another_machine_is_refused() {
		let home = home();
		civic(home.path())
			.args(["balance", ALICE, "--url", "ws://192.0.2.1:9944"])
			.assert()
			.code(5)
			.stderr(predicate::str::contains("wss://"));
	}

	#[test]
	fn what_is_no_websocket_address_is_told_what_to_write() {
		let home = home();
		for (url, says) in [
			("http://127.0.0.1:9944", "write ws://127.0.0.1:9944"),
			("127.0.0.1:9944", "no node's address"),
		] {
			civic(home.path())
				.args(["balance", ALICE, "--url", url])
				.assert()
				.code(3)
				.stderr(predicate::str::contains(says));
		}
	}

	#[test]
	fn mistakes_are_told_before_the_network_is_asked() {
		let home = home();
		let down = ["--url", "ws://127.0.0.1:1"];
		let run = |arguments: &[&str], code: i32, says: &str| {
			civic(home.path())
				.args(arguments)
				.args(down)
				.assert()
				.code(code)
				.stderr(predicate::str::contains(says));
		};
		run(
			&["transfer", ALICE, "1.2345678", "--suri", "//Alice"],
			2,
			"six decimals",
		);
		run(&["transfer", BOB, "0", "--suri", "//Alice"], 3, "zero");
		run(
			&["transfer", BOB, "-5", "--suri", "//Alice"],
			2,
			"less than nothing",
		);
		run(
			&["transfer", ALICE, "1", "--suri", "//Alice"],
			3,
			"nothing would move",
		);
		run(
			&["transfer", "nobody", "1", "--suri", "//Alice"],
			3,
			"neither an address",
		);
		run(&["transfer", ALICE, "1"], 2, "Say who signs");
		run(
			&["transfer", BOB, "1", "--key", "nobody"],
			6,
			"no key \"nobody\"",
		);
		run(
			&[
				"balance",
				"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX",
			],
			3,
			"checksum",
		);
		run(&["certificate", "verify", "/nowhere"], 3, "is not there");
		let retire = [
			"retire",
			"1",
			"--beneficiary",
			"b",
			"--reason",
			"gift",
			"--out",
		];
		let taken = home.path().join("taken");
		fs::write(&taken, "x").unwrap();
		let taken = taken.to_string_lossy().into_owned();
		run(
			&[&retire[..], &[&taken, "--suri", "//Alice"]].concat(),
			3,
			"exists already",
		);
	}
}
