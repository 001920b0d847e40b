//! The chain through a node, by subxt: types from the same metadata as the wallet's.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use subxt::{
	backend::LegacyBackend,
	client::{ClientAtBlock, OnlineClientAtBlockImpl},
	config::DefaultExtrinsicParamsBuilder,
	error::{DispatchError, TransactionEventsError},
	rpcs::{client::RpcParams, RpcClient},
	tx::{Payload, Signer, TransactionStatus},
	utils::{AccountId32, H256},
	OnlineClient, SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;
use tokio::sync::Mutex;

use super::{
	money, Block, BlockRef, Call, Chain, Event, Outcome, Refusal, Reserve, Settings, State,
};
use crate::{
	config,
	error::{Error, Result},
	hex32::Hex32,
	money::Currency,
	store::redemptions::{Ending, Opened, RedemptionStatus},
};

#[allow(missing_docs, unreachable_pub, reason = "generated")]
#[subxt::subxt(
	runtime_metadata_path = "../wallet/metadata/civic.scale",
	derive_for_all_types = "Clone"
)]
mod civic {}

use civic::{
	redemption::events,
	runtime_types::{
		bounded_collections::bounded_vec::BoundedVec,
		pallet_redemption::types::{self as chain, Currency as ChainCurrency, Payment, Status},
	},
};

/// For how many blocks after its signing a transaction can be carried out.
const MORTAL: u64 = 64;

/// How many questions a node is asked together. One after another, a pay day would be spent waiting for
/// answers.
pub const READS_AT_ONCE: usize = 64;

/// How long a node may take to answer the first time.
const CONNECT: Duration = Duration::from_secs(20);

type At = ClientAtBlock<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

/// A line to a node.
struct Line {
	client: OnlineClient<SubstrateConfig>,
	rpc: RpcClient,
}

/// A node.
pub struct Node {
	settings: Settings,
	line: Mutex<Option<Arc<Line>>>,
}

/// What nodes say of a state that they no longer keep.
const FORGOTTEN: &str = "State already discarded";

/// Any failure of the client: the node, or what lies between.
fn lost(error: impl Into<subxt::Error>) -> Error {
	let mut said = error.into().to_string();
	if said.contains(FORGOTTEN) {
		said.push_str(
			". The treasury has not read that block: give it a node that keeps every state, started \
			 with --state-pruning archive",
		);
	}
	Error::Chain(said)
}

fn currency(code: &ChainCurrency) -> Result<Currency> {
	Currency::try_from(code.0).map_err(|_| Error::Chain("a currency that cannot be right".into()))
}

fn chains(code: Currency) -> ChainCurrency {
	ChainCurrency(code.code())
}

fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

impl Node {
	/// The node of these settings; connected to when first asked.
	pub fn new(settings: Settings) -> Result<Self> {
		Ok(Self {
			settings,
			line: Mutex::new(None),
		})
	}

	async fn connect(&self) -> Result<Arc<Line>> {
		let connecting = async {
			let rpc = RpcClient::from_url(&self.settings.url).await.map_err(|e| {
				Error::Chain(format!("no node answers at {}: {e}", self.settings.url))
			})?;
			// The methods every node has: by the newer ones a call that fails in the runtime is never
			// answered.
			let backend = LegacyBackend::builder().build(rpc.clone());
			let client = OnlineClient::from_backend(Arc::new(backend))
				.await
				.map_err(lost)?;
			Ok::<_, Error>(Arc::new(Line { client, rpc }))
		};
		let line = tokio::time::timeout(CONNECT, connecting)
			.await
			.map_err(|_| Error::Chain(format!("{} did not answer", self.settings.url)))??;
		if let Some(books) = self.settings.genesis {
			let node = Hex32(line.client.genesis_hash().0);
			if node != books {
				return Err(Error::OtherChain { books, node });
			}
		}
		Ok(line)
	}

	/// The line to the node; a new one when the last was lost.
	async fn line(&self) -> Result<Arc<Line>> {
		let mut known = self.line.lock().await;
		if let Some(line) = known.as_ref() {
			let alive: Result<String, _> = line.rpc.request("system_chain", RpcParams::new()).await;
			if alive.is_ok() {
				return Ok(line.clone());
			}
		}
		let line = self.connect().await?;
		*known = Some(line.clone());
		Ok(line)
	}

	async fn at(&self, hash: Hex32) -> Result<At> {
		let line = self.line().await?;
		line.client.at_block(H256(hash.0)).await.map_err(lost)
	}

