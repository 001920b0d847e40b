//! Payment files: made once, written once.
//!
//! A batch goes from `begun` to `sent` by steps that are each durable before the next:
//! `made` (what the file holds is fixed, by hash), `staged` (the file is complete on the disk, where
//! the bank does not look), `sent` (it was moved into the outbox). Killed between two steps, the first
//! of them is done again to the same effect; see [`crate::bank::transport::Transport`].

use super::{
	batch::{self, file_facts},
	owed, payees, Core,
};
use crate::{
	bank::{
		pain001::{self, Instruction},
		transport::Published,
	},
	error::{Error, Result},
	hex32::Hex32,
	store::{
		audit,
		batches::{self, Batch, BatchStatus, FileFacts},
		cases::{self, About, CaseKind},
		intents,
		payments::{self, Payment, PaymentStatus},
		redemptions::{self, RedemptionStatus},
		Conn, SERVICE,
	},
};

/// Take every batch the chain knows of as far as the outbox.
pub(super) async fn send(core: &Core) -> Result<()> {
	for status in [BatchStatus::Begun, BatchStatus::Made, BatchStatus::Staged] {
		let found = {
			let mut conn = core.db.read().await?;
			batches::in_status(&mut conn, status).await?
		};
		for batch in found {
			let done = match status {
				BatchStatus::Begun => make(core, &batch).await,
				BatchStatus::Made => stage(core, &batch).await,
				_ => publish(core, &batch).await,
			};
			match done {
				// One batch that contradicts itself does not keep the others from being paid.
				Err(error @ Error::Inconsistent(_)) => {
					let mut write = core.db.write().await?;
					let about = About {
						batch: Some(batch.id),
						..About::default()
					};
					cases::open(
						&mut write,
						CaseKind::Unpayable,
						&mark(batch.id),
						about,
						&error.to_string(),
						core.now(),
					)
					.await?;
					write.commit().await?;
				},
				other => other?,
			}
		}
	}
	Ok(())
}

/// What the case of a batch that contradicts itself is known by.
fn mark(batch: i64) -> String {
	format!("batch {batch}")
}

/// Fix what the file holds.
async fn make(core: &Core, batch: &Batch) -> Result<()> {
	let now = core.now();
	let facts = file_facts(&core.settings, batch.currency, core.today(), now)?;
	let mut write = core.db.write().await?;
	let drafted = payments::of_batch(&mut write, batch.id).await?;
	let mut instructions = Vec::with_capacity(drafted.len());
	for payment in &drafted {
		if !owed::may_be_sent(&mut write, payment, now).await? {
			continue;
		}
		match instruction(core, &mut write, payment, &facts).await? {
			Ok(instruction) => instructions.push(instruction),
			// Its payee is gone since the batch was made: refused, and nothing of it is sent.
			Err(reason) => give_up(&mut write, payment, reason, now).await?,
		}
	}
	if instructions.is_empty() {
		batches::recount(&mut write, batch.id).await?;
		batches::step(
			&mut write,
			batch.id,
			BatchStatus::Begun,
			BatchStatus::Withdrawn,
		)
		.await?;
		batch::emptied(&mut write, batch.id, now).await?;
		return write.commit().await;
	}
	let bytes = pain001::write(&batch.msg_id, &facts, &instructions)
		.map_err(|e| Error::Inconsistent(format!("batch {}: {e}", batch.id)))?;
	batches::recount(&mut write, batch.id).await?;
	batches::set_file(&mut write, batch.id, &facts, Hex32::sha256(&bytes)).await?;
	payments::set_instructed(&mut write, batch.id, now).await?;
	write.commit().await?;
	let batch = {
		let mut conn = core.db.read().await?;
		batches::must(&mut conn, batch.id).await?
	};
	stage_bytes(core, &batch, &bytes).await
}

