//! Who has an interest is found in whatever way the proposal is wrapped.

use std::collections::BTreeSet;

use civic_primitives::MemberId;
use codec::Encode;
use frame_support::traits::{Bounded, StorePreimage};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice, AliceStash, Bob, Charlie, Eve, Ferdie, One, Two};

use super::{
	assembly::Numbered,
	chain::{blocks, run, send},
};
use crate::{
	governance::{
		decisions::{Error, MAX_DEPTH, MAX_READ},
		interested_in,
	},
	AccountId, Hash, Members, OriginCaller, Preimage, Runtime, RuntimeCall,
};

fn id(who: Sr25519Keyring) -> MemberId {
	Members::id_of_account(who)
}

fn found(call: impl Into<RuntimeCall>) -> Result<BTreeSet<MemberId>, Error<Runtime>> {
	let proposal = Preimage::bound(call.into()).expect("it is noted");
	interested_in(&proposal)
}

fn finds(call: impl Into<RuntimeCall>, who: &[Sr25519Keyring]) {
	let call = call.into();
	let expected: BTreeSet<_> = who.iter().map(|who| id(*who)).collect();
	let is = found(call.clone()).ok();
	assert_eq!(is, Some(expected), "{call:?}");
}

fn account(who: Sr25519Keyring) -> AccountId {
	who.to_account_id()
}

fn grant(to: Sr25519Keyring) -> RuntimeCall {
	pallet_treasury::Call::spend {
		asset_kind: Box::new(()),
		amount: 1,
		beneficiary: Box::new(account(to)),
		valid_from: None,
	}
	.into()
}

fn transfer(to: Sr25519Keyring) -> RuntimeCall {
	pallet_balances::Call::transfer_allow_death {
		dest: account(to).into(),
		value: 1,
	}
	.into()
}

#[test]
fn each_proposal_concerns_whom_it_names() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		finds(grant(Eve), &[Eve]);
		finds(transfer(Eve), &[Eve]);
		finds(
			pallet_balances::Call::force_transfer {
				source: account(Eve).into(),
				dest: account(Ferdie).into(),
				value: 1,
			},
			&[Eve, Ferdie],
		);
		finds(
			pallet_balances::Call::force_set_balance {
				who: account(Eve).into(),
				new_free: 1,
			},
			&[Eve],
		);
		finds(
			pallet_members::Call::accredit {
				account: account(AliceStash),
				scope: Default::default(),
				until: 0,
				max_duties: 0,
				affiliations: Default::default(),
			},
			&[AliceStash],
		);
		finds(
			pallet_members::Call::reinstate {
				account: account(AliceStash),
			},
			&[AliceStash],
		);
		finds(
			pallet_members::Call::move_member {
				old: account(Bob),
				new: account(Eve),
			},
			&[Bob, Eve],
		);
		finds(
			pallet_members::Call::grant_mandate {
				account: account(Bob),
				mandate: civic_primitives::Mandate::Registrar,
			},
			&[Bob],
		);
		finds(
			pallet_authorities::Call::expel { who: account(Bob) },
			&[Bob],
		);
		finds(
			pallet_authorities::Call::admit { who: account(One) },
			&[One],
		);
		finds(
			pallet_contributions::Call::recognise {
				member: id(Eve),
				points: 1,
				reason: Hash::zero(),
			},
			&[Eve],
		);
		// Of everybody, and so of nobody.
		finds(
			pallet_issuance::Call::set_budget {
				sector: civic_primitives::Sector::Waste,
				year: 2026,
				inventory: 1,
				ceiling: 1,
			},
			&[],
		);
		finds(frame_system::Call::remark { remark: vec![1] }, &[]);
		// Who is in no register has no vote to lose.
		finds(
			pallet_authorities::Call::admit {
				who: AccountId::new([9; 32]),
			},
			&[],
		);
	});
}

#[test]
fn methodologies_concern_who_published_them_and_reversals_whose_claim_it_was() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let adopt = |id| pallet_methodologies::Call::adopt { id };
		finds(adopt(0), &[]);
		finds(adopt(99), &[]);
		pallet_methodologies::Versions::<Runtime>::mutate(0, |version| {
			version.as_mut().expect("of genesis").publisher = Some(id(Eve));
		});
		finds(adopt(0), &[Eve]);
		finds(pallet_methodologies::Call::retire { id: 0 }, &[Eve]);
		finds(pallet_methodologies::Call::withdraw { id: 0 }, &[Eve]);
		finds(
			pallet_issuance::Call::reverse {
				claim: 99,
				amount: 1,
			},
			&[],
		);
		// Put back: nobody of genesis publishes.
		pallet_methodologies::Versions::<Runtime>::mutate(0, |version| {
			version.as_mut().expect("of genesis").publisher = None;
		});
	});
}

#[test]
fn the_people_behind_an_organisation_are_concerned_too() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		send(Two, pallet_members::Call::invite { person: id(Ferdie) });
		let collective = id(Two);
		send(Ferdie, pallet_members::Call::join { collective });
		finds(grant(Two), &[Two, Ferdie]);
		finds(grant(One), &[One]);
	});
}

