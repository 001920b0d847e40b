//! What ParityDB costs on a ledger of 1000000 claims, measured: do not edit, run `make weights`.
//!
//! 6000000 keys. A read of a key that no cache holds took 15702 ns on average (13510 in the median,
//! 55002 for 99 of 100); a write, in blocks that write 1000 keys, 38440 ns with its share of the root
//! and of the commit. The averages are charged. On AMD EPYC.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight},
};

parameter_types! {
	/// For each key.
	pub const ParityDbWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 15703 * WEIGHT_REF_TIME_PER_NANOS,
		write: 38440 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
