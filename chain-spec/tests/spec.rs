//! The specification of the demo city, and the program that writes it.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use civic_chain_spec::{City, Profile};
use serde_json::Value;

fn demo() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles/demo-city.toml")
}

fn city() -> City {
	let path = demo();
	let profile = Profile::read(&path).expect("the profile can be read");
	City::check(&profile, path.parent().expect("it lies in a folder")).expect("it is right")
}

fn program() -> Command {
	Command::cargo_bin("civic-chain-spec").expect("cargo builds it for these tests")
}

#[test]
fn the_runtime_builds_the_genesis_of_the_demo_city() {
	let raw: Value = serde_json::from_str(&city().spec(true).expect("accepted")).expect("JSON");
	assert_eq!(raw["name"], "Demo City");
	assert_eq!(raw["id"], "demo-city");
	assert_eq!(raw["protocolId"], "demo-city");
	assert_eq!(raw["chainType"], "Local");
	assert_eq!(raw["properties"]["tokenSymbol"], "AVO");
	assert_eq!(raw["properties"]["tokenDecimals"], 6);
	assert_eq!(raw["properties"]["ss58Format"], 42);
	assert_eq!(raw["properties"]["timeZone"], "Europe/Vienna");
	let top = raw["genesis"]["raw"]["top"].as_object().expect("the state");
	// `:code`, whose name is stored as it is.
	assert!(top.contains_key("0x3a636f6465"));
	assert!(
		top.len() > 100,
		"four agencies, eight verifiers, three methodologies: {}",
		top.len()
	);
}

#[test]
fn the_same_profile_gives_the_same_bytes() {
	for raw in [false, true] {
		assert_eq!(
			city().spec(raw).expect("accepted"),
			city().spec(raw).expect("accepted")
		);
	}
}

#[test]
fn a_plain_specification_says_what_the_profile_says() {
	let plain: Value = serde_json::from_str(&city().spec(false).expect("accepted")).expect("JSON");
	let config = &plain["genesis"]["runtimeGenesis"]["config"];
	assert_eq!(config["authorities"]["epochSlots"], 6);
	assert_eq!(
		config["authorities"]["seats"].as_array().map(Vec::len),
		Some(4)
	);
	assert_eq!(
		config["members"]["members"].as_array().map(Vec::len),
		Some(13)
	);
	assert_eq!(
		config["methodologies"]["adopted"][0]["terms"]["baseline-factor"],
		383_780
	);
	assert_eq!(config["balances"]["balances"][0][1], 10_000_000);
	assert!(config["sudo"]["key"].is_null(), "nobody rules alone");
}

#[test]
fn build_writes_the_file_that_was_asked_for() {
	let folder = tempfile::tempdir().expect("a folder");
	let file = folder.path().join("city.json");
	program()
		.arg("build")
		.arg(demo())
		.arg("--raw")
		.arg("--out")
		.arg(&file)
		.assert()
		.success();
	let written = std::fs::read_to_string(&file).expect("written");
	assert_eq!(written, city().spec(true).expect("accepted"));
	let missing = folder.path().join("no/city.json");
	let output = program()
		.arg("build")
		.arg(demo())
		.arg("-o")
		.arg(&missing)
		.output()
		.expect("runs");
	assert_eq!(output.status.code(), Some(1));
	assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"));
}

#[test]
fn check_tells_mistakes_to_people_and_programs() {
	program().arg("check").arg(demo()).assert().success();
	let folder = tempfile::tempdir().expect("a folder");
	let file = folder.path().join("city.toml");
	let text = std::fs::read_to_string(demo())
		.expect("readable")
		.replace("Vienna", "Atlantis");
	std::fs::write(&file, text).expect("written");

	let output = program().arg("check").arg(&file).output().expect("runs");
	assert_eq!(output.status.code(), Some(3));
	let text = String::from_utf8_lossy(&output.stderr);
	assert!(
		text.contains("time-zone = \"Europe/Atlantis\": expected an IANA time zone"),
		"{text}"
	);

	let output = program()
		.args(["--json", "check"])
		.arg(&file)
		.output()
		.expect("runs");
	assert_eq!(output.status.code(), Some(3));
	let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
	assert_eq!(json["problems"][0]["path"], "time-zone");
	// The documents lie beside the demo city's profile, not beside this one.
	assert!(
		json["problems"]
			.as_array()
			.is_some_and(|problems| problems.len() == 4),
		"{json:#}"
	);
}

