//! Signing without a connection, and sending what was signed so.

use subxt::{
	client::{ClientAtBlock, OfflineClientAtBlockImpl, OfflineClientAtBlockT},
	config::{
		substrate::SpecVersionForRange, DefaultExtrinsicParams, DefaultExtrinsicParamsBuilder,
	},
	constants::Address,
	ext::scale_decode::DecodeAsType,
	tx::{Payload, SignableTransaction, TransactionsClient},
	utils::{AccountId32, MultiSignature},
	Metadata, OfflineClient, SubstrateConfig,
};
use subxt_signer::sr25519::{self, Keypair};

use super::{
	api::{civic, runtime::RuntimeCall},
	calls::{self, Words},
	explain::explain,
	BlockRef, Chain, Submitted,
};
use crate::{
	error::{Error, Result},
	hex32::Hex32,
	offline::{changed, Claiming, Context, Frame, Signed},
	time::Moment,
};

/// The chain as this program was made for it, which is all that is trusted where no node is asked.
const METADATA: &[u8] = include_bytes!("../../metadata/civic.scale");

/// A chain at a block that nobody is connected to.
type Alone = ClientAtBlock<SubstrateConfig, OfflineClientAtBlockImpl<SubstrateConfig>>;

impl Chain {
	/// What a machine without a network has to know to sign for `account`.
	pub async fn context(
		&self,
		account: &AccountId32,
		claiming: Option<Claiming>,
	) -> Result<Context> {
		let state = self.state().await?;
		let remembered = state.constant(civic::constants().system().block_hash_count())?;
		// A transaction's lifetime is a power of two, and the chain has to know the block it begins at.
		let lifetime = match u64::from(remembered).checked_ilog2() {
			Some(log) => 1u64 << log,
			None => return Err(Error::network("The chain remembers no blocks at all.")),
		};
		let millis = state.constant(civic::constants().babe().expected_block_time())?;
		// A chain that has just begun has no time yet.
		let begins = match state.now().await? {
			Moment(0) => Moment::now(),
			now => now,
		};
		let seconds = lifetime.saturating_mul(millis) / 1000;
		Ok(Context {
			frame: Frame {
				network: self.name().await?,
				genesis: self.genesis(),
				spec_version: state.at.spec_version(),
				transaction_version: state.at.transaction_version(),
				account: *account,
				nonce: self.next_nonce(account).await?,
				block: BlockRef {
					number: state.block(),
					hash: state.hash(),
				},
				lifetime,
				valid_until: Moment(begins.0.saturating_add(seconds)),
			},
			signed: 0,
			calls: calls::sum(state.at.metadata_ref()),
			claiming,
		})
	}

	/// Hand in what was signed elsewhere, after saying everything against it that can be said.
	pub async fn send(&self, signed: &Signed) -> Result<Submitted> {
		let progress = self.output.progress("Sending: checking");
		let state = self.state().await?;
		let at = &state.at;
		let frame = &signed.frame;
		let here = self.genesis();
		if frame.genesis != here {
			return Err(Error::network(format!(
				"It was signed for another network: \"{}\", whose first block is {}. This node's is \
				 {here}. Send it to a node of its network with --url or --network.",
				frame.network, frame.genesis
			)));
		}
		let versions = (at.spec_version(), at.transaction_version());
		if versions != (frame.spec_version, frame.transaction_version) {
			return Err(Error::network(format!(
				"It was signed for version {} of the chain's rules, and version {} is in force: the \
				 chain was upgraded meanwhile. Prepare a new context and sign again.",
				frame.spec_version, versions.0
			)));
		}
		let call = signed.call()?;
		let call = at.tx().from_call_data_bytes(&call).map_err(|_| changed())?;
		let mut transaction = checked(&at.tx(), &call, signed)?;

		let height = state.block();
		let last = frame.block.number.saturating_add(frame.lifetime);
		if height >= last {
			return Err(Error::input(format!(
				"It could be carried out until block {last} (about {}), and the network is at block \
				 {height}. Prepare a new context and sign again.",
				frame.valid_until
			)));
		}
		if height < frame.block.number {
			return Err(Error::network(format!(
				"The node is at block {height} and has not yet seen block {}, at which the transaction \
				 was prepared. Wait until it has caught up, or name another with --url.",
				frame.block.number
			)));
		}
		let next = self.next_nonce(&frame.account).await?;
		if frame.nonce < next {
			return Err(Error::input(format!(
				"The account's transaction number {} was handed in already, and the next is {next}: it \
				 was this one, or another took its place. Look at the state; if it was not this one, \
				 prepare a new context and sign again.",
				frame.nonce
			)));
		}
		if frame.nonce > next {
			return Err(Error::input(format!(
				"It is the account's transaction number {}, and number {next} has not been handed in. \
				 Send those that were signed before it first.",
				frame.nonce
			)));
		}
		let signature = MultiSignature::Sr25519(signed.signature()?);
		let transaction = transaction
			.sign_with_account_and_signature(&frame.account, &signature)
			.map_err(explain)?;
		self.hand_in(transaction, "Sending", progress).await
	}
}

