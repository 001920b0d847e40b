//! One order that the bank books more than once, and gives back: what is owed again is what came back
//! less what was booked too much, in whatever order and by whatever message it is told.

use civic_treasury::{
	money::Cents,
	store::{
		cases::{Case, CaseKind, CaseStatus},
		payments::PaymentStatus,
		redemptions::RedemptionStatus,
	},
};

use super::{case_of, corrected, read_only};
use crate::{
	common::{
		bank::{credit, debit, notice, returned, statement, Line},
		e2e, World, DAY,
	},
	on_both,
};

on_both! {
	a_second_booking_that_is_given_back_is_no_late_return;
	in_whatever_order_it_is_told_nothing_is_owed;
	a_third_booking_is_a_case_of_its_own;
	what_comes_back_after_all_is_owed_once;
	a_second_booking_before_it_is_paid_again_calls_that_off;
	a_second_booking_after_it_was_paid_again_is_a_case_until_one_comes_back;
	a_second_booking_calls_off_a_refusal_the_chain_was_not_told;
	a_second_booking_that_only_a_notice_has_keeps_no_money_back;
	without_the_statement_of_the_payment_nothing_is_paid_again;
	what_the_bank_keeps_of_a_second_booking_stays_a_case;
	a_notice_alone_ends_no_late_return_for_good;
	between_two_statements_of_one_day_nothing_is_paid_again;
	what_a_wrong_statement_has_is_waited_for_too;
	a_notice_of_a_second_booking_ends_no_late_return_that_is_being_paid_again;
	a_notice_of_a_day_far_ahead_ends_no_late_return_for_good;
	a_return_that_only_a_notice_has_hides_no_second_booking;
	one_booking_in_other_words_is_one;
	what_banks_keep_of_several_returns_is_no_payment;
}

/// The `n`th booking of an order, as one of another reference.
fn nth(n: u32, line: Line) -> Line {
	Line {
		reference: format!("{}-{n}", line.reference),
		..line
	}
}

fn on(day: u32, line: Line) -> Line {
	Line { day, ..line }
}

/// A statement of the `number`th day; what the account holds begins with 1,000.00.
async fn state(w: &World, number: u32, opening: &mut i64, lines: &[Line]) {
	let moved: i64 = lines
		.iter()
		.map(|l| if l.credit { l.cents } else { -l.cents })
		.sum();
	let closing = *opening + moved;
	let day = DAY + number - 1;
	w.bank_sends(statement(number, day, *opening, closing, lines))
		.await;
	*opening = closing;
}

async fn of_kind(w: &World, kind: CaseKind) -> Vec<Case> {
	let mut cases = w.cases(false).await;
	cases.retain(|c| c.kind == kind);
	cases
}

/// The payee has the money once, and nobody has to do anything.
async fn must_be_paid_once(w: &World, id: u64) {
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	assert_eq!(w.must_balance().await.owed, Cents::ZERO);
	for late in of_kind(w, CaseKind::LateReturn).await {
		let payee = corrected(w, id).await;
		assert!(w.desk.pay_again(late.id, "maker", payee).await.is_err());
	}
}

async fn a_second_booking_that_is_given_back_is_no_late_return(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let (first, second) = (debit(&name, 1_000), nth(2, debit(&name, 1_000)));
	let back = on(DAY + 1, credit(&name, 1_000));
	w.bank_sends(notice("C54", std::slice::from_ref(&first)))
		.await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	w.bank_sends(notice("C55", std::slice::from_ref(&second)))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::BookedTwice]);
	let case = w.cases(true).await.remove(0);
	for reference in [&first.reference, &second.reference] {
		assert!(case.detail.contains(reference.as_str()), "{case:?}");
	}
	let mut holds = 10_000;
	state(&w, 1, &mut holds, &[first, second]).await;
	let both = vec![CaseKind::BookedTwice, CaseKind::Unbalanced];
	assert_eq!(w.open_cases().await, both);
	// The bank gives it back, and says so in every way it has.
	w.bank_sends(returned("R1", &name, 1_000)).await;
	assert_eq!(w.open_cases().await, both);
	w.bank_sends(notice("C56", std::slice::from_ref(&back)))
		.await;
	// Anybody can write a notice: the case is closed by the statement.
	assert_eq!(w.open_cases().await, both);
	assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
	state(&w, 2, &mut holds, &[back]).await;
	assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
	must_be_paid_once(&w, id).await;
	let case = w.desk.case(case.id).await.expect("it is there");
	assert_eq!(case.closed_by.as_deref(), Some("service"));
	let how = case.resolution.expect("it says how");
	assert!(how.contains("gave"), "{how}");
	assert_eq!(of_kind(&w, CaseKind::LateReturn).await, vec![]);
	let report = w.must_balance().await;
	assert_eq!(report.closing, Some(Cents(9_000)));
	assert_eq!((report.paid, report.returned), (Cents(1_000), Cents::ZERO));
}

