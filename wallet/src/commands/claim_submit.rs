//! `civic claim submit`: from a meter's file to a claim.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use civic_quantify::Factors;
use clap::Args;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{methodology, quantify::Findings, source};
use crate::{
	amount::{Amount, MILLION},
	chain::{
		api::{
			civic,
			runtime::{Measurement, Period},
		},
		block_on,
		views::{MethodologyView, SourceView},
		Chain, Receipt, State,
	},
	cli::Global,
	error::{Error, Result},
	evidence::{EvidenceHash, EvidenceStore},
	offline::Claiming as Known,
	output::{facts, Report},
	quantifying::{MethodArgs, Outcome, Request},
	signing::{Offline, SigningArgs},
};

/// The example of a method, as it is claimed by: the method's own shows how it is computed.
fn by(method: clap::Command) -> clap::Command {
	let example = match method.get_name() {
		"rooftop-pv" => {
			"Example:
  civic claim submit --source 3 --key anna rooftop-pv --readings inverter.csv \\
    --zone Europe/Amsterdam"
		},
		"metered-savings" => {
			"Example:
  civic claim submit --source 4 --key anna metered-savings --readings meter.csv \\
    --temperature weather.csv --baseline-end 2024-12-26 --reporting-start 2025-01-04 \\
    --fuel gas --unit therm"
		},
		_ => return method,
	};
	method.after_help(example)
}

/// Arguments of `civic claim submit`.
#[derive(Debug, Args)]
#[command(mut_subcommands(by))]
pub struct SubmitArgs {
	/// The source that did it (`civic source list`)
	#[arg(long, value_name = "N")]
	source: u64,
	/// The methodology; without it, the one in force of the source's family
	#[arg(long, value_name = "N")]
	methodology: Option<u32>,
	/// The entry of another registry this is also recorded under, if there is one: it counts once
	#[arg(long, value_name = "TEXT")]
	registry: Option<String>,
	/// Show what would be claimed, and claim nothing
	#[arg(long)]
	dry_run: bool,
	#[command(flatten)]
	signing: SigningArgs,
	#[command(subcommand)]
	method: MethodArgs,
}

/// Run it.
pub fn run(global: &Global, args: SubmitArgs) -> Result<()> {
	let output = global.output();
	let progress = output.progress("Reading and computing");
	let package = args.method.package()?;
	let outcome = Request::compute(&package)?;
	drop(progress);
	if outcome.quantity == 0 {
		return Err(Error::input(
			"The readings show nothing to claim: the quantity is 0. `civic quantify` shows how it \
			 came about.",
		));
	}
	let bytes = package.bytes()?;
	if let Some(offline) = args.signing.offline() {
		return sign(global, &args, &offline, &outcome, &bytes);
	}
	let key = if args.dry_run {
		None
	} else {
		Some(args.signing.signer.open(&global.key_store()?)?)
	};
	block_on(async {
		let chain = Chain::connect(global).await?;
		let known = known(&chain.state().await?, args.source, args.methodology).await?;
		let mut claim = Claiming::new(&outcome, &known, &bytes)?;
		let Some(key) = key else {
			return output.show(&claim);
		};
		let call = civic::transactions()
			.measurements()
			.submit(args.source, args.measurement(&outcome, &known, &bytes));
		let kept = Kept::new(&global.evidence_store()?, &bytes)?;
		claim.evidence_file = Some(kept.path.clone());
		let submitted = match chain.submit(&call, &key, "Claiming").await {
			Err(refused @ Error::Refused(_)) => {
				kept.forget();
				return Err(refused);
			},
			other => other?,
		};
		let event = submitted.event::<civic::measurements::events::ClaimSubmitted>()?;
		claim.claim = event.map(|event| event.claim);
		claim.receipt = Some(submitted.receipt);
		output.show(&claim)
	})
}

/// Sign a claim without a connection, by what the context says of source and methodology.
fn sign(
	global: &Global,
	args: &SubmitArgs,
	offline: &Offline<'_>,
	outcome: &Outcome,
	bytes: &[u8],
) -> Result<()> {
	let known = offline
		.context()?
		.claiming
		.filter(|known| known.source == args.source)
		.ok_or_else(|| {
			Error::input(format!(
				"The context does not know source {0} and its methodology. Prepare one that does: civic \
				 offline prepare --source {0}",
				args.source
			))
		})?;
	let id = known.methodology.methodology;
	if args.methodology.is_some_and(|wanted| wanted != id) {
		return Err(Error::input(format!(
			"The context knows methodology {id} for this source, and no other. Prepare one with \
			 --methodology, or leave it out here."
		)));
	}
	let claim = Claiming::new(outcome, &known, bytes)?;
	if args.dry_run {
		return global.output().show(&claim);
	}
	let call = civic::transactions()
		.measurements()
		.submit(args.source, args.measurement(outcome, &known, bytes));
	let kept = Kept::new(&global.evidence_store()?, bytes)?;
	let path = kept.path.clone();
	match offline.sign(global, &args.signing.signer, &call) {
		Ok(()) => {
			// Beside the document, which is about the signature.
			let _ = writeln!(
				io::stderr(),
				"The evidence is kept in {}: give it to the verifiers who are drawn.",
				path.display()
			);
			Ok(())
		},
		Err(error) => {
			kept.forget();
			Err(error)
		},
	}
}

