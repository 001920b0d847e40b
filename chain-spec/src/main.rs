//! `civic-chain-spec`: from a city profile to the chain specification its nodes start from.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use civic_chain_spec::{show, City, Problems, Profile, ReadError, SpecError};
use clap::{Args, Parser, Subcommand};
use serde_json::json;

/// Turn a city profile into a chain specification.
///
/// A profile is a TOML file; `profiles/demo-city.toml` shows and explains every field. Exit codes:
/// 0 done, 1 the profile or a file cannot be read or written, 2 wrong usage, 3 the profile has
/// mistakes.
#[derive(Parser)]
#[command(name = "civic-chain-spec", version)]
struct Cli {
	#[command(subcommand)]
	command: Command,
	/// Answer in JSON, also about mistakes
	#[arg(long, global = true)]
	json: bool,
}

#[derive(Subcommand)]
enum Command {
	/// Write the chain specification
	Build(Build),
	/// Say whether the profile is right, and everything that is wrong with it
	Check {
		/// The city profile
		profile: PathBuf,
	},
	/// Show what the profile says, as a table
	Show {
		/// The city profile
		profile: PathBuf,
	},
}

#[derive(Args)]
struct Build {
	/// The city profile
	profile: PathBuf,
	/// Write the whole genesis state: what the nodes of a network are given
	#[arg(long)]
	raw: bool,
	/// Where to write to [default: the terminal]
	#[arg(long, short)]
	out: Option<PathBuf>,
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	match run(&cli) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			let problems = error.downcast_ref::<Problems>();
			if cli.json {
				let problems = problems.map(|problems| {
					let each = problems.0.iter();
					each.map(
						|p| json!({ "path": p.path, "value": p.value, "expected": p.expected }),
					)
					.collect::<Vec<_>>()
				});
				println!(
					"{:#}",
					json!({ "error": format!("{error:#}"), "problems": problems })
				);
			} else {
				eprintln!("error: {error:#}");
			}
			ExitCode::from(if is_profile_mistake(&error) { 3 } else { 1 })
		},
	}
}

/// Whether it is the profile that has to be corrected.
fn is_profile_mistake(error: &anyhow::Error) -> bool {
	error.is::<Problems>()
		|| matches!(error.downcast_ref(), Some(ReadError::Shape { .. }))
		|| matches!(error.downcast_ref(), Some(SpecError::Refused(_)))
}

fn run(cli: &Cli) -> anyhow::Result<()> {
	match &cli.command {
		Command::Build(build) => {
			let city = read(&build.profile)?;
			let spec = city.spec(build.raw)?;
			let Some(out) = &build.out else {
				print!("{spec}");
				return Ok(());
			};
			std::fs::write(out, &spec).with_context(|| {
				format!(
					"cannot write {}: does its folder exist, and may you write to it?",
					out.display()
				)
			})?;
			if cli.json {
				println!(
					"{:#}",
					json!({ "id": city.id, "raw": build.raw, "file": out })
				);
			} else {
				println!(
					"{}: chain specification written to {}",
					city.name,
					out.display()
				);
			}
		},
		Command::Check { profile } => {
			let city = read(profile)?;
			// The runtime has the last word on a genesis.
			city.spec(true)?;
			if cli.json {
				println!("{:#}", json!({ "id": city.id, "problems": [] }));
			} else {
				println!("{}: the profile is right", city.name);
			}
		},
		Command::Show { profile } => {
			let city = read(profile)?;
			if cli.json {
				println!("{:#}", show::json(&city));
			} else {
				print!("{}", show::table(&city));
			}
		},
	}
	Ok(())
}

fn read(path: &Path) -> anyhow::Result<City> {
	let profile = Profile::read(path)?;
	Ok(City::check(
		&profile,
		path.parent().unwrap_or(Path::new(".")),
	)?)
}