	fn signer(&self) -> Result<Keypair> {
		let file = self.settings.signer_file.as_ref().ok_or_else(|| {
			Error::Settings("there is no signer_file: this service follows and cannot act".into())
		})?;
		config::signer(file).map_err(|e| Error::Settings(e.to_string()))
	}

	/// Sign one call, hand it in and wait for what becomes of it.
	async fn carry_out(
		&self,
		line: &Line,
		call: &impl Payload,
		signer: &Keypair,
		nonce: u64,
	) -> Result<Outcome> {
		let at = line.client.at_current_block().await.map_err(lost)?;
		let params = DefaultExtrinsicParamsBuilder::new()
			.nonce(nonce)
			.mortal_from_unchecked(MORTAL, at.block_number(), at.block_hash())
			.build();
		let transaction = at
			.tx()
			.create_signable_offline(call, params)
			.and_then(|mut transaction| transaction.sign(signer))
			.map_err(lost)?;
		let mut statuses = transaction.submit_and_watch().await.map_err(lost)?;
		let waiting = async {
			while let Some(status) = statuses.next().await {
				match status.map_err(lost)? {
					TransactionStatus::InFinalizedBlock(block) => return Ok(block),
					TransactionStatus::Error { message }
					| TransactionStatus::Invalid { message }
					| TransactionStatus::Dropped { message } => {
						return Err(Error::Chain(format!(
							"the node let the transaction go: {message}"
						)))
					},
					_ => {},
				}
			}
			Err(Error::Chain(
				"the node stopped reporting on a transaction".into(),
			))
		};
		let longest = Duration::from_secs(self.settings.finality_seconds);
		let block = tokio::time::timeout(longest, waiting)
			.await
			.map_err(|_| Error::Chain("a transaction was not final in time".into()))??;
		let number = block.at().await.map_err(lost)?.block_number();
		match block.wait_for_success().await {
			Ok(_) => Ok(Outcome::Final(number)),
			Err(TransactionEventsError::ExtrinsicFailed(why)) => {
				Ok(Outcome::Refused(refusal(&why)))
			},
			Err(other) => Err(lost(other)),
		}
	}

	async fn hand_in(
		&self,
		line: &Line,
		call: &Call,
		signer: &Keypair,
		nonce: u64,
	) -> Result<Outcome> {
		let calls = civic::transactions().redemption();
		match call {
			Call::Begin {
				currency,
				redemptions,
				message,
			} => {
				let call = calls.begin_payments(
					chains(*currency),
					BoundedVec(redemptions.clone()),
					H256(message.0),
				);
				self.carry_out(line, &call, signer, nonce).await
			},
			Call::Settle(payments) => {
				let payments = payments.iter().map(|payment| Payment {
					redemption: payment.redemption,
					reference: BoundedVec(payment.reference.as_bytes().to_vec()),
					booked: payment.booked,
				});
				let call = calls.settle(BoundedVec(payments.collect()));
				self.carry_out(line, &call, signer, nonce).await
			},
			Call::Reject { redemption, reason } => {
				let call = calls.reject(*redemption, *reason);
				self.carry_out(line, &call, signer, nonce).await
			},
		}
	}
}

/// What a block says about a call that failed, with the runtime's own words about it.
fn refusal(error: &DispatchError) -> Refusal {
	let DispatchError::Module(module) = error else {
		return Refusal::other(error.to_string());
	};
	match module.details() {
		Ok(told) if told.pallet.name() == "Redemption" => {
			Refusal::of(&told.variant.name, &told.variant.docs.join(" "))
		},
		_ => Refusal::other(error.to_string()),
	}
}

fn state(found: &chain::Redemption<AccountId32>) -> Result<State> {
	let (mut due, mut message, mut paid) = (None, None, None);
	let status = match &found.status {
		Status::Open => RedemptionStatus::Open,
		Status::Paying {
			due: money_due,
			message: hash,
			..
		} => {
			due = Some(money(*money_due)?);
			message = Some(Hex32(hash.0));
			RedemptionStatus::Paying
		},
		Status::Settled { paid: sum, .. } => {
			due = Some(money(*sum)?);
			paid = due;
			RedemptionStatus::Settled
		},
		Status::Rejected { .. } => RedemptionStatus::Rejected,
		Status::Cancelled { .. } => RedemptionStatus::Cancelled,
		Status::Expired { .. } => RedemptionStatus::Expired,
	};
	Ok(State {
		status,
		currency: currency(&found.currency)?,
		quote: money(found.quote)?,
		due,
		message,
		paid,
	})
}

