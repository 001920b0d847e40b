//! Which network a node is of.
//!
//! A network is named by the hash of its first block, or by its own name. A name can be taken by
//! anybody, so the hash that came with a name the first time is kept, and another one is refused.

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
};

use super::Chain;

/// Refuse a node that is not of the network called `named`.
pub(super) async fn must_be(named: &str, chain: &Chain) -> Result<()> {
	let genesis = chain.genesis();
	let name = chain.name().await?;
	let other = |expected: String| {
		Error::network(format!(
			"The node is of another network: \"{name}\", whose first block is {genesis}. You asked \
			 for {expected}. Name a node of that network with --url."
		))
	};
	if named.starts_with("0x") {
		let expected: Hex32 = named.parse()?;
		return if expected == genesis {
			Ok(())
		} else {
			Err(other(expected.to_string()))
		};
	}
	if named != name {
		return Err(other(format!("\"{named}\"")));
	}
	let mut known = Known::load()?;
	match known.networks.get(named) {
		Some(before) if *before == genesis => Ok(()),
		Some(before) => Err(Error::network(format!(
			"The node says that it is of \"{named}\", but its first block is {genesis}, and that of \
			 the \"{named}\" you know is {before}. If the network was started anew, take it out of \
			 {}.",
			known.path.display()
		))),
		None => known.remember(named, genesis),
	}
}

/// The networks met by name.
struct Known {
	path: PathBuf,
	networks: BTreeMap<String, Hex32>,
}

impl Known {
	fn load() -> Result<Self> {
		let path = crate::home()?.join("networks.json");
		let networks = if path.exists() {
			let text = files::read_text(&path, MAX_SMALL, "list of networks")?;
			serde_json::from_str(&text).map_err(|e| {
				Error::input(format!(
					"The list of networks {} is damaged: {e}.",
					path.display()
				))
			})?
		} else {
			BTreeMap::new()
		};
		Ok(Self { path, networks })
	}

	fn remember(&mut self, name: &str, genesis: Hex32) -> Result<()> {
		self.networks.insert(name.into(), genesis);
		let text = serde_json::to_string_pretty(&self.networks).map_err(|e| {
			Error::internal(format!("The list of networks cannot be written: {e}."))
		})?;
		files::replace(&self.path, text.as_bytes(), "list of networks")
	}
}
