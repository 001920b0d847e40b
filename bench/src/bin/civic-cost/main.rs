//! `civic-cost`: what a claim costs on a small ledger and on a large one, and what storage costs.

mod report;
mod weights;

use std::path::PathBuf;
use std::process::ExitCode;

use civic_bench::state::{measure_storage, Ledger, Life};
use clap::Parser;

use report::Report;

/// Measure what claims cost on a small ledger and on a large one
///
/// Runs the chain's own WebAssembly on ParityDB, in this process: two ledgers with different histories
/// carry out the same calls in turn. Exit codes: 0 measured, 1 something failed, 3 measured but the
/// ratio is above the largest that was asked for.
#[derive(Parser)]
#[command(name = "civic-cost", version)]
struct Args {
	/// Claims of the small ledger
	#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
	few: u64,
	/// Claims of the large ledger
	#[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=5_000_000))]
	many: u64,
	/// Claims that live in a round
	#[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=100))]
	each: u32,
	/// Rounds on each ledger, after one that does not count
	#[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=50))]
	rounds: u32,
	/// Fail (3) when a call costs more than so many times as much on the large ledger
	#[arg(long)]
	at_most: Option<f64>,
	/// Measure storage on the large ledger, and write the weights to this file
	#[arg(long)]
	weights: Option<PathBuf>,
	/// Where the figures go
	#[arg(long, default_value = "out/bench")]
	out: PathBuf,
}

fn main() -> ExitCode {
	match run(&Args::parse()) {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => ExitCode::from(3),
		Err(why) => {
			eprintln!("error: {why:#}");
			ExitCode::FAILURE
		},
	}
}

fn run(args: &Args) -> anyhow::Result<bool> {
	eprintln!("A ledger of {} claims is made", args.few);
	let mut small = Ledger::begin(args.few)?;
	eprintln!("A ledger of {} claims is made", args.many);
	let mut large = Ledger::begin(args.many)?;

	let (mut few, mut many) = (Life::default(), Life::default());
	// One more: the first meets empty caches.
	let rounds = args.rounds + 1;
	for round in 0..rounds {
		eprintln!("Round {round} of {}", args.rounds);
		let [on_small, on_large] = [
			small.life(args.each, rounds)?,
			large.life(args.each, rounds)?,
		];
		if round > 0 {
			few.add(on_small);
			many.add(on_large);
		}
	}
	eprintln!("Storage is read and written");
	let storage = measure_storage(&mut large)?;
	let report = Report::new(args.few, &few, args.many, &many, storage);
	println!("{report}");
	let file = report.write(&args.out)?;
	eprintln!("Also in {}", file.display());
	if let Some(path) = &args.weights {
		weights::write(path, args.many, &storage)?;
		eprintln!("Weights in {}", path.display());
	}
	Ok(report.at_most(args.at_most))
}
