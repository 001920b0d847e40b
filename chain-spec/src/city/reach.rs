//! Where nodes are reached: boot nodes, and the addresses that agencies handed over.

use std::collections::BTreeMap;

use sc_network::config::MultiaddrWithPeerId;
use sc_network::PeerId;

use super::Agency;
use crate::hand_over::{Dialable, HandOver};
use crate::problem::Problems;
use crate::profile::{ChainType, Profile};

/// The boot nodes the profile names itself.
pub(super) fn boot_nodes(written: &[String], problems: &mut Problems) -> Vec<MultiaddrWithPeerId> {
	let mut nodes = Vec::new();
	for (i, text) in written.iter().enumerate() {
		match text.parse() {
			Ok(node) => nodes.push(node),
			Err(_) => problems.add(
				format!("boot-nodes[{i}]"),
				text,
				"expected a multiaddress, such as /dns/node1.example.org/tcp/30333/p2p/12D3KooW…",
			),
		}
	}
	nodes
}

/// The identity and the addresses an agency handed over; `at` says where a field stands.
pub(super) fn handed_over(
	given: &HandOver,
	at: impl Fn(&str) -> String,
	problems: &mut Problems,
) -> (Option<PeerId>, Vec<MultiaddrWithPeerId>) {
	let Ok(peer) = given.peer_id.parse::<PeerId>() else {
		problems.add(
			at("peer-id"),
			&given.peer_id,
			"expected the identity of a node, such as 12D3KooW…; is it complete?",
		);
		return (None, Vec::new());
	};
	let mut addresses = Vec::new();
	for (i, text) in given.addresses.iter().enumerate() {
		match text.parse::<Dialable>() {
			Ok(address) => addresses.push(address.of(peer)),
			Err(why) => problems.add(at(&format!("addresses[{i}]")), text, why),
		}
	}
	(Some(peer), addresses)
}

/// All boot nodes: those of the profile first, then those of the agencies in their order.
pub(super) fn all(
	profile: &Profile,
	written: Vec<MultiaddrWithPeerId>,
	agencies: &[Agency],
	problems: &mut Problems,
) -> Vec<MultiaddrWithPeerId> {
	let mut seen = BTreeMap::new();
	for (i, agency) in agencies.iter().enumerate() {
		let Some(peer) = agency.peer else { continue };
		if let Some(other) = seen.insert(peer.to_base58(), i) {
			problems.add(
				format!("agencies[{i}].hand-over.peer-id"),
				peer.to_base58(),
				format!(
					"agencies[{other}] has the same: each node needs a network identity of its own"
				),
			);
		}
	}
	let mut nodes = Vec::new();
	let handed_over = agencies.iter().flat_map(|agency| agency.addresses.clone());
	for node in written.into_iter().chain(handed_over) {
		if !nodes.contains(&node) {
			nodes.push(node);
		}
	}
	if nodes.is_empty() && profile.chain_type == ChainType::Live && problems.0.is_empty() {
		problems.add(
			"boot-nodes",
			&profile.boot_nodes,
			"nobody says where a node is reached: have agencies hand over an --address, or name a \
			 boot node",
		);
	}
	nodes
}
