//! The queue, the batches made of it, and single redemptions.

use axum::{
	extract::{Path, Query, State},
	response::{IntoResponse, Response},
	routing::{get, post},
	Router,
};
use maud::{html, Markup};
use serde::Deserialize;

use super::{
	account, cases, chosen, csrf, currency_links, day, done, hash, may_act, moment, money, older,
	page, refused, shown, Note, Password, Place, Reject, Which,
};
use crate::{
	engine::desk::{RedemptionDetail, OFFICERS},
	store::{
		batches::{Batch, BatchStatus},
		payments::{Payment, PaymentStatus},
		redemptions::RedemptionStatus,
	},
	web::{
		api::{self, USUAL},
		session::{Form, Posted, Session, Visit},
		App,
	},
	words,
};

pub(super) fn router() -> Router<App> {
	Router::new()
		.route("/queue", get(queue))
		.route("/batches", get(batches).post(make))
		.route("/batches/{id}", get(batch))
		.route("/batches/{id}/release", post(release))
		.route("/batches/{id}/withdraw", post(withdraw))
		.route("/redemptions/{id}", get(redemption))
		.route("/redemptions/{id}/reject", post(reject))
}

async fn queue(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let currency = chosen(&app, which.currency.as_deref())?;
		let queue = app
			.desk
			.queue(currency, which.after, USUAL)
			.await?;
		let unknown = queue.iter().filter(|q| !q.payee_known).count();
		let body = html! {
			(currency_links(&app, currency, "/queue"))
			p { "Open redemptions in the order in which they are paid. The head of the queue goes into batches; a batch is paid when two officers have released it." }
			@if unknown > 0 {
				div class="notice" { p { (unknown) " of these have no registered payee yet. They wait a while, and then the chain gives the tokens back (NPAY)." } }
			}
			@if may_act(&session) {
				form class="act" method="post" action="/batches" {
					(csrf(&session))
					input type="hidden" name="currency" value=(currency);
					p class="hint" { "Makes batches of what is ready, within the limits of a file. Nothing is paid by that." }
					button { "Make batches in " (currency) }
				}
			}
			@if queue.is_empty() { p { "The queue is empty." } } @else {
				div class="scroll" {
					table {
						caption { "The queue in " (currency) }
						thead { tr {
							th scope="col" class="number" { "Redemption" } th scope="col" { "Account" }
							th scope="col" class="number" { "Money" } th scope="col" { "Since" }
							th scope="col" { "Payee" } th scope="col" { "Batch" }
						} }
						tbody { @for q in &queue { tr {
							td class="number" { a href={ "/redemptions/" (q.id) } { (q.id) } }
							td { (account(q.account)) }
							td class="number" { (money(q.quote, currency)) }
							td { (moment(q.opened_at)) }
							td { @if q.refused { span class="wait" { "being refused" } } @else if q.payee_known { "registered" } @else { span class="wait" { "missing" } } }
							td { @if let Some(batch) = q.batch { a href={ "/batches/" (batch) } { (batch) } } @else { "–" } }
						} } }
					}
				}
				@if let (true, Some(last)) = (queue.len() >= USUAL as usize, queue.last()) {
					p { a href={ "/queue?currency=" (currency) "&after=" (last.id) } { "Further back" } }
				}
			}
		};
		Ok(page(Some(&session), Some(Place::Queue), "Queue", &body).into_response())
	})
	.await
}

/// In which currency.
#[derive(Debug, Deserialize)]
struct Make {
	csrf: String,
	currency: String,
}

impl Form for Make {
	fn csrf(&self) -> &str {
		&self.csrf
	}
}

async fn make(State(app): State<App>, Posted(session, form): Posted<Make>) -> Response {
	shown(&session, async {
		let currency = chosen(&app, Some(&form.currency))?;
		let made = app
			.desk
			.make_batches(currency, session.treasurer()?)
			.await?;
		Ok(match made.as_slice() {
			[one] => done(&format!("/batches/{one}")),
			_ => done("/batches"),
		})
	})
	.await
}

