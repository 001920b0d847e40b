//! Who has an interest in what is proposed: read from the proposed call, however it is wrapped.

use alloc::{collections::BTreeSet, vec::Vec};

use civic_primitives::{Collectives, MemberId, Membership};
use frame_support::{
	traits::Get,
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use frame_system::RawOrigin;
use pallet_assembly::Interests;
use pallet_measurements::Claims;
use pallet_methodologies::Versions;
use pallet_referenda::{BoundedCallOf, ReferendumInfo, ReferendumInfoFor};
use sp_runtime::{traits::StaticLookup, DispatchError, MultiAddress};

use super::decisions::{Error, PollIndex, MAX_DEPTH, MAX_READ};
use crate::{AccountId, Address, Governance, Members, OriginCaller, Runtime, RuntimeCall};

/// How many calls of a proposal are looked at.
const MAX_CALLS: u32 = 64;

/// How many members are looked up at most: each of those calls names two.
const MAX_LOOKUPS: u64 = 128;

type Failure = Error<Runtime>;

/// Reads it from the proposal.
pub struct FromProposal;

impl Interests for FromProposal {
	fn examine(poll: PollIndex) -> Result<Vec<MemberId>, DispatchError> {
		let Some(ReferendumInfo::Ongoing(status)) = ReferendumInfoFor::<Runtime>::get(poll) else {
			return Err(pallet_assembly::Error::<Runtime>::NotOngoing.into());
		};
		let interested = interested_in(&status.proposal)?;
		Ok(interested.into_iter().collect())
	}

	/// Reading a proposal of `MAX_READ` bytes and decoding it takes a millisecond or two, and so does
	/// decoding the people of that many collectives. For each member: its number by its account,
	/// itself, who belongs to it or is tied to it.
	fn weight() -> Weight {
		let reads = MAX_LOOKUPS.saturating_mul(4);
		Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS.saturating_mul(4), 0)
			.saturating_add(<Runtime as frame_system::Config>::DbWeight::get().reads(reads))
	}
}

/// The members with an interest in `proposal`, with the people behind them.
pub(crate) fn interested_in(
	proposal: &BoundedCallOf<Runtime, ()>,
) -> Result<BTreeSet<MemberId>, Failure> {
	let mut found = Found {
		seats: crate::Authorities::seats(),
		..Default::default()
	};
	let call = Governance::read(proposal, MAX_READ)?;
	found.walk(&call, 0)?;
	Ok(found.with_people())
}

/// Members that were named.
#[derive(Default)]
struct Found {
	members: BTreeSet<MemberId>,
	calls: u32,
	/// Which account validates for which agency.
	seats: Vec<(AccountId, MemberId)>,
}

impl Found {
	/// Look at `call`, and at what it wraps.
	fn walk(&mut self, call: &RuntimeCall, depth: u32) -> Result<(), Failure> {
		self.calls = self.calls.saturating_add(1);
		if depth > MAX_DEPTH || self.calls > MAX_CALLS {
			return Err(Failure::ProposalTooDeep);
		}
		let deeper = depth.saturating_add(1);
		for inner in self.wrapped_in(call) {
			self.walk(inner, deeper)?;
		}
		self.look_at(call);
		Ok(())
	}

