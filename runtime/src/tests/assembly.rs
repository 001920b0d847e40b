//! From a proposal to its effect, through real blocks.

use civic_primitives::{MemberKind, Sector};
use codec::Encode;
use frame_support::traits::{schedule::DispatchTime, Bounded};
use pallet_referenda::{ReferendumInfo, ReferendumInfoFor};
use sp_core::{sr25519::Pair, Pair as _, H256};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Dave, Eve, Ferdie, One, Two};
use sp_runtime::{transaction_validity::InvalidTransaction, DispatchError, DispatchResult};

use super::{
	chain::{
		block, blocks, blocks_until, decided, fail, happened, now, run, send, signed, signed_by,
	},
	enactment::{enrol, newcomer, with_session_keys},
};
use crate::{
	configs::Commons,
	constants::TOKEN,
	governance::{decisions, origins::Origin},
	AccountId, Assembly, Balances, Governance, Hash, Members, OriginCaller, Runtime, RuntimeCall,
	RuntimeEvent, System,
};
use frame_support::traits::Get;

/// By what authority root decides.
pub(super) fn root() -> OriginCaller {
	OriginCaller::system(frame_system::RawOrigin::Root)
}

/// `call` as a proposal; a long one is noted by `who` first.
pub(super) fn bounded(
	who: Sr25519Keyring,
	call: impl Into<RuntimeCall>,
) -> pallet_referenda::BoundedCallOf<Runtime, ()> {
	let bytes = call.into().encode();
	match bytes.clone().try_into() {
		Ok(inline) => Bounded::Inline(inline),
		Err(_) => {
			let (hash, len) = (
				sp_io::hashing::blake2_256(&bytes).into(),
				bytes.len() as u32,
			);
			send(who, pallet_preimage::Call::note_preimage { bytes });
			Bounded::Lookup { hash, len }
		},
	}
}

fn submit(
	origin: impl Into<OriginCaller>,
	proposal: pallet_referenda::BoundedCallOf<Runtime, ()>,
) -> pallet_referenda::Call<Runtime> {
	pallet_referenda::Call::submit {
		proposal_origin: Box::new(origin.into()),
		proposal,
		enactment_moment: DispatchTime::After(0),
	}
}

/// `who` proposes `call` by the authority of `origin`, and has it prepared for a vote.
pub(super) fn propose(
	who: Sr25519Keyring,
	origin: impl Into<OriginCaller>,
	call: impl Into<RuntimeCall>,
) -> u32 {
	let poll = pallet_referenda::ReferendumCount::<Runtime>::get();
	let proposal = bounded(who, call);
	send(who, submit(origin, proposal));
	send(
		who,
		pallet_referenda::Call::place_decision_deposit { index: poll },
	);
	send(who, pallet_assembly::Call::examine { poll });
	poll
}

pub(super) fn vote(poll: u32, aye: bool) -> pallet_assembly::Call<Runtime> {
	pallet_assembly::Call::vote { poll, aye }
}

fn is_open(poll: u32) -> bool {
	matches!(
		ReferendumInfoFor::<Runtime>::get(poll),
		Some(ReferendumInfo::Ongoing(_))
	)
}

