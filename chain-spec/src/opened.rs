//! A chain specification as a node would start from it, and the hashes by which people compare it.

use codec::Encode;
use sc_chain_spec::{construct_genesis_block, GenericChainSpec};
use sc_executor::{read_embedded_version, RuntimeVersionOf, WasmExecutor};
use sc_executor_common::runtime_blob::RuntimeBlob;
use sha2::{Digest, Sha256};
use sp_core::storage::{well_known_keys, StateVersion, Storage};
use sp_core::traits::{RuntimeCode, WrappedRuntimeCode};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::traits::{BlakeTwo256, Block as _, Hash as _};
use sp_runtime::BuildStorage;
use sp_state_machine::BasicExternalities;
use sp_version::RuntimeVersion;

use civic_runtime::opaque::Block;

/// The hashes by which people compare a specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
	/// SHA-256 of the file, as `sha256sum` prints it. Covers everything.
	pub file: H256,
	/// The hash of the first block, which a running node gives as `chain_getBlockHash(0)`. Covers the
	/// state, and with it the runtime, but not the names, boot nodes and other words around it.
	pub genesis: H256,
	/// BLAKE2b-256 of the runtime's code as it stands in the state.
	pub runtime: H256,
}

/// A chain specification as a node would start from it.
pub struct Opened {
	/// The file.
	pub spec: GenericChainSpec,
	/// Whether the file holds the state in full, rather than what leads to it.
	pub raw: bool,
	/// The state the chain begins with.
	pub storage: Storage,
	/// What the runtime says it is.
	pub version: RuntimeVersion,
	/// The hashes to compare.
	pub fingerprint: Fingerprint,
}

/// Why a file is no specification to start from.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
	/// It is not a specification.
	#[error("this is not a chain specification: {0}")]
	NotASpecification(String),
	/// The genesis state does not come out.
	#[error("no genesis state comes of this specification: {0}")]
	NoState(String),
	/// The state lacks the runtime.
	#[error("the genesis state holds no runtime (`:code`)")]
	NoRuntime,
	/// What stands in its place is none.
	#[error("what stands in the place of the runtime (`:code`) is none: {0}")]
	Runtime(String),
}

impl Opened {
	/// Read the bytes of a specification file, and build its first block.
	pub fn read(bytes: Vec<u8>) -> Result<Self, OpenError> {
		let file = H256(Sha256::digest(&bytes).into());
		let raw = is_raw(&bytes)?;
		let spec =
			GenericChainSpec::from_json_bytes(bytes).map_err(OpenError::NotASpecification)?;
		let storage = spec
			.build_storage()
			.map_err(first_line)
			.map_err(OpenError::NoState)?;
		if !storage.children_default.is_empty() {
			return Err(OpenError::NoState(
				"it has child tries, of which this chain knows nothing".into(),
			));
		}
		let code = storage
			.top
			.get(well_known_keys::CODE)
			.ok_or(OpenError::NoRuntime)?;
		let version = version_of(code).map_err(OpenError::Runtime)?;
		let fingerprint = Fingerprint {
			file,
			genesis: genesis_hash(&storage, version.state_version()),
			runtime: H256(blake2_256(code)),
		};
		Ok(Self {
			spec,
			raw,
			storage,
			version,
			fingerprint,
		})
	}

	/// Run the runtime as a node does, and say why that fails where it does: it may ask for functions
	/// that this release does not have. Takes some seconds.
	pub fn try_runtime(&self) -> Result<(), String> {
		let code = self
			.storage
			.top
			.get(well_known_keys::CODE)
			.map(Vec::as_slice)
			.unwrap_or_default();
		let code_fetcher = WrappedRuntimeCode(code.into());
		let runtime = RuntimeCode {
			code_fetcher: &code_fetcher,
			heap_pages: None,
			hash: self.fingerprint.runtime.encode(),
		};
		WasmExecutor::<sp_io::SubstrateHostFunctions>::builder()
			.build()
			.runtime_version(&mut BasicExternalities::new_empty(), &runtime)
			.map(drop)
			.map_err(|why| why.to_string())
	}

	/// Look at the genesis state with the runtime's own types.
	pub fn look<T>(&self, look: impl FnOnce() -> T) -> T {
		BasicExternalities::new(self.storage.clone()).execute_with(look)
	}
}

/// Whether the specification holds the state in full.
fn is_raw(bytes: &[u8]) -> Result<bool, OpenError> {
	let json: serde_json::Value = serde_json::from_slice(bytes)
		.map_err(|why| OpenError::NotASpecification(why.to_string()))?;
	Ok(json
		.get("genesis")
		.is_some_and(|genesis| genesis.get("raw").is_some()))
}

/// The SDK adds the whole configuration to some of its errors.
fn first_line(error: String) -> String {
	error.lines().next().unwrap_or_default().to_string()
}

/// The hash of the first block of a chain that begins with `storage`.
fn genesis_hash(storage: &Storage, version: StateVersion) -> H256 {
	let state = storage
		.top
		.iter()
		.map(|(key, value)| (key.clone(), value.clone()))
		.collect();
	let root = BlakeTwo256::trie_root(state, version);
	construct_genesis_block::<Block>(root, version)
		.header()
		.hash()
}

/// What the runtime of `code` says it is, in the section that is there for that.
pub(crate) fn version_of(code: &[u8]) -> Result<RuntimeVersion, String> {
	let blob = RuntimeBlob::uncompress_if_needed(code).map_err(|why| why.to_string())?;
	read_embedded_version(&blob)
		.map_err(|why| why.to_string())?
		.ok_or_else(|| "it does not say which version it is".to_string())
}