#[test]
fn a_missing_profile_is_a_sentence() {
	let output = program()
		.args(["show", "atlantis.toml"])
		.output()
		.expect("runs");
	assert_eq!(output.status.code(), Some(1));
	let text = String::from_utf8_lossy(&output.stderr);
	assert!(
		text.contains("cannot read the profile atlantis.toml"),
		"{text}"
	);
}

#[test]
fn show_is_a_table_or_json() {
	let output = program().arg("show").arg(demo()).output().expect("runs");
	assert!(output.status.success());
	let text = String::from_utf8_lossy(&output.stdout);
	for word in [
		"Demo City",
		"registry-office",
		"383.78 g/kWh",
		"2 of 3",
		"1.4 t",
	] {
		assert!(text.contains(word), "{word} in\n{text}");
	}
	let output = program()
		.args(["--json", "show"])
		.arg(demo())
		.output()
		.expect("runs");
	let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
	assert_eq!(json["agencies"][0]["mandates"][0], "registrar");
	assert_eq!(json["verifiers"][7]["methodologies"][2], "savings-gas");
}

/// The program's answer in JSON, and its exit code.
fn json(arguments: &[&std::ffi::OsStr]) -> (Value, Option<i32>) {
	let output = program()
		.arg("--json")
		.args(arguments)
		.output()
		.expect("runs");
	let answer = serde_json::from_slice(&output.stdout).expect("JSON");
	(answer, output.status.code())
}

#[test]
fn build_tells_the_hashes_and_verify_compares() {
	let folder = tempfile::tempdir().expect("a folder");
	let file = folder.path().join("city.json");
	let profile = demo();
	let built = [
		"build".as_ref(),
		profile.as_os_str(),
		"--raw".as_ref(),
		"-o".as_ref(),
		file.as_os_str(),
	];
	let (built, code) = json(&built);
	assert_eq!(code, Some(0));
	let written = std::fs::read(&file).expect("written");
	let fingerprint = civic_chain_spec::Opened::read(written.clone())
		.expect("right")
		.fingerprint;
	assert_eq!(built["sha256"], format!("{:x}", fingerprint.file));
	assert_eq!(built["genesisHash"], format!("{:?}", fingerprint.genesis));
	assert_eq!(built["runtimeHash"], format!("{:?}", fingerprint.runtime));
	{
		use sha2::Digest;
		assert_eq!(built["sha256"], hex::encode(sha2::Sha256::digest(&written)));
	}

	let verify = ["verify".as_ref(), profile.as_os_str(), file.as_os_str()];
	let (same, code) = json(&verify);
	assert_eq!((code, &same["same"]), (Some(0), &Value::from(true)));
	assert_eq!(same["genesisHash"], built["genesisHash"]);

	let text = String::from_utf8(written).expect("text");
	std::fs::write(&file, text.replace("\"Demo City\"", "\"Demo Town\"")).expect("written");
	let (other, code) = json(&verify);
	assert_eq!(code, Some(3));
	assert_eq!(
		other["differences"][0],
		"name: the profile gives \"Demo City\", the file has \"Demo Town\""
	);
	std::fs::write(&file, "{}").expect("written");
	let output = program().args(verify).output().expect("runs");
	assert_eq!(output.status.code(), Some(1));
	let text = String::from_utf8_lossy(&output.stderr);
	assert!(text.contains("not a chain specification"), "{text}");
}

#[test]
fn the_released_runtime_can_be_given() {
	let folder = tempfile::tempdir().expect("a folder");
	let wasm = folder.path().join("runtime.wasm");
	let code = civic_runtime::WASM_BINARY.expect("it was built");
	std::fs::write(&wasm, code).expect("written");
	let run = || {
		let mut program = program();
		program
			.arg("build")
			.arg(demo())
			.arg("--raw")
			.arg("--runtime")
			.arg(&wasm);
		program.output().expect("runs")
	};
	let output = run();
	assert!(output.status.success());
	assert_eq!(
		String::from_utf8_lossy(&output.stdout),
		city().spec(true).expect("accepted")
	);
	let hashes = String::from_utf8_lossy(&output.stderr);
	assert!(hashes.contains("genesis hash"), "{hashes}");
	std::fs::write(&wasm, &code[..1_000]).expect("written");
	let output = run();
	assert_eq!(output.status.code(), Some(1));
	let text = String::from_utf8_lossy(&output.stderr);
	assert!(text.contains("runtime.wasm is not a runtime"), "{text}");
}
