use civic_primitives::MemberKind;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_collective_says_who_gets_what() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Contributions::rule(COOP), None);
		assert_ok!(share_out(COOP, &[(BELA, 1), (ANNA, 3)]));
		let parts = vec![(ANNA, 3), (BELA, 1)];
		assert_eq!(
			events(),
			vec![Event::RuleSet {
				holder: COOP,
				parts: parts.clone()
			}]
		);
		assert_eq!(Contributions::rule(COOP), Some(parts));
	});
}

#[test]
fn the_first_rule_passes_on_what_waits() {
	ExtBuilder::default().build_and_execute(|| {
		award(COOP, &[], 110);
		assert_ok!(recognise(COOP, 7));
		to_period(3);
		events();
		assert_ok!(share_out(COOP, &[(ANNA, 1), (BELA, 2)]));
		let (third, two_thirds) = (
			PointsByKind {
				measured: 3,
				stewarded: 2,
				..Default::default()
			},
			PointsByKind {
				measured: 7,
				stewarded: 4,
				..Default::default()
			},
		);
		// It was earned long ago, and counts in this period. The points that do not divide are
		// nobody's.
		assert_eq!(Contributions::running(ANNA), third);
		assert_eq!(Contributions::running(BELA), two_thirds);
		assert!(Contributions::held(COOP).is_zero());
		let events = events();
		assert_eq!(events.len(), 6);
		assert_eq!(
			events[4],
			Event::PassedOn {
				holder: COOP,
				points: measured(11).saturating_add(&stewarded(7)),
				counted: third.saturating_add(&two_thirds),
			}
		);
	});
}

#[test]
fn what_was_earned_under_a_rule_is_passed_on_by_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(share_out(COOP, &[(ANNA, 1)]));
		award(COOP, &[], 100);
		assert_ok!(share_out(COOP, &[(BELA, 1)]));
		assert_eq!(Contributions::running(ANNA), measured(10));
		award(COOP, &[], 200);
		idle_block();
		assert_eq!(Contributions::running(ANNA), measured(10));
		assert_eq!(Contributions::running(BELA), measured(20));
	});
}

#[test]
fn nobody_gets_more_than_the_cap_by_whichever_way() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[], 900);
		award(COOP, &[], 5_000);
		assert_ok!(share_out(COOP, &[(ANNA, 1), (BELA, 4)]));
		assert_eq!(Contributions::running(ANNA), measured(100));
		assert_eq!(Contributions::running(BELA), measured(100));
	});
}

#[test]
fn a_verifier_shares_out_to_citizens_it_is_tied_to() {
	ExtBuilder::default().build_and_execute(|| {
		award(CYRA, &[METER, GAUGE], 0);
		assert_ok!(share_out(METER, &[(ANNA, 1)]));
		assert_eq!(Contributions::running(ANNA), verified(5));
		assert_noop!(share_out(GAUGE, &[(ANNA, 1)]), Error::<Test>::NotBelonging);
		assert_noop!(share_out(METER, &[(SHOP, 1)]), Error::<Test>::NotCitizen);
	});
}

#[test]
fn the_part_of_one_who_left_is_nobodys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(share_out(COOP, &[(ANNA, 1), (BELA, 1)]));
		People::mutate(|all| all.get_mut(&COOP).unwrap().remove(&ANNA));
		award(COOP, &[], 200);
		idle_block();
		assert!(Contributions::running(ANNA).is_zero());
		assert_eq!(Contributions::running(BELA), measured(10));
		// Who comes back gets it again.
		People::mutate(|all| all.get_mut(&COOP).unwrap().insert(ANNA));
		award(COOP, &[], 200);
		idle_block();
		assert_eq!(Contributions::running(ANNA), measured(10));
	});
}

#[test]
fn the_largest_parts_are_shared_exactly() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_policy(Policy {
			cap: MAX_CAP,
			..policy()
		}));
		award(COOP, &[], u128::MAX);
		assert_eq!(Contributions::held(COOP), measured(u64::MAX));
		// Nothing that waits overflows.
		award(COOP, &[], u128::MAX);
		assert_eq!(Contributions::held(COOP), measured(u64::MAX));
		assert_ok!(share_out(
			COOP,
			&[(ANNA, u32::MAX), (BELA, 1), (CYRA, u32::MAX)]
		));
		assert_eq!(Contributions::running(ANNA), measured(MAX_CAP));
		let whole = 2 * u128::from(u32::MAX) + 1;
		let part = u64::try_from(u128::from(u64::MAX) / whole).unwrap();
		assert_eq!(Contributions::running(BELA), measured(part));
	});
}

#[test]
fn share_out_has_a_bound() {
	ExtBuilder::default().build_and_execute(|| {
		let citizens: Vec<_> = (40..44).collect();
		for citizen in &citizens {
			Register::mutate(|all| all.insert(*citizen, (MemberKind::Citizen, true)));
			People::mutate(|all| all.get_mut(&COOP).unwrap().insert(*citizen));
		}
		let parts: Vec<_> = citizens.iter().map(|citizen| (*citizen, 1)).collect();
		assert_ok!(share_out(COOP, &parts));
		let one_more = [parts, vec![(ANNA, 1)]].concat();
		assert!(ShareRuleOf::<Test>::try_from(one_more).is_err());
	});
}

#[test]
fn share_out_fails() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Contributions::share_out(origin, Default::default()),
				DispatchError::BadOrigin
			);
		}
		assert_noop!(share_out(STRANGER, &[(ANNA, 1)]), Error::<Test>::NotMember);
		for member in [ANNA, SHOP, AGENCY] {
			assert_noop!(share_out(member, &[(ANNA, 1)]), Error::<Test>::NotHolder);
		}
		assert_noop!(share_out(COOP, &[]), Error::<Test>::NoSharers);
		assert_noop!(share_out(COOP, &[(ANNA, 0)]), Error::<Test>::PartZero);
		assert_noop!(
			share_out(COOP, &[(ANNA, 1), (BELA, 1), (ANNA, 2)]),
			Error::<Test>::SharerTwice
		);
		// A verifier may belong to a collective, but is not a citizen.
		assert_noop!(share_out(COOP, &[(METER, 1)]), Error::<Test>::NotCitizen);
		assert_noop!(share_out(COOP, &[(STRANGER, 1)]), Error::<Test>::NotCitizen);
		People::mutate(|all| all.get_mut(&COOP).unwrap().remove(&CYRA));
		assert_noop!(
			share_out(COOP, &[(ANNA, 1), (CYRA, 1)]),
			Error::<Test>::NotBelonging
		);
		Register::mutate(|all| all.insert(COOP, (MemberKind::Collective, false)));
		assert_noop!(share_out(COOP, &[(ANNA, 1)]), Error::<Test>::NotMember);
	});
}