async fn in_whatever_order_it_is_told_nothing_is_owed(w: World) {
	let (mut holds, mut number) = (100_000, 0);
	// Which lines stand on which of three statements, in their order; whether notices told them before.
	let orders: [&[&[usize]]; 6] = [
		&[&[0, 1, 2]],
		&[&[2, 0, 1]],
		&[&[0, 1], &[2]],
		&[&[0], &[2, 1]],
		&[&[0], &[2], &[1]],
		&[&[0], &[1], &[2]],
	];
	for (round, order) in orders.into_iter().enumerate() {
		for noticed in [false, true] {
			let (ids, _) = w.sent(&[1_000]).await;
			let (id, name) = (ids[0], e2e(ids[0]));
			let lines = [
				debit(&name, 1_000),
				nth(2, debit(&name, 1_000)),
				credit(&name, 1_000),
			];
			for statement in order {
				number += 1;
				let day = DAY + number - 1;
				let told: Vec<_> = statement
					.iter()
					.map(|n| on(day, lines[*n].clone()))
					.collect();
				if noticed {
					for (n, line) in told.iter().enumerate() {
						let file = format!("C-{number}-{n}");
						// A payment comes back after it left.
						if !(n == 0 && line.credit && statement.len() == 3) {
							w.bank_sends(notice(&file, std::slice::from_ref(line)))
								.await;
						}
					}
				}
				state(&w, number, &mut holds, &told).await;
			}
			assert_eq!(
				w.payment_status(id).await,
				PaymentStatus::Booked,
				"{round} {noticed}"
			);
			must_be_paid_once(&w, id).await;
			let (twice, late) = (
				of_kind(&w, CaseKind::BookedTwice).await,
				of_kind(&w, CaseKind::LateReturn).await,
			);
			let of_this = |c: &&Case| c.payment.as_deref() == Some(&name);
			assert!(
				twice.iter().chain(&late).any(|c| of_this(&c)),
				"a person can see it: {round} {noticed}"
			);
		}
	}
}

async fn a_third_booking_is_a_case_of_its_own(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let mut holds = 100_000;
	let left = |n: u32| nth(n, debit(&name, 1_000));
	let back = |n: u32| on(DAY + n, nth(n, credit(&name, 1_000)));
	state(&w, 1, &mut holds, &[left(1), left(2), left(3)]).await;
	assert_eq!(
		w.open_cases().await,
		vec![
			CaseKind::BookedTwice,
			CaseKind::BookedTwice,
			CaseKind::Unbalanced
		]
	);
	state(&w, 2, &mut holds, &[back(1)]).await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
	assert!(!w.reconcile().await.balanced);
	state(&w, 3, &mut holds, &[back(2)]).await;
	must_be_paid_once(&w, id).await;
	// The bank books it once more, after all was well.
	let again = on(DAY + 3, left(4));
	state(&w, 4, &mut holds, &[again]).await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
	let case = w
		.desk
		.case(case_of(&w, CaseKind::BookedTwice).await)
		.await
		.expect("it is there");
	assert!(case.detail.contains(&left(4).reference), "{case:?}");
	state(&w, 5, &mut holds, &[back(4)]).await;
	must_be_paid_once(&w, id).await;
}

