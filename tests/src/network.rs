//! A network of validators on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{ensure, Context};
use serde_json::Value;
use tempfile::TempDir;

use crate::binaries::Binaries;
use crate::chain::Chain;
use crate::fixtures;
use crate::node::{run, DevKey, Node, Place};
use crate::wait::{until, when};
use crate::wallet::Wallet;

/// How long a network may take to make its first final block: each node compiles the runtime first.
const START: Duration = Duration::from_secs(90);

/// Four validators of `demo-city`. Killed when dropped.
#[derive(Debug)]
pub struct Network {
	binaries: Binaries,
	/// Before the folder, so that nodes end before it goes.
	nodes: Vec<Node>,
	spec: PathBuf,
	folder: Folder,
}

/// A temporary folder that stays when something went wrong.
#[derive(Debug)]
struct Folder(Option<TempDir>);

impl Folder {
	fn path(&self) -> &Path {
		self.0.as_ref().map_or(Path::new("."), TempDir::path)
	}

	fn keep(&mut self) -> Option<PathBuf> {
		self.0.take().map(TempDir::keep)
	}
}

impl Drop for Folder {
	fn drop(&mut self) {
		if std::thread::panicking() {
			if let Some(path) = self.keep() {
				eprintln!("logs are kept in {}", path.display());
			}
		}
	}
}

impl Network {
	/// Start the four validators of the demo city and wait for their first final block.
	pub async fn start() -> anyhow::Result<Self> {
		Self::start_from(&demo_city()).await
	}

	/// Start the validators of a profile whose agencies are the four of [`DevKey`].
	pub async fn start_from(profile: &Path) -> anyhow::Result<Self> {
		Self::start_at(profile, |_| Place::LOOPBACK, &[]).await
	}

	/// As [`Self::start_from`], with `args` for every node besides the usual ones.
	pub async fn start_with(profile: &Path, args: &[&str]) -> anyhow::Result<Self> {
		Self::start_at(profile, |_| Place::LOOPBACK, args).await
	}

	/// Start the four validators of the demo city as it began under spec version 1: with that
	/// runtime, and a quarter of the slots drawn by lot.
	pub async fn start_on_version_1() -> anyhow::Result<Self> {
		let runtime = fixtures::runtime_1();
		Self::open(&demo_city(), Some(&runtime), |_| Place::LOOPBACK, &[]).await
	}

	/// Start them where `place` says, with `args` besides the usual ones.
	pub async fn start_at(
		profile: &Path,
		place: impl Fn(DevKey) -> Place,
		args: &[&str],
	) -> anyhow::Result<Self> {
		Self::open(profile, None, place, args).await
	}

	async fn open(
		profile: &Path,
		runtime: Option<&Path>,
		place: impl Fn(DevKey) -> Place,
		args: &[&str],
	) -> anyhow::Result<Self> {
		let binaries = Binaries::find()?;
		let folder = tempfile::Builder::new()
			.prefix("civic-network-")
			.tempdir()
			.context("cannot make a temporary folder")?;
		let spec = folder.path().join("city.json");
		build_spec(&binaries, profile, runtime, &spec)?;
		let nodes = DevKey::ALL
			.into_iter()
			.map(|key| {
				let folder = folder.path().join(key.name());
				Node::prepare(&binaries.node, &spec, folder, Some(key), place(key))
					.map(|node| node.with_args(args))
			})
			.collect::<anyhow::Result<_>>()?;
		let mut network = Self {
			binaries,
			nodes,
			spec,
			folder: Folder(Some(folder)),
		};
		for key in DevKey::ALL {
			network.start_node(key)?;
		}
		if let Err(why) = network.finalizes(START).await {
			let logs = network.keep_logs();
			return Err(why.context(format!("the network did not start; logs are in {logs}")));
		}
		Ok(network)
	}

	/// The node of `key`.
	pub fn node(&self, key: DevKey) -> anyhow::Result<&Node> {
		self.nodes
			.iter()
			.find(|node| node.key == Some(key))
			.context("every key has a node")
	}

	/// The node of `key`.
	pub fn node_mut(&mut self, key: DevKey) -> anyhow::Result<&mut Node> {
		self.nodes
			.iter_mut()
			.find(|node| node.key == Some(key))
			.context("every key has a node")
	}

	/// Start the node of `key`, which does not run.
	pub fn start_node(&mut self, key: DevKey) -> anyhow::Result<()> {
		let others = self.addresses_but(key);
		let spec = self.spec.clone();
		self.node_mut(key)?.start(&spec, &others)
	}

	/// A second node that validates with the same key as the node of `key`: what no operator should
	/// ever do.
	pub fn start_twin(&self, key: DevKey) -> anyhow::Result<Node> {
		let folder = self.folder.path().join(format!("{}-twin", key.name()));
		let mut twin = Node::prepare(
			&self.binaries.node,
			&self.spec,
			folder,
			Some(key),
			Place::LOOPBACK,
		)?;
		self.join(&mut twin)?;
		Ok(twin)
	}

	/// A node more, with an empty folder called `name` and no validator's key, that starts with
	/// these arguments too.
	pub fn newcomer(&self, name: &str, args: &[&str]) -> anyhow::Result<Node> {
		let folder = self.folder.path().join(name);
		let place = Place::LOOPBACK;
		let node = Node::prepare(&self.binaries.node, &self.spec, folder, None, place)?;
		let mut node = node.with_args(args);
		self.join(&mut node)?;
		Ok(node)
	}

	/// A machine more, that does not run yet, with what was backed up of `lost`.
	pub fn restored(&self, lost: &Node, name: &str) -> anyhow::Result<Node> {
		let folder = self.folder.path().join(name);
		let place = Place::LOOPBACK;
		let mut node = Node::prepare(&self.binaries.node, &self.spec, folder, None, place)?;
		node.restore(lost)?;
		Ok(node)
	}

