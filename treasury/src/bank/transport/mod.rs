//! How files travel to the bank and back.

mod folder;
mod sftp;

use std::sync::Arc;

use async_trait::async_trait;

pub use folder::Folder;
pub use sftp::Sftp;

use crate::{
	engine::settings::{InboxSettings, TransportSettings},
	error::Result,
};

/// A file that waits in the inbox.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
	/// What it is called.
	pub name: String,
	/// Its size in bytes.
	pub size: u64,
}

/// What putting a file into the outbox came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
	/// It is there now.
	Now,
	/// It had been put there before.
	Before,
}

/// A way to the bank.
///
/// A payment file goes out in two steps, so that it goes out once however often the service is killed:
/// it is *staged* (complete and on the disk, where the bank does not look), then *published* (moved,
/// which happens or does not). Whether it was moved can be seen from whether it is still staged, even
/// after the bank took it from the outbox.
#[async_trait]
pub trait Transport: Send + Sync {
	/// Put the complete file where the bank does not look, in place of what lies there by this name.
	async fn stage(&self, name: &str, bytes: &[u8]) -> Result<()>;

	/// Move a staged file into the outbox, unless it was moved already.
	async fn publish(&self, name: &str) -> Result<Published>;

	/// The files in the inbox that nobody is still writing.
	async fn waiting(&self) -> Result<Vec<Waiting>>;

	/// The bytes of a file in the inbox.
	async fn fetch(&self, name: &str) -> Result<Vec<u8>>;

	/// Move a file out of the inbox; no matter if it is gone. `id` keeps files of one name apart.
	async fn archive(&self, name: &str, id: i64) -> Result<()>;
}

/// The way that the settings describe.
pub fn open(settings: &TransportSettings, inbox: &InboxSettings) -> Arc<dyn Transport> {
	match settings {
		TransportSettings::Folder {
			outbox,
			inbox: from,
			archive,
		} => Arc::new(Folder::new(outbox, from, archive, inbox.settle_ms)),
		TransportSettings::Sftp { .. } => Arc::new(Sftp::new(settings.clone())),
	}
}

/// Whether a name is one somebody is still writing under, or none of a message's.
fn is_unfinished(name: &str) -> bool {
	let lower = name.to_ascii_lowercase();
	name.starts_with('.')
		|| [".tmp", ".part", ".filepart", ".writing", ".swp", "~"]
			.iter()
			.any(|end| lower.ends_with(end))
}
