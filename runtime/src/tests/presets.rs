use pallet_session::historical::HistoricalSessions;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};

use super::chain::{blocks, genesis, run};
use crate::{
	genesis_presets::{names, preset},
	Authorities, Babe, Grandpa, Members, Runtime, Session, System,
};

#[test]
fn every_preset_makes_blocks_through_several_sessions() {
	for name in names() {
		run(name.as_ref(), || {
			blocks(35);
			assert_eq!(System::block_number(), 35);
			assert_eq!(Session::current_index(), 3);
			assert_eq!(Babe::epoch_index(), 3);
			assert_eq!(Babe::authorities().len(), Session::validators().len());
			assert_eq!(
				Grandpa::grandpa_authorities().len(),
				Session::validators().len()
			);
			// Nothing changed, so GRANDPA's set did not either.
			assert_eq!(Grandpa::current_set_id(), 0);
			for session in 0..=4 {
				assert!(
					HistoricalSessions::<Runtime>::contains_key(session),
					"{session}"
				);
			}
		});
	}
}

#[test]
fn a_preset_that_is_not_there_is_none() {
	assert_eq!(preset(&"mainnet".into()), None);
}

#[test]
fn each_seat_is_of_the_agency_that_the_register_says() {
	for name in names() {
		run(name.as_ref(), || {
			use civic_primitives::Membership;
			for (account, agency) in Authorities::seats() {
				assert_eq!(Members::account_of(agency), Some(account));
			}
		});
	}
}

#[test]
fn four_agencies_validate_locally_and_one_in_development() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		let mut validators = Session::validators();
		let mut agencies = [Alice, Bob, Charlie, Dave].map(|who| who.to_account_id());
		validators.sort();
		agencies.sort();
		assert_eq!(validators, agencies);
	});
	run(DEV_RUNTIME_PRESET, || {
		assert_eq!(Session::validators(), [Alice.to_account_id()]);
	});
}

#[test]
fn only_development_has_a_sudo_key() {
	for name in names() {
		let is_development = name == DEV_RUNTIME_PRESET;
		assert_eq!(genesis(name.as_ref()).sudo.key.is_some(), is_development);
	}
}
