//! Lets BABE see the seal of the block it imports.
//!
//! `sc-consensus-babe` 0.60 looks for double blocks while it imports, when the verifier has already
//! taken the seal off the header. The report it makes then holds headers nobody signed, and the
//! runtime refuses it (`InvalidEquivocationProof`): no double author would ever be removed. So the
//! seal is put back on the header for BABE ([`Sealed`]) and taken off again for what comes after it,
//! which executes the block ([`Unsealed`]). The hash of the block is the same all the way.
//!
//! The network test with a twin validator fails without this. When it passes without, delete it.

use async_trait::async_trait;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sp_runtime::{
	traits::{Block as BlockT, Header as _},
	DigestItem,
};

/// Imports blocks through `0` with the seal on the header.
#[derive(Clone)]
pub(crate) struct Sealed<Import>(pub(crate) Import);

/// Imports blocks through `0` with the seal off the header.
#[derive(Clone)]
pub(crate) struct Unsealed<Import>(pub(crate) Import);

#[async_trait]
impl<Block: BlockT, Import: BlockImport<Block> + Send + Sync> BlockImport<Block>
	for Sealed<Import>
{
	type Error = Import::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.0.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.0.import_block(seal(block)).await
	}
}

#[async_trait]
impl<Block: BlockT, Import: BlockImport<Block> + Send + Sync> BlockImport<Block>
	for Unsealed<Import>
{
	type Error = Import::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.0.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.0.import_block(unseal(block)).await
	}
}

fn seal<Block: BlockT>(mut block: BlockImportParams<Block>) -> BlockImportParams<Block> {
	for item in std::mem::take(&mut block.post_digests) {
		block.header.digest_mut().push(item);
	}
	block
}

/// What the runtime makes never ends in a seal: all seals at the end were put there afterwards.
fn unseal<Block: BlockT>(mut block: BlockImportParams<Block>) -> BlockImportParams<Block> {
	while let Some(DigestItem::Seal(..)) = block.header.digest().logs().last() {
		if let Some(item) = block.header.digest_mut().pop() {
			block.post_digests.insert(0, item);
		}
	}
	block
}

#[cfg(test)]
mod tests {
	use super::*;
	use civic_runtime::{opaque::Block, Header};
	use sp_consensus::BlockOrigin;
	use sp_runtime::Digest;

	fn block() -> BlockImportParams<Block> {
		let made_by_the_runtime = Digest {
			logs: vec![
				DigestItem::PreRuntime(*b"BABE", vec![1]),
				DigestItem::Consensus(*b"FRNK", vec![2]),
			],
		};
		let header = Header::new(
			1,
			Default::default(),
			Default::default(),
			Default::default(),
			made_by_the_runtime,
		);
		let mut block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		block.post_digests.push(DigestItem::Seal(*b"BABE", vec![3]));
		block
	}

	#[test]
	fn babe_sees_the_seal_and_the_same_hash() {
		let hash = block().post_hash();
		let sealed = seal(block());
		assert_eq!(sealed.header.hash(), hash);
		assert_eq!(sealed.post_hash(), hash);
		assert_eq!(sealed.header.digest().logs().len(), 3);
		assert!(sealed.post_digests.is_empty());
	}

	#[test]
	fn what_comes_after_sees_the_block_as_it_was() {
		let through = unseal(seal(block()));
		assert_eq!(through.header, block().header);
		assert_eq!(through.post_digests, block().post_digests);
		assert_eq!(through.post_hash(), block().post_hash());
		// A block without a seal, as in a warp sync of old headers, stays as it is.
		let mut bare = block();
		bare.post_digests.clear();
		assert_eq!(unseal(seal(bare)).header, block().header);
	}
}
