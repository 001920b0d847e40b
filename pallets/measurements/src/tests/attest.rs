use crate::{
	mock::*, Attestation, Claims, Error, Event, Panels, Round, Status, Verdict, VoidCause,
};
use civic_primitives::{Panelists, Terms};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

fn attest(who: AccountId, claim: u64, attestation: Attestation) -> sp_runtime::DispatchResult {
	Measurements::attest(RuntimeOrigin::signed(who), claim, attestation)
}

fn verdict(claim: u64) -> Option<Verdict> {
	Claims::<Test>::get(claim).and_then(|claim| claim.verdict)
}

/// Every duty of every verifier.
fn duties() -> u32 {
	VERIFIERS
		.iter()
		.map(|who| Register::open_duties(id(*who)))
		.sum()
}

#[test]
fn attest_verifies_when_a_quorum_agrees() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		let seats = panel_of(claim, Round::First);
		answer(claim, 0, confirm(790, 25));
		assert_eq!(
			events().last(),
			Some(&Event::Attested {
				claim,
				round: Round::First,
				verifier: id(seats[0]),
				attestation: confirm(790, 25),
			})
		);
		assert_eq!((status(claim), duties()), (Status::Attesting, 3));

		answer(claim, 2, confirm(760, 22));
		let until = Now::get() + terms().challenge_within;
		assert_eq!(status(claim), Status::Verified { until });
		// The lowest quantity and the widest uncertainty of those who agree.
		let mut agreeing = vec![id(seats[0]), id(seats[2])];
		agreeing.sort_unstable();
		let agreeing = agreeing.try_into().expect("two are few");
		let verdict_ = Verdict {
			quantity: 760,
			uncertainty: 25,
			agreeing,
		};
		assert_eq!(verdict(claim), Some(verdict_.clone()));
		assert_eq!(
			events().last(),
			Some(&Event::ClaimVerified {
				claim,
				verdict: verdict_,
				until
			})
		);
		assert_eq!(duties(), 0, "the third is free too");
		assert_noop!(
			attest(seats[1], claim, confirm(790, 25)),
			Error::<Test>::NotUnderReview
		);
	});
}

#[test]
fn attest_never_credits_more_than_was_claimed() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		answer(claim, 0, confirm(u64::MAX, 0));
		answer(claim, 1, confirm(900, 1));
		let verdict = verdict(claim).expect("800 ± 20 is within what both found");
		assert_eq!((verdict.quantity, verdict.uncertainty), (800, 20));
	});
}

#[test]
fn attest_needs_agreement_within_the_tolerance() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		// 800 − 719 is more than a tenth of 800.
		answer(claim, 0, confirm(800, 20));
		answer(claim, 1, confirm(719, 20));
		assert_eq!(status(claim), Status::Attesting);
		// 720 agrees with either; the lower pair counts.
		answer(claim, 2, confirm(720, 20));
		assert_eq!(verdict(claim).map(|verdict| verdict.quantity), Some(719));
	});
}

#[test]
fn attest_voids_what_cannot_be_confirmed_any_more() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		answer(claim, 0, Attestation::Reject);
		assert_eq!(status(claim), Status::Attesting);
		answer(claim, 1, Attestation::Reject);
		assert_eq!(status(claim), Status::Void(VoidCause::Rejected));
		assert_eq!(
			events().last(),
			Some(&Event::ClaimVoided {
				claim,
				cause: VoidCause::Rejected
			})
		);
		assert_eq!((verdict(claim), duties()), (None, 0));
		assert!(Marks::get().is_empty());
	});
}

#[test]
fn attest_voids_when_all_answered_without_agreement() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		answer(claim, 0, confirm(800, 20));
		answer(claim, 1, confirm(100, 20));
		answer(claim, 2, confirm(400, 20));
		assert_eq!(status(claim), Status::Void(VoidCause::Rejected));
	});
}

#[test]
fn attest_lets_nobody_annul_an_award_with_an_absurd_uncertainty() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		answer(claim, 0, confirm(800, u64::MAX));
		answer(claim, 1, confirm(800, 20));
		assert_eq!(status(claim), Status::Attesting);
		answer(claim, 2, confirm(800, 30));
		assert_eq!(verdict(claim).map(|verdict| verdict.uncertainty), Some(30));
	});
}

#[test]
fn attest_is_for_the_panel_in_time_and_once() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(
			attest(VERIFIERS[0], 0, Attestation::Reject),
			Error::<Test>::ClaimNotFound
		);
		let source = source_of(ALICE, SOLAR, place(1));
		let claim = submit(ALICE, source, measure(last_hour()));
		assert_noop!(
			attest(VERIFIERS[0], claim, Attestation::Reject),
			Error::<Test>::NotUnderReview
		);
		draw();
		let seats = panel_of(claim, Round::First);
		let outsider = VERIFIERS
			.into_iter()
			.find(|who| !seats.contains(who))
			.expect("ten > three");
		assert_noop!(
			attest(outsider, claim, Attestation::Reject),
			Error::<Test>::NotOnPanel
		);
		assert_noop!(
			attest(ALICE, claim, Attestation::Reject),
			Error::<Test>::NotOnPanel
		);
		assert_noop!(
			attest(STRANGER, claim, Attestation::Reject),
			Error::<Test>::NotMember
		);
		assert_noop!(
			Measurements::attest(RuntimeOrigin::root(), claim, Attestation::Reject),
			BadOrigin
		);
		assert_noop!(
			attest(seats[0], claim, confirm(0, 20)),
			Error::<Test>::ZeroQuantity
		);

		assert_ok!(attest(seats[0], claim, confirm(800, 20)));
		assert_noop!(
			attest(seats[0], claim, Attestation::Reject),
			Error::<Test>::AlreadyAttested
		);
		pass(terms().attest_within - 1);
		let deadline = Panels::<Test>::get(claim, Round::First).map(|panel| panel.deadline);
		assert_eq!(deadline, Some(Now::get() + 1));
		assert_ok!(attest(seats[1], claim, confirm(1, 20)));
		pass(1);
		assert_noop!(
			attest(seats[2], claim, confirm(800, 20)),
			Error::<Test>::AnswerTooLate
		);
		expire(seats[2]);
		assert_noop!(
			attest(seats[2], claim, confirm(800, 20)),
			Error::<Test>::NotMember
		);
	});
}

#[test]
fn attest_works_for_the_smallest_and_the_largest_panel() {
	ExtBuilder.build_and_execute(|| {
		for n in 0..10u64 {
			enrol(30 + n, civic_primitives::MemberKind::Verifier);
			accredit(30 + n, &[SOLAR]);
		}
		publish(
			10,
			SOLAR,
			Terms {
				panel: 1,
				quorum: 1,
				..terms()
			},
			true,
		);
		publish(
			11,
			SOLAR,
			Terms {
				panel: 15,
				quorum: 15,
				..terms()
			},
			true,
		);
		for (n, methodology, panel) in [(1, 10, 1), (2, 11, 15)] {
			let source = source_of(ALICE, SOLAR, place(n));
			let measurement = crate::Measurement {
				methodology,
				..measure(last_hour())
			};
			let claim = submit(ALICE, source, measurement);
			draw();
			for seat in 0..panel {
				assert_eq!(status(claim), Status::Attesting);
				answer(claim, seat, confirm(800, 20));
			}
			assert!(matches!(status(claim), Status::Verified { .. }));
		}
	});
}
