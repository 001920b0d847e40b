//! Validates transactions for the pool, together what comes together.
//!
//! A call into the runtime's WebAssembly costs several times what judging a transfer in it does, and
//! the pool validates each transaction more than once. So what waits is judged in one call. ADR 0077.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use civic_runtime::{opaque::Block, validation::BatchValidation, BlockNumber, Hash, Header};
use codec::Encode;
use futures_timer::Delay;
use prometheus_endpoint::{
	exponential_buckets, register, Histogram, HistogramOpts, PrometheusError, Registry,
};
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
	task::yield_now,
};

use crate::service::FullClient;

type Single = FullChainApi<FullClient, Block>;

/// What can go wrong, in the SDK's words.
pub(crate) type Error = <Single as ChainApi>::Error;

/// The most transactions judged in one call.
const MOST: usize = 64;

/// The most bytes of a transaction that is judged with others, an ordinary one several times over. What is
/// longer may need much of the runtime's memory, and at their cost.
const LONGEST: usize = 8 * 1024;

/// How long the first to come waits for others. A transaction that nobody follows is that much later
/// in the pool, where it waits for a block a thousand times as long.
const COMPANY: Duration = Duration::from_millis(3);

/// How much less than others, of 19, what is not urgent wants the processor. A block that comes late costs the
/// network a fork; a transaction that is judged late costs nobody anything.
const NICENESS: i32 = 10;

/// The chain as the transaction pool sees it.
pub(crate) struct Validation {
	/// Judges one at a time, and knows the blocks.
	single: Arc<Single>,
	/// What the pool needs to know to go on with a block.
	urgent: mpsc::UnboundedSender<Request>,
	/// What was handed in, or is looked at again.
	usual: mpsc::UnboundedSender<Request>,
}

/// A question of the pool's. Whoever asks waits for the answer, which bounds how many there are; who has
/// gone away is not answered.
struct Request {
	at: Hash,
	source: TransactionSource,
	transaction: Arc<OpaqueExtrinsic>,
	answer: oneshot::Sender<Answer>,
}

type Answer = Result<TransactionValidity, Error>;

impl Validation {
	pub(crate) fn new(
		client: Arc<FullClient>,
		registry: Option<&Registry>,
		spawner: &impl SpawnEssentialNamed,
	) -> Result<Self, PrometheusError> {
		let in_a_call = registry.map(in_a_call).transpose()?;
		let single = Arc::new(FullChainApi::new(client.clone(), registry, spawner));
		let (urgent, urgent_requests) = mpsc::unbounded_channel();
		let (usual, usual_requests) = mpsc::unbounded_channel();
		let urgent_requests = Arc::new(Mutex::new(Requests {
			queue: urgent_requests,
			company: None,
		}));
		let usual_requests = Arc::new(Mutex::new(Requests {
			queue: usual_requests,
			company: Some(COMPANY),
		}));
		// One has no other work, so that what is urgent never waits for what is not.
		for (name, requests, gives_way) in [
			("transaction-validation-urgent", &urgent_requests, false),
			("transaction-validation-0", &usual_requests, true),
			("transaction-validation-1", &usual_requests, true),
		] {
			let judge = Judge {
				client: client.clone(),
				single: single.clone(),
				in_a_call: in_a_call.clone(),
			};
			spawner.spawn_essential_blocking(
				name,
				Some("transaction-pool"),
				Box::pin(judge.work(requests.clone(), gives_way)),
			);
		}
		Ok(Self {
			single,
			urgent,
			usual,
		})
	}
}

/// How many transactions each call of the runtime judges.
fn in_a_call(registry: &Registry) -> Result<Histogram, PrometheusError> {
	let opts = HistogramOpts::new(
		"civic_pool_validated_together",
		"Transactions that the pool had the runtime judge in one call",
	);
	// 1, 2, 4 … 64, which is the most.
	register(
		Histogram::with_opts(opts.buckets(exponential_buckets(1.0, 2.0, 7)?))?,
		registry,
	)
}

/// What is to be judged.
struct Requests {
	queue: mpsc::UnboundedReceiver<Request>,
	/// How long the first waits for others.
	company: Option<Duration>,
}

