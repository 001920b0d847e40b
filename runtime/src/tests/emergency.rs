//! What the validating agencies may stop together, and what nobody can.

use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, traits::GetCallMetadata};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{traits::Hash as _, DispatchError};

use super::{
	assembly::{enacted, propose, root, vote},
	chain::{block, blocks, blocks_until, decided, fail, run, send, signed},
	enactment::{newcomer, seated as seat},
	privileges::two_thirds,
};
use crate::{
	governance::{
		decisions::{self, CallName, Error},
		emergency::Agencies,
		origins::Origin,
		parameters::{
			dynamic_params::days::{self, Parameters as DaysSet},
			RuntimeParameters,
		},
	},
	AccountId, Governance, Runtime, RuntimeCall, SafeMode, System,
};

type Collective = pallet_collective::Call<Runtime, Agencies>;

/// Alice and Bob move that `call` be made, with `threshold` votes, and Charlie too if asked.
pub(super) fn motion(threshold: u32, call: impl Into<RuntimeCall>, charlie: bool) -> bool {
	let call = call.into();
	let index = pallet_collective::ProposalCount::<Runtime, Agencies>::get();
	let proposal = sp_runtime::traits::BlakeTwo256::hash_of(&call);
	let (length_bound, weight) = (
		call.encoded_size() as u32,
		call.get_dispatch_info().call_weight,
	);
	send(
		Alice,
		Collective::propose {
			threshold,
			proposal: Box::new(call),
			length_bound,
		},
	);
	let aye = || Collective::vote {
		proposal,
		index,
		approve: true,
	};
	send(Alice, aye());
	send(Bob, aye());
	if charlie {
		send(Charlie, aye());
	}
	let close = Collective::close {
		proposal_hash: proposal,
		index,
		proposal_weight_bound: weight,
		length_bound,
	};
	let closed = block(vec![signed(Alice, close)])
		.remove(0)
		.expect("valid")
		.is_ok();
	closed
		&& System::events().iter().any(|record| {
			matches!(
				record.event,
				crate::RuntimeEvent::Emergency(pallet_collective::Event::Executed {
					result: Ok(()),
					..
				})
			)
		})
}

fn transfer() -> pallet_balances::Call<Runtime> {
	pallet_balances::Call::transfer_keep_alive {
		dest: Ferdie.to_account_id().into(),
		value: 1,
	}
}

fn name(pallet: &str, call: &str) -> CallName {
	let bounded = |text: &str| text.as_bytes().to_vec().try_into().expect("short");
	(bounded(pallet), bounded(call))
}

fn pause(pallet: &str, call: &str) -> decisions::Call<Runtime> {
	decisions::Call::pause {
		call: name(pallet, call),
	}
}

pub(super) fn filtered() -> DispatchError {
	frame_system::Error::<Runtime>::CallFiltered.into()
}

#[test]
fn those_who_have_a_seat_are_the_collective() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		let members = || pallet_collective::Members::<Runtime, Agencies>::get();
		let seated = || -> Vec<AccountId> {
			let seats = crate::Authorities::seats();
			seats.into_iter().map(|(who, _)| who).collect()
		};
		assert_eq!(members().len(), 4);
		assert_eq!(members(), seated());
		blocks(1);
		seat(&newcomer());
		let expel = pallet_authorities::Call::expel {
			who: Dave.to_account_id(),
		};
		decided(Origin::Authorities, expel).expect("expelled");
		blocks(11);
		assert_eq!(members(), seated());
		assert_eq!(members().len(), 4);
		assert!(!members().contains(&Dave.to_account_id()));
		let not_member = pallet_collective::Error::<Runtime, Agencies>::NotMember;
		let execute = Collective::execute {
			proposal: Box::new(transfer().into()),
			length_bound: 1_000,
		};
		assert_eq!(fail(Dave, execute), not_member.into());
	});
}

#[test]
fn two_thirds_enter_safe_mode_for_three_days_and_half_do_not() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let enter = || pallet_safe_mode::Call::<Runtime>::force_enter {};
		assert!(!motion(2, enter(), false), "two of four are too few");
		assert!(motion(3, enter(), true));
		assert!(SafeMode::is_entered());
		assert_eq!(fail(Eve, transfer()), filtered());
		let wrapped = pallet_utility::Call::batch_all {
			calls: vec![transfer().into()],
		};
		assert_eq!(fail(Eve, wrapped), filtered());
		// Decisions go on.
		let exit = pallet_safe_mode::Call::force_exit {};
		let poll = propose(Eve, super::assembly::root(), exit);
		send(Eve, vote(poll, true));
		assert_eq!(
			fail(
				Eve,
				pallet_measurements::Call::challenge {
					claim: 9,
					evidence: Default::default()
				}
			),
			pallet_measurements::Error::<Runtime>::ClaimNotFound.into(),
			"objections go on"
		);
		// The agencies extend nothing.
		let extend = pallet_safe_mode::Call::<Runtime>::force_extend {};
		assert!(!motion(3, extend, true));
		blocks(61);
		assert!(!SafeMode::is_entered());
		send(Eve, transfer());
	});
}

/// The assembly sets how many days an emergency lasts.
fn emergencies_last(count: u32) {
	let set = pallet_parameters::Call::<Runtime>::set_parameter {
		key_value: RuntimeParameters::Days(DaysSet::Emergency(days::Emergency, Some(count))),
	};
	decided(Origin::Charter, set).expect("set");
}

