//! `civic claim`: what was measured, on its way to an award.

use std::io::{self, Write};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::{
	claim_submit::{self, SubmitArgs},
	source::{self, owner_number},
};
use crate::{
	amount::{quantity, Amount},
	chain::{
		api::{civic, runtime::Round},
		block_on,
		views::{word, AwardView, ChallengeView, ClaimView, PanelView},
		Chain, Receipt, State, Submitted,
	},
	cli::Global,
	error::{Error, Result},
	keys::SignerArgs,
	output::{facts, number, table, Report},
	signing::{carry_out, SigningArgs},
};

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
		signing: SigningArgs,
	},
	/// Replace the verifiers of a claim who did not answer in time
	#[command(after_help = "Example:
  civic claim replace 12 --key anna")]
	Replace {
		/// The claim's number
		claim: u64,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// Give a claim up that too few verifiers can judge
	#[command(after_help = "Example:
  civic claim give-up 12 --key anna")]
	GiveUp {
		/// The claim's number
		claim: u64,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
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
		signing: SigningArgs,
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
		ClaimCommand::Submit(args) => claim_submit::run(global, *args),
		ClaimCommand::Show { claim } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&get(&state, claim).await?)
		}),
		ClaimCommand::List(args) => block_on(list(global, args)),
		ClaimCommand::Draw { claim, signing } => {
			poke(global, &calls.draw_panel(claim), claim, &signing, "drawn")
		},
		ClaimCommand::Replace { claim, signing } => poke(
			global,
			&calls.replace_silent(claim),
			claim,
			&signing,
			"asked to be replaced",
		),
		ClaimCommand::GiveUp { claim, signing } => {
			poke(global, &calls.give_up(claim), claim, &signing, "given up")
		},
		ClaimCommand::AwardWaiting { sector, signing } => {
			let call = civic::transactions()
				.issuance()
				.award_deferred(sector.into());
			carry_out(
				global,
				&signing,
				&call,
				"Awarding",
				async |chain, submitted| poked(global, chain, submitted, "awarded", None).await,
			)
		},
	}
}

fn poke(
	global: &Global,
	call: &impl subxt::tx::Payload,
	claim: u64,
	signing: &SigningArgs,
	what: &'static str,
) -> Result<()> {
	carry_out(global, signing, call, "Panel", async |chain, submitted| {
		poked(global, chain, submitted, what, Some(claim)).await
	})
}

/// Tell of a push that was given to a claim.
pub async fn poked(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	done: &'static str,
	claim: Option<u64>,
) -> Result<()> {
	let claim = match claim {
		Some(claim) => Some(get(&chain.state().await?, claim).await?),
		None => None,
	};
	global.output().show(&Poked {
		done,
		receipt: submitted.receipt,
		claim,
	})
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

/// The claim of this number, if there is one, by itself.
pub async fn bare(state: &State, id: u64) -> Result<Option<ClaimView>> {
	let found = state
		.ask(civic::view_functions().measurements().claim(id))
		.await?;
	Ok(found.map(|claim| ClaimView::new(id, &claim)))
}

/// With all else that is known of it.
pub async fn complete(state: &State, mut view: ClaimView) -> Result<ClaimView> {
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
pub fn awaits(claim: &ClaimView, verifier: u64) -> bool {
	matches!(claim.status.as_str(), "attesting" | "challenged")
		&& claim.panels.last().is_some_and(|panel| {
			panel
				.seats
				.iter()
				.any(|seat| seat.verifier == verifier && seat.answer.is_none())
		})
}

/// The claims of `source`, added to `claims`.
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
	pub fn phrase(&self) -> String {
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
