//! A referendum as a person wants to see it.

use serde::Serialize;
use subxt::utils::AccountId32;

use crate::{
	chain::{
		api::civic,
		referenda::{Found, Open, Proposal, Tally},
		views::word,
		Chain, State,
	},
	decision::{Outlook, Share},
	error::{Error, Result},
	hex32::Hex32,
	time::Moment,
};

/// A referendum.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReferendumView {
	/// Its number.
	pub referendum: u32,
	/// `preparing`, `queued`, `deciding`, `confirming`, `approved`, `rejected`, `cancelled`,
	/// `timed-out` or `killed`.
	pub status: &'static str,
	/// What it is about and what was counted; nothing when the node has forgotten it.
	#[serde(flatten)]
	pub details: Option<Details>,
	/// When it ended.
	pub ended: Option<At>,
	/// How what it decided stands, if it was approved.
	pub enactment: Option<Enactment>,
	/// What somebody has to do with it.
	pub you: Option<You>,
	/// The final block this was read at, and its time.
	pub now: At,
}

/// What a referendum is about, and what was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
	/// On which track.
	pub track: TrackName,
	/// Who has proposed it.
	pub proposer: String,
	/// What is proposed.
	pub proposal: ProposalView,
	/// When it was submitted.
	pub submitted: At,
	/// Whether somebody has had it taken up for decision.
	pub taken_up: bool,
	/// When it could or can be decided on.
	pub deciding_since: At,
	/// When that ends, unless it is being confirmed.
	pub deciding_until: At,
	/// When it is approved, if it has what it needs until then.
	pub confirming_until: Option<At>,
	/// What was counted.
	pub votes: Votes,
	/// Of the weight that was cast, how much is for it.
	pub approval: Need,
	/// Of all citizens, how many are for it.
	pub support: Need,
	/// Whether it has what it needs in this moment of its time; before its time begins, what it needs
	/// when that does (`is_referendum_passing` of pallet-referenda).
	pub passing: bool,
	/// Whether it is known who has an interest in it; nobody votes before.
	pub examined: bool,
	/// Why nobody can vote on it, if so: nobody ever could, or nobody can as long as it cannot be found out
	/// who has an interest.
	pub unvotable: Option<String>,
	/// Who may not vote on it for that, by number.
	pub interested: Vec<u64>,
	/// What those think who may not vote.
	pub opinions: Opinions,
	/// What becomes of it, were no vote cast or changed any more; nothing when it has ended.
	pub outlook: Option<OutlookView>,
}

/// A track.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrackName {
	/// Its number.
	pub number: u16,
	/// Its name.
	pub name: String,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProposalView {
	/// What a person would call it; nothing when it is not here or no call of this chain.
	pub title: Option<String>,
	/// The call's name.
	pub call: Option<String>,
	/// What such calls do.
	pub does: Option<String>,
	/// With what.
	pub arguments: Vec<Argument>,
	/// Its hash.
	pub hash: Hex32,
	/// Its length in bytes.
	pub length: Option<u32>,
}

/// With what a call is made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Argument {
	/// Its name.
	pub name: String,
	/// Its value, as people say it.
	pub value: String,
}

/// A block and its time. For blocks to come, the time is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct At {
	/// The block.
	pub block: u32,
	/// Its time.
	pub at: Moment,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Votes {
	/// The weight of those for it.
	pub ayes: u32,
	/// The weight of those against it.
	pub nays: u32,
	/// How many persons are for it.
	pub persons_for: u32,
	/// How many persons are against it.
	pub persons_against: u32,
	/// How many citizens there were when it was submitted.
	pub citizens: u32,
	/// The points that make the second unit of a vote's weight.
	pub scale: u64,
	/// The most a vote weighs.
	pub cap: u32,
}

/// What it has and what it needs, in parts per billion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Need {
	/// What it has.
	pub ppb: Share,
	/// What it needs in this moment of its time.
	pub needed_ppb: Share,
	/// What it needs in the end.
	pub at_last_ppb: Share,
}

