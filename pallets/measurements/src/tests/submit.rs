use crate::{
	mock::*, Claim, Claims, Error, Event, Measurement, NextClaim, Panels, Queue, Readings,
	RegistryEntries, Round, Sources, Status, Waiting, WeightInfo,
};
use civic_primitives::{EndUse, Period, Terms};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, ArithmeticError, DispatchResult};

fn try_submit(source: u64, measurement: Measurement) -> DispatchResult {
	Measurements::submit(RuntimeOrigin::signed(ALICE), source, measurement)
		.map(|_| ())
		.map_err(|why| why.error)
}

/// `seconds` long, ending `ago` seconds ago.
fn period(ago: u64, seconds: u64) -> Period {
	Period {
		from: Now::get() - ago - seconds,
		until: Now::get() - ago,
	}
}

#[test]
fn submit_stores_the_claim_and_queues_it() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let entry = H256::repeat_byte(0x77);
		let measurement = Measurement {
			registry: Some(entry),
			..measure(last_hour())
		};
		assert_ok!(try_submit(source, measurement.clone()));

		let claim = Claim {
			source,
			owner: id(ALICE),
			measurement: measurement.clone(),
			submitted_at: Now::get(),
			status: Status::Submitted,
			verdict: None,
		};
		assert_eq!(Claims::<Test>::get(0), Some(claim));
		assert_eq!(Readings::<Test>::get(measurement.readings), Some(0));
		assert_eq!(RegistryEntries::<Test>::get(entry), Some(0));
		let last = Sources::<Test>::get(source).and_then(|source| source.last_submission);
		assert_eq!(last, Some(Now::get()));
		let ticket = Panels::<Test>::get(0, Round::First).and_then(|panel| panel.ticket);
		assert_eq!(ticket, Some(0u64.to_be_bytes()));
		assert_eq!(
			Queue::<Test>::get(0u64.to_be_bytes()),
			Some(Waiting {
				claim: 0,
				round: Round::First,
				since: 1
			})
		);
		assert_eq!(
			events().last(),
			Some(&Event::ClaimSubmitted {
				claim: 0,
				source,
				owner: id(ALICE),
				measurement
			})
		);
	});
}

#[test]
fn submit_is_for_the_active_owner() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let by =
			|who| Measurements::submit(RuntimeOrigin::signed(who), source, measure(last_hour()));
		assert_noop!(by(STRANGER), Error::<Test>::NotMember);
		assert_noop!(by(BOB), Error::<Test>::NotOwner);
		assert_noop!(
			Measurements::submit(RuntimeOrigin::root(), source, measure(last_hour())),
			BadOrigin
		);
		expire(ALICE);
		assert_noop!(by(ALICE), Error::<Test>::NotMember);
	});
}

#[test]
fn submit_needs_a_source_in_operation() {
	ExtBuilder.build_and_execute(|| {
		pass(86_400);
		assert_noop!(
			try_submit(0, measure(last_hour())),
			Error::<Test>::SourceNotFound
		);
		let origin = RuntimeOrigin::signed(ALICE);
		assert_ok!(Measurements::register_source(
			origin.clone(),
			SOLAR,
			place(1),
			NAMEPLATE,
			None
		));
		assert_noop!(
			try_submit(0, measure(last_hour())),
			Error::<Test>::NotCommissioned
		);
		let verifier = RuntimeOrigin::signed(VERIFIERS[0]);
		assert_ok!(Measurements::commission(verifier, 0, START));
		assert_ok!(Measurements::decommission(origin, 0));
		assert_noop!(
			try_submit(0, measure(last_hour())),
			Error::<Test>::Decommissioned
		);
	});
}

#[test]
fn submit_needs_an_open_methodology_of_the_source() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let by = |methodology| {
			try_submit(
				source,
				Measurement {
					methodology,
					..measure(last_hour())
				},
			)
		};
		assert_noop!(by(99), Error::<Test>::MethodologyNotFound);
		assert_noop!(by(BUILDING), Error::<Test>::WrongFamily);
		publish(
			9,
			SOLAR,
			Terms {
				end_use: EndUse::Lighting,
				..terms()
			},
			true,
		);
		assert_noop!(by(9), Error::<Test>::WrongFamily);
		publish(9, SOLAR, terms(), false);
		assert_noop!(by(9), Error::<Test>::MethodologyNotOpen);
		// A later version of the family is as good as the first.
		publish(9, SOLAR, terms(), true);
		assert_ok!(by(9));
	});
}