async fn what_comes_back_after_all_is_owed_once(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let mut holds = 100_000;
	let left = |n: u32| nth(n, debit(&name, 1_000));
	let back = |n: u32| on(DAY + n, nth(n, credit(&name, 1_000)));
	state(&w, 1, &mut holds, &[left(1), left(2)]).await;
	state(&w, 2, &mut holds, &[back(1)]).await;
	must_be_paid_once(&w, id).await;
	// And then the payee's bank gives the other one back: first by notice.
	w.bank_sends(notice("C54", &[back(2)])).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	assert!(w.desk.pay_again(late, "maker", payee).await.is_err());
	state(&w, 3, &mut holds, &[back(2)]).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let report = w.must_balance().await;
	assert_eq!(report.owed, Cents(1_000));
	assert_eq!((report.paid, report.returned), (Cents(1_000), Cents(1_000)));
	let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
	let detail = w.desk.batch(batch).await.expect("it exists");
	assert_eq!(detail.batch.total, Cents(1_000));
	w.release(batch).await;
	w.run().await;
	let again = on(DAY + 3, debit(&format!("CL{id}X2"), 1_000));
	state(&w, 4, &mut holds, &[again]).await;
	must_be_paid_once(&w, id).await;
	// More than ever left: the bank gave one back twice.
	state(
		&w,
		5,
		&mut holds,
		&[on(DAY + 4, nth(9, credit(&name, 1_000)))],
	)
	.await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
}

async fn a_second_booking_before_it_is_paid_again_calls_that_off(w: World) {
	for released in [false, true] {
		let (ids, _) = w.sent(&[1_000]).await;
		let (id, name) = (ids[0], e2e(ids[0]));
		let round = 3 * u32::from(released);
		let mut holds = 100_000 - 1_000 * i64::from(released);
		let line = |n: u32, line: Line| on(DAY + round + n, nth(n, line));
		let first = [
			line(0, debit(&name, 1_000)),
			on(DAY + round, credit(&name, 1_000)),
		];
		w.bank_sends(notice(&name, &first[..1])).await;
		state(&w, round + 1, &mut holds, &first).await;
		assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
		let late = case_of(&w, CaseKind::LateReturn).await;
		let payee = corrected(&w, id).await;
		let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
		if released {
			w.release(batch).await;
		}
		let files = w.outbox().len();
		let second = [line(1, debit(&name, 1_000))];
		state(&w, round + 2, &mut holds, &second).await;
		assert_eq!(w.outbox().len(), files, "nothing was sent");
		must_be_paid_once(&w, id).await;
		let late = w.desk.case(late).await.expect("it is there");
		assert_eq!(late.status, CaseStatus::Closed);
		let how = late.resolution.expect("it says how");
		assert!(how.contains("booked it again"), "{how}");
		state(&w, round + 3, &mut holds, &[]).await;
		must_be_paid_once(&w, id).await;
	}
}

async fn a_second_booking_after_it_was_paid_again_is_a_case_until_one_comes_back(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let mut holds = 100_000;
	let first = [debit(&name, 1_000), credit(&name, 1_000)];
	w.bank_sends(notice("C54", &first[..1])).await;
	state(&w, 1, &mut holds, &first).await;
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
	w.release(batch).await;
	w.run().await;
	let again = on(DAY + 1, debit(&format!("CL{id}X2"), 1_000));
	state(&w, 2, &mut holds, &[again]).await;
	must_be_paid_once(&w, id).await;
	// Too late to be known before.
	let second = on(DAY + 2, nth(2, debit(&name, 1_000)));
	state(&w, 3, &mut holds, &[second]).await;
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
	let back = on(DAY + 3, nth(2, credit(&name, 1_000)));
	state(&w, 4, &mut holds, &[back]).await;
	must_be_paid_once(&w, id).await;
}

async fn a_second_booking_calls_off_a_refusal_the_chain_was_not_told(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let lines = [
		debit(&name, 1_000),
		credit(&name, 1_000),
		nth(2, debit(&name, 1_000)),
	];
	for (n, line) in lines.iter().enumerate() {
		let file = notice(&format!("C-{n}"), std::slice::from_ref(line));
		read_only(&w, file).await;
	}
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	state(&w, 1, &mut 100_000, &lines).await;
	must_be_paid_once(&w, id).await;
}

