use civic_primitives::{Award, ClaimId, OnSettled, Sector, Settlement};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, *};

/// The real PV series: 2,941.907 kWh at 383.78 g/kWh.
const SERIES: u64 = 2_941_907;

#[test]
fn a_settled_claim_is_awarded_and_shared_out() {
	ExtBuilder::default().build_and_execute(|| {
		Now::set(NEW_YEAR_2026 + 5);
		assert_eq!(
			settle(7, ALICE_ID, PV, SERIES),
			Ok(Settlement::Awarded(1_129_045_068))
		);

		assert_eq!(Balances::free_balance(ALICE), 790_331_547);
		assert_eq!(Balances::free_balance(COMMONS), 169_356_764);
		for verifier in VERIFIERS {
			assert_eq!(Balances::free_balance(verifier), 18_817_417);
		}
		assert_eq!(
			Issuance::award(7),
			Some(AwardRecord {
				owner: ALICE_ID,
				methodology: PV,
				sector: Sector::StationaryEnergy,
				year: 2026,
				amount: 1_129_045_068,
				reversed: 0,
				at: NEW_YEAR_2026 + 5,
			})
		);
		assert_eq!(
			Issuance::supply(),
			Supply {
				awarded: 1_129_045_068,
				endowment: 0,
				in_circulation: 1_129_045_068 - 112_904_506,
				retired: 0,
				buffer: 112_904_506,
				reversed: 0,
				owed: 0,
				redeemed: 0,
			}
		);
		let budget = Issuance::budget(Sector::StationaryEnergy, 2026).unwrap();
		assert_eq!(budget.awarded, 1_129_045_068);
		System::assert_last_event(
			Event::Awarded {
				claim: 7,
				methodology: PV,
				sector: Sector::StationaryEnergy,
				year: 2026,
				owner: ALICE_ID,
				amount: 1_129_045_068,
				to_owner: 790_331_547,
				repaid: 0,
				to_commons: 169_356_764,
				to_verifiers: 56_452_251,
				to_buffer: 112_904_506,
			}
			.into(),
		);
	});
}

#[test]
fn listeners_are_told_of_each_award_once() {
	ExtBuilder::default()
		.budget(Sector::LandUse, 2026, 0)
		.build_and_execute(|| {
			assert_ok!(settle(1, ALICE_ID, PV, 1_000));
			assert_ok!(settle(2, ALICE_ID, TREES, 1_000));
			assert_eq!(
				Told::get(),
				vec![Award {
					claim: 1,
					methodology: PV,
					owner: ALICE_ID,
					verifiers: VERIFIER_IDS.to_vec().try_into().unwrap(),
					amount: 383_780,
					at: NEW_YEAR_2026,
				}]
			);
			assert_ok!(set_ceiling(Sector::LandUse, 2026, 1_000_000));
			assert_ok!(Issuance::award_deferred(
				RuntimeOrigin::signed(BOB),
				Sector::LandUse,
				u32::MAX
			));
			assert_eq!(
				Told::get()
					.iter()
					.map(|award| award.claim)
					.collect::<Vec<_>>(),
				[1, 2]
			);
		});
}

#[test]
fn a_claim_is_awarded_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(settle(1, ALICE_ID, PV, 1_000));
		assert_noop!(
			settle(1, ALICE_ID, PV, 1_000),
			Error::<Test>::AlreadyAwarded
		);
		assert_noop!(settle(1, BOB_ID, TREES, 5), Error::<Test>::AlreadyAwarded);
	});
}

#[test]
fn a_claim_worth_nothing_is_settled_all_the_same() {
	ExtBuilder::default().budgets(vec![]).build_and_execute(|| {
		assert_eq!(settle(1, ALICE_ID, PV, 0), Ok(Settlement::Awarded(0)));
		assert_eq!(Issuance::award(1).unwrap().amount, 0);
		assert_noop!(
			settle(1, ALICE_ID, PV, 1_000),
			Error::<Test>::AlreadyAwarded
		);
		assert_eq!(Balances::total_issuance(), 0);
	});
}

#[test]
fn uncertainty_lowers_the_award() {
	ExtBuilder::default().build_and_execute(|| {
		let mut claim = settled(1, ALICE_ID, PV, 1_000);
		claim.uncertainty = 400;
		assert_eq!(
			Issuance::on_settled(claim),
			Ok(Settlement::Awarded(230_268))
		);
	});
}

#[test]
fn a_claim_under_an_unknown_methodology_stays_unsettled() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			settle(1, ALICE_ID, 77, 1_000),
			Error::<Test>::UnknownMethodology
		);
	});
}

