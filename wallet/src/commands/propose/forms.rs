//! The usual proposals in a person's words, and any other as bytes.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use sha2::{Digest, Sha256};
use subxt::{tx::Payload, utils::AccountId32};

use super::{terms::TermsArgs, ProposerArgs};
use crate::{
	amount::Amount,
	chain::{
		api::{
			civic,
			runtime::{BoundedBTreeSet, MemberKind},
		},
		referenda::hash,
		State,
	},
	commands::{
		authority::agency, claim::Sector, mandate::Mandate, member::set, methodology,
		track::TrackArg,
	},
	error::{Error, Result},
	files,
	hex32::Hex32,
	keys::KeyStore,
	time::Moment,
};

/// The largest file that a hash is taken of.
const MAX_HASHED: u64 = 32 * 1024 * 1024;

/// Put something to the vote.
#[derive(Debug, Subcommand)]
pub enum ProposeCommand {
	/// Put a published methodology in force
	#[command(after_help = "Example:
  civic propose adopt-methodology 2 --key anna

Who has published it has an interest and may not vote. `civic methodology show 2` says what it asks.")]
	AdoptMethodology {
		/// Its number
		methodology: u32,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Close a methodology for new claims
	#[command(after_help = "Example:
  civic propose retire-methodology 1 --key anna")]
	RetireMethodology {
		/// Its number
		methodology: u32,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Change what a sector may be awarded in a year
	#[command(after_help = "Example:
  civic propose budget stationary-energy --year 2027 --ceiling 250000 --key anna

Claims that wait for the budget are awarded when it is raised: civic claim award-waiting SECTOR.")]
	Budget(BudgetArgs),
	/// Grant money of the commons to somebody
	#[command(after_help = "Example:
  civic propose spend 5FHn… 1200 --key anna

Who gets it has an interest and may not vote. When it is approved and done, anybody has it paid out:
civic commons pay N.")]
	Spend {
		/// To whom: an address or the name of a key
		to: String,
		/// How much, in AVO
		#[arg(allow_negative_numbers = true)]
		amount: Amount,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Recognise a contribution that no measurement shows
	#[command(after_help = "Example:
  civic propose recognise 12 5000 --reason-file why.md --key anna

The file stays with you: publish it, for its SHA-256 is all that goes on the chain. No more counts
than one person can earn of a kind in a period. Who is recognised may not vote.")]
	Recognise(RecogniseArgs),
	/// Enrol an agency, so that it can take part
	#[command(after_help = "Example:
  civic propose enrol-agency 5Wat… --until 2035-01-01 --key works

Vouchers are not for agencies. A seat among the validators is another proposal: civic propose
admit-agency.")]
	EnrolAgency {
		/// The agency's account: an address or the name of a key
		account: String,
		/// When the enrolment expires
		#[arg(long, value_name = "DATE")]
		until: Moment,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Let an agency's enrolment run until another date
	#[command(after_help = "Example:
  civic propose renew-agency 5Wat… --until 2040-01-01 --key works")]
	RenewAgency {
		/// The agency's account: an address or the name of a key
		account: String,
		/// When the enrolment expires
		#[arg(long, value_name = "DATE")]
		until: Moment,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Give an agency whose key was lost or stolen another account
	#[command(after_help = "Example:
  civic propose move-agency 5Old… 5New… --key works

Its number, standing and mandates follow; tokens stay on the old account, and so does its seat until
civic propose admit-agency moves that too.")]
	MoveAgency {
		/// The account whose key was lost: an address or the name of a key
		old: String,
		/// The account that speaks for the agency from then on
		new: String,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Give an agency a seat among the validators, or move its seat to its present account
	#[command(after_help = "Examples:
  civic propose admit-agency 5Wat… --key works
  civic propose admit-agency 12 --key works

The agency has to be enrolled and to have registered keys (civic authority rotate-keys) when it is
done. It validates from the session after next. Its people may not vote on it.")]
	AdmitAgency {
		/// The agency: an address, the name of a key, or a member's number
		member: String,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Take an agency's seat away
	#[command(after_help = "Example:
  civic propose expel-agency 5Wat… --key works

It validates until the session after next. Never are fewer seats left than the chain needs.")]
	ExpelAgency {
		/// The agency: its validating address, the name of a key, or a member's number
		member: String,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Charge an agency with something
	#[command(after_help = "Example:
  civic propose grant-mandate 5Wat… registrar --key works")]
	GrantMandate {
		/// The agency's account: an address or the name of a key
		account: String,
		/// With what
		#[arg(value_enum)]
		mandate: Mandate,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Relieve an agency of something
	#[command(after_help = "Example:
  civic propose revoke-mandate 5Wat… registrar --key works")]
	RevokeMandate {
		/// The agency's account: an address or the name of a key
		account: String,
		/// Of what
		#[arg(value_enum)]
		mandate: Mandate,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Say what a verifier may judge
	#[command(after_help = "Examples:
  civic propose accredit 5Ver… --family 0 --family 1 --until 2028-01-01 --tied-to 17 --key works
  civic propose accredit 5Ver… --until 2028-01-01 --key works          withdraws the accreditation

Who a verifier is tied to may share in its points, and its claims are never judged by it.")]
	Accredit(AccreditArgs),
	/// Lift the sanctions against a verifier
	#[command(after_help = "Example:
  civic propose reinstate 5Ver… --key works")]
	Reinstate {
		/// The verifier's account: an address or the name of a key
		account: String,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Declare that awarded emissions were not avoided after all
	#[command(after_help = "Example:
  civic propose reverse-award 12 --amount 350.5 --key anna

The buffer makes it good; what it lacks becomes the owner's debt. The owner may not vote.")]
	ReverseAward {
		/// The claim's number
		claim: u64,
		/// How much of its award, in AVO
		#[arg(long)]
		amount: Amount,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
	/// Change on what terms tokens are exchanged for money
	#[command(after_help = "Examples:
  civic propose redemption-terms --highest-rate 60 --payment-term 1209600 --key anna
  civic propose redemption-terms CHF --lowest-rate 10 --highest-rate 50 --largest-budget 100000 \\
    --longest-window 2592000 --attestation-valid 604800 --payment-term 1209600 --key anna
  civic propose redemption-terms --largest-budget 0 --key anna            no window opens any more

What is not named stays as it is. The treasurers open windows within these bounds; what waits to be paid is
not changed by them.")]
	RedemptionTerms(TermsArgs),
	/// Replace the runtime: the rules of this chain
	#[command(after_help = "Examples:
  civic propose upgrade-runtime --wasm civic_runtime.compact.compressed.wasm --key works
  civic propose upgrade-runtime --hash 0x… --key anna

Only the hash is voted on. When it is done, anybody hands the runtime itself in: civic referendum
apply-upgrade FILE. Whoever votes builds it again and compares the hash (docs/runbooks/verify-runtime.md).")]
	UpgradeRuntime(UpgradeArgs),
	/// Anything else: an encoded call
	#[command(after_help = "Example:
  civic propose call 0x0001… --track charter --dry-run
  civic propose call 0x0001… --track charter --key anna

--dry-run shows in words what the bytes do. The track has to be one that may do it: docs/governance.md
has the table; root may do all that can be done.")]
	Call {
		/// The call, encoded, in hex
		#[arg(value_name = "0xHEX")]
		call: String,
		/// On which track
		#[arg(long, value_enum)]
		track: TrackArg,
		/// Who proposes.
		#[command(flatten)]
		proposer: ProposerArgs,
	},
}

/// Arguments of `civic propose budget`.
#[derive(Debug, Args)]
pub struct BudgetArgs {
	/// The sector
	#[arg(value_enum)]
	sector: Sector,
	/// The calendar year; without it, the chain's present one
	#[arg(long)]
	year: Option<u32>,
	/// The most that may be awarded, in AVO
	#[arg(long, value_name = "AMOUNT")]
	ceiling: Amount,
	/// The sector's emissions by the city's inventory, in AVO (kg CO2e); without it, as they stand
	#[arg(long, value_name = "AMOUNT")]
	inventory: Option<Amount>,
	#[command(flatten)]
	proposer: ProposerArgs,
}

/// Arguments of `civic propose recognise`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("reason").required(true)))]
pub struct RecogniseArgs {
	/// Whose: a citizen's, collective's or verifier's number, an address, or the name of a key
	member: String,
	/// What it is worth, in points
	points: u64,
	/// The file that says why, which you publish; its SHA-256 goes on the chain
	#[arg(long, value_name = "FILE", group = "reason")]
	reason_file: Option<PathBuf>,
	/// That SHA-256 itself
	#[arg(long, value_name = "0xHEX", group = "reason")]
	reason_hash: Option<Hex32>,
	#[command(flatten)]
	proposer: ProposerArgs,
}

/// Arguments of `civic propose accredit`.
#[derive(Debug, Args)]
pub struct AccreditArgs {
	/// The verifier's account: an address or the name of a key
	account: String,
	/// A methodology family it may judge; give it once for each. None withdraws the accreditation
	#[arg(long = "family", value_name = "N")]
	families: Vec<u32>,
	/// When the accreditation expires
	#[arg(long, value_name = "DATE")]
	until: Moment,
	/// On how many panels it may sit at a time
	#[arg(long, value_name = "N", default_value_t = 10)]
	max_duties: u32,
	/// A member it is tied to, by number; give it once for each
	#[arg(long = "tied-to", value_name = "MEMBER")]
	affiliations: Vec<u64>,
	#[command(flatten)]
	proposer: ProposerArgs,
}

/// Arguments of `civic propose upgrade-runtime`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("code").required(true)))]
pub struct UpgradeArgs {
	/// The runtime, whose hash is taken
	#[arg(long, value_name = "FILE", group = "code")]
	wasm: Option<PathBuf>,
	/// The hash of the runtime (BLAKE2b-256), as releases state it
	#[arg(long, value_name = "0xHEX", group = "code")]
	hash: Option<Hex32>,
	#[command(flatten)]
	proposer: ProposerArgs,
}

/// What is proposed, before the chain is asked.
pub(super) enum Form {
	AdoptMethodology(u32),
	RetireMethodology(u32),
	Budget {
		sector: Sector,
		year: Option<u32>,
		ceiling: Amount,
		inventory: Option<Amount>,
	},
	Spend {
		to: String,
		amount: Amount,
	},
	Recognise {
		member: String,
		points: u64,
		reason_file: Option<PathBuf>,
		reason_hash: Option<Hex32>,
	},
	EnrolAgency {
		account: String,
		until: Moment,
	},
	RenewAgency {
		account: String,
		until: Moment,
	},
	MoveAgency {
		old: String,
		new: String,
	},
	Seat {
		member: String,
		admitted: bool,
	},
	Mandate {
		account: String,
		mandate: Mandate,
		granted: bool,
	},
	Accredit {
		account: String,
		families: Vec<u32>,
		until: Moment,
		max_duties: u32,
		affiliations: Vec<u64>,
	},
	Reinstate(String),
	ReverseAward {
		claim: u64,
		amount: Amount,
	},
	Terms(TermsArgs),
	Upgrade {
		wasm: Option<PathBuf>,
		hash: Option<Hex32>,
	},
	Call {
		call: String,
		track: TrackArg,
	},
}

impl ProposeCommand {
	/// What is proposed, and by whom.
	pub(super) fn split(self) -> (Form, ProposerArgs) {
		match self {
			Self::AdoptMethodology {
				methodology,
				proposer,
			} => (Form::AdoptMethodology(methodology), proposer),
			Self::RetireMethodology {
				methodology,
				proposer,
			} => (Form::RetireMethodology(methodology), proposer),
			Self::Budget(BudgetArgs {
				sector,
				year,
				ceiling,
				inventory,
				proposer,
			}) => {
				let form = Form::Budget {
					sector,
					year,
					ceiling,
					inventory,
				};
				(form, proposer)
			},
			Self::Spend {
				to,
				amount,
				proposer,
			} => (Form::Spend { to, amount }, proposer),
			Self::Recognise(RecogniseArgs {
				member,
				points,
				reason_file,
				reason_hash,
				proposer,
			}) => {
				let form = Form::Recognise {
					member,
					points,
					reason_file,
					reason_hash,
				};
				(form, proposer)
			},
			Self::EnrolAgency {
				account,
				until,
				proposer,
			} => (Form::EnrolAgency { account, until }, proposer),
			Self::RenewAgency {
				account,
				until,
				proposer,
			} => (Form::RenewAgency { account, until }, proposer),
			Self::MoveAgency { old, new, proposer } => (Form::MoveAgency { old, new }, proposer),
			Self::AdmitAgency { member, proposer } => {
				let admitted = true;
				(Form::Seat { member, admitted }, proposer)
			},
			Self::ExpelAgency { member, proposer } => {
				let admitted = false;
				(Form::Seat { member, admitted }, proposer)
			},
			Self::GrantMandate {
				account,
				mandate,
				proposer,
			} => {
				let form = Form::Mandate {
					account,
					mandate,
					granted: true,
				};
				(form, proposer)
			},
			Self::RevokeMandate {
				account,
				mandate,
				proposer,
			} => {
				let form = Form::Mandate {
					account,
					mandate,
					granted: false,
				};
				(form, proposer)
			},
			Self::Accredit(AccreditArgs {
				account,
				families,
				until,
				max_duties,
				affiliations,
				proposer,
			}) => {
				let form = Form::Accredit {
					account,
					families,
					until,
					max_duties,
					affiliations,
				};
				(form, proposer)
			},
			Self::Reinstate { account, proposer } => (Form::Reinstate(account), proposer),
			Self::ReverseAward {
				claim,
				amount,
				proposer,
			} => (Form::ReverseAward { claim, amount }, proposer),
			Self::RedemptionTerms(args) => {
				let proposer = args.proposer.clone();
				(Form::Terms(args), proposer)
			},
			Self::UpgradeRuntime(UpgradeArgs {
				wasm,
				hash,
				proposer,
			}) => (Form::Upgrade { wasm, hash }, proposer),
			Self::Call {
				call,
				track,
				proposer,
			} => (Form::Call { call, track }, proposer),
		}
	}
}

impl Form {
	/// The track that may do it, and the call, encoded. What can be seen to fail is refused here,
	/// before anybody votes on it.
	pub(super) async fn call(self, store: &KeyStore, state: &State) -> Result<(TrackArg, Vec<u8>)> {
		let calls = civic::transactions();
		match self {
			Self::AdoptMethodology(id) => {
				let found = methodology::get(state, id).await?;
				if found.status != "published" {
					return Err(Error::input(format!(
						"Methodology {id} is {}: only what is published can be adopted.",
						found.status
					)));
				}
				encoded(
					state,
					TrackArg::Methodology,
					&calls.methodologies().adopt(id),
				)
			},
			Self::RetireMethodology(id) => {
				let found = methodology::get(state, id).await?;
				if found.status != "adopted" {
					return Err(Error::input(format!(
						"Methodology {id} is {}: only what is adopted can be retired.",
						found.status
					)));
				}
				encoded(
					state,
					TrackArg::Methodology,
					&calls.methodologies().retire(id),
				)
			},
			Self::Budget {
				sector,
				year,
				ceiling,
				inventory,
			} => {
				let now = state.now().await?.year();
				let year = year.unwrap_or(now);
				if year < now {
					return Err(Error::input(format!(
						"{year} is over: its budget cannot be changed any more."
					)));
				}
				let question = civic::view_functions()
					.issuance()
					.budget(sector.into(), year);
				let stands = state.ask(question).await?;
				let inventory = match (inventory, stands) {
					(Some(inventory), _) => inventory,
					(None, Some(budget)) => Amount(budget.inventory),
					(None, None) => {
						return Err(Error::usage(format!(
							"There is no inventory of this sector for {year} yet. Say what it emits: \
							 --inventory AMOUNT."
						)))
					},
				};
				let call = calls
					.issuance()
					.set_budget(sector.into(), year, inventory.0, ceiling.0);
				encoded(state, TrackArg::IssuancePolicy, &call)
			},
			Self::Spend { to, amount } => {
				if amount == Amount(0) {
					return Err(Error::input("The amount is zero. Give one."));
				}
				let to = store.account(&to)?;
				let call = calls.treasury().spend((), amount.0, to, None);
				encoded(state, TrackArg::Commons, &call)
			},
			Self::Recognise {
				member,
				points,
				reason_file,
				reason_hash,
			} => {
				let member = number(store, state, &member).await?;
				let reason = match (reason_file, reason_hash) {
					(Some(path), _) => {
						let bytes = files::read(&path, MAX_HASHED, "file of reasons")?;
						Hex32(Sha256::digest(bytes).into())
					},
					(None, Some(hash)) => hash,
					(None, None) => return Err(Error::usage("Say why: --reason-file FILE.")),
				};
				let call = calls
					.contributions()
					.recognise(member, points, reason.into());
				encoded(state, TrackArg::Commons, &call)
			},
			Self::EnrolAgency { account, until } => {
				let account = store.account(&account)?;
				let call = calls
					.members()
					.enrol(account, MemberKind::Agency, until.0, None);
				encoded(state, TrackArg::Authorities, &call)
			},
			Self::RenewAgency { account, until } => {
				let account = store.account(&account)?;
				let call = calls.members().renew(account, until.0);
				encoded(state, TrackArg::Authorities, &call)
			},
			Self::MoveAgency { old, new } => {
				let (old, new) = (store.account(&old)?, store.account(&new)?);
				let call = calls.members().move_member(old, new);
				encoded(state, TrackArg::Authorities, &call)
			},
			Self::Seat { member, admitted } => {
				let who = agency(store, state, &member, !admitted).await?;
				match admitted {
					true => {
						let call = calls.authorities().admit(who);
						encoded(state, TrackArg::Authorities, &call)
					},
					false => {
						let call = calls.authorities().expel(who);
						encoded(state, TrackArg::Authorities, &call)
					},
				}
			},
			Self::Mandate {
				account,
				mandate,
				granted,
			} => {
				let account = store.account(&account)?;
				match granted {
					true => {
						let call = calls.members().grant_mandate(account, mandate.into());
						encoded(state, TrackArg::Authorities, &call)
					},
					false => {
						let call = calls.members().revoke_mandate(account, mandate.into());
						encoded(state, TrackArg::Authorities, &call)
					},
				}
			},
			Self::Accredit {
				account,
				families,
				until,
				max_duties,
				affiliations,
			} => {
				let account = store.account(&account)?;
				let (families, ties): (BoundedBTreeSet<u32>, _) =
					(set(families), set(affiliations));
				let call = calls
					.members()
					.accredit(account, families, until.0, max_duties, ties);
				encoded(state, TrackArg::Sanctions, &call)
			},
			Self::Reinstate(account) => {
				let account = store.account(&account)?;
				encoded(
					state,
					TrackArg::Sanctions,
					&calls.members().reinstate(account),
				)
			},
			Self::ReverseAward { claim, amount } => {
				let call = calls.issuance().reverse(claim, amount.0);
				encoded(state, TrackArg::IssuancePolicy, &call)
			},
			Self::Terms(args) => encoded(state, TrackArg::Redemption, &args.call(state).await?),
			Self::Upgrade { wasm, hash: given } => {
				let code = match (wasm, given) {
					(Some(path), _) => hash(&files::read(&path, MAX_HASHED, "runtime")?),
					(None, Some(hash)) => hash,
					(None, None) => return Err(Error::usage("Say which runtime: --wasm FILE.")),
				};
				let call = calls.system().authorize_upgrade(code.into());
				encoded(state, TrackArg::Root, &call)
			},
			Self::Call { call, track } => Ok((track, raw(&call)?)),
		}
	}
}

fn encoded(state: &State, track: TrackArg, call: &impl Payload) -> Result<(TrackArg, Vec<u8>)> {
	Ok((track, state.encode(call)?))
}

/// Bytes from hex.
fn raw(text: &str) -> Result<Vec<u8>> {
	let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok();
	bytes.filter(|bytes| bytes.len() >= 2).ok_or_else(|| {
		Error::input(
			"The call is not bytes in hex: 0x and an even number of digits, four at least.",
		)
	})
}

/// The number of the member somebody means.
pub(crate) async fn number(store: &KeyStore, state: &State, text: &str) -> Result<u64> {
	if let Ok(number) = text.parse() {
		return Ok(number);
	}
	let account: AccountId32 = store.account(text)?;
	crate::commands::member::own_number(state, &account).await
}

#[cfg(test)]
mod tests {
	use super::raw;

	#[test]
	fn a_raw_call_is_bytes_in_hex() {
		assert_eq!(raw("0x0a0b").unwrap(), [10, 11]);
		assert_eq!(raw("0a0b0c").unwrap(), [10, 11, 12]);
		for bad in ["", "0x", "0x0", "0x0a", "0x0a0", "zz11"] {
			assert_eq!(raw(bad).unwrap_err().exit_code(), 3, "{bad}");
		}
	}
}
