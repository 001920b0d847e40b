//! When a member was active, and for how long that is remembered.

use civic_primitives::{Electorate, MemberId, MemberKind, Moment};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

use crate::{absences::MAX_PRUNED, mock::*, *};

fn was_active(id: MemberId, at: Moment) -> bool {
	<Register as Electorate>::was_active(id, at)
}

/// After the second `at`.
fn at(now: Moment) {
	Now::set(now);
}

fn strike_off(n: u8) {
	assert_ok!(Register::remove(by(registrar()), account(n)));
}

fn renew(n: u8, until: Moment) {
	assert_ok!(Register::renew(by(registrar()), account(n), until));
}

/// From when until when, counted from `START`.
fn absences(id: MemberId) -> Vec<(Moment, Option<Moment>)> {
	Absences::<Test>::get(id)
		.into_iter()
		.map(|Absence { since, until }| (since - START, until.map(|until| until - START)))
		.collect()
}

#[test]
fn who_returns_was_not_active_before() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		at(START + 10);
		assert!(was_active(id, START) && was_active(id, START + 10));
		strike_off(1);
		at(START + 20);
		assert_eq!(absences(id), [(10, None)]);
		assert!(was_active(id, START + 9));
		for moment in [10, 15, 20] {
			assert!(!was_active(id, START + moment), "while removed: {moment}");
		}
		renew(1, LATER);
		assert_eq!(absences(id), [(10, Some(20))]);
		at(START + 30);
		assert!(was_active(id, START + 9));
		// Not even in the seconds in which it left and returned: what came first nobody knows.
		for moment in [10, 15, 20] {
			assert!(!was_active(id, START + moment), "{moment}");
		}
		assert!(was_active(id, START + 21) && was_active(id, START + 30));
		assert!(!was_active(99, START), "nobody has this number");
	});
}

#[test]
fn a_second_absence_does_not_hide_the_first() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		for begin in [10, 30, 50] {
			at(START + begin);
			strike_off(1);
			at(START + begin + 10);
			renew(1, LATER);
		}
		assert_eq!(
			absences(id),
			[10, 30, 50].map(|begin| (begin, Some(begin + 10)))
		);
		at(START + 70);
		for (moment, active) in [(5, true), (15, false), (25, true), (35, false), (45, true)] {
			assert_eq!(was_active(id, START + moment), active, "{moment}");
		}
	});
}

#[test]
fn an_expiry_is_an_absence() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		renew(1, START + 10);
		assert!(absences(id).is_empty(), "it was active");
		at(START + 15);
		assert!(was_active(id, START + 9) && !was_active(id, START + 10));
		renew(1, LATER);
		assert_eq!(absences(id), [(10, Some(15))]);
		assert!(was_active(id, START + 9) && !was_active(id, START + 12));

		// One that expires and is struck off afterwards is away from the expiry on.
		at(START + 16);
		renew(1, START + 20);
		at(START + 25);
		strike_off(1);
		at(START + 30);
		renew(1, LATER);
		assert_eq!(absences(id), [(10, Some(15)), (20, Some(30))]);
		at(START + 31);
		assert!(was_active(id, START + 19) && !was_active(id, START + 22));
	});
}

#[test]
fn to_renew_in_time_is_no_absence() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		renew(1, START + 10);
		at(START + 9);
		renew(1, START + 20);
		at(START + 19);
		assert!(was_active(id, START + 10) && was_active(id, START + 19));
		assert!(absences(id).is_empty());
		assert_eq!(FirstAbsenceDay::<Test>::get(), None);
	});
}

#[test]
fn where_there_is_no_room_the_oldest_become_one() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		for begin in [10, 30, 50, 70, 90] {
			at(START + begin);
			strike_off(1);
			at(START + begin + 10);
			renew(1, LATER);
		}
		let expected = [(10, Some(60)), (70, Some(80)), (90, Some(100))];
		assert_eq!(absences(id), expected);
		at(START + 110);
		// It was active between the first, and nobody can say so any more.
		assert!(!was_active(id, START + 25) && !was_active(id, START + 45));
		assert!(was_active(id, START + 65) && was_active(id, START + 85));
		assert!(!was_active(id, START + 75) && !was_active(id, START + 95));
	});
}

#[test]
fn of_one_who_was_removed_before_there_were_records_nothing_is_known() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		strike_off(1);
		Absences::<Test>::remove(id);
		assert!(!was_active(id, START));
		at(START + 10);
		renew(1, LATER);
		assert_eq!(
			Absences::<Test>::get(id).into_inner(),
			[Absence {
				since: 0,
				until: Some(START + 10)
			}]
		);
		at(START + 11);
		assert!(!was_active(id, START - 1) && !was_active(id, START + 10));
		assert!(was_active(id, START + 11));
	});
}

#[test]
fn another_key_is_no_absence() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		strike_off(1);
		at(START + 10);
		renew(1, LATER);
		assert_ok!(Register::move_member(
			by(registrar()),
			account(1),
			account(2)
		));
		assert_eq!(absences(id), [(0, Some(10))]);
		at(START + 11);
		assert!(!was_active(id, START + 5) && was_active(id, START + 11));
	});
}

