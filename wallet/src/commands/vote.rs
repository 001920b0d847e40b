//! `civic vote` and `civic opine`: what one thinks of a referendum, with weight and without.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{
	propose,
	referendum::view::{self, side, ReferendumView},
};
use crate::{
	chain::{
		api::{civic, runtime::Bar},
		block_on,
		referenda::Found,
		Chain, Receipt, State, Submitted,
	},
	cli::Global,
	error::{Error, Result},
	output::Report,
	signing::{carry_out, SigningArgs},
};

/// For it, or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Side {
	/// For it
	#[value(alias = "yes", alias = "for")]
	Aye,
	/// Against it
	#[value(alias = "no", alias = "against")]
	Nay,
}

/// Arguments of `civic vote`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic vote 3 aye --key anna
  civic vote 3 nay --key anna            changes it: until the end, as often as you like
  civic vote 3 --retract --key anna

The first vote on a referendum costs no allowance. It weighs by what you had contributed when the
referendum was submitted (civic contribution show), never by tokens. If others rely on you on its
track, it is cast for them too, unless they vote themselves.")]
pub struct VoteArgs {
	/// The referendum's number
	referendum: u32,
	/// For it, or against it
	#[arg(value_enum, required_unless_present = "retract")]
	vote: Option<Side>,
	/// Take your vote back
	#[arg(long, conflicts_with = "vote")]
	retract: bool,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Arguments of `civic opine`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  civic opine 3 nay --key bakery

For members who may not vote: businesses, collectives, verifiers and agencies, those who were
enrolled later, and those with an interest in the outcome. Opinions are counted apart and decide
nothing.")]
pub struct OpineArgs {
	/// The referendum's number
	referendum: u32,
	/// For it, or against it
	#[arg(value_enum)]
	opinion: Side,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run `civic vote`.
pub fn run(global: &Global, args: &VoteArgs) -> Result<()> {
	let (poll, signing) = (args.referendum, &args.signing);
	let calls = civic::transactions().assembly();
	let Some(vote) = args.vote else {
		return carry_out(
			global,
			signing,
			&calls.retract(poll),
			"Taking the vote back",
			async |chain, submitted| done(global, chain, submitted, poll).await,
		);
	};
	let call = calls.vote(poll, vote == Side::Aye);
	if signing.offline().is_some() {
		return carry_out(
			global,
			signing,
			&call,
			"Voting",
			async |chain, submitted| done(global, chain, submitted, poll).await,
		);
	}
	let store = global.key_store()?;
	let key = signing.signer.open(&store)?;
	let account = signing.signer.account(&store)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let question = civic::view_functions().assembly().may_vote(poll, account);
		let state = chain.state().await?;
		must_be_open(&state, poll).await?;
		// Somebody has to look who has an interest before anybody votes: it is free, so why not now.
		if matches!(state.ask(question).await?, Err(Bar::NotExamined)) && !global.no_wait {
			propose::examine(&chain, poll, &key).await?;
		}
		let submitted = chain.submit(&call, &key, "Voting").await?;
		done(global, &chain, submitted, poll).await
	})
}

/// Say early, and which of both, that a referendum is not there or has ended.
async fn must_be_open(state: &State, poll: u32) -> Result<()> {
	match state.referendum(poll).await? {
		Some(Found::Open(_)) => Ok(()),
		Some(_) => Err(Error::input(format!(
			"Referendum {poll} has ended. `civic referendum list --open` shows what can be voted on."
		))),
		None => Err(Error::input(format!(
			"There is no referendum {poll}. `civic referendum list --open` shows what can be voted on."
		))),
	}
}

/// Run `civic opine`.
pub fn opine(global: &Global, args: &OpineArgs) -> Result<()> {
	let (poll, aye) = (args.referendum, args.opinion == Side::Aye);
	let call = civic::transactions().assembly().opine(poll, aye);
	carry_out(
		global,
		&args.signing,
		&call,
		"Saying it",
		async |chain, submitted| opined(global, chain, submitted, poll, aye).await,
	)
}

