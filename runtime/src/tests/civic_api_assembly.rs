//! What the node's `civic_…` methods ask about votes.

use civic_primitives::{MemberId, MemberKind};
use codec::Encode;
use frame_support::traits::{schedule::DispatchTime, Bounded};
use pallet_contributions::PointsByKind;
use pallet_referenda::ReferendumCount;
use sp_core::H256;
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice, AliceStash, Eve, Ferdie, One, Two};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	Perbill,
};

use super::chain::{blocks, blocks_until, now, run, send};
use crate::{
	civic_api::{
		self,
		assembly::{ReferendumRecord, ReferendumStage, Unread},
		MemberKey,
	},
	constants::SLOT_MILLIS,
	governance::{origins::Origin, tracks::PLANS},
	Members, Runtime, RuntimeCall, System,
};

fn id_of(who: Sr25519Keyring) -> MemberId {
	let member = Members::member(who.to_account_id());
	member.expect("a member").0
}

/// Recognise what a citizen did: decided by the track of the commons.
fn recognise(who: MemberId, points: u64) -> RuntimeCall {
	let recognise = pallet_contributions::Call::recognise {
		member: who,
		points,
		reason: H256::repeat_byte(7),
	};
	recognise.into()
}

/// Eve proposes `call` and asks for a decision; the referendum's number.
fn propose(call: &RuntimeCall) -> u32 {
	let index = submit(Bounded::Inline(
		call.encode().try_into().expect("a short call"),
	));
	send(
		Eve,
		pallet_referenda::Call::place_decision_deposit { index },
	);
	index
}

fn submit(proposal: Bounded<RuntimeCall, BlakeTwo256>) -> u32 {
	let index = ReferendumCount::<Runtime>::get();
	let submit = pallet_referenda::Call::submit {
		proposal_origin: Box::new(Origin::Commons.into()),
		proposal,
		enactment_moment: DispatchTime::After(0),
	};
	send(Eve, submit);
	index
}

fn ask(index: u32) -> ReferendumRecord {
	civic_api::referendum(index).expect("there is this referendum")
}

#[test]
fn a_referendum_is_told_from_its_proposal_to_what_came_of_it() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		assert_eq!(civic_api::referendum(0), None);
		let call = recognise(id_of(Ferdie), 500);
		let submitted = now() + SLOT_MILLIS / 1_000;
		let poll = propose(&call);

		let record = ask(poll);
		assert_eq!(record.stage, ReferendumStage::Preparing);
		assert_eq!(record.track.expect("it is known").name, b"commons");
		let proposal = record.proposal.expect("it is known");
		assert_eq!(proposal.bytes, Some(call.encode()));
		assert_eq!(proposal.length, Some(call.encoded_size() as u32));
		let names = proposal.call.expect("it can be read");
		assert_eq!(names.pallet, b"Contributions");
		assert_eq!(names.call, b"recognise");
		assert_eq!(record.interested, None);
		assert_eq!((record.ended, record.enactment), (None, None));
		let open = record.open.expect("it can be voted on");
		assert_eq!(open.proposer, Eve.to_account_id());
		assert_eq!(open.proposer_member, Some(id_of(Eve)));
		assert!(open.is_decision_asked);
		// What is reckoned agrees with what the clock said.
		assert_eq!(open.submitted.at, submitted);
		let between = u64::from(open.decidable.block - open.submitted.block);
		assert_eq!(open.decidable.at - submitted, between * SLOT_MILLIS / 1_000);
		assert_eq!((open.deciding_since, open.confirmed), (None, None));
		assert!(open.enacted > open.ends && open.ends > Some(open.decidable));
		assert_eq!(open.votes.snapshot.citizens, 2);
		assert_eq!(open.votes.approval_needed, Perbill::from_percent(75));

		// Ferdie would gain: only Eve votes, and Ferdie and the others say what they think.
		send(One, pallet_assembly::Call::examine { poll });
		assert_eq!(ask(poll).interested, Some(vec![id_of(Ferdie)]));
		send(Ferdie, pallet_assembly::Call::opine { poll, aye: true });
		send(Two, pallet_assembly::Call::opine { poll, aye: false });
		send(Eve, pallet_assembly::Call::vote { poll, aye: true });
		let record = ask(poll);
		assert_eq!((record.opinions.ayes, record.opinions.nays), (1, 1));
		let votes = record.open.expect("it can be voted on").votes;
		assert_eq!((votes.ayes, votes.nays), (1, 0));
		assert_eq!((votes.supporters, votes.voters), (1, 1));
		assert_eq!(votes.approval, Perbill::one());
		assert_eq!(votes.support, Perbill::from_percent(50));
		assert!(votes.is_passing);
		let passing = crate::Referenda::is_referendum_passing(poll);
		assert_eq!(passing, Ok(true));

		let foreseen = ask(poll).open.and_then(|open| open.ends);
		let foreseen = foreseen.expect("known").block;
		// Whatever the stage, it ends when it was said to end, and is done when it was said.
		blocks_until("it is decided on", || {
			ask(poll).stage == ReferendumStage::Confirming
		});
		let open = ask(poll).open.expect("it can be voted on");
		assert_eq!(open.confirmed, open.ends);
		assert!(open
			.ends
			.is_some_and(|ends| ends.block.abs_diff(foreseen) <= 2));
		let (ends, enacted) = (open.ends.expect("known"), open.enacted.expect("known"));
		blocks_until("it is approved", || ask(poll).open.is_none());
		let record = ask(poll);
		assert_eq!(record.stage, ReferendumStage::Approved);
		assert_eq!(record.ended, Some(ends));
		// Until it is done, what it was stays known.
		assert_eq!(record.track.expect("it is known").name, b"commons");
		assert!(record.proposal.is_some());
		let enactment = record.enactment.expect("it is planned");
		assert_eq!(enactment.planned, Some(enacted));
		assert_eq!(enactment.failure, None);
		blocks_until("it is done", || ask(poll).enactment.is_none());
		assert_eq!(System::block_number(), enacted.block);
		let gained = civic_api::contribution(MemberKey::Number(id_of(Ferdie)));
		assert_eq!(gained.expect("a member").running.stewarded, 500);
		assert_eq!(ask(poll).proposal, None);
	});
}

