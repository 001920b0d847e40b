//! What must not change by accident.

use frame_support::{dispatch::DispatchClass, traits::PalletInfoAccess};

use crate::*;

#[test]
fn a_call_is_small() {
	// Calls travel by value through the pool and through batches.
	assert!(
		core::mem::size_of::<RuntimeCall>() <= 320,
		"{}",
		core::mem::size_of::<RuntimeCall>()
	);
}

#[test]
fn hooks_run_in_the_order_consensus_needs() {
	let order = [
		("System", System::index()),
		("Timestamp", Timestamp::index()),
		("Authorship", Authorship::index()),
		("Offences", Offences::index()),
		("Historical", Historical::index()),
		("Authorities", Authorities::index()),
		("Session", Session::index()),
		("Babe", Babe::index()),
		("Grandpa", Grandpa::index()),
		("Members", Members::index()),
		("Measurements", Measurements::index()),
	];
	assert!(
		order.windows(2).all(|pair| pair[0].1 < pair[1].1),
		"{order:?}"
	);
	// Issuance's genesis reads what balances, and the commons' account, put into circulation.
	assert!(Balances::index() < Issuance::index());
	assert!(Treasury::index() < Issuance::index());
	// Seats are the emergency's voters: its own genesis comes after the first session's.
	assert!(Session::index() < Emergency::index());
}

#[test]
fn indices_are_what_clients_know() {
	// Moving a pallet breaks every stored call and every wallet's metadata.
	let indices = [
		System::index(),
		Timestamp::index(),
		Utility::index(),
		Balances::index(),
		TransactionPayment::index(),
		Authorship::index(),
		Offences::index(),
		Historical::index(),
		Authorities::index(),
		Session::index(),
		Babe::index(),
		Grandpa::index(),
		Sudo::index(),
		Members::index(),
		Allowance::index(),
		Methodologies::index(),
		Measurements::index(),
		Issuance::index(),
		Multisig::index(),
		Proxy::index(),
		Preimage::index(),
		Scheduler::index(),
		Referenda::index(),
		Origins::index(),
		Governance::index(),
		Treasury::index(),
		Emergency::index(),
		SafeMode::index(),
		TxPause::index(),
		Contributions::index(),
		Assembly::index(),
	];
	assert_eq!(
		indices,
		[
			0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 15, 16, 20, 40, 41, 42, 43, 44, 5, 6, 21, 22, 23,
			24, 25, 26, 27, 28, 29, 45, 46
		]
	);
}

#[test]
fn authorised_calls_are_looked_at_first_and_weight_is_given_back_last() {
	use sp_runtime::traits::TransactionExtension;
	let names: Vec<_> = <TxExtension as TransactionExtension<RuntimeCall>>::metadata()
		.into_iter()
		.map(|extension| extension.identifier)
		.collect();
	assert_eq!(names.first(), Some(&"AuthorizeCall"));
	assert_eq!(names.last(), Some(&"WeightReclaim"));
	assert!(names.contains(&"CheckMetadataHash"));
}

#[test]
fn every_ordinary_call_of_ours_fits_a_block() {
	use frame_support::dispatch::GetDispatchInfo;
	let limit = configs::RuntimeBlockWeights::get()
		.get(DispatchClass::Normal)
		.max_extrinsic
		.expect("there is a limit");
	let calls: Vec<RuntimeCall> = vec![
		pallet_authorities::Call::expel {
			who: AccountId::new([0; 32]),
		}
		.into(),
		pallet_measurements::Call::draw_panel { claim: 0 }.into(),
		pallet_measurements::Call::replace_silent { claim: 0 }.into(),
		pallet_measurements::Call::settle { claim: 0 }.into(),
		pallet_issuance::Call::award_deferred {
			sector: civic_primitives::Sector::Waste,
			limit: u32::MAX,
		}
		.into(),
		pallet_assembly::Call::examine { poll: 0 }.into(),
		pallet_assembly::Call::vote { poll: 0, aye: true }.into(),
		pallet_assembly::Call::stand_down { track: 0 }.into(),
		pallet_assembly::Call::clean_up {
			poll: 0,
			limit: u32::MAX,
		}
		.into(),
		pallet_contributions::Call::share_out {
			parts: (0..64)
				.map(|id| (id, 1))
				.collect::<Vec<_>>()
				.try_into()
				.expect("64"),
		}
		.into(),
		governance::decisions::Call::retry { poll: 0 }.into(),
	];
	for call in calls {
		let weight = call.get_dispatch_info().call_weight;
		assert!(weight.all_lte(limit), "{call:?}: {weight}");
	}
}

/// A citizen has 40 ms of a day's blocks in the smallest profile, and must be able to take part with
/// less than half of them: what is free in the end is charged at first.
#[test]
fn taking_part_is_within_everybodys_means() {
	use frame_support::dispatch::GetDispatchInfo;
	use frame_support::weights::constants::WEIGHT_REF_TIME_PER_MILLIS;
	let calls: Vec<RuntimeCall> = vec![
		pallet_assembly::Call::examine { poll: 0 }.into(),
		pallet_assembly::Call::vote { poll: 0, aye: true }.into(),
		pallet_assembly::Call::delegate { track: 0, to: 0 }.into(),
		pallet_assembly::Call::opine { poll: 0, aye: true }.into(),
		pallet_referenda::Call::place_decision_deposit { index: 0 }.into(),
		pallet_treasury::Call::payout { index: 0 }.into(),
		governance::decisions::Call::retry { poll: 0 }.into(),
	];
	for call in calls {
		let time = call.get_dispatch_info().call_weight.ref_time();
		assert!(time < 20 * WEIGHT_REF_TIME_PER_MILLIS, "{call:?}: {time}");
	}
}