/// A call that can be signed here and now, without a connection.
pub struct Desk {
	at: Alone,
	frame: Frame,
}

impl Desk {
	/// For the next transaction of `context`.
	pub fn new(context: &Context) -> Result<Self> {
		if own_calls()? != context.calls {
			return Err(Error::network(
				"This program was made for another version of the chain than the context is of: the \
				 same bytes would mean something else there. Take the civic of that version.",
			));
		}
		Self::of(&context.frame, compiled()?)
	}

	fn of(frame: &Frame, metadata: Metadata) -> Result<Self> {
		let block = frame.block.number;
		let config = SubstrateConfig::builder()
			.set_genesis_hash(frame.genesis.into())
			.set_metadata_for_spec_versions([(frame.spec_version, metadata.arc())])
			.set_spec_version_for_block_ranges([SpecVersionForRange {
				block_range: block..block.saturating_add(1),
				spec_version: frame.spec_version,
				transaction_version: frame.transaction_version,
			}])
			.build();
		let at = OfflineClient::new_with_config(config)
			.at_block(block)
			.map_err(explain)?;
		Ok(Self {
			at,
			frame: frame.clone(),
		})
	}

	/// What `call` does, read from the very bytes that will be signed.
	pub fn words(&self, call: &impl Payload) -> Result<Words> {
		let bytes = self.at.tx().call_data(call).map_err(explain)?;
		calls::words(&bytes, self.at.metadata_ref())
	}

	/// Sign it.
	pub fn sign(&self, call: &impl Payload, key: &Keypair) -> Result<Signed> {
		let tx = self.at.tx();
		let bytes = tx.call_data(call).map_err(explain)?;
		let payload = signable(&tx, call, &self.frame)?
			.signer_payload()
			.map_err(explain)?;
		let signature = key.sign(&payload);
		let signed = Signed::new(self.frame.clone(), &bytes, signature.0);
		Ok(signed)
	}
}

/// A signed transaction's call as this program's own type.
pub struct Decoded {
	/// The call.
	pub call: RuntimeCall,
	/// Its name.
	pub words: String,
}

impl Decoded {
	/// Of what was signed, which is not looked at any further.
	pub fn of(signed: &Signed) -> Result<Self> {
		let metadata = compiled()?;
		let bytes = signed.call()?;
		let words = calls::words(&bytes, &metadata)?.name;
		let ty = metadata.outer_enums().call_enum_ty();
		let call = RuntimeCall::decode_as_type(&mut bytes.as_slice(), ty, metadata.types())
			.map_err(|_| changed())?;
		Ok(Self { call, words })
	}
}

