//! For officers' programs: what the page shows and does, as JSON.

use axum::{
	extract::State,
	http::{header, HeaderMap, HeaderName, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};
use zeroize::Zeroizing;

use super::{
	now,
	problem::{Json, Path, Problem, Query},
	session::{self, Api},
	App,
};
use crate::{
	engine::desk::{
		BatchDetail, CaseDetail, Queued, RedemptionDetail, Released, ReportView, ReservePoint,
		ReserveView,
	},
	hex32::Hex32,
	money::Currency,
	store::{
		audit::Deed,
		batches::{Batch, BatchStatus},
		cases::Case,
		inbox::BankFile,
		intents::Intent,
		officers::{Officer, Role},
		rejections::Rejection,
	},
};

/// How many of a list are given when nobody says.
pub const USUAL: u32 = 50;

/// How many of a list are given at most.
const MOST: u32 = 500;

/// The routes.
pub fn router() -> OpenApiRouter<App> {
	OpenApiRouter::new()
		.routes(routes!(sign_in, who, sign_out))
		.routes(routes!(currencies))
		.routes(routes!(queue))
		.routes(routes!(batches, make_batches))
		.routes(routes!(batch))
		.routes(routes!(release))
		.routes(routes!(withdraw))
		.routes(routes!(cases))
		.routes(routes!(case))
		.routes(routes!(close_case))
		.routes(routes!(pay_again))
		.routes(routes!(adopt))
		.routes(routes!(send_again))
		.routes(routes!(reject_all))
		.routes(routes!(redemption))
		.routes(routes!(refused))
		.routes(routes!(reject))
		.routes(routes!(reserve))
		.routes(routes!(history))
		.routes(routes!(reconciliations))
		.routes(routes!(files))
		.routes(routes!(trail))
}

/// Name and password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
	/// The officer's name.
	name: String,
	/// Their password.
	#[schema(format = Password)]
	password: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
	/// The officer's name.
	pub name: String,
	/// What they may do.
	pub role: Role,
	/// To be sent as `x-csrf-token` with everything that changes something.
	pub csrf_token: String,
}

impl SignedIn {
	fn new(officer: &Officer, csrf: String) -> Self {
		Self {
			name: officer.name.clone(),
			role: officer.role,
			csrf_token: csrf,
		}
	}
}

/// The header that sets a session's cookie, or, without a token, takes it away.
pub fn session_cookie(app: &App, token: Option<&str>) -> [(HeaderName, String); 1] {
	let secure = if app.is_secure() { "; Secure" } else { "" };
	let (value, age) = match token {
		Some(token) => (token, ""),
		None => ("", "; Max-Age=0"),
	};
	let cookie = format!(
		"{}={value}; Path=/; HttpOnly; SameSite=Strict{age}{secure}",
		app.cookie()
	);
	[(header::SET_COOKIE, cookie)]
}

/// Sign in
#[utoipa::path(post, path = "/v1/session", tag = "session", request_body = SignIn, responses(
	(status = 200, description = "Signed in; the cookie is the session", body = SignedIn),
	(status = 401, body = Problem, content_type = "application/problem+json"),
	(status = 429, body = Problem, content_type = "application/problem+json"),
))]
async fn sign_in(
	State(app): State<App>,
	parts: axum::http::request::Parts,
	Json(SignIn { name, password }): Json<SignIn>,
) -> Result<([(HeaderName, String); 1], Json<SignedIn>), Problem> {
	let password = Zeroizing::new(password);
	if !session::from_our_page(&app, &parts.headers) {
		return Err(Problem::forged_request());
	}
	let officer = session::check_password(&app, &name, password, app.client(&parts)).await?;
	let (token, csrf) = app.sessions.begin(&officer, now());
	tracing::info!(officer = officer.name, "signed in");
	Ok((
		session_cookie(&app, Some(&token)),
		Json(SignedIn::new(&officer, csrf)),
	))
}

/// Who is signed in
#[utoipa::path(get, path = "/v1/session", tag = "session", security(("session" = [])), responses(
	(status = 200, body = SignedIn),
	(status = 401, body = Problem, content_type = "application/problem+json"),
))]
async fn who(Api(session): Api) -> Json<SignedIn> {
	Json(SignedIn::new(&session.officer, session.csrf))
}

