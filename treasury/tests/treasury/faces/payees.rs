use civic_treasury::{
	payee::FRESH,
	seal::Vault,
	store::payees,
	web::{now, LONGEST_REGISTRATION},
};
use civic_wallet::treasury::Treasury;
use reqwest::{header, StatusCode};
use serde_json::{json, Value};
use subxt_signer::sr25519::dev;

use super::setting::{refused, registration, service, services, sign, Service, GENESIS, IBAN};

#[tokio::test]
async fn a_payee_is_registered_once_and_answered_again() {
	for service in services().await {
		registered_once(&service).await;
	}
}

async fn registered_once(service: &Service) {
	let made = registration(&dev::alice(), IBAN, 1, now());
	let first = service.register(&made).await;
	assert_eq!(first.status(), StatusCode::CREATED);
	let first: Value = first.json().await.unwrap();
	let commitment = made.check(GENESIS).unwrap().commitment.to_string();
	assert_eq!(first, json!({ "commitment": commitment }));
	let again = service.register(&made).await;
	assert_eq!(again.status(), StatusCode::OK);
	assert_eq!(again.json::<Value>().await.unwrap(), first);

	let url = format!("{}/v1/payees/{commitment}", service.payees);
	let seen: Value = service
		.client
		.get(url)
		.send()
		.await
		.unwrap()
		.json()
		.await
		.unwrap();
	assert_eq!(seen["erasedAt"], Value::Null);
	assert!(seen.get("account").is_none() && !seen.to_string().contains("Vries"));
	let url = format!("{}/v1/payees/{GENESIS}", service.payees);
	refused(
		service.client.get(url).send().await.unwrap(),
		404,
		"not-found",
	)
	.await;
	let url = format!("{}/v1/network", service.payees);
	let network: Value = service
		.client
		.get(url)
		.send()
		.await
		.unwrap()
		.json()
		.await
		.unwrap();
	assert_eq!(
		network,
		json!({ "genesisHash": GENESIS.to_string(), "currencies": ["EUR"] })
	);
}

#[tokio::test]
async fn what_is_not_right_is_refused_with_the_reason() {
	let service = service("").await;
	let key = dev::alice();
	let mut forged = registration(&key, IBAN, 1, now());
	forged.iban = "DE44500105175407324931".into();
	refused(service.register(&forged).await, 403, "bad-signature").await;
	let mut stolen = registration(&key, IBAN, 1, now());
	sign(&mut stolen, &dev::bob());
	refused(service.register(&stolen).await, 403, "bad-signature").await;
	let mut elsewhere = registration(&key, IBAN, 1, now());
	elsewhere.genesis_hash = format!("0x{}", "08".repeat(32));
	sign(&mut elsewhere, &key);
	refused(service.register(&elsewhere).await, 409, "other-network").await;
	let typo = registration(&key, "NL92ABNA0417164300", 1, now());
	let problem = refused(service.register(&typo).await, 422, "bad-iban").await;
	assert!(problem["detail"].as_str().unwrap().contains("check digits"));
	let own = registration(&key, "NL41MOCK0000000001", 1, now());
	let problem = refused(service.register(&own).await, 400, "own-account").await;
	assert!(problem["detail"]
		.as_str()
		.unwrap()
		.contains("the city pays from"));
	let stale = registration(&key, IBAN, 1, now() - FRESH - 60);
	refused(service.register(&stale).await, 422, "not-fresh").await;
	let ahead = registration(&key, IBAN, 1, now() + 3600);
	refused(service.register(&ahead).await, 422, "not-fresh").await;
	let mut conn = service.db.read().await.unwrap();
	let alice = civic_treasury::hex32::Hex32(key.public_key().0);
	assert_eq!(payees::of_account(&mut conn, alice).await.unwrap(), []);
}

