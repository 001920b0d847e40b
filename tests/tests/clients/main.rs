//! The ecosystem's clients, unmodified, against four validators: each connects, reads a claim, sends tokens and waits
//! until they are final; none is told anything about the chain's types (ADR 0054).

mod gateway;
mod scripts;
mod subxt_dynamic;
mod subxt_static;

use std::time::{Duration, Instant};

use anyhow::{ensure, Context};
use civic_tests::people::{path, Citizen, Family, Registrar};
use civic_tests::wait::{until, when};
use civic_tests::wallet::{at, number, text};
use civic_tests::{fixtures, DevKey, Network};
use serde_json::{json, Value};
use subxt::utils::AccountId32;
use subxt_rpcs::client::{rpc_params, RpcClient};
use subxt_signer::sr25519::Keypair;

use gateway::Gateway;
use scripts::{Ended, Scripts};

/// Who sends: the energy watch has 10 AVO at genesis.
const SENDER: &str = "//Watch";

/// The clients talk to other nodes; here is looked up what they say.
const WITNESS: DevKey = DevKey::Dave;

/// Where nobody listens.
const NOBODY: &str = "ws://127.0.0.1:1";

/// The transaction extension that @polkadot/api 16 has not heard of. It carries nothing, so leaving it out is right.
const CARRIES_NOTHING: &str = "Unknown signed extensions AuthorizeCall found";

#[tokio::test(flavor = "multi_thread")]
async fn the_ecosystems_clients_work_unmodified() -> anyhow::Result<()> {
	let (network, scripts) = tokio::join!(Network::start(), Scripts::open());
	let (mut network, scripts) = (network?, scripts?);
	let result = all(&network, &scripts).await;
	if result.is_err() {
		eprintln!("the nodes' logs are in {}", network.keep_logs());
	}
	result
}

async fn all(network: &Network, scripts: &Scripts) -> anyhow::Result<()> {
	let gateway = Gateway::start(network, &scripts.folder().join("gateway")).await?;
	let url = gateway.url();
	let (hear, patient) = (
		["openrpc.js", "--url", &url, "--hear"],
		[("CIVIC_STEP_SECONDS", "240")],
	);
	let (stage, generated, heard) = tokio::join!(
		Stage::set(network),
		scripts.generate(&url),
		scripts.run(&hear, &patient),
	);
	let stage = stage.context("the claim")?;
	generated.context("PAPI's descriptors")?;
	let heard = heard.context("what a subscriber hears")?.json;
	ensure!(
		heard["heard"]["value"]["claim"] == stage.number()?,
		"the claim is heard of, as described: {heard}"
	);

	stage.subxt(&url).await?;
	stage.polkadot_js(scripts, &url).await?;
	stage.papi(scripts, &url).await?;
	stage.plain_json(scripts).await?;
	stage.light_client(scripts, &gateway).await?;
	stage
		.light_client_from_a_checkpoint(scripts, &gateway)
		.await?;
	refusals(scripts, &url, &gateway, network).await
}

/// What every client should see.
struct Stage<'a> {
	network: &'a Network,
	/// The network's first block.
	genesis: String,
	/// The claim as the wallet shows it.
	claim: Value,
}

/// What a client does with tokens: an amount of its own, to an account of its own.
struct Transfer {
	/// In AVO, as people write it.
	amount: &'static str,
	/// In units.
	units: u128,
	/// To whom.
	receiver: AccountId32,
}

impl Transfer {
	fn of(name: &str, amount: &'static str, units: u128) -> anyhow::Result<Self> {
		let receiver = key(&format!("//Receiver//{name}"))?;
		Ok(Self {
			amount,
			units,
			receiver: AccountId32(receiver.public_key().0),
		})
	}
}

