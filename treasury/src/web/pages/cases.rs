//! Cases: what a person has to look at, with the remedy next to it.

use axum::{
	extract::{Path, Query, State},
	response::{IntoResponse, Response},
	routing::{get, post},
	Router,
};
use maud::{html, Markup};
use serde::Deserialize;

use super::{
	csrf, done, hash, may_act, moment, money, older, page, payments::reject_form, shown, Note,
	Nothing, Place, Reject, Which,
};
use crate::{
	engine::desk::{Again, CaseDetail},
	error::Error,
	hex32::Hex32,
	store::cases::{Case, CaseKind, CaseStatus},
	web::{
		api::{self, USUAL},
		session::{Form, Posted, Session, Visit},
		App, Problem,
	},
	words,
};

pub(super) fn router() -> Router<App> {
	Router::new()
		.route("/cases", get(cases))
		.route("/cases/{id}", get(case))
		.route("/cases/{id}/close", post(close))
		.route("/cases/{id}/pay-again", post(pay_again))
		.route("/cases/{id}/adopt", post(adopt))
		.route("/cases/{id}/send-again", post(send_again))
		.route("/cases/{id}/reject-all", post(reject_all))
}

/// What a kind of case is called, and what to do about it.
pub fn case_words(kind: CaseKind) -> (&'static str, &'static str) {
	match kind {
		CaseKind::LateReturn => (
			"The money came back",
			"It had been settled: the tokens are burned and all of it is owed still, also what the bank kept. Ask the citizen \
			 to register a corrected payee with the wallet. When a statement has the credit, pay again to that.",
		),
		CaseKind::FileRefused => (
			"The bank refused a whole file",
			"Nothing of it was paid. Read the bank's reason. If the cause is mended (a mandate, a limit, an agreement), \
			 send again: a new message with the same payments. Otherwise refuse its redemptions, as two officers; the holders \
			 have their tokens again. What was refused singly, or paid all the same, is left out.",
		),
		CaseKind::Unreadable => (
			"A file cannot be read",
			"Nothing of it has an effect. Get the file from the bank again and put it into the inbox.",
		),
		CaseKind::Replay => (
			"A file came twice",
			"It had no effect the second time, so there is nothing to do: the case closed by itself. If it happens often, tell \
			 whoever carries the files.",
		),
		CaseKind::WrongAccount => (
			"A file of another account",
			"It is not about the city's account in the settings, and had no effect. See how it came here.",
		),
		CaseKind::UnknownPayment => (
			"A payment nobody ordered",
			"The bank speaks of a payment that is not in these books. Call the bank at once: either it is a mistake, or \
			 somebody else orders payments from this account.",
		),
		CaseKind::AmountDiffers => (
			"The amount is another one",
			"What the bank told is not what was ordered; nothing was settled or given back by it. What happened says whether it \
			 is money that left or a credit. Call the bank. A credit that takes a wrong debit back ends both cases.",
		),
		CaseKind::CurrencyDiffers => (
			"The currency is another one",
			"What the bank told is in another currency than was ordered; nothing was settled or given back by it. Call the bank.",
		),
		CaseKind::BookedTwice => (
			"Paid twice by the bank",
			"One order, two debits. Ask the bank for the money. When a statement has it back, the case closes by itself, and \
			 the payment stays paid: that credit is no return of it, and nothing is to be paid again.",
		),
		CaseKind::Contradiction => (
			"The bank contradicts itself",
			"It booked what it had refused, or the other way round. Compare with the statement, and ask the bank in writing. \
			 Until this case is closed nothing of that file can be sent again or refused.",
		),
		CaseKind::ChainDiffers => (
			"Chain and bank disagree",
			"What the chain says of a redemption does not fit what the bank did. Do not pay by hand. Send the case to \
			 the administrator. No batch is released until this case is closed.",
		),
		CaseKind::UnknownMessage => (
			"The chain knows a message these books do not",
			"These books may be an old copy: docs/treasury-operations.md, Restore. If a newer backup exists, stop the service \
			 and restore that. If not, take the message over by its MsgId: what the bank says of it counts then. \
			 No batch is released until this case is closed.",
		),
		CaseKind::Unpayable => (
			"A payment that no file can hold",
			"What happened says what no file can hold. A name or account: ask the citizen to register the payee anew. A payee \
			 that cannot be decrypted: tell the administrator; if its key is lost, ask the citizen to register the same account \
			 again. More than a batch may be: have the limit raised, or refuse the redemption; two officers must. It closes by \
			 itself when it can be paid.",
		),
		CaseKind::ChainRefuses => (
			"The chain refuses a call",
			"What happened says why, in the chain's words. Most often the treasurer's account lacks its mandate: have it \
			 granted, and the call is handed in again by itself within an hour. What will not be tried again is for the \
			 administrator. The money is where the books say; do not pay by hand.",
		),
		CaseKind::NoAnswer => (
			"The bank has not answered",
			"See whether the file has left the outbox, and ask the bank by the message's name (MsgId). Do not send it \
			 again before the bank says that it does not have it.",
		),
		CaseKind::StatementGap => (
			"A statement is missing or does not add up",
			"Its lines do not add up to its balances, or two of one name differ. What does not add up counts for nothing. Ask the \
			 bank for a right one and put it into the inbox: that takes its place, and the case closes.",
		),
		CaseKind::Unbalanced => (
			"Chain, books and bank do not agree",
			"Look at the reconciliation: the line with a difference says where. No batch is released until this case is \
			 closed. It closes by itself when all agree; what only the bank can mend, close with its ticket: while the \
			 difference stays just this, no new case is opened.",
		),
		CaseKind::NotOnStatement => (
			"Announced, and not on the statement",
			"A notice told of money that the bank's statement of that day does not have. Pay nothing on it. Call the bank with \
			 the reference, and ask whether it sent that file: anybody who can write into the inbox can forge one. If a later \
			 statement has it, the case closes by itself. If the bank says in writing that it booked nothing, close the case \
			 with its ticket: then the books are as if the notice had not come, and a late return it made is over.",
		),
		CaseKind::AttestationDiffers => (
			"What is attested is not what the statement says",
			"The reserve on the ledger names a statement, and says something else than it. Not countersigned yet: do not \
			 countersign it. In force: more may be redeemed than there is money for. Attest what Reserve proposes, and have it \
			 countersigned; the case closes then. Ask who attested this, and from which statement.",
		),
	}
}

