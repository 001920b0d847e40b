//! The service's faces on the net: one address for citizens' wallets, another for officers.
//!
//! The two are separate routers on separate sockets. What only officers may see does not exist at the
//! other address, whatever is wrong with a check.

pub mod api;
pub mod chart;
pub mod limit;
pub mod metrics;
pub mod pages;
pub mod payees;
pub mod problem;
pub mod session;

use std::{
	future::Future,
	io,
	net::{IpAddr, SocketAddr, TcpListener},
	ops::Deref,
	sync::Arc,
	time::{Duration, Instant},
};

use axum::{
	extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State},
	http::{header, request::Parts, HeaderName, HeaderValue, StatusCode},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use axum_server::{tls_rustls::RustlsConfig, Handle};
use hyper_util::{
	rt::{TokioExecutor, TokioTimer},
	server::conn::auto::Builder,
};
use serde::Serialize;
use tokio::sync::Semaphore;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use problem::{Json, Problem};

use crate::{
	chain::Chain,
	config::{Config, TlsConfig},
	engine::{
		desk::{Desk, Figures},
		Health as EngineHealth,
	},
	hex32::Hex32,
	store::{payees::PayeeStore, Db},
};

/// The longest body that a wallet may send.
pub const LONGEST_REGISTRATION: usize = 8 * 1024;

/// The longest body that an officer may send.
const LONGEST_FORM: usize = 64 * 1024;

/// How long a request may take.
const SLOWEST: Duration = Duration::from_secs(20);

/// How long the head of a request may take, and a connection be idle.
const SLOWEST_HEAD: Duration = Duration::from_secs(15);

/// How many requests are worked on at a time, at each address.
const AT_A_TIME: usize = 64;

/// How many passwords are tried at a time.
const PASSWORDS_AT_A_TIME: usize = 2;

/// How old the newest block may be before the service counts as not ready, in seconds.
const OLDEST_BLOCK: i64 = 300;

/// The moment, in seconds since 1970.
pub fn now() -> i64 {
	jiff::Timestamp::now().as_second()
}

/// What every request needs.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// See [`App`].
pub struct Inner {
	/// How this installation is set.
	pub config: Config,
	/// The network.
	pub genesis: Hex32,
	/// The books.
	pub db: Db,
	/// What officers do with them.
	pub desk: Desk,
	/// Where money goes.
	pub payees: PayeeStore,
	/// The node.
	pub chain: Arc<dyn Chain>,
	/// Who is signed in.
	pub sessions: session::Sessions,
	/// The turns at trying passwords.
	pub passwords: Semaphore,
	/// How the engine beside it fares.
	pub engine: EngineHealth,
	/// What was asked, for Prometheus.
	pub requests: metrics::Requests,
	registrations: limit::Limiter,
	sign_ins: limit::Limiter,
}

impl Deref for App {
	type Target = Inner;

	fn deref(&self) -> &Inner {
		&self.0
	}
}

impl App {
	/// With everything it needs.
	pub fn new(
		config: Config,
		db: Db,
		desk: Desk,
		payees: PayeeStore,
		chain: Arc<dyn Chain>,
		engine: EngineHealth,
	) -> Self {
		Self(Arc::new(Inner {
			genesis: config.genesis(),
			registrations: limit::Limiter::new(config.payees.requests_a_minute),
			sign_ins: limit::Limiter::new(30),
			config,
			db,
			desk,
			payees,
			chain,
			engine,
			sessions: session::Sessions::default(),
			passwords: Semaphore::new(PASSWORDS_AT_A_TIME),
			requests: metrics::Requests::default(),
		}))
	}

	/// Whether officers come by an encrypted connection, so that their cookie may insist on one.
	pub fn is_secure(&self) -> bool {
		let officers = &self.config.officers;
		officers.tls.is_some()
			|| officers
				.origin
				.as_deref()
				.is_some_and(|o| o.starts_with("https://"))
	}

