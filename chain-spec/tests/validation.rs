//! Every mistake in a profile is told, with its place, its value and what is expected.

use std::path::Path;

use civic_chain_spec::{City, Problem, Problems, Profile};

const PROFILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles");
const DEMO: &str = include_str!("../profiles/demo-city.toml");

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const GRANDPA_BOB: &str = "5GoNkf6WdbxCFnPdAnYYQyCjAKPJgLNxXwPjwTh6DGg6gN3E";

fn check(text: &str) -> Result<City, Problems> {
	let profile: Profile = toml::from_str(text).expect("the profile is well formed");
	City::check(&profile, Path::new(PROFILES))
}

/// The demo city's profile with the first `from` replaced by `to`.
fn with(from: &str, to: &str) -> String {
	assert!(
		DEMO.contains(from),
		"the demo city's profile contains {from}"
	);
	DEMO.replacen(from, to, 1)
}

fn problems(text: &str) -> Vec<Problem> {
	check(text).expect_err("the profile is wrong").0
}

/// Replacing `from` by `to` gives exactly one problem, at `path`, that says `expected`.
fn one(from: &str, to: &str, path: &str, expected: &str) {
	let problems = problems(&with(from, to));
	assert_eq!(problems.len(), 1, "{to}: {problems:#?}");
	assert_eq!(problems[0].path, path, "{to}");
	assert!(
		problems[0].expected.contains(expected),
		"{to}: {}",
		problems[0]
	);
}

#[test]
fn the_demo_city_is_right() {
	let city = check(DEMO).expect("the demo city's profile is right");
	assert_eq!(city.agencies.len(), 4);
	assert_eq!(city.verifiers.len(), 8);
	assert_eq!(city.epoch_slots, 6);
	assert_eq!(city.members[0].balance, 10_000_000);
	let roof = &city.methodologies[0].published;
	assert_eq!(
		roof.terms.baseline_factor, 383_780,
		"383.78 g/kWh in mg/kWh"
	);
	assert_eq!(roof.terms.shares.owner, 800_000);
	assert_eq!(roof.terms.longest_period, 366 * 86_400);
	assert_eq!(city.budgets.len(), 21, "2025 through 2045");
	assert_eq!(city.budgets[0].ceiling, 1_400_000_000, "1.4 t in mg");
	// 2099-12-31 ends in Vienna an hour before it does in Greenwich.
	assert_eq!(city.agencies[0].until, 4_102_441_200);
}

#[test]
fn names_and_token_are_checked() {
	one("\"Demo City\"", "\" \"", "name", "1 to 64");
	one("id = \"demo-city\"", "id = \"Demo City\"", "id", "a-z");
	one("Europe/Vienna", "Europe/Wien", "time-zone", "IANA");
	one(
		"decimals = 6",
		"decimals = 12",
		"token.decimals",
		"expected 6",
	);
	one(
		"ss58-prefix = 42",
		"ss58-prefix = 0",
		"token.ss58-prefix",
		"expected 42",
	);
	one(
		"time-zone",
		"boot-nodes = [\"node1.example\"]\ntime-zone",
		"boot-nodes[0]",
		"/p2p/",
	);
	let symbol = problems(&DEMO.replace("AVO", "avo"));
	assert_eq!(symbol[0].path, "token.symbol");
}

#[test]
fn a_day_of_the_assembly_is_some_whole_blocks() {
	assert_eq!(check(DEMO).expect("right").day_blocks, 7);
	let default = with("[assembly]\nday = \"21 s\"\n", "").replace("period = \"1 min\"\n", "");
	let default = check(&default).expect("right");
	assert_eq!(default.day_blocks, 28_800);
	let day = "day = \"21 s\"";
	one(day, "day = \"22 s\"", "assembly.day", "multiple of 3 s");
	one(day, "day = \"0 s\"", "assembly.day", "multiple of 3 s");
	one(day, "day = \"1 year\"", "assembly.day", "length of time");
	one(day, "day = \"52 weeks\"", "assembly.day", "at most");
}

