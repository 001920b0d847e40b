//! What waits because the chain refused it, with the chain's reason.

use axum::{
	extract::{Query, State},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use maud::{html, Markup};

use super::{day, moment, page, shown, Place, Which};
use crate::{
	store::intents::{Intent, IntentKind},
	web::{api::USUAL, session::Visit, App},
};

pub(super) fn router() -> Router<App> {
	Router::new().route("/refused", get(refused))
}

async fn refused(
	State(app): State<App>,
	Visit(session): Visit,
	Query(which): Query<Which>,
) -> Response {
	shown(&session, async {
		let after = which.after.and_then(|after| i64::try_from(after).ok());
		let waiting = app.desk.refused(after, USUAL).await?;
		let body = html! {
			p { "The chain refused these. Each is handed in again by itself, with growing pauses; what is refused for long becomes a case." }
			@if waiting.is_empty() { p { "The chain refuses nothing." } } @else {
				(table(&waiting))
				@if let (true, Some(last)) = (waiting.len() >= USUAL as usize, waiting.last()) {
					p { a href={ "/refused?after=" (last.id) } { "Newer ones" } }
				}
			}
		};
		let title = "Refused by the chain";
		Ok(page(Some(&session), Some(Place::Overview), title, &body).into_response())
	})
	.await
}

/// What a call does.
pub(crate) fn deed(kind: IntentKind) -> &'static str {
	match kind {
		IntentKind::Begin => "begin its payment",
		IntentKind::Settle => "settle it",
		IntentKind::Reject => "give the tokens back",
	}
}

/// Calls that wait, and why.
pub(super) fn table(waiting: &[Intent]) -> Markup {
	html! {
		div class="scroll" {
			table {
				caption { "What waits to be done on the chain" }
				thead { tr {
					th scope="col" class="number" { "Redemption" } th scope="col" { "To do" } th scope="col" { "Booked" }
					th scope="col" { "The chain says" } th scope="col" { "Refused since" } th scope="col" { "Next try" }
				} }
				tbody { @for one in waiting { tr {
					td class="number" { a href={ "/redemptions/" (one.redemption) } { (one.redemption) } }
					td { (deed(one.kind)) }
					td { @if let Some(booked) = one.day { (day(booked)) } @else { "–" } }
					td { @if let Some(why) = &one.last_error { span class="wait" { (why) } } @else { "nothing yet" } }
					td { @if let Some(since) = one.refused_since { (moment(since)) } @else { "–" } }
					td { @if let Some(next) = one.next_try_at { (moment(next)) } @else { "at once" } }
				} } }
			}
		}
	}
}
