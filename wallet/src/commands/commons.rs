//! `civic commons`: the city's pool, and what was granted of it.

use std::io::{self, Write};

use clap::Subcommand;
use serde::Serialize;

use super::referendum::view::{At, Clock};
use crate::{
	amount::Amount,
	chain::{
		api::{civic, runtime::PaymentState},
		block_on, Chain, Receipt, State,
	},
	cli::Global,
	error::Result,
	output::{facts, number, table, Report},
	signing::{carry_out, SigningArgs},
	time::span,
};

/// How many grants are looked through, newest first.
const LOOKED_AT: u32 = 100;

/// The commons: what is in the pool, and what was granted.
#[derive(Debug, Subcommand)]
pub enum CommonsCommand {
	/// Show what the pool holds, and the grants that are not settled
	#[command(after_help = "Example:
  civic commons show

A grant is proposed with: civic propose spend TO AMOUNT")]
	Show,
	/// Have a grant paid out
	#[command(after_help = "Example:
  civic commons pay 0 --key anna

Anybody may, whoever it goes to, from when the grant was made until it expires.")]
	Pay {
		/// The grant's number
		grant: u32,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
}

/// Run it.
pub fn run(global: &Global, command: CommonsCommand) -> Result<()> {
	match command {
		CommonsCommand::Show => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&of(&state).await?)
		}),
		CommonsCommand::Pay { grant, signing } => {
			let call = civic::transactions().treasury().payout(grant);
			carry_out(
				global,
				&signing,
				&call,
				"Paying out",
				async |chain, submitted| {
					let paid = match submitted.receipt.block {
						Some(_) => find(&chain.state().await?, grant).await?,
						None => None,
					};
					global.output().show(&Paid {
						grant,
						receipt: submitted.receipt,
						paid,
					})
				},
			)
		},
	}
}

async fn of(state: &State) -> Result<Commons> {
	let account = state.constant(civic::constants().treasury().pot_account())?;
	let found = state
		.stored(civic::storage().system().account(), (account,))
		.await?;
	let next = civic::storage().treasury().spend_count();
	let next = state.stored(next, ()).await?.unwrap_or_default();
	let mut grants = Vec::new();
	for index in (next.saturating_sub(LOOKED_AT)..next).rev() {
		grants.extend(find(state, index).await?);
	}
	Ok(Commons {
		account: account.to_string(),
		holds: Amount(found.map_or(0, |account| account.data.free)),
		grants,
		now: Clock::of(state).await?.now,
	})
}

/// A grant, unless it is settled.
async fn find(state: &State, index: u32) -> Result<Option<Grant>> {
	let place = civic::storage().treasury().spends();
	let Some(spend) = state.stored(place, (index,)).await? else {
		return Ok(None);
	};
	let clock = Clock::of(state).await?;
	let status = match spend.status {
		PaymentState::Attempted { .. } => "paid",
		PaymentState::Failed => "failed",
		PaymentState::Pending if clock.now.block >= spend.expire_at => "expired",
		PaymentState::Pending => "pending",
	};
	Ok(Some(Grant {
		grant: index,
		amount: Amount(spend.amount),
		to: spend.beneficiary.to_string(),
		status,
		from: clock.at(spend.valid_from),
		until: clock.at(spend.expire_at),
	}))
}

/// The commons.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Commons {
	account: String,
	holds: Amount,
	grants: Vec<Grant>,
	now: At,
}

/// A grant.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Grant {
	grant: u32,
	amount: Amount,
	to: String,
	/// `pending`, `paid`, `failed` (the pool held too little: can be tried again) or `expired`.
	status: &'static str,
	from: At,
	until: At,
}

impl Report for Commons {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let rows = [
			("The commons hold", self.holds.to_string()),
			("On the account", self.account.clone()),
		];
		writeln!(to, "{}", facts(rows))?;
		if self.grants.is_empty() {
			return writeln!(to, "No grant waits to be paid out.");
		}
		let mut rows = table(&["No.", "Amount", "To", "Status"]);
		for grant in &self.grants {
			let left = span(grant.until.at.0.saturating_sub(self.now.at.0));
			let status = match grant.status {
				"pending" => format!("civic commons pay {}, for {left} more", grant.grant),
				"failed" => format!("could not be paid: civic commons pay {}", grant.grant),
				other => other.into(),
			};
			rows.add_row([
				number(grant.grant),
				number(grant.amount),
				grant.to.clone().into(),
				status.into(),
			]);
		}
		writeln!(to, "{rows}")
	}
}

/// A grant that was paid out.
#[derive(Debug, Serialize)]
struct Paid {
	grant: u32,
	#[serde(flatten)]
	receipt: Receipt,
	#[serde(rename = "details")]
	paid: Option<Grant>,
}

impl Report for Paid {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		match &self.paid {
			Some(grant) => writeln!(
				to,
				"{} of the commons went to {} ({}).",
				grant.amount, grant.to, self.receipt
			),
			None => writeln!(to, "Paying grant {} out is {}.", self.grant, self.receipt),
		}
	}
}
