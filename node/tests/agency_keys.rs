//! `agency-keys` makes keys where the node looks for them, and never shows or loses one;
//! `check-genesis` finds them there.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use civic_chain_spec::HandOver;
use civic_runtime::SessionKeys;
use serde_json::Value;
use sp_core::crypto::Ss58Codec;
use sp_runtime::{traits::OpaqueKeys, AccountId32};
use tempfile::TempDir;

const ACCOUNT: &str = "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL";

/// An agency's machine.
struct Machine(TempDir);

impl Machine {
	fn new() -> Self {
		Self(tempfile::tempdir().expect("a folder"))
	}

	fn path(&self, name: &str) -> PathBuf {
		self.0.path().join(name)
	}

	fn keystore(&self) -> PathBuf {
		self.path("data/chains/my-city/keystore")
	}

	fn run(&self, command: &str, arguments: &[&str]) -> Output {
		let mut program = Command::cargo_bin("civic-node").expect("cargo builds it");
		program.current_dir(self.0.path()).arg(command);
		program.args(["--base-path", "data"]).args(arguments);
		program.output().expect("it runs")
	}

	/// Make keys and hand them over in the file `out`.
	fn keys(&self, out: &str, more: &[&str]) -> Output {
		let mut arguments = vec![
			"--chain-id",
			"my-city",
			"--account",
			ACCOUNT,
			"--name",
			"registry-office",
			"--address",
			"/dns/node.registry.example/tcp/30333",
			"--out",
			out,
		];
		arguments.extend(more);
		self.run("agency-keys", &arguments)
	}

	fn handed_over(&self, out: &str, more: &[&str]) -> HandOver {
		let output = self.keys(out, more);
		assert!(output.status.success(), "{}", told(&output));
		HandOver::read(&self.path(out)).expect("it is a hand-over file")
	}

	/// What lies in the keystore, by file name.
	fn secrets(&self) -> Vec<(String, String)> {
		let mut secrets: Vec<_> = std::fs::read_dir(self.keystore())
			.expect("it is there")
			.flatten()
			.map(|file| {
				let text = std::fs::read_to_string(file.path()).expect("readable");
				(file.file_name().to_string_lossy().into_owned(), text)
			})
			.collect();
		secrets.sort();
		secrets
	}
}

fn told(output: &Output) -> String {
	format!(
		"{}{}",
		String::from_utf8_lossy(&output.stdout),
		String::from_utf8_lossy(&output.stderr)
	)
}

fn refused(output: &Output, expected: &str) {
	assert!(!output.status.success());
	assert!(told(output).contains(expected), "{}", told(output));
}

fn bytes(text: &str) -> Vec<u8> {
	hex::decode(text.strip_prefix("0x").expect("0x")).expect("hexadecimal")
}

fn proof_holds(given: &HandOver) -> bool {
	let key = |text: &str| <[u8; 32]>::try_from(bytes(text)).expect("32 bytes");
	let keys = SessionKeys {
		babe: sp_core::sr25519::Public::from_raw(key(&given.babe)).into(),
		grandpa: sp_core::ed25519::Public::from_raw(key(&given.grandpa)).into(),
	};
	let account = AccountId32::from_ss58check(&given.account).expect("an address");
	keys.ownership_proof_is_valid(account.as_ref(), &bytes(&given.proof))
}

fn mode(path: &Path) -> u32 {
	std::fs::metadata(path)
		.expect("it is there")
		.permissions()
		.mode()
		& 0o777
}

#[test]
fn keys_lie_where_the_node_looks_and_only_public_ones_leave() {
	let machine = Machine::new();
	let output = machine.keys("registry-office.toml", &[]);
	assert!(output.status.success(), "{}", told(&output));
	let given = HandOver::read(&machine.path("registry-office.toml")).expect("written");
	assert_eq!(
		(given.chain.as_str(), given.name.as_str()),
		("my-city", "registry-office")
	);
	assert!(proof_holds(&given));
	let names: Vec<_> = machine
		.secrets()
		.into_iter()
		.map(|(name, _)| name)
		.collect();
	assert_eq!(
		names,
		[
			format!("62616265{}", &given.babe[2..]),
			format!("6772616e{}", &given.grandpa[2..])
		]
	);
	assert_eq!(mode(&machine.keystore()), 0o700);
	for name in names {
		assert_eq!(mode(&machine.keystore().join(name)), 0o600);
	}
	let identity = machine.path("data/chains/my-city/network/secret_ed25519");
	assert_eq!(mode(&identity), 0o600);
	let file = std::fs::read_to_string(machine.path("registry-office.toml")).expect("written");
	for (_, secret) in machine.secrets() {
		let first_words = secret
			.trim_matches('"')
			.split(' ')
			.take(3)
			.collect::<Vec<_>>()
			.join(" ");
		assert!(!told(&output).contains(&first_words), "a secret is shown");
		assert!(!file.contains(&first_words), "a secret leaves");
	}
	let secret = hex::encode(std::fs::read(identity).expect("readable"));
	assert!(!told(&output).contains(&secret) && !file.contains(&secret));
}

