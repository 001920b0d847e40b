//! The chain, behind one door: connecting, reading, submitting, and its refusals in words.

pub mod api;
mod calls;
mod explain;
mod network;
pub mod offline;
pub mod referenda;
mod submit;
mod titles;
pub mod views;

use std::{future::Future, sync::Arc, time::Duration};

use codec::{Decode, Encode};
use serde::de::DeserializeOwned;
use subxt::{
	backend::LegacyBackend,
	client::{ClientAtBlock, OnlineClientAtBlockImpl},
	constants,
	ext::scale_decode::DecodeAsType,
	rpcs::{
		client::{RpcParams, RpcSubscription},
		RpcClient,
	},
	storage, view_functions, OnlineClient, SubstrateConfig,
};

use crate::{
	cli::Global,
	config::Target,
	error::{Error, Result},
	hex32::Hex32,
	output::Output,
	time::Moment,
};

use api::civic;
pub use explain::explain;
pub use submit::{is_in_doubt, BlockRef, Receipt, Submitted};

/// How long a node may take to answer the first time.
const CONNECT: Duration = Duration::from_secs(20);

/// The length of a view function's number: the pallet's half and its own.
const VIEW_FUNCTION_ID: usize = 32;

/// A node of the city's network.
pub struct Chain {
	client: OnlineClient<SubstrateConfig>,
	rpc: RpcClient,
	url: String,
	output: Output,
	wait: bool,
	timeout: Duration,
}

/// The chain as of one block.
pub struct State {
	at: ClientAtBlock<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>,
}

/// Run what needs the network.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
	tokio::runtime::Builder::new_multi_thread()
		.worker_threads(2)
		.enable_all()
		.build()
		.map_err(|e| Error::internal(format!("The program cannot start its threads: {e}.")))?
		.block_on(work)
}

/// A line to the node at `url`, encrypted unless it ends on this machine.
async fn connect_rpc(url: &str) -> Result<RpcClient> {
	RpcClient::from_url(url)
		.await
		.map_err(|e| explain::connection(url, &e))
}

/// A node that is asked for itself, whatever chain it is of.
pub struct NodeRpc(RpcClient);

impl NodeRpc {
	/// Connect to it.
	pub async fn connect(url: &str) -> Result<Self> {
		crate::config::must_be_websocket(url)?;
		tokio::time::timeout(CONNECT, connect_rpc(url))
			.await
			.map_err(|_| Error::network(format!("The node at {url} did not answer.")))?
			.map(Self)
	}

	/// Ask it. What it says against it is for the caller to explain.
	pub async fn ask<T: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<T, subxt::rpcs::Error> {
		self.0.request(method, params).await
	}
}

impl Chain {
	/// Connect to the node the user named, and make sure that it is of the network they named.
	pub async fn connect(global: &Global) -> Result<Self> {
		let Target { url, network } = &global.target()?;
		let output = global.output();
		let _progress = output.progress(format!("Connecting to {url}"));
		let connecting = async {
			let rpc = connect_rpc(url).await?;
			// The methods every node has. By the newer, subscription-based ones a call that fails in
			// the runtime is never answered.
			let backend = LegacyBackend::builder().build(rpc.clone());
			let client = OnlineClient::from_backend(Arc::new(backend))
				.await
				.map_err(explain)?;
			Ok((rpc, client))
		};
		let (rpc, client) = tokio::time::timeout(CONNECT, connecting)
			.await
			.map_err(|_| {
				Error::network(format!(
				"The node at {url} did not answer within {} s. Is it a civic node? Name another \
				 with --url.",
				CONNECT.as_secs()
			))
			})??;
		let chain = Self {
			client,
			rpc,
			url: url.clone(),
			output,
			wait: !global.no_wait,
			timeout: Duration::from_secs(global.timeout),
		};
		if let Some(expected) = network {
			network::must_be(expected, &chain).await?;
		}
		Ok(chain)
	}

