//! `civic offline`: sign on a machine without a network, and send from another.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{claim_submit, outcome};
use crate::{
	chain::{
		block_on,
		offline::{words_of, Decoded},
		Chain,
	},
	cli::Global,
	error::Result,
	files,
	keys::SignerArgs,
	offline::{Frame, Signed},
	output::{facts, Report},
	signing::frame_rows,
	time::Moment,
};

/// Sign on a machine without a network, and send from another.
#[derive(Debug, Subcommand)]
pub enum OfflineCommand {
	/// Write down what a machine without a network has to know to sign
	#[command(after_help = "Examples:
  civic offline prepare --account 5Grw… --out context.json
  civic offline prepare --account 5Grw… --source 3 --out context.json      to claim for source 3

Take the file to the machine with the key, and sign there with any command that has --offline:
  civic transfer 5FHn… 12.5 --key anna --offline context.json --out signed.json
Bring the signed file back, and send it before the time it states:
  civic offline send signed.json

One context does for several transactions: it counts them, and they are sent in their order.")]
	Prepare(PrepareArgs),
	/// Show what a signed transaction does. Asks no node
	#[command(after_help = "Example:
  civic offline show signed.json")]
	Show {
		/// The signed transaction
		file: PathBuf,
	},
	/// Hand a signed transaction in, and wait until it is final
	#[command(after_help = "Example:
  civic offline send signed.json

It shows what the command itself would have shown. No key is needed here.")]
	Send {
		/// The signed transaction
		file: PathBuf,
	},
}

/// Arguments of `civic offline prepare`.
#[derive(Debug, Args)]
pub struct PrepareArgs {
	/// The account that will sign; without it, that of --key
	#[arg(long, value_name = "ADDRESS")]
	account: Option<String>,
	/// Also what `claim submit` has to know for this source
	#[arg(long, value_name = "N")]
	source: Option<u64>,
	/// With --source: this methodology instead of the one in force
	#[arg(long, value_name = "N", requires = "source")]
	methodology: Option<u32>,
	/// The new file
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, command: OfflineCommand) -> Result<()> {
	match command {
		OfflineCommand::Prepare(args) => prepare(global, args),
		OfflineCommand::Show { file } => {
			let signed = Signed::read(&file)?;
			let words = words_of(&signed)?;
			global.output().show(&Shown {
				call: words.name,
				does: words.does,
				arguments: words
					.arguments
					.into_iter()
					.map(|(name, value)| Argument { name, value })
					.collect(),
				frame: signed.frame,
			})
		},
		OfflineCommand::Send { file } => {
			let signed = Signed::read(&file)?;
			block_on(async {
				let chain = Chain::connect(global).await?;
				let call = Decoded::of(&signed)?;
				let submitted = chain.send(&signed).await?;
				outcome::tell(global, &chain, submitted, call).await
			})
		},
	}
}

fn prepare(global: &Global, args: PrepareArgs) -> Result<()> {
	files::must_not_exist(&args.out, "context")?;
	let store = global.key_store()?;
	let account = match &args.account {
		Some(text) => store.account(text)?,
		None => args.signer.account(&store)?,
	};
	block_on(async {
		let chain = Chain::connect(global).await?;
		let claiming = match args.source {
			Some(source) => {
				let state = chain.state().await?;
				Some(claim_submit::known(&state, source, args.methodology).await?)
			},
			None => None,
		};
		let context = chain.context(&account, claiming).await?;
		files::write_new(&args.out, context.text()?.as_bytes(), "context")?;
		global.output().show(&Prepared {
			frame: context.frame,
			path: args.out.clone(),
		})
	})
}

/// A context that was written down.
#[derive(Debug, Serialize)]
struct Prepared {
	#[serde(flatten)]
	frame: Frame,
	path: PathBuf,
}

impl Report for Prepared {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(to, "{}", facts(frame_rows(&self.frame)))?;
		writeln!(
			to,
			"It is in {0}. What is signed with it has to be sent before {1}:\n  civic … --key NAME \
			 --offline {0} --out signed.json",
			self.path.display(),
			self.frame.valid_until
		)
	}
}

/// A signed transaction.
#[derive(Debug, Serialize)]
struct Shown {
	call: String,
	does: String,
	arguments: Vec<Argument>,
	#[serde(flatten)]
	frame: Frame,
}

/// What a call is given.
#[derive(Debug, Serialize)]
struct Argument {
	name: String,
	value: String,
}

impl Report for Shown {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let names: Vec<_> = self
			.arguments
			.iter()
			.map(|argument| format!("  {}", argument.name.replace('_', " ")))
			.collect();
		let mut rows = vec![("Signed", self.call.clone()), ("  does", self.does.clone())];
		rows.extend(
			names
				.iter()
				.zip(&self.arguments)
				.map(|(name, argument)| (name.as_str(), argument.value.clone())),
		);
		rows.extend(frame_rows(&self.frame));
		writeln!(to, "{}", facts(rows))?;
		if self.frame.valid_until <= Moment::now() {
			writeln!(
				to,
				"Its time is over, by this machine's clock: it will be refused."
			)?;
		}
		Ok(())
	}
}
