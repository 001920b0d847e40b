//! `civic referendum`: what is put to the vote, and what becomes of it.

#[cfg(test)]
mod tests;
pub mod view;
mod watch;
pub mod words;

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::{Args, Subcommand, ValueEnum};
use comfy_table::ContentArrangement;
use serde::Serialize;

use self::{
	view::{Clock, ReferendumView},
	words::capital,
};
use super::propose::{self, Opened};
use crate::{
	chain::{api::civic, block_on, referenda::hash, Chain, Receipt, State, Submitted},
	cli::Global,
	decision::percent,
	error::{Error, Result},
	files,
	hex32::Hex32,
	keys::SignerArgs,
	output::{number, table, Report},
	signing::{carry_out, SigningArgs},
	time::span,
};

/// The largest runtime.
const MAX_RUNTIME: u64 = 32 * 1024 * 1024;

/// What is put to the vote, and what becomes of it.
#[derive(Debug, Subcommand)]
pub enum ReferendumCommand {
	/// List referenda, newest first
	#[command(after_help = "Examples:
  civic referendum list
  civic referendum list --open
  civic referendum list --limit 100 --json")]
	List(ListArgs),
	/// Show a referendum: for and against, what it needs, the time left, what will happen
	#[command(after_help = "Examples:
  civic referendum show 3
  civic referendum show 3 --key anna      also your own vote, or why you may not

By weight is what was contributed; by people is who has voted. Agreement is by weight, support by
people (those for it, of all citizens), and both are needed. What is needed falls with time: the
mark in a bar shows where it stands. Of a referendum that has ended, a node shows this as long as
it keeps the block before.")]
	Show {
		/// The referendum's number
		referendum: u32,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Follow referenda as they go, live
	#[command(after_help = "Examples:
  civic referendum watch 3
  civic referendum watch                     all that are open
  civic referendum watch 3 --json | jq .referendum.status

On a terminal it is renewed with each final block; elsewhere a line is written for each change, with
--json a document a line. A referendum that is named ends it when it is over; Ctrl-C ends it too.")]
	Watch(watch::WatchArgs),
	/// Do what a referendum lacks before it can be voted and decided on
	#[command(after_help = "Example:
  civic referendum open 3 --key anna

`civic propose` does both. Somebody has to have it taken up for decision (which costs no tokens),
and somebody has to have it found out who has an interest in it, before the first vote.")]
	Open {
		/// The referendum's number
		referendum: u32,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Have tried again what was decided and could not be done
	#[command(after_help = "Example:
  civic referendum retry 3 --key anna

`civic referendum show 3` says why it could not be done, and until when it can be tried again.")]
	Retry {
		/// The referendum's number
		referendum: u32,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// Hand in the runtime whose hash was decided on
	#[command(after_help = "Example:
  civic referendum apply-upgrade civic_runtime.compact.compressed.wasm --key works

Anybody may, but only an agency's allowance has room for a runtime.")]
	ApplyUpgrade {
		/// The runtime
		wasm: PathBuf,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Have the votes on a referendum that has ended forgotten, some at a time
	#[command(after_help = "Example:
  civic referendum clean-up 3 --key anna")]
	CleanUp {
		/// The referendum's number
		referendum: u32,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// Show the tracks: how each kind of decision is taken
	#[command(after_help = "Example:
  civic referendum tracks")]
	Tracks,
}

/// Arguments of `civic referendum list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	/// Only those that can still be voted on
	#[arg(long)]
	open: bool,
	/// Only those of this status
	#[arg(long, value_enum, conflicts_with = "open")]
	status: Option<StatusArg>,
	/// The newest so many
	#[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u8).range(1..=100))]
	limit: u8,
}

/// How far a referendum is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusArg {
	/// Looked at, before it can be decided on
	Preparing,
	/// Waits for a place among those decided on
	Queued,
	/// Decided on
	Deciding,
	/// Has what it needs, and must keep it
	Confirming,
	/// Decided: yes
	Approved,
	/// Decided: no
	Rejected,
	/// Ended by the root track
	Cancelled,
	/// Ended because nobody had it taken up
	TimedOut,
	/// Ended by the root track, as an abuse
	Killed,
}

impl StatusArg {
	fn fits(self, status: &str) -> bool {
		self.to_possible_value()
			.is_some_and(|value| value.get_name() == status)
	}
}

/// Run it.
pub fn run(global: &Global, command: ReferendumCommand) -> Result<()> {
	let calls = civic::transactions();
	match command {
		ReferendumCommand::List(args) => block_on(async {
			let chain = Chain::connect(global).await?;
			let state = chain.state().await?;
			global.output().show(&Referenda {
				referenda: list(&chain, &state, &args).await?,
			})
		}),
		ReferendumCommand::Show { referendum, signer } => {
			let who = signer.somebody(&global.key_store()?)?;
			block_on(async {
				let chain = Chain::connect(global).await?;
				let state = chain.state().await?;
				let view = view::get(&chain, &state, referendum, who.as_ref()).await?;
				global.output().show(&view)
			})
		},
		ReferendumCommand::Watch(args) => watch::run(global, &args),
		ReferendumCommand::Open { referendum, signer } => {
			let key = signer.open(&global.key_store()?)?;
			block_on(async {
				let chain = Chain::connect(global).await?;
				let opened = propose::open(&chain, referendum, &key).await?;
				let view = match opened.is_final() {
					true => {
						let state = chain.state().await?;
						Some(view::get(&chain, &state, referendum, None).await?)
					},
					false => None,
				};
				global.output().show(&NowOpen { opened, view })
			})
		},
		ReferendumCommand::Retry {
			referendum,
			signing,
		} => carry_out(
			global,
			&signing,
			&calls.governance().retry(referendum),
			"Having it tried again",
			async |chain, submitted| {
				told(global, chain, submitted, "tried-again", referendum).await
			},
		),
		ReferendumCommand::CleanUp {
			referendum,
			signing,
		} => carry_out(
			global,
			&signing,
			// As many at a time as the chain does.
			&calls.assembly().clean_up(referendum, u32::MAX),
			"Forgetting votes",
			async |_, submitted| {
				let event = submitted.event::<civic::assembly::events::CleanedUp>()?;
				global.output().show(&Cleaned {
					removed: event.as_ref().map(|event| event.removed),
					complete: event.as_ref().map(|event| event.complete),
					receipt: submitted.receipt,
				})
			},
		),
		ReferendumCommand::ApplyUpgrade { wasm, signer } => apply(global, &wasm, &signer),
		ReferendumCommand::Tracks => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&tracks(&state).await?)
		}),
	}
}

