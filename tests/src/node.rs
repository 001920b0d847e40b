//! One node: a process of its own, with its own folder, ports and keys.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{bail, Context};
use serde_json::Value;

/// A node, of a validator or of somebody who follows the chain. Killed when dropped.
#[derive(Debug)]
pub struct Node {
	/// Which development key it validates with, if it does.
	pub key: Option<DevKey>,
	name: String,
	program: PathBuf,
	folder: PathBuf,
	place: Place,
	p2p_port: u16,
	rpc_port: u16,
	prometheus_port: u16,
	peer: String,
	args: Vec<String>,
	process: Option<Child>,
	starts: u32,
}

/// Where a node runs: on this machine's loopback, or in a network namespace.
#[derive(Clone, Debug)]
pub struct Place {
	/// The network namespace; none is the one of the test.
	pub(crate) namespace: Option<String>,
	/// Where other nodes reach it.
	pub(crate) peers: Ipv4Addr,
	/// Where the test reaches it.
	pub(crate) clients: Ipv4Addr,
}

impl Place {
	/// On the loopback of this machine.
	pub const LOOPBACK: Self = Self {
		namespace: None,
		peers: Ipv4Addr::LOCALHOST,
		clients: Ipv4Addr::LOCALHOST,
	};
}

/// What a complaint has in it, in lower case.
const COMPLAINTS: [&str; 4] = ["panicked", "corrupt", "essential task", "quivocat"];

/// How the runtime ends a block whose maker stood still (a busy or suspended machine) between claiming the
/// slot and setting the time. The block is dropped, and nothing is wrong.
const TOO_LATE: [&str; 2] = [
	"Timestamp slot must match `CurrentSlot`",
	"Timestamp must be updated once in the block",
];

/// What of a log is a complaint.
fn complaints(log: &str) -> impl Iterator<Item = &str> {
	// What a panic says stands in the line after it.
	let next = log.lines().skip(1).chain([""]);
	let lines = log.lines().zip(next).filter(|(line, next)| {
		let line = line.to_lowercase();
		COMPLAINTS.iter().any(|word| line.contains(word))
			&& !TOO_LATE.iter().any(|late| next.contains(late))
	});
	lines.map(|(line, _)| line)
}

/// The development keys that validate in `demo-city`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DevKey {
	/// //Alice.
	Alice,
	/// //Bob.
	Bob,
	/// //Charlie.
	Charlie,
	/// //Dave.
	Dave,
}

impl DevKey {
	/// The four that run `demo-city`.
	pub const ALL: [Self; 4] = [Self::Alice, Self::Bob, Self::Charlie, Self::Dave];

	/// In lower case.
	pub fn name(self) -> &'static str {
		match self {
			Self::Alice => "alice",
			Self::Bob => "bob",
			Self::Charlie => "charlie",
			Self::Dave => "dave",
		}
	}

	/// The secret as wallets take it.
	pub fn suri(self) -> &'static str {
		match self {
			Self::Alice => "//Alice",
			Self::Bob => "//Bob",
			Self::Charlie => "//Charlie",
			Self::Dave => "//Dave",
		}
	}
}

impl Node {
	/// A node that has not been started, with its own network identity in `folder`.
	pub(crate) fn prepare(
		program: &Path,
		spec: &Path,
		folder: PathBuf,
		key: Option<DevKey>,
		place: Place,
	) -> anyhow::Result<Self> {
		std::fs::create_dir_all(&folder)
			.with_context(|| format!("cannot make {}", folder.display()))?;
		let identity = folder.join("node-key");
		let mut command = Command::new(program);
		command.args(["key", "generate-node-key", "--file"]);
		command.arg(&identity).arg("--chain").arg(spec);
		// The peer id goes to the error stream, beside what else the program has to say.
		let said = run(&mut command)?;
		let peer = said
			.split_whitespace()
			.find(|word| word.starts_with("12D3Koo"))
			.with_context(|| format!("no peer id in: {said}"))?
			.to_string();
		let [p2p_port, rpc_port, prometheus_port] = free_ports()?;
		let name = folder
			.file_name()
			.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
		Ok(Self {
			key,
			name,
			program: program.to_path_buf(),
			folder,
			place,
			p2p_port,
			rpc_port,
			prometheus_port,
			peer,
			args: Vec::new(),
			process: None,
			starts: 0,
		})
	}

	/// Start it with these arguments too, from the next start on.
	#[must_use]
	pub fn with_args(mut self, args: &[&str]) -> Self {
		self.args.extend(args.iter().map(ToString::to_string));
		self
	}

	/// What it is called.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// Where other nodes reach it.
	pub fn address(&self) -> String {
		format!(
			"/ip4/{}/tcp/{}/p2p/{}",
			self.place.peers, self.p2p_port, self.peer
		)
	}

	/// The name others know it by.
	pub fn peer(&self) -> &str {
		&self.peer
	}