#[tokio::test]
async fn a_body_that_cannot_be_right_is_refused_before_it_is_understood() {
	let service = service("").await;
	let post = |body: String, kind: &'static str| {
		service
			.client
			.post(format!("{}/v1/payees", service.payees))
			.header(header::CONTENT_TYPE, kind)
			.body(body)
			.send()
	};
	let json = "application/json";
	let long = format!("{{\"name\":\"{}\"}}", "x".repeat(LONGEST_REGISTRATION));
	refused(post(long, json).await.unwrap(), 413, "too-large").await;
	refused(post("{".into(), json).await.unwrap(), 400, "bad-json").await;
	refused(
		post("{}".into(), "text/plain").await.unwrap(),
		415,
		"not-json",
	)
	.await;
	let mut extra = serde_json::to_value(registration(&dev::alice(), IBAN, 1, now())).unwrap();
	extra["surprise"] = json!(1);
	let problem = refused(
		post(extra.to_string(), json).await.unwrap(),
		422,
		"bad-fields",
	)
	.await;
	assert!(!problem.to_string().contains("Vries"));
	let url = format!("{}/v1/payees", service.payees);
	refused(
		service.client.get(url).send().await.unwrap(),
		405,
		"wrong-method",
	)
	.await;
}

#[tokio::test]
async fn what_is_for_officers_is_not_at_the_payees_address() {
	let service = service("").await;
	for path in [
		"/",
		"/sign-in",
		"/v1/session",
		"/v1/queue/EUR",
		"/v1/batches",
		"/metrics",
		"/queue",
	] {
		let url = format!("{}{path}", service.payees);
		refused(
			service.client.get(url).send().await.unwrap(),
			404,
			"not-found",
		)
		.await;
	}
	for path in ["/health/live", "/openapi.json"] {
		let url = format!("{}{path}", service.payees);
		assert_eq!(service.client.get(url).send().await.unwrap().status(), 200);
	}
}

#[tokio::test]
async fn who_asks_too_often_waits() {
	let service = service(
		"[payees]\nlisten = \"127.0.0.1:0\"\nrequests_a_minute = 3\n[officers]\nlisten = \"127.0.0.1:0\"",
	)
	.await;
	let made = registration(&dev::alice(), IBAN, 1, now());
	assert_eq!(service.register(&made).await.status(), 201);
	assert_eq!(service.register(&made).await.status(), 200);
	assert_eq!(service.register(&made).await.status(), 200);
	let answer = service.register(&made).await;
	assert!(
		answer.headers()[header::RETRY_AFTER]
			.to_str()
			.unwrap()
			.parse::<u64>()
			.unwrap() >= 1
	);
	refused(answer, 429, "too-many-requests").await;
	// A header that anybody can write does not make another of them.
	let answer = service
		.client
		.post(format!("{}/v1/payees", service.payees))
		.header("x-forwarded-for", "203.0.113.5")
		.json(&made)
		.send()
		.await
		.unwrap();
	refused(answer, 429, "too-many-requests").await;
}

#[tokio::test]
async fn an_account_has_a_bounded_number_of_payees() {
	let service = service(
		"[payees]\nlisten = \"127.0.0.1:0\"\nmost_per_account = 2\n[officers]\nlisten = \"127.0.0.1:0\"",
	)
	.await;
	service.registered(&dev::alice(), 1).await;
	service.registered(&dev::alice(), 2).await;
	let third = registration(&dev::alice(), IBAN, 3, now());
	refused(service.register(&third).await, 429, "too-many-payees").await;
	service.registered(&dev::bob(), 3).await;
}

#[tokio::test]
async fn only_a_members_account_registers() {
	for service in services().await {
		only_members(&service).await;
	}
}

async fn only_members(service: &Service) {
	let (alice, eve) = (dev::alice(), dev::eve());
	service
		.chain
		.estrange(civic_treasury::hex32::Hex32(eve.public_key().0));
	let made = registration(&eve, IBAN, 1, now());
	let problem = refused(service.register(&made).await, 403, "not-a-member").await;
	assert!(problem["detail"].as_str().unwrap().contains("enrolled"));
	let url = format!(
		"{}/v1/payees/{}",
		service.payees,
		made.check(GENESIS).unwrap().commitment
	);
	refused(
		service.client.get(url).send().await.unwrap(),
		404,
		"not-found",
	)
	.await;
	// When the node cannot say so, nobody is let in; what is there is answered all the same.
	let made = registration(&alice, IBAN, 1, now());
	service.chain.go_down(1);
	let answer = service.register(&made).await;
	assert!(answer.headers().contains_key(header::RETRY_AFTER));
	refused(answer, 503, "unavailable").await;
	assert_eq!(service.register(&made).await.status(), 201);
	service.chain.go_down(1);
	assert_eq!(service.register(&made).await.status(), 200);
}

