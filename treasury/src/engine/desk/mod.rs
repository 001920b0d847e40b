//! The officers' desk: everything a treasury officer does and sees. Who may do what is for the caller
//! to check; here each deed is done by a named officer and written into the audit trail.

mod batches;
mod cases;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;

use super::{payees::Payees, reconcile::Report, settings::Settings, Clock};
use crate::{
	error::Result,
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::{Batch, Release},
		cases::Case,
		inbox::BankFile,
		intents::Intent,
		payments::Payment,
		redemptions::{self, Redemption, Total},
		rejections::Rejection,
		reserve::{InForce, Proposal},
		Db,
	},
};

/// A batch, as the desk shows it.
pub type BatchView = Batch;
/// A case, as the desk shows it.
pub type CaseView = Case;
/// A file of the bank's, as the desk shows it.
pub type InboxView = BankFile;

/// How many officers must release a batch.
pub const OFFICERS: usize = 2;

/// The desk.
#[derive(Clone)]
pub struct Desk {
	pub(super) db: Db,
	payees: Arc<dyn Payees>,
	settings: Arc<Settings>,
	clock: Clock,
}

/// A place in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Queued {
	/// The redemption.
	pub id: u64,
	/// The account that redeemed.
	pub account: Hex32,
	/// What was promised.
	pub quote: Cents,
	/// Since when it waits, in Unix seconds.
	pub opened_at: i64,
	/// Whether its payee is registered, by the same account.
	pub payee_known: bool,
	/// The batch its payment is in.
	pub batch: Option<i64>,
	/// Whether it is being refused.
	pub refused: bool,
}

/// A batch with everything about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchDetail {
	/// The batch.
	pub batch: Batch,
	/// Who released it.
	pub releases: Vec<Release>,
	/// Its payments.
	pub payments: Vec<Payment>,
}

/// What a release came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Released {
	/// How many officers have released it.
	pub releases: usize,
	/// How many must.
	pub needed: usize,
	/// Whether it goes to the bank.
	pub complete: bool,
}

/// A redemption with everything about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RedemptionDetail {
	/// The redemption.
	pub redemption: Redemption,
	/// The attempts to pay it.
	pub payments: Vec<Payment>,
	/// The cases about it.
	pub cases: Vec<Case>,
	/// What waits to be done with it on chain.
	pub waiting: Vec<Intent>,
	/// Whether an officer asked for its refusal, and another agreed.
	pub rejection: Option<Rejection>,
}

/// A case with everything about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseDetail {
	/// The case.
	#[serde(flatten)]
	pub case: Case,
	/// Whether an officer asked for all its redemptions to be refused, and another agreed.
	pub rejection: Option<Rejection>,
	/// Of a late return that is not closed: how it can be paid again.
	pub again: Option<Again>,
}

/// How a late return can be paid again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Again {
	/// The batch with which it is being paid again.
	pub batch: Option<i64>,
	/// What has to come first, in words; none where it can be paid.
	pub waits_for: Option<String>,
	/// The statement that has the money back: its name, its day, and the file it came in.
	pub stated: Option<String>,
	/// The payees of the account that redeemed, or that speaks for its member since, the newest first.
	pub payees: Vec<Candidate>,
}

/// A payee to whom a late return could be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
	/// What the chain knows it by.
	pub payee: Hex32,
	/// When it was registered, in Unix seconds.
	pub registered_at: i64,
	/// Whether money came back from its bank account.
	pub came_back: bool,
}

/// The reserve of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReserveView {
	/// The currency.
	pub currency: Currency,
	/// What is in force on chain.
	pub in_force: Option<InForce>,
	/// What may be attested, newest first.
	pub proposals: Vec<Proposal>,
	/// Open redemptions.
	pub open: Total,
	/// Those being paid.
	pub paying: Total,
	/// What left the account and is not settled on chain yet: until it is, nothing is proposed.
	pub unsettled: Cents,
	/// What came back after it was settled, and is owed again.
	pub owed: Cents,
}

/// The reserve at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReservePoint {
	/// The day, in days since 1970.
	pub day: u32,
	/// What the bank said the account held.
	pub closing: Cents,
	/// What came in that day.
	pub credits: Cents,
	/// What left that day.
	pub debits: Cents,
}

/// A kept report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportView {
	/// Its number.
	pub id: i64,
	/// The report.
	pub report: Report,
}

/// Figures for metrics and health.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
	/// The last final block in the books.
	pub block: Option<u64>,
	/// Its time, in Unix seconds.
	pub block_time: Option<i64>,
	/// By currency.
	pub currencies: Vec<CurrencyFigures>,
	/// Batches by status.
	pub batches: BTreeMap<&'static str, i64>,
	/// Payments by status.
	pub payments: BTreeMap<&'static str, i64>,
	/// Files of the bank's by status.
	pub files: BTreeMap<&'static str, i64>,
	/// Cases that are not closed, by kind.
	pub cases: BTreeMap<&'static str, i64>,
	/// What waits to be done on chain.
	pub intents: i64,
	/// How much of it the chain refused: it is tried again.
	pub refused: i64,
	/// Since when the oldest of it waits, in Unix seconds; a booking of a day that has not begun does not
	/// count.
	pub oldest_intent: Option<i64>,
}

/// Figures of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyFigures {
	/// The currency.
	pub currency: Currency,
	/// Redemptions by status.
	pub redemptions: BTreeMap<&'static str, Total>,
	/// The reserve in force.
	pub reserve: Option<Cents>,
	/// What came back after it was settled, and is owed again.
	pub owed: Cents,
	/// Whether the last report balances; none before the first.
	pub balanced: Option<bool>,
	/// When the last report was made, in Unix seconds.
	pub reconciled_at: Option<i64>,
	/// The sum of what its checks differ by, without sign.
	pub difference: Cents,
}

impl Desk {
	/// A desk by the machine's clock.
	pub fn new(db: Db, payees: Arc<dyn Payees>, settings: Settings) -> Self {
		Self::with_clock(db, payees, settings, super::machine_clock())
	}

	/// A desk by another clock.
	pub fn with_clock(db: Db, payees: Arc<dyn Payees>, settings: Settings, clock: Clock) -> Self {
		Self {
			db,
			payees,
			settings: Arc::new(settings),
			clock,
		}
	}

	pub(super) fn now(&self) -> i64 {
		(self.clock)()
	}

	/// The currencies that have an account or a redemption.
	pub async fn currencies(&self) -> Result<Vec<Currency>> {
		let mut conn = self.db.read().await?;
		let mut all = redemptions::currencies(&mut conn).await?;
		all.extend(self.settings.accounts.iter().map(|a| a.currency));
		all.sort();
		all.dedup();
		Ok(all)
	}
}
