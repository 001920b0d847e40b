//! From a voucher to tokens, through all the pallets.

use civic_primitives::{MemberId, MemberKind, Period, Sector};
use pallet_measurements::{Attestation, Claims, Measurement, Panels, Round, Status};
use pallet_members::{redemption_payload, Nullifier, Voucher};
use sp_core::{crypto::Pair as _, sr25519::Pair, H256};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{
	self, Alice, AliceStash, BobStash, CharlieStash, DaveStash, EveStash, Ferdie, FerdieStash,
};
use sp_runtime::{transaction_validity::TransactionSource, MultiSignature};

use super::chain::{
	block, blocks, blocks_until, check_invariants, decided, extension, now, run, send, signed_by,
	START,
};
use crate::{
	configs::Commons, constants::TOKEN, governance::origins::Origin, AccountId, Allowance,
	Balances, Executive, Issuance, Members, Runtime, RuntimeCall, System, UncheckedExtrinsic,
};
use frame_support::traits::Get;

/// A citizen who begins with nothing but a voucher.
struct Newcomer {
	key: Pair,
	account: AccountId,
	id: MemberId,
}

impl Newcomer {
	fn enrolled_by_voucher(name: &str) -> Self {
		let key = Pair::from_string(name, None).expect("a key");
		let account: AccountId = key.public().into();
		let one_time = Pair::from_string(&format!("{name}//voucher"), None).expect("a key");
		let voucher = Voucher {
			genesis: System::block_hash(0),
			kind: MemberKind::Citizen,
			nullifier: Some(Nullifier::from(sp_io::hashing::blake2_256(name.as_bytes()))),
			enrolled_until: START + 1_000_000,
			valid_until: now() + 1_000,
			redeemer: one_time.public(),
			registrar: Alice.to_account_id(),
		};
		let call = pallet_members::Call::redeem_voucher {
			registrar_signature: MultiSignature::from(Alice.sign(&voucher.payload())),
			redeemer_signature: one_time.sign(&redemption_payload(voucher.id(), &account)),
			account: account.clone(),
			voucher: Box::new(voucher),
		};
		let redemption = UncheckedExtrinsic::new_transaction(call.into(), extension(0));
		Executive::validate_transaction(
			TransactionSource::External,
			redemption.clone(),
			System::block_hash(System::block_number() - 1),
		)
		.expect("the pool takes it");
		block(vec![redemption.clone()])
			.remove(0)
			.expect("valid")
			.expect("enrolled");
		assert!(
			block(vec![redemption]).remove(0).is_err(),
			"a voucher works once"
		);

		let (id, kind) = Members::active_member(account.clone()).expect("enrolled");
		assert_eq!(kind, MemberKind::Citizen);
		assert_eq!(Balances::free_balance(&account), 0);
		Self { key, account, id }
	}

	fn sends(&self, call: impl Into<RuntimeCall>) -> sp_runtime::DispatchResult {
		let extrinsic = signed_by(&self.key, self.account.clone(), call);
		block(vec![extrinsic])
			.remove(0)
			.expect("the transaction is valid")
	}
}

fn measurement(from: u64, hours: u64, quantity: u64, reading: u8) -> Measurement {
	Measurement {
		methodology: 0,
		period: Period {
			from,
			until: from + hours * 3_600,
		},
		quantity,
		uncertainty: quantity / 20,
		evidence: H256::repeat_byte(reading),
		readings: H256::repeat_byte(reading),
		registry: None,
	}
}

fn submit(source: u64, measurement: Measurement) -> pallet_measurements::Call<Runtime> {
	pallet_measurements::Call::submit {
		source,
		measurement,
	}
}

fn status(claim: u64) -> Status {
	Claims::<Runtime>::get(claim)
		.expect("there is this claim")
		.status
}

