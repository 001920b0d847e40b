//! `civic-chain-spec`: from a city profile to the chain specification its nodes start from.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use civic_chain_spec::{
	show, verify, City, Opened, Problems, Profile, ReadError, Runtime, SpecError,
};
use clap::{Args, Parser, Subcommand};
use serde_json::json;

/// Turn a city profile into a chain specification.
///
/// A profile is a TOML file; `profiles/demo-city.toml` shows and explains every field. Exit codes:
/// 0 done, 1 the profile or a file cannot be read or written, 2 wrong usage, 3 the profile has
/// mistakes, or a specification is not what the profile gives.
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
	/// Write the chain specification, and print the hashes by which people compare it
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
	/// Build the specification again and say whether a file is the same, byte for byte
	Verify {
		/// The city profile
		profile: PathBuf,
		/// The specification that somebody else made
		spec: PathBuf,
		#[command(flatten)]
		with: With,
	},
}

#[derive(Args)]
struct With {
	/// The released runtime (.wasm) that everybody uses, since machines compile it to different bytes
	/// [default: the one this program was built with]
	#[arg(long, value_name = "FILE")]
	runtime: Option<PathBuf>,
}

impl With {
	fn runtime(&self) -> Result<Runtime, SpecError> {
		match &self.runtime {
			Some(path) => Runtime::read(path),
			None => Runtime::built_in(),
		}
	}
}

/// The specification is another one than the profile gives.
#[derive(Debug, thiserror::Error)]
#[error("{file} is not what this profile gives:\n  {}", differences.join("\n  "))]
struct Different {
	file: String,
	differences: Vec<String>,
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
	#[command(flatten)]
	with: With,
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
				let differences = error
					.downcast_ref::<Different>()
					.map(|different| &different.differences);
				println!(
					"{:#}",
					json!({
						"error": format!("{error:#}"),
						"problems": problems,
						"differences": differences,
					})
				);
			} else {
				eprintln!("error: {error:#}");
			}
			ExitCode::from(if is_profile_mistake(&error) { 3 } else { 1 })
		},
	}
}

/// Whether it is the profile, or what is compared with it, that has to be corrected.
fn is_profile_mistake(error: &anyhow::Error) -> bool {
	error.is::<Problems>()
		|| error.is::<Different>()
		|| matches!(error.downcast_ref(), Some(ReadError::Shape { .. }))
		|| matches!(error.downcast_ref(), Some(SpecError::Refused(_)))
}

fn run(cli: &Cli) -> anyhow::Result<()> {
	match &cli.command {
		Command::Build(build) => {
			let city = read(&build.profile)?;
			let spec = city.spec_on(build.raw, &build.with.runtime()?)?;
			// The runtime has built the state already, or is asked to now.
			let opened = Opened::read(spec.clone().into_bytes())?;
			let Some(out) = &build.out else {
				print!("{spec}");
				eprintln!("{}", show::hashes(&opened.fingerprint));
				return Ok(());
			};
			std::fs::write(out, &spec).with_context(|| {
				format!(
					"cannot write {}: does its folder exist, and may you write to it?",
					out.display()
				)
			})?;
			if cli.json {
				let mut answer = json!({ "id": city.id, "raw": build.raw, "file": out });
				show::add_hashes(&mut answer, &opened.fingerprint);
				println!("{answer:#}");
			} else {
				println!(
					"{}: chain specification written to {}\n\n{}",
					city.name,
					out.display(),
					show::hashes(&opened.fingerprint)
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
		Command::Verify {
			profile,
			spec,
			with,
		} => {
			let city = read(profile)?;
			let given = std::fs::read_to_string(spec).with_context(|| {
				format!(
					"cannot read {}: give the path of a chain specification",
					spec.display()
				)
			})?;
			let opened = Opened::read(given.clone().into_bytes())
				.with_context(|| spec.display().to_string())?;
			let built = city.spec_on(opened.raw, &with.runtime()?)?;
			let differences = verify::differences(&built, &given);
			if !differences.is_empty() {
				return Err(Different {
					file: spec.display().to_string(),
					differences,
				}
				.into());
			}
			if cli.json {
				let mut answer = json!({ "id": city.id, "file": spec, "same": true });
				show::add_hashes(&mut answer, &opened.fingerprint);
				println!("{answer:#}");
			} else {
				println!(
					"{} is what this profile gives, byte for byte\n\n{}",
					spec.display(),
					show::hashes(&opened.fingerprint)
				);
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
