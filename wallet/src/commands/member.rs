//! `civic member`: who takes part, and the registrar's acts.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::{Args, Subcommand};
use serde::Serialize;
use subxt::utils::AccountId32;

use super::voucher::{self, VoucherCommand};
use crate::{
	chain::{
		api::{
			civic,
			runtime::{BoundedBTreeSet, MemberKind as ChainKind},
		},
		block_on,
		views::{MemberView, VerifierView},
		Chain, Receipt, State, Submitted,
	},
	cli::Global,
	error::{Error, Result},
	hex32::Hex32,
	keys::{KeyStore, SignerArgs},
	member::MemberKind,
	output::{facts, Report},
	registrar::{EntryArgs, RegistrarSecret, Subject},
	signing::{carry_out, SigningArgs},
	time::Moment,
};

/// Take part: redeem a voucher, look members up, keep the register.
#[derive(Debug, Subcommand)]
pub enum MemberCommand {
	/// Issue and redeem vouchers
	#[command(subcommand)]
	Voucher(VoucherCommand),
	/// Show a member: yourself, an account, or a number
	#[command(after_help = "Examples:
  civic member show --key anna
  civic member show 5Grw…
  civic member show 7")]
	Show(ShowArgs),
	/// As a registrar, enrol a member
	#[command(after_help = "Examples:
  civic member enrol 5Grw… --kind business --until 2028-01-01 --key registrar
  civic member enrol 5Grw… --kind citizen --until 2028-01-01 --secret-file registrar.secret \\
    --id-file id.txt --key registrar

Agencies are enrolled by the assembly: civic propose enrol-agency.")]
	Enrol(EnrolArgs),
	/// As a registrar, let an enrolment run until another date
	#[command(after_help = "Example:
  civic member renew 5Grw… --until 2030-01-01 --key registrar")]
	Renew {
		/// The member's account
		account: String,
		/// When the enrolment expires, as that day begins (UTC)
		#[arg(long, value_name = "DATE")]
		until: Moment,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// As a registrar, strike a member off
	#[command(after_help = "Example:
  civic member remove 5Grw… --key registrar")]
	Remove {
		/// The member's account
		account: String,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// As a registrar, give a member whose key was lost another key
	#[command(
		name = "move",
		after_help = "Example:
  civic member move 5Old… 5New… --key registrar

Standing, sources and claims follow the member; tokens stay on the old account."
	)]
	Move {
		/// The account whose key was lost
		old: String,
		/// The account that speaks for the member from now on
		new: String,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// As a registrar, make the secret that persons and places are derived with
	#[command(after_help = "Example:
  civic member secret registrar.secret

Keep it like the civil register itself: whoever has it can test who stands behind a number.")]
	Secret {
		/// The new file
		file: PathBuf,
	},
	/// As a registrar, derive what stands for a person or a place
	#[command(after_help = "Example:
  civic member derive place --secret-file registrar.secret --id-file cadastre.txt")]
	Derive {
		/// What the entry of the register is about
		#[arg(value_enum)]
		subject: Subject,
		/// The entry of the register.
		#[command(flatten)]
		entry: EntryArgs,
	},
}

/// Arguments of `civic member show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
	/// An address, the name of a key, or a member's number; without it, yourself
	who: Option<String>,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Arguments of `civic member enrol`.
#[derive(Debug, Args)]
pub struct EnrolArgs {
	/// The account to enrol
	account: String,
	/// What it becomes
	#[arg(long, value_enum)]
	kind: MemberKind,
	/// When the enrolment expires, as that day begins (UTC)
	#[arg(long, value_name = "DATE")]
	until: Moment,
	#[command(flatten)]
	person: PersonArgs,
	#[command(flatten)]
	signing: SigningArgs,
}

/// What stands for a person.
#[derive(Debug, Clone, Args)]
pub struct PersonArgs {
	/// A citizen's nullifier, if it is derived already
	#[arg(long, value_name = "0xHEX", conflicts_with_all = ["secret_file", "id_file"])]
	nullifier: Option<Hex32>,
	#[command(flatten)]
	entry: EntryArgs,
}

impl PersonArgs {
	/// The nullifier a member of `kind` has.
	pub fn nullifier(&self, kind: MemberKind) -> Result<Option<Hex32>> {
		if kind != MemberKind::Citizen {
			if self.nullifier.is_some() || self.entry.id_file.is_some() {
				return Err(Error::usage(format!(
					"Only citizens have a nullifier, and this is a {}. Leave it out.",
					kind.name()
				)));
			}
			return Ok(None);
		}
		match self.nullifier {
			Some(nullifier) => Ok(Some(nullifier)),
			None => self.entry.derive(Subject::Person).map(Some),
		}
	}
}

/// Run it.
pub fn run(global: &Global, command: MemberCommand) -> Result<()> {
	let output = global.output();
	let store = global.key_store()?;
	let calls = civic::transactions().members();
	match command {
		MemberCommand::Voucher(command) => voucher::run(global, command),
		MemberCommand::Show(args) => block_on(show(global, args)),
		MemberCommand::Secret { file } => {
			RegistrarSecret::create(&file)?;
			output.show(&SecretMade { path: file })
		},
		MemberCommand::Derive { subject, entry } => {
			let derived = entry.derive(subject)?;
			output.show(&Derived { derived })
		},
		MemberCommand::Enrol(args) => {
			if args.kind == MemberKind::Agency {
				return Err(Error::usage(format!(
					"The assembly enrols agencies: civic propose enrol-agency {} --until DATE",
					args.account
				)));
			}
			let account = store.account(&args.account)?;
			let nullifier = args.person.nullifier(args.kind)?;
			let call = calls.enrol(
				account,
				args.kind.into(),
				args.until.0,
				nullifier.map(Into::into),
			);
			act(global, &call, &args.signing, &account, "enrolled")
		},
		MemberCommand::Renew {
			account,
			until,
			signing,
		} => {
			let account = store.account(&account)?;
			act(
				global,
				&calls.renew(account, until.0),
				&signing,
				&account,
				"renewed",
			)
		},
		MemberCommand::Remove { account, signing } => {
			let account = store.account(&account)?;
			act(
				global,
				&calls.remove(account),
				&signing,
				&account,
				"removed",
			)
		},
		MemberCommand::Move { old, new, signing } => {
			let (old, new) = (store.account(&old)?, store.account(&new)?);
			act(
				global,
				&calls.move_member(old, new),
				&signing,
				&new,
				"moved",
			)
		},
	}
}

/// A set as the chain encodes it: in order, each once.
pub fn set<T: Ord>(mut items: Vec<T>) -> BoundedBTreeSet<T> {
	items.sort_unstable();
	items.dedup();
	BoundedBTreeSet(items)
}

impl From<MemberKind> for ChainKind {
	fn from(kind: MemberKind) -> Self {
		match kind {
			MemberKind::Citizen => Self::Citizen,
			MemberKind::Collective => Self::Collective,
			MemberKind::Business => Self::Business,
			MemberKind::Verifier => Self::Verifier,
			MemberKind::Agency => Self::Agency,
		}
	}
}

/// An act about the member `account` speaks for.
fn act(
	global: &Global,
	call: &impl subxt::tx::Payload,
	signing: &SigningArgs,
	account: &AccountId32,
	what: &'static str,
) -> Result<()> {
	carry_out(
		global,
		signing,
		call,
		"Register",
		async |chain, submitted| done(global, chain, submitted, account, what).await,
	)
}

/// Tell of what was `done` to the member `account` speaks for.
pub async fn done(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	account: &AccountId32,
	done: &'static str,
) -> Result<()> {
	let member = match submitted.receipt.block {
		Some(_) => find(&chain.state().await?, account).await?,
		None => None,
	};
	global.output().show(&Acted {
		done,
		receipt: submitted.receipt,
		member,
	})
}

async fn show(global: &Global, args: ShowArgs) -> Result<()> {
	let store = global.key_store()?;
	let number = args.who.as_deref().and_then(|who| who.parse::<u64>().ok());
	let account = match (&args.who, number) {
		(_, Some(_)) => None,
		(Some(who), None) => Some(store.account(who)?),
		(None, None) => Some(args.signer.account(&store)?),
	};
	let chain = Chain::connect(global).await?;
	let state = chain.state().await?;
	let found = match (number, account) {
		(Some(id), _) => by_number(&state, id).await?,
		(None, Some(account)) => find(&state, &account).await?,
		(None, None) => None,
	};
	let member = found.ok_or_else(|| {
		Error::input(format!(
			"{} is no member of this network. A registrar enrols, or gives a voucher for `civic member \
			 voucher redeem`; the assembly enrols agencies (civic propose enrol-agency).",
			args.who.as_deref().unwrap_or("This key")
		))
	})?;
	global.output().show(&member)
}

/// The member an account speaks for, with all that is known of it.
pub async fn find(state: &State, account: &AccountId32) -> Result<Option<MemberView>> {
	let now = state.now().await?;
	let questions = civic::view_functions().members();
	match state.ask(questions.member(*account)).await? {
		Some((id, member)) => complete(state, MemberView::new(id, &member, now), *account)
			.await
			.map(Some),
		None => Ok(None),
	}
}

async fn by_number(state: &State, id: u64) -> Result<Option<MemberView>> {
	let now = state.now().await?;
	match state
		.ask(civic::view_functions().members().member_by_id(id))
		.await?
	{
		Some(member) => {
			let view = MemberView::new(id, &member, now);
			complete(state, view, member.account).await.map(Some)
		},
		None => Ok(None),
	}
}

async fn complete(state: &State, mut view: MemberView, account: AccountId32) -> Result<MemberView> {
	let questions = civic::view_functions().members();
	let mandates = state.ask(questions.mandates(account)).await?;
	view.mandates = mandates.iter().map(crate::chain::views::word).collect();
	view.verifier = state
		.ask(questions.verifier(account))
		.await?
		.map(VerifierView::from);
	Ok(view)
}

/// The number of the member an account speaks for, if it speaks for one.
pub async fn number_of(state: &State, account: &AccountId32) -> Result<Option<u64>> {
	let found = state
		.ask(civic::view_functions().members().member(*account))
		.await?;
	Ok(found.map(|(id, _)| id))
}

/// The number of the member who signs, or why there is none.
pub async fn own_number(state: &State, account: &AccountId32) -> Result<u64> {
	number_of(state, account).await?.ok_or_else(|| {
		Error::input(format!(
			"{account} is no member of this network. Ask a registrar for a voucher; the assembly enrols \
			 agencies (civic propose enrol-agency)."
		))
	})
}

/// The number of the member somebody means, by number, address or the name of a key.
pub async fn number(store: &KeyStore, state: &State, text: &str) -> Result<u64> {
	if let Ok(number) = text.parse() {
		return Ok(number);
	}
	own_number(state, &store.account(text)?).await
}

/// The account of whom somebody means, by a member's number, an address or the name of a key.
pub async fn account(store: &KeyStore, state: &State, text: &str) -> Result<AccountId32> {
	let Ok(number) = text.parse() else {
		return store.account(text);
	};
	if store.account(text).is_ok() {
		return Err(Error::input(format!(
			"{number} is a member's number, and the name of a key too. Give the address."
		)));
	}
	let question = civic::view_functions().members().member_by_id(number);
	let member = state.ask(question).await?;
	member
		.map(|member| member.account)
		.ok_or_else(|| Error::input(format!("There is no member {number}.")))
}

impl Report for MemberView {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = vec![
			("Member", self.member.to_string()),
			("Account", self.account.clone()),
			("Kind", self.kind.clone()),
			("Status", self.status.to_string()),
			("Enrolled until", self.until.to_string()),
		];
		if !self.mandates.is_empty() {
			rows.push(("Mandates", self.mandates.join(", ")));
		}
		if let Some(verifier) = &self.verifier {
			let list = |items: Vec<String>| match items.len() {
				0 => "none".to_string(),
				_ => items.join(", "),
			};
			rows.extend([
				(
					"May judge",
					list(verifier.families.iter().map(u32::to_string).collect()),
				),
				("Accredited until", verifier.until.to_string()),
				(
					"On panels",
					format!("{} of {}", verifier.open_duties, verifier.max_duties),
				),
				(
					"Tied to",
					list(verifier.affiliations.iter().map(u64::to_string).collect()),
				),
				("Silences", verifier.silences.to_string()),
				(
					"Sanction",
					match verifier.suspended_until {
						Some(until) => format!("{} until {until}", verifier.sanction),
						None => verifier.sanction.clone(),
					},
				),
			]);
		}
		writeln!(to, "{}", facts(rows))
	}
}

