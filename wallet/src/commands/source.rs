//! `civic source`: what is measured.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::member::{self, own_number};
use crate::{
	amount::grouped,
	chain::{api::civic, block_on, views::SourceView, Chain, Receipt, State, Submitted},
	cli::Global,
	error::{Error, Result},
	hex32::Hex32,
	keys::SignerArgs,
	output::{facts, number, table, Report},
	registrar::{EntryArgs, Subject},
	signing::{carry_out, SigningArgs},
	time::Moment,
};

/// Register what is measured.
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
	/// Register a roof, a boiler, a building …
	#[command(after_help = "Example:
  civic source register --family 0 --place 0x… --nameplate 5000 --key anna

The place commitment comes from the registrar (`civic member derive place`).")]
	Register(RegisterArgs),
	/// As a verifier, confirm that a source is as registered
	#[command(after_help = "Example:
  civic source commission 3 --since 2026-07-01 --key vera")]
	Commission {
		/// The source's number
		source: u64,
		/// Since when it has been in operation as registered, as that day begins (UTC); without it, from now on
		#[arg(long, value_name = "DATE")]
		since: Option<Moment>,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// End a source
	#[command(after_help = "Example:
  civic source decommission 3 --key anna")]
	Decommission {
		/// The source's number
		source: u64,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// Show a source
	#[command(after_help = "Example:
  civic source show 3")]
	Show {
		/// The source's number
		source: u64,
	},
	/// List a member's sources
	#[command(after_help = "Examples:
  civic source list --key anna
  civic source list --owner 7")]
	List {
		/// The member's number or account; without it, yourself
		#[arg(long, value_name = "MEMBER")]
		owner: Option<String>,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
}

/// Arguments of `civic source register`.
#[derive(Debug, Args)]
pub struct RegisterArgs {
	/// The methodology family it is measured by (`civic methodology list`)
	#[arg(long, value_name = "N")]
	family: u32,
	/// The registrar's commitment to the premises
	#[arg(long, value_name = "0xHEX", conflicts_with_all = ["secret_file", "id_file"])]
	place: Option<Hex32>,
	#[command(flatten)]
	entry: EntryArgs,
	/// The most it can do in an hour, in the methodology's unit: for 5 kW write 5000
	#[arg(long, value_name = "UNITS")]
	nameplate: u64,
	/// The public key of the device that signs its readings
	#[arg(long, value_name = "0xHEX")]
	device: Option<Hex32>,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run it.
pub fn run(global: &Global, command: SourceCommand) -> Result<()> {
	let calls = civic::transactions().measurements();
	match command {
		SourceCommand::Register(args) => register(global, args),
		SourceCommand::Commission {
			source,
			since,
			signing,
		} => commission(global, source, since, &signing),
		SourceCommand::Decommission { source, signing } => {
			let call = calls.decommission(source);
			let what = "Decommissioning";
			carry_out(global, &signing, &call, what, async |chain, submitted| {
				done(global, chain, submitted, "decommissioned", Some(source)).await
			})
		},
		SourceCommand::Show { source } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&get(&state, source).await?)
		}),
		SourceCommand::List { owner, signer } => block_on(list(global, owner, signer)),
	}
}

fn register(global: &Global, args: RegisterArgs) -> Result<()> {
	let place = match args.place {
		Some(place) => place,
		None if args.entry.secret_file.is_some() => args.entry.derive(Subject::Place)?,
		None => {
			return Err(Error::usage(
				"Say where it is: --place 0x…, the commitment your registrar gave you.",
			))
		},
	};
	let call = civic::transactions().measurements().register_source(
		args.family,
		place.into(),
		args.nameplate,
		args.device.map(|device| device.0),
	);
	let what = "Registering the source";
	carry_out(
		global,
		&args.signing,
		&call,
		what,
		async |chain, submitted| done(global, chain, submitted, "registered", None).await,
	)
}

fn commission(
	global: &Global,
	source: u64,
	since: Option<Moment>,
	signing: &SigningArgs,
) -> Result<()> {
	let calls = civic::transactions().measurements();
	if let Some(offline) = signing.offline() {
		let since = since.ok_or_else(|| {
			Error::usage("Without a connection there is no time to begin at. Say --since DATE.")
		})?;
		return offline.sign(global, &signing.signer, &calls.commission(source, since.0));
	}
	let store = global.key_store()?;
	let account = signing.signer.account(&store)?;
	let key = signing.signer.open(&store)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let state = chain.state().await?;
		// The chain looks at the source first: to someone who may not do it at all, it would say
		// what is wrong with the source.
		let verifier = civic::view_functions().members().verifier(account);
		if state.ask(verifier).await?.is_none() {
			return Err(Error::input(
				"The key that signs is no accredited verifier's, and only they commission sources. Ask \
				 one, or be accredited first (civic whoami shows what you are).",
			));
		}
		let since = match since {
			Some(since) => since,
			None => state.now().await?,
		};
		let call = calls.commission(source, since.0);
		let submitted = chain.submit(&call, &key, "Commissioning").await?;
		done(global, &chain, submitted, "commissioned", Some(source)).await
	})
}

