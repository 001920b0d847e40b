//! The machine: blocks, time, balances, transactions.

use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, ConstU8, Contains, InsideBoth, VariantCountOf},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::Perbill;
use sp_version::RuntimeVersion;

use crate::{
	constants::{
		EXISTENTIAL_DEPOSIT, MAX_BLOCK, MAX_BLOCK_LENGTH, NORMAL_RATIO, SLOT_MILLIS, SS58_PREFIX,
	},
	weights::{self, BlockExecutionWeight, ExtrinsicBaseWeight, ParityDbWeight},
	AccountId, Babe, Balance, Block, BlockNumber, Hash, Nonce, OriginCaller, PalletInfo, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, RuntimeOrigin, RuntimeTask,
	SafeMode, System, TxPause, UncheckedExtrinsic, VERSION,
};

/// The part of a block that its beginning may take: no ordinary call may be so heavy that it fits
/// only into a block without one.
const AVERAGE_INITIALIZATION: Perbill = Perbill::from_percent(10);

parameter_types! {
	/// Two hours of blocks: as long as a transaction signed for a mortal era can wait.
	pub const BlockHashCount: BlockNumber = 2_400;
	/// The version of this runtime.
	pub const Version: RuntimeVersion = VERSION;
	/// See [`MAX_BLOCK`].
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
		.base_block(BlockExecutionWeight::get())
		.for_class(DispatchClass::all(), |class| {
			class.base_extrinsic = ExtrinsicBaseWeight::get();
		})
		.for_class(DispatchClass::Normal, |class| {
			class.max_total = Some(NORMAL_RATIO * MAX_BLOCK);
		})
		.for_class(DispatchClass::Operational, |class| {
			class.max_total = Some(MAX_BLOCK);
			class.reserved = Some(MAX_BLOCK - NORMAL_RATIO * MAX_BLOCK);
		})
		.avg_block_initialization(AVERAGE_INITIALIZATION)
		.build_or_panic();
	/// See [`MAX_BLOCK_LENGTH`].
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAX_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |length| {
			*length = NORMAL_RATIO * *length
		})
		.build();
	/// See [`SS58_PREFIX`].
	pub const Ss58Prefix: u16 = SS58_PREFIX;
}

/// What may be called at all. Holds inside batches too; root is above it.
pub struct Permitted;

impl Contains<RuntimeCall> for Permitted {
	#[allow(
		deprecated,
		reason = "to say that it is filtered, the deprecated call must be named"
	)]
	fn contains(call: &RuntimeCall) -> bool {
		!matches!(
			call,
			// Tokens leave circulation by retirement, which leaves a certificate. ADR 0018.
			RuntimeCall::Balances(pallet_balances::Call::burn { .. }) |
				// A validator without keys cannot be held to an offence it committed. ADR 0016.
				RuntimeCall::Session(pallet_session::Call::purge_keys {}) |
				// The commons are spent in one way, which is paid out and voided in the open.
				RuntimeCall::Treasury(pallet_treasury::Call::spend_local { .. }) |
				// Accounts without a holder, at no cost.
				RuntimeCall::Proxy(pallet_proxy::Call::create_pure { .. })
		)
	}
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	// What there is not, what rests in safe mode, what is paused.
	type BaseCallFilter = InsideBoth<Permitted, InsideBoth<SafeMode, TxPause>>;
	type Block = Block;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type Hash = Hash;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type ExtensionsWeightInfo = weights::frame_system_extensions::WeightInfo<Runtime>;
	type SS58Prefix = Ss58Prefix;
	type MaxConsumers = ConstU32<16>;
}

impl pallet_timestamp::Config for Runtime {
	/// Milliseconds since 1970.
	type Moment = u64;
	type OnTimestampSet = Babe;
	type MinimumPeriod = ConstU64<{ SLOT_MILLIS / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = weights::pallet_balances::WeightInfo<Runtime>;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<0>;
	type MaxReserves = ConstU32<0>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type RuntimeCall = RuntimeCall;
	type Extrinsic = UncheckedExtrinsic;
}

// Reports of equivocations are submitted as bare extrinsics.
impl<LocalCall> frame_system::offchain::CreateBare<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

mod fees {
	//! What a call costs, in units of allowance: 1 unit is 1 microsecond of a block, or 1 byte.

	use super::*;
	use frame_support::weights::{
		constants::WEIGHT_REF_TIME_PER_MICROS, ConstantMultiplier, Weight, WeightToFee,
	};
	use pallet_transaction_payment::ConstFeeMultiplier;
	use sp_runtime::{traits::One, FixedU128};

	/// One unit for each microsecond begun.
	pub struct Microseconds;

	impl WeightToFee for Microseconds {
		type Balance = Balance;

		fn weight_to_fee(weight: &Weight) -> Balance {
			weight
				.ref_time()
				.div_ceil(WEIGHT_REF_TIME_PER_MICROS)
				.into()
		}
	}

	parameter_types! {
		/// Allowance is not a market: a call costs the same in a full block.
		pub Steady: FixedU128 = FixedU128::one();
	}

	impl pallet_transaction_payment::Config for Runtime {
		type RuntimeEvent = RuntimeEvent;
		type OnChargeTransaction = crate::Allowance;
		type WeightToFee = Microseconds;
		type LengthToFee = ConstantMultiplier<Balance, ConstU128<1>>;
		type FeeMultiplierUpdate = ConstFeeMultiplier<Steady>;
		type OperationalFeeMultiplier = ConstU8<1>;
		type WeightInfo = weights::pallet_transaction_payment::WeightInfo<Runtime>;
	}
}
