//! A service with both addresses open, on a fresh database.

use std::{
	net::SocketAddr,
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	sync::Arc,
};

use civic_treasury::{
	chain::simulated::Simulated,
	config::Config,
	engine::{desk::Desk, Health},
	hex32::Hex32,
	money::{Cents, Currency},
	payee::Registration,
	store::{
		officers::{self, Role},
		payees::PayeeStore,
		redemptions::{self, Opened},
		Db,
	},
	web::{self, App, Listeners},
};
use reqwest::{header, redirect::Policy, Client, RequestBuilder, Response, StatusCode};
use serde_json::{json, Value};
use subxt_signer::sr25519::Keypair;
use tokio::sync::oneshot;

use crate::common::postgres;

pub(crate) const GENESIS: Hex32 = Hex32([7; 32]);
pub(crate) const IBAN: &str = "NL91ABNA0417164300";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The whole of it; dropped, it ends.
pub(crate) struct Service {
	pub(crate) payees: String,
	pub(crate) officers: String,
	pub(crate) db: Db,
	pub(crate) config: Config,
	pub(crate) chain: Simulated,
	pub(crate) client: Client,
	pub(crate) folder: tempfile::TempDir,
	_stop: oneshot::Sender<()>,
}

/// Settings for a service in `folder`, with its secrets and folders made.
pub(crate) fn settings(folder: &Path, more: &str) -> PathBuf {
	for name in ["outbox", "inbox", "archive"] {
		std::fs::create_dir_all(folder.join(name)).unwrap();
	}
	let key = folder.join("payees.key");
	std::fs::write(&key, "42".repeat(32)).unwrap();
	std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
	let file = folder.join("civic-treasury.toml");
	let at = folder.display();
	let text = format!(
		r#"
{more}

[chain]
url = "ws://127.0.0.1:1"
genesis = "{GENESIS}"

[database]
url = "sqlite://{at}/treasury.db"

[[accounts]]
currency = "EUR"
iban = "NL41MOCK0000000001"
holder = "City of Example"
transport = {{ kind = "folder", outbox = "{at}/outbox", inbox = "{at}/inbox", archive = "{at}/archive" }}

[secrets]
payee_key_file = "{at}/payees.key"
"#
	);
	std::fs::write(&file, text).unwrap();
	file
}

/// On SQLite, with both addresses at free ports; `more` is put before the settings.
pub(crate) async fn service(more: &str) -> Service {
	let folder = tempfile::tempdir().unwrap();
	let url = format!("sqlite://{}/treasury.db", folder.path().display());
	service_on(more, folder, &url).await
}

/// One on SQLite, and one on PostgreSQL where there is a server.
pub(crate) async fn services() -> Vec<Service> {
	let mut services = vec![service("").await];
	if let Some(url) = postgres::new_database().await {
		services.push(service_on("", tempfile::tempdir().unwrap(), &url).await);
	}
	services
}

async fn service_on(more: &str, folder: tempfile::TempDir, url: &str) -> Service {
	let more = match more.is_empty() {
		true => "[payees]\nlisten = \"127.0.0.1:0\"\nrequests_a_minute = 1000\n[officers]\nlisten = \"127.0.0.1:0\"",
		false => more,
	};
	let config = Config::load(&settings(folder.path(), more)).unwrap();
	let db = Db::open(url).await.unwrap();
	let payees = PayeeStore::new(config.vault().unwrap());
	let desk = Desk::new(db.clone(), Arc::new(payees.clone()), config.engine());
	let listeners = Listeners::bind(&config).unwrap();
	let url = |address: SocketAddr| format!("http://{address}");
	let (at_payees, at_officers) = (
		url(listeners.payees.local_addr().unwrap()),
		url(listeners.officers.local_addr().unwrap()),
	);
	let chain = Simulated::new();
	let node = Arc::new(chain.clone());
	let health = Health::default();
	let app = App::new(config.clone(), db.clone(), desk, payees, node, health);
	let (stop, stopped) = oneshot::channel();
	tokio::spawn(web::serve(app, listeners, async {
		let _ = stopped.await;
	}));
	Service {
		payees: at_payees,
		officers: at_officers,
		db,
		config,
		chain,
		client: Client::builder()
			.redirect(Policy::none())
			.no_proxy()
			.build()
			.unwrap(),
		folder,
		_stop: stop,
	}
}

/// A registration as a wallet makes it.
pub(crate) fn registration(key: &Keypair, iban: &str, salt: u8, at: i64) -> Registration {
	let mut made = Registration {
		genesis_hash: GENESIS.to_string(),
		account: key.public_key().to_account_id().to_string(),
		iban: iban.into(),
		name: "A. de Vries".into(),
		salt: Hex32([salt; 32]).to_string(),
		at: jiff::Timestamp::from_second(at).unwrap().to_string(),
		signature: String::new(),
	};
	sign(&mut made, key);
	made
}