#[test]
fn contributions_count_as_the_profile_says_or_as_by_default() {
	let city = check(DEMO).expect("right");
	assert_eq!(city.contribution_period, 60);
	assert_eq!(
		city.contribution_policy,
		pallet_contributions::Policy::default()
	);
	let period = "period = \"1 min\"";
	let all = "period = \"30 days\"\npoint = \"1 kg\"\npoints-per-claim = 2\ncap = 3\nscale = 4\nheaviest = 5";
	let city = check(&with(period, all)).expect("right");
	assert_eq!(city.contribution_period, 2_592_000);
	let policy = city.contribution_policy;
	assert_eq!(policy.units_per_point, 1_000_000);
	assert_eq!((policy.points_per_claim, policy.cap), (2, 3));
	assert_eq!((policy.rule.scale, policy.rule.cap), (4, 5));
	one(
		period,
		"period = \"0 s\"",
		"contributions.period",
		"more than 0",
	);
	one(
		period,
		"point = \"0 g\"",
		"contributions.point",
		"from 1 mg",
	);
	one(period, "scale = 0", "contributions.scale", "1 at least");
	one(
		period,
		"heaviest = 0",
		"contributions.heaviest",
		"1 at least",
	);
	one(
		period,
		"heaviest = 101",
		"contributions.heaviest",
		"at most 100",
	);
	let much = format!("cap = {}", i64::MAX);
	one(period, &much, "contributions.cap", "at most");
}

#[test]
fn contributions_are_known_for_as_long_as_votes_last() {
	// The longest takes 33 days: 693 s where a day has 21 s, of which 12 periods have 720.
	let period = |text: &str| with("period = \"1 min\"", &format!("period = \"{text}\""));
	check(&period("58 s")).expect("696 s are enough");
	let wrong = problems(&period("57 s"));
	assert_eq!(wrong.len(), 1, "{wrong:#?}");
	assert_eq!(wrong[0].path, "contributions.period");
	assert!(wrong[0].expected.contains("58 s at least"), "{}", wrong[0]);
	// Days as long as days, and periods as short as before.
	one(
		"day = \"21 s\"",
		"day = \"24 h\"",
		"contributions.period",
		"237600 s at least",
	);
}

#[test]
fn money_is_offered_within_terms_that_make_sense() {
	let city = check(DEMO).expect("right");
	let [known] = city.redemption.as_slice() else {
		panic!("one currency: {:?}", city.redemption);
	};
	assert_eq!(known.currency, pallet_redemption::Currency::EUR);
	assert_eq!(known.terms.max_window_budget, 10_000_000, "100,000 euros");
	assert_eq!(known.terms.payment_term, 43_200);
	let shown = civic_chain_spec::show::table(&city);
	for part in ["10 to 10000", "at most 100000", "12 h"] {
		assert!(shown.contains(part), "{part}\n{shown}");
	}
	let at = |field: &str| format!("redemption[0].{field}");
	for (from, to, field, expected) in [
		(
			"lowest-rate = 1_000\n",
			"lowest-rate = 0\n",
			"lowest-rate",
			"1 at least",
		),
		(
			"highest-rate = 1_000_000",
			"highest-rate = 999",
			"highest-rate",
			"no less",
		),
		(
			"longest-window = \"24 h\"",
			"longest-window = \"0 s\"",
			"longest-window",
			"more than 0",
		),
		(
			"payment-term = \"12 h\"",
			"payment-term = \"soon\"",
			"payment-term",
			"length of time",
		),
	] {
		one(from, to, &at(field), expected);
	}
	let table = DEMO
		.split("[[redemption]]")
		.nth(1)
		.and_then(|rest| rest.split("\n\n").next())
		.expect("the table");
	let twice = format!("[[redemption]]{table}\n\n[[redemption]]");
	let problems = problems(&with("[[redemption]]", &twice));
	assert_eq!(problems.len(), 1, "{problems:#?}");
	assert_eq!(problems[0].path, "redemption[1].currency");
	let lower = with("currency = \"EUR\"", "currency = \"eur\"");
	let unread = toml::from_str::<Profile>(&lower).expect_err("no currency");
	assert!(unread.to_string().contains("three capitals"), "{unread}");
}

