use frame_support::assert_ok;
use pallet_authorship::EventHandler;
use sp_runtime::traits::Get;

use crate::{mock::*, LatestBlocks};

fn make_block(author: AccountId, number: u64) {
	System::set_block_number(number);
	<Authorities as EventHandler<_, _>>::note_author(author);
}

#[test]
fn the_latest_block_of_each_validator_is_known() {
	ExtBuilder::default().build_and_execute(|| {
		let none: Vec<_> = (1..=5).map(|who| (who, None)).collect();
		assert_eq!(Authorities::validators(), none);
		make_block(1, 7);
		make_block(2, 8);
		make_block(1, 9);
		assert_eq!(
			Authorities::validators(),
			[(1, Some(9)), (2, Some(8)), (3, None), (4, None), (5, None)]
		);
	});
}

#[test]
fn a_note_costs_a_read_and_a_write() {
	ExtBuilder::default().build_and_execute(|| {
		let before = System::block_weight().total();
		make_block(1, 7);
		let cost = System::block_weight().total() - before;
		let weight: frame_support::weights::RuntimeDbWeight =
			<Test as frame_system::Config>::DbWeight::get();
		assert_eq!(cost, weight.reads_writes(1, 1));
	});
}

/// Remembered as long as it may still validate, and not a session longer.
#[test]
fn who_is_gone_is_forgotten() {
	ExtBuilder::default().build_and_execute(|| {
		make_block(5, 7);
		assert_ok!(Authorities::expel(RuntimeOrigin::root(), 5));
		rotate(1);
		assert!(validators().contains(&5), "it validates still");
		assert_eq!(LatestBlocks::<Test>::get(5), Some(7));
		rotate(1);
		assert!(!validators().contains(&5));
		assert_eq!(LatestBlocks::<Test>::get(5), None);
	});
}
