use crate::{mock::*, Attestation, Error, Event, Panels, Round, Status, VoidCause};
use civic_primitives::{Fault, Panelists};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, Pays},
};
use sp_runtime::traits::BadOrigin;

fn replace(who: AccountId, claim: u64) -> DispatchResultWithPostInfo {
	Measurements::replace_silent(RuntimeOrigin::signed(who), claim)
}

#[test]
fn replace_silent_marks_them_and_draws_others() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		let seats = panel_of(claim, Round::First);
		answer(claim, 1, confirm(800, 20));
		pass(terms().attest_within);
		let post = replace(BOB, claim).expect("two are silent");
		assert_eq!(post.pays_fee, Pays::No);

		let silent = vec![id(seats[0]), id(seats[2])];
		assert_eq!(
			Marks::get(),
			silent
				.iter()
				.map(|who| (*who, Fault::Silent))
				.collect::<Vec<_>>()
		);
		assert!(silent.iter().all(|who| Register::open_duties(*who) == 0));
		assert_eq!(
			events().last(),
			Some(&Event::SilentReplaced {
				claim,
				round: Round::First,
				silent: silent.clone()
			})
		);
		assert_eq!(panel_of(claim, Round::First), vec![seats[1]]);
		// The seed of the first lot is known: the second waits for another.
		assert_noop!(
			Measurements::draw_panel(RuntimeOrigin::signed(BOB), claim),
			Error::<Test>::RandomnessNotReady
		);

		draw();
		let panel = Panels::<Test>::get(claim, Round::First).expect("drawn");
		assert_eq!((panel.seats.len(), panel.lots), (3, 2));
		assert_eq!(panel.deadline, Now::get() + terms().attest_within);
		assert!(panel
			.seats
			.iter()
			.all(|seat| !silent.contains(&seat.verifier)));
		// The answer given before counts.
		answer(claim, 2, confirm(800, 20));
		assert!(matches!(status(claim), Status::Verified { .. }));
	});
}

#[test]
fn replace_silent_waits_for_the_deadline() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(replace(BOB, 0), Error::<Test>::ClaimNotFound);
		let source = source_of(ALICE, SOLAR, place(1));
		let claim = submit(ALICE, source, measure(last_hour()));
		assert_noop!(replace(BOB, claim), Error::<Test>::NotUnderReview);
		draw();
		assert_noop!(replace(STRANGER, claim), Error::<Test>::NotMember);
		assert_noop!(
			Measurements::replace_silent(RuntimeOrigin::root(), claim),
			BadOrigin
		);
		pass(terms().attest_within - 1);
		assert_noop!(replace(BOB, claim), Error::<Test>::AnswerTimeLeft);
		pass(1);
		assert_ok!(replace(BOB, claim));
		assert_noop!(replace(BOB, claim), Error::<Test>::NotUnderReview);
	});
}

#[test]
fn replace_silent_has_nobody_to_replace_while_it_waits() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		answer(claim, 0, confirm(800, 20));
		pass(terms().attest_within);
		assert_ok!(replace(BOB, claim));
		assert_noop!(replace(BOB, claim), Error::<Test>::NobodySilent);
	});
}

#[test]
fn replace_silent_works_on_the_second_panel() {
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		let first = panel_of(claim, Round::First);
		let second = panel_of(claim, Round::Second);
		pass(terms().attest_within);
		assert_ok!(replace(BOB, claim));
		draw();
		let third = panel_of(claim, Round::Second);
		assert_eq!(third.len(), 3);
		assert!(third
			.iter()
			.all(|who| !first.contains(who) && !second.contains(who)));
		answer(claim, 0, Attestation::Reject);
		answer(claim, 1, Attestation::Reject);
		assert_eq!(status(claim), Status::Void(VoidCause::Overturned));
	});
}

#[test]
fn replaced_verifiers_are_remembered_as_long_as_there_is_room() {
	ExtBuilder.build_and_execute(|| {
		for n in 0..20u64 {
			enrol(30 + n, civic_primitives::MemberKind::Verifier);
			accredit(30 + n, &[SOLAR]);
		}
		let claim = claim_with_panel();
		let mut silent = Vec::new();
		for _ in 0..6 {
			silent.extend(panel_of(claim, Round::First));
			pass(terms().attest_within);
			assert_ok!(replace(BOB, claim));
			draw();
			let seats = panel_of(claim, Round::First);
			let recent: Vec<_> = silent.iter().rev().take(15).collect();
			assert!(seats.iter().all(|who| !recent.contains(&who)));
		}
		let replaced = Panels::<Test>::get(claim, Round::First)
			.expect("drawn")
			.replaced;
		let recent: Vec<_> = silent.iter().skip(3).map(|who| id(*who)).collect();
		assert_eq!(replaced.into_inner(), recent);
	});
}
