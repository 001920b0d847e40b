//! A connection to a node.

use anyhow::Context;
use codec::Decode;
use serde::Deserialize;
use sp_io::hashing::blake2_128;
use subxt_rpcs::client::{rpc_params, RpcClient, RpcSubscription};

use super::work::Id;

/// A WebSocket to a node's JSON-RPC.
#[derive(Clone)]
pub struct Gate {
	rpc: RpcClient,
}

/// What a block holds.
pub(super) struct Body {
	/// Its transactions, inherents too.
	pub(super) ids: Vec<Id>,
	/// Their length together, in bytes.
	pub(super) length: usize,
}

#[derive(Deserialize)]
struct SignedBlock {
	block: RawBlock,
}

#[derive(Deserialize)]
struct RawBlock {
	extrinsics: Vec<String>,
}

/// The one thing of a header that is needed here.
#[derive(Deserialize)]
pub(super) struct Head {
	number: String,
}

impl Head {
	pub(super) fn height(&self) -> anyhow::Result<u32> {
		u32::from_str_radix(self.number.trim_start_matches("0x"), 16).context("a height")
	}
}

impl Gate {
	/// Connect to the node at `url`.
	pub async fn connect(url: &str) -> anyhow::Result<Self> {
		let rpc = RpcClient::from_insecure_url(url)
			.await
			.with_context(|| format!("no node answers at {url}"))?;
		Ok(Self { rpc })
	}

	/// Hand a transaction in. Answers when the node has put it into its pool.
	pub async fn submit(&self, transaction: &str) -> anyhow::Result<()> {
		let _: String = self
			.rpc
			.request("author_submitExtrinsic", rpc_params![transaction])
			.await?;
		Ok(())
	}

	/// The hash of the block at `height` in this node's best chain.
	pub async fn hash(&self, height: u32) -> anyhow::Result<String> {
		let hash: Option<String> = self
			.rpc
			.request("chain_getBlockHash", rpc_params![height])
			.await?;
		hash.with_context(|| format!("there is no block {height}"))
	}

	/// The height of the latest final block.
	pub async fn final_height(&self) -> anyhow::Result<u32> {
		let hash: String = self
			.rpc
			.request("chain_getFinalizedHead", rpc_params![])
			.await?;
		let head: Head = self
			.rpc
			.request("chain_getHeader", rpc_params![hash])
			.await?;
		head.height()
	}

	/// The height of the best block.
	pub async fn best_height(&self) -> anyhow::Result<u32> {
		let head: Head = self.rpc.request("chain_getHeader", rpc_params![]).await?;
		head.height()
	}

	/// What is stored under `key` at the block of this hash.
	pub async fn stored<Value: Decode>(
		&self,
		key: &[u8],
		hash: &str,
	) -> anyhow::Result<Option<Value>> {
		let key = format!("0x{}", hex::encode(key));
		let value: Option<String> = self
			.rpc
			.request("state_getStorage", rpc_params![key, hash])
			.await?;
		value
			.map(|value| {
				let bytes = hex::decode(value.trim_start_matches("0x"))?;
				Value::decode(&mut bytes.as_slice()).context("a value of another type")
			})
			.transpose()
	}

	/// What the block of this hash holds.
	pub(super) async fn body(&self, hash: &str) -> anyhow::Result<Body> {
		let block: SignedBlock = self
			.rpc
			.request("chain_getBlock", rpc_params![hash])
			.await?;
		let mut body = Body {
			ids: Vec::new(),
			length: 0,
		};
		for extrinsic in block.block.extrinsics {
			let bytes = hex::decode(extrinsic.trim_start_matches("0x"))?;
			body.ids.push(blake2_128(&bytes));
			body.length += bytes.len();
		}
		Ok(body)
	}

	/// Each new best block.
	pub(super) async fn best_heads(&self) -> anyhow::Result<RpcSubscription<Head>> {
		Ok(self
			.rpc
			.subscribe(
				"chain_subscribeNewHeads",
				rpc_params![],
				"chain_unsubscribeNewHeads",
			)
			.await?)
	}

	/// Each new final block.
	pub(super) async fn final_heads(&self) -> anyhow::Result<RpcSubscription<Head>> {
		Ok(self
			.rpc
			.subscribe(
				"chain_subscribeFinalizedHeads",
				rpc_params![],
				"chain_unsubscribeFinalizedHeads",
			)
			.await?)
	}
}