/// A registrar's act that was carried out.
#[derive(Debug, Serialize)]
struct Acted {
	done: &'static str,
	#[serde(flatten)]
	receipt: Receipt,
	member: Option<MemberView>,
}

impl Report for Acted {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.receipt.block.is_none() {
			return writeln!(to, "The member is to be {}: {}.", self.done, self.receipt);
		}
		writeln!(to, "The member is {} ({}).", self.done, self.receipt)?;
		self.member
			.as_ref()
			.map_or(Ok(()), |member| member.tell(to))
	}
}

/// A secret that was made.
#[derive(Debug, Serialize)]
struct SecretMade {
	path: PathBuf,
}

impl Report for SecretMade {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(
			to,
			"The registrar's secret is in {}. Keep it, and a copy, under lock and key.",
			self.path.display()
		)
	}
}

/// What stands for an entry of a register.
#[derive(Debug, Serialize)]
struct Derived {
	derived: Hex32,
}

impl Report for Derived {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(to, "{}", self.derived)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let acted = |receipt| Acted {
			done: "enrolled",
			receipt,
			member: None,
		};
		assert!(told(&acted(Receipt::final_in(9))).starts_with("The member is enrolled"));
		let said = told(&acted(Receipt::handed_in()));
		assert!(
			said.starts_with("The member is to be enrolled: handed in"),
			"{said}"
		);
	}
}
