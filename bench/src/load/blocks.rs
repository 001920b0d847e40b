//! What is in final blocks.

use civic_runtime::{Hash, Runtime, RuntimeEvent};
use frame_support::{
	dispatch::{DispatchClass, PerDispatchClass},
	storage::storage_prefix,
	weights::Weight,
};
use frame_system::{Config, EventRecord, Phase};

use super::gate::Gate;
use super::work::Id;

/// A final block.
pub struct Block {
	/// Its height.
	pub height: u32,
	/// When it was made, in milliseconds since 1970, by its author's clock.
	pub millis: u64,
	/// The signed transactions in it.
	pub ids: Vec<Id>,
	/// How many of them failed.
	pub failed: usize,
	/// What happened in it.
	pub events: Vec<RuntimeEvent>,
	/// How much of the weight for ordinary transactions it used, 1 being all.
	pub fullness: f64,
	/// How much of the length for ordinary transactions it used, 1 being all.
	pub length: f64,
}

/// The blocks from `first` to `last`, which are final.
pub async fn fetch(gate: &Gate, first: u32, last: u32) -> anyhow::Result<Vec<Block>> {
	let mut blocks = Vec::new();
	for height in first..=last {
		blocks.push(one(gate, height).await?);
	}
	Ok(blocks)
}

async fn one(gate: &Gate, height: u32) -> anyhow::Result<Block> {
	let hash = gate.hash(height).await?;
	let body = gate.body(&hash).await?;
	let key = storage_prefix(b"Timestamp", b"Now");
	let millis: u64 = gate.stored(&key, &hash).await?.unwrap_or_default();
	let key = storage_prefix(b"System", b"BlockWeight");
	let weight: PerDispatchClass<Weight> = gate.stored(&key, &hash).await?.unwrap_or_default();
	let key = storage_prefix(b"System", b"Events");
	let events: Vec<EventRecord<RuntimeEvent, Hash>> =
		gate.stored(&key, &hash).await?.unwrap_or_default();
	let failed = events
		.iter()
		.filter(|record| {
			let failed = matches!(
				record.event,
				RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { .. })
			);
			failed && matches!(record.phase, Phase::ApplyExtrinsic(_))
		})
		.count();
	Ok(Block {
		height,
		millis,
		// The first sets the time.
		ids: body.ids.into_iter().skip(1).collect(),
		failed,
		events: events.into_iter().map(|record| record.event).collect(),
		fullness: weight.get(DispatchClass::Normal).ref_time() as f64 / room(),
		length: body.length as f64 / longest(),
	})
}

/// The weight that ordinary transactions of a block may have.
fn room() -> f64 {
	let limits = <Runtime as Config>::BlockWeights::get();
	let class = limits.get(DispatchClass::Normal);
	class.max_total.unwrap_or(limits.max_block).ref_time() as f64
}

/// The length that they may have.
fn longest() -> f64 {
	f64::from(
		*<Runtime as Config>::BlockLength::get()
			.max
			.get(DispatchClass::Normal),
	)
}
