use frame_support::traits::{BuildGenesisConfig, Get};
use pallet_session::historical::HistoricalSessions;
use sp_runtime::{testing::UintAuthorityId, BuildStorage};

use crate::{mock::*, EpochLength, GenesisConfig, MinAuthorities, Planned};

#[test]
fn the_first_two_sessions_have_validators_and_a_root() {
	ExtBuilder::default().with_seats(4).build_and_execute(|| {
		assert_eq!(validators(), [1, 2, 3, 4]);
		assert_eq!(Planned::<Test>::get().len(), 4);
		assert!(HistoricalSessions::<Test>::contains_key(0));
		assert!(HistoricalSessions::<Test>::contains_key(1));
		assert_eq!(Session::queued_keys().len(), 4);
	});
}

#[test]
fn sizes_come_from_genesis() {
	ExtBuilder::default()
		.with_seats(1)
		.with_minimum(1)
		.build_and_execute(|| {
			assert_eq!(MinAuthorities::<Test>::get(), 1);
			assert_eq!(EpochLength::<Test>::get(), 10);
		});
}

fn build(config: GenesisConfig<Test>) {
	sp_io::TestExternalities::default().execute_with(|| config.build());
}

#[test]
#[should_panic(expected = "at least 5 slots, not 4")]
fn an_epoch_is_not_too_short() {
	build(GenesisConfig {
		epoch_slots: 4,
		..Default::default()
	});
}

#[test]
#[should_panic(expected = "at least one validator")]
fn a_chain_has_a_validator() {
	build(GenesisConfig {
		min_authorities: 0,
		..Default::default()
	});
}

#[test]
#[should_panic(expected = "agency 7 has two seats")]
fn an_agency_has_one_seat() {
	build(GenesisConfig {
		seats: vec![(1, 7), (2, 7)],
		..Default::default()
	});
}

#[test]
#[should_panic(expected = "listed twice")]
fn an_account_is_listed_once() {
	build(GenesisConfig {
		seats: vec![(1, 7), (1, 8)],
		..Default::default()
	});
}

#[test]
#[should_panic(expected = "too many seats")]
fn seats_are_bounded() {
	let seats = (0..=u64::from(MAX)).map(|n| (n, n)).collect();
	build(GenesisConfig {
		seats,
		..Default::default()
	});
}

#[test]
#[should_panic(expected = "each seat needs session keys")]
fn a_seat_without_keys_is_refused() {
	let _ = RuntimeGenesisConfig {
		authorities: GenesisConfig {
			seats: vec![(1, 1)],
			min_authorities: 1,
			epoch_slots: 10,
		},
		..Default::default()
	}
	.build_storage();
}

#[test]
fn keys_without_a_seat_validate_nothing() {
	let storage = RuntimeGenesisConfig {
		session: pallet_session::GenesisConfig {
			keys: vec![(1, 1, UintAuthorityId(1))],
			..Default::default()
		},
		..Default::default()
	}
	.build_storage()
	.expect("a genesis without seats builds");
	sp_io::TestExternalities::new(storage).execute_with(|| {
		assert!(validators().is_empty());
		assert!(Session::queued_keys().is_empty());
	});
}

#[test]
#[should_panic(expected = "at least authorities.minAuthorities seats")]
fn fewer_seats_than_the_minimum_are_refused() {
	ExtBuilder::default().with_seats(3).build();
}
