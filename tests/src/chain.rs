//! What a node says about the chain, read directly: what a test must not take the wallet's word for.

use anyhow::Context;
use subxt::dynamic::{self, Value};
use subxt::ext::scale_value::At;
use subxt::utils::AccountId32;
use subxt::{OnlineClient, SubstrateConfig};
use subxt_rpcs::client::{rpc_params, RpcClient};

/// A connection to a node.
#[derive(Clone, Debug)]
pub struct Chain {
	client: OnlineClient<SubstrateConfig>,
	rpc: RpcClient,
}

impl Chain {
	/// Connect to the node at `url`.
	pub async fn connect(url: &str) -> anyhow::Result<Self> {
		let rpc = RpcClient::from_insecure_url(url)
			.await
			.with_context(|| format!("no node answers at {url}"))?;
		let client = OnlineClient::from_rpc_client(rpc.clone())
			.await
			.with_context(|| format!("the node at {url} is not of this chain's kind"))?;
		Ok(Self { client, rpc })
	}

	/// The client, for what is not here.
	pub fn client(&self) -> &OnlineClient<SubstrateConfig> {
		&self.client
	}

	/// The height of the latest final block.
	pub async fn finalized(&self) -> anyhow::Result<u64> {
		let hash: String = self
			.rpc
			.request("chain_getFinalizedHead", rpc_params![])
			.await?;
		let header: serde_json::Value = self
			.rpc
			.request("chain_getHeader", rpc_params![hash])
			.await?;
		let number = header.get("number").and_then(|number| number.as_str());
		let number = number.with_context(|| format!("no height in {header}"))?;
		u64::from_str_radix(number.trim_start_matches("0x"), 16).context("a height is a number")
	}

	/// The hash of the block at `height`, in this node's best chain.
	pub async fn block_hash(&self, height: u64) -> anyhow::Result<Option<String>> {
		Ok(self
			.rpc
			.request("chain_getBlockHash", rpc_params![height])
			.await?)
	}

	/// How many nodes it is connected to.
	pub async fn peers(&self) -> anyhow::Result<u64> {
		let health: serde_json::Value = self.rpc.request("system_health", rpc_params![]).await?;
		health
			.get("peers")
			.and_then(|peers| peers.as_u64())
			.context("a node counts its peers")
	}

	/// The transactions that wait in its pool.
	pub async fn pending(&self) -> anyhow::Result<Vec<String>> {
		Ok(self
			.rpc
			.request("author_pendingExtrinsics", rpc_params![])
			.await?)
	}

	/// The validators of the current session, at the latest final block.
	pub async fn validators(&self) -> anyhow::Result<Vec<AccountId32>> {
		let at = self.client.at_current_block().await?;
		let address = dynamic::storage::<(), Vec<AccountId32>>("Session", "Validators");
		Ok(at.storage().fetch(address, ()).await?.decode()?)
	}

	/// A value of the state without a key, at the latest final block.
	pub async fn value(&self, pallet: &str, name: &str) -> anyhow::Result<Value> {
		let at = self.client.at_current_block().await?;
		let address = dynamic::storage::<(), Value>(pallet, name);
		let value = at.storage().fetch(address, ()).await?.decode()?;
		Ok(value.remove_context())
	}

	/// Whether the events of the block at `height` have `pallet.name`.
	pub async fn has_event(&self, height: u64, pallet: &str, name: &str) -> anyhow::Result<bool> {
		let at = self.client.at_block(height).await?;
		for event in at.events().fetch().await?.iter() {
			let event = event?;
			if event.pallet_name() == pallet && event.event_name() == name {
				return Ok(true);
			}
		}
		Ok(false)
	}
}

/// The number in a field of a struct.
pub fn field(value: &Value, name: &str) -> anyhow::Result<u128> {
	value
		.at(name)
		.and_then(|field| field.as_u128())
		.with_context(|| format!("no number called {name} in {value}"))
}
