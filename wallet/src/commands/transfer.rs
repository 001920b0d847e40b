//! `civic transfer`: give tokens to someone.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use crate::{
	amount::Amount,
	chain::{api::civic, block_on, Chain, Receipt},
	cli::Global,
	error::{Error, Result},
	keys::SignerArgs,
	output::Report,
};

/// Arguments of `civic transfer`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  civic transfer 5Grw… 12.5 --key anna")]
pub struct TransferArgs {
	/// To whom: an address or the name of a key
	to: String,
	/// How much, in AVO
	amount: Amount,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, args: &TransferArgs) -> Result<()> {
	if args.amount == Amount(0) {
		return Err(Error::input("The amount is zero. Give one."));
	}
	let store = global.key_store()?;
	let to = store.account(&args.to)?;
	let key = args.signer.open(&store)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let call = civic::transactions()
			.balances()
			.transfer_allow_death(to.into(), args.amount.0);
		let receipt = chain.submit(&call, &key, "Transferring").await?.receipt;
		global.output().show(&Transferred {
			to: to.to_string(),
			amount: args.amount,
			receipt,
		})
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
		writeln!(
			to,
			"{} went to {} ({}).",
			self.amount, self.to, self.receipt
		)
	}
}
