//! `civic verify`: a verifier recomputes a claim from its evidence, and answers.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::Args;
use serde::Serialize;

use super::{claim::get, claim_submit::must_fit, methodology};
use crate::{
	amount::{grouped, quantity, MILLION},
	chain::{
		api::{civic, runtime::Attestation},
		block_on,
		views::ClaimView,
		Chain, Receipt, Submitted,
	},
	cli::Global,
	error::{Error, Result},
	evidence::{self, Package},
	hex32::Hex32,
	output::{facts, Report},
	quantifying::{Outcome, Request},
	signing::SigningArgs,
};

/// Arguments of `civic verify`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic verify 12 --evidence ./evidence --key vera --dry-run
  civic verify 12 --evidence 3f9a… --key vera
  civic verify 12 --reject --key vera            (no evidence was to be had)

The answer is final. When the evidence supports the claim, the recomputed quantity is confirmed;
when it is evidence of something else, the claim is rejected.

To recompute, the claim is read from the chain: offline, only --reject can be signed.")]
pub struct VerifyArgs {
	/// The claim's number
	claim: u64,
	/// The evidence file, or a folder of them; without it, the folder of evidence files
	#[arg(long, value_name = "FILE|DIR", conflicts_with = "reject")]
	evidence: Option<PathBuf>,
	/// Reject the claim, whatever the evidence says
	#[arg(long)]
	reject: bool,
	/// Show what would be answered, and answer nothing
	#[arg(long)]
	dry_run: bool,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run it.
pub fn run(global: &Global, args: &VerifyArgs) -> Result<()> {
	let output = global.output();
	if let Some(offline) = args.signing.offline() {
		if !args.reject || args.dry_run {
			return Err(Error::usage(
				"To recompute a claim it is read from the chain. Offline, only a rejection can be \
				 signed: --reject.",
			));
		}
		let call = civic::transactions()
			.measurements()
			.attest(args.claim, Attestation::Reject);
		return offline.sign(global, &args.signing.signer, &call);
	}
	block_on(async {
		let chain = Chain::connect(global).await?;
		let state = chain.state().await?;
		let claim = get(&state, args.claim).await?;
		let mut review = if args.reject {
			Review::rejected_unseen(&claim)
		} else {
			let place = match &args.evidence {
				Some(place) => place.clone(),
				None => global.evidence_store()?.folder().to_path_buf(),
			};
			let bytes = evidence::find(&place, claim.evidence.parse()?)?;
			let package = Package::parse(&bytes)?;
			let methodology = methodology::get(&state, claim.methodology).await?;
			let progress = output.progress("Recomputing");
			let outcome = Request::compute(&package)?;
			drop(progress);
			let misfit = must_fit(outcome.method, &methodology).err();
			Review::of(&claim, &outcome, misfit)
		};
		if !args.dry_run {
			let key = args.signing.signer.open(&global.key_store()?)?;
			let call = civic::transactions()
				.measurements()
				.attest(claim.claim, review.answer());
			let receipt = chain.submit(&call, &key, "Answering").await?.receipt;
			if receipt.block.is_some() {
				review.status = Some(get(&chain.state().await?, claim.claim).await?.status);
			}
			review.receipt = Some(receipt);
		}
		output.show(&review)
	})
}

/// Tell of a rejection that was signed elsewhere.
pub async fn done(global: &Global, chain: &Chain, submitted: Submitted, claim: u64) -> Result<()> {
	let claim = get(&chain.state().await?, claim).await?;
	let mut review = Review::rejected_unseen(&claim);
	review.status = submitted.receipt.block.is_some().then_some(claim.status);
	review.receipt = Some(submitted.receipt);
	global.output().show(&review)
}

/// What a verifier finds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Review {
	claim: u64,
	/// `confirm` or `reject`.
	answer: &'static str,
	/// Why it is rejected.
	reasons: Vec<String>,
	claimed: Quantity,
	recomputed: Option<Quantity>,
	/// Recomputed less claimed, in the unit of the claim.
	difference: Option<i128>,
	/// The same in parts per million of the claimed quantity.
	difference_ppm: Option<i128>,
	/// The claim's status afterwards; nothing when nobody waited for it.
	status: Option<String>,
	#[serde(flatten)]
	receipt: Option<Receipt>,
}

/// A quantity and its band.
#[derive(Debug, Clone, Copy, Serialize)]
struct Quantity {
	quantity: u64,
	uncertainty: u64,
}

