//! The service is killed, hundreds of times, wherever it happens to be; and every redemption ends
//! once, the bank pays each once, and the books balance to the cent.
//!
//! The service is the real program in its own process; the bank is mock-bank in another; the chain is
//! simulated in this one and reached over a socket. What the bank sends is delivered late, out of
//! order and several times over. Everything random comes from one seed:
//! `CIVIC_CRASH_SEED`, `CIVIC_CRASH_KILLS` (200) and `CIVIC_CRASH_REDEMPTIONS` (300) change a run.

#[path = "treasury/common/mod.rs"]
mod common;

use std::{
	collections::BTreeMap,
	env,
	fs::{self, File, OpenOptions, Permissions},
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	sync::Arc,
	time::{Duration, Instant},
};

use civic_treasury::{
	bank::calendar,
	chain::{
		simulated::{serve, NewRedemption, Simulated},
		Chain, Event,
	},
	engine::{desk::Desk, machine_clock, reconcile, settings::Settings, Core},
	hex32::Hex32,
	money::{Cents, Currency},
	payee::{Checked, Payee},
	seal::Vault,
	store::{
		batches::BatchStatus,
		cases::{CaseKind, CaseStatus},
		inbox::FileStatus,
		intents::{self, IntentKind},
		payees::PayeeStore,
		redemptions::{Ending, RedemptionStatus},
		Db,
	},
};
use rand::{rngs::StdRng, seq::SliceRandom, Rng, SeedableRng};
use serde_json::{json, Value};

use crate::common::{
	iban,
	mock_bank::{name, MockBank, CLOSED},
	postgres, settings,
};

/// The key that payees are stored under.
const KEY: [u8; 32] = [7; 32];

