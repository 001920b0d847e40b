//! `civic certificate`: check that units were retired.

use std::{
	future::Future,
	io::{self, Write},
	path::{Path, PathBuf},
};

use clap::Subcommand;
use serde::Serialize;
use subxt::ext::futures::future::try_join_all;

use crate::{
	amount::Amount,
	certificate::CertificateFile,
	chain::{api::civic, block_on, views::word, Chain, State},
	cli::Global,
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	output::{facts, Progress, Report},
	time::{span, Moment},
};

/// How many certificates, newest first, are looked through for one whose number is not known.
const LOOKED_AT: u64 = 10_000;

/// How many of them are asked for at a time.
const AT_A_TIME: u64 = 50;

/// Check that units were retired.
#[derive(Debug, Subcommand)]
pub enum CertificateCommand {
	/// Check a certificate file against the chain
	#[command(after_help = "Example:
  civic certificate verify certificate.json

A file without a number is of a retirement that was interrupted: its number is looked for on the
chain, and written into it.")]
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
			output.show(&OnChain::get(&chain.state().await?, certificate).await?)
		}),
		CertificateCommand::Verify { file } => {
			let text = files::read_text(&file, MAX_SMALL, "certificate")?;
			let certificate = CertificateFile::parse(&text)?;
			block_on(async {
				let chain = Chain::connect(global).await?;
				let progress = output.progress("Looking for the certificate");
				let verified = verify(&chain, &file, certificate, &progress).await?;
				drop(progress);
				output.show(&verified)
			})
		},
	}
}

/// When a certificate was given.
pub async fn time(chain: &Chain, id: u64) -> Result<Moment> {
	let on_chain = OnChain::get(&chain.state().await?, id).await?;
	Ok(on_chain.at)
}

async fn verify(
	chain: &Chain,
	path: &Path,
	mut file: CertificateFile,
	progress: &Progress,
) -> Result<Verified> {
	if file.genesis != chain.genesis() {
		return Err(Error::network(format!(
			"The certificate is of another network: its first block is {}, this node's is {}. Name \
			 a node of that network with --url.",
			file.genesis,
			chain.genesis()
		)));
	}
	let state = chain.state().await?;
	let on_chain = match file.certificate {
		Some(number) => OnChain::get(&state, number).await?,
		None => {
			let next = civic::storage().issuance().next_certificate_id();
			let next = state.stored(next, ()).await?.unwrap_or_default();
			let get = |id| OnChain::find(&state, id);
			let seen = |looked| progress.say(format!("Looking for it: {looked} of {next}"));
			let found = find(&file, next, get, seen).await?;
			found.ok_or_else(|| not_there(state.mortal_seconds().unwrap_or_default()))?
		},
	};
	must_be(&file, &on_chain)?;
	let completed = file.certificate.is_none() && {
		file.complete(on_chain.certificate, Some(on_chain.at));
		write(path, &file, on_chain.certificate)
	};
	Ok(Verified {
		verified: true,
		completed,
		beneficiary: file.beneficiary.name,
		note: file.beneficiary.note,
		on_chain,
	})
}

/// Write a file that was completed. One that cannot be written is as true as before.
fn write(path: &Path, file: &CertificateFile, number: u64) -> bool {
	let text = file.text();
	let written = text.and_then(|text| files::replace(path, text.as_bytes(), "certificate"));
	if let Err(error) = &written {
		let _ = writeln!(
			io::stderr(),
			"The certificate has the number {number}, which could not be written into its file: {error}"
		);
	}
	written.is_ok()
}

/// The certificate of a file that lacks its number, among the newest of those before `next`. Its salt
/// makes the commitment its own; only its holder could have used it again.
async fn find<F: Future<Output = Result<Option<OnChain>>>>(
	file: &CertificateFile,
	next: u64,
	get: impl Fn(u64) -> F,
	seen: impl Fn(u64),
) -> Result<Option<OnChain>> {
	let commitment = file.beneficiary.commitment();
	let oldest = next.saturating_sub(LOOKED_AT);
	let mut end = next;
	while end > oldest {
		let begin = end.saturating_sub(AT_A_TIME).max(oldest);
		let read = try_join_all((begin..end).map(&get)).await?;
		let of_it = |found: &OnChain| found.commitment == commitment && found.holder == file.holder;
		if let Some(found) = read.into_iter().flatten().rfind(of_it) {
			return Ok(Some(found));
		}
		end = begin;
		seen(next.saturating_sub(end));
	}
	Ok(None)
}

/// Why there is no certificate of a file without a number. A transaction that can be carried out is so
/// within `mortal` seconds of its signing.
fn not_there(mortal: u64) -> Error {
	Error::input(format!(
		"The file has no number, and none of the newest {LOOKED_AT} certificates on the chain is of it. A \
		 transaction is carried out within about {} of its signing or not at all, and this looks at final \
		 blocks, which come a little later: if you retired just now, wait that long and repeat this. If it \
		 is not there then, nothing was retired: the tokens are still yours (`civic balance`), and the file \
		 is of no use.",
		span(mortal)
	))
}