#[test]
fn the_assembly_says_how_long_an_emergency_lasts_within_bounds() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let day = Governance::day();
		for (set_to, lasts) in [(5, 5), (0, 1), (u32::MAX, 14)] {
			emergencies_last(set_to);
			let before = System::block_number();
			let enter = pallet_safe_mode::Call::<Runtime>::force_enter {};
			assert!(motion(3, enter, true));
			let until = pallet_safe_mode::EnteredUntil::<Runtime>::get().expect("entered");
			let entered = until - lasts * day;
			let span = before..=System::block_number();
			assert!(span.contains(&entered), "{set_to} days: until {until}");
			SafeMode::force_exit(two_thirds()).expect("left");
		}
	});
}

#[test]
fn what_safe_mode_kept_from_being_done_is_done_afterwards() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		emergencies_last(14);
		let enter = pallet_safe_mode::Call::<Runtime>::force_enter {};
		assert!(motion(3, enter, true));
		let grant = pallet_treasury::Call::spend {
			asset_kind: Box::new(()),
			amount: 1,
			beneficiary: Box::new(Alice.to_account_id()),
			valid_from: None,
		};
		let poll = enacted(Origin::Commons, grant);
		let standing = Governance::enactment(poll).expect("not done");
		assert_eq!(standing.failure.expect("failed").1, filtered());
		SafeMode::force_exit(two_thirds()).expect("left");
		send(Eve, decisions::Call::retry { poll });
		blocks_until("it is done", || Governance::enactment(poll).is_none());
		assert!(pallet_treasury::Spends::<Runtime>::contains_key(0));
	});
}

#[test]
fn nobody_enters_safe_mode_for_tokens() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let not_configured = pallet_safe_mode::Error::<Runtime>::NotConfigured;
		assert_eq!(
			fail(Alice, pallet_safe_mode::Call::enter {}),
			not_configured.into()
		);
	});
}

#[test]
fn the_assembly_ends_safe_mode() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		emergencies_last(14);
		let enter = pallet_safe_mode::Call::<Runtime>::force_enter {};
		assert!(motion(3, enter, true));
		assert_eq!(fail(Eve, transfer()), filtered());
		let poll = enacted(root(), pallet_safe_mode::Call::<Runtime>::force_exit {});
		assert!(Governance::done(poll).is_some());
		assert!(!SafeMode::is_entered());
		send(Eve, transfer());
	});
}

#[test]
fn a_paused_call_goes_on_after_three_days() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let transfers = || pause("Balances", "transfer_keep_alive");
		assert_eq!(fail(Alice, transfers()), DispatchError::BadOrigin);
		assert!(!motion(2, transfers(), false));
		assert!(motion(3, transfers(), true));
		assert_eq!(fail(Eve, transfer()), filtered());
		let (paused, until) = Governance::pauses().remove(0);
		assert_eq!(paused, name("Balances", "transfer_keep_alive"));
		assert!(until <= System::block_number() + 60);
		// Others are not.
		let other = pallet_balances::Call::transfer_allow_death {
			dest: Ferdie.to_account_id().into(),
			value: 1,
		};
		send(Eve, other);
		blocks(60);
		assert!(Governance::pauses().is_empty());
		send(Eve, transfer());
	});
}

#[test]
fn a_pause_is_ended_before_its_time_and_begun_again() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let transfers = || name("Balances", "transfer_keep_alive");
		Governance::pause(two_thirds(), transfers()).expect("paused");
		blocks(30);
		let unpause = pallet_tx_pause::Call::<Runtime>::unpause { ident: transfers() };
		assert!(motion(3, unpause, true));
		send(Eve, transfer());
		Governance::pause(two_thirds(), transfers()).expect("paused again");
		blocks(35);
		assert_eq!(fail(Eve, transfer()), filtered(), "a whole time again");
		assert_eq!(Governance::pauses().len(), 1);
		blocks(30);
		send(Eve, transfer());
	});
}

#[test]
fn consensus_decisions_and_objections_cannot_be_paused() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for (pallet, call) in [
			("Timestamp", "set"),
			("Babe", "report_equivocation_unsigned"),
			("Referenda", "submit"),
			("Referenda", "nudge_referendum"),
			("Assembly", "vote"),
			("Assembly", "examine"),
			("Governance", "retry"),
			("Governance", "enact"),
			("Measurements", "challenge"),
			("Emergency", "vote"),
			("SafeMode", "force_exit"),
			("TxPause", "unpause"),
			("System", "apply_authorized_upgrade"),
		] {
			let calls = RuntimeCall::get_call_names(pallet);
			assert!(calls.contains(&call), "{pallet}.{call} is no call");
			assert_eq!(
				Governance::pause(two_thirds(), name(pallet, call)),
				Err(Error::<Runtime>::NotPausable.into()),
				"{pallet}.{call}"
			);
		}
		assert!(Governance::pauses().is_empty());
		// Not even by the pallet that does it: its pauses would have no end.
		let direct = pallet_tx_pause::Call::<Runtime>::pause {
			full_name: name("Balances", "transfer_all"),
		};
		assert!(!motion(3, direct, true));
	});
}