#[test]
fn what_is_needed_falls_until_it_is_rejected() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let poll = propose(&recognise(id_of(Ferdie), 500));
		blocks_until("it is decided on", || {
			ask(poll).stage == ReferendumStage::Deciding
		});
		let votes = |poll| ask(poll).open.expect("it can be voted on").votes;
		let first = votes(poll);
		let ends = ask(poll).open.and_then(|open| open.ends);
		let ends = ends.expect("known");
		blocks(100);
		let later = votes(poll);
		assert!(later.approval_needed < first.approval_needed);
		assert!(later.support_needed < first.support_needed);
		assert!(later.approval_needed >= Perbill::from_percent(55));
		assert!(!later.is_passing);
		while System::block_number() < ends.block {
			assert_eq!(ask(poll).stage, ReferendumStage::Deciding);
			blocks(1);
		}
		let record = ask(poll);
		assert_eq!(record.stage, ReferendumStage::Rejected);
		assert_eq!(record.ended.map(|when| when.block), Some(ends.block));
		assert_eq!((record.open, record.enactment), (None, None));
	});
}

#[test]
fn what_cannot_be_done_says_why() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		// Agencies earn no points.
		let poll = propose(&recognise(id_of(Alice), 500));
		send(Eve, pallet_assembly::Call::examine { poll });
		for who in [Eve, Ferdie] {
			send(who, pallet_assembly::Call::vote { poll, aye: true });
		}
		let failed = |poll| {
			let enactment = ask(poll).enactment;
			enactment.and_then(|enactment| enactment.failure)
		};
		blocks_until("it is tried", || failed(poll).is_some());
		let record = ask(poll);
		let failure = failed(poll).expect("it failed");
		assert_eq!(failure.error, b"Contributions.NotContributor");
		assert_eq!(failure.when.block, System::block_number());
		let enactment = record.enactment.expect("it is not done");
		assert_eq!(enactment.planned, None);
		assert!(enactment.expires.block > System::block_number());
	});
}

#[test]
fn a_proposal_that_is_not_here_or_no_call_is_said_to_be() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let missing = submit(Bounded::Lookup {
			hash: H256::repeat_byte(1),
			len: 200,
		});
		let nonsense = submit(Bounded::Inline(vec![255; 3].try_into().expect("short")));
		let record = ask(missing);
		let proposal = record.proposal.expect("there is one");
		assert_eq!(proposal.call, Err(Unread::Missing));
		assert_eq!(proposal.hash, H256::repeat_byte(1));
		assert_eq!((proposal.length, proposal.bytes), (Some(200), None));
		// Nobody has asked for a decision: it ends without one.
		let open = record.open.expect("it can be voted on");
		assert!(!open.is_decision_asked);
		let undecided = civic_api::electorate().undecided;
		let ends = open.ends.expect("known").block;
		assert_eq!(ends, open.submitted.block + undecided);
		let proposal = ask(nonsense).proposal.expect("there is one");
		assert_eq!(proposal.call, Err(Unread::NoCall));
	});
}

