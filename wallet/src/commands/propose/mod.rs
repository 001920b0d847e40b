//! `civic propose`: put something to the vote.

mod agencies;
mod commons;
mod forms;
mod issuance;
mod methodologies;
mod runtime;
mod terms;
mod verifiers;

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use subxt::tx::Payload;
use subxt_signer::sr25519::Keypair;

pub use forms::ProposeCommand;

use super::{
	referendum::{
		view::{self, Argument, Clock, ProposalView, ReferendumView},
		words::capital,
	},
	track::TrackArg,
};
use crate::{
	chain::{
		api::{
			civic,
			runtime::{
				Bounded, BoundedVec, DispatchTime, PreimageCall, ProposalBar, ReferendaCall,
				RuntimeCall,
			},
		},
		block_on,
		referenda::{hash, Proposal},
		Chain, Receipt, State, Submitted,
	},
	cli::Global,
	decision::{percent, Track},
	error::{Error, Result},
	hex32::Hex32,
	keys::SignerArgs,
	output::Report,
	time::span,
};

/// The largest file that a hash is taken of.
const MAX_HASHED: u64 = 32 * 1024 * 1024;

/// The longest proposal that is stored with its referendum. Longer ones are noted by themselves.
const INLINE: usize = 128;

/// Who proposes, and whether they do.
#[derive(Debug, Clone, Args)]
pub struct ProposerArgs {
	/// Only show what would be proposed
	#[arg(long)]
	dry_run: bool,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, command: ProposeCommand) -> Result<()> {
	let store = global.key_store()?;
	let proposer = command.proposer().clone();
	// A wrong password is told before anything is asked.
	let key = match proposer.dry_run {
		true => None,
		false => Some(proposer.signer.open(&store)?),
	};
	block_on(async {
		let chain = Chain::connect(global).await?;
		let state = chain.state().await?;
		let ready = command.ready(&store, &state).await?;
		let draft = Draft::new(&state, ready).await?;
		draft.must_be_votable(&state).await?;
		match key {
			None => {
				let submitted = None;
				global.output().show(&draft.told(submitted, None))
			},
			Some(key) => {
				must_be_able(&state, &proposer.signer.account(&store)?).await?;
				submit(global, &chain, &state, draft, &key).await
			},
		}
	})
}

/// What is to be done.
struct Ready {
	/// The track that may do it.
	track: TrackArg,
	/// The call that does it, encoded.
	call: Vec<u8>,
	/// The call that would leave all as it is, where there is something that it changes.
	as_it_is: Option<Vec<u8>>,
}

impl Ready {
	/// The same, over what stands.
	fn over(self, state: &State, as_it_is: Option<impl Payload>) -> Result<Self> {
		let as_it_is = as_it_is.map(|call| state.encode(&call)).transpose()?;
		Ok(Self { as_it_is, ..self })
	}
}

fn encoded(state: &State, track: TrackArg, call: &impl Payload) -> Result<Ready> {
	Ok(Ready {
		track,
		call: state.encode(call)?,
		as_it_is: None,
	})
}

/// Something to propose.
struct Draft {
	by: TrackArg,
	track: Track,
	clock: Clock,
	call: Vec<u8>,
	hash: Hex32,
	proposal: ProposalView,
	changes: Vec<Change>,
}

/// A call for people.
fn shown(state: &State, call: &[u8]) -> ProposalView {
	let proposal = Proposal {
		hash: hash(call),
		length: u32::try_from(call.len()).ok(),
		bytes: Some(call.to_vec()),
	};
	view::proposal(state, &proposal)
}

