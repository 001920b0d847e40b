//! Books that came from a copy: what was under way is presumed sent, nothing is sent by itself, and
//! what the copy does not know is taken over from the chain and the bank.

use super::owed;
use crate::{
	bank::calendar,
	error::{Error, Result},
	hex32::Hex32,
	money::Cents,
	store::{
		audit,
		batches::{self, Batch, BatchKind, BatchStatus, NewBatch},
		cases::{self, Case, CaseKind},
		entries, inbox, intents,
		payments::{self, NewPayment, PaymentStatus},
		redemptions::{self, Redemption, RedemptionStatus},
		Conn, Db,
	},
};

/// What was done with the batches of a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Held {
	/// Not begun in the copy: given up. Their redemptions are in the queue again, or the chain tells
	/// that they were begun since.
	pub withdrawn: Vec<i64>,
	/// Begun in the copy: the bank may have them.
	pub presumed_sent: Vec<i64>,
}

/// See to it that nothing of a copy is sent by itself. The service must not run meanwhile.
pub async fn hold(db: &Db, by: &str, today: jiff::civil::Date, now: i64) -> Result<Held> {
	let _lock = db.lock_engine().await?;
	let day = calendar::number(today).unwrap_or_default();
	let mut write = db.write().await?;
	let mut held = Held::default();
	for status in [BatchStatus::Drafted, BatchStatus::Released] {
		for batch in batches::in_status(&mut write, status).await? {
			let given_up = payments::of_batch(&mut write, batch.id).await?;
			intents::forget_begins(&mut write, batch.id).await?;
			payments::withdraw(&mut write, batch.id, now).await?;
			batches::step(&mut write, batch.id, status, BatchStatus::Withdrawn).await?;
			if batch.kind == BatchKind::Again {
				owed::given_up(&mut write, &given_up, now).await?;
			}
			held.withdrawn.push(batch.id);
		}
	}
	for status in [BatchStatus::Begun, BatchStatus::Made, BatchStatus::Staged] {
		for batch in batches::in_status(&mut write, status).await? {
			payments::set_instructed(&mut write, batch.id, now).await?;
			batches::presume_sent(&mut write, batch.id, status, day, now).await?;
			held.presumed_sent.push(batch.id);
		}
	}
	let detail = format!(
		"withdrawn: {:?}, presumed sent: {:?}",
		held.withdrawn, held.presumed_sent
	);
	audit::note(&mut write, now, by, "restored", "books", &detail).await?;
	write.commit().await?;
	Ok(held)
}

/// Take a message over that these books do not know: a batch of the redemptions that the chain pays
/// with it. The chain has the message's hash, so that nobody can name another.
pub(super) async fn adopt(
	conn: &mut Conn,
	case: &Case,
	msg_id: &str,
	officer: &str,
	debtor_iban: &str,
	day: u32,
	now: i64,
) -> Result<Batch> {
	let hash = Hex32::sha256(msg_id);
	let of_case = case
		.redemption
		.ok_or_else(|| Error::Inconsistent("an unknown message of nothing".into()))?;
	let of_case = redemptions::must(conn, of_case).await?;
	if of_case.message != Some(hash) {
		return Err(Error::refused(format!(
			"the ledger pays redemption {} with another message than {msg_id}: copy the MsgId from the file or from what \
			 the bank says, without spaces",
			of_case.id
		)));
	}
	let mut found = Vec::new();
	for r in redemptions::of_message(conn, hash).await? {
		if payments::current(conn, r.id).await?.is_none() {
			found.push(r);
		}
	}
	let total = found.iter().map(amount).sum();
	let payments = i64::try_from(found.len()).unwrap_or(i64::MAX);
	let new = NewBatch {
		kind: BatchKind::Redemption,
		currency: of_case.currency,
		maker: officer,
		payments,
		total,
		debtor_iban,
	};
	let batch = match batches::by_msg_hash(conn, hash).await? {
		// Drafted in the copy, and given up there.
		Some(known) => known,
		None => batches::insert_as(conn, new, msg_id, now).await?,
	};
	if batch.status != BatchStatus::Sent {
		batches::presume_sent(conn, batch.id, batch.status, day, now).await?;
	}
	for (position, r) in (0i64..).zip(&found) {
		take_over(conn, &batch, position, r, now).await?;
		let how = format!("taken over with batch {}", batch.id);
		let mark = r.id.to_string();
		for kind in [CaseKind::UnknownMessage, CaseKind::ChainDiffers] {
			cases::close_marked(conn, kind, &mark, &how, now).await?;
		}
	}
	// What the bank said of it before is read once more; of all else that changes nothing.
	let since = found.iter().map(|r| r.opened_at).min().unwrap_or(now);
	inbox::read_again(conn, since).await?;
	batches::recount(conn, batch.id).await
}

fn amount(r: &Redemption) -> Cents {
	r.paid.or(r.due).unwrap_or(r.quote)
}

async fn take_over(
	conn: &mut Conn,
	batch: &Batch,
	position: i64,
	r: &Redemption,
	now: i64,
) -> Result<()> {
	let new = NewPayment {
		redemption: r.id,
		batch: batch.id,
		position,
		payee: r.payee,
		amount: amount(r),
		currency: r.currency,
	};
	let end_to_end = payments::insert(conn, &new, now).await?;
	let status = match r.status {
		RedemptionStatus::Rejected | RedemptionStatus::Expired | RedemptionStatus::Cancelled => {
			PaymentStatus::Rejected
		},
		// Also of one that was settled: the statement says when, and by which reference.
		_ => PaymentStatus::Instructed,
	};
	payments::set_status(conn, &end_to_end, status, r.reason.as_deref(), now).await?;
	for booking in entries::forget_unmatched(conn, &end_to_end).await? {
		let how = format!("taken over with batch {}", batch.id);
		cases::close_marked(conn, CaseKind::UnknownPayment, &booking, &how, now).await?;
	}
	Ok(())
}
