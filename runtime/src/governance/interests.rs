//! Who has an interest in what is proposed: read from the proposed call, however it is wrapped.

use alloc::{collections::BTreeSet, vec::Vec};

use civic_primitives::{Collectives, MemberId, MemberKind, Membership};
use frame_support::{
	ensure,
	traits::Get,
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use frame_system::RawOrigin;
use pallet_assembly::Interests;
use pallet_measurements::Claims;
use pallet_methodologies::Versions;
use pallet_referenda::{BoundedCallOf, ReferendumInfo, ReferendumInfoFor};
use sp_runtime::{traits::StaticLookup, DispatchError, DispatchResult};

use super::{
	decisions::{Error, Examine, PollIndex, MAX_DEPTH, MAX_READ},
	powers::may_make,
};
use crate::{
	configs::Commons, AccountId, Address, Governance, Members, OriginCaller, Runtime, RuntimeCall,
};

/// How many calls of a proposal are looked at.
const MAX_CALLS: u32 = 64;

/// How many citizens a proposal may name itself. Who is named has no vote on it, so whoever proposes
/// could bar the opponents by naming them: a few, as a grant among neighbours needs, and no crowd.
pub(crate) const MAX_NAMED: usize = 4;

/// How many members a proposal may say that verifiers are tied to, besides those who are.
pub(crate) const MAX_TIES: usize = 32;

/// How many members are looked up at most: each of those calls names two, and the ties.
const MAX_LOOKUPS: u64 = 160;

type Failure = Error<Runtime>;

/// Reads it from the proposal.
pub struct FromProposal;

impl Interests for FromProposal {
	fn examine(poll: PollIndex) -> Result<Vec<MemberId>, DispatchError> {
		let Some(ReferendumInfo::Ongoing(status)) = ReferendumInfoFor::<Runtime>::get(poll) else {
			return Err(pallet_assembly::Error::<Runtime>::NotOngoing.into());
		};
		let interested = interested_in(&status.origin, &status.proposal)?;
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

impl Examine<OriginCaller, RuntimeCall> for FromProposal {
	fn look_at(origin: &OriginCaller, call: &RuntimeCall) -> DispatchResult {
		interested_in_call(origin, call)?;
		Ok(())
	}
}

/// The members with an interest in `proposal`, made by the authority `origin`, with the people behind
/// them.
pub(crate) fn interested_in(
	origin: &OriginCaller,
	proposal: &BoundedCallOf<Runtime, ()>,
) -> Result<BTreeSet<MemberId>, Failure> {
	interested_in_call(origin, &Governance::read(proposal, MAX_READ)?)
}

fn interested_in_call(
	origin: &OriginCaller,
	call: &RuntimeCall,
) -> Result<BTreeSet<MemberId>, Failure> {
	let mut found = Found {
		seats: crate::Authorities::seats(),
		..Default::default()
	};
	found.walk(origin, call, 0)?;
	found.with_people()
}

/// Members that were named.
#[derive(Default)]
struct Found {
	members: BTreeSet<MemberId>,
	/// Whom verifiers are said to be tied to and are not yet.
	ties: BTreeSet<MemberId>,
	calls: u32,
	/// How many of them wrap no other.
	leaves: u32,
	/// Which account validates for which agency.
	seats: Vec<(AccountId, MemberId)>,
}

impl Found {
	/// Look at `call`, made by `origin`, and at what it wraps.
	fn walk(
		&mut self,
		origin: &OriginCaller,
		call: &RuntimeCall,
		depth: u32,
	) -> Result<(), Failure> {
		self.calls = self.calls.saturating_add(1);
		if depth > MAX_DEPTH || self.calls > MAX_CALLS {
			return Err(Failure::ProposalTooDeep);
		}
		let deeper = depth.saturating_add(1);
		if let Some((inner_origin, wrapped)) = self.wrapped_in(origin, call)? {
			// One that wraps nothing is a call like another: it may name an organisation.
			if wrapped.is_empty() {
				self.leaves = self.leaves.saturating_add(1);
			}
			for inner in wrapped {
				self.walk(&inner_origin, inner, deeper)?;
			}
			return Ok(());
		}
		ensure!(may_make(origin, call), Failure::ProposalNotPermitted);
		self.leaves = self.leaves.saturating_add(1);
		self.look_at(call)
	}

	/// The calls that `call` wraps, and by what authority they are made; nothing where it wraps none. In
	/// whose name they are made is noted.
	///
	/// What fails must fail as a whole, to be seen and tried again: wrappers that report success
	/// where what they wrap has failed are refused, and so is what is done later or elsewhere.
	#[allow(clippy::type_complexity, reason = "two parts, taken apart at once")]
	fn wrapped_in<'a>(
		&mut self,
		origin: &OriginCaller,
		call: &'a RuntimeCall,
	) -> Result<Option<(OriginCaller, Vec<&'a RuntimeCall>)>, Failure> {
		use super::decisions::Call as Decisions;
		use pallet_collective::Call as Collective;
		use pallet_scheduler::Call as Scheduler;
		use pallet_utility::Call as Utility;
		let by_root = matches!(origin, OriginCaller::system(RawOrigin::Root));
		Ok(Some(match call {
			RuntimeCall::Utility(Utility::batch_all { calls }) => {
				// pallet-utility lets root alone nest them.
				let nests = calls
					.iter()
					.any(|call| matches!(call, RuntimeCall::Utility(Utility::batch_all { .. })));
				ensure!(by_root || !nests, Failure::ProposalNotPermitted);
				(origin.clone(), calls.iter().collect())
			},
			RuntimeCall::Utility(Utility::with_weight { call, .. }) => {
				ensure!(by_root, Failure::ProposalNotPermitted);
				(origin.clone(), [&**call].into())
			},
			RuntimeCall::Utility(Utility::dispatch_as_fallible { as_origin, call }) => {
				ensure!(by_root, Failure::ProposalNotPermitted);
				if let OriginCaller::system(RawOrigin::Signed(who)) = &**as_origin {
					self.account(who);
				}
				((**as_origin).clone(), [&**call].into())
			},
			RuntimeCall::Utility(Utility::as_derivative { index, call }) => {
				let OriginCaller::system(RawOrigin::Signed(who)) = origin else {
					return Err(Failure::ProposalNotPermitted);
				};
				let derived = pallet_utility::derivative_account_id(who.clone(), *index);
				self.account(&derived);
				let origin = OriginCaller::system(RawOrigin::Signed(derived));
				(origin, [&**call].into())
			},
			RuntimeCall::Utility(_)
			| RuntimeCall::Proxy(
				pallet_proxy::Call::proxy { .. } | pallet_proxy::Call::proxy_announced { .. },
			)
			| RuntimeCall::Multisig(_)
			| RuntimeCall::Scheduler(
				Scheduler::schedule { .. }
				| Scheduler::schedule_named { .. }
				| Scheduler::schedule_after { .. }
				| Scheduler::schedule_named_after { .. },
			)
			| RuntimeCall::Sudo(_)
			| RuntimeCall::Emergency(Collective::execute { .. } | Collective::propose { .. })
			| RuntimeCall::Governance(Decisions::enact { .. }) => {
				return Err(Failure::ProposalHidesFailure);
			},
			_ => return Ok(None),
		}))
	}

	/// Note whom `call` itself concerns in person.
	fn look_at(&mut self, call: &RuntimeCall) -> Result<(), Failure> {
		use pallet_authorities::Call as Authorities;
		use pallet_balances::Call as Balances;
		use pallet_contributions::Call as Contributions;
		use pallet_issuance::Call as Issuance;
		use pallet_members::Call as Register;
		use pallet_methodologies::Call as Methodologies;
		use pallet_treasury::Call as Treasury;
		match call {
			RuntimeCall::Treasury(Treasury::spend { beneficiary, .. }) => {
				self.payee(beneficiary)?
			},
			#[allow(deprecated, reason = "the call exists as long as the SDK has it")]
			RuntimeCall::Treasury(Treasury::spend_local { beneficiary, .. }) => {
				self.payee(&account_at(beneficiary)?)?;
			},
			RuntimeCall::Treasury(Treasury::void_spend { index }) => {
				let spend = pallet_treasury::Spends::<Runtime>::get(index);
				self.account(&spend.ok_or(Failure::ProposalUnknown)?.beneficiary);
			},
			RuntimeCall::Balances(
				Balances::transfer_allow_death { dest, .. }
				| Balances::transfer_keep_alive { dest, .. }
				| Balances::transfer_all { dest, .. },
			) => self.payee(&account_at(dest)?)?,
			RuntimeCall::Balances(Balances::force_transfer { source, dest, .. }) => {
				self.account(&account_at(source)?);
				self.payee(&account_at(dest)?)?;
			},
			RuntimeCall::Balances(Balances::force_unreserve { who, .. }) => {
				self.account(&account_at(who)?);
			},
			RuntimeCall::Methodologies(
				Methodologies::adopt { id }
				| Methodologies::retire { id }
				| Methodologies::withdraw { id },
			) => {
				let version = Versions::<Runtime>::get(id).ok_or(Failure::ProposalUnknown)?;
				self.members.extend(version.publisher);
			},
			RuntimeCall::Members(Register::accredit {
				account,
				affiliations,
				..
			}) => self.tied(account, affiliations)?,
			RuntimeCall::Members(Register::reinstate { account }) => {
				// With it, the people it is tied to.
				Members::id_of(account).ok_or(Failure::ProposalUnknown)?;
				self.account(account);
			},
			RuntimeCall::Members(
				Register::grant_mandate { account, .. }
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
				let claim = Claims::<Runtime>::get(claim).ok_or(Failure::ProposalUnknown)?;
				self.members.insert(claim.owner);
			},
			RuntimeCall::Authorities(Authorities::admit { who } | Authorities::expel { who }) => {
				self.account(who)
			},
			RuntimeCall::Contributions(Contributions::recognise { member, .. }) => {
				Members::kind_of(*member).ok_or(Failure::ProposalUnknown)?;
				self.members.insert(*member);
			},
			_ => (),
		}
		Ok(())
	}

	/// The verifier `who` is to be tied to `affiliations`: who gains from its work, and so by its
	/// accreditation, as those do whom it is tied to already.
	fn tied<'a>(
		&mut self,
		who: &AccountId,
		affiliations: impl IntoIterator<Item = &'a MemberId>,
	) -> Result<(), Failure> {
		let verifier = Members::id_of(who).ok_or(Failure::ProposalUnknown)?;
		self.members.insert(verifier);
		let known = Members::people(verifier);
		for member in affiliations {
			// Each is looked up once, and so no more than may be tied.
			if known.binary_search(member).is_ok() || self.ties.contains(member) {
				continue;
			}
			Members::kind_of(*member).ok_or(Failure::ProposalUnknown)?;
			self.ties.insert(*member);
			ensure!(self.ties.len() <= MAX_TIES, Failure::ProposalNamesTooMany);
		}
		Ok(())
	}

	fn account(&mut self, who: &AccountId) {
		// Who is in no register has no vote to lose.
		self.members.extend(Members::id_of(who));
		// A seat may stay with an account that its agency's number has left.
		let seat = self.seats.iter().find(|(seated, _)| seated == who);
		self.members.extend(seat.map(|(_, agency)| *agency));
	}

	/// `who` is paid. An account in no register could be anybody's, the proposer's too, so only the
	/// commons is paid without being a member.
	fn payee(&mut self, who: &AccountId) -> Result<(), Failure> {
		let is_known = Members::id_of(who).is_some() || *who == Commons::get();
		ensure!(is_known, Failure::ProposalUnknown);
		self.account(who);
		Ok(())
	}

	/// The members and, for organisations, the people behind them; as many as are too many, at least,
	/// if they are. Those people are as many as there are, so whoever is named with people behind it
	/// is all that is proposed: nobody is barred from a vote on something else.
	fn with_people(self) -> Result<BTreeSet<MemberId>, Failure> {
		let most: u32 = <Runtime as pallet_assembly::Config>::MaxInterested::get();
		let mut all: BTreeSet<_> = self.members.union(&self.ties).copied().collect();
		let citizens = all
			.iter()
			.filter(|member| Members::kind_of(**member) == Some(MemberKind::Citizen));
		ensure!(citizens.count() <= MAX_NAMED, Failure::ProposalNamesTooMany);
		for member in self.members {
			if u32::try_from(all.len()).map_or(true, |found| found > most) {
				break;
			}
			let people = Members::people(member);
			ensure!(
				people.is_empty() || self.leaves <= 1,
				Failure::ProposalNamesTooMany
			);
			all.extend(people);
		}
		Ok(all)
	}
}

/// The account at `address`.
fn account_at(address: &Address) -> Result<AccountId, Failure> {
	<Runtime as frame_system::Config>::Lookup::lookup(address.clone())
		.map_err(|_| Failure::ProposalUnknown)
}