/// Sign out
#[utoipa::path(delete, path = "/v1/session", tag = "session", security(("session" = [], "csrf" = [])),
	responses((status = 204)))]
async fn sign_out(
	State(app): State<App>,
	_: Api,
	headers: HeaderMap,
) -> (StatusCode, [(HeaderName, String); 1]) {
	if let Some(token) = session::cookie(&headers, app.cookie()) {
		app.sessions.end(&token);
	}
	(StatusCode::NO_CONTENT, session_cookie(&app, None))
}

/// Which part of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Page {
	/// Only those with smaller numbers: the last number of the page before.
	before: Option<i64>,
	/// How many at most: 50 unless said, never more than 500.
	limit: Option<u32>,
}

fn bounded(limit: Option<u32>) -> u32 {
	limit.unwrap_or(USUAL).clamp(1, MOST)
}

/// Which part of a list that begins with the oldest.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct After {
	/// Only those with larger numbers: the last number of the page before.
	after: Option<i64>,
	/// How many at most: 50 unless said, never more than 500.
	limit: Option<u32>,
}

/// The currencies anything was redeemed in
#[utoipa::path(get, path = "/v1/currencies", tag = "officers", security(("session" = [])),
	responses((status = 200, body = Vec<Currency>)))]
async fn currencies(State(app): State<App>, _: Api) -> Result<Json<Vec<Currency>>, Problem> {
	Ok(Json(app.desk.currencies().await?))
}

/// Which part of the queue.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct QueuePage {
	/// Only those behind this redemption.
	after: Option<u64>,
	/// How many at most: 50 unless said, never more than 500.
	limit: Option<u32>,
}

/// The queue: redemptions to be paid, in order
#[utoipa::path(get, path = "/v1/queue/{currency}", tag = "officers", security(("session" = [])),
	params(("currency" = String, Path, example = "EUR"), QueuePage),
	responses((status = 200, body = Vec<Queued>)))]
async fn queue(
	State(app): State<App>,
	_: Api,
	Path(currency): Path<Currency>,
	Query(QueuePage { after, limit }): Query<QueuePage>,
) -> Result<Json<Vec<Queued>>, Problem> {
	Ok(Json(app.desk.queue(currency, after, bounded(limit)).await?))
}

/// Which batches.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct WhichBatches {
	/// Only those in this state.
	status: Option<BatchStatus>,
	/// Only those with smaller numbers.
	before: Option<i64>,
	/// How many at most.
	limit: Option<u32>,
}

/// Batches, the newest first
#[utoipa::path(get, path = "/v1/batches", tag = "officers", security(("session" = [])), params(WhichBatches),
	responses((status = 200, body = Vec<Batch>)))]
async fn batches(
	State(app): State<App>,
	_: Api,
	Query(which): Query<WhichBatches>,
) -> Result<Json<Vec<Batch>>, Problem> {
	let limit = bounded(which.limit);
	Ok(Json(
		app.desk.batches(which.status, which.before, limit).await?,
	))
}

/// What to make batches of.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct MakeBatches {
	/// The currency.
	currency: Currency,
}

/// Batches that were made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MadeBatches {
	/// Their numbers.
	batches: Vec<i64>,
}

/// Make batches of the head of the queue
#[utoipa::path(post, path = "/v1/batches", tag = "officers", security(("session" = [], "csrf" = [])),
	request_body = MakeBatches, responses(
	(status = 201, body = MadeBatches),
	(status = 403, body = Problem, content_type = "application/problem+json"),
	(status = 409, description = "Nothing is ready", body = Problem, content_type = "application/problem+json"),
))]
async fn make_batches(
	State(app): State<App>,
	Api(session): Api,
	Json(MakeBatches { currency }): Json<MakeBatches>,
) -> Result<(StatusCode, Json<MadeBatches>), Problem> {
	let batches = app
		.desk
		.make_batches(currency, session.treasurer()?)
		.await?;
	Ok((StatusCode::CREATED, Json(MadeBatches { batches })))
}

