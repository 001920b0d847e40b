//! `civic retire`: use tokens up for good.

use std::{
	io::{self, Write},
	path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::certificate;
use crate::{
	amount::Amount,
	certificate::{Beneficiary, CertificateFile},
	chain::{
		api::{civic, runtime::Reason},
		block_on, is_in_doubt,
		views::word,
		Chain, Receipt,
	},
	cli::Global,
	error::{Error, Result},
	files,
	keys::SignerArgs,
	output::{facts, Report},
};

/// Arguments of `civic retire`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  civic retire 120 --beneficiary 'Bakery Smit' --note 'annual report 2026' --reason reporting \\
    --out certificate.json --key anna

The chain keeps the number and a commitment; the file keeps name, note and salt. Whoever has
the file can check it: civic certificate verify certificate.json. The same finds the number that the
file lacks when this was interrupted.

It cannot be signed offline: the certificate gets its number from the chain.")]
pub struct RetireArgs {
	/// How much, in AVO
	#[arg(allow_negative_numbers = true)]
	amount: Amount,
	/// Who may count it. Stays off chain
	#[arg(long, value_name = "NAME")]
	beneficiary: String,
	/// What else the certificate is to say. Stays off chain
	#[arg(long, value_name = "TEXT", default_value = "")]
	note: String,
	/// Why
	#[arg(long, value_enum)]
	reason: ReasonArg,
	/// The new certificate file
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Why units are retired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReasonArg {
	/// For the beneficiary's own reporting
	Reporting,
	/// For a good or a service
	Product,
	/// For an event
	Event,
	/// As a gift to the climate: nobody counts it
	Gift,
	/// Something else, which the note says
	Other,
}

impl From<ReasonArg> for Reason {
	fn from(reason: ReasonArg) -> Self {
		match reason {
			ReasonArg::Reporting => Self::Reporting,
			ReasonArg::Product => Self::Product,
			ReasonArg::Event => Self::Event,
			ReasonArg::Gift => Self::Gift,
			ReasonArg::Other => Self::Other,
		}
	}
}

/// Run it.
pub fn run(global: &Global, args: &RetireArgs) -> Result<()> {
	if args.amount == Amount(0) {
		return Err(Error::input("The amount is zero. Give one."));
	}
	if global.no_wait {
		return Err(Error::usage(
			"A certificate has a number once the retirement is final. Leave --no-wait out.",
		));
	}
	files::must_not_exist(&args.out, "certificate")?;
	let store = global.key_store()?;
	let holder = args.signer.account(&store)?;
	let key = args.signer.open(&store)?;
	let beneficiary = Beneficiary::new(&args.beneficiary, &args.note)?;
	let reason = Reason::from(args.reason);
	block_on(async {
		let chain = Chain::connect(global).await?;
		let mut file = CertificateFile::pending(
			chain.genesis(),
			holder.to_string(),
			args.amount,
			word(&reason),
			beneficiary,
		);
		let commitment = file.beneficiary.commitment();
		let call =
			civic::transactions()
				.issuance()
				.retire(args.amount.0, commitment.into(), reason);
		// The salt is safe before anything is burned.
		files::write_new(&args.out, file.text()?.as_bytes(), "certificate")?;
		let submitted = match chain.submit(&call, &key, "Retiring").await {
			Ok(submitted) => submitted,
			Err(Error::Refused(refusal)) if !is_in_doubt(&refusal) => {
				// Nothing was retired, and nothing will be.
				let _ = std::fs::remove_file(&args.out);
				return Err(Error::Refused(refusal));
			},
			// The salt is in the file alone, and the tokens may be gone.
			Err(error) => return Err(in_doubt(error, &args.out)),
		};
		let event = submitted
			.event::<civic::issuance::events::Retired>()?
			.ok_or_else(|| Error::internal("The chain did not say the certificate's number."))?;
		// The number is what counts: it is kept whether or not its time can be read.
		let at = certificate::time(&chain, event.certificate).await.ok();
		file.complete(event.certificate, at);
		file.transaction = Some(submitted.receipt.transaction);
		files::replace(&args.out, file.text()?.as_bytes(), "certificate")?;
		global.output().show(&Retired {
			certificate: event.certificate,
			amount: args.amount,
			path: args.out.clone(),
			receipt: submitted.receipt,
		})
	})
}

/// What is to be done when nobody knows whether the units were retired.
fn in_doubt(error: Error, file: &Path) -> Error {
	let hint = format!(
		"{} is kept: the certificate cannot be proven without it. Whether the tokens were retired, and \
		 the certificate's number: civic certificate verify {0}",
		file.display()
	);
	match error {
		Error::Network(why) => Error::Network(format!("{why} {hint}")),
		Error::Refused(mut refusal) => {
			refusal.docs = format!("{} {hint}", refusal.docs);
			Error::Refused(refusal)
		},
		other => other,
	}
}

/// Units that were retired.
#[derive(Debug, Serialize)]
struct Retired {
	certificate: u64,
	amount: Amount,
	path: PathBuf,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Retired {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let rows = [
			("Retired", self.amount.to_string()),
			("Certificate", self.certificate.to_string()),
			("File", self.path.display().to_string()),
			("Where", self.receipt.to_string()),
		];
		writeln!(to, "{}", facts(rows))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::error::Refusal;

	#[test]
	fn who_does_not_know_whether_it_came_through_is_told_how_to_find_out() {
		let says = |error: Error| in_doubt(error, Path::new("c.json")).to_string();
		for error in [
			Error::network("It was not final after 180 s."),
			Error::Refused(Box::new(Refusal {
				pallet: None,
				name: "Dropped".into(),
				docs: "The node let the transaction go.".into(),
				at_pool: true,
			})),
		] {
			let said = says(error);
			assert!(said.contains("civic certificate verify c.json"), "{said}");
		}
		assert_eq!(says(Error::internal("Broken.")), "Broken.");
	}

	#[test]
	fn what_a_node_let_go_is_no_refusal() {
		let refusal = |name: &str, at_pool| Refusal {
			pallet: None,
			name: name.into(),
			docs: String::new(),
			at_pool,
		};
		assert!(is_in_doubt(&refusal("Dropped", true)));
		assert!(is_in_doubt(&refusal("Invalid", true)));
		assert!(!is_in_doubt(&refusal("BadProof", true)));
		assert!(!is_in_doubt(&refusal("BalanceTooLow", false)));
	}
}