	/// Where wallets reach it.
	pub fn url(&self) -> String {
		format!("ws://{}:{}", self.place.clients, self.rpc_port)
	}

	/// Where it answers JSON-RPC by HTTP, and says how it is (`/health`).
	pub fn http(&self) -> String {
		format!("http://{}:{}", self.place.clients, self.rpc_port)
	}

	/// Where Prometheus reads it, when it runs on loopback.
	pub fn metrics(&self) -> String {
		format!(
			"http://{}:{}/metrics",
			Ipv4Addr::LOCALHOST,
			self.prometheus_port
		)
	}

	/// The file of its latest start.
	pub fn log(&self) -> PathBuf {
		self.log_of(self.starts)
	}

	/// The files of all its starts.
	pub fn logs(&self) -> Vec<PathBuf> {
		(1..=self.starts).map(|start| self.log_of(start)).collect()
	}

	/// Lines of its logs that no node may ever write: a panic, a broken database, a part that gave
	/// up, a double vote or block.
	pub fn complaints(&self) -> anyhow::Result<Vec<String>> {
		let mut lines = Vec::new();
		for log in self.logs() {
			let text = std::fs::read(&log).with_context(|| format!("no {}", log.display()))?;
			let text = String::from_utf8_lossy(&text);
			let bad = complaints(&text);
			lines.extend(bad.map(|line| format!("{}: {line}", log.display())));
		}
		Ok(lines)
	}

	fn log_of(&self, start: u32) -> PathBuf {
		self.folder.join(format!("{start}.log"))
	}

	/// Its process id, while it runs.
	pub fn id(&self) -> Option<u32> {
		self.process.as_ref().map(Child::id)
	}

	/// Start it on the chain of `spec`, connected to `others`. A stopped node starts again with all
	/// it had stored.
	pub fn start(&mut self, spec: &Path, others: &[String]) -> anyhow::Result<()> {
		if self.process.is_some() {
			bail!("{} runs already", self.name);
		}
		self.starts += 1;
		let log = File::create(self.log()).context("cannot make the log file")?;
		let mut command = self.command();
		command
			.arg("--chain")
			.arg(spec)
			.arg("--base-path")
			.arg(self.folder.join("data"))
			.arg("--node-key-file")
			.arg(self.folder.join("node-key"))
			.args([
				"--listen-addr",
				&format!("/ip4/{}/tcp/{}", self.place.peers, self.p2p_port),
			])
			.args(["--rpc-port", &self.rpc_port.to_string()])
			.args(["--prometheus-port", &self.prometheus_port.to_string()])
			.args(["--no-mdns", "--no-telemetry"])
			.args(["--allow-private-ip", "--rpc-max-connections", "500"]);
		match self.key {
			Some(key) => command.arg(format!("--{}", key.name())).arg("--validator"),
			None => command.args(["--name", &self.name]),
		};
		if self.place.namespace.is_some() {
			command.args([
				"--unsafe-rpc-external",
				"--rpc-methods",
				"safe",
				"--rpc-cors",
				"all",
			]);
		}
		for other in others {
			command.args(["--reserved-nodes", other]);
		}
		let process = command
			.args(&self.args)
			.stdin(Stdio::null())
			.stdout(log.try_clone().context("cannot share the log file")?)
			.stderr(log)
			.spawn()
			.with_context(|| format!("cannot start {}", self.program.display()))?;
		self.process = Some(process);
		Ok(())
	}

	/// The program, in its namespace. `ip netns exec` becomes the program: the process id is the
	/// node's.
	fn command(&self) -> Command {
		let Some(namespace) = &self.place.namespace else {
			return Command::new(&self.program);
		};
		let mut command = Command::new("ip");
		command
			.args(["netns", "exec", namespace])
			.arg(&self.program);
		command
	}

	/// Kill it as a power cut would (SIGKILL), and wait until it is gone.
	pub fn kill(&mut self) -> anyhow::Result<()> {
		let mut process = self.process.take().context("it does not run")?;
		process.kill().context("cannot kill the node")?;
		process.wait().context("cannot wait for the node's end")?;
		Ok(())
	}

	/// Delete its database, as an operator would. Its keys and its network identity stay.
	pub fn wipe(&self, spec: &Path) -> anyhow::Result<()> {
		if self.process.is_some() {
			bail!("{} still runs", self.name);
		}
		let mut command = Command::new(&self.program);
		command.args(["purge-chain", "-y", "--chain"]).arg(spec);
		command.arg("--base-path").arg(self.folder.join("data"));
		run(&mut command).map(drop)
	}

