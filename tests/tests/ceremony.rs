//! A genesis ceremony: four agencies on four machines (folders), three commands, one chain.
//!
//! It has a small network of its own: the shared one (ADR 0032) starts from development keys.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::binaries::Binaries;
use civic_tests::wait::{until, when};
use civic_tests::Chain;
use serde_json::Value;
use tempfile::TempDir;

/// Each node compiles the runtime first.
const SOON: Duration = Duration::from_secs(90);

/// The agencies of the ceremony, and their mandates.
const AGENCIES: [(&str, &str); 4] = [
	("registry-office", "\"registrar\", \"authorities\""),
	("environment-agency", "\"methodology\""),
	("finance-department", "\"issuance\""),
	("city-works", "\"authorities\""),
];

/// An agency's machine. Its node is killed when dropped.
struct Machine {
	name: &'static str,
	folder: PathBuf,
	account: String,
	p2p_port: u16,
	rpc_port: u16,
	process: Option<Child>,
}

impl Drop for Machine {
	fn drop(&mut self) {
		if let Some(mut process) = self.process.take() {
			// Nothing is left to do about a process that cannot be killed.
			let _ = process.kill();
			let _ = process.wait();
		}
	}
}

/// What a program answered, and its exit code.
type Answer = (Value, Option<i32>);

struct Ceremony {
	binaries: Binaries,
	machines: Vec<Machine>,
	/// What the coordinator keeps, and publishes.
	city: PathBuf,
	_folder: TempDir,
}

impl Ceremony {
	/// Four machines, and a profile that names the files the agencies will hand over.
	fn prepare() -> anyhow::Result<Self> {
		let binaries = Binaries::find()?;
		let folder = tempfile::Builder::new()
			.prefix("civic-ceremony-")
			.tempdir()?;
		let city = folder.path().join("coordinator");
		copy_profile(&city)?;
		let machines = AGENCIES
			.iter()
			.map(|(name, _)| Machine::new(name, folder.path().join(name), &binaries))
			.collect::<anyhow::Result<_>>()?;
		Ok(Self {
			binaries,
			machines,
			city,
			_folder: folder,
		})
	}

	/// Step 1, on each machine: keys are made, and the public ones handed over.
	fn hand_over(&self) -> anyhow::Result<()> {
		for machine in &self.machines {
			let file = format!("{}.toml", machine.name);
			let address = format!("/ip4/127.0.0.1/tcp/{}", machine.p2p_port);
			let mut command = Command::new(&self.binaries.node);
			command.arg("agency-keys").args(["--base-path", "data"]);
			command.args(["--chain-id", "test-city", "--name", machine.name]);
			command.args(["--account", &machine.account, "--address", &address]);
			command.args(["--out", &file]);
			let (answer, code) = answer(command.current_dir(&machine.folder))?;
			ensure!(code == Some(0), "{}: {answer:#}", machine.name);
			std::fs::copy(machine.folder.join(&file), self.city.join(&file))?;
		}
		Ok(())
	}

	/// Step 2, at the coordinator's: the specification is built.
	fn build(&self, out: &str) -> anyhow::Result<Answer> {
		let mut command = Command::new(&self.binaries.chain_spec);
		command.args(["build", "city.toml", "--raw", "--out", out]);
		answer(command.current_dir(&self.city))
	}

	/// Step 3, on each machine: it is what was agreed on, and names the agency's own keys.
	fn check(&self, machine: &Machine, agreed: &[&str]) -> anyhow::Result<Answer> {
		let mut command = Command::new(&self.binaries.node);
		command.args([
			"check-genesis",
			"--chain",
			"city.json",
			"--base-path",
			"data",
		]);
		for hash in agreed {
			command.args(["--expect", hash]);
		}
		answer(command.current_dir(&machine.folder))
	}

	/// Give the specification to every agency.
	fn publish(&self) -> anyhow::Result<()> {
		for machine in &self.machines {
			std::fs::copy(
				self.city.join("city.json"),
				machine.folder.join("city.json"),
			)?;
		}
		Ok(())
	}
}

