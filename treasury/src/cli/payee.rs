//! `payee`: where money goes. Looking shows no name and no account number.

use clap::Subcommand;
use serde::Serialize;

use super::{
	now,
	output::{facts, moment, or_dash, Output},
	Done, Global, ADMINISTRATOR,
};
use crate::{
	error::Error,
	hex32::Hex32,
	store::{
		audit,
		payees::{self, Row},
	},
};

/// See the module.
#[derive(Debug, Subcommand)]
pub enum PayeeCommand {
	/// Whether a payee is registered, and whose it is; its name and account number are not shown
	#[command(after_help = "Example:\n  civic-treasury payee show 0x91b1…")]
	Show {
		/// Its hash
		payee: Hex32,
	},
	/// Erase the name and account number behind a hash
	///
	/// Refused while a redemption to it is still to be paid. After a payment the law may want it kept: it is
	/// erased by itself after payees.keep_paid_years; --although-kept erases it earlier.
	#[command(
		after_help = "Example:\n  civic-treasury payee erase 0x91b1… --why \"citizen's request 2026/15\""
	)]
	Erase {
		/// Its hash
		payee: Hex32,
		/// Why, for whoever reads the trail; no names of citizens
		#[arg(long)]
		why: String,
		/// Also what was paid to less than payees.keep_paid_years ago
		#[arg(long)]
		although_kept: bool,
	},
	/// Erase all that nothing needs any more, as the service does each hour
	#[command(after_help = "Example:\n  civic-treasury payee sweep")]
	Sweep,
	/// Encrypt with the key in use what older keys encrypted
	#[command(after_help = "Afterwards the older keys can be taken out of\n\
		secrets.previous_payee_key_files, unless a backup is to be read.\n\n\
		Example:\n  civic-treasury payee reseal")]
	Reseal,
}

#[derive(Serialize)]
struct Count {
	payees: u64,
}

pub(super) async fn go(global: &Global, command: PayeeCommand, output: Output) -> Done {
	let books = global.books().await?;
	match command {
		PayeeCommand::Show { payee } => {
			let mut conn = books.db.read().await?;
			let row = payees::get(&mut conn, payee)
				.await?
				.ok_or(Error::NotFound("payee"))?;
			output.show(&row, detail)
		},
		PayeeCommand::Erase {
			payee,
			why,
			although_kept,
		} => {
			let mut write = books.db.write().await?;
			payees::erase(&mut write, payee, &why, although_kept, now()).await?;
			audit::note(
				&mut write,
				now(),
				ADMINISTRATOR,
				"erase-payee",
				&format!("payee {payee}"),
				&why,
			)
			.await?;
			write.commit().await?;
			output.show(&Count { payees: 1 }, |_| {
				"Erased. Backups from before hold it still, until they are deleted.".into()
			})
		},
		PayeeCommand::Sweep => {
			let keep = &books.config.payees;
			let payees = payees::erase_unneeded(
				&books.db,
				keep.keep_unused_days,
				keep.keep_paid_years,
				now(),
			)
			.await?;
			output.show(&Count { payees }, |c| format!("Erased: {}", c.payees))
		},
		PayeeCommand::Reseal => {
			let done = books.payees.reseal(&books.db).await?;
			output.show(&done, |done| match done.sealed {
				0 => format!("Encrypted anew: {}", done.payees),
				sealed => format!(
					"Encrypted anew: {}. No key here opens {sealed} of the others. Name the file of their key in \
					 secrets.previous_payee_key_files and do this again; if it is lost, their members register again.",
					done.payees
				),
			})
		},
	}
}

fn detail(row: &Row) -> String {
	facts([
		("payee", row.commitment.to_string()),
		(
			"account",
			subxt::utils::AccountId32(row.account.0).to_string(),
		),
		("registered", moment(row.registered_at)),
		("erased", or_dash(row.erased_at.map(moment))),
		("why", or_dash(row.erased_why.as_ref())),
	])
	.to_string()
}
