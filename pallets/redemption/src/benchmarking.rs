//! Benchmarks: full lists, neighbours on both sides, and everything paid in part.

use alloc::{collections::BTreeMap, vec, vec::Vec};

use civic_primitives::{Balance, Mandate, Mandates, MemberKind, Membership};
use frame_benchmarking::v2::*;
use frame_support::{
	storage::bounded_btree_map::BoundedBTreeMap,
	traits::{fungible::Mutate, EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_core::H256;

use crate::*;

const EUR: Currency = Currency::EUR;
const TONNE: Balance = 1_000_000_000;
/// 100 euros a tonne.
const RATE: Money = 100_00;
const ENOUGH: Money = 1_000_000_00;
const PAYEE: H256 = H256::repeat_byte(1);
const STATEMENT: H256 = H256::repeat_byte(2);
const MESSAGE: H256 = H256::repeat_byte(3);

#[benchmarks]
mod benches {
	use super::*;

	fn terms() -> Terms {
		Terms {
			min_rate: 1,
			max_rate: RATE,
			max_window_budget: ENOUGH,
			max_window: 86_400,
			attestation_validity: 86_400,
			payment_term: 86_400,
		}
	}

	/// Open from this second on, with a limit for each kind of member.
	fn offer<T: Config>() -> WindowTerms {
		let now = Pallet::<T>::moment();
		let kinds = [
			MemberKind::Agency,
			MemberKind::Verifier,
			MemberKind::Business,
			MemberKind::Collective,
			MemberKind::Citizen,
		];
		let limits = kinds.map(|kind| (kind, TONNE)).to_vec();
		WindowTerms {
			rate: RATE,
			budget: RATE,
			from: now,
			until: now + 86_400,
			smallest: 1_000_000,
			largest: TONNE,
			period: 3_600,
			limits: limits.try_into().expect("one limit for each kind"),
		}
	}

	fn assembly<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
		T::TermsOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("somebody sets terms"))
	}

	fn agency<T: Config>(name: &'static str, mandate: Mandate) -> RawOrigin<T::AccountId> {
		let who: T::AccountId = account(name, 0, 0);
		T::Mandates::grant(&who, mandate);
		RawOrigin::Signed(who)
	}

	fn treasurer<T: Config>() -> RawOrigin<T::AccountId> {
		agency::<T>("treasurer", Mandate::Treasurer)
	}

	fn attest<T: Config>(balance: Money) -> Result<(), BenchmarkError> {
		let (treasurer, auditor) = (treasurer::<T>(), agency::<T>("auditor", Mandate::Auditor));
		let as_of = arithmetic::earliest_day(Pallet::<T>::moment());
		Pallet::<T>::attest_reserve(treasurer.into(), EUR, balance, as_of, STATEMENT)?;
		Pallet::<T>::countersign_reserve(auditor.into(), EUR, balance, as_of, STATEMENT)?;
		Ok(())
	}

	/// Terms, and enough money for everything.
	fn desk<T: Config>() -> Result<(), BenchmarkError> {
		Pallet::<T>::set_terms(assembly::<T>()?, EUR, terms())?;
		attest::<T>(ENOUGH)
	}

	fn open<T: Config>() -> Result<WindowId, BenchmarkError> {
		let id = NextWindowId::<T>::get();
		Pallet::<T>::open_window(treasurer::<T>().into(), EUR, offer::<T>())?;
		Ok(id)
	}

	fn citizen<T: Config>(number: u32) -> Result<T::AccountId, BenchmarkError> {
		let who: T::AccountId = account("citizen", number, 0);
		T::Members::enrol(&who, MemberKind::Citizen);
		T::Token::mint_into(&who, 2 * TONNE)?;
		Ok(who)
	}

	/// `count` redemptions, each of another member in another window, which is closed.
	fn wait<T: Config>(count: u32) -> Result<Vec<RedemptionId>, BenchmarkError> {
		(0..count)
			.map(|number| {
				let (window, id) = (open::<T>()?, NextRedemptionId::<T>::get());
				let who = RawOrigin::Signed(citizen::<T>(number)?);
				Pallet::<T>::redeem(who.into(), window, TONNE, PAYEE)?;
				Pallet::<T>::close_window(treasurer::<T>().into(), window)?;
				Ok(id)
			})
			.collect()
	}

	/// As many days with payments as there is room for.
	fn spend<T: Config>() {
		let days = (1..=T::MaxSpentDays::get()).map(|day| (Date::MAX - day, 1));
		let days = BoundedBTreeMap::try_from(days.collect::<BTreeMap<_, Money>>());
		SpentDays::<T>::insert(EUR, days.expect("as many as there is room for"));
	}

	#[benchmark]
	fn attest_reserve() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let as_of = arithmetic::latest_day(Pallet::<T>::moment());

		#[extrinsic_call]
		_(treasurer::<T>(), EUR, 1, as_of, STATEMENT);

		assert!(Pending::<T>::contains_key(EUR));
		Ok(())
	}

	/// Worst case: all days stay, and the reserve becomes short.
	#[benchmark]
	fn countersign_reserve() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		wait::<T>(1)?;
		let as_of = arithmetic::latest_day(Pallet::<T>::moment());
		Pallet::<T>::attest_reserve(treasurer::<T>().into(), EUR, 1, as_of, STATEMENT)?;
		spend::<T>();
		let auditor = agency::<T>("auditor", Mandate::Auditor);

		#[extrinsic_call]
		_(auditor, EUR, 1, as_of, STATEMENT);

		assert!(Reserves::<T>::get(EUR).short.is_some());
		Ok(())
	}

	#[benchmark]
	fn record_payment() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let payer = Payer {
			kind: PayerKind::Sponsor,
			name: BoundedVec::truncate_from(vec![b'n'; MAX_NAME as usize]),
		};
		let reference = Reference::truncate_from(vec![b'r'; MAX_REFERENCE as usize]);

		#[extrinsic_call]
		_(treasurer::<T>(), EUR, 1, payer, reference);

		assert_eq!(ReceivedTotals::<T>::get(EUR).count, 1);
		Ok(())
	}

	#[benchmark]
	fn set_terms() -> Result<(), BenchmarkError> {
		let origin = assembly::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, EUR, terms());

		assert!(CurrencyTerms::<T>::contains_key(EUR));
		Ok(())
	}

	/// Worst case: as many windows as there may be are over.
	#[benchmark]
	fn open_window() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		for _ in 0..T::MaxOpenWindows::get() {
			open::<T>()?;
		}
		Windows::<T>::translate_values(|mut window: Window| {
			window.terms.until = 0;
			Some(window)
		});
		let id = NextWindowId::<T>::get();

		#[extrinsic_call]
		_(treasurer::<T>(), EUR, offer::<T>());

		assert_eq!(OpenWindows::<T>::get(EUR).into_inner(), [id]);
		Ok(())
	}

	/// Worst case: a full list, and a window that still runs.
	#[benchmark]
	fn close_window() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let mut last = 0;
		for _ in 0..T::MaxOpenWindows::get() {
			last = open::<T>()?;
		}

		#[extrinsic_call]
		_(treasurer::<T>(), last);

		assert!(Windows::<T>::get(last).is_some_and(|window| window.closed.is_some()));
		Ok(())
	}

	/// Worst case: behind somebody.
	#[benchmark]
	fn redeem() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		wait::<T>(1)?;
		let window = open::<T>()?;
		let who = citizen::<T>(9)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), window, TONNE, PAYEE);

		assert_eq!(Queues::<T>::get(EUR).length, 2);
		Ok(())
	}

	/// Worst case: between two, with the member's present key.
	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let ids = wait::<T>(3)?;
		let who: T::AccountId = account("citizen", 1, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), ids[1]);

		assert_eq!(Queues::<T>::get(EUR).length, 2);
		Ok(())
	}

	/// Worst case: somebody waits behind them, and the reserve is short.
	#[benchmark]
	fn begin_payments(
		n: Linear<1, { T::MaxPaymentsPerCall::get() }>,
	) -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let ids: Vec<_> = wait::<T>(n + 1)?.into_iter().take(n as usize).collect();
		attest::<T>(RATE / 2)?;
		let ids = BoundedVec::truncate_from(ids);

		#[extrinsic_call]
		_(treasurer::<T>(), EUR, ids, MESSAGE);

		assert_eq!(Queues::<T>::get(EUR).length, 1);
		Ok(())
	}

	/// Worst case: each of another member and window, paid in part, and no room for another day.
	#[benchmark]
	fn settle(n: Linear<1, { T::MaxPaymentsPerCall::get() }>) -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let ids = wait::<T>(n)?;
		attest::<T>(RATE * Money::from(n) / 2)?;
		let list = BoundedVec::truncate_from(ids.clone());
		Pallet::<T>::begin_payments(treasurer::<T>().into(), EUR, list, MESSAGE)?;
		spend::<T>();
		// Whatever the day of a benchmark is, no statement shows it.
		Reserves::<T>::mutate(EUR, |reserve| reserve.attested = None);
		let booked = arithmetic::latest_day(Pallet::<T>::moment());
		let payments = ids.iter().map(|id| Payment {
			redemption: *id,
			reference: Reference::truncate_from(vec![b'r'; MAX_REFERENCE as usize]),
			booked,
		});
		let payments = BoundedVec::truncate_from(payments.collect());

		#[extrinsic_call]
		_(treasurer::<T>(), payments);

		assert_eq!(Burned::<T>::get(), TONNE / 2 * Balance::from(n));
		Ok(())
	}

	/// Worst case: it waits, between two.
	#[benchmark]
	fn reject() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let ids = wait::<T>(3)?;

		#[extrinsic_call]
		_(treasurer::<T>(), ids[1], *b"NPAY");

		assert_eq!(Queues::<T>::get(EUR).length, 2);
		Ok(())
	}

	/// Worst case: between two.
	#[benchmark]
	fn release() -> Result<(), BenchmarkError> {
		desk::<T>()?;
		let ids = wait::<T>(3)?;
		Redemptions::<T>::mutate_extant(ids[1], |redemption| redemption.expires = 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), ids[1]);

		assert_eq!(Queues::<T>::get(EUR).length, 2);
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().bare().build(),
		crate::mock::Test
	);
}