async fn redemption(at: &At, id: u64) -> Result<Option<State>> {
	let place = civic::storage().redemption().redemptions();
	match at.storage().try_fetch(place, (id,)).await.map_err(lost)? {
		Some(value) => state(&value.decode().map_err(lost)?).map(Some),
		None => Ok(None),
	}
}

/// Redemptions, in the order of the question.
async fn redemptions(at: &At, ids: &[u64]) -> Result<Vec<Option<State>>> {
	let mut found = Vec::with_capacity(ids.len());
	for some in ids.chunks(READS_AT_ONCE) {
		let asked = some.iter().map(|id| redemption(at, *id));
		found.extend(futures::future::try_join_all(asked).await?);
	}
	Ok(found)
}

/// What `event` says that concerns the treasury.
async fn read<T: subxt::Config>(
	at: &At,
	event: &subxt::events::Event<'_, T>,
) -> Result<Option<Event>> {
	macro_rules! read {
		($name:ident) => {
			read!(events::$name)
		};
		($event:path) => {
			event.decode_fields_unchecked_as::<$event>().map_err(lost)?
		};
	}
	match (event.pallet_name(), event.event_name()) {
		("Redemption", _) => {},
		("Members", "Moved") => {
			let event = read!(civic::members::events::Moved);
			return Ok(Some(Event::MemberMoved {
				member: event.id.to_string(),
				to: Hex32(event.to.0),
			}));
		},
		_ => return Ok(None),
	}
	let ended = |redemption, how| Some(Event::Ended { redemption, how });
	Ok(match event.event_name() {
		"Redeemed" => {
			let event = read!(Redeemed);
			Some(Event::Redeemed(Opened {
				id: event.redemption,
				window: event.window.into(),
				member: event.owner.to_string(),
				account: Hex32(event.account.0),
				amount: event.amount,
				currency: currency(&event.currency)?,
				quote: money(event.quote)?,
				payee: Hex32(event.payee.0),
			}))
		},
		"PaymentsBegun" => {
			let event = read!(PaymentsBegun);
			let ids = event.ids.0;
			// What is due stands with the redemption, unless it ended within the same block.
			let due = redemptions(at, &ids).await?.into_iter().map(|found| {
				let due = found.and_then(|state| state.due);
				due.unwrap_or_default()
			});
			Some(Event::Begun {
				payments: ids.iter().copied().zip(due).collect(),
				message: Hex32(event.message.0),
			})
		},
		"Settled" => {
			let event = read!(Settled);
			let how = Ending::Settled {
				paid: money(event.paid)?,
				burned: event.burned,
				reference: text(&event.reference.0),
			};
			ended(event.redemption, how)
		},
		"Rejected" => {
			let event = read!(Rejected);
			let reason = text(&event.reason);
			ended(event.redemption, Ending::Rejected { reason })
		},
		"Cancelled" => ended(read!(Cancelled).redemption, Ending::Cancelled),
		"Expired" => ended(read!(Expired).redemption, Ending::Expired),
		"ReserveAttested" => {
			let event = read!(ReserveAttested);
			Some(Event::ReserveAttested(Reserve {
				currency: currency(&event.currency)?,
				balance: money(event.balance)?,
				day: event.as_of,
				sha256: Hex32(event.statement.0),
			}))
		},
		"ReserveCountersigned" => {
			let event = read!(ReserveCountersigned);
			Some(Event::ReserveInForce(Reserve {
				currency: currency(&event.currency)?,
				balance: money(event.balance)?,
				day: event.as_of,
				sha256: Hex32(event.statement.0),
			}))
		},
		"ReserveShort" => Some(Event::ReserveShort {
			currency: currency(&read!(ReserveShort).currency)?,
			short: true,
		}),
		"ReserveCovered" => Some(Event::ReserveShort {
			currency: currency(&read!(ReserveCovered).currency)?,
			short: false,
		}),
		_ => None,
	})
}

#[async_trait]
impl Chain for Node {
	async fn genesis(&self) -> Result<Hex32> {
		Ok(Hex32(self.line().await?.client.genesis_hash().0))
	}

	fn first_block(&self) -> u64 {
		self.settings.first_block
	}

	async fn head(&self) -> Result<BlockRef> {
		let line = self.line().await?;
		let at = line.client.at_current_block().await.map_err(lost)?;
		Ok(BlockRef {
			number: at.block_number(),
			hash: Hex32(at.block_hash().0),
		})
	}

