use frame_system::RawOrigin::Root;
use pallet_session::SessionInterface;
use proptest::prelude::*;
use sp_runtime::{testing::UintAuthorityId, Perbill};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

use crate::{mock::*, Offenders, Pallet};

#[derive(Clone, Debug)]
enum Step {
	Admit(AccountId),
	Expel(AccountId),
	Offend(AccountId),
	SetKeys(AccountId, u64),
	PurgeKeys(AccountId),
	Rotate,
}

fn step() -> impl Strategy<Value = Step> {
	let who = 1..=9u64;
	prop_oneof![
		who.clone().prop_map(Step::Admit),
		who.clone().prop_map(Step::Expel),
		who.clone().prop_map(Step::Offend),
		(who.clone(), 1..30u64).prop_map(|(who, keys)| Step::SetKeys(who, keys)),
		who.prop_map(Step::PurgeKeys),
		Just(Step::Rotate),
		Just(Step::Rotate),
	]
}

fn run(step: Step) {
	// Steps that are refused are part of the sequence.
	match step {
		Step::Admit(who) => drop(Authorities::admit(Root.into(), who)),
		Step::Expel(who) => drop(Authorities::expel(Root.into(), who)),
		Step::Offend(who) => {
			let details = OffenceDetails {
				offender: (who, ()),
				reporters: vec![],
			};
			Authorities::on_offence(&[details], &[Perbill::one()], 0);
		},
		Step::SetKeys(who, keys) => drop(<Session as SessionInterface>::set_keys(
			&who,
			UintAuthorityId(keys),
		)),
		Step::PurgeKeys(who) => drop(<Session as SessionInterface>::purge_keys(&who)),
		Step::Rotate => rotate(1),
	}
}

proptest! {
	#[test]
	fn there_are_always_enough_validators(steps in prop::collection::vec(step(), 1..60)) {
		ExtBuilder::default().build_and_execute(|| {
			for step in steps {
				run(step);
				Pallet::<Test>::do_try_state().expect("every invariant holds");
				let planned = Authorities::planned();
				prop_assert!(planned.len() >= 4);
				// Offenders who validate are disabled, up to a third.
				let offenders = Offenders::<Test>::get();
				let offending = validators().iter().filter(|who| offenders.contains(who)).count();
				let limit = (validators().len() - 1) / 3;
				prop_assert!(Session::disabled_validators().len() >= offending.min(limit));
			}
			// Left alone, the set comes to rest: what was planned last validates, less those who
			// purged their keys while too few remained.
			rotate(3);
			let planned = Authorities::planned();
			prop_assert!(validators().iter().all(|who| planned.contains(who)));
			Ok(())
		})?;
	}
}
