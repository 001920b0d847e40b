//! Handing transactions in, and waiting until they are final.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use subxt::{
	config::{DefaultExtrinsicParams, DefaultExtrinsicParamsBuilder},
	extrinsics::ExtrinsicEvents,
	rpcs::client::RpcParams,
	tx::{Payload, Signer, SubmittableTransaction, TransactionStatus},
	utils::{AccountId32, MultiSignature, H256},
	SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;

use super::{
	explain::{self, explain},
	Chain, State,
};
use crate::{
	error::{Error, Refusal, Result},
	hex32::Hex32,
	output::Progress,
};

/// For how many blocks after its signing a transaction can be carried out: about three minutes.
const MORTAL: u64 = 64;

/// What a node calls the fate of a transaction that it let go.
const LET_GO: [&str; 3] = ["Error", "Invalid", "Dropped"];

type Transaction = SubmittableTransaction<
	SubstrateConfig,
	subxt::client::OnlineClientAtBlockImpl<SubstrateConfig>,
>;

/// Proof that a transaction was handed in, and of where it is.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
	/// Its hash.
	pub transaction: Hex32,
	/// The final block it is in; none when nobody waited for it.
	pub block: Option<BlockRef>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockRef {
	/// Its height.
	pub number: u64,
	/// Its hash.
	pub hash: Hex32,
}

#[cfg(test)]
impl Receipt {
	/// Of a transaction nobody waited for.
	pub(crate) fn handed_in() -> Self {
		Self {
			transaction: Hex32([7; 32]),
			block: None,
		}
	}

	/// Of one that is final.
	pub(crate) fn final_in(number: u64) -> Self {
		let hash = Hex32([8; 32]);
		Self {
			block: Some(BlockRef { number, hash }),
			..Self::handed_in()
		}
	}
}

impl std::fmt::Display for Receipt {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match &self.block {
			Some(block) => write!(f, "final in block {}", block.number),
			None => write!(f, "handed in as {}, not yet final", self.transaction),
		}
	}
}

/// A transaction that was handed in.
pub struct Submitted {
	/// Where it is.
	pub receipt: Receipt,
	events: Option<ExtrinsicEvents<SubstrateConfig>>,
}

impl Submitted {
	/// The event of this kind that it caused, if it was waited for.
	pub fn event<E: subxt::events::DecodeAsEvent>(&self) -> Result<Option<E>> {
		match &self.events {
			Some(events) => events.find_first::<E>().transpose().map_err(explain),
			None => Ok(None),
		}
	}

	/// All events of this kind that it caused, if it was waited for.
	pub fn events<E: subxt::events::DecodeAsEvent>(&self) -> Result<Vec<E>> {
		match &self.events {
			Some(events) => events
				.find::<E>()
				.collect::<std::result::Result<_, _>>()
				.map_err(explain),
			None => Ok(Vec::new()),
		}
	}
}

impl Chain {
	/// Sign `call` and hand it in; unless told otherwise, wait until it is final. `what` says what
	/// it does, in progress.
	pub async fn submit(
		&self,
		call: &impl Payload,
		signer: &Keypair,
		what: &str,
	) -> Result<Submitted> {
		let progress = self.output.progress(format!("{what}: signing"));
		let State { at } = self.state().await?;
		let account = Signer::<SubstrateConfig>::account_id(signer);
		let params = DefaultExtrinsicParamsBuilder::new()
			.nonce(self.next_nonce(&account).await?)
			.mortal_from_unchecked(MORTAL, at.block_number(), at.block_hash())
			.build();
		let transaction = at
			.tx()
			.create_signable_offline(call, params)
			.and_then(|mut transaction| transaction.sign(signer))
			.map_err(explain)?;
		self.hand_in(transaction, what, progress).await
	}

	/// Hand in a call that brings its own permission: a general transaction (format 5) that nobody
	/// signs.
	pub async fn submit_authorised(&self, call: &impl Payload, what: &str) -> Result<Submitted> {
		let progress = self.output.progress(format!("{what}: preparing"));
		let State { at } = self.state().await?;
		let params: DefaultExtrinsicParams<SubstrateConfig> = DefaultExtrinsicParamsBuilder::new()
			.immortal()
			.nonce(0)
			.build();
		// The client puts signer and signature into an extension that this chain does not have, so
		// that neither is sent.
		let nobody = AccountId32([0; 32]);
		let nothing = MultiSignature::Sr25519([0; 64]);
		let transaction = at
			.tx()
			.create_v5_signable_offline(call, params)
			.and_then(|mut t| t.sign_with_account_and_signature(&nobody, &nothing))
			.map_err(explain)?;
		self.hand_in(transaction, what, progress).await
	}

