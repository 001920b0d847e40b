//! What a node says about the chain, read directly: what a test must not take the wallet's word for.

use std::sync::Arc;

use anyhow::{ensure, Context};
use serde_json::Value;
use subxt::backend::LegacyBackend;
use subxt::config::DefaultExtrinsicParamsBuilder;
use subxt::dynamic;
use subxt::tx::Payload;
use subxt::utils::AccountId32;
use subxt::{OnlineClient, SubstrateConfig};
use subxt_rpcs::client::{rpc_params, RpcClient, RpcParams};
use subxt_signer::sr25519::Keypair;
use tokio::sync::OnceCell;

/// For how many blocks after the latest final one a transaction can be carried out.
const MORTAL: u64 = 128;

/// A connection to a node.
#[derive(Clone, Debug)]
pub struct Chain {
	rpc: RpcClient,
	/// Reads the metadata, so it is made when it is needed.
	client: OnceCell<OnlineClient<SubstrateConfig>>,
}

/// How BABE chooses authors; the rest of it is not looked at.
#[derive(subxt::ext::scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BabeConfig {
	c: (u64, u64),
}

/// The parts of the supply that every version of the runtime stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, subxt::ext::scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Ledger {
	/// Awarded for settled claims.
	pub awarded: u128,
	/// Used up by holders.
	pub retired: u128,
	/// Kept back for reversals.
	pub buffer: u128,
	/// Reversed and made good.
	pub reversed: u128,
	/// Reversed and still owed.
	pub owed: u128,
	/// There from the start.
	pub endowment: u128,
}

/// A final block, as a node tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
	/// Its height.
	pub number: u64,
	/// Its hash.
	pub hash: String,
}

impl Chain {
	/// Connect to the node at `url`.
	pub async fn connect(url: &str) -> anyhow::Result<Self> {
		let rpc = RpcClient::from_insecure_url(url)
			.await
			.with_context(|| format!("no node answers at {url}"))?;
		Ok(Self {
			rpc,
			client: OnceCell::new(),
		})
	}

	/// What the chain's own types are needed for. Uses the methods every node has always had: they
	/// answer at once, also when the node knows no subscription any more.
	async fn client(&self) -> anyhow::Result<&OnlineClient<SubstrateConfig>> {
		self.client
			.get_or_try_init(|| async {
				let backend = LegacyBackend::builder().build(self.rpc.clone());
				OnlineClient::from_backend(Arc::new(backend))
					.await
					.context("the node is not of this chain's kind")
			})
			.await
	}

	async fn ask<T: serde::de::DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> anyhow::Result<T> {
		self.rpc
			.request(method, params)
			.await
			.with_context(|| method.to_string())
	}

	/// The latest final block.
	pub async fn finalized_head(&self) -> anyhow::Result<Head> {
		let hash: String = self.ask("chain_getFinalizedHead", rpc_params![]).await?;
		let number = height(&self.header(Some(&hash)).await?)?;
		Ok(Head { number, hash })
	}

	/// The answer of a `civic_…` method, as of the latest final block.
	pub async fn civic(&self, method: &str, params: &[Value]) -> anyhow::Result<Value> {
		let mut given = RpcParams::new();
		for param in params {
			given.push(param)?;
		}
		let answer: Value = self.ask(method, given).await?;
		answer
			.get("value")
			.cloned()
			.with_context(|| format!("{method} answered {answer}"))
	}

	/// The height of the latest final block.
	pub async fn finalized(&self) -> anyhow::Result<u64> {
		Ok(self.finalized_head().await?.number)
	}

	/// The height of the best block.
	pub async fn best(&self) -> anyhow::Result<u64> {
		height(&self.header(None).await?)
	}

	/// The header of the block `hash`, or of the best.
	async fn header(&self, hash: Option<&str>) -> anyhow::Result<Value> {
		self.ask("chain_getHeader", rpc_params![hash]).await
	}

	/// The hash of the block at `height`, in this node's best chain.
	pub async fn block_hash(&self, height: u64) -> anyhow::Result<Option<String>> {
		self.ask("chain_getBlockHash", rpc_params![height]).await
	}

	/// A referendum in the block `hash`, as the node tells it in plain JSON.
	pub async fn referendum(&self, index: u32, hash: &str) -> anyhow::Result<Value> {
		let answer: Value = self
			.ask("civic_referendum", rpc_params![index, hash])
			.await?;
		Ok(answer["value"].clone())
	}

	/// The transactions of the block `hash`; none when the node has no such block, or not its body.
	pub async fn extrinsics(&self, hash: &str) -> anyhow::Result<Option<Vec<String>>> {
		let block: Value = self.ask("chain_getBlock", rpc_params![hash]).await?;
		match block.pointer("/block/extrinsics") {
			Some(list) => serde_json::from_value(list.clone()).context("extrinsics are text"),
			None => Ok(None),
		}
	}

	/// Which of the validators made the block `hash`: its place in their list.
	pub async fn author(&self, hash: &str) -> anyhow::Result<usize> {
		let header = self.header(Some(hash)).await?;
		let logs = header.pointer("/digest/logs").and_then(Value::as_array);
		let place = logs
			.into_iter()
			.flatten()
			.filter_map(Value::as_str)
			.find_map(babe_author);
		place.with_context(|| format!("BABE says who made a block: {header}"))
	}

