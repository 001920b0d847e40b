//! `civic balance`: what an account holds, and what it may still do.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use subxt::utils::AccountId32;

use crate::{
	amount::{grouped, Amount},
	chain::{
		api::{civic, runtime::Remaining},
		block_on, Chain, State,
	},
	cli::Global,
	error::Result,
	keys::SignerArgs,
	output::{facts, Report},
	time::Moment,
};

/// Arguments of `civic balance`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic balance --key anna
  civic balance 5Grw…")]
pub struct BalanceArgs {
	/// An address or the name of a key; without it, your own
	account: Option<String>,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, args: &BalanceArgs) -> Result<()> {
	let store = global.key_store()?;
	let account = match &args.account {
		Some(text) => store.account(text)?,
		None => args.signer.account(&store)?,
	};
	block_on(async {
		let state = Chain::connect(global).await?.state().await?;
		global.output().show(&of(&state, &account).await?)
	})
}

/// What `account` holds at `state`.
pub async fn of(state: &State, account: &AccountId32) -> Result<Balance> {
	let found = state
		.stored(civic::storage().system().account(), (*account,))
		.await?;
	let (free, held) = found.map_or((0, 0), |account| (account.data.free, account.data.reserved));
	let member = state
		.ask(civic::view_functions().members().member(*account))
		.await?;
	let owed = match &member {
		Some((id, _)) => {
			state
				.ask(civic::view_functions().issuance().debt(*id))
				.await?
		},
		None => 0,
	};
	let remaining = state
		.ask(civic::view_functions().allowance().remaining(*account))
		.await?;
	let allowance = remaining.ok().map(
		|Remaining {
		     left,
		     capacity,
		     full_at,
		 }| Allowance {
			left: left.to_string(),
			capacity: capacity.to_string(),
			full_at: Moment(full_at),
		},
	);
	Ok(Balance {
		account: account.to_string(),
		free: Amount(free),
		held: Amount(held),
		owed: Amount(owed),
		allowance,
	})
}

/// What an account holds.
#[derive(Debug, Serialize)]
pub struct Balance {
	account: String,
	free: Amount,
	held: Amount,
	/// Owed for reversals: later awards repay it.
	owed: Amount,
	/// Nothing for who is no active member.
	allowance: Option<Allowance>,
}

/// What a member may still do without waiting.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Allowance {
	left: String,
	capacity: String,
	full_at: Moment,
}

impl Report for Balance {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = vec![
			("Account", self.account.clone()),
			("Free", self.free.to_string()),
			("Held", self.held.to_string()),
		];
		if self.owed > Amount(0) {
			rows.push(("Owed for reversals", self.owed.to_string()));
		}
		match &self.allowance {
			Some(Allowance {
				left,
				capacity,
				full_at,
			}) => {
				let group = |text: &str| text.parse().map(grouped).unwrap_or_default();
				rows.push((
					"Allowance",
					format!("{} of {}", group(left), group(capacity)),
				));
				if left != capacity {
					rows.push(("  full again", full_at.to_string()));
				}
			},
			None => rows.push(("Allowance", "none: no active member".into())),
		}
		writeln!(to, "{}", facts(rows))
	}
}
