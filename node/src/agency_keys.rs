//! `agency-keys`: an agency makes its keys on its own machine and gets a file to hand over.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use civic_chain_spec::{account, is_slug, Dialable, HandOver, SLUG};
use civic_runtime::{constants::SS58_PREFIX, AccountId, SessionKeys};
use codec::Encode;
use sc_keystore::LocalKeystore;
use sha2::{Digest, Sha256};
use sp_core::crypto::{
	key_types::{BABE, GRANDPA},
	KeyTypeId, Ss58AddressFormat, Ss58Codec,
};
use sp_keystore::{Keystore, KeystoreExt};
use sp_state_machine::BasicExternalities;

use crate::place::Place;

/// Make an agency's keys in this node's keystore, and the file to hand over for the genesis.
///
/// Keys that are there already are kept and used; none is ever overwritten or shown. The file holds
/// public keys only: give it to whoever coordinates the genesis.
#[derive(Debug, clap::Args)]
pub(crate) struct AgencyKeysCmd {
	/// The chain the keys are for: the `id` of the city's profile
	#[arg(long, value_name = "ID", value_parser = slug)]
	chain_id: String,

	/// The agency's name in the city's profile
	#[arg(long, value_parser = slug)]
	name: String,

	/// The agency's account, made with a wallet (`civic key new`): an SS58 address
	#[arg(long, value_name = "SS58")]
	account: String,

	/// Where other agencies' nodes reach this one, as in /dns/node.example.org/tcp/30333; once for each
	#[arg(long = "address", value_name = "MULTIADDRESS", required = true)]
	addresses: Vec<Dialable>,

	/// Where to write the file to hand over. It must not be there yet
	#[arg(long, value_name = "FILE")]
	out: PathBuf,

	/// Make a further pair of keys beside those there are, to rotate to them on a running chain
	#[arg(long)]
	new_keys: bool,

	/// Answer in JSON
	#[arg(long)]
	json: bool,

	#[clap(flatten)]
	place: Place,
}

/// A name of the profile.
fn slug(text: &str) -> Result<String, String> {
	if is_slug(text) {
		Ok(text.into())
	} else {
		Err(SLUG.into())
	}
}

impl AgencyKeysCmd {
	/// Do it.
	pub(crate) fn run(&self) -> sc_cli::Result<()> {
		// Before any key is made. Not parsed by clap, which would repeat a secret on the screen.
		let account = account(&self.account).map_err(|why| format!("--account: {why}"))?;
		if self.out.exists() {
			return Err(already_there(&self.out));
		}
		let keystore = self.place.keystore(&self.chain_id)?;
		let (keys, made) = self.session_keys(&keystore)?;
		let proof = prove(keys.clone(), &account, keystore)?;
		let peer = self
			.place
			.network_key(&self.chain_id)?
			.public()
			.to_peer_id();
		let hand_over = HandOver {
			chain: self.chain_id.clone(),
			name: self.name.clone(),
			account: account.to_ss58check_with_version(Ss58AddressFormat::custom(SS58_PREFIX)),
			babe: hex(&keys.babe),
			grandpa: hex(&keys.grandpa),
			proof: hex(&proof),
			peer_id: peer.to_base58(),
			addresses: self.addresses.iter().map(ToString::to_string).collect(),
		};
		let text = hand_over
			.to_toml()
			.map_err(|why| format!("cannot write down the keys: {why}"))?;
		write_new(&self.out, &text)?;
		self.tell(&hand_over, &keys, &text, made)
	}

	/// The keys of this node, and which of them were made now.
	fn session_keys(&self, keystore: &LocalKeystore) -> sc_cli::Result<(SessionKeys, Made)> {
		let babe = self.the_key(keystore, BABE, "babe")?;
		let grandpa = self.the_key(keystore, GRANDPA, "grandpa")?;
		let made = Made {
			babe: babe.is_none(),
			grandpa: grandpa.is_none(),
		};
		let babe = match babe {
			Some(key) => sp_core::sr25519::Public::from_raw(key),
			None => keystore.sr25519_generate_new(BABE, None).map_err(no_key)?,
		};
		let grandpa = match grandpa {
			Some(key) => sp_core::ed25519::Public::from_raw(key),
			None => keystore
				.ed25519_generate_new(GRANDPA, None)
				.map_err(no_key)?,
		};
		let keys = SessionKeys {
			babe: babe.into(),
			grandpa: grandpa.into(),
		};
		Ok((keys, made))
	}

