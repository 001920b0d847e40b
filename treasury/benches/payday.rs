//! A large pay day: 10,000 redemptions, from the chain's events to the files in the outbox.
//!
//! `cargo bench -p civic-treasury`. The chain is simulated; database, encryption of payees, files and
//! their fsyncs are the real ones. After the runs it tells the most memory the process ever held.
#![allow(missing_docs, reason = "criterion's macros")]

use std::{
	fs,
	path::Path,
	sync::Arc,
	time::{Duration, Instant},
};

use civic_treasury::{
	chain::{
		simulated::{NewRedemption, Simulated},
		Chain,
	},
	engine::{
		act, bank_step,
		desk::Desk,
		follow, machine_clock,
		settings::{BankAccount, BatchSettings, Settings, TransportSettings},
		Core,
	},
	hex32::Hex32,
	money::{Cents, Currency},
	payee::{Checked, Payee},
	seal::Vault,
	store::{payees::PayeeStore, Db},
};
use criterion::{criterion_group, criterion_main, Criterion};

const REDEMPTIONS: usize = 10_000;

/// The most it may take, on two cores.
const LIMIT: Duration = Duration::from_secs(60);

/// The most memory it may hold, in KiB.
const MEMORY: u64 = 512 * 1024;

/// Real accounts of other banks' test books.
const IBANS: [&str; 3] = [
	"DE89370400440532013000",
	"NL91ABNA0417164300",
	"FR1420041010050500013M02606",
];

fn settings(dir: &Path) -> Settings {
	let folder = |name: &str| {
		let path = dir.join(name);
		fs::create_dir_all(&path).expect("a folder");
		path
	};
	Settings {
		accounts: vec![BankAccount {
			currency: Currency::EUR,
			iban: "NL41MOCK0000000001".into(),
			bic: None,
			holder: "Gemeente Voorbeeldstad".into(),
			transport: TransportSettings::Folder {
				outbox: folder("out"),
				inbox: folder("in"),
				archive: folder("old"),
			},
		}],
		batch: BatchSettings {
			max_payments: 2_500,
			..BatchSettings::default()
		},
		..Settings::default()
	}
}

/// A city whose citizens have redeemed, and nothing is done about it yet.
async fn city(dir: &Path) -> (Core, Desk) {
	let url = format!("sqlite://{}", dir.join("books.db").display());
	let db = Db::open(&url).await.expect("the database opens");
	let chain = Simulated::beginning(jiff::Timestamp::now().as_second() - 86_400);
	let genesis = chain.genesis().await.expect("a genesis");
	let store = PayeeStore::new(Vault::new(&[7; 32], []));
	let now = jiff::Timestamp::now().as_second();
	let mut redemptions = Vec::with_capacity(REDEMPTIONS);
	let mut write = db.write().await.expect("a transaction");
	for n in 0..REDEMPTIONS {
		let account = Hex32::sha256(n.to_le_bytes());
		let iban = IBANS[n % IBANS.len()];
		let payee = Payee::new(iban, "Jóhanna de Vries-Müller", account).expect("a payee");
		let commitment = payee.commitment(genesis, account);
		let checked = Checked {
			commitment,
			account,
			payee,
			at: now,
		};
		store
			.register(&mut write, &checked, 8, now)
			.await
			.expect("registered");
		redemptions.push(NewRedemption {
			account,
			currency: Currency::EUR,
			quote: Cents(1_000 + n as i64 % 4_000),
			payee: commitment,
		});
	}
	write.commit().await.expect("committed");
	for some in redemptions.chunks(250) {
		chain.with(|l| l.redeem_all(some.to_vec()));
	}
	let payees = Arc::new(store);
	let settings = settings(dir);
	let core = Core::new(
		db.clone(),
		Arc::new(chain),
		payees.clone(),
		settings.clone(),
		machine_clock(),
	)
	.expect("right settings");
	(core, Desk::new(db, payees, settings))
}

/// From the events to the files.
async fn pay_day(core: &Core, desk: &Desk) {
	follow::catch_up(core).await.expect("followed");
	let batches = desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made");
	for batch in batches {
		desk.release(batch, "anna").await.expect("released");
		desk.release(batch, "bert").await.expect("released");
	}
	act::step(core).await.expect("the chain was told");
	follow::catch_up(core).await.expect("followed");
	bank_step(core).await.expect("the files were written");
}

fn written(dir: &Path) -> usize {
	fs::read_dir(dir.join("out"))
		.expect("the outbox")
		.filter_map(|e| fs::read_to_string(e.ok()?.path()).ok())
		.map(|text| text.matches("<EndToEndId>").count())
		.sum()
}

/// The most memory this process ever held, in KiB.
fn most_memory() -> Option<u64> {
	let status = fs::read_to_string("/proc/self/status").ok()?;
	let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
	line.split_whitespace().nth(1)?.parse().ok()
}

fn payday(c: &mut Criterion) {
	let runtime = tokio::runtime::Builder::new_multi_thread()
		.worker_threads(2)
		.enable_all()
		.build()
		.expect("a runtime");
	let mut group = c.benchmark_group("pay day");
	group.sample_size(10);
	group.bench_function("10,000 redemptions, from event to pain.001", |b| {
		b.iter_custom(|times| {
			let mut took = Duration::ZERO;
			for _ in 0..times {
				let dir = tempfile::tempdir().expect("a folder");
				let (core, desk) = runtime.block_on(city(dir.path()));
				let begin = Instant::now();
				runtime.block_on(pay_day(&core, &desk));
				let time = begin.elapsed();
				assert_eq!(written(dir.path()), REDEMPTIONS);
				assert!(time < LIMIT, "{time:?}");
				took += time;
				runtime.block_on(core.db.close());
			}
			took
		});
	});
	group.finish();
	if let Some(kib) = most_memory() {
		println!("most memory held: {} MiB", kib / 1024);
		assert!(kib < MEMORY, "{kib} KiB");
	}
}

criterion_group!(benches, payday);
criterion_main!(benches);
