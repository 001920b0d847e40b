//! `civic methodology`: how activity becomes avoided emissions.

use std::io::{self, Write};

use clap::Subcommand;
use serde::Serialize;

use super::methodology_publish::{self, PublishArgs};
use crate::{
	amount::Amount,
	chain::{api::civic, block_on, views::MethodologyView, Chain, State},
	cli::Global,
	error::{Error, Result},
	output::{facts, number, table, Report},
	time::span,
};

/// How activity becomes avoided emissions: read it, publish another version.
#[derive(Debug, Subcommand)]
pub enum MethodologyCommand {
	/// List the methodologies
	#[command(after_help = "Example:
  civic methodology list")]
	List,
	/// Show what a methodology asks and gives
	#[command(after_help = "Example:
  civic methodology show 0")]
	Show {
		/// Its number
		methodology: u32,
	},
	/// Publish a version after one that there is, to be read, criticised, and put to the vote
	#[command(after_help = "Example:
  civic methodology publish --like 0 --title \"Rooftop PV, grid of 2026\" --document pv-2026.md \\
    --read-at https://city.example/pv-2026.md --baseline-factor 341000 \\
    --baseline-source \"National grid operator, emission factors 2026, table 3, CC BY 4.0\" \\
    --baseline-year 2026 --key anna

What is not given is as in the version it is like. Once adopted it takes that version's place,
unless it begins a family of its own. Who publishes it may not vote on it.")]
	Publish(Box<PublishArgs>),
}

/// Run it.
pub fn run(global: &Global, command: MethodologyCommand) -> Result<()> {
	match command {
		MethodologyCommand::List => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&Methodologies {
				methodologies: all(&state).await?,
			})
		}),
		MethodologyCommand::Show { methodology } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&get(&state, methodology).await?)
		}),
		MethodologyCommand::Publish(args) => methodology_publish::run(global, &args),
	}
}

/// The methodology of this number.
pub async fn get(state: &State, id: u32) -> Result<MethodologyView> {
	find(state, id).await?.ok_or_else(|| {
		Error::input(format!(
			"There is no methodology {id}. `civic methodology list` shows what there is."
		))
	})
}

async fn find(state: &State, id: u32) -> Result<Option<MethodologyView>> {
	let found = state
		.ask(civic::view_functions().methodologies().methodology(id))
		.await?;
	Ok(found.map(|(version, document)| MethodologyView::new(id, &version, &document)))
}

async fn all(state: &State) -> Result<Vec<MethodologyView>> {
	let next = civic::storage().methodologies().next_methodology_id();
	let next = state.stored(next, ()).await?.unwrap_or_default();
	let mut all = Vec::new();
	for id in 0..next {
		// A number whose publication was withdrawn stands for nothing.
		all.extend(find(state, id).await?);
	}
	Ok(all)
}

/// The methodologies.
#[derive(Debug, Serialize)]
struct Methodologies {
	methodologies: Vec<MethodologyView>,
}

impl Report for Methodologies {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.methodologies.is_empty() {
			return writeln!(to, "No methodology is published.");
		}
		let mut rows = table(&["No.", "Family", "Status", "Title", "End use", "Avoids"]);
		for view in &self.methodologies {
			let avoided = view
				.terms
				.baseline_factor
				.saturating_sub(view.terms.project_factor);
			rows.add_row([
				number(view.methodology),
				number(view.family),
				view.status.clone().into(),
				view.title.clone().into(),
				view.terms.end_use.clone().into(),
				number(per_thousand(avoided, &view.terms.unit)),
			]);
		}
		writeln!(to, "{rows}")
	}
}

/// A factor as people say it.
fn per_thousand(milligrams: u64, unit: &str) -> String {
	let per = match unit {
		"watt-hour" => "kWh",
		"passenger-metre" => "km",
		_ => "kg",
	};
	let kilograms = Amount(milligrams.into()).to_string();
	format!("{} kg CO2e per {per}", kilograms.trim_end_matches(" AVO"))
}

impl Report for MethodologyView {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let terms = &self.terms;
		let percent = |ppm: u32| format!("{}.{:02} %", ppm / 10_000, ppm % 10_000 / 100);
		let shares = &terms.shares_ppm;
		let rows = [
			("Methodology", self.methodology.to_string()),
			("Family", self.family.to_string()),
			("Title", self.title.clone()),
			("Status", self.status.clone()),
			("Document", self.location.clone()),
			("SHA-256", self.content_hash.to_string()),
			("Sector", terms.sector.clone()),
			("End use", terms.end_use.clone()),
			("Baseline", per_thousand(terms.baseline_factor, &terms.unit)),
			("Project", per_thousand(terms.project_factor, &terms.unit)),
			("Source", self.baseline_source.clone()),
			("Deducted of the band", percent(terms.deduction_ppm)),
			("Leakage", percent(terms.leakage_ppm)),
			("Owner", percent(shares.owner)),
			("Commons", percent(shares.commons)),
			("Verifiers", percent(shares.verifiers)),
			("Buffer", percent(shares.buffer)),
			(
				"Panel",
				format!(
					"{} of {} agree within {}",
					terms.quorum,
					terms.panel,
					percent(terms.tolerance_ppm)
				),
			),
			("To answer", span(terms.attest_within)),
			("To challenge", span(terms.challenge_within)),
			("Longest claim", span(terms.longest_period)),
			("Between claims", span(terms.claim_interval)),
		];
		writeln!(to, "{}", facts(rows))
	}
}
