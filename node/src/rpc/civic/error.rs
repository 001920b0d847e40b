//! What goes wrong, in words. The standard codes of JSON-RPC 2.0 and three of our own.

use civic_runtime::{BlockNumber, Hash};
use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned};
use sp_api::ApiError;

/// The node does not have that block, or not its state any more.
pub(crate) const UNKNOWN_BLOCK: i32 = 10_001;

/// The runtime could not answer.
pub(crate) const RUNTIME: i32 = 10_002;

/// The node serves as many subscriptions as it takes on.
pub(crate) const TOO_MANY_SUBSCRIPTIONS: i32 = 10_003;

/// The most entries of a page.
pub(crate) const MAX_PAGE: u32 = 100;

pub(super) fn unknown_block(at: Hash) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(
		UNKNOWN_BLOCK,
		format!(
			"This node does not have block {at:?}. Leave `at` out for the last final block, or ask a \
			 node that is synchronised."
		),
		None::<()>,
	)
}

pub(super) fn runtime(at: Hash, why: &ApiError) -> ErrorObjectOwned {
	match why {
		ApiError::UnknownBlock(_) => ErrorObjectOwned::owned(
			UNKNOWN_BLOCK,
			format!(
				"This node no longer has the state of block {at:?}. Ask for a later block, or an \
				 archive node (--state-pruning archive)."
			),
			Some(why.to_string()),
		),
		_ => ErrorObjectOwned::owned(
			RUNTIME,
			format!("The runtime of block {at:?} cannot answer this question: {why}"),
			None::<()>,
		),
	}
}

pub(super) fn database(at: Hash, why: &sp_blockchain::Error) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(
		RUNTIME,
		format!("This node cannot look block {at:?} up: {why}"),
		None::<()>,
	)
}

pub(super) fn too_many_subscriptions(most: usize) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(
		TOO_MANY_SUBSCRIPTIONS,
		format!("This node serves {most} subscriptions to claims already. Ask another node."),
		None::<()>,
	)
}

/// The last word to a subscriber.
pub(super) fn too_slow(blocks: BlockNumber) -> String {
	format!(
		"More than {blocks} blocks became final while you were told of one, and you are told of no more. \
		 Subscribe again, and then read civic_claims for what was before."
	)
}

pub(super) fn bad_cursor(cursor: &str) -> ErrorObjectOwned {
	invalid(format!(
		"\"{cursor}\" is no cursor. Give `next` of the page before as it was, or leave it out to begin."
	))
}

pub(super) fn page_size(limit: Option<u32>) -> Result<u32, ErrorObjectOwned> {
	match limit {
		None => Ok(MAX_PAGE),
		Some(limit) if (1..=MAX_PAGE).contains(&limit) => Ok(limit),
		Some(limit) => Err(invalid(format!(
			"A page has 1 to {MAX_PAGE} entries, not {limit}."
		))),
	}
}

fn invalid(message: String) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(INVALID_PARAMS_CODE, message, None::<()>)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_pruned_is_an_unknown_block_and_what_fails_is_the_runtimes() {
		let at = Hash::repeat_byte(7);
		let pruned = runtime(
			at,
			&ApiError::UnknownBlock("State already discarded".into()),
		);
		assert_eq!(pruned.code(), UNKNOWN_BLOCK);
		assert!(pruned.message().contains("archive node"), "{pruned}");
		let failed = runtime(at, &ApiError::Application("a trap".into()));
		assert_eq!(failed.code(), RUNTIME);
		assert!(failed.message().ends_with("a trap"), "{failed}");
	}
}
