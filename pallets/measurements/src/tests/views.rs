use crate::{mock::*, Measurement, Round, PAGE};
use civic_primitives::{EndUse, Period};

#[test]
fn views_answer_from_storage() {
	ExtBuilder.build_and_execute(|| {
		assert_eq!(Measurements::source(0), None);
		assert_eq!(Measurements::claim(0), None);
		let claim = challenged_claim();
		assert_eq!(
			Measurements::source(0).map(|source| source.owner),
			Some(id(ALICE))
		);
		assert_eq!(
			Measurements::claim(claim).map(|claim| claim.source),
			Some(0)
		);
		let seats = |round| Measurements::panel(claim, round).map(|panel| panel.seats.len());
		assert_eq!(
			(seats(Round::First), seats(Round::Second)),
			(Some(3), Some(3))
		);
		let challenger = Measurements::challenge_against(claim).map(|dispute| dispute.challenger);
		assert_eq!(challenger, Some(id(CAROL)));
		let sources: Vec<_> = Measurements::sources_of(id(ALICE), 0);
		assert_eq!(sources.len(), 1);
		assert_eq!(Measurements::sources_of(id(ALICE), 1), vec![]);
		assert_eq!(Measurements::sources_of(id(BOB), 0), vec![]);
	});
}

#[test]
fn claims_of_a_source_come_in_pages() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let other = source_of(BOB, SOLAR, place(2));
		let count = PAGE as u64 + 5;
		for n in 0..count {
			pass(100);
			// 1,000 an hour are one in four seconds.
			submit(
				ALICE,
				source,
				Measurement {
					quantity: 1,
					..measure(four_seconds(n))
				},
			);
		}
		submit(BOB, other, measure(last_hour()));

		let numbers = |from| {
			let page = Measurements::claims_of(source, from);
			page.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
		};
		assert_eq!(numbers(0), (0..PAGE as u64).collect::<Vec<_>>());
		assert_eq!(
			numbers(PAGE as u64),
			(PAGE as u64..count).collect::<Vec<_>>()
		);
		assert!(numbers(count).is_empty());
		assert!(numbers(u64::MAX).is_empty());
	});
}

fn four_seconds(n: u64) -> Period {
	Period {
		from: START + 4 * n,
		until: START + 4 * n + 4,
	}
}

#[test]
fn occupied_by_names_the_claim_in_the_way() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let taken = last_hour();
		let claim = submit(ALICE, source, measure(taken));
		let at = |place_: u8, end_use, from, until| {
			Measurements::occupied_by(place(place_), end_use, Period { from, until })
		};
		let Period { from, until } = taken;
		assert_eq!(
			at(1, EndUse::ElectricityGeneration, from, until),
			Some(claim)
		);
		assert_eq!(at(1, EndUse::WholeBuilding, from, from + 1), Some(claim));
		assert_eq!(
			at(1, EndUse::WholeBuilding, until - 1, u64::MAX),
			Some(claim)
		);
		assert_eq!(at(1, EndUse::WholeBuilding, until, u64::MAX), None);
		assert_eq!(at(1, EndUse::WholeBuilding, 0, from), None);
		assert_eq!(at(1, EndUse::WholeBuilding, 0, u64::MAX), Some(claim));
		assert_eq!(at(1, EndUse::Lighting, from, until), None);
		assert_eq!(at(2, EndUse::ElectricityGeneration, from, until), None);
		assert_eq!(at(1, EndUse::ElectricityGeneration, until, from), None);
	});
}