/// Blocks with room, a day after the other.
fn idle(days: u32) {
	for _ in 0..days {
		Register::on_idle(1, Weight::MAX);
	}
}

fn remembered() -> usize {
	Absences::<Test>::iter().count()
}

#[test]
fn what_cannot_matter_any_more_is_forgotten() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (enrol(1, MemberKind::Citizen), enrol(2, MemberKind::Citizen));
		strike_off(1);
		at(START + DAY);
		renew(1, LATER);
		// Begun as early, and not over: it is remembered however long it lasts.
		strike_off(2);
		at(START + 30 * DAY);
		strike_off(1);
		at(START + 31 * DAY);
		renew(1, LATER);
		assert_eq!(absences(first).len(), 2);

		at(START + 61 * DAY);
		idle(100);
		assert_eq!(
			absences(first).len(),
			2,
			"sixty days after its end it may matter"
		);
		at(START + 62 * DAY);
		idle(100);
		assert_eq!(absences(first), [(30 * DAY, Some(31 * DAY))]);
		assert!(!was_active(first, START + 30 * DAY));
		at(START + 92 * DAY);
		idle(100);
		assert!(absences(first).is_empty());
		assert_eq!(absences(second), [(DAY, None)]);
		assert_eq!(remembered(), 1);
		renew(2, LATER);
		at(START + 200 * DAY);
		idle(200);
		assert_eq!(
			(remembered(), AbsencesByDay::<Test>::iter().count()),
			(0, 0)
		);
		assert!(was_active(second, START + 199 * DAY));
	});
}

#[test]
fn absences_that_became_one_are_forgotten_with_the_later() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Citizen);
		for begin in 0..4 {
			at(START + begin * 10 * DAY);
			strike_off(1);
			at(START + (begin * 10 + 1) * DAY);
			renew(1, LATER);
		}
		assert_eq!(absences(id)[0], (0, Some(11 * DAY)));
		at(START + 65 * DAY);
		idle(100);
		assert_eq!(absences(id).len(), 3, "the day of the first has passed");
		at(START + 75 * DAY);
		idle(100);
		assert_eq!(absences(id).len(), 2);
	});
}

#[test]
fn a_block_forgets_of_a_bounded_number_and_only_with_room_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 100..140 {
			enrol(n, MemberKind::Business);
			strike_off(n);
			renew(n, LATER);
		}
		at(START + 100 * DAY);
		let vouchers = <() as WeightInfo>::prune_vouchers(0);
		let room = |n| vouchers.saturating_add(<() as WeightInfo>::prune_absences(n));
		assert_eq!(Register::on_idle(1, room(MAX_PRUNED - 1)), vouchers);
		assert_eq!(remembered(), 40);
		assert_eq!(Register::on_idle(1, Weight::MAX), room(MAX_PRUNED));
		assert_eq!(remembered(), 8);
		assert_eq!(Register::on_idle(1, Weight::MAX), room(8));
		assert_eq!(remembered(), 0);
	});
}

mod invariants {
	use sp_runtime::TryRuntimeError;

	use super::*;

	/// A member that was away twice; then `damage`, which must be found as `why`.
	#[track_caller]
	fn finds(why: &'static str, damage: impl FnOnce(MemberId)) {
		ExtBuilder::default().build().execute_with(|| {
			let id = enrol(1, MemberKind::Citizen);
			for begin in [10, 30] {
				at(START + begin);
				strike_off(1);
				at(START + begin + 10);
				renew(1, LATER);
			}
			assert_ok!(Register::do_try_state());
			damage(id);
			assert_eq!(Register::do_try_state(), Err(TryRuntimeError::Other(why)));
		});
	}

	fn edit(id: MemberId, change: impl FnOnce(&mut [Absence])) {
		Absences::<Test>::mutate(id, |all| change(all.as_mut()));
	}

	#[test]
	fn absences_out_of_order() {
		let out_of_order = "10: absences are not in order";
		finds(out_of_order, |id| edit(id, |all| all.swap(0, 1)));
		finds(out_of_order, |id| edit(id, |all| all[0].since += 11));
		finds(out_of_order, |id| edit(id, |all| all[0].until = None));
		finds(out_of_order, |id| {
			edit(id, |all| all[1].until = Some(LATER))
		});
	}

	#[test]
	fn an_absence_of_one_who_is_there() {
		finds("10: one who is enrolled is absent", |id| {
			edit(id, |all| all[1].until = None)
		});
	}

	#[test]
	fn an_absence_of_nobody() {
		finds("10: one who is absent is no member", |id| {
			let all = Absences::<Test>::take(id);
			Absences::<Test>::insert(99, all);
		});
	}

	#[test]
	fn absences_that_stay() {
		let stays = "10: an absence is never forgotten";
		finds(stays, |_| FirstAbsenceDay::<Test>::kill());
		finds(stays, |id| {
			let days: Vec<_> = AbsencesByDay::<Test>::iter_keys().collect();
			assert_eq!(days, [(START / DAY, id)]);
			AbsencesByDay::<Test>::remove(START / DAY, id);
		});
		finds("10: an absence is forgotten, its place is not", |id| {
			Absences::<Test>::insert(id, frame_support::BoundedVec::default());
		});
	}
}
