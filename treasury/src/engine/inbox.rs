//! The bank's files: into the books as they are, then read, each once.

use super::{effects, reconcile, reserve, Core};
use crate::{
	bank::{self, calendar, Message},
	error::{Error, Result},
	store::{
		cases::{self, About, CaseKind},
		inbox::{self, BankFile, FileStatus},
		payments,
	},
};

/// How many files are read before others get a turn.
const AT_ONCE: u32 = 100;

/// Take the files of every inbox into the books, and out of the inbox.
pub(super) async fn take(core: &Core) -> Result<()> {
	let mut failed = None;
	for account in &core.settings.accounts {
		let transport = core.transport(account.currency)?;
		let waiting = match transport.waiting().await {
			Ok(waiting) => waiting,
			// The other account's bank may answer.
			Err(e) => {
				failed = Some(e);
				continue;
			},
		};
		for file in waiting {
			if file.size > core.settings.inbox.max_bytes {
				let mut write = core.db.write().await?;
				let detail = format!(
					"{} bytes are more than inbox.max_bytes: the file stays in the inbox",
					file.size
				);
				let mark = format!("{} of {} bytes", file.name, file.size);
				let about = About::default();
				cases::open(
					&mut write,
					CaseKind::Unreadable,
					&mark,
					about,
					&detail,
					core.now(),
				)
				.await?;
				write.commit().await?;
				continue;
			}
			let bytes = transport.fetch(&file.name).await?;
			let stored = store(core, &file.name, &bytes).await?;
			transport.archive(&file.name, stored.id).await?;
			let mut write = core.db.write().await?;
			inbox::set_archived(&mut write, stored.id).await?;
			write.commit().await?;
		}
	}
	failed.map_or(Ok(()), Err)
}

/// Put a file into the books; a replay becomes visible and has no effect.
pub async fn store(core: &Core, name: &str, bytes: &[u8]) -> Result<BankFile> {
	let now = core.now();
	let mut write = core.db.write().await?;
	let stored = inbox::store(&mut write, name, bytes, now).await?;
	if stored.status == FileStatus::Duplicate {
		let about = About {
			file: Some(stored.id),
			..About::default()
		};
		let detail = match stored.duplicate_of {
			Some(first) => format!("the same bytes as file {first}; without effect"),
			None => "the same bytes came before; without effect".to_owned(),
		};
		let mark = format!("file {}", stored.id);
		cases::open(&mut write, CaseKind::Replay, &mark, about, &detail, now).await?;
		// Nothing to do about it: it stays to be seen, closed.
		cases::close_marked(&mut write, CaseKind::Replay, &mark, "without effect", now).await?;
	}
	write.commit().await?;
	Ok(stored)
}

/// Read the files that were not read.
pub async fn handle(core: &Core) -> Result<()> {
	loop {
		let files = {
			let mut conn = core.db.read().await?;
			inbox::stored(&mut conn, AT_ONCE).await?
		};
		if files.is_empty() {
			return Ok(());
		}
		for file in files {
			handle_one(core, &file).await?;
		}
	}
}

async fn handle_one(core: &Core, file: &BankFile) -> Result<()> {
	let bytes = {
		let mut conn = core.db.read().await?;
		inbox::bytes(&mut conn, file.id).await?
	};
	let done = match bank::read(&bytes) {
		Ok(message) => carry_out(core, file, &message).await,
		Err(why) => Err(Error::Refused(why.to_string())),
	};
	match done {
		Ok(()) => Ok(()),
		// The database or the disk: the file waits.
		Err(error) if error.is_transient() => Err(error),
		Err(error) => {
			let (why, now) = (error.to_string(), core.now());
			let mut write = core.db.write().await?;
			inbox::set_failed(&mut write, file.id, &why, now).await?;
			let about = About {
				file: Some(file.id),
				..About::default()
			};
			let mark = format!("file {}", file.id);
			cases::open(&mut write, CaseKind::Unreadable, &mark, about, &why, now).await?;
			write.commit().await
		},
	}
}

async fn carry_out(core: &Core, file: &BankFile, message: &Message) -> Result<()> {
	let now = core.now();
	let mut write = core.db.write().await?;
	let context = effects::Context::new(core, file);
	effects::apply(&mut write, &context, message).await?;
	if matches!(message, Message::Statement(_)) {
		reconcile::set_due(&mut write).await?;
	}
	reserve::propose(&mut write, &core.settings, now).await?;
	if matches!(message, Message::Statement(_)) {
		reserve::check(&mut write, &core.settings, false, now).await?;
	}
	inbox::set_handled(&mut write, file.id, message.kind(), Some(message.id()), now).await?;
	write.commit().await?;
	tracing::info!(
		file = file.id,
		kind = message.kind(),
		"a file of the bank's was read"
	);
	Ok(())
}

/// A payment the bank is silent about for too long becomes a case.
pub(super) async fn overdue(core: &Core) -> Result<()> {
	let calendar = core.settings.batch.calendar;
	let by = calendar.before(core.today(), core.settings.pace.answer_days);
	let Some(by) = calendar::number(by) else {
		return Ok(());
	};
	let silent = {
		let mut conn = core.db.read().await?;
		payments::unanswered(&mut conn, by).await?
	};
	if silent.is_empty() {
		return Ok(());
	}
	let now = core.now();
	let mut write = core.db.write().await?;
	for payment in silent {
		let about = About {
			redemption: Some(payment.redemption),
			payment: Some(payment.end_to_end.clone()),
			batch: Some(payment.batch),
			money: Some((payment.amount, payment.currency)),
			..About::default()
		};
		cases::open(
			&mut write,
			CaseKind::NoAnswer,
			&payment.end_to_end,
			about,
			"the bank has not said what became of it: ask it; nothing is sent again by itself",
			now,
		)
		.await?;
	}
	write.commit().await
}
