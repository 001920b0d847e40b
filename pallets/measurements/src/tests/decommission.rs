use crate::{mock::*, Error, Event, Premises, Sources, Status};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn decommission_frees_the_premises_and_keeps_the_claims() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		assert_ok!(Measurements::decommission(RuntimeOrigin::signed(ALICE), 0));
		assert_eq!(
			events().last(),
			Some(&Event::SourceDecommissioned {
				source: 0,
				by: id(ALICE)
			})
		);
		assert_eq!(Premises::<Test>::iter().count(), 0);
		let ended = Sources::<Test>::get(0).and_then(|source| source.decommissioned_at);
		assert_eq!(ended, Some(Now::get()));

		// The claim runs on.
		answer(claim, 0, confirm(800, 20));
		answer(claim, 1, confirm(800, 20));
		assert!(matches!(status(claim), Status::Verified { .. }));
		// The next source there cannot claim its period again.
		let next = source_of(BOB, SOLAR, place(1));
		let period = crate::Claims::<Test>::get(claim)
			.expect("kept")
			.measurement
			.period;
		let again = crate::Measurement {
			quantity: 1,
			..measure(period)
		};
		assert_noop!(
			Measurements::submit(RuntimeOrigin::signed(BOB), next, again),
			Error::<Test>::PeriodOverlaps
		);
	});
}

#[test]
fn decommission_withdraws_what_was_never_commissioned() {
	ExtBuilder.build_and_execute(|| {
		source_of(BOB, SOLAR, place(2));
		let origin = RuntimeOrigin::signed(ALICE);
		assert_ok!(Measurements::register_source(
			origin.clone(),
			SOLAR,
			place(1),
			1,
			None
		));
		assert_ok!(Measurements::decommission(origin, 1));
		assert_eq!(Premises::<Test>::iter().count(), 1);
	});
}

#[test]
fn decommission_is_for_the_owner_and_final() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let by = |who| Measurements::decommission(RuntimeOrigin::signed(who), source);
		assert_noop!(by(STRANGER), Error::<Test>::NotMember);
		assert_noop!(by(BOB), Error::<Test>::NotOwner);
		assert_noop!(by(VERIFIERS[0]), Error::<Test>::NotOwner);
		assert_noop!(
			Measurements::decommission(RuntimeOrigin::root(), source),
			BadOrigin
		);
		assert_noop!(
			Measurements::decommission(RuntimeOrigin::signed(ALICE), 7),
			Error::<Test>::SourceNotFound
		);
		assert_ok!(by(ALICE));
		assert_noop!(by(ALICE), Error::<Test>::Decommissioned);
	});
}

#[test]
fn decommission_of_an_abandoned_source_is_for_verifiers() {
	ExtBuilder.build_and_execute(|| {
		let source = source_of(ALICE, SOLAR, place(1));
		let by = |who| Measurements::decommission(RuntimeOrigin::signed(who), source);
		expire(ALICE);
		assert_noop!(by(ALICE), Error::<Test>::NotMember);
		assert_noop!(by(BOB), Error::<Test>::NotOwner);
		tie(VERIFIERS[1], ALICE);
		assert_noop!(by(VERIFIERS[1]), Error::<Test>::NotOwner);
		assert_ok!(by(VERIFIERS[2]));
		source_of(BOB, SOLAR, place(1));
	});
}
