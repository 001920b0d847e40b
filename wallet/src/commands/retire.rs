//! `civic retire`: use tokens up for good.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::{
	amount::Amount,
	certificate::{Beneficiary, CertificateFile},
	chain::{
		api::{civic, runtime::Reason},
		block_on,
		views::word,
		Chain, Receipt,
	},
	cli::Global,
	error::{Error, Result},
	files,
	keys::SignerArgs,
	output::{facts, Report},
	time::Moment,
};

/// Arguments of `civic retire`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  civic retire 120 --beneficiary 'Bakery Smit' --note 'annual report 2026' --reason reporting \\
    --out certificate.json --key anna

The chain keeps the number and a commitment; the file keeps name, note and salt. Whoever has the file
can check it: civic certificate verify certificate.json

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
			Err(refused @ Error::Refused(_)) => {
				// Nothing was retired: what is left is a pending file that says so.
				let _ = std::fs::remove_file(&args.out);
				return Err(refused);
			},
			other => other?,
		};
		let event = submitted
			.event::<civic::issuance::events::Retired>()?
			.ok_or_else(|| Error::internal("The chain did not say the certificate's number."))?;
		file.certificate = Some(event.certificate);
		file.transaction = Some(submitted.receipt.transaction);
		let question = civic::view_functions()
			.issuance()
			.certificate(event.certificate);
		let on_chain = chain.state().await?.ask(question).await?;
		file.at = on_chain.map(|certificate| Moment(certificate.at).utc());
		files::replace(&args.out, file.text()?.as_bytes(), "certificate")?;
		global.output().show(&Retired {
			certificate: event.certificate,
			amount: args.amount,
			path: args.out.clone(),
			receipt: submitted.receipt,
		})
	})
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
