//! What there is to see: queue, redemptions, reserve, reconciliation, trail, the picture.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
	batch::payments,
	output::{day, facts, moment, number, or_dash, table, Output},
	Done, Failure, Global,
};
use crate::{
	engine::{desk::ReportView, reconcile::Report},
	error::Error,
	money::Currency,
	store::{intents::Intent, reserve::ProposalStatus},
	web::{
		chart,
		pages::{deed, today},
	},
	words,
};

/// `queue`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  civic-treasury queue --currency EUR --limit 20")]
pub struct QueueArgs {
	/// In which currency
	#[arg(long)]
	currency: Option<Currency>,
	/// Only those behind this redemption
	#[arg(long)]
	after: Option<u64>,
	/// How many at most
	#[arg(long, default_value_t = 50)]
	limit: u32,
}

pub(super) async fn queue(global: &Global, args: &QueueArgs, output: Output) -> Done {
	let books = global.books().await?;
	let currency = books.currency(args.currency)?;
	let queue = books.desk.queue(currency, args.after, args.limit).await?;
	output.show(&queue, |queue| {
		if queue.is_empty() {
			return "The queue is empty.".into();
		}
		let mut shown = table(&["redemption", "money", "since", "payee", "batch"]);
		for q in queue {
			let payee = match (q.refused, q.payee_known) {
				(true, _) => "being refused",
				(false, true) => "registered",
				(false, false) => "missing",
			};
			shown.add_row([
				number(q.id),
				number(format!("{} {currency}", q.quote)),
				moment(q.opened_at).into(),
				payee.into(),
				number(or_dash(q.batch)),
			]);
		}
		shown.to_string()
	})
}

/// `redemption`
pub(super) async fn redemption(global: &Global, id: u64, output: Output) -> Done {
	let books = global.books().await?;
	let detail = books.desk.redemption(id).await?;
	output.show(&detail, |detail| {
		let r = &detail.redemption;
		let money = |cents: Option<crate::money::Cents>| {
			or_dash(cents.map(|cents| format!("{cents} {}", r.currency)))
		};
		let head = facts([
			("redemption", r.id.to_string()),
			("state", words::redemption(r.status).into()),
			(
				"account",
				subxt::utils::AccountId32(r.account.0).to_string(),
			),
			("quote", money(Some(r.quote))),
			("due", money(r.due)),
			("paid", money(r.paid)),
			("bank's reference", or_dash(r.reference.as_ref())),
			("reason", or_dash(r.reason.as_ref())),
			(
				"refusal",
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
			("made", moment(r.opened_at)),
			("ended", or_dash(r.ended_at.map(moment))),
			("payee", r.payee.to_string()),
			(
				"cases",
				detail
					.cases
					.iter()
					.map(|c| c.id.to_string())
					.collect::<Vec<_>>()
					.join(", "),
			),
		]);
		let mut text = format!("{head}\n{}", payments(&detail.payments));
		if !detail.waiting.is_empty() {
			text.push_str(&format!("\n{}", waiting(&detail.waiting)));
		}
		text
	})
}

/// `refused`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  civic-treasury refused")]
pub struct RefusedArgs {
	/// Only those behind this number
	#[arg(long)]
	after: Option<i64>,
	/// How many at most
	#[arg(long, default_value_t = 50)]
	limit: u32,
}

pub(super) async fn refused(global: &Global, args: &RefusedArgs, output: Output) -> Done {
	let books = global.books().await?;
	let refused = books.desk.refused(args.after, args.limit).await?;
	output.show(&refused, |refused| match refused.is_empty() {
		true => "The chain refuses nothing.".into(),
		false => waiting(refused),
	})
}

/// What waits for the chain.
fn waiting(intents: &[Intent]) -> String {
	let mut shown = table(&[
		"no.",
		"redemption",
		"to do",
		"booked",
		"the chain says",
		"refused since",
		"next try",
	]);
	for one in intents {
		shown.add_row([
			number(one.id),
			number(one.redemption),
			deed(one.kind).into(),
			or_dash(one.day.map(day)).into(),
			or_dash(one.last_error.as_ref()).into(),
			or_dash(one.refused_since.map(moment)).into(),
			one.next_try_at
				.map_or_else(|| "at once".into(), moment)
				.into(),
		]);
	}
	shown.to_string()
}

/// `reserve`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  civic-treasury reserve --currency EUR")]
pub struct ReserveArgs {
	/// In which currency
	#[arg(long)]
	currency: Option<Currency>,
}

pub(super) async fn reserve(global: &Global, args: &ReserveArgs, output: Output) -> Done {
	let books = global.books().await?;
	let currency = books.currency(args.currency)?;
	let view = books.desk.reserve(currency).await?;
	output.show(&view, |view| {
		let in_force = view
			.in_force
			.as_ref()
			.map(|r| format!("{} {currency} as of {}", r.balance, day(r.day)));
		let mut text = facts([
			("in force", or_dash(in_force)),
			(
				"short",
				match view.in_force.as_ref().is_some_and(|r| r.short) {
					true => "yes: paid in part",
					false => "no",
				}
				.into(),
			),
			(
				"open redemptions",
				format!("{}, {} {currency}", view.open.count, view.open.sum),
			),
			(
				"being paid",
				format!("{}, {} {currency}", view.paying.count, view.paying.sum),
			),
			("left, not settled yet", format!("{} {currency}", view.unsettled)),
			("came back, owed again", format!("{} {currency}", view.owed)),
		])
		.to_string();
		let next = view.proposals.iter().find(|p| {
			matches!(
				p.status,
				ProposalStatus::Proposed | ProposalStatus::Attested
			)
		});
		if let Some(p) = next {
			let who = match p.status {
				ProposalStatus::Proposed => "To attest (treasurer), then to countersign (auditor)",
				_ => "Attested; to countersign (auditor)",
			};
			text.push_str(&format!(
				"\n{who}:\n{}",
				facts([
					(
						"balance",
						format!("{} {currency} ({} cents)", p.balance, p.balance.0)
					),
					("as of", format!("{} (day {})", day(p.day), p.day)),
					("statement", format!("{} in the archive", p.archived_as)),
					("its SHA-256", p.sha256.to_string()),
					("closing balance", format!("{} {currency}", p.closing)),
					("owed again", format!("{} {currency}", p.owed)),
				])
			));
		}
		if view.unsettled.is_positive() {
			text.push_str("\nThe next statement is proposed when what left the account is settled on the ledger.");
		}
		text
	})
}

/// `reconcile`
#[derive(Debug, Args)]
#[command(
	after_help = "Ends with exit code 7 when they do not agree.\n\nExample:\n  civic-treasury reconcile --now"
)]
pub struct ReconcileArgs {
	/// In which currency
	#[arg(long)]
	currency: Option<Currency>,
	/// Have the running service compare now, and wait for it
	#[arg(long)]
	now: bool,
	/// With --now: wait this many seconds at most
	#[arg(long, default_value_t = 120, value_name = "SECONDS")]
	timeout: u64,
}