#[test]
fn submit_checks_the_period() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let now = Now::get();
		let over = |from, until| {
			let quantity = 1;
			try_submit(
				source,
				Measurement {
					quantity,
					..measure(Period { from, until })
				},
			)
		};
		assert_noop!(over(now - 10, now - 10), Error::<Test>::PeriodEmpty);
		assert_noop!(over(now - 10, now - 11), Error::<Test>::PeriodEmpty);
		assert_noop!(over(u64::MAX, 0), Error::<Test>::PeriodEmpty);
		assert_noop!(over(now - 10, now + 1), Error::<Test>::PeriodInFuture);
		assert_noop!(over(now - 10, u64::MAX), Error::<Test>::PeriodInFuture);
		assert_noop!(over(now - 7_201, now), Error::<Test>::PeriodTooLong);
		assert_noop!(over(0, now), Error::<Test>::PeriodTooLong);
		assert_noop!(
			over(START - 1, START + 60),
			Error::<Test>::PeriodBeforeCommissioning
		);
		// The limits themselves are good.
		assert_ok!(over(START, START + 60));
		pass(100);
		assert_ok!(over(now - 7_100, now + 100));
	});
}

#[test]
fn submit_waits_for_the_interval() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		submit(ALICE, source, measure(last_hour()));
		pass(99);
		let earlier = || measure(period(10_000, 3_600));
		assert_noop!(try_submit(source, earlier()), Error::<Test>::TooSoon);
		pass(1);
		assert_ok!(try_submit(source, earlier()));
	});
}

#[test]
fn submit_checks_the_quantity_against_the_nameplate() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let of = |quantity, seconds| {
			try_submit(
				source,
				Measurement {
					quantity,
					..measure(period(0, seconds))
				},
			)
		};
		assert_noop!(of(0, 3_600), Error::<Test>::ZeroQuantity);
		assert_noop!(of(NAMEPLATE + 1, 3_600), Error::<Test>::NameplateExceeded);
		assert_noop!(of(u64::MAX, 7_200), Error::<Test>::NameplateExceeded);
		// 1,000 an hour for 1,799 s is 499.7: 500 is too much.
		assert_noop!(of(500, 1_799), Error::<Test>::NameplateExceeded);
		assert_ok!(of(500, 1_800));
	});
}

#[test]
fn submit_of_the_greatest_numbers_does_not_overflow() {
	ExtBuilder.build_and_execute(|| {
		let origin = RuntimeOrigin::signed(ALICE);
		assert_ok!(Measurements::register_source(
			origin,
			SOLAR,
			place(1),
			u64::MAX,
			None
		));
		let verifier = RuntimeOrigin::signed(VERIFIERS[0]);
		assert_ok!(Measurements::commission(verifier, 0, 0));
		let of = |seconds| Measurement {
			quantity: u64::MAX,
			uncertainty: u64::MAX,
			..measure(period(0, seconds))
		};
		assert_noop!(try_submit(0, of(3_599)), Error::<Test>::NameplateExceeded);
		assert_ok!(try_submit(0, of(3_600)));
	});
}

#[test]
fn submit_takes_readings_and_registry_entries_once() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let entry = Some(H256::repeat_byte(0x77));
		let first = Measurement {
			registry: entry,
			..measure(last_hour())
		};
		submit(ALICE, source, first.clone());
		pass(100);
		let other = measure(period(10_000, 3_600));
		let same_readings = Measurement {
			readings: first.readings,
			..other.clone()
		};
		let same_entry = Measurement {
			registry: entry,
			..other.clone()
		};
		assert_noop!(
			try_submit(source, same_readings.clone()),
			Error::<Test>::ReadingsUsed
		);
		assert_noop!(
			try_submit(source, same_entry),
			Error::<Test>::RegistryEntryUsed
		);
		// Not at another's source either.
		let bobs = source_of(BOB, SOLAR, place(2));
		assert_noop!(
			Measurements::submit(RuntimeOrigin::signed(BOB), bobs, same_readings),
			Error::<Test>::ReadingsUsed
		);
		assert_ok!(try_submit(source, other));
	});
}

