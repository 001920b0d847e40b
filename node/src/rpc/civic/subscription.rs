//! Tells subscribers of claims that change.

use std::sync::Arc;

use civic_runtime::{civic_api::CivicApi as _, opaque::Block, BlockNumber};
use futures::{stream, FutureExt, StreamExt};
use jsonrpsee::PendingSubscriptionSink;
use sc_client_api::{BlockchainEvents, FinalityNotification};
use sc_rpc::utils::{BoundedVecDeque, PendingSubscription};
use sp_api::ProvideRuntimeApi;
use sp_runtime::traits::Header as _;

use super::{
	answer::Civic,
	error,
	views::{AtBlock, BlockRef, Claim, ClaimChange},
	ClaimsFilter,
};
use crate::service::FullClient;

/// How many changes may wait for a slow subscriber; one more ends its subscription.
const BUFFER: usize = 4_096;

/// Each subscription reads each final block for itself, so that a node serves so many and no more.
const MAX_SUBSCRIPTIONS: usize = 64;

impl Civic {
	/// Send each change that is final and matches, in the order of blocks.
	pub(super) async fn watch(&self, pending: PendingSubscriptionSink, filter: ClaimsFilter) {
		let share = self.subscriptions.clone();
		// The service's own share and this one are not subscriptions that run.
		if Arc::strong_count(&share) > MAX_SUBSCRIPTIONS + 1 {
			let refusal = error::too_many_subscriptions(MAX_SUBSCRIPTIONS);
			pending.reject(refusal).await;
			return;
		}
		let client = self.client.clone();
		let changes = self
			.client
			.finality_notification_stream()
			.map(move |notification| changes(&client, &notification, &filter))
			.flat_map(stream::iter)
			.boxed();
		let sending = PendingSubscription::from(pending)
			.pipe_from_stream(changes, BoundedVecDeque::new(BUFFER));
		let sending = async move {
			sending.await;
			drop(share);
		};
		// The runtime is asked in between: not on the threads that everything else waits for.
		self.executor
			.spawn_blocking("civic-rpc-subscription", Some("rpc"), sending.boxed());
	}
}

/// What became final: the notification's block, and those before it that it made final too.
fn changes(
	client: &Arc<FullClient>,
	notification: &FinalityNotification<Block>,
	filter: &ClaimsFilter,
) -> Vec<ClaimChange> {
	let last = *notification.header.number();
	let before = BlockNumber::try_from(notification.tree_route.len()).unwrap_or(last);
	let hashes = notification.tree_route.iter().copied();
	hashes
		.chain([notification.hash])
		.zip(last.saturating_sub(before)..)
		.flat_map(|(hash, number)| changes_of(client, BlockRef { number, hash }, filter))
		.collect()
}

fn changes_of(
	client: &Arc<FullClient>,
	block: BlockRef,
	filter: &ClaimsFilter,
) -> Vec<ClaimChange> {
	let api = client.runtime_api();
	let hash = block.hash;
	let failed = |why| ClaimChange::Failed {
		block: block.clone(),
		error: error::runtime(hash, &why).message().to_string(),
	};
	let changed = match api.claims_changed(hash) {
		Ok(changed) => changed,
		Err(why) => return vec![failed(why)],
	};
	changed
		.into_iter()
		.filter_map(|id| match api.claim(hash, id) {
			Ok(claim) => claim
				.map(Claim::from)
				.filter(|claim| filter.matches(claim))
				.map(|value| {
					ClaimChange::Changed(Box::new(AtBlock {
						block: block.clone(),
						value,
					}))
				}),
			Err(why) => Some(failed(why)),
		})
		.collect()
}

impl ClaimsFilter {
	fn matches(&self, claim: &Claim) -> bool {
		self.owner.is_none_or(|owner| owner == claim.owner)
			&& self.source.is_none_or(|source| source == claim.source)
			&& self.status.is_none_or(|status| status == claim.status)
	}
}
