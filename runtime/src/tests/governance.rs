//! Each privilege is with whom it should be, and with nobody else.

use frame_support::traits::EnsureOrigin;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};

use super::chain::{block, blocks, fail, happened, run, send, signed};
use crate::{governance::origins::*, RuntimeCall, RuntimeOrigin, Sudo, System};

/// Whether `O` is satisfied by root, and by which of the local agencies, a citizen among them.
fn holders<O: EnsureOrigin<RuntimeOrigin>>() -> (bool, Vec<Sr25519Keyring>) {
	let signed = [Alice, Bob, Charlie, Dave, Eve]
		.into_iter()
		.filter(|who| O::try_origin(RuntimeOrigin::signed(who.to_account_id())).is_ok())
		.collect();
	assert!(O::try_origin(RuntimeOrigin::none()).is_err());
	(O::try_origin(RuntimeOrigin::root()).is_ok(), signed)
}

#[test]
fn each_privilege_has_its_holder() {
	// Alice keeps the register, Bob the methodologies, Charlie the budgets, Dave the validators.
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		// Somebody must answer for an enrolment: root cannot.
		assert_eq!(holders::<EnsureRegistrar>(), (false, vec![Alice]));
		assert_eq!(holders::<HearAppeal>(), (true, vec![Alice]));
		assert_eq!(holders::<AccreditVerifier>(), (true, vec![Bob]));
		assert_eq!(holders::<AdoptMethodology>(), (true, vec![Bob]));
		assert_eq!(holders::<RetireMethodology>(), (true, vec![Bob]));
		assert_eq!(holders::<SetBudget>(), (true, vec![Charlie]));
		assert_eq!(holders::<ReverseAward>(), (true, vec![Charlie]));
		assert_eq!(holders::<GrantMandate>(), (true, vec![Dave]));
		assert_eq!(holders::<SetAllowancePolicy>(), (true, vec![Dave]));
		assert_eq!(holders::<AdmitAuthority>(), (true, vec![Dave]));
		assert_eq!(holders::<ExpelAuthority>(), (true, vec![Dave]));
	});
}

#[test]
fn a_lost_mandate_is_a_lost_privilege() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		send(
			Dave,
			pallet_members::Call::revoke_mandate {
				account: Bob.to_account_id(),
				mandate: civic_primitives::Mandate::Methodology,
			},
		);
		assert_eq!(holders::<AdoptMethodology>(), (true, vec![]));
	});
}

#[test]
fn an_agency_expels_by_mandate_and_no_other_does() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let expel = || pallet_authorities::Call::expel {
			who: Charlie.to_account_id(),
		};
		assert_eq!(fail(Alice, expel()), sp_runtime::DispatchError::BadOrigin);
		send(Dave, expel());
		assert!(happened(pallet_authorities::Event::Expelled {
			who: Charlie.to_account_id(),
			agency: 2,
		}));
	});
}

fn sudo(call: impl Into<RuntimeCall>) -> pallet_sudo::Call<crate::Runtime> {
	pallet_sudo::Call::sudo {
		call: Box::new(call.into()),
	}
}

#[test]
fn without_a_key_nobody_is_sudo() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let remark = || frame_system::Call::remark { remark: vec![] };
		for who in [Alice, Bob, Charlie, Dave, Eve] {
			let error = pallet_sudo::Error::<crate::Runtime>::RequireSudo.into();
			assert_eq!(fail(who, sudo(remark())), error);
			let set_key = pallet_sudo::Call::set_key {
				new: who.to_account_id().into(),
			};
			assert_eq!(fail(who, set_key), error);
		}
		assert_eq!(pallet_sudo::Key::<crate::Runtime>::get(), None);
		assert!(Sudo::set_key(RuntimeOrigin::none(), Alice.to_account_id().into()).is_err());
	});
}

#[test]
fn in_development_alice_is() {
	run(DEV_RUNTIME_PRESET, || {
		blocks(1);
		let remark = frame_system::Call::remark { remark: vec![] };
		send(Alice, sudo(remark));
		assert!(happened(pallet_sudo::Event::Sudid {
			sudo_result: Ok(())
		}));
	});
}

#[test]
fn tokens_are_not_burned_and_keys_not_purged() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let filtered: sp_runtime::DispatchError =
			frame_system::Error::<crate::Runtime>::CallFiltered.into();
		let burn = || pallet_balances::Call::<crate::Runtime>::burn {
			value: 1,
			keep_alive: true,
		};
		let purge = || pallet_session::Call::<crate::Runtime>::purge_keys {};
		assert_eq!(fail(Alice, burn()), filtered);
		assert_eq!(fail(Alice, purge()), filtered);

		// Nor wrapped.
		for call in [RuntimeCall::from(burn()), RuntimeCall::from(purge())] {
			assert_eq!(
				fail(
					Alice,
					pallet_utility::Call::batch_all {
						calls: vec![call.clone()]
					}
				),
				filtered
			);
			let derived = pallet_utility::Call::as_derivative {
				index: 0,
				call: Box::new(call.clone()),
			};
			assert_eq!(fail(Alice, derived), filtered);
			let either = pallet_utility::Call::if_else {
				main: Box::new(call.clone()),
				fallback: Box::new(call),
			};
			assert!(block(vec![signed(Alice, either)])
				.remove(0)
				.expect("valid")
				.is_err());
		}
		assert_eq!(
			crate::Balances::free_balance(Alice.to_account_id()),
			100_000_000
		);
		assert!(crate::Session::load_keys(&Alice.to_account_id()).is_some());
		assert!(System::block_number() > 1);
	});
}
