//! Accounts that several hold together, or that another acts for.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{ConstU128, ConstU32, InstanceFilter};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

use crate::{
	constants::TOKEN, governance::in_person, Balances, Runtime, RuntimeCall, RuntimeEvent, System,
};

/// What another may do for an account. Never what a person does in person: vote, stand as or rely
/// on a delegate, propose. Who collected proxies would be a delegate without bounds.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything that is not done in person.
	#[default]
	#[codec(index = 0)]
	Any,
	/// As `Any`, but for moving tokens.
	#[codec(index = 1)]
	NonTransfer,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		let moves_tokens = matches!(
			call,
			RuntimeCall::Balances(..)
				| RuntimeCall::Issuance(pallet_issuance::Call::retire { .. })
				// Who pays out decides on whose tokens are burned.
				| RuntimeCall::Redemption(..)
		);
		!in_person(call) && (*self == Self::Any || !moves_tokens)
	}

	fn is_superset(&self, other: &Self) -> bool {
		*self == Self::Any || self == other
	}
}

/// A member has few proxies and they take little room, so they cost allowance alone.
impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ConstU128<0>;
	type ProxyDepositFactor = ConstU128<0>;
	type MaxProxies = ConstU32<8>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<8>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = ConstU128<0>;
	type AnnouncementDepositFactor = ConstU128<0>;
	type BlockNumberProvider = System;
}

/// Nothing bounds how many calls wait for signatures, so each holds a deposit while it does.
impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = ConstU128<{ TOKEN / 10 }>;
	type DepositFactor = ConstU128<{ TOKEN / 100 }>;
	type MaxSignatories = ConstU32<32>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}
