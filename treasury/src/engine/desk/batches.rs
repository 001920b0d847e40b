//! The queue, and batches from making to release.

use super::{BatchDetail, Desk, Queued, Released, OFFICERS};
use crate::{
	bank::calendar,
	engine::{batch, owed, payees::readable},
	error::{Error, Result},
	money::Currency,
	store::{
		audit,
		batches::{self, Batch, BatchKind, BatchStatus},
		cases::{self, Case},
		intents, payments, redemptions,
	},
	words,
};

impl Desk {
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
			let payee = readable(self.payees.as_ref(), &mut conn, r.payee).await?;
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
		let is_empty = redemptions::queue(&mut write, currency, None, 1)
			.await?
			.is_empty();
		write.commit().await?;
		match made.is_empty() {
			true if is_empty => Err(Error::refused(
				"the queue is empty. A redemption is in it some seconds after the ledger has it for good; one that cannot be \
				 paid is refused at once, and its member sees why",
			)),
			true => Err(Error::refused(
				"nothing at the head of the queue is ready to be paid: look in the queue what the first of it waits for \
				 (civic-treasury queue)",
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

	/// What keeps every batch from being released, if something does.
	pub async fn doubt(&self) -> Result<Option<Case>> {
		let mut conn = self.db.read().await?;
		cases::of_doubt(&mut conn).await
	}

	/// An officer releases a batch. With the second it goes its way: nobody can hold it up any more; so the
	/// second is refused while the books are in doubt. None of the cases that say so is mended by a payment.
	pub async fn release(&self, id: i64, officer: &str) -> Result<Released> {
		let now = self.now();
		let mut write = self.db.write().await?;
		let batch = batches::get(&mut write, id)
			.await?
			.ok_or(Error::NotFound("batch"))?;
		if batch.status != BatchStatus::Drafted {
			return Err(Error::refused(format!(
				"batch {id} cannot be released any more ({}): civic-treasury batch show {id} says more",
				words::batch(&batch)
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
			if let Some(case) = cases::of_doubt(&mut write).await? {
				return Err(Error::refused(format!(
					"case {} ({}) is open: until it is mended or closed these books cannot be relied on, and nothing is \
					 released. Your release was not counted. See what to do: civic-treasury case show {}",
					case.id, case.kind, case.id
				)));
			}
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
					for payment in payments::of_batch(&mut write, id).await? {
						let why = owed::not_yet_payable(&mut write, payment.redemption).await?;
						if let Some(why) = why {
							return Err(Error::refused(why));
						}
					}
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
				"batch {id} cannot be withdrawn any more ({}): only one that waits for its officers can. What is with the bank \
				 only the bank can stop: call it",
				words::batch(&batch)
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
}
