//! Which network a node is of: the hash of its first block says so, a name does not.

use crate::{
	config::Expected,
	error::{Error, Result},
};

use super::Chain;

/// Refuse a node that is not of the network that was named.
pub(super) async fn must_be(expected: &Expected, chain: &Chain) -> Result<()> {
	let genesis = chain.genesis();
	if expected.genesis == genesis {
		return Ok(());
	}
	let name = chain.name().await?;
	let Expected {
		name: named,
		genesis: wanted,
		by_settings,
	} = expected;
	let asked = match (named.starts_with("0x"), by_settings) {
		(true, _) => format!("You asked for {wanted}"),
		(false, true) => format!("Your settings say \"{named}\", whose first block is {wanted}"),
		(false, false) => format!("You asked for \"{named}\", whose first block is {wanted}"),
	};
	Err(Error::network(format!(
		"The node at {} is of another network: \"{name}\", whose first block is {genesis}. {asked}. \
		 Name a node of that network with --url, or another network with --network (`--network any` \
		 takes every one). If the network was started anew, take it out and add it again: civic \
		 network remove, civic network add.",
		chain.url
	)))
}
