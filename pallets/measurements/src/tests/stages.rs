use crate::{mock::*, ClaimCounts, OpenSeats, Round, Stage, Status, PAGE};
use frame_support::assert_ok;

fn at(stage: Stage) -> Vec<u64> {
	let page = Measurements::claims_at(stage, 0);
	page.into_iter().map(|(id, _)| id).collect()
}

/// Where each claim is, by list and by count.
fn assert_stages(expected: &[(Stage, &[u64])]) {
	let mut counts = ClaimCounts::default();
	for stage in Stage::ALL {
		let ids = expected.iter().find(|(at, _)| *at == stage);
		let ids = ids.map_or(&[][..], |(_, ids)| ids);
		assert_eq!(at(stage), ids, "{stage:?}");
		*counts.at_mut(stage) = ids.len() as u64;
	}
	assert_eq!(Measurements::claim_counts(), counts);
}

#[test]
fn a_claim_is_listed_at_the_stage_it_has_come_to() {
	ExtBuilder.build_and_execute(|| {
		assert_stages(&[]);
		let source = source_of(ALICE, SOLAR, place(1));
		let claim = submit(ALICE, source, measure(last_hour()));
		assert_stages(&[(Stage::Submitted, &[claim])]);
		draw();
		assert_stages(&[(Stage::Attesting, &[claim])]);
		for n in 0..2 {
			answer(claim, n, confirm(800, 20));
		}
		assert_stages(&[(Stage::Verified, &[claim])]);
		pass(terms().challenge_within);
		assert_ok!(Measurements::settle(RuntimeOrigin::signed(BOB), claim));
		assert_stages(&[(Stage::Settled, &[claim])]);
	});
}

#[test]
fn a_disputed_claim_is_listed_so_until_the_ruling() {
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		assert_stages(&[(Stage::Challenged, &[claim])]);
		for n in 0..2 {
			answer(claim, n, crate::Attestation::Reject);
		}
		assert!(matches!(status(claim), Status::Void(_)));
		assert_stages(&[(Stage::Void, &[claim])]);
	});
}

#[test]
fn a_stage_is_listed_in_pages() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let count = PAGE as u64 + 2;
		for n in 0..count {
			pass(100);
			let from = START + 4 * n;
			let period = civic_primitives::Period {
				from,
				until: from + 4,
			};
			let measurement = crate::Measurement {
				quantity: 1,
				..measure(period)
			};
			submit(ALICE, source, measurement);
		}
		assert_eq!(at(Stage::Submitted), (0..PAGE as u64).collect::<Vec<_>>());
		let rest = Measurements::claims_at(Stage::Submitted, PAGE as u64);
		let rest: Vec<_> = rest.into_iter().map(|(id, _)| id).collect();
		assert_eq!(rest, [PAGE as u64, PAGE as u64 + 1]);
		assert!(Measurements::claims_at(Stage::Submitted, count).is_empty());
	});
}

#[test]
fn seats_wait_and_are_overdue_when_their_time_is_over() {
	ExtBuilder.build_and_execute(|| {
		let seats = |waiting, overdue| OpenSeats { waiting, overdue };
		assert_eq!(Measurements::open_seats(), seats(0, 0));
		let claim = claim_with_panel();
		assert_eq!(panel_of(claim, Round::First).len(), 3);
		assert_eq!(Measurements::open_seats(), seats(3, 0));
		answer(claim, 1, confirm(800, 20));
		assert_eq!(Measurements::open_seats(), seats(2, 0));
		pass(terms().attest_within);
		assert_eq!(Measurements::open_seats(), seats(2, 2));
		let replaced = Measurements::replace_silent(RuntimeOrigin::signed(BOB), claim);
		assert_ok!(replaced);
		assert_eq!(Measurements::open_seats(), seats(0, 0));
		draw();
		assert_eq!(Measurements::open_seats(), seats(2, 0));
		answer(claim, 1, confirm(800, 20));
		assert_eq!(Measurements::open_seats(), seats(0, 0), "it is decided");
	});
}
