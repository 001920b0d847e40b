//! The officers' page: plain HTML made here, no script at all.
//!
//! It works with a keyboard, with a screen reader, in large print and on paper. Whatever changes
//! something is a form with a token of the session in it.

mod books;
mod cases;
mod payments;
mod refused;

pub use books::today;
pub use cases::case_words;
pub(crate) use refused::deed;

use std::future::Future;

use axum::{
	extract::{FromRequest, Request, State},
	http::{header, request::Parts, HeaderName, StatusCode},
	middleware::{self, Next},
	response::{IntoResponse, Redirect, Response},
	routing::{get, post},
	Router,
};
use maud::{html, Markup, DOCTYPE};
use serde::Deserialize;
use subxt::utils::AccountId32;
use zeroize::Zeroizing;

use super::{
	api::session_cookie,
	now, problem,
	session::{self, Form, Posted, Session, Visit},
	App, Problem,
};
use crate::{
	hex32::Hex32,
	money::{Cents, Currency},
	store::officers::Role,
};

/// The cookie that belongs to the form for signing in.
const FORM_COOKIE: &str = "civic-treasury-form";

/// The routes.
pub fn router(app: App) -> Router<App> {
	Router::new()
		.route("/", get(overview))
		.route("/style.css", get(style))
		.route("/sign-in", get(sign_in_form).post(sign_in))
		.route("/sign-out", post(sign_out))
		.merge(payments::router())
		.merge(cases::router())
		.merge(refused::router())
		.merge(books::router())
		.layer(middleware::from_fn_with_state(app, told_by_a_page))
}

async fn style() -> impl IntoResponse {
	(
		[
			(header::CONTENT_TYPE, "text/css; charset=utf-8"),
			(header::CACHE_CONTROL, "private, max-age=3600"),
		],
		include_str!("style.css"),
	)
}

/// Where the page says one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
	Overview,
	Queue,
	Batches,
	Cases,
	Reserve,
	Reconciliation,
	Files,
	Trail,
}

const PLACES: [(Place, &str, &str); 8] = [
	(Place::Overview, "/", "Overview"),
	(Place::Queue, "/queue", "Queue"),
	(Place::Batches, "/batches", "Batches"),
	(Place::Cases, "/cases", "Cases"),
	(Place::Reserve, "/reserve", "Reserve"),
	(Place::Reconciliation, "/reconciliation", "Reconciliation"),
	(Place::Files, "/files", "Bank files"),
	(Place::Trail, "/trail", "Who did what"),
];

/// A whole page.
fn page(session: Option<&Session>, place: Option<Place>, title: &str, body: &Markup) -> Markup {
	html! {
		(DOCTYPE)
		html lang="en" {
			head {
				meta charset="utf-8";
				meta name="viewport" content="width=device-width, initial-scale=1";
				title { (title) " · civic-treasury" }
				link rel="stylesheet" href="/style.css";
			}
			body {
				a class="skip" href="#main" { "Skip to the content" }
				header {
					strong { "civic-treasury" }
					@if let Some(session) = session {
						nav aria-label="Main" {
							ul {
								@for (at, href, name) in PLACES {
									li {
										a href=(href) aria-current=[(place == Some(at)).then_some("page")] { (name) }
									}
								}
							}
						}
						form method="post" action="/sign-out" {
							(csrf(session))
							span { (session.officer.name) " (" (session.officer.role) ") " }
							button class="quiet" { "Sign out" }
						}
					}
				}
				main id="main" {
					h1 { (title) }
					(body)
				}
			}
		}
	}
}

/// The page that says what went wrong, with a way back.
pub fn fault(session: Option<&Session>, problem: &Problem) -> impl IntoResponse + use<> {
	let back = session.and_then(|session| session.back.as_deref());
	let body = html! {
		div class="notice bad" role="alert" { p { (problem.detail) } }
		@if let Some(back) = back { p { a href=(back) { "Back to where you were" } } }
		p { a href="/" { "To the overview" } }
	};
	(problem.status(), page(session, None, &problem.title, &body))
}

/// Nothing is at an address. Who looks with a browser gets a page.
pub async fn unknown(State(app): State<App>, parts: Parts) -> Response {
	let problem = problem::not_found();
	match wants_page(&parts) {
		true => nothing_here(&app, &parts, problem.status()).await,
		false => problem.into_response(),
	}
}

/// What a browser asks of a page's address and cannot have is told by a page too.
async fn told_by_a_page(State(app): State<App>, request: Request, next: Next) -> Response {
	let (parts, body) = request.into_parts();
	let asked = wants_page(&parts).then(|| parts.clone());
	let response = next.run(Request::from_parts(parts, body)).await;
	let status = response.status();
	let is_page = response
		.headers()
		.get(header::CONTENT_TYPE)
		.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
	match asked {
		Some(asked) if status.is_client_error() && !is_page => {
			nothing_here(&app, &asked, status).await
		},
		_ => response,
	}
}

