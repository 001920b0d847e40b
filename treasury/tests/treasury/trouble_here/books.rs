//! Databases, settings and locks that are not as they should be.

use std::{fs, sync::Arc, time::Duration};

use civic_treasury::{
	chain::simulated::Simulated,
	engine::{desk::Desk, settings::Settings, Engine},
	error::Error,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::{self, About, CaseKind},
		payments::PaymentStatus,
		rejections::{self, Subject},
		Db,
	},
};

use crate::{
	common::{iban, World},
	on_both,
};

on_both! {
	what_the_tables_do_not_allow_is_not_tried_for_ever;
	a_file_is_made_once_whatever_the_settings_say_later;
	one_engine_at_a_time;
	an_engine_waits_for_who_only_looks;
	what_officers_refused_before_is_in_one_table;
}

async fn what_the_tables_do_not_allow_is_not_tried_for_ever(w: World) {
	let mut write = w.core.db.write().await.expect("a transaction");
	let refused = sqlx::query("INSERT INTO facts (name, value) VALUES ('genesis', 'x')")
		.execute(&mut *write)
		.await;
	let error = Error::from(refused.expect_err("it is there already"));
	assert!(!error.is_transient(), "{error}");
	write.rollback().await.expect("undone");
	let mut conn = w.core.db.read().await.expect("a connection");
	let wrong = sqlx::query("SELECT * FROM nowhere")
		.fetch_all(&mut *conn)
		.await;
	assert!(wrong.is_err());
}

