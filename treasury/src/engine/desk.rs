//! The officers' desk: everything a treasury officer does and sees. Who may do what is for the caller
//! to check; here each deed is done by a named officer and written into the audit trail.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;

use super::{batch, owed, payees::Payees, reconcile::Report, restored, settings::Settings, Clock};
use crate::{
	bank::calendar,
	error::{Error, Result},
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		audit::{self, Deed},
		batches::{self, Batch, BatchKind, BatchStatus, NewBatch, Release},
		cases::{self, Case, CaseKind, CaseStatus},
		cursor, entries,
		inbox::{self, BankFile, FileStatus},
		intents::{self, Intent},
		payments::{self, NewPayment, Payment, PaymentStatus},
		reconciliations,
		redemptions::{self, Redemption, RedemptionStatus, Total},
		rejections::{self, Rejection},
		reserve::{self, InForce, Proposal},
		Conn, Db,
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

/// Why a case whose remedy is under way cannot be closed.
const UNDER_WAY: &str =
	"a remedy of this case is under way: it ends by itself, or withdraw the batch first";

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

	// Queue and batches

	/// The queue of a currency, after the redemption numbered `after`.
	pub async fn queue(
		&self,
		currency: Currency,
		after: Option<u64>,
		limit: u32,
	) -> Result<Vec<Queued>> {
		let mut conn = self.db.read().await?;
		let mut places = Vec::new();
		for place in redemptions::queue(&mut conn, currency, after, limit).await? {
			let r = place.redemption;
			let payee = self.payees.find(&mut conn, r.payee).await?;
			places.push(Queued {
				id: r.id,
				account: r.account,
				quote: r.quote,
				opened_at: r.opened_at,
				payee_known: payee.is_some_and(|p| p.account == r.account),
				batch: place.batch,
				refused: place.refused,
			});
		}
		Ok(places)
	}

	/// Put the head of the queue into batches; their numbers.
	pub async fn make_batches(&self, currency: Currency, officer: &str) -> Result<Vec<i64>> {
		let now = self.now();
		let today = calendar::today(now, &self.settings.zone()?);
		let mut write = self.db.write().await?;
		let made = batch::make(
			&mut write,
			self.payees.as_ref(),
			&self.settings,
			currency,
			officer,
			(today, now),
		)
		.await?;
		write.commit().await?;
		match made.is_empty() {
			true => Err(Error::refused(
				"nothing at the head of the queue is ready to be paid",
			)),
			false => Ok(made),
		}
	}

	/// The newest batches before the one numbered `before`.
	pub async fn batches(
		&self,
		status: Option<BatchStatus>,
		before: Option<i64>,
		limit: u32,
	) -> Result<Vec<Batch>> {
		let mut conn = self.db.read().await?;
		batches::latest(&mut conn, status, before, limit).await
	}

	/// A batch with everything about it.
	pub async fn batch(&self, id: i64) -> Result<BatchDetail> {
		let mut conn = self.db.read().await?;
		Ok(BatchDetail {
			batch: batches::get(&mut conn, id)
				.await?
				.ok_or(Error::NotFound("batch"))?,
			releases: batches::releases(&mut conn, id).await?,
			payments: payments::of_batch(&mut conn, id).await?,
		})
	}

	/// An officer releases a batch. With the second it goes its way: nobody can hold it up any more.
	pub async fn release(&self, id: i64, officer: &str) -> Result<Released> {
		let now = self.now();
		let mut write = self.db.write().await?;
		let batch = batches::get(&mut write, id)
			.await?
			.ok_or(Error::NotFound("batch"))?;
		if batch.status != BatchStatus::Drafted {
			return Err(Error::refused(format!(
				"batch {id} is {} and cannot be released",
				batch.status
			)));
		}
		if batch.maker == officer && !self.settings.batch.maker_releases {
			return Err(Error::refused(
				"whoever made a batch does not release it: two others must",
			));
		}
		if !batches::add_release(&mut write, id, officer, now).await? {
			return Err(Error::refused(
				"you have released this batch: the other release must be another officer's",
			));
		}
		let releases = batches::releases(&mut write, id).await?.len();
		let complete = releases >= OFFICERS;
		if complete {
			batches::set_released(&mut write, id, now).await?;
			match batch.kind {
				BatchKind::Redemption => {
					for payment in payments::of_batch(&mut write, id).await? {
						let redemption = payment.redemption;
						if !intents::begin(&mut write, redemption, id, now).await? {
							return Err(Error::Inconsistent(format!(
								"redemption {redemption} was begun before"
							)));
						}
					}
				},
				// The chain knows of these already.
				BatchKind::Again => {
					batches::step(&mut write, id, BatchStatus::Released, BatchStatus::Begun)
						.await?;
				},
			}
		}
		let detail = format!("{releases} of {OFFICERS}");
		let subject = format!("batch {id}");
		audit::note(&mut write, now, officer, "released", &subject, &detail).await?;
		write.commit().await?;
		Ok(Released {
			releases,
			needed: OFFICERS,
			complete,
		})
	}

	/// Give up a batch that two officers have not released. Later batches of the same queue go with
	/// it, for the chain pays in order; so it is refused while a later one is released.
	pub async fn withdraw(&self, id: i64, officer: &str, why: &str) -> Result<Vec<i64>> {
		let now = self.now();
		let mut write = self.db.write().await?;
		let batch = batches::get(&mut write, id)
			.await?
			.ok_or(Error::NotFound("batch"))?;
		if batch.status != BatchStatus::Drafted {
			return Err(Error::refused(format!(
				"batch {id} is {}: only one that waits for its officers can be withdrawn",
				batch.status
			)));
		}
		let behind = |b: &Batch| {
			batch.kind == BatchKind::Redemption
				&& b.kind == batch.kind
				&& b.currency == batch.currency
				&& b.id > id
		};
		// What the chain has begun waits for nothing any more.
		let waits = batches::in_status(&mut write, BatchStatus::Released)
			.await?
			.into_iter()
			.find(|b| behind(b));
		if let Some(waits) = waits {
			return Err(Error::refused(format!(
				"batch {} is released and comes after this one, and the chain pays in order: release this one too",
				waits.id
			)));
		}
		let later = batches::in_status(&mut write, BatchStatus::Drafted)
			.await?
			.into_iter()
			.filter(|b| b.id == id || behind(b));
		let mut gone = Vec::new();
		for b in later {
			let given_up = payments::of_batch(&mut write, b.id).await?;
			payments::withdraw(&mut write, b.id, now).await?;
			if b.kind == BatchKind::Again {
				owed::given_up(&mut write, &given_up, now).await?;
			}
			batches::step(
				&mut write,
				b.id,
				BatchStatus::Drafted,
				BatchStatus::Withdrawn,
			)
			.await?;
			let subject = format!("batch {}", b.id);
			audit::note(&mut write, now, officer, "withdrawn", &subject, why).await?;
			gone.push(b.id);
		}
		write.commit().await?;
		Ok(gone)
	}

	// Cases

	/// The newest cases before the one numbered `before`.
	pub async fn cases(
		&self,
		open_only: bool,
		before: Option<i64>,
		limit: u32,
	) -> Result<Vec<Case>> {
		let mut conn = self.db.read().await?;
		cases::latest(&mut conn, open_only, before, limit).await
	}

	/// A case.
	pub async fn case(&self, id: i64) -> Result<Case> {
		let mut conn = self.db.read().await?;
		cases::get(&mut conn, id).await
	}

	/// What keeps a case from being closed by hand, and what ends it instead.
	pub async fn kept_open(&self, case: &Case) -> Result<Option<String>> {
		let mut conn = self.db.read().await?;
		match case.status {
			CaseStatus::Open => owed::keeps_open(&mut conn, case).await,
			CaseStatus::Working => Ok(Some(UNDER_WAY.to_owned())),
			CaseStatus::Closed => Ok(None),
		}
	}

	/// An officer closes a case, saying how it ended. Refused while something of it is owed.
	pub async fn close_case(&self, id: i64, officer: &str, note: &str) -> Result<()> {
		if note.trim().is_empty() {
			return Err(Error::refused("say how the case ended"));
		}
		let now = self.now();
		let mut write = self.db.write().await?;
		let case = cases::get(&mut write, id).await?;
		if case.status == CaseStatus::Working {
			return Err(Error::refused(UNDER_WAY));
		}
		if case.status == CaseStatus::Open {
			if let Some(why) = owed::keeps_open(&mut write, &case).await? {
				return Err(Error::refused(why));
			}
		}
		if !cases::close(&mut write, id, officer, note, now).await? {
			return Err(Error::refused("this case is closed"));
		}
		let subject = format!("case {id}");
		audit::note(&mut write, now, officer, "case-closed", &subject, note).await?;
		write.commit().await
	}

	/// The remedy of a late return: pay the redemption again, to a payee that the same account has
	/// registered. Makes a batch, which two officers release as any other.
	pub async fn pay_again(&self, case: i64, officer: &str, payee: Hex32) -> Result<i64> {
		let now = self.now();
		let mut write = self.db.write().await?;
		let case = open_case(&mut write, case, CaseKind::LateReturn).await?;
		let redemption = case
			.redemption
			.ok_or_else(|| Error::Inconsistent("a late return of nothing".into()))?;
		let redemption = redemptions::must(&mut write, redemption).await?;
		let Some(paid) = redemption.paid else {
			return Err(Error::refused(
				"the redemption is not settled yet: wait until the chain has it",
			));
		};
		if let Some(unknown) = entries::unknown_debit(&mut write, redemption.id).await? {
			return Err(Error::refused(format!(
				"the bank booked {unknown}, which these books do not know: it was paid again before they were restored, or \
				 not as ordered. Ask the bank; if the payee has the money, close the case"
			)));
		}
		let known = self.payees.find(&mut write, payee).await?;
		let Some(known) = known else {
			return Err(Error::refused(
				"no payee with this commitment is registered",
			));
		};
		if known.account != redemption.account {
			return Err(Error::refused(
				"this payee was registered by another account than the one that redeemed",
			));
		}
		let batch = self
			.again(
				&mut write,
				officer,
				redemption.currency,
				&[(redemption.id, payee, paid)],
				now,
			)
			.await?;
		cases::set_status(&mut write, case.id, CaseStatus::Working).await?;
		let subject = format!("case {}", case.id);
		let detail = format!("batch {batch}");
		audit::note(&mut write, now, officer, "pay-again", &subject, &detail).await?;
		write.commit().await?;
		Ok(batch)
	}

	/// A remedy of a refused file: send its payments again, in a new message.
	pub async fn send_again(&self, case: i64, officer: &str) -> Result<i64> {
		let now = self.now();
		let mut write = self.db.write().await?;
		let case = open_case(&mut write, case, CaseKind::FileRefused).await?;
		let refused = owed::to_deal_with(&mut write, &case).await?;
		if refused.is_empty() {
			return Err(Error::refused(
				"nothing of this file is owed any more: close the case",
			));
		}
		let currency = case
			.currency
			.ok_or_else(|| Error::Inconsistent("a refused file without a currency".into()))?;
		let payments: Vec<_> = refused
			.iter()
			.map(|p| (p.redemption, p.payee, p.amount))
			.collect();
		let batch = self
			.again(&mut write, officer, currency, &payments, now)
			.await?;
		let how = format!("sent again with batch {batch}");
		cases::close(&mut write, case.id, officer, &how, now).await?;
		let subject = format!("case {}", case.id);
		audit::note(&mut write, now, officer, "send-again", &subject, &how).await?;
		write.commit().await?;
		Ok(batch)
	}

	/// The other remedy of a refused file: refuse its redemptions on chain, for the bank's reason.
	pub async fn reject_all(&self, case: i64, officer: &str) -> Result<usize> {
		let now = self.now();
		let mut write = self.db.write().await?;
		let case = open_case(&mut write, case, CaseKind::FileRefused).await?;
		let refused = owed::to_deal_with(&mut write, &case).await?;
		let mut count = 0;
		for payment in &refused {
			let r = redemptions::must(&mut write, payment.redemption).await?;
			match r.status {
				RedemptionStatus::Paying => {
					let reason = payment.status_reason.as_deref().unwrap_or("NARR");
					intents::reject(&mut write, r.id, reason, now).await?;
					count += 1;
				},
				// A payment made again: its own case goes on.
				_ => {
					super::effects::reopen(&mut write, payment, "its file was refused", now)
						.await?;
				},
			}
		}
		let how = format!("{count} redemptions refused");
		cases::close(&mut write, case.id, officer, &how, now).await?;
		let subject = format!("case {}", case.id);
		audit::note(&mut write, now, officer, "reject-all", &subject, &how).await?;
		write.commit().await?;
		Ok(count)
	}

	/// The remedy of an unknown message (books restored from a copy): take over what the chain pays
	/// with it. Nothing is sent; what the bank says of it counts from here on. The batch.
	pub async fn adopt(&self, case: i64, officer: &str, msg_id: &str) -> Result<i64> {
		let now = self.now();
		let zone = self.settings.zone()?;
		let day = calendar::number(calendar::today(now, &zone)).unwrap_or_default();
		let mut write = self.db.write().await?;
		let case = open_case(&mut write, case, CaseKind::UnknownMessage).await?;
		let currency = case
			.currency
			.ok_or_else(|| Error::Inconsistent("an unknown message without a currency".into()))?;
		let account = self
			.settings
			.account(currency)
			.ok_or_else(|| Error::refused(format!("there is no bank account for {currency}")))?;
		let iban: String = account
			.iban
			.chars()
			.filter(|c| !c.is_whitespace())
			.collect();
		let batch = restored::adopt(&mut write, &case, msg_id, officer, &iban, day, now).await?;
		let subject = format!("case {}", case.id);
		let detail = format!("{msg_id}: batch {}", batch.id);
		audit::note(&mut write, now, officer, "taken-over", &subject, &detail).await?;
		write.commit().await?;
		Ok(batch.id)
	}

	async fn again(
		&self,
		conn: &mut Conn,
		officer: &str,
		currency: Currency,
		again: &[(u64, Hex32, Cents)],
		now: i64,
	) -> Result<i64> {
		let account = self
			.settings
			.account(currency)
			.ok_or_else(|| Error::refused(format!("there is no bank account for {currency}")))?;
		let iban: String = account
			.iban
			.chars()
			.filter(|c| !c.is_whitespace())
			.collect();
		if again.is_empty() {
			return Err(Error::refused("there is nothing to pay again"));
		}
		let batch = batches::insert(
			conn,
			NewBatch {
				kind: BatchKind::Again,
				currency,
				maker: officer,
				payments: i64::try_from(again.len()).unwrap_or(i64::MAX),
				total: again.iter().map(|(_, _, amount)| *amount).sum(),
				debtor_iban: &iban,
			},
			now,
		)
		.await?;
		for (position, (redemption, payee, amount)) in (0i64..).zip(again) {
			let new = NewPayment {
				redemption: *redemption,
				batch: batch.id,
				position,
				payee: *payee,
				amount: *amount,
				currency,
			};
			payments::insert(conn, &new, now).await?;
		}
		Ok(batch.id)
	}

	// Looking

	/// A redemption with everything about it.
	pub async fn redemption(&self, id: u64) -> Result<RedemptionDetail> {
		let mut conn = self.db.read().await?;
		Ok(RedemptionDetail {
			redemption: redemptions::get(&mut conn, id)
				.await?
				.ok_or(Error::NotFound("redemption"))?,
			payments: payments::of_redemption(&mut conn, id).await?,
			cases: cases::of_redemption(&mut conn, id).await?,
			waiting: intents::of_redemption(&mut conn, id).await?,
			rejection: rejections::get(&mut conn, id).await?,
		})
	}

	/// What the chain refused and is to be handed in again, the oldest first, after the one numbered
	/// `after`.
	pub async fn refused(&self, after: Option<i64>, limit: u32) -> Result<Vec<Intent>> {
		let mut conn = self.db.read().await?;
		intents::refused(&mut conn, after, limit).await
	}

	/// The reserve of a currency.
	pub async fn reserve(&self, currency: Currency) -> Result<ReserveView> {
		let mut conn = self.db.read().await?;
		let books = payments::books(&mut conn, currency).await?;
		Ok(ReserveView {
			currency,
			in_force: reserve::in_force(&mut conn, currency).await?,
			proposals: reserve::proposals(&mut conn, currency, 50).await?,
			open: redemptions::total(&mut conn, currency, RedemptionStatus::Open).await?,
			paying: redemptions::total(&mut conn, currency, RedemptionStatus::Paying).await?,
			unsettled: books.unsettled,
			owed: books.owed,
		})
	}

	/// The account's closing balances over time, from its statements.
	pub async fn history(&self, currency: Currency) -> Result<Vec<ReservePoint>> {
		let Some(account) = self.settings.account(currency) else {
			return Ok(Vec::new());
		};
		let iban: String = account
			.iban
			.chars()
			.filter(|c| !c.is_whitespace())
			.collect();
		let mut conn = self.db.read().await?;
		Ok(entries::statements(&mut conn, &iban)
			.await?
			.into_iter()
			.map(|s| ReservePoint {
				day: s.day,
				closing: s.closing,
				credits: s.credits,
				debits: s.debits,
			})
			.collect())
	}

	/// The newest reports of a currency.
	pub async fn reconciliations(&self, currency: Currency, limit: u32) -> Result<Vec<ReportView>> {
		let mut conn = self.db.read().await?;
		reconciliations::latest(&mut conn, currency, limit)
			.await?
			.into_iter()
			.map(view)
			.collect()
	}

	/// A report.
	pub async fn report(&self, id: i64) -> Result<ReportView> {
		let mut conn = self.db.read().await?;
		view(reconciliations::get(&mut conn, id).await?)
	}

	/// Have reports made at the engine's next turn.
	pub async fn ask_for_report(&self) -> Result<()> {
		let mut write = self.db.write().await?;
		super::reconcile::set_due(&mut write).await?;
		write.commit().await
	}

	/// The newest files of the bank's before the one numbered `before`.
	pub async fn inbox(&self, before: Option<i64>, limit: u32) -> Result<Vec<BankFile>> {
		let mut conn = self.db.read().await?;
		inbox::latest(&mut conn, before, limit).await
	}

	/// A file of the bank's, as it came. It may hold names and account numbers.
	pub async fn inbox_file(&self, id: i64) -> Result<Vec<u8>> {
		let mut conn = self.db.read().await?;
		inbox::bytes(&mut conn, id).await
	}

	/// The newest deeds before the one numbered `before`.
	pub async fn audit(&self, before: Option<i64>, limit: u32) -> Result<Vec<Deed>> {
		let mut conn = self.db.read().await?;
		audit::latest(&mut conn, before, limit).await
	}

	/// Figures for metrics and health.
	pub async fn figures(&self) -> Result<Figures> {
		let currencies = self.currencies().await?;
		let mut conn = self.db.read().await?;
		let cursor = cursor::get(&mut conn).await?;
		let today = calendar::latest_anywhere((self.clock)());
		let backlog = intents::backlog(&mut conn, today).await?;
		let mut figures = Figures {
			block: cursor.map(|c| c.block),
			block_time: cursor.map(|c| c.time),
			intents: backlog.waiting,
			refused: backlog.refused,
			oldest_intent: backlog.oldest,
			..Figures::default()
		};
		let all = |words: &[&'static str]| words.iter().map(|w| (*w, 0)).collect();
		figures.batches = all(&BatchStatus::ALL
			.iter()
			.map(|s| s.as_str())
			.collect::<Vec<_>>());
		figures.payments = all(&PaymentStatus::ALL
			.iter()
			.map(|s| s.as_str())
			.collect::<Vec<_>>());
		figures.files = all(&FileStatus::ALL
			.iter()
			.map(|s| s.as_str())
			.collect::<Vec<_>>());
		figures.cases = all(&CaseKind::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>());
		for (status, n) in batches::counts(&mut conn).await? {
			figures.batches.insert(status.as_str(), n);
		}
		for (status, n) in payments::counts(&mut conn).await? {
			figures.payments.insert(status.as_str(), n);
		}
		for (status, n) in inbox::counts(&mut conn).await? {
			figures.files.insert(status.as_str(), n);
		}
		for (kind, n) in cases::counts(&mut conn).await? {
			figures.cases.insert(kind.as_str(), n);
		}
		for currency in currencies {
			let mut totals = BTreeMap::new();
			for status in RedemptionStatus::ALL {
				let total = redemptions::total(&mut conn, currency, *status).await?;
				totals.insert(status.as_str(), total);
			}
			let last = reconciliations::latest(&mut conn, currency, 1)
				.await?
				.pop()
				.map(view)
				.transpose()?;
			figures.currencies.push(CurrencyFigures {
				currency,
				redemptions: totals,
				reserve: reserve::in_force(&mut conn, currency)
					.await?
					.map(|r| r.balance),
				owed: payments::books(&mut conn, currency).await?.owed,
				balanced: last.as_ref().map(|v| v.report.balanced),
				reconciled_at: last.as_ref().map(|v| v.report.made_at),
				difference: last
					.iter()
					.flat_map(|v| &v.report.checks)
					.map(|c| Cents(c.difference.0.saturating_abs()))
					.sum(),
			});
		}
		Ok(figures)
	}
}

fn view(stored: reconciliations::Stored) -> Result<ReportView> {
	Ok(ReportView {
		id: stored.id,
		report: serde_json::from_str(&stored.report)
			.map_err(|e| Error::Inconsistent(format!("report {}: {e}", stored.id)))?,
	})
}

async fn open_case(conn: &mut Conn, id: i64, kind: CaseKind) -> Result<Case> {
	let case = cases::get(conn, id).await?;
	if case.kind != kind {
		return Err(Error::refused(format!("case {id} is of another kind")));
	}
	match case.status {
		CaseStatus::Open => Ok(case),
		CaseStatus::Working => Err(Error::refused("its remedy is under way")),
		CaseStatus::Closed => Err(Error::refused("this case is closed")),
	}
}