/// What has to be known of the chain to claim for `source`.
pub async fn known(state: &State, source: u64, wanted: Option<u32>) -> Result<Known> {
	let source = source::get(state, source).await?;
	Ok(Known {
		source: source.source,
		methodology: methodology_for(state, &source, wanted).await?,
	})
}

impl SubmitArgs {
	fn measurement(&self, outcome: &Outcome, known: &Known, evidence: &[u8]) -> Measurement {
		Measurement {
			methodology: known.methodology.methodology,
			period: Period {
				from: outcome.period.from,
				until: outcome.period.until,
			},
			quantity: outcome.quantity,
			uncertainty: outcome.uncertainty,
			evidence: EvidenceHash::of(evidence).0.into(),
			readings: outcome.readings.into(),
			registry: self
				.registry
				.as_deref()
				.map(|text| <[u8; 32]>::from(Sha256::digest(text.trim().as_bytes())).into()),
		}
	}
}

/// Evidence that is taken back when nothing was claimed by it.
struct Kept {
	path: PathBuf,
	was_there: bool,
}

impl Kept {
	fn new(store: &EvidenceStore, bytes: &[u8]) -> Result<Self> {
		let was_there = store.path(EvidenceHash::of(bytes)).exists();
		let (_, path) = store.put(bytes)?;
		Ok(Self { path, was_there })
	}

	fn forget(self) {
		if !self.was_there {
			// A file too many does no harm.
			let _ = std::fs::remove_file(&self.path);
		}
	}
}

/// The methodology a claim of `source` is made under.
async fn methodology_for(
	state: &State,
	source: &SourceView,
	wanted: Option<u32>,
) -> Result<MethodologyView> {
	let id = match wanted {
		Some(id) => id,
		None => {
			let question = civic::view_functions()
				.methodologies()
				.in_force(source.family);
			state.ask(question).await?.ok_or_else(|| {
				Error::input(format!(
					"No methodology of family {} is in force. `civic methodology list` shows what is.",
					source.family
				))
			})?
		},
	};
	methodology::get(state, id).await
}

/// Refuse readings of one kind under a methodology for another.
pub fn must_fit(method: &str, methodology: &MethodologyView) -> Result<()> {
	let terms = &methodology.terms;
	let fits = match method {
		"rooftop-pv" => terms.end_use == "electricity-generation",
		_ => matches!(
			terms.end_use.as_str(),
			"whole-building" | "space-heating" | "space-cooling" | "hot-water"
		),
	};
	if fits && terms.unit == "watt-hour" {
		return Ok(());
	}
	Err(Error::input(format!(
		"The method {method} does not fit the methodology {} (\"{}\"), which is about {} in {}s. Name \
		 another with --methodology.",
		methodology.methodology, methodology.title, terms.end_use, terms.unit
	)))
}

/// What is or would be claimed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Claiming {
	claim: Option<u64>,
	source: u64,
	methodology: u32,
	expected_award: Amount,
	expected_for_owner: Amount,
	evidence: String,
	evidence_file: Option<PathBuf>,
	#[serde(flatten)]
	receipt: Option<Receipt>,
	findings: Findings,
}

impl Claiming {
	fn new(outcome: &Outcome, known: &Known, evidence: &[u8]) -> Result<Self> {
		let Known {
			source,
			methodology,
		} = known;
		must_fit(outcome.method, methodology)?;
		let terms = &methodology.terms;
		let factors = Factors {
			baseline: terms.baseline_factor,
			project: terms.project_factor,
			deduction_ppm: terms.deduction_ppm,
			leakage_ppm: terms.leakage_ppm,
		};
		let award = factors.avoided_mg(outcome.quantity, outcome.uncertainty);
		let owner = award.saturating_mul(terms.shares_ppm.owner.into()) / MILLION;
		Ok(Self {
			claim: None,
			source: *source,
			methodology: methodology.methodology,
			expected_award: Amount(award),
			expected_for_owner: Amount(owner),
			evidence: EvidenceHash::of(evidence).to_string(),
			evidence_file: None,
			receipt: None,
			findings: Findings::of(outcome)?,
		})
	}
}

impl Report for Claiming {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		self.findings.tell(to)?;
		let mut rows = vec![
			("Source", self.source.to_string()),
			("Methodology", self.methodology.to_string()),
			("Expected award", self.expected_award.to_string()),
			("  of it yours", self.expected_for_owner.to_string()),
			("Evidence, SHA-256", self.evidence.clone()),
		];
		if let Some(path) = &self.evidence_file {
			rows.push(("Evidence file", path.display().to_string()));
		}
		writeln!(to, "{}", facts(rows))?;
		match (&self.receipt, self.claim) {
			(Some(receipt), Some(claim)) => writeln!(
				to,
				"Claim {claim} is submitted ({receipt}). A panel is drawn by lot: `civic claim show \
				 {claim}`."
			),
			(Some(receipt), None) => writeln!(to, "The claim is {receipt}."),
			(None, _) => writeln!(to, "Nothing was claimed (--dry-run)."),
		}
	}
}