/// A case in one line.
pub(super) fn line(case: &Case) -> Markup {
	html! {
		a href={ "/cases/" (case.id) } { "Case " (case.id) ": " (case_words(case.kind).0) }
		@if let (Some(amount), Some(currency)) = (case.amount, case.currency) { ", " (money(amount, currency)) }
		@if case.status != CaseStatus::Open { " (" (words::case(case.status)) ")" }
	}
}

async fn cases(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let all = which.all.is_some();
		let cases = app.desk.cases(!all, which.before, USUAL).await?;
		let body = html! {
			p {
				@if all { a href="/cases" { "Only open ones" } } @else { a href="/cases?all=1" { "Closed ones too" } }
			}
			@if cases.is_empty() { p { "No open cases." } } @else {
				div class="scroll" {
					table {
						caption { "Cases, the newest first" }
						thead { tr {
							th scope="col" class="number" { "Case" } th scope="col" { "What" } th scope="col" { "State" }
							th scope="col" class="number" { "Money" } th scope="col" class="number" { "Redemption" } th scope="col" { "Since" }
						} }
						tbody { @for case in &cases { tr {
							td class="number" { a href={ "/cases/" (case.id) } { (case.id) } }
							td { (case_words(case.kind).0) }
							td { (state(case.status)) }
							td class="number" { @if let (Some(amount), Some(currency)) = (case.amount, case.currency) { (money(amount, currency)) } }
							td class="number" { @if let Some(id) = case.redemption { a href={ "/redemptions/" (id) } { (id) } } }
							td { (moment(case.opened_at)) }
						} } }
					}
				}
				(older(if all { "/cases?all=1" } else { "/cases" }, cases.len(), cases.last().map(|case| case.id)))
			}
		};
		Ok(page(Some(&session), Some(Place::Cases), "Cases", &body).into_response())
	})
	.await
}

fn state(status: CaseStatus) -> Markup {
	let class = match status {
		CaseStatus::Open => "bad",
		CaseStatus::Working => "wait",
		CaseStatus::Closed => "good",
	};
	html! { span class=(class) { (words::case(status)) } }
}

