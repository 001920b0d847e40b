//! `civic member mandate`: what an agency is charged with.

use clap::{Subcommand, ValueEnum};

use super::member;
use crate::{
	chain::api::{civic, runtime::Mandate as ChainMandate},
	cli::Global,
	error::Result,
	signing::{carry_out, SigningArgs},
};

/// Say what an agency is charged with.
#[derive(Debug, Subcommand)]
pub enum MandateCommand {
	/// Charge an agency with something
	#[command(after_help = "Example:
  civic member mandate grant 5Grw… registrar --key authorities

Takes the key of an agency with the mandate `authorities`.")]
	Grant {
		/// The agency's account
		account: String,
		/// With what
		#[arg(value_enum)]
		mandate: Mandate,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// Relieve an agency of something
	#[command(after_help = "Example:
  civic member mandate revoke 5Grw… registrar --key authorities")]
	Revoke {
		/// The agency's account
		account: String,
		/// Of what
		#[arg(value_enum)]
		mandate: Mandate,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
}

/// What an agency may be charged with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mandate {
	/// Keeps the register of members and issues vouchers
	Registrar,
	/// Accredits verifiers, adopts and retires methodologies
	Methodology,
	/// Sets budgets and reverses awards
	Issuance,
	/// Admits and expels validators, enrols agencies, grants mandates
	Authorities,
}

impl From<Mandate> for ChainMandate {
	fn from(mandate: Mandate) -> Self {
		match mandate {
			Mandate::Registrar => Self::Registrar,
			Mandate::Methodology => Self::Methodology,
			Mandate::Issuance => Self::Issuance,
			Mandate::Authorities => Self::Authorities,
		}
	}
}

/// Run it.
pub fn run(global: &Global, command: MandateCommand) -> Result<()> {
	let store = global.key_store()?;
	let calls = civic::transactions().members();
	match command {
		MandateCommand::Grant {
			account,
			mandate,
			signing,
		} => {
			let account = store.account(&account)?;
			let call = calls.grant_mandate(account, mandate.into());
			carry_out(
				global,
				&signing,
				&call,
				"Mandate",
				async |chain, submitted| {
					member::done(global, chain, submitted, &account, "charged with it").await
				},
			)
		},
		MandateCommand::Revoke {
			account,
			mandate,
			signing,
		} => {
			let account = store.account(&account)?;
			let call = calls.revoke_mandate(account, mandate.into());
			carry_out(
				global,
				&signing,
				&call,
				"Mandate",
				async |chain, submitted| {
					member::done(global, chain, submitted, &account, "relieved of it").await
				},
			)
		},
	}
}
