//! One node: a process of its own, with its own folder, ports and keys.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{bail, Context};

/// A validator's node. Killed when dropped.
#[derive(Debug)]
pub struct Node {
	/// Which development key it validates with.
	pub key: DevKey,
	program: PathBuf,
	folder: PathBuf,
	p2p_port: u16,
	rpc_port: u16,
	peer: String,
	process: Option<Child>,
	starts: u32,
	/// What it is told besides.
	options: Vec<String>,
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
		key: DevKey,
	) -> anyhow::Result<Self> {
		std::fs::create_dir_all(&folder)
			.with_context(|| format!("cannot make {}", folder.display()))?;
		let identity = folder.join("node-key");
		let output = Command::new(program)
			.args(["key", "generate-node-key", "--file"])
			.arg(&identity)
			.arg("--chain")
			.arg(spec)
			.output()
			.with_context(|| format!("cannot run {}", program.display()))?;
		if !output.status.success() {
			bail!(
				"generate-node-key: {}",
				String::from_utf8_lossy(&output.stderr)
			);
		}
		// The peer id goes to the error stream, beside what else the program has to say.
		let said = String::from_utf8_lossy(&output.stderr).into_owned();
		let peer = said
			.split_whitespace()
			.find(|word| word.starts_with("12D3Koo"));
		let peer = peer
			.with_context(|| format!("no peer id in: {said}"))?
			.to_string();
		let [p2p_port, rpc_port] = free_ports()?;
		Ok(Self {
			key,
			program: program.to_path_buf(),
			folder,
			p2p_port,
			rpc_port,
			peer,
			process: None,
			starts: 0,
			options: Vec::new(),
		})
	}

	/// Give it these options as well when it is started.
	#[must_use]
	pub(crate) fn with_options(mut self, options: &[String]) -> Self {
		self.options = options.to_vec();
		self
	}

	/// Where other nodes reach it.
	pub fn address(&self) -> String {
		format!("/ip4/127.0.0.1/tcp/{}/p2p/{}", self.p2p_port, self.peer)
	}

	/// Where wallets reach it.
	pub fn url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.rpc_port)
	}

	/// The file of its latest start.
	pub fn log(&self) -> PathBuf {
		self.folder.join(format!("{}.log", self.starts))
	}

	/// Its process id, while it runs.
	pub fn id(&self) -> Option<u32> {
		self.process.as_ref().map(Child::id)
	}

	/// Start it on the chain of `spec`, connected to `others`. A stopped node starts again with all
	/// it had stored.
	pub fn start(&mut self, spec: &Path, others: &[String]) -> anyhow::Result<()> {
		if self.process.is_some() {
			bail!("{} runs already", self.key.name());
		}
		self.starts += 1;
		let log = File::create(self.log()).context("cannot make the log file")?;
		let mut command = Command::new(&self.program);
		command
			.arg("--chain")
			.arg(spec)
			.arg("--base-path")
			.arg(self.folder.join("data"))
			.arg("--node-key-file")
			.arg(self.folder.join("node-key"))
			.arg(format!("--{}", self.key.name()))
			.arg("--validator")
			.args([
				"--listen-addr",
				&format!("/ip4/127.0.0.1/tcp/{}", self.p2p_port),
			])
			.args(["--rpc-port", &self.rpc_port.to_string()])
			.args(["--no-mdns", "--no-telemetry", "--no-prometheus"])
			.args(["--allow-private-ip", "--rpc-max-connections", "500"])
			.args(&self.options)
			.stdin(Stdio::null())
			.stdout(log.try_clone().context("cannot share the log file")?)
			.stderr(log);
		for other in others {
			command.args(["--reserved-nodes", other]);
		}
		let process = command
			.spawn()
			.with_context(|| format!("cannot start {}", self.program.display()))?;
		self.process = Some(process);
		Ok(())
	}

	/// Kill it as a power cut would (SIGKILL), and wait until it is gone.
	pub fn kill(&mut self) -> anyhow::Result<()> {
		let mut process = self.process.take().context("it does not run")?;
		process.kill().context("cannot kill the node")?;
		process.wait().context("cannot wait for the node's end")?;
		Ok(())
	}

	/// Fail when it has ended by itself.
	pub fn must_run(&mut self) -> anyhow::Result<()> {
		let log = self.log();
		let Some(process) = &mut self.process else {
			bail!("{} was not started", self.key.name());
		};
		if let Some(status) = process.try_wait().context("cannot look at the node")? {
			bail!(
				"{} ended by itself ({status}); its log is {}",
				self.key.name(),
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

/// Ports nobody listens on at the moment.
fn free_ports() -> anyhow::Result<[u16; 2]> {
	// Both are held until both are known, so that they differ.
	let listeners = [bind()?, bind()?];
	let mut ports = [0; 2];
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
