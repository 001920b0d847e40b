//! Who cheats is found out: reports of both consensus protocols, proven and acted upon.

use codec::{Decode, Encode};
use frame_support::traits::{DisabledValidators, Get, KeyOwnerProofSystem};
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	Slot,
};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Dave, Eve},
};
use sp_runtime::{
	generic::DigestItem,
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionSource},
	Digest,
};

use super::chain::{block, blocks, fail, happened, run, send};
use crate::{
	configs::ReportWindowInBlocks, validation::validate_transactions, Authorities, Babe, Executive,
	Grandpa, Hash, Header, Historical, Runtime, RuntimeCall, Session, SessionKeys,
	UncheckedExtrinsic,
};

/// Two blocks that `who` signed for one slot.
fn double_block(who: Sr25519Keyring, slot: Slot) -> sp_consensus_babe::EquivocationProof<Header> {
	let offender: pallet_babe::AuthorityId = who.public().into();
	let index = Babe::authorities()
		.iter()
		.position(|(id, _)| *id == offender)
		.expect("validates");
	let header = |state: u8| {
		let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
			slot,
			authority_index: index.try_into().expect("few validate"),
		});
		let digest = Digest {
			logs: vec![DigestItem::babe_pre_digest(claim)],
		};
		let state_root = Hash::repeat_byte(state);
		let mut header = Header::new(
			9,
			Default::default(),
			state_root,
			Default::default(),
			digest,
		);
		let seal = who.sign(header.hash().as_ref());
		header.digest_mut().push(DigestItem::babe_seal(seal.into()));
		header
	};
	sp_consensus_babe::EquivocationProof {
		offender,
		slot,
		first_header: header(1),
		second_header: header(2),
	}
}

fn babe_report(
	who: Sr25519Keyring,
	proof: sp_consensus_babe::EquivocationProof<Header>,
) -> RuntimeCall {
	let key: pallet_babe::AuthorityId = who.public().into();
	let owner = Historical::prove((sp_consensus_babe::KEY_TYPE, key)).expect("it validates");
	pallet_babe::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(proof),
		key_owner_proof: owner,
	}
	.into()
}

/// Two votes that `who` signed for one round.
fn double_vote(
	who: Ed25519Keyring,
) -> sp_consensus_grandpa::EquivocationProof<Hash, crate::BlockNumber> {
	let (set_id, round) = (Grandpa::current_set_id(), 1u64);
	let vote = |target: u8| {
		let prevote = (Hash::repeat_byte(target), u32::from(target));
		// A prevote is variant 0 of GRANDPA's messages; what is signed adds round and set.
		let signature = who.sign(&(0u8, prevote, round, set_id).encode());
		(prevote, signature)
	};
	let encoded = (set_id, 0u8, round, who.public(), vote(1), vote(2)).encode();
	Decode::decode(&mut &encoded[..]).expect("it is an equivocation of prevotes")
}

fn grandpa_report(who: Ed25519Keyring) -> RuntimeCall {
	let key: pallet_grandpa::AuthorityId = who.public().into();
	let owner = Historical::prove((sp_consensus_grandpa::KEY_TYPE, key)).expect("it validates");
	pallet_grandpa::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(double_vote(who)),
		key_owner_proof: owner,
	}
	.into()
}

fn assert_dave_is_removed() {
	let index = Session::validator_id_to_index(&Dave.to_account_id()).expect("still validates");
	assert!(Session::is_disabled(index));
	assert!(!Authorities::is_seated(&Dave.to_account_id()));
	blocks(20);
	assert_eq!(Session::validators().len(), 3);
	assert!(!Session::validators().contains(&Dave.to_account_id()));
	assert_eq!(Babe::authorities().len(), 3);
	assert_eq!(Grandpa::grandpa_authorities().len(), 3);
}

fn removed() -> pallet_authorities::Event<Runtime> {
	pallet_authorities::Event::OffenderRemoved {
		who: Dave.to_account_id(),
		agency: 3,
		session: 0,
	}
}

#[test]
fn who_signs_two_blocks_for_a_slot_is_disabled_and_loses_its_seat() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(3);
		let report = babe_report(Dave, double_block(Dave, Babe::current_slot()));
		let results = block(vec![UncheckedExtrinsic::new_bare(report.clone())]);
		results[0].expect("valid").expect("proven");
		assert!(happened(removed()));

		// Once is enough.
		let again = block(vec![UncheckedExtrinsic::new_bare(report)]).remove(0);
		assert_eq!(again, Err(InvalidTransaction::Stale.into()));
		assert_dave_is_removed();
	});
}

