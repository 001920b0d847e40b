//! For citizens' wallets: register where a redemption's money goes.

use std::time::Duration;

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
	now,
	problem::{Json, Path, Problem},
	App,
};
use crate::{
	bank::pain001,
	engine::settings::BankAccount,
	hex32::Hex32,
	payee::{PayeeError, Registration},
	store::{
		audit,
		payees::{self, Registered},
		SERVICE,
	},
};

/// How long the node may take to say whose an account is.
const NODE: Duration = Duration::from_secs(10);

/// The routes.
pub fn router() -> OpenApiRouter<App> {
	OpenApiRouter::new()
		.routes(routes!(register))
		.routes(routes!(look))
		.routes(routes!(network))
}

/// A registered payee.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
	/// What to name in the redemption.
	pub commitment: Hex32,
	/// How the bank will write the holder's name, if not as it was sent: payment files have letters without accents,
	/// digits and few signs.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub bank_name: Option<String>,
}

/// Whether a payee is there.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Known {
	/// What the chain knows it by.
	pub commitment: Hex32,
	/// When it was registered, in seconds since 1970.
	pub registered_at: i64,
	/// When IBAN and name were erased, if they were.
	pub erased_at: Option<i64>,
}

/// What this service pays for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Network {
	/// The hash of the network's first block.
	pub genesis_hash: Hex32,
	/// What it pays in.
	pub currencies: Vec<String>,
}

/// Register where money goes
///
/// The account that redeems signs IBAN and name; both are stored encrypted. The answer is the hash that the
/// redemption names. The same registration again is answered with 200. Only members redeem, so only their accounts
/// register.
#[utoipa::path(post, path = "/v1/payees", tag = "payees", request_body = Registration, responses(
	(status = 201, description = "Registered", body = Accepted),
	(status = 200, description = "It was registered before", body = Accepted),
	(status = 400, description = "Not JSON, a field of the wrong form, or the account the city pays from", body = Problem, content_type = "application/problem+json"),
	(status = 403, description = "The signature is not the account's, or the account is no member's", body = Problem, content_type = "application/problem+json"),
	(status = 409, description = "For another network, or an old one again after it was erased", body = Problem, content_type = "application/problem+json"),
	(status = 413, description = "Too long", body = Problem, content_type = "application/problem+json"),
	(status = 422, description = "A wrong IBAN, a field missing, or signed too long ago", body = Problem, content_type = "application/problem+json"),
	(status = 429, description = "Too many requests, or too many payees of this account", body = Problem, content_type = "application/problem+json"),
	(status = 503, description = "The node or the database does not answer: try again", body = Problem, content_type = "application/problem+json"),
))]
async fn register(
	State(app): State<App>,
	Json(registration): Json<Registration>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
	let checked = registration.check(app.genesis)?;
	let own = |a: &BankAccount| {
		a.electronic_iban()
			.eq_ignore_ascii_case(&checked.payee.iban)
	};
	if app.config.accounts.iter().any(own) {
		return Err(Problem::new(
			StatusCode::BAD_REQUEST,
			"own-account",
			"This is the account the city pays from: it cannot be paid to itself. Register an account of your own.",
		));
	}
	let commitment = checked.commitment;
	let known = {
		let mut conn = app.db.read().await?;
		payees::get(&mut conn, commitment).await?
	};
	// Anybody can make keys without end, and each would be kept for a month.
	if known.is_none() && !is_member(&app, checked.account).await? {
		return Err(Problem::new(
			StatusCode::FORBIDDEN,
			"not-a-member",
			"This account is no member's, and only members redeem. Sign with the account you are enrolled with; if you \
			 were enrolled a moment ago, try again in a minute.",
		));
	}
	let at = now();
	let mut write = app.db.write().await?;
	let most = app.config.payees.most_per_account;
	let registered = app.payees.register(&mut write, &checked, most, at).await?;
	let status = match registered {
		Registered::Again => StatusCode::OK,
		Registered::New => {
			audit::note(
				&mut write,
				at,
				SERVICE,
				"register-payee",
				&format!("payee {commitment}"),
				"",
			)
			.await?;
			write.commit().await?;
			tracing::info!(%commitment, "a payee was registered");
			StatusCode::CREATED
		},
		Registered::NotFresh => return Err(PayeeError::NotFresh.into()),
		Registered::Replayed => {
			return Err(Problem::new(
				StatusCode::CONFLICT,
				"replayed",
				"This registration was erased. Make another one, with another salt.",
			))
		},
		Registered::TooMany => {
			return Err(Problem::new(
				StatusCode::TOO_MANY_REQUESTS,
				"too-many-payees",
				format!(
					"This account has {most} payees. Use one of them again, or ask the treasury to erase one."
				),
			))
		},
	};
	let name = &checked.payee.name;
	let bank_name = Some(pain001::written_name(name)).filter(|written| written != name.trim());
	let accepted = Accepted {
		commitment,
		bank_name,
	};
	Ok((status, Json(accepted)))
}

/// Whether an account is a member's, by the node.
async fn is_member(app: &App, account: Hex32) -> Result<bool, Problem> {
	let asked = tokio::time::timeout(NODE, app.chain.is_member(account)).await;
	let why = match asked {
		Ok(Ok(yes)) => return Ok(yes),
		Ok(Err(error)) => error.to_string(),
		Err(_) => "the node did not answer in time".to_owned(),
	};
	tracing::warn!(why, "whose an account is cannot be asked");
	Err(Problem::new(
		StatusCode::SERVICE_UNAVAILABLE,
		"unavailable",
		"The ledger cannot be asked whether this account is a member's. Nothing was changed; try again.",
	)
	.retry_after(30))
}

/// Whether a payee is registered
///
/// Who knows the hash learns whether its opening is here, and nothing of what it says.
#[utoipa::path(get, path = "/v1/payees/{commitment}", tag = "payees",
	params(("commitment" = String, Path, description = "0x and 64 hexadecimal digits")), responses(
	(status = 200, body = Known),
	(status = 404, body = Problem, content_type = "application/problem+json"),
))]
async fn look(
	State(app): State<App>,
	Path(commitment): Path<Hex32>,
) -> Result<Json<Known>, Problem> {
	let mut conn = app.db.read().await?;
	let row = payees::get(&mut conn, commitment)
		.await?
		.ok_or(crate::error::Error::NotFound("payee"))?;
	Ok(Json(Known {
		commitment,
		registered_at: row.registered_at,
		erased_at: row.erased_at,
	}))
}

/// The network this treasury pays for
#[utoipa::path(get, path = "/v1/network", tag = "payees", responses((status = 200, body = Network)))]
async fn network(State(app): State<App>) -> Json<Network> {
	let currencies = &app.config.accounts;
	Json(Network {
		genesis_hash: app.genesis,
		currencies: currencies.iter().map(|a| a.currency.to_string()).collect(),
	})
}