/// How long the service may live in a run, in milliseconds.
const LONGEST_LIFE: u64 = 900;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_it_pays_once_with_sqlite() {
	let dir = Folder::new();
	let url = format!("sqlite://{}", dir.path().join("books.db").display());
	run(dir.path(), &url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_it_pays_once_with_postgres() {
	let Some(url) = postgres::new_database().await else {
		return;
	};
	let dir = Folder::new();
	run(dir.path(), &url).await;
}

/// A folder that is kept for whoever looks into a failure.
struct Folder(Option<tempfile::TempDir>);

impl Folder {
	fn new() -> Self {
		Self(Some(tempfile::tempdir().expect("a folder")))
	}

	fn path(&self) -> &Path {
		self.0.as_ref().expect("until it is dropped").path()
	}
}

impl Drop for Folder {
	fn drop(&mut self) {
		if let (true, Some(dir)) = (std::thread::panicking(), self.0.take()) {
			println!("kept: {}", dir.keep().display());
		}
	}
}

fn number(name: &str, default: u64) -> u64 {
	env::var(name)
		.ok()
		.and_then(|n| n.parse().ok())
		.unwrap_or(default)
}

/// The service, as long as it lives.
struct Service {
	config: PathBuf,
	log: PathBuf,
	child: Option<Child>,
	starts: u64,
	kills: u64,
}

impl Service {
	fn start(&mut self) {
		self.reap();
		if self.child.is_some() {
			return;
		}
		let log = OpenOptions::new()
			.create(true)
			.append(true)
			.open(&self.log)
			.expect("the log opens");
		// Another build of it may be named, as the packaged one.
		let program = env::var_os("CIVIC_CRASH_PROGRAM")
			.unwrap_or_else(|| env!("CARGO_BIN_EXE_civic-treasury").into());
		let child = Command::new(program)
			.arg("--config")
			.arg(&self.config)
			.arg("run")
			.stdin(Stdio::null())
			.stdout(Stdio::null())
			.stderr(log)
			.spawn()
			.expect("the service starts");
		self.child = Some(child);
		self.starts += 1;
	}

	/// See whether it ended by itself: it must not.
	fn reap(&mut self) {
		if let Some(child) = &mut self.child {
			if let Some(status) = child.try_wait().expect("it can be asked") {
				panic!(
					"the service ended by itself: {status}\n{}",
					self.last_words()
				);
			}
		}
	}

	/// SIGKILL.
	fn kill(&mut self) {
		self.reap();
		if let Some(mut child) = self.child.take() {
			child.kill().expect("it can be killed");
			child.wait().expect("it is gone");
			self.kills += 1;
		}
	}

	fn last_words(&self) -> String {
		let log = fs::read_to_string(&self.log).unwrap_or_default();
		let lines: Vec<_> = log.lines().collect();
		lines[lines.len().saturating_sub(60)..].join("\n")
	}
}

impl Drop for Service {
	fn drop(&mut self) {
		if let Some(mut child) = self.child.take() {
			let _ = child.kill();
			let _ = child.wait();
		}
	}
}

/// Everything around the service.
struct City {
	dir: PathBuf,
	random: StdRng,
	chain: Simulated,
	bank: MockBank,
	db: Db,
	desk: Desk,
	core: Core,
	payees: PayeeStore,
	redeemed: u64,
	people: u64,
	/// The bank's day, which the chain's clock may be behind of.
	bank_day: u32,
	/// Files of the bank's that are on their way.
	in_transit: Vec<PathBuf>,
	delivered: u64,
	duplicates: u64,
	sent_twice: u64,
	returns: u64,
	late: usize,
}

fn write_config(dir: &Path, url: &str, chain: &str, genesis: Hex32) -> PathBuf {
	let key = dir.join("payee.key");
	fs::write(&key, hex::encode(KEY)).expect("written");
	fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("it is ours");
	let shown = |name: &str| dir.join(name).display().to_string();
	let text = format!(
		r#"
[chain]
url = "simulated:{chain}"
genesis = "{genesis}"
[database]
url = "{url}"
[[accounts]]
currency = "EUR"
iban = "{city}"
holder = "Gemeente Voorbeeldstad"
transport = {{ kind = "folder", outbox = "{out}", inbox = "{inbox}", archive = "{old}" }}
[batch]
max_payments = 12
payee_grace = 0
[inbox]
settle_ms = 0
[pace]
tick_ms = 15
max_backoff_ms = 300
refused_pause_seconds = 1
refused_longest_seconds = 2
[payees]
listen = "127.0.0.1:0"
[officers]
listen = "127.0.0.1:0"
[secrets]
payee_key_file = "{key}"
[log]
filter = "info,sqlx=warn"
"#,
		city = common::CITY,
		out = shown("out"),
		inbox = shown("in"),
		old = shown("old"),
		key = key.display(),
	);
	let path = dir.join("civic-treasury.toml");
	fs::write(&path, text).expect("written");
	path
}

async fn run(dir: &Path, url: &str) {
	let seed = number("CIVIC_CRASH_SEED", 20_261_128);
	let kills = number("CIVIC_CRASH_KILLS", 200);
	let redemptions = number("CIVIC_CRASH_REDEMPTIONS", 300);
	println!("seed {seed}, {kills} kills, {redemptions} redemptions, {url}");

	let mut settings: Settings = settings(dir);
	settings.batch.max_payments = 12;
	let Some(bank) = MockBank::start_at(dir, None).await else {
		return;
	};
	let first_balance = bank.balance().await;
	// Its clock stays behind this machine's, as a chain's does.
	let chain = Simulated::beginning(jiff::Timestamp::now().as_second() - 86_400);
	chain.be_slow(Duration::from_millis(60));
	let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
		.await
		.expect("a port");
	let address = listener.local_addr().expect("it has one").to_string();
	tokio::spawn(serve(listener, chain.clone()));
	let genesis = chain.genesis().await.expect("it has one");
	let mut service = Service {
		config: write_config(dir, url, &address, genesis),
		log: dir.join("log"),
		child: None,
		starts: 0,
		kills: 0,
	};
	let payees = PayeeStore::new(Vault::new(&KEY, []));
	let db = Db::open(url).await.expect("the database opens");
	let shared = Arc::new(payees.clone());
	let mut city = City {
		dir: dir.to_owned(),
		random: StdRng::seed_from_u64(seed),
		desk: Desk::new(db.clone(), shared.clone(), settings.clone()),
		core: Core::new(
			db.clone(),
			Arc::new(chain.clone()),
			shared,
			settings,
			machine_clock(),
		)
		.expect("right settings"),
		chain,
		bank,
		db,
		payees,
		redeemed: 0,
		people: 0,
		bank_day: calendar::latest_anywhere(jiff::Timestamp::now().as_second()),
		in_transit: Vec::new(),
		delivered: 0,
		duplicates: 0,
		sent_twice: 0,
		returns: 0,
		late: 0,
	};

	// Lives of random length, and at random moments of their work.
	let began = Instant::now();
	while service.kills < kills || city.redeemed < redemptions {
		service.start();
		let some = city
			.random
			.random_range(0..4)
			.min(redemptions - city.redeemed);
		city.redeem(genesis, some).await;
		city.live(&mut service).await;
		service.kill();
		// The world goes on while it is down.
		city.world().await;
	}
	let killing = began.elapsed();

	// In peace it brings everything to an end.
	city.bank.behave("accept", json!({})).await;
	let until = Instant::now() + Duration::from_secs(240);
	service.start();
	loop {
		city.world().await;
		city.deliver_all().await;
		tokio::time::sleep(Duration::from_millis(100)).await;
		service.reap();
		if city.is_over().await {
			break;
		}
		assert!(
			Instant::now() < until,
			"it does not end: {}\n{}",
			city.what_is_left().await,
			service.last_words()
		);
	}
	assert!(service.kills >= kills);
	city.judge(first_balance, redemptions).await;
	println!(
		"{} kills in {:.0?}, {} files delivered of which {} were copies, {} sent to the bank twice, \
		 {} returned of which {} late, in all {:.0?}",
		service.kills,
		killing,
		city.delivered,
		city.duplicates,
		city.sent_twice,
		city.returns,
		city.late,
		began.elapsed(),
	);
	service.reap();
}

impl City {
	/// Somebody redeems; some of them cannot be paid.
	async fn redeem(&mut self, genesis: Hex32, count: u64) {
		for _ in 0..count {
			self.people += 1;
			let account = Hex32::sha256(self.people.to_le_bytes());
			let kind = self.random.random_range(0..100);
			let iban = match kind {
				0..8 => CLOSED.to_owned(),
				_ => iban(1_000 + self.people),
			};
			let owner = match kind {
				95..97 => Hex32::sha256(b"somebody else"),
				_ => account,
			};
			let payee = match kind {
				97..99 => Hex32::sha256(self.random.random::<[u8; 32]>()),
				_ => self.register(genesis, owner, &iban).await,
			};
			let quote = Cents(self.random.random_range(1..50_000));
			let id = self.chain.with(|l| {
				l.redeem(NewRedemption {
					account,
					currency: Currency::EUR,
					quote,
					payee,
				})
			});
			self.redeemed += 1;
			if self.random.random_range(0..50) == 0 {
				// They change their mind.
				self.chain.with(|l| l.cancel(id));
			}
		}
	}

	async fn register(&mut self, genesis: Hex32, account: Hex32, iban: &str) -> Hex32 {
		let salt = Hex32(self.random.random());
		let payee = Payee::new(iban, "J. de Vries", salt).expect("a right payee");
		let commitment = payee.commitment(genesis, account);
		let now = jiff::Timestamp::now().as_second();
		let checked = Checked {
			commitment,
			account,
			payee,
			at: now,
		};
		let mut write = self.db.write().await.expect("a transaction");
		self.payees
			.register(&mut write, &checked, 1_000_000, now)
			.await
			.expect("registered");
		write.commit().await.expect("committed");
		commitment
	}

	/// Let the service live until a random moment: after a time, or when something just happened.
	async fn live(&mut self, service: &mut Service) {
		let longest = self.random.random_range(1..LONGEST_LIFE);
		let trigger = self.random.random_range(0..5);
		let extra = Duration::from_micros(self.random.random_range(0..30_000));
		let began = Instant::now();
		let (calls, files) = (self.chain.submissions(), self.count("out"));
		let (staged, inbox) = (self.count("out/.staging"), self.count("in"));
		while began.elapsed() < Duration::from_millis(longest) {
			let happened = match trigger {
				0 => self.chain.submissions() != calls,
				1 => self.count("out") != files,
				2 => self.count("out/.staging") != staged,
				3 => self.count("in") != inbox,
				_ => false,
			};
			if happened {
				tokio::time::sleep(extra).await;
				return;
			}
			tokio::time::sleep(Duration::from_millis(1)).await;
			service.reap();
		}
	}

	fn count(&self, folder: &str) -> usize {
		fs::read_dir(self.dir.join(folder)).map_or(0, |entries| {
			entries
				.filter(|e| e.as_ref().is_ok_and(|e| e.path().is_file()))
				.count()
		})
	}

	/// Days pass at the bank.
	async fn pass(&mut self, days: u32) {
		self.bank.advance(days).await;
		self.bank_day += days;
	}

	/// The chain does not take what the bank books until its own clock is as far.
	fn chain_keeps_time(&mut self) {
		let behind = self.random.random_range(0..3);
		self.chain
			.with(|l| l.take_bookings_of(0..=self.bank_day - behind));
	}

	/// What others do: officers, the bank, whoever carries files.
	async fn world(&mut self) {
		self.officers().await;
		self.chain_keeps_time();
		if self.random.random_range(0..3) == 0 {
			// Now and then what the bank pays comes back some days later.
			let (behaviour, parameters) = match self.random.random_range(0..5) {
				0 => {
					let days = self.random.random_range(1..3);
					("return-later", json!({"days": days}))
				},
				_ => ("accept", json!({})),
			};
			if self.redeemed < number("CIVIC_CRASH_REDEMPTIONS", 300) {
				self.bank.behave(behaviour, parameters).await;
			}
		}
		for file in self.bank.scan().await {
			// The service itself sends a message once, wherever it was killed.
			assert_ne!(file["reason"], "DUPL", "{file}");
		}
		if self.random.random_range(0..4) == 0 {
			self.pass(1).await;
		}
		if self.random.random_range(0..10) == 0 {
			self.send_twice().await;
		}
		self.collect().await;
		self.deliver_some();
	}

	/// A file goes to the bank a second time: it must refuse it, and its answer must do no harm.
	async fn send_twice(&mut self) {
		let done = self.dir.join("out/processed");
		let Ok(entries) = fs::read_dir(done) else {
			return;
		};
		let mut files: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
		files.sort();
		files.shuffle(&mut self.random);
		if let Some(file) = files.first() {
			let bytes = fs::read(file).expect("it can be read");
			let (code, _) = self.bank.post_file(bytes).await;
			assert_eq!(code, 422, "the bank takes a file once");
			self.sent_twice += 1;
		}
	}

	async fn officers(&mut self) {
		// Nothing may be ready: that is no trouble.
		let _ = self.desk.make_batches(Currency::EUR, "maker").await;
		let drafted = self
			.desk
			.batches(Some(BatchStatus::Drafted), None, 100)
			.await
			.expect("batches");
		for batch in drafted.iter().rev() {
			for officer in ["anna", "bert"] {
				let _ = self.desk.release(batch.id, officer).await;
			}
		}
		let genesis = self.chain.genesis().await.expect("it has one");
		for case in self.desk.cases(true, None, 1_000).await.expect("cases") {
			if (case.kind, case.status) != (CaseKind::LateReturn, CaseStatus::Open) {
				continue;
			}
			let redemption = case.redemption.expect("it is about one");
			let detail = self.desk.redemption(redemption).await.expect("it is there");
			self.people += 1;
			let corrected = iban(1_000 + self.people);
			let payee = self
				.register(genesis, detail.redemption.account, &corrected)
				.await;
			// Not before the chain has it as settled.
			let _ = self.desk.pay_again(case.id, "maker", payee).await;
		}
	}

	/// Take what the bank has sent on its way.
	async fn collect(&mut self) {
		let way = self.dir.join("way");
		fs::create_dir_all(&way).expect("a folder");
		for file in self.bank.outgoing().await {
			let to = way.join(name(&file));
			fs::rename(&file, &to).expect("moved");
			self.in_transit.push(to);
		}
	}

	/// Some arrive, in any order, some of them twice.
	fn deliver_some(&mut self) {
		self.in_transit.shuffle(&mut self.random);
		let count = self.random.random_range(0..=self.in_transit.len());
		for file in self.in_transit.split_off(self.in_transit.len() - count) {
			let copies = match self.random.random_range(0..8) {
				0 => 2,
				1 => 3,
				_ => 1,
			};
			for copy in 1..copies {
				self.put(&file, &format!("copy{copy}-{}", name(&file)));
				self.duplicates += 1;
			}
			self.put(&file, &name(&file));
			fs::remove_file(&file).expect("it was there");
		}
	}

	/// As a careful carrier does: complete, then by its name.
	fn put(&mut self, file: &Path, as_name: &str) {
		let inbox = self.dir.join("in");
		let part = inbox.join(format!(".{as_name}.part"));
		fs::copy(file, &part).expect("copied");
		File::open(&part)
			.and_then(|f| f.sync_all())
			.expect("on the disk");
		fs::rename(&part, inbox.join(as_name)).expect("moved");
		self.delivered += 1;
	}

	async fn deliver_all(&mut self) {
		self.collect().await;
		for file in std::mem::take(&mut self.in_transit) {
			self.put(&file, &name(&file));
			fs::remove_file(&file).expect("it was there");
		}
	}

	/// Whether nothing more will happen.
	async fn is_over(&mut self) -> bool {
		let open = self
			.chain
			.with(|l| l.all().values().any(|s| !s.status.is_ended()));
		if open || self.count("in") > 0 || self.count("out") > 0 {
			return false;
		}
		let figures = self.desk.figures().await.expect("figures");
		let waiting = ["drafted", "released", "begun", "made", "staged"];
		let underway = ["drafted", "instructed", "accepted"];
		if waiting.iter().any(|s| figures.batches[s] > 0)
			|| underway.iter().any(|s| figures.payments[s] > 0)
			|| figures.files["stored"] > 0
			|| figures.intents > 0
			|| figures.cases["late-return"] > 0
			|| figures.block != Some(self.chain.head().await.expect("a head").number)
		{
			return false;
		}
		// What the bank has still to say: returns come some days later, statements at the day's end.
		self.pass(5).await;
		self.collect().await;
		let more = !self.in_transit.is_empty();
		self.deliver_all().await;
		tokio::time::sleep(Duration::from_millis(500)).await;
		// First what waits outside, then the books: a file goes that way.
		if self.count("in") > 0 {
			return false;
		}
		let open = self.desk.figures().await.expect("figures");
		if open.cases["late-return"] > 0 || open.files["stored"] > 0 {
			return false;
		}
		!more || self.nothing_comes_back().await
	}

	/// Whether every payment that is to come back has.
	async fn nothing_comes_back(&self) -> bool {
		let payments = self.bank.payments().await;
		payments
			.iter()
			.all(|p| p["return_due"].is_null() || !p["returned_at"].is_null())
	}

	async fn what_is_left(&self) -> String {
		let figures = self.desk.figures().await;
		let cases = self.desk.cases(true, None, 20).await;
		format!("{figures:#?}\n{cases:#?}")
	}

	/// Every redemption ended once, the bank paid each once, the books balance to the cent.
	async fn judge(&mut self, first_balance: i64, redemptions: u64) {
		// On chain.
		let mut endings: BTreeMap<u64, Vec<Ending>> = BTreeMap::new();
		let head = self.chain.head().await.expect("a head").number;
		for height in 0..=head {
			for event in self.chain.block(height).await.expect("a block").events {
				if let Event::Ended { redemption, how } = event {
					endings.entry(redemption).or_default().push(how);
				}
			}
		}
		assert_eq!(endings.len() as u64, redemptions);
		assert!(endings.values().all(|e| e.len() == 1), "each ended once");
		let count = |wanted| endings.values().filter(|e| e[0].status() == wanted).count();
		println!(
			"{} settled, {} rejected, {} cancelled",
			count(RedemptionStatus::Settled),
			count(RedemptionStatus::Rejected),
			count(RedemptionStatus::Cancelled)
		);
		assert!(count(RedemptionStatus::Settled) as u64 > redemptions / 2);
		assert!(count(RedemptionStatus::Rejected) > 0);

		// At the bank.
		let mut kept: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
		let mut names = BTreeMap::new();
		for payment in self.bank.payments().await {
			let end_to_end = payment["end_to_end_id"]
				.as_str()
				.expect("a name")
				.to_owned();
			if payment["booked_at"].is_null() {
				continue;
			}
			*names.entry(end_to_end.clone()).or_insert(0) += 1;
			if is_returned(&payment) {
				self.returns += 1;
				continue;
			}
			let id = end_to_end
				.strip_prefix("CL")
				.and_then(|rest| rest.split_once('X'))
				.and_then(|(id, _)| id.parse().ok())
				.expect("a name of ours");
			let cents = payment["amount"].as_i64().expect("an amount");
			kept.entry(id).or_default().push(cents);
		}
		assert!(
			names.values().all(|n| *n == 1),
			"the bank booked each payment once"
		);
		let mut settled = 0;
		for (id, ending) in &endings {
			let paid = kept.remove(id).unwrap_or_default();
			match &ending[0] {
				Ending::Settled { paid: said, .. } => {
					if paid != vec![said.0] {
						let detail = self.desk.redemption(*id).await;
						panic!("redemption {id} was not paid once: {paid:?} {detail:#?}");
					}
					settled += said.0;
				},
				other => assert_eq!(paid, Vec::<i64>::new(), "redemption {id}: {other:?}"),
			}
		}
		assert!(
			kept.is_empty(),
			"the bank paid what nobody redeemed: {kept:?}"
		);
		assert_eq!(self.bank.balance().await, first_balance - settled);

		// In the books.
		let report = reconcile::run_all(&self.core)
			.await
			.expect("a report")
			.remove(0);
		assert!(report.balanced, "{report:#?}");
		assert_eq!(report.compared, redemptions);
		assert_eq!(report.settled, Cents(settled));
		assert_eq!(report.closing, Some(Cents(first_balance - settled)));
		assert_eq!((report.owed, report.unsettled), (Cents::ZERO, Cents::ZERO));
		let open = self.desk.cases(true, None, 1_000).await.expect("cases");
		for case in &open {
			let id = case.redemption.unwrap_or(u64::MAX);
			println!("{case:?}\n{:?}", self.desk.redemption(id).await);
			let mut conn = self.db.read().await.expect("a connection");
			for kind in IntentKind::ALL {
				println!("{:?}", intents::get(&mut conn, id, *kind).await);
			}
		}
		assert!(open.is_empty(), "{} cases are open", open.len());
		let all = self.desk.cases(false, None, 100_000).await.expect("cases");
		self.late = all
			.iter()
			.filter(|c| c.kind == CaseKind::LateReturn)
			.count();
		let figures = self.desk.figures().await.expect("figures");
		assert_eq!(figures.files["failed"], 0);
		let files = self
			.desk
			.inbox(None, u32::MAX >> 1)
			.await
			.expect("the inbox");
		let replays = files
			.iter()
			.filter(|f| f.status == FileStatus::Duplicate)
			.count();
		assert_eq!(replays as u64, self.duplicates, "every replay was seen");
		println!(
			"balanced: {} paid out, {} in the account",
			report.settled,
			first_balance - settled
		);
	}
}

fn is_returned(payment: &Value) -> bool {
	!payment["returned_at"].is_null()
}
