use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn withdraw(who: AccountId, id: u32) -> sp_runtime::DispatchResult {
	Methodologies::withdraw(RuntimeOrigin::signed(who), id)
}

fn publish(n: u8) {
	assert_ok!(Methodologies::publish(
		RuntimeOrigin::signed(ALICE),
		methodology(n).into()
	));
}

#[test]
fn withdraw_leaves_nothing_behind() {
	ExtBuilder::default().build_and_execute(|| {
		publish(1);
		assert_ok!(withdraw(ALICE, 0));
		assert_eq!(Methodologies::methodology(0), None);
		assert_eq!(Methodologies::by_content_hash(H256::repeat_byte(1)), None);
		assert!(!Drafts::<Test>::contains_key(ALICE_ID));
		System::assert_last_event(
			Event::Withdrawn {
				id: 0,
				content_hash: H256::repeat_byte(1),
			}
			.into(),
		);
		publish(1);
	});
}

#[test]
fn a_publisher_withdraws_with_a_new_key_and_after_expiry() {
	ExtBuilder::default().build_and_execute(|| {
		publish(1);
		Register::mutate(|register| register.insert(ALICE_ID, (77, false)));
		assert_noop!(withdraw(ALICE, 0), Error::<Test>::NotAuthorized);
		assert_ok!(withdraw(77, 0));
	});
}

#[test]
fn who_retires_methodologies_clears_drafts_of_those_who_left() {
	ExtBuilder::default().build_and_execute(|| {
		publish(1);
		Register::mutate(|register| register.remove(&ALICE_ID));
		assert_ok!(withdraw(RETIRER, 0));
		assert!(!Drafts::<Test>::contains_key(ALICE_ID));
	});
}

#[test]
fn withdraw_fails_for_everyone_else() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			publish(2);
			assert_noop!(withdraw(BOB, 1), Error::<Test>::NotAuthorized);
			// Nobody published what genesis adopted.
			assert_noop!(withdraw(ALICE, 0), Error::<Test>::NotAuthorized);
			for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
				assert_noop!(Methodologies::withdraw(origin, 1), DispatchError::BadOrigin);
			}
		});
}

#[test]
fn what_was_adopted_cannot_be_withdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(withdraw(ALICE, 0), Error::<Test>::NotFound);
		publish(1);
		assert_ok!(Methodologies::adopt(RuntimeOrigin::root(), 0));
		assert_noop!(withdraw(ALICE, 0), Error::<Test>::NotPublished);
		assert_noop!(withdraw(RETIRER, 0), Error::<Test>::NotPublished);
		assert_ok!(Methodologies::retire(RuntimeOrigin::signed(RETIRER), 0));
		assert_noop!(withdraw(RETIRER, 0), Error::<Test>::NotPublished);
	});
}
