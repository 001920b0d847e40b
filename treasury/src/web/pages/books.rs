//! Reserve, reconciliation, the bank's files, and who did what.

use axum::{
	extract::{Path, Query, State},
	http::header,
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use maud::{html, Markup};

use super::{
	chosen, csrf, currency_links, day, done, may_act, moment, money, older, page, shown, Nothing,
	Place, Which,
};
use crate::{
	engine::{desk::Figures, reconcile::Report},
	store::{
		inbox::FileStatus,
		reserve::{Proposal, ProposalStatus},
	},
	web::{
		api::USUAL,
		chart, now,
		session::{Posted, Visit},
		App, Problem,
	},
	words,
};

pub(super) fn router() -> Router<App> {
	Router::new()
		.route("/reserve", get(reserve))
		.route("/reserve/{currency}/picture.svg", get(picture))
		.route("/reconciliation", get(reconciliation).post(reconcile))
		.route("/reconciliation/{id}", get(report))
		.route("/files", get(files))
		.route("/files/{id}", get(file))
		.route("/trail", get(trail))
}

/// The day it is, counted from 1970.
pub fn today() -> u32 {
	u32::try_from(now() / 86_400).unwrap_or(0)
}

/// The figures of the overview.
pub(super) fn overview(figures: &Figures) -> Markup {
	let waiting = figures.batches.get("drafted").copied().unwrap_or(0);
	html! {
		@if waiting > 0 {
			div class="notice" { p { a href="/batches" { (waiting) " batches wait for officers to release them" } } }
		}
		@for c in &figures.currencies {
			h2 { (c.currency) }
			dl {
				dt { "Chain, books and bank" } dd {
					@match c.balanced {
						Some(true) => { span class="good" { "agree to the cent" } },
						Some(false) => { a class="bad" href={ "/reconciliation?currency=" (c.currency) } { "do not agree: " (money(c.difference, c.currency)) } },
						None => { span class="wait" { "not compared yet" } },
					}
					@if let Some(at) = c.reconciled_at { " (" (moment(at)) ")" }
				}
				dt { "Reserve in force" } dd { @if let Some(reserve) = c.reserve { (money(reserve, c.currency)) } @else { "none" } }
				@if c.owed.is_positive() { dt { "Came back, owed again" } dd class="bad" { (money(c.owed, c.currency)) } }
			}
			div class="scroll" {
				table {
					caption { "Redemptions in " (c.currency) }
					thead { tr { th scope="col" { "State" } th scope="col" class="number" { "How many" } th scope="col" class="number" { "Money" } } }
					tbody { @for (status, total) in &c.redemptions { tr {
						td { (status.parse().map_or(*status, words::redemption)) } td class="number" { (total.count) } td class="number" { (money(total.sum, c.currency)) }
					} } }
				}
			}
		}
		p {
			"Final block in the books: " @if let Some(block) = figures.block { (block) } @else { "none" }
			@if let Some(at) = figures.block_time { " (" (moment(at)) ")" }
			@if figures.intents > 0 { ". " (figures.intents) " calls wait to be done on the chain" } "."
			@if figures.refused > 0 { " " a class="wait" href="/refused" { "The chain refused " (figures.refused) " of them; they are tried again" } "." }
		}
	}
}

async fn reserve(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let currency = chosen(&app, which.currency.as_deref())?;
		let view = app.desk.reserve(currency).await?;
		let history = app.desk.history(currency).await?;
		let newest = view
			.proposals
			.iter()
			.find(|p| matches!(p.status, ProposalStatus::Proposed | ProposalStatus::Attested));
		let body = html! {
			(currency_links(&app, currency, "/reserve"))
			@if view.in_force.as_ref().is_some_and(|r| r.short) {
				div class="notice bad" role="alert" { p { "The reserve is short: open redemptions are paid in part, all in the same part, and new ones are refused. Money paid in and a new attestation lift it." } }
			}
			dl {
				dt { "In force" } dd { @match &view.in_force {
					Some(r) => { (money(r.balance, currency)) " as of " (day(r.day)) ", countersigned " (moment(r.in_force_at)) },
					None => { "none: nothing can be redeemed" },
				} }
				dt { "Open redemptions" } dd { (view.open.count) ", " (money(view.open.sum, currency)) }
				dt { "Being paid" } dd { (view.paying.count) ", " (money(view.paying.sum, currency)) }
				dt { "Left, not settled yet" } dd { (money(view.unsettled, currency)) }
				dt { "Came back, owed again" } dd { (money(view.owed, currency)) }
			}
			@if view.unsettled.is_positive() {
				p class="hint" { "The next statement is proposed when what left the account is settled on the ledger." }
			}
			@if let Some(proposal) = newest { (to_attest(proposal)) }
			h2 { "Over time" }
			p { img class="picture" src={ "/reserve/" (currency) "/picture.svg" } width="900" height="380" alt=(chart::told(&view, &history)); }
			details {
				summary { "The same as a table" }
				div class="scroll" {
					table {
						caption { "What the bank's statements say" }
						thead { tr { th scope="col" { "Day" } th scope="col" class="number" { "Came in" } th scope="col" class="number" { "Left" } th scope="col" class="number" { "Held at its end" } } }
						tbody { @for p in history.iter().rev() { tr {
							td { (day(p.day)) }
							td class="number" { (money(p.credits, currency)) }
							td class="number" { (money(p.debits, currency)) }
							td class="number" { (money(p.closing, currency)) }
						} } }
					}
				}
			}
			h2 { "Proposals" }
			@if view.proposals.is_empty() { p { "None: the first statement makes one." } } @else {
				div class="scroll" {
					table {
						thead { tr {
							th scope="col" { "Statement of" } th scope="col" class="number" { "Closing balance" }
							th scope="col" class="number" { "Owed again" } th scope="col" class="number" { "To attest" } th scope="col" { "State" }
						} }
						tbody { @for p in &view.proposals { tr {
							td { (day(p.day)) }
							td class="number" { (money(p.closing, currency)) }
							td class="number" { (money(p.owed, currency)) }
							td class="number" { (money(p.balance, currency)) }
							td { (words::proposal(p.status)) }
						} } }
					}
				}
			}
		};
		Ok(page(Some(&session), Some(Place::Reserve), "Reserve", &body).into_response())
	})
	.await
}

