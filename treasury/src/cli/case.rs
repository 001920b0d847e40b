//! `case`: what a person has to look at.

use clap::Subcommand;
use serde::Serialize;

use super::{
	output::{facts, moment, number, or_dash, table, Output},
	Done, Failure, Global, OfficerArgs,
};
use crate::{
	engine::desk::{Again, CaseDetail},
	hex32::Hex32,
	store::cases::Case,
	web::pages::case_words,
	words,
};

/// See the module.
#[derive(Debug, Subcommand)]
pub enum CaseCommand {
	/// Cases, the newest first
	#[command(
		after_help = "Examples:\n  civic-treasury case list\n  civic-treasury case list --all --limit 20"
	)]
	List {
		/// Closed ones too
		#[arg(long)]
		all: bool,
		/// Only those with smaller numbers
		#[arg(long)]
		before: Option<i64>,
		/// How many at most
		#[arg(long, default_value_t = 50)]
		limit: u32,
	},
	/// A case, and what to do about it
	#[command(after_help = "Example:\n  civic-treasury case show 7")]
	Show {
		/// Its number
		id: i64,
	},
	/// Close a case that was dealt with
	#[command(
		after_help = "Example:\n  civic-treasury case close 7 --officer anna \\\n    \
		--note \"bank confirmed, ticket 123\""
	)]
	Close {
		/// Its number
		id: i64,
		/// How it was dealt with; no names of citizens
		#[arg(long)]
		note: String,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
	/// Pay again what came back, to a corrected payee of the same account
	#[command(
		after_help = "The citizen registers the corrected payee with the wallet and tells its hash.\n\n\
		Example:\n  civic-treasury case pay-again 7 --payee 0x91b1… --officer anna"
	)]
	PayAgain {
		/// Its number
		id: i64,
		/// The hash of the corrected payee
		#[arg(long, value_name = "0xHASH")]
		payee: Hex32,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
	/// Take over a message that these books do not know, after they were restored from a copy
	#[command(
		after_help = "The MsgId is in the payment file (the outbox's folder, the bank).\n\
		The ledger has its hash: another one is refused. Nothing is sent.\n\n\
		Example:\n  civic-treasury case adopt 7 --officer anna \\\n    \
		--msg-id CL-20261130-12-9F3A21C07B"
	)]
	Adopt {
		/// Its number
		id: i64,
		/// What the bank knows the message by
		#[arg(long, value_name = "MSGID")]
		msg_id: String,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
	/// Send once more what the bank refused as a whole file
	#[command(
		after_help = "Makes a new batch of its payments, which two officers release.\n\n\
		Example:\n  civic-treasury case send-again 7 --officer anna"
	)]
	SendAgain {
		/// Its number
		id: i64,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
	/// Refuse all redemptions of a file that the bank refused: when two different officers have, the holders have their
	/// tokens again
	#[command(after_help = "It cannot be undone.\n\n\
		Example:\n  civic-treasury case reject-all 7 --reason AG01 --officer anna \\\n    \
		--note \"the bank ended the agreement\"")]
	RejectAll {
		/// Its number
		id: i64,
		/// Why, as the ledger shows it: a status reason of ISO 20022, as the bank's
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

#[derive(Serialize)]
struct Made {
	batch: i64,
}

pub(super) async fn go(global: &Global, command: CaseCommand, output: Output) -> Done {
	let books = global.books().await?;
	let made = |batch: i64| {
		output.show(&Made { batch }, |made| {
			format!(
				"Made: batch {0}. Two officers release it: civic-treasury batch release {0} --officer NAME",
				made.batch
			)
		})
	};
	match command {
		CaseCommand::List { all, before, limit } => {
			let cases = books.desk.cases(!all, before, limit).await?;
			output.show(&cases, |cases| list(cases))
		},
		CaseCommand::Show { id } => output.show(&books.desk.case_detail(id).await?, detail),
		CaseCommand::Close { id, note, officer } => {
			let officer = officer.sign_in(&books).await?;
			let note = crate::web::api::note(&note).map_err(|p| Failure::Input(p.detail))?;
			books.desk.close_case(id, &officer, &note).await?;
			output.show(&books.desk.case(id).await?, |_| {
				format!("Case {id} is closed.")
			})
		},
		CaseCommand::PayAgain { id, payee, officer } => {
			let officer = officer.sign_in(&books).await?;
			made(books.desk.pay_again(id, &officer, payee).await?)
		},
		CaseCommand::Adopt {
			id,
			msg_id,
			officer,
		} => {
			let officer = officer.sign_in(&books).await?;
			let batch = books.desk.adopt(id, &officer, msg_id.trim()).await?;
			output.show(&Made { batch }, |made| {
				format!(
					"Taken over as batch {0}: civic-treasury batch show {0}. What the bank says of it counts from now on.",
					made.batch
				)
			})
		},
		CaseCommand::SendAgain { id, officer } => {
			let officer = officer.sign_in(&books).await?;
			made(books.desk.send_again(id, &officer).await?)
		},
		CaseCommand::RejectAll {
			id,
			reason,
			note,
			officer,
		} => {
			let officer = officer.sign_in(&books).await?;
			let note = crate::web::api::note(&note).map_err(|p| Failure::Input(p.detail))?;
			let asked = books.desk.reject_all(id, &reason, &note, &officer).await?;
			output.show(&asked, |asked| match asked.agreed_by {
				Some(_) => {
					format!("The redemptions of case {id} are being refused on the chain.")
				},
				None => format!(
					"Asked for: another officer has to agree: civic-treasury case reject-all {id} --reason {} \
					 --note … --officer NAME",
					asked.reason
				),
			})
		},
	}
}

fn list(cases: &[Case]) -> String {
	if cases.is_empty() {
		return "No open cases.".into();
	}
	let mut shown = table(&["case", "kind", "state", "money", "redemption", "since"]);
	for c in cases {
		shown.add_row([
			number(c.id),
			c.kind.as_str().into(),
			words::case(c.status).into(),
			number(money(c)),
			number(or_dash(c.redemption)),
			moment(c.opened_at).into(),
		]);
	}
	shown.to_string()
}

fn money(case: &Case) -> String {
	or_dash(
		case.amount
			.zip(case.currency)
			.map(|(a, c)| format!("{a} {c}")),
	)
}

fn detail(detail: &CaseDetail) -> String {
	let c = &detail.case;
	let (name, remedy) = case_words(c.kind);
	let head = facts([
		("case", c.id.to_string()),
		("what", format!("{name} ({})", c.kind)),
		("state", words::case(c.status).into()),
		("what happened", c.detail.clone()),
		("money", money(c)),
		("redemption", or_dash(c.redemption)),
		("payment", or_dash(c.payment.as_ref())),
		("batch", or_dash(c.batch)),
		(
			"being paid again with",
			or_dash(
				detail
					.again
					.as_ref()
					.and_then(|again| again.batch)
					.map(|batch| format!("batch {batch}")),
			),
		),
		("bank file", or_dash(c.file)),
		("since", moment(c.opened_at)),
		(
			"refusal of all",
			or_dash(
				detail
					.rejection
					.as_ref()
					.map(|asked| match &asked.agreed_by {
						Some(by) => format!("{}, by {} and {by}", asked.reason, asked.asked_by),
						None => format!("{}, asked for by {}", asked.reason, asked.asked_by),
					}),
			),
		),
		("closed", or_dash(c.closed_at.map(moment))),
		("by", or_dash(c.closed_by.as_ref())),
		("how", or_dash(c.resolution.as_ref())),
	]);
	let again = detail.again.as_ref().map_or_else(String::new, pay_again);
	format!("{head}\nWhat to do: {remedy}{again}")
}

/// To whom a late return may be paid again, or what has to come first.
fn pay_again(again: &Again) -> String {
	if let Some(why) = &again.waits_for {
		return format!("\nIt cannot be paid again yet: {why}.");
	}
	if again.batch.is_some() {
		return String::new();
	}
	if again.payees.is_empty() {
		return "\nThe account has registered no payee that could be paid.".into();
	}
	let mut shown = table(&["pay again to", "registered", ""]);
	for p in &again.payees {
		shown.add_row([
			p.payee.to_string(),
			moment(p.registered_at),
			match p.came_back {
				true => words::CAME_BACK.to_owned(),
				false => String::new(),
			},
		]);
	}
	let stated = again.stated.as_deref().map(words::look_in_portal);
	format!("\n{}\n{shown}", stated.unwrap_or_default())
}
