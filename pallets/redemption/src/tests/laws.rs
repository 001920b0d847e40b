//! Whatever happens in whatever order, every token and every cent is somewhere and each redemption ends once.

use std::collections::BTreeMap;

use civic_primitives::{Balance, MemberKind};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::{DispatchResult, StateVersion};

use crate::{arithmetic::*, mock::*, *};

#[derive(Clone, Debug)]
enum Step {
	Attest(Currency, Money, Date),
	/// So many thousandths of what is owed, as of today.
	AttestPart(Currency, Money),
	AttestOnly(Currency, Money, Date),
	CountersignWhatWaits(Currency),
	SetTerms(Currency, u64, u64),
	Open(Currency, Money, Money, u64, u64),
	Close(AccountId, WindowId),
	Redeem(AccountId, WindowId, Balance),
	/// By its owner, or by somebody.
	Cancel(Option<AccountId>, RedemptionId),
	/// The first so many of the queue.
	Begin(Currency, usize),
	/// Any, whether or not they are next.
	BeginThese(Currency, Vec<RedemptionId>),
	/// All that are being paid, from a certain one on, booked so many days ago.
	SettleFrom(RedemptionId, usize, Date),
	Reject(RedemptionId),
	Release(RedemptionId),
	Transfer(AccountId, AccountId, Balance),
	Record(Currency, Money, u8),
	Rekey(AccountId),
	Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
	let currency = || prop_oneof![3 => Just(EUR), 1 => Just(CHF)];
	let member =
		|| prop_oneof![3 => Just(ALICE), 3 => Just(BOB), 3 => Just(SHOP), 1 => Just(VERIFIER)];
	let (id, window) = (any::<u64>, any::<u32>);
	let money = || prop_oneof![1 => 0..60_000u128, 3 => 60_000..600_000u128];
	prop_oneof![
		6 => (currency(), money(), 0..3u32).prop_map(|(c, m, ago)| Step::Attest(c, m, ago)),
		2 => (currency(), 0..1_200u128).prop_map(|(c, part)| Step::AttestPart(c, part)),
		1 => (currency(), money(), 0..3u32).prop_map(|(c, m, ago)| Step::AttestOnly(c, m, ago)),
		1 => currency().prop_map(Step::CountersignWhatWaits),
		1 => (currency(), 1..10u64, 1..10u64).prop_map(|(c, v, t)| Step::SetTerms(c, v, t)),
		6 => (currency(), 1_000..20_001u128, 1..80_000u128, 0..2u64, 1..30u64)
			.prop_map(|(c, rate, budget, from, days)| Step::Open(c, rate, budget, from, days)),
		1 => (prop_oneof![Just(TREASURER), Just(STRANGER)], window())
			.prop_map(|(who, window)| Step::Close(who, window)),
		16 => (member(), window(), 1..400_000_000u128)
			.prop_map(|(who, window, amount)| Step::Redeem(who, window, amount)),
		3 => (prop::option::of(member()), id()).prop_map(|(who, id)| Step::Cancel(who, id)),
		4 => (currency(), 1..5usize).prop_map(|(c, n)| Step::Begin(c, n)),
		1 => (currency(), prop::collection::vec(id(), 0..5))
			.prop_map(|(c, ids)| Step::BeginThese(c, ids)),
		6 => (id(), 1..5usize, 0..3u32).prop_map(|(from, n, ago)| Step::SettleFrom(from, n, ago)),
		3 => id().prop_map(Step::Reject),
		6 => id().prop_map(Step::Release),
		1 => (member(), member(), 0..ENDOWMENT).prop_map(|(a, b, m)| Step::Transfer(a, b, m)),
		1 => (currency(), 0..1_000u128, 0..5u8).prop_map(|(c, m, r)| Step::Record(c, m, r)),
		1 => (60..64u64).prop_map(Step::Rekey),
		3 => (0..2 * DAY).prop_map(Step::Wait),
		1 => (5 * DAY..12 * DAY).prop_map(Step::Wait),
	]
}

fn today() -> Date {
	(Now::get() / DAY) as Date
}

/// Any number given up to now, or the next one.
fn known(id: RedemptionId) -> RedemptionId {
	id % (NextRedemptionId::<Test>::get() + 1)
}

/// One of the latest windows, or the next one.
fn recent(window: WindowId) -> WindowId {
	NextWindowId::<Test>::get().saturating_sub(window % 4)
}

