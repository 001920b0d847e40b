//! The city's treasury: the service `civic-treasury` as its own program, and its officers at the
//! command line.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{bail, ensure, Context};
use serde_json::Value;

use crate::wait::{until, when, Seen};
use crate::wallet::{number, text, Answer};
use crate::{bank, binaries, node, DevKey, Network};

/// How long it may take to start, follow the chain from its first block, and say that it is ready.
const READY: Duration = Duration::from_secs(120);

/// The officer who makes batches.
pub const MAKER: &str = "gerda";

/// The two officers who release them.
pub const RELEASERS: [&str; 2] = ["hugo", "ines"];

/// The treasury's service, with a folder of its own. Killed when dropped.
#[derive(Debug)]
pub struct Treasury {
	program: PathBuf,
	folder: PathBuf,
	payees: u16,
	officers: u16,
	http: reqwest::Client,
	process: Option<Child>,
	starts: u32,
}

impl Treasury {
	/// A treasury that signs as the agency with the mandate, //Charlie, and follows the node of `key`.
	/// Nothing runs yet. Its officers have their passwords.
	pub async fn prepare(network: &Network, key: DevKey) -> anyhow::Result<Self> {
		let program = binaries::treasury()?;
		let folder = network.folder().join("treasury");
		let [payees, officers] = node::free_ports()?;
		let treasury = Self {
			program,
			folder,
			payees,
			officers,
			http: reqwest::Client::builder()
				.no_proxy()
				.timeout(Duration::from_secs(10))
				.build()
				.context("cannot talk HTTP")?,
			process: None,
			starts: 0,
		};
		for folder in [
			treasury.outbox(),
			treasury.inbox(),
			treasury.folder.join("archive"),
		] {
			std::fs::create_dir_all(&folder)
				.with_context(|| format!("cannot make {}", folder.display()))?;
		}
		let genesis = network.chain(key).await?.block_hash(0).await?;
		let genesis = genesis.context("a chain has a first block")?;
		treasury.configure(&network.node(key)?.url(), &genesis)?;
		for officer in [MAKER].iter().chain(&RELEASERS) {
			let password = treasury.secret(officer, &format!("four words of {officer}"))?;
			let password = crate::people::path(&password)?.to_string();
			let add = ["officer", "add", *officer, "--role", "treasurer"];
			let password = ["--password-file", &password];
			treasury.run(&[add.as_slice(), &password].concat()).await?;
		}
		Ok(treasury)
	}

	/// Days are those of a place twelve hours behind, as the bank's are.
	fn configure(&self, node: &str, genesis: &str) -> anyhow::Result<()> {
		let key: [u8; 32] = rand::random();
		let (key, signer) = (
			self.secret("payees.key", &hex::encode(key))?,
			self.secret("treasurer.key", DevKey::Charlie.suri())?,
		);
		let (payees, officers) = (self.payees, self.officers);
		let (at, iban) = (self.folder.display(), bank::IBAN);
		let (key, signer) = (key.display(), signer.display());
		let text = format!(
			r#"# A treasury of the demonstration city. Everybody knows its keys.

[chain]
url = "{node}"
genesis = "{genesis}"
signer_file = "{signer}"
finality_seconds = 60

[database]
url = "sqlite://{at}/treasury.db"

[[accounts]]
currency = "EUR"
iban = "{iban}"
holder = "Demo City"
transport = {{ kind = "folder", outbox = "{at}/outbox", inbox = "{at}/inbox", archive = "{at}/archive" }}

[batch]
calendar = "every-day"
time_zone = "Etc/GMT+12"

[inbox]
settle_ms = 200

[pace]
tick_ms = 300
max_backoff_ms = 2000

[payees]
listen = "127.0.0.1:{payees}"
requests_a_minute = 300

[officers]
listen = "127.0.0.1:{officers}"

[secrets]
payee_key_file = "{key}"
"#
		);
		std::fs::write(self.config(), text).context("cannot write the treasury's settings")
	}

	/// A file that is its owner's alone.
	fn secret(&self, name: &str, text: &str) -> anyhow::Result<PathBuf> {
		let path = self.folder.join(name);
		let mut options = OpenOptions::new();
		let file = options.write(true).create_new(true).mode(0o600).open(&path);
		file.and_then(|mut file| writeln!(file, "{text}"))
			.with_context(|| format!("cannot write {}", path.display()))?;
		Ok(path)
	}

	/// Where its files lie, the officers' passwords among them.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	/// Its settings.
	pub fn config(&self) -> PathBuf {
		self.folder.join("civic-treasury.toml")
	}

	/// Where it puts payment files.
	pub fn outbox(&self) -> PathBuf {
		self.folder.join("outbox")
	}

	/// Where it takes the bank's files from.
	pub fn inbox(&self) -> PathBuf {
		self.folder.join("inbox")
	}

	/// Where wallets register payees.
	pub fn payees_url(&self) -> String {
		format!("http://127.0.0.1:{}", self.payees)
	}

	/// Where officers have their page.
	pub fn officers_url(&self) -> String {
		format!("http://127.0.0.1:{}", self.officers)
	}

	/// Start the service. Started again it goes on with the books it has.
	pub fn start(&mut self) -> anyhow::Result<()> {
		if self.process.is_some() {
			bail!("the treasury runs already");
		}
		self.starts += 1;
		let log = self.folder.join(format!("{}.log", self.starts));
		let log = File::create(log).context("cannot make the treasury's log")?;
		let process = self
			.command()
			.arg("run")
			.stdin(Stdio::null())
			.stdout(log.try_clone().context("cannot share the log file")?)
			.stderr(log)
			.spawn()
			.with_context(|| format!("cannot start {}", self.program.display()))?;
		self.process = Some(process);
		Ok(())
	}

