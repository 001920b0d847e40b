//! A city, its chain and its bank, small enough for a test.
#![allow(
	dead_code,
	unreachable_pub,
	missing_docs,
	reason = "shared by several test programs, none of which uses all of it"
)]

pub mod bank;
pub mod mock_bank;
pub mod postgres;
pub mod tools;

use std::{
	collections::HashMap,
	fs,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicI64, AtomicU64, Ordering},
		Arc, Mutex,
	},
};

use async_trait::async_trait;
use civic_treasury::{
	chain::simulated::{NewRedemption, Simulated},
	chain::State,
	engine::{
		act, bank_step,
		desk::Desk,
		follow,
		payees::{Payee, Payees},
		reconcile::{self, Report},
		settings::{BankAccount, BatchSettings, InboxSettings, Settings, TransportSettings},
		Clock, Core,
	},
	error::Result,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::BatchStatus,
		cases::{Case, CaseKind},
		payments::{Payment, PaymentStatus},
		redemptions::RedemptionStatus,
		Conn, Db,
	},
};
use tempfile::TempDir;

/// The city's account: one of mock-bank's.
pub const CITY: &str = "NL41MOCK0000000001";

/// 2026-11-30 08:00 UTC, a TARGET day.
pub const START: i64 = 1_796_025_600;

/// That day as the chain counts.
pub const DAY: u32 = 20_787;

/// Payees in memory.
#[derive(Default)]
pub struct Book(Mutex<HashMap<Hex32, Payee>>);

impl Book {
	pub fn register(&self, account: Hex32, iban: &str, name: &str) -> Hex32 {
		let commitment = Hex32::sha256(rand::random::<[u8; 32]>());
		self.put(commitment, account, iban, name);
		commitment
	}

	pub fn put(&self, commitment: Hex32, account: Hex32, iban: &str, name: &str) {
		let payee = Payee {
			account,
			iban: iban.into(),
			name: name.into(),
		};
		self.0
			.lock()
			.expect("not poisoned")
			.insert(commitment, payee);
	}

	pub fn forget(&self, commitment: Hex32) {
		self.0.lock().expect("not poisoned").remove(&commitment);
	}
}

#[async_trait]
impl Payees for Book {
	async fn find(&self, _: &mut Conn, commitment: Hex32) -> Result<Option<Payee>> {
		Ok(self
			.0
			.lock()
			.expect("not poisoned")
			.get(&commitment)
			.cloned())
	}
}

/// The end-to-end reference of a redemption's first payment.
pub fn e2e(id: u64) -> String {
	format!("CL{id}X1")
}

/// An IBAN of the Netherlands with right check digits.
pub fn iban(number: u64) -> String {
	let bban = format!("MOCK{number:010}");
	let digits: String = format!("{bban}NL00")
		.chars()
		.map(|c| c.to_digit(36).expect("letter or digit").to_string())
		.collect();
	let rest = digits
		.bytes()
		.fold(0u64, |rest, b| (rest * 10 + u64::from(b - b'0')) % 97);
	format!("NL{:02}{bban}", 98 - rest)
}

/// A city, its chain and its bank.
pub struct World {
	pub dir: TempDir,
	pub core: Core,
	pub desk: Desk,
	pub chain: Simulated,
	pub payees: Arc<Book>,
	pub time: Arc<AtomicI64>,
	url: String,
	files: AtomicU64,
}

/// Settings for folders below `dir`.
pub fn settings(dir: &Path) -> Settings {
	for name in ["out", "in", "old"] {
		fs::create_dir_all(dir.join(name)).expect("a folder can be made");
	}
	Settings {
		accounts: vec![BankAccount {
			currency: Currency::EUR,
			iban: CITY.into(),
			bic: None,
			holder: "Gemeente Voorbeeldstad".into(),
			transport: TransportSettings::Folder {
				outbox: dir.join("out"),
				inbox: dir.join("in"),
				archive: dir.join("old"),
			},
		}],
		batch: BatchSettings {
			payee_grace: 0,
			..BatchSettings::default()
		},
		inbox: InboxSettings {
			settle_ms: 0,
			..InboxSettings::default()
		},
		..Settings::default()
	}
}

impl World {
	/// On an SQLite file.
	pub async fn sqlite() -> Self {
		let dir = tempfile::tempdir().expect("a folder");
		let url = format!("sqlite://{}", dir.path().join("books.db").display());
		Self::at(dir, &url).await
	}