/// Every wrapper there is around `call`.
fn wrapped(call: RuntimeCall) -> Vec<RuntimeCall> {
	use pallet_utility::Call as Utility;
	let boxed = || Box::new(call.clone());
	let calls = || {
		vec![
			frame_system::Call::remark { remark: vec![] }.into(),
			call.clone(),
		]
	};
	let root = || Box::new(OriginCaller::system(frame_system::RawOrigin::Root));
	let nothing = || Box::new(frame_system::Call::remark { remark: vec![] }.into());
	vec![
		Utility::batch { calls: calls() }.into(),
		Utility::batch_all { calls: calls() }.into(),
		Utility::force_batch { calls: calls() }.into(),
		Utility::as_derivative {
			index: 0,
			call: boxed(),
		}
		.into(),
		Utility::dispatch_as {
			as_origin: root(),
			call: boxed(),
		}
		.into(),
		Utility::dispatch_as_fallible {
			as_origin: root(),
			call: boxed(),
		}
		.into(),
		Utility::with_weight {
			call: boxed(),
			weight: Default::default(),
		}
		.into(),
		Utility::if_else {
			main: boxed(),
			fallback: nothing(),
		}
		.into(),
		Utility::if_else {
			main: nothing(),
			fallback: boxed(),
		}
		.into(),
		pallet_proxy::Call::proxy {
			real: AccountId::new([9; 32]).into(),
			force_proxy_type: None,
			call: boxed(),
		}
		.into(),
		pallet_proxy::Call::proxy_announced {
			delegate: AccountId::new([9; 32]).into(),
			real: AccountId::new([9; 32]).into(),
			force_proxy_type: None,
			call: boxed(),
		}
		.into(),
		pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: vec![],
			call: boxed(),
		}
		.into(),
		pallet_multisig::Call::as_multi {
			threshold: 2,
			other_signatories: vec![],
			maybe_timepoint: None,
			call: boxed(),
			max_weight: Default::default(),
		}
		.into(),
		pallet_scheduler::Call::schedule {
			when: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_scheduler::Call::schedule_after {
			after: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_scheduler::Call::schedule_named {
			id: [0; 32],
			when: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_scheduler::Call::schedule_named_after {
			id: [0; 32],
			after: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_sudo::Call::sudo { call: boxed() }.into(),
		pallet_sudo::Call::sudo_as {
			who: AccountId::new([9; 32]).into(),
			call: boxed(),
		}
		.into(),
		pallet_sudo::Call::sudo_unchecked_weight {
			call: boxed(),
			weight: Default::default(),
		}
		.into(),
		pallet_collective::Call::execute {
			proposal: boxed(),
			length_bound: 0,
		}
		.into(),
		pallet_collective::Call::propose {
			threshold: 1,
			proposal: boxed(),
			length_bound: 0,
		}
		.into(),
	]
}

#[test]
fn no_wrapping_hides_an_interest() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for once in wrapped(grant(Eve)) {
			finds(once.clone(), &[Eve]);
			for twice in wrapped(once) {
				finds(twice, &[Eve]);
			}
		}
	});
}

#[test]
fn in_whose_name_something_is_done_is_concerned() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let signed = OriginCaller::system(frame_system::RawOrigin::Signed(account(Ferdie)));
		let confiscate = pallet_utility::Call::dispatch_as {
			as_origin: Box::new(signed),
			call: Box::new(transfer(Eve)),
		};
		finds(confiscate, &[Ferdie, Eve]);
		let proxied = pallet_proxy::Call::proxy {
			real: account(Ferdie).into(),
			force_proxy_type: None,
			call: Box::new(transfer(Eve)),
		};
		finds(proxied, &[Ferdie, Eve]);
	});
}

fn nested(depth: u32) -> RuntimeCall {
	(0..depth).fold(grant(Eve), |call, _| {
		pallet_utility::Call::as_derivative {
			index: 0,
			call: Box::new(call),
		}
		.into()
	})
}

#[test]
fn what_is_nested_too_deep_or_holds_too_much_is_not_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		finds(nested(MAX_DEPTH), &[Eve]);
		assert_eq!(
			found(nested(MAX_DEPTH + 1)).ok(),
			None,
			"deeper than is looked at"
		);
		// Far deeper: it is not even decoded.
		assert!(matches!(found(nested(200)), Err(Error::ProposalUnreadable)));
		let many = |count: usize| pallet_utility::Call::batch {
			calls: (0..count).map(|_| transfer(Charlie)).collect(),
		};
		finds(many(63), &[Charlie]);
		assert!(matches!(found(many(64)), Err(Error::ProposalTooDeep)));
	});
}

#[test]
fn long_proposals_are_not_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let too_long = vec![1; MAX_READ as usize];
		for call in [
			frame_system::Call::set_code {
				code: too_long.clone(),
			},
			frame_system::Call::remark { remark: too_long },
		] {
			assert!(matches!(found(call), Err(Error::ProposalTooLong)));
		}
		// A runtime is proposed by its hash.
		let code_hash = Hash::repeat_byte(1);
		finds(frame_system::Call::authorize_upgrade { code_hash }, &[]);
	});
}

#[test]
fn what_is_not_there_or_no_call_is_not_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let junk = Bounded::Inline(vec![255, 255].try_into().expect("short"));
		assert!(matches!(
			interested_in(&junk),
			Err(Error::ProposalUnreadable)
		));
		// A call and something behind it.
		let mut bytes = grant(Eve).encode();
		bytes.push(0);
		let more = Bounded::Inline(bytes.try_into().expect("short"));
		assert!(matches!(
			interested_in(&more),
			Err(Error::ProposalUnreadable)
		));
		let missing = Bounded::Lookup {
			hash: Hash::repeat_byte(1),
			len: 9,
		};
		assert!(matches!(
			interested_in(&missing),
			Err(Error::ProposalMissing)
		));
		send(
			Alice,
			pallet_preimage::Call::note_preimage {
				bytes: grant(Eve).encode(),
			},
		);
		let noted = Bounded::Legacy {
			hash: sp_io::hashing::blake2_256(&grant(Eve).encode()).into(),
			dummy: Default::default(),
		};
		assert_eq!(
			interested_in(&noted).ok(),
			Some([id(Eve)].into_iter().collect())
		);
	});
}