/// How a state of a batch is shown.
fn state(batch: &Batch) -> (&'static str, &'static str) {
	let class = match (batch.is_empty(), batch.status) {
		(true, _) | (_, BatchStatus::Withdrawn) => "",
		(_, BatchStatus::Sent) if batch.unanswered == 0 => "good",
		_ => "wait",
	};
	(class, words::batch(batch))
}

async fn batches(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let batches = app.desk.batches(None, which.before, USUAL).await?;
		let body = html! {
			@if batches.is_empty() { p { "There is no batch yet: make one from the " a href="/queue" { "queue" } "." } } @else {
				div class="scroll" {
					table {
						caption { "Batches, the newest first" }
						thead { tr {
							th scope="col" class="number" { "Batch" } th scope="col" { "State" }
							th scope="col" class="number" { "Payments" } th scope="col" class="number" { "Sum" }
							th scope="col" { "Made" } th scope="col" { "By" }
						} }
						tbody { @for batch in &batches { tr {
							td class="number" { a href={ "/batches/" (batch.id) } { (batch.id) } }
							td { @let (class, text) = state(batch); span class=(class) { (text) } }
							td class="number" { (batch.payments) }
							td class="number" { (money(batch.total, batch.currency)) }
							td { (moment(batch.made_at)) }
							td { (batch.maker) }
						} } }
					}
				}
				(older("/batches", batches.len(), batches.last().map(|batch| batch.id)))
			}
		};
		Ok(page(Some(&session), Some(Place::Batches), "Batches", &body).into_response())
	})
	.await
}

async fn batch(State(app): State<App>, Visit(session): Visit, Path(id): Path<i64>) -> Response {
	shown(&session, async {
		let detail = app.desk.batch(id).await?;
		let batch = &detail.batch;
		let doubt = match batch.status {
			BatchStatus::Drafted => app.desk.doubt().await?,
			_ => None,
		};
		let last = detail.releases.len() + 1 >= OFFICERS;
		let mine = detail.releases.iter().any(|r| r.officer == session.officer.name);
		let made_by_me = batch.maker == session.officer.name && !app.config.batch.maker_releases;
		let body = html! {
			(facts(batch))
			h2 { "Releases" }
			@if detail.releases.is_empty() { p { "Nobody has released it." } } @else {
				ol { @for r in &detail.releases { li { (r.officer) ", " (moment(r.at)) } } }
			}
			@if batch.status == BatchStatus::Drafted && may_act(&session) {
				@if mine {
					div class="notice" { p { "You have released it. Another officer has to release it too." } }
				} @else if made_by_me {
					div class="notice" { p { "You made it, so two other officers release it." } }
				} @else if doubt.is_none() || !last {
					form class="act" method="post" action={ "/batches/" (batch.id) "/release" } {
						(csrf(&session))
						p class="hint" {
							"Releasing says: these " (batch.payments) " payments, " strong { (money(batch.total, batch.currency)) }
							" in all, are to be paid. Compare them with the list below first."
						}
						label for="password" { "Your password" }
						input id="password" name="password" type="password" autocomplete="current-password" required;
						button { "Release batch " (batch.id) }
					}
				}
				@if let Some(case) = &doubt {
					div class="notice bad" role="alert" {
						p { a href={ "/cases/" (case.id) } { "Case " (case.id) ": " (cases::case_words(case.kind).0) } }
						p { "Until it is mended or closed these books cannot be relied on, and nothing is released." }
					}
				}
				form class="act" method="post" action={ "/batches/" (batch.id) "/withdraw" } {
					(csrf(&session))
					p class="hint" { "Gives the batch up. Its redemptions go back to their places in the queue, and later batches of that \
						queue go with it, for the chain pays in order. Refused while a later one is released." }
					label for="note" { "Why" }
					input id="note" name="note" required maxlength="500";
					button class="quiet" { "Withdraw batch " (batch.id) }
				}
			}
			h2 { "Payments" }
			(payments(&detail.payments))
		};
		let title = format!("Batch {id}");
		Ok(page(Some(&session), Some(Place::Batches), &title, &body).into_response())
	})
	.await
}