/// Propose, vote for it with everybody's voice, and wait until it was decided and tried once.
pub(super) fn enacted(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> u32 {
	let poll = propose(Alice, origin, call);
	for who in [Eve, Ferdie] {
		send(who, vote(poll, true));
	}
	blocks_until("it is decided", || !is_open(poll));
	assert!(
		matches!(
			ReferendumInfoFor::<Runtime>::get(poll),
			Some(ReferendumInfo::Approved(..))
		),
		"{poll} was not approved"
	);
	blocks_until("it is tried", || {
		Governance::enactment(poll).is_none_or(|standing| standing.failure.is_some())
	});
	poll
}

/// Propose and enact, which must succeed.
fn done(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) {
	let poll = enacted(origin, call);
	assert_eq!(Governance::enactment(poll), None, "it failed");
	assert_eq!(Governance::done(poll), Some(System::block_number()));
}

/// Propose and enact, which must fail; the error that stays to be seen.
pub(super) fn failed(
	origin: impl Into<OriginCaller>,
	call: impl Into<RuntimeCall>,
) -> (u32, DispatchError) {
	let poll = enacted(origin, call);
	let standing = Governance::enactment(poll).expect("it is not done");
	(poll, standing.failure.expect("it failed").1)
}

fn budget(ceiling: u128) -> pallet_issuance::Call<Runtime> {
	pallet_issuance::Call::set_budget {
		sector: Sector::StationaryEnergy,
		year: 2026,
		inventory: 1_000 * TOKEN,
		ceiling,
	}
}

pub(super) fn published() -> u32 {
	let mut draft = crate::genesis_presets::preset(&LOCAL_TESTNET_RUNTIME_PRESET.into())
		.and_then(|json| serde_json::from_slice::<serde_json::Value>(&json).ok())
		.expect("JSON");
	let methodology = draft["methodologies"]["adopted"][0].take();
	let mut methodology: pallet_methodologies::Methodology =
		serde_json::from_value(methodology).expect("it is one");
	methodology.document.content_hash = H256::repeat_byte(1);
	let id = pallet_methodologies::NextMethodologyId::<Runtime>::get();
	let publish = pallet_methodologies::Call::publish {
		methodology: Box::new(methodology),
	};
	send(Bob, publish);
	id
}

#[test]
fn every_kind_of_proposal_takes_effect() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let id = published();
		done(
			Origin::Methodology,
			pallet_methodologies::Call::adopt { id },
		);
		let version = pallet_methodologies::Versions::<Runtime>::get(id).expect("published");
		assert_eq!(version.status, pallet_methodologies::Status::Adopted);

		done(Origin::IssuancePolicy, budget(7 * TOKEN));
		let set = pallet_issuance::Budgets::<Runtime>::get(Sector::StationaryEnergy, 2026);
		assert_eq!(set.expect("set").ceiling, 7 * TOKEN);

		// The one citizen who votes is not the one who is recognised.
		let eve = Members::id_of_account(Eve);
		let recognise = pallet_contributions::Call::recognise {
			member: Members::id_of_account(Two),
			points: 100,
			reason: H256::zero(),
		};
		done(Origin::Commons, recognise);
		let two = Members::id_of_account(Two);
		assert_eq!(crate::Contributions::held(two).stewarded, 100);
		assert_ne!(eve, two);

		let accredit = pallet_members::Call::accredit {
			account: Sr25519Keyring::AliceStash.to_account_id(),
			scope: [0]
				.into_iter()
				.collect::<std::collections::BTreeSet<_>>()
				.try_into()
				.expect("few"),
			until: now() + 1_000_000,
			max_duties: 7,
			affiliations: Default::default(),
		};
		done(Origin::Sanctions, accredit);

		let capacity = pallet_allowance::Call::set_capacity {
			kind: MemberKind::Citizen,
			capacity: 300_000,
		};
		done(Origin::Charter, capacity);
		let mut policy = pallet_contributions::Policy::default();
		policy.rule.cap = 3;
		done(
			Origin::Charter,
			pallet_contributions::Call::set_policy { policy },
		);
		assert_eq!(crate::Contributions::policy().rule.cap, 3);

		let upgrade = frame_system::Call::authorize_upgrade {
			code_hash: Hash::repeat_byte(7),
		};
		done(root(), upgrade);
		let authorised = System::authorized_upgrade().expect("authorised");
		assert_eq!(*authorised.code_hash(), Hash::repeat_byte(7));
	});
}

#[test]
fn a_fifth_agency_is_enrolled_and_admitted_by_vote() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let agency = newcomer();
		let account = agency.1.clone();
		let enrol = enrol(&account, MemberKind::Agency);
		// No registrar enrols agencies.
		assert!(matches!(
			fail(Alice, enrol.clone()),
			DispatchError::Module(_)
		));
		done(Origin::Authorities, enrol);
		let admit = || pallet_authorities::Call::admit {
			who: account.clone(),
		};
		let (poll, error) = failed(Origin::Authorities, admit());
		assert_eq!(error, pallet_authorities::Error::<Runtime>::NoKeys.into());

		with_session_keys(&agency);
		// The decision stands: it is tried again.
		send(Eve, pallet_governance::Call::retry { poll });
		blocks(25);
		assert!(crate::Session::validators().contains(&account));
		assert_eq!(crate::Session::validators().len(), 5);
		type Agencies = crate::governance::emergency::Agencies;
		let agencies = pallet_collective::Members::<Runtime, Agencies>::get();
		assert!(agencies.contains(&account));
	});
}

