//! Wrappers: what they wrap is found, and what would hide that it failed is refused.

use super::*;

/// Every wrapper around `call` that fails with it.
fn wrapped(call: RuntimeCall) -> Vec<RuntimeCall> {
	use pallet_utility::Call as Utility;
	let boxed = || Box::new(call.clone());
	let calls = vec![
		frame_system::Call::remark { remark: vec![] }.into(),
		call.clone(),
	];
	vec![
		Utility::batch_all { calls }.into(),
		Utility::dispatch_as_fallible {
			as_origin: Box::new(root()),
			call: boxed(),
		}
		.into(),
		Utility::with_weight {
			call: boxed(),
			weight: Default::default(),
		}
		.into(),
	]
}

/// Every other: what they wrap may fail, be done later or elsewhere, and nobody would know.
fn hidden(call: RuntimeCall) -> Vec<RuntimeCall> {
	use pallet_utility::Call as Utility;
	let boxed = || Box::new(call.clone());
	let calls = || vec![call.clone()];
	let nothing = || Box::new(frame_system::Call::remark { remark: vec![] }.into());
	vec![
		Utility::batch { calls: calls() }.into(),
		Utility::force_batch { calls: calls() }.into(),
		Utility::dispatch_as {
			as_origin: Box::new(root()),
			call: boxed(),
		}
		.into(),
		Utility::if_else {
			main: boxed(),
			fallback: nothing(),
		}
		.into(),
		pallet_proxy::Call::proxy {
			real: AccountId::new([9; 32]).into(),
			force_proxy_type: None,
			call: boxed(),
		}
		.into(),
		pallet_proxy::Call::proxy_announced {
			delegate: AccountId::new([9; 32]).into(),
			real: AccountId::new([9; 32]).into(),
			force_proxy_type: None,
			call: boxed(),
		}
		.into(),
		pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: vec![],
			call: boxed(),
		}
		.into(),
		pallet_multisig::Call::as_multi {
			threshold: 2,
			other_signatories: vec![],
			maybe_timepoint: None,
			call: boxed(),
			max_weight: Default::default(),
		}
		.into(),
		pallet_scheduler::Call::schedule {
			when: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_scheduler::Call::schedule_after {
			after: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_scheduler::Call::schedule_named {
			id: [0; 32],
			when: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_scheduler::Call::schedule_named_after {
			id: [0; 32],
			after: 9,
			maybe_periodic: None,
			priority: 0,
			call: boxed(),
		}
		.into(),
		pallet_sudo::Call::sudo { call: boxed() }.into(),
		pallet_sudo::Call::sudo_as {
			who: AccountId::new([9; 32]).into(),
			call: boxed(),
		}
		.into(),
		pallet_sudo::Call::sudo_unchecked_weight {
			call: boxed(),
			weight: Default::default(),
		}
		.into(),
		pallet_collective::Call::execute {
			proposal: boxed(),
			length_bound: 0,
		}
		.into(),
		pallet_collective::Call::propose {
			threshold: 1,
			proposal: boxed(),
			length_bound: 0,
		}
		.into(),
		crate::governance::decisions::Call::enact { id: [0; 32] }.into(),
	]
}

#[test]
fn no_wrapping_hides_an_interest() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for once in wrapped(grant(Eve)) {
			finds(once.clone(), &[Eve]);
			for twice in wrapped(once) {
				finds(twice, &[Eve]);
			}
		}
	});
}

/// As it could not be done either.
#[test]
fn batches_are_nested_by_root_alone() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let batch = |call| RuntimeCall::from(pallet_utility::Call::batch_all { calls: vec![call] });
		let twice = batch(batch(grant(Eve)));
		finds(twice.clone(), &[Eve]);
		refuses(Origin::Commons, twice, Error::ProposalNotPermitted);
		let by = found_by(Origin::Commons, batch(grant(Eve))).ok();
		assert_eq!(by, Some([id(Eve)].into_iter().collect()));
	});
}

#[test]
fn what_would_hide_a_failure_is_not_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for once in hidden(grant(Eve)) {
			refuses(root(), once.clone(), Error::ProposalHidesFailure);
			refuses(Origin::Commons, once.clone(), Error::ProposalHidesFailure);
			for twice in wrapped(once) {
				refuses(root(), twice, Error::ProposalHidesFailure);
			}
		}
	});
}

fn nested(depth: u32) -> RuntimeCall {
	(0..depth).fold(grant(Eve), |call, _| {
		pallet_utility::Call::with_weight {
			call: Box::new(call),
			weight: Default::default(),
		}
		.into()
	})
}

#[test]
fn what_is_nested_too_deep_or_holds_too_much_is_not_voted_on() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		finds(nested(MAX_DEPTH), &[Eve]);
		assert_eq!(
			found(nested(MAX_DEPTH + 1)).ok(),
			None,
			"deeper than is looked at"
		);
		// Far deeper: it is not even decoded.
		assert!(matches!(found(nested(200)), Err(Error::ProposalUnreadable)));
		let many = |count: usize| pallet_utility::Call::batch_all {
			calls: (0..count).map(|_| grant(Charlie)).collect(),
		};
		finds(many(63), &[Charlie]);
		assert!(matches!(found(many(64)), Err(Error::ProposalTooDeep)));
	});
}