	/// The calls that `call` wraps; in whose name they are made is noted.
	fn wrapped_in<'a>(&mut self, call: &'a RuntimeCall) -> Vec<&'a RuntimeCall> {
		use pallet_collective::Call as Collective;
		use pallet_multisig::Call as Multisig;
		use pallet_proxy::Call as Proxy;
		use pallet_scheduler::Call as Scheduler;
		use pallet_sudo::Call as Sudo;
		use pallet_utility::Call as Utility;
		match call {
			RuntimeCall::Utility(
				Utility::batch { calls }
				| Utility::batch_all { calls }
				| Utility::force_batch { calls },
			) => calls.iter().collect(),
			RuntimeCall::Utility(
				Utility::dispatch_as { as_origin, call }
				| Utility::dispatch_as_fallible { as_origin, call },
			) => {
				if let OriginCaller::system(RawOrigin::Signed(who)) = &**as_origin {
					self.account(who);
				}
				[&**call].into()
			},
			RuntimeCall::Utility(
				Utility::as_derivative { call, .. } | Utility::with_weight { call, .. },
			) => [&**call].into(),
			RuntimeCall::Utility(Utility::if_else { main, fallback }) => {
				[&**main, &**fallback].into()
			},
			RuntimeCall::Proxy(
				Proxy::proxy { real, call, .. } | Proxy::proxy_announced { real, call, .. },
			) => {
				self.address(real);
				[&**call].into()
			},
			RuntimeCall::Multisig(
				Multisig::as_multi { call, .. } | Multisig::as_multi_threshold_1 { call, .. },
			) => [&**call].into(),
			RuntimeCall::Scheduler(
				Scheduler::schedule { call, .. }
				| Scheduler::schedule_named { call, .. }
				| Scheduler::schedule_after { call, .. }
				| Scheduler::schedule_named_after { call, .. },
			) => [&**call].into(),
			RuntimeCall::Sudo(Sudo::sudo_as { who, call }) => {
				self.address(who);
				[&**call].into()
			},
			RuntimeCall::Sudo(Sudo::sudo { call } | Sudo::sudo_unchecked_weight { call, .. }) => {
				[&**call].into()
			},
			RuntimeCall::Emergency(
				Collective::execute { proposal, .. } | Collective::propose { proposal, .. },
			) => [&**proposal].into(),
			_ => Vec::new(),
		}
	}

	/// Note whom `call` itself concerns in person.
	fn look_at(&mut self, call: &RuntimeCall) {
		use pallet_authorities::Call as Authorities;
		use pallet_balances::Call as Balances;
		use pallet_contributions::Call as Contributions;
		use pallet_issuance::Call as Issuance;
		use pallet_members::Call as Register;
		use pallet_methodologies::Call as Methodologies;
		use pallet_treasury::Call as Treasury;
		match call {
			RuntimeCall::Treasury(Treasury::spend { beneficiary, .. }) => self.account(beneficiary),
			#[allow(deprecated, reason = "the call exists as long as the SDK has it")]
			RuntimeCall::Treasury(Treasury::spend_local { beneficiary, .. }) => self.address(beneficiary),
			RuntimeCall::Treasury(Treasury::void_spend { index }) => {
				if let Some(spend) = pallet_treasury::Spends::<Runtime>::get(index) {
					self.account(&spend.beneficiary);
				}
			},
			RuntimeCall::Balances(
				Balances::transfer_allow_death { dest, .. }
				| Balances::transfer_keep_alive { dest, .. }
				| Balances::transfer_all { dest, .. },
			) => self.address(dest),
			RuntimeCall::Balances(Balances::force_transfer { source, dest, .. }) => {
				self.address(source);
				self.address(dest);
			},
			RuntimeCall::Balances(
				Balances::force_set_balance { who, .. } | Balances::force_unreserve { who, .. },
			) => self.address(who),
			RuntimeCall::Methodologies(
				Methodologies::adopt { id }
				| Methodologies::retire { id }
				| Methodologies::withdraw { id },
			) => {
				let publisher = Versions::<Runtime>::get(id).and_then(|known| known.publisher);
				self.members.extend(publisher);
			},
			RuntimeCall::Members(
				Register::accredit { account, .. }
				| Register::reinstate { account }
				| Register::grant_mandate { account, .. }
				| Register::revoke_mandate { account, .. }
				| Register::enrol { account, .. }
				| Register::renew { account, .. }
				| Register::remove { account },
			) => self.account(account),
			RuntimeCall::Members(Register::move_member { old, new }) => {
				self.account(old);
				self.account(new);
			},
			RuntimeCall::Issuance(Issuance::reverse { claim, .. }) => {
				let owner = Claims::<Runtime>::get(claim).map(|claim| claim.owner);
				self.members.extend(owner);
			},
			RuntimeCall::Authorities(Authorities::admit { who } | Authorities::expel { who }) => {
				self.account(who)
			},
			RuntimeCall::Contributions(Contributions::recognise { member, .. }) => {
				self.members.insert(*member);
			},
			_ => (),
		}
	}

	fn account(&mut self, who: &AccountId) {
		// Who is in no register has no vote to lose.
		self.members.extend(Members::id_of(who));
		// A seat may stay with an account that its agency's number has left.
		let seat = self.seats.iter().find(|(seated, _)| seated == who);
		self.members.extend(seat.map(|(_, agency)| *agency));
	}

	fn address(&mut self, address: &Address) {
		match address {
			MultiAddress::Id(who) => self.account(who),
			other => {
				if let Ok(who) = <Runtime as frame_system::Config>::Lookup::lookup(other.clone()) {
					self.account(&who);
				}
			},
		}
	}

	/// The members and, for organisations, the people behind them; as many as are too many, at least,
	/// if they are.
	fn with_people(self) -> BTreeSet<MemberId> {
		let most: u32 = <Runtime as pallet_assembly::Config>::MaxInterested::get();
		let mut all = self.members.clone();
		for member in self.members {
			if u32::try_from(all.len()).map_or(true, |found| found > most) {
				break;
			}
			all.extend(Members::people(member));
		}
		all
	}
}