#[test]
fn the_commons_are_granted_and_paid_out() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let gift = pallet_balances::Call::transfer_keep_alive {
			dest: Commons::get().into(),
			value: 3 * TOKEN,
		};
		let one = One.to_account_id();
		let grant = pallet_treasury::Call::spend {
			asset_kind: Box::new(()),
			amount: 2 * TOKEN,
			beneficiary: Box::new(one.clone()),
			valid_from: None,
		};
		done(Origin::Commons, grant);
		// The pool is empty: the grant waits.
		let payout = || pallet_treasury::Call::payout { index: 0 };
		assert_eq!(
			fail(Alice, payout()),
			pallet_treasury::Error::<Runtime>::PayoutError.into()
		);
		send(Bob, gift);
		send(Alice, payout());
		assert_eq!(Balances::free_balance(one), 2 * TOKEN);
		assert!(
			fail(Alice, payout()) != DispatchError::BadOrigin,
			"paid once"
		);
	});
}

/// What may be proposed and voted on, and never be done.
fn hopeless() -> pallet_issuance::Call<Runtime> {
	budget(2_000 * TOKEN)
}

#[test]
fn what_fails_is_seen_and_tried_again() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let id = published();
		let retire = pallet_methodologies::Call::retire { id };
		let (poll, error) = failed(Origin::Methodology, retire);
		assert_eq!(
			error,
			pallet_methodologies::Error::<Runtime>::NotAdopted.into()
		);
		// Nobody gives up early what was decided.
		let abandon = || pallet_governance::Call::abandon { poll };
		assert_eq!(fail(Alice, abandon()), Error::NotExpired.into());

		// Not yet in force; then it is.
		let retry = || pallet_governance::Call::retry { poll };
		let tried = || {
			Governance::enactment(poll)
				.and_then(|is| is.failure)
				.map(|is| is.0)
		};
		let before = tried();
		send(Eve, retry());
		blocks_until("it is tried again", || tried() > before);
		decided(
			Origin::Methodology,
			pallet_methodologies::Call::adopt { id },
		)
		.expect("adopted");
		send(Eve, retry());
		blocks_until("it is done", || Governance::enactment(poll).is_none());
		let version = pallet_methodologies::Versions::<Runtime>::get(id).expect("published");
		assert_eq!(version.status, pallet_methodologies::Status::Retired);
		assert_eq!(fail(Eve, retry()), Error::NoEnactment.into());
	});
}

#[test]
fn what_is_no_privilege_of_the_track_is_not_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		// Nor is the runtime's upgrade anybody's but root's.
		let upgrade = frame_system::Call::authorize_upgrade {
			code_hash: Hash::zero(),
		};
		let budget = (Origin::Commons, bounded(Eve, budget(TOKEN)));
		for (origin, proposal) in [budget, (Origin::Charter, bounded(Eve, upgrade))] {
			let poll = pallet_referenda::ReferendumCount::<Runtime>::get();
			send(Eve, submit(origin, proposal));
			let examine = pallet_assembly::Call::examine { poll };
			assert_eq!(fail(Eve, examine), Error::ProposalNotPermitted.into());
			let not_examined = pallet_assembly::Error::<Runtime>::NotExamined;
			assert_eq!(fail(Eve, vote(poll, true)), not_examined.into());
		}
	});
}

#[test]
fn of_several_things_all_are_done_or_none() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let before = pallet_issuance::Budgets::<Runtime>::get(Sector::StationaryEnergy, 2026);
		let calls = [budget(5 * TOKEN), hopeless(), budget(6 * TOKEN)];
		let all = pallet_utility::Call::batch_all {
			calls: calls.into_iter().map(Into::into).collect(),
		};
		let (_, error) = failed(Origin::IssuancePolicy, all);
		let above = pallet_issuance::Error::<Runtime>::CeilingAboveInventory;
		assert_eq!(error, above.into());
		let after = pallet_issuance::Budgets::<Runtime>::get(Sector::StationaryEnergy, 2026);
		assert_eq!(after, before);
	});
}

