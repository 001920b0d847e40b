//! Tells subscribers of claims that change.

use std::{pin::pin, sync::Arc, time::Duration};

use civic_runtime::{civic_api::CivicApi as _, opaque::Block, BlockNumber};
use futures::{
	future::{select, Either},
	FutureExt, Stream, StreamExt,
};
use jsonrpsee::{PendingSubscriptionSink, SubscriptionMessage, SubscriptionSink};
use sc_client_api::{BlockchainEvents, FinalityNotification};
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Header as _;

use super::{
	answer::Civic,
	error,
	views::{AtBlock, BlockRef, Claim, ClaimChange},
	ClaimsFilter,
};
use crate::{civic_api::civic_api, service::FullClient};

/// Each subscription reads each final block for itself, so that a node serves so many and no more.
pub(super) const MAX_SUBSCRIPTIONS: usize = 64;

/// How long a subscriber may take to make room for a notification.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many more blocks may become final while a subscriber is told of one. A node keeps the state of so
/// many (`--state-pruning`).
const MOST_BEHIND: BlockNumber = 256;

impl Civic {
	/// Send each change that is final and matches, in the order of blocks.
	pub(super) async fn watch(&self, pending: PendingSubscriptionSink, filter: ClaimsFilter) {
		let Ok(permit) = self.subscriptions.clone().try_acquire_owned() else {
			let refusal = error::too_many_subscriptions(MAX_SUBSCRIPTIONS);
			pending.reject(refusal).await;
			return;
		};
		// Before it is accepted, so that whoever reads the claims afterwards misses nothing.
		let finalised = self
			.client
			.finality_notification_stream()
			.map(|notification| blocks(&notification));
		let Ok(sink) = pending.accept().await else {
			return;
		};
		let client = self.client.clone();
		let subscription = async move {
			let finalised_now = || client.info().finalized_number;
			let changes = |block: &BlockRef| changes(&client, block, &filter);
			tell(&sink, PATIENCE, finalised, finalised_now, changes).await;
			drop(permit);
		};
		// The runtime is asked in between: not on the threads that everything else waits for.
		self.executor
			.spawn_blocking("civic-rpc-subscription", Some("rpc"), subscription.boxed());
	}
}

/// Tell of the `changes` of the blocks that become final, until the subscriber has gone or is too slow.
async fn tell(
	sink: &SubscriptionSink,
	patience: Duration,
	mut finalised: impl Stream<Item = Vec<BlockRef>> + Unpin,
	finalised_now: impl Fn() -> BlockNumber,
	changes: impl Fn(&BlockRef) -> Vec<ClaimChange>,
) {
	let mut gone = pin!(sink.closed());
	while let Either::Right((Some(blocks), _)) = select(gone.as_mut(), finalised.next()).await {
		// What became final at once, after a stall, is not what a subscriber is late with.
		let Some(last) = blocks.last().map(|block| block.number) else {
			continue;
		};
		for block in blocks {
			for mut notification in changes(&block) {
				let too_slow = finalised_now().saturating_sub(last) > MOST_BEHIND;
				if too_slow {
					notification = ClaimChange::Failed {
						block: block.clone(),
						error: error::too_slow(MOST_BEHIND),
					};
				}
				let Ok(message) = SubscriptionMessage::from_json(&notification) else {
					log::error!("A notification of claims is no JSON: {notification:?}");
					return;
				};
				// Who takes nothing cannot be told that it is over.
				if sink.send_timeout(message, patience).await.is_err() || too_slow {
					return;
				}
			}
		}
	}
}

/// What became final: the notification's block, and those before it that it made final too.
fn blocks(notification: &FinalityNotification<Block>) -> Vec<BlockRef> {
	let last = *notification.header.number();
	let before = BlockNumber::try_from(notification.tree_route.len()).unwrap_or(last);
	let hashes = notification.tree_route.iter().copied();
	hashes
		.chain([notification.hash])
		.zip(last.saturating_sub(before)..)
		.map(|(hash, number)| BlockRef { number, hash })
		.collect()
}