	/// The one key of a kind that is in the keystore. `None` when one is to be made.
	fn the_key(
		&self,
		keystore: &LocalKeystore,
		kind: KeyTypeId,
		name: &str,
	) -> sc_cli::Result<Option<[u8; 32]>> {
		if self.new_keys {
			return Ok(None);
		}
		let keys = keystore.keys(kind).map_err(no_key)?;
		match &keys[..] {
			[] => Ok(None),
			[key] => <[u8; 32]>::try_from(&key[..]).map(Some).map_err(|_| {
				format!("the {name} key in the keystore is damaged: restore the keystore").into()
			}),
			several => Err(format!(
				"the keystore {} holds {} {name} keys, and it is not clear which one the chain is to \
				 know. Move those that are no longer in use out of it, or make a new pair with \
				 --new-keys",
				self.place.keystore_path(&self.chain_id)?.display(),
				several.len()
			)
			.into()),
		}
	}

	fn tell(
		&self,
		hand_over: &HandOver,
		keys: &SessionKeys,
		text: &str,
		made: Made,
	) -> sc_cli::Result<()> {
		let keystore = self.place.keystore_path(&self.chain_id)?;
		let identity = self.place.network_key_path(&self.chain_id);
		let sha256 = hex::encode(Sha256::digest(text));
		if self.json {
			let answer = serde_json::json!({
				"chain": hand_over.chain,
				"name": hand_over.name,
				"account": hand_over.account,
				// The two arguments of `session.set_keys`.
				"keys": hex(&keys.encode()),
				"proof": hand_over.proof,
				"peerId": hand_over.peer_id,
				"addresses": hand_over.addresses,
				"made": { "babe": made.babe, "grandpa": made.grandpa },
				"keystore": keystore,
				"networkIdentity": identity,
				"file": self.out,
				"sha256": sha256,
			});
			println!("{answer:#}");
			return Ok(());
		}
		let when = |new: bool| if new { "made now" } else { "was there" };
		println!("{} of {}\n", hand_over.name, hand_over.chain);
		println!("  account  {}", hand_over.account);
		println!("  babe     {}  {}", hand_over.babe, when(made.babe));
		println!("  grandpa  {}  {}", hand_over.grandpa, when(made.grandpa));
		println!("  network  {}", hand_over.peer_id);
		println!(
			"\nHand over {}, and tell its SHA-256 on another way, such as by telephone:",
			self.out.display()
		);
		println!("  {sha256}");
		println!("\nKeep secret, and back up, the secret keys in:");
		println!("  {}\n  {}", keystore.display(), identity.display());
		Ok(())
	}
}

/// Which keys were made now.
#[derive(Clone, Copy)]
struct Made {
	babe: bool,
	grandpa: bool,
}

/// Sign `account` with both keys.
fn prove(
	mut keys: SessionKeys,
	account: &AccountId,
	keystore: Arc<LocalKeystore>,
) -> sc_cli::Result<Vec<u8>> {
	let mut externalities = BasicExternalities::new_empty();
	externalities.register_extension(KeystoreExt::from(keystore));
	externalities
		.execute_with(|| keys.create_ownership_proof(account.as_ref()))
		.map(|proof| proof.encode())
		.map_err(|()| {
			"the keystore cannot open its keys: was it made with a password? Give the same \
			 --password-filename as the node"
				.into()
		})
}

/// Write a file that is not there yet.
fn write_new(path: &Path, text: &str) -> sc_cli::Result<()> {
	let mut file = OpenOptions::new()
		.write(true)
		.create_new(true)
		.open(path)
		.map_err(|why| match why.kind() {
			std::io::ErrorKind::AlreadyExists => already_there(path),
			_ => format!(
				"the keys are in the keystore, but {} cannot be written: {why}. Run this again with \
				 an --out in a folder you may write to",
				path.display()
			)
			.into(),
		})?;
	file.write_all(text.as_bytes())?;
	Ok(())
}

fn already_there(path: &Path) -> sc_cli::Error {
	format!(
		"{} is there already. Delete it or give another --out; the keys stay as they are",
		path.display()
	)
	.into()
}

fn no_key(why: sp_keystore::Error) -> sc_cli::Error {
	format!("the keystore does not work: {why}. Run this as the user that runs the node").into()
}

fn hex(bytes: &impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}