	async fn head_above(&self, height: u64) -> Result<BlockRef> {
		loop {
			let head = self.head().await?;
			if head.number > height {
				return Ok(head);
			}
			tokio::time::sleep(Duration::from_secs(1)).await;
		}
	}

	async fn block(&self, height: u64) -> Result<Block> {
		let line = self.line().await?;
		let at = line.client.at_block(height).await.map_err(lost)?;
		let header = at.block_header().await.map_err(lost)?;
		let now = civic::storage().timestamp().now();
		let millis = match at.storage().try_fetch(now, ()).await.map_err(lost)? {
			Some(value) => value.decode().map_err(lost)?,
			None => 0,
		};
		let mut told = Vec::new();
		let events = at.events().fetch().await.map_err(lost)?;
		for event in events.iter() {
			told.extend(read(&at, &event.map_err(lost)?).await?);
		}
		Ok(Block {
			number: height,
			hash: Hex32(at.block_hash().0),
			parent: Hex32(header.parent_hash.0),
			time: i64::try_from(millis / 1_000).unwrap_or(i64::MAX),
			events: told,
		})
	}

	async fn states(&self, ids: &[u64]) -> Result<Vec<Option<State>>> {
		let head = self.head().await?;
		let at = self.at(head.hash).await?;
		redemptions(&at, ids).await
	}

	async fn redemptions(&self, at: Hex32, from: u64, limit: u32) -> Result<Vec<(u64, State)>> {
		let at = self.at(at).await?;
		let asked: Vec<u64> = (from..).take(limit as usize).collect();
		let mut all = Vec::new();
		// Numbers are given in order and none is left out.
		for some in asked.chunks(READS_AT_ONCE) {
			for (id, state) in some.iter().zip(redemptions(&at, some).await?) {
				match state {
					Some(state) => all.push((*id, state)),
					None => return Ok(all),
				}
			}
		}
		Ok(all)
	}

	async fn is_member(&self, account: Hex32) -> Result<bool> {
		let head = self.head().await?;
		let at = self.at(head.hash).await?;
		let place = civic::storage().members().accounts();
		let found = at.storage().try_fetch(place, (account.0.into(),)).await;
		let Some(id) = found.map_err(lost)? else {
			return Ok(false);
		};
		let id = id.decode().map_err(lost)?;
		let place = civic::storage().members().members();
		let found = at.storage().try_fetch(place, (id,)).await.map_err(lost)?;
		// An account whose member was moved away speaks for nobody.
		Ok(match found {
			Some(member) => member.decode().map_err(lost)?.account.0 == account.0,
			None => false,
		})
	}

	async fn payments_per_call(&self) -> Result<usize> {
		let line = self.line().await?;
		let at = line.client.at_current_block().await.map_err(lost)?;
		let most = civic::constants().redemption().max_payments_per_call();
		let most = at.constants().entry(most).map_err(lost)?;
		// None would be no call at all: the chain says why to one.
		Ok(usize::try_from(most).unwrap_or(usize::MAX).max(1))
	}

	async fn submit(&self, calls: &[Call]) -> Result<Vec<Outcome>> {
		let line = self.line().await?;
		let signer = self.signer()?;
		let account = Signer::<SubstrateConfig>::account_id(&signer);
		let mut params = RpcParams::new();
		params.push(account.to_string()).map_err(lost)?;
		let first: u64 = line
			.rpc
			.request("system_accountNextIndex", params)
			.await
			.map_err(lost)?;
		let handed_in = calls.iter().zip(first..).map(|(call, nonce)| {
			let (line, signer) = (&line, &signer);
			async move { self.hand_in(line, call, signer, nonce).await }
		});
		futures::future::try_join_all(handed_in).await
	}
}

#[cfg(test)]
mod tests {
	use std::{fs, os::unix::fs::PermissionsExt};

	use super::*;

	#[test]
	fn nothing_is_signed_with_a_secret_that_others_can_read() {
		let folder = tempfile::tempdir().expect("a folder");
		let file = folder.path().join("treasurer.key");
		fs::write(&file, "//Charlie\n").expect("written");
		let node = Node::new(Settings {
			url: "ws://127.0.0.1:1".into(),
			signer_file: Some(file.clone()),
			genesis: None,
			first_block: 0,
			finality_seconds: 1,
		})
		.expect("a node");
		for (mode, may_sign) in [(0o600, true), (0o640, false), (0o604, false)] {
			fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
			match node.signer() {
				Ok(_) => assert!(may_sign, "{mode:o}"),
				Err(e) => assert!(!may_sign && e.to_string().contains("chmod 600"), "{e}"),
			}
		}
	}
}
