//! What people and programs ask the city's chain: `CivicApi`, the questions behind the node's
//! `civic_…` methods.
//!
//! Every answer is of bounded size. None costs more the more is stored, but [`Figures`], which reads
//! each verifier and each claim that is judged or in dispute, and
//! [`redemption::RedemptionRecord::ahead`], which walks the queue before a redemption.

mod answers;
pub mod assembly;
pub mod redemption;

use alloc::{collections::BTreeSet, vec::Vec};

use civic_primitives::{Balance, ClaimId, MemberId, MethodologyId, Moment, Sector, SourceId};
use codec::{Decode, Encode};
use pallet_allowance::{Refusal, Remaining};
use pallet_assembly::PollIndex;
use pallet_issuance::{calendar::Year, AwardRecord, Budget, Supply};
use pallet_measurements::{Challenge, Claim, ClaimCounts, OpenSeats, Panel, Source, Stage, PAGE};
use pallet_members::{Member, VerifierOf};
use pallet_methodologies::{Document, Version};
use pallet_redemption::{Currency, RedemptionId, Window, WindowId};
use scale_info::TypeInfo;

use crate::{AccountId, BlockNumber, Runtime};
use assembly::{ContributionRecord, ElectorateRecord, ReferendumPage, ReferendumRecord};
use redemption::{RedemptionPage, RedemptionRecord, ReserveRecord};

/// The most claims a question may look at before it answers with what it has found: a filter that
/// matches little does not make the node read the whole ledger.
pub const SCAN: usize = 10 * PAGE;

/// How one names a member.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum MemberKey {
	/// By the account that speaks for it.
	Account(AccountId),
	/// By its number.
	Number(MemberId),
}

/// A member, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MemberRecord {
	/// Its number.
	pub id: MemberId,
	/// What the register says.
	pub member: Member<AccountId>,
	/// What an agency is charged with.
	pub mandates: Vec<civic_primitives::Mandate>,
	/// A verifier's accreditation.
	pub verifier: Option<VerifierOf<Runtime>>,
	/// The collectives a person belongs to.
	pub memberships: Vec<MemberId>,
}

/// A claim, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ClaimRecord {
	/// Its number.
	pub id: ClaimId,
	/// What was claimed, and how far it has come.
	pub claim: Claim,
	/// The panel that judges every claim.
	pub first_panel: Option<Panel>,
	/// The panel that rules on a challenge.
	pub second_panel: Option<Panel>,
	/// A member's doubt.
	pub challenge: Option<Challenge<AccountId>>,
	/// What it was awarded.
	pub award: Option<AwardRecord>,
	/// How many claims of its sector are served before it, when it waits for a budget.
	pub ahead: Option<u64>,
}

/// Which claims are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ClaimFilter {
	/// Of this member.
	pub owner: Option<MemberId>,
	/// At this stage.
	pub stage: Option<Stage>,
}

/// Where a list of claims goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Cursor {
	/// The source whose claims are next. Without meaning in lists that are not of one owner.
	pub source: SourceId,
	/// The claim that is looked at next.
	pub claim: ClaimId,
}

/// A part of a list of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ClaimPage {
	/// Of one owner: by source, then by number. Otherwise by number. It may hold fewer than were
	/// asked for, even none, and yet not be the last.
	pub claims: Vec<ClaimRecord>,
	/// Where the rest begins.
	pub next: Option<Cursor>,
}

/// A published methodology.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MethodologyRecord {
	/// Its number.
	pub id: MethodologyId,
	/// What the chain computes with.
	pub version: Version,
	/// What people read.
	pub document: Document,
	/// Whether new claims of its family are made under it.
	pub is_in_force: bool,
}

/// A part of the list of methodologies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MethodologyPage {
	/// By number. It may hold fewer than were asked for and yet not be the last: drafts that were
	/// withdrawn leave gaps.
	pub methodologies: Vec<MethodologyRecord>,
	/// Where the rest begins.
	pub next: Option<MethodologyId>,
}

/// A sector's budget in a year, and who waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BudgetRecord {
	/// What may be awarded and what was; none was set otherwise.
	pub budget: Option<Budget>,
	/// How many settled claims of the sector wait, whatever the year.
	pub deferred: u64,
	/// What the first of them is worth.
	pub first_deferred: Option<Balance>,
}

/// What those who keep watch over the chain look at.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Figures {
	/// How many claims are at each stage.
	pub claims: ClaimCounts,
	/// The parts of the supply.
	pub supply: Supply,
	/// How many settled claims wait for a budget.
	pub deferred: Vec<(Sector, u64)>,
	/// The seats of open panels that have yet to answer.
	pub seats: OpenSeats,
	/// On how many panels verifiers sit, and on how many they may.
	pub duties: (u32, u32),
	/// Who validates, with the latest block each has made.
	pub validators: Vec<(AccountId, Option<BlockNumber>)>,
}

sp_api::decl_runtime_apis! {
	/// What people and programs ask the city's chain. The version rises with each change of a method or
	/// of a type in its answers: a node must not read a later runtime's answers as its own.
	#[api_version(3)]
	pub trait CivicApi {
		/// The time by the chain's clock, in unix seconds.
		fn now() -> Moment;
		/// Where everything is that was ever awarded.
		fn supply() -> Supply;
		/// A member, active or not.
		fn member(who: MemberKey) -> Option<MemberRecord>;
		/// A source of measurements.
		fn source(id: SourceId) -> Option<Source>;
		/// A claim.
		fn claim(id: ClaimId) -> Option<ClaimRecord>;
		/// At most `limit` claims that match, and at most a page ([`PAGE`]), from `from` on.
		fn claims(filter: ClaimFilter, from: Cursor, limit: u32) -> ClaimPage;
		/// At most `limit` methodologies, and at most a page, from number `from` on.
		fn methodologies(from: MethodologyId, limit: u32) -> MethodologyPage;
		/// A sector's budget in a calendar year (UTC).
		fn budget(sector: Sector, year: Year) -> BudgetRecord;
		/// What an account may do without paying, or why it may do nothing.
		fn allowance(account: AccountId) -> Result<Remaining, Refusal>;
		/// The claims of which this block's events speak.
		fn claims_changed() -> BTreeSet<ClaimId>;
		/// What those who keep watch look at. Meant for once in some blocks.
		fn figures() -> Figures;
		/// What a member gave to the city, and how that weighs.
		fn contribution(who: MemberKey) -> Option<ContributionRecord>;
		/// A referendum.
		fn referendum(index: PollIndex) -> Option<ReferendumRecord>;
		/// At most `limit` referenda, and at most a page, the latest first: from number `from` down,
		/// or from the very latest.
		fn referenda(from: Option<PollIndex>, limit: u32) -> ReferendumPage;
		/// Who votes, and how.
		fn electorate() -> ElectorateRecord;
		/// The reserve of a currency, if it can be redeemed.
		fn reserve(currency: Currency) -> Option<ReserveRecord>;
		/// The windows that are not closed.
		fn windows() -> Vec<(WindowId, Window)>;
		/// A redemption.
		fn redemption(id: RedemptionId) -> Option<RedemptionRecord>;
		/// At most `limit` redemptions, and at most a page, of one member or of all, from `from` on.
		fn redemptions(owner: Option<MemberId>, from: u64, limit: u32) -> RedemptionPage;
	}
}

pub(crate) use answers::{
	budget, claim, claims, claims_changed, figures, member, methodologies, now,
};
pub(crate) use assembly::{contribution, electorate, referenda, referendum};
