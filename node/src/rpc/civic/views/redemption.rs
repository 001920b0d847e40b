//! Tokens that become money: the reserve, windows, redemptions. Money is in the currency's smallest
//! unit, cents.

use civic_runtime::{
	civic_api::redemption::{RedemptionPage, RedemptionRecord, ReserveRecord},
	AccountId,
};
use pallet_redemption as chain;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{super::words::Kind, text, Address, Amount, Bytes32, Moment};

/// Seconds in a day.
const DAY: u64 = 86_400;

/// A currency: three capitals of ISO 4217.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Currency(
	#[schemars(with = "String", regex(pattern = r"^[A-Z]{3}$"))] pub(crate) chain::Currency,
);

impl From<chain::Currency> for Currency {
	fn from(currency: chain::Currency) -> Self {
		Self(currency)
	}
}

/// A bank's day: an ISO date.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Day(#[schemars(extend("format" = "date"))] String);

impl From<u32> for Day {
	fn from(day: u32) -> Self {
		let Moment(midnight) = u64::from(day).saturating_mul(DAY).into();
		Self(midnight.split('T').next().unwrap_or_default().to_string())
	}
}

/// A closing balance that a treasurer attested.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attestation {
	/// The balance.
	balance: Amount,
	/// At the end of which day.
	as_of: Day,
	/// The SHA-256 of the bank's statement.
	statement: Bytes32,
	/// The agency that attested it.
	by: u64,
	/// When it was attested; of the one in force, when it was countersigned.
	at: Moment,
}

impl From<chain::Attestation> for Attestation {
	fn from(attested: chain::Attestation) -> Self {
		Self {
			balance: attested.balance.into(),
			as_of: attested.as_of.into(),
			statement: attested.statement.into(),
			by: attested.by,
			at: attested.at.into(),
		}
	}
}

/// Between which bounds treasurers act.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bounds {
	/// The lowest rate: money for 1,000 tokens.
	min_rate: Amount,
	/// The highest.
	max_rate: Amount,
	/// The largest budget of a window.
	max_window_budget: Amount,
	/// How long a window may last.
	max_window_seconds: u64,
	/// How long an attestation is fresh.
	attestation_validity_seconds: u64,
	/// How long a redemption waits for its payment to begin.
	payment_term_seconds: u64,
}

/// The reserve of a currency, and how much of what could be asked for it covers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reserve {
	/// The currency.
	currency: Currency,
	/// The bounds that the assembly set.
	terms: Bounds,
	/// The attestation in force.
	attested: Option<Attestation>,
	/// The one that waits for an auditor's signature.
	pending: Option<Attestation>,
	/// Until when the one in force is fresh.
	fresh_until: Option<Moment>,
	/// Whether none is fresh: nothing new is taken.
	stale: bool,
	/// Whether less is there than is owed: those who wait are paid the same part, nothing new is taken.
	short: bool,
	/// What is there.
	available: Amount,
	/// What is being paid.
	due: Amount,
	/// The quotes of those who wait.
	open: Amount,
	/// What windows may still quote.
	promised: Amount,
	/// What is left.
	uncommitted: Amount,
	/// How many wait.
	waiting: u64,
	/// Everything that was ever paid out.
	paid: Amount,
	/// Everything that was recorded as paid in.
	received: Amount,
	/// The highest rate of the windows that are open: money for 1,000 tokens.
	rate: Option<Amount>,
	/// The units on accounts.
	circulating: Amount,
	/// `available`, in parts per billion of what is owed and of what all circulating tokens are worth at
	/// `rate`. `null` without a rate.
	coverage_ppb: Option<Amount>,
}

impl Reserve {
	pub(crate) fn new(currency: Currency, record: ReserveRecord) -> Self {
		let ReserveRecord {
			terms,
			reserve,
			rate,
			circulating,
			coverage,
		} = record;
		Self {
			currency,
			terms: Bounds {
				min_rate: terms.min_rate.into(),
				max_rate: terms.max_rate.into(),
				max_window_budget: terms.max_window_budget.into(),
				max_window_seconds: terms.max_window,
				attestation_validity_seconds: terms.attestation_validity,
				payment_term_seconds: terms.payment_term,
			},
			attested: reserve.attested.map(Into::into),
			pending: reserve.pending.map(Into::into),
			fresh_until: reserve.fresh_until.map(Into::into),
			stale: reserve.stale,
			short: reserve.short.is_some(),
			available: reserve.available.into(),
			due: reserve.due.into(),
			open: reserve.open.into(),
			promised: reserve.promised.into(),
			uncommitted: reserve.uncommitted.into(),
			waiting: reserve.waiting,
			paid: reserve.paid.into(),
			received: reserve.received.total.into(),
			rate: rate.map(Into::into),
			circulating: circulating.into(),
			coverage_ppb: coverage.map(Into::into),
		}
	}
}

/// What a kind of member may exchange in a period of a window.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Limit {
	/// The kind. Those that are not named may exchange nothing.
	kind: Kind,
	/// How many units.
	amount: Amount,
}