impl<'a> Stage<'a> {
	/// A newcomer claims what a roof made.
	async fn set(network: &'a Network) -> anyhow::Result<Self> {
		let registrar = Registrar::open(network).await?;
		let anna = Citizen::enrol(network, &registrar, "anna", DevKey::Charlie).await?;
		let verifier = network.wallet("verifier", DevKey::Bob)?;
		let verifier = verifier.with_suri("//Verifier//1");
		let place = registrar.place("premises-1").await?;
		let source = anna
			.source(&place, Family::RooftopPv, "2016-01-01", &verifier)
			.await?;
		let roof = fixtures::roof();
		let method = ["rooftop-pv", "--readings", path(&roof)?, "--accuracy", "C"];
		let claimed = anna.claim(source, &method).await?;
		let claim: u64 = number(&claimed, "/claim")?;
		let reader = anna.wallet.clone().unsigned();
		let claim = reader.run(&["claim", "show", &claim.to_string()]).await?;
		let genesis = network.chain(WITNESS).await?.block_hash(0).await?;
		Ok(Self {
			network,
			genesis: genesis.context("a chain has a first block")?,
			claim,
		})
	}

	fn number(&self) -> anyhow::Result<u64> {
		number(&self.claim, "/claim")
	}

	async fn subxt(&self, url: &str) -> anyhow::Result<()> {
		let sender = key(SENDER)?;
		let claim = self.number()?;
		let begun = Instant::now();
		let gift = Transfer::of("static", "0.25", 250_000)?;
		let seen = subxt_static::session(url, claim, &sender, gift.receiver, gift.units).await;
		self.check(&seen.context("subxt, generated")?, &gift, begun)
			.await?;

		let begun = Instant::now();
		let gift = Transfer::of("dynamic", "0.5", 500_000)?;
		let seen = subxt_dynamic::session(url, claim, &sender, gift.receiver, gift.units).await;
		self.check(&seen.context("subxt, dynamic")?, &gift, begun)
			.await
	}

	async fn polkadot_js(&self, scripts: &Scripts, url: &str) -> anyhow::Result<()> {
		let gift = Transfer::of("polkadot-js", "1.25", 1_250_000)?;
		let ended = self
			.script(scripts, &["polkadot-js.js", "--url", url], &gift)
			.await?;
		let left = text(&ended.json, "/shown")?;
		let shown = text(&ended.json, "/shownByLibrary")?;
		ensure!(
			shown.ends_with(" AVO") && shown.starts_with(left.trim_end_matches(" AVO")),
			"@polkadot/api shows amounts in AVO by itself: {shown}, {left}"
		);
		for line in ended.told.lines().filter(|line| line.contains("Unknown")) {
			ensure!(
				line.contains(CARRIES_NOTHING),
				"@polkadot/api does not know what this chain has: {line}"
			);
		}
		Ok(())
	}

	async fn papi(&self, scripts: &Scripts, url: &str) -> anyhow::Result<()> {
		let gift = Transfer::of("papi", "0.125", 125_000)?;
		let mut args = vec!["papi.js", "--url", url];
		// Set where the runtime under test was built with the metadata's hash, as `make release` does.
		if std::env::var_os("CIVIC_METADATA_HASH").is_some() {
			args.push("--metadata-hash");
		}
		self.script(scripts, &args, &gift).await.map(drop)
	}

	/// Without any library for the ledger: every answer fits the node's own OpenRPC document.
	async fn plain_json(&self, scripts: &Scripts) -> anyhow::Result<()> {
		let begun = Instant::now();
		let url = self.network.node(WITNESS)?.http();
		let claim = self.number()?.to_string();
		let args = ["openrpc.js", "--url", &url, "--claim", &claim];
		let seen = scripts.run(&args, &[]).await?.json;
		for field in [
			"source",
			"owner",
			"methodology",
			"period",
			"readingsNullifier",
		] {
			ensure!(
				seen["claim"][field] == self.claim[field],
				"{field} is what the wallet shows: {seen}"
			);
		}
		println!("plain JSON: ok ({} s)", begun.elapsed().as_secs());
		Ok(())
	}

	/// From the first block on, through what a browser can open.
	async fn light_client(&self, scripts: &Scripts, gateway: &Gateway) -> anyhow::Result<()> {
		let spec = std::fs::read(self.network.spec()).context("no specification")?;
		let spec = serde_json::from_slice(&spec).context("a specification is JSON")?;
		let spec = gateway.introduce(spec, scripts.folder().join("light.json"))?;
		let gift = Transfer::of("light", "0.75", 750_000)?;
		let args = [
			"light-client.js",
			"--websocket-only",
			"--spec",
			path(&spec)?,
		];
		self.script(scripts, &args, &gift).await.map(drop)
	}

