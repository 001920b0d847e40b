//! A block that is being made.

use std::time::{Duration, Instant};

use anyhow::Context;
use civic_runtime::{constants::SLOT_MILLIS, Header, Runtime, RuntimeCall, UncheckedExtrinsic};
use codec::{Decode, Encode};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::traits::CallContext;
use sp_externalities::Extensions;
use sp_runtime::{
	generic::DigestItem,
	traits::{BlakeTwo256, Header as _},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult, Digest, OpaqueExtrinsic, StateVersion,
};
use sp_state_machine::{
	backend::{BackendRuntimeCode, TryPendingCode},
	OverlayedChanges, StateMachine,
};

use super::chain::{opaque, Chain, State};

/// A block in the making: what a validator does in its slot.
pub struct Block<'a> {
	chain: &'a mut Chain,
	state: State,
	overlay: OverlayedChanges<BlakeTwo256>,
	body: Vec<OpaqueExtrinsic>,
}

impl<'a> Block<'a> {
	/// Begin the next block.
	pub fn begin(chain: &'a mut Chain) -> anyhow::Result<Self> {
		let slot = chain.next_slot();
		let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
			slot: slot.into(),
			authority_index: 0,
		});
		let header = Header::new(
			chain.head().number + 1,
			Default::default(),
			Default::default(),
			chain.head().hash(),
			Digest {
				logs: vec![DigestItem::babe_pre_digest(claim)],
			},
		);
		let mut block = Self {
			state: chain.state()?,
			chain,
			overlay: OverlayedChanges::default(),
			body: Vec::new(),
		};
		block.call("Core_initialize_block", &header.encode())?;
		let time = pallet_timestamp::Call::<Runtime>::set {
			now: slot * SLOT_MILLIS,
		};
		let time = UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(time));
		block.apply(&time)?.context("the time always fits")?;
		Ok(block)
	}

	/// Carry out `extrinsic`, which must succeed. How long that took; nothing when the block is full.
	pub fn apply(&mut self, extrinsic: &UncheckedExtrinsic) -> anyhow::Result<Option<Duration>> {
		let bytes = extrinsic.encode();
		let begun = Instant::now();
		self.overlay.start_transaction();
		let result = self.call("BlockBuilder_apply_extrinsic", &bytes)?;
		let result = ApplyExtrinsicResult::decode(&mut result.as_slice())?;
		let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
		if result == Err(full) {
			self.overlay.rollback_transaction().map_err(said)?;
			return Ok(None);
		}
		self.overlay.commit_transaction().map_err(said)?;
		let took = begun.elapsed();
		result.map_err(said)?.map_err(|why| {
			let call = &extrinsic.function;
			anyhow::anyhow!("{call:?} failed: {why:?}")
		})?;
		self.body.push(opaque(extrinsic)?);
		Ok(Some(took))
	}

	/// Finish the block: compute the root of the state and store all of it. How long that took.
	pub fn finish(mut self) -> anyhow::Result<Duration> {
		let begun = Instant::now();
		let header = self.call("BlockBuilder_finalize_block", &[])?;
		let header = Header::decode(&mut header.as_slice())?;
		let changes = self
			.overlay
			.drain_storage_changes(&self.state, StateVersion::V1)
			.map_err(said)?;
		let Self {
			chain, state, body, ..
		} = self;
		// What the state has read goes into the cache that all share.
		drop(state);
		anyhow::ensure!(
			changes.transaction_storage_root == *header.state_root(),
			"the runtime and the database do not agree on the root"
		);
		chain.import(
			header,
			body,
			changes.main_storage_changes,
			changes.transaction,
		)?;
		Ok(begun.elapsed())
	}

	fn call(&mut self, method: &str, data: &[u8]) -> anyhow::Result<Vec<u8>> {
		let code = BackendRuntimeCode::new(&self.state, TryPendingCode::Yes);
		let code = code.runtime_code().map_err(anyhow::Error::msg)?;
		let mut extensions = Extensions::default();
		let result = StateMachine::new(
			&self.state,
			&mut self.overlay,
			self.chain.executor(),
			method,
			data,
			&mut extensions,
			&code,
			CallContext::Onchain { import: false },
		)
		.execute();
		result.map_err(|why| anyhow::anyhow!("{method}: {why}"))
	}
}

fn said(why: impl std::fmt::Debug) -> anyhow::Error {
	anyhow::anyhow!("{why:?}")
}