impl Requests {
	/// The next that are to be judged; nothing when nobody will ask again.
	async fn next(&mut self) -> Option<Vec<Request>> {
		let mut some = Vec::with_capacity(MOST);
		if self.queue.recv_many(&mut some, MOST).await == 0 {
			return None;
		}
		if let Some(company) = self.company.filter(|_| some.len() < MOST) {
			Delay::new(company).await;
			while some.len() < MOST {
				let Ok(another) = self.queue.try_recv() else {
					break;
				};
				some.push(another);
			}
		}
		some.retain(|request| !request.answer.is_closed());
		Some(some)
	}
}

/// What is judged in one call each: requests of one block, and long transactions by themselves.
fn calls(mut requests: Vec<Request>) -> Vec<Vec<Request>> {
	// The fork-aware pool asks of several blocks by turns.
	requests.sort_by_key(|request| request.at);
	let long = |request: &Request| request.transaction.encoded_size() > LONGEST;
	let mut calls: Vec<Vec<Request>> = Vec::new();
	for request in requests {
		let last = calls.last_mut().filter(|call| {
			call.last()
				.is_some_and(|other| other.at == request.at && !long(other) && !long(&request))
		});
		match last {
			Some(call) => call.push(request),
			None => calls.push(vec![request]),
		}
	}
	calls
}

/// Answer with what was `said` of the requests, in their order, and then those that nothing was said of with
/// what is said of each `alone`, so that they have the very error.
fn answer(
	requests: Vec<Request>,
	said: Vec<Option<TransactionValidity>>,
	alone: impl Fn(&Request) -> Answer,
) {
	let mut said = said.into_iter();
	let mut left = Vec::new();
	for request in requests {
		match said.next().flatten() {
			// Who asked may have gone away, here and below.
			Some(validity) => drop(request.answer.send(Ok(validity))),
			None => left.push(request),
		}
	}
	for request in left {
		let answer = alone(&request);
		let _ = request.answer.send(answer);
	}
}

/// Leave the processor to what makes and imports blocks, when that wants it. A blocking task has a thread to
/// itself for as long as it runs, and Linux counts the niceness of a thread.
fn give_way() {
	if let Err(why) = rustix::process::nice(NICENESS) {
		log::debug!("Validation of transactions does not give way to blocks: {why}");
	}
}

/// Asks the runtime.
struct Judge {
	client: Arc<FullClient>,
	single: Arc<Single>,
	in_a_call: Option<Histogram>,
}

impl Judge {
	/// Judge what is asked, until nobody asks any more.
	async fn work(self, requests: Arc<Mutex<Requests>>, gives_way: bool) {
		if gives_way {
			give_way();
		}
		loop {
			let Some(some) = requests.lock().await.next().await else {
				return;
			};
			for together in calls(some) {
				let said = self.together(&together);
				answer(together, said, |request| {
					self.called_with(1);
					self.single.validate_transaction_blocking(
						request.at,
						request.source,
						request.transaction.clone(),
					)
				});
				// A node that stops must be able to stop this.
				yield_now().await;
			}
		}
	}

	/// What the runtime says in one call of requests at one block; nothing when it cannot, when it stumbles
	/// over one, or when there is only one.
	fn together(&self, requests: &[Request]) -> Vec<Option<TransactionValidity>> {
		let [first, _, ..] = requests else {
			return Vec::new();
		};
		let runtime = self.client.runtime_api();
		if !matches!(
			runtime.has_api::<dyn BatchValidation<Block>>(first.at),
			Ok(true)
		) {
			return Vec::new();
		}
		let transactions = requests
			.iter()
			.map(|request| (request.source, request.transaction.encode()))
			.collect();
		self.called_with(requests.len());
		runtime
			.validate_transactions(first.at, transactions, first.at)
			.unwrap_or_default()
	}

