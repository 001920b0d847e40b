//! The development key. The assembly that takes its place comes later.

use crate::{Runtime, RuntimeCall, RuntimeEvent};

/// Without a key in genesis, as in every preset but the development one, nobody is sudo.
impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