#[test]
fn what_is_there_stays_and_is_used_again() {
	let machine = Machine::new();
	let first = machine.handed_over("a.toml", &[]);
	let secrets = machine.secrets();
	refused(&machine.keys("a.toml", &[]), "a.toml is there already");
	let second = machine.handed_over("b.toml", &[]);
	assert_eq!(machine.secrets(), secrets);
	assert_eq!(
		(&second.babe, &second.grandpa, &second.peer_id),
		(&first.babe, &first.grandpa, &first.peer_id)
	);
	assert!(proof_holds(&second));
	// One of both is lost: the other is kept, the lost one made anew.
	let lost = machine
		.keystore()
		.join(format!("6772616e{}", &first.grandpa[2..]));
	std::fs::remove_file(lost).expect("it was there");
	let third = machine.handed_over("c.toml", &[]);
	assert_eq!(third.babe, first.babe);
	assert_ne!(third.grandpa, first.grandpa);
	assert!(proof_holds(&third));
}

#[test]
fn a_further_pair_is_made_on_request_only() {
	let machine = Machine::new();
	let first = machine.handed_over("a.toml", &[]);
	let output = machine.keys("b.toml", &["--new-keys", "--json"]);
	let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
	let second = HandOver::read(&machine.path("b.toml")).expect("written");
	assert_ne!(second.babe, first.babe);
	assert_eq!(second.peer_id, first.peer_id, "the node stays who it is");
	assert_eq!(machine.secrets().len(), 4);
	assert_eq!(
		answer["keys"],
		format!("{}{}", second.babe, &second.grandpa[2..]),
		"as set_keys takes them"
	);
	assert_eq!(answer["proof"], second.proof);
	assert!(proof_holds(&second));
	refused(&machine.keys("c.toml", &[]), "holds 2 babe keys");
	assert!(!machine.path("c.toml").exists());
}

#[test]
fn a_keystore_with_a_password_needs_it_again() {
	let machine = Machine::new();
	std::fs::write(machine.path("password"), "correct horse").expect("written");
	let first = machine.handed_over("a.toml", &["--password-filename", "password"]);
	refused(&machine.keys("b.toml", &[]), "--password-filename");
	let again = machine.handed_over("b.toml", &["--password-filename", "password"]);
	assert_eq!(again.babe, first.babe);
	assert!(proof_holds(&again));
}

#[test]
fn wrong_words_make_no_keys() {
	let machine = Machine::new();
	let run = |option: &str, value: &str| {
		let mut arguments = vec![
			("--chain-id", "my-city"),
			("--account", ACCOUNT),
			("--name", "registry-office"),
			("--address", "/dns/node.registry.example/tcp/30333"),
			("--out", "a.toml"),
		];
		for argument in &mut arguments {
			if argument.0 == option {
				argument.1 = value;
			}
		}
		let arguments: Vec<_> = arguments.into_iter().flat_map(|(o, v)| [o, v]).collect();
		machine.run("agency-keys", &arguments)
	};
	refused(&run("--chain-id", "../my-city"), "1 to 32 of a-z");
	refused(&run("--name", "Registry Office"), "1 to 32 of a-z");
	refused(
		&run("--address", "node.registry.example"),
		"/dns/node.example.org/tcp/30333",
	);
	refused(&run("--account", "5CiPPseXPECb"), "is it complete?");
	let secret = run("--account", "//Alice//secret");
	refused(&secret, "this is a secret key");
	assert!(!told(&secret).contains("//Alice"), "{}", told(&secret));
	assert!(!machine.path("data").exists(), "nothing was made");
}

#[test]
fn root_leaves_nothing_in_another_users_folder() {
	use std::os::unix::fs::MetadataExt;
	let machine = Machine::new();
	let folder = machine.path("data");
	std::fs::create_dir(&folder).expect("a folder");
	let own = std::fs::metadata(&folder).expect("it is there").uid();
	// Only root can give a folder away, and only root's mistake this is.
	if own == 0 {
		std::os::unix::fs::chown(&folder, Some(4_711), None).expect("root may");
		refused(&machine.keys("a.toml", &[]), "user with the number 4711");
		assert_eq!(std::fs::read_dir(&folder).expect("readable").count(), 0);
	}
}

#[test]
fn a_file_that_is_no_specification_is_told() {
	let machine = Machine::new();
	let check = |more: &[&str]| {
		let mut arguments = vec!["--chain", "city.json"];
		arguments.extend(more);
		machine.run("check-genesis", &arguments)
	};
	let output = check(&[]);
	assert_eq!(output.status.code(), Some(1));
	refused(&output, "cannot read city.json");
	std::fs::write(machine.path("city.json"), "{}").expect("written");
	let output = check(&["--json"]);
	assert_eq!(output.status.code(), Some(3));
	let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
	assert_eq!(answer["right"], false);
	assert_eq!(check(&["--expect", "0x12"]).status.code(), Some(2));
	assert!(!machine.path("data").exists(), "a check makes nothing");
}