async fn case(State(app): State<App>, Visit(session): Visit, Path(id): Path<i64>) -> Response {
	shown(&session, async {
		let CaseDetail { case, rejection: asked, again } = app.desk.case_detail(id).await?;
		let (name, remedy) = case_words(case.kind);
		let act = may_act(&session) && case.status != CaseStatus::Closed;
		let unpayable = match (case.kind, case.redemption) {
			(CaseKind::Unpayable, Some(id)) => Some(app.desk.redemption(id).await?),
			_ => None,
		};
		let kept_open = app.desk.kept_open(&case).await?;
		let body = html! {
			dl {
				dt { "State" } dd { (state(case.status)) }
				dt { "Since" } dd { (moment(case.opened_at)) }
				dt { "What happened" } dd { (case.detail) }
				@if let (Some(amount), Some(currency)) = (case.amount, case.currency) { dt { "Money" } dd { (money(amount, currency)) } }
				@if let Some(id) = case.redemption { dt { "Redemption" } dd { a href={ "/redemptions/" (id) } { (id) } } }
				@if let Some(payment) = &case.payment { dt { "Payment" } dd { code { (payment) } } }
				@if let Some(id) = case.batch { dt { "Batch" } dd { a href={ "/batches/" (id) } { (id) } } }
				@if let Some(id) = again.as_ref().and_then(|again| again.batch) { dt { "Being paid again with" } dd { a href={ "/batches/" (id) } { "batch " (id) } } }
				@if let Some(id) = case.file { dt { "Bank file" } dd { a href={ "/files/" (id) } { (id) } } }
				@if let (Some(at), Some(by)) = (case.closed_at, &case.closed_by) { dt { "Closed" } dd { (moment(at)) " by " (by) } }
				@if let Some(how) = &case.resolution { dt { "How" } dd { (how) } }
			}
			div class="notice" { p { (remedy) } }
			@if let Some(asked) = &asked {
				div class="notice" { p {
					(asked.asked_by) " asked for the refusal of all its redemptions (" (asked.reason) "), " (moment(asked.asked_at)) ": " (asked.note)
					@if let Some(by) = &asked.agreed_by { ". " (by) " agreed." }
				} }
			}
			@if let (true, CaseStatus::Open, Some(again)) = (act, case.status, &again) { (pay_again_form(&session, case.id, again)) }
			@if act && case.kind == CaseKind::UnknownMessage {
				form class="act" method="post" action={ "/cases/" (case.id) "/adopt" } {
					(csrf(&session))
					p class="hint" { "As the payment file or the bank has it. The ledger knows its hash: another one is refused. Nothing is sent." }
					label for="msg-id" { "MsgId" }
					input id="msg-id" name="msg_id" required maxlength="35" autocomplete="off";
					button { "Take over" }
				}
			}
			@if act && case.kind == CaseKind::FileRefused && case.status == CaseStatus::Open && kept_open.is_some() {
				form class="act" method="post" action={ "/cases/" (case.id) "/send-again" } {
					(csrf(&session))
					p class="hint" { "Makes a new batch of the same payments, which two officers release." }
					button { "Send again" }
				}
				form class="act" method="post" action={ "/cases/" (case.id) "/reject-all" } {
					(csrf(&session))
					p class="hint" {
						"Two officers must, with the same reason. Then the chain gives all holders their tokens back, which cannot be undone."
						@if asked.as_ref().is_some_and(|asked| asked.asked_by == session.officer.name) { " You have asked for it: another officer has to confirm." }
					}
					label for="reason" { "Reason, as the ledger shows it" }
					input id="reason" name="reason" required pattern="[A-Z0-9]{4}" maxlength="4" value=(asked.as_ref().map_or("NARR", |asked| asked.reason.as_str()));
					label for="reject-note" { "Why. Write no names of citizens" }
					input id="reject-note" name="note" required maxlength="500";
					label for="password" { "Your password" }
					input id="password" name="password" type="password" autocomplete="current-password" required;
					button class="quiet" { "Refuse all its redemptions" }
				}
			}
			@if let (true, Some(unpayable)) = (act, &unpayable) { (reject_form(&session, unpayable)) }
			@if let (true, Some(why)) = (act, &kept_open) {
				p { "It cannot be closed by hand: " (why) "." }
			} @else if act {
				form class="act" method="post" action={ "/cases/" (case.id) "/close" } {
					(csrf(&session))
					p class="hint" { "When it was dealt with. Write no names of citizens." }
					label for="note" { "How it was dealt with" }
					textarea id="note" name="note" rows="3" required maxlength="500" {}
					button { "Close case " (case.id) }
				}
			}
		};
		let title = format!("Case {id}: {name}");
		Ok(page(Some(&session), Some(Place::Cases), &title, &body).into_response())
	})
	.await
}

