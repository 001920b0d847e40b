//! First come, first served: a list for each currency, linked both ways, so that anybody can leave it at
//! the cost of two neighbours.

use frame_support::dispatch::DispatchResult;

use crate::{
	Config, Currency, Error, Money, Pallet, Queues, RedemptionId, RedemptionOf, Redemptions,
};

impl<T: Config> Pallet<T> {
	/// Put `redemption`, which is not stored yet, at the end of its queue, and store it.
	pub(crate) fn enqueue(id: RedemptionId, mut redemption: RedemptionOf<T>) {
		Queues::<T>::mutate(redemption.currency, |queue| {
			redemption.previous = queue.last;
			redemption.next = None;
			match queue.last {
				Some(last) => Self::link(last, |last| last.next = Some(id)),
				None => queue.first = Some(id),
			}
			queue.last = Some(id);
			queue.length = queue.length.saturating_add(1);
		});
		Redemptions::<T>::insert(id, redemption);
	}

	/// Take `redemption` out of its queue. The caller stores it.
	pub(crate) fn dequeue(redemption: &mut RedemptionOf<T>) {
		let (previous, next) = (redemption.previous.take(), redemption.next.take());
		Queues::<T>::mutate(redemption.currency, |queue| {
			match previous {
				Some(id) => Self::link(id, |before| before.next = next),
				None => queue.first = next,
			}
			match next {
				Some(id) => Self::link(id, |after| after.previous = previous),
				None => queue.last = previous,
			}
			queue.length = queue.length.saturating_sub(1);
		});
	}

	/// Take the first out of a queue with `begin`, while they are the next of `ids`, in order. The links of
	/// those who stay are written once.
	pub(crate) fn dequeue_first(
		currency: Currency,
		ids: &[RedemptionId],
		mut begin: impl FnMut(&mut RedemptionOf<T>) -> DispatchResult,
	) -> DispatchResult {
		Queues::<T>::try_mutate(currency, |queue| {
			for id in ids {
				frame_support::ensure!(queue.first == Some(*id), Error::<T>::NotNext);
				Redemptions::<T>::try_mutate(id, |stored| {
					let redemption = stored.as_mut().ok_or(Error::<T>::UnknownRedemption)?;
					begin(redemption)?;
					queue.first = redemption.next.take();
					redemption.previous = None;
					Ok::<_, sp_runtime::DispatchError>(())
				})?;
				queue.length = queue.length.saturating_sub(1);
			}
			match queue.first {
				Some(id) => Self::link(id, |first| first.previous = None),
				None => queue.last = None,
			}
			Ok(())
		})
	}

	/// How many wait before `redemption`, and for how much. The walk is as long as the queue: for views.
	pub(crate) fn ahead_of(redemption: &RedemptionOf<T>) -> (u64, Money) {
		let (mut count, mut money) = (0u64, Money::default());
		let most = Queues::<T>::get(redemption.currency).length;
		let mut before = redemption.previous;
		while let Some(ahead) = before.and_then(Redemptions::<T>::get) {
			if count >= most {
				break;
			}
			count = count.saturating_add(1);
			money = money.saturating_add(ahead.quote);
			before = ahead.previous;
		}
		(count, money)
	}

	fn link(id: RedemptionId, change: impl FnOnce(&mut RedemptionOf<T>)) {
		Redemptions::<T>::mutate_extant(id, change);
	}
}
