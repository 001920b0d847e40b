//! `civic authority`: which agencies validate, and what an agency does about its own seat and keys.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use subxt::{
	rpcs::{client::RpcParams, Error as RpcError},
	utils::AccountId32,
};
use subxt_signer::sr25519;

use super::seats::seats;
use crate::{
	chain::{
		api::{
			civic,
			runtime::{BlockKey, MemberKind, SessionKeys, VoteKey},
		},
		block_on, Chain, NodeRpc, Receipt, State, Submitted,
	},
	cli::Global,
	error::{Error, Result},
	hex32::Hex32,
	keys::{KeyStore, SignerArgs},
	output::{facts, Report},
	signing::{carry_out, SigningArgs},
	time::Moment,
};

/// What a validator's keys are: one for blocks (sr25519), one for finality (ed25519).
const KEYS: usize = 64;

/// A signature by each of them.
const PROOF: usize = 128;

/// What a proof of possession begins with (`sp_core::proof_of_possession`).
const PROOF_DOMAIN: &[u8] = b"POP_";

/// What is to be known of new keys.
const TWO_SESSIONS: &str = "New keys act from the session after next, if the agency has a seat then, \
	else when it has one. A validator needs its old keys until then: leave them in its keystore, and leave it \
	running.";

/// Which agencies validate; an agency's keys and seat.
#[derive(Debug, Subcommand)]
pub enum AuthorityCommand {
	/// Show the seats, who validates, with which keys, and when the next session begins
	#[command(after_help = "Examples:
  civic authority show
  civic authority show --json")]
	Show,
	/// As a validating agency, have your own node make new keys, and register them
	#[command(after_help = "Example:
  civic authority rotate-keys --node ws://127.0.0.1:9944 --key water

The node keeps the new keys in its keystore (author_rotateKeysWithOwner, which nodes answer on their
own machine only), the chain learns their public halves and a proof. New keys act from the session
after next: until then the node needs its old keys. Never copy a keystore to a second running node.")]
	RotateKeys {
		/// Your own node, by an address on its own machine
		#[arg(long, value_name = "URL", default_value = crate::config::DEFAULT_URL)]
		node: String,
		/// Who signs.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// As a validating agency, register keys that your node has made
	#[command(after_help = "Example:
  civic authority set-keys --session-keys 0x… --proof 0x… --key water

Keys and proof are what the node answered to author_rotateKeysWithOwner with your account's public
key (civic key show). New keys act from the session after next.")]
	SetKeys(SetKeysArgs),
}

/// Arguments of `civic authority set-keys`.
#[derive(Debug, Args)]
pub struct SetKeysArgs {
	/// The public keys, one after the other
	#[arg(long, value_name = "0xHEX")]
	session_keys: String,
	/// The proof that the node has their secrets, made for your account
	#[arg(long, value_name = "0xHEX")]
	proof: String,
	#[command(flatten)]
	signing: SigningArgs,
}

/// Run it.
pub fn run(global: &Global, command: AuthorityCommand) -> Result<()> {
	match command {
		AuthorityCommand::Show => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&seats(&state).await?)
		}),
		AuthorityCommand::RotateKeys { node, signer } => rotate(global, &node, &signer),
		AuthorityCommand::SetKeys(args) => set_keys(global, &args),
	}
}

/// The account of the agency somebody means: of its seat, or of the agency itself.
pub async fn agency(
	store: &KeyStore,
	state: &State,
	text: &str,
	seated: bool,
) -> Result<AccountId32> {
	let Ok(number) = text.parse::<u64>() else {
		return store.account(text);
	};
	if seated {
		let held = state
			.ask(civic::view_functions().authorities().seats())
			.await?;
		let seat = held.into_iter().find(|(_, agency)| *agency == number);
		return seat.map(|(account, _)| account).ok_or_else(|| {
			Error::input(format!(
				"Member {number} holds no seat. `civic authority show` shows who does."
			))
		});
	}
	let member = state
		.ask(civic::view_functions().members().member_by_id(number))
		.await?;
	match member {
		None => Err(Error::input(format!(
			"There is no member {number}. `civic member show` shows members."
		))),
		Some(member) if !matches!(member.kind, MemberKind::Agency) => Err(Error::input(format!(
			"Member {number} is no agency, and only agencies validate. `civic member show` shows members."
		))),
		Some(member) => Ok(member.account),
	}
}

