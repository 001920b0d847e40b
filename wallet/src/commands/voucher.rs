//! `civic member voucher`: enrolment without a balance.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::{Args, Subcommand};
use serde::Serialize;
use subxt::utils::AccountId32;

use super::member::{find, PersonArgs};
use crate::{
	chain::{
		api::{
			civic,
			runtime::{MultiSignature, Voucher as ChainVoucher},
		},
		block_on,
		views::{word, MemberView},
		Chain, Receipt, State,
	},
	cli::Global,
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	keys::SignerArgs,
	member::MemberKind,
	output::{facts, Report},
	time::{span, Moment},
	voucher::{Voucher, VoucherFile},
};

/// Issue and redeem vouchers.
#[derive(Debug, Subcommand)]
pub enum VoucherCommand {
	/// As a registrar, write a voucher that enrols whoever holds it, once
	#[command(after_help = "Examples:
  civic member voucher issue --kind citizen --enrolled-until 2035-01-01 --valid-until 2026-12-31 \\
    --secret-file registrar.secret --id-file id.txt --out voucher.json --key registrar
  civic member voucher issue --kind business --enrolled-until 2035-01-01 --valid-until 2026-12-31 \\
    --out voucher.json --key registrar --network 0x…      (no node is asked)")]
	Issue(IssueArgs),
	/// Take part with a voucher: no balance is needed
	#[command(after_help = "Examples:
  civic member voucher redeem voucher.json --key anna
  civic member voucher redeem voucher.json --account 5Grw…      (the key is on another machine)")]
	Redeem {
		/// The voucher
		file: PathBuf,
		/// Enrol this account; without it, that of --key
		#[arg(long, value_name = "ADDRESS", conflicts_with_all = ["key", "suri"])]
		account: Option<String>,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Show what a voucher promises
	#[command(after_help = "Example:
  civic member voucher show voucher.json")]
	Show {
		/// The voucher
		file: PathBuf,
	},
}

/// Arguments of `civic member voucher issue`.
#[derive(Debug, Args)]
pub struct IssueArgs {
	/// What its holder becomes
	#[arg(long, value_enum)]
	kind: MemberKind,
	/// When the enrolment expires, as that day begins (UTC)
	#[arg(long, value_name = "DATE")]
	enrolled_until: Moment,
	/// When the voucher expires, as that day begins (UTC)
	#[arg(long, value_name = "DATE")]
	valid_until: Moment,
	/// The new file
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	#[command(flatten)]
	person: PersonArgs,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, command: VoucherCommand) -> Result<()> {
	match command {
		VoucherCommand::Issue(args) => issue(global, args),
		VoucherCommand::Redeem {
			file,
			account,
			signer,
		} => {
			let store = global.key_store()?;
			// The voucher's own key signs: the member's key need not be opened, nor be here.
			let account = match account {
				Some(text) => store.account(&text)?,
				None => signer.account(&store)?,
			};
			redeem(global, &load(&file)?, account)
		},
		VoucherCommand::Show { file } => global.output().show(&Shown {
			voucher: View::of(&load(&file)?),
			path: file,
		}),
	}
}

fn load(path: &std::path::Path) -> Result<VoucherFile> {
	let text = files::read_text(path, MAX_SMALL, "voucher")?;
	VoucherFile::parse(&zeroize::Zeroizing::new(text))
}

fn issue(global: &Global, args: IssueArgs) -> Result<()> {
	files::must_not_exist(&args.out, "voucher")?;
	if args.kind == MemberKind::Agency {
		return Err(Error::usage(
			"Agencies are not enrolled by voucher. The assembly enrols them: civic propose enrol-agency \
			 ADDRESS --until DATE",
		));
	}
	let now = Moment::now();
	for (date, what) in [
		(args.valid_until, "--valid-until"),
		(args.enrolled_until, "--enrolled-until"),
	] {
		if date <= now {
			return Err(Error::input(format!(
				"{what} {date} is in the past. Give a later date."
			)));
		}
	}
	let nullifier = args.person.nullifier(args.kind)?;
	let signer = args.signer.open(&global.key_store()?)?;
	let genesis = match global
		.network
		.as_deref()
		.filter(|named| named.starts_with("0x"))
	{
		Some(hash) => hash
			.parse()
			.map_err(|e| Error::input(format!("--network {hash}: {e}.")))?,
		None => block_on(async {
			let chain = Chain::connect(global).await?;
			let registrar = args.signer.account(&global.key_store()?)?;
			must_be_redeemable(&chain.state().await?, registrar, args.valid_until).await?;
			Ok(chain.genesis())
		})?,
	};
	let nothing = Hex32([0; 32]);
	let voucher = Voucher {
		genesis,
		kind: args.kind,
		nullifier,
		enrolled_until: args.enrolled_until.0,
		valid_until: args.valid_until.0,
		redeemer: nothing,
		registrar: nothing,
	};
	let file = VoucherFile::issue(voucher, &signer)?;
	files::write_new(&args.out, file.text()?.as_bytes(), "voucher")?;
	global.output().show(&Shown {
		voucher: View::of(&file),
		path: args.out,
	})
}

/// Tells the registrar what the chain would only tell the person who redeems.
async fn must_be_redeemable(
	state: &State,
	registrar: AccountId32,
	valid_until: Moment,
) -> Result<()> {
	let mandates = state
		.ask(civic::view_functions().members().mandates(registrar))
		.await?;
	if !mandates.iter().any(|mandate| word(mandate) == "registrar") {
		return Err(Error::input(
			"The key that signs has no registrar's mandate: nobody could redeem its voucher. Sign with \
			 the registrar's key.",
		));
	}
	let life = state.constant(civic::constants().members().max_voucher_life())?;
	// A chain that has just begun has no time yet.
	let now = state.now().await?.max(Moment::now());
	let latest = Moment(now.0.saturating_add(life));
	if valid_until > latest {
		return Err(Error::input(format!(
			"--valid-until {valid_until} is too late: a voucher is valid for {} at most. Give a date up \
			 to {latest}.",
			span(life)
		)));
	}
	Ok(())
}

fn redeem(global: &Global, file: &VoucherFile, account: AccountId32) -> Result<()> {
	let redemption = file.redeem(&account)?;
	let Voucher {
		genesis,
		kind,
		nullifier,
		enrolled_until,
		valid_until,
		redeemer,
		registrar,
	} = file.voucher;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let now = chain.state().await?.now().await?;
		file.must_be_usable(chain.genesis(), now)?;
		let call = civic::transactions().members().redeem_voucher(
			ChainVoucher {
				genesis: genesis.into(),
				kind: kind.into(),
				nullifier: nullifier.map(Into::into),
				enrolled_until,
				valid_until,
				redeemer: redeemer.0,
				registrar: registrar.0.into(),
			},
			MultiSignature::Sr25519(redemption.registrar),
			account,
			redemption.redeemer,
		);
		let submitted = chain.submit_authorised(&call, "Enrolling").await?;
		let member = match submitted.receipt.block {
			Some(_) => find(&chain.state().await?, &account).await?,
			None => None,
		};
		global.output().show(&Redeemed {
			receipt: submitted.receipt,
			member,
		})
	})
}