#[test]
fn an_enactment_ends_after_its_time() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let (poll, _) = failed(Origin::IssuancePolicy, hopeless());
		let expires = Governance::enactment(poll).expect("failed").expires;
		blocks(expires - System::block_number());
		let retry = || pallet_governance::Call::retry { poll };
		blocks(1);
		assert_eq!(fail(Eve, retry()), Error::EnactmentExpired.into());
		send(Eve, pallet_governance::Call::abandon { poll });
		assert_eq!(Governance::enactment(poll), None);
		assert_eq!(fail(Eve, retry()), Error::NoEnactment.into());
	});
}

#[test]
fn a_batch_too_long_for_the_referendum_is_read_from_its_preimage() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let calls: Vec<RuntimeCall> = (1..=6).map(|n| budget(n * TOKEN).into()).collect();
		done(
			Origin::IssuancePolicy,
			pallet_utility::Call::batch_all { calls },
		);
		let set = pallet_issuance::Budgets::<Runtime>::get(Sector::StationaryEnergy, 2026);
		assert_eq!(set.expect("set").ceiling, 6 * TOKEN);
		// The noter takes it back; it was no longer needed.
		assert!(
			crate::governance::decisions::RoomTaken::<Runtime>::get(Alice.to_account_id())
				.is_some()
		);
	});
}

#[test]
fn a_preimage_that_is_not_there_cannot_be_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let missing = Bounded::Lookup {
			hash: Hash::repeat_byte(9),
			len: 200,
		};
		send(Eve, submit(Origin::Commons, missing));
		let examine = pallet_assembly::Call::examine { poll: 0 };
		assert_eq!(fail(Eve, examine), Error::ProposalMissing.into());
		let error = pallet_assembly::Error::<Runtime>::NotExamined;
		assert_eq!(fail(Eve, vote(0, true)), error.into());
	});
}

#[test]
fn tokens_decide_nothing() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		// The richest of all is a business, and speaks for nobody.
		for who in [Alice, Bob, Dave] {
			let all = pallet_balances::Call::transfer_all {
				dest: One.to_account_id().into(),
				keep_alive: true,
			};
			send(who, all);
		}
		let poll = propose(Eve, Origin::IssuancePolicy, budget(TOKEN));
		let not_citizen: DispatchError = pallet_assembly::Error::<Runtime>::NotCitizen.into();
		assert_eq!(fail(One, vote(poll, false)), not_citizen);
		assert_eq!(fail(Alice, vote(poll, false)), not_citizen);
		for who in [Eve, Ferdie] {
			send(who, vote(poll, true));
		}
		blocks_until("it is done", || {
			!is_open(poll) && Governance::enactment(poll).is_none()
		});
		let set = pallet_issuance::Budgets::<Runtime>::get(Sector::StationaryEnergy, 2026);
		assert_eq!(set.expect("set").ceiling, TOKEN);
	});
}

/// More citizens, each with a key of its own.
fn citizens(count: u32) -> Vec<(Pair, AccountId)> {
	(0..count)
		.map(|i| {
			let key = Pair::from_string(&format!("//Citizen//{i}"), None).expect("a key");
			let account: AccountId = key.public().into();
			let enrol = pallet_members::Call::enrol {
				account: account.clone(),
				kind: MemberKind::Citizen,
				until: now() + 10_000_000,
				nullifier: Some(sp_io::hashing::blake2_256(account.as_ref()).into()),
			};
			send(Alice, enrol);
			(key, account)
		})
		.collect()
}

fn votes(by: &(Pair, AccountId), call: impl Into<RuntimeCall>) -> DispatchResult {
	block(vec![signed_by(&by.0, by.1.clone(), call)])
		.remove(0)
		.expect("valid")
}

#[test]
fn one_vote_of_many_citizens_passes_no_track() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		// Of 52, one is less than the least support that any track asks for.
		let others = citizens(50);
		assert_eq!(
			pallet_members::Enrolled::<Runtime>::get(MemberKind::Citizen),
			52
		);
		let remark = || frame_system::Call::remark { remark: vec![] };
		let proposers = [Alice, Bob, Dave];
		let polls: Vec<u32> = std::iter::once(root())
			.chain(Origin::ALL.map(Into::into))
			.zip(proposers.into_iter().cycle())
			.map(|(origin, who)| propose(who, origin, remark()))
			.collect();
		for poll in &polls {
			votes(&others[0], vote(*poll, true)).expect("cast");
		}
		for _ in 0..35 {
			blocks(20);
			assert!(polls.iter().all(|poll| !matches!(
				ReferendumInfoFor::<Runtime>::get(poll),
				Some(ReferendumInfo::Approved(..))
			)));
		}
		assert!(
			polls.iter().all(|poll| !is_open(*poll)),
			"all were rejected"
		);
	});
}