async fn list(chain: &Chain, state: &State, args: &ListArgs) -> Result<Vec<ReferendumView>> {
	let mut found = Vec::new();
	for index in (0..state.next_referendum().await?).rev() {
		if found.len() >= usize::from(args.limit) {
			break;
		}
		let Some(referendum) = state.referendum(index).await? else {
			continue;
		};
		if args.open && !referendum.is_open() {
			continue;
		}
		let view = view::of(chain, state, index, referendum, None).await?;
		if args.status.is_none_or(|status| status.fits(view.status)) {
			found.push(view);
		}
	}
	Ok(found)
}

async fn told(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	done: &'static str,
	index: u32,
) -> Result<()> {
	let referendum = match submitted.receipt.block {
		Some(_) => Some(view::get(chain, &chain.state().await?, index, None).await?),
		None => None,
	};
	global.output().show(&Acted {
		done,
		index,
		receipt: submitted.receipt,
		referendum,
	})
}

fn apply(global: &Global, wasm: &std::path::Path, signer: &SignerArgs) -> Result<()> {
	let code = files::read(wasm, MAX_RUNTIME, "runtime")?;
	let code_hash = hash(&code);
	let key = signer.open(&global.key_store()?)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let state = chain.state().await?;
		let wanted = state
			.stored(civic::storage().system().authorized_upgrade(), ())
			.await?
			.map(|upgrade| Hex32::from(upgrade.code_hash));
		match wanted {
			Some(wanted) if wanted == code_hash => {},
			Some(wanted) => {
				return Err(Error::input(format!(
					"The runtime {} has the hash {code_hash}, and the one that was decided on has {wanted}. \
					 Take that one.",
					wasm.display()
				)))
			},
			None => {
				return Err(Error::input(
					"No upgrade of the runtime was decided on, or it is through. Propose one: civic propose \
					 upgrade-runtime --wasm FILE",
				))
			},
		}
		let call = civic::transactions()
			.system()
			.apply_authorized_upgrade(code);
		let submitted = chain.submit(&call, &key, "Handing the runtime in").await?;
		global.output().show(&Upgraded {
			hash: code_hash,
			receipt: submitted.receipt,
		})
	})
}

async fn tracks(state: &State) -> Result<Tracks> {
	let clock = Clock::of(state).await?;
	let tracks = state.tracks()?;
	Ok(Tracks {
		tracks: tracks
			.iter()
			.map(|track| {
				let (approval, support) = track.needed(0);
				let (approval_at_last, support_at_last) = track.needed(track.decide);
				TrackView {
					number: track.id,
					name: track.name.clone(),
					prepare_seconds: clock.lasts(track.prepare),
					decide_seconds: clock.lasts(track.decide),
					confirm_seconds: clock.lasts(track.confirm),
					enact_seconds: clock.lasts(track.enact),
					approval_ppb: [approval, approval_at_last],
					support_ppb: [support, support_at_last],
					places: track.places,
				}
			})
			.collect(),
	})
}

/// Referenda.
#[derive(Debug, Serialize)]
struct Referenda {
	referenda: Vec<ReferendumView>,
}

impl Report for Referenda {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.referenda.is_empty() {
			return writeln!(
				to,
				"No referendum is like that now. `civic referendum list` shows all, `civic propose --help` how to \
				 propose something."
			);
		}
		writeln!(to, "{}", rows(&self.referenda, None))
	}
}

