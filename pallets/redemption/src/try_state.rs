//! The invariants of the README, by their numbers.

use alloc::collections::{BTreeMap, BTreeSet};

use civic_primitives::Balance;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::TryRuntimeError;

use crate::{
	arithmetic::part_of, Burned, Config, Currency, CurrencyTerms, Fraction, HoldReason, Money,
	NextRedemptionId, NextWindowId, OpenWindows, Owned, OwnedCounts, Pallet, Pending, Queues,
	Receipts, ReceivedTotals, RedemptionId, Redemptions, References, Reserves, SpentDays, Status,
	Usage, WindowId, Windows,
};

/// What the redemptions of a currency add up to.
#[derive(Default)]
struct Sums {
	open: Money,
	due: Money,
	paid: Money,
	waiting: BTreeSet<RedemptionId>,
}

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let sums = Self::check_redemptions()?;
		Self::check_queues(&sums)?;
		Self::check_reserves(&sums)?;
		Self::check_windows()?;
		Self::check_receipts()
	}

	/// Invariants 1, 2 and 7.
	fn check_redemptions() -> Result<BTreeMap<Currency, Sums>, TryRuntimeError> {
		let mut held = BTreeMap::new();
		let mut sums = BTreeMap::<Currency, Sums>::new();
		let mut burned_altogether = 0;
		let mut owned = 0u64;
		for (id, redemption) in Redemptions::<T>::iter() {
			let quote = redemption.quote;
			ensure!(
				id < NextRedemptionId::<T>::get(),
				"2: a redemption's number is not given"
			);
			ensure!(
				redemption.amount > 0 && quote > 0,
				"2: a redemption is for nothing"
			);
			let sum = sums.entry(redemption.currency).or_default();
			let mut is_held = true;
			match redemption.status {
				Status::Open => {
					add(&mut sum.open, quote)?;
					sum.waiting.insert(id);
				},
				Status::Paying { due, .. } => {
					ensure!(0 < due && due <= quote, "2: what is due is not quoted");
					add(&mut sum.due, due)?;
				},
				Status::Settled { paid, burned, .. } => {
					is_held = false;
					ensure!(0 < paid && paid <= quote, "2: what was paid is not quoted");
					ensure!(
						0 < burned && burned <= redemption.amount,
						"2: more was burned than was held"
					);
					ensure!(
						paid < quote || burned == redemption.amount,
						"2: all was paid and not all was burned"
					);
					add(&mut sum.paid, paid)?;
					add(&mut burned_altogether, burned)?;
				},
				Status::Rejected { .. } | Status::Cancelled { .. } | Status::Expired { .. } => {
					is_held = false;
				},
			}
			let on_account: &mut Balance = held.entry(redemption.account).or_default();
			if is_held {
				add(on_account, redemption.amount)?;
			}
			ensure!(
				redemption.status == Status::Open
					|| (redemption.previous, redemption.next) == (None, None),
				"3: one that does not wait has neighbours"
			);
			owned = owned.saturating_add(1);
		}
		ensure!(
			owned == NextRedemptionId::<T>::get(),
			"2: a redemption is gone"
		);
		let reason = HoldReason::Redemption.into();
		for (account, amount) in held {
			ensure!(
				T::Token::balance_on_hold(&reason, &account) == amount,
				"1: what an account's redemptions hold is not on hold"
			);
		}
		ensure!(
			burned_altogether == Burned::<T>::get(),
			"7: what the redemptions burned does not add up"
		);

		let mut listed = 0u64;
		for (member, count) in OwnedCounts::<T>::iter() {
			let mut before = None;
			for place in 0..count {
				let id = Owned::<T>::get(member, place).ok_or("2: a member's list has a gap")?;
				let redemption =
					Redemptions::<T>::get(id).ok_or("2: a member's redemption is gone")?;
				ensure!(
					redemption.owner == member && before < Some(id),
					"2: a member's list is wrong"
				);
				before = Some(id);
				listed = listed.saturating_add(1);
			}
		}
		ensure!(
			listed == owned && count(Owned::<T>::iter_keys()) == owned,
			"2: a redemption is on no list, or on two"
		);
		Ok(sums)
	}

	/// Invariant 3.
	fn check_queues(sums: &BTreeMap<Currency, Sums>) -> Result<(), TryRuntimeError> {
		for (currency, Sums { waiting, .. }) in sums {
			let queue = Queues::<T>::get(currency);
			ensure!(
				queue.length == count(waiting.iter()),
				"3: a queue's length is wrong"
			);
			let (mut before, mut at) = (None, queue.first);
			// In the order in which they asked.
			for id in waiting {
				ensure!(at == Some(*id), "3: a queue is not in order");
				let redemption = Redemptions::<T>::get(id).ok_or("3: a queue has a gap")?;
				ensure!(redemption.previous == before, "3: a link back is wrong");
				before = Some(*id);
				at = redemption.next;
			}
			ensure!(
				at.is_none() && queue.last == before,
				"3: a queue's end is wrong"
			);
		}
		for (currency, queue) in Queues::<T>::iter() {
			ensure!(
				queue.length == 0 || sums.contains_key(&currency),
				"3: a queue of nobody has a length"
			);
		}
		Ok(())
	}

	/// Invariants 4, 5 and 8.
	fn check_reserves(sums: &BTreeMap<Currency, Sums>) -> Result<(), TryRuntimeError> {
		let none = Sums::default();
		for currency in sums.keys() {
			ensure!(
				Reserves::<T>::contains_key(currency),
				"4: a redemption has no reserve"
			);
		}
		for (currency, reserve) in Reserves::<T>::iter() {
			ensure!(
				CurrencyTerms::<T>::contains_key(currency),
				"8: a reserve has no terms"
			);
			let Sums {
				open, due, paid, ..
			} = sums.get(&currency).unwrap_or(&none);
			ensure!(
				(*open, *due, *paid) == (reserve.open, reserve.due, reserve.paid),
				"4: a reserve's sums are not those of its redemptions"
			);
			let days = SpentDays::<T>::get(currency);
			let mut spent = 0;
			for (day, money) in days.iter() {
				ensure!(
					reserve
						.attested
						.is_some_and(|attested| attested.as_of < *day),
					"4: a day is counted that the statement shows"
				);
				add(&mut spent, *money)?;
			}
			ensure!(
				spent == reserve.spent,
				"4: the days do not add up to what was spent"
			);

			let available = reserve.available();
			match reserve.short {
				None => ensure!(
					reserve.liability() <= available,
					"5: more is owed than is there, and the reserve is not marked short"
				),
				Some(fraction @ Fraction { part, whole }) => {
					ensure!(
						reserve.open <= whole && (part < whole || whole == 0),
						"5: the fraction is not of those who wait"
					);
					ensure!(
						part == 0
							|| reserve.due.saturating_add(part_of(reserve.open, fraction))
								<= available,
						"5: the fraction is more than is there"
					);
				},
			}
		}
		ensure!(
			CurrencyTerms::<T>::count() <= T::MaxCurrencies::get()
				&& u64::from(CurrencyTerms::<T>::count()) == count(CurrencyTerms::<T>::iter_keys()),
			"8: too many currencies, or not counted"
		);
		for (currency, terms) in CurrencyTerms::<T>::iter() {
			ensure!(
				currency.is_valid() && terms.are_coherent(),
				"8: a currency's terms contradict each other"
			);
		}
		for (currency, pending) in Pending::<T>::iter() {
			let in_force = Reserves::<T>::get(currency).attested;
			ensure!(
				CurrencyTerms::<T>::contains_key(currency)
					&& in_force.is_none_or(|attested| attested.as_of <= pending.as_of),
				"8: what waits for a countersignature is older than what is in force"
			);
		}
		Ok(())
	}

	/// Invariant 6.
	fn check_windows() -> Result<(), TryRuntimeError> {
		let mut taken = BTreeMap::<WindowId, Money>::new();
		let mut used = BTreeMap::<_, (u64, Balance)>::new();
		for redemption in Redemptions::<T>::iter_values() {
			let (money, amount) = match redemption.status {
				Status::Open | Status::Paying { .. } => (redemption.quote, redemption.amount),
				Status::Settled { paid, burned, .. } => (paid, burned),
				Status::Rejected { .. } | Status::Cancelled { .. } | Status::Expired { .. } => {
					(0, 0)
				},
			};
			add(taken.entry(redemption.window).or_default(), money)?;
			// What counts is the last period in which the member asked for something.
			let (period, sum) = used
				.entry((redemption.window, redemption.owner))
				.or_insert((redemption.period, 0));
			if *period < redemption.period {
				(*period, *sum) = (redemption.period, 0);
			}
			if *period == redemption.period {
				add(sum, amount)?;
			}
		}
		let mut open = BTreeSet::new();
		for (currency, windows) in OpenWindows::<T>::iter() {
			for id in windows {
				ensure!(open.insert(id), "6: a window is listed twice");
				ensure!(
					Windows::<T>::get(id).is_some_and(|window| window.currency == currency),
					"6: a window is listed under another currency"
				);
			}
		}
		for (id, window) in Windows::<T>::iter() {
			ensure!(
				id < NextWindowId::<T>::get(),
				"6: a window's number is not given"
			);
			ensure!(
				window.closed.is_none() == open.remove(&id),
				"6: a window is listed and closed, or neither"
			);
			ensure!(
				taken.remove(&id).unwrap_or_default() == window.taken,
				"6: what a window's redemptions took does not add up"
			);
			ensure!(
				window.taken <= window.terms.budget,
				"6: a window's budget is overdrawn"
			);
		}
		ensure!(open.is_empty() && taken.is_empty(), "6: a window is gone");
		for (id, member, usage) in Usage::<T>::iter() {
			let terms = Windows::<T>::get(id).ok_or("6: a window is gone")?.terms;
			let most = terms.limits.iter().map(|(_, limit)| *limit).max();
			ensure!(
				used.remove(&(id, member)) == Some((usage.period, usage.amount)),
				"6: what a member used does not add up"
			);
			ensure!(
				Some(usage.amount) <= most,
				"6: a member used more than the limit"
			);
		}
		ensure!(used.is_empty(), "6: what a member used is not counted");
		Ok(())
	}

	/// Invariant 9.
	fn check_receipts() -> Result<(), TryRuntimeError> {
		let mut all = 0u64;
		for (currency, received) in ReceivedTotals::<T>::iter() {
			let mut total = 0;
			for number in 0..received.count {
				let receipt = Receipts::<T>::get(currency, number)
					.ok_or("9: a payment into the reserve is gone")?;
				ensure!(
					References::<T>::contains_key(currency, &receipt.reference),
					"9: a payment's reference is not kept"
				);
				add(&mut total, receipt.amount)?;
			}
			ensure!(
				total == received.total,
				"9: the payments do not add up to the total"
			);
			all = all.saturating_add(received.count);
		}
		ensure!(
			count(Receipts::<T>::iter_keys()) == all && count(References::<T>::iter_keys()) == all,
			"9: a payment or a reference is there twice"
		);
		Ok(())
	}
}

fn count(items: impl Iterator) -> u64 {
	u64::try_from(items.count()).unwrap_or(u64::MAX)
}

fn add(sum: &mut u128, amount: u128) -> Result<(), TryRuntimeError> {
	*sum = sum
		.checked_add(amount)
		.ok_or(TryRuntimeError::Other("a sum does not fit"))?;
	Ok(())
}
