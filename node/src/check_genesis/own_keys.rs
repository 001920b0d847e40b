//! What the keys on this machine make of its node.

use std::path::Path;

use civic_chain_spec::inspect::{Finding, Validator};
use civic_chain_spec::Opened;
use sc_chain_spec::{ChainSpec as _, ChainType};
use sc_keystore::LocalKeystore;
use sp_core::crypto::key_types::{BABE, GRANDPA};
use sp_keystore::Keystore;

use crate::place::Place;

const SESSION: &str = "session keys";
const NETWORK: &str = "network identity";

/// The keys on this machine.
#[derive(Default)]
pub(super) struct OwnKeys {
	/// The account of the agency whose node this is.
	pub(super) account: Option<String>,
	/// The node's identity in the network.
	pub(super) peer: Option<String>,
	/// What was found.
	pub(super) findings: Vec<Finding>,
}

impl OwnKeys {
	/// Look for them where the node will. Makes nothing.
	pub(super) fn find(
		place: &Place,
		opened: &Opened,
		validators: &[Validator],
	) -> sc_cli::Result<Self> {
		let mut own = Self::default();
		let finding = own.session(place, opened, validators)?;
		own.findings.push(finding);
		let finding = own.network(place, opened)?;
		own.findings.push(finding);
		Ok(own)
	}

	fn session(
		&mut self,
		place: &Place,
		opened: &Opened,
		validators: &[Validator],
	) -> sc_cli::Result<Finding> {
		let id = opened.spec.id();
		let path = place.keystore_path(id)?;
		let shown = path.display();
		let Some(keystore) = place.existing_keystore(id)? else {
			return Ok(Finding::note(
				SESSION,
				format!("none in {shown}: this node will follow the chain, not validate"),
			));
		};
		let holds = |validator: &Validator| {
			let babe = keystore
				.key_pair::<sp_consensus_babe::AuthorityPair>(&validator.keys.babe)
				.map(|pair| pair.is_some());
			let grandpa = keystore
				.key_pair::<sp_consensus_grandpa::AuthorityPair>(&validator.keys.grandpa)
				.map(|pair| pair.is_some());
			Ok::<_, sc_keystore::Error>((babe?, grandpa?))
		};
		let mut whole = Vec::new();
		for validator in validators {
			match holds(validator) {
				Ok((true, true)) => whole.push(validator.address()),
				Ok((false, false)) => (),
				Ok((babe, _)) => {
					let (here, missing) = if babe {
						("babe", "grandpa")
					} else {
						("grandpa", "babe")
					};
					return Ok(Finding::wrong(
						SESSION,
						format!(
							"{shown} holds the {here} key of {}, but not its {missing} key: restore \
							 it from the backup",
							validator.address()
						),
					));
				},
				Err(why) => {
					return Ok(Finding::wrong(
						SESSION,
						format!(
							"the keys of {} in {shown} cannot be opened ({why}): give the keystore's \
							 --password-filename, or restore them from the backup",
							validator.address()
						),
					))
				},
			}
		}
		Ok(match &whole[..] {
			[] => Finding::note(SESSION, none_of_genesis(&keystore, &path)),
			[one] => {
				self.account = Some(one.clone());
				match readable_by_others(&path) {
					Some(file) => Finding::wrong(
						SESSION,
						format!("other users of this machine can read {file}: chmod 600 it"),
					),
					None => Finding::right(SESSION, format!("this node validates for {one}")),
				}
			},
			several => {
				let says = format!(
					"this machine holds the keys of {} validators: each agency runs its own",
					several.len()
				);
				if opened.spec.chain_type() == ChainType::Live {
					Finding::wrong(SESSION, says)
				} else {
					Finding::note(SESSION, says)
				}
			},
		})
	}

	fn network(&mut self, place: &Place, opened: &Opened) -> sc_cli::Result<Finding> {
		let id = opened.spec.id();
		let path = place.network_key_path(id);
		if !path.exists() {
			let says = format!("none in {}", path.display());
			return Ok(if self.account.is_some() {
				Finding::wrong(
					NETWORK,
					format!(
						"{says}: a validator does not start without; restore it from the backup, or \
						 make one with `civic-node agency-keys`"
					),
				)
			} else {
				Finding::note(
					NETWORK,
					format!("{says}: a node without --validator makes one when it starts"),
				)
			});
		}
		let peer = place.network_key(id)?.public().to_peer_id();
		self.peer = Some(peer.to_base58());
		let is_boot_node = opened
			.spec
			.boot_nodes()
			.iter()
			.any(|node| node.peer_id == peer);
		Ok(Finding::right(
			NETWORK,
			if is_boot_node {
				format!("{peer}, by which the others find this node")
			} else {
				format!("{peer}")
			},
		))
	}
}

fn none_of_genesis(keystore: &LocalKeystore, path: &Path) -> String {
	let count = |kind| keystore.keys(kind).map_or(0, |keys| keys.len());
	let shown = path.display();
	match count(BABE) + count(GRANDPA) {
		0 => format!("none in {shown}: this node will follow the chain, not validate"),
		_ => format!(
			"those in {shown} are of no validator of this genesis: this node will follow the chain, \
			 not validate, until they are registered. (Are you one of its first validators? Then it was \
			 built without the file you handed over.)"
		),
	}
}

/// A secret that others than its owner can read.
#[cfg(unix)]
fn readable_by_others(keystore: &Path) -> Option<String> {
	use std::os::unix::fs::PermissionsExt;
	std::fs::read_dir(keystore)
		.ok()?
		.flatten()
		.find(|file| {
			file.metadata()
				.is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o077 != 0)
		})
		.map(|file| file.path().display().to_string())
}

#[cfg(not(unix))]
fn readable_by_others(_: &Path) -> Option<String> {
	None
}
