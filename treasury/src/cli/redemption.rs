//! `redemption`: one redemption, and refusing it by hand.

use clap::{Args, Subcommand};

use super::{output::Output, see, Done, Failure, Global, OfficerArgs};

/// See the module.
#[derive(Debug, Args)]
#[command(
	subcommand_negates_reqs = true,
	after_help = "Examples:\n  civic-treasury redemption 4711\n  \
	civic-treasury redemption reject 4711 --reason AM02 --officer anna \\\n    \
	--note \"more than a batch may be\""
)]
pub struct RedemptionArgs {
	/// Its number on the chain
	#[arg(required = true)]
	id: Option<u64>,
	/// What to do.
	#[command(subcommand)]
	command: Option<RedemptionCommand>,
}

/// What is done with one.
#[derive(Debug, Subcommand)]
enum RedemptionCommand {
	/// Refuse one in the queue that can never be paid: when two different officers have, its tokens are the
	/// holder's again
	#[command(
		after_help = "Example:\n  civic-treasury redemption reject 4711 --reason AM02 --officer anna \\\n    \
		--note \"more than a batch may be\""
	)]
	Reject {
		/// Its number on the chain
		id: u64,
		/// Why, as the ledger shows it: a status reason of ISO 20022, NPAY or FPAY
		#[arg(long, value_name = "CODE")]
		reason: String,
		/// Why, in words; no names of citizens
		#[arg(long)]
		note: String,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
}

pub(super) async fn go(global: &Global, args: RedemptionArgs, output: Output) -> Done {
	match (args.command, args.id) {
		(
			Some(RedemptionCommand::Reject {
				id,
				reason,
				note,
				officer,
			}),
			_,
		) => {
			let books = global.books().await?;
			let officer = officer.sign_in(&books).await?;
			let note = crate::web::api::note(&note).map_err(|p| Failure::Input(p.detail))?;
			let rejection = books.desk.reject(id, &reason, &note, &officer).await?;
			output.show(&rejection, |r| match r.agreed_by {
				Some(_) => format!("Redemption {id} is being refused on the chain."),
				None => format!(
					"Asked for: another officer has to agree: civic-treasury redemption reject {id} --reason {} \
					 --note … --officer NAME",
					r.reason
				),
			})
		},
		(None, Some(id)) => see::redemption(global, id, output).await,
		(None, None) => Err(Failure::Input("Name a redemption.".into())),
	}
}