/// A voucher, without its secret.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
	voucher: Hex32,
	genesis: Hex32,
	kind: MemberKind,
	nullifier: Option<Hex32>,
	enrolled_until: Moment,
	valid_until: Moment,
	registrar: String,
}

impl View {
	fn of(file: &VoucherFile) -> Self {
		let voucher = &file.voucher;
		Self {
			voucher: voucher.id(),
			genesis: voucher.genesis,
			kind: voucher.kind,
			nullifier: voucher.nullifier,
			enrolled_until: Moment(voucher.enrolled_until),
			valid_until: Moment(voucher.valid_until),
			registrar: subxt::utils::AccountId32(voucher.registrar.0).to_string(),
		}
	}
}

/// A voucher that was issued or looked at.
#[derive(Debug, Serialize)]
struct Shown {
	#[serde(flatten)]
	voucher: View,
	path: PathBuf,
}

impl Report for Shown {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let View {
			voucher,
			genesis,
			kind,
			enrolled_until,
			valid_until,
			registrar,
			..
		} = &self.voucher;
		let rows = [
			("Voucher", voucher.to_string()),
			("For the network", genesis.to_string()),
			("Enrols", format!("a {}", kind.name())),
			("Enrolled until", enrolled_until.to_string()),
			("To be redeemed by", valid_until.to_string()),
			("Registrar", registrar.clone()),
			("File", self.path.display().to_string()),
		];
		writeln!(to, "{}", facts(rows))?;
		writeln!(
			to,
			"Whoever has the file can use it, once: hand it over in private."
		)
	}
}

/// A voucher that was redeemed.
#[derive(Debug, Serialize)]
struct Redeemed {
	#[serde(flatten)]
	receipt: Receipt,
	member: Option<MemberView>,
}

impl Report for Redeemed {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		match self.receipt.block {
			Some(_) => writeln!(to, "The voucher is redeemed ({}).", self.receipt)?,
			None => writeln!(to, "The voucher is {}.", self.receipt)?,
		}
		match &self.member {
			Some(member) => member.tell(to),
			None => Ok(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let redeemed = |receipt| Redeemed {
			receipt,
			member: None,
		};
		assert!(told(&redeemed(Receipt::final_in(9))).contains("is redeemed"));
		let said = told(&redeemed(Receipt::handed_in()));
		assert!(said.starts_with("The voucher is handed in"), "{said}");
	}
}
