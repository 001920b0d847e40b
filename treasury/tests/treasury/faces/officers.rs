use civic_treasury::{
	store::{
		cases::{self, About, CaseKind},
		officers::{self, Role},
	},
	web::{self, now},
};
use reqwest::{header, StatusCode};
use serde_json::{json, Value};
use subxt_signer::sr25519::dev;

use super::setting::{refused, service, services, set_cookie, Service, PASSWORD};

/// A service with two officers to release, one to make, one to look, and two redemptions to pay.
async fn office() -> Service {
	manned(service("").await).await
}

async fn manned(service: Service) -> Service {
	for name in ["anna", "bert", "chris"] {
		service.officer(name, Role::Treasurer).await;
	}
	service.officer("olga", Role::Auditor).await;
	for (id, key) in [(1, dev::alice()), (2, dev::bob())] {
		let payee = service.registered(&key, 1).await;
		service.redeemed(id, &key, payee, 1250).await;
	}
	service
}

async fn json(request: reqwest::RequestBuilder, status: StatusCode) -> Value {
	let answer = request.send().await.unwrap();
	let got = answer.status();
	let text = answer.text().await.unwrap();
	assert_eq!(got, status, "{text}");
	serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn a_batch_is_paid_when_two_others_than_its_maker_released_it() {
	for service in services().await {
		two_release(&manned(service).await).await;
	}
}

async fn two_release(service: &Service) {
	let (anna, bert, chris) = (
		service.sign_in("anna").await,
		service.sign_in("bert").await,
		service.sign_in("chris").await,
	);
	let queue = json(service.get(&anna, "/v1/queue/EUR"), StatusCode::OK).await;
	assert_eq!(queue[0]["quote"], 1250);
	assert_eq!(queue[0]["payeeKnown"], true);
	let made = json(
		service.post(&anna, "/v1/batches", json!({ "currency": "EUR" })),
		StatusCode::CREATED,
	)
	.await;
	let path = format!("/v1/batches/{}/release", made["batches"][0]);
	let release = |session| service.post(session, &path, json!({ "password": PASSWORD }));
	refused(release(&anna).send().await.unwrap(), 409, "refused").await;
	let once = json(release(&bert), StatusCode::OK).await;
	assert_eq!(
		once,
		json!({ "releases": 1, "needed": 2, "complete": false })
	);
	let problem = refused(release(&bert).send().await.unwrap(), 409, "refused").await;
	assert!(problem["detail"]
		.as_str()
		.unwrap()
		.contains("another officer"));
	let wrong = service.post(&chris, &path, json!({ "password": "not chris's password" }));
	refused(wrong.send().await.unwrap(), 401, "wrong-password").await;
	let twice = json(release(&chris), StatusCode::OK).await;
	assert_eq!(twice["complete"], true);
	let batch = json(service.get(&anna, "/v1/batches/1"), StatusCode::OK).await;
	assert_eq!(batch["batch"]["total"], 2500);
	assert_eq!(batch["releases"][0]["officer"], "bert");
	assert_eq!(batch["payments"][1]["endToEnd"], "CL2X1");
	assert!(!batch.to_string().contains("ABNA"));
	refused(release(&chris).send().await.unwrap(), 409, "refused").await;
	let trail = json(service.get(&anna, "/v1/trail"), StatusCode::OK).await;
	assert!(trail.to_string().contains("bert") && !trail.to_string().contains("Vries"));
}

#[tokio::test]
async fn nothing_is_released_while_the_books_are_in_doubt() {
	for service in services().await {
		in_doubt(&manned(service).await).await;
	}
}

async fn in_doubt(service: &Service) {
	let (anna, bert, chris) = (
		service.sign_in("anna").await,
		service.sign_in("bert").await,
		service.sign_in("chris").await,
	);
	let eur = json!({ "currency": "EUR" });
	json(service.post(&anna, "/v1/batches", eur), StatusCode::CREATED).await;
	let mut write = service.db.write().await.unwrap();
	let kind = CaseKind::UnknownMessage;
	cases::open(&mut write, kind, "x", About::default(), "x", now())
		.await
		.unwrap();
	write.commit().await.unwrap();
	let release = |session| {
		let body = json!({ "password": PASSWORD });
		service.post(session, "/v1/batches/1/release", body)
	};
	let once = json(release(&bert), StatusCode::OK).await;
	assert_eq!(once["complete"], false);
	let problem = refused(release(&chris).send().await.unwrap(), 409, "refused").await;
	let detail = problem["detail"].as_str().unwrap();
	assert!(
		detail.contains("case 1 (unknown-message) is open"),
		"{detail}"
	);
	assert!(detail.contains("case show 1"), "{detail}");
	let closed = service.post(
		&chris,
		"/v1/cases/1/close",
		json!({ "note": "it was ours" }),
	);
	assert_eq!(closed.send().await.unwrap().status(), 204);
	let twice = json(release(&chris), StatusCode::OK).await;
	assert_eq!(twice["complete"], true);
}

#[tokio::test]
async fn an_auditor_sees_everything_and_changes_nothing() {
	let service = office().await;
	let olga = service.sign_in("olga").await;
	for path in [
		"/v1/queue/EUR",
		"/v1/batches",
		"/v1/cases",
		"/v1/reserve/EUR",
		"/v1/reserve/EUR/history",
		"/v1/reconciliations/EUR",
		"/v1/files",
		"/v1/trail",
		"/v1/currencies",
		"/v1/redemptions/1",
		"/v1/refused",
	] {
		json(service.get(&olga, path), StatusCode::OK).await;
	}
	let anna = service.sign_in("anna").await;
	json(
		service.post(&anna, "/v1/batches", json!({ "currency": "EUR" })),
		StatusCode::CREATED,
	)
	.await;
	for (path, body) in [
		("/v1/batches", json!({ "currency": "EUR" })),
		("/v1/batches/1/release", json!({ "password": PASSWORD })),
		("/v1/batches/1/withdraw", json!({ "note": "because" })),
		("/v1/cases/1/close", json!({ "note": "because" })),
		(
			"/v1/cases/1/pay-again",
			json!({ "payee": format!("0x{}", "11".repeat(32)) }),
		),
		("/v1/cases/1/send-again", Value::Null),
		(
			"/v1/cases/1/reject-all",
			json!({ "reason": "AG01", "note": "because", "password": PASSWORD }),
		),
	] {
		let answer = service.post(&olga, path, body).send().await.unwrap();
		refused(answer, 403, "wrong-role").await;
	}
	let batch = json(service.get(&olga, "/v1/batches/1"), StatusCode::OK).await;
	assert_eq!(batch["releases"], json!([]));
}

#[tokio::test]
async fn nobody_acts_without_a_session_or_by_another_page() {
	let service = office().await;
	// Everything the description says needs a session does.
	let document = serde_json::to_value(web::openapi()).unwrap();
	let mut tried = 0;
	for (path, methods) in document["paths"].as_object().unwrap() {
		for (method, operation) in methods.as_object().unwrap() {
			if operation.get("security").is_none() {
				continue;
			}
			let path = path.replace("{currency}", "EUR").replace("{id}", "1");
			let method = method.to_uppercase().parse().unwrap();
			let url = format!("{}{path}", service.officers);
			let answer = service
				.client
				.request(method, url)
				.json(&json!({}))
				.send()
				.await
				.unwrap();
			refused(answer, 401, "not-signed-in").await;
			tried += 1;
		}
	}
	assert!(tried >= 20, "{tried}");

	let anna = service.sign_in("anna").await;
	let url = format!("{}/v1/batches", service.officers);
	let bare = || {
		service
			.client
			.post(&url)
			.header(header::COOKIE, &anna.cookie)
			.json(&json!({ "currency": "EUR" }))
	};
	refused(bare().send().await.unwrap(), 403, "forged-request").await;
	let guessed = bare().header("x-csrf-token", "0".repeat(64));
	refused(guessed.send().await.unwrap(), 403, "forged-request").await;
	for (name, value) in [
		("origin", "https://evil.example"),
		("origin", "null"),
		("sec-fetch-site", "cross-site"),
		("sec-fetch-site", "same-site"),
	] {
		let forged = bare()
			.header("x-csrf-token", &anna.csrf)
			.header(name, value);
		refused(forged.send().await.unwrap(), 403, "forged-request").await;
	}
	let right = bare()
		.header("x-csrf-token", &anna.csrf)
		.header("origin", &service.officers);
	assert_eq!(right.send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn a_session_ends_with_sign_out_password_or_access() {
	for service in services().await {
		sessions_end(&manned(service).await).await;
	}
}

async fn sessions_end(service: &Service) {
	let answer = service.try_sign_in("anna", PASSWORD).await;
	let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
	assert!(
		cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
		"{cookie}"
	);
	let gone = async |session: super::setting::Session| {
		let answer = service.get(&session, "/v1/session").send().await.unwrap();
		refused(answer, 401, "not-signed-in").await;
	};
	let anna = service.sign_in("anna").await;
	let out = service
		.client
		.delete(format!("{}/v1/session", service.officers))
		.header(header::COOKIE, &anna.cookie)
		.header("x-csrf-token", &anna.csrf)
		.send()
		.await
		.unwrap();
	assert_eq!(out.status(), 204);
	assert!(set_cookie(&out).ends_with('='));
	gone(anna).await;

	let bert = service.sign_in("bert").await;
	let mut write = service.db.write().await.unwrap();
	officers::set_enabled(&mut write, "bert", false, now() + 1)
		.await
		.unwrap();
	let hash = officers::hash("another set of words").unwrap();
	let chris = service.sign_in("chris").await;
	officers::set_password(&mut write, "chris", &hash, now() + 1)
		.await
		.unwrap();
	write.commit().await.unwrap();
	gone(bert).await;
	gone(chris).await;
	refused(
		service.try_sign_in("bert", PASSWORD).await,
		401,
		"wrong-password",
	)
	.await;
}

#[tokio::test]
async fn passwords_cannot_be_tried_for_long() {
	let service = office().await;
	for _ in 0..5 {
		refused(
			service.try_sign_in("anna", "a wrong password").await,
			401,
			"wrong-password",
		)
		.await;
	}
	let answer = service.try_sign_in("anna", PASSWORD).await;
	assert!(answer.headers().contains_key(header::RETRY_AFTER));
	refused(answer, 429, "too-many-tries").await;
	assert_eq!(service.try_sign_in("bert", PASSWORD).await.status(), 200);
}

#[tokio::test]
async fn a_case_is_closed_once_with_words() {
	for service in services().await {
		a_case(&manned(service).await).await;
	}
}

async fn a_case(service: &Service) {
	let anna = service.sign_in("anna").await;
	let mut write = service.db.write().await.unwrap();
	cases::open(
		&mut write,
		CaseKind::Replay,
		"x",
		About::default(),
		"came twice",
		now(),
	)
	.await
	.unwrap();
	write.commit().await.unwrap();
	let close = |note: &str| {
		service
			.post(&anna, "/v1/cases/1/close", json!({ "note": note }))
			.send()
	};
	refused(close("  ").await.unwrap(), 422, "bad-note").await;
	assert_eq!(close("told the bank").await.unwrap().status(), 204);
	refused(close("again").await.unwrap(), 409, "refused").await;
	let case = json(service.get(&anna, "/v1/cases/1"), StatusCode::OK).await;
	assert_eq!(
		(&case["closedBy"], &case["resolution"]),
		(&json!("anna"), &json!("told the bank"))
	);
	assert_eq!(
		json(service.get(&anna, "/v1/cases"), StatusCode::OK).await,
		json!([])
	);
	refused(
		service.get(&anna, "/v1/cases/9").send().await.unwrap(),
		404,
		"not-found",
	)
	.await;
	refused(
		service.get(&anna, "/v1/cases/x").send().await.unwrap(),
		404,
		"not-found",
	)
	.await;
}

#[tokio::test]
async fn figures_and_health_say_how_it_is() {
	let service = office().await;
	let get = |path: &str| {
		service
			.client
			.get(format!("{}{path}", service.officers))
			.send()
	};
	assert_eq!(get("/health/live").await.unwrap().status(), 200);
	// No engine runs here, so no block was ever handled.
	let ready = get("/health/ready").await.unwrap();
	assert_eq!(ready.status(), 503);
	let ready: Value = ready.json().await.unwrap();
	assert_eq!(
		ready,
		json!({ "ok": false, "faults": ["the chain is not followed"] })
	);
	let metrics = get("/metrics").await.unwrap().text().await.unwrap();
	for line in [
		"civic_treasury_redemptions{currency=\"EUR\",status=\"open\"} 2",
		"civic_treasury_redemptions_cents{currency=\"EUR\",status=\"open\"} 2500",
		"civic_treasury_cases_open 0",
		"civic_treasury_http_requests_total{address=\"payees\",route=\"/v1/payees\",status=\"201\"} 2",
	] {
		assert!(metrics.contains(line), "{line}\n{metrics}");
	}
	service.db.close().await;
	let ready: Value = get("/health/ready").await.unwrap().json().await.unwrap();
	assert_eq!(ready["faults"], json!(["the database does not answer"]));
	let answer = get("/metrics").await.unwrap();
	refused(answer, 503, "unavailable").await;
}

#[tokio::test]
async fn the_committed_openapi_description_is_the_one_that_is_served() {
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
	let made = web::openapi().to_pretty_json().unwrap() + "\n";
	if std::env::var_os("CIVIC_RENEW_OPENAPI").is_some() {
		std::fs::write(path, &made).unwrap();
	}
	let committed = std::fs::read_to_string(path).unwrap_or_default();
	assert!(committed == made, "renew it: CIVIC_RENEW_OPENAPI=1 cargo test -p civic-treasury openapi; or: civic-treasury openapi > treasury/openapi.json");
	let service = service("").await;
	for address in [&service.payees, &service.officers] {
		let served = service
			.client
			.get(format!("{address}/openapi.json"))
			.send()
			.await
			.unwrap();
		let served: Value = served.json().await.unwrap();
		assert_eq!(served, serde_json::from_str::<Value>(&committed).unwrap());
	}
}
