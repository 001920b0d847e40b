//! What breaks an invariant is noticed.

use civic_primitives::ContributionKind;
use frame_support::{assert_ok, hypothetically};

use crate::{mock::*, *};

fn broken(change: impl FnOnce()) {
	hypothetically!({
		change();
		assert!(Contributions::do_try_state().is_err());
	});
}

#[test]
fn what_breaks_an_invariant_is_noticed() {
	ExtBuilder::default().build_and_execute(|| {
		award(ANNA, &[METER], 500);
		assert_ok!(share_out(COOP, &[(ANNA, 1), (BELA, 1)]));
		award(COOP, &[], 100);
		assert_ok!(Contributions::do_try_state());

		let history = Histories::<Test>::get(ANNA);
		broken(|| Histories::<Test>::insert(SHOP, &history));
		broken(|| Now::set(START - 1));
		Now::set(START);
		broken(|| {
			Histories::<Test>::mutate(ANNA, |history| {
				let ring = history.ring_mut(ContributionKind::Measured);
				ring.earn(FIRST, 101, u64::MAX);
			})
		});
		broken(|| Rules::<Test>::mutate(COOP, |rule| rule.as_mut().unwrap().as_mut().reverse()));
		broken(|| Rules::<Test>::insert(COOP, ShareRuleOf::<Test>::default()));
		broken(|| Rules::<Test>::mutate(COOP, |rule| rule.as_mut().unwrap().as_mut()[0].1 = 0));
		broken(|| Rules::<Test>::mutate(COOP, |rule| rule.as_mut().unwrap().as_mut()[1].0 = SHOP));
		broken(|| Rules::<Test>::insert(ANNA, Rules::<Test>::get(COOP).unwrap()));
		broken(|| Rules::<Test>::remove(COOP));
		broken(|| Waiting::<Test>::insert(COOP, measured(1)));
		broken(|| Waiting::<Test>::insert(GAUGE, measured(0)));
		broken(|| Waiting::<Test>::insert(ANNA, measured(1)));
		broken(|| Due::<Test>::insert(COOP, measured(0)));
		broken(|| PeriodLength::<Test>::put(0));
		broken(|| HighestCap::<Test>::put(99));
		broken(|| CurrentPolicy::<Test>::mutate(|policy| policy.units_per_point = 0));
	});
}
