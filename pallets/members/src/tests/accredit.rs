//! `accredit`, `reinstate`, and the sanctions ladder between them.

use std::collections::BTreeSet;

use civic_primitives::{Fault, MemberKind, Panelists};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn sanction(id: u64) -> Sanction {
	Verifiers::<Test>::get(id).expect("a verifier").sanction
}

fn reinstate(n: u8) -> sp_runtime::DispatchResult {
	Register::reinstate(by(Appeals::get()), account(n))
}

#[test]
fn an_accreditation_says_what_a_verifier_may_judge() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol(1, MemberKind::Verifier);
		let business = enrol(2, MemberKind::Business);
		assert_ok!(accredit(1, &[6, 5], &[business]));

		let verifier = Verifiers::<Test>::get(id).expect("accredited");
		assert_eq!(verifier.scope, BTreeSet::from([5, 6]));
		assert_eq!(verifier.affiliations, BTreeSet::from([business]));
		assert_eq!(
			(verifier.until, verifier.max_duties, verifier.open_duties),
			(LATER, 2, 0)
		);
		assert_eq!(verifier.sanction, Sanction::None);
		assert_eq!(VerifiersByFamily::<Test>::get(5), BTreeSet::from([id]));
		assert_eq!(VerifiersByFamily::<Test>::get(6), BTreeSet::from([id]));
		assert_eq!(
			last_event(),
			Some(Event::Accredited {
				id,
				scope: vec![5, 6],
				until: LATER,
				max_duties: 2,
				affiliations: vec![business],
			})
		);
	});
}

#[test]
fn another_accreditation_replaces_the_first_and_keeps_duties_and_sanctions() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[5, 6], &[0]);
		assert_ok!(Register::take_duty(id));
		Register::mark(id, Fault::Wrong);
		assert_ok!(accredit(1, &[6, 7], &[]));

		let verifier = Verifiers::<Test>::get(id).expect("accredited");
		assert_eq!(verifier.scope, BTreeSet::from([6, 7]));
		assert!(verifier.affiliations.is_empty());
		assert_eq!(verifier.open_duties, 1);
		assert_eq!(verifier.sanction, Sanction::Warned);
		assert!(
			!VerifiersByFamily::<Test>::contains_key(5),
			"nothing empty is stored"
		);
		assert_eq!(Register::eligible(7, 0), vec![id]);
	});
}

#[test]
fn an_empty_scope_withdraws_the_accreditation() {
	ExtBuilder::default().build_and_execute(|| {
		enrol_verifier(1, &[5], &[]);
		assert_ok!(accredit(1, &[], &[]));
		assert!(Register::eligible(5, 0).is_empty());
		assert!(VerifiersByFamily::<Test>::iter().next().is_none());
	});
}

#[test]
fn a_family_has_a_bound() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 1..4 {
			enrol_verifier(n, &[5], &[]);
		}
		enrol(4, MemberKind::Verifier);
		assert_noop!(accredit(4, &[5], &[]), Error::<Test>::TooManyVerifiers);
		// Replacing takes no further place.
		assert_ok!(accredit(1, &[5, 6], &[]));
		assert_ok!(accredit(2, &[], &[]));
		assert_ok!(accredit(4, &[5], &[]));
	});
}

#[test]
fn accredit_fails() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Verifier);
		enrol(2, MemberKind::Citizen);
		let scoped = |origin, n, until| {
			Register::accredit(origin, account(n), set(&[5]), until, 1, set(&[]))
		};
		let accreditor = || by(Accreditor::get());
		assert_noop!(scoped(by(registrar()), 1, LATER), DispatchError::BadOrigin);
		assert_noop!(
			scoped(RuntimeOrigin::root(), 1, LATER),
			DispatchError::BadOrigin
		);
		assert_noop!(scoped(accreditor(), 9, LATER), Error::<Test>::NotMember);
		assert_noop!(scoped(accreditor(), 2, LATER), Error::<Test>::NotVerifier);
		assert_noop!(scoped(accreditor(), 1, START), Error::<Test>::ExpiryInPast);
		assert_noop!(accredit(1, &[5], &[99]), Error::<Test>::UnknownAffiliation);
		assert_ok!(Register::remove(by(registrar()), account(1)));
		assert_noop!(scoped(accreditor(), 1, LATER), Error::<Test>::MemberRemoved);
	});
}

