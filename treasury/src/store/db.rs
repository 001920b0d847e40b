//! The connection to the database, and write transactions.

use std::{
	str::FromStr,
	time::{Duration, Instant},
};

use sqlx::{
	any::{AnyConnectOptions, AnyPoolOptions},
	pool::PoolConnection,
	Any, AnyConnection, AnyPool, Executor, Row, Transaction,
};

use crate::error::{Error, Result};

/// A connection; what the functions of the store take.
pub type Conn = AnyConnection;

/// Begin with the lock that one writer at a time holds: what was read stays true until the end.
const SQLITE_BEGIN: &str = "BEGIN IMMEDIATE";

/// Begin to read what no writer changes meanwhile: from its first question on the books are those of one
/// moment. Nobody waits for it.
const SQLITE_SNAPSHOT: &str = "BEGIN";
const POSTGRES_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// Taken at the start of every write transaction on PostgreSQL: the same rule as SQLite's.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_xact_lock(4849374001)";

/// Held as long as an engine runs on these books.
const POSTGRES_ENGINE: &str =
	"SELECT CAST(CASE WHEN pg_try_advisory_lock(4849374002) THEN 1 ELSE 0 END AS BIGINT) AS taken";

/// How long to wait for a connection before the database counts as down.
const ACQUIRE: Duration = Duration::from_secs(10);

/// How long an engine tries for its lock before another counts as running.
const ENGINE_LOCK: Duration = Duration::from_secs(1);

/// The database.
#[derive(Clone, Debug)]
pub struct Db {
	pool: AnyPool,
	backend: Backend,
	url: String,
}

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
	/// A file.
	Sqlite,
	/// A server.
	Postgres,
}

