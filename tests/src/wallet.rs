//! The wallet, run as a person or a script would.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{bail, Context};
use serde_json::Value;
use tokio::process::{Child, Command};

/// How long any command may take: a few blocks to finality, and some more.
const LIMIT: Duration = Duration::from_secs(90);

/// The password of every key file in tests.
const PASSWORD: &str = "correct horse battery staple";

/// `civic --json`, with a folder of its own and a node to talk to.
#[derive(Clone, Debug)]
pub struct Wallet {
	program: PathBuf,
	folder: PathBuf,
	url: String,
	signer: Signer,
}

/// Who signs.
#[derive(Clone, Debug)]
enum Signer {
	Nobody,
	/// The key file of this name, as people have.
	Key(String),
	/// A development key.
	Suri(String),
}

/// What a command answered.
#[derive(Clone, Debug)]
pub struct Answer {
	/// The exit code.
	pub code: i32,
	/// What it printed: the document.
	pub json: Value,
	/// What it told the person.
	pub told: String,
}

impl Answer {
	/// Run `command`, called `said` when something is wrong, to its end.
	pub(crate) async fn of(mut command: Command, said: &str) -> anyhow::Result<Self> {
		let output = tokio::time::timeout(LIMIT, command.output())
			.await
			.with_context(|| format!("{said} took over {} s", LIMIT.as_secs()))?
			.with_context(|| format!("cannot run {said}"))?;
		let text = String::from_utf8_lossy(&output.stdout);
		let told = String::from_utf8_lossy(&output.stderr).trim().to_string();
		let code = output.status.code().unwrap_or(-1);
		let json = serde_json::from_str(&text)
			.with_context(|| format!("{said} ({code}) printed no JSON: {text}{told}"))?;
		Ok(Self { code, json, told })
	}
}

impl Wallet {
	/// A wallet whose files lie in `folder` and that talks to the node at `url`.
	pub(crate) fn new(program: &Path, folder: PathBuf, url: String) -> anyhow::Result<Self> {
		std::fs::create_dir_all(&folder)
			.with_context(|| format!("cannot make {}", folder.display()))?;
		std::fs::write(folder.join("password"), PASSWORD).context("cannot write a password")?;
		Ok(Self {
			program: program.to_path_buf(),
			folder,
			url,
			signer: Signer::Nobody,
		})
	}

	/// Sign with the key file called `name`.
	#[must_use]
	pub fn with_key(mut self, name: &str) -> Self {
		self.signer = Signer::Key(name.to_string());
		self
	}

	/// Sign with the development key `suri`.
	#[must_use]
	pub fn with_suri(mut self, suri: &str) -> Self {
		self.signer = Signer::Suri(suri.to_string());
		self
	}

	/// Sign nothing: for commands that take no key.
	#[must_use]
	pub fn unsigned(mut self) -> Self {
		self.signer = Signer::Nobody;
		self
	}

	/// Talk to the node at `url`.
	#[must_use]
	pub fn at(mut self, url: String) -> Self {
		self.url = url;
		self
	}

	/// Where its files lie.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	/// Where its evidence lies.
	pub fn evidence(&self) -> PathBuf {
		self.folder.join("evidence")
	}

	/// `civic --json ARGS`.
	fn command(&self, args: &[&str]) -> Command {
		let mut command = Command::new(&self.program);
		command
			.arg("--json")
			.args(["--url", &self.url])
			.arg("--keys")
			.arg(self.folder.join("keys"))
			.arg("--evidence-dir")
			.arg(self.evidence())
			.args(args)
			.env("CIVIC_PASSWORD_FILE", self.folder.join("password"))
			.env("XDG_CONFIG_HOME", self.folder.join("config"))
			.current_dir(&self.folder)
			.stdin(Stdio::null())
			.kill_on_drop(true);
		match &self.signer {
			Signer::Nobody => (),
			Signer::Key(name) => drop(command.env("CIVIC_KEY", name)),
			Signer::Suri(suri) => drop(command.args(["--suri", suri])),
		}
		command
	}

	/// Start `civic --json ARGS` and leave it running; what it prints is in the pipe.
	pub fn start(&self, args: &[&str]) -> anyhow::Result<Child> {
		self.command(args)
			.stdout(Stdio::piped())
			.stderr(Stdio::null())
			.spawn()
			.with_context(|| format!("cannot run {}", self.program.display()))
	}

	/// Run `civic --json ARGS`, whatever it answers.
	pub async fn ask(&self, args: &[&str]) -> anyhow::Result<Answer> {
		Answer::of(self.command(args), &said(args)).await
	}

	/// Run a command that must succeed.
	pub async fn run(&self, args: &[&str]) -> anyhow::Result<Value> {
		let answer = self.ask(args).await?;
		if answer.code != 0 {
			bail!("{} failed ({}): {}", said(args), answer.code, answer.told);
		}
		Ok(answer.json)
	}

	/// Run a command that the chain must refuse. Returns what it says about that.
	pub async fn refused(&self, args: &[&str]) -> anyhow::Result<Refusal> {
		let answer = self.ask(args).await?;
		if answer.code == 0 {
			bail!(
				"{} succeeded, though it had to be refused: {}",
				said(args),
				answer.json
			);
		}
		let refusal = answer
			.json
			.pointer("/error/refusal")
			.cloned()
			.with_context(|| {
				format!(
					"{} failed ({}), not by the chain: {}",
					said(args),
					answer.code,
					answer.told
				)
			})?;
		Ok(Refusal {
			name: text(&refusal, "/name")?.to_string(),
			docs: text(&refusal, "/docs")?.to_string(),
			at_pool: at(&refusal, "/atPool")?.as_bool().unwrap_or_default(),
		})
	}
}

/// Why the chain said no.
#[derive(Clone, Debug)]
pub struct Refusal {
	/// The error's name.
	pub name: String,
	/// What it means and what to do.
	pub docs: String,
	/// Whether it never reached a block.
	pub at_pool: bool,
}

fn said(args: &[&str]) -> String {
	format!("civic {}", args.join(" "))
}

/// The value at `pointer`, or what there is instead.
pub fn at<'a>(json: &'a Value, pointer: &str) -> anyhow::Result<&'a Value> {
	json.pointer(pointer)
		.with_context(|| format!("nothing at {pointer} in {json}"))
}

/// The whole number at `pointer`, written as a number or as text.
pub fn number<N: TryFrom<u128>>(json: &Value, pointer: &str) -> anyhow::Result<N> {
	let value = at(json, pointer)?;
	let number: Option<u128> = match value {
		Value::String(text) => text.parse().ok(),
		_ => value.as_u64().map(u128::from),
	};
	number
		.and_then(|number| N::try_from(number).ok())
		.with_context(|| format!("no whole number at {pointer} in {json}"))
}

/// The text at `pointer`.
pub fn text<'a>(json: &'a Value, pointer: &str) -> anyhow::Result<&'a str> {
	at(json, pointer)?
		.as_str()
		.with_context(|| format!("no text at {pointer} in {json}"))
}
