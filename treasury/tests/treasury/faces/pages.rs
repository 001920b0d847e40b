use civic_treasury::{
	money::{Cents, Currency},
	store::{
		cases::{self, About, CaseKind},
		intents::{self, IntentKind},
		officers::Role,
	},
	web::now,
};
use reqwest::{header, StatusCode};
use subxt_signer::sr25519::dev;

use super::setting::{service, set_cookie, Service, Session, PASSWORD};

/// What stands between two texts, the first time.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
	let rest = text
		.split_once(from)
		.unwrap_or_else(|| panic!("no {from} in {text}"))
		.1;
	rest.split_once(to).unwrap().0
}

/// Sign in as a browser does.
async fn sign_in(service: &Service, name: &str) -> Session {
	let url = format!("{}/sign-in", service.officers);
	let form = service.client.get(&url).send().await.unwrap();
	assert_eq!(form.status(), 200);
	let cookie = set_cookie(&form);
	let token = between(&form.text().await.unwrap(), "name=\"csrf\" value=\"", "\"").to_string();
	let fields = [
		("csrf", token.as_str()),
		("name", name),
		("password", PASSWORD),
	];
	let answer = service
		.form(&cookie, "/sign-in", &fields)
		.send()
		.await
		.unwrap();
	assert_eq!(
		(answer.status(), &answer.headers()[header::LOCATION]),
		(StatusCode::SEE_OTHER, &"/".parse().unwrap())
	);
	let cookie = set_cookie(&answer);
	let page = service
		.client
		.get(&service.officers)
		.header(header::COOKIE, &cookie);
	let page = page.send().await.unwrap().text().await.unwrap();
	let csrf = between(&page, "name=\"csrf\" value=\"", "\"").to_string();
	Session { cookie, csrf }
}

async fn page(service: &Service, session: &Session, path: &str) -> String {
	let answer = service.get(session, path).send().await.unwrap();
	assert_eq!(answer.status(), 200, "{path}");
	answer.text().await.unwrap()
}

async fn office() -> Service {
	let service = service("").await;
	for name in ["anna", "bert", "chris"] {
		service.officer(name, Role::Treasurer).await;
	}
	service.officer("olga", Role::Auditor).await;
	let payee = service.registered(&dev::alice(), 1).await;
	service.redeemed(1, &dev::alice(), payee, 1250).await;
	service
}

#[tokio::test]
async fn what_the_chain_refuses_is_shown_with_its_reason() {
	let service = office().await;
	let olga = sign_in(&service, "olga").await;
	assert!(page(&service, &olga, "/refused")
		.await
		.contains("refuses nothing"));
	assert!(!page(&service, &olga, "/").await.contains("/refused"));
	let why = "DateInFuture: The day has not begun anywhere yet.";
	let mut write = service.db.write().await.unwrap();
	intents::settle(&mut write, 1, "MB-1", 20_787, now())
		.await
		.unwrap();
	let due = intents::due(&mut write, IntentKind::Settle, now(), 1)
		.await
		.unwrap();
	intents::hold_back(&mut write, due[0].id, why, Some(0), 86_400 * 20_786)
		.await
		.unwrap();
	write.commit().await.unwrap();
	for path in ["/refused", "/redemptions/1"] {
		let html = page(&service, &olga, path).await;
		for said in [why, "settle it", "2026-11-30", "2026-11-29 00:00"] {
			assert!(html.contains(said), "{path} {said}\n{html}");
		}
	}
	assert!(page(&service, &olga, "/")
		.await
		.contains("href=\"/refused\""));
	let olga = service.sign_in("olga").await;
	let told = service.get(&olga, "/v1/refused").send().await.unwrap();
	let told: serde_json::Value = told.json().await.unwrap();
	assert_eq!(told[0]["lastError"], why);
	assert_eq!(told[0]["nextTryAt"], 86_400 * 20_786);
}