	/// What the cookie of a session is called.
	pub fn cookie(&self) -> &'static str {
		match self.is_secure() {
			true => "__Host-civic-treasury",
			false => "civic-treasury",
		}
	}

	/// Whose request it is.
	pub fn client(&self, parts: &Parts) -> IpAddr {
		let peer = parts
			.extensions
			.get::<ConnectInfo<SocketAddr>>()
			.map_or(SocketAddr::from(([0, 0, 0, 0], 0)), |ConnectInfo(peer)| {
				*peer
			});
		limit::client(peer, &parts.headers, &self.config.payees.trusted_proxies)
	}
}

/// The whole API, for programs.
#[derive(OpenApi)]
#[openapi(
	info(
		title = "civic-treasury",
		description = "The city treasury's bridge between the ledger and its bank. Two addresses: one for payees \
			(citizens' wallets), one for officers. Money is in minor units (cents); times are seconds since 1970; \
			days are days since 1970-01-01. Problems are application/problem+json (RFC 9457).",
		license(name = "Apache-2.0", identifier = "Apache-2.0"),
	),
	tags(
		(name = "payees", description = "For citizens' wallets: where a redemption's money goes"),
		(name = "session", description = "For officers: sign in and out"),
		(name = "officers", description = "For officers: queue, batches, cases, reserve, reconciliation"),
		(name = "service", description = "For those who run it"),
	),
	modifiers(&Security),
)]
struct Document;

struct Security;

impl utoipa::Modify for Security {
	fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
		use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
		let components = document.components.get_or_insert_default();
		components.add_security_scheme(
			"session",
			SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
				"civic-treasury",
				"Set by POST /v1/session; called __Host-civic-treasury over HTTPS.",
			))),
		);
		components.add_security_scheme(
			"csrf",
			SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
				session::CSRF_HEADER,
				"The csrfToken that POST /v1/session answered; for everything that changes something.",
			))),
		);
	}
}

/// The document that is served at `/openapi.json`, and committed as `treasury/openapi.json`.
pub fn openapi() -> utoipa::openapi::OpenApi {
	let (_, mut document) = OpenApiRouter::<App>::with_openapi(Document::openapi())
		.merge(payees::router())
		.merge(api::router())
		.merge(service())
		.split_for_parts();
	document.info.version = env!("CARGO_PKG_VERSION").into();
	document
}

fn service() -> OpenApiRouter<App> {
	OpenApiRouter::new()
		.routes(utoipa_axum::routes!(live))
		.routes(utoipa_axum::routes!(ready))
}

/// What citizens' wallets reach.
pub fn payees_router(app: App) -> Router {
	let router: Router<App> = payees::router().merge(service()).into();
	dressed(
		router.route("/openapi.json", get(served_document)),
		app,
		"payees",
		LONGEST_REGISTRATION,
	)
}

/// What officers and Prometheus reach.
pub fn officers_router(app: App) -> Router {
	let router: Router<App> = api::router().merge(service()).into();
	dressed(
		router
			.merge(pages::router(app.clone()))
			.route("/openapi.json", get(served_document))
			.route("/metrics", get(metrics::show)),
		app,
		"officers",
		LONGEST_FORM,
	)
}

async fn served_document() -> axum::Json<utoipa::openapi::OpenApi> {
	axum::Json(openapi())
}

/// What every route of an address has around it.
fn dressed(router: Router<App>, app: App, address: &'static str, longest: usize) -> Router {
	let turns = Arc::new(Semaphore::new(AT_A_TIME));
	let router = match address {
		"officers" => router.fallback(pages::unknown),
		_ => router.fallback(|| async { problem::not_found() }),
	};
	router
		.method_not_allowed_fallback(|| async { problem::wrong_method() })
		.layer(DefaultBodyLimit::max(longest))
		.layer(middleware::from_fn_with_state(app.clone(), limited))
		.layer(middleware::from_fn_with_state(turns, bounded))
		.layer(middleware::from_fn_with_state((app.clone(), address), told))
		.with_state(app)
}