#[test]
fn newcomers_and_the_recused_say_what_they_think_without_weight() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let grant = pallet_treasury::Call::spend {
			asset_kind: Box::new(()),
			amount: TOKEN,
			beneficiary: Box::new(Eve.to_account_id()),
			valid_from: None,
		};
		let poll = propose(Ferdie, Origin::Commons, grant);
		let recused = pallet_assembly::Error::<Runtime>::Recused;
		assert_eq!(fail(Eve, vote(poll, true)), recused.into());
		let newcomer = citizens(1).remove(0);
		let error = pallet_assembly::Error::<Runtime>::Newcomer;
		assert_eq!(votes(&newcomer, vote(poll, true)), Err(error.into()));
		let opine = || pallet_assembly::Call::opine { poll, aye: true };
		send(Eve, opine());
		votes(&newcomer, opine()).expect("said");
		assert_eq!(Assembly::opinions(poll).ayes, 2);
		send(Ferdie, vote(poll, false));
		assert!(happened(RuntimeEvent::Assembly(
			pallet_assembly::Event::Voted {
				poll,
				member: Members::id_of_account(Ferdie),
				aye: false,
				weight: 1,
				via: None,
			}
		)));
	});
}

/// Somebody who votes in the name of others would be a delegate without bounds.
#[test]
fn nobody_votes_through_a_proxy() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let poll = propose(Ferdie, Origin::IssuancePolicy, budget(TOKEN));
		let add = pallet_proxy::Call::add_proxy {
			delegate: Ferdie.to_account_id().into(),
			proxy_type: crate::configs::ProxyType::Any,
			delay: 0,
		};
		send(Eve, add);
		let through = |call: RuntimeCall| pallet_proxy::Call::proxy {
			real: Eve.to_account_id().into(),
			force_proxy_type: None,
			call: Box::new(call),
		};
		let batched = pallet_utility::Call::batch_all {
			calls: vec![vote(poll, true).into()],
		};
		for call in [vote(poll, true).into(), batched.into()] {
			send(Ferdie, through(call));
			assert_eq!(Assembly::vote_of(poll, Members::id_of_account(Eve)), None);
		}
		// What is not done in person goes through.
		let pay = pallet_balances::Call::transfer_keep_alive {
			dest: One.to_account_id().into(),
			value: 5,
		};
		send(Ferdie, through(pay.into()));
		assert_eq!(Balances::free_balance(One.to_account_id()), 5);
	});
}

#[test]
fn what_is_decided_is_not_cheaply_asked_for_by_strangers() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let (poll, _) = failed(Origin::IssuancePolicy, hopeless());
		let id = (*b"assembly", "enactment", poll).using_encoded(sp_io::hashing::blake2_256);
		assert!(decisions::Enactments::<Runtime>::contains_key(id));
		let enact = pallet_governance::Call::enact { id };
		// As heavy as the heaviest decision: no stranger's allowance has room for it.
		let asked = block(vec![signed(Eve, enact)]).remove(0);
		assert_eq!(
			asked.expect_err("too costly"),
			InvalidTransaction::Custom(4).into()
		);
		assert!(decided(
			Origin::Charter,
			pallet_governance::Call::<Runtime>::enact { id }
		)
		.is_err());
		assert!(
			block(vec![signed(Eve, pallet_governance::Call::retry { poll })])
				.remove(0)
				.expect("valid")
				.is_ok()
		);
	});
}

use decisions as pallet_governance;
type Error = decisions::Error<Runtime>;

/// The number of a member of the preset.
pub(super) trait Numbered {
	fn id_of_account(who: Sr25519Keyring) -> u64;
}

impl Numbered for Members {
	fn id_of_account(who: Sr25519Keyring) -> u64 {
		Members::member(who.to_account_id()).expect("a member").0
	}
}