fn to_attest(p: &Proposal) -> Markup {
	html! {
		div class="notice" {
			p {
				@if p.status == ProposalStatus::Proposed { "The treasurer attests, and then the auditor countersigns, exactly this:" }
				@else { "The treasurer has attested it. The auditor compares it with the bank's statement and countersigns exactly this:" }
			}
			dl {
				dt { "Currency" } dd { (p.currency) }
				dt { "Balance" } dd { (money(p.balance, p.currency)) " = " (p.balance.0) " cents" }
				dt { "As of" } dd { (day(p.day)) " = day " (p.day) }
				dt { "Statement" } dd { code { (p.archived_as) } " in the archive, file " (p.file) }
				dt { "Its SHA-256" } dd { code { (p.sha256) } }
			}
		}
	}
}

async fn picture(
	State(app): State<App>,
	_: Visit,
	Path(currency): Path<String>,
) -> Result<Response, Problem> {
	let currency = chosen(&app, Some(&currency))?;
	let view = app.desk.reserve(currency).await?;
	let history = app.desk.history(currency).await?;
	let svg = chart::reserve(&view, &history, today())?;
	Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

async fn reconciliation(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let currency = chosen(&app, which.currency.as_deref())?;
		let reports = app.desk.reconciliations(currency, USUAL).await?;
		let body = html! {
			(currency_links(&app, currency, "/reconciliation"))
			@if may_act(&session) {
				form class="act" method="post" action="/reconciliation" {
					(csrf(&session))
					p class="hint" { "A report is made each hour and after each statement. You can have one made at once; it is here after some seconds." }
					button { "Compare now" }
				}
			}
			@match reports.first() {
				Some(newest) => {
					(balance(&newest.report))
					@if reports.len() > 1 {
						h2 { "Earlier reports" }
						ul { @for view in reports.iter().skip(1) { li {
							a href={ "/reconciliation/" (view.id) } { (moment(view.report.made_at)) } ", block " (view.report.block) ": "
							@if view.report.balanced { span class="good" { "agrees" } } @else { span class="bad" { "does not agree" } }
						} } }
					}
				},
				None => { p { "There is no report yet." } },
			}
		};
		Ok(page(Some(&session), Some(Place::Reconciliation), "Reconciliation", &body).into_response())
	})
	.await
}

async fn reconcile(State(app): State<App>, Posted(session, _): Posted<Nothing>) -> Response {
	shown(&session, async {
		session.treasurer()?;
		app.desk.ask_for_report().await?;
		Ok(done("/reconciliation"))
	})
	.await
}

async fn report(State(app): State<App>, Visit(session): Visit, Path(id): Path<i64>) -> Response {
	shown(&session, async {
		let view = app.desk.report(id).await?;
		let body = balance(&view.report);
		let title = format!("Reconciliation {id}");
		Ok(page(Some(&session), Some(Place::Reconciliation), &title, &body).into_response())
	})
	.await
}

