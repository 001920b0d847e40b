//! What wallets and the node's interface ask. Lists are bounded by `MAX_LISTED`.

use alloc::vec::Vec;

use civic_primitives::{Balance, MemberId, Membership, Moment};

use crate::{
	arithmetic::quote, Config, Currency, CurrencyTerms, Money, OpenWindows, Owned, OwnedCounts,
	Pallet, Pending, Queues, Receipt, Receipts, ReceivedTotals, RedemptionId, RedemptionOf,
	Redemptions, Reserve, ReserveView, Reserves, Status, Terms, Usage, Window, WindowId, Windows,
	MAX_LISTED,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn view_reserve(currency: Currency) -> Option<ReserveView> {
		let terms = CurrencyTerms::<T>::get(currency)?;
		let now = Self::moment();
		let reserve = Reserves::<T>::get(currency);
		let (available, liability) = (reserve.available(), reserve.liability());
		let promised = Self::promised(currency, now);
		let fresh_until = reserve.fresh_until(&terms);
		let stale = !reserve.is_fresh(&terms, now);
		let Reserve {
			attested,
			due,
			open,
			paid,
			short,
			spent: _,
		} = reserve;
		Some(ReserveView {
			attested,
			pending: Pending::<T>::get(currency),
			fresh_until,
			stale,
			available,
			due,
			open,
			promised,
			uncommitted: available.saturating_sub(liability.saturating_add(promised)),
			short,
			waiting: Queues::<T>::get(currency).length,
			paid,
			received: ReceivedTotals::<T>::get(currency),
		})
	}

	pub(crate) fn view_currencies() -> Vec<(Currency, Terms)> {
		let mut all: Vec<_> = CurrencyTerms::<T>::iter().collect();
		all.sort_by_key(|(currency, _)| *currency);
		all
	}

	pub(crate) fn view_windows() -> Vec<(WindowId, Window)> {
		let mut open: Vec<_> = OpenWindows::<T>::iter_values()
			.flatten()
			.filter_map(|id| Some((id, Windows::<T>::get(id)?)))
			.collect();
		open.sort_by_key(|(id, _)| *id);
		open
	}

	pub(crate) fn view_quote(id: WindowId, amount: Balance) -> Option<(Money, bool)> {
		let window = Windows::<T>::get(id)?;
		let now = Self::moment();
		let takes = Self::ensure_open(&window, now).is_ok()
			&& Self::terms_of(window.currency).is_ok_and(|terms| {
				let reserve = Reserves::<T>::get(window.currency);
				Self::ensure_redeemable(&reserve, &terms, now).is_ok()
			});
		Some((quote(amount, window.terms.rate)?, takes))
	}

	pub(crate) fn view_redemptions_of(
		member: MemberId,
		from: u32,
		limit: u32,
	) -> Vec<(RedemptionId, RedemptionOf<T>)> {
		let end = from
			.saturating_add(limit.min(MAX_LISTED))
			.min(OwnedCounts::<T>::get(member));
		(from..end)
			.filter_map(|place| {
				let id = Owned::<T>::get(member, place)?;
				Some((id, Redemptions::<T>::get(id)?))
			})
			.collect()
	}

	pub(crate) fn view_queue(
		currency: Currency,
		from: Option<RedemptionId>,
		limit: u32,
	) -> Vec<(RedemptionId, RedemptionOf<T>)> {
		let mut waiting = Vec::new();
		let mut next = from.or(Queues::<T>::get(currency).first);
		for _ in 0..limit.min(MAX_LISTED) {
			let Some((id, redemption)) = next.and_then(|id| Some((id, Redemptions::<T>::get(id)?)))
			else {
				break;
			};
			if redemption.currency != currency || redemption.status != Status::Open {
				break;
			}
			next = redemption.next;
			waiting.push((id, redemption));
		}
		waiting
	}

	pub(crate) fn view_position(id: RedemptionId) -> Option<(u64, Money)> {
		let redemption = Redemptions::<T>::get(id)?;
		(redemption.status == Status::Open).then(|| Self::ahead_of(&redemption))
	}

	pub(crate) fn view_usage(id: WindowId, member: MemberId) -> Option<(Balance, Balance, Moment)> {
		let offer = Windows::<T>::get(id)?.terms;
		let period = offer.period_at(Self::moment());
		let used = Some(Usage::<T>::get(id, member))
			.filter(|used| used.period == period)
			.map_or(0, |used| used.amount);
		let limit = T::Members::kind_of(member).and_then(|kind| offer.limit(kind));
		let left = limit.unwrap_or_default().saturating_sub(used);
		Some((used, left, offer.period_ends(period)))
	}

	pub(crate) fn view_payments(currency: Currency, from: u64, limit: u32) -> Vec<(u64, Receipt)> {
		let end = from
			.saturating_add(limit.min(MAX_LISTED).into())
			.min(ReceivedTotals::<T>::get(currency).count);
		(from..end)
			.filter_map(|number| Some((number, Receipts::<T>::get(currency, number)?)))
			.collect()
	}
}
