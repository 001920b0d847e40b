//! Between the referenda and the scheduler: what is decided is remembered until it is done, so that
//! a failure can be seen and tried again. Alarms pass through.

use codec::Encode;
use frame_support::traits::schedule::{
	v3::{Anon, Named, TaskName},
	DispatchTime, Period, Priority,
};
use pallet_referenda::{BoundedCallOf, ReferendumCount, ReferendumInfo, ReferendumInfoFor};
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::BlakeTwo256, DispatchError};

use super::decisions::{OpenReferenda, PollIndex};
use crate::{BlockNumber, Governance, OriginCaller, Referenda, Runtime, RuntimeCall, Scheduler};

type Call = BoundedCallOf<Runtime, ()>;

/// Where the referenda schedule their alarms and what they decided.
pub struct Enactor;

impl Anon<BlockNumber, RuntimeCall, OriginCaller> for Enactor {
	type Address = <Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::Address;
	type Hasher = BlakeTwo256;

	fn schedule(
		when: DispatchTime<BlockNumber>,
		period: Option<Period<BlockNumber>>,
		priority: Priority,
		origin: OriginCaller,
		call: Call,
	) -> Result<Self::Address, DispatchError> {
		<Scheduler as Anon<_, _, _>>::schedule(when, period, priority, origin, call)
	}

	fn cancel(address: Self::Address) -> Result<(), DispatchError> {
		<Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::cancel(address)
	}

	fn reschedule(
		address: Self::Address,
		when: DispatchTime<BlockNumber>,
	) -> Result<Self::Address, DispatchError> {
		<Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::reschedule(address, when)
	}

	fn next_dispatch_time(address: Self::Address) -> Result<BlockNumber, DispatchError> {
		<Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::next_dispatch_time(address)
	}
}

impl Named<BlockNumber, RuntimeCall, OriginCaller> for Enactor {
	type Address = <Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::Address;
	type Hasher = BlakeTwo256;

	/// The referenda name nothing but enactments, with a priority that is ours, and never again and
	/// again.
	fn schedule_named(
		id: TaskName,
		when: DispatchTime<BlockNumber>,
		_: Option<Period<BlockNumber>>,
		_: Priority,
		origin: OriginCaller,
		call: Call,
	) -> Result<Self::Address, DispatchError> {
		Governance::plan(id, when, origin, call)
	}

	fn cancel_named(id: TaskName) -> Result<(), DispatchError> {
		Governance::forget(id);
		<Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::cancel_named(id)
	}

	fn reschedule_named(
		id: TaskName,
		when: DispatchTime<BlockNumber>,
	) -> Result<Self::Address, DispatchError> {
		<Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::reschedule_named(id, when)
	}

	fn next_dispatch_time(id: TaskName) -> Result<BlockNumber, DispatchError> {
		<Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::next_dispatch_time(id)
	}
}

impl OpenReferenda for Referenda {
	fn next() -> PollIndex {
		ReferendumCount::<Runtime>::get()
	}

	fn is_open(poll: PollIndex) -> bool {
		matches!(
			ReferendumInfoFor::<Runtime>::get(poll),
			Some(ReferendumInfo::Ongoing(_))
		)
	}

	fn enactment(poll: PollIndex) -> TaskName {
		// As pallet-referenda names it.
		(*b"assembly", "enactment", poll).using_encoded(blake2_256)
	}
}
