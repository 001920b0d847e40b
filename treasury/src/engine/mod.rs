//! The payment engine: moves each payment from one durable state to the next.
//!
//! Four loops run side by side, each doing one small step after another: [`follow`] takes the final
//! blocks into the books; [`act`] tells the chain what is to be done; the bank's loop makes payment
//! files ([`files`]) and reads what the bank sends ([`inbox`]); [`reconcile`] compares it all. A step reads the books, does one thing
//! and writes down that it is done; killed anywhere, it is found again and done rightly. What does not
//! answer (node, database, disk, server) is tried again with growing pauses.

pub mod act;
pub mod batch;
pub mod desk;
pub mod effects;
pub mod files;
pub mod follow;
pub mod inbox;
mod owed;
pub mod payees;
pub mod reconcile;
mod refused;
mod rejections;
pub mod reserve;
pub mod restored;
mod served;
pub mod settings;

use std::{
	collections::BTreeMap,
	future::Future,
	sync::{Arc, Mutex},
	time::Duration,
};

use backon::{ExponentialBuilder, Retryable};
use serde::Serialize;

use self::{payees::Payees, settings::Settings};
use crate::{
	bank::{
		calendar,
		transport::{self, Transport},
	},
	chain::Chain,
	error::{Error, Result},
	money::Currency,
	store::{cursor, db::EngineLock, Db},
};

/// What time it is, in Unix seconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The machine's clock.
pub fn machine_clock() -> Clock {
	Arc::new(|| jiff::Timestamp::now().as_second())
}

/// What every step works with.
#[derive(Clone)]
pub struct Core {
	/// The books.
	pub db: Db,
	/// The chain.
	pub chain: Arc<dyn Chain>,
	/// Who is to be paid.
	pub payees: Arc<dyn Payees>,
	/// What it was told.
	pub settings: Arc<Settings>,
	/// What time it is.
	pub clock: Clock,
	transports: Arc<BTreeMap<Currency, Arc<dyn Transport>>>,
	zone: jiff::tz::TimeZone,
}

impl Core {
	/// Everything together; refuses settings that cannot work.
	pub fn new(
		db: Db,
		chain: Arc<dyn Chain>,
		payees: Arc<dyn Payees>,
		settings: Settings,
		clock: Clock,
	) -> Result<Self> {
		settings.check()?;
		let transports = settings
			.accounts
			.iter()
			.map(|a| (a.currency, transport::open(&a.transport, &settings.inbox)))
			.collect();
		Ok(Self {
			db,
			chain,
			payees,
			zone: settings.zone()?,
			settings: Arc::new(settings),
			clock,
			transports: Arc::new(transports),
		})
	}

	/// Now, in Unix seconds.
	pub fn now(&self) -> i64 {
		(self.clock)()
	}

	/// Today, where the city is.
	pub fn today(&self) -> jiff::civil::Date {
		calendar::today(self.now(), &self.zone)
	}

	/// The way to the bank of a currency's account.
	fn transport(&self, currency: Currency) -> Result<&Arc<dyn Transport>> {
		self.transports
			.get(&currency)
			.ok_or_else(|| Error::Settings(format!("there is no bank account for {currency}")))
	}

	/// Make sure that the books are of this chain; new books become so.
	pub async fn must_be_same_chain(&self) -> Result<()> {
		let node = self.chain.genesis().await?;
		let mut write = self.db.write().await?;
		match cursor::fact(&mut write, "genesis").await? {
			None => {
				cursor::set_fact(&mut write, "genesis", &node.to_string()).await?;
				write.commit().await
			},
			Some(books) => match books.parse() {
				Ok(books) if books == node => Ok(()),
				Ok(books) => Err(Error::OtherChain { books, node }),
				Err(_) => Err(Error::Inconsistent("the genesis hash in the books".into())),
			},
		}
	}
}

/// How a loop fares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoopHealth {
	/// When it last did its work, in Unix seconds.
	pub last_success: Option<i64>,
	/// Why it last could not; none while it can.
	pub error: Option<String>,
}

/// How the engine fares: `follow`, `act`, `bank`, `reconcile`.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Mutex<BTreeMap<&'static str, LoopHealth>>>);

impl Health {
	/// How each loop fares.
	pub fn loops(&self) -> BTreeMap<&'static str, LoopHealth> {
		self.0
			.lock()
			.unwrap_or_else(std::sync::PoisonError::into_inner)
			.clone()
	}

	/// What a loop's last turn came to.
	pub(crate) fn note(&self, name: &'static str, now: i64, result: Result<(), &Error>) {
		let mut loops = self
			.0
			.lock()
			.unwrap_or_else(std::sync::PoisonError::into_inner);
		let health = loops.entry(name).or_default();
		match result {
			Ok(()) => {
				health.last_success = Some(now);
				health.error = None;
			},
			Err(e) => health.error = Some(e.to_string()),
		}
	}
}

