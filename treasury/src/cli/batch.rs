//! `batch`: payments that are released together.

use clap::Subcommand;
use serde::Serialize;

use super::{
	output::{day, facts, moment, number, or_dash, table, Output},
	Books, Done, Failure, Global, OfficerArgs,
};
use crate::{
	engine::desk::BatchDetail,
	money::Currency,
	store::{batches::BatchStatus, payments::Payment},
	words,
};

/// See the module.
#[derive(Debug, Subcommand)]
pub enum BatchCommand {
	/// Batches, the newest first
	#[command(after_help = "Example:\n  civic-treasury batch list --status drafted")]
	List {
		/// Only those in this state: drafted (waits for two officers), released, begun, made, staged, sent (with the
		/// bank), withdrawn (given up)
		#[arg(long)]
		status: Option<String>,
		/// Only those with smaller numbers
		#[arg(long)]
		before: Option<i64>,
		/// How many at most
		#[arg(long, default_value_t = 50)]
		limit: u32,
	},
	/// A batch, its payments and who released it
	#[command(after_help = "Example:\n  civic-treasury batch show 12")]
	Show {
		/// Its number
		id: i64,
	},
	/// Make batches of the head of the queue; nothing is paid by that
	#[command(after_help = "Example:\n  civic-treasury batch make --officer anna")]
	Make {
		/// In which currency
		#[arg(long)]
		currency: Option<Currency>,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
	/// Release a batch: when two different officers have, it is paid
	#[command(after_help = "Example:\n  civic-treasury batch release 12 --officer bert")]
	Release {
		/// Its number
		id: i64,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
	/// Give a batch up before it is released, and with it the later ones of its queue
	#[command(
		after_help = "The chain pays in order, so what was made after it goes with it.\n\
		Nothing is lost: their redemptions are in the queue again, in their places.\n\n\
		Example:\n  civic-treasury batch withdraw 12 --why \"made twice\" --officer anna"
	)]
	Withdraw {
		/// Its number
		id: i64,
		/// Why, for whoever reads the trail
		#[arg(long)]
		why: String,
		/// Who.
		#[command(flatten)]
		officer: OfficerArgs,
	},
}

#[derive(Serialize)]
struct Made {
	batches: Vec<i64>,
}

/// A batch that was given up, and all that were with it.
#[derive(Serialize)]
struct Withdrawn {
	#[serde(flatten)]
	detail: BatchDetail,
	withdrawn: Vec<i64>,
}

fn told(done: &Withdrawn) -> String {
	let numbers: Vec<_> = done.withdrawn.iter().map(i64::to_string).collect();
	match numbers.split_last() {
		Some((last, before)) if !before.is_empty() => format!(
			"Batches {} and {last} are withdrawn: the chain pays in order, so later ones went with it. Their redemptions \
			 are in the queue again: civic-treasury queue",
			before.join(", ")
		),
		_ => format!("Batch {} is withdrawn.", done.detail.batch.id),
	}
}

pub(super) async fn go(global: &Global, command: BatchCommand, output: Output) -> Done {
	let books = global.books().await?;
	match command {
		BatchCommand::List {
			status,
			before,
			limit,
		} => list(&books, status, before, limit, output).await,
		BatchCommand::Show { id } => output.show(&books.desk.batch(id).await?, detail),
		BatchCommand::Make { currency, officer } => {
			let currency = books.currency(currency)?;
			let officer = officer.sign_in(&books).await?;
			let batches = books.desk.make_batches(currency, &officer).await?;
			output.show(&Made { batches }, |made| {
				let made: Vec<_> = made.batches.iter().map(i64::to_string).collect();
				format!(
					"Made: batch {}. Two officers release each: civic-treasury batch release {} --officer NAME",
					made.join(", "),
					made.first().map_or("N", String::as_str)
				)
			})
		},
		BatchCommand::Release { id, officer } => {
			let officer = officer.sign_in(&books).await?;
			let released = books.desk.release(id, &officer).await?;
			output.show(&released, |r| match r.complete {
				true => format!("Batch {id} is released. It goes to the bank when those before it have: civic-treasury batch show {id}"),
				false => format!(
					"Batch {id} has {} of {} releases. Another officer has to release it too.",
					r.releases, r.needed
				),
			})
		},
		BatchCommand::Withdraw { id, why, officer } => {
			let officer = officer.sign_in(&books).await?;
			let mut withdrawn = books.desk.withdraw(id, &officer, &why).await?;
			withdrawn.sort_unstable();
			let done = Withdrawn {
				detail: books.desk.batch(id).await?,
				withdrawn,
			};
			output.show(&done, told)
		},
	}
}

async fn list(
	books: &Books,
	status: Option<String>,
	before: Option<i64>,
	limit: u32,
	output: Output,
) -> Done {
	let status = status
		.map(|word| {
			word.parse::<BatchStatus>().map_err(|_| {
				let states: Vec<_> = BatchStatus::ALL
					.iter()
					.map(|s| format!("{s} ({})", words::batch_status(*s)))
					.collect();
				Failure::Input(format!(
					"\"{word}\" is no state of a batch. There are {}.",
					states.join(", ")
				))
			})
		})
		.transpose()?;
	let batches = books.desk.batches(status, before, limit).await?;
	output.show(&batches, |batches| {
		let mut shown = table(&["batch", "state", "payments", "sum", "made", "by"]);
		for b in batches {
			shown.add_row([
				number(b.id),
				words::batch(b).into(),
				number(b.payments),
				number(format!("{} {}", b.total, b.currency)),
				moment(b.made_at).into(),
				b.maker.clone().into(),
			]);
		}
		shown.to_string()
	})
}

fn detail(detail: &BatchDetail) -> String {
	let b = &detail.batch;
	let releases: Vec<_> = detail
		.releases
		.iter()
		.map(|r| format!("{} ({})", r.officer, moment(r.at)))
		.collect();
	let head = facts([
		("batch", b.id.to_string()),
		("state", words::batch(b).into()),
		("sum", format!("{} {}", b.total, b.currency)),
		("made", format!("{} by {}", moment(b.made_at), b.maker)),
		(
			"released by",
			or_dash((!releases.is_empty()).then(|| releases.join(", "))),
		),
		("message (MsgId)", b.msg_id.clone()),
		("execution day", or_dash(b.execution_day.map(day))),
		("given to the bank", or_dash(b.sent_at.map(moment))),
		("file (SHA-256)", or_dash(b.file_hash)),
	]);
	format!("{head}\n{}", payments(&detail.payments))
}

/// Payments, without names and account numbers.
pub(super) fn payments(payments: &[Payment]) -> String {
	let mut shown = table(&[
		"payment",
		"redemption",
		"money",
		"state",
		"reason",
		"bank's reference",
		"booked",
	]);
	for p in payments {
		let reason = p.return_reason.as_ref().or(p.status_reason.as_ref());
		shown.add_row([
			p.end_to_end.clone().into(),
			number(p.redemption),
			number(format!("{} {}", p.amount, p.currency)),
			words::payment(p.status).into(),
			or_dash(reason).into(),
			or_dash(p.debit_reference.as_ref()).into(),
			or_dash(p.debit_day.map(day)).into(),
		]);
	}
	shown.to_string()
}