impl Draft {
	async fn new(state: &State, ready: Ready) -> Result<Self> {
		let Ready {
			track: by,
			call,
			as_it_is,
		} = ready;
		let hash = hash(&call);
		let proposal = shown(state, &call);
		if proposal.call.is_none() {
			return Err(Error::input(
				"These bytes are no call of this chain. Give the call alone, encoded, in hex.",
			));
		}
		let stands = as_it_is.map(|call| shown(state, &call).arguments);
		let changes = stands.map(|stands| changes(&stands, &proposal.arguments));
		if changes.as_ref().is_some_and(Vec::is_empty) {
			return Err(Error::input("It is so already: nothing would change."));
		}
		Ok(Self {
			by,
			track: by.track(state)?,
			clock: Clock::of(state).await?,
			call,
			hash,
			proposal,
			changes: changes.unwrap_or_default(),
		})
	}

	/// Say early why nobody could vote on it: the chain finds that out after it is submitted.
	async fn must_be_votable(&self, state: &State) -> Result<()> {
		match state.bar_to_voting(self.by.origin(), &self.call).await {
			Ok(Some(why)) => Err(Error::input(format!("Nobody could vote on it: {why}"))),
			// A chain that is not asked this yet says it later.
			Ok(None) | Err(_) => Ok(()),
		}
	}

	/// Whether it is stored apart from its referendum.
	fn is_long(&self) -> bool {
		self.call.len() > INLINE
	}

	fn told(
		&self,
		submitted: Option<(Option<u32>, Receipt)>,
		view: Option<ReferendumView>,
	) -> Proposed {
		let (approval, support) = self.track.needed(0);
		let (approval_at_last, support_at_last) = self.track.needed(self.track.decide);
		let lasts = |blocks| self.clock.lasts(blocks);
		Proposed {
			referendum: submitted.as_ref().and_then(|(index, _)| *index),
			track: self.track.name.clone(),
			proposal: self.proposal.clone(),
			encoded: format!("0x{}", hex::encode(&self.call)),
			changes: self.changes.clone(),
			noted_apart: self.is_long(),
			prepare_seconds: lasts(self.track.prepare),
			decide_seconds: lasts(self.track.decide),
			confirm_seconds: lasts(self.track.confirm),
			enact_seconds: lasts(self.track.enact),
			approval_ppb: [approval, approval_at_last],
			support_ppb: [support, support_at_last],
			receipt: submitted.map(|(_, receipt)| receipt),
			state: view,
		}
	}
}

/// Say early why an account cannot propose: the chain says only that it may not.
async fn must_be_able(state: &State, account: &subxt::utils::AccountId32) -> Result<()> {
	let question = civic::view_functions().governance().may_propose(*account);
	let why = match state.ask(question).await? {
		Ok(()) => return Ok(()),
		Err(ProposalBar::NotMember) => {
			"This account speaks for no active member. Redeem a voucher, or have the enrolment renewed \
			 (civic whoami)."
		},
		Err(ProposalBar::NotProposer) => {
			"Only citizens and agencies propose. Ask one to do it for you."
		},
		Err(ProposalBar::TooManyOpen) => {
			"You have as many proposals open as a member may. Wait until one is decided (civic referendum \
			 list)."
		},
	};
	Err(Error::input(why))
}