	/// From a checkpoint on, with a specification small enough for a web page.
	async fn light_client_from_a_checkpoint(
		&self,
		scripts: &Scripts,
		gateway: &Gateway,
	) -> anyhow::Result<()> {
		let rpc = RpcClient::from_insecure_url(gateway.url()).await?;
		let mut spec: Value = rpc
			.request("sync_state_genSyncSpec", rpc_params![true])
			.await?;
		let first: Value = rpc
			.request("chain_getHeader", rpc_params![&self.genesis])
			.await?;
		// With a checkpoint the first state is not needed: its hash stands for it.
		spec["genesis"] = json!({ "stateRootHash": at(&first, "/stateRoot")? });
		ensure!(
			at(&spec, "/lightSyncState")?.is_object(),
			"a checkpoint is in it"
		);
		ensure!(
			spec.to_string().len() < 64 * 1024,
			"it is small: {} bytes",
			spec.to_string().len()
		);
		let spec = gateway.introduce(spec, scripts.folder().join("checkpoint.json"))?;
		let gift = Transfer::of("checkpoint", "0.0625", 62_500)?;
		let args = ["light-client.js", "--spec", path(&spec)?];
		self.script(scripts, &args, &gift).await.map(drop)
	}

	/// Run a script on this network and check what it saw.
	async fn script(
		&self,
		scripts: &Scripts,
		args: &[&str],
		gift: &Transfer,
	) -> anyhow::Result<Ended> {
		let begun = Instant::now();
		let claim = self.number()?.to_string();
		let to = gift.receiver.to_string();
		let rest = [
			"--genesis",
			&self.genesis,
			"--claim",
			&claim,
			"--to",
			&to,
			"--amount",
			gift.amount,
		];
		let ended = scripts
			.run(&[args, &rest].concat(), &[("CIVIC_SURI", SENDER)])
			.await?;
		let seen = &ended.json;
		let network = json!({
			"name": "Demo City",
			"genesis": self.genesis,
			"symbol": "AVO",
			"decimals": 6,
			"ss58Format": 42,
		});
		ensure!(
			at(seen, "/network")? == &network,
			"it knows the network: {seen}"
		);
		let status = text(seen, "/claim/status")?;
		ensure!(
			matches!(status, "Submitted" | "Attesting"),
			"nobody has judged the claim: {status}"
		);
		let left: u128 = number(seen, "/transfer/after/sender")?;
		ensure!(
			text(seen, "/shown")? == format!("{} AVO", decimal(left)),
			"units become tokens: {seen}"
		);
		self.check(seen, gift, begun).await?;
		Ok(ended)
	}

