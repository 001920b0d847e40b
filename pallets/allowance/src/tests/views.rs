use frame_support::assert_ok;

use crate::{mock::*, *};

#[test]
fn remaining_says_how_much_and_when_it_is_full() {
	ExtBuilder.build_and_execute(|| {
		let full = Remaining {
			left: CITIZENS,
			capacity: CITIZENS,
			full_at: START,
		};
		assert_eq!(Allowance::remaining(CITIZEN), Ok(full));

		assert_ok!(costing(CITIZENS / 2).run(CITIZEN));
		let half = Remaining {
			left: CITIZENS / 2,
			capacity: CITIZENS,
			full_at: START + DAY / 2,
		};
		assert_eq!(Allowance::remaining(CITIZEN), Ok(half));

		Now::set(START + DAY / 2 - 1);
		assert!(left(CITIZEN) < CITIZENS);
		Now::set(START + DAY / 2);
		assert_eq!(left(CITIZEN), CITIZENS);

		assert_eq!(Allowance::remaining(STRANGER), Err(Refusal::NotMember));
		assert_eq!(Allowance::remaining(FORMER), Err(Refusal::EnrolmentEnded));
	});
}

#[test]
fn affordable_at_says_when_to_come_back() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(CITIZENS).run(CITIZEN));
		let cost = CITIZENS / 4 + 1;
		let when = Allowance::affordable_at(CITIZEN, cost).expect("affordable some time");
		assert_eq!(when, START + DAY / 4 + 1);
		Now::set(when - 1);
		assert!(left(CITIZEN) < cost);
		Now::set(when);
		assert!(left(CITIZEN) >= cost);
		assert_eq!(Allowance::affordable_at(CITIZEN, cost), Ok(when), "at once");

		assert_eq!(
			Allowance::affordable_at(CITIZEN, CITIZENS + 1),
			Err(Refusal::TooCostly)
		);
		assert_eq!(
			Allowance::affordable_at(BUSINESS, 1),
			Err(Refusal::TooCostly)
		);
		assert_eq!(
			Allowance::affordable_at(STRANGER, 1),
			Err(Refusal::NotMember)
		);
	});
}
