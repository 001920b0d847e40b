//! A PostgreSQL server for the tests, gone with them.

use std::{
	fs,
	net::TcpListener,
	os::unix::fs::chown,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	sync::{
		atomic::{AtomicU32, Ordering},
		OnceLock,
	},
	time::{Duration, Instant},
};

use sqlx::Connection;

use super::tools::missing;

/// A server; killed when this is dropped, or when the test program ends.
pub struct Server {
	dir: tempfile::TempDir,
	bin: PathBuf,
	port: u16,
	keeper: Option<Child>,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The URL of a new, empty database; none where there is no server (a failure if
/// `CIVIC_TEST_TOOLS=required`).
pub async fn new_database() -> Option<String> {
	let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(Server::start).as_ref())
		.await
		.expect("the server can be started");
	match server {
		Some(server) => Some(server.new_database().await),
		None => {
			missing("PostgreSQL (/usr/lib/postgresql/*/bin)");
			None
		},
	}
}

/// Where the newest server's programs are.
fn programs() -> Option<PathBuf> {
	let mut found: Vec<_> = fs::read_dir("/usr/lib/postgresql")
		.ok()?
		.filter_map(|e| Some(e.ok()?.path().join("bin")))
		.filter(|p| p.join("initdb").exists() && p.join("postgres").exists())
		.collect();
	found.sort();
	found.pop()
}

fn id_of(what: &str, user: &str) -> Option<u32> {
	let out = Command::new("id").arg(what).arg(user).output().ok()?;
	String::from_utf8(out.stdout).ok()?.trim().parse().ok()
}

impl Server {
	/// Start one in a temporary folder.
	pub fn start() -> Option<Self> {
		let bin = programs()?;
		let dir = tempfile::tempdir().expect("a folder");
		let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
		let port = listener.local_addr().expect("it has one").port();
		drop(listener);
		if Self::is_root() {
			let (uid, gid) = (id_of("-u", "postgres")?, id_of("-g", "postgres")?);
			chown(dir.path(), Some(uid), Some(gid)).expect("root may do so");
		}
		let mut server = Self {
			dir,
			bin,
			port,
			keeper: None,
		};
		let data = server.data();
		let made = server
			.as_user("initdb")
			.args([
				"-A",
				"trust",
				"-U",
				"civic",
				"-E",
				"UTF8",
				"--no-sync",
				"-D",
			])
			.arg(&data)
			.stdout(Stdio::null())
			.status()
			.expect("initdb runs");
		assert!(made.success(), "initdb failed");
		server.run();
		Some(server)
	}

	fn is_root() -> bool {
		id_of("-u", "").or_else(|| {
			let out = Command::new("id").arg("-u").output().ok()?;
			String::from_utf8(out.stdout).ok()?.trim().parse().ok()
		}) == Some(0)
	}

	fn data(&self) -> PathBuf {
		self.dir.path().join("data")
	}

	/// The server refuses to run as root.
	fn as_user(&self, program: &str) -> Command {
		let program = self.bin.join(program);
		let mut command = match Self::is_root() {
			true => {
				let mut command = Command::new("runuser");
				command.args(["-u", "postgres", "--"]).arg(program);
				command
			},
			false => Command::new(program),
		};
		command.current_dir(self.dir.path());
		command
	}

	/// Run it. A shell holds it and ends it when this program's end of the pipe closes, however that
	/// comes about.
	pub fn run(&mut self) {
		let data = self.data();
		let script = format!(
			"'{}' -D '{}' -h 127.0.0.1 -p {} -k '{}' -c fsync=off -c max_connections=200 \
			 >'{}' 2>&1 & read -r _; kill -QUIT $!; wait $!",
			self.bin.join("postgres").display(),
			data.display(),
			self.port,
			self.dir.path().display(),
			self.dir.path().join("log").display(),
		);
		let mut command = match Self::is_root() {
			true => {
				let mut command = Command::new("runuser");
				command
					.args(["-u", "postgres", "--", "sh", "-c"])
					.arg(&script);
				command
			},
			false => {
				let mut command = Command::new("sh");
				command.arg("-c").arg(&script);
				command
			},
		};
		let keeper = command
			.current_dir(self.dir.path())
			.stdin(Stdio::piped())
			.spawn()
			.expect("a shell runs");
		self.keeper = Some(keeper);
		let until = Instant::now() + Duration::from_secs(60);
		while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
			assert!(Instant::now() < until, "{}", self.log());
			std::thread::sleep(Duration::from_millis(50));
		}
	}

	/// End it at once, as a power cut does to what runs on it.
	pub fn stop(&mut self) {
		if let Some(mut keeper) = self.keeper.take() {
			drop(keeper.stdin.take());
			keeper.wait().expect("it ends");
		}
	}

	fn log(&self) -> String {
		fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
	}

	fn url(&self, database: &str) -> String {
		format!("postgres://civic@127.0.0.1:{}/{database}", self.port)
	}

	/// The URL of a new, empty database.
	pub async fn new_database(&self) -> String {
		let name = format!("t{}", NEXT.fetch_add(1, Ordering::SeqCst));
		let until = Instant::now() + Duration::from_secs(60);
		loop {
			let made = async {
				let mut connection =
					sqlx::postgres::PgConnection::connect(&self.url("postgres")).await?;
				sqlx::query(&format!("CREATE DATABASE {name}"))
					.execute(&mut connection)
					.await
			};
			match made.await {
				Ok(_) => return self.url(&name),
				// It may still be starting.
				Err(e) => assert!(Instant::now() < until, "{e}\n{}", self.log()),
			}
			tokio::time::sleep(Duration::from_millis(100)).await;
		}
	}
}

impl Drop for Server {
	fn drop(&mut self) {
		self.stop();
	}
}

/// Whether there is one.
pub fn is_there() -> bool {
	programs().is_some_and(|p: PathBuf| Path::new(&p).exists())
}
