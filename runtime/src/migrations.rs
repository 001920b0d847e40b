//! What upgrades change in the state. Each is taken out after the release that ran it.

use frame_support::{
	traits::{OnRuntimeUpgrade, UnfilteredDispatchable},
	weights::Weight,
};
use frame_system::RawOrigin;
use sp_consensus_babe::digests::NextConfigDescriptor;

use crate::{apis::BABE_CONFIG, Runtime};

/// Everything the next upgrade brings, in this order.
pub type Unreleased = (
	FewSlotsByLot,
	pallet_issuance::migrations::CountRedeemed<Runtime>,
	pallet_methodologies::migrations::FreeTheHashesOfDrafts<Runtime>,
);

/// Chains of spec version 1 draw a quarter of their slots by lot. From the epoch after next they draw
/// as many as those that begin now. ADR 0055.
pub struct FewSlotsByLot;

impl OnRuntimeUpgrade for FewSlotsByLot {
	fn on_runtime_upgrade() -> Weight {
		let weight = <Runtime as frame_system::Config>::DbWeight::get();
		if pallet_babe::EpochConfig::<Runtime>::get().as_ref() == Some(&BABE_CONFIG) {
			return weight.reads(1);
		}
		let config = NextConfigDescriptor::V1 {
			c: BABE_CONFIG.c,
			allowed_slots: BABE_CONFIG.allowed_slots,
		};
		let plan = pallet_babe::Call::<Runtime>::plan_config_change { config };
		let planned = plan.dispatch_bypass_filter(RawOrigin::Root.into());
		if let Err(why) = planned {
			// Root may plan it: there is nothing that could fail.
			frame_support::defensive!("no change of BABE's configuration", why.error);
		}
		weight.reads_writes(1, 1)
	}
}