/// A batch, its payments and who released it
#[utoipa::path(get, path = "/v1/batches/{id}", tag = "officers", security(("session" = [])),
	params(("id" = i64, Path)), responses(
	(status = 200, body = BatchDetail),
	(status = 404, body = Problem, content_type = "application/problem+json"),
))]
async fn batch(
	State(app): State<App>,
	_: Api,
	Path(id): Path<i64>,
) -> Result<Json<BatchDetail>, Problem> {
	Ok(Json(app.desk.batch(id).await?))
}

/// The officer's password, once more.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
	/// So that nobody releases money at a desk somebody left.
	#[schema(format = Password)]
	password: String,
}

/// Release a batch: two different officers, then it is paid
#[utoipa::path(post, path = "/v1/batches/{id}/release", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = i64, Path)), request_body = Confirmation, responses(
	(status = 200, body = Released),
	(status = 401, description = "Not signed in, or the wrong password", body = Problem, content_type = "application/problem+json"),
	(status = 403, description = "Not a treasurer", body = Problem, content_type = "application/problem+json"),
	(status = 409, description = "Released by this officer before, made by them, or too late", body = Problem, content_type = "application/problem+json"),
))]
async fn release(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<i64>,
	Json(Confirmation { password }): Json<Confirmation>,
) -> Result<Json<Released>, Problem> {
	let officer = session.confirm(&app, password).await?;
	Ok(Json(app.desk.release(id, officer).await?))
}

/// Why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Why {
	/// In words; no names of citizens.
	#[schema(max_length = 500)]
	note: String,
}

impl Why {
	fn checked(self) -> Result<String, Problem> {
		note(&self.note)
	}
}

/// An officer's words: some, and not too many.
pub fn note(text: &str) -> Result<String, Problem> {
	let text = text.trim();
	if text.is_empty() || text.chars().count() > 500 {
		return Err(Problem::new(
			StatusCode::UNPROCESSABLE_ENTITY,
			"bad-note",
			"Say why in 1 to 500 characters: somebody will read it in a year.",
		));
	}
	Ok(text.to_string())
}

/// Give a batch up before it is released
#[utoipa::path(post, path = "/v1/batches/{id}/withdraw", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = i64, Path)), request_body = Why, responses(
	(status = 204),
	(status = 409, description = "Too late", body = Problem, content_type = "application/problem+json"),
))]
async fn withdraw(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<i64>,
	Json(why): Json<Why>,
) -> Result<StatusCode, Problem> {
	let officer = session.treasurer()?;
	app.desk.withdraw(id, officer, &why.checked()?).await?;
	Ok(StatusCode::NO_CONTENT)
}

/// Which cases.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct WhichCases {
	/// Closed ones too.
	#[serde(default)]
	closed: bool,
	/// Only those with smaller numbers.
	before: Option<i64>,
	/// How many at most.
	limit: Option<u32>,
}

/// Cases: what a person has to look at, the newest first
#[utoipa::path(get, path = "/v1/cases", tag = "officers", security(("session" = [])), params(WhichCases),
	responses((status = 200, body = Vec<Case>)))]
async fn cases(
	State(app): State<App>,
	_: Api,
	Query(which): Query<WhichCases>,
) -> Result<Json<Vec<Case>>, Problem> {
	let limit = bounded(which.limit);
	Ok(Json(
		app.desk.cases(!which.closed, which.before, limit).await?,
	))
}

/// A case
#[utoipa::path(get, path = "/v1/cases/{id}", tag = "officers", security(("session" = [])),
	params(("id" = i64, Path)), responses(
	(status = 200, body = CaseDetail),
	(status = 404, body = Problem, content_type = "application/problem+json"),
))]
async fn case(
	State(app): State<App>,
	_: Api,
	Path(id): Path<i64>,
) -> Result<Json<CaseDetail>, Problem> {
	Ok(Json(app.desk.case_detail(id).await?))
}

/// Close a case that was dealt with
#[utoipa::path(post, path = "/v1/cases/{id}/close", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = i64, Path)), request_body = Why, responses(
	(status = 204),
	(status = 409, body = Problem, content_type = "application/problem+json"),
))]
async fn close_case(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<i64>,
	Json(why): Json<Why>,
) -> Result<StatusCode, Problem> {
	let officer = session.treasurer()?;
	app.desk.close_case(id, officer, &why.checked()?).await?;
	Ok(StatusCode::NO_CONTENT)
}

