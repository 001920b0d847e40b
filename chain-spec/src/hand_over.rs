//! The file an agency hands over for a genesis. `civic-node agency-keys` writes it on the agency's own
//! machine; nothing in it is secret.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use sc_network::config::MultiaddrWithPeerId;
use sc_network::multiaddr::{Multiaddr, Protocol};
use sc_network::PeerId;
use serde::{Deserialize, Serialize};

/// An agency's public keys, the proof that it holds the secret ones, and where its node is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HandOver {
	/// The chain the keys were made for: the `id` of the city's profile.
	pub chain: String,
	/// The agency's name.
	pub name: String,
	/// The account the keys act for, an SS58 address.
	pub account: String,
	/// The public key that authors blocks (sr25519), as `0x` and 64 hexadecimal digits.
	pub babe: String,
	/// The public key that finalises blocks (ed25519), in the same form.
	pub grandpa: String,
	/// The account, signed by both: what `session.set_keys` takes, as `0x` and hexadecimal digits.
	pub proof: String,
	/// The node's identity in the network.
	pub peer_id: String,
	/// Where the node is reached, as in `/dns/node.example.org/tcp/30333`.
	#[serde(default)]
	pub addresses: Vec<String>,
}

/// Why a hand-over file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
	/// The file could not be read.
	#[error("cannot be read ({0}): put the file that the agency handed over beside the profile")]
	File(std::io::Error),
	/// It is another kind of file. Of its text only the place is told: it might hold a secret.
	#[error("line {line} is not as `civic-node agency-keys` writes it: {message}")]
	Shape {
		/// The line, from 1.
		line: usize,
		/// What is wrong there.
		message: String,
	},
}

impl HandOver {
	/// Read the file at `path`.
	pub fn read(path: &Path) -> Result<Self, HandOverError> {
		let text = std::fs::read_to_string(path).map_err(HandOverError::File)?;
		toml::from_str(&text).map_err(|why| {
			let start = why.span().map_or(0, |span| span.start);
			let before = text.get(..start).unwrap_or_default();
			HandOverError::Shape {
				line: before.matches('\n').count() + 1,
				message: why.message().to_string(),
			}
		})
	}

	/// The file.
	pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
		let fields = toml::to_string(self)?;
		Ok(format!(
			"# What {} hands over for the genesis of {}: public keys, the proof that it holds the secret ones,\n\
			 # and where its node is reached. Nothing here is secret.\n{fields}",
			self.name, self.chain
		))
	}
}

/// An address that other machines can dial.
#[derive(Clone, Debug)]
pub struct Dialable(Multiaddr);

impl Dialable {
	/// The address of the node `peer`.
	pub fn of(self, peer_id: PeerId) -> MultiaddrWithPeerId {
		MultiaddrWithPeerId {
			multiaddr: self.0,
			peer_id,
		}
	}
}

impl fmt::Display for Dialable {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.0.fmt(f)
	}
}

impl FromStr for Dialable {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, Self::Err> {
		const EXPECTED: &str =
			"expected where other machines reach the node, such as /dns/node.example.org/tcp/30333";
		let address: Multiaddr = text.parse().map_err(|_| EXPECTED.to_string())?;
		let mut parts = address.iter();
		let names_a_host = match parts.next() {
			Some(Protocol::Ip4(ip)) => !ip.is_unspecified(),
			Some(Protocol::Ip6(ip)) => !ip.is_unspecified(),
			Some(Protocol::Dns(_) | Protocol::Dns4(_) | Protocol::Dns6(_)) => true,
			_ => false,
		};
		let names_a_port = matches!(parts.next(), Some(Protocol::Tcp(port)) if port > 0);
		if address.iter().any(|part| matches!(part, Protocol::P2p(_))) {
			return Err("leave /p2p/… out: the node's identity is added to the address".into());
		}
		if !names_a_host || !names_a_port {
			return Err(EXPECTED.into());
		}
		Ok(Self(address))
	}
}
