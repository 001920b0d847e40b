//! The `civic_…` methods, as a program without SCALE sees them. That their answers fit the OpenRPC
//! document is for `tests/clients/openrpc.js` to say, with tools that are not ours.

use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::people::{path, Citizen, Family, Registrar, Verifiers};
use civic_tests::wait::{until, when};
use civic_tests::wallet::{number, text};
use civic_tests::{fixtures, DevKey, Network};
use futures::FutureExt;
use serde_json::{json, Value};
use subxt_rpcs::client::{RpcClient, RpcParams, RpcSubscription};

/// How long it may take until a subscription that ended is one no more.
const ROOM: Duration = Duration::from_secs(30);

/// Asks like any JSON-RPC client, in plain JSON.
struct Plain {
	rpc: RpcClient,
	description: Value,
}

impl Plain {
	async fn connect(url: &str) -> anyhow::Result<Self> {
		let rpc = RpcClient::from_insecure_url(url).await?;
		let description = ask(&rpc, "rpc.discover", json!([])).await?;
		Ok(Self { rpc, description })
	}

	/// The answer, which names a block.
	async fn ask(&self, method: &str, params: Value) -> anyhow::Result<Value> {
		let answer = ask(&self.rpc, method, params).await?;
		ensure!(answer["block"]["number"].is_u64(), "{method}: {answer}");
		Ok(answer["value"].clone())
	}

	/// What a refusal says: its code, and its message with its data.
	async fn refused(&self, method: &str, params: Value) -> anyhow::Result<(i32, String)> {
		match request(&self.rpc, method, params).await {
			Err(subxt_rpcs::Error::User(why)) => {
				// What is wrong with a parameter stands in the data, as the library has it.
				let data = why.data.map(|data| data.to_string());
				Ok((why.code, why.message + &data.unwrap_or_default()))
			},
			other => anyhow::bail!("{method} is not refused: {other:?}"),
		}
	}

	fn method(&self, name: &str) -> anyhow::Result<&Value> {
		self.description["methods"]
			.as_array()
			.context("the description lists methods")?
			.iter()
			.find(|method| method["name"] == name)
			.with_context(|| format!("{name} is not described"))
	}
}

async fn ask(rpc: &RpcClient, method: &str, params: Value) -> anyhow::Result<Value> {
	request(rpc, method, params)
		.await
		.with_context(|| format!("{method} is not answered"))
}

async fn request(rpc: &RpcClient, method: &str, params: Value) -> Result<Value, subxt_rpcs::Error> {
	let mut sent = RpcParams::new();
	for param in params.as_array().into_iter().flatten() {
		sent.push(param)?;
	}
	rpc.request(method, sent).await
}

async fn subscribe(
	rpc: &RpcClient,
	filter: Value,
) -> Result<RpcSubscription<Value>, subxt_rpcs::Error> {
	rpc.subscribe(
		"civic_subscribeClaims",
		subxt_rpcs::rpc_params![filter],
		"civic_unsubscribeClaims",
	)
	.await
}

