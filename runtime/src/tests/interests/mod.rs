//! Who has an interest is found, and nobody is barred or left out by how a proposal is put.

mod wrapping;

use std::collections::BTreeSet;

use civic_primitives::{MemberId, MemberKind};
use codec::Encode;
use frame_support::traits::{Bounded, StorePreimage};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice, AliceStash, Bob, Charlie, Eve, Ferdie, One, Two};

use super::{
	assembly::{root, Numbered},
	chain::{blocks, run, send},
};
use crate::{
	governance::{
		decisions::{Error, MAX_DEPTH, MAX_READ},
		interested_in,
		origins::Origin,
		MAX_NAMED, MAX_TIES,
	},
	AccountId, Governance, Hash, Members, OriginCaller, Preimage, Runtime, RuntimeCall,
};

fn id(who: Sr25519Keyring) -> MemberId {
	Members::id_of_account(who)
}

fn found_by(
	origin: impl Into<OriginCaller>,
	call: impl Into<RuntimeCall>,
) -> Result<BTreeSet<MemberId>, Error<Runtime>> {
	let (origin, call) = (origin.into(), call.into());
	let proposal = Preimage::bound(call.clone()).expect("it is noted");
	// Who asks before proposing is told the same.
	let found = interested_in(&origin, &proposal).map(drop);
	assert_eq!(
		Governance::may_be_voted_on(origin.clone(), call.encode()),
		found.map_err(Into::into)
	);
	interested_in(&origin, &proposal)
}

/// As root proposes it.
fn found(call: impl Into<RuntimeCall>) -> Result<BTreeSet<MemberId>, Error<Runtime>> {
	found_by(root(), call)
}

/// `call` cannot be voted on, because of `why`.
fn refuses(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>, why: Error<Runtime>) {
	let call = call.into();
	let is = found_by(origin, call.clone()).err();
	assert_eq!(
		is.map(sp_runtime::DispatchError::from),
		Some(why.into()),
		"{call:?}"
	);
}

/// Root makes `call` in the name of `who`.
fn as_account(who: &AccountId, call: RuntimeCall) -> RuntimeCall {
	let signed = OriginCaller::system(frame_system::RawOrigin::Signed(who.clone()));
	pallet_utility::Call::dispatch_as_fallible {
		as_origin: Box::new(signed),
		call: Box::new(call),
	}
	.into()
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
		finds(as_account(&account(Ferdie), transfer(Eve)), &[Eve, Ferdie]);
		finds(
			pallet_balances::Call::force_transfer {
				source: account(Eve).into(),
				dest: account(Ferdie).into(),
				value: 1,
			},
			&[Eve, Ferdie],
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
				new: account(Charlie),
			},
			&[Bob, Charlie],
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
		pallet_methodologies::Versions::<Runtime>::mutate(0, |version| {
			version.as_mut().expect("of genesis").publisher = Some(id(Eve));
		});
		finds(adopt(0), &[Eve]);
		finds(pallet_methodologies::Call::retire { id: 0 }, &[Eve]);
		finds(pallet_methodologies::Call::withdraw { id: 0 }, &[Eve]);
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

#[test]
fn in_whose_name_something_is_done_is_concerned() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		finds(as_account(&account(Ferdie), transfer(Eve)), &[Ferdie, Eve]);
		// And whose account it is that is derived from one.
		let derived = pallet_utility::Call::<Runtime>::as_derivative {
			index: 0,
			call: Box::new(transfer(Eve)),
		};
		finds(
			as_account(&account(Ferdie), derived.clone().into()),
			&[Ferdie, Eve],
		);
		refuses(root(), derived, Error::ProposalNotPermitted);
	});
}

