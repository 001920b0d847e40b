//! Following the chain: the effects of each final block and its number, in one transaction.

use super::{batch, effects, refused, served, Core};
use crate::{
	chain::{Block, Event},
	error::{Error, Result},
	hex32::Hex32,
	money::Cents,
	store::{
		batches,
		cases::{self, About, CaseKind},
		cursor::{self, Cursor},
		intents::{self, IntentKind, IntentStatus},
		members,
		payments::{self, PaymentStatus},
		redemptions::{self, Ending},
		reserve::{self, ProposalStatus},
		Conn,
	},
};

/// How many blocks without effect are passed over before it is written down.
const EMPTY: u64 = 256;

/// Take every final block into the books that is not there; the height of the last.
pub async fn catch_up(core: &Core) -> Result<u64> {
	let head = core.chain.head().await?;
	let mut last = {
		let mut conn = core.db.read().await?;
		cursor::get(&mut conn).await?
	};
	if let Some(Cursor { block, hash, .. }) = last {
		if block > head.number {
			// A node that is still catching up itself.
			return Ok(head.number);
		}
		let node = core.chain.block(block).await?.hash;
		if node != hash {
			return Err(Error::OtherChain { books: hash, node });
		}
	}
	let mut passed = 0;
	let from = match last {
		Some(last) => last.block.saturating_add(1),
		None => first_block(core, head.number).await?,
	};
	for height in from..=head.number {
		let block = core.chain.block(height).await?;
		if let Some(last) = last {
			if block.parent != last.hash {
				return Err(Error::OtherChain {
					books: last.hash,
					node: block.parent,
				});
			}
		}
		let here = Cursor {
			block: block.number,
			hash: block.hash,
			time: block.time,
		};
		passed += 1;
		if !block.events.is_empty() || passed >= EMPTY || height == head.number {
			let mut write = core.db.write().await?;
			let stored = cursor::get(&mut write).await?.map(|c| c.block);
			if stored.is_some_and(|b| b >= height) {
				return Err(Error::Inconsistent(
					"another process follows the chain on these books".into(),
				));
			}
			apply(&mut write, &block, core.now()).await?;
			if block
				.events
				.iter()
				.any(|e| matches!(e, Event::ReserveAttested(_) | Event::ReserveInForce(_)))
			{
				super::reserve::check(&mut write, &core.settings, true, core.now()).await?;
			}
			let proposes = |e: &Event| {
				matches!(
					e,
					Event::Ended { .. } | Event::ReserveAttested(_) | Event::ReserveInForce(_)
				)
			};
			if block.events.iter().any(proposes) {
				super::reserve::propose(&mut write, &core.settings, core.now()).await?;
			}
			cursor::set(&mut write, here).await?;
			write.commit().await?;
			passed = 0;
		}
		last = Some(here);
	}
	served::note(core).await?;
	Ok(head.number)
}

/// Where empty books begin: nothing to be paid may lie before it.
async fn first_block(core: &Core, head: u64) -> Result<u64> {
	let first = core.chain.first_block();
	let Some(before) = first.checked_sub(1) else {
		return Ok(first);
	};
	if before > head {
		return Err(Error::Settings(format!(
			"chain.first_block: block {first} is not there yet, the last final one is {head}"
		)));
	}
	let before = core.chain.block(before).await?.hash;
	match core.chain.redemptions(before, 0, 1).await?.is_empty() {
		true => Ok(first),
		false => Err(Error::Settings(format!(
			"chain.first_block: there are redemptions before block {first}, which would never be paid; name one before \
			 the first of them, or leave it out"
		))),
	}
}

/// The effects of a block.
async fn apply(conn: &mut Conn, block: &Block, now: i64) -> Result<()> {
	for event in &block.events {
		match event {
			Event::Redeemed(opened) => {
				redemptions::insert(conn, opened, block.number, block.time).await?;
			},
			Event::Begun { payments, message } => begun(conn, payments, *message, now).await?,
			Event::Ended { redemption, how } => {
				redemptions::end(conn, *redemption, how, block.number, block.time).await?;
				ended(conn, *redemption, how, now).await?;
			},
			Event::ReserveAttested(r) => {
				super::reserve::attested(conn, r).await?;
				reserve::advance(
					conn,
					r.currency,
					r.sha256,
					r.balance,
					ProposalStatus::Attested,
				)
				.await?;
			},
			Event::ReserveInForce(r) => {
				super::reserve::countersigned(conn, r.currency).await?;
				reserve::set_in_force(conn, r.currency, r.balance, r.day, r.sha256, block.time)
					.await?;
				reserve::advance(
					conn,
					r.currency,
					r.sha256,
					r.balance,
					ProposalStatus::InForce,
				)
				.await?;
			},
			Event::ReserveShort { currency, short } => {
				reserve::set_short(conn, *currency, *short).await?;
			},
			Event::MemberMoved { member, to } => members::set_account(conn, member, *to).await?,
		}
	}
	Ok(())
}