#[tokio::test]
async fn what_was_erased_does_not_come_back_by_a_recorded_request() {
	for service in services().await {
		not_back(&service).await;
	}
}

async fn not_back(service: &Service) {
	let made = registration(&dev::alice(), IBAN, 1, now());
	assert_eq!(service.register(&made).await.status(), 201);
	let commitment = made.check(GENESIS).unwrap().commitment;
	let mut write = service.db.write().await.unwrap();
	payees::erase(&mut write, commitment, "test", false, now())
		.await
		.unwrap();
	write.commit().await.unwrap();
	refused(service.register(&made).await, 409, "replayed").await;
}

#[tokio::test]
async fn what_no_key_opens_is_registered_again() {
	for service in services().await {
		again(&service).await;
	}
}

async fn again(service: &Service) {
	let made = registration(&dev::alice(), IBAN, 1, now());
	let checked = made.check(GENESIS).unwrap();
	let lost = payees::PayeeStore::new(Vault::new(&[9; 32], []));
	let mut write = service.db.write().await.unwrap();
	lost.register(&mut write, &checked, 1, now()).await.unwrap();
	write.commit().await.unwrap();
	// The very bytes that were sent before: nothing was erased, so nothing comes back that should not.
	for status in [StatusCode::CREATED, StatusCode::OK] {
		assert_eq!(service.register(&made).await.status(), status);
	}
	let store = payees::PayeeStore::new(service.config.vault().unwrap());
	let mut conn = service.db.read().await.unwrap();
	let (_, payee) = store
		.open(&mut conn, checked.commitment)
		.await
		.unwrap()
		.unwrap();
	assert_eq!(payee.iban, IBAN);
	drop(conn);
	// One signed long ago says nothing today.
	let old = registration(&dev::bob(), IBAN, 1, now() - FRESH - 60);
	let checked = old.check(GENESIS).unwrap();
	let mut write = service.db.write().await.unwrap();
	lost.register(&mut write, &checked, 1, checked.at)
		.await
		.unwrap();
	write.commit().await.unwrap();
	refused(service.register(&old).await, 422, "not-fresh").await;
}

#[tokio::test]
async fn iban_and_name_are_nowhere_in_the_database() {
	let service = service("").await;
	service.registered(&dev::alice(), 1).await;
	service.db.close().await;
	let mut looked_at = 0;
	for entry in std::fs::read_dir(service.folder.path()).unwrap() {
		let entry = entry.unwrap();
		if entry
			.file_name()
			.to_string_lossy()
			.starts_with("treasury.db")
		{
			let bytes = std::fs::read(entry.path()).unwrap();
			looked_at += bytes.len();
			for word in ["0417164300", "Vries"] {
				assert!(
					!bytes.windows(word.len()).any(|w| w == word.as_bytes()),
					"{word}"
				);
			}
		}
	}
	assert!(looked_at > 0);
}

#[tokio::test]
async fn what_nothing_needs_is_erased_and_nothing_else() {
	for service in services().await {
		erased(&service).await;
	}
}