#[tokio::test]
async fn a_pay_day_by_hand() {
	let service = office().await;
	let (anna, bert, chris) = (
		sign_in(&service, "anna").await,
		sign_in(&service, "bert").await,
		sign_in(&service, "chris").await,
	);
	assert!(page(&service, &anna, "/queue").await.contains("12.50 EUR"));
	let made = service
		.form(
			&anna.cookie,
			"/batches",
			&[("csrf", &anna.csrf), ("currency", "EUR")],
		)
		.send()
		.await
		.unwrap();
	assert_eq!(made.headers()[header::LOCATION], "/batches/1");
	let release = |session: &Session, password: &str| {
		let fields = [("csrf", session.csrf.as_str()), ("password", password)];
		service
			.form(&session.cookie, "/batches/1/release", &fields)
			.send()
	};
	assert!(page(&service, &anna, "/batches/1")
		.await
		.contains("two other officers"));
	assert_eq!(release(&anna, PASSWORD).await.unwrap().status(), 409);
	assert_eq!(
		release(&bert, "a wrong password").await.unwrap().status(),
		401
	);
	assert_eq!(release(&bert, PASSWORD).await.unwrap().status(), 303);
	assert!(page(&service, &bert, "/batches/1")
		.await
		.contains("Another officer has to release"));
	assert_eq!(release(&bert, PASSWORD).await.unwrap().status(), 409);
	assert_eq!(release(&chris, PASSWORD).await.unwrap().status(), 303);
	let seen = page(&service, &chris, "/batches/1").await;
	assert!(seen.contains("the chain is being told") && !seen.contains("Your password"));
	for secret in ["ABNA", "Vries"] {
		assert!(!seen.contains(secret));
	}
}

#[tokio::test]
async fn every_page_is_one_that_everybody_can_use() {
	let service = office().await;
	let anna = sign_in(&service, "anna").await;
	let olga = sign_in(&service, "olga").await;
	let mut write = service.db.write().await.unwrap();
	for (n, kind) in CaseKind::ALL.iter().enumerate() {
		let about = About {
			redemption: Some(1),
			money: Some((Cents(1250), Currency::EUR)),
			..About::default()
		};
		cases::open(
			&mut write,
			*kind,
			&n.to_string(),
			about,
			"<script>alert(1)</script>",
			now(),
		)
		.await
		.unwrap();
	}
	write.commit().await.unwrap();
	let made = service.form(
		&anna.cookie,
		"/batches",
		&[("csrf", &anna.csrf), ("currency", "EUR")],
	);
	assert_eq!(made.send().await.unwrap().status(), 303);
	let mut paths: Vec<String> = [
		"/",
		"/queue",
		"/queue?currency=EUR&after=0",
		"/batches",
		"/batches?before=9",
		"/batches/1",
		"/cases",
		"/cases?all=1",
		"/redemptions/1",
		"/refused",
		"/reserve",
		"/reconciliation",
		"/files",
		"/trail",
	]
	.map(String::from)
	.into();
	paths.extend((1..=CaseKind::ALL.len()).map(|id| format!("/cases/{id}")));
	for path in &paths {
		for session in [&anna, &olga] {
			let answer = service.get(session, path).send().await.unwrap();
			assert_eq!(answer.status(), 200, "{path}");
			let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
				.to_str()
				.unwrap();
			assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
			assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
			let html = answer.text().await.unwrap();
			assert!(
				html.contains("<html lang=\"en\">")
					&& html.contains("<h1>")
					&& html.contains("id=\"main\"")
			);
			assert!(
				!html.contains("<script")
					&& !html.contains(" style=")
					&& !html.contains(" onclick"),
				"{path}"
			);
			assert_eq!(html.matches("<h1>").count(), 1);
			// Each form has its token, each field its label, each picture its words.
			let posts = html.matches("method=\"post\"").count();
			assert_eq!(html.matches("name=\"csrf\"").count(), posts, "{path}");
			for field in html
				.split("<input id=\"")
				.skip(1)
				.chain(html.split("<textarea id=\"").skip(1))
			{
				let id = field.split('"').next().unwrap();
				assert!(html.contains(&format!("label for=\"{id}\"")), "{path} {id}");
			}
			assert_eq!(html.matches("<img").count(), html.matches(" alt=").count());
			// An auditor is offered nothing but the way out.
			if std::ptr::eq(session, &olga) {
				assert_eq!(posts, 1, "{path}");
			}
		}
	}
	let svg = service
		.get(&olga, "/reserve/EUR/picture.svg")
		.send()
		.await
		.unwrap();
	assert_eq!(svg.headers()[header::CONTENT_TYPE], "image/svg+xml");
	assert!(svg.text().await.unwrap().starts_with("<svg"));
	assert_eq!(
		service
			.get(&anna, "/batches/99")
			.send()
			.await
			.unwrap()
			.status(),
		404
	);
	assert_eq!(
		service
			.get(&anna, "/queue?currency=euro")
			.send()
			.await
			.unwrap()
			.status(),
		404
	);
}

