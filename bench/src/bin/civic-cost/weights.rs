//! The runtime's weights of storage, from what was measured.

use std::path::Path;

use anyhow::Context;
use civic_bench::state::{StorageCost, TOGETHER};

/// Write the weights to `path`.
pub(crate) fn write(path: &Path, claims: u64, cost: &StorageCost) -> anyhow::Result<()> {
	std::fs::write(path, text(claims, cost))
		.with_context(|| format!("cannot write {}", path.display()))
}

fn text(claims: u64, cost: &StorageCost) -> String {
	// As measured, with no key cached: a node's caches are the room for slower machines.
	let charged = |nanos: f64| nanos.ceil() as u64;
	let [read, write] = [cost.read.average, cost.write.average].map(charged);
	format!(
		"//! What ParityDB costs on a ledger of {claims} claims, measured: do not edit, run `make weights`.
//!
//! {keys} keys. A read of a key that no cache holds took {read_average:.0} ns on average ({read_median:.0} in the median,
//! {read_p99:.0} for 99 of 100); a write, in blocks that write {TOGETHER} keys, {write_average:.0} ns with its share of the root
//! and of the commit. The averages are charged. On {processor}.

use frame_support::{{
	parameter_types,
	weights::{{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight}},
}};

parameter_types! {{
	/// For each key.
	pub const ParityDbWeight: RuntimeDbWeight = RuntimeDbWeight {{
		read: {read} * WEIGHT_REF_TIME_PER_NANOS,
		write: {write} * WEIGHT_REF_TIME_PER_NANOS,
	}};
}}
",
		keys = cost.keys,
		read_average = cost.read.average,
		read_median = cost.read.median,
		read_p99 = cost.read.p99,
		write_average = cost.write.average,
		processor = processor(),
	)
}

/// What the kernel calls the processor.
fn processor() -> String {
	let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
	info.lines()
		.find_map(|line| line.strip_prefix("model name")?.split_once(": "))
		.map_or("an unknown processor".into(), |(_, name)| name.into())
}

#[cfg(test)]
mod tests {
	use super::*;
	use civic_bench::state::Access;

	#[test]
	fn what_is_charged_is_the_average() {
		let access = |average| Access {
			average,
			median: 1.0,
			p99: 2.0,
		};
		let cost = StorageCost {
			keys: 600,
			read: access(2_000.4),
			write_alone: access(1.0),
			write: access(10_000.0),
		};
		let text = text(100, &cost);
		assert!(text.contains("read: 2001 *"), "{text}");
		assert!(text.contains("write: 10000 *"), "{text}");
	}
}
