//! Scenarios on one network of four validators, one after another (ADR 0032).

mod assembly;
mod catching_up;
mod claim;
mod finality;
mod kills;
mod metrics;
mod operator;
mod partition;
mod redemption;
mod rpc;
mod stranger;
mod twin;
mod wallet;

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::time::Instant;

use civic_tests::sides::Sides;
use civic_tests::Network;
use futures::future::{FutureExt, LocalBoxFuture};

/// A scenario on the network of four that all share.
type Scenario = for<'a> fn(&'a mut Network) -> LocalBoxFuture<'a, anyhow::Result<()>>;

/// A scenario on a network of its own.
type OwnScenario = fn() -> LocalBoxFuture<'static, anyhow::Result<()>>;

/// In this order: what harms the network comes last.
const SCENARIOS: &[(&str, Scenario)] = &[
	("four_nodes_finalise", |network| {
		finality::four_nodes_finalise(network).boxed_local()
	}),
	(
		"a_strangers_transaction_is_refused_at_the_pool",
		|network| stranger::is_refused_at_the_pool(network).boxed_local(),
	),
	(
		"a_newcomers_claim_becomes_tokens_though_a_node_is_killed_on_the_way",
		|network| claim::becomes_tokens_though_a_node_is_killed(network).boxed_local(),
	),
	("metrics_and_health_are_served", |network| {
		metrics::are_served(network).boxed_local()
	}),
	("plain_json_is_answered_as_described", |network| {
		rpc::answers_as_described(network).boxed_local()
	}),
	(
		"a_redemption_is_paid_once_though_treasury_and_node_are_killed",
		|network| {
			redemption::is_paid_once_though_treasury_and_node_are_killed(network).boxed_local()
		},
	),
	(
		"what_is_signed_without_a_connection_is_sent_in_order",
		|network| wallet::signs_without_a_connection(network).boxed_local(),
	),
	("a_validator_changes_its_keys_while_it_runs", |network| {
		wallet::rotates_a_validators_keys(network).boxed_local()
	}),
	("a_killed_node_comes_back", |network| {
		finality::a_killed_node_comes_back(network).boxed_local()
	}),
	("a_wiped_validator_catches_up", |network| {
		catching_up::a_wiped_validator_catches_up(network).boxed_local()
	}),
	("a_newcomer_follows", |network| {
		catching_up::a_newcomer_follows(network).boxed_local()
	}),
	("a_newcomer_warps_to_the_head", |network| {
		catching_up::a_newcomer_warps_to_the_head(network).boxed_local()
	}),
	("fifty_kills_in_a_row_lose_nothing", |network| {
		kills::fifty_in_a_row_lose_nothing(network).boxed_local()
	}),
	("a_key_run_twice_is_reported_and_removed", |network| {
		twin::is_reported_and_removed(network).boxed_local()
	}),
	("a_newcomer_warps_over_a_change_of_validators", |network| {
		catching_up::a_newcomer_warps_over_a_change_of_validators(network).boxed_local()
	}),
];

/// After those, when their network is gone; whether it takes root's rights.
const OWN_SCENARIOS: &[(&str, bool, OwnScenario)] = &[
	("two_against_two_stop_and_heal", true, || {
		partition::two_against_two_stop_and_heal().boxed_local()
	}),
	(
		"the_assembly_upgrades_the_runtime_and_changes_who_validates",
		false,
		|| assembly::upgrades_and_changes_who_validates().boxed_local(),
	),
];

fn main() -> ExitCode {
	let words: Vec<_> = std::env::args()
		.skip(1)
		.filter(|word| !word.starts_with('-'))
		.collect();
	let wanted =
		|name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
	let shared: Vec<_> = SCENARIOS.iter().filter(|one| wanted(one.0)).collect();
	let own: Vec<_> = OWN_SCENARIOS.iter().filter(|one| wanted(one.0)).collect();
	// What cargo and editors ask a test program for.
	if std::env::args().any(|word| word == "--list") {
		let names = shared
			.iter()
			.map(|one| one.0)
			.chain(own.iter().map(|one| one.0));
		names.for_each(|name| println!("{name}: test"));
		return ExitCode::SUCCESS;
	}
	if shared.is_empty() && own.is_empty() {
		println!("no scenario has {words:?} in its name");
		return ExitCode::SUCCESS;
	}
	let runtime = match tokio::runtime::Runtime::new() {
		Ok(runtime) => runtime,
		Err(why) => {
			eprintln!("no runtime for the tests: {why}");
			return ExitCode::FAILURE;
		},
	};
	let mut report = Report::default();
	println!("\nrunning {} tests", shared.len() + own.len());
	if !shared.is_empty() {
		runtime.block_on(run_shared(&shared, &mut report));
	}
	for (name, needs_root, scenario) in own {
		if !needs_root || Sides::are_possible() {
			runtime.block_on(report.run(name, scenario()));
		} else {
			report.skip(
				name,
				"only root may make network namespaces: run it as root",
			);
		}
	}
	report.tell()
}

async fn run_shared(chosen: &[&(&'static str, Scenario)], report: &mut Report) {
	let begun = Instant::now();
	let mut network = match Network::start().await {
		Ok(network) => network,
		Err(why) => {
			return report
				.failed
				.push(("the network of four", format!("{why:?}")))
		},
	};
	println!("the network is up ({} s)", begun.elapsed().as_secs());
	for (name, scenario) in chosen {
		report.run(name, scenario(&mut network)).await;
	}
	if !report.failed.is_empty() {
		println!("\nlogs are in {}", network.keep_logs());
	}
}

/// How it went.
struct Report {
	begun: Instant,
	passed: u32,
	skipped: u32,
	failed: Vec<(&'static str, String)>,
}

impl Default for Report {
	fn default() -> Self {
		Self {
			begun: Instant::now(),
			passed: 0,
			skipped: 0,
			failed: Vec::new(),
		}
	}
}

impl Report {
	async fn run(&mut self, name: &'static str, scenario: LocalBoxFuture<'_, anyhow::Result<()>>) {
		let begun = Instant::now();
		let result = AssertUnwindSafe(scenario).catch_unwind().await;
		let seconds = begun.elapsed().as_secs();
		let why = match result {
			Ok(Ok(())) => {
				println!("test {name} ... ok ({seconds} s)");
				self.passed += 1;
				return;
			},
			Ok(Err(why)) => format!("{why:?}"),
			// The panic has told its message already.
			Err(_) => "panicked, see above".to_string(),
		};
		println!("test {name} ... FAILED ({seconds} s)");
		self.failed.push((name, why));
	}

	fn skip(&mut self, name: &'static str, why: &str) {
		// As `.ci/run` has it, and the treasury's tests.
		if std::env::var("CIVIC_TEST_TOOLS").as_deref() == Ok("required") {
			println!("test {name} ... FAILED (0 s)");
			self.failed.push((name, why.to_string()));
			return;
		}
		println!("test {name} ... SKIPPED: {why}");
		self.skipped += 1;
	}

	fn tell(self) -> ExitCode {
		for (name, why) in &self.failed {
			println!("\n---- {name} ----\n{why}");
		}
		let (seconds, passed) = (self.begun.elapsed().as_secs(), self.passed);
		let (failed, skipped) = (self.failed.len(), self.skipped);
		let result = if failed == 0 { "ok" } else { "FAILED" };
		println!(
			"\ntest result: {result}. {passed} passed; {failed} failed; {skipped} SKIPPED; finished in \
			 {seconds} s\n"
		);
		match failed {
			0 => ExitCode::SUCCESS,
			_ => ExitCode::FAILURE,
		}
	}
}