/// To whom.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PayAgain {
	/// A payee that the same account registered.
	payee: Hex32,
}

/// A batch that was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MadeBatch {
	/// Its number; two officers release it as any other.
	batch: i64,
}

/// Pay again what came back, to a corrected payee
#[utoipa::path(post, path = "/v1/cases/{id}/pay-again", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = i64, Path)), request_body = PayAgain, responses(
	(status = 201, body = MadeBatch),
	(status = 409, body = Problem, content_type = "application/problem+json"),
))]
async fn pay_again(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<i64>,
	Json(PayAgain { payee }): Json<PayAgain>,
) -> Result<(StatusCode, Json<MadeBatch>), Problem> {
	let batch = app.desk.pay_again(id, session.treasurer()?, payee).await?;
	Ok((StatusCode::CREATED, Json(MadeBatch { batch })))
}

/// Which message.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Adopt {
	/// What the bank knows it by.
	#[schema(max_length = 35)]
	msg_id: String,
}

/// Take over a message that these books do not know, after they were restored from a copy
#[utoipa::path(post, path = "/v1/cases/{id}/adopt", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = i64, Path)), request_body = Adopt, responses(
	(status = 201, body = MadeBatch),
	(status = 409, body = Problem, content_type = "application/problem+json"),
))]
async fn adopt(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<i64>,
	Json(Adopt { msg_id }): Json<Adopt>,
) -> Result<(StatusCode, Json<MadeBatch>), Problem> {
	let batch = app
		.desk
		.adopt(id, session.treasurer()?, msg_id.trim())
		.await?;
	Ok((StatusCode::CREATED, Json(MadeBatch { batch })))
}

/// Send once more what the bank refused as a whole file
#[utoipa::path(post, path = "/v1/cases/{id}/send-again", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = i64, Path)), responses(
	(status = 201, body = MadeBatch),
	(status = 409, body = Problem, content_type = "application/problem+json"),
))]
async fn send_again(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<i64>,
) -> Result<(StatusCode, Json<MadeBatch>), Problem> {
	let batch = app.desk.send_again(id, session.treasurer()?).await?;
	Ok((StatusCode::CREATED, Json(MadeBatch { batch })))
}

/// Refuse all redemptions of a file that the bank refused: two different officers with the same reason, then their
/// tokens are the holders' again
#[utoipa::path(post, path = "/v1/cases/{id}/reject-all", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = i64, Path)), request_body = Reject, responses(
	(status = 200, body = Rejection),
	(status = 401, description = "Not signed in, or the wrong password", body = Problem, content_type = "application/problem+json"),
	(status = 403, description = "Not a treasurer", body = Problem, content_type = "application/problem+json"),
	(status = 409, description = "Asked for by this officer before, or by another with another reason, or nothing to refuse", body = Problem, content_type = "application/problem+json"),
))]
async fn reject_all(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<i64>,
	Json(Reject {
		reason,
		note: why,
		password,
	}): Json<Reject>,
) -> Result<Json<Rejection>, Problem> {
	let officer = session.confirm(&app, password).await?;
	let note = note(&why)?;
	Ok(Json(
		app.desk.reject_all(id, &reason, &note, officer).await?,
	))
}

/// A redemption, the attempts to pay it, its cases
#[utoipa::path(get, path = "/v1/redemptions/{id}", tag = "officers", security(("session" = [])),
	params(("id" = u64, Path)), responses(
	(status = 200, body = RedemptionDetail),
	(status = 404, body = Problem, content_type = "application/problem+json"),
))]
async fn redemption(
	State(app): State<App>,
	_: Api,
	Path(id): Path<u64>,
) -> Result<Json<RedemptionDetail>, Problem> {
	Ok(Json(app.desk.redemption(id).await?))
}

/// What the chain refused and is handed in again, the oldest first
#[utoipa::path(get, path = "/v1/refused", tag = "officers", security(("session" = [])), params(After),
	responses((status = 200, body = Vec<Intent>)))]
async fn refused(
	State(app): State<App>,
	_: Api,
	Query(page): Query<After>,
) -> Result<Json<Vec<Intent>>, Problem> {
	Ok(Json(
		app.desk.refused(page.after, bounded(page.limit)).await?,
	))
}