/// Whoever proposes something bars nobody from the vote with what the proposal cannot do anyway.
#[test]
fn what_its_authority_cannot_do_is_not_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		refuses(Origin::Charter, grant(Eve), Error::ProposalNotPermitted);
		refuses(Origin::Commons, transfer(Eve), Error::ProposalNotPermitted);
		refuses(root(), transfer(Eve), Error::ProposalNotPermitted);
		let renew = pallet_members::Call::renew {
			account: account(Eve),
			until: u64::MAX,
		};
		refuses(Origin::Authorities, renew, Error::ProposalNotPermitted);
		let both = pallet_utility::Call::batch_all {
			calls: vec![
				pallet_issuance::Call::set_budget {
					sector: civic_primitives::Sector::Waste,
					year: 2026,
					inventory: 1,
					ceiling: 1,
				}
				.into(),
				grant(Eve),
			],
		};
		refuses(Origin::IssuancePolicy, both, Error::ProposalNotPermitted);
		let weighed = pallet_utility::Call::with_weight {
			call: Box::new(grant(Eve)),
			weight: Default::default(),
		};
		refuses(Origin::Commons, weighed, Error::ProposalNotPermitted);
		let by = found_by(Origin::Commons, grant(Eve)).ok();
		assert_eq!(by, Some([id(Eve)].into_iter().collect()));
	});
}

/// More citizens, and what is sent to them bars them from the vote: so it is few of them.
#[test]
fn nobody_bars_a_crowd_from_the_vote() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let crowd: Vec<AccountId> = (100..105).map(|n| AccountId::new([n; 32])).collect();
		for account in &crowd {
			let enrol = pallet_members::Call::enrol {
				account: account.clone(),
				kind: civic_primitives::MemberKind::Citizen,
				until: u64::MAX,
				nullifier: Some(sp_io::hashing::blake2_256(account.as_ref()).into()),
			};
			send(Alice, enrol);
		}
		let grants = |to: &[AccountId]| pallet_utility::Call::<Runtime>::batch_all {
			calls: to
				.iter()
				.map(|to| {
					pallet_treasury::Call::spend {
						asset_kind: Box::new(()),
						amount: 1,
						beneficiary: Box::new(to.clone()),
						valid_from: None,
					}
					.into()
				})
				.collect(),
		};
		assert_eq!(
			found_by(Origin::Commons, grants(&crowd[..MAX_NAMED]))
				.map(|all| all.len())
				.ok(),
			Some(MAX_NAMED)
		);
		refuses(Origin::Commons, grants(&crowd), Error::ProposalNamesTooMany);
		// Nor by saying that a verifier is tied to them.
		let accredit = |count: usize| pallet_members::Call::<Runtime>::accredit {
			account: account(AliceStash),
			scope: Default::default(),
			until: u64::MAX,
			max_duties: 1,
			affiliations: crowd[..count]
				.iter()
				.map(|who| Members::member(who.clone()).expect("enrolled").0)
				.collect::<BTreeSet<_>>()
				.try_into()
				.expect("few"),
		};
		let tied = found_by(Origin::Sanctions, accredit(2)).expect("a few");
		assert_eq!(tied.len(), 3, "the verifier and whom it is to be tied to");
		refuses(Origin::Sanctions, accredit(5), Error::ProposalNamesTooMany);
		// Nor by naming the collective they belong to among other things.
		send(Two, pallet_members::Call::invite { person: id(Ferdie) });
		let collective = id(Two);
		send(Ferdie, pallet_members::Call::join { collective });
		finds(grant(Two), &[Two, Ferdie]);
		let both = pallet_utility::Call::batch_all {
			calls: vec![grant(Two), grant(Eve)],
		};
		refuses(Origin::Commons, both, Error::ProposalNamesTooMany);
		// Nor by doing nothing in its name.
		let nothing = pallet_utility::Call::batch_all { calls: vec![] };
		let besides = pallet_utility::Call::batch_all {
			calls: vec![
				as_account(&account(Two), nothing.into()),
				frame_system::Call::authorize_upgrade {
					code_hash: Hash::zero(),
				}
				.into(),
			],
		};
		refuses(root(), besides, Error::ProposalNamesTooMany);
	});
}

