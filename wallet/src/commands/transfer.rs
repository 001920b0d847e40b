//! `civic transfer`: give tokens to someone.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use subxt::utils::AccountId32;

use crate::{
	amount::Amount,
	chain::{api::civic, Receipt, Submitted},
	cli::Global,
	error::{Error, Result},
	output::Report,
	signing::{carry_out, SigningArgs},
};

/// Arguments of `civic transfer`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  civic transfer 5Grw… 12.5 --key anna")]
pub struct TransferArgs {
	/// To whom: an address or the name of a key
	to: String,
	/// How much, in AVO
	#[arg(allow_negative_numbers = true)]
	amount: Amount,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run it.
pub fn run(global: &Global, args: &TransferArgs) -> Result<()> {
	if args.amount == Amount(0) {
		return Err(Error::input("The amount is zero. Give one."));
	}
	let store = global.key_store()?;
	let to = store.account(&args.to)?;
	if args.signing.signer.account(&store)? == to {
		return Err(Error::input(
			"That is the account of the key that signs: nothing would move. Name another account.",
		));
	}
	let call = civic::transactions()
		.balances()
		.transfer_allow_death(to.into(), args.amount.0);
	carry_out(
		global,
		&args.signing,
		&call,
		"Transferring",
		async |_, submitted| done(global, submitted, &to, args.amount),
	)
}

/// Tell of a transfer.
pub fn done(global: &Global, submitted: Submitted, to: &AccountId32, amount: Amount) -> Result<()> {
	global.output().show(&Transferred {
		to: to.to_string(),
		amount,
		receipt: submitted.receipt,
	})
}

/// A transfer that was made.
#[derive(Debug, Serialize)]
struct Transferred {
	to: String,
	amount: Amount,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Transferred {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let Self {
			to: whom,
			amount,
			receipt,
		} = self;
		match receipt.block {
			Some(_) => writeln!(to, "{amount} went to {whom} ({receipt})."),
			None => writeln!(to, "The transfer of {amount} to {whom} is {receipt}."),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let transferred = |receipt| Transferred {
			to: "5Grw".into(),
			amount: Amount(1_000_000),
			receipt,
		};
		assert!(told(&transferred(Receipt::final_in(9))).contains("went to 5Grw"));
		let said = told(&transferred(Receipt::handed_in()));
		assert!(
			said.contains("handed in") && !said.contains("went"),
			"{said}"
		);
	}
}
