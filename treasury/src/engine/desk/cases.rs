//! Cases and their remedies.

use super::{Again, Candidate, CaseDetail, Desk};
use crate::{
	bank::calendar,
	engine::{
		batch::no_account,
		effects, owed,
		payees::{readable, sealed},
		reconcile,
		rejections::{check_reason, other_reason, ASKED_ALREADY},
		reserve, restored,
	},
	error::{Error, Result},
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		audit,
		batches::{self, BatchKind, NewBatch},
		cases::{self, Case, CaseKind, CaseStatus},
		intents, members, payees,
		payments::{self, NewPayment},
		redemptions::{self, RedemptionStatus},
		rejections::{self, Rejection, Subject},
		statements, Conn,
	},
};

/// Why a case whose remedy is under way cannot be closed.
const UNDER_WAY: &str =
	"a remedy of this case is under way: it ends by itself, or withdraw the batch first";

impl Desk {
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

	/// The cases nobody has dealt with, money first, then the newest; and how many there are.
	pub async fn pressing(&self, limit: u32) -> Result<(Vec<Case>, i64)> {
		let mut conn = self.db.read().await?;
		let all = cases::counts(&mut conn).await?.iter().map(|(_, n)| n).sum();
		Ok((cases::pressing(&mut conn, limit).await?, all))
	}

	/// A case.
	pub async fn case(&self, id: i64) -> Result<Case> {
		let mut conn = self.db.read().await?;
		cases::get(&mut conn, id).await
	}

	/// A case, and whether an officer asked for all its redemptions to be refused.
	pub async fn case_detail(&self, id: i64) -> Result<CaseDetail> {
		let mut conn = self.db.read().await?;
		let case = cases::get(&mut conn, id).await?;
		let again = match (case.kind, case.redemption, case.status) {
			(_, _, CaseStatus::Closed) => None,
			(CaseKind::LateReturn, Some(id), status) => {
				Some(self.again_of(&mut conn, id, status).await?)
			},
			_ => None,
		};
		Ok(CaseDetail {
			case,
			rejection: rejections::get(&mut conn, Subject::Case(id)).await?,
			again,
		})
	}