async fn erased(service: &Service) {
	const DAY: i64 = 86_400;
	let key = dev::alice();
	let unused = service.registered(&key, 1).await;
	let open = service.registered(&key, 2).await;
	service.redeemed(1, &key, open, 500).await;
	let erase = |at: i64| payees::erase_unneeded(&service.db, 30, 7, at);
	assert_eq!(erase(now() + 29 * DAY).await.unwrap(), 0);
	let mut write = service.db.write().await.unwrap();
	assert!(payees::erase(&mut write, open, "asked for", true, now())
		.await
		.is_err());
	write.rollback().await.unwrap();
	assert_eq!(erase(now() + 31 * DAY).await.unwrap(), 1);
	let mut conn = service.db.read().await.unwrap();
	let row = payees::get(&mut conn, unused).await.unwrap().unwrap();
	assert_eq!(row.erased_why.as_deref(), Some("unused"));
	// What is still to be paid is kept however long it takes.
	drop(conn);
	assert_eq!(erase(now() + 9 * 366 * DAY).await.unwrap(), 0);
	let mut write = service.db.write().await.unwrap();
	let how = civic_treasury::store::redemptions::Ending::Cancelled;
	civic_treasury::store::redemptions::end(&mut write, 1, &how, 11, now())
		.await
		.unwrap();
	write.commit().await.unwrap();
	assert_eq!(erase(now() + 6 * 366 * DAY).await.unwrap(), 0);
	assert_eq!(erase(now() + 8 * 366 * DAY).await.unwrap(), 1);
	// The engine does not find it any more.
	let mut conn = service.db.read().await.unwrap();
	let store = payees::PayeeStore::new(service.config.vault().unwrap());
	assert!(store.open(&mut conn, open).await.unwrap().is_none());
}

#[tokio::test]
async fn who_is_slow_with_a_request_is_hung_up_on() {
	use tokio::io::{AsyncReadExt, AsyncWriteExt};
	let service = service("").await;
	let address = service.payees.strip_prefix("http://").unwrap();
	let mut slow = tokio::net::TcpStream::connect(address).await.unwrap();
	slow.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
		.await
		.unwrap();
	let mut rest = Vec::new();
	let ended = slow.read_to_end(&mut rest);
	let _ = tokio::time::timeout(std::time::Duration::from_secs(25), ended)
		.await
		.expect("the service ends the connection");
	assert!(!rest.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn the_public_address_speaks_https() {
	let keys = tempfile::tempdir().unwrap();
	let (certificate, key) = (keys.path().join("cert.pem"), keys.path().join("key.pem"));
	let made = std::process::Command::new("openssl")
		.args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
		.args(["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
		.args(["-addext", "subjectAltName=IP:127.0.0.1"])
		.args(["-addext", "basicConstraints=critical,CA:FALSE"])
		.args(["-subj", "/CN=localhost", "-keyout"])
		.arg(&key)
		.arg("-out")
		.arg(&certificate)
		.output();
	if !made.is_ok_and(|made| made.status.success()) {
		return crate::common::tools::missing("openssl");
	}
	let service = service(&format!(
		"[payees]\nlisten = \"127.0.0.1:0\"\ntls = {{ certificate = {certificate:?}, key = {key:?} }}\n\
		 [officers]\nlisten = \"127.0.0.1:0\""
	))
	.await;
	let client = reqwest::Client::builder()
		.danger_accept_invalid_certs(true)
		.no_proxy()
		.build()
		.unwrap();
	let url = service.payees.replace("http://", "https://") + "/v1/network";
	let answer = client.get(url).send().await.unwrap();
	assert_eq!(answer.status(), 200);
	assert!(answer
		.headers()
		.contains_key(header::STRICT_TRANSPORT_SECURITY));

	// The wallet takes it for the treasury once it is told who vouches for it, and not before.
	let url = service.payees.replace("http://", "https://");
	let error = Treasury::at(&url, None)
		.unwrap()
		.network()
		.await
		.unwrap_err();
	assert!(error.to_string().contains("--treasury-ca"), "{error}");
	let treasury = Treasury::at(&url, Some(&certificate)).unwrap();
	assert_eq!(treasury.network().await.unwrap(), GENESIS);
}

#[tokio::test]
async fn who_registers_is_told_how_the_bank_writes_the_name() {
	let service = service("").await;
	let plain = registration(&dev::alice(), IBAN, 1, now());
	let answer: Value = service.register(&plain).await.json().await.unwrap();
	assert!(answer.get("bankName").is_none(), "{answer}");
	let mut accented = registration(&dev::alice(), IBAN, 2, now());
	accented.name = "Zoë Łukasz 鈴木".into();
	sign(&mut accented, &dev::alice());
	for status in [StatusCode::CREATED, StatusCode::OK] {
		let answer = service.register(&accented).await;
		assert_eq!(answer.status(), status);
		let answer: Value = answer.json().await.unwrap();
		assert_eq!(answer["bankName"], "Zoe Lukasz ..");
	}
}