/// Tell of a vote that was cast, changed or taken back.
pub async fn done(global: &Global, chain: &Chain, submitted: Submitted, poll: u32) -> Result<()> {
	use civic::assembly::events::{Retracted, Voted};
	let cast: Vec<Voted> = submitted.events()?;
	let back: Vec<Retracted> = submitted.events()?;
	// What one casts for others comes after one's own.
	let own = cast.first();
	let vote = match (own, back.first()) {
		(Some(vote), _) => Some(side(vote.aye)),
		(None, Some(_)) => Some("retracted"),
		(None, None) => None,
	};
	let others = cast.len().max(back.len()).saturating_sub(1);
	let referendum = after(chain, &submitted, poll).await?;
	global.output().show(&Cast {
		vote,
		weight: own.map(|vote| vote.weight),
		others,
		receipt: submitted.receipt,
		referendum,
	})
}

/// Tell of an opinion.
pub async fn opined(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	poll: u32,
	aye: bool,
) -> Result<()> {
	let referendum = after(chain, &submitted, poll).await?;
	global.output().show(&Opined {
		opinion: side(aye),
		receipt: submitted.receipt,
		referendum,
	})
}

/// The referendum as it is then, if it was waited for.
async fn after(chain: &Chain, submitted: &Submitted, poll: u32) -> Result<Option<ReferendumView>> {
	if submitted.receipt.block.is_none() {
		return Ok(None);
	}
	let state: State = chain.state().await?;
	match view::get(chain, &state, poll, None).await {
		Ok(view) => Ok(Some(view)),
		// It counts, whatever cannot be shown.
		Err(Error::Input(_)) => Ok(None),
		Err(error) => Err(error),
	}
}

/// A vote.
#[derive(Debug, Serialize)]
struct Cast {
	/// `aye`, `nay` or `retracted`; nothing when nobody waited for it.
	vote: Option<&'static str>,
	weight: Option<u32>,
	/// For how many others it was cast, or taken back, too.
	others: usize,
	#[serde(flatten)]
	receipt: Receipt,
	referendum: Option<ReferendumView>,
}

impl Report for Cast {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		match (self.vote, self.weight) {
			(Some("retracted"), _) => writeln!(to, "Your vote is taken back ({}).", self.receipt)?,
			(Some(vote), Some(weight)) => writeln!(
				to,
				"Your vote counts: {vote}, with weight {weight} ({}). You can change it until the end.",
				self.receipt
			)?,
			_ => writeln!(to, "Your vote is {}.", self.receipt)?,
		}
		match (self.others, self.vote) {
			(0, _) => {},
			(1, Some("retracted")) => writeln!(to, "So is that of a person who relies on you.")?,
			(1, _) => writeln!(to, "So does that of a person who relies on you.")?,
			(others, Some("retracted")) => {
				writeln!(to, "So are those of {others} persons who rely on you.")?;
			},
			(others, _) => writeln!(to, "So do those of {others} persons who rely on you.")?,
		}
		self.referendum
			.as_ref()
			.map_or(Ok(()), |view| writeln!(to).and_then(|()| view.tell(to)))
	}
}

/// An opinion.
#[derive(Debug, Serialize)]
struct Opined {
	opinion: &'static str,
	#[serde(flatten)]
	receipt: Receipt,
	referendum: Option<ReferendumView>,
}

impl Report for Opined {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let Self {
			opinion, receipt, ..
		} = self;
		match receipt.block {
			Some(_) => writeln!(
				to,
				"Your opinion is told: {opinion} ({receipt}). It decides nothing."
			)?,
			None => writeln!(to, "Your opinion, {opinion}, is {receipt}.")?,
		}
		self.referendum
			.as_ref()
			.map_or(Ok(()), |view| writeln!(to).and_then(|()| view.tell(to)))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let opined = |receipt| Opined {
			opinion: "nay",
			receipt,
			referendum: None,
		};
		assert!(told(&opined(Receipt::final_in(9))).contains("is told: nay"));
		let said = told(&opined(Receipt::handed_in()));
		assert!(
			said.starts_with("Your opinion, nay, is handed in"),
			"{said}"
		);
	}

	#[test]
	fn what_is_done_for_those_who_rely_on_a_delegate_is_told_as_what_it_is() {
		let cast = |vote, others| Cast {
			vote: Some(vote),
			weight: Some(3),
			others,
			receipt: Receipt::final_in(9),
			referendum: None,
		};
		for (vote, others, says) in [
			("aye", 1, "So does that of a person"),
			("aye", 2, "So do those of 2 persons"),
			("retracted", 1, "So is that of a person"),
			("retracted", 2, "So are those of 2 persons"),
		] {
			let said = told(&cast(vote, others));
			assert!(said.contains(says), "{said}");
		}
	}
}
