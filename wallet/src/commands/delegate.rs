//! `civic delegate` and `civic stand`: relying on somebody, and being relied on.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{
	member::{number, own_number},
	track::TrackArg,
};
use crate::{
	chain::{api::civic, block_on, Chain, Receipt, State, Submitted},
	cli::Global,
	error::{Error, Result},
	keys::SignerArgs,
	output::{table, Report},
	signing::{carry_out, SigningArgs},
};

/// The word for relying on nobody.
const NOBODY: &str = "nobody";

/// Arguments of `civic delegate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic delegate --key anna                       on whom you rely, and who relies on you
  civic delegate methodology 12 --key anna        the next votes of member 12 there are yours too
  civic delegate methodology --to nobody --key anna

Who is relied on has to stand as a delegate (civic stand). A vote cast for you has your own weight.
You can vote yourself at any time: that goes before. What was cast for you stays when you rely on
nobody any more; take it back with: civic vote N --retract.")]
pub struct DelegateArgs {
	/// On which track; without it, all of them are shown
	#[arg(value_enum)]
	track: Option<TrackArg>,
	/// On whom: a member's number, an address, or the name of a key
	#[arg(value_name = "MEMBER", requires = "track")]
	member: Option<String>,
	/// The same; `nobody` ends it
	#[arg(
		long,
		value_name = "MEMBER|nobody",
		conflicts_with = "member",
		requires = "track"
	)]
	to: Option<String>,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Arguments of `civic stand`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic stand methodology --key anna
  civic stand methodology --down --key anna

