//! The invariants of the README, by their numbers.

use civic_primitives::{ContributionKind, MemberId, MemberKind, Membership};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
	earning::Earner, Config, CurrentPolicy, Due, HighestCap, Histories, Pallet, PeriodLength,
	Rules, Waiting, MAX_CAP,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_histories()?;
		Self::check_rules()?;
		Self::check_held()?;
		Self::check_policy()
	}

	/// Invariants 1, 2 and 3.
	fn check_histories() -> Result<(), TryRuntimeError> {
		let (now, highest) = (Self::period(), HighestCap::<T>::get());
		for (member, history) in Histories::<T>::iter() {
			ensure!(Self::is_citizen(member), "1: a history is not a citizen's");
			for kind in ContributionKind::ALL {
				let ring = history.ring(kind);
				ensure!(ring.is_sound(now), "2: a record is out of its slot or time");
				for slot in &ring.0 {
					let most = highest.saturating_mul(2);
					ensure!(
						slot.earned_last() <= highest,
						"3: more than any cap is earned"
					);
					ensure!(
						slot.last.points <= most
							&& slot.before.is_none_or(|before| before.points <= most),
						"3: a record is more than all caps leave"
					);
				}
			}
		}
		Ok(())
	}

	/// Invariant 4.
	fn check_rules() -> Result<(), TryRuntimeError> {
		for (holder, rule) in Rules::<T>::iter() {
			ensure!(Self::is_holder(holder), "4: a rule is not a holder's");
			ensure!(!rule.is_empty(), "4: a rule names nobody");
			let ascending = rule
				.iter()
				.zip(rule.iter().skip(1))
				.all(|(one, next)| one.0 < next.0);
			ensure!(ascending, "4: a rule is out of order");
			for (sharer, part) in &rule {
				ensure!(*part > 0, "4: a rule gives somebody nothing");
				ensure!(Self::is_citizen(*sharer), "4: a sharer is not a citizen");
			}
		}
		Ok(())
	}

	/// Invariant 5.
	fn check_held() -> Result<(), TryRuntimeError> {
		for (holder, points) in Waiting::<T>::iter() {
			ensure!(Self::is_holder(holder), "5: points wait with no holder");
			ensure!(!points.is_zero(), "5: nothing waits");
			ensure!(
				!Rules::<T>::contains_key(holder),
				"5: points wait for a rule that is there"
			);
		}
		for (holder, points) in Due::<T>::iter() {
			ensure!(!points.is_zero(), "5: nothing is due");
			ensure!(
				Rules::<T>::contains_key(holder),
				"5: points are due by no rule"
			);
		}
		Ok(())
	}

	/// Invariant 6.
	fn check_policy() -> Result<(), TryRuntimeError> {
		let policy = CurrentPolicy::<T>::get();
		ensure!(PeriodLength::<T>::get() > 0, "6: a period takes no time");
		ensure!(
			policy.units_per_point > 0 && policy.rule.is_valid(),
			"6: the policy divides by nothing, or its weights are none or too high"
		);
		let highest = HighestCap::<T>::get();
		ensure!(
			policy.cap <= highest && highest <= MAX_CAP,
			"6: a cap is higher than the highest"
		);
		Ok(())
	}

	fn is_citizen(member: MemberId) -> bool {
		T::Members::kind_of(member) == Some(MemberKind::Citizen)
	}

	fn is_holder(member: MemberId) -> bool {
		matches!(Earner::of(T::Members::kind_of(member)), Earner::Holder)
	}
}
