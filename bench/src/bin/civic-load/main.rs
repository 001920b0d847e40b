//! `civic-load`: how many transactions a second a network of four validators makes final, and what
//! keeps it from more.

mod phases;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use civic_bench::city::Setting;
use civic_tests::Network;
use clap::Parser;

use phases::Bench;
use report::Report;

/// Measure transfers and claims a second on four validators of this machine
///
/// Starts a network of its own, signs everything beforehand, sends for a limited time and counts what
/// became final. Exit codes: 0 measured, 1 something failed, 3 measured but below the least rate that
/// was asked for.
#[derive(Parser)]
#[command(name = "civic-load", version)]
struct Args {
	/// How long each kind of transaction is sent
	#[arg(long, default_value_t = 45, value_parser = clap::value_parser!(u64).range(15..=600))]
	seconds: u64,
	/// How many members send transfers
	#[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
	members: u32,
	/// How many of them have a source and claim
	#[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=5_000))]
	sources: u32,
	/// The most transfers a second that are prepared
	#[arg(long, default_value_t = 2_500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
	most: u32,
	/// How many transactions may wait for a block at once
	#[arg(long, default_value_t = 6_000, value_parser = clap::value_parser!(u32).range(1..=8_000))]
	window: u32,
	/// Options that every node is given. The SDK's default pool looks at all that waits once more for each
	/// block, and keeps few transactions that come before their turn
	#[arg(
		long,
		allow_hyphen_values = true,
		default_value = "--pool-type single-state --pool-limit 32768 --pool-kbytes 65536"
	)]
	nodes: String,
	/// Fail (3) below this many final transfers a second
	#[arg(long)]
	least_transfers: Option<f64>,
	/// Fail (3) below this many final claims a second
	#[arg(long)]
	least_claims: Option<f64>,
	/// Where the figures go
	#[arg(long, default_value = "out/bench")]
	out: PathBuf,
}

fn main() -> ExitCode {
	let args = Args::parse();
	let done = tokio::runtime::Runtime::new()
		.context("cannot start")
		.and_then(|runtime| runtime.block_on(run(&args)));
	match done {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => ExitCode::from(3),
		Err(why) => {
			eprintln!("error: {why:#}");
			ExitCode::FAILURE
		},
	}
}

async fn run(args: &Args) -> anyhow::Result<bool> {
	anyhow::ensure!(
		args.sources <= args.members,
		"--sources must be at most --members: each source has an owner of its own"
	);
	let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
	let profile = Setting::with_members(args.members).write(folder.path())?;
	eprintln!(
		"Four validators start, in a city of {} members",
		args.members
	);
	let options: Vec<_> = args.nodes.split_whitespace().collect();
	let mut network = tokio::select! {
		network = Network::start_with(&profile, &options) => network?,
		_ = tokio::signal::ctrl_c() => anyhow::bail!("stopped"),
	};
	let measured = tokio::select! {
		measured = measure(args, &network) => measured,
		_ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("stopped")),
	};
	let report = match measured {
		Ok(report) => report,
		Err(why) => {
			let logs = network.keep_logs();
			return Err(why.context(format!("the nodes' logs are in {logs}")));
		},
	};
	println!("{report}");
	let file = report.write(&args.out)?;
	eprintln!("Also in {}", file.display());
	Ok(report.reaches(args.least_transfers, args.least_claims))
}

async fn measure(args: &Args, network: &Network) -> anyhow::Result<Report> {
	let length = Duration::from_secs(args.seconds);
	let mut bench = Bench::begin(network, args.members, args.window).await?;
	eprintln!("Transfers, for {} s", args.seconds);
	let transfers = bench.transfers(length, args.most).await?;
	eprintln!("{} sources are registered and commissioned", args.sources);
	bench.sources(args.sources).await?;
	eprintln!("Claims, for {} s", args.seconds);
	let claims = bench.claims(length, args.most / 2).await?;
	Ok(Report::new(transfers, claims))
}
