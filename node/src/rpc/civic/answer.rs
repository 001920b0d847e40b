//! Asks the runtime, and says of which block the answer is.

use std::sync::Arc;

use civic_runtime::{opaque::Block, Hash};
use jsonrpsee::core::RpcResult;
use sc_rpc::SubscriptionTaskExecutor;
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;

use super::{
	error,
	views::{AtBlock, BlockRef},
};
use crate::service::FullClient;

/// The runtime's interface, as the client gives it.
pub(super) type Api<'a> = ApiRef<'a, <FullClient as ProvideRuntimeApi<Block>>::Api>;

/// Answers the `civic_…` methods.
pub(crate) struct Civic {
	pub(super) client: Arc<FullClient>,
	pub(super) executor: SubscriptionTaskExecutor,
	/// How many subscriptions there are. Each holds a share of it.
	pub(super) subscriptions: Arc<()>,
}

impl Civic {
	pub(crate) fn new(client: Arc<FullClient>, executor: SubscriptionTaskExecutor) -> Self {
		Self {
			client,
			executor,
			subscriptions: Arc::new(()),
		}
	}

	/// Ask at block `at`, or at the last final one.
	pub(super) fn answer<T>(
		&self,
		at: Option<Hash>,
		ask: impl FnOnce(&Api, Hash) -> Result<T, ApiError>,
	) -> RpcResult<AtBlock<T>> {
		let at = at.unwrap_or_else(|| self.client.info().finalized_hash);
		let number = self
			.client
			.number(at)
			.map_err(|why| error::database(at, &why))?
			.ok_or_else(|| error::unknown_block(at))?;
		let value = ask(&self.client.runtime_api(), at).map_err(|why| error::runtime(at, &why))?;
		Ok(AtBlock {
			block: BlockRef { number, hash: at },
			value,
		})
	}
}
