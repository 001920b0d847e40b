//! `make demo`: four agencies run a chain, citizens' readings become tokens, tokens become money, and
//! what must not happen does not. Real nodes, the real wallet, real readings, a simulated bank.

mod assembly;
mod money;
mod narrate;
mod story;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use civic_tests::network::demo_city;
use civic_tests::{bank, binaries, DevKey, Network};
use clap::Parser;

use narrate::Narrator;
use story::Stage;

/// Show the whole way from a meter's file to tokens, to votes and to money on a network of four
/// validators
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
	// What is missing for the end is said at the beginning.
	bank::python()?;
	binaries::treasury()?;
	let narrator = Narrator::new();
	narrator.doing("Four city agencies start their nodes");
	// The treasury reads every block from the first on, and comes when the oldest would be forgotten.
	let keep_all = ["--state-pruning", "archive"];
	let city = demo_city();
	let mut network = tokio::select! {
		network = Network::start_with(&city, &keep_all) => network?,
		_ = tokio::signal::ctrl_c() => anyhow::bail!("stopped"),
	};
	let told = tokio::select! {
		told = story::tell(&mut network, &args.out, args.stay, &narrator) => told,
		_ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("stopped")),
	};
	match told {
		Ok((summary, stage)) => {
			let file = summary.write(&args.out)?;
			narrator.end(&summary, &file);
			if args.stay {
				stay(&network, &stage).await?;
			}
			Ok(())
		},
		Err(why) => {
			let logs = network.keep_logs();
			Err(why.context(format!(
				"the logs of nodes and treasury and the wallets' files are in {logs}"
			)))
		},
	}
}

/// Say how to take part, and wait.
async fn stay(network: &Network, stage: &Stage) -> anyhow::Result<()> {
	let url = network.node(DevKey::Alice)?.url();
	println!("\nThe network goes on until you press Ctrl-C. To take part, in another terminal:\n");
	let programs = std::env::current_exe().context("the program is somewhere")?;
	let programs = programs.parent().context("in a folder")?;
	println!("  export PATH={}:$PATH", programs.display());
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
	stage.office.invite();
	tokio::signal::ctrl_c().await.context("cannot wait")
}