#[test]
fn referenda_are_listed_the_latest_first_in_pages() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let numbers = |from, limit| {
			let page = civic_api::referenda(from, limit);
			let numbers: Vec<_> = page.referenda.iter().map(|each| each.index).collect();
			(numbers, page.next)
		};
		assert_eq!(numbers(None, 100), (vec![], None));
		for points in 1..=3 {
			propose(&recognise(id_of(Ferdie), points));
		}
		assert_eq!(numbers(None, 100), (vec![2, 1, 0], None));
		assert_eq!(numbers(None, 2), (vec![2, 1], Some(0)));
		assert_eq!(numbers(Some(0), 2), (vec![0], None));
		assert_eq!(numbers(Some(1), 1), (vec![1], Some(0)));
		assert_eq!(numbers(Some(u32::MAX), 1), (vec![2], Some(1)));
		assert_eq!(numbers(None, u32::MAX).0.len(), 3);
		assert_eq!(civic_api::referenda(None, 1).referenda[0], ask(2));
	});
}

/// A list of long proposals is read a bounded part at a time.
#[test]
fn long_proposals_are_read_few_at_a_time() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let remark = frame_system::Call::remark {
			remark: vec![1; 100 * 1024],
		};
		let bytes = RuntimeCall::from(remark).encode();
		let proposal = || Bounded::Lookup {
			hash: BlakeTwo256::hash(&bytes),
			len: bytes.len() as u32,
		};
		send(
			Alice,
			pallet_preimage::Call::note_preimage {
				bytes: bytes.clone(),
			},
		);
		for _ in 0..3 {
			submit(proposal());
		}
		let told = ask(0).proposal.expect("there is one");
		assert_eq!(told.length, Some(bytes.len() as u32));
		assert_eq!(told.bytes, None);
		let names = told.call.expect("it can be read");
		assert_eq!(
			(&names.pallet[..], &names.call[..]),
			(&b"System"[..], &b"remark"[..])
		);

		let first = civic_api::referenda(None, 100);
		assert_eq!(first.referenda, [ask(2), ask(1)]);
		assert_eq!(first.next, Some(0));
		let rest = civic_api::referenda(first.next, 100);
		assert_eq!((rest.referenda, rest.next), (vec![ask(0)], None));
	});
}

#[test]
fn the_electorate_knows_its_citizens_and_its_tracks() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let electorate = civic_api::electorate();
		assert_eq!(electorate.citizens, 2);
		assert!(electorate.rule.is_valid());
		assert_eq!(electorate.day, crate::Governance::day());
		assert_eq!(electorate.tracks.len(), PLANS.len());
		for (track, plan) in electorate.tracks.iter().zip(&PLANS) {
			assert_eq!(track.track.id, plan.id);
			assert_eq!(track.track.name, plan.name.as_bytes());
			assert_eq!(track.decide, electorate.day * plan.decide / 24);
			let percent =
				|(first, last)| (Perbill::from_percent(first), Perbill::from_percent(last));
			assert_eq!(track.approval, percent(plan.approval));
			assert_eq!(track.support, percent(plan.support));
			assert_eq!(track.deciding, 0);
		}
	});
}

#[test]
fn a_contribution_counts_when_its_period_is_over() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let of = |who: Sr25519Keyring| {
			let by_account = civic_api::contribution(MemberKey::Account(who.to_account_id()));
			let by_number = civic_api::contribution(MemberKey::Number(id_of(who)));
			assert_eq!(by_account, by_number);
			by_account.expect("a member")
		};
		let before = of(Eve);
		assert_eq!(before.kind, MemberKind::Citizen);
		assert_eq!((before.weight, before.rule), (Some(1), None));
		assert_eq!(before.points, PointsByKind::default());
		let scale = civic_api::electorate().rule.scale;
		let points = scale.min(before.cap);
		let call = recognise(id_of(Eve), points);
		use sp_runtime::traits::Dispatchable;
		call.dispatch(Origin::Commons.into()).expect("recognised");
		let earned = of(Eve);
		assert_eq!(earned.running.stewarded, points);
		assert_eq!(earned.points, PointsByKind::default());
		assert!(earned.period.0 <= now() && now() < earned.period.1);
		blocks_until("the period is over", || now() >= earned.period.1);
		let after = of(Eve);
		assert_eq!(after.points.stewarded, points);
		assert_eq!(after.running, PointsByKind::default());
		assert_eq!(after.weight, Some(1 + u32::from(points == scale)));

		// Who is no citizen has no weight; who shares out has a rule.
		assert_eq!(of(Alice).weight, None);
		let verifier = of(AliceStash);
		assert_eq!(verifier.kind, MemberKind::Verifier);
		assert_eq!((verifier.weight, verifier.rule), (None, None));
		assert_eq!(civic_api::contribution(MemberKey::Number(9_999)), None);
	});
}