async fn submit(
	global: &Global,
	chain: &Chain,
	state: &State,
	draft: Draft,
	key: &Keypair,
) -> Result<()> {
	let mut calls = Vec::new();
	if draft.is_long() && !state.is_noted(draft.hash).await? {
		calls.push(RuntimeCall::Preimage(PreimageCall::note_preimage {
			bytes: draft.call.clone(),
		}));
	}
	let proposal = match draft.is_long() {
		false => Bounded::Inline(BoundedVec(draft.call.clone())),
		true => Bounded::Lookup {
			hash: draft.hash.into(),
			len: u32::try_from(draft.call.len())
				.map_err(|_| Error::input("The proposal is larger than 4 GiB."))?,
		},
	};
	calls.push(RuntimeCall::Referenda(ReferendaCall::submit {
		proposal_origin: Box::new(draft.by.origin()),
		proposal,
		enactment_moment: DispatchTime::After(0),
	}));
	// It is taken up in the same transaction, by the number it has if nobody else proposes in
	// between. The deposit is of nothing, so that nothing is lost if it goes to another.
	let take_up = RuntimeCall::Referenda(ReferendaCall::place_decision_deposit {
		index: state.next_referendum().await?,
	});
	let utility = civic::transactions().utility();
	let at_once = utility.batch_all([calls.clone(), vec![take_up]].concat());
	let submitted = match chain.submit(&at_once, key, "Proposing").await {
		Err(Error::Refused(refusal)) if refusal.name == "HasDeposit" => {
			// Somebody was faster, and the number is theirs.
			let alone = utility.batch_all(calls);
			chain.submit(&alone, key, "Proposing again").await?
		},
		other => other?,
	};
	let event = submitted.event::<civic::referenda::events::Submitted>()?;
	let Some(index) = event.map(|event| event.index) else {
		// Nobody waited for it.
		return global
			.output()
			.show(&draft.told(Some((None, submitted.receipt)), None));
	};
	// Who interrupts what follows knows what to go on with.
	let _ = writeln!(
		io::stderr(),
		"Submitted as referendum {index}. If this is interrupted: civic referendum open {index}"
	);
	let opened = open(chain, index, key).await;
	let state = chain.state().await?;
	let view = view::get(chain, &state, index, None).await?;
	if let Err(error) = opened {
		let _ = writeln!(
			io::stderr(),
			"Referendum {index} is submitted ({}), and cannot be voted on yet. Try again with: civic \
			 referendum open {index}",
			submitted.receipt
		);
		return Err(error);
	}
	global
		.output()
		.show(&draft.told(Some((Some(index), submitted.receipt)), Some(view)))
}

/// Do what a referendum lacks before it can be voted and decided on: what was done.
pub async fn open(chain: &Chain, index: u32, key: &Keypair) -> Result<Opened> {
	use crate::chain::referenda::Found;
	let state = chain.state().await?;
	let found = state.referendum(index).await?.ok_or_else(|| {
		Error::input(format!(
			"There is no referendum {index}. `civic referendum list` shows what there is."
		))
	})?;
	let Found::Open(open) = found else {
		return Err(Error::input(format!(
			"Referendum {index} has ended: nothing about it can be opened."
		)));
	};
	let mut opened = Opened::default();
	if !open.progress.taken_up {
		let call = civic::transactions()
			.referenda()
			.place_decision_deposit(index);
		let submitted = chain.submit(&call, key, "Having it taken up").await;
		if let Some(submitted) = unless("HasDeposit", submitted)? {
			opened.taken_up = true;
			opened.receipt = Some(submitted.receipt);
		}
	}
	let question = civic::view_functions().assembly().interested(index);
	if state.ask(question).await?.is_none() {
		if let Some(submitted) = examine(chain, index, key).await? {
			opened.examined = true;
			opened.receipt = Some(submitted.receipt);
		}
	}
	Ok(opened)
}

/// Have it found out who has an interest in a referendum. Nothing where somebody was faster.
pub async fn examine(chain: &Chain, index: u32, key: &Keypair) -> Result<Option<Submitted>> {
	let call = civic::transactions().assembly().examine(index);
	let submitted = chain
		.submit(&call, key, "Finding out who has an interest")
		.await;
	unless("AlreadyExamined", submitted)
}

/// What was submitted, unless the chain refused it because of this: what was wanted is so already.
fn unless(refusal: &str, submitted: Result<Submitted>) -> Result<Option<Submitted>> {
	match submitted {
		Err(Error::Refused(why)) if why.name == refusal => Ok(None),
		other => other.map(Some),
	}
}

/// What a referendum lacked.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
	/// Whether it was taken up for decision.
	pub taken_up: bool,
	/// Whether it was found out who has an interest.
	pub examined: bool,
	/// Where the last of it is.
	#[serde(flatten)]
	pub receipt: Option<Receipt>,
}