/// What the description says is what the node does, for every method; and a claim is heard of as it
/// changes.
pub(crate) async fn answers_as_described(network: &mut Network) -> anyhow::Result<()> {
	let node = DevKey::Bob;
	let plain = Plain::connect(&network.node(node)?.url()).await?;

	// Neither more methods than are described, nor fewer.
	let served = ask(&plain.rpc, "rpc_methods", json!([])).await?;
	let served: Vec<_> = served["methods"]
		.as_array()
		.context("a node lists its methods")?
		.iter()
		.filter_map(Value::as_str)
		.filter(|name| name.starts_with("civic_") || *name == "rpc.discover")
		.map(str::to_string)
		.collect();
	ensure!(served.len() == 19, "{served:?}");
	for name in &served {
		plain.method(name)?;
	}
	let described = plain.description["methods"].as_array().map(Vec::len);
	ensure!(described == Some(served.len()), "{described:?} {served:?}");

	let mut heard = subscribe(&plain.rpc, json!({})).await?;

	let verifiers = Verifiers::open(network).await?;
	let registrar = Registrar::open(network).await?;
	let rosa = Citizen::enrol(network, &registrar, "rosa", node).await?;
	let place = registrar.place("premises-rpc").await?;
	let source = rosa
		.source(&place, Family::Gas, "2016-01-01", verifiers.any(0)?)
		.await?;
	let panels = json!({ "source": source, "status": "attesting" });
	let mut panels = subscribe(&plain.rpc, panels).await?;
	let elsewhere = json!({ "source": source + 1 });
	let mut elsewhere = subscribe(&plain.rpc, elsewhere).await?;
	// Other readings than other scenarios claim: the same count once.
	let (gas, temperature) = (fixtures::gas(), fixtures::temperature());
	let method = [
		"metered-savings",
		"--readings",
		path(&gas)?,
		"--temperature",
		path(&temperature)?,
		"--baseline-end",
		"2016-12-26",
		"--reporting-start",
		"2017-01-04",
		"--fuel",
		"gas",
		"--unit",
		"therm",
	];
	let claimed = rosa.claim(source, &method).await?;
	let quantity: u64 = number(&claimed, "/findings/quantityWh")?;
	let id = claimed["claim"].as_u64().context("a claim has a number")?;

	let change = tokio::time::timeout(Duration::from_secs(30), heard.next())
		.await
		.context("nobody tells of the claim")?
		.context("the subscription ended")??;
	ensure!(change["value"]["claim"] == id, "{change}");
	ensure!(change["value"]["status"] == "submitted", "{change}");

	let claim = plain.ask("civic_claim", json!([id])).await?;
	ensure!(
		text(&claim, "/quantity")? == quantity.to_string(),
		"{quantity}: {claim}"
	);
	ensure!(claim["source"] == source, "{claim}");
	let owner = claim["owner"].as_u64().context("an owner has a number")?;
	ensure!(plain
		.ask("civic_claim", json!([id + 1_000]))
		.await?
		.is_null());
	ensure!(plain.ask("civic_source", json!([source])).await?["status"] == "commissioned");
	ensure!(plain.ask("civic_source", json!([9_999])).await?.is_null());

	let address = rosa.wallet.run(&["balance"]).await?;
	let address = text(&address, "/account")?;
	let member = plain.ask("civic_member", json!([address])).await?;
	ensure!(
		member["member"] == owner && member["kind"] == "citizen",
		"{member}"
	);
	ensure!(plain.ask("civic_member", json!([owner])).await? == member);
	ensure!(plain.ask("civic_member", json!([99_999])).await?.is_null());
	let allowance = plain.ask("civic_allowance", json!([address])).await?;
	ensure!(
		allowance["refusal"].is_null() && allowance["left"] != "0",
		"{allowance}"
	);
	// A key that nobody has enrolled.
	let stranger = "5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX";
	let none = plain.ask("civic_allowance", json!([stranger])).await?;
	ensure!(
		none["refusal"] == "not-member" && none["left"] == "0",
		"{none}"
	);

	let mine = plain
		.ask("civic_claims", json!([{ "owner": owner }]))
		.await?;
	ensure!(mine["claims"].as_array().map(Vec::len) == Some(1), "{mine}");
	let mut all = Vec::new();
	let mut cursor = Value::Null;
	loop {
		let page = plain
			.ask("civic_claims", json!([{ "limit": 1, "cursor": cursor }]))
			.await?;
		all.extend(page["claims"].as_array().cloned().unwrap_or_default());
		cursor = page["next"].clone();
		if cursor.is_null() {
			break;
		}
	}
	ensure!(all.iter().any(|claim| claim["claim"] == id), "{all:?}");
	let methodologies = plain.ask("civic_methodologies", json!([])).await?;
	ensure!(methodologies["methodologies"].as_array().map(Vec::len) == Some(3));
	let budget = plain
		.ask("civic_budget", json!(["stationary-energy", 2030]))
		.await?;
	ensure!(budget["ceiling"] == "1400000000", "1.4 t: {budget}");
	let supply = plain.ask("civic_supply", json!([])).await?;
	// The energy watch's 10 AVO, and the unit that keeps the commons' account alive.
	ensure!(supply["endowment"] == "10000001", "{supply}");

	votes_are_answered(&plain, owner, address).await?;
	bad_questions_are_told_what_is_wrong(&plain).await?;
	subscriptions_are_bounded(&network.node(DevKey::Charlie)?.url()).await?;

	until(
		"the claim to be heard of again when its panel is drawn",
		Duration::from_secs(90),
		|| async {
			let claim = plain.ask("civic_claim", json!([id])).await?;
			Ok(when(
				claim["status"] == "attesting",
				claim["status"].clone(),
			))
		},
	)
	.await?;
	let drawn = tokio::time::timeout(Duration::from_secs(30), heard.next())
		.await
		.context("nobody tells of the panel")?
		.context("the subscription ended")??;
	ensure!(drawn["value"]["claim"] == id, "{drawn}");
	let first = tokio::time::timeout(Duration::from_secs(30), panels.next())
		.await
		.context("nobody tells who hears of this source's panels")?
		.context("the subscription ended")??;
	ensure!(
		first == drawn,
		"of its panel, and of nothing before: {first}"
	);
	ensure!(
		elsewhere.next().now_or_never().is_none(),
		"nothing of other sources"
	);
	let waiting = plain
		.ask(
			"civic_claims",
			json!([{ "status": "attesting", "owner": owner }]),
		)
		.await?;
	ensure!(
		waiting["claims"].as_array().map(Vec::len) == Some(1),
		"{waiting}"
	);
	Ok(())
}

