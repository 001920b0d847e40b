//! A full node as a city runs one for light clients: it validates nothing and listens for WebSockets.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{bail, Context};
use civic_tests::binaries::Binaries;
use civic_tests::wait::{until, when};
use civic_tests::{Chain, DevKey, Network};
use serde_json::Value;

/// How long it may take to follow the chain.
const START: Duration = Duration::from_secs(60);

/// A full node for light clients. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Gateway {
	process: Child,
	rpc_port: u16,
	websocket: String,
}

impl Gateway {
	/// Start it on the chain of `network`, and wait until it has a final block.
	pub(crate) async fn start(network: &Network, folder: &Path) -> anyhow::Result<Self> {
		let binaries = Binaries::find()?;
		std::fs::create_dir_all(folder).context("cannot make the node's folder")?;
		let identity = folder.join("node-key");
		let peer = identity_of(&binaries.node, network.spec(), &identity)?;
		let [tcp, websocket, rpc_port] = free_ports()?;
		let log = File::create(folder.join("gateway.log")).context("cannot make the log file")?;
		let mut command = Command::new(&binaries.node);
		command
			.arg("--chain")
			.arg(network.spec())
			.arg("--base-path")
			.arg(folder.join("data"))
			.arg("--node-key-file")
			.arg(&identity)
			.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{tcp}")])
			.args([
				"--listen-addr",
				&format!("/ip4/127.0.0.1/tcp/{websocket}/ws"),
			])
			.args(["--rpc-port", &rpc_port.to_string()])
			.args(["--no-mdns", "--no-telemetry", "--no-prometheus"])
			.arg("--allow-private-ip")
			.stdin(Stdio::null())
			.stdout(log.try_clone().context("cannot share the log file")?)
			.stderr(log);
		for key in DevKey::ALL {
			command.args(["--reserved-nodes", &network.node(key)?.address()]);
		}
		let process = command.spawn().context("cannot start the full node")?;
		let gateway = Self {
			process,
			rpc_port,
			websocket: format!("/ip4/127.0.0.1/tcp/{websocket}/ws/p2p/{peer}"),
		};
		let url = gateway.url();
		until("the full node to finalise", START, || async {
			let height = Chain::connect(&url).await?.finalized().await?;
			Ok(when(height > 0, height))
		})
		.await?;
		Ok(gateway)
	}

	/// Where wallets reach it.
	pub(crate) fn url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.rpc_port)
	}

	/// Write `spec` to `path` as light clients take it: with this node to begin at.
	pub(crate) fn introduce(&self, mut spec: Value, path: PathBuf) -> anyhow::Result<PathBuf> {
		let fields = spec
			.as_object_mut()
			.context("a specification is an object")?;
		fields.insert("bootNodes".into(), vec![self.websocket.as_str()].into());
		std::fs::write(&path, spec.to_string()).context("cannot write the specification")?;
		Ok(path)
	}
}

impl Drop for Gateway {
	fn drop(&mut self) {
		// Nothing is left to do about a process that cannot be killed.
		let _ = self.process.kill();
		let _ = self.process.wait();
	}
}

/// Make the node's network identity; returns its public part.
fn identity_of(program: &Path, spec: &Path, file: &Path) -> anyhow::Result<String> {
	let output = Command::new(program)
		.args(["key", "generate-node-key", "--chain"])
		.arg(spec)
		.arg("--file")
		.arg(file)
		.output()
		.context("cannot make a network identity")?;
	// It goes to the error stream, beside what else the program has to say.
	let said = String::from_utf8_lossy(&output.stderr);
	let peer = said
		.split_whitespace()
		.find(|word| word.starts_with("12D3Koo"));
	match peer {
		Some(peer) if output.status.success() => Ok(peer.to_string()),
		_ => bail!("generate-node-key: {said}"),
	}
}

/// Ports nobody listens on at the moment.
fn free_ports<const N: usize>() -> anyhow::Result<[u16; N]> {
	// All are held until all are known, so that they differ.
	let mut listeners = Vec::new();
	for _ in 0..N {
		listeners.push(TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?);
	}
	let mut ports = [0; N];
	for (port, listener) in ports.iter_mut().zip(&listeners) {
		*port = listener
			.local_addr()
			.context("cannot read the port")?
			.port();
	}
	Ok(ports)
}