pub(crate) fn sign(made: &mut Registration, key: &Keypair) {
	let signature = key.sign(made.text().as_bytes());
	made.signature = format!("0x{}", hex::encode(signature.0));
}

/// An officer's session.
pub(crate) struct Session {
	pub(crate) cookie: String,
	pub(crate) csrf: String,
}

impl Service {
	pub(crate) async fn register(&self, registration: &Registration) -> Response {
		self.client
			.post(format!("{}/v1/payees", self.payees))
			.json(registration)
			.send()
			.await
			.unwrap()
	}

	/// A payee that is registered; its commitment.
	pub(crate) async fn registered(&self, key: &Keypair, salt: u8) -> Hex32 {
		let answer = self
			.register(&registration(key, IBAN, salt, web::now()))
			.await;
		assert_eq!(answer.status(), StatusCode::CREATED);
		let answer: Value = answer.json().await.unwrap();
		answer["commitment"].as_str().unwrap().parse().unwrap()
	}

	/// A redemption as the chain would have brought it.
	pub(crate) async fn redeemed(&self, id: u64, key: &Keypair, payee: Hex32, cents: i64) {
		let opened = Opened {
			id,
			window: 0,
			member: "3".into(),
			account: Hex32(key.public_key().0),
			amount: 1_000_000,
			currency: Currency::EUR,
			quote: Cents(cents),
			payee,
		};
		let mut write = self.db.write().await.unwrap();
		redemptions::insert(&mut write, &opened, 10, web::now())
			.await
			.unwrap();
		write.commit().await.unwrap();
	}

	pub(crate) async fn officer(&self, name: &str, role: Role) {
		let hash = officers::hash(PASSWORD).unwrap();
		let mut write = self.db.write().await.unwrap();
		officers::add(&mut write, name, role, &hash, web::now())
			.await
			.unwrap();
		write.commit().await.unwrap();
	}

	pub(crate) async fn try_sign_in(&self, name: &str, password: &str) -> Response {
		self.client
			.post(format!("{}/v1/session", self.officers))
			.json(&json!({ "name": name, "password": password }))
			.send()
			.await
			.unwrap()
	}

	pub(crate) async fn sign_in(&self, name: &str) -> Session {
		let answer = self.try_sign_in(name, PASSWORD).await;
		assert_eq!(answer.status(), StatusCode::OK);
		let cookie = set_cookie(&answer);
		let answer: Value = answer.json().await.unwrap();
		Session {
			cookie,
			csrf: answer["csrfToken"].as_str().unwrap().into(),
		}
	}

	pub(crate) fn get(&self, session: &Session, path: &str) -> RequestBuilder {
		self.client
			.get(format!("{}{path}", self.officers))
			.header(header::COOKIE, &session.cookie)
	}

	/// With everything that a program sends.
	pub(crate) fn post(&self, session: &Session, path: &str, body: Value) -> RequestBuilder {
		self.client
			.post(format!("{}{path}", self.officers))
			.header(header::COOKIE, &session.cookie)
			.header("x-csrf-token", &session.csrf)
			.json(&body)
	}

	/// With everything that a browser sends with a form.
	pub(crate) fn form(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
		let body: Vec<_> = fields
			.iter()
			.map(|(k, v)| format!("{k}={}", escaped(v)))
			.collect();
		self.client
			.post(format!("{}{path}", self.officers))
			.header(header::COOKIE, cookie)
			.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
			.header(header::ORIGIN, &self.officers)
			.header("sec-fetch-site", "same-origin")
			.body(body.join("&"))
	}
}

fn escaped(text: &str) -> String {
	text.bytes()
		.map(|b| match b {
			b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(b).to_string(),
			other => format!("%{other:02X}"),
		})
		.collect()
}

/// The cookie that an answer sets, as it is sent back.
pub(crate) fn set_cookie(answer: &Response) -> String {
	let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
	cookie.split(';').next().unwrap().to_string()
}

/// The problem that an answer is.
#[track_caller]
pub(crate) fn kind(problem: &Value) -> &str {
	problem["type"]
		.as_str()
		.unwrap()
		.strip_prefix("urn:civic-treasury:problem:")
		.unwrap()
}

/// That an answer is this problem, in the form of RFC 9457.
pub(crate) async fn refused(answer: Response, status: u16, expected: &str) -> Value {
	assert_eq!(answer.status().as_u16(), status, "{expected}");
	assert_eq!(
		answer.headers()[header::CONTENT_TYPE],
		"application/problem+json"
	);
	let problem: Value = answer.json().await.unwrap();
	assert_eq!(kind(&problem), expected);
	assert_eq!(problem["status"], status);
	problem
}
