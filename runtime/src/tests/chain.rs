//! A chain in a test: blocks run through the executive as a node would run them.

use codec::Encode;
use frame_support::traits::Get;
use pallet_authorities::EpochLength;
use serde_json::Value;
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	Slot,
};
use sp_genesis_builder::PresetId;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{DigestItem, Era},
	traits::Header as _,
	ApplyExtrinsicResult, BuildStorage, Digest,
};

use crate::{
	constants::SLOT_MILLIS, genesis_presets, governance::origins::Origin, AccountId, Allowance,
	Assembly, Authorities, Babe, Contributions, Executive, Governance, Header, Issuance,
	Measurements, Members, Methodologies, Redemption, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeGenesisConfig, Session, SignedPayload, System, TxExtension, UncheckedExtrinsic, VERSION,
};

/// The slot of block 1: late in 2026.
const FIRST_SLOT: u64 = 598_500_000;

/// The time of block 1, in unix seconds.
pub(super) const START: u64 = FIRST_SLOT * SLOT_MILLIS / 1_000;

/// Build the genesis of `preset`, as the genesis builder does: the patch over the default.
pub(super) fn genesis(preset: &str) -> RuntimeGenesisConfig {
	let patch = genesis_presets::preset(&PresetId::from(preset)).expect("there is this preset");
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("it is JSON");
	merge(
		&mut config,
		serde_json::from_slice(&patch).expect("it is JSON"),
	);
	serde_json::from_value(config).expect("the patch fits")
}

fn merge(into: &mut Value, patch: Value) {
	match (into, patch) {
		(Value::Object(into), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(Value::Null), value);
			}
		},
		(into, patch) => *into = patch,
	}
}

/// Runs `test` on a chain that begins with `preset`, and then checks the invariants of all
/// our pallets.
pub(super) fn run(preset: &str, test: impl FnOnce()) {
	let storage = genesis(preset)
		.build_storage()
		.expect("the genesis is sound");
	sp_io::TestExternalities::new(storage).execute_with(|| {
		test();
		check_invariants();
	});
}

pub(super) fn check_invariants() {
	Allowance::do_try_state().expect("allowance");
	Assembly::do_try_state().expect("assembly");
	Contributions::do_try_state().expect("contributions");
	Governance::do_try_state().expect("governance");
	Authorities::do_try_state().expect("authorities");
	Issuance::do_try_state().expect("issuance");
	Measurements::do_try_state().expect("measurements");
	Members::do_try_state().expect("members");
	Methodologies::do_try_state().expect("methodologies");
	Redemption::do_try_state().expect("redemption");
	assert_eq!(
		pallet_redemption::Burned::<Runtime>::get(),
		Issuance::supply().redeemed,
		"both books have what was redeemed"
	);
}

/// Make one block of `extrinsics` in the next slot; what came of each. The first block of a session
/// has no room for ordinary transactions: it is made empty, and theirs is the next.
pub(super) fn block(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
	if !extrinsics.is_empty() && session_ends() {
		make_block(Vec::new());
	}
	make_block(extrinsics)
}

/// Whether the next block is the first of a session.
fn session_ends() -> bool {
	let into = *Babe::current_slot() + 1 - *Babe::current_epoch_start();
	System::block_number() > 0 && into >= EpochLength::<Runtime>::get()
}

fn make_block(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
	let number = System::block_number() + 1;
	let slot = FIRST_SLOT + u64::from(number) - 1;
	let parent = System::block_hash(number - 1);
	Executive::initialize_block(&header_for(number, slot, parent));

	let now = pallet_timestamp::Call::set {
		now: slot * SLOT_MILLIS,
	};
	let time = UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(now));
	Executive::apply_extrinsic(time)
		.expect("the time is valid")
		.expect("and set");
	let results = extrinsics
		.into_iter()
		.map(Executive::apply_extrinsic)
		.collect();
	let header = Executive::finalize_block();
	// What `initialize_block` of the child would store.
	frame_system::BlockHash::<Runtime>::insert(number, header.hash());
	results
}

fn header_for(number: u32, slot: u64, parent: crate::Hash) -> Header {
	let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		slot: Slot::from(slot),
		authority_index: author(),
	});
	let digest = Digest {
		logs: vec![DigestItem::babe_pre_digest(claim)],
	};
	Header::new(
		number,
		Default::default(),
		Default::default(),
		parent,
		digest,
	)
}

/// Alice makes every block: she is honest.
fn author() -> u32 {
	Session::validator_id_to_index(&Sr25519Keyring::Alice.to_account_id()).expect("she validates")
}

/// Make `count` empty blocks.
pub(super) fn blocks(count: u32) {
	for _ in 0..count {
		block(Vec::new());
	}
}

/// Make empty blocks until `done`.
pub(super) fn blocks_until(what: &str, done: impl Fn() -> bool) {
	for _ in 0..200 {
		if done() {
			return;
		}
		blocks(1);
	}
	panic!("{what}: not within 200 blocks");
}

/// The time, in unix seconds.
pub(super) fn now() -> u64 {
	pallet_timestamp::Now::<Runtime>::get() / 1_000
}

/// `call`, signed by `who`.
pub(super) fn signed(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	signed_by(&who.pair(), who.to_account_id(), call)
}

/// `call`, signed with `key` for `account`.
pub(super) fn signed_by(
	key: &sp_core::sr25519::Pair,
	account: AccountId,
	call: impl Into<RuntimeCall>,
) -> UncheckedExtrinsic {
	use sp_core::Pair;
	let call = call.into();
	let extension = extension(System::account_nonce(&account));
	let payload = SignedPayload::new(call.clone(), extension.clone()).expect("it can be signed");
	let signature = payload.using_encoded(|payload| key.sign(payload));
	UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension)
}

/// What a transaction carries besides its call.
pub(super) fn extension(nonce: u32) -> TxExtension {
	assert_eq!(
		VERSION.transaction_version, 1,
		"the order of the extensions below"
	);
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// Send `call` of `who` in a block of its own, which must succeed.
pub(super) fn send(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	let result = block(vec![signed(who, call)]).remove(0);
	result
		.expect("the transaction is valid")
		.expect("the call succeeds");
}

/// Send `call` of `who` in a block of its own, which must be valid and fail; the error.
pub(super) fn fail(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> sp_runtime::DispatchError {
	let result = block(vec![signed(who, call)]).remove(0);
	result
		.expect("the transaction is valid")
		.expect_err("the call fails")
}

/// Whether something happened in the last block.
pub(super) fn happened(event: impl Into<RuntimeEvent>) -> bool {
	let event = event.into();
	System::events().iter().any(|record| record.event == event)
}

/// What `origin` decides, as if it had been voted on.
pub(super) fn decided(origin: Origin, call: impl Into<RuntimeCall>) -> sp_runtime::DispatchResult {
	use sp_runtime::traits::Dispatchable;
	let done = call.into().dispatch(origin.into());
	done.map(|_| ()).map_err(|failed| failed.error)
}