async fn begun(conn: &mut Conn, begun: &[(u64, Cents)], message: Hex32, now: i64) -> Result<()> {
	let batch = batches::by_msg_hash(conn, message).await?;
	for (redemption, due) in begun {
		redemptions::set_paying(conn, *redemption, *due, message).await?;
		intents::close(conn, *redemption, IntentKind::Begin, IntentStatus::Done).await?;
		let payment = payments::current(conn, *redemption).await?;
		match (&batch, payment) {
			(Some(batch), Some(payment))
				if payment.batch == batch.id && payment.status == PaymentStatus::Drafted =>
			{
				// Nothing is due of one that ended within the same block.
				if due.is_positive() && payment.amount != *due {
					payments::set_amount(conn, &payment.end_to_end, *due, now).await?;
				}
			},
			(batch, _) => {
				// Begun by somebody else, or by these books before they were restored from a copy.
				// The file may have gone out: what is drafted is not sent, nor what was written down while it was in
				// the queue; a person decides.
				intents::call_off(conn, *redemption, IntentKind::Reject).await?;
				if let Some(drafted_in) = payments::withdraw_of(conn, *redemption, now).await? {
					batch::refresh(conn, drafted_in, now).await?;
				}
				let r = redemptions::must(conn, *redemption).await?;
				let about = About {
					redemption: Some(*redemption),
					batch: batch.as_ref().map(|b| b.id),
					money: Some((*due, r.currency)),
					..About::default()
				};
				cases::open(
					conn,
					CaseKind::UnknownMessage,
					&redemption.to_string(),
					about,
					"the chain pays this redemption with a message these books do not know",
					now,
				)
				.await?;
			},
		}
	}
	if let Some(batch) = batch {
		batch::refresh(conn, batch.id, now).await?;
	}
	Ok(())
}

async fn ended(conn: &mut Conn, redemption: u64, how: &Ending, now: i64) -> Result<()> {
	let settled = matches!(how, Ending::Settled { .. });
	let payment = payments::telling(conn, redemption).await?;
	let called_off = intents::get(conn, redemption, IntentKind::Settle)
		.await?
		.is_some_and(|i| i.status == IntentStatus::Waiting)
		&& !settled;
	let outcome = |is: bool| match is {
		true => IntentStatus::Done,
		false => IntentStatus::Moot,
	};
	let rejected = matches!(how, Ending::Rejected { .. });
	intents::close(conn, redemption, IntentKind::Settle, outcome(settled)).await?;
	intents::close(conn, redemption, IntentKind::Reject, outcome(rejected)).await?;
	intents::close(conn, redemption, IntentKind::Begin, IntentStatus::Moot).await?;
	refused::ended(conn, redemption, now).await?;
	if let Some(batch) = payments::withdraw_of(conn, redemption, now).await? {
		batch::refresh(conn, batch, now).await?;
		if !settled {
			return Ok(());
		}
	}
	if let (true, Some(payment)) = (settled, &payment) {
		if payment.status == PaymentStatus::Returned {
			// The money was back before the chain could be stopped.
			let detail =
				"the money came back while the redemption was being settled: pay again, to a \
			              payee that the citizen has corrected";
			effects::reopen(conn, payment, detail, now).await?;
		}
	}
	let trouble = match (how, &payment) {
		(Ending::Settled { paid, .. }, Some(p)) => match p.status {
			PaymentStatus::Booked | PaymentStatus::Returned if p.amount == *paid => None,
			PaymentStatus::Booked | PaymentStatus::Returned => {
				Some("settled on chain with another amount than the bank paid")
			},
			_ => Some("settled on chain although the bank has not booked it"),
		},
		(Ending::Settled { .. }, None) => {
			Some("settled on chain although these books never paid it")
		},
		(Ending::Rejected { .. }, Some(p)) => match p.status {
			PaymentStatus::Rejected | PaymentStatus::Returned | PaymentStatus::Withdrawn => None,
			_ if called_off => Some("rejected on chain although the bank paid it"),
			_ => Some("rejected on chain while the bank has the payment"),
		},
		_ => None,
	};
	if let Some(detail) = trouble {
		let about = About {
			redemption: Some(redemption),
			payment: payment.as_ref().map(|p| p.end_to_end.clone()),
			money: payment.as_ref().map(|p| (p.amount, p.currency)),
			..About::default()
		};
		cases::open(
			conn,
			CaseKind::ChainDiffers,
			&redemption.to_string(),
			about,
			detail,
			now,
		)
		.await?;
	}
	Ok(())
}