impl Machine {
	fn new(name: &'static str, folder: PathBuf, binaries: &Binaries) -> anyhow::Result<Self> {
		std::fs::create_dir_all(&folder)?;
		std::fs::write(folder.join("password"), "correct horse battery staple")?;
		// The account's key is the wallet's, and stays with the agency.
		let mut wallet = Command::new(&binaries.wallet);
		wallet.args(["--keys", "wallet", "key", "new", "account"]);
		wallet.env("CIVIC_PASSWORD_FILE", folder.join("password"));
		let (key, _) = answer(wallet.current_dir(&folder))?;
		let account = key
			.pointer("/address")
			.and_then(Value::as_str)
			.with_context(|| format!("no address in {key}"))?
			.to_string();
		let [p2p_port, rpc_port] = free_ports()?;
		Ok(Self {
			name,
			folder,
			account,
			p2p_port,
			rpc_port,
			process: None,
		})
	}

	fn url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.rpc_port)
	}

	/// Start the node as the runbook has it: no keys in its arguments, no peers but the boot nodes.
	fn start(&mut self, node: &Path) -> anyhow::Result<()> {
		let log = File::create(self.folder.join("log"))?;
		let process = Command::new(node)
			.args(["--chain", "city.json", "--base-path", "data", "--validator"])
			.args(["--name", self.name])
			.arg("--listen-addr")
			.arg(format!("/ip4/127.0.0.1/tcp/{}", self.p2p_port))
			.args(["--rpc-port", &self.rpc_port.to_string()])
			.args([
				"--no-mdns",
				"--no-telemetry",
				"--no-prometheus",
				"--allow-private-ip",
			])
			.current_dir(&self.folder)
			.stdin(Stdio::null())
			.stdout(log.try_clone()?)
			.stderr(log)
			.spawn()
			.context("cannot start the node")?;
		self.process = Some(process);
		Ok(())
	}

	/// What its node logged last.
	fn log(&self) -> String {
		let text = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
		let lines: Vec<_> = text.lines().rev().take(20).collect();
		lines.into_iter().rev().collect::<Vec<_>>().join("\n")
	}
}

/// Run a command that answers in JSON.
fn answer(command: &mut Command) -> anyhow::Result<Answer> {
	let output = command
		.arg("--json")
		.stdin(Stdio::null())
		.output()
		.with_context(|| format!("cannot run {command:?}"))?;
	let json = serde_json::from_slice(&output.stdout).with_context(|| {
		let told = String::from_utf8_lossy(&output.stderr);
		format!("{command:?} printed no JSON: {told}")
	})?;
	Ok((json, output.status.code()))
}

/// The demo city's profile and documents, live and with the agencies of the ceremony.
fn copy_profile(city: &Path) -> anyhow::Result<()> {
	let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chain-spec/profiles");
	std::fs::create_dir_all(city.join("methods"))?;
	for file in std::fs::read_dir(profiles.join("methods"))? {
		let file = file?;
		if file.path().is_file() {
			std::fs::copy(file.path(), city.join("methods").join(file.file_name()))?;
		}
	}
	let demo = std::fs::read_to_string(profiles.join("demo-city.toml"))?;
	let (before, rest) = demo
		.split_once("[[agencies]]")
		.context("the demo city has agencies")?;
	let (_, after) = rest
		.split_once("[[verifiers]]")
		.context("the demo city has verifiers")?;
	let agencies: String = AGENCIES
		.iter()
		.map(|(name, mandates)| {
			format!(
				"[[agencies]]\nname = \"{name}\"\nhand-over = \"{name}.toml\"\n\
				 mandates = [{mandates}]\nuntil = \"2036-12-31\"\n\n"
			)
		})
		.collect();
	let profile = format!("{before}{agencies}[[verifiers]]{after}")
		.replace("\"demo-city\"", "\"test-city\"")
		.replace("chain-type = \"local\"", "chain-type = \"live\"")
		.replace("fewest-agencies = 3", "fewest-agencies = 4")
		.replace("epoch = \"18 s\"", "epoch = \"1 h\"")
		.replace("day = \"21 s\"", "day = \"24 h\"")
		.replace("period = \"1 min\"", "period = \"30 days\"");
	std::fs::write(city.join("city.toml"), profile)?;
	Ok(())
}

/// Ports nobody listens on at the moment.
fn free_ports() -> anyhow::Result<[u16; 2]> {
	// Both are held until both are known, so that they differ.
	let listeners = [
		TcpListener::bind("127.0.0.1:0")?,
		TcpListener::bind("127.0.0.1:0")?,
	];
	let mut ports = [0; 2];
	for (port, listener) in ports.iter_mut().zip(&listeners) {
		*port = listener.local_addr()?.port();
	}
	Ok(ports)
}

