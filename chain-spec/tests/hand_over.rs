//! Agencies hand over keys, and prove that they are theirs.

mod common;

use civic_chain_spec::{City, Profile};
use common::{hand_over, Folder, Secrets};
use std::path::Path;

#[test]
fn a_live_city_comes_of_files_handed_over() {
	let folder = Folder::new();
	let city = folder.write().check().expect("all is right");
	assert_eq!(city.agencies.len(), 4);
	for (i, agency) in (0..).zip(&city.agencies) {
		let secrets = Secrets::of(i);
		assert_eq!(agency.account, secrets.account);
		assert_eq!(agency.name, hand_over(i).name);
	}
	let nodes: Vec<_> = city.boot_nodes.iter().map(ToString::to_string).collect();
	assert_eq!(nodes.len(), 4);
	assert_eq!(
		nodes[0],
		format!(
			"/dns/node0.test-city.example/tcp/30333/p2p/{}",
			hand_over(0).peer_id
		)
	);
}

#[test]
fn a_live_citys_epochs_are_long_enough_for_lots_that_nobody_foresees() {
	let mut folder = Folder::new();
	let hourly = folder.profile.clone();
	let lasts = |text: &str| hourly.replace("epoch = \"1 h\"", &format!("epoch = \"{text}\""));
	folder.profile = lasts("2397 s");
	folder.one("epoch", "at least 40 min");
	folder.profile = lasts("40 min");
	assert_eq!(folder.write().check().expect("right").epoch_slots, 800);
}

#[test]
fn a_boot_node_named_twice_is_one() {
	let mut folder = Folder::new();
	let node = format!(
		"/dns/node2.test-city.example/tcp/30333/p2p/{}",
		hand_over(2).peer_id
	);
	folder.profile = folder.profile.replacen(
		"time-zone",
		&format!("boot-nodes = [\"{node}\"]\ntime-zone"),
		1,
	);
	let city = folder.write().check().expect("all is right");
	assert_eq!(city.boot_nodes.len(), 4);
	assert_eq!(city.boot_nodes[0].to_string(), node, "the profile's first");
}

#[test]
fn a_live_city_says_where_a_node_is() {
	let mut folder = Folder::new();
	folder
		.given
		.iter_mut()
		.for_each(|given| given.addresses.clear());
	folder.one("boot-nodes", "--address");
	let local = folder.profile.replace("\"live\"", "\"local\"");
	folder.profile = local;
	assert!(folder.write().check().is_ok());
}

#[test]
fn a_proof_for_another_account_is_refused_and_told_whose_it_is() {
	let mut folder = Folder::new();
	folder.given[1].proof = Secrets::of(1).proof(&Secrets::of(3).account);
	let problem = folder.one("agencies[1].hand-over.proof", "the account of city-works");
	assert!(
		problem.expected.starts_with("environment-agency: "),
		"{problem}"
	);
	// Of an account that is not in the profile.
	folder.given[1].proof = Secrets::of(1).proof(&Secrets::of(9).account);
	folder.one("agencies[1].hand-over.proof", "another account's");
}

#[test]
fn a_proof_by_other_keys_is_refused() {
	let mut folder = Folder::new();
	folder.given[2].proof = hand_over(0).proof;
	folder.one("agencies[2].hand-over.proof", "neither key signed");
	let own = Secrets::of(2);
	let other = Secrets {
		babe: Secrets::of(7).babe,
		..Secrets::of(2)
	};
	folder.given[2].proof = other.proof(&own.account);
	folder.one("agencies[2].hand-over.proof", "the babe key did not sign");
	let other = Secrets {
		grandpa: Secrets::of(7).grandpa,
		..Secrets::of(2)
	};
	folder.given[2].proof = other.proof(&own.account);
	folder.one(
		"agencies[2].hand-over.proof",
		"the grandpa key did not sign",
	);
}

