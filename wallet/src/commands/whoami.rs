//! `civic whoami`: who a key is to this network, and what to do next.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use subxt::utils::AccountId32;

use super::{
	balance::{self, Balance},
	claim::awaiting,
	member,
	referendum::view::unvotable,
};
use crate::{
	chain::{
		api::{civic, runtime::Bar},
		block_on,
		referenda::Found,
		views::{ClaimView, MemberView},
		Chain, State,
	},
	cli::Global,
	error::Result,
	keys::SignerArgs,
	output::{facts, Report},
	time::{span, Moment},
};

/// How many referenda are looked through, newest first.
const REFERENDA: u32 = 100;

/// Arguments of `civic whoami`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic whoami --key anna
  civic whoami 5Grw…
  civic whoami 7")]
pub struct WhoamiArgs {
	/// An address, the name of a key, or a member's number; without it, yourself
	who: Option<String>,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, args: &WhoamiArgs) -> Result<()> {
	let store = global.key_store()?;
	let named = match &args.who {
		Some(who) if who.parse::<u64>().is_ok() => None,
		// A typing error is told before anybody is asked.
		Some(who) => Some(store.account(who)?),
		None => Some(args.signer.account(&store)?),
	};
	block_on(async {
		let chain = Chain::connect(global).await?;
		let state = chain.state().await?;
		let account = match named {
			Some(account) => account,
			None => {
				let number = args.who.as_deref().unwrap_or_default();
				member::account(&store, &state, number).await?
			},
		};
		let network = chain.name().await?;
		global.output().show(&of(&state, account, network).await?)
	})
}

async fn of(state: &State, account: AccountId32, network: String) -> Result<Identity> {
	let member = member::find(state, &account).await?;
	let mut identity = Identity {
		network,
		account: account.to_string(),
		balance: balance::of(state, &account).await?,
		collectives: Vec::new(),
		members: None,
		duties: None,
		votes: None,
		seat: None,
		next: Vec::new(),
		member,
	};
	let now = state.now().await?;
	if let Some(member) = &identity.member {
		let questions = civic::view_functions().members();
		identity.collectives = state.ask(questions.memberships(member.member)).await?;
		if member.kind == "collective" {
			let (within, invited) = state.ask(questions.collective(member.member)).await?;
			identity.members = Some(Belonging { within, invited });
		}
		if member.kind == "citizen" && member.status == "active" {
			identity.votes = Some(votes(state, &account, member.member).await?);
		}
		if let Some(verifier) = &member.verifier {
			// What is open is counted on chain: whoever has nothing open has nothing to answer.
			let claims = match verifier.open_duties {
				0 => Vec::new(),
				_ => awaiting(state, member.member).await?,
			};
			let claims = claims.iter().map(Duty::of).collect();
			identity.duties = Some(Duties { claims });
		}
	}
	let held = state
		.ask(civic::view_functions().authorities().seats())
		.await?;
	identity.seat = held
		.iter()
		.any(|(who, _)| *who == account)
		.then_some(account.to_string());
	identity.next = identity.advice(now);
	Ok(identity)
}

/// What a citizen's vote weighs, and the referenda that wait for it.
async fn votes(state: &State, account: &AccountId32, member: u64) -> Result<Votes> {
	let questions = civic::view_functions().assembly();
	let weight = civic::view_functions().contributions().weight(member);
	let mut waiting = Vec::new();
	let next = state.next_referendum().await?;
	for index in next.saturating_sub(REFERENDA)..next {
		let waits = match state.ask(questions.may_vote(index, *account)).await? {
			Ok(_) => state.ask(questions.vote_of(index, member)).await?.is_none(),
			// Who votes first has found out who has an interest.
			Err(Bar::NotExamined) => can_be_examined(state, index, member).await?,
			Err(_) => false,
		};
		if waits {
			waiting.push(index);
		}
	}
	Ok(Votes {
		weight: state.ask(weight).await?,
		waiting,
	})
}

/// Whether a member can vote on a referendum once it is known who has an interest, as far as can be told.
async fn can_be_examined(state: &State, index: u32, member: u64) -> Result<bool> {
	let Some(Found::Open(open)) = state.referendum(index).await? else {
		return Ok(false);
	};
	Ok(open.tally.is_in_time(member) && unvotable(state, &open, false).await.is_none())
}

/// Who somebody is to the network.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
	network: String,
	account: String,
	/// Nothing for an account that is no member.
	member: Option<MemberView>,
	balance: Balance,
	/// The collectives it belongs to, by number.
	collectives: Vec<u64>,
	/// Who belongs to it, if it is a collective.
	members: Option<Belonging>,
	/// What it is to judge, if it is a verifier.
	duties: Option<Duties>,
	/// What a vote weighs and which referenda wait for it, if it is a citizen.
	votes: Option<Votes>,
	/// The account, if it holds a seat among the validators.
	seat: Option<String>,
	/// What to do next, if anything.
	next: Vec<String>,
}