	/// The number of the account's next transaction, those that still wait counted.
	pub(super) async fn next_nonce(&self, account: &AccountId32) -> Result<u64> {
		let mut params = RpcParams::new();
		params.push(account.to_string()).map_err(explain)?;
		self.rpc
			.request("system_accountNextIndex", params)
			.await
			.map_err(explain)
	}

	pub(super) async fn hand_in(
		&self,
		transaction: Transaction,
		what: &str,
		progress: Progress,
	) -> Result<Submitted> {
		progress.say(format!("{what}: asking the node"));
		self.must_be_valid(&transaction).await?;
		let mut receipt = Receipt {
			transaction: transaction.hash().into(),
			block: None,
		};
		if !self.wait {
			transaction.submit().await.map_err(explain)?;
			return Ok(Submitted {
				receipt,
				events: None,
			});
		}
		progress.say(format!("{what}: handed in, waiting for a block"));
		let mut statuses = transaction.submit_and_watch().await.map_err(explain)?;
		let waiting = async {
			while let Some(status) = statuses.next().await {
				match status.map_err(explain)? {
					TransactionStatus::InBestBlock(_) => {
						progress.say(format!("{what}: in a block, waiting for it to be final"));
					},
					TransactionStatus::NoLongerInBestBlock => {
						progress.say(format!("{what}: waiting for another block"));
					},
					TransactionStatus::InFinalizedBlock(block) => return Ok(block),
					TransactionStatus::Error { message } => {
						return Err(explain::let_go(LET_GO[0], &message))
					},
					TransactionStatus::Invalid { message } => {
						return Err(explain::let_go(LET_GO[1], &message))
					},
					TransactionStatus::Dropped { message } => {
						return Err(explain::let_go(LET_GO[2], &message))
					},
					TransactionStatus::Validated | TransactionStatus::Broadcasted => {},
				}
			}
			Err(Error::network(
				"The node stopped reporting on the transaction. It may still be carried out: look \
				 before you repeat it.",
			))
		};
		let waiting = tokio::time::timeout(self.timeout, waiting);
		let block = tokio::select! {
			block = waiting => block.map_err(|_| not_final(self.timeout, &receipt))??,
			_ = tokio::signal::ctrl_c() => return Err(interrupted(&receipt)),
		};
		let events = block.wait_for_success().await.map_err(explain)?;
		let number = block.at().await.map_err(explain)?.block_number();
		receipt.block = Some(BlockRef {
			number,
			hash: block.block_hash().into(),
		});
		Ok(Submitted {
			receipt,
			events: Some(events),
		})
	}

	/// Ask the node at its newest block: a refusal there has a reason, one in the pool only a text.
	async fn must_be_valid(&self, transaction: &Transaction) -> Result<()> {
		let newest: H256 = self
			.rpc
			.request("chain_getBlockHash", RpcParams::new())
			.await
			.map_err(explain)?;
		let at = self.client.at_block(newest).await.map_err(explain)?;
		let result = at
			.tx()
			.from_bytes(transaction.encoded().to_vec())
			.validate()
			.await
			.map_err(explain)?;
		explain::validity(&result, at.metadata_ref()).map_or(Ok(()), Err)
	}
}

impl State {
	/// For how many seconds after its signing a transaction can be carried out, were no block late.
	pub fn mortal_seconds(&self) -> Result<u64> {
		Ok(MORTAL.saturating_mul(self.block_millis()?) / 1000)
	}
}

/// Whether what was refused may be carried out all the same: the node let it go after it was handed in.
pub fn is_in_doubt(refusal: &Refusal) -> bool {
	refusal.at_pool && LET_GO.contains(&refusal.name.as_str())
}

fn interrupted(receipt: &Receipt) -> Error {
	Error::network(format!(
		"Interrupted. The transaction {} was handed in, and is carried out all the same: look at the \
		 state before you repeat it.",
		receipt.transaction
	))
}

fn not_final(timeout: Duration, receipt: &Receipt) -> Error {
	Error::network(format!(
		"The transaction {} was handed in, but was not final after {} s. The network may be \
		 stalled: look at the state before you repeat it, or wait longer with --timeout.",
		receipt.transaction,
		timeout.as_secs()
	))
}
