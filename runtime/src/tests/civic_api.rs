//! What the node's `civic_…` methods ask.

use civic_primitives::{MemberKind, Period, Sector};
use pallet_measurements::{Call, ClaimCounts, Measurement, Round, Stage};
use sp_core::H256;
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, AliceStash, Charlie, Ferdie};

use super::chain::{block, blocks, blocks_until, now, run, send, signed};
use crate::{
	civic_api::{self, ClaimFilter, ClaimPage, Cursor, MemberKey},
	Members, Runtime,
};

/// Claims for five hours of a new source of `owner`, at a place of its own.
fn claim_of_new_source(owner: Sr25519Keyring, place: u8) -> u64 {
	let source = pallet_measurements::NextSource::<Runtime>::get();
	let register = Call::register_source {
		family: 0,
		place: H256::repeat_byte(place),
		nameplate: 10_000,
		device: None,
	};
	send(owner, register);
	let since = now() - 86_400;
	send(AliceStash, Call::commission { source, since });
	let claim = pallet_measurements::NextClaim::<Runtime>::get();
	let from = now() - 36_000;
	let measurement = Measurement {
		methodology: 0,
		period: Period {
			from,
			until: from + 18_000,
		},
		quantity: 20_000,
		uncertainty: 1_000,
		evidence: H256::repeat_byte(place),
		readings: H256::repeat_byte(place),
		registry: None,
	};
	send(
		owner,
		Call::submit {
			source,
			measurement,
		},
	);
	claim
}

fn numbers(page: &ClaimPage) -> Vec<u64> {
	page.claims.iter().map(|claim| claim.id).collect()
}

fn id_of(who: Sr25519Keyring) -> u64 {
	let member = Members::member(who.to_account_id());
	member.expect("a member").0
}

#[test]
fn claims_are_listed_by_owner_by_stage_and_in_pages() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let ask = |filter, from, limit| civic_api::claims(filter, from, limit);
		let all = ClaimFilter::default();
		assert_eq!(ask(all, Cursor::default(), 100), ClaimPage::default());

		claim_of_new_source(Ferdie, 1);
		claim_of_new_source(Charlie, 2);
		claim_of_new_source(Ferdie, 3);
		blocks_until("panels are drawn", || {
			civic_api::figures().claims.submitted == 0
		});
		claim_of_new_source(Ferdie, 4);

		assert_eq!(numbers(&ask(all, Cursor::default(), 100)), [0, 1, 2, 3]);
		let at = |stage| ClaimFilter {
			owner: None,
			stage: Some(stage),
		};
		let attesting = ask(at(Stage::Attesting), Cursor::default(), 100);
		assert_eq!(numbers(&attesting), [0, 1, 2]);
		assert_eq!(attesting.next, None);
		let submitted = ask(at(Stage::Submitted), Cursor::default(), 100);
		assert_eq!(numbers(&submitted), [3]);
		let of_ferdie = ClaimFilter {
			owner: Some(id_of(Ferdie)),
			stage: None,
		};
		assert_eq!(numbers(&ask(of_ferdie, Cursor::default(), 100)), [0, 2, 3]);
		let both = ClaimFilter {
			stage: Some(Stage::Attesting),
			..of_ferdie
		};
		assert_eq!(numbers(&ask(both, Cursor::default(), 100)), [0, 2]);
		let nobody = ClaimFilter {
			owner: Some(999),
			stage: None,
		};
		assert_eq!(ask(nobody, Cursor::default(), 100), ClaimPage::default());

		// One at a time, whichever the list, comes to the same as all at once.
		for filter in [all, at(Stage::Attesting), of_ferdie, both] {
			let mut found = Vec::new();
			let mut from = Some(Cursor::default());
			while let Some(cursor) = from {
				let page = ask(filter, cursor, 1);
				assert!(page.claims.len() <= 1);
				found.extend(numbers(&page));
				from = page.next;
			}
			assert_eq!(found, numbers(&ask(filter, Cursor::default(), 100)));
		}
		// A cursor from anywhere does no harm.
		let far = Cursor {
			source: u64::MAX,
			claim: u64::MAX,
		};
		for filter in [all, at(Stage::Void), of_ferdie] {
			assert_eq!(ask(filter, far, 100), ClaimPage::default());
		}
	});
}