async fn a_second_booking_that_only_a_notice_has_keeps_no_money_back(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let mut holds = 100_000;
	let forged = nth(2, debit(&name, 1_000));
	w.bank_sends(notice("C54", &[debit(&name, 1_000), forged]))
		.await;
	state(&w, 1, &mut holds, &[debit(&name, 1_000)]).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::BookedTwice]);
	w.must_balance().await;
	// The payment comes back: no statement knows of two.
	let back = on(DAY + 1, credit(&name, 1_000));
	w.bank_sends(notice("C55", std::slice::from_ref(&back)))
		.await;
	state(&w, 2, &mut holds, &[back]).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(w.must_balance().await.owed, Cents(1_000));
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
	w.desk.withdraw(batch, "anna", "no").await.expect("done");
	// And where one statement tells of the payment and of what came back.
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let line = |line: Line| on(DAY + 2, line);
	let (left, back) = (line(debit(&name, 1_000)), line(credit(&name, 1_000)));
	let forged = line(nth(2, debit(&name, 1_000)));
	w.bank_sends(notice("C57", &[left.clone(), forged])).await;
	w.bank_sends(notice("C58", std::slice::from_ref(&back)))
		.await;
	assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
	state(&w, 3, &mut holds, &[left, back]).await;
	assert_eq!(w.payment_status(id).await, PaymentStatus::Returned);
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn; 2]);
	assert_eq!(w.must_balance().await.owed, Cents(2_000));
}

async fn without_the_statement_of_the_payment_nothing_is_paid_again(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	w.bank_sends(notice("C54", &[debit(&name, 1_000)])).await;
	// The statement of the day on which it was booked twice has not come.
	let back = on(DAY + 1, credit(&name, 1_000));
	let second = statement(2, DAY + 1, 98_000, 99_000, std::slice::from_ref(&back));
	w.bank_sends(second).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	let early = w.desk.pay_again(late, "maker", payee).await;
	let early = early
		.expect_err("it may have been booked twice")
		.to_string();
	assert!(early.contains("2026-11-30"), "{early}");
	let twice = [debit(&name, 1_000), nth(2, debit(&name, 1_000))];
	state(&w, 1, &mut 100_000, &twice).await;
	must_be_paid_once(&w, id).await;
}

async fn what_the_bank_keeps_of_a_second_booking_stays_a_case(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let mut holds = 100_000;
	let twice = [debit(&name, 1_000), nth(2, debit(&name, 1_000))];
	state(&w, 1, &mut holds, &twice).await;
	let less = on(DAY + 1, credit(&name, 990));
	state(&w, 2, &mut holds, &[less]).await;
	assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
	assert_eq!(
		w.open_cases().await,
		vec![CaseKind::BookedTwice, CaseKind::Unbalanced]
	);
	let figures = w.desk.figures().await.expect("figures");
	assert_eq!(figures.currencies[0].difference, Cents(10));
	let rest = on(DAY + 2, nth(2, credit(&name, 10)));
	state(&w, 3, &mut holds, &[rest]).await;
	must_be_paid_once(&w, id).await;
}

async fn a_notice_alone_ends_no_late_return_for_good(w: World) {
	let mut holds = 100_000;
	for drafted in [false, true] {
		let (ids, _) = w.sent(&[1_000]).await;
		let (id, name) = (ids[0], e2e(ids[0]));
		let round = 4 * u32::from(drafted);
		let line = |n: u32, line: Line| on(DAY + round + n, line);
		let first = [line(0, debit(&name, 1_000)), line(0, credit(&name, 1_000))];
		w.bank_sends(notice(&name, &first[..1])).await;
		state(&w, round + 1, &mut holds, &first).await;
		let late = case_of(&w, CaseKind::LateReturn).await;
		let payee = corrected(&w, id).await;
		if drafted {
			w.desk.pay_again(late, "maker", payee).await.expect("made");
		}
		// Anybody can write this.
		let forged = line(1, nth(2, debit(&name, 1_000)));
		w.bank_sends(notice(&format!("F-{name}"), &[forged])).await;
		assert!(w.desk.pay_again(late, "maker", payee).await.is_err());
		state(&w, round + 2, &mut holds, &[]).await;
		assert_eq!(w.payments(id).await[0].status, PaymentStatus::Returned);
		assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
		assert_eq!(w.must_balance().await.owed, Cents(1_000));
		let late = case_of(&w, CaseKind::LateReturn).await;
		// Another statement of that day may have it.
		assert!(w.desk.pay_again(late, "maker", payee).await.is_err());
		state(&w, round + 3, &mut holds, &[]).await;
		let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
		w.release(batch).await;
		w.run().await;
		let last = w.payments(id).await.pop().expect("made again").end_to_end;
		let last = line(3, debit(&last, 1_000));
		state(&w, round + 4, &mut holds, &[last]).await;
		must_be_paid_once(&w, id).await;
	}
}

