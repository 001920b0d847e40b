//! Batches: from the head of the queue to what two officers release.

use super::{
	payees::{self, Payees},
	refused, served,
	settings::Settings,
	Core,
};
use crate::{
	bank::{
		calendar,
		pain001::{self, Instruction},
	},
	error::{Error, Result},
	money::{Cents, Currency},
	store::{
		audit,
		batches::{self, Batch, BatchKind, BatchStatus, FileFacts, NewBatch},
		cases::{self, About, CaseKind},
		cursor, intents,
		payments::{self, NewPayment},
		redemptions::{self, Place, Redemption, RedemptionStatus},
		Conn, SERVICE,
	},
};

/// How many places of the queue are read at a time.
const PAGE: u32 = 1_000;

/// How many of those whose payee is missing are refused in one transaction.
const REFUSED: u32 = 250;

/// Why nothing is paid in a currency.
pub(super) fn no_account(currency: Currency) -> String {
	format!(
		"there is no bank account for {currency}: have the administrator add one ([[accounts]])"
	)
}

/// What the file of a batch would be made from today.
pub(super) fn file_facts(
	settings: &Settings,
	currency: Currency,
	today: jiff::civil::Date,
	now: i64,
) -> Result<FileFacts> {
	let account = settings
		.account(currency)
		.ok_or_else(|| Error::refused(no_account(currency)))?;
	Ok(FileFacts {
		debtor_name: account.holder.clone(),
		debtor_iban: account.electronic_iban(),
		debtor_bic: account.bic.clone(),
		execution_day: calendar::number(settings.batch.calendar.on_or_after(today))
			.ok_or_else(|| Error::Settings("the clock is before 1970".into()))?,
		created_at: now,
		remittance: settings.batch.remittance.clone(),
	})
}