/// A write transaction. What is not committed never happened.
pub struct Write(Transaction<'static, Any>);

/// The books of one moment, to read; writers go on beside it.
pub struct Snapshot(Transaction<'static, Any>);

/// That this process alone runs the engine on these books; until it is dropped.
#[derive(Debug)]
pub struct EngineLock {
	connection: AnyConnection,
}

impl EngineLock {
	/// Whether it holds still. A server that restarts forgets it, and another process may take it.
	pub async fn holds(&mut self) -> bool {
		self.connection.execute("SELECT 1").await.is_ok()
	}
}

impl Db {
	/// Open the database at `url` (`sqlite://…` or `postgres://…`) and bring its tables up to date.
	pub async fn open(url: &str) -> Result<Self> {
		sqlx::any::install_default_drivers();
		let backend = match url {
			u if u.starts_with("sqlite:") => Backend::Sqlite,
			u if u.starts_with("postgres:") || u.starts_with("postgresql:") => Backend::Postgres,
			_ => {
				return Err(Error::Settings(
					"the database's URL must begin with sqlite: or postgres:".into(),
				))
			},
		};
		let url = match backend {
			// The file is made when there is none.
			Backend::Sqlite if !url.contains("mode=") => {
				format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
			},
			_ => url.to_owned(),
		};
		let options = AnyConnectOptions::from_str(&url)
			.map_err(|_| Error::Settings("the database's URL cannot be read".into()))?;
		let pool = AnyPoolOptions::new()
			.max_connections(8)
			.acquire_timeout(ACQUIRE)
			.after_connect(move |connection, _| {
				Box::pin(async move { prepare(connection, backend).await })
			})
			.connect_with(options)
			.await?;
		let db = Self { pool, backend, url };
		db.migrate().await?;
		Ok(db)
	}

	/// Which database it is.
	pub fn backend(&self) -> Backend {
		self.backend
	}

	/// A connection to read with.
	pub async fn read(&self) -> Result<PoolConnection<Any>> {
		Ok(self.pool.acquire().await?)
	}

	/// Read the books as they are at one moment, however long it takes.
	pub async fn snapshot(&self) -> Result<Snapshot> {
		let begin = match self.backend {
			Backend::Sqlite => SQLITE_SNAPSHOT,
			Backend::Postgres => POSTGRES_SNAPSHOT,
		};
		Ok(Snapshot(self.pool.begin_with(begin).await?))
	}

	/// Begin a write transaction, as soon as no other is under way.
	pub async fn write(&self) -> Result<Write> {
		let transaction = match self.backend {
			Backend::Sqlite => self.pool.begin_with(SQLITE_BEGIN).await?,
			Backend::Postgres => {
				let mut transaction = self.pool.begin().await?;
				sqlx::query(POSTGRES_LOCK)
					.execute(&mut *transaction)
					.await?;
				transaction
			},
		};
		Ok(Write(transaction))
	}

	/// Whether the database answers.
	pub async fn ping(&self) -> Result<()> {
		let mut connection = self.read().await?;
		sqlx::query("SELECT 1").execute(&mut *connection).await?;
		Ok(())
	}

	/// Close it; what is under way is finished.
	pub async fn close(&self) {
		self.pool.close().await;
	}

	/// Be the one engine on these books, or learn that another process is. The lock ends with the
	/// process, however it ends.
	pub async fn lock_engine(&self) -> Result<EngineLock> {
		let until = Instant::now() + ENGINE_LOCK;
		loop {
			match self.try_lock_engine().await {
				// Whoever asks whether an engine runs holds it for a moment.
				Err(Error::Refused(_)) if Instant::now() < until => {
					tokio::time::sleep(ENGINE_LOCK / 10).await;
				},
				done => return done,
			}
		}
	}

	async fn try_lock_engine(&self) -> Result<EngineLock> {
		let taken = || {
			Error::refused(
				"another civic-treasury already runs on these books: one is enough. Stop that one first (systemctl stop \
				 civic-treasury)",
			)
		};
		let mut connection = match self.backend {
			Backend::Postgres => connect(&self.url).await?,
			Backend::Sqlite => match self.lock_file() {
				Some(url) => connect(&url).await?,
				// A database in memory is of one process anyway.
				None => connect("sqlite::memory:").await?,
			},
		};
		match self.backend {
			Backend::Postgres => {
				let row = sqlx::query(POSTGRES_ENGINE)
					.fetch_one(&mut connection)
					.await?;
				if row.try_get::<i64, _>("taken")? == 0 {
					return Err(taken());
				}
			},
			Backend::Sqlite => {
				// The operating system's lock of a second file, through SQLite.
				connection.execute("PRAGMA busy_timeout = 0").await?;
				connection
					.execute("BEGIN EXCLUSIVE")
					.await
					.map_err(|_| taken())?;
			},
		}
		Ok(EngineLock { connection })
	}

	/// Whether an engine runs on these books, here or elsewhere.
	pub async fn engine_runs(&self) -> Result<bool> {
		match self.try_lock_engine().await {
			Ok(_) => Ok(false),
			Err(Error::Refused(_)) => Ok(true),
			Err(e) => Err(e),
		}
	}

	/// The URL of the file whose lock says that an engine runs.
	fn lock_file(&self) -> Option<String> {
		let (path, _) = self.url.split_once('?')?;
		(!path.contains(":memory:")).then(|| format!("{path}.lock?mode=rwc"))
	}

	async fn migrate(&self) -> Result<()> {
		if self.backend == Backend::Postgres {
			// One starts at a time: the domain and the migrations are made once.
			let mut write = self.write().await?;
			let row = sqlx::query("SELECT COUNT(*) AS n FROM pg_type WHERE typname = 'blob'")
				.fetch_one(&mut *write)
				.await?;
			if row.try_get::<i64, _>("n")? == 0 {
				sqlx::query("CREATE DOMAIN blob AS bytea")
					.execute(&mut *write)
					.await?;
			}
			write.commit().await?;
		}
		sqlx::migrate!().run(&self.pool).await?;
		Ok(())
	}
}

async fn connect(url: &str) -> Result<AnyConnection> {
	use sqlx::Connection;
	Ok(AnyConnection::connect(url).await?)
}

async fn prepare(connection: &mut AnyConnection, backend: Backend) -> sqlx::Result<()> {
	match backend {
		// FULL: a commit is on the disk before anything is done that depends on it.
		Backend::Sqlite => {
			connection
				.execute(
					"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
					 PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 30000;",
				)
				.await?;
		},
		Backend::Postgres => {
			connection
				.execute("SET synchronous_commit = on; SET client_min_messages = warning;")
				.await?;
		},
	}
	Ok(())
}

impl Write {
	/// Make it so.
	pub async fn commit(self) -> Result<()> {
		Ok(self.0.commit().await?)
	}

	/// As if nothing had been.
	pub async fn rollback(self) -> Result<()> {
		Ok(self.0.rollback().await?)
	}
}

impl Snapshot {
	/// It is read.
	pub async fn end(self) -> Result<()> {
		Ok(self.0.rollback().await?)
	}
}

impl std::ops::Deref for Snapshot {
	type Target = Conn;

	fn deref(&self) -> &Conn {
		&self.0
	}
}

impl std::ops::DerefMut for Snapshot {
	fn deref_mut(&mut self) -> &mut Conn {
		&mut self.0
	}
}

impl std::ops::Deref for Write {
	type Target = Conn;

	fn deref(&self) -> &Conn {
		&self.0
	}
}

impl std::ops::DerefMut for Write {
	fn deref_mut(&mut self) -> &mut Conn {
		&mut self.0
	}
}
