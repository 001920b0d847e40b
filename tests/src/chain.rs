//! What a node says about the chain, read directly: what a test must not take the wallet's word for.

use anyhow::Context;
use subxt::dynamic;
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

	/// The names of the events of the block at `height`, as in `Balances.Transfer`.
	pub async fn events(&self, height: u64) -> anyhow::Result<Vec<String>> {
		let at = self.client.at_block(height).await?;
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
