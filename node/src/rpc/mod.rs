//! What the node answers over JSON-RPC besides the standard methods of `sc-service`.

mod civic;
mod openrpc;

use std::sync::Arc;

use civic_runtime::{opaque::Block, AccountId, Balance, BlockNumber, Hash, Nonce};
use jsonrpsee::RpcModule;
use pallet_transaction_payment::RuntimeDispatchInfo;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
	pool::CountingPool,
	service::{FullBackend, FullClient, FullSelectChain},
};

/// What the methods need.
pub(crate) struct Deps {
	pub(crate) client: Arc<FullClient>,
	pub(crate) pool: Arc<CountingPool>,
	pub(crate) select_chain: FullSelectChain,
	pub(crate) keystore: KeystorePtr,
	pub(crate) babe_worker: BabeWorkerHandle<Block>,
	pub(crate) grandpa: GrandpaDeps,
	pub(crate) chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
}

/// What the methods about finality need.
#[derive(Clone)]
pub(crate) struct GrandpaDeps {
	pub(crate) voter_state: SharedVoterState,
	pub(crate) authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	pub(crate) justifications: GrandpaJustificationStream<Block>,
	pub(crate) proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// All of them.
pub(crate) fn module(
	deps: Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	let Deps {
		client,
		pool,
		select_chain,
		keystore,
		babe_worker,
		grandpa,
		chain_spec,
	} = deps;

	let mut module = RpcModule::new(());
	module.merge(civic::CivicRpcServer::into_rpc(civic::Civic::new(
		client.clone(),
		executor.clone(),
	)))?;
	module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(
		System::new(client.clone(), pool),
	))?;
	module.merge(TransactionPaymentApiServer::<
		Hash,
		RuntimeDispatchInfo<Balance>,
	>::into_rpc(TransactionPayment::new(client.clone())))?;
	// `sync_state_genSyncSpec`: the chain specification with a checkpoint for light clients.
	module.merge(
		SyncState::<Block, _>::new(
			chain_spec,
			client.clone(),
			grandpa.authority_set.clone(),
			babe_worker.clone(),
		)?
		.into_rpc(),
	)?;
	module.merge(Babe::new(client, babe_worker, keystore, select_chain).into_rpc())?;
	module.merge(
		Grandpa::new(
			executor,
			grandpa.authority_set,
			grandpa.voter_state,
			grandpa.justifications,
			grandpa.proofs,
		)
		.into_rpc(),
	)?;
	Ok(module)
}