/// Whether a redemption can be paid.
enum Ready {
	Yes,
	/// Its payee may still be registered.
	NotYet,
	/// Not as things are, for this reason: a person has to mend that, or refuse it.
	Unpayable(String),
	/// It is to be refused, with this reason.
	No(&'static str),
}

async fn ready(
	conn: &mut Conn,
	payees: &dyn Payees,
	settings: &Settings,
	facts: &FileFacts,
	r: &Redemption,
	now: i64,
) -> Result<Ready> {
	let found = match payees.find(conn, r.payee).await {
		Err(Error::Sealed(why)) => return Ok(Ready::Unpayable(payees::sealed(&why))),
		other => other?,
	};
	let Some(payee) = found else {
		let grace = i64::try_from(settings.batch.payee_grace).unwrap_or(i64::MAX);
		let from = served::since(conn, now).await?.max(r.opened_at);
		return Ok(match now < from.saturating_add(grace) {
			true => Ready::NotYet,
			false => Ready::No("NPAY"),
		});
	};
	if payee.account != r.account {
		return Ok(Ready::No("FPAY"));
	}
	let instruction = Instruction {
		end_to_end: payments::end_to_end(r.id, 1),
		amount: r.quote,
		name: payee.name,
		iban: payee.iban,
	};
	Ok(match pain001::check(&instruction, facts) {
		Ok(()) if r.quote > settings.batch.max_total => Ready::Unpayable(
			"larger than a batch may be: raise batch.max_total, or refuse it: two officers must"
				.into(),
		),
		Ok(()) => Ready::Yes,
		Err(why) => Ready::No(why.code()),
	})
}

/// A person has to look at a redemption; whoever closed that case has.
async fn unpayable(conn: &mut Conn, r: &Redemption, why: &str, now: i64) -> Result<()> {
	let (kind, mark) = (CaseKind::Unpayable, r.id.to_string());
	if cases::closed_by_hand(conn, kind, &mark).await? {
		return Ok(());
	}
	let about = About {
		redemption: Some(r.id),
		money: Some((r.quote, r.currency)),
		..About::default()
	};
	cases::raise(conn, kind, &mark, about, why, now).await
}

/// A batch that is being put together.
#[derive(Default)]
struct Pending {
	redemptions: Vec<Redemption>,
	total: Cents,
}

impl Pending {
	async fn close(
		&mut self,
		conn: &mut Conn,
		currency: Currency,
		maker: &str,
		facts: &FileFacts,
		now: i64,
	) -> Result<Option<i64>> {
		if self.redemptions.is_empty() {
			return Ok(None);
		}
		let batch = batches::insert(
			conn,
			NewBatch {
				kind: BatchKind::Redemption,
				currency,
				maker,
				payments: i64::try_from(self.redemptions.len()).unwrap_or(i64::MAX),
				total: self.total,
				debtor_iban: &facts.debtor_iban,
			},
			now,
		)
		.await?;
		for (position, r) in (0i64..).zip(&self.redemptions) {
			let new = NewPayment {
				redemption: r.id,
				batch: batch.id,
				position,
				payee: r.payee,
				amount: r.quote,
				currency,
			};
			payments::insert(conn, &new, now).await?;
		}
		audit::note(
			conn,
			now,
			maker,
			"batch-made",
			&format!("batch {}", batch.id),
			&format!(
				"{} payments, {} {currency}, {}",
				batch.payments, batch.total, batch.msg_id
			),
		)
		.await?;
		*self = Self::default();
		Ok(Some(batch.id))
	}
}

async fn refuse(conn: &mut Conn, redemption: u64, reason: &str, now: i64) -> Result<()> {
	intents::reject(conn, redemption, reason, now).await?;
	let subject = format!("redemption {redemption}");
	audit::note(conn, now, SERVICE, "refused", &subject, reason).await
}

/// Those of a queue that have waited for as long as a payee may be missing and were not looked at since.
async fn waited(
	conn: &mut Conn,
	settings: &Settings,
	currency: Currency,
	now: i64,
	limit: u32,
) -> Result<Vec<Place>> {
	let looked = cursor::fact(conn, &looked(currency)).await?;
	let after = looked.and_then(|id| id.parse().ok());
	let grace = i64::try_from(settings.batch.payee_grace).unwrap_or(i64::MAX);
	let mut places = redemptions::queue(conn, currency, after, limit).await?;
	let served = served::since(conn, now).await?;
	// Numbers are given in the order of time.
	let end = places
		.iter()
		.position(|p| now < p.redemption.opened_at.max(served).saturating_add(grace));
	places.truncate(end.unwrap_or(places.len()));
	Ok(places)
}

/// The fact that says up to which redemption was looked.
fn looked(currency: Currency) -> String {
	format!("payees-looked-{currency}")
}

/// Refuse whose payee is missing for too long when that time comes, whether or not somebody makes batches:
/// tokens are not held for nothing.
pub(super) async fn refuse_missing(core: &Core) -> Result<()> {
	let (settings, now) = (&core.settings, core.now());
	for currency in settings.accounts.iter().map(|a| a.currency) {
		loop {
			// Nobody waits for a look that finds nothing.
			let some = {
				let mut conn = core.db.read().await?;
				waited(&mut conn, settings, currency, now, 1).await?
			};
			if some.is_empty() {
				break;
			}
			let facts = file_facts(settings, currency, core.today(), now)?;
			let mut write = core.db.write().await?;
			for place in waited(&mut write, settings, currency, now, REFUSED).await? {
				let r = place.redemption;
				cursor::set_fact(&mut write, &looked(currency), &r.id.to_string()).await?;
				if place.batch.is_some() || place.refused {
					continue;
				}
				let payees = core.payees.as_ref();
				match ready(&mut write, payees, settings, &facts, &r, now).await? {
					Ready::Yes | Ready::NotYet => {},
					Ready::Unpayable(why) => unpayable(&mut write, &r, &why, now).await?,
					Ready::No(reason) => refuse(&mut write, r.id, reason, now).await?,
				}
			}
			write.commit().await?;
		}
	}
	Ok(())
}

/// Close the cases of redemptions that can be paid after all, or are in the queue no more.
pub(super) async fn mended(core: &Core) -> Result<()> {
	let (settings, now) = (&core.settings, core.now());
	for currency in settings.accounts.iter().map(|a| a.currency) {
		let mut ended = Vec::new();
		{
			let mut conn = core.db.read().await?;
			let marks = cases::unclosed_marks(&mut conn, CaseKind::Unpayable, currency).await?;
			for mark in marks {
				let Ok(id) = mark.parse() else {
					continue;
				};
				let Some(r) = redemptions::get(&mut conn, id).await? else {
					continue;
				};
				let payees = core.payees.as_ref();
				let facts = file_facts(settings, currency, core.today(), now)?;
				if r.status != RedemptionStatus::Open {
					ended.push((mark, "it is in the queue no more"));
				} else if let Ready::Yes =
					ready(&mut conn, payees, settings, &facts, &r, now).await?
				{
					ended.push((mark, "it can be paid"));
				}
			}
		}
		if ended.is_empty() {
			continue;
		}
		let mut write = core.db.write().await?;
		for (mark, how) in ended {
			cases::close_marked(&mut write, CaseKind::Unpayable, &mark, how, now).await?;
		}
		write.commit().await?;
	}
	Ok(())
}

/// Put the head of a currency's queue into batches, within the limits. What can never be paid is
/// refused; what cannot be paid yet holds up what is behind it, for the chain pays in order.
pub async fn make(
	conn: &mut Conn,
	payees: &dyn Payees,
	settings: &Settings,
	currency: Currency,
	maker: &str,
	(today, now): (jiff::civil::Date, i64),
) -> Result<Vec<i64>> {
	let facts = file_facts(settings, currency, today, now)?;
	let limits = &settings.batch;
	let (mut made, mut pending, mut after) = (Vec::new(), Pending::default(), None);
	'queue: loop {
		let page = redemptions::queue(conn, currency, after, PAGE).await?;
		let Some(last) = page.last() else {
			break;
		};
		after = Some(last.redemption.id);
		for place in page {
			let r = place.redemption;
			if place.batch.is_some() || place.refused {
				continue;
			}
			match ready(conn, payees, settings, &facts, &r, now).await? {
				Ready::Yes => {},
				Ready::NotYet => break 'queue,
				Ready::Unpayable(why) => {
					unpayable(conn, &r, &why, now).await?;
					break 'queue;
				},
				Ready::No(reason) => {
					refuse(conn, r.id, reason, now).await?;
					continue;
				},
			}
			let total = pending.total.checked_add(r.quote);
			let full = pending.redemptions.len() >= limits.max_payments as usize
				|| total.is_none_or(|total| total > limits.max_total);
			if full {
				made.extend(pending.close(conn, currency, maker, &facts, now).await?);
			}
			pending.total = Cents(pending.total.0.saturating_add(r.quote.0));
			pending.redemptions.push(r);
		}
	}
	made.extend(pending.close(conn, currency, maker, &facts, now).await?);
	Ok(made)
}

