//! Tokens become money, by the rules of all pallets together.

use civic_primitives::MemberKind;
use frame_support::traits::{fungible::InspectHold, InstanceFilter};
use pallet_redemption::{Burned, Currency, HoldReason, Payment, Status, Terms, WindowTerms};
use sp_core::H256;
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Charlie, Dave, Eve, One};

use super::{
	assembly::enacted,
	chain::{blocks, fail, now, run, send},
	emergency::{filtered, motion},
};
use crate::{
	configs::ProxyType,
	constants::{DAY, TOKEN},
	governance::origins::Origin,
	Balances, Issuance, Redemption, Runtime, RuntimeCall, SafeMode,
};

type Desk = pallet_redemption::Call<Runtime>;
type DeskError = pallet_redemption::Error<Runtime>;

const EUR: Currency = Currency::EUR;

fn today() -> u32 {
	u32::try_from(now() / DAY).expect("a day")
}

fn attest() -> Desk {
	Desk::attest_reserve {
		currency: EUR,
		balance: 1_000_000,
		as_of: today(),
		statement: H256([1; 32]),
	}
}

fn countersign() -> Desk {
	Desk::countersign_reserve {
		currency: EUR,
		balance: 1_000_000,
		as_of: today(),
		statement: H256([1; 32]),
	}
}

/// 100 euros a tonne, which are 10 cents a token.
fn open_window() -> Desk {
	Desk::open_window {
		currency: EUR,
		terms: WindowTerms {
			rate: 10_000,
			budget: 100_000,
			from: now(),
			until: now() + DAY / 2,
			smallest: TOKEN,
			largest: 100 * TOKEN,
			period: 3_600,
			limits: vec![(MemberKind::Citizen, 50 * TOKEN)]
				.try_into()
				.expect("few"),
		},
	}
}

fn redeem(tokens: u128) -> Desk {
	Desk::redeem {
		window: 0,
		amount: tokens * TOKEN,
		payee: H256([2; 32]),
	}
}

fn begin() -> Desk {
	Desk::begin_payments {
		currency: EUR,
		ids: vec![0].try_into().expect("few"),
		message: H256([3; 32]),
	}
}

fn settle() -> Desk {
	Desk::settle {
		payments: vec![Payment {
			redemption: 0,
			reference: b"bank-1".to_vec().try_into().expect("short"),
			booked: today(),
		}]
		.try_into()
		.expect("few"),
	}
}

/// Charlie is the treasurer, Dave the auditor.
fn open_desk() {
	blocks(1);
	send(Charlie, attest());
	send(Dave, countersign());
	send(Charlie, open_window());
}

fn held() -> u128 {
	Balances::balance_on_hold(&HoldReason::Redemption.into(), &Eve.to_account_id())
}

#[test]
fn tokens_become_money_and_leave_the_supply() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		open_desk();
		let before = Issuance::supply();
		send(Eve, redeem(20));
		assert_eq!(held(), 20 * TOKEN);
		assert_eq!(
			Redemption::redemption(0).expect("it is there").quote,
			200,
			"2 euros"
		);
		send(Charlie, begin());
		assert_eq!(
			fail(Eve, Desk::cancel { redemption: 0 }),
			DeskError::NotOpen.into()
		);
		send(Charlie, settle());
		let status = Redemption::redemption(0).expect("it stays").status;
		assert!(
			matches!(status, Status::Settled { paid: 200, .. }),
			"{status:?}"
		);
		assert_eq!(held(), 0);
		let after = Issuance::supply();
		assert_eq!(after.redeemed, 20 * TOKEN);
		assert_eq!(after.in_circulation, before.in_circulation - 20 * TOKEN);
		assert_eq!(Burned::<Runtime>::get(), after.redeemed);
		assert_eq!(fail(Charlie, settle()), DeskError::NotPaying.into());
	});
}

#[test]
fn each_does_only_what_they_are_charged_with() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		assert_eq!(fail(Eve, attest()), DeskError::NotTreasurer.into());
		assert_eq!(fail(Dave, attest()), DeskError::NotTreasurer.into());
		send(Charlie, attest());
		assert_eq!(fail(Charlie, countersign()), DeskError::NotAuditor.into());
		assert_eq!(fail(Alice, countersign()), DeskError::NotAuditor.into());
		assert_eq!(
			fail(Charlie, open_window()),
			DeskError::ReserveStale.into(),
			"nobody countersigned"
		);
		send(Dave, countersign());
		assert_eq!(fail(Dave, open_window()), DeskError::NotTreasurer.into());
		send(Charlie, open_window());
		assert_eq!(fail(One, redeem(1)), DeskError::KindExcluded.into());
		send(Eve, redeem(1));
		assert_eq!(fail(Eve, begin()), DeskError::NotTreasurer.into());
		assert_eq!(fail(Dave, begin()), DeskError::NotTreasurer.into());
	});
}

#[test]
fn in_safe_mode_nothing_begins_and_nothing_is_lost() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		open_desk();
		send(Eve, redeem(20));
		send(Charlie, begin());
		send(Eve, redeem(10));
		let enter = pallet_safe_mode::Call::<Runtime>::force_enter {};
		assert!(motion(3, enter, true));
		assert!(SafeMode::is_entered());

		assert_eq!(fail(Eve, redeem(1)), filtered());
		assert_eq!(fail(Charlie, open_window()), filtered());
		assert_eq!(fail(Charlie, begin()), filtered());

		// Nobody else can end what expires while nothing can be paid.
		assert_eq!(fail(Alice, Desk::release { redemption: 1 }), filtered());
		send(Charlie, settle());
		send(Eve, Desk::cancel { redemption: 1 });
		send(Charlie, attest());
		send(Dave, countersign());
		send(Charlie, Desk::close_window { window: 0 });
		assert_eq!(held(), 0);
		assert_eq!(Issuance::supply().redeemed, 20 * TOKEN);
	});
}

#[test]
fn the_assembly_sets_the_bounds_of_windows() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let terms = Terms {
			min_rate: 1,
			max_rate: 9_999,
			max_window_budget: 100_000,
			max_window: DAY,
			attestation_validity: 30 * DAY,
			payment_term: DAY,
		};
		let set = Desk::set_terms {
			currency: EUR,
			terms,
		};
		enacted(Origin::Redemption, set);
		assert_eq!(Redemption::currencies(), [(EUR, terms)]);
		send(Charlie, attest());
		send(Dave, countersign());
		assert_eq!(
			fail(Charlie, open_window()),
			DeskError::RateOutsideTerms.into()
		);
	});
}

#[test]
fn who_may_not_move_tokens_for_another_may_not_redeem_them() {
	let call = RuntimeCall::from(redeem(1));
	assert!(ProxyType::Any.filter(&call));
	assert!(!ProxyType::NonTransfer.filter(&call));
}