async fn nothing_here(app: &App, parts: &Parts, status: StatusCode) -> Response {
	let session = Session::of(parts, app).await.ok().flatten();
	let detail = "There is no such page. Take one of those above, or go back.";
	let problem = Problem::new(status, "not-found", detail);
	fault(session.as_ref(), &problem).into_response()
}

fn wants_page(parts: &Parts) -> bool {
	let accepts = parts
		.headers
		.get(header::ACCEPT)
		.and_then(|v| v.to_str().ok());
	accepts.is_some_and(|accepts| accepts.contains("text/html"))
		&& !parts.uri.path().starts_with("/v1/")
}

/// What a page answers when it cannot be made.
struct Fault(Problem);

impl<E: Into<Problem>> From<E> for Fault {
	fn from(error: E) -> Self {
		Self(error.into())
	}
}

impl Fault {
	fn page(self, session: &Session) -> Response {
		fault(Some(session), &self.0).into_response()
	}
}

/// A page, or the page that says why not.
async fn shown(session: &Session, made: impl Future<Output = Result<Response, Fault>>) -> Response {
	made.await.unwrap_or_else(|fault| fault.page(session))
}

/// Somewhere else, after something was done: loading that page again does nothing twice.
fn done(to: &str) -> Response {
	Redirect::to(to).into_response()
}

/// The token that a form has to bring back.
fn csrf(session: &Session) -> Markup {
	html! { input type="hidden" name="csrf" value=(session.csrf); }
}

/// Whether an officer gets to see forms that change something.
fn may_act(session: &Session) -> bool {
	session.officer.role == Role::Treasurer
}

/// A moment, for eyes and for programs.
fn moment(at: i64) -> Markup {
	match jiff::Timestamp::from_second(at) {
		Ok(time) => html! {
			time datetime=(time.strftime("%Y-%m-%dT%H:%M:%SZ")) { (time.strftime("%Y-%m-%d %H:%M")) " UTC" }
		},
		Err(_) => html! { "?" },
	}
}

/// A day, counted from 1970.
fn day(day: u32) -> Markup {
	let time = jiff::Timestamp::from_second(i64::from(day).saturating_mul(86_400));
	html! { @if let Ok(time) = time { (time.strftime("%Y-%m-%d")) } @else { "?" } }
}

fn money(amount: Cents, currency: Currency) -> String {
	format!("{amount} {currency}")
}

/// An account as wallets show it, its middle left out.
fn account(account: Hex32) -> Markup {
	let whole = AccountId32(account.0).to_string();
	let short = format!(
		"{}…{}",
		whole.get(..8).unwrap_or(&whole),
		whole
			.get(whole.len().saturating_sub(6)..)
			.unwrap_or_default()
	);
	html! { code title=(whole) { (short) } }
}

/// A hash, its end left out.
fn hash(hash: Hex32) -> Markup {
	let whole = hash.to_string();
	html! { code title=(whole) { (whole.get(..14).unwrap_or(&whole)) "…" } }
}

/// Which currency a page is about.
#[derive(Debug, Deserialize)]
struct Which {
	currency: Option<String>,
	after: Option<u64>,
	before: Option<i64>,
	#[serde(default)]
	all: Option<String>,
}

/// The currency that was asked for, or the first one that the city pays in.
fn chosen(app: &App, which: Option<&str>) -> Result<Currency, Problem> {
	match which {
		Some(text) => text
			.parse()
			.map_err(|_| Problem::from(crate::error::Error::NotFound("currency"))),
		None => Ok(app
			.config
			.accounts
			.first()
			.map_or(Currency::EUR, |account| account.currency)),
	}
}

/// Links to the other currencies, if there are some.
fn currency_links(app: &App, chosen: Currency, path: &str) -> Markup {
	let others: Vec<Currency> = app
		.config
		.accounts
		.iter()
		.map(|account| account.currency)
		.filter(|currency| *currency != chosen)
		.collect();
	html! {
		@if !others.is_empty() {
			p { "Other currencies: " @for other in others { a href={ (path) "?currency=" (other) } { (other) } " " } }
		}
	}
}

/// A link to the next part of a list, if this one is full.
fn older(path: &str, shown: usize, last: Option<i64>) -> Markup {
	let full = shown >= super::api::USUAL as usize;
	html! {
		@if let (true, Some(last)) = (full, last) {
			p { a href={ (path) (if path.contains('?') { "&" } else { "?" }) "before=" (last) } { "Older ones" } }
		}
	}
}

fn minutes(seconds: i64) -> String {
	match seconds / 60 {
		minutes if minutes > 1_000_000 => "ever".into(),
		minutes => format!("{minutes} minutes"),
	}
}