#[test]
fn an_epoch_is_some_whole_blocks() {
	one(
		"epoch = \"18 s\"",
		"epoch = \"20 s\"",
		"epoch",
		"multiple of 3 s",
	);
	one(
		"epoch = \"18 s\"",
		"epoch = \"12 s\"",
		"epoch",
		"at least 15 s",
	);
	one(
		"epoch = \"18 s\"",
		"epoch = \"soon\"",
		"epoch",
		"length of time",
	);
}

#[test]
fn allowance_and_balance_are_checked() {
	one(
		"citizen = \"200 ms\"",
		"citizen = \"0 ms\"",
		"allowance.citizen",
		"more than 0",
	);
	one(
		"agency = \"5 s\"",
		"agency = \"5\"",
		"allowance.agency",
		"100 ms",
	);
	one(
		"\"10 AVO\"",
		"\"10.1234567 AVO\"",
		"members[0].balance",
		"at most 6 decimals",
	);
}

#[test]
fn fewer_than_four_agencies_are_too_few() {
	let three = DEMO
		.split("\n[[agencies]]")
		.enumerate()
		.filter(|(i, _)| *i != 2);
	let three = three
		.map(|(_, part)| part)
		.collect::<Vec<_>>()
		.join("\n[[agencies]]");
	let problems = problems(&three);
	assert!(problems
		.iter()
		.any(|p| p.path == "agencies" && p.expected.contains("expected 4 to")));
	// Bob went, and the mandate that only he held: nobody needs to prepare methodologies.
	assert_eq!(problems.len(), 1, "{problems:#?}");
}

#[test]
fn the_set_may_not_shrink_below_what_there_is() {
	let fewest = "fewest-agencies = 3";
	one(fewest, "fewest-agencies = 5", "fewest-agencies", "1 to 4");
	one(fewest, "fewest-agencies = 0", "fewest-agencies", "1 to 4");
}

#[test]
fn somebody_can_enrol_citizens() {
	one(
		"mandates = [\"registrar\"]",
		"mandates = []",
		"agencies",
		"nobody holds",
	);
	let twice = "mandates = [\"registrar\", \"registrar\"]";
	one(
		"mandates = [\"registrar\"]",
		twice,
		"agencies[0].mandates",
		"named twice",
	);
}

#[test]
fn nobody_shares_a_key_or_a_name() {
	let account = format!("account = \"{BOB}\"");
	let alice = format!("account = \"{ALICE}\"");
	one(
		&account,
		&alice,
		"agencies[1].account",
		"agencies[0].account has the same key",
	);
	let babe = format!("babe = \"{BOB}\"");
	let same = format!("babe = \"{ALICE}\"");
	one(
		&babe,
		&same,
		"agencies[1].session.babe",
		"agencies[0].session.babe has the same key",
	);
	let registry = "name = \"registry-office\"";
	one(
		"name = \"city-works\"",
		registry,
		"agencies[3].name",
		"another one has this name",
	);
	one(
		"name = \"energy-watch\"",
		registry,
		"members[0].name",
		"another one has this name",
	);
}

#[test]
fn a_key_is_an_address_or_hexadecimal() {
	let grandpa = format!("grandpa = \"{GRANDPA_BOB}\"");
	let path = "agencies[1].session.grandpa";
	one(
		&grandpa,
		"grandpa = \"0x1234\"",
		path,
		"64 hexadecimal digits",
	);
	one(&grandpa, "grandpa = \"5GoNkf6W\"", path, "is it complete?");
	let hex = format!("grandpa = \"0x{}\"", "17".repeat(32));
	assert!(check(&with(&grandpa, &hex)).is_ok());
	let account = format!("account = \"{BOB}\"");
	let hex = format!("account = \"0x{}\"", "17".repeat(32));
	one(&account, &hex, "agencies[1].account", "an SS58 address");
	// The same key as Polkadot writes it.
	let polkadot = "account = \"14E5nqKAp3oAJcmzgZhUD2RcptBeUBScxKHgJKU4HPNcKVf3\"";
	one(
		&account,
		polkadot,
		"agencies[1].account",
		"another network (prefix 0, here 42)",
	);
}

