use std::{
	io::{BufRead, BufReader},
	path::Path,
	process::Stdio,
	time::{Duration, Instant},
};

use assert_cmd::Command;
use civic_treasury::{
	seal::Vault,
	store::{
		cases::{self, About, CaseKind},
		officers::Role,
		payees::PayeeStore,
		Db,
	},
};
use predicates::{prelude::PredicateBooleanExt, str::contains};
use serde_json::Value;
use subxt_signer::sr25519::dev;

use super::setting::{registration, settings, GENESIS, IBAN, PASSWORD};

pub(super) fn program(config: &Path) -> Command {
	let mut command = Command::cargo_bin("civic-treasury").unwrap();
	command.env_clear().env("CIVIC_TREASURY_CONFIG", config);
	command
}

fn secret(folder: &Path, text: &str) -> std::path::PathBuf {
	use std::os::unix::fs::PermissionsExt;
	let file = folder.join("password");
	std::fs::write(&file, text).unwrap();
	std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
	file
}

fn json(command: &mut Command) -> Value {
	let out = command
		.arg("--json")
		.assert()
		.success()
		.get_output()
		.stdout
		.clone();
	serde_json::from_slice(&out).unwrap()
}

#[test]
fn settings_are_checked_and_faults_are_named() {
	let folder = tempfile::tempdir().unwrap();
	let config = settings(folder.path(), "");
	program(&config)
		.arg("check-config")
		.assert()
		.success()
		.stdout(contains("ok     secrets.payee_key_file"));
	program(&config)
		.arg("check-config")
		.env("CIVIC_TREASURY_CHAIN__URL", "ws://elsewhere.example:9944")
		.env("CIVIC_TREASURY_OFFICERS__LISTEN", "0.0.0.0:8481")
		.assert()
		.code(3)
		.stderr(contains(
			"chain.url: a node on another machine needs wss://",
		))
		.stderr(contains(
			"officers: 0.0.0.0:8481 can be reached from other machines",
		));
	std::fs::remove_dir(folder.path().join("outbox")).unwrap();
	program(&config)
		.arg("check-config")
		.assert()
		.code(3)
		.stdout(contains("FAULT  accounts.transport.outbox"));
	let text = std::fs::read_to_string(&config).unwrap();
	std::fs::write(
		&config,
		text.replace("[secrets]", "[secrets]\npayee_key = \"x\""),
	)
	.unwrap();
	program(&config)
		.arg("queue")
		.assert()
		.code(3)
		.stderr(contains("there is no setting \"payee_key\""));
	program(Path::new("/nowhere.toml"))
		.arg("queue")
		.assert()
		.code(3)
		.stderr(contains("cannot be read"));
	program(&config).arg("quue").assert().code(2);
}

/// Of payees under a key that is not there the check and the log name the setting, and the service runs.
#[tokio::test]
async fn a_key_that_is_missing_is_named() {
	let folder = tempfile::tempdir().unwrap();
	let config = settings(
		folder.path(),
		"[payees]\nlisten = \"127.0.0.1:0\"\n[officers]\nlisten = \"127.0.0.1:0\"",
	);
	let url = format!("sqlite://{}/treasury.db", folder.path().display());
	let db = Db::open(&url).await.unwrap();
	let check = || {
		let mut command = program(&config);
		command.args(["check-config", "--connect"]);
		command.assert().code(3)
	};
	check().stdout(contains("ok     secrets.previous_payee_key_files"));
	let lost = PayeeStore::new(Vault::new(&[9; 32], []));
	let at = civic_treasury::web::now();
	let made = registration(&dev::alice(), IBAN, 1, at)
		.check(GENESIS)
		.unwrap();
	let mut write = db.write().await.unwrap();
	lost.register(&mut write, &made, 1, at).await.unwrap();
	write.commit().await.unwrap();
	check()
		.stdout(contains(
			"FAULT  secrets.previous_payee_key_files: keys are missing",
		))
		.stdout(contains("members register again"));
	let resealed = json(program(&config).args(["payee", "reseal"]));
	assert_eq!(resealed, serde_json::json!({ "payees": 0, "sealed": 1 }));
	program(&config)
		.args(["payee", "reseal"])
		.assert()
		.success()
		.stdout(contains("No key here opens 1 of the others"));
	let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("civic-treasury"))
		.args(["run", "--config"])
		.arg(&config)
		.stderr(Stdio::piped())
		.spawn()
		.unwrap();
	let log = BufReader::new(child.stderr.take().unwrap());
	let begin = log
		.lines()
		.map_while(Result::ok)
		.take_while(|line| !line.contains("the addresses are open"))
		.collect::<Vec<_>>();
	child.kill().unwrap();
	child.wait().unwrap();
	let named = |line: &String| line.contains("secrets.previous_payee_key_files: keys are missing");
	assert!(begin.iter().any(named), "{begin:?}");
}