	/// Whether the node has the state after the block `hash`.
	pub async fn has_state(&self, hash: &str) -> bool {
		let version: anyhow::Result<Value> =
			self.ask("state_getRuntimeVersion", rpc_params![hash]).await;
		version.is_ok()
	}

	/// The `spec_version` of the runtime in the best block.
	pub async fn spec_version(&self) -> anyhow::Result<u64> {
		let version: Value = self.ask("state_getRuntimeVersion", rpc_params![]).await?;
		version
			.get("specVersion")
			.and_then(Value::as_u64)
			.context("a runtime has a version")
	}

	/// BABE's chance, as a fraction, that a slot of the present epoch has an author by lot.
	pub async fn primary_probability(&self) -> anyhow::Result<(u64, u64)> {
		let at = self.client().await?.at_current_block().await?;
		let address = dynamic::storage::<(), BabeConfig>("Babe", "EpochConfig");
		Ok(at.storage().fetch(address, ()).await?.decode()?.c)
	}

	/// How many nodes it is connected to.
	pub async fn peers(&self) -> anyhow::Result<u64> {
		let health: Value = self.ask("system_health", rpc_params![]).await?;
		health
			.get("peers")
			.and_then(Value::as_u64)
			.context("a node counts its peers")
	}

	/// The transactions that wait in its pool.
	pub async fn pending(&self) -> anyhow::Result<Vec<String>> {
		self.ask("author_pendingExtrinsics", rpc_params![]).await
	}

	/// The number of the account's next transaction in the best block, those in the pool counted.
	pub async fn next_nonce(&self, account: &AccountId32) -> anyhow::Result<u64> {
		self.ask("system_accountNextIndex", rpc_params![account.to_string()])
			.await
	}

	/// The number of the account's next transaction after the latest final block.
	pub async fn final_nonce(&self, account: &AccountId32) -> anyhow::Result<u64> {
		let at = self.client().await?.at_current_block().await?;
		Ok(at.tx().account_nonce(account).await?)
	}

	/// Sign a transaction, good for the next blocks above the latest final one: no fork carries it
	/// away.
	pub async fn sign(
		&self,
		call: &impl Payload,
		signer: &Keypair,
		nonce: u64,
	) -> anyhow::Result<String> {
		let at = self.client().await?.at_current_block().await?;
		let params = DefaultExtrinsicParamsBuilder::new()
			.nonce(nonce)
			.mortal_from_unchecked(MORTAL, at.block_number(), at.block_hash())
			.build();
		let signed = at
			.tx()
			.create_signable_offline(call, params)?
			.sign(signer)?;
		Ok(format!("0x{}", hex::encode(signed.encoded())))
	}

	/// Hand a signed transaction in. Returns its hash.
	pub async fn submit(&self, transaction: &str) -> anyhow::Result<String> {
		self.ask("author_submitExtrinsic", rpc_params![transaction])
			.await
	}

	/// The validators of the current session, at the latest final block.
	pub async fn validators(&self) -> anyhow::Result<Vec<AccountId32>> {
		let at = self.client().await?.at_current_block().await?;
		let address = dynamic::storage::<(), Vec<AccountId32>>("Session", "Validators");
		Ok(at.storage().fetch(address, ()).await?.decode()?)
	}

	/// The books of the supply, at the latest final block.
	pub async fn ledger(&self) -> anyhow::Result<Ledger> {
		let at = self.client().await?.at_current_block().await?;
		let address = dynamic::storage::<(), Ledger>("Issuance", "Totals");
		Ok(at.storage().fetch(address, ()).await?.decode()?)
	}

	/// The names of the events of the block at `height`, as in `Balances.Transfer`.
	pub async fn events(&self, height: u64) -> anyhow::Result<Vec<String>> {
		let at = self.client().await?.at_block(height).await?;
		let events = at.events().fetch().await?;
		events
			.iter()
			.map(|event| {
				let event = event?;
				Ok(format!("{}.{}", event.pallet_name(), event.event_name()))
			})
			.collect()
	}
}

/// The author's place in a log of BABE: an item before the block (6), its length in one byte or two, a
/// variant, and then the place in four bytes.
fn babe_author(log: &str) -> Option<usize> {
	let rest = log.strip_prefix("0x0642414245")?;
	let long = u8::from_str_radix(rest.get(..2)?, 16).ok()? & 0b11 == 1;
	let at = if long { 6 } else { 4 };
	let place = u32::from_str_radix(rest.get(at..at + 8)?, 16).ok()?;
	usize::try_from(place.swap_bytes()).ok()
}

/// The height in a header.
fn height(header: &Value) -> anyhow::Result<u64> {
	let number = header.get("number").and_then(Value::as_str);
	let number = number.with_context(|| format!("no height in {header}"))?;
	ensure!(
		number.starts_with("0x"),
		"a height is written in hexadecimal: {number}"
	);
	u64::from_str_radix(number.trim_start_matches("0x"), 16).context("a height is a number")
}