#[test]
fn a_proof_is_two_signatures() {
	let mut folder = Folder::new();
	for text in ["0x", "0x1234", "none", &hand_over(0).proof[2..]] {
		folder.given[0].proof = text.into();
		folder.one("agencies[0].hand-over.proof", "0x and 256 hexadecimal");
	}
	folder.given[0].proof = format!("{}00", hand_over(0).proof);
	folder.one("agencies[0].hand-over.proof", "0x and 256 hexadecimal");
	folder.given[0].proof.clear();
	folder.one("agencies[0].hand-over.proof", "is missing");
}

#[test]
fn keys_in_the_profile_need_the_proof_in_a_live_city() {
	let given = hand_over(0);
	let inline = |proof: &str| {
		let mut folder = Folder::new();
		folder.profile = folder.profile.replace(
			"hand-over = \"registry-office.toml\"",
			&format!(
				"account = \"{}\"\nsession = {{ babe = \"{}\", grandpa = \"{}\"{proof} }}",
				given.account, given.babe, given.grandpa
			),
		);
		folder
	};
	let proof = format!(", proof = \"{}\"", given.proof);
	assert!(inline(&proof).write().check().is_ok());
	inline("").one("agencies[0].session.proof", "is missing");
	let wrong = format!(", proof = \"{}\"", hand_over(1).proof);
	inline(&wrong).one("agencies[0].session.proof", "neither key signed");
	// Elsewhere it may be left out, but not be wrong.
	let mut local = inline("");
	local.profile = local.profile.replace("\"live\"", "\"local\"");
	assert!(local.write().check().is_ok());
	let mut local = inline(&wrong);
	local.profile = local.profile.replace("\"live\"", "\"local\"");
	local.one("agencies[0].session.proof", "neither key signed");
}

#[test]
fn nothing_is_handed_over_twice() {
	let twice = |change: &dyn Fn(&mut civic_chain_spec::HandOver)| {
		let mut folder = Folder::new();
		change(&mut folder.given[3]);
		folder
	};
	let first = hand_over(0);
	let same = |field: &str| format!("agencies[0].hand-over.{field} has the same key");
	twice(&|given| given.babe = first.babe.clone())
		.one("agencies[3].hand-over.babe", &same("babe"));
	twice(&|given| given.grandpa = first.grandpa.clone())
		.one("agencies[3].hand-over.grandpa", &same("grandpa"));
	twice(&|given| given.account = first.account.clone())
		.one("agencies[3].hand-over.account", &same("account"));
	twice(&|given| given.grandpa = given.babe.clone()).one(
		"agencies[3].hand-over.grandpa",
		"agencies[3].hand-over.babe has the same key",
	);
	twice(&|given| given.peer_id = first.peer_id.clone())
		.one("agencies[3].hand-over.peer-id", "agencies[0] has the same");
}

#[test]
fn a_file_is_the_agencys_own_and_for_this_chain() {
	let mut folder = Folder::new();
	folder.profile = folder.profile.replace(
		"hand-over = \"city-works.toml\"",
		"hand-over = \"registry-office.toml\"",
	);
	let problems = folder.write().check().expect_err("it is another's").0;
	assert_eq!(problems[0].path, "agencies[3].hand-over.name");
	assert!(problems[0].expected.contains("not the file of city-works"));
	let mut folder = Folder::new();
	folder.given[3].chain = "other-city".into();
	folder.one("agencies[3].hand-over.chain", "--chain-id test-city");
}

#[test]
fn a_file_that_is_missing_or_malformed_is_told_with_its_line() {
	let folder = Folder::new();
	folder.write();
	let file = folder.folder.path().join("city-works.toml");
	let one = |expected: &str| {
		let problems = folder.check().expect_err("the file is wrong").0;
		assert_eq!(problems.len(), 1, "{problems:#?}");
		assert_eq!(problems[0].path, "agencies[3].hand-over");
		assert!(problems[0].value.contains("city-works.toml"));
		assert!(problems[0].expected.contains(expected), "{}", problems[0]);
		problems[0].to_string()
	};
	let text = std::fs::read_to_string(&file).expect("written");
	std::fs::remove_file(&file).expect("there");
	one("cannot be read");
	std::fs::write(&file, text.replace("proof = ", "prof = ")).expect("written");
	one("unknown field `prof`");
	std::fs::write(&file, text.replace("babe = ", "# ")).expect("written");
	one("missing field `babe`");
	std::fs::write(&file, "not a file of ours").expect("written");
	one("line 1");
	// Somebody put a secret into it: the place is told, the secret is not.
	let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
	std::fs::write(&file, format!("{text}secret = \"{phrase}\"\n")).expect("written");
	assert!(!one("unknown field `secret`").contains("bottom"));
	std::fs::write(
		&file,
		text.replace("account = \"", &format!("account = \"{phrase} ")),
	)
	.expect("written");
	let problems = folder.check().expect_err("a secret is no account").0;
	assert!(problems[0].expected.contains("secret key"), "{problems:?}");
	assert!(!problems[0].to_string().contains("bottom"));
}

