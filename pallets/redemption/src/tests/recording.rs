use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn payer(name: &[u8]) -> Payer {
	Payer {
		kind: PayerKind::Sponsor,
		name: name.to_vec().try_into().unwrap(),
	}
}

fn record(currency: Currency, amount: Money, text: &str) -> sp_runtime::DispatchResult {
	Desk::record_payment(
		signed(TREASURER),
		currency,
		amount,
		payer(b"Stadtwerke"),
		reference(text),
	)
}

#[test]
fn payments_into_the_reserve_are_visible() {
	ExtBuilder::default()
		.terms(CHF, terms())
		.build_and_execute(|| {
			assert_ok!(record(EUR, 700_00, "A-1"));
			System::assert_last_event(
				Event::PaymentRecorded {
					currency: EUR,
					number: 0,
					amount: 700_00,
					payer: payer(b"Stadtwerke"),
					reference: reference("A-1"),
				}
				.into(),
			);
			assert_ok!(record(EUR, 300_00, "A-2"));
			assert_ok!(record(CHF, 5, "A-1"));

			let receipts = Desk::payments_recorded(EUR, 0, 10);
			assert_eq!(receipts.len(), 2);
			assert_eq!(
				receipts[1],
				(
					1,
					Receipt {
						amount: 300_00,
						payer: payer(b"Stadtwerke"),
						reference: reference("A-2"),
						at: NOON,
					}
				)
			);
			assert_eq!(Desk::payments_recorded(EUR, 1, 10), receipts[1..]);
			assert_eq!(Desk::payments_recorded(EUR, 0, 1), receipts[..1]);
			assert_eq!(Desk::payments_recorded(EUR, 2, 10), []);
			// What is there is what is attested.
			let reserve = Desk::reserve(EUR).unwrap();
			assert_eq!(
				(
					reserve.available,
					reserve.received.count,
					reserve.received.total
				),
				(0, 2, 1_000_00)
			);
		});
}

#[test]
fn each_reference_is_recorded_once_in_a_currency() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(record(EUR, 1, "A-1"));
		assert_noop!(record(EUR, 2, "A-1"), Error::<Test>::AlreadyRecorded);
	});
}

#[test]
fn a_payment_has_an_amount_a_payer_and_a_reference() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(record(EUR, 0, "A-1"), Error::<Test>::AmountZero);
		assert_noop!(record(EUR, 1, ""), Error::<Test>::TextUnfit);
		assert_noop!(record(CHF, 1, "A-1"), Error::<Test>::NotRedeemable);
		for name in [b"".as_slice(), b"\xff\xfe"] {
			let origin = signed(TREASURER);
			assert_noop!(
				Desk::record_payment(origin, EUR, 1, payer(name), reference("A-1")),
				Error::<Test>::TextUnfit
			);
		}
		// The longest of both fit.
		assert_ok!(Desk::record_payment(
			signed(TREASURER),
			EUR,
			Money::MAX,
			payer(&[b'n'; MAX_NAME as usize]),
			reference(&"r".repeat(MAX_REFERENCE as usize)),
		));
		assert!(Reference::try_from(vec![b'r'; MAX_REFERENCE as usize + 1]).is_err());
		assert!(
			frame_support::BoundedVec::<u8, frame_support::traits::ConstU32<MAX_NAME>>::try_from(
				vec![b'n'; MAX_NAME as usize + 1]
			)
			.is_err()
		);
		assert_noop!(
			record(EUR, 1, "one too many to count"),
			sp_runtime::ArithmeticError::Overflow
		);
	});
}

#[test]
fn payments_are_recorded_by_treasurers() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ALICE, AUDITOR, STRANGER] {
			assert_noop!(
				Desk::record_payment(signed(who), EUR, 1, payer(b"x"), reference("A")),
				Error::<Test>::NotTreasurer
			);
		}
		assert_noop!(
			Desk::record_payment(RuntimeOrigin::root(), EUR, 1, payer(b"x"), reference("A")),
			DispatchError::BadOrigin
		);
	});
}