/// Opinions of those who may not vote.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opinions {
	/// How many are for it.
	pub ayes: u32,
	/// How many are against it.
	pub nays: u32,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutlookView {
	/// `approved`, `rejected`, `timed-out` or `queued`.
	pub outcome: &'static str,
	/// From when it has what it needs, if it is approved.
	pub enough: Option<At>,
	/// When it ends.
	pub ends: Option<At>,
	/// When it is done at the earliest.
	pub done: Option<At>,
}

/// How what was decided stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Enactment {
	/// `planned`, `waiting` (for room in a block), `failed`, `done`, or `abandoned`.
	pub status: &'static str,
	/// When it is tried, or was done.
	pub at: Option<At>,
	/// Why it failed.
	pub error: Option<String>,
	/// When it failed.
	pub failed: Option<At>,
	/// Until when it can be tried again.
	pub until: Option<At>,
}

/// What somebody has to do with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct You {
	/// Their number.
	pub member: Option<u64>,
	/// What their vote weighs or would weigh.
	pub weight: Option<u32>,
	/// Why they may not vote.
	pub bar: Option<String>,
	/// Their vote, if there is one.
	pub vote: Option<Ballot>,
	/// Their opinion, if they have said one: `aye` or `nay`.
	pub opinion: Option<&'static str>,
}

/// A vote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ballot {
	/// `aye` or `nay`.
	pub vote: &'static str,
	/// What it weighs.
	pub weight: u32,
	/// The delegate who has cast it, if it was not cast in person.
	pub via: Option<u64>,
}

/// The word for a side.
pub fn side(aye: bool) -> &'static str {
	if aye {
		"aye"
	} else {
		"nay"
	}
}

/// The time by blocks.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
	/// The block that is final.
	pub now: At,
	millis: u64,
}

impl Clock {
	/// Of a state.
	pub async fn of(state: &State) -> Result<Self> {
		let block = u32::try_from(state.block()).unwrap_or(u32::MAX);
		let at = state.now().await?;
		Ok(Self {
			now: At { block, at },
			millis: state.block_millis()?,
		})
	}

	/// A block and its time, were no block late.
	pub fn at(&self, block: u32) -> At {
		let now = self.now.at.0;
		let away = u64::from(block.abs_diff(self.now.block)).saturating_mul(self.millis) / 1000;
		let at = if block >= self.now.block {
			now.saturating_add(away)
		} else {
			now.saturating_sub(away)
		};
		At {
			block,
			at: Moment(at),
		}
	}

	/// How long some blocks take.
	pub fn lasts(&self, blocks: u32) -> u64 {
		u64::from(blocks).saturating_mul(self.millis) / 1000
	}
}

/// The referendum of this number, with what `who` has to do with it.
pub async fn get(
	chain: &Chain,
	state: &State,
	index: u32,
	who: Option<&AccountId32>,
) -> Result<ReferendumView> {
	let found = state.referendum(index).await?.ok_or_else(|| {
		Error::input(format!(
			"There is no referendum {index}. `civic referendum list` shows what there is."
		))
	})?;
	of(chain, state, index, found, who).await
}

/// A referendum that is read already, with what `who` has to do with it.
pub async fn of(
	chain: &Chain,
	state: &State,
	index: u32,
	found: Found,
	who: Option<&AccountId32>,
) -> Result<ReferendumView> {
	let clock = Clock::of(state).await?;
	let (status, details, ended, enactment) = match found {
		Found::Open(open) => {
			let details = details(state, index, &open, &clock, None).await?;
			(stage(&open), Some(details), None, None)
		},
		Found::Ended { how, at } => {
			let before = before(chain, index, at, &clock).await;
			let enactment = match how {
				"approved" => Some(enactment(state, index, &clock).await?),
				_ => None,
			};
			(how, before, Some(clock.at(at)), enactment)
		},
	};
	let you = match who {
		Some(who) => Some(you(state, index, who).await?),
		None => None,
	};
	Ok(ReferendumView {
		referendum: index,
		status,
		details,
		ended,
		enactment,
		you,
		now: clock.now,
	})
}

/// How far an open referendum is.
fn stage(open: &Open) -> &'static str {
	match open.progress.since {
		Some(_) if open.progress.confirming.is_some() => "confirming",
		Some(_) => "deciding",
		None if open.progress.queued => "queued",
		None => "preparing",
	}
}

