//! The terms that the assembly sets, where they count.

use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Eve, One};
use sp_runtime::DispatchError;

use super::{
	assembly::failed,
	chain::{blocks, decided, fail, run},
	privileges::two_thirds,
};
use crate::{
	constants::TOKEN,
	governance::{
		decisions,
		origins::Origin,
		parameters::{
			dynamic_params::days::{self, Parameters as Days},
			RuntimeParameters,
		},
	},
	Governance, Runtime, System,
};

fn set(term: Days) -> pallet_parameters::Call<Runtime> {
	pallet_parameters::Call::set_parameter {
		key_value: RuntimeParameters::Days(term),
	}
}

#[test]
fn only_the_charter_sets_terms() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let term = || set(Days::Retry(days::Retry, Some(2)));
		for who in [Alice, Eve] {
			assert_eq!(fail(who, term()), DispatchError::BadOrigin);
		}
		for origin in Origin::ALL {
			let done = decided(origin, term()).is_ok();
			assert_eq!(done, origin == Origin::Charter, "{origin:?}");
		}
	});
}

#[test]
fn failures_can_be_retried_for_as_long_as_is_set() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for (set_to, lasts) in [(2, 2), (0, 1), (u32::MAX, 365)] {
			decided(Origin::Charter, set(Days::Retry(days::Retry, Some(set_to)))).expect("set");
			// More than the sector emits.
			let above = pallet_issuance::Call::set_budget {
				sector: civic_primitives::Sector::Waste,
				year: 2026,
				inventory: TOKEN,
				ceiling: 2 * TOKEN,
			};
			let (poll, _) = failed(Origin::IssuancePolicy, above);
			let standing = Governance::enactment(poll).expect("it failed");
			let (tried, _) = standing.failure.expect("it failed");
			// It was planned for the block it was tried in, or for the one before.
			let until = tried + lasts * Governance::day();
			assert!(
				[until, until - 1].contains(&standing.expires),
				"{set_to} days"
			);
		}
	});
}

#[test]
fn grants_can_be_paid_out_and_calls_are_paused_for_as_long_as_is_set() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let day = Governance::day();
		for (set_to, lasts) in [(2, 2), (0, 1), (u32::MAX, 365)] {
			decided(
				Origin::Charter,
				set(Days::Payout(days::Payout, Some(set_to))),
			)
			.expect("set");
			let index = pallet_treasury::SpendCount::<Runtime>::get();
			let grant = pallet_treasury::Call::<Runtime>::spend {
				asset_kind: Box::new(()),
				amount: TOKEN,
				beneficiary: Box::new(One.to_account_id()),
				valid_from: None,
			};
			decided(Origin::Commons, grant).expect("granted");
			let grant = pallet_treasury::Spends::<Runtime>::get(index).expect("granted");
			assert_eq!(grant.expire_at, System::block_number() + lasts * day);
		}
		for (set_to, lasts) in [(5, 5), (0, 1), (u32::MAX, 14)] {
			let term = set(Days::Emergency(days::Emergency, Some(set_to)));
			decided(Origin::Charter, term).expect("set");
			let call: decisions::CallName = (
				b"Balances".to_vec().try_into().expect("short"),
				b"transfer_all".to_vec().try_into().expect("short"),
			);
			Governance::pause(two_thirds(), call.clone()).expect("paused");
			let until = System::block_number() + lasts * day;
			assert_eq!(Governance::pauses(), [(call, until)]);
		}
	});
}