#[test]
fn officers_are_made_listed_and_disabled() {
	let folder = tempfile::tempdir().unwrap();
	let config = settings(folder.path(), "");
	let password = secret(folder.path(), PASSWORD);
	let add = |name: &str, role: &str| {
		let mut command = program(&config);
		command
			.args(["officer", "add", name, "--role", role, "--password-file"])
			.arg(&password);
		command
	};
	add("anna", "treasurer").assert().success();
	add("olga", "auditor").assert().success();
	add("anna", "auditor")
		.assert()
		.code(4)
		.stderr(contains("take another name"));
	add("Anna", "treasurer").assert().code(4);
	add("service", "treasurer").assert().code(4);
	let officers = json(program(&config).args(["officer", "list"]));
	assert_eq!(officers[0]["name"], "anna");
	assert_eq!(officers[1]["role"], "auditor");
	assert!(!officers.to_string().contains("argon2"));

	let make = |name: &str, file: &Path| {
		let mut command = program(&config);
		command
			.args(["batch", "make", "--officer", name, "--password-file"])
			.arg(file);
		command
	};
	make("anna", &password)
		.assert()
		.code(4)
		.stderr(contains("the queue is empty"));
	make("olga", &password)
		.assert()
		.code(6)
		.stderr(contains("Only a treasurer"));
	program(&config)
		.args(["officer", "disable", "anna"])
		.assert()
		.success();
	make("anna", &password).assert().code(6);
	program(&config)
		.args(["officer", "enable", "anna"])
		.assert()
		.success();
	let short = secret(folder.path(), "short");
	add("bert", "treasurer")
		.assert()
		.code(4)
		.stderr(contains("too short"));
	make("anna", &short)
		.assert()
		.code(6)
		.stderr(contains("do not belong together"));
	program(&config)
		.args(["officer", "disable", "nobody"])
		.assert()
		.code(3);
	let trail = json(program(&config).arg("trail"));
	assert_eq!(trail[0]["actor"], "administrator");
	assert_eq!(trail[0]["action"], "enable-officer");
}

/// Whoever releases by a command is told the same as on the page.
#[tokio::test]
async fn a_command_says_why_nothing_is_released() {
	let service = super::setting::service("").await;
	for name in ["anna", "bert", "chris"] {
		service.officer(name, Role::Treasurer).await;
	}
	let payee = service.registered(&dev::alice(), 1).await;
	service.redeemed(1, &dev::alice(), payee, 1_250).await;
	let mut write = service.db.write().await.unwrap();
	let kind = CaseKind::ChainDiffers;
	cases::open(&mut write, kind, "x", About::default(), "x", 0)
		.await
		.unwrap();
	write.commit().await.unwrap();
	let config = service.folder.path().join("civic-treasury.toml");
	let password = secret(service.folder.path(), PASSWORD);
	let officer = |args: &[&str], name: &str| {
		let mut command = program(&config);
		command
			.args(args)
			.args(["--officer", name, "--password-file"]);
		command.arg(&password).assert()
	};
	officer(&["batch", "make"], "anna").success();
	officer(&["batch", "release", "1"], "bert").success();
	officer(&["batch", "release", "1"], "chris")
		.code(4)
		.stderr(contains("case 1 (chain-differs) is open"))
		.stderr(contains("civic-treasury case show 1"));
	officer(
		&["case", "close", "1", "--note", "settled by hand"],
		"chris",
	)
	.success();
	officer(&["batch", "release", "1"], "chris")
		.success()
		.stdout(contains("Batch 1 is released"));
}