/// What there was of a referendum just before it ended, if the node keeps the state of that block.
async fn before(chain: &Chain, index: u32, ended: u32, clock: &Clock) -> Option<Details> {
	let state = chain.state_at(u64::from(ended.checked_sub(1)?)).await?;
	match state.referendum(index).await {
		Ok(Some(Found::Open(open))) => details(&state, index, &open, clock, Some(ended)).await.ok(),
		_ => None,
	}
}

/// Of an open referendum, or of one that ended in the block `ended`, just before.
async fn details(
	state: &State,
	index: u32,
	open: &Open,
	clock: &Clock,
	ended: Option<u32>,
) -> Result<Details> {
	let tracks = state.tracks()?;
	let track = tracks
		.iter()
		.find(|track| track.id == open.track)
		.ok_or_else(|| {
			Error::network(format!("The node does not know the track {}.", open.track))
		})?;
	let questions = civic::view_functions().assembly();
	let interested = state.ask(questions.interested(index)).await?;
	let opinions = state.ask(questions.opinions(index)).await?;
	let unvotable = match ended {
		None => unvotable(state, open, interested.is_some()).await,
		Some(_) => None,
	};
	let has = open.tally.has();
	let now = ended.unwrap_or(clock.now.block);
	let progress = &open.progress;
	let begins = progress.submitted.saturating_add(track.prepare);
	let since = progress.since.unwrap_or(begins.max(now));
	let elapsed = now.saturating_sub(since);
	let (approval, support) = track.needed(elapsed);
	let (approval_at_last, support_at_last) = track.needed(track.decide);
	let outlook = match ended {
		Some(_) => None,
		None => Some(outlook(progress.outlook(track, has, now), clock)),
	};
	Ok(Details {
		track: TrackName {
			number: track.id,
			name: track.name.clone(),
		},
		proposer: open.proposer.clone(),
		proposal: proposal(state, &open.proposal),
		submitted: At {
			block: progress.submitted,
			at: open.tally.at,
		},
		taken_up: progress.taken_up,
		deciding_since: clock.at(since),
		deciding_until: clock.at(since.saturating_add(track.decide)),
		confirming_until: progress.confirming.map(|block| clock.at(block)),
		votes: votes(&open.tally),
		approval: Need {
			ppb: has.0,
			needed_ppb: approval,
			at_last_ppb: approval_at_last,
		},
		support: Need {
			ppb: has.1,
			needed_ppb: support,
			at_last_ppb: support_at_last,
		},
		passing: track.passes(elapsed, has),
		examined: interested.is_some(),
		unvotable,
		interested: interested.unwrap_or_default(),
		opinions: Opinions {
			ayes: opinions.ayes,
			nays: opinions.nays,
		},
		outlook,
	})
}

/// Why nobody can vote on a referendum, if so.
pub async fn unvotable(state: &State, open: &Open, examined: bool) -> Option<String> {
	if let Some(why) = without_voters(&open.tally) {
		return Some(why.into());
	}
	if examined {
		return None;
	}
	let Some(call) = &open.proposal.bytes else {
		return unreadable(&open.proposal).map(Into::into);
	};
	let asked = state.bar_to_voting(open.origin.clone(), call).await;
	// A chain that is not asked this yet says it to whoever has it examined.
	asked.ok().flatten()
}

/// Why nobody can read a proposal whose bytes were not found, if that is sure.
fn unreadable(proposal: &Proposal) -> Option<&'static str> {
	// A hash without a length is of an old form that this program does not follow: the chain may.
	proposal
		.length
		.map(|_| "What it proposes is not on the chain, or too long to be read.")
}

/// Why nobody ever votes on it, if so.
fn without_voters(tally: &Tally) -> Option<&'static str> {
	(tally.citizens == 0).then_some(
		"There were no citizens when it was submitted, and who is enrolled later does not vote on it. \
		 Propose it anew.",
	)
}

fn votes(tally: &Tally) -> Votes {
	Votes {
		ayes: tally.ayes,
		nays: tally.nays,
		persons_for: tally.supporters,
		persons_against: tally.voters.saturating_sub(tally.supporters),
		citizens: tally.citizens,
		scale: tally.scale,
		cap: tally.cap,
	}
}