async fn overview(State(app): State<App>, Visit(session): Visit) -> Response {
	shown(&session, async {
		let figures = app.desk.figures().await?;
		let (cases, open) = app.desk.pressing(5).await?;
		let behind = super::behind(&figures);
		let body = html! {
			@if behind > super::OLDEST_BLOCK {
				div class="notice bad" role="alert" {
					p { "The chain has not been followed for " (minutes(behind)) ". Nothing is lost; nothing is paid meanwhile. Ask the administrator whether the node runs." }
				}
			}
			@if cases.is_empty() {
				div class="notice good" { p { "No open cases." } }
			} @else {
				div class="notice bad" {
					p { (open) @if open == 1 { " case needs" } @else { " cases need" } " somebody" @if open > 5 { "; these first" } ":" }
					ul { @for case in &cases { li { (cases::line(case)) } } }
					p { a href="/cases" { "All cases" } }
				}
			}
			(books::overview(&figures))
		};
		Ok(page(Some(&session), Some(Place::Overview), "Overview", &body).into_response())
	})
	.await
}

fn sign_in_page(token: &str, wrong: Option<&Problem>) -> Markup {
	let body = html! {
		@if let Some(problem) = wrong {
			div class="notice bad" role="alert" { p { (problem.detail) } }
		}
		form class="act" method="post" action="/sign-in" {
			input type="hidden" name="csrf" value=(token);
			label for="name" { "Name" }
			input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus;
			label for="password" { "Password" }
			input id="password" name="password" type="password" autocomplete="current-password" required;
			button { "Sign in" }
		}
		p { "Officers are made by the administrator: " code { "civic-treasury officer add NAME" } }
	};
	page(None, None, "Sign in", &body)
}

fn form_cookie(app: &App, token: &str) -> [(HeaderName, String); 1] {
	let secure = if app.is_secure() { "; Secure" } else { "" };
	[(
		header::SET_COOKIE,
		format!("{FORM_COOKIE}={token}; Path=/sign-in; HttpOnly; SameSite=Strict{secure}"),
	)]
}

async fn sign_in_form(State(app): State<App>) -> Response {
	let token = session::token();
	(form_cookie(&app, &token), sign_in_page(&token, None)).into_response()
}

/// Name and password, with the token of the form.
#[derive(Deserialize)]
struct SignIn {
	csrf: String,
	name: String,
	password: String,
}

// No session is there yet that could have a token: the form's is in a cookie as well.
async fn sign_in(State(app): State<App>, request: Request) -> Response {
	let (parts, body) = request.into_parts();
	let in_cookie = session::cookie(&parts.headers, FORM_COOKIE).unwrap_or_default();
	let ours = session::from_our_page(&app, &parts.headers);
	let from = app.client(&parts);
	let form = axum::Form::<SignIn>::from_request(Request::from_parts(parts, body), &app).await;
	let Ok(axum::Form(SignIn {
		csrf,
		name,
		password,
	})) = form
	else {
		return fault(None, &Problem::forged_request()).into_response();
	};
	let password = Zeroizing::new(password);
	if !ours || !session::same(&csrf, &in_cookie) {
		return fault(None, &Problem::forged_request()).into_response();
	}
	match session::check_password(&app, name.trim(), password, from).await {
		Ok(officer) => {
			let (token, _) = app.sessions.begin(&officer, now());
			tracing::info!(officer = officer.name, "signed in");
			(session_cookie(&app, Some(&token)), Redirect::to("/")).into_response()
		},
		Err(problem) => {
			let token = session::token();
			(
				problem.status(),
				form_cookie(&app, &token),
				sign_in_page(&token, Some(&problem)),
			)
				.into_response()
		},
	}
}

/// A form with nothing but the token.
#[derive(Debug, Deserialize)]
struct Nothing {
	csrf: String,
}

impl Form for Nothing {
	fn csrf(&self) -> &str {
		&self.csrf
	}
}

/// A form with an officer's words.
#[derive(Debug, Deserialize)]
struct Note {
	csrf: String,
	note: String,
}

impl Form for Note {
	fn csrf(&self) -> &str {
		&self.csrf
	}
}

/// A form with the officer's password.
#[derive(Deserialize)]
struct Password {
	csrf: String,
	password: String,
}

/// Why a redemption is refused, and the officer's password.
#[derive(Deserialize)]
struct Reject {
	csrf: String,
	reason: String,
	note: String,
	password: String,
}

impl Form for Reject {
	fn csrf(&self) -> &str {
		&self.csrf
	}
}

impl Form for Password {
	fn csrf(&self) -> &str {
		&self.csrf
	}
}

async fn sign_out(
	State(app): State<App>,
	headers: axum::http::HeaderMap,
	Posted(..): Posted<Nothing>,
) -> Response {
	if let Some(token) = session::cookie(&headers, app.cookie()) {
		app.sessions.end(&token);
	}
	(
		StatusCode::SEE_OTHER,
		session_cookie(&app, None),
		[(header::LOCATION, "/sign-in")],
	)
		.into_response()
}
