//! The `civic_…` methods: what the chain knows, in plain JSON. They read and never write.
//!
//! Numbers of members, sources, claims and referenda are JSON numbers; amounts, quantities and points
//! are strings of decimal digits, since JavaScript cannot count as far; moments are RFC 3339 in UTC. Every answer
//! says of which block it is: the last final one, unless `at` names another. `docs/openrpc.json`
//! describes them for programs, and `rpc.discover` answers with it.

mod answer;
pub(super) mod error;
mod subscription;
pub(super) mod views;
pub(super) mod words;

use civic_runtime::{civic_api::CivicApi as _, AccountId, Hash};
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
	PendingSubscriptionSink,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use answer::Civic;
use views::{
	Allowance, AtBlock, Budget, Claim, Claims, Contribution, Currency, Electorate, Member,
	Methodologies, Redemption, Redemptions, Referenda, Referendum, Reserve, Source, Supply, Window,
};
use words::{Sector, Status};

/// How one names a member: by its address, or by its number.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(
	untagged,
	expecting = "who: a member's number, or an address of this network"
)]
pub(crate) enum MemberKey {
	/// By number.
	Number(u64),
	/// By address.
	Address(#[schemars(with = "views::Address")] AccountId),
}

impl From<MemberKey> for civic_runtime::civic_api::MemberKey {
	fn from(key: MemberKey) -> Self {
		match key {
			MemberKey::Number(id) => Self::Number(id),
			MemberKey::Address(account) => Self::Account(account),
		}
	}
}

/// Which claims, and how many of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct ClaimsQuery {
	/// Only those of this member, by source and then by number. All are by number otherwise.
	pub(crate) owner: Option<u64>,
	/// Only those that have come so far.
	pub(crate) status: Option<Status>,
	/// At most so many; 100 is the most, and what is taken when nothing is said.
	pub(crate) limit: Option<u32>,
	/// Where to go on: `next` of the page before, as it was.
	pub(crate) cursor: Option<String>,
}

/// Of which claims one wants to hear.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct ClaimsFilter {
	/// Only those of this member.
	pub(crate) owner: Option<u64>,
	/// Only those of this source.
	pub(crate) source: Option<u64>,
	/// Only when they have come so far.
	pub(crate) status: Option<Status>,
}

/// The methods.
#[rpc(server)]
pub(crate) trait CivicRpc {
	/// Where everything is that was ever awarded.
	#[method(name = "civic_supply", blocking)]
	fn supply(&self, at: Option<Hash>) -> RpcResult<AtBlock<Supply>>;

	/// A member, or `null` if there is none.
	#[method(name = "civic_member", blocking)]
	fn member(&self, who: MemberKey, at: Option<Hash>) -> RpcResult<AtBlock<Option<Member>>>;

	/// A source of measurements, or `null` if there is none.
	#[method(name = "civic_source", blocking)]
	fn source(&self, source: u64, at: Option<Hash>) -> RpcResult<AtBlock<Option<Source>>>;

	/// A claim and what became of it, or `null` if there is none.
	#[method(name = "civic_claim", blocking)]
	fn claim(&self, claim: u64, at: Option<Hash>) -> RpcResult<AtBlock<Option<Claim>>>;

	/// Claims, page by page.
	#[method(name = "civic_claims", blocking)]
	fn claims(&self, query: Option<ClaimsQuery>, at: Option<Hash>) -> RpcResult<AtBlock<Claims>>;

