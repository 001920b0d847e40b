//! Random sequences of calls and leaps in time: whatever happens, the invariants hold after each
//! step, and no claim is handed on twice.

use crate::{
	mock::*, Attestation, Call, Challenges, Claim, Claims, Measurement, NextClaim, NextSource,
	Status,
};
use civic_primitives::Period;
use frame_support::{traits::Hooks, weights::Weight};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::traits::Dispatchable;

#[derive(Clone, Debug)]
enum Step {
	Register {
		who: u64,
		family: u32,
		place: u8,
	},
	Commission {
		who: usize,
		source: u64,
	},
	Decommission {
		who: u64,
		source: u64,
	},
	Submit {
		who: u64,
		source: u64,
		hours_ago: u64,
		quantity: u64,
		readings: u8,
		registry: u8,
	},
	Draw {
		claim: u64,
	},
	/// A seat of the open panel, or whoever that is not.
	Attest {
		claim: u64,
		seat: usize,
		quantity: u64,
		uncertainty: u64,
	},
	ReplaceSilent {
		claim: u64,
	},
	Challenge {
		who: u64,
		claim: u64,
	},
	Settle {
		claim: u64,
	},
	/// By the challenger, or by the owner.
	GiveUp {
		challenger: bool,
		claim: u64,
	},
	Pass {
		seconds: u64,
	},
	Epoch,
	Idle,
	Expire {
		who: u64,
	},
	Busy {
		verifier: usize,
	},
	/// For longer than a claim must wait, no verifier is free; or all are again.
	Shortage {
		begins: bool,
	},
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let who = 1u64..4;
	let source = 0u64..5;
	let claim = || 0u64..8;
	let step = prop_oneof![
		1 => (who.clone(), prop_oneof![Just(SOLAR), Just(BUILDING)], 1u8..3)
			.prop_map(|(who, family, place)| Step::Register { who, family, place }),
		1 => (0usize..10, source.clone())
			.prop_map(|(who, source)| Step::Commission { who, source }),
		1 => (who.clone(), source.clone())
			.prop_map(|(who, source)| Step::Decommission { who, source }),
		6 => (source, 0u64..6, prop_oneof![Just(700u64), Just(800), 0u64..1_200], 0u8..12, 0u8..4)
			.prop_map(|(source, hours_ago, quantity, readings, registry)| Step::Submit {
				who: 1 + source % 3, source, hours_ago, quantity, readings, registry,
			}),
		2 => claim().prop_map(|claim| Step::Draw { claim }),
		24 => (claim(), 0usize..4, prop_oneof![5 => Just(700u64), 2 => Just(0), 1 => 0u64..900], 0u64..90)
			.prop_map(|(claim, seat, quantity, uncertainty)| Step::Attest {
				claim, seat, quantity, uncertainty,
			}),
		2 => claim().prop_map(|claim| Step::ReplaceSilent { claim }),
		5 => (who.clone(), claim()).prop_map(|(who, claim)| Step::Challenge { who, claim }),
		3 => claim().prop_map(|claim| Step::Settle { claim }),
		3 => (any::<bool>(), claim())
			.prop_map(|(challenger, claim)| Step::GiveUp { challenger, claim }),
		3 => prop_oneof![3 => 0u64..300, 1 => 0u64..1_200].prop_map(|seconds| Step::Pass { seconds }),
		4 => Just(Step::Epoch),
		3 => Just(Step::Idle),
		1 => (11u64..14).prop_map(|who| Step::Expire { who }),
		3 => (0usize..10).prop_map(|verifier| Step::Busy { verifier }),
		1 => Just(Step::Shortage { begins: true }),
		4 => Just(Step::Shortage { begins: false }),
	];
	prop::collection::vec(step, 1..160)
}

fn dispatch(who: AccountId, call: Call<Test>) -> bool {
	RuntimeCall::from(call)
		.dispatch(RuntimeOrigin::signed(who))
		.is_ok()
}

fn is_verified(claim: &Claim) -> bool {
	matches!(claim.status, Status::Verified { .. })
}

/// One of the claims that are `fit`; `number` itself when there is none, or now and then.
fn aim(number: u64, fit: impl Fn(&Claim) -> bool) -> u64 {
	let mut fitting: Vec<_> = Claims::<Test>::iter()
		.filter(|(_, claim)| fit(claim))
		.map(|(id, _)| id)
		.collect();
	fitting.sort_unstable();
	let place = usize::try_from(number).unwrap_or_default() % (fitting.len() + 1);
	fitting.get(place).copied().unwrap_or(number)
}