#[test]
fn who_signs_two_votes_for_a_round_is_disabled_and_loses_its_seat() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(3);
		let report = grandpa_report(Ed25519Keyring::Dave);
		let results = block(vec![UncheckedExtrinsic::new_bare(report)]);
		results[0].expect("valid").expect("proven");
		assert!(happened(removed()));
		assert_dave_is_removed();
	});
}

#[test]
fn a_report_is_believed_for_sessions_after_and_only_if_it_is_true() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(3);
		let slot = Babe::current_slot();
		let proof = double_block(Dave, slot);
		let report = babe_report(Dave, proof.clone());
		let twice_the_same = sp_consensus_babe::EquivocationProof {
			second_header: proof.first_header.clone(),
			..proof
		};
		let lie = UncheckedExtrinsic::new_bare(babe_report(Dave, twice_the_same));
		assert!(block(vec![lie]).remove(0).expect("looks valid").is_err());
		assert!(Authorities::is_seated(&Dave.to_account_id()));

		// Two sessions later the proof of ownership made then still holds.
		blocks(25);
		assert!(Session::current_index() >= 2);
		let results = block(vec![UncheckedExtrinsic::new_bare(report)]);
		results[0].expect("valid").expect("proven");
		assert!(!Authorities::is_seated(&Dave.to_account_id()));
	});
}

#[test]
fn reports_enter_the_pool_only_from_the_node_itself() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(3);
		let report = babe_report(Dave, double_block(Dave, Babe::current_slot()));
		let validate = |source| {
			let report = UncheckedExtrinsic::new_bare(report.clone());
			Executive::validate_transaction(source, report, Default::default())
		};
		let (own, foreign) = (TransactionSource::Local, TransactionSource::External);
		let valid = validate(own).expect("the node itself may report");
		assert_eq!(valid.longevity, ReportWindowInBlocks::get());
		assert!(validate(foreign).is_err());

		// Judged together, each keeps its own source.
		let encoded = UncheckedExtrinsic::new_bare(report.clone()).encode();
		let sources = [foreign, own, foreign];
		let together = validate_transactions(
			sources.map(|source| (source, encoded.clone())).into(),
			Default::default(),
		);
		let alone = sources.map(|source| Some(validate(source)));
		assert_eq!(together, alone);
	});
}

#[test]
fn three_agencies_are_never_made_two() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for who in [Dave, Sr25519Keyring::Charlie] {
			let report = babe_report(who, double_block(who, Babe::current_slot()));
			block(vec![UncheckedExtrinsic::new_bare(report)])
				.remove(0)
				.expect("valid")
				.expect("ok");
		}
		assert!(happened(pallet_authorities::Event::OffenderKept {
			who: Sr25519Keyring::Charlie.to_account_id(),
			session: 0,
		}));
		assert_eq!(Authorities::seats().len(), 3);
		// Whatever else Charlie does is no news: reports do not pile up.
		let charlie = Sr25519Keyring::Charlie;
		let report = babe_report(charlie, double_block(charlie, Babe::current_slot()));
		let again = block(vec![UncheckedExtrinsic::new_bare(report)]).remove(0);
		assert_eq!(again, Err(InvalidTransaction::Stale.into()));
		blocks(30);
		assert_eq!(Session::validators().len(), 3);
	});
}

#[test]
fn agencies_and_nobody_else_register_keys_which_must_be_theirs() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let keys = SessionKeys {
			babe: Eve.public().into(),
			grandpa: Ed25519Keyring::Eve.public().into(),
		};
		let proof = |owner: Sr25519Keyring| {
			let statement = sp_core::proof_of_possession::statement_of_ownership(
				&owner.to_account_id().encode(),
			);
			(
				sp_core::sr25519::Signature::from(Eve.sign(&statement)),
				Ed25519Keyring::Eve.sign(&statement),
			)
				.encode()
		};
		let set = |owner| pallet_session::Call::<Runtime>::set_keys {
			keys: keys.clone(),
			proof: proof(owner),
		};
		let not_a_validator = pallet_session::Error::<Runtime>::NoAssociatedValidatorId;
		assert_eq!(fail(Eve, set(Eve)), not_a_validator.into());
		let not_proven = pallet_session::Error::<Runtime>::InvalidProof;
		assert_eq!(fail(Alice, set(Eve)), not_proven.into());
		send(Alice, set(Alice));
		// New keys of one agency are a new set, two sessions on.
		blocks(25);
		assert_eq!(Grandpa::current_set_id(), 1);
		assert!(Babe::authorities()
			.iter()
			.any(|(id, _)| *id == Eve.public().into()));
	});
}