fn changes(client: &Arc<FullClient>, block: &BlockRef, filter: &ClaimsFilter) -> Vec<ClaimChange> {
	let hash = block.hash;
	let failed = |why| ClaimChange::Failed {
		block: block.clone(),
		error: error::runtime(hash, &why).message().to_string(),
	};
	let api = match civic_api(client, hash) {
		Ok(api) => api,
		Err(why) => return vec![failed(why)],
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

#[cfg(test)]
mod tests {
	use std::{
		future::pending,
		sync::{
			atomic::{AtomicU32, Ordering},
			Mutex,
		},
	};

	use civic_runtime::Hash;
	use futures::stream;
	use jsonrpsee::{core::server::Subscription, RpcModule};
	use serde_json::Value;
	use tokio::{sync::oneshot, task::yield_now, time};

	use super::*;

	/// How long a test's subscriber may take.
	const SHORT: Duration = Duration::from_secs(2);

	fn block(number: BlockNumber) -> BlockRef {
		BlockRef {
			number,
			hash: Hash::repeat_byte(7),
		}
	}

	/// Each of a block's changes says which it is.
	fn two_of_each(block: &BlockRef) -> Vec<ClaimChange> {
		let change = |which: u8| ClaimChange::Failed {
			block: block.clone(),
			error: which.to_string(),
		};
		vec![change(1), change(2)]
	}

	/// Somebody who is told of what became final, in lots, when `now` was final last, and one more with each look,
	/// and takes in so many notifications before it reads one; and word of the end.
	async fn subscribed(
		lots: Vec<Vec<BlockRef>>,
		now: BlockNumber,
		room: usize,
	) -> (Subscription, oneshot::Receiver<()>) {
		let (ended, end) = oneshot::channel();
		let ended = Arc::new(Mutex::new(Some(ended)));
		let mut module = RpcModule::new(());
		module
			.register_subscription("hear", "heard", "enough", move |_, pending_sink, _, _| {
				let (lots, ended) = (lots.clone(), ended.lock().expect("whole").take());
				async move {
					let sink = pending_sink.accept().await?;
					// Nothing more becomes final, and the chain goes on.
					let finalised = stream::iter(lots).chain(stream::once(pending()));
					let looks = AtomicU32::new(now);
					let now = || looks.fetch_add(1, Ordering::Relaxed);
					tell(&sink, SHORT, Box::pin(finalised), now, two_of_each).await;
					drop(ended);
					Ok(())
				}
			})
			.expect("three names");
		let heard = module
			.subscribe("hear", Vec::<u8>::new(), room)
			.await
			.expect("accepted");
		(heard, end)
	}

	async fn next(heard: &mut Subscription) -> (u64, String) {
		let (said, _) = heard
			.next::<Value>()
			.await
			.expect("something is said")
			.expect("in JSON");
		let number = said["block"]["number"].as_u64().expect("a block");
		let error = said["error"].as_str().expect("words");
		(number, error.to_string())
	}

	#[tokio::test]
	async fn all_is_told_in_order_however_much_became_final_at_once() {
		let stalled: Vec<_> = (1..=100).map(block).collect();
		// Looked at twice for each of a hundred blocks, and never too late.
		let (mut heard, _end) = subscribed(vec![stalled, vec![block(101)]], 100, 8).await;
		for number in 1..=101 {
			assert_eq!(next(&mut heard).await, (number, "1".into()));
			assert_eq!(next(&mut heard).await, (number, "2".into()));
		}
	}

	#[tokio::test]
	async fn who_falls_behind_is_told_so_and_let_go() {
		let lots = vec![vec![block(1)], vec![block(2)]];
		let (mut heard, end) = subscribed(lots, 2 + MOST_BEHIND, 8).await;
		let (number, error) = next(&mut heard).await;
		assert_eq!(number, 1);
		assert!(error.contains("Subscribe again"), "{error}");
		assert!(end.await.is_err(), "it is over");

		// Just in time for the first of its block, and not for the second.
		let (mut heard, end) = subscribed(vec![vec![block(1)]], 1 + MOST_BEHIND, 8).await;
		assert_eq!(next(&mut heard).await, (1, "1".into()));
		let (_, error) = next(&mut heard).await;
		assert!(error.contains("Subscribe again"), "{error}");
		assert!(end.await.is_err(), "it is over");
	}

	#[tokio::test]
	async fn who_takes_nothing_is_let_go_and_who_leaves_is_forgotten() {
		let (heard, mut end) = subscribed(vec![vec![block(1), block(2)]], 2, 1).await;
		time::sleep(SHORT / 10).await;
		assert!(end
			.try_recv()
			.is_err_and(|why| why == oneshot::error::TryRecvError::Empty));
		assert!((&mut end).await.is_err(), "it is over");
		drop(heard);

		let (heard, end) = subscribed(Vec::new(), 0, 1).await;
		drop(heard);
		yield_now().await;
		assert!(end.await.is_err(), "it is over");
	}
}
