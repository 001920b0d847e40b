//! Asks the runtime, and says of which block the answer is.

use std::sync::Arc;

use civic_runtime::Hash;
use jsonrpsee::core::RpcResult;
use sc_rpc::SubscriptionTaskExecutor;
use sp_api::ApiError;
use sp_blockchain::HeaderBackend;
use tokio::sync::Semaphore;

use super::{
	error,
	subscription::MAX_SUBSCRIPTIONS,
	views::{AtBlock, BlockRef},
};
use crate::{
	civic_api::{civic_api, Api},
	service::FullClient,
};

/// Answers the `civic_…` methods.
pub(crate) struct Civic {
	pub(super) client: Arc<FullClient>,
	pub(super) executor: SubscriptionTaskExecutor,
	/// A permit for each subscription that may still begin.
	pub(super) subscriptions: Arc<Semaphore>,
}

impl Civic {
	pub(crate) fn new(client: Arc<FullClient>, executor: SubscriptionTaskExecutor) -> Self {
		Self {
			client,
			executor,
			subscriptions: Arc::new(Semaphore::new(MAX_SUBSCRIPTIONS)),
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
		let value = civic_api(&self.client, at)
			.and_then(|api| ask(&api, at))
			.map_err(|why| error::runtime(at, &why))?;
		Ok(AtBlock {
			block: BlockRef { number, hash: at },
			value,
		})
	}
}