/// The proposer's own accounts are in no register either.
#[test]
fn members_and_the_commons_are_paid_and_nobody_else() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let spend = |to: &AccountId| {
			RuntimeCall::from(pallet_treasury::Call::spend {
				asset_kind: Box::new(()),
				amount: 1,
				beneficiary: Box::new(to.clone()),
				valid_from: None,
			})
		};
		let paying = |to: &AccountId| {
			let dest = || to.clone().into();
			#[allow(deprecated, reason = "the call exists as long as the SDK has it")]
			let local = pallet_treasury::Call::spend_local {
				amount: 1,
				beneficiary: dest(),
			};
			[
				spend(to),
				local.into(),
				pallet_balances::Call::force_transfer {
					source: account(Two).into(),
					dest: dest(),
					value: 1,
				}
				.into(),
				as_account(
					&account(Two),
					pallet_balances::Call::transfer_keep_alive {
						dest: dest(),
						value: 1,
					}
					.into(),
				),
			]
		};
		let derived = pallet_utility::derivative_account_id(account(Eve), 0);
		for stranger in [derived, AccountId::new([9; 32])] {
			for call in paying(&stranger) {
				refuses(root(), call, Error::ProposalUnknown);
			}
			refuses(Origin::Commons, spend(&stranger), Error::ProposalUnknown);
		}
		let commons = <crate::configs::Commons as sp_core::Get<AccountId>>::get();
		for call in paying(&commons) {
			assert!(found(call.clone()).is_ok(), "{call:?}");
		}
		finds(spend(&commons), &[]);
	});
}

/// Not even root: else it would vote for others, or give away whose account it acts in the name of.
#[test]
fn what_is_done_in_person_is_proposed_in_nobodys_name() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let proposal = Preimage::bound(grant(Eve)).expect("it is noted");
		let in_person: [RuntimeCall; 12] = [
			pallet_assembly::Call::vote { poll: 0, aye: true }.into(),
			pallet_assembly::Call::stand { track: 10 }.into(),
			pallet_referenda::Call::submit {
				proposal_origin: Box::new(Origin::Commons.into()),
				proposal,
				enactment_moment: frame_support::traits::schedule::DispatchTime::After(0),
			}
			.into(),
			pallet_collective::Call::vote {
				proposal: Hash::zero(),
				index: 0,
				approve: true,
			}
			.into(),
			crate::governance::decisions::Call::retry { poll: 0 }.into(),
			pallet_proxy::Call::add_proxy {
				delegate: account(Eve).into(),
				proxy_type: Default::default(),
				delay: 0,
			}
			.into(),
			pallet_session::Call::purge_keys {}.into(),
			pallet_session::Call::set_keys {
				keys: crate::SessionKeys {
					babe: sp_core::sr25519::Public::default().into(),
					grandpa: sp_core::ed25519::Public::default().into(),
				},
				proof: vec![],
			}
			.into(),
			pallet_measurements::Call::challenge {
				claim: 0,
				evidence: Hash::zero(),
			}
			.into(),
			pallet_balances::Call::burn {
				value: 1,
				keep_alive: false,
			}
			.into(),
			pallet_redemption::Call::close_window { window: 0 }.into(),
			pallet_members::Call::move_member {
				old: account(Eve),
				new: account(Ferdie),
			}
			.into(),
		];
		for call in in_person {
			let named = as_account(&account(Ferdie), call);
			refuses(root(), named, Error::ProposalNotPermitted);
		}
	});
}

/// One accreditation ties a verifier to as many as a proposal may say; with a second there are more.
#[test]
fn a_proposal_ties_verifiers_to_so_many_and_no_more() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let enrolled = |n: u8, kind| {
			let account = AccountId::new([n; 32]);
			let enrol = pallet_members::Call::enrol {
				account: account.clone(),
				kind,
				until: u64::MAX,
				nullifier: None,
			};
			send(Alice, enrol);
			Members::member(account).expect("enrolled").0
		};
		let first = enrolled(100, MemberKind::Verifier);
		let second = enrolled(101, MemberKind::Verifier);
		let shops: Vec<_> = (0..=MAX_TIES as u8)
			.map(|n| enrolled(110 + n, MemberKind::Business))
			.collect();
		let accredit = |verifier: u8, ties: &[MemberId]| {
			RuntimeCall::from(pallet_members::Call::accredit {
				account: AccountId::new([verifier; 32]),
				scope: Default::default(),
				until: u64::MAX,
				max_duties: 1,
				affiliations: ties
					.iter()
					.copied()
					.collect::<BTreeSet<_>>()
					.try_into()
					.expect("as many as one may be tied to"),
			})
		};
		let both = |of_the_first: &[MemberId], of_the_second: &[MemberId]| pallet_utility::Call::<
			Runtime,
		>::batch_all {
			calls: vec![accredit(100, of_the_first), accredit(101, of_the_second)],
		};
		let (last, most) = shops.split_last().expect("there are some");
		assert_eq!(most.len(), MAX_TIES);
		let all = |verifiers: &[MemberId]| Some([verifiers, most].concat().into_iter().collect());
		let sanctions = |call: RuntimeCall| found_by(Origin::Sanctions, call).ok();
		assert_eq!(sanctions(accredit(100, most)), all(&[first]));
		// However they are shared out, and counted once.
		assert_eq!(
			sanctions(both(&most[1..], &most[..1]).into()),
			all(&[first, second])
		);
		assert_eq!(sanctions(both(most, most).into()), all(&[first, second]));
		refuses(
			Origin::Sanctions,
			both(most, &[*last]),
			Error::ProposalNamesTooMany,
		);
		// Whom the first is tied to already is said to nobody's harm.
		super::chain::decided(Origin::Sanctions, accredit(100, &most[..1])).expect("accredited");
		let known = [accredit(100, &[most[0]]), accredit(100, &shops[1..])];
		for call in known {
			assert!(found_by(Origin::Sanctions, call).is_ok());
		}
	});
}

