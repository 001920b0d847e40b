use civic_primitives::Methods;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn retire_closes_a_methodology_for_new_claims_only() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			assert_ok!(Methodologies::retire(RuntimeOrigin::signed(RETIRER), 0));
			assert!(!Methodologies::is_open(0));
			assert_eq!(Methodologies::in_force(0), None);
			assert_eq!(Methodologies::end_use(0), None);
			assert_eq!(Methodologies::terms(0), Some(terms()));
			assert_eq!(Methodologies::family(0), Some(0));
			System::assert_last_event(
				Event::Retired {
					id: 0,
					family: 0,
					successor: None,
				}
				.into(),
			);
		});
}

#[test]
fn only_what_is_in_force_can_be_retired() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			let retire = |id| Methodologies::retire(RuntimeOrigin::signed(RETIRER), id);
			assert_noop!(retire(1), Error::<Test>::NotFound);
			assert_ok!(Methodologies::publish(
				RuntimeOrigin::signed(ALICE),
				methodology(2).into()
			));
			assert_noop!(retire(1), Error::<Test>::NotAdopted);
			assert_ok!(retire(0));
			assert_noop!(retire(0), Error::<Test>::NotAdopted);
		});
}

#[test]
fn retire_fails_for_everyone_else() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			for origin in [RuntimeOrigin::root(), RuntimeOrigin::signed(ALICE)] {
				assert_noop!(Methodologies::retire(origin, 0), DispatchError::BadOrigin);
			}
		});
}