impl Opened {
	/// Whether what was done, if anything, is final.
	pub fn is_final(&self) -> bool {
		let receipt = self.receipt.as_ref();
		receipt.is_none_or(|receipt| receipt.block.is_some())
	}
}

/// Something that a proposal changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Change {
	/// The argument's name.
	name: String,
	/// As it is.
	from: String,
	/// As it would be.
	to: String,
}

/// In what arguments differ from those that stand.
fn changes(stands: &[Argument], proposed: &[Argument]) -> Vec<Change> {
	let differ = |(now, then): (&Argument, &Argument)| {
		(now.value != then.value).then(|| Change {
			name: then.name.replace('_', " "),
			from: now.value.clone(),
			to: then.value.clone(),
		})
	};
	stands.iter().zip(proposed).filter_map(differ).collect()
}

/// What is proposed, or would be.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Proposed {
	referendum: Option<u32>,
	track: String,
	proposal: ProposalView,
	/// The call, encoded, in hex.
	encoded: String,
	/// What it changes, where that is known.
	changes: Vec<Change>,
	/// Whether its bytes are stored apart from the referendum.
	noted_apart: bool,
	prepare_seconds: u64,
	decide_seconds: u64,
	confirm_seconds: u64,
	enact_seconds: u64,
	/// Agreement that is needed at first and in the end.
	approval_ppb: [u32; 2],
	/// Support that is needed at first and in the end.
	support_ppb: [u32; 2],
	#[serde(flatten)]
	receipt: Option<Receipt>,
	state: Option<ReferendumView>,
}

impl Report for Proposed {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let title = capital(&self.proposal.said());
		match (&self.receipt, self.referendum) {
			(None, _) => writeln!(to, "Would be proposed: {title}")?,
			(Some(receipt), None) => writeln!(to, "Proposed: {title} ({receipt}).")?,
			(Some(receipt), Some(index)) => {
				writeln!(to, "Proposed as referendum {index}: {title} ({receipt}).")?;
			},
		}
		for line in self.proposal.lines() {
			writeln!(to, "{line}")?;
		}
		for Change {
			name,
			from,
			to: then,
		} in &self.changes
		{
			writeln!(to, "  changes {name}: {from} → {then}")?;
		}
		let [approval, approval_at_last] = self.approval_ppb.map(percent);
		let [support, support_at_last] = self.support_ppb.map(percent);
		writeln!(
			to,
			"\nWhat happens next, on the track {}:\n  \
			 1. Everybody looks at it for {}; votes are taken already.\n  \
			 2. It is decided on for up to {}. It needs {approval} agreement and {support} support at \
			 first,\n     {approval_at_last} and {support_at_last} in the end.\n  \
			 3. When it has had that for {}, it is approved, and done {} later.",
			self.track,
			span(self.prepare_seconds),
			span(self.decide_seconds),
			span(self.confirm_seconds),
			span(self.enact_seconds),
		)?;
		match (&self.receipt, self.referendum) {
			(Some(_), Some(index)) => writeln!(
				to,
				"Vote: civic vote {index} aye|nay\nFollow it: civic referendum watch {index}"
			),
			(Some(_), None) => writeln!(
				to,
				"It cannot be voted on yet. When it is final (civic referendum list): civic referendum open N"
			),
			(None, _) => writeln!(to, "Nothing was sent."),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_a_proposal_changes_is_told_and_nothing_else() {
		let argument = |name: &str, value: &str| Argument {
			name: name.into(),
			value: value.into(),
		};
		let stands = [argument("year", "2027"), argument("max_rate", "100.00")];
		let proposed = [argument("year", "2027"), argument("max_rate", "60.00")];
		let change = Change {
			name: "max rate".into(),
			from: "100.00".into(),
			to: "60.00".into(),
		};
		assert_eq!(changes(&stands, &proposed), [change]);
		assert_eq!(changes(&stands, &stands), []);
	}
}