#[test]
fn what_is_about_nothing_that_is_there_is_looked_at_again_later() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let unknown = |call: RuntimeCall| refuses(root(), call, Error::ProposalUnknown);
		let next = pallet_methodologies::NextMethodologyId::<Runtime>::get();
		let adopt = pallet_methodologies::Call::<Runtime>::adopt { id: next };
		unknown(adopt.clone().into());
		unknown(pallet_methodologies::Call::retire { id: next }.into());
		unknown(pallet_methodologies::Call::withdraw { id: next }.into());
		unknown(pallet_treasury::Call::void_spend { index: 0 }.into());
		unknown(
			pallet_issuance::Call::reverse {
				claim: 99,
				amount: 1,
			}
			.into(),
		);
		unknown(
			pallet_contributions::Call::recognise {
				member: 9_999,
				points: 1,
				reason: Hash::zero(),
			}
			.into(),
		);
		unknown(
			pallet_members::Call::reinstate {
				account: AccountId::new([9; 32]),
			}
			.into(),
		);
		// Through the call, which nobody votes before, and again once it is there.
		let poll = pallet_referenda::ReferendumCount::<Runtime>::get();
		send(
			Eve,
			pallet_referenda::Call::<Runtime>::submit {
				proposal_origin: Box::new(Origin::Methodology.into()),
				proposal: Preimage::bound(RuntimeCall::from(adopt)).expect("short"),
				enactment_moment: frame_support::traits::schedule::DispatchTime::After(0),
			},
		);
		let examine = || pallet_assembly::Call::examine { poll };
		assert_eq!(
			super::chain::fail(Eve, examine()),
			Error::<Runtime>::ProposalUnknown.into()
		);
		assert_eq!(crate::Assembly::interested(poll), None);
		assert_eq!(super::assembly::published(), next);
		send(Eve, examine());
		assert_eq!(crate::Assembly::interested(poll), Some(vec![id(Bob)]));
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
			interested_in(&root(), &junk),
			Err(Error::ProposalUnreadable)
		));
		let asked = |length| Governance::may_be_voted_on(root(), vec![255; length]);
		assert_eq!(asked(2), Err(Error::<Runtime>::ProposalUnreadable.into()));
		assert_eq!(
			asked(MAX_READ as usize),
			Err(Error::<Runtime>::ProposalUnreadable.into())
		);
		assert_eq!(
			asked(MAX_READ as usize + 1),
			Err(Error::<Runtime>::ProposalTooLong.into())
		);
		// A call and something behind it.
		let mut bytes = grant(Eve).encode();
		bytes.push(0);
		let more = Bounded::Inline(bytes.try_into().expect("short"));
		assert!(matches!(
			interested_in(&root(), &more),
			Err(Error::ProposalUnreadable)
		));
		let missing = Bounded::Lookup {
			hash: Hash::repeat_byte(1),
			len: 9,
		};
		assert!(matches!(
			interested_in(&root(), &missing),
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
			interested_in(&root(), &noted).ok(),
			Some([id(Eve)].into_iter().collect())
		);
	});
}
