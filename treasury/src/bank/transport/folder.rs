//! Folders on this machine.

use std::{
	fs::{self, File},
	io::Write,
	path::{Path, PathBuf},
	time::{Duration, SystemTime},
};

use async_trait::async_trait;

use super::{is_unfinished, Published, Transport, Waiting};
use crate::{
	error::{Error, Result},
	store::inbox::archived_as,
};

/// Where files lie before they are moved into the outbox: on the same file system as the outbox, so
/// that moving is one step.
const STAGING: &str = ".staging";

/// Folders on this machine.
#[derive(Clone, Debug)]
pub struct Folder {
	outbox: PathBuf,
	inbox: PathBuf,
	archive: PathBuf,
	settle: Duration,
}

impl Folder {
	/// These folders; a file in the inbox is read once it lay untouched for `settle_ms`.
	pub fn new(outbox: &Path, inbox: &Path, archive: &Path, settle_ms: u64) -> Self {
		Self {
			outbox: outbox.to_owned(),
			inbox: inbox.to_owned(),
			archive: archive.to_owned(),
			settle: Duration::from_millis(settle_ms),
		}
	}

	fn stage_now(&self, name: &str, bytes: &[u8]) -> Result<()> {
		let staging = self.outbox.join(STAGING);
		fs::create_dir_all(&staging).map_err(Error::io("making the staging folder"))?;
		let path = staging.join(file_name(name));
		let mut file = File::create(&path).map_err(Error::io("staging a payment file"))?;
		file.write_all(bytes)
			.and_then(|()| file.sync_all())
			.map_err(Error::io("staging a payment file"))?;
		sync_dir(&staging)?;
		sync_dir(&self.outbox)
	}

	fn publish_now(&self, name: &str) -> Result<Published> {
		let file = file_name(name);
		let staging = self.outbox.join(STAGING);
		match fs::rename(staging.join(&file), self.outbox.join(&file)) {
			Ok(()) => {
				sync_dir(&self.outbox)?;
				sync_dir(&staging)?;
				Ok(Published::Now)
			},
			// It can only have been moved: nothing else takes files from there.
			Err(e) if e.kind() == std::io::ErrorKind::NotFound && staging.is_dir() => {
				Ok(Published::Before)
			},
			Err(e) => Err(Error::io("moving a payment file into the outbox")(e)),
		}
	}

	fn waiting_now(&self) -> Result<Vec<Waiting>> {
		let mut found = Vec::new();
		let now = SystemTime::now();
		for entry in fs::read_dir(&self.inbox).map_err(Error::io("reading the inbox"))? {
			let entry = entry.map_err(Error::io("reading the inbox"))?;
			// Gone since: somebody else's temporary file.
			let Ok(about) = entry.metadata() else {
				continue;
			};
			let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
				tracing::warn!("a file in the inbox has a name that is not UTF-8: rename it");
				continue;
			};
			let settled = about
				.modified()
				.ok()
				.and_then(|at| now.duration_since(at).ok())
				.is_none_or(|age| age >= self.settle);
			if about.is_file() && settled && !is_unfinished(&name) {
				found.push(Waiting {
					name,
					size: about.len(),
				});
			}
		}
		found.sort();
		Ok(found)
	}

	fn archive_now(&self, name: &str, id: i64) -> Result<()> {
		fs::create_dir_all(&self.archive).map_err(Error::io("making the archive"))?;
		let from = self.inbox.join(name);
		let to = self.archive.join(archived_as(id, name));
		match fs::rename(&from, &to) {
			Ok(()) => Ok(()),
			Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
			// The archive may be on another disk.
			Err(e) if e.kind() == std::io::ErrorKind::CrossesDevices => fs::copy(&from, &to)
				.and_then(|_| fs::remove_file(&from))
				.map_err(Error::io(format!(
					"moving {} to the archive",
					from.display()
				))),
			Err(e) => Err(Error::io(format!(
				"moving {} to the archive",
				from.display()
			))(e)),
		}
	}

	async fn apart<T: Send + 'static>(
		&self,
		work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
	) -> Result<T> {
		let this = self.clone();
		tokio::task::spawn_blocking(move || work(&this))
			.await
			.map_err(|e| Error::Transport(e.to_string()))?
	}
}

fn file_name(name: &str) -> String {
	format!("{name}.xml")
}

/// A name is on the disk once its folder is.
fn sync_dir(path: &Path) -> Result<()> {
	File::open(path)
		.and_then(|dir| dir.sync_all())
		.map_err(Error::io("writing a folder to the disk"))
}

#[async_trait]
impl Transport for Folder {
	async fn stage(&self, name: &str, bytes: &[u8]) -> Result<()> {
		let (name, bytes) = (name.to_owned(), bytes.to_vec());
		self.apart(move |this| this.stage_now(&name, &bytes)).await
	}

	async fn publish(&self, name: &str) -> Result<Published> {
		let name = name.to_owned();
		self.apart(move |this| this.publish_now(&name)).await
	}

	async fn waiting(&self) -> Result<Vec<Waiting>> {
		self.apart(Self::waiting_now).await
	}

	async fn fetch(&self, name: &str) -> Result<Vec<u8>> {
		let path = self.inbox.join(name);
		self.apart(move |_| {
			// Whoever put it there may have kept it to themselves.
			let what = format!("reading {}, a file of the bank's", path.display());
			fs::read(path).map_err(Error::io(what))
		})
		.await
	}

	async fn archive(&self, name: &str, id: i64) -> Result<()> {
		let name = name.to_owned();
		self.apart(move |this| this.archive_now(&name, id)).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn folder(dir: &Path, settle_ms: u64) -> Folder {
		for name in ["out", "in", "old"] {
			fs::create_dir_all(dir.join(name)).expect("a folder can be made");
		}
		Folder::new(
			&dir.join("out"),
			&dir.join("in"),
			&dir.join("old"),
			settle_ms,
		)
	}

	#[tokio::test]
	async fn a_file_goes_out_once_even_if_the_bank_took_it() {
		let dir = tempfile::tempdir().expect("a folder");
		let transport = folder(dir.path(), 0);
		transport.stage("M1", b"half").await.expect("staged");
		assert!(!dir.path().join("out/M1.xml").exists());
		transport.stage("M1", b"whole").await.expect("staged anew");
		assert_eq!(
			transport.publish("M1").await.expect("moved"),
			Published::Now
		);
		let path = dir.path().join("out/M1.xml");
		assert_eq!(fs::read(&path).expect("it is there"), b"whole");
		// The bank takes it; the service was killed before it noted that the file was moved.
		fs::remove_file(&path).expect("taken");
		assert_eq!(
			transport.publish("M1").await.expect("known"),
			Published::Before
		);
		assert!(!path.exists());
	}

	#[tokio::test]
	async fn files_still_being_written_wait() {
		let dir = tempfile::tempdir().expect("a folder");
		let transport = folder(dir.path(), 60_000);
		fs::write(dir.path().join("in/a.xml"), b"<a/>").expect("written");
		assert_eq!(transport.waiting().await.expect("read"), vec![]);
		let transport = folder(dir.path(), 0);
		for name in [".hidden", "b.xml.part", "c.tmp"] {
			fs::write(dir.path().join("in").join(name), b"x").expect("written");
		}
		let names: Vec<_> = transport.waiting().await.expect("read");
		assert_eq!(names.len(), 1);
		assert_eq!(names[0].name, "a.xml");
		transport.archive("a.xml", 7).await.expect("moved");
		transport.archive("a.xml", 7).await.expect("gone is fine");
		assert!(dir.path().join("old/7-a.xml").exists());
	}
}