/// The engine.
pub struct Engine {
	core: Core,
	health: Health,
}

impl Engine {
	/// An engine by the machine's clock.
	pub fn new(
		db: Db,
		chain: Arc<dyn Chain>,
		payees: Arc<dyn Payees>,
		settings: Settings,
	) -> Result<Self> {
		Core::new(db, chain, payees, settings, machine_clock()).map(Self::with)
	}

	/// An engine from parts.
	pub fn with(core: Core) -> Self {
		Self {
			core,
			health: Health::default(),
		}
	}

	/// How it fares, while it runs.
	pub fn health(&self) -> Health {
		self.health.clone()
	}

	/// What it works with.
	pub fn core(&self) -> &Core {
		&self.core
	}

	/// Run until `shutdown`, or until something turns up that no repetition can mend.
	pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<()> {
		let lock = self.core.db.lock_engine().await?;
		self.run_alone(lock, shutdown).await
	}

	/// The same, with the lock that says that no other does.
	pub async fn run_alone(
		self,
		lock: EngineLock,
		shutdown: impl Future<Output = ()>,
	) -> Result<()> {
		let core = &self.core;
		let work = async {
			self.insist("follow", || core.must_be_same_chain()).await?;
			tracing::info!("the engine runs");
			// The first to fail for good ends all: nothing is done on half of the truth.
			tokio::try_join!(
				self.follow(),
				self.act(),
				self.bank(),
				self.reconcile(),
				self.stay_alone(lock)
			)
			.map(|_| ())
		};
		tokio::select! {
			result = work => result,
			() = shutdown => {
				tracing::info!("the engine stops");
				Ok(())
			},
		}
	}

	async fn follow(&self) -> Result<()> {
		loop {
			let head = self
				.insist("follow", || follow::catch_up(&self.core))
				.await?;
			self.insist("follow", || async {
				self.core.chain.head_above(head).await.map(|_| ())
			})
			.await?;
		}
	}

	async fn act(&self) -> Result<()> {
		loop {
			match self.insist("act", || act::step(&self.core)).await {
				// Without the treasurer's key it follows, reads the bank's files, and says what it
				// cannot do.
				Err(Error::Settings(_)) => {
					let longest = self.core.settings.pace.max_backoff_ms;
					tokio::time::sleep(Duration::from_millis(longest)).await;
				},
				done => done?,
			}
			self.pause().await;
		}
	}

	async fn bank(&self) -> Result<()> {
		loop {
			self.insist("bank", || bank_step(&self.core)).await?;
			self.pause().await;
		}
	}

	// By itself: it asks the node about every redemption there ever was, and no file waits for that.
	async fn reconcile(&self) -> Result<()> {
		loop {
			self.insist("reconcile", || reconcile::when_due(&self.core))
				.await?;
			self.pause().await;
		}
	}

	/// Keep the lock over restarts of the database; end when another process has it.
	async fn stay_alone(&self, mut lock: EngineLock) -> Result<()> {
		loop {
			self.pause().await;
			if !lock.holds().await {
				lock = self.insist("lock", || self.core.db.lock_engine()).await?;
			}
		}
	}

	async fn pause(&self) {
		tokio::time::sleep(Duration::from_millis(self.core.settings.pace.tick_ms)).await;
	}

	/// Do a step until it works; give up only on what no repetition can mend.
	async fn insist<T, F: Future<Output = Result<T>>>(
		&self,
		name: &'static str,
		step: impl Fn() -> F,
	) -> Result<T> {
		let pauses = ExponentialBuilder::default()
			.with_min_delay(Duration::from_millis(200))
			.with_max_delay(Duration::from_millis(
				self.core.settings.pace.max_backoff_ms.max(200),
			))
			.with_jitter()
			.without_max_times();
		let result = step
			.retry(pauses)
			.sleep(tokio::time::sleep)
			.when(Error::is_transient)
			.notify(|error, pause| {
				self.health.note(name, self.core.now(), Err(error));
				tracing::warn!(step = name, %error, ?pause, "will be tried again");
			})
			.await;
		match &result {
			Ok(_) => self.health.note(name, self.core.now(), Ok(())),
			Err(error) => {
				self.health.note(name, self.core.now(), Err(error));
				tracing::error!(step = name, %error, "cannot go on");
			},
		}
		result
	}
}

/// Everything about the bank, once. What fails does not keep the rest from being done.
pub async fn bank_step(core: &Core) -> Result<()> {
	let results = [
		inbox::take(core).await,
		inbox::handle(core).await,
		batch::refuse_missing(core).await,
		batch::mended(core).await,
		batch::automatic(core).await,
		files::send(core).await,
		inbox::overdue(core).await,
	];
	results.into_iter().collect()
}