impl Review {
	fn rejected_unseen(claim: &ClaimView) -> Self {
		Self {
			claim: claim.claim,
			answer: "reject",
			reasons: vec!["Rejected by the verifier.".into()],
			claimed: claimed(claim),
			recomputed: None,
			difference: None,
			difference_ppm: None,
			status: None,
			receipt: None,
		}
	}

	/// Compare a claim with what its evidence says.
	fn of(claim: &ClaimView, outcome: &Outcome, misfit: Option<Error>) -> Self {
		let mut reasons: Vec<_> = misfit.iter().map(Error::to_string).collect();
		let period = (outcome.period.from, outcome.period.until);
		if period != (claim.period.from.0, claim.period.until.0) {
			reasons.push(format!(
				"The evidence is about {}, the claim about {}.",
				crate::commands::quantify::PeriodView::from(outcome.period),
				claim.period
			));
		}
		if Hex32(outcome.readings) != claim.readings_nullifier {
			reasons.push(
				"The readings in the evidence are not those the claim names by their nullifier."
					.into(),
			);
		}
		if outcome.quantity == 0 {
			reasons.push("The evidence supports nothing: the quantity is 0.".into());
		}
		let claimed = claimed(claim);
		let difference = i128::from(outcome.quantity) - i128::from(claimed.quantity);
		let ppm = difference.saturating_mul(MILLION as i128);
		Self {
			claim: claim.claim,
			answer: if reasons.is_empty() {
				"confirm"
			} else {
				"reject"
			},
			reasons,
			claimed,
			recomputed: Some(Quantity {
				quantity: outcome.quantity,
				uncertainty: outcome.uncertainty,
			}),
			difference: Some(difference),
			difference_ppm: ppm.checked_div(claimed.quantity.into()),
			status: None,
			receipt: None,
		}
	}

	fn answer(&self) -> Attestation {
		match (self.answer, self.recomputed) {
			(
				"confirm",
				Some(Quantity {
					quantity,
					uncertainty,
				}),
			) => Attestation::Confirm {
				quantity,
				uncertainty,
			},
			_ => Attestation::Reject,
		}
	}
}

fn claimed(claim: &ClaimView) -> Quantity {
	Quantity {
		quantity: claim.quantity,
		uncertainty: claim.uncertainty,
	}
}

/// A number with its sign, in groups.
fn signed(number: i128) -> String {
	let sign = if number < 0 { "-" } else { "" };
	format!("{sign}{}", grouped(number.unsigned_abs()))
}

impl Report for Review {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let show = |q: Quantity| {
			let wh = |value| quantity(value, "watt-hour");
			format!("{} ± {}", wh(q.quantity), wh(q.uncertainty))
		};
		let mut rows = vec![
			("Claim", self.claim.to_string()),
			("Claimed", show(self.claimed)),
		];
		if let Some(recomputed) = self.recomputed {
			rows.push(("Recomputed", show(recomputed)));
		}
		if let (Some(difference), Some(ppm)) = (self.difference, self.difference_ppm) {
			rows.push((
				"Difference",
				format!("{} Wh ({} ppm)", signed(difference), signed(ppm)),
			));
		}
		rows.push(("Answer", self.answer.to_string()));
		rows.extend(
			self.reasons
				.iter()
				.map(|reason| ("  because", reason.clone())),
		);
		writeln!(to, "{}", facts(rows))?;
		match (&self.receipt, &self.status) {
			(Some(receipt), Some(status)) => {
				writeln!(to, "Answered ({receipt}). The claim is {status}.")
			},
			(Some(receipt), None) => writeln!(to, "The answer is {receipt}."),
			(None, _) => writeln!(to, "Nothing was answered (--dry-run)."),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_answered() {
		let review = |receipt, status: Option<&str>| Review {
			claim: 12,
			answer: "reject",
			reasons: Vec::new(),
			claimed: Quantity {
				quantity: 1,
				uncertainty: 0,
			},
			recomputed: None,
			difference: None,
			difference_ppm: None,
			status: status.map(Into::into),
			receipt,
		};
		let said = told(&review(Some(Receipt::final_in(9)), Some("void")));
		assert!(
			said.contains("Answered") && said.contains("The claim is void"),
			"{said}"
		);
		let said = told(&review(Some(Receipt::handed_in()), None));
		assert!(
			said.contains("The answer is handed in") && !said.contains("Answered"),
			"{said}"
		);
	}
}