async fn between_two_statements_of_one_day_nothing_is_paid_again(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let first = [debit(&name, 1_000), credit(&name, 1_000)];
	w.bank_sends(notice("C54", &first[..1])).await;
	let mut holds = 100_000;
	state(&w, 1, &mut holds, &first).await;
	let second = on(DAY + 1, nth(2, debit(&name, 1_000)));
	w.bank_sends(notice("C55", std::slice::from_ref(&second)))
		.await;
	state(&w, 2, &mut holds, &[]).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	let early = w.desk.pay_again(late, "maker", payee).await;
	let early = early
		.expect_err("the bank may still book it that day")
		.to_string();
	assert!(early.contains("later day than 2026-12-01"), "{early}");
	let evening = statement(3, DAY + 1, holds, holds - 1_000, &[second]);
	w.bank_sends(evening).await;
	must_be_paid_once(&w, id).await;
}

async fn what_a_wrong_statement_has_is_waited_for_too(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let first = [debit(&name, 1_000), credit(&name, 1_000)];
	w.bank_sends(notice("C54", &first[..1])).await;
	let mut holds = 100_000;
	state(&w, 1, &mut holds, &first).await;
	let second = on(DAY + 1, nth(2, debit(&name, 1_000)));
	// It does not add up.
	w.bank_sends(statement(2, DAY + 1, holds, holds, &[second]))
		.await;
	w.bank_sends(statement(3, DAY + 1, holds, holds, &[])).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	let early = w.desk.pay_again(late, "maker", payee).await;
	let early = early.expect_err("the evening's may have it").to_string();
	assert!(early.contains("later day than 2026-12-01"), "{early}");
	w.bank_sends(statement(4, DAY + 2, holds, holds, &[])).await;
	w.desk.pay_again(late, "maker", payee).await.expect("made");
}

async fn a_notice_of_a_second_booking_ends_no_late_return_that_is_being_paid_again(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let first = [debit(&name, 1_000), credit(&name, 1_000)];
	w.bank_sends(notice("C54", &first[..1])).await;
	let mut holds = 100_000;
	state(&w, 1, &mut holds, &first).await;
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
	w.release(batch).await;
	w.run().await;
	let forged = on(DAY + 1, nth(2, debit(&name, 1_000)));
	w.bank_sends(notice("F", &[forged])).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::BookedTwice]);
	state(&w, 2, &mut holds, &[]).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let case = w.desk.case(late).await.expect("it is there");
	assert_eq!(case.status, CaseStatus::Working);
	assert_eq!(w.must_balance().await.owed, Cents(1_000));
	let again = on(DAY + 2, debit(&format!("CL{id}X2"), 1_000));
	state(&w, 3, &mut holds, &[again]).await;
	must_be_paid_once(&w, id).await;
}

async fn a_notice_of_a_day_far_ahead_ends_no_late_return_for_good(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let (id, name) = (ids[0], e2e(ids[0]));
	let lines = [debit(&name, 1_000), credit(&name, 1_000)];
	w.bank_sends(notice("C54", &lines[..1])).await;
	let mut holds = 100_000;
	state(&w, 1, &mut holds, &lines).await;
	let forged = on(DAY + 30_000, nth(2, debit(&name, 1_000)));
	w.bank_sends(notice("F", &[forged])).await;
	state(&w, 2, &mut holds, &[]).await;
	state(&w, 12, &mut holds, &[]).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	assert_eq!(w.must_balance().await.owed, Cents(1_000));
	let late = case_of(&w, CaseKind::LateReturn).await;
	let payee = corrected(&w, id).await;
	w.desk.pay_again(late, "maker", payee).await.expect("made");
}