async fn a_file_is_made_once_whatever_the_settings_say_later(mut w: World) {
	let id = w.redeem(1_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	// The outbox cannot be written: the batch stays where it is.
	fs::remove_dir(w.path("out")).expect("it is empty");
	fs::write(w.path("out"), "in the way").expect("written");
	assert!(w.step().await.is_err());
	let made = w.desk.batch(batch).await.expect("it exists").batch;
	assert_eq!(made.status, BatchStatus::Made);
	let hash = made.file_hash.expect("it is fixed");
	fs::remove_file(w.path("out")).expect("removed");
	fs::create_dir(w.path("out")).expect("a folder");
	w.change(|s| {
		s.accounts[0].holder = "Another Name".into();
		s.batch.remittance = "Another text".into();
	});
	w.wait(86_400 * 5);
	w.run().await;
	let file = fs::read(&w.outbox()[0]).expect("it is there");
	assert_eq!(Hex32::sha256(&file), hash);
	let text = String::from_utf8(file).expect("UTF-8");
	assert!(text.contains("Gemeente Voorbeeldstad") && !text.contains("Another"));
	assert_eq!(
		w.desk.batch(batch).await.expect("it exists").batch.status,
		BatchStatus::Sent
	);
	assert_eq!(w.payment_status(id).await, PaymentStatus::Instructed);

	// Should the payee change between the two, nothing is sent and a person is told.
	let id = w.redeem(2_000);
	w.run().await;
	let batch = w
		.desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made")[0];
	w.release(batch).await;
	fs::rename(w.path("out"), w.path("out2")).expect("moved");
	fs::write(w.path("out"), "in the way").expect("written");
	assert!(w.step().await.is_err());
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	w.payees.put(r.payee, r.account, &iban(99), "Mallory");
	fs::remove_file(w.path("out")).expect("removed");
	fs::rename(w.path("out2"), w.path("out")).expect("moved");
	w.run().await;
	assert_eq!(w.outbox().len(), 1);
	assert!(w.open_cases().await.contains(&CaseKind::Unpayable));
}

async fn one_engine_at_a_time(w: World) {
	let lock = w.core.db.lock_engine().await.expect("the first");
	assert!(matches!(
		w.core.db.lock_engine().await,
		Err(Error::Refused(_))
	));
	drop(lock);
	let until = std::time::Instant::now() + Duration::from_secs(10);
	while w.core.db.lock_engine().await.is_err() {
		assert!(std::time::Instant::now() < until, "it is free again");
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
}

async fn an_engine_waits_for_who_only_looks(w: World) {
	let looks = w.core.db.lock_engine().await.expect("nobody else");
	let db = w.core.db.clone();
	let engine = tokio::spawn(async move { db.lock_engine().await });
	tokio::time::sleep(Duration::from_millis(300)).await;
	assert!(w.core.db.engine_runs().await.expect("the database answers"));
	drop(looks);
	let lock = engine.await.expect("it ends");
	assert!(lock.is_ok(), "{lock:?}");
}

async fn what_officers_refused_before_is_in_one_table(w: World) {
	let asked: Vec<_> = (0..3).map(|_| w.redeem(1_000)).collect();
	w.run().await;
	let mut write = w.core.db.write().await.expect("a transaction");
	let case = cases::open(
		&mut write,
		CaseKind::FileRefused,
		"before",
		About::default(),
		"a file was refused",
		1,
	)
	.await
	.expect("it can be opened")
	.expect("it is new");
	// The books as they were before there was one table.
	for sql in [
		"DROP TABLE refusals",
		include_str!("../../../migrations/0102_rejections.sql"),
		include_str!("../../../migrations/0104_case_rejections.sql"),
		"DELETE FROM _sqlx_migrations WHERE version = 105",
	] {
		let done = sqlx::query(sql).execute(&mut *write).await;
		done.expect("as before");
	}
	let mut expected = Vec::new();
	for (n, id) in (1_i64..).zip(&asked) {
		let number = i64::try_from(*id).expect("small");
		expected.push(("rejections", number, n, Subject::Redemption(*id)));
	}
	expected.push(("case_rejections", case, 9, Subject::Case(case)));
	for (table, id, n, _) in &expected {
		let agreed = (n % 2 == 1).then_some(n + 100);
		let query = format!("INSERT INTO {table} VALUES ($1, 'AC04', $2, 'anna', $3, $4, $5)");
		sqlx::query(&query)
			.bind(id)
			.bind(format!("note {n}"))
			.bind(n)
			.bind(agreed.map(|_| "bert"))
			.bind(agreed)
			.execute(&mut *write)
			.await
			.expect("asked before");
	}
	write.commit().await.expect("written");
	let db = w.opened_again().await;
	let mut conn = db.read().await.expect("a connection");
	for (_, _, n, subject) in expected {
		let found = rejections::get(&mut conn, subject).await.expect("read");
		let found = found.expect("it is there still");
		assert_eq!(found.subject, subject.to_string());
		assert_eq!(
			(found.reason.as_str(), found.note, found.asked_by.as_str()),
			("AC04", format!("note {n}"), "anna")
		);
		let agreed = (n % 2 == 1).then_some(n + 100);
		assert_eq!((found.asked_at, found.agreed_at), (n, agreed));
		assert_eq!(found.agreed_by.is_some(), agreed.is_some());
	}
	for gone in ["rejections", "case_rejections"] {
		let query = format!("SELECT * FROM {gone}");
		assert!(sqlx::query(&query).fetch_all(&mut *conn).await.is_err());
	}
}

#[tokio::test]
async fn an_engine_that_lost_its_lock_to_another_ends() {
	let Some(w) = World::postgres().await else {
		return;
	};
	let running = tokio::spawn(Engine::with(w.core.clone()).run(std::future::pending()));
	let until = std::time::Instant::now() + Duration::from_secs(30);
	let mut other = None;
	// As when the server restarts, until another process is faster.
	while other.is_none() {
		assert!(std::time::Instant::now() < until, "the lock is free");
		w.end_sessions_with_session_locks().await;
		other = w.core.db.lock_engine().await.ok();
	}
	let ended = tokio::time::timeout(Duration::from_secs(30), running).await;
	assert!(matches!(ended, Ok(Ok(Err(Error::Refused(_))))), "{ended:?}");
}

#[test]
fn settings_that_cannot_work_are_refused() {
	let dir = tempfile::tempdir().expect("a folder");
	let wrong = |change: &dyn Fn(&mut Settings)| {
		let mut settings = crate::common::settings(dir.path());
		change(&mut settings);
		settings.check().is_err()
	};
	assert!(!wrong(&|_| ()));
	assert!(wrong(&|s| s.accounts[0].iban = "NL00MOCK0000000001".into()));
	assert!(wrong(&|s| s.accounts[0].bic = Some("NOPE".into())));
	assert!(wrong(&|s| s.accounts[0].holder = " ".into()));
	assert!(wrong(
		&|s| s.accounts[0].currency = "USD".parse().expect("a code")
	));
	assert!(wrong(&|s| s.accounts.push(s.accounts[0].clone())));
	assert!(wrong(&|s| s.batch.max_payments = 0));
	assert!(wrong(&|s| s.batch.max_total = Cents::ZERO));
	assert!(wrong(&|s| s.batch.remittance = "x".repeat(101)));
	assert!(wrong(&|s| s.batch.time_zone = "Nowhere/Land".into()));
	assert!(wrong(&|s| s.pace.tick_ms = 0));
}

#[tokio::test]
async fn a_database_that_is_down_is_waited_for() {
	let server = tokio::task::spawn_blocking(crate::common::postgres::Server::start)
		.await
		.expect("it can be started");
	let Some(mut server) = server else {
		return crate::common::tools::missing("PostgreSQL (/usr/lib/postgresql/*/bin)");
	};
	let url = server.new_database().await;
	let dir = tempfile::tempdir().expect("a folder");
	let mut settings = crate::common::settings(dir.path());
	settings.pace.tick_ms = 20;
	settings.pace.max_backoff_ms = 300;
	let chain = Simulated::new();
	let payees = Arc::new(crate::common::Book::default());
	let db = Db::open(&url).await.expect("the database opens");
	let desk = Desk::new(db.clone(), payees.clone(), settings.clone());
	let engine =
		Engine::new(db, Arc::new(chain.clone()), payees.clone(), settings).expect("an engine");
	let health = engine.health();
	let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
	let running = tokio::spawn(engine.run(async {
		let _ = stopped.await;
	}));
	let account = Hex32::sha256(b"me");
	let redeem = || {
		let payee = payees.register(account, &iban(1), "Me");
		chain.with(|l| {
			l.redeem(civic_treasury::chain::simulated::NewRedemption {
				account,
				currency: Currency::EUR,
				quote: Cents(1_000),
				payee,
			})
		})
	};
	let queue_is = |n: usize| {
		let desk = desk.clone();
		async move {
			for _ in 0..500 {
				let queue = desk.queue(Currency::EUR, None, 10).await;
				if queue.is_ok_and(|q| q.len() == n) {
					return;
				}
				tokio::time::sleep(Duration::from_millis(50)).await;
			}
			panic!("the queue is never {n} long");
		}
	};
	redeem();
	queue_is(1).await;
	server.stop();
	redeem();
	redeem();
	let until = std::time::Instant::now() + Duration::from_secs(60);
	while !health.loops().values().any(|l| l.error.is_some()) {
		assert!(std::time::Instant::now() < until, "{:?}", health.loops());
		tokio::time::sleep(Duration::from_millis(100)).await;
	}
	assert!(!running.is_finished());
	server.run();
	queue_is(3).await;
	let _ = stop.send(());
	running.await.expect("it ends").expect("in peace");
}
