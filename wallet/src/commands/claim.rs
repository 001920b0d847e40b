//! `civic claim`: what was measured, on its way to an award.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use civic_quantify::Factors;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
	methodology,
	quantify::Findings,
	source::{self, owner_number},
};
use crate::{
	amount::{quantity, Amount},
	chain::{
		api::{
			civic,
			runtime::{Measurement, Period, Round},
		},
		block_on,
		views::{
			word, AwardView, ChallengeView, ClaimView, MethodologyView, PanelView, SourceView,
		},
		Chain, Receipt, State,
	},
	cli::Global,
	error::{Error, Result},
	evidence::EvidenceStore,
	keys::SignerArgs,
	output::{facts, number, table, Report},
	quantifying::{MethodArgs, Outcome, Request},
};

/// Parts per million of a whole.
const WHOLE: u128 = 1_000_000;

/// Claim what was measured, and follow claims.
#[derive(Debug, Subcommand)]
pub enum ClaimCommand {
	/// Compute what a file is worth, keep the evidence, and claim it
	#[command(
		subcommand_value_name = "METHOD",
		after_help = "Examples:
  civic claim submit --source 3 --key anna rooftop-pv --readings inverter.csv
  civic claim submit --source 4 --key anna --dry-run metered-savings --readings meter.csv \\
    --temperature weather.csv --baseline-end 2025-06-01 --reporting-start 2025-07-01

The evidence file stays on this machine, in the evidence folder, under its SHA-256, which goes on
chain. Give the file to the verifiers who are drawn."
	)]
	Submit(Box<SubmitArgs>),
	/// Show a claim: how far it is, its panels, what it was awarded
	#[command(after_help = "Example:
  civic claim show 12")]
	Show {
		/// The claim's number
		claim: u64,
	},
	/// List claims, newest first
	#[command(after_help = "Examples:
  civic claim list --mine --key anna
  civic claim list --owner 7 --status verified
  civic claim list --on-my-panel --key vera")]
	List(ListArgs),
	/// Draw the panel a claim waits for, when the chain has not come to it
	#[command(after_help = "Example:
  civic claim draw 12 --key anna")]
	Draw {
		/// The claim's number
		claim: u64,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Replace the verifiers of a claim who did not answer in time
	#[command(after_help = "Example:
  civic claim replace 12 --key anna")]
	Replace {
		/// The claim's number
		claim: u64,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Give a claim up that too few verifiers can judge
	#[command(after_help = "Example:
  civic claim give-up 12 --key anna")]
	GiveUp {
		/// The claim's number
		claim: u64,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Award the claims of a sector that waited for its budget, in order
	#[command(after_help = "Example:
  civic claim award-waiting stationary-energy --key anna")]
	AwardWaiting {
		/// The sector
		#[arg(value_enum)]
		sector: Sector,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
}

/// A sector of a city's emission inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sector {
	/// Buildings, facilities and energy supply
	StationaryEnergy,
	/// On-road, rail, waterborne, aviation, off-road
	Transportation,
	/// Solid waste and wastewater
	Waste,
	/// Industrial processes and product use
	IndustrialProcesses,
	/// Agriculture, forestry and other land use
	LandUse,
}

/// How far a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusArg {
	/// Waits for its first panel
	Submitted,
	/// Its first panel judges it
	Attesting,
	/// May be challenged
	Verified,
	/// A second panel judges it
	Challenged,
	/// Handed on to be awarded
	Settled,
	/// Counts for nothing
	Void,
}

/// Arguments of `civic claim submit`.
#[derive(Debug, Args)]
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
	signer: SignerArgs,
	#[command(subcommand)]
	method: MethodArgs,
}

