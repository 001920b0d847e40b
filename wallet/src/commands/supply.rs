//! `civic supply`: where everything that was ever awarded is, and what the sectors may still award.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::claim::Sector;
use crate::{
	amount::Amount,
	chain::{api::civic, block_on, Chain, State},
	cli::Global,
	error::Result,
	output::{facts, number, table, Report},
};

/// Arguments of `civic supply`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic supply
  civic supply --year 2027 --json")]
pub struct SupplyArgs {
	/// Budgets of this calendar year; without it, of the chain's present one
	#[arg(long)]
	year: Option<u32>,
}

/// Run it.
pub fn run(global: &Global, args: &SupplyArgs) -> Result<()> {
	block_on(async {
		let state = Chain::connect(global).await?.state().await?;
		let year = match args.year {
			Some(year) => year,
			None => state.now().await?.year(),
		};
		global.output().show(&of(&state, year).await?)
	})
}

async fn of(state: &State, year: u32) -> Result<Supply> {
	let issuance = civic::view_functions().issuance();
	let parts = state.ask(issuance.supply()).await?;
	let mut budgets = Vec::new();
	for sector in Sector::value_variants() {
		let (waiting, _) = state.ask(issuance.deferred((*sector).into())).await?;
		let budget = state.ask(issuance.budget((*sector).into(), year)).await?;
		let name = sector
			.to_possible_value()
			.map(|value| value.get_name().to_string());
		if budget.is_none() && waiting == 0 {
			continue;
		}
		let (inventory, ceiling, awarded) = budget.map_or((0, 0, 0), |budget| {
			(budget.inventory, budget.ceiling, budget.awarded)
		});
		budgets.push(Budget {
			sector: name.unwrap_or_default(),
			inventory: Amount(inventory),
			ceiling: Amount(ceiling),
			awarded: Amount(awarded),
			waiting,
		});
	}
	let sum = [
		parts.in_circulation,
		parts.retired,
		parts.buffer,
		parts.reversed,
		parts.redeemed,
	]
	.iter()
	.try_fold(0u128, |sum, part| sum.checked_add(*part));
	let balances = sum == parts.awarded.checked_add(parts.endowment);
	Ok(Supply {
		awarded: Amount(parts.awarded),
		endowment: Amount(parts.endowment),
		in_circulation: Amount(parts.in_circulation),
		retired: Amount(parts.retired),
		buffer: Amount(parts.buffer),
		reversed: Amount(parts.reversed),
		redeemed: Amount(parts.redeemed),
		owed: Amount(parts.owed),
		balances,
		year,
		budgets,
		block: state.block(),
	})
}

/// Where everything that was ever awarded is:
/// `awarded + endowment = in circulation + retired + buffer + reversed + redeemed`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Supply {
	awarded: Amount,
	endowment: Amount,
	in_circulation: Amount,
	retired: Amount,
	buffer: Amount,
	reversed: Amount,
	/// Exchanged for money.
	redeemed: Amount,
	/// Reversed and still owed by owners; no part of the sum.
	owed: Amount,
	/// Whether both sides are the same, to the unit.
	balances: bool,
	year: u32,
	budgets: Vec<Budget>,
	/// The final block this was read at.
	block: u64,
}

/// What a sector may be awarded in a year.
#[derive(Debug, Serialize)]
struct Budget {
	sector: String,
	inventory: Amount,
	ceiling: Amount,
	awarded: Amount,
	/// How many claims wait.
	waiting: u64,
}

impl Report for Supply {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = vec![("Awarded", self.awarded.to_string())];
		if self.endowment > Amount(0) {
			rows.push(("Endowed at genesis", self.endowment.to_string()));
		}
		rows.extend([
			("  in circulation", self.in_circulation.to_string()),
			("  retired", self.retired.to_string()),
			("  buffer", self.buffer.to_string()),
			("  reversed", self.reversed.to_string()),
			("  exchanged for money", self.redeemed.to_string()),
			("Owed for reversals", self.owed.to_string()),
			(
				"Sums",
				if self.balances {
					"agree to the unit"
				} else {
					"DIFFER"
				}
				.into(),
			),
		]);
		writeln!(to, "{}", facts(rows))?;
		let mut budgets = table(&["Sector", "Ceiling", "Awarded", "Claims waiting"]);
		for budget in &self.budgets {
			budgets.add_row([
				budget.sector.clone().into(),
				number(budget.ceiling),
				number(budget.awarded),
				number(budget.waiting),
			]);
		}
		writeln!(to, "Budgets of {}:\n{budgets}", self.year)
	}
}
