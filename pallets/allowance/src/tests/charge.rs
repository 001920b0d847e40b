use civic_primitives::MemberKind;
use frame_support::{
	assert_ok,
	dispatch::{GetDispatchInfo, Pays},
};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

use crate::{mock::*, *};

const COST: u128 = 400_000_000;

fn refused(refusal: Refusal) -> Result<(), TransactionValidityError> {
	Err(InvalidTransaction::Custom(refusal.code()).into())
}

fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

#[test]
fn a_call_costs_allowance() {
	ExtBuilder.build_and_execute(|| {
		assert_eq!(left(CITIZEN), CITIZENS);
		assert_ok!(costing(COST).validate(signed(CITIZEN)));
		assert_eq!(left(CITIZEN), CITIZENS, "asking costs nothing");
		assert_ok!(costing(COST).run(CITIZEN));
		assert_eq!(left(CITIZEN), CITIZENS - COST);
		assert_eq!(left(VERIFIER), VERIFIERS, "to each its own");
		System::assert_last_event(
			pallet_transaction_payment::Event::TransactionFeePaid {
				who: CITIZEN,
				actual_fee: COST,
				tip: 0,
			}
			.into(),
		);
	});
}

#[test]
fn it_is_charged_before_the_call_runs() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(COST).run_with(CITIZEN, || {
			assert_eq!(left(CITIZEN), CITIZENS - COST);
		}));
	});
}

#[test]
fn what_is_queried_is_what_is_charged() {
	ExtBuilder.build_and_execute(|| {
		let info = call().get_dispatch_info();
		let cost = TransactionPayment::query_call_info(call(), 0).partial_fee;
		let transaction = Transaction {
			info,
			..costing(CITIZENS)
		};
		assert_ok!(transaction.run(CITIZEN));
		assert_eq!(left(CITIZEN), CITIZENS - cost);
	});
}

#[test]
fn what_was_not_used_is_given_back() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(COST).but_uses(COST - 100_000_000).run(CITIZEN));
		assert_eq!(left(CITIZEN), CITIZENS - COST + 100_000_000);
	});
}

#[test]
fn what_turns_out_to_be_free_is_given_back() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(COST).but_is_free().run(CITIZEN));
		assert_eq!(left(CITIZEN), CITIZENS);
	});
}

#[test]
fn a_free_call_costs_nothing_but_is_for_members() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(CITIZENS).run(CITIZEN));
		assert_eq!(left(CITIZEN), 0);
		assert_ok!(costing(COST).free().validate(signed(CITIZEN)));
		assert_ok!(costing(COST).free().run(CITIZEN));
		assert_ok!(costing(COST).free().run(BUSINESS));
		assert!(
			!Meters::<Test>::contains_key(30),
			"nothing used, nothing stored"
		);
		assert_eq!(
			costing(COST).free().validate(signed(STRANGER)),
			refused(Refusal::NotMember)
		);
	});
}

#[test]
fn a_used_up_allowance_refuses_before_the_call_runs() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(COST).run(CITIZEN));
		assert_ok!(costing(CITIZENS - COST).validate(signed(CITIZEN)));
		let more = costing(CITIZENS - COST + 1);
		assert_eq!(
			more.validate(signed(CITIZEN)),
			refused(Refusal::AllowanceUsedUp)
		);
		let refusal = more.run_with(CITIZEN, || panic!("must not run"));
		assert_eq!(refusal, refused(Refusal::AllowanceUsedUp));
		assert_eq!(left(CITIZEN), CITIZENS - COST, "a refusal costs nothing");
	});
}

#[test]
fn two_transactions_that_each_fit_do_not_both_pass() {
	ExtBuilder.build_and_execute(|| {
		let transaction = costing(CITIZENS - COST);
		assert_ok!(transaction.validate(signed(CITIZEN)));
		assert_ok!(transaction.validate(signed(CITIZEN)));
		assert_ok!(transaction.run(CITIZEN));
		assert_eq!(transaction.run(CITIZEN), refused(Refusal::AllowanceUsedUp));
	});
}