/// Later batches go with the one that is withdrawn, and whoever does it is told which.
#[tokio::test]
async fn all_batches_that_are_withdrawn_are_named() {
	let service = super::setting::service(
		"[payees]\nlisten = \"127.0.0.1:0\"\n[officers]\nlisten = \"127.0.0.1:0\"\n[batch]\nmax_payments = 1",
	)
	.await;
	service.officer("anna", Role::Treasurer).await;
	let payee = service.registered(&dev::alice(), 1).await;
	for id in 1..=4 {
		service.redeemed(id, &dev::alice(), payee, 1_250).await;
	}
	let config = service.folder.path().join("civic-treasury.toml");
	let password = secret(service.folder.path(), PASSWORD);
	let officer = |args: &[&str]| {
		let mut command = program(&config);
		command
			.args(args)
			.args(["--officer", "anna", "--password-file"])
			.arg(&password);
		command
	};
	let withdraw = |id: &str| officer(&["batch", "withdraw", id, "--why", "made twice"]);
	officer(&["batch", "make"]).assert().success();
	withdraw("4")
		.assert()
		.success()
		.stdout("Batch 4 is withdrawn.\n");
	withdraw("2")
		.assert()
		.success()
		.stdout(contains("Batches 2 and 3 are withdrawn"));
	officer(&["batch", "make"]).assert().success();
	let done = json(&mut withdraw("1"));
	assert_eq!(done["withdrawn"], serde_json::json!([1, 5, 6, 7]));
	assert_eq!(done["batch"]["id"], 1);
	program(&config)
		.args(["batch", "withdraw", "--help"])
		.assert()
		.stdout(contains("what was made after it goes with it"));
}

#[test]
fn everything_that_can_be_seen_is_seen_in_both_forms() {
	let folder = tempfile::tempdir().unwrap();
	let config = settings(folder.path(), "");
	for command in [
		&["queue"][..],
		&["batch", "list"],
		&["case", "list"],
		&["refused"],
		&["reserve"],
		&["inbox", "list"],
		&["report", "figures"],
		&["trail"],
		&["officer", "list"],
	] {
		program(&config).args(command).assert().success();
		json(program(&config).args(command));
	}
	program(&config)
		.args(["batch", "list", "--status", "drafted"])
		.assert()
		.success();
	program(&config)
		.args(["batch", "list", "--status", "x"])
		.assert()
		.code(3)
		.stderr(contains("drafted"));
	program(&config)
		.args(["case", "show", "1"])
		.assert()
		.code(3);
	program(&config)
		.args(["reconcile"])
		.assert()
		.code(4)
		.stderr(contains("There is no report yet"));
	// Only the service compares: nobody waits for one that does not run.
	let began = Instant::now();
	program(&config)
		.args(["reconcile", "--now"])
		.assert()
		.code(5)
		.stderr(contains("the service does not run"));
	assert!(began.elapsed() < Duration::from_secs(30));
	let document: Value =
		serde_json::from_slice(&program(&config).arg("openapi").output().unwrap().stdout).unwrap();
	assert!(document["paths"]["/v1/payees"]["post"].is_object());
	let picture = folder.path().join("reserve.svg");
	program(&config)
		.args(["report", "picture", "--out"])
		.arg(&picture)
		.assert()
		.success();
	assert!(std::fs::read_to_string(&picture)
		.unwrap()
		.starts_with("<svg"));
	let hash = GENESIS.to_string();
	program(&config)
		.args(["payee", "show", &hash])
		.assert()
		.code(3);
	program(&config)
		.args(["payee", "erase", &hash, "--why", "asked"])
		.assert()
		.code(3);
	assert_eq!(
		json(program(&config).args(["payee", "reseal"]))["payees"],
		0
	);
	assert_eq!(json(program(&config).args(["payee", "sweep"]))["payees"], 0);
	let error = program(&config)
		.args(["case", "show", "1", "--json"])
		.output()
		.unwrap();
	let error: Value = serde_json::from_slice(&error.stdout).unwrap();
	assert_eq!(error["error"]["kind"], "bad-input");
}