/// Make batches without an officer asking: one that waits for release at a time, more when they are
/// full.
pub(super) async fn automatic(core: &Core) -> Result<()> {
	if !core.settings.batch.automatic {
		return Ok(());
	}
	for account in &core.settings.accounts {
		let currency = account.currency;
		{
			let mut conn = core.db.read().await?;
			let waiting = batches::in_status(&mut conn, BatchStatus::Drafted)
				.await?
				.iter()
				.filter(|b| b.currency == currency && b.kind == BatchKind::Redemption)
				.count();
			let queue = redemptions::queue(&mut conn, currency, None, PAGE).await?;
			let free = queue
				.iter()
				.filter(|p| p.batch.is_none() && !p.refused)
				.count();
			let full = core.settings.batch.max_payments.min(PAGE) as usize;
			if free == 0 || (waiting > 0 && free < full) {
				continue;
			}
		}
		let mut write = core.db.write().await?;
		let when = (core.today(), core.now());
		make(
			&mut write,
			core.payees.as_ref(),
			&core.settings,
			currency,
			SERVICE,
			when,
		)
		.await?;
		write.commit().await?;
	}
	Ok(())
}

/// Nothing is left in a batch: the trail says why it ended.
pub(super) async fn emptied(conn: &mut Conn, id: i64, now: i64) -> Result<()> {
	let subject = format!("batch {id}");
	let why =
		"all its redemptions ended before it was sent: taken back, refused, or paid otherwise";
	audit::note(conn, now, SERVICE, "emptied", &subject, why).await
}

/// Bring a batch up to date after one of its payments began or was given up: counted anew, and a step
/// on when nothing of it waits for the chain.
pub(super) async fn refresh(conn: &mut Conn, id: i64, now: i64) -> Result<Batch> {
	let batch = batches::recount(conn, id).await?;
	let waits = match batch.status {
		BatchStatus::Drafted => true,
		BatchStatus::Released => !intents::begins_of(conn, id).await?.is_empty(),
		_ => return Ok(batch),
	};
	let to = match (batch.payments, waits) {
		(0, _) => BatchStatus::Withdrawn,
		(_, true) => return Ok(batch),
		(_, false) => BatchStatus::Begun,
	};
	batches::step(conn, id, batch.status, to).await?;
	if to == BatchStatus::Withdrawn {
		emptied(conn, id, now).await?;
	}
	refused::begun(conn, id, now).await?;
	batches::must(conn, id).await
}
