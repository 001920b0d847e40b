//! Tells subscribers of claims that change.

use std::sync::Arc;

use civic_runtime::{civic_api::CivicApi as _, opaque::Block, Hash};
use futures::{stream, FutureExt, StreamExt};
use jsonrpsee::PendingSubscriptionSink;
use sc_client_api::{BlockchainEvents, FinalityNotification};
use sc_rpc::utils::{BoundedVecDeque, PendingSubscription};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;

use super::{
	answer::Civic,
	error,
	views::{AtBlock, BlockRef, Claim, ClaimChange},
	ClaimsFilter,
};
use crate::service::FullClient;

/// How many changes may wait for a slow subscriber; one more ends its subscription.
const BUFFER: usize = 4_096;

impl Civic {
	/// Send each change that is final and matches, in the order of blocks.
	pub(super) fn watch(&self, pending: PendingSubscriptionSink, filter: ClaimsFilter) {
		let client = self.client.clone();
		let changes = self
			.client
			.finality_notification_stream()
			.map(move |notification| changes(&client, &notification, &filter))
			.flat_map(stream::iter)
			.boxed();
		let sending = PendingSubscription::from(pending)
			.pipe_from_stream(changes, BoundedVecDeque::new(BUFFER));
		self.executor
			.spawn("civic-rpc-subscription", Some("rpc"), sending.boxed());
	}
}

/// What became final: the notification's block, and those before it that it made final too.
fn changes(
	client: &Arc<FullClient>,
	notification: &FinalityNotification<Block>,
	filter: &ClaimsFilter,
) -> Vec<ClaimChange> {
	notification
		.tree_route
		.iter()
		.copied()
		.chain([notification.hash])
		.flat_map(|block| changes_of(client, block, filter))
		.collect()
}

fn changes_of(client: &Arc<FullClient>, hash: Hash, filter: &ClaimsFilter) -> Vec<ClaimChange> {
	let api = client.runtime_api();
	let number = client.number(hash).ok().flatten().unwrap_or_default();
	let block = BlockRef { number, hash };
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
					ClaimChange::Changed(AtBlock {
						block: block.clone(),
						value,
					})
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