pub(super) async fn reconcile(global: &Global, args: &ReconcileArgs, output: Output) -> Done {
	let books = global.books().await?;
	let currency = books.currency(args.currency)?;
	let newest = async || -> Done<Option<ReportView>> {
		Ok(books
			.desk
			.reconciliations(currency, 1)
			.await?
			.into_iter()
			.next())
	};
	let mut report = newest().await?;
	if args.now {
		let before = report.as_ref().map(|r| r.id);
		// Only the service asks the node: without it nothing would come, however long one waits.
		if !books.db.engine_runs().await? {
			return Err(Failure::Core(Error::Chain(
				"the service does not run, and only it can compare: start it (systemctl start civic-treasury), or ask the \
				 administrator. The last report is shown without --now"
					.into(),
			)));
		}
		books.desk.ask_for_report().await?;
		let wait = async {
			loop {
				tokio::time::sleep(Duration::from_millis(500)).await;
				let report = newest().await?;
				if report.as_ref().map(|r| r.id) != before {
					return Done::Ok(report);
				}
			}
		};
		report = tokio::time::timeout(Duration::from_secs(args.timeout), wait)
			.await
			.map_err(|_| {
				Failure::Core(Error::Chain(
					"no report came, and the service runs. Does the node answer?".into(),
				))
			})??;
	}
	let report = report.ok_or_else(|| {
		Failure::Core(Error::refused(
			"There is no report yet: civic-treasury reconcile --now",
		))
	})?;
	output.show(&report, |view| balance(&view.report))?;
	match report.report.balanced {
		true => Ok(()),
		false => Err(Failure::Unbalanced(
			"Chain, books and bank do not agree. Release nothing until they do.".into(),
		)),
	}
}

