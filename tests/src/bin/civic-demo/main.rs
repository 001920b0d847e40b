//! `make demo`: four agencies run a chain, citizens' readings become tokens, and what must not
//! happen does not. Real nodes, the real wallet, real readings.

mod assembly;
mod narrate;
mod story;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use civic_tests::{DevKey, Network};
use clap::Parser;

use narrate::Narrator;

/// Show the whole way from a meter's file to tokens and to votes on a network of four validators
#[derive(Parser)]
#[command(name = "civic-demo", version)]
struct Args {
	/// Where the summary goes
	#[arg(long, default_value = "out/demo")]
	out: PathBuf,
	/// Then leave the network running until Ctrl-C, to try things on it
	#[arg(long)]
	stay: bool,
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
			if args.stay {
				stay(&network).await?;
			}
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

/// Say how to take part, and wait.
async fn stay(network: &Network) -> anyhow::Result<()> {
	let url = network.node(DevKey::Alice)?.url();
	println!("\nThe network goes on until you press Ctrl-C. To take part, in another terminal:\n");
	println!("  export CIVIC_URL={url}");
	for name in ["anna", "ben", "carla"] {
		let folder = network.wallet(name, DevKey::Alice)?;
		let folder = folder.folder();
		println!(
			"  alias {name}='CIVIC_KEY={name} CIVIC_KEYS={} CIVIC_PASSWORD_FILE={} civic'",
			folder.join("keys").display(),
			folder.join("password").display()
		);
	}
	println!(
		"\n  anna propose budget stationary-energy --ceiling 6000\n  ben vote 5 aye\n  ben referendum \
		 watch 5\n\ndocs/governance.md tells the rest."
	);
	tokio::signal::ctrl_c().await.context("cannot wait")
}