#[test]
fn each_wrong_verdict_is_a_step_up_the_ladder() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[5], &[]);
		Register::mark(id, Fault::Wrong);
		assert_eq!(sanction(id), Sanction::Warned);
		assert_eq!(
			Register::eligible(5, 0),
			vec![id],
			"a warning keeps nobody from judging"
		);
		assert_eq!(
			last_event(),
			Some(Event::Marked {
				id,
				fault: Fault::Wrong,
				sanction: Sanction::Warned
			})
		);

		Register::mark(id, Fault::Wrong);
		let until = START + SUSPENSION;
		assert_eq!(sanction(id), Sanction::Suspended { until });
		assert!(Register::eligible(5, 0).is_empty());
		Now::set(until - 1);
		assert!(Register::eligible(5, 0).is_empty());
		Now::set(until);
		assert_eq!(
			Register::eligible(5, 0),
			vec![id],
			"a suspension ends by itself"
		);

		Register::mark(id, Fault::Wrong);
		assert_eq!(sanction(id), Sanction::Removed);
		assert!(Register::eligible(5, 0).is_empty());
		assert!(
			VerifiersByFamily::<Test>::iter().next().is_none(),
			"its place is free"
		);
		assert_noop!(accredit(1, &[5], &[]), Error::<Test>::VerifierRemoved);

		Register::mark(id, Fault::Wrong);
		assert_eq!(sanction(id), Sanction::Removed);
	});
}

#[test]
fn every_third_silence_is_a_step_up_the_ladder() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[5], &[]);
		for expected in [
			Sanction::None,
			Sanction::None,
			Sanction::Warned,
			Sanction::Warned,
		] {
			Register::mark(id, Fault::Silent);
			assert_eq!(sanction(id), expected);
		}
		Register::mark(id, Fault::Silent);
		assert_eq!(sanction(id), Sanction::Warned);
		Register::mark(id, Fault::Silent);
		assert_eq!(
			sanction(id),
			Sanction::Suspended {
				until: START + SUSPENSION
			}
		);
	});
}

#[test]
fn an_appeal_lifts_sanctions_and_forgets_silences() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[5], &[]);
		Register::mark(id, Fault::Silent);
		Register::mark(id, Fault::Silent);
		Register::mark(id, Fault::Wrong);
		Register::mark(id, Fault::Wrong);
		assert!(Register::eligible(5, 0).is_empty());

		assert_ok!(reinstate(1));
		assert_eq!(last_event(), Some(Event::Reinstated { id }));
		assert_eq!(sanction(id), Sanction::None);
		assert_eq!(Register::eligible(5, 0), vec![id]);
		Register::mark(id, Fault::Silent);
		assert_eq!(
			sanction(id),
			Sanction::None,
			"the first silence again, not the third"
		);
	});
}

#[test]
fn one_who_was_removed_is_accredited_again_after_an_appeal() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enrol_verifier(1, &[5], &[]);
		for _ in 0..3 {
			Register::mark(id, Fault::Wrong);
		}
		// Neither a removal and renewal nor a key move launders it.
		assert_ok!(Register::remove(by(registrar()), account(1)));
		assert_ok!(Register::renew(by(registrar()), account(1), LATER));
		assert_ok!(Register::move_member(
			by(registrar()),
			account(1),
			account(2)
		));
		assert_noop!(accredit(2, &[5], &[]), Error::<Test>::VerifierRemoved);

		assert_ok!(reinstate(2));
		assert!(
			Register::eligible(5, 0).is_empty(),
			"an appeal does not accredit"
		);
		assert_ok!(accredit(2, &[5], &[]));
		assert_eq!(Register::eligible(5, 0), vec![id]);
	});
}

#[test]
fn reinstate_fails() {
	ExtBuilder::default().build_and_execute(|| {
		enrol_verifier(1, &[5], &[]);
		enrol(2, MemberKind::Citizen);
		assert_noop!(
			Register::reinstate(by(Accreditor::get()), account(1)),
			DispatchError::BadOrigin
		);
		assert_noop!(reinstate(9), Error::<Test>::NotMember);
		assert_noop!(reinstate(2), Error::<Test>::NotVerifier);
		assert_noop!(reinstate(1), Error::<Test>::NotSanctioned);
	});
}