	/// On a new database of a PostgreSQL server; none where there is no server.
	pub async fn postgres() -> Option<Self> {
		let url = postgres::new_database().await?;
		Some(Self::at(tempfile::tempdir().expect("a folder"), &url).await)
	}

	/// The same city with books in which nothing is written yet, and folders of its own.
	pub async fn with_new_books(&self) -> Self {
		let dir = tempfile::tempdir().expect("a folder");
		let url = match self.url.starts_with("postgres") {
			true => postgres::new_database().await.expect("there is a server"),
			false => format!("sqlite://{}", dir.path().join("books.db").display()),
		};
		let (chain, payees, time) = (self.chain.clone(), self.payees.clone(), self.time.clone());
		Self::of(dir, &url, chain, payees, time).await
	}

	/// The same books, opened once more.
	pub async fn opened_again(&self) -> Db {
		Db::open(&self.url).await.expect("the database opens")
	}

	async fn at(dir: TempDir, url: &str) -> Self {
		let time = Arc::new(AtomicI64::new(START));
		Self::of(dir, url, Simulated::new(), Arc::default(), time).await
	}

	async fn of(
		dir: TempDir,
		url: &str,
		chain: Simulated,
		payees: Arc<Book>,
		time: Arc<AtomicI64>,
	) -> Self {
		let db = Db::open(url).await.expect("the database opens");
		let settings = settings(dir.path());
		let mut world = Self {
			core: Core::new(
				db.clone(),
				Arc::new(chain.clone()),
				payees.clone(),
				settings.clone(),
				clock(&time),
			)
			.expect("the settings are right"),
			desk: Desk::with_clock(db, payees.clone(), settings, clock(&time)),
			dir,
			chain,
			payees,
			time,
			url: url.to_owned(),
			files: AtomicU64::new(0),
		};
		world.core.must_be_same_chain().await.expect("new books");
		world.change(|_| ());
		world
	}

	/// End the connections to PostgreSQL that hold an advisory lock, as a restart of the server does.
	pub async fn end_sessions_with_session_locks(&self) {
		let mut conn = self.core.db.read().await.expect("a connection");
		sqlx::query(
			"SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' \
			 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
			 AND pid <> pg_backend_pid()",
		)
		.execute(&mut *conn)
		.await
		.expect("ended");
	}

	/// Begin anew with other settings, as after a restart.
	pub fn change(&mut self, change: impl FnOnce(&mut Settings)) {
		let mut settings = (*self.core.settings).clone();
		change(&mut settings);
		self.core = Core::new(
			self.core.db.clone(),
			Arc::new(self.chain.clone()),
			self.payees.clone(),
			settings.clone(),
			clock(&self.time),
		)
		.expect("the settings are right");
		self.desk = Desk::with_clock(
			self.core.db.clone(),
			self.payees.clone(),
			settings,
			clock(&self.time),
		);
	}

	/// Begin anew with other payees, as after a restart with other keys.
	pub fn with_payees(&mut self, payees: Arc<dyn Payees>) {
		let settings = (*self.core.settings).clone();
		self.core = Core::new(
			self.core.db.clone(),
			Arc::new(self.chain.clone()),
			payees.clone(),
			settings.clone(),
			clock(&self.time),
		)
		.expect("the settings are right");
		self.desk = Desk::with_clock(self.core.db.clone(), payees, settings, clock(&self.time));
	}

	pub fn path(&self, name: &str) -> PathBuf {
		self.dir.path().join(name)
	}

	pub fn wait(&self, seconds: i64) {
		self.time.fetch_add(seconds, Ordering::SeqCst);
	}

	/// Time goes on while the service runs.
	pub async fn pass(&self, seconds: i64) {
		let until = self.core.now() + seconds;
		while self.core.now() < until {
			self.wait((until - self.core.now()).min(300));
			self.run().await;
		}
	}

	/// Somebody with a registered payee redeems.
	pub fn redeem(&self, cents: i64) -> u64 {
		let account = Hex32::sha256(rand::random::<[u8; 32]>());
		let payee = self.payees.register(
			account,
			&iban(rand::random_range(1..1_000_000)),
			"J. de Vries",
		);
		self.redeem_to(account, payee, cents)
	}

	pub fn redeem_to(&self, account: Hex32, payee: Hex32, cents: i64) -> u64 {
		self.chain.with(|ledger| {
			ledger.redeem(NewRedemption {
				account,
				currency: Currency::EUR,
				quote: Cents(cents),
				payee,
			})
		})
	}