/// Refuse who asks too often. Looking at health and description costs nothing and is not counted.
async fn limited(State(app): State<App>, request: Request, next: Next) -> Response {
	let (parts, body) = request.into_parts();
	let limiter = match parts.uri.path() {
		"/v1/payees" => Some(&app.registrations),
		path if path.starts_with("/v1/payees/") => Some(&app.registrations),
		"/sign-in" | "/v1/session" if !parts.method.is_safe() => Some(&app.sign_ins),
		_ => None,
	};
	if let Some(Err(seconds)) = limiter.map(|l| l.take(app.client(&parts), Instant::now())) {
		return Problem::new(
			StatusCode::TOO_MANY_REQUESTS,
			"too-many-requests",
			format!("Too many requests from this address. Try again in {seconds} seconds."),
		)
		.retry_after(seconds)
		.into_response();
	}
	next.run(Request::from_parts(parts, body)).await
}

/// Work on a bounded number of requests, for a bounded time.
async fn bounded(State(turns): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
	let busy = || {
		Problem::new(
			StatusCode::SERVICE_UNAVAILABLE,
			"busy",
			"Too much is asked at once. Try again in some seconds.",
		)
		.retry_after(5)
		.into_response()
	};
	// Health is answered in any case: a busy service is not to be killed by who watches it.
	if request.uri().path().starts_with("/health/") {
		return next.run(request).await;
	}
	let Ok(_turn) = turns.try_acquire() else {
		return busy();
	};
	tokio::time::timeout(SLOWEST, next.run(request))
		.await
		.unwrap_or_else(|_| {
			Problem::new(
				StatusCode::REQUEST_TIMEOUT,
				"too-slow",
				"This took too long. Whether it was done shows when you look again.",
			)
			.into_response()
		})
}

/// Write a line in the log, count, and send what keeps a browser from being tricked. The line has the
/// route and no more: no address, no name, nothing of the body.
async fn told(
	State((app, address)): State<(App, &'static str)>,
	request: Request,
	next: Next,
) -> Response {
	let began = Instant::now();
	let method = request.method().clone();
	let route = request
		.extensions()
		.get::<MatchedPath>()
		.map_or_else(|| "(none)".to_string(), |path| path.as_str().to_string());
	let mut response = next.run(request).await;
	let status = response.status();
	let took = began.elapsed();
	app.requests.count(address, &route, status.as_u16(), took);
	if status.is_server_error() {
		tracing::warn!(address, %method, route, status = status.as_u16(), ms = took.as_millis() as u64, "request");
	} else {
		tracing::debug!(address, %method, route, status = status.as_u16(), ms = took.as_millis() as u64, "request");
	}
	let headers = response.headers_mut();
	for (name, value) in [
		("x-content-type-options", "nosniff"),
		("x-frame-options", "DENY"),
		("referrer-policy", "same-origin"),
		("cross-origin-opener-policy", "same-origin"),
		("cross-origin-resource-policy", "same-origin"),
		(
			"content-security-policy",
			"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
			 base-uri 'none'",
		),
	] {
		headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
	}
	headers
		.entry(header::CACHE_CONTROL)
		.or_insert(HeaderValue::from_static("no-store"));
	let secure = match address {
		"officers" => app.is_secure(),
		_ => app.config.payees.tls.is_some(),
	};
	if secure {
		headers.insert(
			header::STRICT_TRANSPORT_SECURITY,
			HeaderValue::from_static("max-age=31536000"),
		);
	}
	response
}

/// How the service is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
	/// Whether it does its work.
	pub ok: bool,
	/// What is wrong, if something is.
	pub faults: Vec<String>,
}

/// Whether the process lives
#[utoipa::path(get, path = "/health/live", tag = "service", responses((status = 200, body = Health)))]
async fn live() -> Json<Health> {
	Json(Health {
		ok: true,
		faults: Vec::new(),
	})
}

/// Whether it does its work: the database answers, the chain is followed
#[utoipa::path(get, path = "/health/ready", tag = "service",
	responses((status = 200, body = Health), (status = 503, body = Health)))]