	fn called_with(&self, transactions: usize) {
		if let Some(in_a_call) = &self.in_a_call {
			in_a_call.observe(transactions as f64);
		}
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
	use sp_runtime::transaction_validity::{InvalidTransaction, ValidTransaction};
	use tokio::sync::oneshot::{error::TryRecvError, Receiver};

	fn request(at: u8, length: usize) -> (Request, Receiver<Answer>) {
		let (answer, said) = oneshot::channel();
		let request = Request {
			at: Hash::repeat_byte(at),
			source: TransactionSource::External,
			transaction: Arc::new(OpaqueExtrinsic::from_blob(vec![0; length])),
			answer,
		};
		(request, said)
	}

	fn requests(company: Option<Duration>) -> (mpsc::UnboundedSender<Request>, Requests) {
		let (sender, queue) = mpsc::unbounded_channel();
		(sender, Requests { queue, company })
	}

	#[tokio::test]
	async fn all_that_comes_is_judged_but_for_who_has_gone_away() {
		for company in [None, Some(COMPANY)] {
			let (sender, mut requests) = requests(company);
			let mut answers = Vec::new();
			for at in 0..150 {
				let (request, said) = request(at, 10);
				sender.send(request).expect("open");
				answers.push(said);
			}
			drop(answers.remove(70));
			let mut seen = Vec::new();
			for expected in [MOST, MOST - 1, 150 - 2 * MOST] {
				let some = requests.next().await.expect("some wait");
				assert_eq!(some.len(), expected);
				seen.extend(some);
			}
			let heights: Vec<_> = seen.iter().map(|request| request.at.0[0]).collect();
			let all_but_one: Vec<_> = (0..150).filter(|at| *at != 70).collect();
			assert_eq!(heights, all_but_one);
			let waits =
				|said: &mut Receiver<_>| matches!(said.try_recv(), Err(TryRecvError::Empty));
			assert!(answers.iter_mut().all(waits), "none was dropped");

			drop(sender);
			assert!(requests.next().await.is_none(), "nobody asks any more");
		}
	}

	#[tokio::test]
	async fn the_first_waits_for_company_but_not_when_it_is_urgent() {
		for (company, together) in [(Some(COMPANY), 2), (None, 1)] {
			let (sender, mut requests) = requests(company);
			let (first, _first) = request(0, 10);
			let (second, _second) = request(0, 10);
			sender.send(first).expect("open");
			let next = tokio::spawn(async move { requests.next().await.map(|some| some.len()) });
			yield_now().await;
			// Nobody may be there any more to take it.
			let _ = sender.send(second);
			assert_eq!(next.await.expect("it ends"), Some(together));
		}
	}

	#[test]
	fn the_thread_that_gives_way_does_and_no_other() {
		let niceness = || rustix::process::getpriority_process(None).expect("it has one");
		let before = niceness();
		let there = std::thread::spawn(move || {
			give_way();
			niceness()
		});
		let there = there.join().expect("it ends");
		assert_eq!(there, (before + NICENESS).min(19));
		assert_eq!(niceness(), before);
	}

	#[test]
	fn a_call_is_of_one_block_and_what_is_long_goes_alone() {
		let lengths = |requests: &[(u8, usize)]| -> Vec<usize> {
			let requests = requests
				.iter()
				.map(|(at, length)| request(*at, *length).0)
				.collect();
			calls(requests).iter().map(Vec::len).collect()
		};
		assert_eq!(lengths(&[]), Vec::<usize>::new());
		assert_eq!(lengths(&[(0, 9), (1, 9), (0, 9), (1, 9), (0, 9)]), [3, 2]);
		assert_eq!(lengths(&[(0, 9), (0, LONGEST), (0, 9), (0, 9)]), [1, 1, 2]);
		assert_eq!(lengths(&[(0, LONGEST), (0, LONGEST)]), [1, 1]);
	}

	#[test]
	fn each_gets_its_own_answer_and_who_was_left_out_is_asked_alone() {
		let valid = |priority| {
			Ok(ValidTransaction {
				priority,
				..Default::default()
			})
		};
		let said = vec![
			Some(valid(0)),
			None,
			Some(Err(InvalidTransaction::Stale.into())),
			// Nothing of the last.
		];
		let (requests, answers): (Vec<_>, Vec<_>) = (0..4).map(|at| request(at, 9)).unzip();
		answer(requests, said, |request| Ok(valid(request.at.0[0].into())));
		let got: Vec<_> = answers
			.into_iter()
			.map(|mut said| said.try_recv().expect("answered").expect("judged"))
			.collect();
		let stale = Err(InvalidTransaction::Stale.into());
		assert_eq!(got, [valid(0), valid(1), stale, valid(3)]);
	}
}
