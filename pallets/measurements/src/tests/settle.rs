use crate::{mock::*, Attestation, Claims, Error, Event, Status, Timeline};
use civic_primitives::{SettledClaim, Settlement};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, Pays},
};
use sp_runtime::{traits::BadOrigin, DispatchError};

fn settle(who: AccountId, claim: u64) -> DispatchResultWithPostInfo {
	Measurements::settle(RuntimeOrigin::signed(who), claim)
}

#[test]
fn settle_hands_the_claim_on_once_for_ever() {
	ExtBuilder.build_and_execute(|| {
		let claim = verified_claim();
		pass(terms().challenge_within);
		let post = settle(BOB, claim).expect("the window is over");
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(status(claim), Status::Settled);
		let stored = Claims::<Test>::get(claim).expect("kept");
		let verdict = stored.verdict.expect("verified");
		assert_eq!(
			Settled::get(),
			vec![SettledClaim {
				claim,
				owner: id(ALICE),
				methodology: SOLAR,
				period: stored.measurement.period,
				quantity: 790,
				uncertainty: 25,
				verifiers: verdict.agreeing,
			}]
		);
		let settlement = Settlement::Awarded(790);
		assert_eq!(
			events().last(),
			Some(&Event::ClaimSettled { claim, settlement })
		);
		assert_noop!(settle(BOB, claim), Error::<Test>::NotVerified);
		// It holds its period for ever.
		assert_eq!(Timeline::<Test>::iter().count(), 1);
	});
}

#[test]
fn settle_waits_for_the_window() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(settle(BOB, 0), Error::<Test>::ClaimNotFound);
		let claim = verified_claim();
		assert_noop!(settle(STRANGER, claim), Error::<Test>::NotMember);
		assert_noop!(
			Measurements::settle(RuntimeOrigin::none(), claim),
			BadOrigin
		);
		pass(terms().challenge_within - 1);
		assert_noop!(settle(BOB, claim), Error::<Test>::WindowOpen);
		pass(1);
		assert_ok!(settle(BOB, claim));
	});
}

#[test]
fn settle_is_for_verified_claims() {
	ExtBuilder.build_and_execute(|| {
		let claim = claim_with_panel();
		pass(100_000);
		assert_noop!(settle(BOB, claim), Error::<Test>::NotVerified);
	});
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		pass(100_000);
		assert_noop!(settle(BOB, claim), Error::<Test>::NotVerified);
	});
	ExtBuilder.build_and_execute(|| {
		let claim = challenged_claim();
		answer(claim, 0, Attestation::Reject);
		answer(claim, 1, Attestation::Reject);
		assert_noop!(settle(BOB, claim), Error::<Test>::NotVerified);
	});
}

#[test]
fn settle_fails_as_a_whole_when_the_award_fails() {
	ExtBuilder.build_and_execute(|| {
		let claim = verified_claim();
		pass(terms().challenge_within);
		LedgerIsDown::set(&true);
		let call = || crate::Call::<Test>::settle { claim };
		let dispatch = || {
			use frame_support::traits::UnfilteredDispatchable;
			call().dispatch_bypass_filter(RuntimeOrigin::signed(BOB))
		};
		assert_noop!(dispatch(), DispatchError::Other("ledger is down"));
		assert!(matches!(status(claim), Status::Verified { .. }));
		LedgerIsDown::set(&false);
		assert_ok!(dispatch());
	});
}

#[test]
fn settle_needs_no_membership_of_the_owner() {
	ExtBuilder.build_and_execute(|| {
		let claim = verified_claim();
		expire(ALICE);
		pass(terms().challenge_within);
		assert_ok!(settle(BOB, claim));
	});
}
