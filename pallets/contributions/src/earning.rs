//! How points are earned.

use civic_primitives::{
	Award, ContributionKind, MemberId, MemberKind, Membership, OnAwarded, Points,
};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_core::H256;

use crate::{
	Config, CurrentPolicy, Due, Error, Event, Histories, Pallet, PointsByKind, Rules, Waiting,
};

/// Where what a member earns goes.
pub(crate) enum Earner {
	/// It keeps it.
	Citizen,
	/// It passes it on to citizens.
	Holder,
	/// Nowhere: it earns nothing.
	Nobody,
}

impl Earner {
	pub(crate) fn of(kind: Option<MemberKind>) -> Self {
		match kind {
			Some(MemberKind::Citizen) => Self::Citizen,
			Some(MemberKind::Collective | MemberKind::Verifier) => Self::Holder,
			// They are paid in tokens, and have no vote that a person could weigh for.
			Some(MemberKind::Business | MemberKind::Agency) | None => Self::Nobody,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_recognise(member: MemberId, points: Points, reason: H256) -> DispatchResult {
		ensure!(points > 0, Error::<T>::PointsZero);
		ensure!(T::Members::is_active(member), Error::<T>::NotMember);
		let kind = ContributionKind::Stewarded;
		match Earner::of(T::Members::kind_of(member)) {
			Earner::Citizen => ensure!(Self::room(member, kind) > 0, Error::<T>::CapReached),
			Earner::Holder => {},
			Earner::Nobody => return Err(Error::<T>::NotContributor.into()),
		}
		Self::deposit_event(Event::Recognised {
			member,
			points,
			reason,
		});
		Self::credit(member, kind, points);
		Ok(())
	}

	/// How many points of `kind` the citizen `member` may still earn in this period.
	fn room(member: MemberId, kind: ContributionKind) -> Points {
		let earned = Histories::<T>::get(member)
			.ring(kind)
			.earned_in(Self::period());
		CurrentPolicy::<T>::get().cap.saturating_sub(earned)
	}

	/// `member` earned `points`, whoever it is.
	fn credit(member: MemberId, kind: ContributionKind, points: Points) {
		if points == 0 {
			return;
		}
		match Earner::of(T::Members::kind_of(member)) {
			Earner::Citizen => {
				Self::earn(member, &PointsByKind::of(kind, points));
			},
			Earner::Holder => Self::hold(member, kind, points),
			Earner::Nobody => {},
		}
	}

	/// The citizen `member` earns `points`; what of them counts.
	pub(crate) fn earn(member: MemberId, points: &PointsByKind) -> PointsByKind {
		let (period, cap) = (Self::period(), CurrentPolicy::<T>::get().cap);
		let mut history = Histories::<T>::get(member);
		let mut counted = PointsByKind::default();
		for kind in ContributionKind::ALL {
			let points = points.get(kind);
			if points == 0 {
				continue;
			}
			let of_kind = history.ring_mut(kind).earn(period, points, cap);
			counted = counted.saturating_add(&PointsByKind::of(kind, of_kind));
			Self::deposit_event(Event::Earned {
				member,
				kind,
				period,
				points,
				counted: of_kind,
			});
		}
		// What counts for nothing leaves no record.
		if !counted.is_zero() {
			Histories::<T>::insert(member, history);
		}
		counted
	}

	/// The collective or verifier `holder` has `points` to pass on. Cheap, whatever its rule: an
	/// award has up to sixteen of them.
	fn hold(holder: MemberId, kind: ContributionKind, points: Points) {
		let more = PointsByKind::of(kind, points);
		let add = |held: &mut PointsByKind| *held = held.saturating_add(&more);
		if Rules::<T>::contains_key(holder) {
			Due::<T>::mutate(holder, add);
		} else {
			Waiting::<T>::mutate(holder, add);
		}
		Self::deposit_event(Event::Held {
			holder,
			kind,
			points,
		});
	}
}

impl<T: Config> OnAwarded for Pallet<T> {
	fn on_awarded(award: &Award) {
		let policy = CurrentPolicy::<T>::get();
		let points = award
			.amount
			.checked_div(policy.units_per_point.into())
			.unwrap_or_default();
		let points = Points::try_from(points).unwrap_or(Points::MAX);
		Self::credit(award.owner, ContributionKind::Measured, points);
		for verifier in &award.verifiers {
			Self::credit(
				*verifier,
				ContributionKind::Verified,
				policy.points_per_claim,
			);
		}
	}
}