async fn ready(State(app): State<App>) -> (StatusCode, Json<Health>) {
	let mut faults = Vec::new();
	let patience = Duration::from_secs(3);
	match tokio::time::timeout(patience, app.desk.figures()).await {
		Ok(Ok(figures)) => {
			if behind(&figures) > OLDEST_BLOCK {
				faults.push("the chain is not followed".to_string());
			}
		},
		_ => faults.push("the database does not answer".to_string()),
	}
	// Why is in the log and on the officers' page; here it is enough to say what.
	for (name, health) in app.engine.loops() {
		if health.error.is_some() {
			faults.push(format!(
				"the engine's part \"{name}\" waits for something that does not answer"
			));
		}
	}
	let status = match faults.is_empty() {
		true => StatusCode::OK,
		false => StatusCode::SERVICE_UNAVAILABLE,
	};
	let ok = faults.is_empty();
	(status, Json(Health { ok, faults }))
}

/// For how many seconds the books have not followed the chain.
pub(crate) fn behind(figures: &Figures) -> i64 {
	now().saturating_sub(figures.block_time.unwrap_or(0))
}

/// Both addresses, taken before the service begins: a taken port is seen at once.
pub struct Listeners {
	/// For payees.
	pub payees: TcpListener,
	/// For officers.
	pub officers: TcpListener,
}

impl Listeners {
	/// Take both.
	pub fn bind(config: &Config) -> crate::error::Result<Self> {
		let bind = |address: SocketAddr| -> io::Result<TcpListener> {
			let listener = TcpListener::bind(address)?;
			listener.set_nonblocking(true)?;
			Ok(listener)
		};
		let taken = |what: &str, address: SocketAddr| {
			crate::error::Error::io(format!("the address for {what}, {address}"))
		};
		Ok(Self {
			payees: bind(config.payees.listen).map_err(taken("payees", config.payees.listen))?,
			officers: bind(config.officers.listen)
				.map_err(taken("officers", config.officers.listen))?,
		})
	}
}

/// Serve both addresses until `shutdown`; what is under way may end.
pub async fn serve(
	app: App,
	listeners: Listeners,
	shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
	let handle = Handle::new();
	let (payees_tls, officers_tls) = (
		app.config.payees.tls.clone(),
		app.config.officers.tls.clone(),
	);
	let payees = serve_one(
		listeners.payees,
		payees_tls,
		payees_router(app.clone()),
		handle.clone(),
	);
	let officers = serve_one(
		listeners.officers,
		officers_tls,
		officers_router(app),
		handle.clone(),
	);
	let stop = async {
		shutdown.await;
		handle.graceful_shutdown(Some(Duration::from_secs(10)));
		Ok(())
	};
	tokio::try_join!(payees, officers, stop).map(drop)
}

async fn serve_one(
	listener: TcpListener,
	tls: Option<TlsConfig>,
	router: Router,
	handle: Handle,
) -> io::Result<()> {
	let service = router.into_make_service_with_connect_info::<SocketAddr>();
	match tls {
		None => {
			let mut server = axum_server::from_tcp(listener).handle(handle);
			impatient(server.http_builder());
			server.serve(service).await
		},
		Some(tls) => {
			// Which one rustls takes would depend on what other crates bring along; a second time is no error.
			let _ = rustls::crypto::ring::default_provider().install_default();
			let config = RustlsConfig::from_pem_file(&tls.certificate, &tls.key).await?;
			let renewal = renew(config.clone(), tls);
			let mut server = axum_server::from_tcp_rustls(listener, config).handle(handle);
			impatient(server.http_builder());
			let served = server.serve(service);
			tokio::select! {
				ended = served => ended,
				() = renewal => Ok(()),
			}
		},
	}
}

/// Hang up on who is slow with a request's head: open connections are not to be had for nothing.
fn impatient(builder: &mut Builder<TokioExecutor>) {
	builder
		.http1()
		.timer(TokioTimer::new())
		.header_read_timeout(SLOWEST_HEAD);
	builder
		.http2()
		.timer(TokioTimer::new())
		.keep_alive_interval(SLOWEST_HEAD)
		.max_concurrent_streams(16);
}

/// Read the certificate again each hour: one that was renewed is used without a restart.
async fn renew(config: RustlsConfig, tls: TlsConfig) {
	loop {
		tokio::time::sleep(Duration::from_secs(3600)).await;
		if let Err(e) = config
			.reload_from_pem_file(&tls.certificate, &tls.key)
			.await
		{
			tracing::warn!(error = %e, "the certificate cannot be read; the one from before is used");
		}
	}
}
