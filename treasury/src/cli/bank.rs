//! `inbox`: the bank's files.

use std::{
	fs,
	path::{Path, PathBuf},
};

use clap::Subcommand;
use serde::Serialize;

use super::{
	output::{moment, number, or_dash, table, Output},
	Done, Failure, Global,
};
use crate::{engine::settings::TransportSettings, error::Error, money::Currency, words};

/// See the module.
#[derive(Debug, Subcommand)]
pub enum InboxCommand {
	/// Put files of the bank's into the inbox folder; the service reads them within seconds
	#[command(
		after_help = "They become files of whoever has the folder, so run it as that user or as root.\n\n\
		Example:\n  sudo -u civic-treasury civic-treasury inbox add camt053-2026-11-30.xml"
	)]
	Add {
		/// The files
		#[arg(required = true)]
		files: Vec<PathBuf>,
		/// The inbox of the account in this currency
		#[arg(long)]
		currency: Option<Currency>,
	},
	/// What came, the newest first
	#[command(after_help = "Example:\n  civic-treasury inbox list --limit 10")]
	List {
		/// Only those with smaller numbers
		#[arg(long)]
		before: Option<i64>,
		/// How many at most
		#[arg(long, default_value_t = 50)]
		limit: u32,
	},
}

#[derive(Serialize)]
struct Added {
	files: Vec<PathBuf>,
}

pub(super) async fn go(global: &Global, command: InboxCommand, output: Output) -> Done {
	match command {
		InboxCommand::Add { files, currency } => {
			let config = global.settings()?;
			let account = match (currency, config.accounts.as_slice()) {
				(Some(currency), accounts) => accounts.iter().find(|a| a.currency == currency),
				(None, [one]) => Some(one),
				(None, _) => None,
			}
			.ok_or_else(|| {
				Failure::Input("Name the currency of an account: --currency EUR".into())
			})?;
			let TransportSettings::Folder { inbox, .. } = &account.transport else {
				return Err(Failure::Input(
					"The inbox of this account is on the bank's server. Put the file there.".into(),
				));
			};
			let mut added = Vec::new();
			for file in &files {
				added.push(add(file, inbox)?);
			}
			output.show(&Added { files: added }, |added| {
				format!(
					"Put into the inbox: {}. See: civic-treasury inbox list",
					added.files.len()
				)
			})
		},
		InboxCommand::List { before, limit } => {
			let books = global.books().await?;
			let files = books.desk.inbox(before, limit).await?;
			output.show(&files, |files| {
				let mut shown = table(&["file", "name", "kind", "came", "state", "why"]);
				for f in files {
					shown.add_row([
						number(f.id),
						f.name.clone().into(),
						or_dash(f.kind.as_ref()).into(),
						moment(f.received_at).into(),
						words::file(f.status).into(),
						or_dash(f.error.as_ref()).into(),
					]);
				}
				shown.to_string()
			})
		},
	}
}

/// Copy a file in: whole, under its own name, and never over another.
fn add(file: &Path, inbox: &Path) -> Done<PathBuf> {
	let name = file
		.file_name()
		.ok_or_else(|| Failure::Input(format!("{} is no file.", file.display())))?;
	let target = inbox.join(name);
	let bytes = fs::read(file)
		.map_err(|e| Failure::Input(format!("{} cannot be read: {e}.", file.display())))?;
	let failed =
		|e: std::io::Error| Failure::Core(Error::io(format!("the inbox {}", inbox.display()))(e));
	// Next to the inbox, so that nobody reads half of it.
	let mut copy = tempfile::Builder::new()
		.prefix(".incoming-")
		.tempfile_in(inbox)
		.map_err(failed)?;
	std::io::Write::write_all(&mut copy, &bytes).map_err(failed)?;
	#[cfg(unix)]
	hand_over(copy.as_file(), inbox)?;
	copy.as_file().sync_all().map_err(failed)?;
	copy.persist_noclobber(&target)
		.map_err(|e| match e.error.kind() {
			std::io::ErrorKind::AlreadyExists => Failure::Input(format!(
				"A file called {} lies in the inbox and was not read yet.",
				target.display()
			)),
			_ => failed(e.error),
		})?;
	Ok(target)
}

/// Make a file the inbox's: its owner's, who runs the service, and readable by its group where the folder is. One that
/// the service cannot read would lie there unread.
#[cfg(unix)]
fn hand_over(file: &fs::File, inbox: &Path) -> Done {
	use std::os::unix::fs::{fchown, MetadataExt, PermissionsExt};
	let failed =
		|e: std::io::Error| Failure::Core(Error::io(format!("the inbox {}", inbox.display()))(e));
	let folder = fs::metadata(inbox).map_err(failed)?;
	let own = file.metadata().map_err(failed)?;
	if (own.uid(), own.gid()) != (folder.uid(), folder.gid()) {
		fchown(file, Some(folder.uid()), Some(folder.gid())).map_err(|e| {
			Failure::Input(format!(
				"The file cannot be given to the owner of {} ({e}), and the service could not read it. Run this as that \
				 user: sudo -u civic-treasury civic-treasury inbox add …",
				inbox.display()
			))
		})?;
	}
	let mode = 0o600 | folder.mode() & 0o040;
	file.set_permissions(fs::Permissions::from_mode(mode))
		.map_err(failed)
}

#[cfg(test)]
mod tests {
	use std::os::unix::fs::{chown, MetadataExt, PermissionsExt};

	use super::*;

	#[test]
	fn a_file_is_whose_the_inbox_is() {
		let folder = tempfile::tempdir().unwrap();
		let (inbox, file) = (folder.path().join("inbox"), folder.path().join("camt.xml"));
		fs::create_dir(&inbox).unwrap();
		fs::write(&file, "<x/>").unwrap();
		// Only root gives files away.
		let _ = chown(&inbox, Some(64_123), Some(64_124));
		let of_folder = fs::metadata(&inbox).unwrap();
		for (mode, expected) in [(0o750, 0o640), (0o700, 0o600), (0o777, 0o640)] {
			fs::set_permissions(&inbox, fs::Permissions::from_mode(mode)).unwrap();
			let added = add(&file, &inbox).unwrap();
			let about = fs::metadata(&added).unwrap();
			assert_eq!(about.mode() & 0o777, expected);
			assert_eq!(
				(about.uid(), about.gid()),
				(of_folder.uid(), of_folder.gid())
			);
			fs::remove_file(added).unwrap();
		}
	}

	#[test]
	fn a_file_comes_in_whole_and_over_no_other() {
		let folder = tempfile::tempdir().unwrap();
		let (inbox, file) = (folder.path().join("inbox"), folder.path().join("camt.xml"));
		std::fs::create_dir(&inbox).unwrap();
		std::fs::write(&file, "<x/>").unwrap();
		assert_eq!(std::fs::read(add(&file, &inbox).unwrap()).unwrap(), b"<x/>");
		assert!(matches!(add(&file, &inbox), Err(Failure::Input(_))));
		assert_eq!(std::fs::read_dir(&inbox).unwrap().count(), 1);
	}
}