	/// The hash of the first block.
	pub fn genesis(&self) -> Hex32 {
		self.client.genesis_hash().into()
	}

	/// What the network calls itself.
	pub async fn name(&self) -> Result<String> {
		self.rpc
			.request("system_chain", RpcParams::new())
			.await
			.map_err(explain)
	}

	/// Ask the node itself, not the chain.
	pub async fn node<T: DeserializeOwned>(&self, method: &str, params: RpcParams) -> Result<T> {
		self.rpc.request(method, params).await.map_err(explain)
	}

	/// A message for each final block from now on.
	pub async fn final_heads(&self) -> Result<RpcSubscription<serde_json::Value>> {
		let (begin, end) = (
			"chain_subscribeFinalizedHeads",
			"chain_unsubscribeFinalizedHeads",
		);
		self.rpc
			.subscribe(begin, RpcParams::new(), end)
			.await
			.map_err(explain)
	}

	/// The chain as of the last final block.
	pub async fn state(&self) -> Result<State> {
		self.client
			.at_current_block()
			.await
			.map(|at| State { at })
			.map_err(explain)
	}
}

impl State {
	/// The hash of the block.
	pub fn hash(&self) -> Hex32 {
		self.at.block_hash().into()
	}

	/// The height of the block.
	pub fn block(&self) -> u64 {
		self.at.block_number()
	}

	/// The answer to a question the chain knows how to answer.
	///
	/// The runtime takes the question's inputs as one byte string and gives the answer as one
	/// (`RuntimeViewFunction::execute_view_function`). The client's own call leaves both wrappings
	/// out, so they are put on and taken off here.
	pub async fn ask<Q: view_functions::Payload>(&self, question: Q) -> Result<Q::ReturnType> {
		let client = self.at.view_functions();
		client.validate(&question).map_err(explain)?;
		let (pallet, name) = (
			question.pallet_name().to_string(),
			question.function_name().to_string(),
		);
		let unknown = || Error::network(format!("The node does not know {pallet}.{name}."));

		let request = client.encode_args(question).map_err(explain)?;
		let (id, inputs) = request
			.split_at_checked(VIEW_FUNCTION_ID)
			.ok_or_else(unknown)?;
		let request = [id, &inputs.encode()].concat();
		let response = client.call_raw(Some(&request)).await.map_err(explain)?;

		let answer = <std::result::Result<Vec<u8>, u8>>::decode(&mut response.as_slice())
			.ok()
			.and_then(std::result::Result::ok)
			.ok_or_else(unknown)?;
		let metadata = self.at.metadata_ref();
		let function = metadata
			.pallet_by_name(&pallet)
			.and_then(|pallet| pallet.view_function_by_name(&name))
			.ok_or_else(unknown)?;
		Q::ReturnType::decode_as_type(
			&mut answer.as_slice(),
			function.output_ty(),
			metadata.types(),
		)
		.map_err(|e| {
			Error::network(format!(
				"The answer of {pallet}.{name} cannot be read: {e}."
			))
		})
	}

	/// What is stored somewhere, or what stands for nothing there.
	pub async fn stored<A: storage::Address>(
		&self,
		place: A,
		key: A::KeyParts,
	) -> Result<Option<A::Value>> {
		match self
			.at
			.storage()
			.try_fetch(place, key)
			.await
			.map_err(explain)?
		{
			Some(value) => value.decode().map(Some).map_err(explain),
			None => Ok(None),
		}
	}

	/// A constant of the chain.
	pub fn constant<A: constants::Address>(&self, which: A) -> Result<A::Target> {
		self.at.constants().entry(which).map_err(explain)
	}

	/// The time by the chain's clock.
	pub async fn now(&self) -> Result<Moment> {
		let millis = self.stored(civic::storage().timestamp().now(), ()).await?;
		Ok(Moment(millis.unwrap_or_default() / 1000))
	}
}