fn outlook(outlook: Outlook, clock: &Clock) -> OutlookView {
	let at = |block| Some(clock.at(block));
	let (outcome, enough, ends, done) = match outlook {
		Outlook::Approved {
			enough,
			approved,
			done,
		} => ("approved", at(enough), at(approved), at(done)),
		Outlook::Rejected { ends } => ("rejected", None, at(ends), None),
		Outlook::TimesOut { ends } => ("timed-out", None, at(ends), None),
		Outlook::Queued => ("queued", None, None, None),
	};
	OutlookView {
		outcome,
		enough,
		ends,
		done,
	}
}

/// What is proposed, in words where it can be read.
pub fn proposal(state: &State, proposal: &Proposal) -> ProposalView {
	let told = proposal.bytes.as_deref().and_then(|call| state.told(call));
	let arguments = told.as_ref().map(|told| {
		let named = told.arguments.iter().map(|(name, value)| Argument {
			name: name.clone(),
			value: value.clone(),
		});
		named.collect()
	});
	ProposalView {
		title: told.as_ref().map(|told| told.title.clone()),
		call: told.as_ref().map(|told| told.name.clone()),
		does: told.as_ref().map(|told| told.does.clone()),
		arguments: arguments.unwrap_or_default(),
		hash: proposal.hash,
		length: proposal.length,
	}
}

/// How what was approved stands.
async fn enactment(state: &State, index: u32, clock: &Clock) -> Result<Enactment> {
	let question = civic::view_functions().governance().enactment(index);
	if let Some(standing) = state.ask(question).await? {
		let failure = standing.failure.as_ref();
		return Ok(Enactment {
			status: match (standing.at, failure) {
				(Some(_), _) => "planned",
				(None, Some(_)) => "failed",
				(None, None) => "waiting",
			},
			at: standing.at.map(|block| clock.at(block)),
			error: failure.map(|(_, error)| state.reason(error)),
			failed: failure.map(|(block, _)| clock.at(*block)),
			until: Some(clock.at(standing.expires)),
		});
	}
	let done = state
		.ask(civic::view_functions().governance().done(index))
		.await?;
	Ok(Enactment {
		status: if done.is_some() { "done" } else { "abandoned" },
		at: done.map(|block| clock.at(block)),
		error: None,
		failed: None,
		until: None,
	})
}

/// What an account has to do with a referendum.
pub async fn you(state: &State, index: u32, who: &AccountId32) -> Result<You> {
	let questions = civic::view_functions().assembly();
	let may = state.ask(questions.may_vote(index, *who)).await?;
	let found = state
		.ask(civic::view_functions().members().member(*who))
		.await?;
	let member = found.map(|(id, _)| id);
	let (vote, opinion) = match member {
		Some(id) => (
			state.ask(questions.vote_of(index, id)).await?,
			state.ask(questions.opinion_of(index, id)).await?,
		),
		None => (None, None),
	};
	let (weight, bar) = match may {
		Ok(weight) => (Some(weight), None),
		Err(bar) => (None, Some(bar)),
	};
	Ok(You {
		member,
		weight,
		bar: bar.as_ref().map(word),
		vote: vote.map(|vote| Ballot {
			vote: side(vote.aye),
			weight: vote.weight,
			via: vote.via,
		}),
		opinion: opinion.map(side),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_was_proposed_before_there_were_citizens_is_never_voted_on() {
		let tally = Tally {
			ayes: 0,
			nays: 0,
			supporters: 0,
			voters: 0,
			citizens: 0,
			at: Moment(9),
			scale: 1_000,
			cap: 10,
			next_member: 2,
		};
		let said = without_voters(&tally).unwrap();
		assert!(said.contains("Propose it anew"), "{said}");
		let tally = Tally {
			citizens: 1,
			..tally
		};
		assert_eq!(without_voters(&tally), None);
		assert!(tally.is_in_time(1) && !tally.is_in_time(2));
	}

	#[test]
	fn a_proposal_in_a_form_that_is_not_read_here_is_not_called_missing() {
		let proposal = |length| Proposal {
			hash: Hex32([7; 32]),
			length,
			bytes: None,
		};
		assert!(unreadable(&proposal(Some(9))).is_some());
		assert_eq!(unreadable(&proposal(None)), None);
	}
}