/// Who votes, what that weighs, and what there is to vote on.
async fn votes_are_answered(plain: &Plain, citizen: u64, address: &str) -> anyhow::Result<()> {
	let reserve = plain.ask("civic_reserve", json!(["EUR"])).await?;
	ensure!(
		reserve["stale"] == true && reserve["attested"].is_null() && reserve["available"] == "0",
		"nothing is attested yet: {reserve}"
	);
	ensure!(plain.ask("civic_reserve", json!(["CHF"])).await?.is_null());
	ensure!(plain.ask("civic_windows", json!([])).await? == json!([]));
	ensure!(plain.ask("civic_redemption", json!([0])).await?.is_null());
	let none = plain.ask("civic_redemptions", json!([])).await?;
	ensure!(none == json!({ "redemptions": [], "next": null }), "{none}");

	let electorate = plain.ask("civic_electorate", json!([])).await?;
	ensure!(electorate["citizens"].as_u64() >= Some(1), "{electorate}");
	let tracks = electorate["tracks"]
		.as_array()
		.context("there are tracks")?;
	ensure!(
		tracks.iter().any(|track| track["name"] == "commons"
			&& track["approval"]["lastPpb"].as_u64() > Some(500_000_000)),
		"{electorate}"
	);
	let contribution = plain.ask("civic_contribution", json!([citizen])).await?;
	ensure!(
		contribution["weight"] == 1 && contribution["points"]["total"] == "0",
		"{contribution}"
	);
	let by_address = plain.ask("civic_contribution", json!([address])).await?;
	ensure!(by_address == contribution, "{by_address}");
	for (method, param) in [("civic_contribution", 99_999), ("civic_referendum", 99_999)] {
		ensure!(
			plain.ask(method, json!([param])).await?.is_null(),
			"{method}"
		);
	}
	let page = plain.ask("civic_referenda", json!([null, 5])).await?;
	ensure!(page["referenda"].is_array(), "{page}");
	Ok(())
}