Others may rely on you on this track then (civic delegate): what you vote is cast for them too, with
their weight, unless they vote themselves. One who relies on somebody cannot stand.")]
pub struct StandArgs {
	/// On which track
	#[arg(value_enum)]
	track: TrackArg,
	/// Stand no longer: nobody relies on you any more
	#[arg(long)]
	down: bool,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run `civic delegate`.
pub fn run(global: &Global, args: &DelegateArgs) -> Result<()> {
	let Some(track) = args.track else {
		return show(global, &args.signing.signer);
	};
	let calls = civic::transactions().assembly();
	let id = track.number()?;
	let to = args.member.as_deref().or(args.to.as_deref());
	let Some(to) = to else {
		return Err(Error::usage(format!(
			"Say on whom to rely: civic delegate {0} MEMBER, or civic delegate {0} --to {NOBODY}.",
			track.name()
		)));
	};
	if to == NOBODY {
		let call = calls.undelegate(id);
		return carry_out(
			global,
			&args.signing,
			&call,
			"Relying on nobody",
			async |_, submitted| told(global, submitted, track, "relies-on-nobody", None),
		);
	}
	let member = named(global, to, args.signing.offline().is_some())?;
	let call = calls.delegate(id, member);
	carry_out(
		global,
		&args.signing,
		&call,
		"Relying on somebody",
		async |_, submitted| told(global, submitted, track, "relies", Some(member)),
	)
}

/// Run `civic stand`.
pub fn stand(global: &Global, args: &StandArgs) -> Result<()> {
	let calls = civic::transactions().assembly();
	let id = args.track.number()?;
	if args.down {
		let call = calls.stand_down(id);
		return carry_out(
			global,
			&args.signing,
			&call,
			"Standing down",
			async |_, submitted| told(global, submitted, args.track, "stands-no-longer", None),
		);
	}
	let call = calls.stand(id);
	carry_out(
		global,
		&args.signing,
		&call,
		"Standing as a delegate",
		async |_, submitted| told(global, submitted, args.track, "stands", None),
	)
}

/// The number of the member somebody means.
fn named(global: &Global, text: &str, offline: bool) -> Result<u64> {
	if let Ok(number) = text.parse() {
		return Ok(number);
	}
	if offline {
		return Err(Error::usage(format!(
			"Without a connection nobody knows the number of \"{text}\". Give the number."
		)));
	}
	let store = global.key_store()?;
	block_on(async {
		let state = Chain::connect(global).await?.state().await?;
		number(&store, &state, text).await
	})
}

fn told(
	global: &Global,
	submitted: Submitted,
	track: TrackArg,
	done: &'static str,
	member: Option<u64>,
) -> Result<()> {
	global.output().show(&Relied {
		done,
		track: track.name(),
		member,
		receipt: submitted.receipt,
	})
}

/// Something about delegation that was done.
#[derive(Debug, Serialize)]
struct Relied {
	/// `relies`, `relies-on-nobody`, `stands` or `stands-no-longer`.
	done: &'static str,
	track: &'static str,
	member: Option<u64>,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Relied {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let Self { track, receipt, .. } = self;
		if receipt.block.is_none() {
			return writeln!(to, "Your choice on the track {track} is {receipt}.");
		}
		match (self.done, self.member) {
			("relies", Some(member)) => writeln!(
				to,
				"You rely on member {member} on the track {track} ({receipt}): the next votes of member \
				 {member} there are cast for you too, unless you vote yourself."
			),
			("relies-on-nobody", _) => writeln!(
				to,
				"You rely on nobody on the track {track} ({receipt}). What was cast for you stays: civic vote \
				 N aye|nay changes it, civic vote N --retract takes it back."
			),
			("stands", _) => writeln!(
				to,
				"You stand as a delegate on the track {track} ({receipt}). Others may rely on you: civic \
				 delegate {track} YOUR-NUMBER"
			),
			_ => writeln!(
				to,
				"You do not stand as a delegate on the track {track} any more ({receipt}). Nobody relies on \
				 you there."
			),
		}
	}
}

fn show(global: &Global, signer: &SignerArgs) -> Result<()> {
	let account = signer.account(&global.key_store()?)?;
	block_on(async {
		let state = Chain::connect(global).await?.state().await?;
		let member = own_number(&state, &account).await?;
		global.output().show(&of(&state, member).await?)
	})
}

/// On whom a member relies, and who relies on it.
async fn of(state: &State, member: u64) -> Result<Reliances> {
	let questions = civic::view_functions().assembly();
	let mut tracks = Vec::new();
	for track in TrackArg::value_variants() {
		let id = track.track(state)?.id;
		tracks.push(Reliance {
			track: track.name(),
			relies_on: state.ask(questions.delegation(id, member)).await?,
			relied_on_by: state.ask(questions.delegators(id, member)).await?,
		});
	}
	Ok(Reliances { member, tracks })
}

/// On whom a member relies, and who relies on it.
#[derive(Debug, Serialize)]
struct Reliances {
	member: u64,
	tracks: Vec<Reliance>,
}

/// The same on one track.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reliance {
	track: &'static str,
	relies_on: Option<u64>,
	/// Nothing for one who does not stand as a delegate.
	relied_on_by: Option<Vec<u64>>,
}

impl Report for Reliances {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(to, "Member {}:", self.member)?;
		let mut rows = table(&["Track", "Relies on", "Stands as a delegate"]);
		for reliance in &self.tracks {
			let on = reliance
				.relies_on
				.map_or("nobody".into(), |member| format!("member {member}"));
			let by = match reliance.relied_on_by.as_deref() {
				None => "no".into(),
				Some([]) => "yes; nobody relies on it".into(),
				Some(members) => {
					let members: Vec<_> = members.iter().map(u64::to_string).collect();
					format!("yes, for members {}", members.join(", "))
				},
			};
			rows.add_row([reliance.track.to_string(), on, by]);
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
		let relied = |done, receipt| Relied {
			done,
			track: "commons",
			member: Some(12),
			receipt,
		};
		for done in ["relies", "relies-on-nobody", "stands", "stands-no-longer"] {
			let said = told(&relied(done, Receipt::final_in(9)));
			assert!(said.contains("final in block 9"), "{said}");
			let said = told(&relied(done, Receipt::handed_in()));
			assert!(
				said.starts_with("Your choice on the track commons is handed in"),
				"{said}"
			);
		}
	}
}