	/// The published methodologies, page by page.
	#[method(name = "civic_methodologies", blocking)]
	fn methodologies(
		&self,
		from: Option<u32>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Methodologies>>;

	/// What a sector may be awarded in a calendar year, and who waits for it.
	#[method(name = "civic_budget", blocking)]
	fn budget(&self, sector: Sector, year: u32, at: Option<Hash>) -> RpcResult<AtBlock<Budget>>;

	/// What an account may do without paying.
	#[method(name = "civic_allowance", blocking)]
	fn allowance(&self, account: AccountId, at: Option<Hash>) -> RpcResult<AtBlock<Allowance>>;

	/// What a member gave to the city, and how that weighs, or `null` if there is no such member.
	#[method(name = "civic_contribution", blocking)]
	fn contribution(
		&self,
		who: MemberKey,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Option<Contribution>>>;

	/// A referendum and what became of it, or `null` if there is none.
	#[method(name = "civic_referendum", blocking)]
	fn referendum(
		&self,
		referendum: u32,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Option<Referendum>>>;

	/// Referenda, page by page, the latest first.
	#[method(name = "civic_referenda", blocking)]
	fn referenda(
		&self,
		from: Option<u32>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Referenda>>;

	/// Who votes, and how.
	#[method(name = "civic_electorate", blocking)]
	fn electorate(&self, at: Option<Hash>) -> RpcResult<AtBlock<Electorate>>;

	/// The reserve of a currency, or `null` if nothing is exchanged for it.
	#[method(name = "civic_reserve", blocking)]
	fn reserve(&self, currency: Currency, at: Option<Hash>) -> RpcResult<AtBlock<Option<Reserve>>>;

	/// The windows that are not closed.
	#[method(name = "civic_windows", blocking)]
	fn windows(&self, at: Option<Hash>) -> RpcResult<AtBlock<Vec<Window>>>;

	/// A redemption and what became of it, or `null` if there is none.
	#[method(name = "civic_redemption", blocking)]
	fn redemption(
		&self,
		redemption: u64,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Option<Redemption>>>;

	/// Redemptions of a member, or of all, page by page.
	#[method(name = "civic_redemptions", blocking)]
	fn redemptions(
		&self,
		owner: Option<u64>,
		from: Option<u64>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Redemptions>>;

	/// Each final change of the claims that match.
	#[subscription(
		name = "civic_subscribeClaims" => "civic_claimChanged",
		unsubscribe = "civic_unsubscribeClaims",
		item = views::ClaimChange,
	)]
	async fn subscribe_claims(&self, filter: Option<ClaimsFilter>);

	/// The description of these methods, an OpenRPC document.
	#[method(name = "rpc.discover")]
	fn discover(&self) -> RpcResult<serde_json::Value>;
}

#[async_trait]
impl CivicRpcServer for Civic {
	fn supply(&self, at: Option<Hash>) -> RpcResult<AtBlock<Supply>> {
		self.answer(at, |api, at| Ok(api.supply(at)?.into()))
	}

	fn member(&self, who: MemberKey, at: Option<Hash>) -> RpcResult<AtBlock<Option<Member>>> {
		self.answer(at, |api, at| {
			let now = api.now(at)?;
			let member = api.member(at, who.into())?;
			Ok(member.map(|member| Member::new(member, now)))
		})
	}

	fn source(&self, source: u64, at: Option<Hash>) -> RpcResult<AtBlock<Option<Source>>> {
		self.answer(at, |api, at| {
			let found = api.source(at, source)?;
			Ok(found.map(|found| Source::new(source, found)))
		})
	}

	fn claim(&self, claim: u64, at: Option<Hash>) -> RpcResult<AtBlock<Option<Claim>>> {
		self.answer(at, |api, at| Ok(api.claim(at, claim)?.map(Into::into)))
	}

	fn claims(&self, query: Option<ClaimsQuery>, at: Option<Hash>) -> RpcResult<AtBlock<Claims>> {
		let query = query.unwrap_or_default();
		let filter = civic_runtime::civic_api::ClaimFilter {
			owner: query.owner,
			stage: query.status.map(Into::into),
		};
		let from = match &query.cursor {
			Some(cursor) => views::cursor(cursor).ok_or_else(|| error::bad_cursor(cursor))?,
			None => Default::default(),
		};
		let limit = error::page_size(query.limit)?;
		self.answer(at, |api, at| {
			Ok(api.claims(at, filter, from, limit)?.into())
		})
	}

	fn methodologies(
		&self,
		from: Option<u32>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Methodologies>> {
		let from = from.unwrap_or_default();
		let limit = error::page_size(limit)?;
		self.answer(at, |api, at| Ok(api.methodologies(at, from, limit)?.into()))
	}

	fn budget(&self, sector: Sector, year: u32, at: Option<Hash>) -> RpcResult<AtBlock<Budget>> {
		self.answer(at, |api, at| {
			let found = api.budget(at, sector.into(), year)?;
			Ok(Budget::new(sector, year, found))
		})
	}

	fn allowance(&self, account: AccountId, at: Option<Hash>) -> RpcResult<AtBlock<Allowance>> {
		self.answer(at, |api, at| Ok(api.allowance(at, account)?.into()))
	}

	fn contribution(
		&self,
		who: MemberKey,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Option<Contribution>>> {
		self.answer(at, |api, at| {
			Ok(api.contribution(at, who.into())?.map(Into::into))
		})
	}

	fn referendum(
		&self,
		referendum: u32,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Option<Referendum>>> {
		self.answer(at, |api, at| {
			Ok(api.referendum(at, referendum)?.map(Into::into))
		})
	}

	fn referenda(
		&self,
		from: Option<u32>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Referenda>> {
		let limit = error::page_size(limit)?;
		self.answer(at, |api, at| Ok(api.referenda(at, from, limit)?.into()))
	}

	fn electorate(&self, at: Option<Hash>) -> RpcResult<AtBlock<Electorate>> {
		self.answer(at, |api, at| Ok(api.electorate(at)?.into()))
	}

	fn reserve(&self, currency: Currency, at: Option<Hash>) -> RpcResult<AtBlock<Option<Reserve>>> {
		self.answer(at, |api, at| {
			let found = api.reserve(at, currency.0)?;
			Ok(found.map(|found| Reserve::new(currency, found)))
		})
	}

	fn windows(&self, at: Option<Hash>) -> RpcResult<AtBlock<Vec<Window>>> {
		self.answer(at, |api, at| {
			let found = api.windows(at)?;
			Ok(found.into_iter().map(Into::into).collect())
		})
	}

	fn redemption(
		&self,
		redemption: u64,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Option<Redemption>>> {
		self.answer(at, |api, at| {
			Ok(api.redemption(at, redemption)?.map(Into::into))
		})
	}

	fn redemptions(
		&self,
		owner: Option<u64>,
		from: Option<u64>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<AtBlock<Redemptions>> {
		let from = from.unwrap_or_default();
		let limit = error::page_size(limit)?;
		self.answer(at, |api, at| {
			Ok(api.redemptions(at, owner, from, limit)?.into())
		})
	}

	async fn subscribe_claims(
		&self,
		pending: PendingSubscriptionSink,
		filter: Option<ClaimsFilter>,
	) {
		self.watch(pending, filter.unwrap_or_default()).await;
	}

	fn discover(&self) -> RpcResult<serde_json::Value> {
		Ok(super::openrpc::document())
	}
}
