//! What is found in a specification, whoever made it.

mod common;

use std::sync::OnceLock;

use civic_chain_spec::inspect::{inspect, try_runtime, validators, Finding, Verdict};
use civic_chain_spec::{OpenError, Opened};
use common::{Folder, Secrets};
use sc_chain_spec::GenericChainSpec;
use serde_json::{json, Value};
use sp_core::H256;

/// The specification of a live city in which all is right.
fn live() -> &'static Value {
	static LIVE: OnceLock<Value> = OnceLock::new();
	LIVE.get_or_init(|| {
		let city = Folder::new().write().check().expect("all is right");
		serde_json::from_str(&city.spec(true).expect("accepted")).expect("JSON")
	})
}

fn open(spec: &Value) -> Opened {
	Opened::read(spec.to_string().into_bytes()).expect("it can be opened")
}

fn findings(spec: &Value) -> Vec<Finding> {
	let opened = open(spec);
	let validators = validators(&opened);
	inspect(&opened, &validators)
}

/// The finding that is not right.
fn one(spec: &Value) -> Finding {
	let mut others: Vec<_> = findings(spec)
		.into_iter()
		.filter(|finding| finding.verdict != Verdict::Right)
		.collect();
	assert_eq!(others.len(), 1, "{others:#?}");
	others.remove(0)
}

fn with(change: impl FnOnce(&mut Value)) -> Value {
	let mut spec = live().clone();
	change(&mut spec);
	spec
}

#[test]
fn all_is_right_with_a_genesis_of_handed_over_keys() {
	let opened = open(live());
	let all = validators(&opened);
	assert_eq!(all.len(), 4);
	for i in 0..4 {
		let account = Secrets::of(i).account;
		assert!(all.iter().any(|validator| validator.account == account));
	}
	let findings = inspect(&opened, &all);
	assert!(
		findings
			.iter()
			.all(|finding| finding.verdict == Verdict::Right),
		"{findings:#?}"
	);
	assert!(findings.iter().any(|f| f.says.contains("the loss of 1")));
	assert_eq!(try_runtime(&opened).verdict, Verdict::Right);
}

#[test]
fn the_hashes_cover_what_they_say() {
	let right = open(live()).fingerprint;
	let code = open(live()).storage.top[&b":code"[..]].clone();
	assert_eq!(right.runtime, H256(sp_io::hashing::blake2_256(&code)));
	let other = open(&with(|spec| spec["name"] = json!("Other"))).fingerprint;
	assert_ne!(other.file, right.file);
	assert_eq!(other.genesis, right.genesis, "the state is the same");
	let other = open(&with(|spec| {
		spec["genesis"]["raw"]["top"]["0x01"] = json!("0x02");
	}))
	.fingerprint;
	assert_ne!(other.genesis, right.genesis);
	assert_eq!(other.runtime, right.runtime);
}

#[test]
fn what_stands_around_the_state_is_looked_at() {
	let replaced = with(|spec| spec["codeSubstitutes"] = json!({ "1": "0x00" }));
	let finding = one(&replaced);
	assert_eq!(
		(finding.topic, finding.verdict),
		("around the state", Verdict::Wrong)
	);
	let reporting = with(|spec| {
		spec["telemetryEndpoints"] = json!([["/dns/telemetry.example/tcp/443/wss", 0]]);
	});
	assert_eq!(one(&reporting).verdict, Verdict::Note);
	let decimals = with(|spec| spec["properties"]["tokenDecimals"] = json!(12));
	assert!(one(&decimals).says.contains("tokenDecimals should be 6"));
	let prefix = with(|spec| spec["properties"]["ss58Format"] = json!(0));
	assert!(one(&prefix).says.contains("ss58Format should be 42"));
	let alone = with(|spec| spec["bootNodes"] = json!([]));
	assert_eq!(
		(one(&alone).topic, one(&alone).verdict),
		("boot nodes", Verdict::Wrong)
	);
}

#[test]
fn other_authors_than_seats_are_wrong() {
	// Babe and Grandpa keep their authorities under names of their own.
	for pallet in ["Babe", "Grandpa"] {
		let key = [
			sp_io::hashing::twox_128(pallet.as_bytes()),
			sp_io::hashing::twox_128(b"Authorities"),
		]
		.concat();
		let key = format!("0x{}", hex::encode(key));
		let spec = with(|spec| {
			let value = &mut spec["genesis"]["raw"]["top"][&key];
			let text = value.as_str().expect("it is there").to_string();
			// The first byte after the length is of the first key.
			let flipped = if &text[4..6] == "00" { "01" } else { "00" };
			*value = json!(format!("{}{flipped}{}", &text[..4], &text[6..]));
		});
		let finding = one(&spec);
		assert_eq!(
			(finding.topic, finding.verdict),
			("validators", Verdict::Wrong),
			"{pallet}"
		);
		assert!(finding.says.contains("differs from who holds the seats"));
	}
}

#[test]
fn development_keys_and_sudo_are_wrong_only_in_a_live_chain() {
	let code = civic_runtime::WASM_BINARY.expect("it was built");
	let spec: GenericChainSpec = GenericChainSpec::builder(code, None)
		.with_name("Development")
		.with_id("dev")
		.with_genesis_config_preset_name("development")
		.build();
	let mut spec: Value = serde_json::from_str(&spec.as_json(true).expect("raw")).expect("JSON");
	spec["properties"] = live()["properties"].clone();
	spec["bootNodes"] = live()["bootNodes"].clone();
	let mut preset = |kind: &str| {
		spec["chainType"] = json!(kind);
		findings(&spec)
			.into_iter()
			.filter(|finding| finding.verdict != Verdict::Right)
			.map(|finding| (finding.topic, finding.verdict))
			.collect::<Vec<_>>()
	};
	for (kind, verdict) in [("Development", Verdict::Note), ("Live", Verdict::Wrong)] {
		assert_eq!(
			preset(kind),
			["validators", "sudo", "development keys"].map(|topic| (topic, verdict)),
			"{kind}"
		);
	}
}

#[test]
fn what_is_no_specification_is_told() {
	let error = |bytes: &[u8]| match Opened::read(bytes.to_vec()) {
		Ok(_) => panic!("it cannot be opened"),
		Err(error) => error,
	};
	assert!(matches!(error(b"no JSON"), OpenError::NotASpecification(_)));
	assert!(matches!(error(b"{}"), OpenError::NotASpecification(_)));
	let empty = with(|spec| spec["genesis"]["raw"]["top"] = json!({}));
	assert!(matches!(
		error(empty.to_string().as_bytes()),
		OpenError::NoRuntime
	));
	let broken = with(|spec| spec["genesis"]["raw"]["top"]["0x3a636f6465"] = json!("0x0061736d"));
	assert!(matches!(
		error(broken.to_string().as_bytes()),
		OpenError::Runtime(_)
	));
	let hashed =
		with(|spec| spec["genesis"] = json!({ "stateRootHash": format!("{:?}", H256::zero()) }));
	assert!(matches!(
		error(hashed.to_string().as_bytes()),
		OpenError::NoState(_)
	));
}
