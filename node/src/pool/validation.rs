//! Validates transactions for the pool, together what comes together.
//!
//! A call into the runtime's WebAssembly costs several times what judging a transfer in it does, and
//! the pool validates each transaction more than once. So what waits is judged in one call. ADR 0077.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use civic_runtime::{opaque::Block, validation::BatchValidation, BlockNumber, Hash, Header};
use codec::Encode;
use prometheus_endpoint::Registry;
use sc_transaction_pool::{ChainApi, FullChainApi, ValidateTransactionPriority as Priority};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_blockchain::TreeRoute;
use sp_core::traits::SpawnEssentialNamed;
use sp_runtime::{
	generic::BlockId,
	transaction_validity::{TransactionSource, TransactionValidity},
	OpaqueExtrinsic,
};
use tokio::{
	sync::{mpsc, oneshot, Mutex},
	time::sleep,
};

use crate::service::FullClient;

type Single = FullChainApi<FullClient, Block>;

/// What can go wrong, in the SDK's words.
pub(crate) type Error = <Single as ChainApi>::Error;

/// The most transactions judged in one call.
const MOST: usize = 64;

/// The most bytes judged in one call, but for a single transaction that is longer: the runtime's
/// memory holds each of them several times.
const MOST_BYTES: usize = 1024 * 1024;

/// How long the first to come waits for others. A transaction that nobody follows is that much later
/// in the pool, where it waits for a block a thousand times as long.
const COMPANY: Duration = Duration::from_millis(3);

/// How many validate at once, as many as in the SDK's pools.
const WORKERS: [&str; 2] = ["transaction-validation-0", "transaction-validation-1"];

/// The chain as the transaction pool sees it.
pub(crate) struct Validation {
	/// Judges one at a time, and knows the blocks.
	single: Arc<Single>,
	/// What the pool waits for before it goes on with a block.
	urgent: mpsc::UnboundedSender<Request>,
	/// What was handed in, or is looked at again. Bounded by who asks: each waits for its answer.
	usual: mpsc::UnboundedSender<Request>,
}

struct Request {
	at: Hash,
	source: TransactionSource,
	transaction: Arc<OpaqueExtrinsic>,
	answer: oneshot::Sender<Result<TransactionValidity, Error>>,
}

impl Validation {
	pub(crate) fn new(
		client: Arc<FullClient>,
		registry: Option<&Registry>,
		spawner: &impl SpawnEssentialNamed,
	) -> Self {
		let single = Arc::new(FullChainApi::new(client.clone(), registry, spawner));
		let (urgent, urgent_requests) = mpsc::unbounded_channel();
		let (usual, usual_requests) = mpsc::unbounded_channel();
		let requests = Arc::new(Mutex::new(Requests {
			urgent: urgent_requests,
			usual: usual_requests,
		}));
		for name in WORKERS {
			let judge = Judge {
				client: client.clone(),
				single: single.clone(),
			};
			let requests = requests.clone();
			spawner.spawn_essential_blocking(
				name,
				Some("transaction-pool"),
				Box::pin(async move {
					loop {
						let some = requests.lock().await.next().await;
						if some.is_empty() {
							return;
						}
						for together in calls(some) {
							judge.all(together);
						}
					}
				}),
			);
		}
		Self {
			single,
			urgent,
			usual,
		}
	}
}

/// What is to be judged.
struct Requests {
	urgent: mpsc::UnboundedReceiver<Request>,
	usual: mpsc::UnboundedReceiver<Request>,
}

impl Requests {
	/// The next that are to be judged; none when nobody will ask again.
	async fn next(&mut self) -> Vec<Request> {
		let (mut urgent, mut some) = (Vec::new(), Vec::with_capacity(MOST));
		tokio::select! {
			biased;
			_ = self.urgent.recv_many(&mut urgent, MOST) => return urgent,
			_ = self.usual.recv_many(&mut some, MOST) => (),
		}
		if !some.is_empty() && some.len() < MOST {
			sleep(COMPANY).await;
			while some.len() < MOST {
				let Ok(another) = self.usual.try_recv() else {
					break;
				};
				some.push(another);
			}
		}
		some
	}
}

/// What is judged in one call each: consecutive requests of one block, of no more than [`MOST_BYTES`].
fn calls(requests: Vec<Request>) -> Vec<Vec<Request>> {
	let mut calls: Vec<Vec<Request>> = Vec::new();
	let mut bytes = 0;
	for request in requests {
		let more = request.transaction.encoded_size();
		let last = calls.last_mut().filter(|call| {
			bytes + more <= MOST_BYTES && call.last().is_some_and(|other| other.at == request.at)
		});
		match last {
			Some(call) => {
				bytes += more;
				call.push(request);
			},
			None => {
				bytes = more;
				calls.push(vec![request]);
			},
		}
	}
	calls
}

/// Asks the runtime.
struct Judge {
	client: Arc<FullClient>,
	single: Arc<Single>,
}

impl Judge {
	/// Judge what was asked for at one block.
	fn all(&self, requests: Vec<Request>) {
		let said = match &requests[..] {
			[] | [_] => Vec::new(),
			[first, ..] => self.ask(first.at, &requests),
		};
		let mut said = said.into_iter();
		for request in requests {
			let answer = match said.next().flatten() {
				Some(validity) => Ok(validity),
				// By itself, to have the very error.
				None => self.single.validate_transaction_blocking(
					request.at,
					request.source,
					request.transaction,
				),
			};
			// Who asked may have gone away.
			let _ = request.answer.send(answer);
		}
	}