	/// Everything the engine does by itself, until it has nothing left to do.
	pub async fn run(&self) {
		for _ in 0..4 {
			self.step().await.expect("the engine can work");
		}
	}

	pub async fn step(&self) -> Result<()> {
		follow::catch_up(&self.core).await?;
		act::step(&self.core).await?;
		follow::catch_up(&self.core).await?;
		bank_step(&self.core).await?;
		reconcile::when_due(&self.core).await
	}

	/// Make batches and release them by two officers.
	pub async fn pay_day(&self) -> Vec<i64> {
		self.run().await;
		let made = self
			.desk
			.make_batches(Currency::EUR, "maker")
			.await
			.expect("there is something to pay");
		for batch in &made {
			self.release(*batch).await;
		}
		self.run().await;
		made
	}

	pub async fn release(&self, batch: i64) {
		for officer in ["anna", "bert"] {
			self.desk
				.release(batch, officer)
				.await
				.expect("it can be released");
		}
	}

	/// Redeem these amounts and have them paid as far as the outbox: redemptions, and the MsgId.
	pub async fn sent(&self, amounts: &[i64]) -> (Vec<u64>, String) {
		let ids = amounts.iter().map(|cents| self.redeem(*cents)).collect();
		let made = self.pay_day().await;
		let [batch] = made.as_slice() else {
			panic!("one batch, not {made:?}")
		};
		let detail = self.desk.batch(*batch).await.expect("it exists");
		assert_eq!(detail.batch.status, BatchStatus::Sent);
		(ids, detail.batch.msg_id)
	}

	/// The payment files in the outbox.
	pub fn outbox(&self) -> Vec<PathBuf> {
		let mut files: Vec<_> = fs::read_dir(self.path("out"))
			.expect("the outbox can be read")
			.map(|e| e.expect("an entry").path())
			.filter(|p| p.is_file())
			.collect();
		files.sort();
		files
	}

	/// The bank sends a file, and it is read.
	pub async fn bank_sends(&self, content: impl AsRef<[u8]>) {
		let n = self.files.fetch_add(1, Ordering::SeqCst);
		fs::write(self.path("in").join(format!("{n:04}.xml")), content).expect("written");
		self.run().await;
	}

	pub fn on_chain(&self, id: u64) -> State {
		self.chain
			.with(|ledger| ledger.redemption(id))
			.expect("it is on chain")
	}

	pub fn chain_status(&self, id: u64) -> RedemptionStatus {
		self.on_chain(id).status
	}

	pub async fn payments(&self, id: u64) -> Vec<Payment> {
		self.desk
			.redemption(id)
			.await
			.expect("it is in the books")
			.payments
	}

	pub async fn payment(&self, id: u64) -> Payment {
		self.payments(id).await.pop().expect("it has a payment")
	}

	pub async fn payment_status(&self, id: u64) -> PaymentStatus {
		self.payment(id).await.status
	}

	/// The kinds of the cases that are not closed, sorted.
	pub async fn open_cases(&self) -> Vec<CaseKind> {
		let mut kinds: Vec<_> = self.cases(true).await.into_iter().map(|c| c.kind).collect();
		kinds.sort();
		kinds
	}

	pub async fn cases(&self, open_only: bool) -> Vec<Case> {
		self.desk
			.cases(open_only, None, 1_000)
			.await
			.expect("cases can be read")
	}

	pub async fn reconcile(&self) -> Report {
		let mut reports = reconcile::run_all(&self.core).await.expect("a report");
		reports.pop().expect("of the one currency")
	}

	/// Chain, books and bank agree.
	pub async fn must_balance(&self) -> Report {
		let report = self.reconcile().await;
		assert!(report.balanced, "{report:#?}");
		report
	}
}

fn clock(time: &Arc<AtomicI64>) -> Clock {
	let time = time.clone();
	Arc::new(move || time.load(Ordering::SeqCst))
}

/// The same test on both databases.
#[macro_export]
macro_rules! on_both {
	($($(#[$meta:meta])* $name:ident;)+) => {
		mod sqlite {
			$($(#[$meta])* #[tokio::test] async fn $name() {
				super::$name($crate::common::World::sqlite().await).await;
			})+
		}
		mod postgres {
			$($(#[$meta])* #[tokio::test] async fn $name() {
				if let Some(world) = $crate::common::World::postgres().await {
					super::$name(world).await;
				}
			})+
		}
	};
}