/// Arguments of `civic claim list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	/// Claims of this member: number or account
	#[arg(long, value_name = "MEMBER", conflicts_with = "mine")]
	owner: Option<String>,
	/// Your own claims
	#[arg(long)]
	mine: bool,
	/// Claims you are to verify
	#[arg(long, conflicts_with_all = ["mine", "owner"])]
	on_my_panel: bool,
	/// Claims of this status
	#[arg(long, value_enum)]
	status: Option<StatusArg>,
	/// At most this many
	#[arg(long, value_name = "N", default_value_t = 50)]
	limit: usize,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, command: ClaimCommand) -> Result<()> {
	let calls = civic::transactions().measurements();
	match command {
		ClaimCommand::Submit(args) => submit(global, *args),
		ClaimCommand::Show { claim } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&get(&state, claim).await?)
		}),
		ClaimCommand::List(args) => block_on(list(global, args)),
		ClaimCommand::Draw { claim, signer } => {
			poke(global, &calls.draw_panel(claim), claim, &signer, "drawn")
		},
		ClaimCommand::Replace { claim, signer } => poke(
			global,
			&calls.replace_silent(claim),
			claim,
			&signer,
			"asked to be replaced",
		),
		ClaimCommand::GiveUp { claim, signer } => {
			poke(global, &calls.give_up(claim), claim, &signer, "given up")
		},
		ClaimCommand::AwardWaiting { sector, signer } => {
			let key = signer.open(&global.key_store()?)?;
			block_on(async {
				let chain = Chain::connect(global).await?;
				let call = civic::transactions()
					.issuance()
					.award_deferred(sector.into());
				let receipt = chain.submit(&call, &key, "Awarding").await?.receipt;
				global.output().show(&Poked {
					done: "awarded",
					receipt,
					claim: None,
				})
			})
		},
	}
}

fn poke(
	global: &Global,
	call: &impl subxt::tx::Payload,
	claim: u64,
	signer: &SignerArgs,
	done: &'static str,
) -> Result<()> {
	let key = signer.open(&global.key_store()?)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let receipt = chain.submit(call, &key, "Panel").await?.receipt;
		let claim = Some(get(&chain.state().await?, claim).await?);
		global.output().show(&Poked {
			done,
			receipt,
			claim,
		})
	})
}