#[test]
fn it_refills_over_a_day() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(CITIZENS).run(CITIZEN));
		assert_eq!(left(CITIZEN), 0);
		Now::set(START + DAY / 2);
		assert_eq!(left(CITIZEN), CITIZENS / 2);
		Now::set(START + DAY - 1);
		assert_eq!(
			costing(CITIZENS).run(CITIZEN),
			refused(Refusal::AllowanceUsedUp)
		);
		Now::set(START + DAY);
		assert_eq!(left(CITIZEN), CITIZENS);
		assert_ok!(costing(CITIZENS).run(CITIZEN));
		Now::set(START + 100 * DAY);
		assert_eq!(left(CITIZEN), CITIZENS, "full is full");
	});
}

#[test]
fn more_than_a_full_allowance_is_never_affordable() {
	ExtBuilder.build_and_execute(|| {
		assert_eq!(
			costing(CITIZENS + 1).validate(signed(CITIZEN)),
			refused(Refusal::TooCostly)
		);
		assert_ok!(costing(CITIZENS + 1).validate(signed(VERIFIER)));
		assert_eq!(
			costing(COST).validate(signed(BUSINESS)),
			refused(Refusal::TooCostly)
		);
	});
}

#[test]
fn only_active_members_send_transactions() {
	ExtBuilder.build_and_execute(|| {
		assert_eq!(
			costing(COST).validate(signed(STRANGER)),
			refused(Refusal::NotMember)
		);
		assert_eq!(costing(COST).run(STRANGER), refused(Refusal::NotMember));
		assert_eq!(
			costing(COST).validate(signed(FORMER)),
			refused(Refusal::EnrolmentEnded)
		);
		assert_eq!(costing(COST).run(FORMER), refused(Refusal::EnrolmentEnded));
	});
}

#[test]
fn nobody_is_charged_for_what_nobody_signs() {
	ExtBuilder.build_and_execute(|| {
		let authorised = RuntimeOrigin::from(frame_system::RawOrigin::Authorized);
		assert_ok!(costing(CITIZENS * 2).validate(authorised));
		assert!(Meters::<Test>::iter().next().is_none());
	});
}

#[test]
fn a_tip_is_refused() {
	ExtBuilder.build_and_execute(|| {
		if cfg!(feature = "runtime-benchmarks") {
			return;
		}
		let tipping = costing(COST).tipping(1);
		assert_eq!(
			tipping.validate(signed(CITIZEN)),
			refused(Refusal::TipNotAccepted)
		);
		assert_eq!(tipping.run(CITIZEN), refused(Refusal::TipNotAccepted));
		let free = Transaction {
			tip: 1,
			..costing(COST).free()
		};
		assert_eq!(free.info.pays_fee, Pays::No);
		assert_eq!(
			free.validate(signed(CITIZEN)),
			refused(Refusal::TipNotAccepted)
		);
	});
}

#[test]
fn a_key_move_keeps_what_was_used() {
	let to_stranger = || {
		Register::mutate(|register| {
			let member = register.remove(&CITIZEN).expect("a member");
			register.insert(STRANGER, member);
		})
	};
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(COST).run(CITIZEN));
		to_stranger();
		assert_eq!(left(STRANGER), CITIZENS - COST);
	});
	// Also while the transaction runs: what is given back goes to the member.
	ExtBuilder.build_and_execute(|| {
		assert_ok!(costing(COST).but_is_free().run_with(CITIZEN, to_stranger));
		assert_eq!(left(STRANGER), CITIZENS);
	});
}

#[test]
fn one_who_is_removed_by_its_own_call_is_still_settled() {
	ExtBuilder.build_and_execute(|| {
		let enrol = |active| {
			Register::mutate(|register| register.insert(CITIZEN, (10, MemberKind::Citizen, active)))
		};
		assert_ok!(costing(COST).but_uses(COST / 2).run_with(CITIZEN, || {
			enrol(false);
		}));
		enrol(true);
		assert_eq!(left(CITIZEN), CITIZENS - COST / 2);
	});
}

#[test]
fn refusals_have_the_documented_codes() {
	let codes = [
		(Refusal::NotMember, 1),
		(Refusal::EnrolmentEnded, 2),
		(Refusal::AllowanceUsedUp, 3),
		(Refusal::TooCostly, 4),
		(Refusal::TipNotAccepted, 5),
	];
	for (refusal, code) in codes {
		assert_eq!(refusal.code(), code);
	}
}
