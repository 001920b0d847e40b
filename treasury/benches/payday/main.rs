//! A large pay day: 10,000 redemptions, from the chain's events to the files in the outbox.
//!
//! `cargo bench -p civic-treasury`, or one case of it: `… -- instantaneous`, `… -- latency`. The chain is simulated;
//! database, encryption of payees, files and their fsyncs are the real ones. Each case tells the most memory the
//! process held meanwhile, the simulated chain's included.
//!
//! *instantaneous*: the chain answers at once, so this is the service's own work. *latency*: the whole engine against a
//! chain as a node shows it, by the clock on the wall: see [`far`].
#![allow(missing_docs, reason = "criterion's macros")]

mod far;

use std::{
	cell::Cell,
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
		Core, Engine,
	},
	hex32::Hex32,
	money::{Cents, Currency},
	payee::{Checked, Payee},
	seal::Vault,
	store::{payees::PayeeStore, Db},
};
use criterion::{criterion_group, criterion_main, Criterion, SamplingMode};
use tokio::runtime::Runtime;

use crate::far::Far;

const REDEMPTIONS: usize = 10_000;

/// The most payments of a file.
const MOST: usize = 2_500;

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
			max_payments: MOST as u32,
			..BatchSettings::default()
		},
		..Settings::default()
	}
}

/// A city whose citizens have redeemed, and nothing is done about it yet.
struct City {
	chain: Simulated,
	db: Db,
	payees: Arc<PayeeStore>,
	settings: Settings,
	desk: Desk,
}

async fn city(dir: &Path) -> City {
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
	City {
		desk: Desk::new(db.clone(), payees.clone(), settings.clone()),
		chain,
		db,
		payees,
		settings,
	}
}

/// Two officers release everything that is to be paid.
async fn release(desk: &Desk) {
	let batches = desk
		.make_batches(Currency::EUR, "maker")
		.await
		.expect("made");
	for batch in batches {
		desk.release(batch, "anna").await.expect("released");
		desk.release(batch, "bert").await.expect("released");
	}
}

/// From the events to the files, each step once.
async fn pay_day(city: &City) {
	let core = Core::new(
		city.db.clone(),
		Arc::new(city.chain.clone()),
		city.payees.clone(),
		city.settings.clone(),
		machine_clock(),
	)
	.expect("right settings");
	follow::catch_up(&core).await.expect("followed");
	release(&city.desk).await;
	act::step(&core).await.expect("the chain was told");
	follow::catch_up(&core).await.expect("followed");
	bank_step(&core).await.expect("the files were written");
}

/// From the events to the files, as the service does it; the officers are there at once.
async fn pay_day_by_the_clock(city: &City, dir: &Path) {
	let begin = Instant::now();
	let chain = Arc::new(Far::new(city.chain.clone()));
	let engine = Engine::new(
		city.db.clone(),
		chain.clone(),
		city.payees.clone(),
		city.settings.clone(),
	)
	.expect("right settings");
	let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
	let blocks = tokio::spawn(async move { chain.make_blocks().await });
	let running = tokio::spawn(engine.run(async {
		let _ = stopped.await;
	}));
	let told = |what: &str| println!("{:6.1} s: {what}", begin.elapsed().as_secs_f64());
	let soon = || tokio::time::sleep(Duration::from_millis(50));
	let open = async || {
		let reserve = city.desk.reserve(Currency::EUR).await;
		reserve.expect("it can be read").open.count
	};
	while open().await < REDEMPTIONS as i64 {
		soon().await;
	}
	told("all are in the queue");
	release(&city.desk).await;
	told("all are released");
	while open().await > 0 {
		soon().await;
	}
	told("all have begun on the chain, and the books know");
	while files(dir) * MOST < REDEMPTIONS {
		soon().await;
	}
	told("all are with the bank");
	let _ = stop.send(());
	blocks.abort();
	running.await.expect("it ends").expect("in peace");
}

/// The payment files in the outbox.
fn files(dir: &Path) -> usize {
	fs::read_dir(dir.join("out"))
		.expect("the outbox")
		.filter_map(|e| Some(e.ok()?.path()))
		.filter(|p| p.is_file())
		.count()
}

fn written(dir: &Path) -> usize {
	fs::read_dir(dir.join("out"))
		.expect("the outbox")
		.filter_map(|e| fs::read_to_string(e.ok()?.path()).ok())
		.map(|text| text.matches("<EndToEndId>").count())
		.sum()
}

/// The most memory this process held since [`forget_memory`], in KiB.
fn most_memory() -> Option<u64> {
	let status = fs::read_to_string("/proc/self/status").ok()?;
	let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
	line.split_whitespace().nth(1)?.parse().ok()
}

fn forget_memory() {
	// Where it cannot be, the figure is that of everything before as well.
	let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Measure so many pay days, and hold each to the limits.
fn measure(runtime: &Runtime, times: u64, pay_day: impl AsyncFn(&City, &Path)) -> Duration {
	let mut took = Duration::ZERO;
	for _ in 0..times {
		let dir = tempfile::tempdir().expect("a folder");
		let city = runtime.block_on(city(dir.path()));
		let begin = Instant::now();
		runtime.block_on(pay_day(&city, dir.path()));
		let time = begin.elapsed();
		assert_eq!(written(dir.path()), REDEMPTIONS);
		assert!(time < LIMIT, "{time:?}");
		took += time;
		runtime.block_on(city.db.close());
	}
	took
}

fn payday(c: &mut Criterion) {
	let runtime = tokio::runtime::Builder::new_multi_thread()
		.worker_threads(2)
		.enable_all()
		.build()
		.expect("a runtime");
	let ran = Cell::new(false);
	let tell_memory = || {
		if let (true, Some(kib)) = (ran.take(), most_memory()) {
			println!("most memory held: {} MiB", kib / 1024);
			assert!(kib < MEMORY, "{kib} KiB");
		}
		forget_memory();
	};
	let mut group = c.benchmark_group("pay day, 10,000 redemptions from event to pain.001");
	group.sample_size(10);
	group.bench_function("instantaneous", |b| {
		b.iter_custom(|times| {
			ran.set(true);
			measure(&runtime, times, async |city, _| pay_day(city).await)
		});
	});
	tell_memory();
	group.sampling_mode(SamplingMode::Flat);
	group.warm_up_time(Duration::from_millis(1));
	group.measurement_time(Duration::from_secs(1));
	group.bench_function("latency", |b| {
		b.iter_custom(|times| {
			ran.set(true);
			measure(&runtime, times, pay_day_by_the_clock)
		});
	});
	tell_memory();
	group.finish();
}

criterion_group!(benches, payday);
criterion_main!(benches);