/// Why a redemption is refused.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Reject {
	/// As the chain is told: four capitals or digits, of ISO 20022, NPAY or FPAY.
	#[schema(example = "AM02")]
	reason: String,
	/// In words; no names of citizens.
	#[schema(max_length = 500)]
	note: String,
	/// The officer's password, once more.
	#[schema(format = Password)]
	password: String,
}

/// Refuse a redemption in the queue that can never be paid: two different officers, then its tokens are the
/// holder's again
#[utoipa::path(post, path = "/v1/redemptions/{id}/reject", tag = "officers", security(("session" = [], "csrf" = [])),
	params(("id" = u64, Path)), request_body = Reject, responses(
	(status = 200, body = Rejection),
	(status = 401, description = "Not signed in, or the wrong password", body = Problem, content_type = "application/problem+json"),
	(status = 403, description = "Not a treasurer", body = Problem, content_type = "application/problem+json"),
	(status = 404, body = Problem, content_type = "application/problem+json"),
	(status = 409, description = "Not in the queue, being refused already, asked for by this officer before, or by another with another reason", body = Problem, content_type = "application/problem+json"),
))]
async fn reject(
	State(app): State<App>,
	Api(session): Api,
	Path(id): Path<u64>,
	Json(Reject {
		reason,
		note: why,
		password,
	}): Json<Reject>,
) -> Result<Json<Rejection>, Problem> {
	let officer = session.confirm(&app, password).await?;
	let note = note(&why)?;
	Ok(Json(app.desk.reject(id, &reason, &note, officer).await?))
}

/// The reserve in force, and what to attest next
#[utoipa::path(get, path = "/v1/reserve/{currency}", tag = "officers", security(("session" = [])),
	params(("currency" = String, Path, example = "EUR")), responses((status = 200, body = ReserveView)))]
async fn reserve(
	State(app): State<App>,
	_: Api,
	Path(currency): Path<Currency>,
) -> Result<Json<ReserveView>, Problem> {
	Ok(Json(app.desk.reserve(currency).await?))
}

/// The reserve over time, as its picture shows it
#[utoipa::path(get, path = "/v1/reserve/{currency}/history", tag = "officers", security(("session" = [])),
	params(("currency" = String, Path, example = "EUR")), responses((status = 200, body = Vec<ReservePoint>)))]
async fn history(
	State(app): State<App>,
	_: Api,
	Path(currency): Path<Currency>,
) -> Result<Json<Vec<ReservePoint>>, Problem> {
	Ok(Json(app.desk.history(currency).await?))
}

/// Whether chain, books and bank agree: the newest reports
#[utoipa::path(get, path = "/v1/reconciliations/{currency}", tag = "officers", security(("session" = [])),
	params(("currency" = String, Path, example = "EUR"), Page), responses((status = 200, body = Vec<ReportView>)))]
async fn reconciliations(
	State(app): State<App>,
	_: Api,
	Path(currency): Path<Currency>,
	Query(page): Query<Page>,
) -> Result<Json<Vec<ReportView>>, Problem> {
	Ok(Json(
		app.desk
			.reconciliations(currency, bounded(page.limit))
			.await?,
	))
}

/// The bank's files, the newest first
#[utoipa::path(get, path = "/v1/files", tag = "officers", security(("session" = [])), params(Page),
	responses((status = 200, body = Vec<BankFile>)))]
async fn files(
	State(app): State<App>,
	_: Api,
	Query(page): Query<Page>,
) -> Result<Json<Vec<BankFile>>, Problem> {
	Ok(Json(
		app.desk.inbox(page.before, bounded(page.limit)).await?,
	))
}

/// Who did what, the newest first
#[utoipa::path(get, path = "/v1/trail", tag = "officers", security(("session" = [])), params(Page),
	responses((status = 200, body = Vec<Deed>)))]
async fn trail(
	State(app): State<App>,
	_: Api,
	Query(page): Query<Page>,
) -> Result<Json<Vec<Deed>>, Problem> {
	Ok(Json(
		app.desk.audit(page.before, bounded(page.limit)).await?,
	))
}
