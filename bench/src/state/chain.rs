//! A chain in this process: ParityDB as a node has it, the runtime's WebAssembly compiled as a node
//! compiles it, no network.

use std::path::Path;

use anyhow::Context;
use civic_runtime::{opaque, Hash, Header, Runtime};
use codec::{Decode, Encode};
use frame_support::storage::storage_prefix;
use sc_client_api::{
	Backend as _, BlockImportOperation, NewBlockState, StateBackend, TrieCacheContext,
};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_executor::WasmExecutor;
use sp_runtime::{
	traits::{BlakeTwo256, Header as _},
	OpaqueExtrinsic, StateVersion,
};
use sp_state_machine::BackendTransaction;
use sp_storage::Storage;
use tempfile::TempDir;

use crate::city::Setting;

/// The slot of the first block: late in 2026.
const FIRST_SLOT: u64 = 598_500_000;

/// As much memory for the state's nodes as `civic-node` takes unless told otherwise.
const TRIE_CACHE: usize = 1 << 30;

/// For how many final blocks states are kept. A node keeps 256; the rest is thrown away sooner here
/// so that a history of a million claims needs less room.
const STATES: u32 = 16;

pub(super) type State = <Backend<opaque::Block> as sc_client_api::Backend<opaque::Block>>::State;

/// A change of the state: keys and what they hold then.
pub type Changes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// A chain.
pub struct Chain {
	/// `None` only while it is opened again.
	backend: Option<Backend<opaque::Block>>,
	executor: WasmExecutor<sp_io::SubstrateHostFunctions>,
	head: Header,
	slot: u64,
	folder: TempDir,
}

impl Chain {
	/// The chain of the city of `setting`, with its first block made.
	pub fn begin(setting: Setting) -> anyhow::Result<Self> {
		let spec = setting.city()?.spec(true)?;
		let genesis = genesis(&spec)?;
		let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
		let backend = open(folder.path())?;
		let mut operation = backend.begin_operation()?;
		let root = operation.set_genesis_state(genesis, true, StateVersion::V1)?;
		let head = Header::new(
			0,
			Default::default(),
			root,
			Default::default(),
			Default::default(),
		);
		operation.set_block_data(
			head.clone(),
			Some(vec![]),
			None,
			None,
			NewBlockState::Final,
			true,
		)?;
		backend.commit_operation(operation)?;
		let mut chain = Self {
			backend: Some(backend),
			executor: WasmExecutor::builder()
				.with_max_runtime_instances(8)
				.build(),
			head,
			slot: FIRST_SLOT,
			folder,
		};
		// With it the runtime knows the hash of the first block, which transactions are signed for.
		chain.empty_blocks(1)?;
		Ok(chain)
	}

	/// Close the database and open it again, as if the node had been restarted: nothing is cached.
	pub fn reopen(&mut self) -> anyhow::Result<()> {
		// The database is locked until it is dropped.
		drop(self.backend.take());
		self.backend = Some(open(self.folder.path())?);
		Ok(())
	}

	/// Make blocks without transactions.
	pub fn empty_blocks(&mut self, count: u32) -> anyhow::Result<()> {
		for _ in 0..count {
			super::Block::begin(self)?.finish()?;
		}
		Ok(())
	}

	/// The hash of the first block.
	pub fn genesis(&self) -> anyhow::Result<Hash> {
		let key = frame_system::BlockHash::<Runtime>::hashed_key_for(0);
		self.stored(&key)?.context("the first block has a hash")
	}

	/// What is stored under `key`.
	pub fn stored<Value: Decode>(&self, key: &[u8]) -> anyhow::Result<Option<Value>> {
		let value = self.state()?.storage(key).map_err(anyhow::Error::msg)?;
		value
			.map(|value| Value::decode(&mut value.as_slice()).context("a value of another type"))
			.transpose()
	}

	/// Put `changes` into the state by a block of their own, past the runtime.
	pub fn write(&mut self, mut changes: Changes) -> anyhow::Result<()> {
		let number = self.head.number + 1;
		// The runtime goes on from the number it knows.
		let key = storage_prefix(b"System", b"Number").to_vec();
		changes.push((key, Some(number.encode())));
		let state = self.state()?;
		let delta = changes
			.iter()
			.map(|(key, value)| (key.as_slice(), value.as_deref()));
		let (root, transaction) = state.storage_root(delta, StateVersion::V1);
		drop(state);
		let header = Header::new(
			number,
			Default::default(),
			root,
			self.head.hash(),
			Default::default(),
		);
		self.import(header, Vec::new(), changes, transaction)
	}

	pub(super) fn import(
		&mut self,
		header: Header,
		body: Vec<OpaqueExtrinsic>,
		changes: Changes,
		transaction: BackendTransaction<BlakeTwo256>,
	) -> anyhow::Result<()> {
		let backend = self.backend()?;
		let mut operation = backend.begin_operation()?;
		backend.begin_state_operation(&mut operation, self.head.hash())?;
		operation.update_db_storage(transaction)?;
		operation.update_storage(changes, Default::default())?;
		operation.set_block_data(
			header.clone(),
			Some(body),
			None,
			None,
			NewBlockState::Final,
			true,
		)?;
		backend.commit_operation(operation)?;
		self.head = header;
		Ok(())
	}

	/// The state after the latest block.
	pub(super) fn state(&self) -> anyhow::Result<State> {
		Ok(self
			.backend()?
			.state_at(self.head.hash(), TrieCacheContext::Trusted)?)
	}

	pub(super) fn executor(&self) -> &WasmExecutor<sp_io::SubstrateHostFunctions> {
		&self.executor
	}

	pub(super) fn head(&self) -> &Header {
		&self.head
	}

	/// The slot of the next block.
	pub(super) fn next_slot(&mut self) -> u64 {
		self.slot += 1;
		self.slot
	}

	fn backend(&self) -> anyhow::Result<&Backend<opaque::Block>> {
		self.backend
			.as_ref()
			.context("the database could not be opened again")
	}
}

fn open(folder: &Path) -> anyhow::Result<Backend<opaque::Block>> {
	let settings = DatabaseSettings {
		trie_cache_maximum_size: Some(TRIE_CACHE),
		state_pruning: Some(PruningMode::blocks_pruning(STATES)),
		source: DatabaseSource::ParityDb {
			path: folder.join("paritydb"),
		},
		blocks_pruning: BlocksPruning::KeepFinalized,
		pruning_filters: Vec::new(),
		metrics_registry: None,
	};
	Ok(Backend::new(settings, 0)?)
}

/// The state that a raw chain specification begins with.
fn genesis(spec: &str) -> anyhow::Result<Storage> {
	let spec: serde_json::Value = serde_json::from_str(spec)?;
	let top = spec
		.pointer("/genesis/raw/top")
		.and_then(serde_json::Value::as_object)
		.context("a raw specification has a state")?;
	let bytes = |text: &str| hex::decode(text.trim_start_matches("0x"));
	let mut storage = Storage::default();
	for (key, value) in top {
		let value = value.as_str().context("values are text")?;
		storage.top.insert(bytes(key)?, bytes(value)?);
	}
	Ok(storage)
}

/// A transaction as blocks hold it.
pub(super) fn opaque(extrinsic: &impl Encode) -> anyhow::Result<OpaqueExtrinsic> {
	OpaqueExtrinsic::decode(&mut extrinsic.encode().as_slice()).context("an extrinsic is bytes")
}
