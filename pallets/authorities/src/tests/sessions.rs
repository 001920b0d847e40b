use codec::Encode;
use frame_support::traits::KeyOwnerProofSystem;
use pallet_session::{historical::HistoricalSessions, QueuedChanged, SessionManager};
use sp_core::crypto::key_types::DUMMY;
use sp_runtime::testing::UintAuthorityId;

use crate::{mock::*, Event};

fn next() -> Option<Vec<AccountId>> {
	<Authorities as SessionManager<_>>::new_session(9)
}

#[test]
fn an_unchanged_set_is_no_answer() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(next(), None);
		rotate(3);
		assert!(!QueuedChanged::<Test>::get());
		assert_eq!(events(), []);
	});
}

#[test]
fn a_changed_key_is_a_change_whoever_changed_it() {
	for who in [1, 3, 5] {
		ExtBuilder::default().build_and_execute(|| {
			set_keys(who, 50);
			assert_eq!(next(), Some(vec![1, 2, 3, 4, 5]));
			assert_eq!(
				events(),
				[Event::SetPlanned {
					session: 9,
					count: 5
				}]
			);
			assert_eq!(next(), None);
		});
	}
}

#[test]
fn a_purged_key_is_a_change_even_of_the_last() {
	for who in [2, 5] {
		ExtBuilder::default().build_and_execute(|| {
			purge_keys(who);
			let others: Vec<_> = (1..=5).filter(|other| *other != who).collect();
			assert_eq!(next(), Some(others));
			// Whose keys come back comes back.
			set_keys(who, 50);
			assert_eq!(next(), Some(vec![1, 2, 3, 4, 5]));
		});
	}
}

#[test]
fn below_the_minimum_the_set_is_kept() {
	ExtBuilder::default().with_seats(4).build_and_execute(|| {
		purge_keys(4);
		assert_eq!(next(), None);
		assert_eq!(events(), [Event::SetKeptTooFew { eligible: 3 }]);
	});
}

#[test]
fn a_proof_holds_for_the_report_window_and_no_longer() {
	ExtBuilder::default().build_and_execute(|| {
		rotate(2);
		let key = || (DUMMY, UintAuthorityId(1).encode());
		let proof = Historical::prove(key()).expect("1 validates");

		for _ in 0..WINDOW {
			rotate(1);
			assert_eq!(Historical::check_proof(key(), proof.clone()), Some((1, ())));
		}
		rotate(1);
		assert!(!HistoricalSessions::<Test>::contains_key(2));
		assert_eq!(Historical::check_proof(key(), proof), None);
	});
}

#[test]
fn a_proof_with_rotated_keys_holds_in_later_sessions() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(1, 50);
		rotate(2);
		let key = || (DUMMY, UintAuthorityId(50).encode());
		let proof = Historical::prove(key()).expect("1 validates with its new keys");
		rotate(1);
		assert_eq!(Historical::check_proof(key(), proof), Some((1, ())));
	});
}
