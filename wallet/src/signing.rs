//! How a call is carried out: signed and handed in at once, or signed here without any connection
//! and sent by another machine.

use std::{
	io::{self, BufRead, IsTerminal, Write},
	path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;
use subxt::tx::Payload;

use crate::{
	chain::{block_on, offline::Desk, Chain, Submitted},
	cli::Global,
	error::{Error, Result},
	files,
	keys::SignerArgs,
	offline::{Context, Frame},
	output::{facts, Report},
	time::Moment,
};

/// Who signs, and where.
#[derive(Debug, Clone, Args)]
pub struct SigningArgs {
	/// Who.
	#[command(flatten)]
	pub signer: SignerArgs,

	/// Sign without any connection, by what `civic offline prepare` wrote; `civic offline send` hands
	/// it in
	#[arg(
		long,
		value_name = "CONTEXT",
		requires = "out",
		help_heading = "Signing"
	)]
	offline: Option<PathBuf>,

	/// With --offline: the new file for what was signed
	#[arg(
		long,
		value_name = "FILE",
		requires = "offline",
		help_heading = "Signing"
	)]
	out: Option<PathBuf>,

	/// With --offline: do not ask before signing. It has to be said where there is no terminal to ask at
	#[arg(long, requires = "offline", help_heading = "Signing")]
	yes: bool,
}

/// Where something is signed without a connection.
pub struct Offline<'a> {
	context: &'a Path,
	out: &'a Path,
	yes: bool,
}

impl SigningArgs {
	/// The files to work with, if there is to be no connection.
	pub fn offline(&self) -> Option<Offline<'_>> {
		match (&self.offline, &self.out) {
			(Some(context), Some(out)) => Some(Offline {
				context,
				out,
				yes: self.yes,
			}),
			_ => None,
		}
	}
}

/// Carry out `call`, which needs nothing from the chain to be written down, and tell of it by `then`
/// once it is on the chain; or sign it for later. `what` says what it does, in progress.
pub fn carry_out(
	global: &Global,
	signing: &SigningArgs,
	call: &impl Payload,
	what: &str,
	then: impl AsyncFnOnce(&Chain, Submitted) -> Result<()>,
) -> Result<()> {
	if let Some(offline) = signing.offline() {
		return offline.sign(global, &signing.signer, call);
	}
	let key = signing.signer.open(&global.key_store()?)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let submitted = chain.submit(call, &key, what).await?;
		then(&chain, submitted).await
	})
}

impl Offline<'_> {
	/// What is known of the chain here.
	pub fn context(&self) -> Result<Context> {
		Context::read(self.context)
	}

	/// Show what `call` does, sign it, and write it down.
	pub fn sign(&self, global: &Global, signer: &SignerArgs, call: &impl Payload) -> Result<()> {
		files::must_not_exist(self.out, "signed transaction")?;
		let mut context = self.context()?;
		let store = global.key_store()?;
		let account = signer.account(&store)?;
		if context.frame.account != account {
			return Err(Error::input(format!(
				"The context {} is for {}, and the key that signs is {account}. Prepare one for this key: \
				 civic offline prepare --account {account}",
				self.context.display(),
				context.frame.account
			)));
		}
		if let Some(expected) = global.target()?.network {
			if expected.genesis != context.frame.genesis {
				return Err(Error::network(format!(
					"The context is of another network: \"{}\", whose first block is {}. \"{}\" was meant, \
					 whose first block is {}. Name its network with --network, or prepare another context.",
					context.frame.network, context.frame.genesis, expected.name, expected.genesis
				)));
			}
		}
		context.frame.must_be_fresh(Moment::now())?;
		let desk = Desk::new(&context)?;
		let words = desk.words(call)?;
		let mut rows = vec![("What is signed", words.name.clone())];
		rows.push(("  does", words.does.clone()));
		let arguments: Vec<_> = words
			.arguments
			.iter()
			.map(|(name, value)| (format!("  {}", name.replace('_', " ")), value.clone()))
			.collect();
		rows.extend(arguments.iter().map(|(n, v)| (n.as_str(), v.clone())));
		rows.extend(frame_rows(&context.frame));
		tell(&format!("{}", facts(rows)))?;
		self.ask()?;
		let key = signer.open(&store)?;
		let signed = desk.sign(call, &key)?;
		files::write_new(self.out, signed.text()?.as_bytes(), "signed transaction")?;
		// Two of one number would be as bad as one that nobody counted.
		if let Err(error) = context.count(self.context) {
			let _ = std::fs::remove_file(self.out);
			return Err(Error::input(format!(
				"{error} Each transaction has its number, which is counted in the context: put it where \
				 it can be written. Nothing was signed."
			)));
		}
		global.output().show(&SignedHere {
			signed: words.name,
			nonce: signed.frame.nonce,
			valid_until: signed.frame.valid_until,
			path: self.out.to_path_buf(),
		})
	}

	/// Whether a person at a terminal means it.
	fn ask(&self) -> Result<()> {
		if self.yes {
			return Ok(());
		}
		if !io::stdin().is_terminal() {
			return Err(Error::usage(
				"Nothing was signed: there is no terminal to ask at whether it is meant. If it is, say --yes.",
			));
		}
		let _ = write!(io::stderr(), "Sign this? [y/N] ");
		let mut answer = String::new();
		io::stdin()
			.lock()
			.read_line(&mut answer)
			.map_err(|e| Error::internal(format!("The answer cannot be read: {e}.")))?;
		match answer.trim() {
			"y" | "Y" | "yes" => Ok(()),
			_ => Err(Error::input("Nothing was signed.")),
		}
	}
}

/// On standard error, so that a program's document stays alone.
fn tell(text: &str) -> Result<()> {
	writeln!(io::stderr(), "{text}")
		.map_err(|e| Error::internal(format!("What is signed cannot be shown: {e}.")))
}

/// For which chain, by whom and how long.
pub fn frame_rows(frame: &Frame) -> [(&'static str, String); 5] {
	let left = frame.left(Moment::now());
	[
		("On the network", frame.network.clone()),
		("  whose first block is", frame.genesis.to_string()),
		("By", frame.account.to_string()),
		("  as its transaction no.", frame.nonce.to_string()),
		(
			"Good until about",
			format!("{} ({left} from now)", frame.valid_until),
		),
	]
}

/// Something that was signed and not sent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedHere {
	/// Which call.
	signed: String,
	nonce: u64,
	valid_until: Moment,
	path: PathBuf,
}

impl Report for SignedHere {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(
			to,
			"Signed, and not sent: {} is in {}. Take it to a machine with a network and send it before {}: \
			 civic offline send {}",
			self.signed,
			self.path.display(),
			self.valid_until,
			self.path.display()
		)
	}
}