fn take(step: &Step) -> DispatchResult {
	match step.clone() {
		Step::Attest(currency, balance, ago) => {
			frame_support::storage::with_storage_layer(|| attest(currency, balance, today() - ago))
		},
		Step::AttestPart(currency, part) => frame_support::storage::with_storage_layer(|| {
			let owed = Reserves::<Test>::get(currency).liability();
			attest(currency, owed * part / 1_000, today())
		}),
		Step::AttestOnly(currency, balance, ago) => {
			Desk::attest_reserve(signed(DEPUTY), currency, balance, today() - ago, STATEMENT)
		},
		Step::CountersignWhatWaits(currency) => {
			let pending = Pending::<Test>::get(currency);
			let (balance, as_of) = pending.map_or((0, 0), |waits| (waits.balance, waits.as_of));
			Desk::countersign_reserve(signed(BOTH), currency, balance, as_of, STATEMENT)
		},
		Step::SetTerms(currency, validity, term) => {
			let terms = Terms {
				attestation_validity: validity * DAY,
				payment_term: term * DAY,
				..terms()
			};
			Desk::set_terms(signed(ASSEMBLY), currency, terms)
		},
		Step::Open(currency, rate, budget, from, days) => {
			let from = Now::get() + from * DAY;
			let offer = WindowTerms {
				rate,
				budget,
				from,
				until: from + days * DAY,
				smallest: TOKEN,
				period: 3 * DAY,
				..offer()
			};
			Desk::open_window(signed(TREASURER), currency, offer)
		},
		Step::Close(who, window) => Desk::close_window(signed(who), recent(window)),
		Step::Redeem(who, window, amount) => {
			Desk::redeem(signed(who), recent(window), amount, PAYEE)
		},
		Step::Cancel(who, id) => {
			let id = known(id);
			let owner = Desk::redemption(id).map_or(ALICE, |redemption| redemption.account);
			Desk::cancel(signed(who.unwrap_or(owner)), id)
		},
		Step::Begin(currency, count) => {
			let ids: Vec<_> = waiting(currency).into_iter().take(count.min(4)).collect();
			let ids = ids.try_into().unwrap();
			Desk::begin_payments(signed(TREASURER), currency, ids, MESSAGE)
		},
		Step::BeginThese(currency, mut ids) => {
			ids.truncate(4);
			ids.iter_mut().for_each(|id| *id = known(*id));
			let ids = ids.try_into().unwrap();
			Desk::begin_payments(signed(TREASURER), currency, ids, H256::zero())
		},
		Step::SettleFrom(from, count, ago) => {
			let payments: Vec<_> = (known(from)..NextRedemptionId::<Test>::get())
				.filter(|id| matches!(status(*id), Status::Paying { .. }))
				.take(count.min(4))
				.map(|id| payment(id, today() - ago))
				.collect();
			Desk::settle(signed(DEPUTY), payments.try_into().unwrap())
		},
		Step::Reject(id) => Desk::reject(signed(TREASURER), known(id), *b"AC01"),
		Step::Release(id) => Desk::release(signed(STRANGER), known(id)),
		Step::Transfer(from, to, amount) => frame_support::storage::with_storage_layer(|| {
			Balances::transfer_allow_death(signed(from), to, amount)
		}),
		Step::Record(currency, amount, number) => {
			let payer = Payer {
				kind: PayerKind::Public,
				name: b"City".to_vec().try_into().unwrap(),
			};
			let reference = reference(&format!("IN-{number}"));
			Desk::record_payment(signed(TREASURER), currency, amount, payer, reference)
		},
		Step::Rekey(account) => {
			Register::mutate(|register| {
				register.insert(ALICE_ID, (account, MemberKind::Citizen, true));
			});
			Ok(())
		},
		Step::Wait(seconds) => {
			Now::mutate(|now| *now += seconds);
			Ok(())
		},
	}
}

/// How a redemption may go on.
fn may_follow(before: &Status, after: &Status) -> bool {
	match before {
		Status::Open => !matches!(after, Status::Settled { .. }),
		Status::Paying { due, .. } => match after {
			Status::Settled { paid, .. } => paid == due,
			Status::Rejected { .. } => true,
			_ => before == after,
		},
		_ => before == after,
	}
}