/// A node serves so many subscriptions, whoever holds them, and says so to one more; who leaves, even
/// without a word, makes room.
async fn subscriptions_are_bounded(url: &str) -> anyhow::Result<()> {
	const MOST: usize = 64;
	const TOO_MANY: i32 = 10_003;
	let refusal = |said: Result<_, subxt_rpcs::Error>| match said {
		Err(subxt_rpcs::Error::User(why)) => Ok(why),
		Err(other) => anyhow::bail!("{other}"),
		Ok(_) => anyhow::bail!("more than {MOST} subscriptions"),
	};
	let (stays, leaves) = (
		RpcClient::from_insecure_url(url).await?,
		RpcClient::from_insecure_url(url).await?,
	);
	let mut held = Vec::new();
	for _ in 0..MOST / 2 {
		held.push(subscribe(&stays, json!({})).await?);
	}
	let mut gone = Vec::new();
	for _ in MOST / 2..MOST {
		gone.push(subscribe(&leaves, json!({})).await?);
	}
	let why = refusal(subscribe(&stays, json!({})).await)?;
	ensure!(why.code == TOO_MANY, "{why:?}");
	ensure!(why.message.contains("64 subscriptions"), "{why:?}");
	// Other questions are answered all the while.
	ask(&stays, "civic_supply", json!([])).await?;

	drop(held.pop());
	until("the one that ended to make room", ROOM, || async {
		Ok(when(subscribe(&stays, json!({})).await.is_ok(), "none"))
	})
	.await?;
	drop((gone, leaves));
	until("the connection that closed to make room", ROOM, || async {
		let mut more = Vec::new();
		while more.len() < MOST / 2 {
			match subscribe(&stays, json!({})).await {
				Ok(another) => more.push(another),
				Err(_) => break,
			}
		}
		Ok(when(more.len() == MOST / 2, more.len()))
	})
	.await
}

async fn bad_questions_are_told_what_is_wrong(plain: &Plain) -> anyhow::Result<()> {
	const INVALID_PARAMS: i32 = -32602;
	let nowhere = format!("0x{}", "77".repeat(32));
	for (method, params, code, word) in [
		(
			"civic_reserve",
			json!(["eur"]),
			INVALID_PARAMS,
			"three capitals",
		),
		("civic_claim", json!([]), INVALID_PARAMS, ""),
		("civic_claim", json!(["seven"]), INVALID_PARAMS, ""),
		("civic_member", json!(["5Gnonsense"]), INVALID_PARAMS, ""),
		(
			"civic_claims",
			json!([{ "limit": 0 }]),
			INVALID_PARAMS,
			"1 to 100",
		),
		(
			"civic_claims",
			json!([{ "limit": 101 }]),
			INVALID_PARAMS,
			"1 to 100",
		),
		(
			"civic_referenda",
			json!([null, 101]),
			INVALID_PARAMS,
			"1 to 100",
		),
		("civic_referendum", json!([-1]), INVALID_PARAMS, ""),
		(
			"civic_claims",
			json!([{ "cursor": "x" }]),
			INVALID_PARAMS,
			"cursor",
		),
		(
			"civic_claims",
			json!([{ "ovner": 1 }]),
			INVALID_PARAMS,
			"ovner",
		),
		(
			"civic_claims",
			json!([{ "status": "done" }]),
			INVALID_PARAMS,
			"done",
		),
		(
			"civic_budget",
			json!(["heaven", 2030]),
			INVALID_PARAMS,
			"heaven",
		),
		(
			"civic_supply",
			json!([nowhere]),
			10_001,
			"does not have block",
		),
	] {
		let (said, message) = plain.refused(method, params.clone()).await?;
		ensure!(said == code, "{method} {params}: {said} {message}");
		ensure!(message.contains(word), "{method} {params}: {message}");
	}
	Ok(())
}