/// Make the file once more, from what was fixed, and put it where it can be moved into the outbox.
async fn stage(core: &Core, batch: &Batch) -> Result<()> {
	let facts = batch
		.file
		.as_ref()
		.ok_or_else(|| Error::Inconsistent(format!("batch {} has no file", batch.id)))?;
	let bytes = {
		let mut conn = core.db.read().await?;
		let mut instructions = Vec::new();
		for payment in payments::of_batch(&mut conn, batch.id).await? {
			let instruction = instruction(core, &mut conn, &payment, facts)
				.await?
				.map_err(|_| {
					Error::Inconsistent(format!("the payee of {} is gone", payment.end_to_end))
				})?;
			instructions.push(instruction);
		}
		pain001::write(&batch.msg_id, facts, &instructions)
			.map_err(|e| Error::Inconsistent(format!("batch {}: {e}", batch.id)))?
	};
	stage_bytes(core, batch, &bytes).await
}

async fn stage_bytes(core: &Core, batch: &Batch, bytes: &[u8]) -> Result<()> {
	if batch.file_hash != Some(Hex32::sha256(bytes)) {
		return Err(Error::Inconsistent(format!(
			"the file of batch {} is not the one that was made first",
			batch.id
		)));
	}
	core.transport(batch.currency)?
		.stage(&batch.msg_id, bytes)
		.await?;
	let mut write = core.db.write().await?;
	batches::step(&mut write, batch.id, BatchStatus::Made, BatchStatus::Staged).await?;
	write.commit().await?;
	publish(core, batch).await
}

/// Move the file into the outbox, unless it was moved.
async fn publish(core: &Core, batch: &Batch) -> Result<()> {
	let published = core
		.transport(batch.currency)?
		.publish(&batch.msg_id)
		.await?;
	let now = core.now();
	let mut write = core.db.write().await?;
	batches::set_sent(&mut write, batch.id, now).await?;
	let how = match published {
		Published::Now => "moved into the outbox",
		Published::Before => "had been moved into the outbox",
	};
	let subject = format!("batch {}", batch.id);
	audit::note(&mut write, now, SERVICE, "batch-sent", &subject, how).await?;
	let mended = "its file is with the bank";
	cases::close_marked(
		&mut write,
		CaseKind::Unpayable,
		&mark(batch.id),
		mended,
		now,
	)
	.await?;
	write.commit().await?;
	tracing::info!(
		batch = batch.id,
		payments = batch.payments,
		msg_id = batch.msg_id,
		how,
		"a payment file is with the bank"
	);
	Ok(())
}

/// A payment as it goes into the file, or why it cannot.
async fn instruction(
	core: &Core,
	conn: &mut Conn,
	payment: &Payment,
	facts: &FileFacts,
) -> Result<Result<Instruction, &'static str>> {
	let found = core
		.payees
		.find(conn, payment.payee)
		.await
		.map_err(|e| match e {
			// Of this batch only: see `send`.
			Error::Sealed(why) => {
				Error::Inconsistent(format!("{}: {}", payment.end_to_end, payees::sealed(&why)))
			},
			other => other,
		})?;
	let Some(payee) = found else {
		return Ok(Err("NPAY"));
	};
	let instruction = Instruction {
		end_to_end: payment.end_to_end.clone(),
		amount: payment.amount,
		name: payee.name,
		iban: payee.iban,
	};
	Ok(match pain001::check(&instruction, facts) {
		Ok(()) => Ok(instruction),
		Err(why) => Err(why.code()),
	})
}

async fn give_up(conn: &mut Conn, payment: &Payment, reason: &str, now: i64) -> Result<()> {
	payments::set_status(
		conn,
		&payment.end_to_end,
		PaymentStatus::Withdrawn,
		Some(reason),
		now,
	)
	.await?;
	match redemptions::must(conn, payment.redemption).await?.status {
		RedemptionStatus::Paying => intents::reject(conn, payment.redemption, reason, now)
			.await
			.map(|_| ()),
		// Settled long ago: the case it is paid again for stays open.
		_ => super::effects::reopen(conn, payment, "the payee of the payment is gone", now).await,
	}
}