#[tokio::test]
async fn who_is_not_signed_in_is_asked_to() {
	let service = office().await;
	for path in [
		"/",
		"/queue",
		"/batches/1",
		"/cases",
		"/reserve",
		"/reserve/EUR/picture.svg",
		"/files/1",
	] {
		let answer = service
			.client
			.get(format!("{}{path}", service.officers))
			.send()
			.await
			.unwrap();
		assert_eq!(answer.status(), 303, "{path}");
		assert_eq!(answer.headers()[header::LOCATION], "/sign-in");
	}
	let made = service
		.form("", "/batches", &[("csrf", "x"), ("currency", "EUR")])
		.send()
		.await
		.unwrap();
	assert_eq!(made.headers()[header::LOCATION], "/sign-in");
}

#[tokio::test]
async fn a_form_of_another_page_does_nothing() {
	let service = office().await;
	let anna = sign_in(&service, "anna").await;
	let right = [("csrf", anna.csrf.as_str()), ("currency", "EUR")];
	let url = format!("{}/batches", service.officers);
	let bare = |csrf: &str| {
		service
			.client
			.post(&url)
			.header(header::COOKIE, &anna.cookie)
			.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
			.body(format!("csrf={csrf}&currency=EUR"))
	};
	assert_eq!(bare("").send().await.unwrap().status(), 403);
	assert_eq!(bare(&"0".repeat(64)).send().await.unwrap().status(), 403);
	for (name, value) in [
		("origin", "https://evil.example"),
		("sec-fetch-site", "cross-site"),
	] {
		let forged = bare(&anna.csrf).header(name, value);
		assert_eq!(forged.send().await.unwrap().status(), 403, "{name}");
	}
	assert!(page(&service, &anna, "/batches")
		.await
		.contains("There is no batch yet"));
	assert_eq!(
		service
			.form(&anna.cookie, "/batches", &right)
			.send()
			.await
			.unwrap()
			.status(),
		303
	);

	// Nor can another page sign somebody in.
	let fields = [
		("csrf", "guessed"),
		("name", "bert"),
		("password", PASSWORD),
	];
	let answer = service
		.form("civic-treasury-form=other", "/sign-in", &fields)
		.send()
		.await
		.unwrap();
	assert_eq!(answer.status(), 403);
	assert!(!answer.headers().contains_key(header::SET_COOKIE));
	let answer = service.form(
		"",
		"/sign-in",
		&[("csrf", ""), ("name", "bert"), ("password", PASSWORD)],
	);
	assert_eq!(answer.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn an_auditor_who_makes_the_form_up_is_refused() {
	let service = office().await;
	let olga = sign_in(&service, "olga").await;
	for (path, field) in [
		("/batches", "currency"),
		("/cases/1/close", "note"),
		("/reconciliation", "x"),
	] {
		let answer = service.form(&olga.cookie, path, &[("csrf", &olga.csrf), (field, "EUR")]);
		assert_eq!(answer.send().await.unwrap().status(), 403, "{path}");
	}
	let answer = service.get(&olga, "/files/1").send().await.unwrap();
	assert_eq!(answer.status(), 403);
	// It says what an auditor can do instead.
	let said = answer.text().await.unwrap();
	assert!(said.contains("Ask a treasurer"), "{said}");
}

#[tokio::test]
async fn the_page_says_why_nothing_is_released() {
	let service = office().await;
	let (anna, bert, chris) = (
		sign_in(&service, "anna").await,
		sign_in(&service, "bert").await,
		sign_in(&service, "chris").await,
	);
	let made = service.form(
		&anna.cookie,
		"/batches",
		&[("csrf", &anna.csrf), ("currency", "EUR")],
	);
	assert_eq!(made.send().await.unwrap().status(), 303);
	let mut write = service.db.write().await.unwrap();
	let kind = CaseKind::Unbalanced;
	cases::open(&mut write, kind, "x", About::default(), "wrong", now())
		.await
		.unwrap();
	write.commit().await.unwrap();
	let release = |session: &Session| {
		let fields = [("csrf", session.csrf.as_str()), ("password", PASSWORD)];
		service
			.form(&session.cookie, "/batches/1/release", &fields)
			.send()
	};
	let seen = page(&service, &bert, "/batches/1").await;
	assert!(seen.contains("href=\"/cases/1\"") && seen.contains("nothing is released"));
	assert!(seen.contains("/batches/1/release"), "the first signature");
	assert_eq!(release(&bert).await.unwrap().status(), 303);
	let seen = page(&service, &chris, "/batches/1").await;
	assert!(seen.contains("nothing is released") && !seen.contains("/batches/1/release"));
	let answer = release(&chris).await.unwrap();
	assert_eq!(answer.status(), 409);
	let said = answer.text().await.unwrap();
	assert!(said.contains("case 1 (unbalanced) is open"), "{said}");
	let close = [("csrf", chris.csrf.as_str()), ("note", "ticket 7")];
	let closed = service.form(&chris.cookie, "/cases/1/close", &close);
	assert_eq!(closed.send().await.unwrap().status(), 303);
	assert_eq!(release(&chris).await.unwrap().status(), 303);
	let seen = page(&service, &chris, "/batches/1").await;
	assert!(seen.contains("the chain is being told"), "{seen}");
}

#[tokio::test]
async fn signing_out_ends_it() {
	let service = office().await;
	let anna = sign_in(&service, "anna").await;
	let out = service
		.form(&anna.cookie, "/sign-out", &[("csrf", &anna.csrf)])
		.send()
		.await
		.unwrap();
	assert_eq!(out.headers()[header::LOCATION], "/sign-in");
	assert_eq!(service.get(&anna, "/").send().await.unwrap().status(), 303);
}

#[tokio::test]
async fn a_case_of_what_is_owed_says_what_ends_it_and_offers_no_closing() {
	let service = office().await;
	let anna = sign_in(&service, "anna").await;
	let made = service.form(
		&anna.cookie,
		"/batches",
		&[("csrf", &anna.csrf), ("currency", "EUR")],
	);
	assert_eq!(made.send().await.unwrap().status(), 303);
	let mut write = service.db.write().await.unwrap();
	for change in [
		"UPDATE redemptions SET status = 'paying', due = quote",
		"UPDATE payments SET status = 'rejected'",
	] {
		sqlx::query(change).execute(&mut *write).await.unwrap();
	}
	let about = About {
		batch: Some(1),
		money: Some((Cents(1250), Currency::EUR)),
		..About::default()
	};
	let kind = CaseKind::FileRefused;
	cases::open(&mut write, kind, "batch 1", about, "refused", now())
		.await
		.unwrap();
	write.commit().await.unwrap();
	let seen = page(&service, &anna, "/cases/1").await;
	assert!(seen.contains("/cases/1/send-again") && seen.contains("It cannot be closed by hand"));
	assert!(!seen.contains("/cases/1/close"));
	let close = [("csrf", anna.csrf.as_str()), ("note", "a mistake")];
	let answer = service.form(&anna.cookie, "/cases/1/close", &close);
	assert_eq!(answer.send().await.unwrap().status(), 409);
}

#[tokio::test]
async fn the_overview_counts_the_cases_and_names_money_first() {
	let service = office().await;
	let anna = sign_in(&service, "anna").await;
	let mut write = service.db.write().await.unwrap();
	let mut kinds = vec![CaseKind::UnknownPayment];
	kinds.extend([CaseKind::Unreadable; 6]);
	for (n, kind) in kinds.into_iter().enumerate() {
		let about = About::default();
		cases::open(&mut write, kind, &n.to_string(), about, "x", now())
			.await
			.unwrap();
	}
	write.commit().await.unwrap();
	let seen = page(&service, &anna, "/").await;
	assert!(
		seen.contains("7 cases need somebody; these first:"),
		"{seen}"
	);
	let first = seen.find("Case 1: A payment nobody ordered").unwrap();
	assert!(first < seen.find("Case 7: ").unwrap());
	assert!(!seen.contains("Case 2: "), "five of them");
}

#[tokio::test]
async fn two_officers_refuse_all_of_a_refused_file() {
	let service = office().await;
	let (anna, bert) = (
		sign_in(&service, "anna").await,
		sign_in(&service, "bert").await,
	);
	let made = service.form(
		&anna.cookie,
		"/batches",
		&[("csrf", &anna.csrf), ("currency", "EUR")],
	);
	assert_eq!(made.send().await.unwrap().status(), 303);
	let mut write = service.db.write().await.unwrap();
	for change in [
		"UPDATE redemptions SET status = 'paying', due = quote",
		"UPDATE payments SET status = 'rejected'",
	] {
		sqlx::query(change).execute(&mut *write).await.unwrap();
	}
	let about = About {
		batch: Some(1),
		..About::default()
	};
	let kind = CaseKind::FileRefused;
	cases::open(&mut write, kind, "batch 1", about, "refused", now())
		.await
		.unwrap();
	write.commit().await.unwrap();
	let refuse = |session: &Session, password: &str| {
		let fields = [
			("csrf", session.csrf.as_str()),
			("reason", "AG01"),
			("note", "the bank ended the agreement"),
			("password", password),
		];
		service
			.form(&session.cookie, "/cases/1/reject-all", &fields)
			.send()
	};
	assert_eq!(refuse(&anna, "a wrong one").await.unwrap().status(), 401);
	assert_eq!(refuse(&anna, PASSWORD).await.unwrap().status(), 303);
	assert_eq!(refuse(&anna, PASSWORD).await.unwrap().status(), 409);
	let seen = page(&service, &bert, "/cases/1").await;
	assert!(seen.contains("anna asked for the refusal of all its redemptions (AG01)"));
	assert!(seen.contains("value=\"AG01\""), "{seen}");
	assert_eq!(refuse(&bert, PASSWORD).await.unwrap().status(), 303);
	let seen = page(&service, &bert, "/cases/1").await;
	assert!(seen.contains("bert agreed") && !seen.contains("/reject-all"));
}

#[tokio::test]
async fn two_officers_refuse_a_redemption_by_hand() {
	let service = office().await;
	let (anna, bert) = (
		sign_in(&service, "anna").await,
		sign_in(&service, "bert").await,
	);
	let refuse = |session: &Session, password: &str| {
		let fields = [
			("csrf", session.csrf.as_str()),
			("reason", "AM02"),
			("note", "more than a batch may be"),
			("password", password),
		];
		service
			.form(&session.cookie, "/redemptions/1/reject", &fields)
			.send()
	};
	assert_eq!(refuse(&anna, "a wrong one").await.unwrap().status(), 401);
	assert_eq!(refuse(&anna, PASSWORD).await.unwrap().status(), 303);
	let seen = page(&service, &bert, "/redemptions/1").await;
	assert!(seen.contains("anna asked for its refusal (AM02)"));
	assert_eq!(refuse(&bert, PASSWORD).await.unwrap().status(), 303);
	let seen = page(&service, &bert, "/redemptions/1").await;
	assert!(seen.contains("bert agreed") && !seen.contains("/reject"));
	assert_eq!(refuse(&bert, PASSWORD).await.unwrap().status(), 409);
}

/// A redemption that is settled, and whose money came back, says a notice.
async fn came_back(service: &Service, anna: &Session) {
	let made = service.form(
		&anna.cookie,
		"/batches",
		&[("csrf", &anna.csrf), ("currency", "EUR")],
	);
	assert_eq!(made.send().await.unwrap().status(), 303);
	let mut write = service.db.write().await.unwrap();
	for change in [
		"UPDATE redemptions SET status = 'settled', due = quote, paid = quote",
		"UPDATE batches SET status = 'sent'",
		"UPDATE payments SET status = 'returned', debit_day = 20787, return_day = 20788, return_amount = amount",
	] {
		sqlx::query(change).execute(&mut *write).await.unwrap();
	}
	let about = About {
		redemption: Some(1),
		payment: Some("CL1X1".into()),
		batch: Some(1),
		money: Some((Cents(1250), Currency::EUR)),
		..About::default()
	};
	let kind = CaseKind::LateReturn;
	cases::open(&mut write, kind, "CL1X1", about, "it came back", now())
		.await
		.unwrap();
	write.commit().await.unwrap();
}

/// A statement with the payment and its return.
async fn stated(service: &Service) {
	let mut write = service.db.write().await.unwrap();
	for change in [
		"INSERT INTO inbox (id, name, sha256, bytes, received_at, archived, status) \
		 VALUES (1, 'a.xml', '0x', x'00', 0, 1, 'handled')",
		"INSERT INTO statements (id, file, account, currency, statement, day, opening, opening_day, closing, credits, \
		 debits, sha256, sound) VALUES (1, 1, 'A', 'EUR', 'ST-1', 20788, 0, 20787, 0, 1250, 1250, \
		 '0x0000000000000000000000000000000000000000000000000000000000000000', 1)",
		"INSERT INTO entries (id, file, source, statement, account, booking, direction, amount, currency, day, matched) \
		 VALUES (1, 1, 'statement', 1, 'A', 'a', 'debit', 1250, 'EUR', 20787, 'CL1X1'), \
		 (2, 1, 'statement', 1, 'A', 'b', 'credit', 1250, 'EUR', 20788, 'CL1X1')",
	] {
		sqlx::query(change).execute(&mut *write).await.unwrap();
	}
	write.commit().await.unwrap();
}

#[tokio::test]
async fn what_came_back_is_offered_to_be_paid_again_when_it_can_be_and_not_to_the_same_account() {
	const MARK: &str = "money came back from this account";
	let service = office().await;
	let anna = sign_in(&service, "anna").await;
	came_back(&service, &anna).await;
	let early = page(&service, &anna, "/cases/1").await;
	for said in ["cannot be paid again yet", "the statement of 2026-12-01"] {
		assert!(early.contains(said), "{said}: {early}");
	}
	assert!(!early.contains("/cases/1/pay-again"), "{early}");
	stated(&service).await;
	// The same account once more, by another hash.
	service.registered(&dev::alice(), 2).await;
	let seen = page(&service, &anna, "/cases/1").await;
	assert!(seen.contains("/cases/1/pay-again"), "{seen}");
	let portal = "statement ST-1 of 2026-12-01, file 1. Before you release, look for that credit in the bank";
	assert!(seen.contains(portal), "{seen}");
	assert_eq!(seen.matches(MARK).count(), 2, "{seen}");
	assert!(!seen.contains(" checked"), "{seen}");
	let other = super::setting::registration(&dev::alice(), "DE89370400440532013000", 3, now());
	assert_eq!(service.register(&other).await.status(), 201);
	let seen = page(&service, &anna, "/cases/1").await;
	assert_eq!(seen.matches(MARK).count(), 2, "{seen}");
	assert_eq!(seen.matches(" checked").count(), 1, "{seen}");
	// The command says the same.
	let show = || {
		let config = service.folder.path().join("civic-treasury.toml");
		let shown = super::command_line::program(&config)
			.args(["case", "show", "1"])
			.output()
			.unwrap();
		String::from_utf8(shown.stdout).unwrap()
	};
	assert_eq!(show().matches(MARK).count(), 2, "{}", show());
	assert!(show().contains(portal), "{}", show());
	// While it is paid again the case leads to the batch.
	let payee = other.check(super::setting::GENESIS).unwrap().commitment;
	let again = [("csrf", anna.csrf.as_str()), ("payee", &payee.to_string())];
	let made = service.form(&anna.cookie, "/cases/1/pay-again", &again);
	assert_eq!(
		made.send().await.unwrap().headers()[header::LOCATION],
		"/batches/2"
	);
	let seen = page(&service, &anna, "/cases/1").await;
	assert!(
		seen.contains("under way") && seen.contains("href=\"/batches/2\""),
		"{seen}"
	);
	let told = show();
	assert!(
		told.contains("under way") && told.contains("batch 2"),
		"{told}"
	);
}

#[tokio::test]
async fn a_browser_is_told_by_a_page_with_a_way_back() {
	let service = office().await;
	let anna = sign_in(&service, "anna").await;
	for path in ["/nowhere", "/cases/x", "/batches/1/2/3", "/queue?after=x"] {
		let asked = service.get(&anna, path).header(header::ACCEPT, "text/html");
		let answer = asked.send().await.unwrap();
		assert!(answer.status().is_client_error(), "{path}");
		let html = answer.text().await.unwrap();
		for said in [
			"<main",
			"href=\"/cases\"",
			"href=\"/batches\"",
			"There is no such page",
		] {
			assert!(html.contains(said), "{path} {said}: {html}");
		}
	}
	let program = service.get(&anna, "/nowhere").send().await.unwrap();
	assert_eq!(
		program.headers()[header::CONTENT_TYPE],
		"application/problem+json"
	);
	// What is refused leads back to where it was asked.
	let refused = [("csrf", anna.csrf.as_str()), ("note", "dealt with")];
	let referer = format!("{}/cases?all=1", service.officers);
	let asked = service.form(&anna.cookie, "/cases/99/close", &refused);
	let answer = asked.header(header::REFERER, referer).send().await.unwrap();
	assert_eq!(answer.status(), 404);
	let html = answer.text().await.unwrap();
	assert!(html.contains("href=\"/cases?all=1\""), "{html}");
	assert!(html.contains("href=\"/reconciliation\""), "{html}");
	// And to no other place.
	let asked = service.form(&anna.cookie, "/cases/99/close", &refused);
	let asked = asked.header(header::REFERER, "https://evil.example/cases");
	let html = asked.send().await.unwrap().text().await.unwrap();
	assert!(!html.contains("evil"), "{html}");
	// Whoever is not signed in gets no more than the page.
	let stranger = service.client.get(format!("{}/nowhere", service.officers));
	let stranger = stranger.header(header::ACCEPT, "text/html");
	let html = stranger.send().await.unwrap().text().await.unwrap();
	assert!(!html.contains("<nav"), "{html}");
}
