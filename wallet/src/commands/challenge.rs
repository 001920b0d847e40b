//! `civic challenge`: doubt a verified claim.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::Args;
use serde::Serialize;

use super::claim::get;
use crate::{
	amount::Amount,
	chain::{api::civic, views::ClaimView, Chain, Receipt, Submitted},
	cli::Global,
	error::Result,
	evidence::{self, EvidenceHash},
	output::Report,
	signing::{carry_out, SigningArgs},
};

/// Arguments of `civic challenge`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  civic challenge 12 --evidence why.pdf --key bob

The file's SHA-256 goes on chain; the file is kept in the evidence folder. Give it to the second
panel. A bond is held until that panel rules: it comes back, with a reward, if the claim is wrong,
and is lost if the claim stands.")]
pub struct ChallengeArgs {
	/// The claim's number
	claim: u64,
	/// The file that says why
	#[arg(long, value_name = "FILE")]
	evidence: PathBuf,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run it.
pub fn run(global: &Global, args: &ChallengeArgs) -> Result<()> {
	let bytes = evidence::read(&args.evidence)?;
	// Who signs is to be known before a file is kept.
	args.signing.signer.account(&global.key_store()?)?;
	let (hash, path) = global.evidence_store()?.put(&bytes)?;
	let call = civic::transactions()
		.measurements()
		.challenge(args.claim, hash.0.into());
	carry_out(
		global,
		&args.signing,
		&call,
		"Challenging",
		async |chain, submitted| done(global, chain, submitted, args.claim, hash, Some(path)).await,
	)
}

/// Tell of a challenge; `path` is where its evidence is, if it is here.
pub async fn done(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	claim: u64,
	evidence: EvidenceHash,
	path: Option<PathBuf>,
) -> Result<()> {
	let event = submitted.event::<civic::measurements::events::ClaimChallenged>()?;
	let claim = match submitted.receipt.block {
		Some(_) => Some(get(&chain.state().await?, claim).await?),
		None => None,
	};
	global.output().show(&Challenged {
		bond: event.map(|event| Amount(event.bond)),
		evidence: evidence.to_string(),
		evidence_file: path,
		receipt: submitted.receipt,
		claim,
	})
}

/// A challenge that was made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Challenged {
	bond: Option<Amount>,
	evidence: String,
	evidence_file: Option<PathBuf>,
	#[serde(flatten)]
	receipt: Receipt,
	claim: Option<ClaimView>,
}

impl Report for Challenged {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		match self.bond {
			Some(bond) => writeln!(
				to,
				"The claim is challenged ({}). {bond} are held until a second panel rules.",
				self.receipt
			)?,
			None => writeln!(to, "The challenge is {}.", self.receipt)?,
		}
		match &self.evidence_file {
			Some(path) => writeln!(to, "Evidence: {} ({})", self.evidence, path.display())?,
			None => writeln!(to, "Evidence: {}", self.evidence)?,
		}
		self.claim.as_ref().map_or(Ok(()), |claim| claim.tell(to))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let challenged = |receipt, bond| Challenged {
			bond,
			evidence: "3f9a".into(),
			evidence_file: None,
			receipt,
			claim: None,
		};
		let said = told(&challenged(Receipt::final_in(9), Some(Amount(1))));
		assert!(said.starts_with("The claim is challenged"), "{said}");
		let said = told(&challenged(Receipt::handed_in(), None));
		assert!(said.starts_with("The challenge is handed in"), "{said}");
	}
}
