//! The transaction pool, and a count of what it refuses because of the allowance.
//!
//! A refused transaction leaves no trace on chain: only the node that refused it can count it.

use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use civic_runtime::{opaque::Block, Hash};
use pallet_allowance::Refusal;
use prometheus_endpoint::{register, Counter, PrometheusError, Registry, U64};
use sc_transaction_pool_api::{
	error::{Error as PoolError, IntoPoolError},
	ChainEvent, ImportNotificationStream, LocalTransactionPool, MaintainedTransactionPool,
	PoolStatus, ReadyTransactions, TransactionFor, TransactionPool, TransactionSource,
	TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
use sp_runtime::transaction_validity::InvalidTransaction;

/// A pool that counts.
pub(crate) struct CountingPool<Pool> {
	pool: Pool,
	refusals: Option<Counter<U64>>,
}

impl<Pool> CountingPool<Pool> {
	pub(crate) fn new(pool: Pool, registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		let refusals = registry
			.map(|registry| {
				let counter = Counter::new(
					"civic_allowance_refusals_total",
					"Transactions this node refused because their signer has no allowance left, or none",
				)?;
				register(counter, registry)
			})
			.transpose()?;
		Ok(Self { pool, refusals })
	}
}

impl<Pool: TransactionPool> CountingPool<Pool> {
	/// Count a refusal, and pass on what was said.
	fn noted<T>(&self, said: Result<T, Pool::Error>) -> Result<T, Pool::Error> {
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
impl<Pool> TransactionPool for CountingPool<Pool>
where
	Pool: TransactionPool<Block = Block>,
{
	type Block = Block;
	type Hash = Pool::Hash;
	type InPoolTransaction = Pool::InPoolTransaction;
	type Error = Pool::Error;

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
impl<Pool> MaintainedTransactionPool for CountingPool<Pool>
where
	Pool: MaintainedTransactionPool<Block = Block>,
{
	async fn maintain(&self, event: ChainEvent<Block>) {
		self.pool.maintain(event).await
	}
}

impl<Pool> LocalTransactionPool for CountingPool<Pool>
where
	Pool: LocalTransactionPool<Block = Block>,
{
	type Block = Block;
	type Hash = Pool::Hash;
	type Error = Pool::Error;

	fn submit_local(
		&self,
		at: Hash,
		transaction: sc_transaction_pool_api::LocalTransactionFor<Self>,
	) -> Result<Self::Hash, Self::Error> {
		self.pool.submit_local(at, transaction)
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