#[test]
fn a_block_names_the_claims_it_changed() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let claim = claim_of_new_source(Ferdie, 1);
		let changed = || civic_api::claims_changed().into_iter().collect::<Vec<_>>();
		assert_eq!(changed(), [claim]);
		blocks(1);
		assert!(changed().is_empty());
		blocks_until("a panel is drawn", || !changed().is_empty());
		assert_eq!(changed(), [claim]);
		let record = civic_api::claim(claim).expect("there is this claim");
		assert_eq!(record.claim.status.stage(), Stage::Attesting);
		let panel = record.first_panel.expect("drawn");
		assert_eq!(panel.seats.len(), 3);
		assert_eq!(
			Some(panel),
			pallet_measurements::Panels::<Runtime>::get(claim, Round::First)
		);
		assert_eq!((record.second_panel, record.award), (None, None));
		assert_eq!(civic_api::claim(99), None);
	});
}

#[test]
fn figures_say_who_makes_blocks_and_who_is_late() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		claim_of_new_source(Ferdie, 1);
		blocks_until("a panel is drawn", || {
			civic_api::figures().claims.attesting == 1
		});
		let figures = civic_api::figures();
		let counts = ClaimCounts {
			attesting: 1,
			..Default::default()
		};
		assert_eq!(figures.claims, counts);
		assert_eq!((figures.seats.waiting, figures.seats.overdue), (3, 0));
		assert_eq!(figures.duties.0, 3);
		assert_eq!(figures.validators.len(), 4);
		// Alice makes every block here.
		let alice = Sr25519Keyring::Alice.to_account_id();
		let height = crate::System::block_number();
		for (who, latest) in figures.validators {
			assert_eq!(latest, (who == alice).then_some(height));
		}
		blocks_until("their time is over", || {
			civic_api::figures().seats.overdue == 3
		});
	});
}

#[test]
fn members_are_found_by_account_and_by_number() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let alice = Sr25519Keyring::Alice.to_account_id();
		let by_account = civic_api::member(MemberKey::Account(alice)).expect("a member");
		assert_eq!(by_account.member.kind, MemberKind::Agency);
		assert!(!by_account.mandates.is_empty());
		assert_eq!(
			civic_api::member(MemberKey::Number(by_account.id)),
			Some(by_account)
		);
		let verifier = MemberKey::Account(AliceStash.to_account_id());
		let verifier = civic_api::member(verifier).expect("a member");
		assert!(verifier.verifier.is_some());
		assert_eq!(civic_api::member(MemberKey::Number(u64::MAX)), None);
	});
}

#[test]
fn methodologies_come_in_pages_and_budgets_by_year() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let all = civic_api::methodologies(0, 100);
		assert!(!all.methodologies.is_empty());
		assert_eq!(all.next, None);
		let first = civic_api::methodologies(0, 1);
		assert_eq!(first.methodologies, all.methodologies[..1]);
		assert_eq!(first.next, (all.methodologies.len() > 1).then_some(1));
		assert!(first.methodologies[0].is_in_force);
		assert!(civic_api::methodologies(u32::MAX, 1)
			.methodologies
			.is_empty());

		let budget = civic_api::budget(Sector::StationaryEnergy, 2026);
		assert!(budget.budget.expect("set at genesis").ceiling > 0);
		assert_eq!((budget.deferred, budget.first_deferred), (0, None));
		assert_eq!(civic_api::budget(Sector::Waste, 1900).budget, None);
	});
}

/// A list that matches nothing is read a bounded part at a time.
#[test]
fn a_filter_that_matches_nothing_ends_after_a_bounded_look() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(2);
		let first = claim_of_new_source(Ferdie, 1);
		let template = pallet_measurements::Claims::<Runtime>::get(first).expect("there is one");
		let many = civic_api::SCAN as u64 + 10;
		frame_support::storage::with_transaction(|| {
			for id in 1..many {
				pallet_measurements::Claims::<Runtime>::insert(id, &template);
				pallet_measurements::ClaimsOf::<Runtime>::insert(0, id.to_be_bytes(), ());
			}
			let void = ClaimFilter {
				owner: Some(id_of(Ferdie)),
				stage: Some(Stage::Void),
			};
			let page = civic_api::claims(void, Cursor::default(), 100);
			assert!(page.claims.is_empty());
			let next = page.next.expect("there is more");
			assert_eq!(next.claim, civic_api::SCAN as u64);
			assert_eq!(civic_api::claims(void, next, 100), ClaimPage::default());
			sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(()))
		})
		.expect("rolled back");
		assert!(block(vec![signed(
			Ferdie,
			frame_system::Call::remark { remark: vec![] }
		)])
		.remove(0)
		.is_ok());
	});
}