fn facts(batch: &Batch) -> Markup {
	let (class, text) = state(batch);
	html! {
		dl {
			dt { "State" } dd { span class=(class) { (text) } }
			dt { "Payments" } dd { (batch.payments) }
			dt { "Sum" } dd { strong { (money(batch.total, batch.currency)) } }
			dt { "Made" } dd { (moment(batch.made_at)) " by " (batch.maker) }
			dt { "Message (MsgId)" } dd { code { (batch.msg_id) } }
			@if let Some(at) = batch.released_at { dt { "Released" } dd { (moment(at)) } }
			@if let Some(on) = batch.execution_day { dt { "Execution day" } dd { (day(on)) } }
			@if let Some(at) = batch.sent_at { dt { "Given to the bank" } dd { (moment(at)) } }
			@if let Some(sha256) = batch.file_hash { dt { "File (SHA-256)" } dd { code { (sha256) } } }
		}
	}
}

fn payment_words(status: PaymentStatus) -> (&'static str, &'static str) {
	let class = match status {
		PaymentStatus::Drafted | PaymentStatus::Instructed | PaymentStatus::Accepted => "wait",
		PaymentStatus::Booked => "good",
		PaymentStatus::Rejected | PaymentStatus::Returned => "bad",
		PaymentStatus::Withdrawn => "",
	};
	(class, words::payment(status))
}

// No name, no IBAN: releasing needs neither, and what is not shown is not photographed.
fn payments(payments: &[Payment]) -> Markup {
	html! {
		@if payments.is_empty() { p { "None." } } @else {
			div class="scroll" {
				table {
					caption { "The bank knows each payment by its end-to-end id" }
					thead { tr {
						th scope="col" { "End-to-end id" } th scope="col" class="number" { "Redemption" }
						th scope="col" class="number" { "Money" } th scope="col" { "State" }
						th scope="col" { "Bank's reference" } th scope="col" { "Payee" }
					} }
					tbody { @for p in payments { tr {
						td { code { (p.end_to_end) } }
						td class="number" { a href={ "/redemptions/" (p.redemption) } { (p.redemption) } }
						td class="number" { (money(p.amount, p.currency)) }
						td {
							@let (class, text) = payment_words(p.status); span class=(class) { (text) }
							@if let Some(reason) = &p.status_reason { " (" (reason) ")" }
							@if let Some(reason) = &p.return_reason { " (" (reason) ")" }
							@if let Some(back) = p.return_amount.filter(|back| *back != p.amount) { ": " (money(back, p.currency)) ", the bank kept the rest" }
						}
						td {
							@if let Some(reference) = &p.debit_reference { code { (reference) } }
							@if let Some(on) = p.debit_day { ", " (day(on)) }
						}
						td { (hash(p.payee)) }
					} } }
				}
			}
		}
	}
}

async fn release(
	State(app): State<App>,
	Path(id): Path<i64>,
	Posted(session, form): Posted<Password>,
) -> Response {
	shown(&session, async {
		let officer = session.confirm(&app, form.password).await?;
		app.desk.release(id, officer).await?;
		Ok(done(&format!("/batches/{id}")))
	})
	.await
}

async fn withdraw(
	State(app): State<App>,
	Path(id): Path<i64>,
	Posted(session, form): Posted<Note>,
) -> Response {
	shown(&session, async {
		let officer = session.treasurer()?;
		app.desk
			.withdraw(id, officer, &api::note(&form.note)?)
			.await?;
		Ok(done(&format!("/batches/{id}")))
	})
	.await
}

fn redemption_words(status: RedemptionStatus) -> (&'static str, &'static str) {
	let class = match status {
		RedemptionStatus::Open | RedemptionStatus::Paying => "wait",
		RedemptionStatus::Settled => "good",
		RedemptionStatus::Rejected => "bad",
		RedemptionStatus::Cancelled | RedemptionStatus::Expired => "",
	};
	(class, words::redemption(status))
}