fn balance(r: &Report) -> String {
	let head = facts([
		("as of", format!("block {}, {}", r.block, moment(r.made_at))),
		("redemptions compared", r.compared.to_string()),
		("settled on the chain", r.settled.to_string()),
		("paid by the books", r.paid.to_string()),
		("came back", r.returned.to_string()),
		("of it kept by banks (fees)", r.deducted.to_string()),
		("owed again", r.owed.to_string()),
		("paid, not settled yet", r.unsettled.to_string()),
		("not on a statement yet", r.in_transit.to_string()),
		("the account holds", or_dash(r.closing)),
		("at the end of", or_dash(r.closing_day.map(day))),
		("others paid in", r.paid_in.to_string()),
		("fees and the like", r.other_debits.to_string()),
	]);
	let mut checks = table(&["compared", "should be", "is", "difference"]);
	for c in &r.checks {
		checks.add_row([
			c.what.clone().into(),
			number(c.expected),
			number(c.actual),
			number(c.difference),
		]);
	}
	let differences: String = r.differences.iter().map(|d| format!("\n- {d}")).collect();
	let verdict = match r.balanced {
		true => "They agree to the cent.",
		false => "THEY DO NOT AGREE.",
	};
	format!("{head}\n{checks}{differences}\n{verdict}")
}

/// `report`
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
	/// Draw the reserve over time, as SVG
	#[command(after_help = "Example:\n  civic-treasury report picture --out reserve.svg")]
	Picture {
		/// In which currency
		#[arg(long)]
		currency: Option<Currency>,
		/// The file; one that is there is replaced
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
	/// The sums and counts that Prometheus gets
	#[command(after_help = "Example:\n  civic-treasury report figures --json")]
	Figures,
}

#[derive(Serialize)]
struct Drawn<'a> {
	picture: &'a PathBuf,
	told: String,
}

pub(super) async fn report(global: &Global, command: ReportCommand, output: Output) -> Done {
	let books = global.books().await?;
	match command {
		ReportCommand::Picture { currency, out } => {
			let currency = books.currency(currency)?;
			let view = books.desk.reserve(currency).await?;
			let history = books.desk.history(currency).await?;
			let svg = chart::reserve(&view, &history, today())?;
			std::fs::write(&out, svg).map_err(|e| {
				Failure::Input(format!("{} cannot be written: {e}.", out.display()))
			})?;
			let drawn = Drawn {
				picture: &out,
				told: chart::told(&view, &history),
			};
			output.show(&drawn, |drawn| {
				format!("{}\n{}", drawn.told, drawn.picture.display())
			})
		},
		ReportCommand::Figures => {
			let figures = books.desk.figures().await?;
			output.show(&figures, |f| {
				let counts = |of: &std::collections::BTreeMap<&str, i64>| {
					let some: Vec<_> = of
						.iter()
						.filter(|(_, n)| **n > 0)
						.map(|(k, n)| format!("{k} {n}"))
						.collect();
					if some.is_empty() {
						"–".into()
					} else {
						some.join(", ")
					}
				};
				facts([
					("final block", or_dash(f.block)),
					("its time", or_dash(f.block_time.map(moment))),
					("batches", counts(&f.batches)),
					("payments", counts(&f.payments)),
					("bank files", counts(&f.files)),
					("cases", counts(&f.cases)),
					("waits on the chain", f.intents.to_string()),
					("refused by it", f.refused.to_string()),
				])
				.to_string()
			})
		},
	}
}

/// `trail`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  civic-treasury trail --limit 20")]
pub struct TrailArgs {
	/// Only what came before this number
	#[arg(long)]
	before: Option<i64>,
	/// How many at most
	#[arg(long, default_value_t = 50)]
	limit: u32,
}

pub(super) async fn trail(global: &Global, args: &TrailArgs, output: Output) -> Done {
	let books = global.books().await?;
	let deeds = books.desk.audit(args.before, args.limit).await?;
	output.show(&deeds, |deeds| {
		let mut shown = table(&["no.", "when", "who", "did", "to", "more"]);
		for d in deeds {
			shown.add_row([
				number(d.id),
				moment(d.at).into(),
				d.actor.clone().into(),
				d.action.clone().into(),
				d.subject.clone().into(),
				d.detail.clone().into(),
			]);
		}
		shown.to_string()
	})
}