fn text<'a>(answer: &'a Value, pointer: &str) -> anyhow::Result<&'a str> {
	answer
		.pointer(pointer)
		.and_then(Value::as_str)
		.with_context(|| format!("no text at {pointer} in {answer:#}"))
}

#[tokio::test]
async fn four_agencies_found_a_chain() -> anyhow::Result<()> {
	let mut ceremony = Ceremony::prepare()?;
	ceremony.hand_over()?;
	let (built, code) = ceremony.build("city.json")?;
	ensure!(code == Some(0), "{built:#}");
	let genesis = text(&built, "/genesisHash")?.to_string();
	let sha256 = text(&built, "/sha256")?.to_string();
	ceremony.publish()?;

	// Each agency finds the agreed hashes, and itself.
	for machine in &ceremony.machines {
		let (found, code) = ceremony.check(machine, &[&genesis, &sha256])?;
		ensure!(code == Some(0), "{}: {found:#}", machine.name);
		ensure!(found["right"] == true && found["genesisHash"] == *genesis);
		ensure!(
			found["thisNode"]["validatesAs"] == machine.account,
			"{found:#}"
		);
		ensure!(found["validators"].as_array().map(Vec::len) == Some(4));
	}

	// Who has the profile and the files builds the same bytes again.
	let (again, _) = ceremony.build("again.json")?;
	ensure!(again["sha256"] == *sha256, "{again:#}");
	let mut verify = Command::new(&ceremony.binaries.chain_spec);
	verify.args(["verify", "city.toml", "city.json"]);
	let (same, code) = answer(verify.current_dir(&ceremony.city))?;
	ensure!(code == Some(0) && same["same"] == true, "{same:#}");

	changed_files_are_noticed(&ceremony, &genesis, &sha256)?;

	// The nodes start from their own keystores, find each other by the boot nodes, and finalise.
	let node = ceremony.binaries.node.clone();
	for machine in &mut ceremony.machines {
		machine.start(&node)?;
	}
	for machine in &ceremony.machines {
		finalises(machine, &genesis)
			.await
			.with_context(|| format!("{}:\n{}", machine.name, machine.log()))?;
	}
	Ok(())
}

/// A changed specification, and a hand-over file that was exchanged on the way.
fn changed_files_are_noticed(
	ceremony: &Ceremony,
	genesis: &str,
	sha256: &str,
) -> anyhow::Result<()> {
	let [first, second, ..] = &ceremony.machines[..] else {
		anyhow::bail!("there are four");
	};
	let file = first.folder.join("city.json");
	let right = std::fs::read_to_string(&file)?;
	// The state is the same: only the file's own hash tells.
	std::fs::write(&file, right.replace("\"Demo City\"", "\"Demo Town\""))?;
	let (found, code) = ceremony.check(first, &[genesis])?;
	ensure!(code == Some(0), "{found:#}");
	let (found, code) = ceremony.check(first, &[genesis, sha256])?;
	ensure!(code == Some(3) && found["right"] == false, "{found:#}");
	std::fs::write(&file, right)?;

	// Another agency's file in place of one's own.
	let name = format!("{}.toml", first.name);
	let other = format!("{}.toml", second.name);
	let own = std::fs::read_to_string(ceremony.city.join(&name))?;
	let exchanged = std::fs::read_to_string(ceremony.city.join(other))?;
	std::fs::write(ceremony.city.join(&name), exchanged)?;
	let (refused, code) = ceremony.build("wrong.json")?;
	ensure!(code == Some(3), "{refused:#}");
	ensure!(text(&refused, "/problems/0/path")? == "agencies[0].hand-over.name");
	std::fs::write(ceremony.city.join(&name), own)?;
	Ok(())
}

/// The node of `machine` is of this genesis, has the other three for peers, and finalises blocks.
async fn finalises(machine: &Machine, genesis: &str) -> anyhow::Result<()> {
	let url = machine.url();
	until("a final block, and three peers", SOON, || async {
		let chain = Chain::connect(&url).await?;
		let seen = (chain.finalized().await?, chain.peers().await?);
		Ok(when(seen.0 >= 2 && seen.1 == 3, format!("{seen:?}")))
	})
	.await?;
	let chain = Chain::connect(&url).await?;
	let first = chain.block_hash(0).await?;
	ensure!(
		first.as_deref() == Some(genesis),
		"{first:?} is not {genesis}"
	);
	Ok(())
}