/// The verifiers drawn for a claim.
fn panel(claim: u64, round: Round) -> Vec<Sr25519Keyring> {
	let panel = Panels::<Runtime>::get(claim, round).expect("there is a panel");
	let verifiers = [
		AliceStash,
		BobStash,
		CharlieStash,
		DaveStash,
		EveStash,
		FerdieStash,
	];
	panel
		.seats
		.iter()
		.map(|seat| {
			let account = Members::member_by_id(seat.verifier)
				.expect("enrolled")
				.account;
			*verifiers
				.iter()
				.find(|who| who.to_account_id() == account)
				.expect("a verifier")
		})
		.collect()
}

fn attest(who: Sr25519Keyring, claim: u64, attestation: Attestation) {
	send(
		who,
		pallet_measurements::Call::attest { claim, attestation },
	);
}

fn confirm(claim: u64) -> Attestation {
	let measured = Claims::<Runtime>::get(claim)
		.expect("there is this claim")
		.measurement;
	Attestation::Confirm {
		quantity: measured.quantity,
		uncertainty: measured.uncertainty,
	}
}

/// Let the first panel confirm `claim`.
fn verify(claim: u64) {
	blocks_until("a panel is drawn", || status(claim) == Status::Attesting);
	for who in panel(claim, Round::First).into_iter().take(2) {
		attest(who, claim, confirm(claim));
	}
	assert!(matches!(status(claim), Status::Verified { .. }));
}

fn commissioned_source(owner: &Newcomer, place: u8) -> u64 {
	let source = pallet_measurements::NextSource::<Runtime>::get();
	let register = pallet_measurements::Call::register_source {
		family: 0,
		place: H256::repeat_byte(place),
		nameplate: 10_000,
		device: None,
	};
	owner.sends(register).expect("registered");
	let since = now() - 86_400;
	send(
		AliceStash,
		pallet_measurements::Call::commission { source, since },
	);
	source
}

#[test]
fn a_voucher_becomes_a_member_a_claim_and_tokens() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let issued = Balances::total_issuance();
		let newcomer = Newcomer::enrolled_by_voucher("//Newcomer");
		let source = commissioned_source(&newcomer, 7);

		let from = now() - 36_000;
		newcomer
			.sends(submit(source, measurement(from, 5, 20_000, 1)))
			.expect("claimed");
		// The same hours again, under other readings, are refused.
		let again = newcomer.sends(submit(source, measurement(from + 3_600, 1, 1_000, 2)));
		assert_eq!(
			again,
			Err(pallet_measurements::Error::<Runtime>::PeriodOverlaps.into())
		);
		// Nobody knows the panel before randomness that is younger than the claim.
		assert_eq!(status(0), Status::Submitted);
		assert_eq!(
			Panels::<Runtime>::get(0, Round::First).map(|panel| panel.seats.len()),
			Some(0)
		);

		verify(0);
		let settle = || pallet_measurements::Call::settle { claim: 0 };
		let early = newcomer.sends(settle());
		assert_eq!(
			early,
			Err(pallet_measurements::Error::<Runtime>::WindowOpen.into())
		);
		blocks(12);
		newcomer.sends(settle()).expect("settled");
		assert_eq!(status(0), Status::Settled);
		assert!(newcomer.sends(settle()).is_err(), "settled once, for ever");

		// (20,000 - 1,000) Wh x 360 mg/Wh, shared 70 : 15 : 5 : 10.
		let award = 19_000 * 360;
		assert_eq!(Balances::free_balance(&newcomer.account), award * 70 / 100);
		// Beside the unit that keeps the account.
		assert_eq!(Balances::free_balance(Commons::get()), 1 + award * 15 / 100);
		for who in Claims::<Runtime>::get(0)
			.and_then(|claim| claim.verdict)
			.expect("agreed")
			.agreeing
		{
			let account = Members::member_by_id(who).expect("enrolled").account;
			assert_eq!(Balances::free_balance(account), award * 5 / 100 / 2);
		}
		let supply = Issuance::supply();
		assert_eq!(supply.awarded, award);
		assert_eq!(supply.buffer, award * 10 / 100);
		assert_eq!(Balances::total_issuance() - issued, award * 90 / 100);

		// They are spent, and retired with a certificate.
		let pay = pallet_balances::Call::transfer_keep_alive {
			dest: Ferdie.to_account_id().into(),
			value: 1_000_000,
		};
		newcomer.sends(pay).expect("paid");
		assert_eq!(Balances::free_balance(Ferdie.to_account_id()), 101 * TOKEN);
		check_invariants();
		// All of it without ever having had a token to pay with.
		assert!(
			Allowance::remaining(newcomer.account.clone())
				.expect("a member")
				.left > 0
		);
		assert_eq!(
			Members::active_member(newcomer.account).map(|(id, _)| id),
			Some(newcomer.id)
		);
	});
}