#[test]
fn a_file_of_the_banks_is_put_into_the_inbox() {
	let folder = tempfile::tempdir().unwrap();
	let config = settings(folder.path(), "");
	let file = folder.path().join("camt.xml");
	std::fs::write(&file, "<Document/>").unwrap();
	program(&config)
		.args(["inbox", "add"])
		.arg(&file)
		.assert()
		.success();
	assert!(folder.path().join("inbox/camt.xml").exists());
	program(&config)
		.args(["inbox", "add"])
		.arg(&file)
		.assert()
		.code(3);
}

#[test]
fn every_command_has_help_and_no_help_asks_for_a_secret() {
	let config = Path::new("/nowhere.toml");
	program(config)
		.arg("--help")
		.assert()
		.success()
		.stdout(contains("A pay day").and(contains("Exit codes")));
	for command in [
		"run",
		"check-config",
		"officer",
		"queue",
		"batch",
		"case",
		"refused",
		"reserve",
		"reconcile",
		"payee",
		"inbox",
		"report",
		"trail",
	] {
		program(config).args([command, "--help"]).assert().success();
	}
}

/// The service itself, with a node that does not answer: it serves, says that it is not ready, writes
/// nothing personal or secret, and ends when it is asked to.
#[tokio::test]
async fn the_service_runs_without_a_node_and_ends_when_asked() {
	let folder = tempfile::tempdir().unwrap();
	let ports: Vec<u16> = (0..2)
		.map(|_| std::net::TcpListener::bind("127.0.0.1:0").unwrap())
		.map(|l| l.local_addr().unwrap().port())
		.collect();
	let config = settings(
		folder.path(),
		&format!(
			"[payees]\nlisten = \"127.0.0.1:{}\"\n[officers]\nlisten = \"127.0.0.1:{}\"\n[log]\nformat = \"json\"\nfilter = \"debug\"",
			ports[0], ports[1]
		),
	);
	let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("civic-treasury"))
		.args(["run", "--config"])
		.arg(&config)
		.stderr(Stdio::piped())
		.spawn()
		.unwrap();
	let log = BufReader::new(child.stderr.take().unwrap());
	let lines = std::thread::spawn(move || log.lines().map_while(Result::ok).collect::<Vec<_>>());
	let client = reqwest::Client::builder().no_proxy().build().unwrap();
	let began = Instant::now();
	let live = loop {
		match client
			.get(format!("http://127.0.0.1:{}/health/live", ports[1]))
			.send()
			.await
		{
			Ok(live) => break live,
			Err(e) => assert!(began.elapsed() < Duration::from_secs(30), "{e}"),
		}
		tokio::time::sleep(Duration::from_millis(50)).await;
	};
	assert_eq!(live.status(), 200);
	let ready = client
		.get(format!("http://127.0.0.1:{}/health/ready", ports[0]))
		.send()
		.await
		.unwrap();
	assert_eq!(ready.status(), 503);
	// A second one on the same books learns that it is one, not that a port is taken.
	program(&config)
		.arg("run")
		.assert()
		.code(4)
		.stderr(contains("another civic-treasury already runs"));
	// Whose account it is cannot be asked, so nothing is stored.
	let made = super::setting::registration(
		&subxt_signer::sr25519::dev::alice(),
		super::setting::IBAN,
		1,
		civic_treasury::web::now(),
	);
	let answer = client
		.post(format!("http://127.0.0.1:{}/v1/payees", ports[0]))
		.json(&made)
		.send()
		.await
		.unwrap();
	assert_eq!(answer.status(), 503);
	std::process::Command::new("kill")
		.arg(child.id().to_string())
		.status()
		.unwrap();
	let ended = tokio::task::spawn_blocking(move || child.wait().unwrap());
	let ended = tokio::time::timeout(Duration::from_secs(30), ended)
		.await
		.unwrap()
		.unwrap();
	assert!(ended.success(), "{ended}");
	let lines = lines.join().unwrap();
	assert!(lines.len() > 3);
	for line in &lines {
		serde_json::from_str::<Value>(line).unwrap_or_else(|e| panic!("{e}: {line}"));
		for secret in ["0417164300", "Vries", "4242424242"] {
			assert!(!line.contains(secret), "{line}");
		}
	}
}