/// Tell of what was `done` to a source; what was registered is named by the chain.
pub async fn done(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	done: &'static str,
	source: Option<u64>,
) -> Result<()> {
	let registered = submitted.event::<civic::measurements::events::SourceRegistered>()?;
	let source = source.or(registered.map(|event| event.source));
	let receipt = submitted.receipt;
	let source = match (&receipt.block, source) {
		(Some(_), Some(id)) => Some(get(&chain.state().await?, id).await?),
		_ => None,
	};
	global.output().show(&Done {
		done,
		receipt,
		source,
	})
}

/// The source of this number.
pub async fn get(state: &State, id: u64) -> Result<SourceView> {
	let found = state
		.ask(civic::view_functions().measurements().source(id))
		.await?;
	found
		.map(|source| SourceView::new(id, &source))
		.ok_or_else(|| {
			Error::input(format!(
				"There is no source {id}. `civic source list` shows yours."
			))
		})
}

/// The sources of a member.
pub async fn of_owner(state: &State, owner: u64) -> Result<Vec<SourceView>> {
	let mut sources = Vec::new();
	let mut from = 0;
	loop {
		let question = civic::view_functions()
			.measurements()
			.sources_of(owner, from);
		let page = state.ask(question).await?;
		let Some((last, _)) = page.last() else {
			return Ok(sources);
		};
		from = last.saturating_add(1);
		sources.extend(page.iter().map(|(id, source)| SourceView::new(*id, source)));
	}
}

/// The number of the member somebody means.
pub async fn owner_number(
	global: &Global,
	state: &State,
	owner: Option<&str>,
	signer: &SignerArgs,
) -> Result<u64> {
	let store = global.key_store()?;
	match owner {
		Some(text) => member::number(&store, state, text).await,
		None => own_number(state, &signer.account(&store)?).await,
	}
}

async fn list(global: &Global, owner: Option<String>, signer: SignerArgs) -> Result<()> {
	let state = Chain::connect(global).await?.state().await?;
	let owner = owner_number(global, &state, owner.as_deref(), &signer).await?;
	global.output().show(&Sources {
		sources: of_owner(&state, owner).await?,
	})
}

impl Report for SourceView {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = vec![
			("Source", self.source.to_string()),
			("Owner", format!("member {}", self.owner)),
			("Family", self.family.to_string()),
			("End use", self.end_use.clone()),
			("Place", self.place.to_string()),
			(
				"Nameplate",
				format!("{} units an hour", grouped(self.nameplate.into())),
			),
			("Status", self.status.to_string()),
		];
		if let Some(device) = &self.device {
			rows.push(("Device", device.to_string()));
		}
		if let (Some(since), Some(by)) = (self.commissioned_since, self.commissioned_by) {
			rows.push(("Commissioned", format!("since {since}, by member {by}")));
		}
		if let Some(at) = self.decommissioned_at {
			rows.push(("Decommissioned", at.to_string()));
		}
		if let Some(at) = self.last_submission {
			rows.push(("Last claim", at.to_string()));
		}
		writeln!(to, "{}", facts(rows))
	}
}

/// Something that was done to a source.
#[derive(Debug, Serialize)]
struct Done {
	done: &'static str,
	#[serde(flatten)]
	receipt: Receipt,
	source: Option<SourceView>,
}

impl Report for Done {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.receipt.block.is_none() {
			return writeln!(to, "The source is to be {}: {}.", self.done, self.receipt);
		}
		writeln!(to, "The source is {} ({}).", self.done, self.receipt)?;
		self.source
			.as_ref()
			.map_or(Ok(()), |source| source.tell(to))
	}
}

/// A member's sources.
#[derive(Debug, Serialize)]
struct Sources {
	sources: Vec<SourceView>,
}

impl Report for Sources {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.sources.is_empty() {
			return writeln!(
				to,
				"There are no sources. Register one: civic source register"
			);
		}
		let mut rows = table(&["No.", "Family", "End use", "Nameplate", "Status", "Since"]);
		for source in &self.sources {
			rows.add_row([
				number(source.source),
				number(source.family),
				source.end_use.clone().into(),
				number(grouped(source.nameplate.into())),
				source.status.into(),
				source
					.commissioned_since
					.map(|at| at.to_string())
					.unwrap_or_default()
					.into(),
			]);
		}
		writeln!(to, "{rows}")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let done = |receipt| Done {
			done: "registered",
			receipt,
			source: None,
		};
		assert!(told(&done(Receipt::final_in(9))).starts_with("The source is registered"));
		let said = told(&done(Receipt::handed_in()));
		assert!(
			said.starts_with("The source is to be registered: handed in"),
			"{said}"
		);
	}
}