/// Whether the step changed anything.
fn take(step: Step) -> bool {
	match step {
		Step::Register {
			who,
			family,
			place: n,
		} => dispatch(
			who,
			Call::register_source {
				family,
				place: place(n),
				nameplate: NAMEPLATE,
				device: None,
			},
		),
		Step::Commission { who, source } => dispatch(
			VERIFIERS[who],
			Call::commission {
				source,
				since: START,
			},
		),
		Step::Decommission { who, source } => dispatch(who, Call::decommission { source }),
		Step::Submit {
			who,
			source,
			hours_ago,
			quantity,
			readings,
			registry,
		} => {
			let until = Now::get() - hours_ago * 1_800;
			let measurement = Measurement {
				methodology: if source % 2 == 0 { SOLAR } else { BUILDING },
				quantity,
				readings: H256::repeat_byte(readings),
				registry: (registry > 0).then(|| H256::repeat_byte(registry)),
				..measure(Period {
					from: until - 3_600,
					until,
				})
			};
			dispatch(
				who,
				Call::submit {
					source,
					measurement,
				},
			)
		},
		Step::Draw { claim } => dispatch(BOB, Call::draw_panel { claim }),
		Step::Attest {
			claim,
			seat,
			quantity,
			uncertainty,
		} => {
			let claim = aim(claim, |claim| claim.open_round().is_some());
			let round = Claims::<Test>::get(claim).and_then(|claim| claim.open_round());
			let seats = round
				.map(|round| panel_of(claim, round))
				.unwrap_or_default();
			let who = seats.get(seat).copied().unwrap_or(VERIFIERS[seat]);
			let attestation = match quantity {
				0..=99 => Attestation::Reject,
				_ => confirm(quantity, uncertainty),
			};
			dispatch(who, Call::attest { claim, attestation })
		},
		Step::ReplaceSilent { claim } => dispatch(BOB, Call::replace_silent { claim }),
		Step::Challenge { who, claim } => {
			let claim = aim(claim, is_verified);
			dispatch(
				who,
				Call::challenge {
					claim,
					evidence: H256::zero(),
				},
			)
		},
		Step::Settle { claim } => dispatch(
			BOB,
			Call::settle {
				claim: aim(claim, is_verified),
			},
		),
		Step::GiveUp { challenger, claim } => {
			let claim = aim(claim, |claim| claim.open_round().is_some());
			let party = if challenger {
				Challenges::<Test>::get(claim).map(|challenge| challenge.challenger)
			} else {
				Claims::<Test>::get(claim).map(|claim| claim.owner)
			};
			dispatch(party.map_or(BOB, |id| id - 100), Call::give_up { claim })
		},
		Step::Pass { seconds } => {
			pass(seconds);
			true
		},
		Step::Epoch => {
			next_epoch();
			true
		},
		Step::Idle => {
			Measurements::on_idle(System::block_number(), Weight::MAX);
			true
		},
		Step::Expire { who } => {
			expire(who);
			true
		},
		Step::Busy { verifier } => {
			let mut accredited = Accredited::get();
			if let Some(verifier) = accredited.get_mut(&id(VERIFIERS[verifier])) {
				verifier.capacity = if verifier.capacity == 20 {
					verifier.duties
				} else {
					20
				};
			}
			Accredited::set(&accredited);
			true
		},
		Step::Shortage { begins } => {
			let mut accredited = Accredited::get();
			for verifier in accredited.values_mut() {
				verifier.capacity = if begins { verifier.duties } else { 20 };
			}
			Accredited::set(&accredited);
			pass(if begins { 1_600 } else { 0 });
			true
		},
	}
}

/// Sources 0, 2 of Alice's and Carol's roofs, 1 of Bob's house at Alice's place.
fn settle_in() {
	source_of(ALICE, SOLAR, place(1));
	source_of(BOB, BUILDING, place(1));
	source_of(CAROL, SOLAR, place(2));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(192))]

	#[test]
	fn invariants_hold_after_every_step(steps in steps()) {
		ExtBuilder.build().execute_with(|| {
			settle_in();
			for step in steps {
				let total: u128 = [ALICE, BOB, CAROL, COMMONS]
					.iter()
					.map(<Balances as frame_support::traits::fungible::Inspect<_>>::total_balance)
					.sum();
				assert_eq!(total, 4_000, "tokens move, none appear");
				take(step);
				check();
			}
		});
	}
}

/// The random walk is worth nothing if it gets nowhere.
#[test]
fn random_sequences_reach_every_end() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut reached = std::collections::BTreeMap::<String, u32>::new();
	for _ in 0..768 {
		let steps = steps()
			.new_tree(&mut runner)
			.expect("a strategy gives values")
			.current();
		ExtBuilder.build().execute_with(|| {
			settle_in();
			steps.into_iter().for_each(|step| {
				take(step);
			});
			assert!(NextSource::<Test>::get() >= 3 && NextClaim::<Test>::get() < 100);
			for event in events() {
				let event = format!("{event:?}");
				let name = event
					.trim_start_matches("Event::")
					.split([' ', '{'])
					.next()
					.unwrap_or_default();
				*reached.entry(name.to_owned()).or_default() += 1;
			}
		});
	}
	for event in [
		"SourceRegistered",
		"SourceCommissioned",
		"SourceDecommissioned",
		"ClaimSubmitted",
		"PanelDrawn",
		"PanelDeferred",
		"Attested",
		"SilentReplaced",
		"ClaimVerified",
		"ClaimVoided",
		"ClaimChallenged",
		"ChallengeUpheld",
		"ChallengeDismissed",
		"ChallengeLapsed",
		"ClaimSettled",
	] {
		assert!(
			reached.contains_key(event),
			"{event} is never reached: {reached:?}"
		);
	}
}
