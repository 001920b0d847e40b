//! The wallet, run as a person or a script would.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{bail, Context};
use serde_json::Value;
use tokio::process::Command;

/// How long any command may take: a few blocks to finality, and some more.
const LIMIT: Duration = Duration::from_secs(90);

/// `civic --json`, with a folder of its own and a node to talk to.
#[derive(Clone, Debug)]
pub struct Wallet {
	program: PathBuf,
	folder: PathBuf,
	url: String,
	key: Option<String>,
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

impl Wallet {
	/// A wallet whose files lie in `folder` and that talks to the node at `url`.
	pub(crate) fn new(program: &Path, folder: PathBuf, url: String) -> anyhow::Result<Self> {
		std::fs::create_dir_all(&folder)
			.with_context(|| format!("cannot make {}", folder.display()))?;
		Ok(Self {
			program: program.to_path_buf(),
			folder,
			url,
			key: None,
		})
	}

	/// Sign with the development key `suri`.
	#[must_use]
	pub fn with_suri(mut self, suri: &str) -> Self {
		self.key = Some(suri.to_string());
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

	/// Run `civic --json ARGS`, whatever it answers.
	pub async fn ask(&self, args: &[&str]) -> anyhow::Result<Answer> {
		let mut command = Command::new(&self.program);
		command
			.arg("--json")
			.args(["--url", &self.url])
			.arg("--keys")
			.arg(self.folder.join("keys"))
			.arg("--evidence-dir")
			.arg(self.folder.join("evidence"))
			.args(args)
			.current_dir(&self.folder)
			.stdin(Stdio::null())
			.kill_on_drop(true);
		if let Some(key) = &self.key {
			command.args(["--suri", key]);
		}
		let output = tokio::time::timeout(LIMIT, command.output())
			.await
			.with_context(|| format!("{} took over {} s", said(args), LIMIT.as_secs()))?
			.with_context(|| format!("cannot run {}", self.program.display()))?;
		let text = String::from_utf8_lossy(&output.stdout);
		let told = String::from_utf8_lossy(&output.stderr).trim().to_string();
		let code = output.status.code().unwrap_or(-1);
		let json = serde_json::from_str(&text)
			.with_context(|| format!("{} ({code}) printed no JSON: {text}{told}", said(args)))?;
		Ok(Answer { code, json, told })
	}

	/// Run a command that must succeed.
	pub async fn run(&self, args: &[&str]) -> anyhow::Result<Value> {
		let answer = self.ask(args).await?;
		if answer.code != 0 {
			bail!("{} failed ({}): {}", said(args), answer.code, answer.told);
		}
		Ok(answer.json)
	}

	/// Run a command that the chain must refuse. Returns the error's name.
	pub async fn refused(&self, args: &[&str]) -> anyhow::Result<String> {
		let answer = self.ask(args).await?;
		if answer.code == 0 {
			bail!(
				"{} succeeded, though it had to be refused: {}",
				said(args),
				answer.json
			);
		}
		let name = answer
			.json
			.pointer("/error/refusal/name")
			.and_then(Value::as_str);
		name.map(str::to_string).with_context(|| {
			format!(
				"{} failed ({}), not by the chain: {}",
				said(args),
				answer.code,
				answer.told
			)
		})
	}
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
pub fn number(json: &Value, pointer: &str) -> anyhow::Result<u128> {
	let value = at(json, pointer)?;
	let number = match value {
		Value::String(text) => text.parse().ok(),
		_ => value.as_u64().map(u128::from),
	};
	number.with_context(|| format!("no whole number at {pointer} in {json}"))
}

/// The text at `pointer`.
pub fn text<'a>(json: &'a Value, pointer: &str) -> anyhow::Result<&'a str> {
	at(json, pointer)?
		.as_str()
		.with_context(|| format!("no text at {pointer} in {json}"))
}
