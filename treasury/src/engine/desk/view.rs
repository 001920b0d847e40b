//! What is only looked at: redemptions, the reserve, reports, files, figures.

use std::collections::BTreeMap;

use super::{
	CurrencyFigures, Desk, Figures, RedemptionDetail, ReportView, ReservePoint, ReserveView,
};
use crate::{
	bank::calendar,
	engine::reconcile,
	error::{Error, Result},
	money::{Cents, Currency},
	store::{
		audit::{self, Deed},
		batches::{self, BatchStatus},
		cases::{self, CaseKind},
		cursor,
		inbox::{self, BankFile, FileStatus},
		intents::{self, Intent},
		payments::{self, PaymentStatus},
		reconciliations,
		redemptions::{self, RedemptionStatus},
		rejections::{self, Subject},
		reserve, statements,
	},
};

impl Desk {
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
			rejection: rejections::get(&mut conn, Subject::Redemption(id)).await?,
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
		let iban = account.electronic_iban();
		let mut conn = self.db.read().await?;
		Ok(statements::all(&mut conn, &iban)
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
		reconcile::set_due(&mut write).await?;
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