#[test]
fn submit_refuses_every_kind_of_overlap() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let base = START + 10_000;
		let over = |from: u64, until: u64| {
			pass(100);
			let period = Period {
				from: base + from,
				until: base + until,
			};
			try_submit(
				source,
				Measurement {
					quantity: 1,
					..measure(period)
				},
			)
		};
		assert_ok!(over(1_000, 2_000));
		assert_ok!(over(3_000, 4_000));
		for (from, until) in [
			(1_000, 2_000), // the same
			(1_200, 1_800), // inside
			(500, 2_500),   // around
			(500, 1_001),   // into its first second
			(1_999, 2_500), // from its last second
			(2_500, 3_001),
			(500, 4_500), // around both
		] {
			pass(100);
			let from_until = Period {
				from: base + from,
				until: base + until,
			};
			assert_noop!(
				try_submit(
					source,
					Measurement {
						quantity: 1,
						..measure(from_until)
					}
				),
				Error::<Test>::PeriodOverlaps
			);
		}
		// Periods are half-open: what touches does not overlap.
		assert_ok!(over(2_000, 3_000));
		assert_ok!(over(0, 1_000));
		assert_ok!(over(4_000, 4_004));
	});
}

#[test]
fn submit_refuses_the_same_benefit_under_another_end_use() {
	ExtBuilder.build_and_execute(|| {
		let roof = source_of(ALICE, SOLAR, place(1));
		let house = source_of(ALICE, BUILDING, place(1));
		let next_door = source_of(BOB, BUILDING, place(2));
		submit(ALICE, roof, measure(last_hour()));
		let whole = Measurement {
			methodology: BUILDING,
			..measure(last_hour())
		};
		assert_noop!(
			try_submit(house, whole.clone()),
			Error::<Test>::PeriodOverlaps
		);
		submit(BOB, next_door, whole);
		// Another hour of the house, and then not of the roof.
		let earlier = Measurement {
			methodology: BUILDING,
			..measure(period(3_600, 3_600))
		};
		submit(ALICE, house, earlier);
		pass(100);
		let roof_then = Measurement {
			quantity: 1,
			..measure(period(3_700, 60))
		};
		assert_noop!(try_submit(roof, roof_then), Error::<Test>::PeriodOverlaps);
	});
}

#[test]
fn submit_may_repeat_what_is_void() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let entry = Some(H256::repeat_byte(0x77));
		let measurement = Measurement {
			registry: entry,
			..measure(last_hour())
		};
		let claim = submit(ALICE, source, measurement.clone());
		draw();
		answer(claim, 0, crate::Attestation::Reject);
		answer(claim, 1, crate::Attestation::Reject);
		pass(100);
		let again = submit(
			ALICE,
			source,
			Measurement {
				quantity: 700,
				..measurement.clone()
			},
		);
		assert_eq!(Readings::<Test>::get(measurement.readings), Some(again));
		assert_eq!(
			RegistryEntries::<Test>::get(H256::repeat_byte(0x77)),
			Some(again)
		);
	});
}

#[test]
fn submit_fails_when_numbers_are_used_up() {
	ExtBuilder.build().execute_with(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		NextClaim::<Test>::put(u64::MAX);
		assert_noop!(
			try_submit(source, measure(last_hour())),
			ArithmeticError::Overflow
		);
	});
}

#[test]
fn submit_gives_back_the_weight_of_what_it_did_not_ask() {
	ExtBuilder.build_and_execute(|| {
		let charged = |family, where_, readings| {
			let source = source_of(ALICE, family, place(where_));
			let measurement = Measurement {
				methodology: family,
				readings: H256::repeat_byte(readings),
				..measure(last_hour())
			};
			Measurements::submit(RuntimeOrigin::signed(ALICE), source, measurement)
				.expect("it can be claimed")
				.actual_weight
		};
		let most = <() as WeightInfo>::submit();
		// Asks of seven end uses: all that was paid for.
		assert_eq!(charged(BUILDING, 1, 1), Some(most));
		// Asks of its own and the whole building's: five not, each a step and a value.
		let reads = <Test as frame_system::Config>::DbWeight::get().reads(10);
		assert_eq!(charged(SOLAR, 2, 2), Some(most - reads));
		assert!(reads.ref_time() > 0);
	});
}
