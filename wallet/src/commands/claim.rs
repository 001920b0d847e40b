//! `civic claim`: what was measured, on its way to an award.

use std::{
	future::Future,
	io::{self, Write},
};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use subxt::ext::futures::future::try_join_all;

use super::{
	claim_submit::{self, SubmitArgs},
	source::{self, owner_number},
};
use crate::{
	amount::{quantity, Amount},
	chain::{
		api::{
			civic,
			runtime::{Panel, Round, Stage},
		},
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

/// How many numbers the first stretch has in which claims of a stage are looked for: a page has as many
/// claims at most.
const STRETCH: u64 = 100;

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
	#[command(after_help = "Examples:
  civic claim award-waiting stationary-energy --key anna
  civic claim award-waiting waste --limit 1 --key anna

Each claim takes some of your allowance. Repeat it until none waits.")]
	AwardWaiting {
		/// The sector
		#[arg(value_enum)]
		sector: Sector,
		/// How many at most
		#[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
		limit: u32,
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
		ClaimCommand::AwardWaiting {
			sector,
			limit,
			signing,
		} => {
			let call = civic::transactions()
				.issuance()
				.award_deferred(sector.into(), limit);
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
	let claim = match (claim, &submitted.receipt.block) {
		(Some(claim), Some(_)) => Some(get(&chain.state().await?, claim).await?),
		_ => None,
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
	let next = civic::storage().measurements().next_claim();
	let next = state.stored(next, ()).await?.unwrap_or_default();
	match (member, args.status) {
		(Some(verifier), _) if args.on_my_panel => {
			claims = awaiting(&state, verifier).await?;
			claims.retain(|claim| args.wants(claim));
			claims.truncate(args.limit);
		},
		(Some(owner), _) => {
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
		(None, Some(status)) => {
			let page = |from| at_stage(&state, status.into(), from);
			for claim in newest(next, args.limit, page).await? {
				claims.push(complete(&state, claim).await?);
			}
		},
		(None, None) => {
			for id in (0..next).rev().take(args.limit) {
				if let Some(claim) = bare(&state, id).await? {
					claims.push(complete(&state, claim).await?);
				}
			}
		},
	}
	drop(progress);
	global.output().show(&Claims { claims })
}

/// A page of the claims at a stage, from this number on.
async fn at_stage(state: &State, stage: Stage, from: u64) -> Result<Vec<ClaimView>> {
	let question = civic::view_functions().measurements();
	let page = state.ask(question.claims_at(stage, from)).await?;
	let views = page.iter().map(|(id, claim)| ClaimView::new(*id, claim));
	Ok(views.collect())
}

/// The newest `limit` of the claims that `page` has, newest first, all of them below `next`.
///
/// The chain gives pages from a number on. So stretches of numbers are read from the newest down, each
/// twice as long as the one before: claims that are rare are found in few pages too.
async fn newest<F: Future<Output = Result<Vec<ClaimView>>>>(
	next: u64,
	limit: usize,
	page: impl Fn(u64) -> F,
) -> Result<Vec<ClaimView>> {
	let mut found = Vec::new();
	let (mut end, mut length) = (next, STRETCH);
	while end > 0 && found.len() < limit {
		let begin = end.saturating_sub(length);
		let mut stretch = Vec::new();
		let mut from = begin;
		while from < end {
			let page = page(from).await?;
			let Some(last) = page.last().map(|claim| claim.claim) else {
				break;
			};
			from = last.saturating_add(1);
			stretch.extend(page.into_iter().filter(|claim| claim.claim < end));
		}
		found.extend(stretch.into_iter().rev());
		(end, length) = (begin, length.saturating_mul(2));
	}
	found.truncate(limit);
	Ok(found)
}

/// The claims that wait for this verifier's answer, newest first.
pub async fn awaiting(state: &State, verifier: u64) -> Result<Vec<ClaimView>> {
	let questions = civic::view_functions().measurements();
	let mut waiting = Vec::new();
	for (stage, round) in [
		(Stage::Attesting, Round::First),
		(Stage::Challenged, Round::Second),
	] {
		let mut from = 0;
		loop {
			let page = at_stage(state, stage.clone(), from).await?;
			let Some(last) = page.last().map(|claim| claim.claim) else {
				break;
			};
			from = last.saturating_add(1);
			let panels = page
				.iter()
				.map(|claim| state.ask(questions.panel(claim.claim, round.clone())));
			let panels = try_join_all(panels).await?;
			waiting.extend(page.into_iter().zip(panels).filter_map(|(claim, panel)| {
				let panel = panel?;
				awaits(&panel, verifier).then_some(claim)
			}));
		}
	}
	waiting.sort_by_key(|claim| std::cmp::Reverse(claim.claim));
	try_join_all(waiting.into_iter().map(|claim| complete(state, claim))).await
}

/// Whether a panel waits for this verifier's answer.
fn awaits(panel: &Panel, verifier: u64) -> bool {
	let seats = &panel.seats.0;
	seats
		.iter()
		.any(|seat| seat.verifier == verifier && seat.answer.is_none())
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

impl From<StatusArg> for Stage {
	fn from(status: StatusArg) -> Self {
		match status {
			StatusArg::Submitted => Self::Submitted,
			StatusArg::Attesting => Self::Attesting,
			StatusArg::Verified => Self::Verified,
			StatusArg::Challenged => Self::Challenged,
			StatusArg::Settled => Self::Settled,
			StatusArg::Void => Self::Void,
		}
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
		match self.receipt.block {
			Some(_) => writeln!(to, "Done: {} ({}).", self.done, self.receipt)?,
			None => writeln!(to, "It is {}.", self.receipt)?,
		}
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::api::civic::runtime_types::{
			bounded_collections::bounded_vec::BoundedVec,
			civic_primitives::claim::Period,
			pallet_measurements::types::{Attestation, Claim, Measurement, Seat, Status},
		},
		output::told,
	};
	use std::cell::Cell;

	fn claim(id: u64) -> ClaimView {
		let measurement = Measurement {
			methodology: 0,
			period: Period { from: 0, until: 1 },
			quantity: 1,
			uncertainty: 0,
			readings: [0; 32].into(),
			evidence: [0; 32].into(),
			registry: None,
		};
		let claim = Claim {
			source: 0,
			owner: 0,
			measurement,
			status: Status::Verified { until: 9 },
			submitted_at: 0,
			verdict: None,
		};
		ClaimView::new(id, &claim)
	}

	/// The numbers of the newest claims among `there`, and how many pages were read.
	fn search(next: u64, limit: usize, there: &[u64]) -> (Vec<u64>, u32) {
		let pages = Cell::new(0);
		let page = |from: u64| {
			pages.set(pages.get() + 1);
			let page = there.iter().filter(|id| **id >= from).take(100);
			let page: Vec<_> = page.map(|id| claim(*id)).collect();
			async { Ok(page) }
		};
		let runtime = tokio::runtime::Builder::new_current_thread().build();
		let found = runtime
			.unwrap()
			.block_on(newest(next, limit, page))
			.unwrap();
		(found.iter().map(|claim| claim.claim).collect(), pages.get())
	}

	#[test]
	fn the_newest_claims_of_a_stage_are_found_in_few_pages() {
		let dense: Vec<u64> = (0..5_000).collect();
		let (found, pages) = search(5_000, 50, &dense);
		assert_eq!(found, (4_950..5_000).rev().collect::<Vec<_>>());
		assert!(pages <= 2, "{pages}");
		// The chain's pages have no end but the last claim, and nothing is told twice.
		let (found, _) = search(5_000, 450, &dense);
		assert_eq!(found, (4_550..5_000).rev().collect::<Vec<_>>());
		let (found, pages) = search(1_000_000, 50, &[3, 17, 999_000]);
		assert_eq!(found, [999_000, 17, 3]);
		assert!(pages < 40, "{pages}");
		assert!(search(1_000_000, 50, &[]).0.is_empty());
		assert_eq!(search(0, 50, &[]), (vec![], 0));
	}

	#[test]
	fn a_panel_awaits_those_who_sit_on_it_and_have_not_answered() {
		let seat = |verifier, answer| Seat { verifier, answer };
		let panel = Panel {
			seats: BoundedVec(vec![seat(7, None), seat(8, Some(Attestation::Reject))]),
			replaced: BoundedVec(vec![5]),
			lots: 1,
			seed: [0; 32].into(),
			deadline: 9,
			ticket: None,
		};
		assert!(awaits(&panel, 7));
		assert!(!awaits(&panel, 8));
		assert!(!awaits(&panel, 5));
	}

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let poked = |receipt| Poked {
			done: "drawn",
			receipt,
			claim: None,
		};
		assert!(told(&poked(Receipt::final_in(9))).starts_with("Done: drawn"));
		let said = told(&poked(Receipt::handed_in()));
		assert!(
			said.contains("not yet final") && !said.contains("Done"),
			"{said}"
		);
	}
}