#[test]
fn a_secret_is_refused_and_not_repeated() {
	let account = format!("account = \"{BOB}\"");
	let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
	for secret in ["//Bob", phrase] {
		let problems = problems(&with(&account, &format!("account = \"{secret}\"")));
		assert_eq!(problems.len(), 1);
		assert!(
			problems[0].expected.contains("secret key"),
			"{}",
			problems[0]
		);
		assert!(!problems[0].to_string().contains(secret), "{}", problems[0]);
	}
}

#[test]
fn a_live_city_has_keys_of_its_own() {
	let problems = problems(&with("chain-type = \"local\"", "chain-type = \"live\""));
	let known = |p: &&Problem| {
		p.expected
			.contains("secret of this development key is public")
	};
	// Account, babe and grandpa of four agencies. The other well-known ones are derived here only.
	assert_eq!(problems.iter().filter(known).count(), 12);
	assert!(problems
		.iter()
		.any(|p| p.expected.contains("must not own an account")));
	assert!(problems.iter().any(|p| p.path == "fewest-agencies"));
	assert!(problems.iter().any(|p| p.path == "assembly.day"));
}

#[test]
fn members_of_genesis_are_collectives_and_businesses() {
	let kind = "kind = \"collective\"";
	one(kind, "kind = \"citizen\"", "members[0].kind", "voucher");
	one(
		kind,
		"kind = \"verifier\"",
		"members[0].kind",
		"[[verifiers]]",
	);
	one(kind, "kind = \"agency\"", "members[0].kind", "[[agencies]]");
	let until = "until = \"2099-12-31\"\nbalance";
	one(
		until,
		"until = \"2099-02-30\"\nbalance",
		"members[0].until",
		"a date",
	);
}

#[test]
fn verifiers_judge_known_methodologies() {
	let scope = "methodologies = [\"rooftop-pv\", \"savings-electricity\", \"savings-gas\"]";
	let path = "verifiers[0].methodologies";
	one(scope, "methodologies = []", path, "at least one");
	one(
		scope,
		"methodologies = [\"wind\"]",
		&format!("{path}[0]"),
		"no methodology has this name",
	);
	let twice = "methodologies = [\"rooftop-pv\", \"rooftop-pv\"]";
	one(scope, twice, &format!("{path}[1]"), "named twice");
	one(
		"capacity = 8",
		"capacity = 0",
		"verifiers[0].capacity",
		"at least 1",
	);
	let tied = "capacity = 8\naffiliations = [\"energy-watch\", \"nobody\"]";
	one(
		"capacity = 8",
		tied,
		"verifiers[0].affiliations[1]",
		"no agency or member",
	);
}

#[test]
fn a_methodology_is_checked_field_by_field() {
	let at = |field: &str| format!("methodologies[0].{field}");
	let name = problems(&with("name = \"savings-gas\"", "name = \"Gas\""));
	assert!(name
		.iter()
		.any(|p| p.path == "methodologies[2].name" && p.expected.contains("a-z")));
	one(
		"title = \"Rooftop photovoltaics\"",
		"title = \"\"",
		&at("title"),
		"1 to 128 bytes",
	);
	one(
		"methods/rooftop-pv.md\"\nread",
		"methods/x.md\"\nread",
		&at("document"),
		"beside the profile",
	);
	one(
		"https://demo-city.example/methods/rooftop-pv.md",
		"rooftop",
		&at("read-at"),
		"https://",
	);
	one(
		"383.78 g/kWh",
		"383.78 g/MWh",
		&at("baseline.value"),
		"per kWh",
	);
	one(
		"383.78 g/kWh",
		"383.7805 g/kWh",
		&at("baseline.value"),
		"finer than",
	);
	one(
		"0 g/kWh",
		"400 g/kWh",
		&at("project.value"),
		"less than the baseline",
	);
	one("year = 2024", "year = 24", &at("baseline.year"), "the year");
	one(
		"deduction = \"100 %\"",
		"deduction = \"101 %\"",
		&at("deduction"),
		"at most 100 %",
	);
	one(
		"leakage = \"0 %\"",
		"leakage = \"100 %\"",
		&at("leakage"),
		"less than 100 %",
	);
	one(
		"tolerance = \"0.1 %\"",
		"tolerance = \"0.1\"",
		&at("tolerance"),
		"percentage",
	);
	one(
		"owner = \"80 %\"",
		"owner = \"79.9 %\"",
		&at("shares"),
		"exactly 100 %",
	);
	one(
		"quorum = 2",
		"quorum = 4",
		&at("quorum"),
		"at most all of it (3)",
	);
	one("quorum = 2", "quorum = 1", &at("quorum"), "more than half");
	one(
		"attest-within = \"60 s\"",
		"attest-within = \"0 s\"",
		&at("attest-within"),
		"1 s to",
	);
	let long = "longest-period = \"4000 days\"";
	one(
		"longest-period = \"366 days\"",
		long,
		&at("longest-period"),
		"3660 days",
	);
	let twin = problems(&with(
		"name = \"savings-gas\"",
		"name = \"savings-electricity\"",
	));
	assert_eq!(twin[0].path, "verifiers[0].methodologies[2]");
	assert!(twin.iter().any(|p| p.path == "methodologies[2].name"));
	let crowd = problems(&with("panel = 3\nquorum = 2", "panel = 16\nquorum = 9"));
	assert_eq!(
		(crowd.len(), crowd[0].path.as_str()),
		(1, "methodologies[0].panel")
	);
}