/// Referenda in a table, of this width if there is one to keep to.
fn rows<'a>(views: impl IntoIterator<Item = &'a ReferendumView>, width: Option<u16>) -> String {
	let mut rows = table(&["No.", "What", "Track", "Status", "Agreement", "Support"]);
	// As wide as the terminal, where it is one.
	rows.set_content_arrangement(ContentArrangement::Dynamic);
	if let Some(width) = width {
		rows.set_width(width);
	}
	for view in views {
		let details = view.details.as_ref();
		let status = match (view.left(), &view.enactment) {
			(left, _) if !left.is_empty() => format!("{}, {left}", view.status),
			(_, Some(enactment)) => format!("{}, {}", view.status, enactment.status),
			_ => view.status.into(),
		};
		rows.add_row([
			number(view.referendum),
			capital(&view.title()).into(),
			details.map_or("", |details| &details.track.name).into(),
			status.into(),
			number(details.map_or(String::new(), |d| percent(d.approval.ppb))),
			number(details.map_or(String::new(), |d| percent(d.support.ppb))),
		]);
	}
	rows.to_string()
}

/// A referendum that can be voted on.
#[derive(Debug, Serialize)]
struct NowOpen {
	#[serde(flatten)]
	opened: Opened,
	/// As it is then; nothing when nobody waited for it.
	#[serde(rename = "referendum")]
	view: Option<ReferendumView>,
}

impl Report for NowOpen {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if let Some(receipt) = self.opened.receipt.as_ref().filter(|_| self.view.is_none()) {
			return writeln!(to, "What it lacks is {receipt}.");
		}
		match (self.opened.taken_up, self.opened.examined) {
			(false, false) => writeln!(to, "Nothing was lacking.\n")?,
			(true, false) => writeln!(to, "It is taken up for decision.\n")?,
			(false, true) => {
				writeln!(to, "It is known who has an interest: it can be voted on.\n")?
			},
			(true, true) => writeln!(to, "It is taken up for decision, and can be voted on.\n")?,
		}
		self.view.as_ref().map_or(Ok(()), |view| view.tell(to))
	}
}

/// Something that was done about a referendum.
#[derive(Debug, Serialize)]
struct Acted {
	done: &'static str,
	#[serde(skip)]
	index: u32,
	#[serde(flatten)]
	receipt: Receipt,
	referendum: Option<ReferendumView>,
}

impl Report for Acted {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let Self { receipt, index, .. } = self;
		match receipt.block {
			Some(_) => writeln!(
				to,
				"It is tried again in the next block, or five after it failed ({receipt}). How it goes: civic \
				 referendum watch {index}"
			)?,
			None => writeln!(
				to,
				"Having it tried again is {receipt}. How it goes: civic referendum watch {index}"
			)?,
		}
		self.referendum
			.as_ref()
			.map_or(Ok(()), |view| view.tell(to))
	}
}

/// Votes that were forgotten.
#[derive(Debug, Serialize)]
struct Cleaned {
	removed: Option<u32>,
	complete: Option<bool>,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Cleaned {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let more = match self.complete {
			Some(false) => " There are more: repeat it.",
			_ => "",
		};
		match self.removed {
			Some(removed) => writeln!(
				to,
				"{removed} votes and opinions are forgotten ({}).{more}",
				self.receipt
			),
			None => writeln!(to, "Forgetting votes is {}.", self.receipt),
		}
	}
}

/// A runtime that was handed in.
#[derive(Debug, Serialize)]
struct Upgraded {
	hash: Hex32,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Upgraded {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let Self { hash, receipt } = self;
		match receipt.block {
			Some(_) => writeln!(
				to,
				"The runtime {hash} is handed in ({receipt}). It is in force from the next block on; a civic of \
				 its version may be needed."
			),
			None => writeln!(to, "The runtime {hash} is {receipt}."),
		}
	}
}

/// The tracks.
#[derive(Debug, Serialize)]
struct Tracks {
	tracks: Vec<TrackView>,
}

/// How one kind of decision is taken.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TrackView {
	number: u16,
	name: String,
	prepare_seconds: u64,
	decide_seconds: u64,
	confirm_seconds: u64,
	enact_seconds: u64,
	/// At first and in the end.
	approval_ppb: [u32; 2],
	/// At first and in the end.
	support_ppb: [u32; 2],
	/// How many are decided on at a time.
	places: u32,
}

impl Report for Tracks {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = table(&[
			"Track",
			"Looked at",
			"Decided on",
			"Confirmed",
			"Done after",
			"Agreement",
			"Support",
		]);
		let falls = |[first, last]: [u32; 2]| format!("{} → {}", percent(first), percent(last));
		for track in &self.tracks {
			rows.add_row([
				track.name.clone(),
				span(track.prepare_seconds),
				span(track.decide_seconds),
				span(track.confirm_seconds),
				span(track.enact_seconds),
				falls(track.approval_ppb),
				falls(track.support_ppb),
			]);
		}
		writeln!(to, "{rows}")
	}
}
