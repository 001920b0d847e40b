//! Who is of a referendum's electorate: what the register says of the moment it was submitted in. ADR 0075.

use frame_support::traits::Get;
use pallet_referenda::{ReferendumInfo, ReferendumInfoFor};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice, Dave, Eve, Ferdie};
use sp_runtime::DispatchError;

use super::{
	assembly::{propose, vote, Numbered},
	chain::{blocks, fail, now, run, send},
};
use crate::{
	constants::DAY,
	governance::{origins::Origin, tracks::PLANS},
	Assembly, Members, Runtime, RuntimeCall,
};

type Register = pallet_members::Call<Runtime>;

fn absent() -> DispatchError {
	pallet_assembly::Error::<Runtime>::Absent.into()
}

/// Something anybody may be for or against.
fn proposed() -> u32 {
	let call = RuntimeCall::Issuance(pallet_issuance::Call::set_budget {
		sector: civic_primitives::Sector::Waste,
		year: 2026,
		inventory: 10,
		ceiling: 5,
	});
	propose(Dave, Origin::IssuancePolicy, call)
}

fn strike_off(who: Sr25519Keyring) {
	let account = who.to_account_id();
	send(Alice, Register::remove { account });
}

fn renew(who: Sr25519Keyring, until: u64) {
	let account = who.to_account_id();
	send(Alice, Register::renew { account, until });
}

/// How many citizens it counts at, and the votes for it.
fn counts(poll: u32) -> (u32, u32) {
	match ReferendumInfoFor::<Runtime>::get(poll) {
		Some(ReferendumInfo::Ongoing(status)) => {
			(status.tally.snapshot.citizens, status.tally.supporters)
		},
		_ => panic!("{poll} is not open"),
	}
}

#[test]
fn who_is_struck_off_when_it_is_submitted_has_no_vote_on_return() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let before = proposed();
		strike_off(Eve);
		let meanwhile = proposed();
		assert_eq!(counts(meanwhile), (1, 0), "Ferdie is left");
		renew(Eve, now() + 1_000_000);
		let after = proposed();

		assert_eq!(fail(Eve, vote(meanwhile, true)), absent());
		let may_vote = |poll| Assembly::may_vote(poll, Eve.to_account_id());
		assert_eq!(may_vote(meanwhile), Err(pallet_assembly::Bar::Absent));
		assert_eq!(counts(meanwhile), (1, 0), "as if nobody had returned");
		for poll in [before, after] {
			assert_eq!(may_vote(poll), Ok(1));
			send(Eve, vote(poll, true));
			assert_eq!(counts(poll), (2, 1));
		}
		// Nor by leaving once more.
		strike_off(Eve);
		renew(Eve, now() + 1_000_000);
		assert_eq!(fail(Eve, vote(meanwhile, true)), absent());
		send(
			Eve,
			pallet_assembly::Call::opine {
				poll: meanwhile,
				aye: true,
			},
		);
		assert_eq!(Assembly::opinions(meanwhile).ayes, 1);
		assert_eq!(counts(meanwhile), (1, 0));
		send(Ferdie, vote(meanwhile, true));
		assert_eq!(counts(meanwhile), (1, 1));
	});
}

#[test]
fn who_had_expired_when_it_was_submitted_has_no_vote_on_renewal() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		renew(Eve, now() + 5);
		blocks(3);
		assert!(!<Members as civic_primitives::Membership<_>>::is_active(
			Members::id_of_account(Eve)
		));
		let poll = proposed();
		renew(Eve, now() + 1_000_000);
		assert_eq!(fail(Eve, vote(poll, true)), absent());
		// Expired ones are enrolled, and counted.
		assert_eq!(counts(poll), (2, 0));
	});
}

/// A delegate's vote is no way around it.
#[test]
fn who_was_struck_off_is_not_voted_for() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let track = Origin::IssuancePolicy.track();
		send(Ferdie, pallet_assembly::Call::stand { track });
		let to = Members::id_of_account(Ferdie);
		send(Eve, pallet_assembly::Call::delegate { track, to });
		strike_off(Eve);
		let poll = proposed();
		renew(Eve, now() + 1_000_000);
		send(Ferdie, vote(poll, true));
		assert_eq!(counts(poll), (1, 1));
		let eve = Members::id_of_account(Eve);
		assert_eq!(Assembly::vote_of(poll, eve), None);
	});
}

#[test]
fn absences_are_remembered_for_longer_than_referenda_are_open() {
	let memory: u64 = <Runtime as pallet_members::Config>::AbsenceMemory::get();
	// A live city has days of a day.
	let hours = PLANS.iter().map(|plan| plan.decide + plan.confirm).max();
	let longest = u64::from(hours.expect("there are tracks")) * DAY / 24;
	// It can wait for its deposit for two weeks, and then for others of its track.
	assert!(memory >= 14 * DAY + 8 * longest, "{memory} {longest}");
}

/// Nothing is known of one who was removed before absences were recorded, but that it was away.
#[test]
fn who_was_removed_before_this_runtime_has_no_vote_on_what_is_open() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		strike_off(Eve);
		pallet_members::Absences::<Runtime>::remove(Members::id_of_account(Eve));
		let poll = proposed();
		renew(Eve, now() + 1_000_000);
		assert_eq!(fail(Eve, vote(poll, true)), absent());
		let later = proposed();
		send(Eve, vote(later, true));
		assert_eq!(counts(later), (2, 1));
	});
}