fn submit(global: &Global, args: SubmitArgs) -> Result<()> {
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
	let key = if args.dry_run {
		None
	} else {
		Some(args.signer.open(&global.key_store()?)?)
	};
	block_on(async {
		let chain = Chain::connect(global).await?;
		let state = chain.state().await?;
		let source = source::get(&state, args.source).await?;
		let methodology = methodology_for(&state, &source, args.methodology).await?;
		must_fit(outcome.method, &methodology)?;
		let store = global.evidence_store()?;
		let mut claim = Claiming::new(&outcome, source.source, &methodology, &bytes)?;
		let Some(key) = key else {
			return output.show(&claim);
		};

		let measurement = Measurement {
			methodology: methodology.methodology,
			period: Period {
				from: outcome.period.from,
				until: outcome.period.until,
			},
			quantity: outcome.quantity,
			uncertainty: outcome.uncertainty,
			evidence: crate::evidence::EvidenceHash::of(&bytes).0.into(),
			readings: outcome.readings.into(),
			registry: args
				.registry
				.as_deref()
				.map(|text| <[u8; 32]>::from(Sha256::digest(text.trim().as_bytes())).into()),
		};
		let call = civic::transactions()
			.measurements()
			.submit(source.source, measurement);
		let kept = Kept::new(&store, &bytes)?;
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

/// Evidence that is taken back when nothing was claimed by it.
struct Kept {
	path: PathBuf,
	was_there: bool,
}

impl Kept {
	fn new(store: &EvidenceStore, bytes: &[u8]) -> Result<Self> {
		let was_there = store
			.path(crate::evidence::EvidenceHash::of(bytes))
			.exists();
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
	fn new(
		outcome: &Outcome,
		source: u64,
		methodology: &MethodologyView,
		evidence: &[u8],
	) -> Result<Self> {
		let terms = &methodology.terms;
		let factors = Factors {
			baseline: terms.baseline_factor,
			project: terms.project_factor,
			deduction_ppm: terms.deduction_ppm,
			leakage_ppm: terms.leakage_ppm,
		};
		let award = factors.avoided_mg(outcome.quantity, outcome.uncertainty);
		let owner = award.saturating_mul(terms.shares_ppm.owner.into()) / WHOLE;
		Ok(Self {
			claim: None,
			source,
			methodology: methodology.methodology,
			expected_award: Amount(award),
			expected_for_owner: Amount(owner),
			evidence: crate::evidence::EvidenceHash::of(evidence).to_string(),
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

/// The claim of this number, with all that is known of it.
pub async fn get(state: &State, id: u64) -> Result<ClaimView> {
	let claim = bare(state, id).await?.ok_or_else(|| {
		Error::input(format!(
			"There is no claim {id}. `civic claim list` shows what there is."
		))
	})?;
	complete(state, claim).await
}

async fn bare(state: &State, id: u64) -> Result<Option<ClaimView>> {
	let found = state
		.ask(civic::view_functions().measurements().claim(id))
		.await?;
	Ok(found.map(|claim| ClaimView::new(id, &claim)))
}

async fn complete(state: &State, mut view: ClaimView) -> Result<ClaimView> {
	let id = view.claim;
	let measurements = civic::view_functions().measurements();
	for (round, name) in [(Round::First, "first"), (Round::Second, "second")] {
		let panel = state.ask(measurements.panel(id, round)).await?;
		view.panels
			.extend(panel.map(|panel| PanelView::new(name, &panel)));
	}
	let challenge = state.ask(measurements.challenge_against(id)).await?;
	view.challenge = challenge.map(|challenge| ChallengeView {
		challenger: challenge.challenger,
		bond: Amount(challenge.bond),
		evidence: challenge.evidence.into(),
		at: crate::time::Moment(challenge.at),
		ruling: challenge.ruling.as_ref().map(word),
	});
	let issuance = civic::view_functions().issuance();
	view.award = state.ask(issuance.award(id)).await?.map(|award| AwardView {
		amount: Amount(award.amount),
		reversed: Amount(award.reversed),
		sector: word(&award.sector),
		year: award.year,
		at: crate::time::Moment(award.at),
	});
	view.waiting_behind = state.ask(issuance.ahead_of(id)).await?;
	Ok(view)
}

async fn list(global: &Global, args: ListArgs) -> Result<()> {
	let state = Chain::connect(global).await?.state().await?;
	let progress = global.output().progress("Reading claims");
	let signer_is_meant = args.mine || args.on_my_panel;
	let member = match (&args.owner, signer_is_meant) {
		(None, false) => None,
		(owner, _) => Some(owner_number(global, &state, owner.as_deref(), &args.signer).await?),
	};
	let mut claims = Vec::new();
	match member {
		Some(owner) if !args.on_my_panel => {
			for source in source::of_owner(&state, owner).await? {
				of_source(&state, source.source, &mut claims).await?;
			}
			claims.sort_by_key(|claim| std::cmp::Reverse(claim.claim));
			claims.retain(|claim| args.wants(claim));
			claims.truncate(args.limit);
			for claim in &mut claims {
				*claim = complete(&state, claim.clone()).await?;
			}
		},
		_ => {
			let next = civic::storage().measurements().next_claim();
			let next = state.stored(next, ()).await?.unwrap_or_default();
			for id in (0..next).rev() {
				if claims.len() >= args.limit {
					break;
				}
				let Some(claim) = bare(&state, id).await? else {
					continue;
				};
				if !args.wants(&claim) {
					continue;
				}
				let claim = complete(&state, claim).await?;
				if member.is_none_or(|verifier| awaits(&claim, verifier)) {
					claims.push(claim);
				}
			}
		},
	}
	drop(progress);
	global.output().show(&Claims { claims })
}

/// Whether a claim waits for this verifier's answer.
fn awaits(claim: &ClaimView, verifier: u64) -> bool {
	matches!(claim.status.as_str(), "attesting" | "challenged")
		&& claim.panels.last().is_some_and(|panel| {
			panel
				.seats
				.iter()
				.any(|seat| seat.verifier == verifier && seat.answer.is_none())
		})
}

async fn of_source(state: &State, source: u64, claims: &mut Vec<ClaimView>) -> Result<()> {
	let mut from = 0;
	loop {
		let question = civic::view_functions()
			.measurements()
			.claims_of(source, from);
		let page = state.ask(question).await?;
		let Some((last, _)) = page.last() else {
			return Ok(());
		};
		from = last.saturating_add(1);
		claims.extend(page.iter().map(|(id, claim)| ClaimView::new(*id, claim)));
	}
}

impl ListArgs {
	fn wants(&self, claim: &ClaimView) -> bool {
		let wanted = self.status.and_then(|status| status.to_possible_value());
		wanted.is_none_or(|status| status.get_name() == claim.status)
	}
}

impl ClaimView {
	/// Its status in one phrase.
	fn phrase(&self) -> String {
		match (
			&self.void_cause,
			self.challenge_until,
			self.waiting_behind,
			&self.award,
		) {
			(Some(cause), ..) => format!("void ({cause})"),
			(_, Some(until), ..) => format!("verified, may be challenged until {until}"),
			(_, _, Some(ahead), _) => format!("settled, waits for budget behind {ahead}"),
			(_, _, _, Some(award)) => format!("settled, awarded {}", award.amount),
			_ => self.status.clone(),
		}
	}
}

impl Report for ClaimView {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let wh = |value| quantity(value, "watt-hour");
		let mut rows = vec![
			("Claim", self.claim.to_string()),
			("Status", self.phrase()),
			("Source", self.source.to_string()),
			("Owner", format!("member {}", self.owner)),
			("Methodology", self.methodology.to_string()),
			("Period", self.period.to_string()),
			(
				"Claimed",
				format!("{} ± {}", wh(self.quantity), wh(self.uncertainty)),
			),
			("Submitted", self.submitted_at.to_string()),
			("Evidence, SHA-256", self.evidence.clone()),
		];
		if let Some(verdict) = &self.verdict {
			let said = format!("{} ± {}", wh(verdict.quantity), wh(verdict.uncertainty));
			rows.push(("Agreed", said));
		}
		if let Some(challenge) = &self.challenge {
			let ruling = challenge.ruling.as_deref().unwrap_or("open");
			let said = format!(
				"by member {}, bond {}: {ruling}",
				challenge.challenger, challenge.bond
			);
			rows.push(("Challenge", said));
		}
		writeln!(to, "{}", facts(rows))?;
		if self.panels.is_empty() {
			return Ok(());
		}
		let mut seats = table(&["Panel", "Verifier", "Answer", "Recomputed", "Until"]);
		for panel in &self.panels {
			for seat in &panel.seats {
				seats.add_row([
					panel.round.to_string(),
					format!("member {}", seat.verifier),
					seat.answer.unwrap_or("–").to_string(),
					seat.quantity.map(wh).unwrap_or_default(),
					panel.deadline.to_string(),
				]);
			}
			if panel.awaits_lot {
				seats.add_row([panel.round, "waits for the lot", "", "", ""]);
			}
		}
		writeln!(to, "{seats}")
	}
}

/// Claims.
#[derive(Debug, Serialize)]
struct Claims {
	claims: Vec<ClaimView>,
}

impl Report for Claims {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.claims.is_empty() {
			return writeln!(to, "There are no such claims.");
		}
		let mut rows = table(&["No.", "Owner", "Quantity", "From", "Until", "Status"]);
		for claim in &self.claims {
			rows.add_row([
				number(claim.claim),
				number(claim.owner),
				number(quantity(claim.quantity, "watt-hour")),
				claim.period.from.to_string().into(),
				claim.period.until.to_string().into(),
				claim.phrase().into(),
			]);
		}
		writeln!(to, "{rows}")
	}
}

/// A push that was given to a claim.
#[derive(Debug, Serialize)]
struct Poked {
	done: &'static str,
	#[serde(flatten)]
	receipt: Receipt,
	claim: Option<ClaimView>,
}

impl Report for Poked {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(to, "Done: {} ({}).", self.done, self.receipt)?;
		self.claim.as_ref().map_or(Ok(()), |claim| claim.tell(to))
	}
}

impl From<Sector> for crate::chain::api::runtime::Sector {
	fn from(sector: Sector) -> Self {
		match sector {
			Sector::StationaryEnergy => Self::StationaryEnergy,
			Sector::Transportation => Self::Transportation,
			Sector::Waste => Self::Waste,
			Sector::IndustrialProcesses => Self::IndustrialProcesses,
			Sector::LandUse => Self::LandUse,
		}
	}
}