/// What a node answers that has made keys.
#[derive(Debug, Deserialize)]
struct Made {
	keys: String,
	proof: Option<String>,
}

fn rotate(global: &Global, url: &str, signer: &SignerArgs) -> Result<()> {
	let store = global.key_store()?;
	let account = signer.account(&store)?;
	// A wrong password is told before the node makes keys that nobody uses.
	let key = signer.open(&store)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		must_be_able(&chain.state().await?, &account).await?;
		let node = NodeRpc::connect(url).await?;
		must_be_same_chain(&node, url, chain.genesis()).await?;

		let mut params = RpcParams::new();
		params
			.push(Hex32(account.0).to_string())
			.map_err(|e| Error::internal(format!("The question cannot be written: {e}.")))?;
		let made: Made = node
			.ask("author_rotateKeysWithOwner", params)
			.await
			.map_err(|e| not_rotated(url, &e))?;
		let proof = made.proof.ok_or_else(|| {
			Error::network(format!(
				"The node at {url} made keys without a proof: it is no node of this version."
			))
		})?;
		let (keys, proof_bytes) = (bytes(&made.keys, KEYS)?, bytes(&proof, PROOF)?);
		let call = civic::transactions()
			.session()
			.set_keys(session_keys(&keys)?, proof_bytes);
		let submitted = chain
			.submit(&call, &key, "Registering keys")
			.await
			.inspect_err(|_| {
				let _ = writeln!(
					io::stderr(),
					"The node has made new keys, which are not registered. To register them later:\n  \
					 civic authority set-keys --session-keys {} --proof {proof}",
					made.keys
				);
			})?;
		keys_set(global, &chain, submitted, &keys).await
	})
}

fn set_keys(global: &Global, args: &SetKeysArgs) -> Result<()> {
	let keys = bytes(&args.session_keys, KEYS)?;
	let proof = bytes(&args.proof, PROOF)?;
	let account = args.signing.signer.account(&global.key_store()?)?;
	must_be_proven(&keys, &proof, &account)?;
	let call = civic::transactions()
		.session()
		.set_keys(session_keys(&keys)?, proof);
	carry_out(
		global,
		&args.signing,
		&call,
		"Registering keys",
		async |chain, submitted| keys_set(global, chain, submitted, &keys).await,
	)
}

/// Whether the proof is the block key's for this account. The chain looks at both keys; this tells
/// the usual mistake, a proof for another account, in words.
fn must_be_proven(keys: &[u8], proof: &[u8], account: &AccountId32) -> Result<()> {
	let short = || Error::internal("The lengths were looked at before.");
	let key: [u8; 32] = keys.first_chunk().copied().ok_or_else(short)?;
	let signature: [u8; 64] = proof.first_chunk().copied().ok_or_else(short)?;
	let statement = [PROOF_DOMAIN, &account.0].concat();
	let fits = sr25519::verify(
		&sr25519::Signature(signature),
		statement,
		&sr25519::PublicKey(key),
	);
	if fits {
		return Ok(());
	}
	Err(Error::input(format!(
		"The proof does not fit these keys and {account}: it was made for another account or for other \
		 keys. Have your node make both: civic authority rotate-keys, or author_rotateKeysWithOwner with \
		 {}.",
		Hex32(account.0)
	)))
}

fn session_keys(bytes: &[u8]) -> Result<SessionKeys> {
	let keys = bytes
		.first_chunk()
		.copied()
		.zip(bytes.last_chunk().copied());
	let (babe, grandpa) = keys.ok_or_else(|| Error::input("The keys are too short."))?;
	Ok(SessionKeys {
		babe: BlockKey(babe),
		grandpa: VoteKey(grandpa),
	})
}

fn bytes(text: &str, length: usize) -> Result<Vec<u8>> {
	hex::decode(text.strip_prefix("0x").unwrap_or(text))
		.ok()
		.filter(|bytes| bytes.len() == length)
		.ok_or_else(|| {
			Error::input(format!(
				"\"{text}\" is not {length} bytes in hex: 0x and {} digits.",
				2 * length
			))
		})
}