	/// What the runtime says of all of them; nothing when it cannot, or stumbles over one.
	fn ask(&self, at: Hash, requests: &[Request]) -> Vec<Option<TransactionValidity>> {
		let runtime = self.client.runtime_api();
		if !matches!(runtime.has_api::<dyn BatchValidation<Block>>(at), Ok(true)) {
			return Vec::new();
		}
		let transactions = requests
			.iter()
			.map(|request| (request.source, request.transaction.encode()))
			.collect();
		runtime
			.validate_transactions(at, transactions, at)
			.unwrap_or_default()
	}
}

#[async_trait]
impl ChainApi for Validation {
	type Block = Block;
	type Error = Error;

	async fn validate_transaction(
		&self,
		at: Hash,
		source: TransactionSource,
		transaction: Arc<OpaqueExtrinsic>,
		priority: Priority,
	) -> Result<TransactionValidity, Error> {
		let (answer, said) = oneshot::channel();
		let queue = match priority {
			Priority::Maintained => &self.urgent,
			Priority::Submitted => &self.usual,
		};
		let _ = queue.send(Request {
			at,
			source,
			transaction,
			answer,
		});
		said.await.unwrap_or_else(|_| {
			Err(Error::RuntimeApi(
				"the node is stopping, and validates nothing any more".into(),
			))
		})
	}

	fn validate_transaction_blocking(
		&self,
		at: Hash,
		source: TransactionSource,
		transaction: Arc<OpaqueExtrinsic>,
	) -> Result<TransactionValidity, Error> {
		self.single
			.validate_transaction_blocking(at, source, transaction)
	}

	fn block_id_to_number(&self, at: &BlockId<Block>) -> Result<Option<BlockNumber>, Error> {
		self.single.block_id_to_number(at)
	}

	fn block_id_to_hash(&self, at: &BlockId<Block>) -> Result<Option<Hash>, Error> {
		self.single.block_id_to_hash(at)
	}

	fn hash_and_length(&self, transaction: &OpaqueExtrinsic) -> (Hash, usize) {
		self.single.hash_and_length(transaction)
	}

	async fn block_body(&self, at: Hash) -> Result<Option<Vec<OpaqueExtrinsic>>, Error> {
		self.single.block_body(at).await
	}

	fn block_header(&self, at: Hash) -> Result<Option<Header>, Error> {
		self.single.block_header(at)
	}

	fn tree_route(&self, from: Hash, to: Hash) -> Result<TreeRoute<Block>, Error> {
		self.single.tree_route(from, to)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	type Answer = oneshot::Receiver<Result<TransactionValidity, Error>>;

	fn request(at: u8, length: usize) -> (Request, Answer) {
		let (answer, said) = oneshot::channel();
		let request = Request {
			at: Hash::repeat_byte(at),
			source: TransactionSource::External,
			transaction: Arc::new(OpaqueExtrinsic::from_blob(vec![0; length])),
			answer,
		};
		(request, said)
	}

	#[tokio::test]
	async fn what_comes_is_judged_urgent_first_and_nothing_is_lost() {
		let (urgent, urgent_requests) = mpsc::unbounded_channel();
		let (usual, usual_requests) = mpsc::unbounded_channel();
		let mut requests = Requests {
			urgent: urgent_requests,
			usual: usual_requests,
		};
		let mut answers = Vec::new();
		for at in 0..150 {
			let (request, said) = request(at, 10);
			usual.send(request).expect("open");
			answers.push(said);
		}
		let (first, said) = request(200, 10);
		urgent.send(first).expect("open");
		answers.push(said);

		let mut seen = Vec::new();
		for expected in [1, MOST, MOST, 150 - 2 * MOST] {
			let some = requests.next().await;
			assert_eq!(some.len(), expected);
			seen.extend(some.iter().map(|request| request.at.0[0]));
			// Whoever asked still waits: none was dropped.
			assert!(answers.iter_mut().all(|said| said.try_recv().is_err()));
			std::mem::forget(some);
		}
		assert_eq!(seen[0], 200);
		assert_eq!(seen[1..], (0..150).collect::<Vec<_>>()[..]);

		drop((urgent, usual));
		assert!(requests.next().await.is_empty(), "nobody asks any more");
	}

	#[tokio::test]
	async fn the_first_waits_for_company() {
		let (_urgent, urgent_requests) = mpsc::unbounded_channel();
		let (usual, usual_requests) = mpsc::unbounded_channel();
		let mut requests = Requests {
			urgent: urgent_requests,
			usual: usual_requests,
		};
		usual.send(request(0, 10).0).expect("open");
		let next = tokio::spawn(async move { requests.next().await.len() });
		tokio::task::yield_now().await;
		usual.send(request(0, 10).0).expect("open");
		assert_eq!(next.await.expect("it ends"), 2);
	}

	#[test]
	fn a_call_is_of_one_block_and_not_too_long() {
		let lengths = |requests: &[(u8, usize)]| -> Vec<usize> {
			let requests = requests
				.iter()
				.map(|(at, length)| request(*at, *length).0)
				.collect();
			calls(requests).iter().map(Vec::len).collect()
		};
		assert_eq!(lengths(&[]), Vec::<usize>::new());
		assert_eq!(lengths(&[(0, 9), (0, 9), (1, 9), (0, 9)]), [2, 1, 1]);
		let half = MOST_BYTES / 2;
		assert_eq!(lengths(&[(0, half), (0, half - 64), (0, 100)]), [2, 1]);
		// Too long for any, but asked for.
		assert_eq!(lengths(&[(0, 2 * MOST_BYTES), (0, 9)]), [1, 1]);
	}
}
