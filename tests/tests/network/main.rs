//! Scenarios on one network of four validators, one after another (ADR 0032).

mod claim;
mod finality;
mod stranger;
mod twin;
mod wallet;

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::time::Instant;

use civic_tests::Network;
use futures::future::{FutureExt, LocalBoxFuture};

/// What a scenario is.
type Scenario = for<'a> fn(&'a mut Network) -> LocalBoxFuture<'a, anyhow::Result<()>>;

/// In this order: what harms the network comes last.
const SCENARIOS: [(&str, Scenario); 7] = [
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
	("a_key_run_twice_is_reported_and_removed", |network| {
		twin::is_reported_and_removed(network).boxed_local()
	}),
];

fn main() -> ExitCode {
	let words: Vec<_> = std::env::args()
		.skip(1)
		.filter(|word| !word.starts_with('-'))
		.collect();
	let chosen: Vec<_> = SCENARIOS
		.into_iter()
		.filter(|(name, _)| words.is_empty() || words.iter().any(|word| name.contains(word)))
		.collect();
	// What cargo and editors ask a test program for.
	if std::env::args().any(|word| word == "--list") {
		chosen.iter().for_each(|(name, _)| println!("{name}: test"));
		return ExitCode::SUCCESS;
	}
	if chosen.is_empty() {
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
	runtime.block_on(run(&chosen))
}

async fn run(chosen: &[(&str, Scenario)]) -> ExitCode {
	println!(
		"\nrunning {} tests on a network of four nodes",
		chosen.len()
	);
	let begun = Instant::now();
	let mut network = match Network::start().await {
		Ok(network) => network,
		Err(why) => {
			eprintln!("{why:?}");
			return ExitCode::FAILURE;
		},
	};
	println!("the network is up ({} s)", begun.elapsed().as_secs());
	let mut failed = Vec::new();
	for (name, scenario) in chosen {
		let begun = Instant::now();
		let result = AssertUnwindSafe(scenario(&mut network))
			.catch_unwind()
			.await;
		let seconds = begun.elapsed().as_secs();
		match result {
			Ok(Ok(())) => println!("test {name} ... ok ({seconds} s)"),
			Ok(Err(why)) => {
				println!("test {name} ... FAILED ({seconds} s)");
				failed.push((*name, format!("{why:?}")));
			},
			// The panic has told its message already.
			Err(_) => {
				println!("test {name} ... FAILED ({seconds} s)");
				failed.push((*name, "panicked, see above".to_string()));
			},
		}
	}
	let seconds = begun.elapsed().as_secs();
	if failed.is_empty() {
		println!(
			"\ntest result: ok. {} passed; finished in {seconds} s\n",
			chosen.len()
		);
		return ExitCode::SUCCESS;
	}
	for (name, why) in &failed {
		println!("\n---- {name} ----\n{why}");
	}
	println!("\nlogs are in {}", network.keep_logs());
	println!(
		"\ntest result: FAILED. {} failed; finished in {seconds} s\n",
		failed.len()
	);
	ExitCode::FAILURE
}