/// What holds of one step beyond the invariants.
fn check_step(
	step: &Step,
	before: &BTreeMap<RedemptionId, RedemptionOf<Test>>,
	reserve: Option<ReserveView>,
) {
	for (id, was) in before {
		let is = Desk::redemption(*id).unwrap();
		assert!(
			may_follow(&was.status, &is.status),
			"{step:?}: {id} from {:?} to {:?}",
			was.status,
			is.status
		);
		assert_eq!(
			(was.amount, was.quote, was.payee, was.at, was.expires),
			(is.amount, is.quote, is.payee, is.at, is.expires)
		);
		let rate = Desk::window(is.window).unwrap().terms.rate;
		assert_eq!(quote(is.amount, rate), Some(is.quote));
		if let Status::Settled { paid, burned, .. } = is.status {
			// Money is never worth more than the tokens that were burned for it, nor less than a unit below.
			assert!(quote(burned, rate).unwrap() >= paid);
			assert!((burned - 1) * is.quote < is.amount * paid);
		}
	}
	// A payment takes those who came first.
	if let Step::Begin(currency, _) | Step::BeginThese(currency, _) = step {
		let begun = before
			.iter()
			.filter(|(id, was)| was.status == Status::Open && status(**id) != Status::Open);
		let last = begun.map(|(id, _)| *id).max();
		let left = waiting(*currency).into_iter().min();
		assert!(left.is_none() || last < left, "{step:?} overtook");
	}
	// Only an attestation makes a reserve short, and while it is short nobody comes in.
	let is = Desk::reserve(EUR).unwrap();
	if !matches!(
		step,
		Step::Attest(..) | Step::AttestPart(..) | Step::CountersignWhatWaits(_)
	) {
		if let Some(was) = reserve {
			assert_eq!(was.short, is.short, "{step:?}");
		}
	}
	assert!(is.short.is_some() || is.due + is.open <= is.available);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn any_sequence_conserves_tokens_and_money(steps in prop::collection::vec(step(), 1..150)) {
		ExtBuilder::default().terms(CHF, terms()).build_and_execute(|| {
			for step in std::iter::once(Step::Attest(EUR, 5_000_00, 1))
				.chain(std::iter::once(Step::Open(EUR, 100_00, 700_00, 0, 20)))
				.chain(steps)
			{
				let redemptions = Redemptions::<Test>::iter().collect();
				let reserve = Desk::reserve(EUR);
				let before = sp_io::storage::root(StateVersion::V1);
				let accepted = take(&step).is_ok();
				let after = sp_io::storage::root(StateVersion::V1);
				assert!(accepted || before == after, "{step:?} failed and changed something");
				check_state();
				check_step(&step, &redemptions, reserve);
			}
		});
	}

	/// However short the reserve is, all who wait together are never paid more than there is, and each
	/// is paid the same part to the cent.
	#[test]
	fn a_short_reserve_is_shared_out_and_never_overdrawn(
		amounts in prop::collection::vec(TOKEN..400 * TOKEN, 1..12),
		begun in 0..4usize,
		permille in 0..1_000u128,
	) {
		ExtBuilder::default().build_and_execute(|| {
			attest(EUR, 1_000_00, TODAY - 1).unwrap();
			open(WindowTerms { smallest: TOKEN, ..offer() });
			for (n, amount) in amounts.iter().enumerate() {
				redeem([ALICE, BOB, SHOP][n % 3], *amount).unwrap();
			}
			let first: Vec<_> = waiting(EUR).into_iter().take(begun).collect();
			if !first.is_empty() {
				begin(&first).unwrap();
			}
			let owed = Desk::reserve(EUR).unwrap();
			let there = (owed.due + owed.open) * permille / 1_000;
			attest(EUR, there, TODAY).unwrap();
			let fraction = Desk::reserve(EUR).unwrap().short.unwrap();
			let mut paid = 0;
			while let Some(id) = waiting(EUR).first().copied() {
				let quote = Desk::redemption(id).unwrap().quote;
				let due = part_of(quote, fraction);
				if due == 0 {
					assert!(begin(&[id]).is_err());
					Desk::reject(signed(TREASURER), id, *b"AM01").unwrap();
					continue;
				}
				begin(&[id]).unwrap();
				assert!(due * fraction.whole <= quote * fraction.part);
				assert!((due + 1) * fraction.whole > quote * fraction.part);
				paid += due;
				check_state();
			}
			assert!(paid <= fraction.part);
			assert!(fraction.part == 0 || paid + owed.due <= there);
			for id in 0..NextRedemptionId::<Test>::get() {
				if matches!(status(id), Status::Paying { .. }) {
					settle(&[id]).unwrap();
					check_state();
				}
			}
			assert_eq!(held(ALICE) + held(BOB) + held(SHOP), 0);
			assert_eq!(Desk::reserve(EUR).unwrap().paid, paid + owed.due);
		});
	}
}