async fn a_return_that_only_a_notice_has_hides_no_second_booking(w: World) {
	let mut holds = 100_000;
	// A pacs.004, a notice of the day of the second booking, and one of the day after.
	for kind in 0..3 {
		let (ids, _) = w.sent(&[1_000]).await;
		let (id, name) = (ids[0], e2e(ids[0]));
		let round = 4 * kind;
		let line = |n: u32, line: Line| on(DAY + round + n, line);
		let first = line(0, debit(&name, 1_000));
		w.bank_sends(notice(&name, std::slice::from_ref(&first)))
			.await;
		state(&w, round + 1, &mut holds, &[first]).await;
		let forged = match kind {
			0 => returned(&format!("R-{name}"), &name, 1_000),
			_ => notice(&format!("F-{name}"), &[line(kind, credit(&name, 1_000))]),
		};
		w.bank_sends(forged).await;
		assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn], "{kind}");
		let second = line(1, nth(2, debit(&name, 1_000)));
		state(&w, round + 2, &mut holds, &[second]).await;
		if kind == 2 {
			// It may be told of the day after.
			assert_eq!(w.payment_status(id).await, PaymentStatus::Booked);
		}
		state(&w, round + 3, &mut holds, &[]).await;
		assert_eq!(w.payment_status(id).await, PaymentStatus::Booked, "{kind}");
		let both = vec![CaseKind::BookedTwice, CaseKind::Unbalanced];
		assert_eq!(w.open_cases().await, both, "{kind}");
		let back = line(3, nth(3, credit(&name, 1_000)));
		state(&w, round + 4, &mut holds, &[back]).await;
		must_be_paid_once(&w, id).await;
	}
}

async fn one_booking_in_other_words_is_one(w: World) {
	let (mut holds, mut number) = (100_000, 0);
	// On which day the notice has it, and on which the statement, which is of the second.
	for (noticed, stated) in [(0, 0), (1, 1), (0, 1), (1, 0)] {
		let (ids, _) = w.sent(&[1_000]).await;
		let (id, name) = (ids[0], e2e(ids[0]));
		let mut told = Vec::new();
		for make in [debit, credit] {
			let first = DAY + number;
			number += 2;
			let line = nth(2, on(first + noticed, make(&name, 1_000)));
			let file = notice(&line.reference, std::slice::from_ref(&line));
			w.bank_sends(file).await;
			state(
				&w,
				number,
				&mut holds,
				&[on(first + stated, make(&name, 1_000))],
			)
			.await;
			let kinds: Vec<_> = w.cases(false).await.iter().map(|c| c.kind).collect();
			assert!(
				!kinds.contains(&CaseKind::BookedTwice),
				"{noticed} {stated}"
			);
			told.push(w.payment_status(id).await);
			w.must_balance().await;
		}
		assert_eq!(
			told,
			[PaymentStatus::Booked, PaymentStatus::Returned],
			"{noticed} {stated}"
		);
		let late = of_kind(&w, CaseKind::LateReturn).await;
		let of_this = |c: &&Case| c.redemption == Some(id);
		assert_eq!(late.iter().filter(of_this).count(), 1);
	}
}

async fn what_banks_keep_of_several_returns_is_no_payment(w: World) {
	let (ids, _) = w.sent(&[500]).await;
	let id = ids[0];
	let mut holds = 100_000;
	for n in 1..=3 {
		let name = format!("CL{id}X{n}");
		let day = DAY + n - 1;
		let left = on(day, debit(&name, 500));
		w.bank_sends(notice(&name, std::slice::from_ref(&left)))
			.await;
		state(&w, n, &mut holds, &[left, on(day, credit(&name, 240))]).await;
		assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
		assert_eq!(w.must_balance().await.owed, Cents(500));
		let late = case_of(&w, CaseKind::LateReturn).await;
		let payee = corrected(&w, id).await;
		let batch = w.desk.pay_again(late, "maker", payee).await.expect("made");
		w.release(batch).await;
		w.run().await;
	}
	let last = on(DAY + 3, debit(&format!("CL{id}X4"), 500));
	state(&w, 4, &mut holds, &[last]).await;
	must_be_paid_once(&w, id).await;
}