/// An offer to exchange tokens for money.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Window {
	/// Its number.
	window: u32,
	/// In which currency.
	currency: Currency,
	/// Money for 1,000 tokens.
	rate: Amount,
	/// How much money altogether.
	budget: Amount,
	/// What of it is quoted, is being paid or was paid.
	taken: Amount,
	/// When it opens.
	from: Moment,
	/// When it is over.
	until: Moment,
	/// The smallest redemption, in units.
	smallest: Amount,
	/// The largest.
	largest: Amount,
	/// How long a period of the limits is.
	period_seconds: u64,
	/// What members may exchange in a period.
	limits: Vec<Limit>,
}

impl From<(u32, chain::Window)> for Window {
	fn from((id, window): (u32, chain::Window)) -> Self {
		let terms = window.terms;
		let limits = terms.limits.into_iter().map(|(kind, amount)| Limit {
			kind: kind.into(),
			amount: amount.into(),
		});
		Self {
			window: id,
			currency: window.currency.into(),
			rate: terms.rate.into(),
			budget: terms.budget.into(),
			taken: window.taken.into(),
			from: terms.from.into(),
			until: terms.until.into(),
			smallest: terms.smallest.into(),
			largest: terms.largest.into(),
			period_seconds: terms.period,
			limits: limits.collect(),
		}
	}
}

/// How a redemption stands.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RedemptionStatus {
	/// It waits in the queue.
	Open,
	/// The bank was told to pay.
	Paying,
	/// The bank paid, and the tokens are no more.
	Settled,
	/// It is not paid; the tokens are free again.
	Rejected,
	/// Its owner took it back.
	Cancelled,
	/// Its payment did not begin in time; the tokens are free again.
	Expired,
}

/// Tokens that are to become money, and what became of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Redemption {
	/// Its number. Lower ones asked earlier.
	redemption: u64,
	/// Under which window.
	window: u32,
	/// Whose.
	owner: u64,
	/// The account that the tokens are on.
	account: Address,
	/// How many units.
	amount: Amount,
	/// In which currency.
	currency: Currency,
	/// What they are worth, as it was fixed.
	quote: Amount,
	/// The commitment to the bank account.
	payee: Bytes32,
	/// When it was asked for.
	at: Moment,
	/// By when its payment has to begin.
	expires: Moment,
	/// How it stands.
	status: RedemptionStatus,
	/// What is being paid or was paid.
	paid: Option<Amount>,
	/// How many units were burned for it.
	burned: Option<Amount>,
	/// The bank's reference.
	reference: Option<String>,
	/// The day on which the bank booked it.
	booked: Option<Day>,
	/// Why it is not paid: a reason code of ISO 20022, NPAY (no such payee) or FPAY (another's payee).
	reason: Option<String>,
	/// How many are paid before it, if it waits. Not told in lists.
	ahead: Option<u64>,
	/// Their money.
	money_ahead: Option<Amount>,
}

impl From<RedemptionRecord> for Redemption {
	fn from(record: RedemptionRecord) -> Self {
		let RedemptionRecord {
			id,
			redemption,
			ahead,
		} = record;
		let account: &AccountId = &redemption.account;
		let mut view = Self {
			redemption: id,
			window: redemption.window,
			owner: redemption.owner,
			account: account.into(),
			amount: redemption.amount.into(),
			currency: redemption.currency.into(),
			quote: redemption.quote.into(),
			payee: redemption.payee.into(),
			at: redemption.at.into(),
			expires: redemption.expires.into(),
			status: RedemptionStatus::Open,
			paid: None,
			burned: None,
			reference: None,
			booked: None,
			reason: None,
			ahead: ahead.map(|(count, _)| count),
			money_ahead: ahead.map(|(_, money)| money.into()),
		};
		match redemption.status {
			chain::Status::Open => {},
			chain::Status::Paying { due, .. } => {
				view.status = RedemptionStatus::Paying;
				view.paid = Some(due.into());
			},
			chain::Status::Settled {
				paid,
				burned,
				reference,
				booked,
				..
			} => {
				view.status = RedemptionStatus::Settled;
				view.paid = Some(paid.into());
				view.burned = Some(burned.into());
				view.reference = Some(text(&reference));
				view.booked = Some(booked.into());
			},
			chain::Status::Rejected { reason, .. } => {
				view.status = RedemptionStatus::Rejected;
				view.reason = Some(text(&reason));
			},
			chain::Status::Cancelled { .. } => view.status = RedemptionStatus::Cancelled,
			chain::Status::Expired { .. } => view.status = RedemptionStatus::Expired,
		}
		view
	}
}

/// Redemptions, page by page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Redemptions {
	/// In the order in which they were asked for.
	redemptions: Vec<Redemption>,
	/// Where the list goes on, as `from`.
	next: Option<u64>,
}

impl From<RedemptionPage> for Redemptions {
	fn from(page: RedemptionPage) -> Self {
		Self {
			redemptions: page.redemptions.into_iter().map(Into::into).collect(),
			next: page.next,
		}
	}
}