#[test]
fn the_last_unit_of_the_budget_is_awarded_and_one_more_waits() {
	Methodologies::mutate(|all| all.insert(9, simple(10)));
	ExtBuilder::default()
		.budget(Sector::StationaryEnergy, 2026, 100)
		.build_and_execute(|| {
			assert_eq!(settle(1, ALICE_ID, 9, 99), Ok(Settlement::Awarded(99)));
			assert_eq!(settle(2, ALICE_ID, 9, 1), Ok(Settlement::Awarded(1)));
			assert_eq!(settle(3, ALICE_ID, 9, 1), Ok(Settlement::Deferred(1)));
			assert_eq!(Balances::free_balance(ALICE), 100);
			assert_eq!(Issuance::award(3), None);
			assert_eq!(Issuance::ahead_of(3), Some(0));
			System::assert_last_event(
				Event::Deferred {
					claim: 3,
					sector: Sector::StationaryEnergy,
					place: 0,
					amount: 1,
				}
				.into(),
			);
		});
}

#[test]
fn nobody_overtakes_who_waits() {
	Methodologies::mutate(|all| all.insert(9, simple(10)));
	ExtBuilder::default()
		.budget(Sector::StationaryEnergy, 2026, 100)
		.build_and_execute(|| {
			assert_eq!(settle(1, ALICE_ID, 9, 101), Ok(Settlement::Deferred(101)));
			assert_eq!(
				settle(2, BOB_ID, 9, 1),
				Ok(Settlement::Deferred(1)),
				"it would fit"
			);
			assert_eq!(Issuance::ahead_of(2), Some(1));
			let (waiting, first) = Issuance::deferred(Sector::StationaryEnergy);
			assert_eq!(waiting, 2);
			let claim = settled(1, ALICE_ID, 9, 101);
			assert_eq!(first, Some(DeferredAward { claim, amount: 101 }));

			// Other sectors have queues of their own, and nothing needs no budget.
			assert_eq!(
				settle(3, BOB_ID, TREES, 1_000),
				Ok(Settlement::Awarded(950_000))
			);
			assert_eq!(settle(4, BOB_ID, 9, 0), Ok(Settlement::Awarded(0)));
		});
}

#[test]
fn a_waiting_claim_waits_once() {
	ExtBuilder::default().budgets(vec![]).build_and_execute(|| {
		assert_eq!(
			settle(1, ALICE_ID, PV, 1_000),
			Ok(Settlement::Deferred(383_780))
		);
		assert_noop!(
			settle(1, ALICE_ID, PV, 1_000),
			Error::<Test>::AlreadyDeferred
		);
	});
}

#[test]
fn an_award_is_charged_to_the_year_in_which_it_is_made() {
	ExtBuilder::default()
		.budget(Sector::LandUse, 2027, 2_000_000)
		.build_and_execute(|| {
			Now::set(NEW_YEAR_2027 - 1);
			assert_ok!(settle(1, ALICE_ID, TREES, 1_000));
			Now::set(NEW_YEAR_2027);
			assert_ok!(settle(2, ALICE_ID, TREES, 1_000));
			let awarded = |year| Issuance::budget(Sector::LandUse, year).unwrap().awarded;
			assert_eq!((awarded(2026), awarded(2027)), (950_000, 950_000));
			assert_eq!(Issuance::award(2).unwrap().year, 2027);
		});
}

#[test]
fn the_parts_of_those_who_are_gone_fall_to_the_commons() {
	ExtBuilder::default().build_and_execute(|| {
		let mut claim = settled(1, GONE_ID, PV, 1_000);
		claim.verifiers = vec![VERIFIER_IDS[0], GONE_ID].try_into().unwrap();
		assert_eq!(
			Issuance::on_settled(claim),
			Ok(Settlement::Awarded(383_780))
		);
		// Half of 19,189 for the verifier who is there.
		assert_eq!(Balances::free_balance(VERIFIERS[0]), 9_594);
		assert_eq!(Balances::free_balance(COMMONS), 383_780 - 38_378 - 9_594);
	});
}

#[test]
fn members_are_paid_on_the_account_that_speaks_for_them() {
	ExtBuilder::default().build_and_execute(|| {
		// A new key, and the enrolment has run out since.
		Register::mutate(|register| register.insert(ALICE_ID, (77, false)));
		assert_ok!(settle(1, ALICE_ID, PV, 1_000));
		assert_eq!(Balances::free_balance(77), 268_646);
		assert_eq!(Balances::free_balance(ALICE), 0);
	});
}

#[test]
fn the_largest_panel_is_paid() {
	let panel = civic_primitives::MAX_PANEL as ClaimId;
	Register::mutate(|register| {
		register.extend((0..panel).map(|n| (200 + n, (300 + n, true))));
	});
	ExtBuilder::default().build_and_execute(|| {
		let mut claim = settled(1, ALICE_ID, PV, 1_000);
		claim.verifiers = (200..200 + panel).collect::<Vec<_>>().try_into().unwrap();
		assert_eq!(
			Issuance::on_settled(claim),
			Ok(Settlement::Awarded(383_780))
		);
		for account in 300..300 + panel {
			assert_eq!(Balances::free_balance(account), 19_189 / 15);
		}
	});
}
