//! Proposals about what is awarded: budgets of sectors, and awards that were wrong.

use clap::Args;

use super::{encoded, ProposerArgs, Ready};
use crate::{
	amount::Amount,
	chain::{api::civic, State},
	commands::{claim::Sector, track::TrackArg},
	error::{Error, Result},
};

/// Arguments of `civic propose budget`.
#[derive(Debug, Args)]
pub struct BudgetArgs {
	/// The sector
	#[arg(value_enum)]
	sector: Sector,
	/// The calendar year; without it, the chain's present one
	#[arg(long)]
	year: Option<u32>,
	/// The most that may be awarded, in AVO
	#[arg(long, value_name = "AMOUNT")]
	ceiling: Amount,
	/// The sector's emissions by the city's inventory, in AVO (kg CO2e); without it, as they stand
	#[arg(long, value_name = "AMOUNT")]
	inventory: Option<Amount>,
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl BudgetArgs {
	pub(super) async fn call(&self, state: &State) -> Result<Ready> {
		let now = state.now().await?.year();
		let year = self.year.unwrap_or(now);
		if year < now {
			return Err(Error::input(format!(
				"{year} is over: its budget cannot be changed any more."
			)));
		}
		let question = civic::view_functions()
			.issuance()
			.budget(self.sector.into(), year);
		let stands = state.ask(question).await?;
		let inventory = match (self.inventory, &stands) {
			(Some(inventory), _) => inventory,
			(None, Some(budget)) => Amount(budget.inventory),
			(None, None) => {
				return Err(Error::usage(format!(
					"There is no inventory of this sector for {year} yet. Say what it emits: \
					 --inventory AMOUNT."
				)))
			},
		};
		if self.ceiling.0 > inventory.0 {
			return Err(Error::input(format!(
				"The ceiling, {}, is above what the sector emits, {inventory}: no more can be avoided. Name a \
				 lower one; a newer inventory is named with --inventory AMOUNT.",
				self.ceiling
			)));
		}
		let awarded = stands.as_ref().map_or(0, |budget| budget.awarded);
		if self.ceiling.0 < awarded {
			return Err(Error::input(format!(
				"The ceiling, {}, is below what is awarded already, {}: it would fail. Name a higher one.",
				self.ceiling,
				Amount(awarded)
			)));
		}
		let set = |inventory, ceiling| {
			civic::transactions().issuance().set_budget(
				self.sector.into(),
				year,
				inventory,
				ceiling,
			)
		};
		let call = set(inventory.0, self.ceiling.0);
		let as_it_is = stands.map(|budget| set(budget.inventory, budget.ceiling));
		encoded(state, TrackArg::IssuancePolicy, &call)?.over(state, as_it_is)
	}
}

/// Arguments of `civic propose reverse-award`.
#[derive(Debug, Args)]
pub struct ReverseArgs {
	/// The claim's number
	claim: u64,
	/// How much of its award, in AVO
	#[arg(long)]
	amount: Amount,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl ReverseArgs {
	pub(super) async fn call(&self, state: &State) -> Result<Ready> {
		let question = civic::view_functions().measurements().claim(self.claim);
		if state.ask(question).await?.is_none() {
			return Err(Error::input(format!(
				"There is no claim {} on this network. See: civic claim list",
				self.claim
			)));
		}
		let call = civic::transactions()
			.issuance()
			.reverse(self.claim, self.amount.0);
		encoded(state, TrackArg::IssuancePolicy, &call)
	}
}
