//! The bank's files: into the books as they are, then read, each once.

use super::{effects, reconcile, reserve, Core};
use crate::{
	bank::{self, calendar, transport::Transport, Message},
	error::{Error, Result},
	store::{
		cases::{self, About, CaseKind},
		inbox::{self, BankFile, FileStatus},
		payments,
	},
};

/// How many files are read before others get a turn.
const AT_ONCE: u32 = 100;

/// Take the files of every inbox into the books, and out of the inbox. What fails with one does not keep
/// the others from being read; the first that did is what is told.
pub(super) async fn take(core: &Core) -> Result<()> {
	let mut failed = None;
	for account in &core.settings.accounts {
		// The other account's bank may answer.
		if let Err(e) = take_from(core, core.transport(account.currency)?.as_ref()).await {
			failed.get_or_insert(e);
		}
	}
	failed.map_or(Ok(()), Err)
}

async fn take_from(core: &Core, transport: &dyn Transport) -> Result<()> {
	let mut failed = None;
	for file in transport.waiting().await? {
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
		match take_one(core, transport, &file.name).await {
			Ok(()) => {},
			Err(error @ (Error::Io { .. } | Error::Transport(_))) => {
				tracing::warn!(file = file.name, %error, "a file stays in the inbox");
				failed.get_or_insert(error);
				// It may be the way to the bank: then nobody waits for each file of it.
				transport.waiting().await?;
			},
			Err(other) => return Err(other),
		}
	}
	failed.map_or(Ok(()), Err)
}

async fn take_one(core: &Core, transport: &dyn Transport, name: &str) -> Result<()> {
	let bytes = transport.fetch(name).await?;
	let stored = store(core, name, &bytes).await?;
	transport.archive(name, stored.id).await?;
	let mut write = core.db.write().await?;
	inbox::set_archived(&mut write, stored.id).await?;
	write.commit().await
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

#[cfg(test)]
mod tests {
	use std::sync::Arc;

	use async_trait::async_trait;

	use super::*;
	use crate::{
		bank::transport::{Published, Waiting},
		chain::simulated::Simulated,
		engine::settings::Settings,
		seal::Vault,
		store::{payees::PayeeStore, Db},
	};

	/// An inbox of which not every file can be read. Root reads every file of a folder.
	struct Inbox {
		unreadable: &'static str,
	}

	#[async_trait]
	impl Transport for Inbox {
		async fn stage(&self, _: &str, _: &[u8]) -> Result<()> {
			Ok(())
		}

		async fn publish(&self, _: &str) -> Result<Published> {
			Ok(Published::Now)
		}

		async fn waiting(&self) -> Result<Vec<Waiting>> {
			Ok(["a.xml", "b.xml", "c.xml"]
				.map(|name| Waiting {
					name: name.into(),
					size: 1,
				})
				.into())
		}

		async fn fetch(&self, name: &str) -> Result<Vec<u8>> {
			match name == self.unreadable {
				true => Err(Error::io(format!("reading {name}"))(
					std::io::ErrorKind::PermissionDenied.into(),
				)),
				false => Ok(name.into()),
			}
		}

		async fn archive(&self, _: &str, _: i64) -> Result<()> {
			Ok(())
		}
	}

	#[tokio::test]
	async fn a_file_that_cannot_be_read_does_not_keep_the_others_from_it() {
		let dir = tempfile::tempdir().expect("a folder");
		let url = format!("sqlite://{}", dir.path().join("books.db").display());
		let core = Core::new(
			Db::open(&url).await.expect("the database opens"),
			Arc::new(Simulated::new()),
			Arc::new(PayeeStore::new(Vault::new(&[1; 32], []))),
			Settings::default(),
			Arc::new(|| 0),
		)
		.expect("the settings are right");
		let inbox = Inbox {
			unreadable: "a.xml",
		};
		let error = take_from(&core, &inbox)
			.await
			.expect_err("one is unreadable");
		assert!(
			error.is_transient() && error.to_string().contains("a.xml"),
			"{error}"
		);
		let mut conn = core.db.read().await.expect("a connection");
		let names: Vec<_> = inbox::stored(&mut conn, 10)
			.await
			.expect("the files")
			.into_iter()
			.map(|file| file.name)
			.collect();
		assert_eq!(names, ["b.xml", "c.xml"]);
	}
}
