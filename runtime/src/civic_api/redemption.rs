//! What is asked about money: the reserve, the windows, and what became of redemptions.

use alloc::vec::Vec;

use civic_primitives::{Balance, MemberId};
use codec::{Decode, Encode};
use pallet_measurements::PAGE;
use pallet_redemption::{
	arithmetic, Currency, CurrencyTerms, Money, RedemptionId, RedemptionOf, ReserveView, Terms,
	Window, WindowId,
};
use scale_info::TypeInfo;

use crate::{Issuance, Redemption, Runtime};

/// Parts per billion in a whole.
const BILLION: u128 = 1_000_000_000;

/// The reserve of a currency, and how much of what could be asked for it covers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReserveRecord {
	/// The bounds that the assembly set.
	pub terms: Terms,
	/// What is attested, and what stands against it.
	pub reserve: ReserveView,
	/// The highest rate of the windows that are open now: money for 1,000 tokens.
	pub rate: Option<Money>,
	/// The units on accounts.
	pub circulating: Balance,
	/// What is available, in parts per billion of what is owed and of what all circulating tokens are
	/// worth at `rate`. Tokens that are held for redemptions count twice, so it is rather too low. None
	/// without a rate, or when nothing could be asked for.
	pub coverage: Option<u64>,
}

/// A redemption, and who is served before it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct RedemptionRecord {
	/// Its number.
	pub id: RedemptionId,
	/// What was asked for, and what became of it.
	pub redemption: RedemptionOf<Runtime>,
	/// How many are paid before it, and their money, if it waits.
	pub ahead: Option<(u64, Money)>,
}

/// A part of a list of redemptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct RedemptionPage {
	/// In the order in which they were asked for. Who is served before them is not told.
	pub redemptions: Vec<RedemptionRecord>,
	/// Where the rest begins: of one owner a place in the list, otherwise a number.
	pub next: Option<u64>,
}

pub(crate) fn reserve(currency: Currency) -> Option<ReserveRecord> {
	let reserve = Redemption::reserve(currency)?;
	let terms = CurrencyTerms::<Runtime>::get(currency)?;
	let now = super::now();
	let rate = Redemption::windows()
		.into_iter()
		.filter(|(_, window)| window.currency == currency && window.rest(now) > 0)
		.filter(|(_, window)| window.terms.from <= now)
		.map(|(_, window)| window.terms.rate)
		.max();
	let circulating = Issuance::supply().in_circulation;
	let liability = reserve.due.saturating_add(reserve.open);
	let coverage = rate
		.and_then(|rate| arithmetic::quote(circulating, rate))
		.map(|worth| worth.saturating_add(liability))
		.filter(|asked| *asked > 0)
		.map(|asked| {
			let part = sp_runtime::helpers_128bit::multiply_by_rational_with_rounding(
				reserve.available,
				BILLION,
				asked,
				sp_runtime::Rounding::Down,
			);
			part.and_then(|part| u64::try_from(part).ok())
				.unwrap_or(u64::MAX)
		});
	Some(ReserveRecord {
		terms,
		reserve,
		rate,
		circulating,
		coverage,
	})
}

pub(crate) fn windows() -> Vec<(WindowId, Window)> {
	Redemption::windows()
}

pub(crate) fn redemption(id: RedemptionId) -> Option<RedemptionRecord> {
	Redemption::redemption(id).map(|redemption| RedemptionRecord {
		id,
		redemption,
		ahead: Redemption::position(id),
	})
}

pub(crate) fn redemptions(owner: Option<MemberId>, from: u64, limit: u32) -> RedemptionPage {
	let most = u32::try_from(PAGE).unwrap_or(u32::MAX);
	let limit = limit.min(most);
	let found: Vec<_> = match owner {
		Some(owner) => {
			let from = u32::try_from(from).unwrap_or(u32::MAX);
			Redemption::redemptions_of(owner, from, limit)
		},
		// Numbers are given in order and none is left out.
		None => (from..)
			.take(usize::try_from(limit).unwrap_or_default())
			.map_while(|id| Some((id, Redemption::redemption(id)?)))
			.collect(),
	};
	let count = u64::try_from(found.len()).unwrap_or_default();
	let next = (limit > 0 && count == u64::from(limit)).then(|| from.saturating_add(count));
	let redemptions = found
		.into_iter()
		.map(|(id, redemption)| RedemptionRecord {
			id,
			redemption,
			ahead: None,
		})
		.collect();
	RedemptionPage { redemptions, next }
}