	/// Start a node of none of the network's own keys, which does not run, connected to all of them.
	pub fn join(&self, node: &mut Node) -> anyhow::Result<()> {
		let others: Vec<_> = self.nodes.iter().map(Node::address).collect();
		node.start(&self.spec, &others)
	}

	/// Delete the database of the node of `key`, which does not run.
	pub fn wipe(&self, key: DevKey) -> anyhow::Result<()> {
		self.node(key)?.wipe(&self.spec)
	}

	fn addresses_but(&self, key: DevKey) -> Vec<String> {
		self.nodes
			.iter()
			.filter(|node| node.key != Some(key))
			.map(Node::address)
			.collect()
	}

	/// Where everything of this network lies, as long as it runs.
	pub fn folder(&self) -> &Path {
		self.folder.path()
	}

	/// The file with the chain's specification.
	pub fn spec(&self) -> &Path {
		&self.spec
	}

	/// The chain as the node of `key` sees it.
	pub async fn chain(&self, key: DevKey) -> anyhow::Result<Chain> {
		Chain::connect(&self.node(key)?.url()).await
	}

	/// A wallet that talks to the node of `key` and keeps its files in a folder of its own, `owner`.
	pub fn wallet(&self, owner: &str, key: DevKey) -> anyhow::Result<Wallet> {
		let folder = self.folder.path().join("wallets").join(owner);
		Wallet::new(&self.binaries.wallet, folder, self.node(key)?.url())
	}

	/// Wait until every running node has a final block above the ones that were final at first.
	pub async fn finalizes(&mut self, limit: Duration) -> anyhow::Result<u64> {
		let mut highest = 0;
		let running: Vec<_> = self
			.nodes
			.iter()
			.filter(|node| node.id().is_some())
			.filter_map(|node| node.key)
			.collect();
		let mut begun_at = None;
		for key in running {
			let url = self.node(key)?.url();
			let name = key.name();
			until(&format!("{name} to answer at {url}"), limit, || async {
				let chain = Chain::connect(&url).await?;
				chain.finalized().await.map(crate::wait::Seen::Ready)
			})
			.await
			.map_err(|why| {
				self.node_mut(key)
					.and_then(Node::must_run)
					.err()
					.unwrap_or(why)
			})?;
			let chain = Chain::connect(&url).await?;
			let from = match begun_at {
				Some(height) => height,
				None => *begun_at.insert(chain.finalized().await?),
			};
			highest = until(
				&format!("{name} to finalise above block {from}"),
				limit,
				|| async {
					let height = chain.finalized().await?;
					Ok(match when(height > from, height) {
						crate::wait::Seen::Ready(()) => crate::wait::Seen::Ready(height),
						crate::wait::Seen::Not(state) => crate::wait::Seen::Not(state),
					})
				},
			)
			.await?;
		}
		Ok(highest)
	}

	/// Fail when a node has ended by itself.
	pub fn must_run(&mut self) -> anyhow::Result<()> {
		self.nodes
			.iter_mut()
			.filter(|node| node.id().is_some())
			.try_for_each(Node::must_run)
	}

	/// Fail when a node's logs have lines that no node may ever write.
	pub fn must_be_sound(&self) -> anyhow::Result<()> {
		for node in &self.nodes {
			let complaints = node.complaints()?;
			ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
		}
		Ok(())
	}

	/// Keep the folder with all logs, and say where it is.
	pub fn keep_logs(&mut self) -> String {
		match self.folder.keep() {
			Some(path) => path.display().to_string(),
			None => "the folder told before".to_string(),
		}
	}
}

/// The profile of the demo city.
pub fn demo_city() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../chain-spec/profiles/demo-city.toml")
}

fn build_spec(
	binaries: &Binaries,
	profile: &Path,
	runtime: Option<&Path>,
	spec: &Path,
) -> anyhow::Result<()> {
	let mut command = Command::new(&binaries.chain_spec);
	command.arg("build").arg(profile).arg("--raw");
	run(command.arg("--out").arg(spec))?;
	runtime.map_or(Ok(()), |runtime| begin_as_version_1(spec, runtime))
}

/// Make the specification one of spec version 1, which this workspace's program makes no more: its
/// runtime, its version, and its chance of BABE (1 in 4 where it is 1 in 20).
fn begin_as_version_1(spec: &Path, runtime: &Path) -> anyhow::Result<()> {
	let text = std::fs::read_to_string(spec).context("cannot read the specification")?;
	let mut json: Value = serde_json::from_str(&text).context("a specification is JSON")?;
	let top = json
		.pointer_mut("/genesis/raw/top")
		.and_then(Value::as_object_mut)
		.context("a raw specification has a state")?;
	// `:code`
	let code = std::fs::read(runtime).context("cannot read the runtime")?;
	let code = format!("0x{}", hex::encode(code));
	let before = top.insert("0x3a636f6465".into(), code.into());
	ensure!(before.is_some(), "a state has code");
	// As SCALE has them: c, and lots in every slot; the version, and "civic-ledger".
	let by_lot = |slots: u8| format!("0x0100000000000000{slots:02x}0000000000000002");
	let upgraded = |version: u8| format!("0x{:02x}3063697669632d6c6564676572", version << 2);
	for (now, then) in [(by_lot(20), by_lot(4)), (upgraded(2), upgraded(1))] {
		let mut found: Vec<_> = top.values_mut().filter(|value| **value == now).collect();
		ensure!(found.len() == 1, "{} values are {now}", found.len());
		if let Some(value) = found.pop() {
			*value = then.into();
		}
	}
	std::fs::write(spec, json.to_string()).context("cannot write the specification")
}
