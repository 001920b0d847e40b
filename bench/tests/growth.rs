//! A claim's cost does not grow with what is stored: the smaller version of `make bench-cost`.

use civic_bench::state::{Costs, Ledger, Life};

/// The most a call may cost on the larger ledger, of what it costs on the smaller one.
const AT_MOST: f64 = 1.2;

/// How often it is measured again before it counts: a busy machine disturbs a measurement, a call
/// that walks through the ledger fails each.
const ATTEMPTS: u32 = 5;

#[test]
fn claims_cost_the_same_on_a_ledger_two_hundred_times_as_large() {
	let mut small = Ledger::begin(100).expect("a ledger");
	let mut large = Ledger::begin(20_000).expect("a ledger");
	let mut told = String::new();
	for attempt in 0..=ATTEMPTS {
		let (mut few, mut many) = (Life::default(), Life::default());
		for _ in 0..2 {
			few.add(small.life(24, 2 * (ATTEMPTS + 1)).expect("claims live"));
			many.add(large.life(24, 2 * (ATTEMPTS + 1)).expect("claims live"));
		}
		let (few, many) = (Costs::from(&few), Costs::from(&many));
		let ratios = few
			.named()
			.into_iter()
			.zip(many.named())
			.map(|((name, few), (_, many))| (name, many.low / few.low));
		let ratios: Vec<_> = ratios.collect();
		// The first meets empty caches.
		if attempt > 0 && ratios.iter().all(|(_, ratio)| *ratio <= AT_MOST) {
			return;
		}
		told = format!("{ratios:.2?}");
	}
	panic!("more than {AT_MOST} times as much, {ATTEMPTS} times in a row; the last: {told}");
}