#[test]
fn budgets_are_checked() {
	one(
		"\"1.4 t\"",
		"\"18_001 t\"",
		"budgets[0].ceiling",
		"at most the inventory",
	);
	one("\"1.4 t\"", "\"1.4\"", "budgets[0].ceiling", "mass");
	one(
		"through = 2045",
		"through = 2024",
		"budgets[0].through",
		"in order",
	);
	one(
		"year = 2025\nthrough",
		"year = 25\nthrough",
		"budgets[0].through",
		"2000",
	);
	let again =
		"sector = \"stationary-energy\"\nyear = 2025\ninventory = \"1 t\"\nceiling = \"1 t\"";
	let text = format!("{DEMO}\n[[budgets]]\n{again}\n");
	let twice = problems(&text);
	assert_eq!(
		(twice.len(), twice[0].path.as_str()),
		(1, "budgets[1].year")
	);
	let other = problems(&with(
		"[[budgets]]\nsector = \"stationary-energy\"",
		"[[budgets]]\nsector = \"waste\"",
	));
	assert_eq!(
		other.len(),
		3,
		"each of the three methodologies lacks a budget"
	);
	assert!(other[0].expected.contains("every claim would wait"));
}

#[test]
fn all_mistakes_are_told_at_once() {
	let text = DEMO
		.replacen("Europe/Vienna", "Vienna", 1)
		.replacen("epoch = \"18 s\"", "epoch = \"1 month\"", 1)
		.replacen("quorum = 2", "quorum = 9", 1)
		.replacen(BOB, "nobody", 1);
	let problems = check(&text).expect_err("it has four mistakes");
	let paths: Vec<_> = problems.0.iter().map(|p| p.path.as_str()).collect();
	assert_eq!(
		paths,
		[
			"time-zone",
			"epoch",
			"agencies[1].account",
			"methodologies[0].quorum"
		]
	);
	let text = problems.to_string();
	assert!(
		text.starts_with("the profile has 4 mistakes:\n  time-zone = \"Vienna\": "),
		"{text}"
	);
}

#[test]
fn a_profile_with_an_unknown_or_missing_field_has_no_shape() {
	let unknown = toml::from_str::<Profile>(&with("epoch =", "epochs =")).expect_err("misspelt");
	let text = unknown.to_string();
	assert!(
		text.contains("unknown field `epochs`, expected one of"),
		"{text}"
	);
	assert!(text.contains("line"), "says where: {text}");
	let missing = toml::from_str::<Profile>(&with("time-zone = ", "# ")).expect_err("missing");
	assert!(missing.to_string().contains("missing field `time-zone`"));
	let mandate =
		toml::from_str::<Profile>(&with("\"registrar\"", "\"mayor\"")).expect_err("no such");
	assert!(
		mandate.to_string().contains("`registrar`"),
		"lists what there is: {mandate}"
	);
}