	/// Kill it as a power cut would (SIGKILL), and wait until it is gone.
	pub fn kill(&mut self) -> anyhow::Result<()> {
		let mut process = self.process.take().context("the treasury does not run")?;
		process.kill().context("cannot kill the treasury")?;
		process.wait().context("cannot wait for its end")?;
		Ok(())
	}

	/// Wait until it follows the chain and says that it is ready.
	pub async fn ready(&mut self) -> anyhow::Result<()> {
		let url = format!("{}/health/ready", self.officers_url());
		let (http, process) = (&self.http, &mut self.process);
		let waited = until("the treasury to be ready", READY, || async {
			let answer = http.get(&url).send().await?;
			let ready = answer.status().is_success();
			Ok(when(ready, answer.text().await?))
		})
		.await;
		let ended = match process {
			Some(process) => process.try_wait().context("cannot look at the treasury")?,
			None => bail!("the treasury was not started"),
		};
		match ended {
			Some(status) => bail!(
				"the treasury ended by itself ({status}); its log is in {}",
				self.folder.display()
			),
			None => waited,
		}
	}

	fn command(&self) -> Command {
		let mut command = Command::new(&self.program);
		// What the environment says would go before the settings.
		for (name, _) in std::env::vars_os() {
			if name
				.to_str()
				.is_some_and(|name| name.starts_with("CIVIC_TREASURY_"))
			{
				command.env_remove(name);
			}
		}
		command.env("CIVIC_TREASURY_CONFIG", self.config());
		command
	}

	/// Run `civic-treasury --json ARGS`, whatever it answers.
	pub async fn ask(&self, args: &[&str]) -> anyhow::Result<Answer> {
		let mut command = self.command();
		command.arg("--json").args(args).stdin(Stdio::null());
		let mut command = tokio::process::Command::from(command);
		command.kill_on_drop(true);
		Answer::of(command, &said(args)).await
	}

	/// Run a command that must succeed.
	pub async fn run(&self, args: &[&str]) -> anyhow::Result<Value> {
		let answer = self.ask(args).await?;
		if answer.code != 0 {
			bail!("{} failed ({}): {}", said(args), answer.code, answer.told);
		}
		Ok(answer.json)
	}

	/// Run a command as an officer, whatever it answers.
	pub async fn ask_as(&self, officer: &str, args: &[&str]) -> anyhow::Result<Answer> {
		let password = self.folder.join(officer);
		let password = crate::people::path(&password)?;
		let who = ["--officer", officer, "--password-file", password];
		self.ask(&[args, &who].concat()).await
	}

	/// Run a command as an officer; it must succeed.
	pub async fn run_as(&self, officer: &str, args: &[&str]) -> anyhow::Result<Value> {
		let answer = self.ask_as(officer, args).await?;
		if answer.code != 0 {
			bail!("{} failed ({}): {}", said(args), answer.code, answer.told);
		}
		Ok(answer.json)
	}

	/// Wait until `count` redemptions wait whose payees are registered.
	pub async fn queued(&self, count: usize) -> anyhow::Result<()> {
		let what = format!("{count} redemptions in the treasury's queue");
		until(&what, Duration::from_secs(60), || async {
			let queue = self.run(&["queue"]).await?;
			let places = queue.as_array().context("a queue is a list")?;
			let known = places.iter().all(|place| place["payeeKnown"] == true);
			Ok(when(known && places.len() == count, &queue))
		})
		.await
	}

	/// Make one batch of everything that waits. Its number.
	pub async fn make(&self) -> anyhow::Result<u64> {
		let made = self.run_as(MAKER, &["batch", "make"]).await?;
		ensure!(
			made["batches"].as_array().map(Vec::len) == Some(1),
			"one batch: {made}"
		);
		number(&made, "/batches/0")
	}

	/// Both officers release a batch.
	pub async fn release(&self, batch: u64) -> anyhow::Result<()> {
		for (officer, complete) in RELEASERS.iter().zip([false, true]) {
			let released = self
				.run_as(officer, &["batch", "release", &batch.to_string()])
				.await?;
			ensure!(
				released["complete"] == complete,
				"{officer} released: {released}"
			);
		}
		Ok(())
	}

	/// Wait until a batch is with the bank.
	pub async fn sent(&self, batch: u64) -> anyhow::Result<Value> {
		let what = format!("batch {batch} to be with the bank");
		until(&what, Duration::from_secs(120), || async {
			let shown = self.run(&["batch", "show", &batch.to_string()]).await?;
			Ok(match text(&shown, "/batch/status")? {
				"sent" => Seen::Ready(shown),
				other => Seen::Not(other.to_string()),
			})
		})
		.await
	}

	/// The newest statement it was given, as a file.
	pub fn statement(&self) -> anyhow::Result<PathBuf> {
		let archive = self.folder.join("archive");
		let files = std::fs::read_dir(&archive)
			.and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
			.with_context(|| format!("cannot read {}", archive.display()));
		let files: Vec<PathBuf> = files?;
		// They are numbered by the bank in their order.
		let number = |path: &PathBuf| -> Option<u64> {
			let name = path.file_stem()?.to_str()?;
			let (_, rest) = name.split_once("camt.053")?;
			rest.rsplit_once('-')?.1.parse().ok()
		};
		files
			.into_iter()
			.filter_map(|path| Some((number(&path)?, path)))
			.max()
			.map(|(_, path)| path)
			.context("the treasury was given no statement")
	}
}

fn said(args: &[&str]) -> String {
	format!("civic-treasury {}", args.join(" "))
}

impl Drop for Treasury {
	fn drop(&mut self) {
		if self.process.is_some() {
			// Nothing is left to do about a process that cannot be killed.
			let _ = self.kill();
		}
	}
}
