//! What breaks an invariant is noticed.

use frame_support::{assert_ok, hypothetically};

use crate::{mock::*, *};

fn broken(law: &str, change: impl FnOnce()) {
	hypothetically!({
		change();
		let said: &str = Desk::do_try_state().expect_err(law).into();
		assert!(said.starts_with(law), "{said} is not about {law}");
	});
}

#[test]
fn what_breaks_an_invariant_is_noticed() {
	ExtBuilder::default().build_and_execute(|| {
		open_desk();
		for _ in 0..3 {
			assert_ok!(redeem(ALICE, 10 * TOKEN));
		}
		assert_ok!(begin(&[0]));
		assert_ok!(settle(&[0]));
		assert_ok!(Desk::do_try_state());

		let alice = Desk::redemption(0).unwrap().owner;
		broken("1:", || {
			Redemptions::<Test>::mutate(1, |one| one.as_mut().unwrap().amount += 1)
		});
		broken("2:", || Redemptions::<Test>::remove(2));
		broken("2:", || OwnedCounts::<Test>::insert(alice, 2));
		broken("3:", || {
			Queues::<Test>::mutate(EUR, |queue| queue.length += 1)
		});
		broken("4:", || {
			Reserves::<Test>::mutate(EUR, |reserve| reserve.open += 1)
		});
		broken("4:", || SpentDays::<Test>::remove(EUR));
		broken("5:", || {
			Reserves::<Test>::mutate(EUR, |reserve| {
				reserve.attested.as_mut().unwrap().balance = 1
			})
		});
		broken("6:", || {
			Windows::<Test>::mutate(0, |window| window.as_mut().unwrap().taken += 1)
		});
		broken("6:", || OpenWindows::<Test>::remove(EUR));
		// What a member used is neither forgotten, nor another's, nor of another period.
		broken("6:", || Usage::<Test>::remove(0, alice));
		broken("6:", || {
			Usage::<Test>::insert(0, 999, Usage::<Test>::get(0, alice))
		});
		broken("6:", || {
			Usage::<Test>::mutate(0, alice, |used| used.period += 1)
		});
		broken("7:", || Burned::<Test>::mutate(|burned| *burned += 1));
		broken("8:", || CurrencyTerms::<Test>::remove(EUR));
		broken("9:", || {
			ReceivedTotals::<Test>::mutate(EUR, |received| received.total += 1)
		});
	});
}