#[test]
fn a_challenged_claim_is_judged_by_others_and_voided() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let newcomer = Newcomer::enrolled_by_voucher("//Newcomer");
		let source = commissioned_source(&newcomer, 7);
		newcomer
			.sends(submit(source, measurement(now() - 36_000, 5, 20_000, 1)))
			.expect("claimed");
		verify(0);

		let before = Balances::free_balance(Ferdie.to_account_id());
		let evidence = H256::repeat_byte(9);
		send(
			Ferdie,
			pallet_measurements::Call::challenge { claim: 0, evidence },
		);
		blocks_until("a second panel is drawn", || {
			Panels::<Runtime>::get(0, Round::Second).is_some_and(|panel| panel.seats.len() == 3)
		});
		let first = panel(0, Round::First);
		let second = panel(0, Round::Second);
		assert!(
			first.iter().all(|who| !second.contains(who)),
			"{first:?} {second:?}"
		);
		for who in second.into_iter().take(2) {
			attest(who, 0, Attestation::Reject);
		}
		assert!(matches!(status(0), Status::Void(_)));
		assert!(Balances::free_balance(Ferdie.to_account_id()) >= before);
		assert_eq!(Issuance::supply().awarded, 0);
		// A void claim frees its hours.
		blocks(1);
		newcomer
			.sends(submit(source, measurement(now() - 36_000, 5, 10_000, 3)))
			.expect("claimed");
	});
}

#[test]
fn a_claim_over_the_budget_waits_and_is_awarded_when_there_is_room() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let newcomer = Newcomer::enrolled_by_voucher("//Newcomer");
		let source = commissioned_source(&newcomer, 7);
		let budget = |ceiling| pallet_issuance::Call::set_budget {
			sector: Sector::StationaryEnergy,
			year: 2026,
			inventory: 1_000_000 * TOKEN,
			ceiling,
		};
		decided(Origin::IssuancePolicy, budget(TOKEN)).expect("set");
		newcomer
			.sends(submit(source, measurement(now() - 36_000, 5, 20_000, 1)))
			.expect("claimed");
		verify(0);
		blocks(12);
		newcomer
			.sends(pallet_measurements::Call::settle { claim: 0 })
			.expect("settled");
		assert_eq!(Balances::free_balance(&newcomer.account), 0);

		decided(Origin::IssuancePolicy, budget(10 * TOKEN)).expect("set");
		let award = pallet_issuance::Call::award_deferred {
			sector: Sector::StationaryEnergy,
			limit: 1,
		};
		newcomer.sends(award).expect("awarded");
		assert_eq!(
			Balances::free_balance(&newcomer.account),
			19_000 * 360 * 70 / 100
		);
	});
}

#[test]
fn a_moved_member_keeps_its_source_and_allowance() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let newcomer = Newcomer::enrolled_by_voucher("//Newcomer");
		let source = commissioned_source(&newcomer, 7);
		let key = Pair::from_string("//NewPhone", None).expect("a key");
		let account: AccountId = key.public().into();
		send(
			Alice,
			pallet_members::Call::move_member {
				old: newcomer.account.clone(),
				new: account.clone(),
			},
		);
		let moved = Newcomer {
			key,
			account,
			id: newcomer.id,
		};
		moved
			.sends(submit(source, measurement(now() - 36_000, 5, 20_000, 1)))
			.expect("claimed");
		let old = signed_by(
			&newcomer.key,
			newcomer.account.clone(),
			submit(source, measurement(now() - 72_000, 1, 1_000, 2)),
		);
		assert!(
			block(vec![old]).remove(0).is_err(),
			"the old key is a stranger's"
		);
	});
}