	/// How a redemption whose money came back can be paid again.
	async fn again_of(&self, conn: &mut Conn, id: u64, status: CaseStatus) -> Result<Again> {
		if status == CaseStatus::Working {
			let current = payments::current(conn, id).await?;
			return Ok(Again {
				batch: current.map(|payment| payment.batch),
				..Again::default()
			});
		}
		let redemption = redemptions::must(conn, id).await?;
		// An account is known by its IBAN: a member may have registered it more than once.
		let (mut gone, mut ibans, mut stated) = (Vec::new(), Vec::new(), None);
		for payment in payments::of_redemption(conn, id).await? {
			if payment.return_day.is_none() {
				continue;
			}
			gone.push(payment.payee);
			let statement = statements::giving_back(conn, &payment.end_to_end).await?;
			stated = statement.map(|s| {
				format!(
					"{} of {}, file {}",
					s.statement,
					calendar::date(s.day),
					s.file
				)
			});
			let payee = readable(self.payees.as_ref(), conn, payment.payee).await?;
			ibans.extend(payee.map(|p| p.iban));
		}
		let mut candidates = Vec::new();
		let account = members::account_of(conn, &redemption).await?;
		for row in payees::of_account(conn, account).await? {
			if row.erased_at.is_some() {
				continue;
			}
			let known = readable(self.payees.as_ref(), conn, row.commitment).await?;
			candidates.push(Candidate {
				payee: row.commitment,
				registered_at: row.registered_at,
				came_back: gone.contains(&row.commitment)
					|| known.is_some_and(|p| ibans.contains(&p.iban)),
			});
		}
		Ok(Again {
			batch: None,
			stated,
			waits_for: owed::why_not_again(conn, &redemption).await?,
			payees: candidates,
		})
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
			return Err(Error::refused(
				"say how the case ended: with a note that somebody understands in a year",
			));
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
			if case.kind == CaseKind::NotOnStatement {
				owed::disown(&mut write, &case, officer, now).await?;
				reserve::propose(&mut write, &self.settings, now).await?;
				reconcile::set_due(&mut write).await?;
			}
		}
		if !cases::close(&mut write, id, officer, note, now).await? {
			return Err(Error::refused(closed(id)));
		}
		let subject = format!("case {id}");
		audit::note(&mut write, now, officer, "case-closed", &subject, note).await?;
		write.commit().await
	}

	/// The remedy of a late return: pay the redemption again, to a payee that the same account has
	/// registered, or the one that speaks for its member since. Makes a batch, which two officers release as any other.
	pub async fn pay_again(&self, case: i64, officer: &str, payee: Hex32) -> Result<i64> {
		let now = self.now();
		let mut write = self.db.write().await?;
		let case = open_case(&mut write, case, CaseKind::LateReturn).await?;
		let redemption = case
			.redemption
			.ok_or_else(|| Error::Inconsistent("a late return of nothing".into()))?;
		let redemption = redemptions::must(&mut write, redemption).await?;
		if let Some(why) = owed::why_not_again(&mut write, &redemption).await? {
			return Err(Error::refused(why));
		}
		let paid = redemption.paid.unwrap_or(redemption.quote);
		let known = match self.payees.find(&mut write, payee).await {
			Err(Error::Sealed(why)) => return Err(Error::refused(sealed(&why))),
			other => other?,
		};
		let Some(known) = known else {
			return Err(Error::refused(
				"no payee with this commitment is registered: ask the citizen to register it with the wallet, and copy its \
				 hash",
			));
		};
		let account = members::account_of(&mut write, &redemption).await?;
		if known.account != account {
			return Err(Error::refused(match account == redemption.account {
				true => {
					"this payee was registered by another account than the one that redeemed: ask the citizen to register \
					 it with that one"
				},
				false => {
					"the registry has given the member another account since it redeemed: only a payee that this one has \
					 registered is taken. Ask the citizen to register it with that one"
				},
			}));
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
		rejections::forget(&mut write, Subject::Case(case.id)).await?;
		let how = format!("sent again with batch {batch}");
		cases::close(&mut write, case.id, officer, &how, now).await?;
		let subject = format!("case {}", case.id);
		audit::note(&mut write, now, officer, "send-again", &subject, &how).await?;
		write.commit().await?;
		Ok(batch)
	}

	/// The other remedy of a refused file: refuse its redemptions on chain. It cannot be undone, so one officer asks
	/// and another agrees, with the same reason.
	pub async fn reject_all(
		&self,
		case: i64,
		reason: &str,
		note: &str,
		officer: &str,
	) -> Result<Rejection> {
		check_reason(reason)?;
		let now = self.now();
		let mut write = self.db.write().await?;
		let case = open_case(&mut write, case, CaseKind::FileRefused).await?;
		let refused = owed::to_deal_with(&mut write, &case).await?;
		let of = Subject::Case(case.id);
		let subject = of.to_string();
		let detail = format!("{reason}: {note}");
		let asked = rejections::get(&mut write, of)
			.await?
			.filter(|asked| asked.agreed_by.is_none());
		match asked {
			Some(asked) if asked.asked_by != officer => {
				if asked.reason != reason {
					return Err(Error::refused(other_reason(&asked.asked_by, &asked.reason)));
				}
				rejections::agree(&mut write, of, officer, now).await?;
				let mut count = 0;
				for payment in &refused {
					let r = redemptions::must(&mut write, payment.redemption).await?;
					match r.status {
						RedemptionStatus::Paying => {
							intents::reject(&mut write, r.id, reason, now).await?;
							count += 1;
						},
						// A payment made again: its own case goes on.
						_ => {
							effects::reopen(&mut write, payment, "its file was refused", now)
								.await?;
						},
					}
				}
				let by = &asked.asked_by;
				let how = format!("{count} redemptions refused by {by} and {officer}");
				cases::close(&mut write, case.id, officer, &how, now).await?;
				audit::note(&mut write, now, officer, "reject-all", &subject, &detail).await?;
			},
			Some(asked) if asked.reason == reason => return Err(Error::refused(ASKED_ALREADY)),
			_ => {
				rejections::forget(&mut write, of).await?;
				rejections::ask(&mut write, of, reason, note, officer, now).await?;
				let deed = "reject-all-asked";
				audit::note(&mut write, now, officer, deed, &subject, &detail).await?;
			},
		}
		let rejection = rejections::get(&mut write, of)
			.await?
			.ok_or_else(|| Error::Inconsistent("what was asked for is gone".into()))?;
		write.commit().await?;
		Ok(rejection)
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
			.ok_or_else(|| Error::refused(no_account(currency)))?;
		let iban = account.electronic_iban();
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
			.ok_or_else(|| Error::refused(no_account(currency)))?;
		let iban = account.electronic_iban();
		if again.is_empty() {
			return Err(Error::refused(
				"there is nothing to pay again: close the case",
			));
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
}

fn closed(id: i64) -> String {
	format!("case {id} is closed: civic-treasury case show {id} says how it ended")
}

async fn open_case(conn: &mut Conn, id: i64, kind: CaseKind) -> Result<Case> {
	let case = cases::get(conn, id).await?;
	if case.kind != kind {
		return Err(Error::refused(format!(
			"case {id} is {}, and this is the remedy of {kind}: civic-treasury case show {id} says what to do",
			case.kind
		)));
	}
	match case.status {
		CaseStatus::Open => Ok(case),
		CaseStatus::Working => Err(Error::refused(UNDER_WAY)),
		CaseStatus::Closed => Err(Error::refused(closed(id))),
	}
}
