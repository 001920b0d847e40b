//! Who is root, and what cannot be called at all.

use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};

use super::chain::{block, blocks, fail, happened, run, send, signed};
use crate::{RuntimeCall, RuntimeOrigin, Sudo, System};

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
fn what_is_filtered_is_filtered_wrapped_too() {
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
		let pure = pallet_proxy::Call::<crate::Runtime>::create_pure {
			proxy_type: crate::configs::ProxyType::Any,
			delay: 0,
			index: 0,
		};
		assert_eq!(fail(Alice, pure), filtered);

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
