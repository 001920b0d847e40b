//! `civic certificate`: check that units were retired.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::Subcommand;
use serde::Serialize;

use crate::{
	amount::Amount,
	certificate::CertificateFile,
	chain::{api::civic, block_on, views::word, Chain},
	cli::Global,
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	output::{facts, Report},
	time::Moment,
};

/// Check that units were retired.
#[derive(Debug, Subcommand)]
pub enum CertificateCommand {
	/// Check a certificate file against the chain
	#[command(after_help = "Example:
  civic certificate verify certificate.json")]
	Verify {
		/// The certificate
		file: PathBuf,
	},
	/// Show what the chain knows of a certificate
	#[command(after_help = "Example:
  civic certificate show 5")]
	Show {
		/// Its number
		certificate: u64,
	},
}

/// Run it.
pub fn run(global: &Global, command: CertificateCommand) -> Result<()> {
	let output = global.output();
	match command {
		CertificateCommand::Show { certificate } => block_on(async {
			let chain = Chain::connect(global).await?;
			output.show(&OnChain::get(&chain, certificate).await?)
		}),
		CertificateCommand::Verify { file } => {
			let text = files::read_text(&file, MAX_SMALL, "certificate")?;
			let file = CertificateFile::parse(&text)?;
			block_on(async {
				let chain = Chain::connect(global).await?;
				output.show(&verify(&chain, file).await?)
			})
		},
	}
}

async fn verify(chain: &Chain, file: CertificateFile) -> Result<Verified> {
	if file.genesis != chain.genesis() {
		return Err(Error::network(format!(
			"The certificate is of another network: its first block is {}, this node's is {}. Name \
			 a node of that network with --url.",
			file.genesis,
			chain.genesis()
		)));
	}
	let number = file.certificate.ok_or_else(|| {
		Error::input(
			"The certificate has no number: the retirement was not seen to become final. Look whether \
			 the tokens are still there (`civic balance`), and retire them again if they are.",
		)
	})?;
	let on_chain = OnChain::get(chain, number).await?;
	let claims = [
		("the holder", file.holder == on_chain.holder),
		("the amount", file.amount == on_chain.amount),
		("the reason", file.reason == on_chain.reason),
		(
			"the beneficiary or the note",
			file.beneficiary.commitment() == on_chain.commitment,
		),
	];
	let wrong: Vec<_> = claims
		.iter()
		.filter(|(_, fits)| !fits)
		.map(|(what, _)| *what)
		.collect();
	if !wrong.is_empty() {
		return Err(Error::input(format!(
			"The certificate is not what the chain has under number {number}: {} differ. It was \
			 changed, or is a forgery.",
			wrong.join(", ")
		)));
	}
	Ok(Verified {
		verified: true,
		beneficiary: file.beneficiary.name,
		note: file.beneficiary.note,
		on_chain,
	})
}

/// A certificate, as the chain has it.
#[derive(Debug, Serialize)]
struct OnChain {
	certificate: u64,
	holder: String,
	amount: Amount,
	reason: String,
	commitment: Hex32,
	at: Moment,
}

impl OnChain {
	async fn get(chain: &Chain, id: u64) -> Result<Self> {
		let state = chain.state().await?;
		let found = state
			.ask(civic::view_functions().issuance().certificate(id))
			.await?;
		let found = found.ok_or_else(|| {
			Error::input(format!(
				"The chain has no certificate {id}. Check the number."
			))
		})?;
		Ok(Self {
			certificate: id,
			holder: found.holder.to_string(),
			amount: Amount(found.amount),
			reason: word(&found.reason),
			commitment: found.beneficiary.into(),
			at: Moment(found.at),
		})
	}

	fn rows(&self) -> Vec<(&'static str, String)> {
		vec![
			("Certificate", self.certificate.to_string()),
			("Retired", self.amount.to_string()),
			("Held by", self.holder.clone()),
			("Reason", self.reason.clone()),
			("When", self.at.to_string()),
			("Commitment", self.commitment.to_string()),
		]
	}
}

impl Report for OnChain {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(to, "{}", facts(self.rows()))
	}
}

/// A certificate that is true.
#[derive(Debug, Serialize)]
struct Verified {
	verified: bool,
	beneficiary: String,
	note: String,
	#[serde(flatten)]
	on_chain: OnChain,
}

impl Report for Verified {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = self.on_chain.rows();
		rows.push(("Beneficiary", self.beneficiary.clone()));
		if !self.note.is_empty() {
			rows.push(("Note", self.note.clone()));
		}
		writeln!(to, "{}", facts(rows))?;
		writeln!(to, "The certificate is true.")
	}
}