	/// A client saw the claim as it is, moved exactly its amount, and waited for a block that is final elsewhere too.
	async fn check(&self, seen: &Value, gift: &Transfer, begun: Instant) -> anyhow::Result<()> {
		let client = text(seen, "/client")?;
		for (theirs, ours) in [
			("number", "/claim"),
			("source", "/source"),
			("owner", "/owner"),
			("methodology", "/methodology"),
			("quantity", "/quantity"),
			("uncertainty", "/uncertainty"),
			("evidence", "/evidence"),
			("readings", "/readingsNullifier"),
		] {
			let theirs = text(seen, &format!("/claim/{theirs}"))?;
			let ours = match at(&self.claim, ours)? {
				Value::String(text) => text.clone(),
				other => other.to_string(),
			};
			ensure!(
				theirs.trim_start_matches("0x") == ours.trim_start_matches("0x"),
				"{client} reads the claim as it is: {theirs}, {ours}"
			);
		}
		let sender = AccountId32(key(SENDER)?.public_key().0).to_string();
		ensure!(
			text(seen, "/transfer/sender")? == sender,
			"{client} writes addresses right"
		);
		let amount_of = |place: &str| number::<u128>(seen, &format!("/transfer/{place}"));
		ensure!(
			amount_of("before/sender")? - amount_of("after/sender")? == gift.units
				&& amount_of("after/receiver")? - amount_of("before/receiver")? == gift.units,
			"{client} moves exactly {} AVO, and pays no fee: {seen}",
			gift.amount
		);

		let height: u64 = number(seen, "/transfer/block/number")?;
		let hash = text(seen, "/transfer/block/hash")?;
		let chain = self.network.chain(WITNESS).await?;
		let what = format!(
			"block {height} to be final on the node of {}",
			WITNESS.name()
		);
		until(&what, Duration::from_secs(20), || async {
			let last = chain.finalized().await?;
			Ok(when(last >= height, last))
		})
		.await?;
		ensure!(
			chain.block_hash(height).await?.as_deref() == Some(hash),
			"{client} waited for a block that is final: {seen}"
		);
		let wallet = self.network.wallet("witness", WITNESS)?;
		let receiver = gift.receiver.to_string();
		let free: u128 = number(&wallet.run(&["balance", &receiver]).await?, "/free")?;
		ensure!(
			free == amount_of("after/receiver")?,
			"{} has what {client} says: {free}",
			gift.receiver
		);
		println!("{client}: ok ({} s)", begun.elapsed().as_secs());
		Ok(())
	}
}

/// What must not work says why, and ends with 1.
async fn refusals(
	scripts: &Scripts,
	url: &str,
	gateway: &Gateway,
	network: &Network,
) -> anyhow::Result<()> {
	let at_once = async {
		let other = format!("0x{}", "11".repeat(32));
		for script in ["polkadot-js.js", "papi.js"] {
			let elsewhere = [script, "--url", url, "--genesis", &other];
			refused(scripts, &elsewhere, &[], "another network").await?;
			let unknown = [script, "--url", url, "--claim", "999999"];
			refused(scripts, &unknown, &[], "there is no claim 999999").await?;
			// No member, so there is nothing in the pool.
			let stranger = [script, "--url", url];
			refused(scripts, &stranger, &[("CIVIC_SURI", "//Nobody")], "Invalid").await?;
		}
		let nobody = ["polkadot-js.js", "--url", NOBODY];
		refused(scripts, &nobody, &[], "connecting").await
	};
	// These two never stop trying by themselves.
	let impatient = [("CIVIC_STEP_SECONDS", "15")];
	let nobody = ["papi.js", "--url", NOBODY];
	let nobody = refused(scripts, &nobody, &impatient, "connecting: nothing for 15 s");

	// One entry more in the first state, and it is another city: none of our blocks is believed.
	let spec = std::fs::read(network.spec()).context("no specification")?;
	let mut spec: Value = serde_json::from_slice(&spec).context("a specification is JSON")?;
	spec["genesis"]["raw"]["top"]["0x00"] = "0x00".into();
	let spec = gateway.introduce(spec, scripts.folder().join("elsewhere.json"))?;
	let elsewhere = ["light-client.js", "--spec", path(&spec)?];
	let never = "learning the latest final block: nothing for 15 s";
	let elsewhere = refused(scripts, &elsewhere, &impatient, never);
	tokio::try_join!(at_once, nobody, elsewhere).map(drop)
}

async fn refused(
	scripts: &Scripts,
	args: &[&str],
	environment: &[(&str, &str)],
	why: &str,
) -> anyhow::Result<()> {
	let ended = scripts.ask(args, environment).await?;
	ensure!(
		ended.code == 1 && ended.told.contains(why),
		"{} ({}) should say \"{why}\": {}",
		args.join(" "),
		ended.code,
		ended.told
	);
	Ok(())
}

/// A development key.
fn key(suri: &str) -> anyhow::Result<Keypair> {
	Ok(Keypair::from_uri(&suri.parse()?)?)
}

/// Units as tokens, without zeros that say nothing.
fn decimal(units: u128) -> String {
	let (whole, rest) = (units / 1_000_000, units % 1_000_000);
	match rest {
		0 => whole.to_string(),
		_ => format!("{whole}.{rest:06}")
			.trim_end_matches('0')
			.to_string(),
	}
}