/// What refuses a redemption in the queue: nothing where it cannot be, or the officer may not.
pub(super) fn reject_form(session: &Session, detail: &RedemptionDetail) -> Markup {
	let (id, asked) = (detail.redemption.id, detail.rejection.as_ref());
	let agreed = asked.is_some_and(|asked| asked.agreed_by.is_some());
	let mine = asked.is_some_and(|asked| asked.asked_by == session.officer.name);
	html! {
		@if let Some(asked) = asked {
			div class="notice" { p {
				(asked.asked_by) " asked for its refusal (" (asked.reason) "), " (moment(asked.asked_at)) ": " (asked.note)
				@if let Some(by) = &asked.agreed_by { ". " (by) " agreed." }
			} }
		}
		@if may_act(session) && !agreed && detail.redemption.status == RedemptionStatus::Open {
			details {
				summary { "Refuse it: it can never be paid" }
				form class="act" method="post" action={ "/redemptions/" (id) "/reject" } {
					(csrf(session))
					p class="hint" {
						"Two officers must. Then the chain gives the holder the tokens back, which cannot be undone."
						@if mine { " You have asked for it: another officer has to agree, with the same reason." }
					}
					label for="reason" { "Reason, as the ledger shows it" }
					input id="reason" name="reason" required pattern="[A-Z0-9]{4}" maxlength="4" value=(asked.map_or("AM02", |asked| asked.reason.as_str()));
					label for="reject-note" { "Why. Write no names of citizens" }
					input id="reject-note" name="note" required maxlength="500";
					label for="password" { "Your password" }
					input id="password" name="password" type="password" autocomplete="current-password" required;
					button class="quiet" { "Refuse redemption " (id) }
				}
			}
		}
	}
}

async fn reject(
	State(app): State<App>,
	Path(id): Path<u64>,
	Posted(session, form): Posted<Reject>,
) -> Response {
	shown(&session, async {
		let officer = session.confirm(&app, form.password).await?;
		app.desk
			.reject(id, &form.reason, &api::note(&form.note)?, officer)
			.await?;
		Ok(done(&format!("/redemptions/{id}")))
	})
	.await
}

async fn redemption(
	State(app): State<App>,
	Visit(session): Visit,
	Path(id): Path<u64>,
) -> Response {
	shown(&session, async {
		let detail = app.desk.redemption(id).await?;
		let r = &detail.redemption;
		let (class, text) = redemption_words(r.status);
		let body = html! {
			dl {
				dt { "State on the chain" } dd { span class=(class) { (text) } @if let Some(reason) = &r.reason { " (" (reason) ")" } }
				dt { "Account" } dd { (account(r.account)) }
				dt { "Quote" } dd { (money(r.quote, r.currency)) }
				@if let Some(due) = r.due { dt { "Due" } dd { (money(due, r.currency)) @if due != r.quote { ": a part, the reserve was short" } } }
				@if let Some(paid) = r.paid { dt { "Paid" } dd { (money(paid, r.currency)) } }
				@if let Some(reference) = &r.reference { dt { "Bank's reference" } dd { code { (reference) } } }
				dt { "Made" } dd { (moment(r.opened_at)) ", block " (r.opened_block) }
				@if let (Some(at), Some(block)) = (r.ended_at, r.ended_block) { dt { "Ended" } dd { (moment(at)) ", block " (block) } }
				dt { "Payee" } dd { (hash(r.payee)) }
			}
			(reject_form(&session, &detail))
			h2 { "Attempts to pay it" }
			(payments(&detail.payments))
			@if !detail.waiting.is_empty() {
				h2 { "Waits for the chain" }
				(refused::table(&detail.waiting))
			}
			@if !detail.cases.is_empty() {
				h2 { "Cases" }
				ul { @for case in &detail.cases { li { (cases::line(case)) } } }
			}
		};
		let title = format!("Redemption {id}");
		Ok(page(Some(&session), Some(Place::Queue), &title, &body).into_response())
	})
	.await
}
