//! How what collectives and verifiers earn comes to citizens.

use civic_primitives::{Collectives, MemberId, MemberKind, Membership, Points};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::Get,
	weights::{Weight, WeightMeter},
};

use crate::{
	earning::Earner, Config, Due, Error, Event, Pallet, PointsByKind, Rules, ShareRuleOf, Waiting,
	WeightInfo,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_share_out(who: T::AccountId, mut parts: ShareRuleOf<T>) -> DispatchResult {
		let (holder, kind) = T::Members::active(&who).ok_or(Error::<T>::NotMember)?;
		ensure!(
			matches!(Earner::of(Some(kind)), Earner::Holder),
			Error::<T>::NotHolder
		);
		parts.sort();
		Self::ensure_rule(holder, &parts)?;
		match Rules::<T>::get(holder) {
			Some(replaced) => Self::pass_on(holder, &replaced, &Due::<T>::take(holder)),
			None => Self::pass_on(holder, &parts, &Waiting::<T>::take(holder)),
		}
		Rules::<T>::insert(holder, &parts);
		Self::deposit_event(Event::RuleSet {
			holder,
			parts: parts.into_inner(),
		});
		Ok(())
	}

	/// Whether `parts`, in order, are a rule for `holder`.
	fn ensure_rule(holder: MemberId, parts: &ShareRuleOf<T>) -> Result<(), Error<T>> {
		ensure!(!parts.is_empty(), Error::<T>::NoSharers);
		let people = T::Collectives::people(holder);
		let mut previous = None;
		for (sharer, part) in parts {
			ensure!(*part > 0, Error::<T>::PartZero);
			ensure!(previous != Some(*sharer), Error::<T>::SharerTwice);
			previous = Some(*sharer);
			let kind = T::Members::kind_of(*sharer);
			ensure!(kind == Some(MemberKind::Citizen), Error::<T>::NotCitizen);
			let belongs = people.binary_search(sharer).is_ok();
			ensure!(belongs, Error::<T>::NotBelonging);
		}
		Ok(())
	}

	/// Pass `points` of `holder` on by `rule`, each part rounded down. The part of one who belongs
	/// no more is nobody's, and so is what rounding leaves.
	pub(crate) fn pass_on(holder: MemberId, rule: &ShareRuleOf<T>, points: &PointsByKind) {
		if points.is_zero() {
			return;
		}
		let people = T::Collectives::people(holder);
		let whole = rule
			.iter()
			.fold(0u128, |sum, (_, part)| sum.saturating_add((*part).into()));
		let mut counted = PointsByKind::default();
		for (sharer, part) in rule {
			if people.binary_search(sharer).is_ok() {
				let share = PointsByKind::from_fn(|kind| share(points.get(kind), *part, whole));
				counted = counted.saturating_add(&Self::earn(*sharer, &share));
			}
		}
		Self::deposit_event(Event::PassedOn {
			holder,
			points: *points,
			counted,
		});
	}

	/// Pass on what is due, as far as a block has room; what was used of it.
	pub(crate) fn pass_on_due(remaining: Weight) -> Weight {
		let look = T::DbWeight::get().reads(1);
		let each = |sharers| look.saturating_add(T::WeightInfo::pass_on(sharers));
		let mut meter = WeightMeter::with_limit(remaining);
		// One walk: each look goes on where the one before ended.
		let mut due = Due::<T>::drain();
		for _ in 0..T::HoldersPerBlock::get() {
			if !meter.can_consume(each(T::MaxSharers::get())) {
				break;
			}
			let Some((holder, points)) = due.next() else {
				meter.consume(look);
				break;
			};
			let rule = Rules::<T>::get(holder).unwrap_or_default();
			meter.consume(each(u32::try_from(rule.len()).unwrap_or(u32::MAX)));
			Self::pass_on(holder, &rule, &points);
		}
		meter.consumed()
	}
}

/// `points × part ÷ whole`, rounded down.
fn share(points: Points, part: u32, whole: u128) -> Points {
	let share = u128::from(points)
		.saturating_mul(part.into())
		.checked_div(whole)
		.unwrap_or_default();
	// A part is at most the whole.
	Points::try_from(share).unwrap_or(Points::MAX)
}