	/// What `civic-node agency-keys` answers for an agency's `account`, with these arguments too. The node
	/// may run.
	pub fn agency_keys(&self, account: &str, args: &[&str]) -> anyhow::Result<Value> {
		let chain = self.chain()?;
		let id = chain.file_name().context("a chain's folder has a name")?;
		let file = tempfile::tempdir().context("cannot make a temporary folder")?;
		let mut command = Command::new(&self.program);
		command
			.arg("agency-keys")
			.arg("--chain-id")
			.arg(id)
			.arg("--base-path")
			.arg(self.folder.join("data"))
			.args(["--account", account, "--name", &self.name, "--json"])
			.args([
				"--address",
				&format!("/ip4/127.0.0.1/tcp/{}", self.p2p_port),
			])
			.arg("--out")
			.arg(file.path().join("hand-over.toml"))
			.args(args);
		let output = command.output().context("cannot run civic-node")?;
		if !output.status.success() {
			bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
		}
		serde_json::from_slice(&output.stdout).context("keys are told in JSON")
	}

	/// Take over what is backed up of another node: its session keys and its network identity.
	pub(crate) fn restore(&mut self, other: &Self) -> anyhow::Result<()> {
		if self.process.is_some() || other.process.is_some() {
			bail!("the same keys never run twice");
		}
		let from = other.chain()?.join("keystore");
		let id = from.strip_prefix(&other.folder)?;
		let to = self.folder.join(id);
		std::fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
		let identity = other.folder.join("node-key");
		let keys = files(&from)?.into_iter().map(|file| {
			let name = file.file_name().map(ToOwned::to_owned).unwrap_or_default();
			(file, to.join(name))
		});
		for (from, to) in keys.chain([(identity, self.folder.join("node-key"))]) {
			std::fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
		}
		self.peer.clone_from(&other.peer);
		Ok(())
	}

	/// The folder of its chain, which it has from its first start on.
	fn chain(&self) -> anyhow::Result<PathBuf> {
		let chains = self.folder.join("data").join("chains");
		files(&chains)?.pop().context("it has a chain's folder")
	}

	/// Leave of its database what there is in the first moment of its first start: a folder that says
	/// what it is to hold, and holds nothing.
	pub fn empty_database(&self) -> anyhow::Result<()> {
		if self.process.is_some() {
			bail!("{} still runs", self.name);
		}
		for file in files(&self.chain()?.join("paritydb").join("full"))? {
			if !file.ends_with("metadata") {
				std::fs::remove_file(&file)
					.with_context(|| format!("cannot remove {}", file.display()))?;
			}
		}
		Ok(())
	}

	/// Fail when it has ended by itself.
	pub fn must_run(&mut self) -> anyhow::Result<()> {
		let log = self.log();
		let Some(process) = &mut self.process else {
			bail!("{} was not started", self.name);
		};
		if let Some(status) = process.try_wait().context("cannot look at the node")? {
			bail!(
				"{} ended by itself ({status}); its log is {}",
				self.name,
				log.display()
			);
		}
		Ok(())
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		if self.process.is_some() {
			// Nothing is left to do about a process that cannot be killed.
			let _ = self.kill();
		}
	}
}

/// Run a command to its end. Returns what it wrote to the error stream, and fails with it.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<String> {
	let output = command
		.stdin(Stdio::null())
		.output()
		.with_context(|| format!("cannot run {}", command.get_program().display()))?;
	let said = String::from_utf8_lossy(&output.stderr).into_owned();
	if !output.status.success() {
		bail!("{command:?} failed ({}): {said}", output.status);
	}
	Ok(said)
}

/// What is in a folder.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
	std::fs::read_dir(folder)
		.and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
		.with_context(|| format!("cannot read {}", folder.display()))
}

/// Ports nobody listens on at the moment.
pub(crate) fn free_ports<const N: usize>() -> anyhow::Result<[u16; N]> {
	// All are held until all are known, so that they differ.
	let listeners: Vec<_> = (0..N).map(|_| bind()).collect::<anyhow::Result<_>>()?;
	let mut ports = [0; N];
	for (port, listener) in ports.iter_mut().zip(&listeners) {
		*port = listener
			.local_addr()
			.context("cannot read the port")?
			.port();
	}
	Ok(ports)
}

fn bind() -> anyhow::Result<TcpListener> {
	TcpListener::bind("127.0.0.1:0").context("cannot find a free port on 127.0.0.1")
}

#[cfg(test)]
mod tests {
	use super::complaints;

	#[test]
	fn a_panic_is_a_complaint_unless_a_block_came_too_late() {
		let log = "12:37 Imported #1\n12:37 panicked at pallet-babe/src/lib.rs:1002:3:\n\
			assertion `left == right` failed: Timestamp slot must match `CurrentSlot`\n\
			12:37 panicked at pallet-timestamp/src/lib.rs:229:4:\n\
			Timestamp must be updated once in the block\n\
			12:38 panicked at pallet-members/src/lib.rs:1:1:\noverflow\n12:39 Database is Corrupt";
		let found: Vec<_> = complaints(log).collect();
		assert_eq!(
			found,
			[
				"12:38 panicked at pallet-members/src/lib.rs:1:1:",
				"12:39 Database is Corrupt"
			]
		);
	}
}
