//! The transaction pool: the SDK's, of either kind, over our way to judge transactions, and a count of
//! what it refuses because of the allowance.
//!
//! A refused transaction leaves no trace on chain: only the node that refused it can count it.

mod validation;

use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use civic_runtime::{opaque::Block, Hash};
use pallet_allowance::Refusal;
use prometheus_endpoint::{register, Counter, PrometheusError, U64};
use sc_client_api::UsageProvider;
use sc_service::{Configuration, SpawnTaskHandle, TaskManager};
use sc_transaction_pool::{BasicPool, ChainApi, ForkAwareTxPool, PoolLimit, RevalidationType};
use sc_transaction_pool_api::{
	error::{Error as PoolError, IntoPoolError},
	ChainEvent, ImportNotificationStream, LocalTransactionPool, MaintainedTransactionPool,
	PoolStatus, ReadyTransactions, TransactionFor, TransactionPool, TransactionSource,
	TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

use crate::service::FullClient;
use validation::{Error, Validation};

type SingleState = BasicPool<Validation, Block>;
type ForkAware = ForkAwareTxPool<Validation, Block>;

/// What the command line says of the pool. The SDK reads the same, but keeps it from who builds a pool
/// with a chain of its own.
pub(crate) struct Options {
	kind: sc_cli::TransactionPoolType,
	limits: sc_transaction_pool::Options,
}

impl From<&sc_cli::RunCmd> for Options {
	fn from(run: &sc_cli::RunCmd) -> Self {
		let params = &run.pool_config;
		let ready = PoolLimit {
			count: params.pool_limit,
			total_bytes: params.pool_kbytes * 1024,
		};
		let default = sc_transaction_pool::Options::default();
		let ban_time = match params.tx_ban_seconds {
			Some(seconds) => Duration::from_secs(seconds),
			None if run.shared_params.is_dev() => Duration::ZERO,
			None => default.ban_time,
		};
		Self {
			kind: params.pool_type,
			limits: sc_transaction_pool::Options {
				// Those that come before their turn have a tenth of the room, as in the SDK.
				future: PoolLimit {
					count: ready.count / 10,
					total_bytes: ready.total_bytes / 10,
				},
				ready,
				ban_time,
				..default
			},
		}
	}
}

/// A pool of either kind.
type AnyPool = dyn MaintainedTransactionPool<
	Block = Block,
	Hash = Hash,
	InPoolTransaction = <SingleState as TransactionPool>::InPoolTransaction,
	Error = Error,
>;

/// A pool that counts.
pub(crate) struct CountingPool {
	pool: Arc<AnyPool>,
	chain: Arc<Validation>,
	spawner: SpawnTaskHandle,
	refusals: Option<Counter<U64>>,
}

impl CountingPool {
	/// The pool that a node runs with, of the kind and the limits that were asked for.
	pub(crate) fn new(
		config: &Configuration,
		options: Options,
		client: &Arc<FullClient>,
		task_manager: &TaskManager,
	) -> Result<Self, PrometheusError> {
		let registry = config.prometheus_registry();
		let spawner = task_manager.spawn_essential_handle();
		let chain = Arc::new(Validation::new(client.clone(), registry, &spawner)?);
		let is_validator = config.role.is_authority().into();
		let known = client.usage_info().chain;
		log::info!(
			"Transaction pool: {:?}, {:?} ready, {:?} before their turn",
			options.kind,
			options.limits.ready,
			options.limits.future,
		);
		let pool: Arc<AnyPool> = match options.kind {
			sc_cli::TransactionPoolType::SingleState => {
				Arc::new(SingleState::with_revalidation_type(
					options.limits,
					is_validator,
					chain.clone(),
					registry,
					RevalidationType::Full,
					spawner,
					known.best_number,
					known.best_hash,
					known.finalized_hash,
				))
			},
			sc_cli::TransactionPoolType::ForkAware => {
				Arc::new(ForkAware::new_with_background_worker(
					options.limits,
					is_validator,
					chain.clone(),
					registry,
					spawner,
					known.best_hash,
					known.finalized_hash,
				))
			},
		};
		let refusals = registry
			.map(|registry| {
				let counter = Counter::new(
					"civic_allowance_refusals_total",
					"Transactions this node refused because their signer has no allowance left, or none",
				)?;
				register(counter, registry)
			})
			.transpose()?;
		Ok(Self {
			pool,
			chain,
			spawner: task_manager.spawn_handle(),
			refusals,
		})
	}

	/// Count a refusal, and pass on what was said.
	fn noted<T>(&self, said: Result<T, Error>) -> Result<T, Error> {
		said.map_err(|why| match why.into_pool_error() {
			Ok(why) => {
				if is_refusal(&why) {
					if let Some(refusals) = &self.refusals {
						refusals.inc();
					}
				}
				why.into()
			},
			Err(why) => why,
		})
	}
}

/// Whether it was for want of an allowance.
fn is_refusal(why: &PoolError) -> bool {
	let PoolError::InvalidTransaction(InvalidTransaction::Custom(code)) = why else {
		return false;
	};
	[
		Refusal::NotMember,
		Refusal::EnrolmentEnded,
		Refusal::AllowanceUsedUp,
		Refusal::TooCostly,
	]
	.iter()
	.any(|refusal| refusal.code() == *code)
}

#[async_trait]
impl TransactionPool for CountingPool {
	type Block = Block;
	type Hash = Hash;
	type InPoolTransaction = <AnyPool as TransactionPool>::InPoolTransaction;
	type Error = Error;

	async fn submit_at(
		&self,
		at: Hash,
		source: TransactionSource,
		transactions: Vec<TransactionFor<Self>>,
	) -> Result<Vec<Result<TxHash<Self>, Self::Error>>, Self::Error> {
		let said = self.pool.submit_at(at, source, transactions).await?;
		Ok(said.into_iter().map(|each| self.noted(each)).collect())
	}

	async fn submit_one(
		&self,
		at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<TxHash<Self>, Self::Error> {
		self.noted(self.pool.submit_one(at, source, transaction).await)
	}

	async fn submit_and_watch(
		&self,
		at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Self::Error> {
		self.noted(self.pool.submit_and_watch(at, source, transaction).await)
	}

	async fn ready_at(
		&self,
		at: Hash,
	) -> Box<dyn ReadyTransactions<Item = Arc<Self::InPoolTransaction>> + Send> {
		self.pool.ready_at(at).await
	}

	fn ready(&self) -> Box<dyn ReadyTransactions<Item = Arc<Self::InPoolTransaction>> + Send> {
		self.pool.ready()
	}

	async fn report_invalid(
		&self,
		at: Option<Hash>,
		invalid: TxInvalidityReportMap<TxHash<Self>>,
	) -> Vec<Arc<Self::InPoolTransaction>> {
		self.pool.report_invalid(at, invalid).await
	}

	fn futures(&self) -> Vec<Self::InPoolTransaction> {
		self.pool.futures()
	}

	fn status(&self) -> PoolStatus {
		self.pool.status()
	}

	fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
		self.pool.import_notification_stream()
	}

	fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
		self.pool.on_broadcasted(propagations)
	}

	fn hash_of(&self, transaction: &TransactionFor<Self>) -> TxHash<Self> {
		self.pool.hash_of(transaction)
	}

	fn ready_transaction(&self, hash: &TxHash<Self>) -> Option<Arc<Self::InPoolTransaction>> {
		self.pool.ready_transaction(hash)
	}

	async fn ready_at_with_timeout(
		&self,
		at: Hash,
		timeout: Duration,
	) -> Box<dyn ReadyTransactions<Item = Arc<Self::InPoolTransaction>> + Send> {
		self.pool.ready_at_with_timeout(at, timeout).await
	}
}

#[async_trait]
impl MaintainedTransactionPool for CountingPool {
	async fn maintain(&self, event: ChainEvent<Block>) {
		self.pool.maintain(event).await
	}
}

impl LocalTransactionPool for CountingPool {
	type Block = Block;
	type Hash = Hash;
	type Error = Error;

	/// Judged at once; in the pool a moment later, for its door is asynchronous.
	fn submit_local(
		&self,
		at: Hash,
		transaction: sc_transaction_pool_api::LocalTransactionFor<Self>,
	) -> Result<Hash, Error> {
		let source = TransactionSource::Local;
		self.chain
			.validate_transaction_blocking(at, source, Arc::new(transaction.clone()))?
			.map_err(|why| match why {
				TransactionValidityError::Invalid(why) => PoolError::InvalidTransaction(why),
				TransactionValidityError::Unknown(why) => PoolError::UnknownTransaction(why),
			})?;
		let hash = self.pool.hash_of(&transaction);
		let pool = self.pool.clone();
		self.spawner
			.spawn("local-transaction", Some("transaction-pool"), async move {
				if let Err(why) = pool.submit_one(at, source, transaction).await {
					log::warn!(
						"A transaction of this node's own was not taken into its pool: {why}"
					);
				}
			});
		Ok(hash)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_the_allowance_counts() {
		let custom = |code| PoolError::InvalidTransaction(InvalidTransaction::Custom(code));
		assert!(is_refusal(&custom(Refusal::AllowanceUsedUp.code())));
		assert!(is_refusal(&custom(Refusal::NotMember.code())));
		assert!(!is_refusal(&custom(Refusal::TipNotAccepted.code())));
		// A refused voucher's codes are others.
		assert!(!is_refusal(&custom(200)));
		let stale = PoolError::InvalidTransaction(InvalidTransaction::Stale);
		assert!(!is_refusal(&stale));
	}
}
