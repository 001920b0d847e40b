//! The JavaScript clients of `tests/clients`, run as a developer would.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{bail, Context};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

/// How long the packages may take to come.
const INSTALL: Duration = Duration::from_secs(300);

/// How long a script may take: several steps with a deadline each.
const SCRIPT: Duration = Duration::from_secs(150);

/// The programs of `tests/clients`, with their packages and the chain's types.
#[derive(Debug)]
pub(crate) struct Scripts {
	folder: TempDir,
}

/// What a script ended with.
#[derive(Debug)]
pub(crate) struct Ended {
	/// Its exit code.
	pub(crate) code: i32,
	/// What it printed last: the document.
	pub(crate) json: Value,
	/// What it told the developer, warnings of the libraries included.
	pub(crate) told: String,
}

impl Scripts {
	/// Lay the scripts into a folder of their own, beside the packages that the lock file names.
	pub(crate) async fn open() -> anyhow::Result<Self> {
		let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
		let packages = packages(&source).await?;
		let folder = tempfile::Builder::new()
			.prefix("civic-clients-")
			.tempdir()
			.context("cannot make a temporary folder")?;
		for file in files(&source)? {
			let name = file.file_name().context("a file has a name")?;
			std::fs::copy(&file, folder.path().join(name))
				.with_context(|| format!("cannot copy {}", file.display()))?;
		}
		std::fs::create_dir(folder.path().join(".papi")).context("cannot make .papi")?;
		let config = ".papi/polkadot-api.json";
		std::fs::copy(source.join(config), folder.path().join(config))
			.context("cannot copy PAPI's configuration")?;
		std::os::unix::fs::symlink(packages, folder.path().join("node_modules"))
			.context("cannot link the packages")?;
		Ok(Self { folder })
	}

	/// Where they lie.
	pub(crate) fn folder(&self) -> &Path {
		self.folder.path()
	}

	/// Generate the types of the chain that the node at `url` is of, with PAPI's own program.
	pub(crate) async fn generate(&self, url: &str) -> anyhow::Result<()> {
		let program = "node_modules/polkadot-api/bin/cli.js";
		let add = [
			"--import",
			"./websocket.js",
			program,
			"add",
			"civic",
			"--wsUrl",
			url,
		];
		let output = node(self.folder(), &add, &[], SCRIPT).await?;
		let said = said(&output);
		// The program ends with 0 although the compilation failed, too.
		let made = self.folder().join(".papi/descriptors/dist/index.js");
		if !output.status.success() || !made.is_file() {
			bail!("papi add ({}): {said}", output.status);
		}
		Ok(())
	}

	/// Run a script, whatever it ends with.
	pub(crate) async fn ask(
		&self,
		args: &[&str],
		environment: &[(&str, &str)],
	) -> anyhow::Result<Ended> {
		let output = node(self.folder(), args, environment, SCRIPT).await?;
		let printed = String::from_utf8_lossy(&output.stdout);
		let last = printed.lines().last().unwrap_or_default();
		Ok(Ended {
			code: output.status.code().unwrap_or(-1),
			json: serde_json::from_str(last).unwrap_or_default(),
			told: String::from_utf8_lossy(&output.stderr).trim().to_string(),
		})
	}

	/// Run a script that must succeed.
	pub(crate) async fn run(
		&self,
		args: &[&str],
		environment: &[(&str, &str)],
	) -> anyhow::Result<Ended> {
		let ended = self.ask(args, environment).await?;
		if ended.code != 0 || !ended.json.is_object() {
			bail!("{} ({}): {}", args.join(" "), ended.code, ended.told);
		}
		Ok(ended)
	}
}

/// The packages, installed once for each content of the lock file and kept in cargo's target folder.
async fn packages(source: &Path) -> anyhow::Result<PathBuf> {
	let lock = std::fs::read(source.join("package-lock.json")).context("no package-lock.json")?;
	let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
	let home = kept.join(format!("clients-{:016x}", fnv(&lock)));
	let packages = home.join("node_modules");
	if packages.is_dir() {
		return Ok(packages);
	}
	std::fs::create_dir_all(kept).with_context(|| format!("cannot make {}", kept.display()))?;
	let fresh = tempfile::Builder::new()
		.prefix("clients-")
		.tempdir_in(kept)
		.context("cannot make a folder for the packages")?;
	for name in ["package.json", "package-lock.json", ".npmrc"] {
		std::fs::copy(source.join(name), fresh.path().join(name))
			.with_context(|| format!("cannot copy {name}"))?;
	}
	let mut npm = Command::new("npm");
	npm.arg("ci");
	let output = ended(&mut npm, fresh.path(), INSTALL).await.context(
		"cannot install the JavaScript packages: is npm there (scripts/setup.sh installs it)?",
	)?;
	if !output.status.success() {
		bail!("npm ci ({}): {}", output.status, said(&output));
	}
	// Another run may have been faster; one of the two is kept.
	match std::fs::rename(fresh.path(), &home) {
		Ok(()) => drop(fresh.keep()),
		Err(_) if packages.is_dir() => (),
		Err(why) => return Err(why).with_context(|| format!("cannot make {}", home.display())),
	}
	Ok(packages)
}

/// The files of the project itself.
fn files(source: &Path) -> anyhow::Result<Vec<PathBuf>> {
	let mut files = Vec::new();
	for entry in std::fs::read_dir(source).context("no tests/clients")? {
		let entry = entry.context("cannot read tests/clients")?;
		if entry.path().is_file() {
			files.push(entry.path());
		}
	}
	Ok(files)
}

async fn node(
	folder: &Path,
	args: &[&str],
	environment: &[(&str, &str)],
	limit: Duration,
) -> anyhow::Result<Output> {
	let mut command = Command::new("node");
	command.args(args).envs(environment.iter().copied());
	ended(&mut command, folder, limit)
		.await
		.with_context(|| format!("node {}", args.join(" ")))
}

/// What a program ended with. It is killed when it takes too long.
async fn ended(command: &mut Command, folder: &Path, limit: Duration) -> anyhow::Result<Output> {
	command
		.current_dir(folder)
		.stdin(Stdio::null())
		.kill_on_drop(true);
	tokio::time::timeout(limit, command.output())
		.await
		.with_context(|| format!("took over {} s", limit.as_secs()))?
		.context("cannot run it")
}

fn said(output: &Output) -> String {
	let streams = [&output.stdout, &output.stderr].map(|stream| String::from_utf8_lossy(stream));
	streams.join("\n").trim().to_string()
}

/// FNV-1a: enough to tell one lock file from the next.
fn fnv(bytes: &[u8]) -> u64 {
	bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
		(hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
	})
}