/// Refuse a file that says what the chain does not.
fn must_be(file: &CertificateFile, on_chain: &OnChain) -> Result<()> {
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
			"The certificate is not what the chain has under number {}: {} differ. It was changed, or is a \
			 forgery.",
			on_chain.certificate,
			wrong.join(", ")
		)));
	}
	Ok(())
}

/// A certificate, as the chain has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct OnChain {
	certificate: u64,
	holder: String,
	amount: Amount,
	reason: String,
	commitment: Hex32,
	at: Moment,
}

impl OnChain {
	async fn get(state: &State, id: u64) -> Result<Self> {
		Self::find(state, id).await?.ok_or_else(|| {
			Error::input(format!(
				"The chain has no certificate {id}. Check the number."
			))
		})
	}

	async fn find(state: &State, id: u64) -> Result<Option<Self>> {
		let found = state
			.ask(civic::view_functions().issuance().certificate(id))
			.await?;
		Ok(found.map(|found| Self {
			certificate: id,
			holder: found.holder.to_string(),
			amount: Amount(found.amount),
			reason: word(&found.reason),
			commitment: found.beneficiary.into(),
			at: Moment(found.at),
		}))
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
	/// Whether the file lacked its number, and has it now.
	completed: bool,
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
		match self.completed {
			true => writeln!(
				to,
				"The certificate is true. Its file lacked the number, and has it now."
			),
			false => writeln!(to, "The certificate is true."),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::certificate::Beneficiary;
	use std::cell::Cell;

	fn file() -> CertificateFile {
		CertificateFile::pending(
			Hex32([1; 32]),
			"5Grw".into(),
			Amount(7),
			"gift".into(),
			Beneficiary {
				name: "Bakery".into(),
				note: String::new(),
				salt: Hex32([3; 32]),
			},
		)
	}

	fn given(id: u64, file: &CertificateFile) -> OnChain {
		OnChain {
			certificate: id,
			holder: file.holder.clone(),
			amount: file.amount,
			reason: file.reason.clone(),
			commitment: file.beneficiary.commitment(),
			at: Moment(1_795_435_200),
		}
	}

	/// What is found among `chain`, and how many were looked at.
	fn search(next: u64, chain: &[OnChain]) -> (Option<u64>, u64) {
		let looked = Cell::new(0);
		let get = async |id: u64| {
			looked.set(looked.get() + 1);
			Ok(chain.iter().find(|c| c.certificate == id).cloned())
		};
		let file = file();
		let search = find(&file, next, get, |_| {});
		let runtime = tokio::runtime::Builder::new_current_thread().build();
		let found = runtime.unwrap().block_on(search).unwrap();
		(found.map(|found| found.certificate), looked.get())
	}

	#[test]
	fn the_certificate_of_a_file_without_a_number_is_found_by_its_commitment() {
		let own = given(130, &file());
		let copied = OnChain {
			certificate: 180,
			holder: "5Fhn".into(),
			..own.clone()
		};
		let other = OnChain {
			certificate: 150,
			commitment: Hex32([9; 32]),
			..own.clone()
		};
		let (found, looked) = search(200, &[own, copied, other]);
		assert_eq!(found, Some(130));
		assert!(looked <= 2 * AT_A_TIME, "from the newest down: {looked}");
		assert_eq!(search(0, &[]), (None, 0));
		assert_eq!(search(3, &[]), (None, 3));
	}

	#[test]
	fn not_all_of_a_long_chain_is_looked_through() {
		let (found, looked) = search(3 * LOOKED_AT, &[given(5, &file())]);
		assert_eq!((found, looked), (None, LOOKED_AT));
		let said = not_there(192).to_string();
		assert!(
			said.contains("3 min 12 s") && said.contains("civic balance"),
			"{said}"
		);
	}

	#[test]
	fn what_is_found_has_to_be_what_the_file_says() {
		let (file, on_chain) = (file(), given(5, &file()));
		assert!(must_be(&file, &on_chain).is_ok());
		let less = OnChain {
			amount: Amount(6),
			..on_chain
		};
		let refused = must_be(&file, &less).unwrap_err().to_string();
		assert!(refused.contains("the amount differ"), "{refused}");
	}

	#[test]
	fn a_completed_file_is_written_and_read_again() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("c.json");
		std::fs::write(&path, file().text().unwrap()).unwrap();
		let mut file = file();
		file.complete(5, Some(Moment(1_795_435_200)));
		assert!(write(&path, &file, 5));
		let text = std::fs::read_to_string(&path).unwrap();
		let read = CertificateFile::parse(&text).unwrap();
		assert_eq!(read.certificate, Some(5));
		assert_eq!(read.at.as_deref(), Some("2026-11-23T12:00:00Z"));
		assert!(!write(&path.join("c.json"), &file, 5));
	}
}