#[test]
fn addresses_are_such_as_others_can_dial() {
	let mut folder = Folder::new();
	let path = "agencies[0].hand-over.addresses[0]";
	for text in [
		"node.example.org:30333",
		"/ip4/0.0.0.0/tcp/30333",
		"/dns/node.example.org",
		"/dns/node.example.org/tcp/0",
		"/dns/node.example.org/udp/30333",
		"/memory/7",
		"",
	] {
		folder.given[0].addresses = vec![text.into()];
		folder.one(path, "/dns/node.example.org/tcp/30333");
	}
	folder.given[0].addresses = vec![format!(
		"/dns/node.example.org/tcp/30333/p2p/{}",
		hand_over(0).peer_id
	)];
	folder.one(path, "leave /p2p/… out");
	folder.given[0] = hand_over(0);
	folder.given[0].peer_id = "12D3KooW".into();
	folder.one("agencies[0].hand-over.peer-id", "is it complete?");
}

#[test]
fn keys_stand_in_one_place() {
	for other in [
		"",
		"hand-over = \"registry-office.toml\"\naccount = \"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"",
		"account = \"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"",
	] {
		let mut folder = Folder::new();
		folder.profile =
			folder.profile.replace("hand-over = \"registry-office.toml\"", other);
		folder.one("agencies[0]", "either `hand-over`");
	}
}

#[test]
fn profile_and_files_give_the_same_bytes_elsewhere() {
	let spec = || {
		let folder = Folder::new();
		folder
			.write()
			.check()
			.expect("right")
			.spec(true)
			.expect("accepted")
	};
	assert!(spec() == spec(), "two folders, one genesis");
}

#[test]
fn the_mid_size_city_is_right() {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles/mid-size-city.toml");
	let profile = Profile::read(&path).expect("it is well formed");
	let folder = path.parent().expect("it lies in a folder");
	let city = City::check(&profile, folder).unwrap_or_else(|problems| panic!("{problems}"));
	assert_eq!(city.agencies.len(), 7);
	assert_eq!(city.boot_nodes.len(), 7);
	assert_eq!(city.epoch_slots, 1_200, "an hour");
	for (family, methodology) in (0..).zip(&city.methodologies) {
		let terms = &methodology.published.terms;
		assert!(terms.claim_interval > 0);
		assert!(terms.attest_within >= 86_400 && terms.challenge_within >= 86_400);
		// A challenged claim needs a second panel.
		let may_judge = city
			.verifiers
			.iter()
			.filter(|verifier| verifier.methodologies.contains(&family));
		assert!(may_judge.count() >= 2 * terms.panel as usize);
	}
	// Inventory x k/21 x 10 %, rounded down to 10 t.
	for budget in &city.budgets {
		let step = u128::from(budget.year - 2024);
		let tens = budget.inventory * step / 210 / 10_000_000_000;
		assert_eq!(
			budget.ceiling,
			tens * 10_000_000_000,
			"{} {:?}",
			budget.year,
			budget.sector
		);
	}
	// 14,000 claims a year, panels of three, two weeks each.
	let open = 14_000 * 3 * 14 / 365;
	let places: u32 = city
		.verifiers
		.iter()
		.map(|verifier| verifier.capacity)
		.sum();
	assert!(places >= open, "{places} places for {open} answers");
}