/// Who belongs to a collective.
#[derive(Debug, Serialize)]
struct Belonging {
	within: Vec<u64>,
	invited: Vec<u64>,
}

/// What a citizen has to say.
#[derive(Debug, Serialize)]
struct Votes {
	/// What a vote weighs in a referendum that is submitted now.
	weight: u32,
	/// The referenda that can be voted on and were not.
	waiting: Vec<u32>,
}

/// What a verifier is to judge.
#[derive(Debug, Serialize)]
struct Duties {
	claims: Vec<Duty>,
}

/// A claim that waits for an answer.
#[derive(Debug, Serialize)]
struct Duty {
	claim: u64,
	deadline: Option<Moment>,
}

impl Duty {
	fn of(claim: &ClaimView) -> Self {
		Self {
			claim: claim.claim,
			deadline: claim.panels.last().map(|panel| panel.deadline),
		}
	}
}

impl Identity {
	/// What to do next.
	fn advice(&self, now: Moment) -> Vec<String> {
		let Some(member) = &self.member else {
			return vec![
				"This account is no member of this network. Ask the registrar of your city for a voucher \
				 and redeem it: civic member voucher redeem FILE --key NAME. The assembly enrols agencies: civic \
				 propose enrol-agency"
					.into(),
			];
		};
		let mut next = Vec::new();
		match member.status {
			"expired" if member.kind == "agency" => {
				next.push(format!(
					"The enrolment has expired. The assembly renews it: civic propose renew-agency {} --until \
					 DATE",
					self.account
				));
			},
			"expired" => next.push(format!(
				"The enrolment has expired. Have it renewed: civic member renew {} --until DATE, by {}",
				self.account,
				keeper(&member.kind)
			)),
			"removed" => next.push(format!(
				"The member was struck off. Ask {} to enrol it again.",
				keeper(&member.kind)
			)),
			_ => {},
		}
		match &member.verifier {
			Some(verifier) if verifier.until <= now => next.push(format!(
				"The accreditation has expired. The assembly renews it: civic propose accredit {} --until DATE",
				self.account
			)),
			None if member.kind == "verifier" => next.push(format!(
				"Not accredited yet: the assembly says what it may judge: civic propose accredit {} --family N \
				 --until DATE --max-duties N",
				self.account
			)),
			_ => {},
		}
		if let Some(duties) = &self.duties {
			next.extend(duties.claims.iter().map(|duty| {
				let left = duty.deadline.map_or(0, |at| at.0.saturating_sub(now.0));
				format!(
					"Claim {0} waits for an answer, for {1} more: civic verify {0} --evidence FILE",
					duty.claim,
					span(left)
				)
			}));
		}
		if let Some(votes) = &self.votes {
			next.extend(votes.waiting.iter().map(|index| {
				format!(
					"Referendum {index} waits for your vote: civic referendum show {index}, civic vote {index} \
					 aye|nay"
				)
			}));
		}
		next
	}
}

/// Who keeps the register of such members.
fn keeper(kind: &str) -> &'static str {
	match kind {
		"agency" => "the assembly",
		_ => "a registrar",
	}
}

impl Report for Identity {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let numbers = |numbers: &[u64]| match numbers {
			[] => "none".to_string(),
			some => {
				let said: Vec<_> = some.iter().map(|n| format!("member {n}")).collect();
				said.join(", ")
			},
		};
		writeln!(to, "On the network \"{}\":", self.network)?;
		match &self.member {
			Some(member) => member.tell(to)?,
			None => writeln!(to, "{} is no member.", self.account)?,
		}
		self.balance.tell(to)?;
		let mut rows = Vec::new();
		if !self.collectives.is_empty() {
			rows.push(("Belongs to", numbers(&self.collectives)));
		}
		if let Some(belonging) = &self.members {
			rows.push(("Members", numbers(&belonging.within)));
			rows.push(("Invited", numbers(&belonging.invited)));
		}
		if let Some(duties) = &self.duties {
			let claims: Vec<_> = duties
				.claims
				.iter()
				.map(|duty| duty.claim.to_string())
				.collect();
			rows.push((
				"Claims to judge",
				match claims.as_slice() {
					[] => "none".to_string(),
					some => some.join(", "),
				},
			));
		}
		if let Some(votes) = &self.votes {
			rows.push((
				"Vote",
				format!("weighs {} (civic contribution show)", votes.weight),
			));
		}
		if self.seat.is_some() {
			rows.push(("Validators", "holds a seat (civic authority show)".into()));
		}
		if !rows.is_empty() {
			writeln!(to, "{}", facts(rows))?;
		}
		for advice in &self.next {
			writeln!(to, "→ {advice}")?;
		}
		Ok(())
	}
}