/// What pays a late return again, or what has to come first.
fn pay_again_form(session: &Session, case: i64, again: &Again) -> Markup {
	// The newest of those that may work.
	let right = again.payees.iter().position(|payee| !payee.came_back);
	html! {
		@if let Some(why) = &again.waits_for {
			div class="notice" { p { "It cannot be paid again yet: " (why) "." } }
		} @else if again.payees.is_empty() {
			p { "The account has registered no payee that could be paid." }
		} @else {
			form class="act" method="post" action={ "/cases/" (case) "/pay-again" } {
				(csrf(session))
				fieldset {
					legend { "Pay again to" }
					@for (n, payee) in again.payees.iter().enumerate() {
						label {
							input type="radio" name="payee" value=(payee.payee) required checked[right == Some(n)];
							" " (hash(payee.payee)) ", registered " (moment(payee.registered_at))
							@if payee.came_back { ": " span class="bad" { (words::CAME_BACK) } }
						}
					}
				}
				@if let Some(stated) = &again.stated { p { (words::look_in_portal(stated)) } }
				p class="hint" { "This makes a batch of one payment, which two officers release." }
				button { "Pay again" }
			}
		}
	}
}

async fn close(
	State(app): State<App>,
	Path(id): Path<i64>,
	Posted(session, form): Posted<Note>,
) -> Response {
	shown(&session, async {
		let officer = session.treasurer()?;
		app.desk
			.close_case(id, officer, &api::note(&form.note)?)
			.await?;
		Ok(done(&format!("/cases/{id}")))
	})
	.await
}

/// To whom.
#[derive(Debug, Deserialize)]
struct ToWhom {
	csrf: String,
	payee: String,
}

impl Form for ToWhom {
	fn csrf(&self) -> &str {
		&self.csrf
	}
}

async fn pay_again(
	State(app): State<App>,
	Path(id): Path<i64>,
	Posted(session, form): Posted<ToWhom>,
) -> Response {
	shown(&session, async {
		let officer = session.treasurer()?;
		let payee: Hex32 = form
			.payee
			.parse()
			.map_err(|_| Problem::from(Error::NotFound("payee")))?;
		let batch = app.desk.pay_again(id, officer, payee).await?;
		Ok(done(&format!("/batches/{batch}")))
	})
	.await
}

/// Which message.
#[derive(Debug, Deserialize)]
struct WhichMessage {
	csrf: String,
	msg_id: String,
}

impl Form for WhichMessage {
	fn csrf(&self) -> &str {
		&self.csrf
	}
}

async fn adopt(
	State(app): State<App>,
	Path(id): Path<i64>,
	Posted(session, form): Posted<WhichMessage>,
) -> Response {
	shown(&session, async {
		let officer = session.treasurer()?;
		let batch = app.desk.adopt(id, officer, form.msg_id.trim()).await?;
		Ok(done(&format!("/batches/{batch}")))
	})
	.await
}

async fn send_again(
	State(app): State<App>,
	Path(id): Path<i64>,
	Posted(session, _): Posted<Nothing>,
) -> Response {
	shown(&session, async {
		let batch = app.desk.send_again(id, session.treasurer()?).await?;
		Ok(done(&format!("/batches/{batch}")))
	})
	.await
}

async fn reject_all(
	State(app): State<App>,
	Path(id): Path<i64>,
	Posted(session, form): Posted<Reject>,
) -> Response {
	shown(&session, async {
		let officer = session.confirm(&app, form.password).await?;
		app.desk
			.reject_all(id, &form.reason, &api::note(&form.note)?, officer)
			.await?;
		Ok(done(&format!("/cases/{id}")))
	})
	.await
}