/// Say early why an account cannot register keys.
async fn must_be_able(state: &State, account: &AccountId32) -> Result<()> {
	let member = state
		.ask(civic::view_functions().members().active_member(*account))
		.await?;
	let is_agency = matches!(member, Some((_, MemberKind::Agency)));
	let held = state
		.ask(civic::view_functions().authorities().seats())
		.await?;
	if !is_agency && !held.iter().any(|(who, _)| who == account) {
		return Err(Error::input(format!(
			"{account} is no enrolled agency's account and holds no seat, so it cannot register keys. The \
			 assembly enrols agencies: civic propose enrol-agency {account} --until DATE"
		)));
	}
	let found = state
		.stored(civic::storage().system().account(), (*account,))
		.await?;
	if found.is_none_or(|account| account.providers == 0) {
		return Err(Error::input(format!(
			"{account} was enrolled when an agency still needed tokens to register keys. Have somebody send \
			 it the smallest unit: civic transfer {account} 0.000001"
		)));
	}
	Ok(())
}

async fn must_be_same_chain(node: &NodeRpc, url: &str, genesis: Hex32) -> Result<()> {
	let mut params = RpcParams::new();
	params
		.push(0)
		.map_err(|e| Error::internal(format!("The question cannot be written: {e}.")))?;
	let found: Hex32 = node.ask("chain_getBlockHash", params).await.map_err(|e| {
		Error::network(format!(
			"The node at {url} does not answer as expected: {e}."
		))
	})?;
	if found == genesis {
		return Ok(());
	}
	Err(Error::network(format!(
		"The node at {url} is of another network (first block {found}) than the one the keys are to be \
		 registered on ({genesis}). Name your own node with --node, and the network with --network or \
		 --url."
	)))
}

fn not_rotated(url: &str, error: &RpcError) -> Error {
	let said = error.to_string();
	if said.to_lowercase().contains("unsafe") || said.contains("Method not found") {
		return Error::network(format!(
			"The node at {url} does not make keys for those who ask from here. Ask on the machine it runs \
			 on, by ws://127.0.0.1 and its RPC port; it must not run with --rpc-methods safe."
		));
	}
	Error::network(format!(
		"The node at {url} could not make keys: {said}. Does it have a keystore it can write to?"
	))
}

/// Tell of keys that were registered.
pub async fn keys_set(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	keys: &[u8],
) -> Result<()> {
	let from = match submitted.receipt.block {
		Some(_) => Some(seats(&chain.state().await?).await?.after_next()),
		None => None,
	};
	global.output().show(&KeysSet {
		keys: format!("0x{}", hex::encode(keys)),
		from_session: from.map(|(session, _)| session),
		from: from.map(|(_, at)| at),
		receipt: submitted.receipt,
	})
}

/// Keys that were registered.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeysSet {
	keys: String,
	from_session: Option<u32>,
	from: Option<Moment>,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for KeysSet {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = vec![
			("Keys", self.keys.clone()),
			("Where", self.receipt.to_string()),
		];
		if let (Some(session), Some(from)) = (self.from_session, self.from) {
			rows.push(("Earliest use", format!("session {session}, about {from}")));
		}
		writeln!(to, "{}", facts(rows))?;
		writeln!(
			to,
			"{TWO_SESSIONS} `civic authority show` says when they are in use."
		)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt_signer::sr25519::dev;

	#[test]
	fn a_proof_for_another_account_is_told_before_anything_is_sent() {
		let owner = AccountId32([7; 32]);
		let keys = [dev::alice().public_key().0, [9; 32]].concat();
		let statement = [PROOF_DOMAIN, &owner.0].concat();
		let proof = [dev::alice().sign(&statement).0, [0; 64]].concat();
		assert!(must_be_proven(&keys, &proof, &owner).is_ok());
		let other = must_be_proven(&keys, &proof, &AccountId32([8; 32])).unwrap_err();
		assert!(other.to_string().contains("another account"), "{other}");
	}

	#[test]
	fn keys_of_another_length_are_no_keys() {
		assert!(bytes(&format!("0x{}", "ab".repeat(KEYS)), KEYS).is_ok());
		for bad in ["", "0x", "0x12", "xyz"] {
			assert_eq!(bytes(bad, KEYS).unwrap_err().exit_code(), 3);
		}
	}
}
