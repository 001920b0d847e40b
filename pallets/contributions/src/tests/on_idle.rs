//! What is due is passed on in blocks with room.

use frame_support::{assert_ok, assert_storage_noop, traits::Hooks, weights::Weight};

use crate::{mock::*, *};

/// What passing on to so many takes.
fn passing_on(sharers: u32) -> Weight {
	let look = <Test as frame_system::Config>::DbWeight::get().reads(1);
	<() as WeightInfo>::pass_on(sharers).saturating_add(look)
}

/// What passing on for one holder may take.
fn one() -> Weight {
	passing_on(MaxSharers::get())
}

fn on_idle(remaining: Weight) -> Weight {
	<Contributions as Hooks<_>>::on_idle(1, remaining)
}

#[test]
fn a_block_without_anything_due_costs_a_look() {
	ExtBuilder::default().build_and_execute(|| {
		award(COOP, &[], 100);
		let look = <Test as frame_system::Config>::DbWeight::get().reads(1);
		assert_storage_noop!(assert_eq!(on_idle(Weight::MAX), look));
		assert_eq!(
			Contributions::held(COOP),
			measured(10),
			"it waits for a rule"
		);
	});
}

#[test]
fn a_full_block_passes_nothing_on() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(share_out(COOP, &[(ANNA, 1)]));
		award(COOP, &[], 100);
		let too_little = one().saturating_sub(Weight::from_parts(1, 0));
		assert_storage_noop!(assert_eq!(on_idle(too_little), Weight::zero()));
		assert_eq!(on_idle(one()), passing_on(1), "as many as it has sharers");
		assert_eq!(Contributions::running(ANNA), measured(10));
	});
}

#[test]
fn a_block_passes_on_as_much_as_it_has_room_for() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(share_out(COOP, &[(BELA, 1)]));
		assert_ok!(share_out(METER, &[(ANNA, 1)]));
		award(COOP, &[METER], 100);
		assert_eq!(Due::<Test>::iter().count(), 2);
		assert_eq!(on_idle(one()), passing_on(1));
		assert_eq!(Due::<Test>::iter().count(), 1);
		on_idle(one());
		assert_eq!(Due::<Test>::iter().count(), 0);
		assert_eq!(Contributions::running(ANNA), verified(5));
		assert_eq!(Contributions::running(BELA), measured(10));
	});
}

#[test]
fn a_block_passes_on_for_so_many_holders_however_much_room_it_has() {
	HoldersPerBlock::set(1);
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(share_out(COOP, &[(BELA, 1)]));
		assert_ok!(share_out(METER, &[(ANNA, 1)]));
		award(COOP, &[METER], 100);
		assert_eq!(on_idle(Weight::MAX), passing_on(1));
		assert_eq!(Due::<Test>::iter().count(), 1);
		assert_eq!(on_idle(Weight::MAX), passing_on(1));
		assert_eq!(Due::<Test>::iter().count(), 0);
		assert_eq!(Contributions::running(ANNA), verified(5));
		assert_eq!(Contributions::running(BELA), measured(10));
	});
}
