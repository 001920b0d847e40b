//! `make demo`: four agencies run a chain, citizens' readings become tokens, and what must not
//! happen does not. Real nodes, the real wallet, real readings.

mod narrate;
mod story;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use civic_tests::Network;
use clap::Parser;

use narrate::Narrator;

/// Show the whole way from a meter's file to tokens on a network of four validators
#[derive(Parser)]
#[command(name = "civic-demo", version)]
struct Args {
	/// Where the summary goes
	#[arg(long, default_value = "out/demo")]
	out: PathBuf,
}

fn main() -> ExitCode {
	let args = Args::parse();
	let told = tokio::runtime::Runtime::new()
		.context("cannot start")
		.and_then(|runtime| runtime.block_on(run(&args)));
	match told {
		Ok(()) => ExitCode::SUCCESS,
		Err(why) => {
			eprintln!("\nThe demonstration failed: {why:#}");
			ExitCode::FAILURE
		},
	}
}

async fn run(args: &Args) -> anyhow::Result<()> {
	let narrator = Narrator::new();
	narrator.doing("Four city agencies start their nodes");
	let mut network = tokio::select! {
		network = Network::start() => network?,
		_ = tokio::signal::ctrl_c() => anyhow::bail!("stopped"),
	};
	let told = tokio::select! {
		told = story::tell(&mut network, &narrator) => told,
		_ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("stopped")),
	};
	match told {
		Ok(summary) => {
			let file = summary.write(&args.out)?;
			narrator.end(&summary, &file);
			Ok(())
		},
		Err(why) => {
			let logs = network.keep_logs();
			Err(why.context(format!(
				"the nodes' logs and the wallets' files are in {logs}"
			)))
		},
	}
}
