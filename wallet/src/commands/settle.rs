//! `civic settle`: have a claim awarded.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::claim::get;
use crate::{
	amount::Amount,
	chain::{
		api::{civic, runtime::Settlement},
		views::ClaimView,
		Chain, Receipt, Submitted,
	},
	cli::Global,
	error::Result,
	output::Report,
	signing::{carry_out, SigningArgs},
};

/// Arguments of `civic settle`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  civic settle 12 --key anna

Any member may, once the challenge window is over. It costs no allowance.")]
pub struct SettleArgs {
	/// The claim's number
	claim: u64,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run it.
pub fn run(global: &Global, args: &SettleArgs) -> Result<()> {
	let call = civic::transactions().measurements().settle(args.claim);
	carry_out(
		global,
		&args.signing,
		&call,
		"Settling",
		async |chain, submitted| done(global, chain, submitted, args.claim).await,
	)
}

/// Tell of a settlement.
pub async fn done(global: &Global, chain: &Chain, submitted: Submitted, claim: u64) -> Result<()> {
	let event = submitted.event::<civic::measurements::events::ClaimSettled>()?;
	let (outcome, amount) = match event.map(|event| event.settlement) {
		Some(Settlement::Awarded(amount)) => (Some("awarded"), Some(Amount(amount))),
		Some(Settlement::Deferred(amount)) => (Some("deferred"), Some(Amount(amount))),
		None => (None, None),
	};
	let claim = match submitted.receipt.block {
		Some(_) => Some(get(&chain.state().await?, claim).await?),
		None => None,
	};
	global.output().show(&Settled {
		outcome,
		amount,
		receipt: submitted.receipt,
		claim,
	})
}

/// A claim that was settled.
#[derive(Debug, Serialize)]
struct Settled {
	/// `awarded` or `deferred`.
	outcome: Option<&'static str>,
	amount: Option<Amount>,
	#[serde(flatten)]
	receipt: Receipt,
	claim: Option<ClaimView>,
}

impl Report for Settled {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		match (self.outcome, self.amount) {
			(Some("awarded"), Some(amount)) => {
				writeln!(to, "{amount} are awarded ({}).", self.receipt)?;
			},
			(Some(_), Some(amount)) => writeln!(
				to,
				"The claim is worth {amount}. The sector's budget is used up: it waits in order and is \
				 not lost ({}).",
				self.receipt
			)?,
			_ => writeln!(to, "The settlement is {}.", self.receipt)?,
		}
		self.claim.as_ref().map_or(Ok(()), |claim| claim.tell(to))
	}
}