/// What a signed transaction does, once its signature is found to fit.
pub fn words_of(signed: &Signed) -> Result<Words> {
	let desk = Desk::of(&signed.frame, compiled()?)?;
	let bytes = signed.call()?;
	let words = calls::words(&bytes, desk.at.metadata_ref())?;
	let call = desk
		.at
		.tx()
		.from_call_data_bytes(&bytes)
		.map_err(|_| changed())?;
	checked(&desk.at.tx(), &call, signed)?;
	Ok(words)
}

/// What this program takes the chain's calls to look like.
pub fn own_calls() -> Result<Hex32> {
	compiled().map(|metadata| calls::sum(&metadata))
}

fn compiled() -> Result<Metadata> {
	Metadata::decode_from(METADATA)
		.map_err(|e| Error::internal(format!("The program's own metadata cannot be read: {e}.")))
}

/// The transaction that was signed, if the signature is the account's over just this.
fn checked<'call, C, P>(
	tx: &TransactionsClient<SubstrateConfig, C>,
	call: &'call P,
	signed: &Signed,
) -> Result<SignableTransaction<'call, SubstrateConfig, C, P>>
where
	C: OfflineClientAtBlockT<SubstrateConfig>,
	P: Payload,
{
	let transaction = signable(tx, call, &signed.frame)?;
	let payload = transaction.signer_payload().map_err(explain)?;
	let signature = sr25519::Signature(signed.signature()?);
	let account = sr25519::PublicKey(signed.frame.account.0);
	if sr25519::verify(&signature, payload, &account) {
		Ok(transaction)
	} else {
		Err(changed())
	}
}

fn signable<'call, C, P>(
	tx: &TransactionsClient<SubstrateConfig, C>,
	call: &'call P,
	frame: &Frame,
) -> Result<SignableTransaction<'call, SubstrateConfig, C, P>>
where
	C: OfflineClientAtBlockT<SubstrateConfig>,
	P: Payload,
{
	let params: DefaultExtrinsicParams<SubstrateConfig> = DefaultExtrinsicParamsBuilder::new()
		.nonce(frame.nonce)
		.mortal_from_unchecked(frame.lifetime, frame.block.number, frame.block.hash.into())
		.build();
	tx.create_signable_offline(call, params).map_err(explain)
}

/// The tracks by number and name, as this program knows them. Their periods are the network's.
pub fn own_tracks() -> Result<Vec<(u16, String)>> {
	let tracks = own_constant(civic::constants().referenda().tracks())?;
	Ok(tracks
		.into_iter()
		.map(|(id, info)| (id, info.name.trim_end_matches('\0').to_string()))
		.collect())
}

/// A constant as this program knows it.
fn own_constant<A: Address>(which: A) -> Result<A::Target> {
	let (pallet, name) = (which.pallet_name(), which.constant_name());
	let unknown = || Error::internal(format!("The program does not know {pallet}.{name}."));
	let metadata = compiled()?;
	let constant = metadata
		.pallet_by_name(pallet)
		.and_then(|pallet| pallet.constant_by_name(name))
		.ok_or_else(unknown)?;
	A::Target::decode_as_type(&mut constant.value(), constant.ty(), metadata.types())
		.map_err(|_| unknown())
}

/// A proposed call in words, as this program knows the chain.
#[cfg(test)]
pub(crate) fn told(call: &[u8]) -> Result<Option<super::referenda::Told>> {
	Ok(super::referenda::told(call, &compiled()?))
}

/// `call` as this program encodes it.
#[cfg(test)]
pub(crate) fn encoded(call: &impl Payload) -> Result<Vec<u8>> {
	let frame = Frame {
		network: String::new(),
		genesis: Hex32([0; 32]),
		spec_version: 1,
		transaction_version: 1,
		account: AccountId32([0; 32]),
		nonce: 0,
		block: BlockRef {
			number: 0,
			hash: Hex32([0; 32]),
		},
		lifetime: 1,
		valid_until: Moment(0),
	};
	let desk = Desk::of(&frame, compiled()?)?;
	desk.at.tx().call_data(call).map_err(explain)
}