fn balance(r: &Report) -> Markup {
	html! {
		@if r.balanced {
			div class="notice good" { p { "Chain, books and bank agree to the cent, as of block " (r.block) " (" (moment(r.made_at)) "), in " (r.compared) " redemptions." } }
		} @else {
			div class="notice bad" role="alert" { p { "Chain, books and bank do not agree, as of block " (r.block) " (" (moment(r.made_at)) "). Release nothing until they do." } }
		}
		dl {
			dt { "Settled on the chain" } dd { (money(r.settled, r.currency)) }
			dt { "Paid by the books" } dd { (money(r.paid, r.currency)) }
			dt { "Came back" } dd { (money(r.returned, r.currency)) }
			@if r.deducted.is_positive() { dt { "Of it kept by banks (fees)" } dd { (money(r.deducted, r.currency)) } }
			dt { "Owed again" } dd { (money(r.owed, r.currency)) }
			dt { "Paid, not settled yet" } dd { (money(r.unsettled, r.currency)) }
			dt { "Booked, not on a statement yet" } dd { (money(r.in_transit, r.currency)) }
			dt { "Paid in by others" } dd { (money(r.paid_in, r.currency)) }
			dt { "Fees and the like" } dd { (money(r.other_debits, r.currency)) }
			dt { "The account holds" } dd { @if let (Some(closing), Some(on)) = (r.closing, r.closing_day) { (money(closing, r.currency)) " at the end of " (day(on)) } @else { "no statement yet" } }
		}
		div class="scroll" {
			table {
				caption { "What was compared" }
				thead { tr { th scope="col" { "What" } th scope="col" class="number" { "Should be" } th scope="col" class="number" { "Is" } th scope="col" class="number" { "Difference" } } }
				tbody { @for c in &r.checks { tr {
					td { (c.what) }
					td class="number" { (money(c.expected, r.currency)) }
					td class="number" { (money(c.actual, r.currency)) }
					td class={ "number " @if c.difference.0 != 0 { "bad" } } { (money(c.difference, r.currency)) }
				} } }
			}
		}
		@if !r.differences.is_empty() {
			h2 { "Where they differ" }
			ul { @for difference in &r.differences { li { (difference) } } }
		}
	}
}

async fn files(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let files = app.desk.inbox(which.before, USUAL).await?;
		let body = html! {
			p { "Everything the bank sent, as it came. A file holds names and account numbers: open one only when a case needs it. That is written into the trail." }
			@if !may_act(&session) { p { "Only a treasurer opens one: ask for the line you need." } }
			@if files.is_empty() { p { "Nothing has come yet." } } @else {
				div class="scroll" {
					table {
						thead { tr { th scope="col" class="number" { "File" } th scope="col" { "Name" } th scope="col" { "Kind" } th scope="col" { "Came" } th scope="col" { "State" } } }
						tbody { @for f in &files { tr {
							td class="number" { (f.id) }
							td { @if may_act(&session) { a href={ "/files/" (f.id) } download { (f.name) } } @else { (f.name) } }
							td { @if let Some(kind) = &f.kind { (kind) } }
							td { (moment(f.received_at)) }
							td {
								span class=(class(f.status)) { (words::file(f.status)) }
								@if let Some(error) = &f.error { ": " (error) }
								@if let Some(first) = f.duplicate_of { ", as file " (first) }
							}
						} } }
					}
				}
				(older("/files", files.len(), files.last().map(|f| f.id)))
			}
		};
		Ok(page(Some(&session), Some(Place::Files), "Bank files", &body).into_response())
	})
	.await
}

fn class(status: FileStatus) -> &'static str {
	match status {
		FileStatus::Stored => "wait",
		FileStatus::Handled => "good",
		FileStatus::Failed => "bad",
		FileStatus::Duplicate => "",
	}
}

async fn file(State(app): State<App>, Visit(session): Visit, Path(id): Path<i64>) -> Response {
	shown(&session, async {
		let officer = session
			.treasurer()
			.map_err(|_| Problem::not_for_auditors())?;
		let bytes = app.desk.inbox_file(id).await?;
		let mut write = app.db.write().await?;
		let subject = format!("file {id}");
		crate::store::audit::note(&mut write, now(), officer, "open-file", &subject, "").await?;
		write.commit().await?;
		Ok((
			[
				(header::CONTENT_TYPE, "application/octet-stream".to_string()),
				(
					header::CONTENT_DISPOSITION,
					format!("attachment; filename=\"bank-file-{id}.xml\""),
				),
			],
			bytes,
		)
			.into_response())
	})
	.await
}

async fn trail(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let deeds = app.desk.audit(which.before, USUAL).await?;
		let body = html! {
			@if deeds.is_empty() { p { "Nothing yet." } } @else {
				div class="scroll" {
					table {
						thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "Did" } th scope="col" { "To" } th scope="col" { "More" } } }
						tbody { @for d in &deeds { tr {
							td { (moment(d.at)) } td { (d.actor) } td { (d.action) } td { (d.subject) } td { (d.detail) }
						} } }
					}
				}
				(older("/trail", deeds.len(), deeds.last().map(|d| d.id)))
			}
		};
		Ok(page(Some(&session), Some(Place::Trail), "Who did what", &body).into_response())
	})
	.await
}
