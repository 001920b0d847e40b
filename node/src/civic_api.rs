//! The runtime's interface for people, [`CivicApi`], for what this node reads of it.

use civic_runtime::{civic_api::CivicApi, opaque::Block, Hash};
use sp_api::{ApiError, ApiExt, ApiRef, ProvideRuntimeApi, RuntimeApiInfo};

use crate::service::FullClient;

/// The interface, as the client gives it.
pub(crate) type Api<'a> = ApiRef<'a, <FullClient as ProvideRuntimeApi<Block>>::Api>;

/// The version whose answers this node reads.
const OWN: u32 = <dyn CivicApi<Block> as RuntimeApiInfo>::VERSION;

/// The interface, if the runtime of block `at` answers as this node reads it. Another version's answers could
/// be read as other figures than were meant.
pub(crate) fn civic_api(client: &FullClient, at: Hash) -> Result<Api<'_>, ApiError> {
	let api = client.runtime_api();
	let version = api.api_version::<dyn CivicApi<Block>>(at)?;
	understood(version).map_err(|why| ApiError::Application(why.into()))?;
	Ok(api)
}

fn understood(version: Option<u32>) -> Result<(), String> {
	match version {
		Some(OWN) => Ok(()),
		Some(version) if version > OWN => Err(format!(
			"this node is older than the rules of that block (it reads version {OWN} of CivicApi, and they \
			 answer in {version}). Install a newer civic-node"
		)),
		Some(version) => Err(format!(
			"the rules of that block are older than this node (it reads version {OWN} of CivicApi, and \
			 they answer in {version}). Ask for a later block, or wait until new rules are in force"
		)),
		None => Err("the rules of that block know no such questions".into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_its_own_version_is_understood() {
		assert_eq!(understood(Some(OWN)), Ok(()));
		for (version, advice) in [
			(Some(OWN + 1), "Install a newer civic-node"),
			(Some(OWN - 1), "Ask for a later block"),
			(None, "no such questions"),
		] {
			let why = understood(version).expect_err("another version");
			assert!(why.contains(advice), "{why}");
		}
	}
}
